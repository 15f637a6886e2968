"""Ask a routing server, bounded in time, tries and bytes, and put its blocks into one table."""

import http.client
import json
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from pyproj import Geod, Transformer

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import BadInput, Fault

Floats = npt.NDArray[np.float64]

_LOG: Final = logging.getLogger(__name__)
_MOST_BYTES: Final = 200_000_000


class Calls(NamedTuple):
    """How to call a server.

    Attributes
    ----------
    base : str
        Address, without a slash at its end.
    timeout_s : float
        Silence after which one try is given up.
    tries : int
        Tries of each call.
    back_off_s : float
        Pause before the second try; doubled before each one after.
    """

    base: str
    timeout_s: float = 60.0
    tries: int = 4
    back_off_s: float = 0.5


class Cells(NamedTuple):
    """What a server says of a block of pairs: kilometres and hours, missing where it has none."""

    route_km: Floats
    drive_time_h: Floats


class TooLargeError(Exception):
    """The server takes fewer pairs at a time."""


class UnmatchedError(Exception):
    """The server refuses a whole block since one of its points fits no road."""


def calls_to(base: str) -> Calls:
    """Take an address as a user gives it.

    Raises
    ------
    BadInput
        If it is no address of a server. It is not repeated: it may hold a password.
    """
    if not base.startswith(("http://", "https://")) or "?" in base or "#" in base:
        expected = "expected an address such as http://127.0.0.1:5000, without ? or #"
        raise BadInput([Fault("address of the routing server", None, None, "", expected)])
    return Calls(base.rstrip("/"))


def ask(calls: Calls, path: str, body: dict[str, Any] | None = None) -> dict[str, Any] | list[Any]:
    """Get one answer in JSON, a refusal included; try again what may have failed by chance.

    Raises
    ------
    BadInput
        If no whole answer came.
    """
    data = None if body is None else json.dumps(body).encode()
    headers = {"User-Agent": "fiss-geo", "Content-Type": "application/json"}
    reason = ""
    for number in range(calls.tries):
        if number:
            time.sleep(calls.back_off_s * 2 ** (number - 1))
        request = urllib.request.Request(f"{calls.base}{path}", data, headers)  # noqa: S310 - see calls_to
        try:
            return _read(request, calls.timeout_s)
        except urllib.error.HTTPError as error:
            error.close()
            reason = f"it answers {error.code} {error.reason}"
            if error.code < HTTPStatus.INTERNAL_SERVER_ERROR and error.code not in _PASSING:
                break
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            reason = str(getattr(error, "reason", error)) or type(error).__name__
    raise failure(calls, f"no answer that can be used: {reason}; see whether it runs")


_PASSING: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


def _read(request: urllib.request.Request, timeout_s: float) -> dict[str, Any] | list[Any]:
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as answer:  # noqa: S310
            text = answer.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        # Both servers say in JSON what they refuse; other pages come from something between.
        text = error.read(_MOST_BYTES) if error.code == HTTPStatus.BAD_REQUEST else b""
        if not text.lstrip().startswith(b"{"):
            raise
    if len(text) > _MOST_BYTES:
        raise ValueError(f"more than {_MOST_BYTES} bytes")
    answer_ = json.loads(text)
    if not isinstance(answer_, dict | list):
        raise ValueError("expected an object or a list in JSON")  # noqa: TRY004
    return answer_


def failure(calls: Calls, sentence: str) -> BadInput:
    """Say in a sentence what is wrong with the server; a password in its address is left out."""
    scheme, _, rest = calls.base.partition("://")
    return BadInput([Fault(f"{scheme}://{rest.rpartition('@')[2]}", None, None, "", sentence)])


def to_degrees(xy_m: Floats) -> Floats:
    """Give longitude and latitude, to six decimals, of points in EPSG:3067; shape (n, 2)."""
    to_wgs = Transformer.from_crs(ETRS_TM35FIN, WGS84, always_xy=True)
    return np.stack(to_wgs.transform(xy_m[:, 0], xy_m[:, 1]), axis=1).round(6)


def straight_km(starts: Floats, ends: Floats) -> Floats:
    """Measure over the ellipsoid GRS 80 from each point to its partner.

    Parameters
    ----------
    starts, ends : numpy.ndarray of float64, shape (n, 2)
        Longitude and latitude in degrees; missing ones give a missing distance.

    >>> straight_km(np.array([[25.0, 60.0]]), np.array([[25.0, 61.0]])).round(2)
    array([111.42])
    """
    known = np.isfinite(starts).all(axis=1) & np.isfinite(ends).all(axis=1)
    km = np.full(len(starts), np.nan)
    km[known] = Geod(ellps="GRS80").inv(*starts[known].T, *ends[known].T)[2] / 1000
    return km


def gather(
    n_origins: int,
    n_destinations: int,
    side: int,
    get: Callable[[npt.NDArray[np.intp], npt.NDArray[np.intp]], Cells],
) -> Cells:
    """Fill a table from blocks, as large as the server takes.

    Parameters
    ----------
    n_origins, n_destinations : int
    side : int
        Origins and destinations of a block to begin with; halved where the server says too large.
    get : callable
        Asks for one block, given the rows and columns; raises ``TooLargeError`` or
        ``UnmatchedError``.
    """
    empty = (np.full((n_origins, n_destinations), np.nan) for _ in range(2))
    table = Cells(*empty)
    while True:
        try:
            for rows, columns in _blocks(n_origins, n_destinations, side):
                _fill(table, rows, columns, get)
        except TooLargeError:
            if side == 1:
                raise
            side = max(1, side // 2)
        else:
            break
    missing = int(np.isnan(table.route_km).sum())
    if missing:
        _LOG.warning("the routing server has no way for %d of %d pairs", missing, table[0].size)
    return table


def _blocks(
    n_rows: int, n_columns: int, side: int
) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    for row in range(0, n_rows, side):
        for column in range(0, n_columns, side):
            rows = np.arange(row, min(row + side, n_rows))
            yield rows, np.arange(column, min(column + side, n_columns))


def _fill(
    table: Cells,
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    get: Callable[[npt.NDArray[np.intp], npt.NDArray[np.intp]], Cells],
) -> None:
    """Ask for a block; if one point spoils it, ask for its halves, and leave that one missing."""
    try:
        cells = get(rows, columns)
    except UnmatchedError:
        if len(rows) == len(columns) == 1:
            return
        middle = max(len(rows), len(columns)) // 2
        parts = (
            [(rows[:middle], columns), (rows[middle:], columns)]
            if len(rows) >= len(columns)
            else [(rows, columns[:middle]), (rows, columns[middle:])]
        )
        for part in parts:
            _fill(table, *part, get)
        return
    for whole, piece in zip(table, cells, strict=True):
        whole[np.ix_(rows, columns)] = piece
