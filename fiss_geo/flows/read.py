"""Verb one, ``read``: files of offers and needs become one table of flows.

Every row of every file comes out, in order. What cannot be understood at all (a role that is
neither offer nor need, a quantity that is no number) stops the reading with a sentence a fault,
all faults of all files at once. What is merely missing stays missing.
"""

from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import BadInput, Fault
from fiss_geo.flows import checks, places, units
from fiss_geo.flows.csv_files import read_csv_text
from fiss_geo.schemas import FLOWS, keep

_RENAMED = {"municipality": "municipality_name", "park": "stated_park_id", "unit": "quantity_unit"}
_COPIED = (
    "flow_id", "organisation", "site_name", "resource_name", "resource_name_en",
    "resource_name_fi", "material_group", "nace_code", "quantity_unit", "quantity_kind",
    "confidence", "municipality_name", "postcode", "stated_park_id", "source_title",
    "source_url", "note", "source_file",
)  # fmt: skip


def read(sources: str | Path | Iterable[str | Path]) -> gpd.GeoDataFrame:
    """Read flows from one or more CSV files.

    Parameters
    ----------
    sources : path or iterable of paths
        CSV files in UTF-8, separated by commas or semicolons (then with decimal commas), with
        the columns of ``data/examples/flows.csv``. Required: ``flow_id``, ``role``,
        ``organisation``, a resource name, and one of ``latitude`` + ``longitude`` (WGS 84,
        degrees), ``postcode``, ``place`` or ``municipality``.

    Returns
    -------
    geopandas.GeoDataFrame
        Flows: one row a flow in the order of the files, points in EPSG:3067, quantities in
        ``_t_per_a``, ``_gwh_per_a``, ``_m3_per_a``; missing where the file gives none.

    Raises
    ------
    BadInput
        With a sentence for every fault: file, row, column, value, what was expected.
    MissingFile
        If a file is not there.
    """
    paths = [sources] if isinstance(sources, str | Path) else list(sources)
    raw = pd.concat([_with_origin(Path(path)) for path in paths], ignore_index=True)
    faults = checks.find_faults(raw)
    if faults:
        raise BadInput(faults)
    return keep(FLOWS, _flows(raw))


def _with_origin(path: Path) -> pd.DataFrame:
    """Read one file as text, with the file and row that each line came from."""
    text = read_csv_text(path)
    missing = checks.missing_columns(text.columns)
    if missing:
        raise BadInput([Fault(path.name, 1, None, "", sentence) for sentence in missing])
    return text.assign(source_file=path.name)


def _flows(raw: pd.DataFrame) -> gpd.GeoDataFrame:
    raw = raw.assign(resource_name=_resource_name(raw))
    text = raw.rename(columns=_RENAMED).reindex(columns=list(_COPIED)).astype("str")
    table = text.assign(
        role=checks.lower(raw["role"]),
        low_code=checks.low_code(raw),
        status=checks.lower(checks.text_column(raw, "status")).fillna("unknown").astype("str"),
        quantity=checks.number(raw, "quantity"),
        quantity_year=checks.number(raw, "quantity_year").astype("Int64"),
        source_year=checks.number(raw, "source_year").astype("Int64"),
        source_row=raw["source_row"].astype("Int64"),
        is_public=checks.is_public(raw),
    )
    table = table.join(units.normalise(table["quantity"], table["quantity_unit"]))
    placed = places.place(raw)
    extra = raw[[name for name in raw.columns if _is_extra(name)]]
    table = table.join(placed.drop(columns="geometry")).join(extra)
    ordered = [*(name for name in FLOWS.columns if name != "geometry"), *extra.columns]
    return gpd.GeoDataFrame(table[ordered], geometry=placed["geometry"].array, crs=ETRS_TM35FIN)


def _resource_name(raw: pd.DataFrame) -> pd.Series:
    """Take the resource's name in the first language that the row has one in."""
    names = [checks.text_column(raw, name) for name in checks.RESOURCE_NAMES]
    return names[0].fillna(names[1]).fillna(names[2]).fillna(names[3])


def _is_extra(name: str) -> bool:
    """Tell whether a column is the user's own; it travels along untouched."""
    return name not in FLOWS.columns and name not in checks.KNOWN_COLUMNS
