"""Layers and Parquet files: what a GIS program wrote comes out as text, row by row."""

import json
import math
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layer_tables import EVERY, ORIGIN, feature, geojson, points, said_of, text_of, written
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from fiss_geo import read, reference
from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import BadInput, UnknownCrs
from fiss_geo.exports import write_table
from fiss_geo.flows.readers.layers import read_layer_text, read_parquet_text


@pytest.mark.parametrize("ending", EVERY)
def test_every_format_gives_the_same_text_and_the_same_points(ending: str, tmp_path: Path) -> None:
    table = points(
        (385000, 6672000),
        (500000, 7000000),
        name=["Käsi <b>&</b>", '=HYPERLINK("x")'],
        mass=[12.0, 0.1],
        whole=[7, 9007199254740],
    )
    got = text_of(written(table, tmp_path / f"flows.{ending}"))
    degrees = table.to_crs(WGS84).geometry
    assert got.to_dict("list") == {
        "name": ["Käsi <b>&</b>", '=HYPERLINK("x")'],
        "mass": ["12", "0.1"],
        "whole": ["7", "9007199254740"],
        "latitude": [f"{y:.7f}" for y in degrees.y],
        "longitude": [f"{x:.7f}" for x in degrees.x],
        "geometry_kind": ["point", "point"],
        "source_file": [f"flows.{ending}"] * 2,
        "source_sheet": ["" if ending == "parquet" else "flows"] * 2,
        "source_row": [1, 2],
        "decimal_comma": [False, False],
    }
    assert {str(kind) for kind in got.drop(columns=ORIGIN[2:]).dtypes} == {"str"}
    assert [str(got[name].dtype) for name in ORIGIN[2:]] == ["int64", "bool"]


# Text as files hold it: no control characters, no half characters, no spaces around.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), max_size=20)
ROWS = st.lists(
    st.tuples(
        st.none() | TEXT.map(str.strip),
        st.integers(-(2**53), 2**53),
        st.floats(-1e15, 1e15, allow_subnormal=False),
        st.none() | st.booleans(),
        st.none() | st.tuples(st.floats(50000, 760000), st.floats(6600000, 7780000)),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "fgb", "parquet"])
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
def test_what_was_written_is_read(ending: str, tmp_path: Path, rows: list[Any]) -> None:
    # A place in the first row, so that every format knows the layer for one of points.
    texts, wholes, reals, flags, places = zip(("", 0, 0.5, True, (5e5, 7e6)), *rows, strict=True)
    table = gpd.GeoDataFrame(
        {
            "t": pd.Series(texts, dtype="str"),
            "i": wholes,
            "f": reals,
            "b": pd.Series(flags, dtype="boolean"),
        },
        geometry=[None if at is None else Point(*at) for at in places],
        crs=ETRS_TM35FIN,
    )
    path = tmp_path / f"table.{ending}"
    path.unlink(missing_ok=True)
    got = text_of(written(table, path))
    assert got["t"].fillna("").to_list() == [text or "" for text in texts]
    assert got["i"].astype("int64").to_list() == list(wholes)
    assert got["f"].astype(float).to_list() == list(reals)
    assert not got["f"].str.contains("e|E", regex=True).any()
    words = {True: "yes", False: "no", None: ""}
    assert got["b"].fillna("").to_list() == [words[flag] for flag in flags]
    degrees = table.to_crs(WGS84).geometry
    assert got["latitude"].isna().to_list() == [at is None for at in places]
    # GeoJSON went through degrees once already, which may turn the last of the seven decimals.
    for column, values in (("latitude", degrees.y), ("longitude", degrees.x)):
        assert np.allclose(got[column].astype(float), values, rtol=0, atol=1.01e-7, equal_nan=True)
        assert got[column].dropna().str.fullmatch(r"\d+\.\d{7}").all()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.text("abåäöÅ €,;=<", max_size=20).map(str.strip),
            st.integers(-(10**9), 10**9),
            st.floats(50000, 760000),
            st.floats(6600000, 7780000),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_was_written_as_a_shapefile_is_read(
    tmp_path: Path, rows: list[tuple[str, int, float, float]]
) -> None:
    texts, wholes, eastings, northings = zip(*rows, strict=True)
    columns = {"t": pd.Series(texts, dtype="str"), "i": wholes}
    places = gpd.points_from_xy(eastings, northings)
    table = gpd.GeoDataFrame(columns, geometry=places, crs=ETRS_TM35FIN)
    got = text_of(written(table, tmp_path / "table.shp"))
    assert got["t"].fillna("").to_list() == list(texts)
    assert got["i"].astype("int64").to_list() == list(wholes)
    degrees = table.to_crs(WGS84).geometry
    assert np.allclose(got["latitude"].astype(float), degrees.y, rtol=0, atol=1.01e-7)
    assert np.allclose(got["longitude"].astype(float), degrees.x, rtol=0, atol=1.01e-7)


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (
            Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(1, 1), (9, 1), (9, 9), (1, 9)]]),
            "polygon",
        ),
        (Polygon([(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (0, 1)]), "polygon"),
        (MultiPolygon([box(0, 0, 1, 1), box(8, 8, 9, 9)]), "polygon"),
        (LineString([(0, 0), (5, 9), (9, 0)]), "line"),
        (MultiPoint([(0, 0), (9, 9), (0, 9)]), "point"),
    ],
)
def test_a_shape_becomes_a_point_in_it_or_on_it(
    shape: BaseGeometry, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "shapes.gpkg"
    gpd.GeoDataFrame({"n": [1]}, geometry=[shape], crs=WGS84).to_file(path)
    row = read_layer_text(path).iloc[0]
    assert row["geometry_kind"] == kind
    assert shape.distance(Point(float(row["longitude"]), float(row["latitude"]))) < 1e-7
    # The middle of gravity of these is outside of them: it would not have done.
    assert shape.distance(shape.centroid) > 0


def test_an_empty_or_missing_geometry_keeps_its_row(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(
        {"n": [1, 2, 3]}, geometry=[None, Point(), Point(5e5, 7e6)], crs=ETRS_TM35FIN
    )
    got = text_of(written(table, tmp_path / "some.gpkg"))
    assert got["n"].to_list() == ["1", "2", "3"]
    assert got["latitude"].isna().to_list() == [True, True, False]
    assert got["geometry_kind"].isna().to_list() == [True, True, False]


def test_written_coordinates_and_our_own_names_give_way_to_the_geometry(tmp_path: Path) -> None:
    table = points(
        (5e5, 7e6), Latitude=["60 N"], longitude=["x"], longitude_given=["y"], source_row=[99]
    )
    row = text_of(written(table, tmp_path / "a.gpkg")).iloc[0]
    assert row["Latitude_given"] == "60 N"
    assert (row["longitude_given_given"], row["longitude_given"]) == ("x", "y")
    assert (row["longitude"], row["source_row"], row["source_row_given"]) == ("27.0000000", 1, "99")


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "shp", "parquet"])
def test_a_missing_system_is_never_guessed(ending: str, tmp_path: Path) -> None:
    table = points((385000, 6672000)).set_crs(None, allow_override=True)
    path = tmp_path / f"lost.{ending}"
    with warnings.catch_warnings():
        # geopandas says so too, when it writes.
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        written(table, path)
    assert "none is stated; set it in the program" in said_of(path, UnknownCrs)


