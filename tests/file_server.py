"""A server of one file and its MD5 sum that breaks off, stalls and lies as it is told."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = "/finland-latest.osm.pbf"


@dataclass
class Served:
    """What is served, and how.

    Attributes
    ----------
    content : bytes
    sum : str or None
        What is stated as MD5 sum; the true one if None.
    cut_at : list of int
        Bytes after which the next answers break off, one each.
    stall : int
        How many answers send half and then nothing.
    fail : int
        How many answers are 503.
    version : str or None
        ETag; None sends none.
    knows_ranges : bool
    range_from : int or None
        Where a partial answer begins, if not where it was asked to.
    asked : list of str
        The ranges that were asked for, an empty text for none.
    """

    content: bytes
    sum: str | None = None
    cut_at: list[int] = field(default_factory=list)
    stall: int = 0
    fail: int = 0
    version: str | None = '"1"'
    knows_ranges: bool = True
    range_from: int | None = None
    asked: list[str] = field(default_factory=list)


@contextmanager
def serving_file(served: Served) -> Iterator[str]:
    """Serve a file on the loopback; gives its address."""
    handler = type("Handler", (_Handler,), {"served": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PATH}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    served: Served

    def do_GET(self) -> None:
        if self.path == f"{PATH}.md5":
            self._send_sum()
        elif self.path == PATH:
            self._send_file()
        else:
            self.send_error(404)

    def _send_sum(self) -> None:
        stated = self.served.sum or hashlib.md5(self.served.content).hexdigest()  # noqa: S324
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{stated}  finland-latest.osm.pbf\n".encode())

    def _send_file(self) -> None:
        served = self.served
        served.asked.append(self.headers.get("Range", ""))
        if served.fail:
            served.fail -= 1
            self.send_error(503)
            return
        start = self._start()
        if start > 0 and start >= len(served.content):
            self.send_error(416)
            return
        body = served.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        if served.version:
            self.send_header("ETag", served.version)
        if start:
            size = len(served.content)
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.end_headers()
        self._send(body)

    def _start(self) -> int:
        """Tell where to begin: an If-Range of another version asks for the whole."""
        served = self.served
        asked = self.headers.get("Range", "")
        is_same = self.headers.get("If-Range", served.version) == served.version
        if not asked or not served.knows_ranges or not is_same:
            return 0
        if served.range_from is not None:
            return served.range_from
        return int(asked.removeprefix("bytes=").removesuffix("-"))

    def _send(self, body: bytes) -> None:
        if self.served.stall:
            self.served.stall -= 1
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            time.sleep(1.0)
        elif self.served.cut_at:
            self.wfile.write(body[: self.served.cut_at.pop(0)])
        else:
            self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its given name
        """Say nothing."""
