"""Fetching from a real HTTP server that stalls, breaks off and lies: all of it, or a sentence."""

import gzip
import json
import time
from datetime import date
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from materiaalitori_server import Reply, answer, serving

from fiss_geo.errors import BadInput
from fiss_geo.flows.readers.http_get import Limits, Service
from fiss_geo.flows.readers.json_records import parse
from fiss_geo.flows.readers.materiaalitori import fetch_notices

PAGE = json.dumps([{"id": "a", "rfoType": "offeringWaste"}, {"id": "b"}]).encode()
NEXT = "tietoalusta-continuation-token"


def _fetch(base: str, *, deadline_s: float = 5.0, retries: int = 2) -> pd.DataFrame:
    return fetch_notices(
        base, timeout_s=0.2, retries=retries, back_off_s=0.01, deadline_s=deadline_s,
        today=date(2026, 6, 3),
    )  # fmt: skip


def _failure(*replies: Reply, deadline_s: float = 5.0) -> tuple[str, int]:
    with serving(*replies) as (base, requests), pytest.raises(BadInput) as error:
        _fetch(base, deadline_s=deadline_s)
    (fault,) = error.value.faults
    assert str(fault).startswith(f"{base}/api/rfo: ")
    assert "read the file" in str(fault)
    return str(fault), len(requests)


def _page(*ids: str, then: str | None = None) -> Reply:
    body = json.dumps([{"id": name} for name in ids]).encode()
    return answer(body, headers={NEXT: then} if then else None)


def _stall(request: BaseHTTPRequestHandler) -> None:
    time.sleep(0.5)
    request.close_connection = True


def _drip(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    # Whole JSON already, so that only the clock can tell that more was to come.
    request.wfile.write(PAGE)
    for _ in range(100):
        request.wfile.write(b" ")
        time.sleep(0.05)


def _drip_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        request.wfile.write(b"x")
        time.sleep(0.05)


def _raw(content: bytes) -> Reply:
    def reply(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(content)

    return reply


def test_pages_are_followed_to_the_last() -> None:
    with serving(_page("a", "b", then="t 1&"), _page("c", then="t2"), _page("d")) as (
        base, requests,
    ):  # fmt: skip
        table = _fetch(base + "/")
    assert table["flow_id"].to_list() == ["a-1", "b-1", "c-1", "d-1"]
    assert table["source_row"].to_list() == [1, 2, 3, 4]
    assert set(table["source_file"]) == {f"{base}/api/rfo"}
    assert table["source_url"].to_list()[0] == f"{base}/ilmoitukset/a"
    asked = [urlsplit(request.path) for request in requests]
    assert {part.path for part in asked} == {"/api/rfo"}
    tokens = [parse_qs(part.query).get("continuationToken") for part in asked]
    assert tokens == [None, ["t 1&"], ["t2"]]


def test_a_service_below_a_folder_and_a_list_in_an_object_are_read() -> None:
    with serving(answer(b'{"rfos": ' + PAGE + b"}", said_length=None)) as (base, requests):
        assert len(_fetch(base + "/osa/")) == 2
    assert requests[0].path.startswith("/osa/api/rfo?")


@pytest.mark.parametrize(
    "first",
    [
        answer(b"", 500),
        answer(b"", 429),
        _stall,
        answer(PAGE, said_length=str(len(PAGE) + 7)),
        answer(PAGE, said_length=str(len(PAGE) - 7)),
        answer(b"<html>Huoltokatko</html>"),
        _raw(b"no HTTP at all\r\n\r\n"),
        _raw(b""),
    ],
    ids=["500", "429", "stall", "says more", "says less", "html", "no http", "hangs up"],
)
def test_one_failure_is_forgiven(first: Reply) -> None:
    with serving(first, answer(PAGE)) as (base, requests):
        assert _fetch(base)["flow_id"].to_list() == ["a-1", "b-1"]
    assert len(requests) == 2


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (answer(b"", 500), "no whole answer after 3 tries: the service answered 500"),
        (_stall, "no answer in time"),
        (answer(PAGE, said_length="999"), f"broke off after {len(PAGE)} of 999 bytes"),
        (answer(PAGE, said_length="20"), "the body of 20 bytes is broken: expected JSON"),
        (answer(PAGE, said_length="-1"), "Content-Length is not a number"),
        (answer(b"<html></html>"), "is broken: expected JSON"),
        (answer(b'["\xff"]'), "expected UTF-8 text; byte 2 is not"),
        (
            answer(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}),
            "the body is compressed",
        ),
        (_raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{}"), "broke off"),
        (_raw(b"\x16\x03nothing\r\n"), "the answer is not HTTP"),
        (answer(b'{"error": "<b>"}'), "expected a list of notices"),
    ],
)
def test_what_does_not_get_better_is_told_after_all_tries(reply: Reply, sentence: str) -> None:
    fault, tries = _failure(reply)
    assert sentence in fault
    assert tries == 3


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (answer(b"", 404), "answered 404, expected 200; check the address"),
        (answer(b"", 401), "answered 401"),
        (
            answer(PAGE, 302, headers={"Location": "http://paha.example/x?secret"}),
            "points to paha.example;",
        ),
        (
            answer(PAGE, 301, headers={"Location": "/elsewhere"}),
            "points to elsewhere on the same host;",
        ),
        (answer(PAGE, said_length="99999999999999999999"), "longer than 50 MB"),
        (answer(b"[]"), "expected notices; found none"),
    ],
)
def test_what_cannot_get_better_is_told_at_once(reply: Reply, sentence: str) -> None:
    with serving(reply) as (base, requests), pytest.raises(BadInput, match=base) as error:
        _fetch(base)
    assert sentence in str(error.value)
    assert "secret" not in str(error.value)
    assert len(requests) == 1


