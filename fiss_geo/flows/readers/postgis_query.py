"""What :mod:`fiss_geo.flows.readers.postgis` asks of a database; the only importer of the driver.

One read-only transaction, one cursor on the server's side, rows in batches: memory holds the
table as text and one batch of geometry, however large the geometries are. PostgreSQL writes the
cells out itself; names stand in SQL as identifiers and never as text.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
import psycopg
import pyarrow as pa
import shapely
from psycopg import errors, sql
from pyproj import CRS
from pyproj.exceptions import CRSError

from fiss_geo.errors import UnknownCrs
from fiss_geo.flows.readers.cell_text import iso_moments, plain_numbers, text_frame_column
from fiss_geo.flows.readers.geometry_text import Origin, positions, raw_table, read_wkb
from fiss_geo.flows.readers.postgis import Address

CONNECT_TIMEOUT_S: Final = 10
# A network that falls silent in the middle of the reading is given up after this time.
_SILENCE_MS: Final = 30_000
_BATCH_ROWS: Final = 20_000
_GEOMETRY: Final = ("geometry", "geography")
_NUMBERS: Final = ("real", "double precision", "numeric")
_MOMENTS: Final = ("timestamp without time zone", "timestamp with time zone")

# Tables, views, materialised views, foreign tables and partitioned tables; without a schema, the
# one that PostgreSQL itself would take.
_FIND: Final = """
SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = %(table)s AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
  AND CASE WHEN %(schema)s::text IS NULL THEN pg_table_is_visible(c.oid)
           ELSE n.nspname = %(schema)s END
"""
_LIST: Final = """
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND has_table_privilege(c.oid, 'SELECT')
  AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1 LIMIT 20
"""
_COLUMNS: Final = """
SELECT a.attname, format_type(CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END, NULL),
       t.typname
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_KEY: Final = """
SELECT a.attname FROM pg_index i JOIN pg_attribute a
  ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE i.indrelid = %s AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)
"""
_SYSTEMS: Final = """
SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_depend d ON d.objid = c.oid AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'postgis'
WHERE c.relname = 'spatial_ref_sys'
"""


def read_table_text(address: Address) -> pd.DataFrame:
    """Read the table of an address with every cell as text; see ``read_postgis_text``."""
    said = ""
    try:
        with _connect(address) as connection:
            return _read(connection, address)
    except psycopg.Error as error:
        said = _sentence(error, address)
    # Not where it was caught: the driver's error is not to be carried along in the chain.
    raise address.fault(said)


def _connect(address: Address) -> psycopg.Connection[Any]:
    connection = psycopg.connect(
        host=address.host, port=address.port, dbname=address.database, user=address.user,
        password=address.password, connect_timeout=CONNECT_TIMEOUT_S, client_encoding="UTF8",
        application_name="fiss-geo", keepalives_idle=CONNECT_TIMEOUT_S,
        tcp_user_timeout=_SILENCE_MS, prepare_threshold=None,
    )  # fmt: skip
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return connection


def _read(connection: psycopg.Connection[Any], address: Address) -> pd.DataFrame:
    # Set here and not on connecting, which connection poolers do not pass on.
    connection.execute("SET LOCAL datestyle = ISO")
    connection.execute("SET LOCAL extra_float_digits = 1")
    where = {"schema": address.schema, "table": address.table}
    found = connection.execute(_FIND, where).fetchone()
    if found is None:
        raise address.fault(_no_such_table(connection, address))
    oid, schema, table = found
    origin = Origin(address.server, f"{schema}.{table}")
    columns = connection.execute(_COLUMNS, [oid]).fetchall()
    geometry = next((name for name, _, typname in columns if typname in _GEOMETRY), None)
    batches = _batches(connection, _query(connection, oid, schema, table, columns))
    cells, places = [], []
    systems = _Systems(connection, origin)
    row = 1
    for batch in batches:
        cells.append(_text_frame(batch, columns, geometry))
        if geometry is not None:
            shapes = read_wkb(batch[_names(columns).index(geometry)], origin, row)
            places.append(_places(shapes, systems, origin, row))
        row += len(cells[-1])
    if not cells:
        raise address.fault(f"table {origin.sheet}: expected rows; found none")
    placed = pd.concat(places, ignore_index=True) if places else None
    return raw_table(pd.concat(cells, ignore_index=True), placed, origin)


def _query(
    connection: psycopg.Connection[Any], oid: int, schema: str, table: str, columns: list[Any]
) -> sql.Composed:
    """Ask for every cell as text, in the order of the primary key, so that rows keep numbers."""
    # Under the table's alias a name is the column itself: without it ORDER BY would take the text
    # of the same name that is asked for, and put 10 before 9.
    key = [
        sql.SQL("t.{}").format(sql.Identifier(name))
        for (name,) in connection.execute(_KEY, [oid]).fetchall()
    ]
    cells = [sql.SQL("t.{}::text").format(sql.Identifier(name)) for name in _names(columns)]
    order = sql.SQL(" ORDER BY {}").format(sql.SQL(", ").join(key)) if key else sql.SQL("")
    return sql.SQL("SELECT {} FROM {} AS t{}").format(
        sql.SQL(", ").join(cells), sql.Identifier(schema, table), order
    )


