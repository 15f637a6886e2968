"""``route``: distances by hand on the toy roads, laws for all places, public distances."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import toy
import toy_roads
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo.crs import WGS84
from fiss_geo.errors import BadTable, UnknownCrs
from fiss_geo.logistics import route as module
from fiss_geo.logistics.roads.embedded import embedded_engine
from fiss_geo.logistics.roads.engines import Engine
from fiss_geo.logistics.roads.network import prepare
from fiss_geo.logistics.roads.network_engine import network_engine
from fiss_geo.logistics.route import route
from fiss_geo.reference import detour_indices

PUBLIC_DISTANCES = Path(__file__).parents[2] / "shared/data/tests_only/roads/road_distances_fi.csv"

# What two flows of one site get: mean distance of two points in a disc of 500 m, times 1.24.
ONE_SITE_KM = 128 * 0.5 / (45 * np.pi) * 1.24


def routed(*places: dict[str, object], engine: Engine | None = None) -> dict[str, Any]:
    """Route one candidate: the first place offers, the second needs."""
    network = toy_roads.engine() if engine is None else engine
    table = route(toy_roads.candidates(("F1", "F2")), toy.flows(*places), network)
    return dict(table.iloc[0])


def at(x_km: float, y_km: float, uncertainty_km: float = 0.5) -> dict[str, object]:
    return {"x_km": x_km, "y_km": y_km, "location_uncertainty_km": uncertainty_km}


def test_a_haul_goes_by_the_roads_and_the_lanes_to_them() -> None:
    pair = routed(at(0, 5), at(100, -5))
    # 5 km of the 110 km edge's 100 km on the plane, then the whole bottom, then a lane of 5 km.
    assert pair["road_distance_km"] == pytest.approx(5.5 + 120 + 1.24 * 5, rel=1e-3)
    assert pair["straight_distance_km"] == pytest.approx(np.hypot(100, 10), rel=1e-3)
    assert pair["offer_snap_km"] == pytest.approx(0, abs=1e-6)
    assert pair["need_snap_km"] == pytest.approx(5, rel=1e-3)
    assert pair["distance_method"] == "embedded main roads"
    assert pd.isna(pair["no_route_reason"])


def test_the_uncertainty_is_that_of_both_places_and_of_the_roads() -> None:
    pair = routed(at(0, 0, 3.0), at(100, 0, 17.0))
    assert pair["road_distance_km"] == pytest.approx(120)
    assert pair["distance_uncertainty_km"] == pytest.approx(3 + 17 + 0.06 * 120)


def test_two_flows_of_one_site_are_never_0_km_apart() -> None:
    pair = routed(at(30, 40), at(30, 40))
    assert pair["straight_distance_km"] == 0
    assert pair["road_distance_km"] == pytest.approx(ONE_SITE_KM)
    assert pair["road_distance_km"] == pytest.approx(0.56, abs=0.005)
    assert pair["distance_uncertainty_km"] == pair["road_distance_km"]
    assert pair["distance_method"] == "estimate between near places"


@pytest.mark.parametrize("stated_km", [None, 0.0, 0.2])
def test_a_place_is_never_taken_to_be_known_better_than_half_a_kilometre(
    stated_km: float | None,
) -> None:
    place = {**at(30, 40), "location_uncertainty_km": stated_km}
    assert routed(place, place)["road_distance_km"] == pytest.approx(ONE_SITE_KM)


def test_two_flows_of_one_municipality_are_as_far_apart_as_two_points_in_it() -> None:
    pair = routed(at(50, 0, 0.5), at(50, 0, 17.0))
    assert pair["road_distance_km"] == pytest.approx(128 * 17 / (45 * np.pi) * 1.24)
    assert pair["distance_method"] == "estimate between near places"


def test_places_nearer_than_their_accuracy_are_estimated_by_their_straight_distance() -> None:
    pair = routed(at(40, 0, 10.0), at(60, 0, 11.0))
    assert pair["road_distance_km"] == pytest.approx(1.24 * 20, rel=1e-3)
    assert pair["distance_uncertainty_km"] == pytest.approx(21)


def test_where_main_roads_go_far_around_a_lane_may_be_anything_from_straight_to_them() -> None:
    pair = routed(at(0, 30), at(40, 0))
    # By the roads 33 + 48 = 81 km, which is more than 1.44 times 50 km; no lane is shorter than
    # 1.12 times 50 km. 68.5 km is the middle of the two, and the range reaches both.
    assert pair["road_distance_km"] == pytest.approx(68.5, rel=1e-3)
    assert pair["distance_uncertainty_km"] == pytest.approx(0.5 + 0.5 + 12.5, rel=1e-2)
    assert pair["distance_method"] == "estimate between near places"


def test_far_apart_the_way_around_a_bay_is_believed() -> None:
    # 235 km by the roads for 100.04 km straight: nothing but the roads joins far places.
    pair = routed(at(50, 0), at(50, 100))
    assert pair["road_distance_km"] == pytest.approx(60 + 110 + 65)
    assert pair["distance_method"] == "embedded main roads"


@pytest.mark.parametrize(
    ("offer", "need", "reason"),
    [
        ({"x_km": None}, {"x_km": None}, module.NO_PLACES),
        ({"x_km": None}, at(0, 0), module.NO_OFFER_PLACE),
        (at(0, 0), {"x_km": None}, module.NO_NEED_PLACE),
        (at(0, -61), at(100, 0), module.OFFER_TOO_FAR),
        (at(0, 0), at(0, -61), module.NEED_TOO_FAR),
        (at(0, 0), at(310, 0), module.NO_ROAD),
    ],
)
def test_without_a_route_the_distance_is_missing_with_a_reason(
    offer: dict[str, object], need: dict[str, object], reason: str
) -> None:
    pair = routed(offer, need)
    assert pair["no_route_reason"] == reason
    assert pair["distance_method"] == "none"
    assert np.isnan(pair["road_distance_km"])
    assert np.isnan(pair["distance_uncertainty_km"])


def test_a_leg_just_below_the_limit_is_driven() -> None:
    for pair in (routed(at(0, -59), at(100, 0)), routed(at(100, 0), at(0, -59))):
        assert pd.isna(pair["no_route_reason"])


def test_a_way_drawn_too_short_is_never_shorter_than_the_straight_line() -> None:
    pair = routed(at(0, 0), at(100, 0), engine=toy_roads.engine((1, 2, 99.0)))
    assert pair["road_distance_km"] == pair["straight_distance_km"]


def test_places_on_two_shores_are_not_near_each_other_however_vague() -> None:
    assert routed(at(150, 0, 60.0), at(250, 0, 60.0))["no_route_reason"] == module.NO_ROAD


def test_two_flows_of_one_site_far_from_any_road_are_near_each_other() -> None:
    assert routed(at(0, -200), at(0, -200))["road_distance_km"] == pytest.approx(ONE_SITE_KM)


def test_every_row_stays_in_its_order_with_its_index_and_its_own_columns() -> None:
    flows = toy.flows(at(0, 0), at(100, 0), at(100, 100), {"x_km": None})
    pairs = [("F3", "F1"), ("F4", "F1"), ("F1", "F2"), ("F3", "F2")]
    candidates = toy_roads.candidates(*pairs, mine=["a", "b", "c", "d"]).set_axis([7, 7, 0, -1])
    before, flows_before = candidates.copy(), flows.copy()
    table = route(candidates, flows, toy_roads.engine())
    pd.testing.assert_frame_equal(pd.DataFrame(table)[candidates.columns.to_list()], before)
    pd.testing.assert_frame_equal(candidates, before)
    pd.testing.assert_frame_equal(flows, flows_before)
    assert table["road_distance_km"].fillna(-1).to_list() == pytest.approx(
        [230, -1, 120, 110], rel=1e-3
    )


def test_no_candidates_make_an_empty_table() -> None:
    table = route(toy_roads.candidates(), toy.flows(at(0, 0)), toy_roads.engine())
    assert len(table) == 0


def test_a_line_leads_from_the_offer_to_the_need_where_both_are_known() -> None:
    flows = toy.flows(at(0, 0), at(100, 0), {"x_km": None})
    pairs = toy_roads.candidates(("F1", "F2"), ("F1", "F3"))
    lines = route(pairs, flows, toy_roads.engine()).geometry
    start, end = lines.iloc[0].coords
    assert start == (toy.EAST_0, toy.NORTH_0)
    assert end == (toy.EAST_0 + 100_000, toy.NORTH_0)
    assert lines.iloc[1] is None


def test_a_candidate_of_an_unknown_flow_is_refused_by_name() -> None:
    with pytest.raises(BadTable, match="F9"):
        route(toy_roads.candidates(("F1", "F9")), toy.flows({}), toy_roads.engine())


def test_flows_without_a_reference_system_are_refused() -> None:
    flows = toy.flows(at(0, 0), at(1, 1)).set_crs(None, allow_override=True)
    with pytest.raises(UnknownCrs, match="Flows must be in EPSG:3067; found none"):
        route(toy_roads.candidates(("F1", "F2")), flows, toy_roads.engine())


def test_tables_of_another_stage_or_in_the_wrong_places_are_refused() -> None:
    flows, candidates = toy.flows({}, {}), toy_roads.candidates(("F1", "F2"))
    with pytest.raises(BadTable, match="column offer_id is missing"):
        route(flows, candidates, toy_roads.engine())
    with pytest.raises(BadTable, match="Flows needs a GeoDataFrame"):
        route(candidates, candidates, toy_roads.engine())
    with pytest.raises(BadTable, match="column location_uncertainty_km is missing"):
        route(candidates, flows.drop(columns="location_uncertainty_km"), toy_roads.engine())


places = st.builds(
    at,
    st.floats(-70, 330),
    st.floats(-70, 170),
    st.one_of(st.just(0.0), st.floats(0.1, 40)),
)


@given(st.lists(places, min_size=2, max_size=6))
def test_laws_of_every_route(flow_places: list[dict[str, object]]) -> None:
    flows = toy.flows(*flow_places)
    ids = flows["flow_id"].to_list()
    pairs = [(one, other) for one in ids for other in ids if one != other]
    table = route(toy_roads.candidates(*pairs), flows, toy_roads.engine())
    road_km, known = table["road_distance_km"], table["road_distance_km"].notna()
    assert (road_km[known] > 0).all()
    assert (road_km[known] >= table.loc[known, "straight_distance_km"]).all()
    assert (table.loc[known, "distance_uncertainty_km"] <= road_km[known]).all()
    assert (known == table["no_route_reason"].isna()).all()
    assert (known == (table["distance_method"] != "none")).all()
    there = table.set_index(["offer_id", "need_id"])[["road_distance_km", "distance_method"]]
    back = there.swaplevel().reindex(there.index)
    pd.testing.assert_frame_equal(there, back, check_names=False)


@pytest.fixture(scope="module")
def finland() -> Engine:
    return embedded_engine()


def route_degrees(table: pd.DataFrame, network: Engine) -> gpd.GeoDataFrame:
    """Route pairs of places in degrees: from_lat, from_lon, to_lat, to_lon."""
    sides = [gpd.points_from_xy(table[f"{side}_lon"], table[f"{side}_lat"], crs=WGS84)
             for side in ("from", "to")]  # fmt: skip
    flows = toy.flows(*[{}] * (2 * len(table)))
    points = gpd.GeoSeries(np.concatenate(sides), crs=WGS84).to_crs(flows.crs)
    ids = [f"F{number + 1}" for number in range(2 * len(table))]
    pairs = zip(ids[: len(table)], ids[len(table) :], strict=True)
    return route(toy_roads.candidates(*pairs), flows.set_geometry(points), network)


# Road distances between airports as https://www.airmilescalculator.com gives them ("driving
# distance"), and between town centres as annex 5C of the merger study of the municipalities of
# the Multia and Keuruu region does (https://doczz.net/doc/7052393).
KNOWN_KM = pd.DataFrame(
    [
        ("Helsinki airport", 60.31694, 24.96306, "Oulu airport", 64.93, 25.35444, 599),
        ("Kajaani airport", 64.28528, 27.69222, "Turku airport", 60.51389, 22.26278, 628),
        ("Pori airport", 61.46167, 21.79972, "Tampere airport", 61.41389, 23.60417, 108),
        ("Pori airport", 61.46167, 21.79972, "Turku airport", 60.51389, 22.26278, 144),
        ("Multia", 62.412, 24.792, "Jyväskylä", 62.2415, 25.7482, 62.4),
        ("Keuruu", 62.2597, 24.7078, "Tampere", 61.498, 23.761, 116),
    ],
    columns=["from", "from_lat", "from_lon", "to", "to_lat", "to_lon", "road_km"],
)


def test_the_embedded_roads_give_public_distances_within_six_per_cent(finland: Engine) -> None:
    found = route_degrees(KNOWN_KM, finland)["road_distance_km"]
    assert found.to_list() == pytest.approx(KNOWN_KM["road_km"].to_list(), rel=0.06)


@pytest.mark.skipif(not PUBLIC_DISTANCES.exists(), reason="road_distances_fi.csv is not here")
def test_the_embedded_roads_are_as_exact_as_the_table_of_factors_says(finland: Engine) -> None:
    known = pd.read_csv(PUBLIC_DISTANCES)
    table = route_degrees(known, finland)
    errors = (table["road_distance_km"] / known["road_km"] - 1).abs()
    assert errors.median() <= 0.05
    assert (errors <= 0.06).mean() >= 17 / 19
    assert errors.max() <= 0.08


def test_no_road_joins_aland_and_the_mainland_and_one_joins_its_towns(finland: Engine) -> None:
    mariehamn, geta, turku = (60.0973, 19.9348), (60.3747, 19.8453), (60.4518, 22.2666)
    pairs = pd.DataFrame(
        [(*mariehamn, *turku), (*mariehamn, *geta)],
        columns=["from_lat", "from_lon", "to_lat", "to_lon"],
    )
    table = route_degrees(pairs, finland)
    assert table["no_route_reason"].fillna("-").to_list() == [module.NO_ROAD, "-"]
    assert 31 < table["road_distance_km"].iloc[1] < 31 * 1.5


def test_what_is_measured_and_how_long_it_takes_stands_beside_the_distance() -> None:
    pair = routed(at(0, 5), at(100, -5))
    assert pair["distance_basis"] == "shortest feasible distance"
    assert pair["route_distance_km"] == pytest.approx(pair["road_distance_km"])
    # A minute a kilometre on the road, and 6.2 km of lane at 40 km/h.
    assert pair["drive_time_h"] == pytest.approx(125.5 / 60 + 6.2 / 40, rel=1e-3)
    assert pair["snap_note"] == "the need lies 5.0 km from the nearest road"


def test_an_estimate_has_no_basis_and_no_driving_time() -> None:
    for pair in (routed(at(30, 40), at(30, 40)), routed(at(0, 30), at(40, 0))):
        assert pair["distance_method"] == module.ESTIMATE
        assert pd.isna(pair["distance_basis"])
        assert np.isnan(pair["drive_time_h"])
        assert np.isnan(pair["route_distance_km"])


def test_both_places_far_from_a_road_are_told() -> None:
    pair = routed(at(0, -3), at(100, -4.25))
    assert pair["snap_note"] == (
        "the offer lies 3.0 km from the nearest road; the need lies 4.2 km from the nearest road"
    )
    assert pd.isna(routed(at(0, -1.9), at(100, 0))["snap_note"])


def test_on_a_network_of_all_roads_a_way_far_around_is_believed_however_near() -> None:
    graph = toy_roads.graph()._replace(distance_method="OpenStreetMap roads")
    pair = routed(at(0, 30), at(40, 0), engine=network_engine(prepare(graph)))
    assert pair["distance_method"] == "OpenStreetMap roads"
    assert pair["road_distance_km"] == pytest.approx(33 + 48)
    assert pair["distance_uncertainty_km"] == pytest.approx(0.5 + 0.5 + 0.05 * 81)


def test_the_fallback_is_the_straight_line_times_the_regions_detour_index() -> None:
    flows = toy.flows(at(0, 0), at(310, 0), {"x_km": None})
    candidates = toy_roads.candidates(
        ("F1", "F2"), ("F1", "F3"), offer_region_code="15", need_region_code="10"
    )
    table = route(candidates, flows, toy_roads.engine(), fallback="detour index")
    index = detour_indices().loc[["15", "10"], "value"].mean()
    pair = table.iloc[0]
    assert pair["road_distance_km"] == pytest.approx(pair["straight_distance_km"] * index)
    assert pair["distance_method"] == "straight line times detour index"
    assert pair["no_route_reason"] == module.NO_ROAD
    assert 0 < pair["distance_uncertainty_km"] < pair["road_distance_km"]
    assert np.isnan(pair["drive_time_h"])
    assert table.iloc[1]["distance_method"] == "none"
    assert np.isnan(table.iloc[1]["road_distance_km"])


def test_a_region_that_is_not_known_gets_the_national_detour_index() -> None:
    flows = toy.flows(at(0, 0), at(310, 0))
    table = route(
        toy_roads.candidates(("F1", "F2")), flows, toy_roads.engine(), fallback="detour index"
    )
    assert table["road_distance_km"].iloc[0] == pytest.approx(
        1.24 * table["straight_distance_km"].iloc[0]
    )
    with pytest.raises(ValueError, match='fallback is "guess"; expected none or detour index'):
        route(toy_roads.candidates(("F1", "F2")), flows, toy_roads.engine(), fallback="guess")  # type: ignore[arg-type]


def test_every_detour_index_lies_where_roads_do_or_is_flagged() -> None:
    index = detour_indices()
    assert len(index) == 19
    assert ((index["value"].between(1.05, 1.60)) | index["note"].notna()).all()
    assert (index["low"] < index["value"]).all()
    assert (index["value"] < index["high"]).all()
