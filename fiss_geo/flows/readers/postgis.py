"""Tables of a PostgreSQL or PostGIS database as tables of text.

The address holds a password. It goes to the database and nowhere else: an address that cannot be
understood is not repeated in the sentence that says so, and what the server or the driver answer
is searched for it before it is passed on.
"""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import pandas as pd

from fiss_geo.errors import BadInput, Fault

_SHAPE: Final = "postgresql://user:password@host:port/database?table=schema.name"
_INSTALL: Final = (
    'reading a database needs a driver that is not installed; pip install "fiss-geo[postgis]"'
)
# A name in double quotes, as SQL writes it, or anything up to the next dot.
_NAME: Final = re.compile(r'"(?:[^"]|"")+"|[^.]+')


@dataclass(frozen=True)
class Address:
    """One table in one database, and who asks for it."""

    host: str | None
    port: int | None
    database: str
    schema: str | None
    table: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def server(self) -> str:
        """The database, as it may be shown: without user and password."""
        host = self.host or "localhost"
        shown = f"[{host}]" if ":" in host else host
        port = f":{self.port}" if self.port else ""
        return f"postgresql://{shown}{port}/{self.database}"

    @property
    def name(self) -> str:
        """The table with its schema, if one is stated."""
        return self.table if self.schema is None else f"{self.schema}.{self.table}"

    def fault(self, expected: str) -> BadInput:
        """Make the error of one fault, from which the password is taken out wherever it stands."""
        safe = expected.replace(self.password, "***") if self.password else expected
        return BadInput([Fault(self.server, None, None, "", safe)])


def read_postgis_text(url: str) -> pd.DataFrame:
    """Read a table, view or foreign table of a database with every cell as text.

    Parameters
    ----------
    url : str
        ``postgresql://user:password@host:port/database?table=schema.name``. Special characters
        in the password are written in percent form (``@`` is ``%40``). What is left out is taken
        from where PostgreSQL's programs take it: ``PGPASSWORD``, ``PGSSLMODE``, ``~/.pgpass``.
        A name with a dot in it stands in double quotes.

    Returns
    -------
    pandas.DataFrame
        The table's columns; ``latitude`` and ``longitude`` in WGS 84 and ``geometry_kind`` from
        its first geometry column; ``source_file`` (the database, without user and password),
        ``source_sheet`` (schema and table), ``source_row`` (in the order of the primary key, if
        there is one), ``decimal_comma``.

    Raises
    ------
    BadInput
        If the address, the server, the password, the table or a permission is not as it should.
    UnknownCrs
        If the geometry has SRID 0, or one that the database does not explain.
    ImportError
        If the driver is not installed; with the line that installs it.
    """
    address = parse_address(url)
    try:
        # An optional extra: those who have no database need no driver.
        from fiss_geo.flows.readers import postgis_query  # noqa: PLC0415
    except ImportError:
        raise ImportError(_INSTALL) from None
    return postgis_query.read_table_text(address)


def parse_address(url: str) -> Address:
    """Take an address apart.

    Raises
    ------
    BadInput
        If it is not of the expected form. Nothing of it is repeated.

    >>> parse_address("postgresql://eva:s3cret@db.example.fi:5433/region?table=symbiosis.offers")
    ... # doctest: +NORMALIZE_WHITESPACE
    Address(host='db.example.fi', port=5433, database='region', schema='symbiosis',
            table='offers', user='eva')
    """
    address = _taken_apart(url)
    # Raised here and not where a part was found wrong: an error that comes while another is
    # handled carries that other one along, and its text may hold a piece of the password.
    if isinstance(address, str):
        raise BadInput([Fault("database address", None, None, "", address)])
    return address


def _taken_apart(url: str) -> Address | str:
    """Give the parts of an address, or the sentence that says what is wrong with it."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
        query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        return f"expected {_SHAPE}; in the password write special characters as %40, %2F, %23, %3F"
    database = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not database:
        return f"expected {_SHAPE}"
    if "@" in parts.path + parts.query or "/" in database or parts.fragment:
        return f"expected {_SHAPE}; in the password write @ as %40, / as %2F, # as %23, ? as %3F"
    if [name for name, _ in query] != ["table"] or not query[0][1].strip():
        return f"expected one table and nothing else after the question mark: {_SHAPE}"
    schema, table = _schema_and_table(query[0][1].strip())
    user = None if parts.username is None else unquote(parts.username)
    password = None if parts.password is None else unquote(parts.password)
    return Address(host, port, database, schema, table, user, password)


def _schema_and_table(text: str) -> tuple[str | None, str]:
    """Split a name at its first dot outside quotes; what is not quoted is taken as it stands.

    >>> _schema_and_table('symbiosis."by.products"')
    ('symbiosis', 'by.products')
    """
    first = _NAME.match(text)
    if first is None or first.end() == len(text):
        return None, _unquoted(text)
    if text[first.end()] != ".":
        return None, text
    return _unquoted(first.group()), _unquoted(text[first.end() + 1 :])


def _unquoted(name: str) -> str:
    if len(name) > 2 and name[0] == name[-1] == '"':  # noqa: PLR2004 - quotes around something
        return name[1:-1].replace('""', '"')
    return name
