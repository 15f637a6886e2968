"""Addresses to points, through a real HTTP server: the right place, or none and a sentence."""

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from materiaalitori_server import Reply, answer, serving

from fiss_geo.errors import BadInput
from fiss_geo.flows.geocoding.geocoder import geocode

KEY = "k3y-that-nobody-sees"
TAMPERE = {"kuntatunnus": "837", "kuntanimiFin": "Tampere", "kuntanimiSwe": "Tammerfors"}


def _hit(east: float = 328_000.0, north: float = 6_822_000.0, **properties: object) -> object:
    whole = {
        "source": "addresses", "katunimi": "Laivatie", "katunumero": "3", "postinumero": "33100",
        "label": "Laivatie 3 (Tampere)", "confidence": 0.9, **TAMPERE, **properties,
    }  # fmt: skip
    point = {"type": "Point", "coordinates": [east, north]}
    return {"type": "Feature", "properties": whole, "geometry": point}


def _body(*features: object, **sources: str) -> bytes:
    about = {"sources": {name: {"status": status} for name, status in sources.items()}}
    document = {"type": "FeatureCollection", "features": features, "geocoding": about}
    return json.dumps(document).encode()


def _good(*features: object, **sources: str) -> Reply:
    return answer(_body(*features, **sources))


def _text(request: BaseHTTPRequestHandler) -> str:
    return parse_qs(urlsplit(request.path).query)["text"][0]


