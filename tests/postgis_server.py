"""A real PostgreSQL with PostGIS for the tests: a cluster of its own, gone when they end.

It listens on a free port of this machine alone, wants a password, and runs as a user who is not
root, which PostgreSQL refuses. It is stopped by its own data folder, and no other server is
touched.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest

from fiss_geo.errors import BadInput
from fiss_geo.flows.readers.postgis import read_postgis_text

PASSWORD = "Hyvin/sala:inen@salasana?#%"  # noqa: S105 - of a server that lives for seconds
HOW_TO_INSTALL = "apt-get install postgresql postgresql-postgis"


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int

    def url(
        self,
        table: str | None,
        user: str = "owner",
        password: str = PASSWORD,
        database: str = "postgres",
    ) -> str:
        """Give the address of a table, as a user would write it."""
        query = "" if table is None else "?" + urlencode({"table": table})
        asked = f"{self.port}/{database}{query}"
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{asked}"

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run SQL as the owner."""
        with psycopg.connect(self.url(None, database=database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def programs() -> Path | None:
    """Find PostgreSQL's programs, of a version that has PostGIS; None if there is none."""
    found = [
        folder
        for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        if Path(f"/usr/share/postgresql/{folder.parent.name}/extension/postgis.control").is_file()
    ]
    return found[0] if found else None


@contextmanager
def running(bin_folder: Path) -> Iterator[Server]:
    """Start a server in a new folder, and take both away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fiss-geo-postgis-"))
    port = _free_port()
    settings = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off "
        "-c max_connections=10 -c shared_buffers=16MB"
    )
    data = f"{folder}/data"
    (folder / "password").write_text(PASSWORD)
    for path in (folder, folder / "password"):
        _give_away(path)
    try:
        _call(
            bin_folder / "initdb", "-D", data, "-U", "owner", f"--pwfile={folder}/password",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync",
        )  # fmt: skip
        _call(
            bin_folder / "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", settings, "start"
        )
        yield Server(port)
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            _call(bin_folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def said_of(url: str, kind: type[Exception] = BadInput) -> str:
    """Give what is said of an address that cannot be read; the password is nowhere in it."""
    with pytest.raises(kind) as caught:
        read_postgis_text(url)
    error: BaseException | None = caught.value
    while error is not None:
        for text in (str(error), repr(error), *map(str, error.args)):
            assert PASSWORD not in text
            assert "sala" not in text
        error = error.__cause__ or error.__context__
    return str(caught.value)


def _call(*command: str | Path) -> None:
    """Run a program as the server's user; what it says goes to no pipe that a server would hold."""
    user = _user()
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=None if user is None else user.pw_uid,
        group=None if user is None else user.pw_gid,
        extra_groups=None if user is None else [],
    )


def _give_away(path: Path) -> None:
    user = _user()
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def _user() -> pwd.struct_passwd | None:
    """Give the user whom the server runs as; None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get("postgres", names.get("nobody"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
