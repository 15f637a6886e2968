"""GET from a service that may stall, lie or break off: bounded in time, tries and bytes.

It stands on ``http.client``, not on a library above it: no redirect is followed, no cookie or
proxy is picked up from the environment, and the open socket is at hand, which alone lets a
deadline end an answer that comes byte by byte (every library's timeouts start anew at each
byte). Behind a proxy, save the answer with a browser and read the file.
"""

import base64
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Generic, TypeVar
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit

from fiss_geo.errors import BadInput, Fault

_SAVE_INSTEAD = "or save the notices as a JSON file with a browser and read the file"
_MB = 1_000_000

Content = TypeVar("Content")


@dataclass(frozen=True)
class Limits:
    """How long and how much to ask of a service.

    Attributes
    ----------
    timeout_s : float
        Silence after which one try is given up.
    retries : int
        Further tries after the first, for each page.
    back_off_s : float
        Pause before the second try; doubled before each one after.
    deadline_s : float
        For everything together.
    page_bytes, total_bytes : int
        The largest answer, and the largest sum of answers.
    """

    timeout_s: float = 10.0
    retries: int = 3
    back_off_s: float = 0.5
    deadline_s: float = 300.0
    page_bytes: int = 50 * _MB
    total_bytes: int = 500 * _MB


@dataclass(frozen=True)
class Answer(Generic[Content]):
    """What a service answered: the body as ``parse`` read it, and the headers."""

    content: Content
    headers: http.client.HTTPMessage


class _TryAgainError(Exception):
    """A try failed in a way that the next may not."""


