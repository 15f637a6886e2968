"""Flows that are an area or a line: in the municipality with their largest part, shares kept."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import toy
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo import locate, read
from fiss_geo.errors import BadTable
from fiss_geo.exports import read_table, write_table
from fiss_geo.schemas import LOCATED_FLOWS


def _box(west_km: float, east_km: float, south_km: float = 1.0) -> shapely.Geometry:
    shape = shapely.box(west_km, south_km, east_km, south_km + 1)
    return shapely.transform(shape, lambda xy: xy * 1000 + (toy.EAST_0, toy.NORTH_0))


def _line(*corners_km: tuple[float, float]) -> shapely.Geometry:
    line = shapely.LineString(corners_km)
    return shapely.transform(line, lambda xy: xy * 1000 + (toy.EAST_0, toy.NORTH_0))


def _located(*shapes: shapely.Geometry, **values: object) -> gpd.GeoDataFrame:
    flows = toy.flows(*[values] * len(shapes)).set_geometry(list(shapes), crs=3067)
    return locate(flows, toy.municipalities(), toy.parks())


def test_the_largest_share_decides_and_the_shares_are_kept() -> None:
    table = _located(_box(6, 11), _box(9, 14), _line((9, 5), (12, 5)), _box(2, 3))
    assert table["municipality_code"].to_list() == ["001", "002", "002", "001"]
    assert table["area_method"].to_list() == ["largest share"] * 4
    assert table["area_shares"].to_list() == [
        "001 0.800; 002 0.200", "002 0.800; 001 0.200", "002 0.667; 001 0.333", "001 1.000",
    ]  # fmt: skip


def test_equal_shares_go_to_the_smaller_code() -> None:
    assert _located(_box(8, 12))["municipality_code"].to_list() == ["001"]


def test_what_lies_outside_is_in_no_share() -> None:
    table = _located(_box(-5, 5), _box(-30, -20))
    assert table["area_shares"].fillna("-").to_list() == ["001 0.500", "-"]
    assert table["municipality_code"].fillna("-").to_list() == ["001", "-"]
    assert table["area_note"].fillna("-").to_list() == ["-", "more than 5 km from any municipality"]


def test_what_the_file_states_goes_first_but_not_against_the_place() -> None:
    table = _located(_box(6, 11), municipality_name="Loppu")
    assert table["municipality_code"].to_list() == ["002"]
    assert table["area_method"].to_list() == ["stated"]
    assert table["area_shares"].to_list() == ["001 0.800; 002 0.200"]
    far = _located(_box(1, 2), municipality_name="Loppu")
    assert far["municipality_code"].to_list() == ["001"]
    assert far["area_note"].to_list() == ["the file says “Loppu”; the point lies in “Alku”"]


def test_later_stages_get_a_point_and_the_shape_stays(tmp_path: Path) -> None:
    shape = _box(6, 11)
    table = _located(shape)
    assert table.geom_type.to_list() == ["Point"]
    assert shape.contains(table.geometry[0])
    assert shapely.from_wkt(table["extent_wkt"][0]).equals(shape)
    for ending in ("parquet", "gpkg", "csv"):
        write_table(table, tmp_path / f"t.{ending}")
        again = read_table(tmp_path / f"t.{ending}", LOCATED_FLOWS)
        assert again["extent_wkt"].to_list() == table["extent_wkt"].to_list()
        assert locate(again, toy.municipalities())["area_shares"].equals(table["area_shares"])


def test_points_have_no_shares() -> None:
    table = locate(toy.flows({}, {"x_km": None}), toy.municipalities(), toy.parks())
    assert table[["area_shares", "extent_wkt"]].isna().all(axis=None)


def test_a_bow_tie_is_mended_and_text_that_is_no_shape_is_refused() -> None:
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    shape = shapely.transform(bow_tie, lambda xy: xy * 1000 + (toy.EAST_0, toy.NORTH_0))
    assert _located(shape)["area_shares"].to_list() == ["001 1.000"]
    for wrong in ("POINT (1 2)", "a field near the church"):
        flows = toy.flows({}).assign(extent_wkt=pd.Series([wrong], dtype="str"))
        with pytest.raises(BadTable, match="1 cells of extent_wkt are no line or polygon"):
            locate(flows, toy.municipalities())


def test_polygons_and_lines_come_through_from_a_file(tmp_path: Path) -> None:
    rows = gpd.GeoDataFrame(
        {
            "role": ["offer"] * 3, "organisation": ["Oy"] * 3,
            "resource_name": ["field", "cable", "heap"],
        },
        geometry=[_box(6, 11), _line((9, 5), (12, 5)), _box(2, 3).centroid],
        crs=3067,
    )  # fmt: skip
    rows.to_crs(4326).to_file(tmp_path / "flows.gpkg")
    flows = read(tmp_path / "flows.gpkg")
    assert flows.geom_type.to_list() == ["Point"] * 3
    table = locate(flows, toy.municipalities(), toy.parks())
    assert table["area_shares"].fillna("-").to_list() == [
        "001 0.800; 002 0.200", "002 0.667; 001 0.333", "-",
    ]  # fmt: skip
    assert table["area_method"].to_list() == ["largest share", "largest share", "point in polygon"]


@given(st.lists(st.tuples(st.floats(-8, 25), st.floats(0.1, 9), st.floats(-3, 12)), max_size=6))
def test_shares_add_up_to_at_most_the_whole(boxes: list[tuple[float, float, float]]) -> None:
    table = _located(*(_box(west, west + wide, south) for west, wide, south in boxes), _box(1, 2))
    for text in table["area_shares"].dropna():
        shares = [float(part.split()[1]) for part in text.split("; ")]
        assert shares == sorted(shares, reverse=True)
        assert 0 < sum(shares) <= 1.001
