"""Whether what a service gave is Finland: counted, known codes, valid polygons, in its place."""

import geopandas as gpd
import pandas as pd
import shapely

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import Fault

FIRST_YEAR = 2013
"""Before this year municipalities had codes that the table of mergers does not tell of."""

_KNOWN_UNTIL = 2026
_REGIONS = 19
# West, south, east, north of Finland with its sea, in metres of EPSG:3067. Swapped axes, degrees
# and other plane systems all fall outside.
_EXTENT_M = (20_000, 6_500_000, 800_000, 7_850_000)
_SHOWN_CODES = 5


def municipality_codes(year: int) -> frozenset[str] | None:
    """Give the codes of a year's municipalities; None for years not known yet."""
    if year > _KNOWN_UNTIL:
        return None
    today = reference.municipality_names()["municipality_code"]
    mergers = reference.municipality_mergers()
    later = mergers[(mergers["from_date"] > f"{year}-01-01") & (mergers["change"] == "merged")]
    return frozenset(today) | frozenset(later["old_municipality_code"])


def region_codes() -> frozenset[str]:
    """Give the codes of the 19 regions, the same since 2011."""
    return frozenset(reference.region_names()["region_code"])


def faults_of(
    table: gpd.GeoDataFrame, layer: str, fields: tuple[str, ...], codes: frozenset[str] | None
) -> list[Fault]:
    """Find everything that keeps a layer from being used.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        As the service gave it.
    layer : str
        For the sentences.
    fields : tuple of str
        Columns that must be there, the code first.
    codes : frozenset of str or None
        The codes expected, all of them and no other; None: not known, only three digits each.

    Returns
    -------
    list of Fault
        Empty if all is well.
    """
    lacking = [name for name in fields if name not in table.columns]
    if lacking:
        there = ", ".join(str(name) for name in table.columns)
        return [_fault(layer, f"expected the field {', '.join(lacking)}; the layer has {there}")]
    return [*_code_faults(table[fields[0]], layer, codes), *_geometry_faults(table, layer, fields)]


def _code_faults(code: pd.Series, layer: str, codes: frozenset[str] | None) -> list[Fault]:
    found = code.astype("str").fillna("")
    faults = []
    if found.duplicated().any():
        faults.append(_fault(layer, f"codes stand twice: {_some(found[found.duplicated()])}"))
    if codes is None:
        odd = found[~found.str.fullmatch(r"\d{3}")]
        return [*faults, _fault(layer, f"no codes: {_some(odd)}")] if len(odd) else faults
    if len(found) != len(codes):
        faults.append(_fault(layer, f"expected {len(codes)} areas, found {len(found)}"))
    unknown, missing = sorted(set(found) - codes), sorted(codes - set(found))
    if unknown:
        faults.append(_fault(layer, f"codes that nobody knows in that year: {_some(unknown)}"))
    if missing:
        faults.append(_fault(layer, f"areas are missing: {_some(missing)}"))
    return faults


def _geometry_faults(table: gpd.GeoDataFrame, layer: str, fields: tuple[str, ...]) -> list[Fault]:
    epsg = None if table.crs is None else table.crs.to_epsg()
    if epsg != ETRS_TM35FIN:
        return [_fault(layer, f"expected coordinates in EPSG:{ETRS_TM35FIN}, found {table.crs}")]
    shapes = table.geometry
    is_polygon = shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & ~shapes.is_empty
    wrong = table.loc[~is_polygon | ~shapes.is_valid, fields[0]]
    faults = [_fault(layer, f"no valid polygon: {_some(wrong)}")] if len(wrong) else []
    bounds = shapely.bounds(shapes.to_numpy())
    west, south, east, north = _EXTENT_M
    inside = (bounds[:, 0] > west) & (bounds[:, 1] > south)
    inside &= (bounds[:, 2] < east) & (bounds[:, 3] < north)
    away = table.loc[~inside, fields[0]]
    if len(away):
        faults.append(
            _fault(layer, f"areas lie outside Finland (are the axes swapped?): {_some(away)}")
        )
    return faults


def _some(codes: pd.Series | list[str]) -> str:
    several = [str(code) for code in codes]
    more = f" and {len(several) - _SHOWN_CODES} more" if len(several) > _SHOWN_CODES else ""
    return ", ".join(several[:_SHOWN_CODES]) + more


def _fault(layer: str, expected: str) -> Fault:
    return Fault(f"layer “{layer}”", None, None, "", expected)
