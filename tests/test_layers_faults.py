"""Layers and Parquet files that are broken, cut short or not what they say: each is a sentence."""

import math
import shutil
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from layer_tables import EVERY, LAYERS, feature, geojson, points, said_of, text_of, written

from fiss_geo.errors import MissingFile
from fiss_geo.flows.readers.layers import read_layer_text


@pytest.mark.parametrize("ending", EVERY)
def test_a_file_cut_short_anywhere_is_said(ending: str, tmp_path: Path) -> None:
    table = points(*((4e5 + 10 * n, 7e6) for n in range(200)))
    path = written(table, tmp_path / f"cut.{ending}")
    for part in [name for name in tmp_path.glob("cut.*") if name.suffix not in {".prj", ".cpg"}]:
        whole = part.read_bytes()
        for size in {0, 1, 40, len(whole) // 3, len(whole) // 2, len(whole) - 5}:
            part.write_bytes(whole[:size])
            assert said_of(path).startswith(path.name)
        part.write_bytes(whole)
    assert len(text_of(path)) == 200


@pytest.mark.parametrize("ending", EVERY)
def test_a_missing_file_is_said(ending: str, tmp_path: Path) -> None:
    assert "there is no such file" in said_of(tmp_path / f"none.{ending}", MissingFile)


def test_a_shapefile_without_its_parts_is_said(tmp_path: Path) -> None:
    path = written(points((5e5, 7e6)), tmp_path / "shape.shp")
    (tmp_path / "shape.shx").unlink()
    assert "expected shape.shx beside it" in said_of(path)
    (tmp_path / "shape.dbf").unlink()
    assert "expected shape.dbf and shape.shx beside it" in said_of(path)


def test_a_shapefile_is_read_in_the_encoding_that_it_states(tmp_path: Path) -> None:
    path = tmp_path / "ä.shp"
    points((5e5, 7e6), name=["Åbo"]).to_file(path, encoding="windows-1252")
    assert read_layer_text(path)["name"].to_list() == ["Åbo"]
    (tmp_path / "ä.cpg").write_text("UTF-8")
    assert "not in the encoding that it states" in said_of(path)


def test_a_shapefile_in_capitals_is_read(tmp_path: Path) -> None:
    written(points((5e5, 7e6)), tmp_path / "x.shp")
    for part in tmp_path.glob("x.*"):
        shutil.move(part, tmp_path / part.name.upper())
    assert len(read_layer_text(tmp_path / "X.SHP")) == 1


VRT = """<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""


@pytest.mark.parametrize("ending", LAYERS)
def test_a_file_that_is_not_what_it_is_named_is_not_opened(ending: str, tmp_path: Path) -> None:
    real = written(points((5e5, 7e6)), tmp_path / "real.gpkg")
    path = tmp_path / f"trap.{ending}"
    path.write_text(VRT.format(real))
    assert "it is something else, or broken" in said_of(path)


def test_an_unknown_ending_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.kml").write_text("x")
    assert "expected a name ending in .gpkg" in said_of(tmp_path / "a.kml")


def test_text_in_a_column_of_numbers_is_said_and_not_cut(tmp_path: Path) -> None:
    path = written(points((5e5, 7e6), (5e5, 7e6), mass=[1.5, 2.5]), tmp_path / "loose.gpkg")
    with sqlite3.connect(path) as database:
        # The triggers need functions that only GDAL brings along.
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE loose SET mass = '12,5 t' WHERE fid = 2")
    database.close()
    assert said_of(path) == 'loose.gpkg: mass is "12,5 t"; expected a number; mend the cell'


def test_what_gdal_passes_over_in_geojson_is_said(tmp_path: Path) -> None:
    good = feature({"type": "Point", "coordinates": [24, 60]}, n=1)
    worse = feature({"type": "Point", "coordinates": ["x", 60]}, n=1)
    path = geojson(tmp_path / "a.geojson", good, {"type": "feature", "properties": {}}, 5)
    assert "row 2: expected a GeoJSON Feature" in said_of(path)
    assert "row 3: expected a GeoJSON Feature" in said_of(path)
    assert "row 2: the geometry cannot be read" in said_of(geojson(path, good, worse))
    short = feature({"type": "Point", "coordinates": [24]}, n=1)
    assert "Invalid coord dimension" in said_of(geojson(path, good, short))


def test_a_geometry_that_is_nowhere_is_a_fault_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "far.parquet"
    written(points((5e5, 7e6), (math.inf, 1), (1e30, 1e30)), path)
    assert 'row 2: geometry is "POINT (Infinity 1)"; expected a point' in said_of(path)
    assert "row 3: " in said_of(path)


def test_a_heading_that_stands_twice_is_said(tmp_path: Path) -> None:
    pq.write_table(pa.table([[1], [2]], names=["a", " a"]), tmp_path / "twice.parquet")
    assert "expected each column once; a stands twice" in said_of(tmp_path / "twice.parquet")


def test_hostile_names_of_columns_stay_names(tmp_path: Path) -> None:
    names = ['x"; DROP TABLE y; --', "<script>", "=1+1", "a'b", "%s{0}"]
    table = points((5e5, 7e6), **{name: ["<b>"] for name in names})
    for ending in ("gpkg", "geojson", "fgb", "parquet"):
        got = text_of(written(table, tmp_path / f"names.{ending}"))
        assert list(got.columns[:5]) == names
        assert (got[names] == "<b>").all(axis=None)


@pytest.mark.parametrize("ending", EVERY)
def test_reading_leaves_the_file_as_it_was(ending: str, tmp_path: Path) -> None:
    path = written(points((5e5, 7e6)), tmp_path / f"kept.{ending}")
    before = {part: part.read_bytes() for part in tmp_path.iterdir()}
    text_of(path)
    assert {part: part.read_bytes() for part in tmp_path.iterdir()} == before
