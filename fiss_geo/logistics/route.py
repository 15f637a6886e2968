"""Verb four, ``route``: how far it is by road from each offer to each need.

The embedded roads are the main roads. They see a haul of a hundred kilometres well and the
lane to the neighbour not at all, so near pairs get an estimate instead, under a name of its own.
A network of all roads, or a server, measures near and far. No pair ever gets 0 km: what cannot be
routed is missing, and says why.
"""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import BadTable
from fiss_geo.logistics.detour import FALLBACKS, Fallback, straight_fallback
from fiss_geo.logistics.network import geodesic_km
from fiss_geo.logistics.roads.embedded import embedded_engine
from fiss_geo.logistics.roads.engines import Engine
from fiss_geo.logistics.roads.pairs import measure_pairs
from fiss_geo.reference import factor_defaults
from fiss_geo.schemas import CANDIDATES, FLOWS, ROUTED_CANDIDATES, keep

NO_PLACES = "neither place is known"
NO_OFFER_PLACE = "the offer's place is not known"
NO_NEED_PLACE = "the need's place is not known"
OFFER_TOO_FAR = "the offer is too far from the roads"
NEED_TOO_FAR = "the need is too far from the roads"
NO_ROAD = "no road joins the two places"

ESTIMATE = "estimate between near places"
NO_METHOD = "none"
MAIN_ROADS = "embedded main roads"

MEAN_DISTANCE_IN_DISC = 128 / (45 * np.pi)
"""Mean distance of two random points in a disc, as a share of its radius (disc line picking)."""

Floats = npt.NDArray[np.float64]


def route(
    candidates: pd.DataFrame,
    flows: gpd.GeoDataFrame,
    engine: Engine | None = None,
    *,
    fallback: Fallback = "none",
) -> gpd.GeoDataFrame:
    """Add the road distance of every candidate, with its method and its uncertainty.

    Parameters
    ----------
    candidates : pandas.DataFrame
        Candidates; ``offer_id`` and ``need_id`` are flows of the second table.
    flows : geopandas.GeoDataFrame
        Flows or located flows, with points in EPSG:3067 (some missing) and
        ``location_uncertainty_km``.
    engine : Engine, optional
        What measures; by default Finland's main roads, which come with the toolkit.
    fallback : {"none", "detour index"}
        What a pair gets that no road joins: nothing, or the straight distance times the detour
        index of the two regions, under a method of its own.

    Returns
    -------
    geopandas.GeoDataFrame
        RoutedCandidates: every row of ``candidates`` in its order, with its index.

    Raises
    ------
    BadTable
        If either is a table of another stage, or a candidate names a flow that ``flows`` does
        not hold.
    UnknownCrs
        If the flows are not in EPSG:3067.
    ValueError
        If there is no such fallback.
    """
    keep(CANDIDATES, candidates)
    keep(FLOWS, flows)
    if fallback not in FALLBACKS:
        raise ValueError(f'fallback is "{fallback}"; expected {" or ".join(FALLBACKS)}')
    roads = embedded_engine() if engine is None else engine
    factors = factor_defaults()
    places = _places(flows, factors["value"]["least_place_uncertainty_km"])
    offers = _chosen(places, candidates["offer_id"])
    needs = _chosen(places, candidates["need_id"])
    straight_km = pd.Series(geodesic_km(_points(offers), _points(needs)), index=candidates.index)
    way = _ways(roads, offers, needs, factors["value"])
    found = _distances(offers, needs, straight_km, way, factors, roads.distance_method)
    if fallback == "detour index":
        found = straight_fallback(found, candidates, straight_km)
    table = candidates.assign(
        straight_distance_km=straight_km,
        **{str(name): found[name] for name in found.columns},
        offer_snap_km=way["origin_leg_km"],
        need_snap_km=way["destination_leg_km"],
        snap_note=_snap_notes(way, factors["value"]["snap_warning_km"]),
    )
    routed = gpd.GeoDataFrame(table, geometry=_lines(offers, needs), crs=ETRS_TM35FIN)
    return keep(ROUTED_CANDIDATES, routed)


def _places(flows: gpd.GeoDataFrame, least_km: float) -> pd.DataFrame:
    """Give the place of each flow, and how exactly it is known."""
    points = flows.geometry.set_axis(flows["flow_id"].to_list())
    known = points[~(points.isna() | points.is_empty)]
    stated_km = flows["location_uncertainty_km"].fillna(least_km).clip(lower=least_km)
    return pd.DataFrame(
        {
            "easting_m": known.x,
            "northing_m": known.y,
            "uncertainty_km": stated_km.set_axis(points.index),
        },
        index=points.index,
    )


def _chosen(places: pd.DataFrame, flow_ids: pd.Series) -> pd.DataFrame:
    """Take the place of one side of every candidate, under the candidate's index."""
    unknown = flow_ids[~flow_ids.isin(places.index)].unique()
    if len(unknown):
        names = ", ".join(map(str, unknown[:5]))
        raise BadTable(f"the table of flows does not hold {len(unknown)} candidates' flow: {names}")
    return places.loc[flow_ids.to_list()].set_axis(flow_ids.index)


def _points(places: pd.DataFrame) -> Floats:
    return places[["easting_m", "northing_m"]].to_numpy()