def test_geojson_is_in_degrees_unless_it_says_otherwise(tmp_path: Path) -> None:
    metres = {"type": "Point", "coordinates": [500000, 7000000]}
    degrees = {"type": "Point", "coordinates": [24.5, 60.25]}
    says = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3067"}}
    plain = read_layer_text(geojson(tmp_path / "plain.geojson", feature(degrees, n=1)))
    assert plain["latitude"].to_list() == ["60.2500000"]
    stated = read_layer_text(geojson(tmp_path / "said.geojson", feature(metres, n=1), crs=says))
    assert stated["longitude"].to_list() == ["27.0000000"]
    wrong = geojson(tmp_path / "wrong.geojson", feature(metres, n=1))
    assert "not those of the stated coordinate reference system" in said_of(wrong, UnknownCrs)
    # One row outside the earth among others is that row's fault, found with its number later.
    mixed = geojson(tmp_path / "mixed.geojson", feature(degrees), feature(metres))
    assert read_layer_text(mixed)["latitude"].to_list() == ["60.2500000", "7000000.0000000"]


def test_a_system_with_heights_is_read_by_its_level_part(tmp_path: Path) -> None:
    flat, high = points((385000, 6672000)), points((385000, 6672000))
    high = high.set_crs("EPSG:3067+3900", allow_override=True)
    columns = ["latitude", "longitude"]
    got = [
        text_of(written(table, tmp_path / f"{name}.gpkg"))[columns]
        for name, table in (("flat", flat), ("high", high))
    ]
    assert got[0].equals(got[1])


def test_text_in_geojson_stays_as_it_was_written(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        feature(
            None,
            when="2024/01/31",
            day="2024/01/31",
            code="007",
            mass=12.0,
            tags=["a", "ä"],
            more={"k": 1},
        ),
        feature(
            None, when="2024/02/01", day="31.1.2024", code="", mass=1.5e10, tags=None, more=None
        ),
    )
    got = read_layer_text(path)
    assert got["day"].to_list() == ["2024/01/31", "31.1.2024"]
    assert got["when"].to_list() == ["2024/01/31", "2024/02/01"]
    assert got["code"].fillna("").to_list() == ["007", ""]
    assert got["mass"].to_list() == ["12", "15000000000"]
    assert json.loads(got.loc[0, "tags"]) == ["a", "ä"]  # type: ignore[arg-type]
    assert json.loads(got.loc[0, "more"]) == {"k": 1}  # type: ignore[arg-type]


