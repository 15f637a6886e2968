"""The geocoding service of the National Land Survey: one question, one answer, at a set pace.

The service follows Pelias (GeoJSON with ``source``, ``label``, ``confidence``) with parameters
and properties of its own: see ``docs/geocoder.md``.
"""

import base64
import http.client
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import BadInput, Fault
from fiss_geo.flows.geocoding.geocoder_hits import ADDRESS_SOURCES, KEPT
from fiss_geo.flows.readers.http_get import Answer, Limits, Service
from fiss_geo.flows.readers.json_records import parse

_MOST_BYTES = 2_000_000
_BACK_OFF_S = 0.5
_LONGEST_WAIT_S = 60.0
_MOST_HITS = "20"
_WITHOUT = "or run without the geocoder: places then come from postcode and municipality"
_NO_COLLECTION = "expected a GeoJSON FeatureCollection; check the address of the service"
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

Content = TypeVar("Content")


@dataclass(frozen=True)
class Reply:
    """What the service knows of one question.

    Attributes
    ----------
    features : list
        The hits, as GeoJSON features cut down to what is judged on.
    is_whole : bool
        False: one of the sources did not answer, or the service would not take the question.
    """

    features: list[object]
    is_whole: bool


class _RefusedError(Exception):
    """The service would not take this one question."""


@dataclass
class Pace:
    """At most so many requests a second, by a clock that nobody sets."""

    requests_per_second: float
    next_turn: float = 0.0

    def wait(self) -> None:
        """Wait for the next turn, and take it."""
        time.sleep(max(0.0, self.next_turn - time.monotonic()))
        self.next_turn = time.monotonic() + 1 / self.requests_per_second


@dataclass
class GeocodingService(Service):
    """The service behind one address, with its key and pace."""

    api_key: str = field(default="", repr=False)
    pace: Pace = field(default_factory=lambda: Pace(math.inf))
    asked_wait_s: float = field(default=0.0)

    @classmethod
    def behind(
        cls, url: str, api_key: str | None, pace: Pace, timeout_s: float, retries: int
    ) -> "GeocodingService":
        """Take an address and its key.

        Raises
        ------
        BadInput
            If it is no address of a service, or the key would travel for all to read.
        """
        patience_s = (retries + 1) * (timeout_s + _LONGEST_WAIT_S)
        limits = Limits(
            timeout_s=timeout_s, retries=retries, back_off_s=_BACK_OFF_S, deadline_s=patience_s,
            page_bytes=_MOST_BYTES, total_bytes=_MOST_BYTES,
        )  # fmt: skip
        at = Service.at(url, limits)
        key = (api_key or "").strip()
        service = cls(at.address, at.host, limits, at.base, at.end, api_key=key, pace=pace)
        if key and at.address.scheme != "https" and at.host not in _THIS_MACHINE:
            raise service.failure("", "the key would travel unencrypted; expected https://")
        return service

    def ask(self, text: str) -> Reply:
        """Ask where an address is.

        Raises
        ------
        BadInput
            If no whole answer came after all tries, or the key was refused.
        """
        # The deadline and the sum of bytes are meant for one question, not for a whole table.
        self.end = time.monotonic() + self.limits.deadline_s
        self.bytes_read = 0
        query = {
            "text": text,
            "sources": ",".join(ADDRESS_SOURCES),
            "crs": f"EPSG:{ETRS_TM35FIN}",
            "lang": "fi",
            "size": _MOST_HITS,
            "options": "nowildcard,use_any_codelist_lang_match",
        }
        try:
            return self.get("", query, _read).content
        except _RefusedError:
            return Reply([], is_whole=False)

    def failure(self, path: str, sentence: str) -> BadInput:
        """Say in a sentence what is wrong with the service, and what works without it."""
        place = f"{self.base}{path}"
        return BadInput([Fault(place, None, None, "", f"{sentence}, {_WITHOUT}")])

    def _try(
        self, path: str, query: dict[str, str], parse: Callable[[bytes], Content]
    ) -> Answer[Content]:
        self.pace.wait()
        return super()._try(path, query, parse)

    def _headers(self) -> dict[str, str]:
        headers = super()._headers()
        if self.api_key:
            # In a header, and not in the address: addresses end up in logs.
            token = base64.b64encode(f"{self.api_key}:".encode()).decode()
            headers["Authorization"] = f"Basic {token}"
        return headers

    def _check_status(self, path: str, response: http.client.HTTPResponse) -> None:
        status = response.status
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            verb = "refused the" if self.api_key else "wants an"
            sentence = f"the service {verb} API key ({status}); order one or check it"
            raise self.failure(path, sentence)
        if status == HTTPStatus.BAD_REQUEST:
            raise _RefusedError
        if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
            self.asked_wait_s = _seconds(response.getheader("Retry-After", ""))
        if self.asked_wait_s > _LONGEST_WAIT_S:
            asked = f"the service answered {status} and asks to wait {self.asked_wait_s:.0f} s"
            raise self.failure(path, f"{asked}, more than {_LONGEST_WAIT_S:g} s; try later")
        super()._check_status(path, response)

    def _pause(self, seconds: float) -> None:
        super()._pause(max(seconds, self.asked_wait_s))
        self.asked_wait_s = 0.0


def _seconds(retry_after: str) -> float:
    """Read a Retry-After: seconds, or the time when to come again.

    >>> _seconds("120"), _seconds("soon")
    (120.0, 0.0)
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    # A time without a zone is in GMT by the rules of HTTP.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _read(body: bytes) -> Reply:
    """Read an answer and cut it down; a ValueError says that it is none."""
    if body.lstrip()[:1] == b"<":
        raise ValueError("expected JSON, got a web page; check the address of the service")
    document = parse(body)
    members = document if isinstance(document, dict) else {}
    if not isinstance(members.get("features"), list):
        raise ValueError(_NO_COLLECTION)  # noqa: TRY004 - to the caller, every broken body is one
    about = members.get("geocoding")
    sources = about.get("sources") if isinstance(about, dict) else None
    told = sources.values() if isinstance(sources, dict) else ()
    failed = [each for each in told if isinstance(each, dict) and each.get("status") != "success"]
    return Reply([_cut(feature) for feature in members["features"]], is_whole=not failed)


def _cut(feature: object) -> object:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return None
    properties = feature["properties"]
    kept = {name: properties[name] for name in KEPT if name in properties}
    return {"geometry": feature.get("geometry"), "properties": kept}
