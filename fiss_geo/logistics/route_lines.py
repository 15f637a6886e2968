"""The best pairs' routes as lines, and the stretches of road that they share."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.logistics.roads.lines import Routes, find_routes
from fiss_geo.logistics.roads.network import Network
from fiss_geo.logistics.roads.network_file import read_network

_TOLERANCE_M: Final = 50.0
"""On a map of the country a pixel is a kilometre, on one of a town ten metres."""


def route_lines(
    ranking: pd.DataFrame,
    flows: gpd.GeoDataFrame,
    network: Network,
    top: int = 100,
    tolerance_m: float = _TOLERANCE_M,
) -> gpd.GeoDataFrame:
    """Draw the quickest routes of the best pairs.

    Parameters
    ----------
    ranking : pandas.DataFrame
        Candidates with ``rank``; only pairs whose distance was measured on roads count.
    flows : geopandas.GeoDataFrame
        With ``flow_id`` and a point, EPSG:3067.
    network : Network
        Of ``network_file.read_network`` or ``embedded.embedded_roads``.
    top : int
        How many of the best pairs.
    tolerance_m : float
        How far a simplified line may lie from the road.

    Returns
    -------
    geopandas.GeoDataFrame
        A row a pair that a road joins, best first, with the index of ``ranking``: ``rank``,
        ``offer_id``, ``need_id``, ``route_distance_km`` and ``drive_time_h`` without the legs,
        and the line from place to place, EPSG:3067.
    """
    chosen, routes, ends = _routes(ranking, flows, network, top)
    lines = shapely.simplify(_with_legs(routes, ends), tolerance_m)
    columns = {
        "rank": chosen["rank"],
        "offer_id": chosen["offer_id"],
        "need_id": chosen["need_id"],
        "route_distance_km": routes.length_m / 1000,
        "drive_time_h": routes.time_s / 3600,
    }
    return gpd.GeoDataFrame(columns, geometry=lines, crs=ETRS_TM35FIN, index=chosen.index)[
        np.isfinite(routes.length_m)
    ]


def route_stretches(
    ranking: pd.DataFrame,
    flows: gpd.GeoDataFrame,
    network: Network,
    top: int = 100,
    tolerance_m: float = _TOLERANCE_M,
) -> gpd.GeoDataFrame:
    """Draw the roads that the best pairs' routes run along, each stretch once.

    A stretch is what the same pairs run along, one piece of road after another.

    Parameters
    ----------
    ranking, flows, network, top, tolerance_m
        As ``route_lines`` takes them.

    Returns
    -------
    geopandas.GeoDataFrame
        ``ranks`` (tuple of the ranks of the pairs), ``pairs`` (their number), ``mass_t_per_a``
        (the sum of their masses, missing if none is known) and the stretch, a line or several,
        EPSG:3067.
    """
    chosen, routes, _ = _routes(ranking, flows, network, top)
    ridden = pd.DataFrame(
        {"edge": routes.edge, "pair": np.repeat(np.arange(len(chosen)), np.diff(routes.start))}
    ).drop_duplicates()
    ranks = chosen["rank"].to_numpy()
    users = ridden.sort_values(["edge", "pair"]).groupby("edge")["pair"].agg(tuple)
    edges = users.index.to_numpy()
    start = network.graph.edge_start
    pieces = [
        shapely.LineString(network.graph.edge_xy_m[start[edge] : start[edge + 1]]) for edge in edges
    ]
    by_users = gpd.GeoSeries(pieces, crs=ETRS_TM35FIN).groupby(users.to_numpy())
    table = [
        (
            tuple(int(ranks[pair]) for pair in pairs),
            len(pairs),
            chosen["mass_t_per_a"].iloc[list(pairs)].sum(min_count=1),
            shapely.simplify(shapely.line_merge(shapely.union_all(group.to_numpy())), tolerance_m),
        )
        for pairs, group in by_users
    ]
    columns = ["ranks", "pairs", "mass_t_per_a", "geometry"]
    return gpd.GeoDataFrame(
        pd.DataFrame(table, columns=columns), geometry="geometry", crs=ETRS_TM35FIN
    )


def draw_along_roads(
    ranking: gpd.GeoDataFrame, flows: gpd.GeoDataFrame, network: Path, top: int = 1000
) -> gpd.GeoDataFrame:
    """Put the routes of the best pairs in place of their straight lines.

    Parameters
    ----------
    ranking : geopandas.GeoDataFrame
        Ranking, with a line from offer to need.
    flows : geopandas.GeoDataFrame
    network : pathlib.Path
        Network file that the ranking was measured with.
    top : int

    Returns
    -------
    geopandas.GeoDataFrame
        A copy.
    """
    lines = route_lines(ranking, flows, read_network(network), top)
    pairs = pd.MultiIndex.from_frame(ranking[["offer_id", "need_id"]])
    drawn = pairs.isin(pd.MultiIndex.from_frame(lines[["offer_id", "need_id"]]))
    by_pair = lines.set_index(["offer_id", "need_id"]).geometry
    shapes = ranking.geometry.to_numpy().copy()
    shapes[drawn] = by_pair.loc[pairs[drawn]].to_numpy()
    return ranking.set_geometry(gpd.GeoSeries(shapes, ranking.index, crs=ETRS_TM35FIN))


def _routes(
    ranking: pd.DataFrame, flows: gpd.GeoDataFrame, network: Network, top: int
) -> tuple[pd.DataFrame, Routes, tuple[np.ndarray, np.ndarray]]:
    """Find the routes of the best pairs that were measured on this network."""
    is_measured = ranking["distance_method"] == network.graph.distance_method
    chosen = ranking[is_measured].sort_values("rank").head(top)
    points = flows.geometry.set_axis(flows["flow_id"].to_list())
    ends = tuple(
        shapely.get_coordinates(points.loc[chosen[side].to_list()].to_numpy()).reshape(-1, 2)
        for side in ("offer_id", "need_id")
    )
    return chosen, find_routes(network, *ends), ends


def _with_legs(routes: Routes, ends: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Lead each line on to its two places, by straight legs."""
    lines = [
        None if line is None
        else shapely.LineString([start, *shapely.get_coordinates(line), end])
        for line, start, end in zip(routes.line, *ends, strict=True)
    ]  # fmt: skip
    drawn = np.full(len(lines), None, dtype="object")
    drawn[:] = lines
    return drawn