def test_spaces_around_are_taken_off_and_nothing_is_missing(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson", feature(None, **{" name ": "\u00a0 Kuona  \t", "b": " "})
    )
    row = read_layer_text(path).iloc[0]
    assert row["name"] == "Kuona"
    assert pd.isna(row["b"])


def test_a_layer_is_chosen_or_the_only_one_that_has_features(tmp_path: Path) -> None:
    path = tmp_path / "many.gpkg"
    points((5e5, 7e6)).to_file(path, layer="offers; DROP")
    points().to_file(path, layer="empty")
    # QGIS keeps its colours in a table of its own.
    pyogrio.write_dataframe(pd.DataFrame({"styleName": ["x"]}), path, layer="layer_styles")
    assert read_layer_text(path)["source_sheet"].to_list() == ["offers; DROP"]
    points((5e5, 7e6), (5e5, 7e6)).to_file(path, layer="tarpeet")
    assert "expected a choice of one layer; there are “offers; DROP”; “empty”" in said_of(path)
    assert len(read_layer_text(path, "tarpeet")) == 2
    with pytest.raises(BadInput, match="no layer “needs”; expected one of “offers; DROP”"):
        read_layer_text(path, "needs")
    with pytest.raises(BadInput, match="expected rows; found none"):
        read_layer_text(path, "empty")


def test_a_table_without_geometry_has_no_places(tmp_path: Path) -> None:
    plain = pd.DataFrame({"n": [1, None], "latitude": ["60,5", ""]})
    pyogrio.write_dataframe(plain, tmp_path / "plain.gpkg", layer="flows")
    plain.to_parquet(tmp_path / "plain.parquet")
    for name in ("plain.gpkg", "plain.parquet"):
        got = text_of(tmp_path / name)
        assert list(got.columns) == ["n", "latitude", *ORIGIN]
        assert got["latitude"].fillna("").to_list() == ["60,5", ""]
        assert got["n"].fillna("").to_list() == ["1", ""]


def test_parquet_of_any_types_is_written_out(tmp_path: Path) -> None:
    table = pa.table(
        {
            "big": pa.array([9007199254740993, None], pa.int64()),
            "price": pa.array(["12.00", "0.10"]).cast(pa.decimal128(6, 2)),
            "real": pa.array([math.nan, 1e-7]),
            "small": pa.array([0.1, 2.0], pa.float32()),
            "day": pa.array(["2024-01-31", None]).cast(pa.date32()),
            "moment": pa.array(["2024-01-31T06:30", "2024-01-31"]).cast(pa.timestamp("us")),
            "group": pa.array(["kuona", "kuona"]).dictionary_encode(),
            "list": pa.array([["a", "ä"], None]),
            "bytes": pa.array([b"\x00\xff", None]),
            "none": pa.nulls(2),
        }
    )
    pq.write_table(table, tmp_path / "types.parquet")
    got = read_parquet_text(tmp_path / "types.parquet").drop(columns=ORIGIN).fillna("")
    assert got.to_dict("list") == {
        "big": ["9007199254740993", ""],
        "price": ["12", "0.1"],
        "real": ["", "0.0000001"],
        "small": ["0.1", "2"],
        "day": ["2024-01-31", ""],
        "moment": ["2024-01-31T06:30:00", "2024-01-31"],
        "group": ["kuona", "kuona"],
        "list": ['["a", "ä"]', ""],
        "bytes": ["00ff", ""],
        "none": ["", ""],
    }


def test_of_several_geometries_the_first_is_the_place(tmp_path: Path) -> None:
    table = points((5e5, 7e6), n=[1])
    table["also"] = gpd.GeoSeries([Point(1, 2)], crs=WGS84)
    got = text_of(written(table, tmp_path / "two.parquet"))
    assert (got.loc[0, "longitude"], got.loc[0, "also"]) == ("27.0000000", "POINT (1 2)")


@pytest.mark.parametrize("ending", ["gpkg", "parquet"])
def test_our_own_table_of_flows_is_read(ending: str, tmp_path: Path) -> None:
    flows = read(reference.data_path("examples/flows.csv"))
    path = tmp_path / f"flows.{ending}"
    write_table(flows, path)
    got = text_of(path)
    assert got["flow_id"].to_list() == flows["flow_id"].to_list()
    assert got["source_file_given"].unique().tolist() == ["flows.csv"]
    degrees = flows.to_crs(WGS84).geometry
    assert got["latitude"].to_list() == [f"{y:.7f}" for y in degrees.y]
    assert got["is_public"].unique().tolist() == ["yes"]
    mass = pd.to_numeric(got["mass_t_per_a"])
    assert np.array_equal(mass, flows["mass_t_per_a"], equal_nan=True)
