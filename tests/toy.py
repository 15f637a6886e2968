"""A toy country that one can check in the head.

Two square municipalities of 10 km a side stand beside each other on the plane of EPSG:3067::

      region 01      region 02
    +-----------+-----------+
    | 001 Alku  | 002 Loppu |        y: 7 000 000 … 7 010 000 m
    +-----------+-----------+
    x 400 000   410 000     420 000 m
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point, box

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.schemas import FLOWS, column_types

EAST_0, NORTH_0 = 400_000.0, 7_000_000.0


def municipalities() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "municipality_code": ["001", "002"],
            "municipality_name_fi": ["Alku", "Loppu"],
            "municipality_name_sv": ["Början", "Slut"],
            "region_code": ["01", "02"],
        },
        geometry=[
            box(EAST_0, NORTH_0, EAST_0 + 10_000, NORTH_0 + 10_000),
            box(EAST_0 + 10_000, NORTH_0, EAST_0 + 20_000, NORTH_0 + 10_000),
        ],
        crs=ETRS_TM35FIN,
    )


def parks() -> gpd.GeoDataFrame:
    middle = Point(EAST_0 + 5_000, NORTH_0 + 5_000)
    return gpd.GeoDataFrame(
        {"park_id": ["toy-park"]}, geometry=[middle.buffer(1_000)], crs=ETRS_TM35FIN
    )


def flows(*rows: Mapping[str, object]) -> gpd.GeoDataFrame:
    """Make flows from a few values each; ``x_km`` and ``y_km`` count from the country's corner."""
    table = pd.DataFrame([_filled(number, row) for number, row in enumerate(rows, 1)])
    easting = table.pop("x_km").astype(float) * 1000 + EAST_0
    northing = table.pop("y_km").astype(float) * 1000 + NORTH_0
    placed = easting.notna().to_numpy()
    points = np.where(placed, gpd.points_from_xy(easting, northing), None)
    types = column_types(FLOWS)
    typed = table.reindex(columns=list(types)).astype(types)
    return gpd.GeoDataFrame(typed, geometry=points, crs=ETRS_TM35FIN)


def _filled(number: int, row: Mapping[str, object]) -> dict[str, object]:
    usual = {
        "flow_id": f"F{number}", "role": "offer", "organisation": f"Company {number}",
        "resource_name": "slag", "status": "in_use", "x_km": 1.0, "y_km": 1.0,
        "location_precision": "site" if row.get("x_km", 1.0) is not None else "none",
        "location_uncertainty_km": 0.5, "is_public": True, "source_file": "toy.csv",
        "source_row": number + 1, "is_service": False, "is_superseded": False,
    }  # fmt: skip
    return {**usual, **row}
