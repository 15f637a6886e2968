"""locate: which municipality, region and park; every row kept."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo import locate
from fiss_geo.crs import WGS84
from fiss_geo.errors import BadTable, UnknownCrs


def _located(*rows: Mapping[str, object]) -> gpd.GeoDataFrame:
    return locate(toy.flows(*rows), toy.municipalities(), toy.parks())


def test_point_in_each_municipality() -> None:
    table = _located({"x_km": 3}, {"x_km": 17})
    assert table["municipality_code"].to_list() == ["001", "002"]
    assert table["region_code"].to_list() == ["01", "02"]
    assert table["area_method"].to_list() == ["point in polygon"] * 2


def test_shared_border_goes_to_the_smaller_code() -> None:
    assert _located({"x_km": 10})["municipality_code"].to_list() == ["001"]


def test_off_the_coast_goes_to_the_nearest_within_5_km() -> None:
    table = _located({"x_km": -4.9}, {"x_km": -5.1})
    assert table["municipality_code"].isna().to_list() == [False, True]
    assert table["area_method"].to_list() == ["nearest polygon", "none"]
    assert table["region_code"].isna().to_list() == [False, True]


def test_stated_municipality_is_believed_within_5_km_of_it() -> None:
    near = {"x_km": 10.5, "municipality_name": "Alku"}
    far = {"x_km": 16.0, "municipality_name": "Alku"}
    swedish = {"x_km": 10.5, "municipality_name": "Början"}
    table = _located(near, far, swedish)
    assert table["municipality_code"].to_list() == ["001", "002", "001"]
    assert table["area_method"].to_list() == ["stated", "point in polygon", "stated"]


def test_flow_without_a_point_keeps_its_stated_municipality() -> None:
    table = _located({"x_km": None, "municipality_name": "Loppu"}, {"x_km": None})
    assert table["municipality_code"].fillna("-").to_list() == ["002", "-"]


def test_park_inside_stated_and_none() -> None:
    table = _located(
        {"x_km": 5, "y_km": 5},
        {"x_km": 17, "stated_park_id": "toy-park"},
        {"x_km": 17},
        {"x_km": 5, "y_km": 5, "location_precision": "municipality"},
        {"x_km": 17, "stated_park_id": "no such park"},
    )
    assert table["park_id"].fillna("-").to_list() == ["toy-park", "toy-park", "-", "-", "-"]
    assert table["park_method"].to_list() == ["inside", "stated", "none", "none", "none"]


def test_degrees_and_missing_crs_are_refused() -> None:
    flows = toy.flows({})
    with pytest.raises(UnknownCrs, match="EPSG:3067"):
        locate(flows.to_crs(4326))
    with pytest.raises(UnknownCrs, match="found none"):
        locate(flows.set_crs(None, allow_override=True))
    with pytest.raises(BadTable, match="column role is missing"):
        locate(flows.drop(columns="role"))


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (toy.municipalities().drop(columns="region_code"), "column region_code is missing"),
        (toy.municipalities().drop(columns="geometry"), "needs a GeoDataFrame"),
        (pd.concat([toy.municipalities()] * 2, ignore_index=True), "municipality_code"),
        (toy.municipalities().set_geometry(toy.municipalities().centroid), "polygon"),
    ],
)
def test_municipalities_of_another_shape_are_refused(table: gpd.GeoDataFrame, fault: str) -> None:
    with pytest.raises(BadTable, match=fault):
        locate(toy.flows({}), table)


def test_municipalities_and_parks_in_degrees_or_without_crs_are_refused() -> None:
    for areas in (
        toy.municipalities().to_crs(4326),
        toy.municipalities().set_crs(None, allow_override=True),
    ):
        with pytest.raises(UnknownCrs, match="municipalities must be in EPSG:3067"):
            locate(toy.flows({}), areas)
    with pytest.raises(UnknownCrs, match="parks must be in EPSG:3067"):
        locate(toy.flows({}), parks=toy.parks().to_crs(4326))
    with pytest.raises(BadTable, match="column park_id is missing"):
        locate(toy.flows({}), parks=toy.parks().drop(columns="park_id"))


def test_a_stated_municipality_far_from_the_point_is_told() -> None:
    table = _located(
        {"x_km": 16.0, "municipality_name": "Alku"},
        {"x_km": 30.0, "municipality_name": "Alku"},
        {"x_km": 30.0},
        {"x_km": 10.5, "municipality_name": "Alku"},
        {"x_km": None, "municipality_name": "Alku"},
    )
    assert table["area_note"].fillna("-").to_list() == [
        "the file says “Alku”; the point lies in “Loppu”",
        "the file says “Alku”; the point lies more than 5 km from any municipality",
        "more than 5 km from any municipality",
        "-",
        "-",
    ]


# Latitude, longitude, the municipality's code and the note; - is none.
_BORDER = {
    "Tornio": (65.848, 24.147, "851", "at the border; may be outside Finland"),
    "Haparanda": (65.8355, 24.1368, "-", "outside Finland"),
    "Röyttä works": (65.76894, 24.19413, "851", "-"),
    "Ylitornio": (66.32, 23.67, "976", "-"),
    "Pello": (66.7745, 23.9640, "854", "-"),
    "Pello in Sweden": (66.8050, 23.9290, "-", "outside Finland"),
    # 900 m on either side of the drawn border, and no coarser line could tell the two apart.
    "Övertorneå": (66.39, 23.65, "976", "at the border; may be outside Finland"),
    "Nuorgam": (70.083, 27.87, "890", "at the border; may be outside Finland"),
    "Vyborg": (60.71, 28.75, "-", "outside Finland"),
    "Tallinn": (59.437, 24.7536, "-", "outside Finland"),
    "Utö": (59.782, 21.371, "-", "more than 5 km from any municipality"),
}


def test_real_places_on_both_sides_of_the_border() -> None:
    latitude, longitude, codes, notes = zip(*_BORDER.values(), strict=True)
    flows = toy.flows(*[{}] * len(_BORDER))
    points = gpd.GeoSeries(gpd.points_from_xy(longitude, latitude), crs=WGS84)
    table = locate(flows.set_geometry(points.to_crs(flows.crs)))
    found = table["municipality_code"].fillna("-")
    assert dict(zip(_BORDER, found, strict=True)) == dict(zip(_BORDER, codes, strict=True))
    said = table["area_note"].fillna("-")
    assert dict(zip(_BORDER, said, strict=True)) == dict(zip(_BORDER, notes, strict=True))
    assert (table["area_method"] == "none").eq(table["municipality_code"].isna()).all()


@given(
    st.lists(
        st.tuples(
            st.none() | st.floats(-20, 40), st.floats(-20, 30), st.sampled_from(["Alku", "Z", None])
        ),
        min_size=1,
        max_size=20,
    )
)
def test_locate_keeps_count_order_and_input(places: list[tuple[float | None, float, str]]) -> None:
    flows = toy.flows(*({"x_km": x, "y_km": y, "municipality_name": name} for x, y, name in places))
    before = flows.copy(deep=True)
    table = locate(flows, toy.municipalities(), toy.parks())
    pd.testing.assert_frame_equal(pd.DataFrame(flows), pd.DataFrame(before))
    pd.testing.assert_frame_equal(pd.DataFrame(table[list(before.columns)]), pd.DataFrame(before))
