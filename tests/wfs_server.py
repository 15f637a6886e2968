"""A real WFS for the tests: MapServer's ``mapserv`` behind a loopback HTTP server of its own.

The server is a process of its own, since GDAL holds Python's lock while it waits for an answer.
An address ``/SET/MODE`` serves the set of layers SET in the manner MODE: ``whole``, or one of the
ways in which a service can fail.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import geopandas as gpd
import pytest
import shapely

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN

PREFIX = "tilastointialueet"
YEAR = 2026

needs_mapserv = pytest.mark.skipif(
    shutil.which("mapserv") is None, reason="mapserv is not installed (Debian: mapserver-bin)"
)

_MAP = """MAP
  NAME "boundaries"
  EXTENT 0 6500000 800000 7900000
  SIZE 10 10
  PROJECTION "init=epsg:{epsg}" END
  WEB METADATA
    "wfs_title" "Boundaries of the tests"
    "wfs_srs" "EPSG:{epsg}"
    "wfs_namespace_prefix" "{prefix}"
    "wfs_namespace_uri" "http://localhost/{prefix}"
    "wfs_enable_request" "*"
  END END
{layers}END
"""
_LAYER = """  LAYER
    NAME "{name}"
    TYPE POLYGON
    CONNECTIONTYPE OGR
    CONNECTION "{file}"
    DATA "{name}"
    PROJECTION "init=epsg:{epsg}" END
    METADATA
      "wfs_title" "{name}"
      "wfs_srs" "EPSG:{epsg}"
      "gml_include_items" "all"
      "gml_exclude_items" "fid"
      "gml_types" "auto"
      "gml_geometries" "geom"
      "gml_geom_type" "multipolygon"
    END
  END
"""


def municipality_layer() -> gpd.GeoDataFrame:
    """Give the embedded municipalities, coarse, in the service's words."""
    table = reference.municipalities()
    coarse = shapely.coverage_simplify(table.geometry.to_numpy(), 6000)
    return _layer(table.set_geometry(coarse, crs=table.crs), "kunta", "municipality")


def region_layer() -> gpd.GeoDataFrame:
    """Give the embedded regions, as coarse, in the service's words."""
    table = reference.municipalities()
    shapes = municipality_layer().geometry.to_numpy()
    coarse = table.set_geometry(shapes, crs=table.crs).dissolve("region_code", method="coverage")
    return _layer(reference.regions().set_geometry(coarse.geometry.array), "maakunta", "region")


def _layer(table: gpd.GeoDataFrame, code: str, kind: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            code: table[f"{kind}_code"],
            "nimi": table[f"{kind}_name_fi"],
            "namn": table[f"{kind}_name_sv"],
        },
        geometry=table.geometry.to_numpy(),
        crs=ETRS_TM35FIN,
    )


def write_set(
    folder: Path,
    name: str,
    municipalities: gpd.GeoDataFrame,
    regions: gpd.GeoDataFrame,
    epsg: int = ETRS_TM35FIN,
) -> None:
    """Write a set of two layers for the server, under a name."""
    layers = []
    for layer, table in (
        (f"kunta4500k_{YEAR}", municipalities),
        (f"maakunta4500k_{YEAR}", regions),
    ):
        file = folder / f"{name}-{layer}.gpkg"
        table.to_file(file, layer=layer, engine="pyogrio", geometry_type="MultiPolygon",
                      promote_to_multi=True)  # fmt: skip
        layers.append(_LAYER.format(name=layer, file=file, epsg=epsg))
    text = _MAP.format(prefix=PREFIX, layers="".join(layers), epsg=epsg)
    (folder / f"{name}.map").write_text(text, encoding="utf-8")


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """Start the server over the sets of a folder; gives its address, without a path."""
    with subprocess.Popen(
        [sys.executable, __file__, str(folder)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        port = json.loads(server.stdout.readline())
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def asked_of(address: str, path: str) -> int:
    """Tell how many requests for features a path has had."""
    from urllib.request import urlopen  # noqa: PLC0415 - of the tests' side only

    with urlopen(f"{address}/asked{path}", timeout=10) as answer:  # noqa: S310 - loopback
        return int(json.load(answer))


class _Handler(BaseHTTPRequestHandler):
    folder: Path
    asked: ClassVar[Counter[str]] = Counter()
    lock = threading.Lock()

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path.startswith("/asked"):
            self._send(200, "application/json", json.dumps(self.asked[path[6:]]).encode())
            return
        _, name, mode = path.split("/")
        wants_features = "REQUEST=GetFeature" in query and "RESULTTYPE=hits" not in query
        with self.lock:
            self.asked[path] += wants_features
            times = self.asked[path]
        if mode == "html":
            self._send(200, "text/html", b"<!DOCTYPE html><html><body>Log in first</body></html>")
        elif not wants_features or mode == "whole" or (mode == "once" and times > 1):
            self._send(*self._mapserv(name, path, query))
        elif mode in {"500", "once"}:
            self._send(500, "text/plain", b"out of order")
        elif mode == "page" and "STARTINDEX=0" in query:
            self._send(*self._mapserv(name, path, query))
        elif mode == "page":
            self._send(500, "text/plain", b"out of order")
        elif mode == "lost-page":
            self._send(
                *self._mapserv(name, path, query.replace("STARTINDEX=100", "STARTINDEX=900"))
            )
        else:
            self._fail(mode, *self._mapserv(name, path, query))

    def _fail(self, mode: str, status: int, kind: str, body: bytes) -> None:
        if mode == "stall":
            time.sleep(60)
            return
        self._head(status, kind, len(body))
        if mode == "half":
            self.wfile.write(body[: len(body) // 2])
            return
        with contextlib.suppress(OSError):  # drip: the client has had enough
            for byte in body[:60]:
                self.wfile.write(bytes([byte]))
                time.sleep(1)

    def _mapserv(self, name: str, path: str, query: str) -> tuple[int, str, bytes]:
        host, port = "127.0.0.1", self.headers["Host"].rpartition(":")[2]
        environment = {
            "PATH": os.environ["PATH"], "REQUEST_METHOD": "GET", "QUERY_STRING": query,
            "MS_MAPFILE": str(self.folder / f"{name}.map"), "SCRIPT_NAME": path,
            "MAPSERVER_CONFIG_FILE": str(self.folder / "mapserver.conf"),
            "SERVER_NAME": host, "SERVER_PORT": port,
        }  # fmt: skip
        done = subprocess.run(["mapserv"], env=environment, capture_output=True, check=False)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        kind = head.decode().partition("Content-Type: ")[2].splitlines()[0]
        return 200, kind, body

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self._head(status, kind, len(body))
        self.wfile.write(body)

    def _head(self, status: int, kind: str, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def _serve(folder: Path) -> None:
    (folder / "mapserver.conf").write_text('CONFIG\n  ENV\n    MS_MAP_PATTERN "."\n  END\nEND\n')
    _Handler.folder = folder
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
