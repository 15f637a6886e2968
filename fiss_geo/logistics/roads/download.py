"""Get a large file, as Geofabrik serves its extracts: with its MD5 sum in a file beside it.

The file grows under another name, goes on where it was cut off, and takes its own name only when
its sum is the one that the server states. MD5 guards against broken transfers; against forgery
guards HTTPS.
"""

import hashlib
import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, Final

from fiss_geo.errors import BadInput, Fault

FINLAND_URL: Final = "https://download.geofabrik.de/europe/finland-latest.osm.pbf"
"""OpenStreetMap's Finland, made anew every day; ODbL 1.0, © OpenStreetMap contributors."""

_BLOCK_BYTES: Final = 1 << 18
_MB: Final = 1_000_000
_LONGEST_SUM: Final = 1000  # bytes; a page of HTML in place of a sum is longer
_SUM: Final = re.compile(r"^\s*([0-9a-fA-F]{32})\b")

Tell = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server.

    Attributes
    ----------
    timeout_s : float
        Silence after which one try is given up.
    tries : int
        Tries in a row that bring nothing new.
    back_off_s : float
        Pause before the next try; doubled before each one after.
    """

    timeout_s: float = 30.0
    tries: int = 5
    back_off_s: float = 1.0


@dataclass(frozen=True)
class _Part:
    """The file as far as it is here, and what says that the server still has the same one."""

    path: Path
    note: Path

    def size(self) -> int:
        """Count the bytes that are here and may be gone on with."""
        return self.path.stat().st_size if self.path.exists() and self.note.exists() else 0

    def mark(self) -> str:
        """Give the server's mark of the version (ETag, or else the date)."""
        return str(json.loads(self.note.read_text(encoding="utf-8"))["version"])

    def delete(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


class _TryAgainError(Exception):
    """A try failed in a way that the next may not."""


class _AllHereError(Exception):
    """The server has nothing beyond what is here."""


def download(
    url: str,
    out: Path,
    tell: Tell = lambda _have, _of: None,
    patience: Patience | None = None,
) -> bool:
    """Get a file and hold it against the sum that the server states.

    Parameters
    ----------
    url : str
        Address of the file; its sum is at the same address with ``.md5`` at the end.
    out : pathlib.Path
        Where it goes; an older file there stays until the new one is whole.
    tell : callable
        Called with the bytes that are here and the bytes there will be, if the server says.
    patience : Patience, optional

    Returns
    -------
    bool
        False if the file was there already, with the same sum.

    Raises
    ------
    BadInput
        With the address, what happened, and what to do.
    OSError
        If the file cannot be written.
    """
    patience = patience or Patience()
    part = _Part(out.with_name(f".{out.name}.part"), out.with_name(f".{out.name}.part.json"))
    stated = _stated_sum(url, patience)
    if out.exists() and _md5(out) == stated:
        return False
    idle, reason = 0, ""
    while idle < patience.tries:
        before = part.size()
        if idle:
            time.sleep(patience.back_off_s * 2 ** (idle - 1))
        try:
            _go_on(url, part, tell, patience)
            break
        except _AllHereError:
            break
        except (_TryAgainError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            reason = str(error) or type(error).__name__
        idle = 0 if part.size() - before >= _BLOCK_BYTES else idle + 1
    else:
        here = f"{part.size() / _MB:.1f} MB are here; run again to go on from there"
        raise _failure(url, f"no whole file after {patience.tries} tries: {reason}. {here}")
    _accept(url, part, stated, out, patience)
    return True


def _accept(url: str, part: _Part, stated: str, out: Path, patience: Patience) -> None:
    """Give the file its name if its sum is right."""
    found = _md5(part.path)
    # The server may have put up a newer file since.
    if found not in (stated, _stated_sum(url, patience)):
        part.delete()
        raise _failure(
            url,
            f"the file's MD5 sum is {found}, the server states {stated}; it was deleted again. "
            "Try later, or get it with a browser",
        )
    part.path.replace(out)
    part.note.unlink(missing_ok=True)


def _stated_sum(url: str, patience: Patience) -> str:
    """Ask for the sum, as ``md5sum`` writes it: 32 hexadecimal digits and the name."""
    reason = ""
    for number in range(patience.tries):
        if number:
            time.sleep(patience.back_off_s * 2 ** (number - 1))
        try:
            with _open(f"{url}.md5", {}, patience) as answer:
                text = answer.read(_LONGEST_SUM).decode("ascii", "replace")
        except (_TryAgainError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
            reason = str(error) or type(error).__name__
            continue
        found = _SUM.match(text)
        if found is None:
            raise _failure(f"{url}.md5", "expected an MD5 sum; check the address")
        return found[1].lower()
    raise _failure(f"{url}.md5", f"no answer after {patience.tries} tries: {reason}; try later")


def _go_on(url: str, part: _Part, tell: Tell, patience: Patience) -> None:
    """Get what is still missing, in one connection."""
    have = part.size()
    headers = {"Range": f"bytes={have}-", "If-Range": part.mark()} if have else {}
    with _open(url, headers, patience) as answer:
        if answer.status == HTTPStatus.PARTIAL_CONTENT:
            said = answer.headers.get("Content-Range", "")
            if not said.startswith(f"bytes {have}-"):
                part.delete()
                raise _TryAgainError(f"asked for bytes from {have} on, got “{said}”")
        else:
            part.delete()
            have = 0
            version = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
            if version and not version.startswith("W/"):
                part.note.write_text(json.dumps({"version": version}), encoding="utf-8")
        length = answer.headers.get("Content-Length") or ""
        total = have + int(length) if length.isdigit() else None
        with part.path.open("ab" if have else "wb") as file:
            while block := _read(answer):
                have += _write(file, block, part.path)
                tell(have, total)
    if total is not None and have < total:
        raise _TryAgainError(f"cut off after {have / _MB:.1f} of {total / _MB:.1f} MB")


def _read(answer: http.client.HTTPResponse) -> bytes:
    try:
        return answer.read(_BLOCK_BYTES)
    except OSError as error:  # whatever a connection may come to
        raise _TryAgainError(str(error) or type(error).__name__) from None


def _write(file: BinaryIO, block: bytes, path: Path) -> int:
    try:
        file.write(block)
        file.flush()
    except OSError as error:  # the system does not say which file
        raise OSError(
            error.errno, f"{error.strerror}; make room and run again", str(path)
        ) from None
    return len(block)


def _open(url: str, headers: dict[str, str], patience: Patience) -> http.client.HTTPResponse:
    if not url.startswith(("https://", "http://")):
        raise _failure(url, "expected an address that starts with https://")
    request = urllib.request.Request(url, headers={"User-Agent": "fiss-geo", **headers})  # noqa: S310 - checked above
    try:
        return urllib.request.urlopen(request, timeout=patience.timeout_s)  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and "Range" in headers:
            raise _AllHereError from None
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR or error.code in _PASSING:
            raise _TryAgainError(f"the server answers {error.code} {error.reason}") from None
        raise _failure(url, f"the server answers {error.code} {error.reason}; check it") from None
    except urllib.error.URLError as error:
        raise _TryAgainError(str(error.reason)) from None


_PASSING: Final = (
    HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS,
)  # fmt: skip


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _failure(url: str, sentence: str) -> BadInput:
    return BadInput([Fault(url, None, None, "", sentence)])
