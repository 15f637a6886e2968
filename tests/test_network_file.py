"""A network in a file: what is written is read, and what is damaged is said."""

import resource
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import toy_roads
from command_line import fiss_geo

from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.logistics.roads import network_file
from fiss_geo.logistics.roads.network import Network, prepare
from fiss_geo.logistics.roads.network_engine import measure
from fiss_geo.logistics.roads.network_file import read_network, write_network


@pytest.fixture(scope="module")
def toy_network() -> Network:
    graph = toy_roads.graph()
    return prepare(graph._replace(time_ms=graph.time_ms[::-1].copy()))


@pytest.fixture
def path(toy_network: Network, tmp_path: Path) -> Path:
    write_network(toy_network, tmp_path / "toy.network")
    return tmp_path / "toy.network"


def assert_same(one: Any, other: Any) -> None:  # noqa: ANN401
    if isinstance(one, tuple):
        assert type(one) is type(other)
        for mine, theirs in zip(one, other, strict=True):
            assert_same(mine, theirs)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    else:
        assert one == other


def test_what_is_written_is_read(toy_network: Network, path: Path) -> None:
    again = read_network(path)
    assert toy_network.shortest is not None
    assert_same(toy_network, again)
    places = np.array([[430_000.0, 7_000_000.0], [500_000.0, 7_050_000.0]])
    assert_same(measure(toy_network, places, places), measure(again, places, places))


def test_the_same_network_gives_the_same_bytes_and_no_file_beside(
    toy_network: Network, path: Path
) -> None:
    before = path.read_bytes()
    write_network(toy_network, path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["toy.network"]


def test_a_network_of_one_speed_has_one_hierarchy(tmp_path: Path) -> None:
    write_network(prepare(toy_roads.graph()), tmp_path / "x.network")
    assert read_network(tmp_path / "x.network").shortest is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"no\.network: there is no such network file"):
        read_network(tmp_path / "no.network")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.5, 0.999])
def test_a_truncated_file_is_refused(path: Path, share: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BadInput, match=r"missing|no network.*build it anew"):
        read_network(path)


def test_files_of_others_and_of_other_versions_are_refused(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"network 001", b"network 007", 1))
    with pytest.raises(
        BadInput, match="its version is 007, this fiss-geo reads 001; build it anew"
    ):
        read_network(path)
    path.write_bytes(b"PK\x03\x04" + whole)
    with pytest.raises(BadInput, match="this is no network of fiss-geo"):
        read_network(path)
    path.write_bytes(whole[:30] + b"\xff" * 40 + whole[70:])
    with pytest.raises(BadInput, match="table of contents is damaged"):
        read_network(path)


def test_an_old_network_stays_whole_when_the_disk_is_full(toy_network: Network, path: Path) -> None:
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_network(toy_network, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["toy.network"]


def test_a_damaged_network_ends_a_run_in_one_sentence(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"something else")
    table = tmp_path / "flows.csv"
    table.write_text(
        "role,organisation,resource_name,municipality\noffer,A,slag,Kemi\nneed,B,slag,Oulu\n"
    )
    ended = fiss_geo("run", table, "--network", path, "--out", "out", folder=tmp_path)
    assert ended.returncode == 1
    assert "this is no network of fiss-geo" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "out").exists()


def test_the_format_says_its_version_in_three_digits() -> None:
    assert network_file.FORMAT_VERSION < 1000