def _batches(
    connection: psycopg.Connection[Any], query: sql.Composed
) -> Iterator[list[tuple[str | None, ...]]]:
    """Give the rows of a query a batch at a time, turned into columns."""
    with connection.cursor(name="fiss_geo") as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(_BATCH_ROWS):
            yield list(zip(*rows, strict=True))


def _text_frame(
    batch: list[tuple[str | None, ...]], columns: list[Any], geometry: str | None
) -> pd.DataFrame:
    written = {}
    for (name, kind, typname), cells in zip(columns, batch, strict=True):
        if name == geometry:
            continue
        # Of several geometries the first is the place; the others stay as text.
        known = _well_known_text(cells) if typname in _GEOMETRY else cells
        text = pa.chunked_array([pa.array(known, pa.string())])
        written[name] = text_frame_column(_as_people_write(text, kind))
    return pd.DataFrame(written, index=range(len(batch[0])))


def _well_known_text(cells: tuple[str | None, ...]) -> list[str | None]:
    return [None if cell is None else shapely.from_wkb(cell).wkt for cell in cells]


def _as_people_write(text: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    if kind == "boolean":
        words = {"true": "yes", "false": "no", None: None}
        return pa.chunked_array([pa.array([words[cell] for cell in text.to_pylist()], pa.string())])
    if kind in _NUMBERS:
        return plain_numbers(text)
    if kind in _MOMENTS:
        return iso_moments(text)
    return text


def _places(
    shapes: np.ndarray, systems: "_Systems", origin: Origin, first_row: int
) -> pd.DataFrame:
    """Place the geometries of a batch; a column without a fixed SRID may hold several systems."""
    srids = shapely.get_srid(shapes)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    placed = positions(np.full(len(shapes), None, dtype=object), None, origin)
    for srid in np.unique(srids[there]):
        of_this = shapes.copy()
        of_this[~there | (srids != srid)] = None
        found = positions(of_this, systems.crs(int(srid)), origin, first_row)
        placed = placed.combine_first(found)
    return placed


class _Systems:
    """The coordinate reference systems of a database, by SRID, as the database explains them."""

    def __init__(self, connection: psycopg.Connection[Any], origin: Origin) -> None:
        self._connection = connection
        self._origin = origin
        self._known: dict[int, CRS] = {}

    def crs(self, srid: int) -> CRS | None:
        """Give the system of an SRID; None for 0, which PostGIS takes for “not stated”."""
        if srid == 0:
            return None
        if srid not in self._known:
            self._known[srid] = self._look_up(srid)
        return self._known[srid]

    def _look_up(self, srid: int) -> CRS:
        schema = self._connection.execute(_SYSTEMS).fetchone()
        if schema is not None:
            query = sql.SQL("SELECT auth_name, auth_srid, srtext FROM {} WHERE srid = %s").format(
                sql.Identifier(schema[0], "spatial_ref_sys")
            )
            for authority, code, text in self._connection.execute(query, [srid]):
                for stated in (f"{authority}:{code}", text):
                    try:
                        return CRS.from_user_input(stated)
                    except CRSError:
                        continue
        raise UnknownCrs(
            f"{self._origin}: SRID {srid} is not explained in spatial_ref_sys; set the SRID that "
            "the coordinates are in (UpdateGeometrySRID) and read again"
        )


def _names(columns: list[Any]) -> list[str]:
    return [name for name, _, _ in columns]


def _no_such_table(connection: psycopg.Connection[Any], address: Address) -> str:
    names = [name for (name,) in connection.execute(_LIST).fetchall()]
    there = f"expected one of {'; '.join(names)}" if names else "and none that you may read"
    return f"there is no table {address.name}; {there}"


def _sentence(error: psycopg.Error, address: Address) -> str:
    """Say what went wrong and what to do; what no case knows is told in the server's words."""
    said = " ".join(str(error).split())
    if isinstance(error, errors.InsufficientPrivilege):
        return f"no permission to read {address.name}; ask for GRANT SELECT on it"
    if isinstance(error, errors.QueryCanceled | errors.AdminShutdown):
        return f"the server ended the reading of {address.name}; try again"
    if isinstance(error, errors.CharacterNotInRepertoire | errors.UntranslatableCharacter):
        return f"{address.name} holds text that cannot be had as UTF-8; mend its encoding"
    if error.sqlstate is not None:
        return f"the server refused: {said[:300]}"
    for sign, sentence in _WHEN_CONNECTING.items():
        if sign in said:
            return sentence.format(seconds=CONNECT_TIMEOUT_S)
    return f"no connection: {said[:300]}"


# Signs in what server and system say before there is a connection; they have no code then.
_WHEN_CONNECTING: Final = {
    "password authentication failed": "the user or the password is wrong",
    "no password supplied": "a password is needed; put it in the address or in PGPASSWORD",
    "failed to resolve host": "there is no host of this name; check the address and the network",
    "Connection refused": "no database answers there; check host and port, and that it is running",
    "timeout": "no answer within {seconds} s; check host, port, VPN and firewall",
    "does not exist": "there is no such database or user on this server; check their names",
    "no pg_hba.conf entry": "the server does not let this user in from here; ask who runs it",
}
