"""What a geocoder answered, kept in one SQLite file, so that nothing is asked twice.

Each answer is one transaction: an interrupted run leaves all answers before it whole. The file
holds the service's address, the question, the day and the hits; never a key.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fiss_geo.errors import BadInput, Fault

# In the file's header, so that no other program's SQLite file (a GeoPackage is one) is written to.
_APPLICATION_ID = 0x46475043
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
  service_url TEXT NOT NULL,
  question TEXT NOT NULL,
  asked_date TEXT NOT NULL,
  features TEXT NOT NULL,
  PRIMARY KEY (service_url, question)
)
"""


@dataclass(frozen=True)
class Cache:
    """Answers by service and question; in memory alone where there is no file.

    Attributes
    ----------
    connection : sqlite3.Connection
        Each statement is a transaction of its own.
    name : str
        Name of the file, for sentences.
    """

    connection: sqlite3.Connection
    name: str

    @classmethod
    @contextmanager
    def at(cls, path: Path | None) -> Iterator["Cache"]:
        """Open the cache, and make it if it is not there yet.

        Raises
        ------
        BadInput
            If the file is something else, is damaged, or cannot be written.
        """
        name = ":memory:" if path is None else path.name
        try:
            connection = sqlite3.connect(path or ":memory:", isolation_level=None)
            with closing(connection):
                _claim(connection, name)
                yield cls(connection, name)
        except sqlite3.Error as error:
            raise _fault(name, f"the cache of the geocoder cannot be used: {error}") from None

    def get(self, service_url: str, question: str) -> list[object] | None:
        """Give the features of an answer; None if it was never asked."""
        row = self.connection.execute(
            "SELECT features FROM answers WHERE service_url = ? AND question = ?",
            (service_url, question),
        ).fetchone()
        if row is None:
            return None
        try:
            features = json.loads(row[0])
        except (TypeError, ValueError):
            features = None
        if not isinstance(features, list):
            raise _fault(self.name, f"the answer to “{question}” is damaged")
        return features

    def put(self, service_url: str, question: str, features: list[object]) -> None:
        """Keep the features of an answer."""
        day = datetime.now(UTC).date().isoformat()
        self.connection.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)",
            (service_url, question, day, json.dumps(features, ensure_ascii=False)),
        )


def _claim(connection: sqlite3.Connection, name: str) -> None:
    """Make sure that the file is a cache of ours, or empty."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner not in (0, _APPLICATION_ID) or (owner == 0 and tables):
        raise _fault(name, "expected a cache of the geocoder, or a new name; this is another file")
    if owner == 0:
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    connection.execute(_TABLE)


def _fault(name: str, sentence: str) -> BadInput:
    return BadInput([Fault(name, None, None, "", f"{sentence}; delete it or name another")])