def _ways(
    engine: Engine, offers: pd.DataFrame, needs: pd.DataFrame, factors: pd.Series
) -> pd.DataFrame:
    """Measure the ways by the roads and the lanes to them; missing where there is none.

    The leg is a straight line for a lane that the engine does not know, and lanes wind: it
    counts with the mean detour index.
    """
    is_known = np.isfinite(_points(offers)).all(axis=1) & np.isfinite(_points(needs)).all(axis=1)
    one, i = np.unique(_points(offers)[is_known], axis=0, return_inverse=True)
    other, j = np.unique(_points(needs)[is_known], axis=0, return_inverse=True)
    measured = measure_pairs(engine, one, other, np.column_stack([i, j]))
    ways = measured.set_axis(np.flatnonzero(is_known)).reindex(range(len(offers)))
    ways = ways.set_axis(offers.index)
    legs_km = (ways["origin_leg_km"] + ways["destination_leg_km"]) * factors["detour_index"]
    return ways.assign(
        way_km=ways["way_km"] + legs_km,
        route_km=ways["route_km"] + legs_km,
        drive_time_h=ways["drive_time_h"] + legs_km / factors["lane_speed_km_h"],
    )


def _snap_notes(ways: pd.DataFrame, warning_km: float) -> pd.Series:
    """Say which place lies far from its road."""
    notes = pd.Series("", index=ways.index, dtype="str")
    for side, leg in (("offer", "origin_leg_km"), ("need", "destination_leg_km")):
        said = f"the {side} lies " + ways[leg].round(1).astype("str") + " km from the nearest road"
        gap = notes.where(notes == "", notes + "; ")
        notes = notes.where(~(ways[leg] > warning_km), gap + said)
    return notes.where(notes != "")


def _distances(
    offers: pd.DataFrame,
    needs: pd.DataFrame,
    straight_km: pd.Series,
    ways: pd.DataFrame,
    factors: pd.DataFrame,
    method: str,
) -> pd.DataFrame:
    """Choose between the way found and an estimate, with uncertainty, method and reason."""
    detour, way_km = factors.loc["detour_index"], ways["way_km"]
    error = factors.loc["main_roads_error" if method == MAIN_ROADS else "all_roads_error"]
    places_km = offers["uncertainty_km"] + needs["uncertainty_km"]
    radius_km = np.maximum(offers["uncertainty_km"], needs["uncertainty_km"])
    near_km = np.maximum(straight_km, MEAN_DISTANCE_IN_DISC * radius_km) * detour["value"]
    # A lane may be shorter than the way by the main roads, and no lane is straighter than low.
    least_km = straight_km * detour["low"]
    reason = _reason(offers, needs, ways, factors["value"]["longest_leg_km"])
    # Two flows of one remote plant are near each other, however far the main road is.
    is_near = (straight_km < places_km) & way_km.notna()
    is_missing = ~is_near & reason.notna()
    is_coarse = ~is_near & ~is_missing & (straight_km < factors["value"]["main_roads_from_km"])
    is_coarse &= (way_km > straight_km * detour["high"]) & (method == MAIN_ROADS)
    kinds = [is_near, is_missing, is_coarse]
    middle_km = (least_km + way_km) / 2
    road_km = np.select(kinds, [near_km, np.nan, middle_km], np.maximum(way_km, straight_km))
    spread_km = np.select(kinds, [0.0, np.nan, way_km - middle_km], way_km * error["value"])
    methods = np.select(kinds, [ESTIMATE, NO_METHOD, ESTIMATE], method)
    is_measured = methods == method
    return pd.DataFrame(
        {
            "road_distance_km": road_km,
            "distance_uncertainty_km": np.minimum(places_km + spread_km, road_km),
            "distance_method": pd.Series(methods, index=way_km.index, dtype="str"),
            "distance_basis": ways["basis"].where(is_measured),
            "route_distance_km": ways["route_km"].where(is_measured),
            "drive_time_h": ways["drive_time_h"].where(is_measured),
            "no_route_reason": reason.where(is_missing),
        },
        index=way_km.index,
    )


def _reason(
    offers: pd.DataFrame, needs: pd.DataFrame, ways: pd.DataFrame, longest_km: float
) -> pd.Series:
    """Say why there is no distance; missing where there is one."""
    no_offer, no_need = offers["easting_m"].isna(), needs["easting_m"].isna()
    cases = {
        NO_PLACES: no_offer & no_need,
        NO_OFFER_PLACE: no_offer,
        NO_NEED_PLACE: no_need,
        OFFER_TOO_FAR: ways["origin_leg_km"] > longest_km,
        NEED_TOO_FAR: ways["destination_leg_km"] > longest_km,
        NO_ROAD: ways["way_km"].isna(),
    }
    found = np.select(list(cases.values()), list(cases), "")
    reasons = pd.Series(found, index=ways.index, dtype="str")
    return reasons.where(reasons != "")


def _lines(offers: pd.DataFrame, needs: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Draw a straight line from each offer to its need; none where a place is missing."""
    corners = np.stack([_points(offers), _points(needs)], axis=1)
    known = np.isfinite(corners).all(axis=(1, 2))
    lines = np.full(len(offers), None, dtype="object")
    lines[known] = shapely.linestrings(corners[known])
    return lines
