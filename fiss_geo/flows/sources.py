"""Sources of flows: which reader opens which file, folder or address."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.flows.readers.csv_files import read_csv_text
from fiss_geo.flows.readers.layers import read_layer_text, read_parquet_text
from fiss_geo.flows.readers.materiaalitori import fetch_notices, read_notices
from fiss_geo.flows.readers.postgis import read_postgis_text
from fiss_geo.flows.readers.prtr import (
    facilities_without_transfers,
    find_prtr_pair,
    read_prtr_text,
)
from fiss_geo.flows.readers.prtr_rows import cells_of
from fiss_geo.flows.readers.sheets import read_sheet_text

Source = str | Path

_CSV = (".csv", ".tsv", ".txt")
_SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
_LAYERS = (".gpkg", ".shp", ".fgb", ".geojson")
_PARQUET = (".parquet", ".geoparquet")
_NOTICES = (".json", ".jsonl", ".ndjson")
ENDINGS = (*_CSV, *_SHEETS, *_LAYERS, *_PARQUET, *_NOTICES)


def open_source(source: Source, sheet: str | None = None) -> Iterator[pd.DataFrame]:
    """Open a source as tables of text, with the file and row that each line came from.

    Parameters
    ----------
    source : path or address
        See :func:`fiss_geo.flows.read.read`.
    sheet : str, optional
        Sheet or layer, where the file has several.

    Yields
    ------
    pandas.DataFrame
        Every cell text, columns as in the source, and ``source_file``, ``source_row``,
        ``decimal_comma``.

    Raises
    ------
    MissingFile, BadInput
    """
    address = str(source)
    if address.startswith(("postgresql://", "postgres://")):
        yield read_postgis_text(address)
    elif address.startswith(("http://", "https://")):
        yield fetch_notices(address)
    elif Path(source).is_dir():
        yield from _open_folder(Path(source), sheet)
    else:
        yield _open_file(Path(source), sheet)


def no_flows(sources: Iterable[Source]) -> pd.DataFrame | None:
    """List what sources hold besides flows, so that the report can tell of it.

    Returns
    -------
    pandas.DataFrame or None
        Facilities of a PRTR folder without any waste transfer: ``flow_id`` (the facility's),
        ``role``, ``organisation``, ``resource_name``, ``stage``, ``reason``, ``source_file``,
        ``source_row``.
    """
    folders = [Path(source) for source in sources if "://" not in str(source)]
    pairs = [find_prtr_pair(folder) for folder in folders if folder.is_dir()]
    silent = [
        facilities_without_transfers(pair[0], pair[1])
        for pair in pairs
        if pair is not None and pair[0] is not None
    ]
    if not silent:
        return None
    table = pd.concat(silent, ignore_index=True)
    return pd.DataFrame(
        {
            "flow_id": cells_of(table, "facility_id"),
            "role": "offer",
            "organisation": cells_of(table, "site_name").fillna("name withheld"),
            "resource_name": "no waste transfer reported",
            "stage": "read",
            "reason": "a facility without a waste transfer is no flow",
            "source_file": table["source_file"],
            "source_row": table["source_row"],
        }
    )


def _open_folder(folder: Path, sheet: str | None) -> Iterator[pd.DataFrame]:
    """Open every file of a folder that a reader knows, in the order of their names."""
    pair = find_prtr_pair(folder)
    if pair is not None:
        yield read_prtr_text(*pair)
        return
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in ENDINGS]
    if not files:
        expected = f"expected files of flows ({', '.join(ENDINGS)}); found none"
        raise BadInput([Fault(str(folder), None, None, "", expected)])
    for path in files:
        yield _open_file(path, sheet)


def _open_file(path: Path, sheet: str | None) -> pd.DataFrame:
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file; check the name and the folder")
    ending = path.suffix.lower()
    if ending in _CSV:
        return read_csv_text(path)
    if ending in _SHEETS:
        return read_sheet_text(path, sheet)
    if ending in _LAYERS:
        return read_layer_text(path, sheet)
    if ending in _PARQUET:
        return read_parquet_text(path)
    if ending in _NOTICES:
        return read_layer_text(path, sheet) if _is_geojson(path) else read_notices(path)
    expected = f"expected a file ending in {', '.join(ENDINGS)}"
    raise BadInput([Fault(path.name, None, None, "", expected)])


def _is_geojson(path: Path) -> bool:
    """Tell GeoJSON from notices by the type that its first lines state."""
    with path.open("rb") as file:
        return re.search(rb'"type"\s*:\s*"FeatureCollection"', file.read(4096)) is not None
