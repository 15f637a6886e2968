"""The register of releases and transfers (PRTR): facilities and their waste transfers as flows.

Two files: facilities (name, place) and waste transfers (year, class, treatment, tonnes), as the
Finnish register and the European Environment Agency (EEA) publish them, or the EEA's one file of
transfers that carries its facilities (F4_2).
"""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pandas as pd

from fiss_geo.errors import BadInput, Fault
from fiss_geo.flows.readers.csv_files import read_csv_text
from fiss_geo.flows.readers.prtr_rows import (
    HEADINGS,
    cells_of,
    fold_heading,
    headings_of,
    prtr_rows,
)

_OF_TRANSFERS: Final = ("facility_id", "quantity_year", "hazard", "treatment", "quantity")


def find_prtr_pair(folder: Path) -> tuple[Path | None, Path] | None:
    """Find the register's files in a folder by their headings.

    Parameters
    ----------
    folder : pathlib.Path
        Any folder; other files in it do not matter.

    Returns
    -------
    tuple of (path or None, path), or None
        The files of facilities and of waste transfers; the first is None where the transfers
        carry their facilities. None: this folder has no waste transfers of the register.

    Raises
    ------
    BadInput
        If several files could be the one meant.
    """
    names = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
    headings = {path: set(headings_of(_header(path))) for path in names}
    transfers = [path for path, has in headings.items() if set(_OF_TRANSFERS) <= has]
    facilities = [
        path for path, has in headings.items()
        if {"facility_id", "site_name", "latitude"} <= has and "quantity" not in has
        and not any(fold_heading(name).startswith("pollutant") for name in _header(path))
    ]  # fmt: skip
    if not transfers:
        return None
    if len(transfers) > 1 or len(facilities) > 1:
        several = ", ".join(path.name for path in (*facilities, *transfers))
        expected = f"expected one file of facilities and one of waste transfers; found {several}"
        raise BadInput([Fault(folder.name, None, None, "", expected)])
    return (facilities[0] if facilities else None), transfers[0]


def read_prtr_text(facilities: Path | None, transfers: Path) -> pd.DataFrame:
    """Read waste transfers of the register as rows of text in the field names of flows.

    Parameters
    ----------
    facilities : pathlib.Path or None
        The file of facilities; None where the transfers carry name and coordinates themselves.
    transfers : pathlib.Path
        The file of waste transfers.

    Returns
    -------
    pandas.DataFrame
        One row a transfer in the order of its file, every cell text; tonnes as the file writes
        them. Columns that are no field travel along, those of the facility with ``facility_``
        before a name that is taken.

    Raises
    ------
    MissingFile, BadInput
    """
    sent = _read(transfers, _OF_TRANSFERS)
    known = sent.head(0) if facilities is None else _read(facilities, ("facility_id",))
    return prtr_rows(known, sent)


def facilities_without_transfers(facilities: Path, transfers: Path) -> pd.DataFrame:
    """List the facilities that reported no waste transfer; they are no flows, and are counted.

    Parameters
    ----------
    facilities, transfers : pathlib.Path
        As for :func:`read_prtr_text`.

    Returns
    -------
    pandas.DataFrame
        Their rows as the file of facilities has them.
    """
    known, sent = _read(facilities, ("facility_id",)), _read(transfers, _OF_TRANSFERS)
    return known.loc[~cells_of(known, "facility_id").isin(cells_of(sent, "facility_id"))]


def _read(path: Path, needed: Iterable[str]) -> pd.DataFrame:
    table = read_csv_text(path).assign(source_file=path.name)
    lacking = [name for name in needed if name not in headings_of(table.columns)]
    faults = [
        Fault(
            path.name, 1, None, "",
            f"the register's column for {name} is missing; expected a heading such as "
            f"{HEADINGS[name][0]}",
        )
        for name in lacking
    ]  # fmt: skip
    if faults:
        raise BadInput(faults)
    return table


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        line = file.readline()
    return next(csv.reader([line], delimiter=";" if line.count(";") > line.count(",") else ","), [])
