"""Addresses of databases: taken apart, and never repeated when they cannot be."""

import builtins
import socket
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from postgis_server import Server, said_of

from fiss_geo.flows.readers import postgis_query
from fiss_geo.flows.readers.postgis import parse_address

# What may stand in a database's text: all but NUL, and spaces around are taken off.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


def test_no_server_no_host_and_no_answer_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        where = f"postgresql://u:salasana@127.0.0.1:{port}/db?table=t"
        assert "no database answers there" in said_of(where)
        closed.listen()
        monkeypatch.setattr(postgis_query, "CONNECT_TIMEOUT_S", 2)
        start = time.monotonic()
        assert "no answer within 2 s" in said_of(where)
        assert time.monotonic() - start < 4
    unknown = "postgresql://u:salasana@no-such-host.invalid/db?table=t"
    assert "there is no host of this name" in said_of(unknown)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:salasana@h/db",
        "postgresql://u:salasana@h/?table=t",
        "postgresql://u:salasana@h/db?table=",
        "postgresql://u:salasana@h/db?table=a&where=1",
        "postgresql://u:salasana@h/db?salasana=1",
        "postgresql://u:salasana@h:port/db?table=t",
        "postgresql://u:12/salasana@h/db?table=t",
        "postgresql://u:12?salasana@h/db?table=t",
        "postgresql://u:12#salasana@h/db?table=t",
        "postgresql://u:sala/sana@h/db?table=t",
        "postgresql://u:12/salasana@h?table=t",
        "postgresql://u:12?table=salasana@h/db",
        "postgresql://u:[salasana@h/db?table=t",
        "mysql://u:salasana@h/db?table=t",
        "salasana",
        "",
    ],
)
def test_an_address_that_cannot_be_understood_is_not_repeated(url: str) -> None:
    assert said_of(url).startswith("database address: expected")


@given(user=TEXT, password=TEXT.filter(len), schema=TEXT.filter(len), table=TEXT.filter(len))
def test_an_address_is_taken_apart_as_it_was_put_together(
    user: str, password: str, schema: str, table: str
) -> None:
    names = ['"' + name.replace('"', '""') + '"' for name in (schema, table)]
    address = parse_address(
        Server(5432).url(".".join(names), user=_percent(user), password=password)
    )
    assert (address.user, address.password) == (user, password)
    assert (address.schema, address.table) == (schema, table)
    assert "Address(" in repr(address)
    assert "password" not in repr(address)


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def test_without_the_driver_the_line_that_installs_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real_import = builtins.__import__

    def no_driver(name: str, *others: Any, **more: Any) -> Any:  # noqa: ANN401
        if name.startswith("psycopg") or "postgis_query" in (others[2] if len(others) > 2 else ()):
            raise ImportError(name)
        return real_import(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", no_driver)
    sentence = said_of("postgresql://u:salasana@h/db?table=t", ImportError)
    assert 'pip install "fiss-geo[postgis]"' in sentence
