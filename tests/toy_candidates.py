"""Candidates from a few values each, for the tests of what comes after ``assess``."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
from shapely import LineString

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.schemas import ASSESSED_CANDIDATES, column_types

_USUAL = {
    "offer_id": "O1", "need_id": "N1", "offer_status": "in_use", "need_status": "in_use",
    "score": 1.0,
    "distance_method": "none", "mass_basis": "not known", "reasons": "same material group",
    "offer_organisation": "Giver", "need_organisation": "Taker", "offer_resource_name": "slag",
    "need_resource_name": "slag",
}  # fmt: skip


def candidates(*rows: Mapping[str, object]) -> gpd.GeoDataFrame:
    """Make AssessedCandidates; columns that are not given are missing, and flags false."""
    types = column_types(ASSESSED_CANDIDATES)
    table = pd.DataFrame([{**_USUAL, **row} for row in rows], columns=list({**_USUAL, **types}))
    flags = [name for name, kind in types.items() if kind == "bool"]
    table = table.assign(**{name: table[name].eq(other=True) for name in flags})[list(types)]
    lines = [LineString([(0, 0), (1, 1)])] * len(rows)
    return gpd.GeoDataFrame(table.astype(types), geometry=lines, crs=ETRS_TM35FIN)
