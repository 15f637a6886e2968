"""A register's database: one GeoPackage or SQLite file, or PostgreSQL; opened, made, migrated."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyogrio

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.register.schema import MIGRATIONS, TABLES

_WAIT_S: Final = 30.0
_ENDINGS: Final = (".gpkg", ".sqlite", ".db")
_INFO: Final = "register_info"


@dataclass(frozen=True)
class Register:
    """An open register.

    Attributes
    ----------
    connection : sqlite3.Connection or psycopg.Connection
        In no transaction.
    mark : str
        What stands for a value in its SQL: ``?`` or ``%s``.
    """

    connection: Any
    mark: str

    def ask(self, sql: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Run a statement, its values written ``?``; give its rows."""
        cursor = self.connection.execute(sql.replace("?", self.mark), tuple(values))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if names else []

    def change(self, sql: str, values: Sequence[object]) -> int:
        """Run a statement that changes rows; give how many."""
        return int(self.connection.execute(sql.replace("?", self.mark), tuple(values)).rowcount)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside or nothing; on SQLite, one writer after the other."""
        self.connection.execute("BEGIN IMMEDIATE" if self.mark == "?" else "BEGIN")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


@contextmanager
def open_register(address: str | Path, *, create: bool = False) -> Iterator[Register]:
    """Open a register, make it if asked to, and bring it up to date.

    Parameters
    ----------
    address : path or URL
        ``.gpkg``, ``.sqlite`` or ``.db``; or ``postgresql://…``, whose password is better kept in
        ``~/.pgpass`` or ``PGPASSWORD``.
    create : bool
        Make it where it is not there; otherwise that is an error.

    Yields
    ------
    Register

    Raises
    ------
    MissingFile
        If there is no register and none is to be made.
    BadInput
        If it is another kind of file, or was made by a later version.
    ImportError
        For PostgreSQL without the extra ``postgis``.
    """
    register = _postgres(str(address)) if "://" in str(address) else _file(Path(address), create)
    try:
        _migrate(register, str(address), create=create)
        yield register
    finally:
        register.connection.close()


def _file(path: Path, create: bool) -> Register:  # noqa: FBT001 - handed on
    if path.suffix.lower() not in _ENDINGS:
        expected = f"expected a name ending in {', '.join(_ENDINGS)}, or a postgresql:// address"
        raise BadInput([Fault(path.name, None, None, "", expected)])
    if not path.is_file():
        if not create:
            raise MissingFile(f"{path}: there is no such register; `fiss-geo register create` it")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".gpkg":  # the tables that make a GeoPackage, for QGIS
            info = pd.DataFrame({"key": ["schema_version"], "value": ["0"]}, dtype="str")
            pyogrio.write_dataframe(info, path, layer=_INFO, driver="GPKG")
    connection = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.DatabaseError as error:
        connection.close()
        expected = f"expected a register made by fiss-geo; {error}"
        raise BadInput([Fault(path.name, None, None, "", expected)]) from None
    return Register(connection, "?")


def _postgres(url: str) -> Register:
    try:
        import psycopg  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise ImportError("PostgreSQL needs an extra: pip install 'fiss-geo[postgis]'") from None
    try:
        return Register(psycopg.connect(url, autocommit=True), "%s")
    except psycopg.Error as error:
        # Its sentences name host and user, never the password; the address itself is not shown.
        said = str(error).strip().splitlines()[0]
        raise BadInput(
            [Fault("the register", None, None, "", f"PostgreSQL says: {said}")]
        ) from None


def _migrate(register: Register, address: str, *, create: bool) -> None:
    """Apply what the register has not had, one after the other, alone."""
    known = _version(register)
    if known is None and not create:
        raise MissingFile(
            "there is no register at that address; `fiss-geo register create` makes one"
        )
    name = "the register" if "://" in address else Path(address).name
    if known is not None and known > len(MIGRATIONS):
        expected = f"expected version {len(MIGRATIONS)} or earlier, found {known}; update fiss-geo"
        raise BadInput([Fault(name, None, None, "", expected)])
    if known == len(MIGRATIONS):
        return
    with register.transaction():
        if register.mark != "?":  # two that make it at once: the second waits, and finds it made
            register.ask("SELECT pg_advisory_xact_lock(73519)")
        if _version(register) is None:
            register.change(f"CREATE TABLE {_INFO} (key TEXT PRIMARY KEY, value TEXT)", ())
            register.change(f"INSERT INTO {_INFO} VALUES (?, ?)", ("schema_version", "0"))  # noqa: S608
        for number in range(_version(register) or 0, len(MIGRATIONS)):
            for statement in MIGRATIONS[number]:
                # GDAL, and so QGIS, knows the type by its short name only.
                own = statement.replace("DOUBLE PRECISION", "DOUBLE")
                register.change(own if register.mark == "?" else statement, ())
            done = (str(number + 1), "schema_version")
            register.change(f"UPDATE {_INFO} SET value = ? WHERE key = ?", done)  # noqa: S608
        _tell_geopackage(register)


def _version(register: Register) -> int | None:
    """Give the number of migrations that a register has had; None if it is no register yet."""
    if register.mark == "?":
        there = register.ask("SELECT 1 FROM sqlite_master WHERE name = ?", (_INFO,))
    else:
        there = register.ask("SELECT 1 FROM pg_tables WHERE tablename = ? "
                             "AND schemaname = current_schema()", (_INFO,))  # fmt: skip
    if not there:
        return None
    found = register.ask(f"SELECT value FROM {_INFO} WHERE key = ?", ("schema_version",))  # noqa: S608
    return int(found[0]["value"]) if found else 0


def _tell_geopackage(register: Register) -> None:
    """Name the tables among the contents of a GeoPackage, so that QGIS shows them."""
    if register.mark != "?":
        return
    if not register.ask("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'"):
        return
    for table in TABLES:
        register.change(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES (?, 'attributes', ?) ON CONFLICT DO NOTHING",
            (table, table),
        )
