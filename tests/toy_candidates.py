"""Candidates from a few values each, for the tests of what comes after ``assess``."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa
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


def usual_texts(contract: pa.DataFrameSchema) -> dict[str, str]:
    """Give a word for every column of text that may not be missing: one that is allowed."""
    words = {}
    for name, column in contract.columns.items():
        if name != "geometry" and not column.nullable and str(column.dtype).startswith("str"):
            allowed = [check.statistics["allowed_values"] for check in column.checks]
            words[name] = str(next(iter(allowed[0]))) if allowed else "none"
    return words


def candidates(*rows: Mapping[str, object]) -> gpd.GeoDataFrame:
    """Make AssessedCandidates; columns that are not given are missing, and flags false."""
    types = column_types(ASSESSED_CANDIDATES)
    usual = {**usual_texts(ASSESSED_CANDIDATES), **_USUAL}
    table = pd.DataFrame([{**usual, **row} for row in rows], columns=list({**usual, **types}))
    flags = [name for name, kind in types.items() if kind == "bool"]
    table = table.assign(**{name: table[name].eq(other=True) for name in flags})[list(types)]
    lines = [LineString([(0, 0), (1, 1)])] * len(rows)
    return gpd.GeoDataFrame(table.astype(types), geometry=lines, crs=ETRS_TM35FIN)
