"""Small tables for the tests of the maps: two square regions one can check in the head."""

from typing import Any

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa
import shapely

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.maps.layers import Basemap
from fiss_geo.schemas import LEFT_OUT, LOCATED_FLOWS, RANKING, column_types

WEST, EAST = (250_000, 7_000_000), (350_000, 7_000_000)

_FLOW = {
    "role": "offer", "organisation": "Mill Oy", "resource_name": "Ash", "resource_name_fi": "Tuhka",
    "material_group": "ash", "status": "in_use", "confidence": "high", "location_precision": "site",
    "location_uncertainty_km": 0.5, "municipality_name": "Westby", "source_title": "Yearbook",
    "source_url": "https://example.org/yearbook", "source_year": 2023, "is_public": True,
    "source_file": "flows.csv", "source_row": 2, "region_code": "01",
    "area_method": "point in polygon", "park_method": "none",
}  # fmt: skip

_CANDIDATE = {
    "offer_organisation": "Mill Oy", "need_organisation": "Works Oy", "offer_resource_name": "Ash",
    "need_resource_name": "Ash", "material_group": "ash", "offer_status": "in_use",
    "need_status": "in_use", "mass_basis": "the offer; the need has no figure", "score": 0.8,
    "reasons": "same material group (ash); both names say ash",
    "reasons_fi": "sama materiaaliryhmä (tuhka); molemmat nimet sanovat ash",
    "reasons_sv": "samma materialgrupp (aska); båda namnen säger ash",
    "against": None, "against_fi": None, "against_sv": None, "is_two_way": False,
    "accepted_count": 0, "rejected_count": 0, "straight_distance_km": 100.0,
    "road_distance_km": 123.4, "distance_uncertainty_km": 7.6,
    "distance_method": "embedded main roads", "mass_t_per_a": 26012.0, "vehicle": "Semi 40 t",
    "transport_wtw_kg_co2e_per_t": 7.61, "transport_wtw_low_kg_co2e_per_t": 5.3,
    "transport_wtw_high_kg_co2e_per_t": 11.4,
}  # fmt: skip


def flow(flow_id: str, at: tuple[int, int] | None = WEST, **values: object) -> dict[str, Any]:
    """Make one flow; what is not given stands as in a plain public offer."""
    point = None if at is None else shapely.Point(at)
    return {**_FLOW, "flow_id": flow_id, "geometry": point, **values}


def candidate(rank: int, offer_id: str, need_id: str, **values: object) -> dict[str, Any]:
    """Make one ranked candidate."""
    line = shapely.LineString([WEST, EAST])
    own = {"rank": rank, "offer_id": offer_id, "need_id": need_id, "geometry": line}
    return {**_CANDIDATE, **own, **values}


def located_flows(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Make a table of LOCATED_FLOWS."""
    return gpd.GeoDataFrame(_table(LOCATED_FLOWS, rows), geometry="geometry", crs=ETRS_TM35FIN)


def ranking(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Make a table of RANKING."""
    return gpd.GeoDataFrame(_table(RANKING, rows), geometry="geometry", crs=ETRS_TM35FIN)


def left_out(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make a table of LEFT_OUT; what is not given stands as in an offer that nothing fits."""
    plain = {
        "outcome": "left out", "role": "offer", "organisation": "Mill Oy", "resource_name": "Ash",
        "stage": "match", "reason": "nothing fits", "source_file": "flows.csv", "source_row": 2,
    }  # fmt: skip
    return _table(LEFT_OUT, tuple({**plain, **row} for row in rows))


def two_regions() -> Basemap:
    """Make a country of two squares, 100 km a side, with one road across."""
    squares = [shapely.box(x, 6_950_000, x + 100_000, 7_050_000) for x in (200_000, 300_000)]
    regions = gpd.GeoDataFrame(
        {
            "region_code": ["01", "02"],
            "region_name_en": ["Westland", "Eastland"],
            "region_name_fi": ["Länsimaa", "Itämaa"],
        },
        geometry=squares,
        crs=ETRS_TM35FIN,
    )
    nothing = gpd.GeoDataFrame(geometry=[], crs=ETRS_TM35FIN)
    road = gpd.GeoDataFrame(geometry=[shapely.LineString([WEST, EAST])], crs=ETRS_TM35FIN)
    return Basemap(regions, regions, nothing, road)


def parks(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make a table of parks."""
    plain = {
        "park_id": "p1", "name_fi": "Puisto", "name_sv": None, "name_en": "Park",
        "municipality": "Westby", "latitude": 63.0, "longitude": 22.0, "radius_km": 2.0,
        "operator": "Park Oy", "source_url": "https://example.org/park", "precision_note": "",
    }  # fmt: skip
    return pd.DataFrame([{**plain, **row} for row in rows], columns=list(plain))


def stories(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make a table of realised symbioses."""
    plain = {
        "id": "S1", "title_en": "Ash to roads", "title_fi": "Tuhkasta teitä", "from_org": "Mill Oy",
        "to_org": "Roads Oy", "resource_en": "ash", "from_municipality": "Westby",
        "to_municipality": "Eastby", "status": "realised", "start_year": 2015.0,
        "benefit_en": "less gravel", "source_url": "https://example.org/story",
    }  # fmt: skip
    return pd.DataFrame([{**plain, **row} for row in rows], columns=list(plain))


def _table(contract: pa.DataFrameSchema, rows: tuple[dict[str, Any], ...]) -> pd.DataFrame:
    names = list(contract.columns)
    table = pd.DataFrame([{name: row.get(name) for name in names} for row in rows], columns=names)
    return table.astype(column_types(contract))
