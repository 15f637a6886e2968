"""Routes of the best pairs as lines, and the stretches they share, on the toy roads."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import toy
import toy_roads

from fiss_geo.logistics.roads.network import prepare
from fiss_geo.logistics.roads.network_engine import network_engine
from fiss_geo.logistics.roads.network_file import write_network
from fiss_geo.logistics.route import route
from fiss_geo.logistics.route_lines import draw_along_roads, route_lines, route_stretches


@pytest.fixture(scope="module")
def flows() -> gpd.GeoDataFrame:
    places = [(0, 0), (100, 50), (100, 100), (310, 0), (0.1, 0)]
    return toy.flows(*({"x_km": x, "y_km": y} for x, y in places))


@pytest.fixture(scope="module")
def ranking(flows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    pairs = [("F1", "F3"), ("F1", "F2"), ("F1", "F4"), ("F1", "F5")]
    table = route(
        toy_roads.candidates(*pairs, mass_t_per_a=[10.0, 5.0, 1.0, 1.0]), flows, toy_roads.engine()
    )
    return table.assign(rank=pd.array([2, 1, 3, 4], "Int64")).set_axis([7, 8, 9, 10])


def test_the_best_pairs_get_lines_along_the_road_and_the_others_none(
    flows: gpd.GeoDataFrame, ranking: gpd.GeoDataFrame
) -> None:
    lines = route_lines(ranking, flows, prepare(toy_roads.graph()))
    assert lines.index.to_list() == [8, 7]
    assert lines["rank"].to_list() == [1, 2]
    assert lines["route_distance_km"].to_list() == pytest.approx([120 + 55, 120 + 110])
    assert lines["drive_time_h"].to_list() == pytest.approx([175 / 60, 230 / 60])
    corners = shapely.get_coordinates(lines.geometry.iloc[0]) - (toy.EAST_0, toy.NORTH_0)
    assert (corners / 1000).tolist() == [[0, 0], [100, 0], [100, 50]]
    assert len(route_lines(ranking, flows, prepare(toy_roads.graph()), top=1)) == 1


def test_a_stretch_tells_who_shares_it_and_how_much_goes_along_it(
    flows: gpd.GeoDataFrame, ranking: gpd.GeoDataFrame
) -> None:
    stretches = route_stretches(ranking, flows, prepare(toy_roads.graph()))
    assert stretches["ranks"].to_list() == [(1, 2)]
    assert stretches["mass_t_per_a"].to_list() == [15]
    assert stretches.geometry.length.to_list() == pytest.approx([200_000])


def test_lines_take_the_place_of_straight_ones_in_a_copy(
    flows: gpd.GeoDataFrame, ranking: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    network = prepare(toy_roads.graph())
    write_network(network, tmp_path / "toy.network")
    before = ranking.copy()
    drawn = draw_along_roads(ranking, flows, tmp_path / "toy.network")
    pd.testing.assert_frame_equal(pd.DataFrame(ranking), pd.DataFrame(before))
    assert shapely.get_num_points(drawn.geometry).tolist() == [3, 3, 2, 2]
    assert drawn.drop(columns="geometry").equals(ranking.drop(columns="geometry"))
    assert network_engine(network).distance_method == "embedded main roads"
    assert np.isfinite(shapely.get_coordinates(drawn.geometry)).all()