def _rows(*rows: tuple[str | None, str | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["address", "postcode", "municipality"], dtype="str")


ROW = _rows(("Laivatie 3 B 4", "33100", "Tampere"))


def _geocode(base: str, rows: pd.DataFrame = ROW, **settings: object) -> pd.DataFrame:
    fixed = {"api_key": KEY, "requests_per_second": 1000.0, "timeout_s": 0.3, "retries": 0}
    return geocode(rows, f"{base}/search", **{**fixed, **settings})  # type: ignore[arg-type]


def _one(*features: object, row: tuple[str, str | None, str | None] | None = None) -> pd.Series:
    with serving(_good(*features)) as (base, _):
        return _geocode(base, _rows(row) if row else ROW).iloc[0]


def test_an_address_becomes_a_point_with_its_label() -> None:
    found = _one(_hit(), _hit(katunumero="5", east=1.0))
    assert (found["easting_m"], found["northing_m"]) == (328_000.0, 6_822_000.0)
    assert found["uncertainty_km"] == 0.2
    assert found["matched_label"] == "Laivatie 3 (Tampere)"
    assert pd.isna(found["note"])


def test_the_question_holds_the_street_and_the_key_stands_in_a_header() -> None:
    with serving(_good(_hit())) as (base, requests):
        _geocode(base, _rows(("c/o Aino Aalto, Laivatie 3 B 4", "33100", "Tammerfors")))
    (request,) = requests
    assert _text(request) == "Laivatie 3, Tampere"
    query = parse_qs(urlsplit(request.path).query)
    assert query["crs"] == ["EPSG:3067"]
    assert query["sources"] == ["addresses,interpolated-road-addresses"]
    assert request.headers["Authorization"] == "Basic azN5LXRoYXQtbm9ib2R5LXNlZXM6"
    assert KEY not in request.path


@pytest.mark.parametrize(
    ("row", "hit"),
    [
        (("Laivatie 3", None, "Tammerfors"), _hit(postinumero=None, kuntatunnus=None)),
        (("Laivatie 3", None, "837"), _hit()),
        (("LAIVATIE  3", "33100", None), _hit(kuntatunnus=None)),
        (("Laivatie 3", "33100", None), _hit(postinumero=None)),
        (("Laivatie 3", "33100", "Hervanta"), _hit()),
        (("Laivatie 3-5", "33100", "Tampere"), _hit(katunumero="5")),
        (("Satama, Laivatie 3, 2. krs", "33100", "Tampere"), _hit()),
        (("Laivatie 3", None, None), _hit()),
        (("Ruuhkatie 3", None, "Nummi-Pusula"), _hit(katunimi="Ruuhkatie", kuntatunnus="444")),
    ],
)
def test_a_hit_that_agrees_is_taken(row: tuple[str, str, str], hit: object) -> None:
    assert _one(hit, row=row)["easting_m"] == 328_000.0


@pytest.mark.parametrize(
    ("row", "hit", "note"),
    [
        (("Laivatie 3", "33100", "Turku"), _hit(), "not surely"),
        (("Laivatie 3", "33960", "Tampere"), _hit(), "not surely"),
        (("Laivatie 3", None, "Hervanta"), _hit(), "not surely"),
        (("Laivatie 3", "20100", None), _hit(postinumero=None), "not surely"),
        (("Laivatie 3", "33100", "Tampere"), _hit(katunumero="30"), "does not know"),
        (("Laivatie 3", "33100", "Tampere"), _hit(katunimi="Laivurintie"), "does not know"),
        (("Laivatie 3", "33100", "Tampere"), _hit(source="geographic-names"), "does not know"),
        (("Laivatie 3", None, None), _hit(confidence=0.5), "not surely"),
        (("Laivatie 3", "33100", "Tampere"), _hit(23.7, 61.5), "not in Finland"),
        (("Laivatie 3", "33100", "Tampere"), _hit(6_822_000.0, 328_000.0), "not in Finland"),
    ],
)
def test_a_hit_that_may_be_another_place_is_not_taken(
    row: tuple[str, str, str], hit: object, note: str
) -> None:
    found = _one(hit, row=row)
    assert found[["easting_m", "northing_m", "uncertainty_km", "matched_label"]].isna().all()
    assert note in found["note"]


def test_two_villages_with_one_street_are_ambiguous() -> None:
    other = _hit(north=6_832_500.0, postinumero="34260")
    found = _one(_hit(), other, row=("Laivatie 3", None, "Tampere"))
    assert pd.isna(found["easting_m"])
    assert "“Laivatie 3, Tampere” is 2 places, up to 10.5 km apart" in found["note"]


def test_the_buildings_of_one_mill_are_one_place_as_wide_as_they_stand() -> None:
    found = _one(_hit(), _hit(north=6_822_600.0))
    assert found["northing_m"] == 6_822_000.0
    assert found["uncertainty_km"] == 0.6


def test_the_very_building_goes_before_its_neighbour() -> None:
    hits = [_hit(katunumero="3b"), _hit(katunumero="3A", north=6_825_000.0)]
    assert _one(*hits, row=("Laivatie 3a", "33100", None))["northing_m"] == 6_825_000.0


def test_the_register_of_buildings_goes_before_numbers_reckoned_along_the_road() -> None:
    along = _hit(source="interpolated-road-addresses", north=6_832_500.0, postinumero=None)
    assert _one(along, _hit())["northing_m"] == 6_822_000.0


def test_the_index_is_kept_and_each_address_is_asked_once() -> None:
    rows = _rows(
        ("Laivatie 3 A", "33100", "Tampere"), (None, "33100", "Tampere"),
        ("laivatie 3", "33100", None), ("PL 45", "33101", "Tampere"),
        ("Satama", "33100", "Tampere"), ("Laivatie 3 A", "33100", "Tampere"),
    ).set_axis([7, 7, 2, 9, 9, 0])  # fmt: skip
    before = rows.copy()
    with serving(_good(_hit())) as (base, requests):
        found = _geocode(base, rows)
    pd.testing.assert_frame_equal(rows, before)
    assert found.index.to_list() == [7, 7, 2, 9, 9, 0]
    assert found["easting_m"].notna().to_list() == [True, False, True, False, False, True]
    assert found["note"].notna().to_list() == [False, False, False, True, True, False]
    assert list(map(_text, requests)) == ["Laivatie 3, Tampere", "laivatie 3, Tampere"]


def test_a_table_without_addresses_asks_nothing() -> None:
    with serving(_good()) as (base, requests):
        found = _geocode(base, pd.DataFrame({"municipality": ["Turku"]}))
        empty = _geocode(base, _rows())
    assert found["easting_m"].isna().all()
    assert empty.dtypes.to_dict() == found.dtypes.to_dict()
    assert requests == []


def test_a_second_call_asks_nothing_and_the_cache_holds_no_key(tmp_path: Path) -> None:
    cache = tmp_path / "addresses.sqlite"
    rows = pd.concat([ROW, _rows(("Kuusitie 9", None, "Tampere"))], ignore_index=True)
    with serving(_good(_hit(secret=KEY))) as (base, requests):
        first = _geocode(base, rows, cache=cache)
        again = _geocode(base, rows, cache=cache)
    assert len(requests) == 2
    pd.testing.assert_frame_equal(first, again)
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.iterdir())
    with closing(sqlite3.connect(cache)) as connection:
        kept = connection.execute("SELECT service_url, asked_date FROM answers").fetchall()
    assert kept == [(f"{base}/search", datetime.now(UTC).date().isoformat())] * 2


def test_what_was_answered_before_a_failure_is_in_the_cache(tmp_path: Path) -> None:
    cache = tmp_path / "addresses.sqlite"
    rows = pd.concat([ROW, _rows(("Kuusitie 9", None, "Tampere"))])
    with serving(_good(_hit()), answer(b"", 500), _good()) as (base, requests):
        with pytest.raises(BadInput, match="answered 500"):
            _geocode(base, rows, cache=cache)
        _geocode(base, rows, cache=cache)
    asked = [_text(request).split()[0] for request in requests]
    assert asked == ["Laivatie", "Kuusitie", "Kuusitie"]


