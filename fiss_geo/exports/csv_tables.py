"""Tables as CSV: rounded to what is known, safe to open in a spreadsheet, and readable again.

Points stand as latitude and longitude, lines as WKT in EPSG:3067.
"""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.decision_schemas import DECISION_CONTRACTS
from fiss_geo.errors import BadInput, Fault
from fiss_geo.exports.types import cell_faults, numbers
from fiss_geo.schemas import CONTRACTS

# Decimals shown for a unit; more would be more than anyone knows.
_DECIMALS: Final = {
    "km": 1, "t/a": 1, "t": 1, "GWh/a": 2, "m3/a": 0, "MW": 1, "t km/a": 0, "kg CO2e/t": 2,
    "t CO2e/a": 2, "1/a": 0, "1": 2,
    "t CO2e": 2,
}  # fmt: skip
_LEAST_DIGITS: Final = 3  # significant ones, so that a small value never becomes 0
_SMALLEST: Final = 1e-18  # below this, powers of ten are not exact, and nothing is rounded
_WKT: Final = "geometry_wkt"
_HIGHEST_DEGREES: Final = {"latitude": 90.0, "longitude": 180.0}
_SEPARATORS: Final = (",", ";", "\t")
# A cell that a spreadsheet would run gets an apostrophe before it; one that had them already
# gets one more, so that reading takes away exactly what writing put there.
_RUNS_AS_FORMULA: Final = r"'*[=+\-@\t\r]"
_KEPT_FROM_RUNNING: Final = r"'+[=+\-@\t\r]"


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table for people: rounded, and without anything that a spreadsheet would run."""
    units = {
        name: column.metadata["unit"]
        for contract in (*CONTRACTS, *DECISION_CONTRACTS)
        for name, column in contract.columns.items()
        if column.metadata and "unit" in column.metadata
    }
    flat = _without_geometry(table)
    rounded = {
        name: _rounded(flat[name], _DECIMALS[unit])
        for name, unit in units.items()
        if unit in _DECIMALS and name in flat.columns
    }
    text = flat.select_dtypes(["str", "object"])
    safe = {name: _not_a_formula(text[name]) for name in text.columns}
    flat = flat.assign(**rounded, **safe)
    flat.columns = pd.Index(_not_a_formula(pd.Series(flat.columns, dtype="str")))
    # The byte-order mark tells spreadsheet programs that ä is ä.
    flat.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def read_csv(path: Path) -> pd.DataFrame:
    """Read a table that :func:`write_csv` wrote, also after a spreadsheet saved it again.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        Every other cell text. The index counts the rows of the file from 0, empty ones too.

    Raises
    ------
    BadInput
        If a coordinate or a line is none.
    """
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline()
    separator = max(_SEPARATORS, key=header.count)
    text = pd.read_csv(
        path, sep=separator, dtype="str", encoding="utf-8-sig", keep_default_na=False,
        na_values=[""], skip_blank_lines=False, index_col=False,
    ).dropna(how="all")  # fmt: skip
    text = text.apply(_as_it_was)
    text.columns = pd.Index(_as_it_was(pd.Series(text.columns, dtype="str")))
    # Spreadsheets that write a decimal comma part the cells with semicolons.
    text.attrs["decimal"] = "," if separator == ";" else "."
    if set(_HIGHEST_DEGREES) <= set(text.columns):
        return _with_geometry(text, list(_HIGHEST_DEGREES), _points(text, path.name))
    if _WKT in text.columns:
        return _with_geometry(text, [_WKT], _lines(text[_WKT], path.name))
    return text


def _rounded(column: pd.Series, decimals: int) -> pd.Series:
    """Round to decimals, but keep three digits of what is small.

    >>> _rounded(pd.Series([1234.56, 0.01234, 0.0]), 1).to_list()
    [1234.6, 0.0123, 0.0]
    """
    size = column.abs()
    is_small = size.between(_SMALLEST, 10.0 ** (_LEAST_DIGITS - 1 - decimals), inclusive="left")
    small = column[is_small].astype(float)
    scale = 10.0 ** (_LEAST_DIGITS - 1 - np.floor(np.log10(small.abs())))
    rounded = column.astype(float).round(decimals)
    rounded = rounded.mask(size < _SMALLEST, column)
    rounded.loc[is_small] = (small * scale).round() / scale
    return rounded + 0.0  # "-0.0" is nought


def _not_a_formula(text: pd.Series) -> pd.Series:
    runs = text.str.match(_RUNS_AS_FORMULA, na=False).astype(bool)
    return text.mask(runs, "'" + text[runs].astype("str"))


def _as_it_was(text: pd.Series) -> pd.Series:
    return text.mask(text.str.match(_KEPT_FROM_RUNNING, na=False), text.str[1:])


def _without_geometry(table: pd.DataFrame) -> pd.DataFrame:
    """Put text in the place of geometry: degrees for points, WKT for lines."""
    if not isinstance(table, gpd.GeoDataFrame):
        return table.copy()
    flat = pd.DataFrame(table.drop(columns="geometry"))
    if table.geom_type.dropna().eq("Point").all():
        degrees = table.geometry.to_crs(WGS84)
        return flat.assign(latitude=degrees.y.round(5), longitude=degrees.x.round(5))
    metres = shapely.to_wkt(table.geometry.to_numpy(), rounding_precision=1)
    return flat.assign(**{_WKT: pd.Series(metres, index=flat.index, dtype="str")})


def _with_geometry(
    text: pd.DataFrame, said_by: list[str], geometry: gpd.GeoSeries
) -> gpd.GeoDataFrame:
    rest = text.drop(columns=said_by)
    table = gpd.GeoDataFrame(rest, geometry=geometry.to_crs(ETRS_TM35FIN).array)
    table.attrs = dict(text.attrs)
    return table


def _points(text: pd.DataFrame, file: str) -> gpd.GeoSeries:
    degrees: dict[str, pd.Series] = {}
    faults: list[Fault] = []
    for name, highest in _HIGHEST_DEGREES.items():
        other = (set(_HIGHEST_DEGREES) - {name}).pop()
        degrees[name], is_wrong = numbers(text[name], text.attrs["decimal"])
        is_wrong |= degrees[name].abs() > highest
        is_wrong |= text[name].isna() & text[other].notna()
        expected = f"expected degrees such as 65.76930, at most {highest:.0f}, or both cells empty"
        faults += cell_faults(text[name], is_wrong, file, expected)
    if faults:
        raise BadInput(faults)
    known = degrees["latitude"].notna().to_numpy()
    points = gpd.points_from_xy(degrees["longitude"], degrees["latitude"], crs=WGS84)
    return gpd.GeoSeries(points).where(known, None)


def _lines(text: pd.Series, file: str) -> gpd.GeoSeries:
    said = text.astype(object).where(text.notna(), None).to_numpy()
    lines = gpd.GeoSeries(shapely.from_wkt(said, on_invalid="ignore"), crs=ETRS_TM35FIN)
    is_wrong = text.notna() & lines.isna().to_numpy()
    expected = "expected a line as WKT in EPSG:3067, as fiss-geo writes it"
    if is_wrong.any():
        raise BadInput(cell_faults(text, is_wrong, file, expected))
    return lines
