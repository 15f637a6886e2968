"""Gaps of the road graph, closed where a road must be: short, on dry land, in one country."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

# A gap is closed from a dead end to a node nearer than this, if the way around is many times as
# long as the link would be.
_GAP_MAX_M = 10_000.0
_DETOUR_MIN = 5.0
# Typical ratio of road to straight line in Finland.
_ROAD_PER_LINE = 1.2
# A road may run this far off the coast at 1:10M (bridges, causeways, a coarse coast).
_OFF_COAST_M = 1_500.0
# ... and this share of the gap may lie in a lake.
_LAKE_SHARE_MAX = 0.2


class _Gap(NamedTuple):
    length_m: float
    start: int
    end: int


def mend(
    nodes: gpd.GeoDataFrame, edges: pd.DataFrame, land: gpd.GeoDataFrame, lakes: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Add the missing links to the edges, marked ``is_mended``.

    Gaps are taken from the shortest up, and each is judged on the graph with the links before
    it, so that one missing road is added once.
    """
    xy = shapely.get_coordinates(nodes.geometry.array)
    position = pd.Series(range(len(nodes)), index=nodes.index)
    pairs = position.loc[edges[["from_node", "to_node"]].to_numpy().ravel()].to_numpy()
    start, end = pairs.reshape(-1, 2).T
    length_km = edges["length_km"].to_numpy()
    links: list[tuple[int, int, float]] = []
    for gap in _gaps(nodes, xy, np.bincount(pairs, minlength=len(nodes)), land, lakes):
        link_km = round(gap.length_m / 1000 * _ROAD_PER_LINE, 3)
        graph = csr_matrix((length_km, (start, end)), (len(nodes), len(nodes)))
        limit_km = _DETOUR_MIN * link_km
        around_km = dijkstra(graph, directed=False, indices=gap.start, limit=limit_km)[gap.end]
        if np.isinf(around_km):
            links.append((nodes.index[gap.start], nodes.index[gap.end], link_km))
            start, end = np.append(start, gap.start), np.append(end, gap.end)
            length_km = np.append(length_km, link_km)
    added = pd.DataFrame(links, columns=["from_node", "to_node", "length_km"])
    return pd.concat(
        [edges.assign(is_mended=False), added.assign(is_mended=True)], ignore_index=True
    )


def _gaps(
    nodes: gpd.GeoDataFrame,
    xy: npt.NDArray[np.float64],
    degree: npt.NDArray[np.int64],
    land: gpd.GeoDataFrame,
    lakes: gpd.GeoDataFrame,
) -> list[_Gap]:
    """List what might be a gap, from the shortest up."""
    tree = cKDTree(xy)
    country = nodes["country_code"].to_numpy()
    dry = dict(zip(land["country_code"], land.geometry.buffer(_OFF_COAST_M), strict=True))
    water = lakes.geometry.union_all()
    shapely.prepare(water)
    gaps = []
    for here in np.flatnonzero(degree <= 1):
        for there in tree.query_ball_point(xy[here], _GAP_MAX_M):
            line = shapely.LineString([xy[here], xy[there]])
            same_country = there != here and country[here] == country[there]
            if same_country and dry[country[here]].contains(line):
                wet_m = line.intersection(water).length
                if wet_m <= _LAKE_SHARE_MAX * line.length:
                    gaps.append(_Gap(line.length, *sorted((int(here), int(there)))))
    return sorted(set(gaps))
