"""Eco-industrial parks: the embedded ones, a user's own, and how a flow belongs to one."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import toy

from fiss_geo import locate, reference
from fiss_geo.errors import BadInput, MissingFile, UnknownCrs
from fiss_geo.regions.boundaries import embedded
from fiss_geo.regions.parks import parks

NETWORK = [
    "kemi-tornio", "riihimaki", "smart-chemistry-park", "kip", "eco3", "kilpilahti", "harjavalta",
    "metsajaanu", "patokangas", "envi-grow-park",
]  # fmt: skip


def test_the_ten_of_the_national_network_and_seventeen_more() -> None:
    table = reference.parks()
    assert list(table.loc[table["is_national_network"], "park_id"]) == NETWORK
    assert len(table) == 27
    assert table["park_id"].is_unique
    told = ["name_fi", "name_sv", "name_en", "operator", "source_url", "precision_note",
            "radius_basis", "point_basis", "catchment_reason"]  # fmt: skip
    assert table[told].notna().all(axis=None)
    assert table["source_url"].str.match(r"https?://").all()


def test_a_circle_says_that_it_is_one_and_a_park_of_unknown_size_has_no_catchment() -> None:
    table = reference.parks()
    has_size = table["radius_km"].notna()
    assert set(table.loc[has_size, "outline"]) == {"approximate circle"}
    assert set(table.loc[~has_size, "outline"]) == {"none"}
    assert table.loc[has_size, "catchment_km"].gt(0).all()
    assert table.loc[~has_size, "catchment_km"].isna().all()


def test_parks_lie_where_their_municipality_is() -> None:
    areas = embedded().municipalities.set_index("municipality_name_fi").geometry
    circles = parks()
    away = circles[circles.distance(areas.reindex(circles["municipality"]), align=False) > 0]
    assert list(away["park_id"]) == []


def _write(path: Path, *rows: dict[str, object]) -> Path:
    features = [
        {"type": "Feature", "geometry": row.pop("geometry"), "properties": row} for row in rows
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(text, encoding="utf-8")
    return path


def _point(longitude: float, latitude: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def test_a_file_adds_parks_and_takes_the_place_of_ours(tmp_path: Path) -> None:
    square = shapely.geometry.mapping(shapely.box(24.9, 60.2, 25.0, 60.25))
    own = _write(
        tmp_path / "own.geojson",
        {"park_id": "kip", "name_fi": "Meidän KIP", "radius_km": 3, "geometry": _point(23, 63.9)},
        {"park_id": "viikki", "name_en": "Viikki", "catchment_km": 1.5, "geometry": square},
    )
    table = parks(own).set_index("park_id")
    assert len(table) == 28
    assert table.loc["kip", "name_fi"] == "Meidän KIP"
    assert table.loc["kip"].geometry.area == pytest.approx(9e6 * 3.1416, rel=0.01)
    assert pd.isna(table.loc["kip", "catchment_km"])
    assert table.loc["viikki", "outline"] == "polygon"
    assert table.loc["viikki"].geometry.area == pytest.approx(31e6, rel=0.02)
    assert table.crs.to_epsg() == 3067


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"park_id": "a", "geometry": _point(25, 60)}, "row 1: radius_km is"),
        ({"park_id": "a", "radius_km": -1, "geometry": _point(25, 60)}, "radius of the circle"),
        ({"park_id": " ", "radius_km": 1, "geometry": _point(25, 60)}, "expected an id"),
        (
            {"park_id": "a", "radius_km": 1, "catchment_km": -2, "geometry": _point(25, 60)},
            "kilometres beyond the park's edge",
        ),
        ({"name": "a", "geometry": _point(25, 60)}, "expected a column park_id"),
    ],
)
def test_what_is_wrong_in_a_file_of_parks_is_told(
    tmp_path: Path, row: dict[str, object], said: str
) -> None:
    own = _write(tmp_path / "own.geojson", dict(row))
    with pytest.raises(BadInput, match=said):
        parks(own)


def test_no_file_no_parks_and_no_crs(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="no such file of parks"):
        parks(tmp_path / "none.geojson")
    (tmp_path / "text.geojson").write_text("hello")
    with pytest.raises(BadInput, match="expected a layer of parks"):
        parks(tmp_path / "text.geojson")
    table = gpd.GeoDataFrame({"park_id": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)])
    with pytest.warns(UserWarning, match="crs"):
        table.to_file(tmp_path / "bare.gpkg")
    with pytest.raises(UnknownCrs, match="none is stated"):
        parks(tmp_path / "bare.gpkg")


def test_inside_stated_and_within_the_catchment_are_told_apart() -> None:
    two = pd.concat([toy.parks(), toy.parks().assign(park_id="a-park")], ignore_index=True)
    two.loc[1, "geometry"] = shapely.Point(toy.EAST_0 + 10_000, toy.NORTH_0 + 5_000).buffer(1_000)
    table = gpd.GeoDataFrame(two, crs=3067).assign(catchment_km=[3.0, 2.0])
    flows = toy.flows(
        {"x_km": 5, "y_km": 5},
        {"x_km": 8.4, "y_km": 5},  # 2.4 km beyond one park's edge, 0.6 beyond the other's
        {"x_km": 7.5, "y_km": 5},  # 1.5 km beyond both: the smaller id
        {"x_km": 1.5, "y_km": 5},
        {"x_km": 0.9, "y_km": 5},
        {"x_km": 5, "y_km": 5, "stated_park_id": "a-park"},
        {"x_km": 1.5, "y_km": 5, "location_precision": "postcode"},
    )
    located = locate(flows, toy.municipalities(), table)
    assert located["park_id"].fillna("-").to_list() == [
        "toy-park", "a-park", "a-park", "toy-park", "-", "a-park", "-",
    ]  # fmt: skip
    assert located["park_method"].to_list() == [
        "inside", "within catchment", "within catchment", "within catchment", "none", "stated",
        "none",
    ]  # fmt: skip
