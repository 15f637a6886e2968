"""Reading from a database: a real one, asked through the addresses that people write."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgis_server import HOW_TO_INSTALL, PASSWORD, Server, programs, running, said_of
from shapely import Point

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import UnknownCrs
from fiss_geo.flows.readers import postgis_query
from fiss_geo.flows.readers.postgis import read_postgis_text

ORIGIN = ["source_file", "source_sheet", "source_row", "decimal_comma"]
MISSING = f"NO DATABASE TESTS: PostgreSQL with PostGIS is not here; as root: {HOW_TO_INSTALL}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip(MISSING)
    with running(bin_folder) as started:
        started.run("CREATE EXTENSION postgis", "CREATE SCHEMA region")
        yield started


def test_every_type_becomes_the_text_that_people_write(server: Server) -> None:
    server.run(
        """CREATE TABLE region.types (id int PRIMARY KEY, waste boolean, mass double precision,
        price numeric(12, 2), small real, day date, moment timestamp, local timestamptz, note text,
        tags text[], more jsonb, big bigint, never text)""",
        """INSERT INTO region.types VALUES
        (2, false, 0.1, 1200.50, 0.1, '2024-01-31', '2024-01-31 06:30', NULL, ' x ', '{a,ä}',
         '{"k": 1}', 9007199254740993, ''),
        (1, true, 12.0, 12.00, 1e10, '0044-03-15 BC', '2024-01-31', '2024-01-31 06:30+00',
         '=HYPERLINK("http://x")', NULL, NULL, NULL, NULL),
        (3, NULL, 'NaN', NULL, NULL, NULL, NULL, NULL, '<b>ä</b>', NULL, NULL, NULL, NULL)""",
    )
    table = read_postgis_text(server.url("region.types"))
    assert {str(kind) for kind in table.drop(columns=ORIGIN).dtypes} == {"str"}
    first, second, third = table.to_dict("records")
    assert first["waste"] == "yes"
    assert (first["mass"], first["price"], first["small"]) == ("12", "12", "10000000000")
    assert first["moment"] == "2024-01-31"
    assert first["note"] == '=HYPERLINK("http://x")'
    assert (second["waste"], second["mass"], second["price"]) == ("no", "0.1", "1200.5")
    assert (second["small"], second["day"]) == ("0.1", "2024-01-31")
    assert (second["moment"], second["note"]) == ("2024-01-31T06:30:00", "x")
    assert (second["tags"], second["more"]) == ("{a,ä}", '{"k": 1}')
    assert second["big"] == "9007199254740993"
    assert third["note"] == "<b>ä</b>"
    assert table["never"].isna().all()
    assert pd.isna(third["mass"])
    assert "latitude" not in table


def test_the_servers_own_ways_of_writing_do_not_matter(server: Server) -> None:
    server.run(
        "CREATE DATABASE odd",
        "ALTER DATABASE odd SET datestyle = 'German'",
        "ALTER DATABASE odd SET extra_float_digits = 0",
    )
    server.run(
        "CREATE TABLE t AS SELECT date '2024-01-31' AS d, 0.1::float8 + 0.2 AS f", database="odd"
    )
    row = read_postgis_text(server.url("t", database="odd")).iloc[0]
    assert (row["d"], row["f"]) == ("2024-01-31", "0.30000000000000004")


def test_a_row_says_where_it_comes_from_and_not_by_whom(server: Server) -> None:
    server.run("CREATE TABLE plain AS SELECT 'Kuona' AS resource")
    table = read_postgis_text(server.url("plain"))
    assert table.to_dict("records") == [
        {
            "resource": "Kuona",
            "source_file": f"postgresql://127.0.0.1:{server.port}/postgres",
            "source_sheet": "public.plain",
            "source_row": 1,
            "decimal_comma": False,
        }
    ]
    assert table["source_row"].dtype == "int64"
    assert table["decimal_comma"].dtype == "bool"


def test_geometry_becomes_latitude_and_longitude_whatever_its_system(server: Server) -> None:
    server.run(
        "CREATE TABLE region.places (id int PRIMARY KEY, latitude text, geom geometry, also "
        "geometry(Point, 3067), world geography)",
        """INSERT INTO region.places VALUES
        (1, 'n. 60', 'SRID=3067;POINT Z(385000 6672000 4)', 'SRID=3067;POINT(1 2)', NULL),
        (2, NULL, 'SRID=4326;POINT(24.5 60.25)', NULL, 'POINT(1 2)'),
        (3, NULL, NULL, NULL, NULL),
        (4, NULL, 'POINT EMPTY', NULL, NULL),
        (5, NULL, 'SRID=4326;POLYGON((20 60, 24 60, 24 64, 20 64, 20 60),
                                     (21 61, 23 61, 23 63, 21 63, 21 61))', NULL, NULL),
        (6, NULL, 'SRID=4326;LINESTRING(20 60, 21 61)', NULL, NULL)""",
    )
    table = read_postgis_text(server.url("region.places"))
    point = gpd.GeoSeries([Point(385000, 6672000)], crs=ETRS_TM35FIN).to_crs(WGS84).iloc[0]
    assert table["latitude"].to_list()[:2] == [f"{point.y:.7f}", "60.2500000"]
    assert table["longitude"].to_list()[:2] == [f"{point.x:.7f}", "24.5000000"]
    assert table[["latitude", "longitude", "geometry_kind"]].iloc[2:4].isna().all(axis=None)
    assert table["geometry_kind"].to_list()[4:] == ["polygon", "line"]
    x, y = table[["longitude", "latitude"]].iloc[4].astype(float)
    assert 20 < x < 24
    assert 60 < y < 64
    assert not (21 < x < 23 and 61 < y < 63)
    assert table.loc[0, "latitude_given"] == "n. 60"
    assert (table.loc[0, "also"], table.loc[1, "world"]) == ("POINT (1 2)", "POINT (1 2)")


def test_many_rows_come_in_batches_in_the_order_of_the_key(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgis_query, "_BATCH_ROWS", 7)
    server.run(
        "CREATE TABLE region.many (b int, a int, geom geometry(Point, 4326), PRIMARY KEY (a, b))",
        "INSERT INTO region.many SELECT n % 5, n / 5, ST_SetSRID(ST_Point(20 + n / 100.0, 60), "
        "4326) FROM generate_series(99, 0, -1) AS n",
    )
    table = read_postgis_text(server.url("region.many"))
    numbers = 5 * table["a"].astype(int) + table["b"].astype(int)
    assert numbers.to_list() == list(range(100))
    assert table["source_row"].to_list() == list(range(1, 101))
    assert table["longitude"].to_list() == [f"{20 + n / 100:.7f}" for n in range(100)]


@pytest.mark.parametrize("kind", ["VIEW", "MATERIALIZED VIEW"])
def test_views_are_read_too(server: Server, kind: str) -> None:
    server.run(f'CREATE {kind} "{kind}" AS SELECT 1 AS n')
    assert read_postgis_text(server.url(kind))["n"].to_list() == ["1"]


HOSTILE = ['x"; DROP TABLE victim; --', "a.b", "%s {0} %(x)s", "Ä ö", "select", "'; SELECT 1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_a_name_and_never_sql(server: Server, name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    server.run(
        "CREATE TABLE IF NOT EXISTS victim AS SELECT 1 AS n",
        f"CREATE TABLE {quoted} ({quoted} text PRIMARY KEY, geom geometry(Point, 4326))",
        f"INSERT INTO {quoted} VALUES ('<script>', 'SRID=4326;POINT(24 60)')",  # noqa: S608
    )
    asked = quoted if "." in name else name
    table = read_postgis_text(server.url(f"public.{asked}"))
    assert table[name].to_list() == ["<script>"]
    assert table["latitude"].to_list() == ["60.0000000"]
    assert table["source_sheet"].to_list() == [f"public.{name}"]
    assert read_postgis_text(server.url("victim"))["n"].to_list() == ["1"]


def test_nothing_can_be_written_while_reading(server: Server) -> None:
    server.run(
        "CREATE TABLE counted (n int)",
        "CREATE FUNCTION count_up() RETURNS int LANGUAGE sql VOLATILE AS "
        "'INSERT INTO counted VALUES (1) RETURNING n'",
        "CREATE VIEW trap AS SELECT count_up() AS n",
    )
    assert "read-only transaction" in said_of(server.url("trap"))


# What may stand in a database's text: all but NUL, and spaces around are taken off.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.none() | TEXT,
            st.integers(-(2**63), 2**63 - 1),
            st.floats(allow_nan=False, allow_infinity=False),
            st.floats(19, 32),
            st.floats(59, 71),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_was_written_is_read(server: Server, rows: list[tuple[Any, ...]]) -> None:
    server.run(
        "DROP TABLE IF EXISTS round_trip",
        "CREATE TABLE round_trip (id serial PRIMARY KEY, t text, i bigint, f float8, g geometry)",
    )
    with psycopg.connect(server.url(None)) as connection:
        connection.cursor().executemany(
            "INSERT INTO round_trip (t, i, f, g) "
            "VALUES (%s, %s, %s, ST_SetSRID(ST_Point(%s, %s), 4326))",
            rows,
        )
    table = read_postgis_text(server.url("round_trip"))
    for (text, whole, real, x, y), row in zip(rows, table.to_dict("records"), strict=True):
        assert (row["t"] if isinstance(row["t"], str) else "") == (text or "").strip()
        assert int(row["i"]) == whole
        assert float(row["f"]) == real
        assert (row["longitude"], row["latitude"]) == (f"{x:.7f}", f"{y:.7f}")


def test_a_missing_table_names_those_that_are_there(server: Server) -> None:
    server.run("CREATE TABLE region.offers AS SELECT 1 AS n")
    sentence = said_of(server.url("region.ofers"))
    assert "there is no table region.ofers; expected one of" in sentence
    assert "region.offers" in sentence
    assert "spatial_ref_sys" not in sentence


def test_a_wrong_password_is_said_and_not_shown(server: Server) -> None:
    wrong = "salasana-väärin"
    sentence = said_of(server.url("plain", password=wrong))
    assert "the user or the password is wrong" in sentence
    assert "owner" not in sentence


def test_a_password_in_the_servers_words_is_taken_out(server: Server) -> None:
    server.run("CREATE ROLE echo LOGIN PASSWORD 'sala'", "CREATE TABLE sala AS SELECT 1 AS n")
    assert "***" in said_of(server.url("sala", user="echo", password="sala"))  # noqa: S106


def test_a_missing_database_is_said(server: Server) -> None:
    assert "no such database" in said_of(server.url("plain", database="nowhere"))


def test_a_missing_permission_is_said(server: Server) -> None:
    server.run(
        f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'",
        "CREATE SCHEMA closed",
        "CREATE TABLE closed.table1 AS SELECT 1 AS n",
        "CREATE TABLE unshared AS SELECT 1 AS n",
    )
    for name in ("closed.table1", "unshared"):
        sentence = said_of(server.url(name, user="guest"))
        assert f"no permission to read {name}; ask for GRANT SELECT" in sentence


def test_an_empty_table_is_said(server: Server) -> None:
    server.run("CREATE TABLE hollow (n int)")
    assert "table public.hollow: expected rows" in said_of(server.url("hollow"))


def test_srid_0_is_refused_and_an_unexplained_one_too(server: Server) -> None:
    server.run(
        "CREATE TABLE no_srid AS SELECT ST_Point(24, 60) AS geom",
        "CREATE TABLE odd_srid AS SELECT ST_SetSRID(ST_Point(24, 60), 990000) AS geom",
        "CREATE TABLE null_srid (n int, geom geometry)",
        "INSERT INTO null_srid VALUES (1, NULL)",
    )
    assert "none is stated" in said_of(server.url("no_srid"), UnknownCrs)
    assert "SRID 990000 is not explained" in said_of(server.url("odd_srid"), UnknownCrs)
    assert read_postgis_text(server.url("null_srid"))["latitude"].isna().all()


def test_a_system_of_the_databases_own_is_taken_from_it(server: Server) -> None:
    server.run(
        "INSERT INTO spatial_ref_sys SELECT 910001, 'own', 1, srtext, proj4text "
        "FROM spatial_ref_sys WHERE srid = 3067",
        "CREATE TABLE own_srid AS SELECT 'SRID=910001;POINT(500000 6672000)'::geometry AS geom",
    )
    assert read_postgis_text(server.url("own_srid"))["longitude"].to_list() == ["27.0000000"]


def test_a_curve_is_a_fault_with_its_row(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgis_query, "_BATCH_ROWS", 2)
    server.run(
        "CREATE TABLE curved AS SELECT n, CASE n WHEN 4 THEN "
        "'SRID=4326;CIRCULARSTRING(0 0,1 1,2 0)'::geometry END AS geom "
        "FROM generate_series(1, 5) AS n"
    )
    assert "row 4: the geometry cannot be read" in said_of(server.url("curved"))


def test_text_in_no_known_encoding_is_said(server: Server) -> None:
    server.run("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0")
    server.run("CREATE TABLE latin AS SELECT 'x' || chr(228) AS t", database="bytes")
    assert "cannot be had as UTF-8" in said_of(server.url("latin", database="bytes"))
