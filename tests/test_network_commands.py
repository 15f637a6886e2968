"""The commands of the road network, by the real program on real cuts of OpenStreetMap."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import fiss_geo
from osm_texts import node_line, osm_file, turn_line, way_line

CUTS = Path(__file__).parent / "data/roads"
HELSINKI, KARHULA = CUTS / "helsinki.osm.pbf", CUTS / "karhula.osm.pbf"


@pytest.fixture(scope="module")
def karhula(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("network")
    done = fiss_geo("network", "build", KARHULA, "--out", "karhula.network", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "© OpenStreetMap contributors, ODbL 1.0" in done.stdout
    return folder / "karhula.network"


def test_a_network_says_where_it_is_from(karhula: Path) -> None:
    said = fiss_geo("network", "info", karhula.name, folder=karhula.parent).stdout
    for line in ("file: karhula.osm.pbf", "profile: truck", "licence: ODbL 1.0, © OpenStreetMap"):
        assert line in said
    assert "motorway" in said


def test_a_check_finds_dead_ends(karhula: Path) -> None:
    done = fiss_geo("network", "check", karhula.name, folder=karhula.parent)
    assert done.returncode == 0
    dead_ends = next(line for line in done.stdout.splitlines() if line.startswith("dead end"))
    assert int(dead_ends.split()[2]) > 50
    assert dead_ends.split()[3].startswith("60.5")


def test_a_check_finds_what_is_odd(tmp_path: Path) -> None:
    # A cross of roads, a ferry of 1 km in a minute, a trap at the end, and an island.
    path = osm_file(
        tmp_path, node_line(1, 0, 0), node_line(2, 5, 0), node_line(3, 5, 1), node_line(4, 9, 1),
        node_line(5, 0, 9), node_line(6, 4, 9), node_line(7, 0, 8), node_line(8, 0, 20),
        node_line(9, 1, 20), way_line(1, "highway=primary", 1, 2),
        way_line(2, "route=ferry,duration=00:01", 2, 3), way_line(3, "highway=primary", 3, 4),
        way_line(4, "highway=primary", 1, 5), way_line(5, "highway=primary", 5, 6),
        way_line(6, "highway=primary,oneway=yes", 5, 7), way_line(7, "highway=primary", 8, 9),
    )  # fmt: skip
    fiss_geo("network", "build", path, "--out", "odd.network", folder=tmp_path)
    said = fiss_geo("network", "check", "odd.network", folder=tmp_path).stdout
    found = {line[:71].strip(): line[71:].split() for line in said.splitlines()}
    assert found["ferry faster than 50 km/h"][:2] == ["1", "1"]
    assert found["of it, parts with no link at all, such as islands"][:2] == ["1", "1"]
    assert found["road that the main network does not reach, or that does not lead back"][0] == "2"
    assert found["node that no road leads out of"][0] == "1"
    assert found["road faster than 81 km/h"][:2] == ["0", "0"]


def test_what_is_not_kept_is_said(tmp_path: Path) -> None:
    path = osm_file(
        tmp_path, node_line(1, 0, 0), node_line(2, 9, 0), node_line(3, 9, 9),
        way_line(1, "highway=primary", 1, 2), way_line(2, "highway=primary,maxweight=60", 2, 3),
        turn_line(1, "no_left_turn", start=1, via="w1", end=1),
    )  # fmt: skip
    done = fiss_geo("network", "build", path, "--out", "small.network", folder=tmp_path)
    assert "of them closed to the vehicle" in done.stdout
    assert "turn restrictions by way of a road: not kept" in done.stdout
    semi = fiss_geo(
        "network", "build", path, "--profile", "semi", "--out", "small.network", folder=tmp_path
    )
    assert "closed to the vehicle" not in semi.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read as OpenStreetMap data"),
        (HELSINKI.read_bytes()[:300_000], "unexpected EOF); download it again"),
        (b"not a map" * 99, "cannot be read as OpenStreetMap data"),
        (b"osm", "cannot be read"),
    ],
)
def test_a_broken_file_is_told_and_the_old_network_stays(
    karhula: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    old = tmp_path / "old.network"
    old.write_bytes(karhula.read_bytes())
    (tmp_path / "broken.osm.pbf").write_bytes(content)
    done = fiss_geo("network", "build", "broken.osm.pbf", "--out", old.name, folder=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert old.read_bytes() == karhula.read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("most_kib", [100, 450])  # the text between, and the network itself
def test_a_full_disk_is_told_and_the_old_network_stays(
    karhula: Path, tmp_path: Path, most_kib: int
) -> None:
    old = tmp_path / "old.network"
    old.write_bytes(karhula.read_bytes())
    program = Path(sys.executable).parent / "fiss-geo"
    command = f"ulimit -f {most_kib}; {program} network build {HELSINKI} --out {old}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert old.read_bytes() == karhula.read_bytes()
    assert list(tmp_path.iterdir()) == [old]


def test_an_old_version_is_told(karhula: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.network"
    old.write_bytes(karhula.read_bytes().replace(b"fiss-geo network 0", b"fiss-geo network 9", 1))
    done = fiss_geo("network", "info", old.name, folder=tmp_path)
    assert done.returncode == 1
    assert "its version is 9" in done.stderr
    assert "build it anew with fiss-geo network build" in done.stderr


def test_usage_is_checked(tmp_path: Path) -> None:
    same = fiss_geo("network", "build", "x.osm.pbf", "--out", "x.osm.pbf", folder=tmp_path)
    assert (same.returncode, "choose another --out" in same.stderr) == (2, True)
    none = fiss_geo("network", "build", "x.osm.pbf", "--out", "x.network", folder=tmp_path)
    assert (none.returncode, "`fiss-geo network download` gets it" in none.stderr) == (1, True)
    tank = fiss_geo(
        "network", "build", KARHULA, "--profile", "tank", "--out", "x.network", folder=tmp_path
    )
    assert (tank.returncode, "choose truck, semi, rigid" in tank.stderr) == (1, True)
