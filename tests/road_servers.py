"""The real OSRM and Valhalla, from their wheels, on the loopback.

``make road-servers`` puts them into an environment of their own, for which Python 3.12 or newer
is needed.
"""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

_PLACE = Path(__file__).parents[1] / ".venv-road-servers"
_WAIT_S = 30.0

needs_road_servers = pytest.mark.skipif(
    not (_PLACE / "installed").exists(),
    reason="OSRM and Valhalla are not installed: make road-servers (needs Python 3.12)",
)


def _programs(package: str) -> Path:
    return next(_PLACE.glob(f"lib/python3*/site-packages/{package}"))


@contextmanager
def osrm_server(pbf: Path, folder: Path, *options: str) -> Iterator[str]:
    """Serve an extract by OSRM, contracted, with its car profile; gives its address."""
    package = _programs("osrm")
    data = folder / "roads.osm.pbf"
    shutil.copy(pbf, data)
    base = folder / "roads.osrm"
    profile = package / "share/profiles/car.lua"
    _run(folder, package / "bin/osrm-extract", "-p", profile, data)
    _run(folder, package / "bin/osrm-contract", base)
    port = _free_port()
    command: list[str | Path] = [
        package / "bin/osrm-routed",
        "--algorithm",
        "ch",
        "-i",
        "127.0.0.1",
    ]
    with _running([*command, "-p", str(port), *options, base], folder, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def valhalla_server(pbf: Path, folder: Path, limits: Mapping[str, float]) -> Iterator[str]:
    """Serve an extract by Valhalla; ``limits`` are those of trucks. Gives its address."""
    package = _programs("valhalla")
    port = _free_port()
    config = folder / "valhalla.json"
    config.write_text(json.dumps(_valhalla_config(folder, port, limits)), encoding="utf-8")
    _run(folder, package / "bin/valhalla_build_tiles", "-c", config, pbf)
    with _running([package / "bin/valhalla_service", config, "1"], folder, port):
        yield f"http://127.0.0.1:{port}"


def _valhalla_config(folder: Path, port: int, limits: Mapping[str, float]) -> dict[str, object]:
    """Take Valhalla's own defaults, and set where things are."""
    tiles = folder / "tiles"
    tiles.mkdir()
    code = (
        "import json, sys; from valhalla.config import get_config; "
        "print(json.dumps(get_config(tile_extract='', tile_dir=sys.argv[1])))"
    )
    python = _PLACE / "bin/python"
    config = json.loads(_run(folder, python, "-c", code, tiles))
    config["service_limits"]["truck"].update(limits)
    config["httpd"]["service"]["listen"] = f"tcp://127.0.0.1:{port}"
    # Sockets' names may be 100 letters long, and pytest's folders are longer.
    short = Path(folder.name)
    for name in ("loopback", "interrupt"):
        config["httpd"]["service"][name] = f"ipc://{short}-{name}"
    for name in ("loki", "thor", "odin"):
        config[name]["service"]["proxy"] = f"ipc://{short}-{name}"
    return dict(config)


def _run(folder: Path, *command: str | Path) -> str:
    done = subprocess.run(
        [*map(str, command)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _running(command: list[str | Path], folder: Path, port: int) -> Iterator[None]:
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen([*map(str, command)], cwd=folder, stdout=log, stderr=log)
        try:
            _wait_for(server, port, folder / "server.log")
            yield
        finally:
            server.terminate()
            server.wait(timeout=_WAIT_S)


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _WAIT_S
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text())