@dataclass
class Service:
    """One service at one address, under one deadline.

    Attributes
    ----------
    base : str
        Address as it may be printed: no user name, password or query.
    """

    address: SplitResult
    host: str
    limits: Limits
    base: str
    end: float
    bytes_read: int = field(default=0)

    @classmethod
    def at(cls, base_url: str, limits: Limits) -> "Service":
        """Take an address apart; the clock of the deadline starts.

        Raises
        ------
        BadInput
            If it is no address of a service. The address is not repeated: it may hold a password.
        """
        try:
            address = urlsplit(base_url)
            host, port = (address.hostname or "").encode("idna").decode(), address.port
        except ValueError:
            address, host, port = SplitResult("", "", "", "", ""), "", None
        if address.scheme not in ("http", "https") or not host or address.query or address.fragment:
            expected = (
                "expected an address such as https://www.materiaalitori.fi, "
                "without ? or # and what follows them"
            )
            raise BadInput([Fault("address of the service", None, None, "", expected)])
        netloc = f"[{host}]" if ":" in host else host
        netloc += f":{port}" if port else ""
        base = f"{address.scheme}://{netloc}{quote(address.path.rstrip('/'), safe='/%')}"
        return cls(address, host, limits, base, time.monotonic() + limits.deadline_s)

    def get(
        self, path: str, query: dict[str, str], parse: Callable[[bytes], Content]
    ) -> Answer[Content]:
        """Get one page, trying again after a pause when the try may have failed by chance.

        Parameters
        ----------
        path : str
            Below the base address, such as ``/api/rfo``.
        query : dict
            Parameters of the query; never printed.
        parse : callable
            Reads the body; a ValueError from it counts as a broken body.

        Raises
        ------
        BadInput
            With the address, what happened, and what to do.
        """
        reason = ""
        for number in range(self.limits.retries + 1):
            if number:
                self._pause(self.limits.back_off_s * 2 ** (number - 1))
            self._check_deadline(path, reason)
            try:
                return self._try(path, query, parse)
            except (_TryAgainError, OSError, http.client.HTTPException) as error:
                reason = _said(error)
        self._check_deadline(path, reason)
        tries = f"{self.limits.retries + 1} tries" if self.limits.retries else "1 try"
        raise self.failure(path, f"no whole answer after {tries}: {reason}; try later")

    def failure(self, path: str, sentence: str) -> BadInput:
        """Say in a sentence what is wrong with the service."""
        expected = f"{sentence}, {_SAVE_INSTEAD}"
        return BadInput([Fault(f"{self.base}{path}", None, None, "", expected)])

    def _pause(self, seconds: float) -> None:
        time.sleep(max(0.0, min(seconds, self._left())))

    def _left(self) -> float:
        return self.end - time.monotonic()

    def _check_deadline(self, path: str, reason: str) -> None:
        if self._left() <= 0:
            because = f" ({reason})" if reason else ""
            raise self.failure(
                path,
                f"not all was read in {self.limits.deadline_s:g} s{because}; allow more time",
            )

    def _try(
        self, path: str, query: dict[str, str], parse: Callable[[bytes], Content]
    ) -> Answer[Content]:
        connection = self._connection()
        try:
            connection.connect()
            with _cut_after(self._left(), connection.sock):
                connection.request("GET", self._target(path, query), headers=self._headers())
                with connection.getresponse() as response:
                    self._check_status(path, response)
                    body = self._body(path, response)
        finally:
            connection.close()
        # A cut connection can look like the end of a body of unsaid length.
        self._check_deadline(path, "")
        try:
            return Answer(parse(body), response.headers)
        except ValueError as error:
            raise _TryAgainError(f"the body of {len(body)} bytes is broken: {error}") from None

    def _connection(self) -> http.client.HTTPConnection:
        timeout = max(0.001, min(self.limits.timeout_s, self._left()))
        host, port = self.host, self.address.port
        if self.address.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=timeout)
        trusted = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=trusted)

    def _target(self, path: str, query: dict[str, str]) -> str:
        folder = quote(self.address.path.rstrip("/"), safe="/%")
        return f"{folder}{path}?{urlencode(query)}"

    def _headers(self) -> dict[str, str]:
        headers = {
            "Accept": "application/json",
            "Connection": "close",
            "User-Agent": "fiss-geo",
        }
        if self.address.username is not None:
            secret = f"{unquote(self.address.username)}:{unquote(self.address.password or '')}"
            token = base64.b64encode(secret.encode()).decode()
            headers["Authorization"] = f"Basic {token}"
        return headers

    def _check_status(self, path: str, response: http.client.HTTPResponse) -> None:
        status = response.status
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            raise _TryAgainError(f"the service answered {status}")
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            raise self.failure(
                path,
                f"the service answered {status} and points to {_host(response)}; redirects are "
                "not followed: give that address yourself if you trust it",
            )
        if status != HTTPStatus.OK:
            raise self.failure(
                path, f"the service answered {status}, expected 200; check the address"
            )

    def _body(self, path: str, response: http.client.HTTPResponse) -> bytes:
        # http.client asks for none: a compressed answer is small on the wire and fills the memory.
        encoding = response.getheader("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise _TryAgainError("the body is compressed, though that was not asked for")
        left = self.limits.total_bytes - self.bytes_read
        room = min(self.limits.page_bytes, left)
        # Content-Length has no say where the body comes in chunks.
        said = None if response.chunked else response.getheader("Content-Length")
        if said is not None and not (said.isascii() and said.isdigit()):
            raise _TryAgainError("the service's Content-Length is not a number")
        body = b"" if said is not None and _longer(said, room) else response.read(room + 1)
        if len(body) > room or (said is not None and _longer(said, room)):
            most = "one page" if room == self.limits.page_bytes else "what is left for all pages"
            raise self.failure(
                path, f"the answer is longer than {room / _MB:g} MB, the most for {most}"
            )
        # A body longer than said is cut at what was said, and a cut JSON document is none.
        if said is not None and len(body) != int(said):
            raise _TryAgainError(f"the body broke off after {len(body)} of {said} bytes")
        self.bytes_read += len(body)
        return body


def _longer(said: str, room: int) -> bool:
    return len(said.lstrip("0")) > len(str(room)) or int(said) > room


def _host(response: http.client.HTTPResponse) -> str:
    """Name the host that a redirect points to; its path and query may be anything."""
    try:
        host = urlsplit(response.getheader("Location", "")).hostname
    except ValueError:
        host = None
    return host[:100] if host and host.isprintable() else "elsewhere on the same host"


def _said(error: Exception) -> str:
    """Say what went wrong, without what the other side may have put into it."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, http.client.IncompleteRead):
        return "the body broke off"
    if isinstance(error, http.client.HTTPException) and not isinstance(error, OSError):
        return "the answer is not HTTP"
    return str(error) or type(error).__name__


@contextmanager
def _cut_after(seconds: float, connection: socket.socket) -> Iterator[None]:
    """End a connection from aside when its time is over, in the middle of a read or not."""
    timer = threading.Timer(max(0.0, seconds), _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: socket.socket) -> None:
    try:
        # The plain socket's own method: TLS would first say good-bye to the other side.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        return
