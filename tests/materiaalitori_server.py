"""A small HTTP server that answers as it is told, and lies as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

Reply = Callable[[BaseHTTPRequestHandler], None]


class _Handler(BaseHTTPRequestHandler):
    replies: ClassVar[list[Reply]] = []
    requests: ClassVar[list[BaseHTTPRequestHandler]] = []
    lock: ClassVar[threading.Lock] = threading.Lock()

    def do_GET(self) -> None:
        with self.lock:
            reply = self.replies[min(len(self.requests), len(self.replies) - 1)]
            self.requests.append(self)
        try:
            reply(self)
        except OSError:
            # The client has gone, as it should from a server that stalls.
            return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its given name
        """Say nothing."""


@contextmanager
def serving(*replies: Reply) -> Iterator[tuple[str, list[BaseHTTPRequestHandler]]]:
    """Serve the replies in turn, the last for ever; give the address and the requests."""
    requests: list[BaseHTTPRequestHandler] = []
    handler = type("Handler", (_Handler,), {"replies": list(replies), "requests": requests})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", requests
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(
    body: bytes,
    status: int = 200,
    said_length: str | None = "true",
    headers: dict[str, str] | None = None,
) -> Reply:
    """Answer with a body; ``said_length`` “true” tells its true length, None tells none."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        if said_length is not None:
            length = str(len(body)) if said_length == "true" else said_length
            request.send_header("Content-Length", length)
        request.end_headers()
        request.wfile.write(body)

    return reply