@pytest.mark.parametrize("reply", [_drip, _drip_headers])
def test_a_slow_drip_ends_at_the_deadline(reply: Reply) -> None:
    start = time.monotonic()
    fault, tries = _failure(reply, deadline_s=0.6)
    assert "not all was read in 0.6 s" in fault
    assert tries == 1
    assert time.monotonic() - start < 1.5


def test_retries_end_at_the_deadline() -> None:
    fault, tries = _failure(_stall, deadline_s=0.3)
    assert "not all was read in 0.3 s" in fault
    assert tries == 2


def test_the_same_page_again_ends_the_paging() -> None:
    fault, tries = _failure(_page("a", then="more"))
    assert "page 2 is page 1 again" in fault
    assert tries == 2


def test_pages_without_end_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fiss_geo.flows.readers.materiaalitori._MOST_PAGES", 6)
    fault, tries = _failure(*[_page(str(number), then="more") for number in range(9)])
    assert "the pages do not end; 6 were read" in fault
    assert tries == 6


def test_nothing_comes_back_in_part() -> None:
    fault, _ = _failure(_page("a", then="more"), answer(b"", 500))
    assert "500" in fault


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(page_bytes=20), "longer than 2e-05 MB, the most for one page"),
        (Limits(total_bytes=70), "the most for what is left for all pages"),
    ],
)
@pytest.mark.parametrize("said_length", ["true", None])
def test_an_answer_is_bounded(limits: Limits, sentence: str, said_length: str | None) -> None:
    assert 20 < len(PAGE) <= 70 < 2 * len(PAGE)
    with serving(answer(PAGE, said_length=said_length)) as (base, _):
        service = Service.at(base, limits)
        if limits.page_bytes > len(PAGE):
            service.get("/x", {}, parse)
        with pytest.raises(BadInput, match=sentence):
            service.get("/x", {}, parse)


def test_pauses_double(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    with serving(answer(b"", 503)) as (base, _):
        monkeypatch.setattr("fiss_geo.flows.readers.http_get.time.sleep", pauses.append)
        with pytest.raises(BadInput, match="after 4 tries"):
            fetch_notices(base, retries=3, back_off_s=0.5)
    assert [pause for pause in pauses if pause >= 0.5] == [0.5, 1.0, 2.0]


def test_a_closed_port_is_told_so() -> None:
    with serving(answer(PAGE)) as (base, _):
        pass
    with pytest.raises(BadInput, match=r"after 1 try: .*refused"):
        _fetch(base, retries=0)


def test_a_password_goes_to_the_service_and_nowhere_else() -> None:
    with serving(answer(PAGE), answer(b"", 403)) as (base, requests):
        with_password = base.replace("//", "//me:s%40cret@")
        table = _fetch(with_password)
        with pytest.raises(BadInput) as error:
            _fetch(with_password)
    assert requests[0].headers["Authorization"] == "Basic bWU6c0BjcmV0"
    for text in (str(error.value), table.to_csv()):
        assert "cret" not in text
        assert "me:" not in text


@pytest.mark.parametrize(
    "address",
    [
        "", "materiaalitori.fi", "ftp://a.example", "http://", "http://a:b:c/", "http://a:99999999",
        "http://me:secret@a.example/?key=secret", "http://[::1", "https://a.example/#secret",
        "http://" + "a" * 70 + ".example", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_unprinted(address: str) -> None:
    with pytest.raises(BadInput, match="expected an address such as") as error:
        fetch_notices(address)
    assert "secret" not in str(error.value)