def test_half_an_answer_and_a_refused_question_are_not_kept(tmp_path: Path) -> None:
    cache = tmp_path / "addresses.sqlite"
    half = _good(addresses="success", interpolated="timeout")
    with serving(half, answer(b"", 400), _good(_hit())) as (base, requests):
        for _ in range(2):
            notes = _geocode(base, pd.concat([ROW, ROW]), cache=cache)["note"]
            assert notes.str.contains("ask again later").all()
        assert _geocode(base, cache=cache)["easting_m"].iloc[0] == 328_000.0
    assert len(requests) == 3


@pytest.mark.parametrize("content", [b"not a database, but long enough" * 40, None])
def test_another_file_is_not_taken_for_the_cache(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "flows.gpkg"
    path.write_bytes(content or b"")
    if content is None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE flows (id)")
    before = path.read_bytes()
    with serving(_good(_hit())) as (base, _), pytest.raises(BadInput, match=r"flows\.gpkg"):
        _geocode(base, cache=path)
    assert path.read_bytes() == before


def _stall(request: BaseHTTPRequestHandler) -> None:
    time.sleep(0.6)
    request.close_connection = True


FAILURES: dict[str, tuple[Reply, str]] = {
    "wrong key": (answer(b"", 401), "refused the API key"),
    "key without right": (answer(b"", 403), "refused the API key"),
    "breaks down": (answer(KEY.encode(), 500), "answered 500"),
    "a day": (answer(b"", 429, headers={"Retry-After": "86400"}), "asks to wait 86400 s"),
    "stalls": (_stall, "no answer in time"),
    "cut off": (answer(_body(_hit()), said_length="9999"), "broke off"),
    "half a JSON": (answer(_body(_hit())[:90]), "expected JSON"),
    "HTML": (answer(b"<!doctype html><p>Sign in</p>"), "got a web page"),
    "no list": (answer(b'{"features": 5}'), "FeatureCollection"),
    "too long": (answer(b" ", said_length="9" * 30), "longer than 2 MB"),
    "elsewhere": (answer(b"", 302, headers={"Location": f"http://x.fi/{KEY}"}), "redirects"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_service_that_fails_is_told_in_one_sentence_without_the_key(name: str) -> None:
    reply, sentence = FAILURES[name]
    with serving(reply) as (base, _), pytest.raises(BadInput) as error:
        _geocode(base)
    told = str(error.value)
    assert told.startswith(f"{base}/search: ")
    assert sentence in told
    assert told.endswith("come from postcode and municipality")
    assert KEY not in told + repr(error.value) + repr(error.value.__context__)


def test_a_server_that_is_not_there_and_a_key_in_the_open_are_told() -> None:
    with pytest.raises(BadInput, match="no whole answer after 1 try"):
        _geocode("http://127.0.0.1:9")
    with pytest.raises(BadInput, match="unencrypted") as error:
        _geocode("http://geocoder.example")
    assert KEY not in str(error.value)
    with pytest.raises(ValueError, match="expected more than 0"):
        _geocode("http://127.0.0.1:9", requests_per_second=0.0)


@pytest.mark.parametrize(
    ("first", "least_s"),
    [(answer(b"", 500), 0.5), (_stall, 0.5), (answer(b"", 429, headers={"Retry-After": "1"}), 1.0)],
)
def test_a_failure_by_chance_is_tried_again_after_a_pause(first: Reply, least_s: float) -> None:
    start = time.monotonic()
    with serving(first, _good(_hit())) as (base, requests):
        assert _geocode(base, retries=1)["easting_m"].notna().all()
    assert len(requests) == 2
    assert time.monotonic() - start >= least_s


def test_requests_keep_the_pace() -> None:
    moments = []

    def reply(request: BaseHTTPRequestHandler) -> None:
        moments.append(time.monotonic())
        _good()(request)

    rows = _rows(*((f"Laivatie {number}", None, "Tampere") for number in range(1, 6)))
    with serving(reply) as (base, _):
        _geocode(base, rows, requests_per_second=10.0)
    assert moments[4] - moments[0] >= 0.35


@pytest.mark.parametrize(
    "spoil",
    [
        lambda hit: {**hit, "geometry": {"coordinates": ["328000", "6822000"]}},
        lambda hit: {**hit, "geometry": {"coordinates": [10**400, 1]}},
        lambda hit: {**hit, "properties": [1]},
        lambda hit: {**hit, "properties": {**hit["properties"], "katunumero": {"a": 1}}},
    ],
)
def test_a_hit_of_another_shape_is_passed_over(spoil: Callable[[object], object]) -> None:
    assert _one(spoil(_hit()), _hit())["easting_m"] == 328_000.0
    assert pd.isna(_one(spoil(_hit()))["easting_m"])
