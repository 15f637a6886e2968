"""Downloading: against a server on the loopback that breaks off, stalls and lies."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import fiss_geo
from file_server import Served, serving_file

from fiss_geo.errors import BadInput
from fiss_geo.logistics.roads.download import Patience, download

CONTENT = bytes(range(256)) * 8_000  # 2 MB
QUICK = Patience(timeout_s=0.3, tries=3, back_off_s=0.01)


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_whole(tmp_path: Path) -> None:
    out, told = tmp_path / "finland.osm.pbf", []
    with serving_file(Served(CONTENT)) as url:
        assert download(url, out, lambda *said: told.append(said), QUICK)
    assert out.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert _left(tmp_path) == ["finland.osm.pbf"]


def test_a_file_that_is_here_is_not_got_again(tmp_path: Path) -> None:
    out, served = tmp_path / "finland.osm.pbf", Served(CONTENT)
    out.write_bytes(CONTENT)
    with serving_file(served) as url:
        assert not download(url, out, patience=QUICK)
    assert served.asked == []


def test_what_breaks_off_goes_on_from_there(tmp_path: Path) -> None:
    out, served = tmp_path / "finland.osm.pbf", Served(CONTENT, cut_at=[900_000, 800_000])
    with serving_file(served) as url:
        download(url, out, patience=QUICK)
    assert out.read_bytes() == CONTENT
    assert served.asked == ["", "bytes=900000-", "bytes=1700000-"]


def test_a_server_that_stalls_is_asked_again(tmp_path: Path) -> None:
    out, served = tmp_path / "finland.osm.pbf", Served(CONTENT, stall=1)
    with serving_file(served) as url:
        download(url, out, patience=QUICK)
    assert out.read_bytes() == CONTENT
    assert len(served.asked) == 2


def test_a_server_that_fails_for_a_while_is_asked_again(tmp_path: Path) -> None:
    out = tmp_path / "finland.osm.pbf"
    with serving_file(Served(CONTENT, fail=2)) as url:
        download(url, out, patience=QUICK)
    assert out.read_bytes() == CONTENT


def test_a_run_that_was_stopped_goes_on_in_the_next(tmp_path: Path) -> None:
    out, served = tmp_path / "finland.osm.pbf", Served(CONTENT, cut_at=[1_500_000, 0, 0, 0, 0])
    with serving_file(served) as url:
        with pytest.raises(BadInput, match=r"3 tries: .*1\.5 MB are here; run again to go on"):
            download(url, out, patience=QUICK)
        assert not out.exists()
        served.cut_at.clear()
        download(url, out, patience=QUICK)
    assert out.read_bytes() == CONTENT
    assert served.asked[-1] == "bytes=1500000-"


def test_a_file_that_changed_meanwhile_starts_anew(tmp_path: Path) -> None:
    out, served = tmp_path / "finland.osm.pbf", Served(CONTENT, cut_at=[1_500_000, 0, 0, 0])
    with serving_file(served) as url:
        with pytest.raises(BadInput):
            download(url, out, patience=QUICK)
        served.content, served.version = CONTENT[::-1], '"2"'
        served.cut_at.clear()
        download(url, out, patience=QUICK)
    assert out.read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("lie", [{"knows_ranges": False}, {"version": None}, {"range_from": 7}])
def test_a_server_that_cannot_go_on_sends_all_again(tmp_path: Path, lie: dict[str, object]) -> None:
    out, served = tmp_path / "finland.osm.pbf", Served(CONTENT, cut_at=[900_000])
    for name, value in lie.items():
        setattr(served, name, value)
    with serving_file(served) as url:
        download(url, out, patience=QUICK)
    assert out.read_bytes() == CONTENT


def test_all_that_is_left_may_be_the_name(tmp_path: Path) -> None:
    out = tmp_path / "finland.osm.pbf"
    (tmp_path / ".finland.osm.pbf.part").write_bytes(CONTENT)
    (tmp_path / ".finland.osm.pbf.part.json").write_text('{"version": "\\"1\\""}', encoding="utf-8")
    with serving_file(Served(CONTENT)) as url:
        download(url, out, patience=QUICK)
    assert _left(tmp_path) == ["finland.osm.pbf"]


def test_a_wrong_sum_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    out = tmp_path / "finland.osm.pbf"
    out.write_bytes(b"the old one")
    said = r"MD5 sum is .* the server states 0000"
    with serving_file(Served(CONTENT, sum="0" * 32)) as url, pytest.raises(BadInput, match=said):
        download(url, out, patience=QUICK)
    assert out.read_bytes() == b"the old one"
    assert _left(tmp_path) == ["finland.osm.pbf"]


def test_a_page_in_place_of_the_sum_is_told(tmp_path: Path) -> None:
    served, said = Served(CONTENT, sum="<html>Welcome</html>"), "expected an MD5 sum; check the"
    with serving_file(served) as url, pytest.raises(BadInput, match=said):
        download(url, tmp_path / "finland.osm.pbf", patience=QUICK)


def test_a_wrong_address_is_told(tmp_path: Path) -> None:
    with serving_file(Served(CONTENT)) as url, pytest.raises(BadInput, match="server answers 404"):
        download(f"{url}x", tmp_path / "finland.osm.pbf", patience=QUICK)
    with pytest.raises(BadInput, match=r"no answer after 3 tries: .*refused"):
        download(url, tmp_path / "finland.osm.pbf", patience=QUICK)
    with pytest.raises(BadInput, match="expected an address that starts with https://"):
        download("file:///etc/hosts", tmp_path / "finland.osm.pbf", patience=QUICK)


def test_the_command_downloads_and_says_so(tmp_path: Path) -> None:
    with serving_file(Served(CONTENT, cut_at=[1_000_000])) as url:
        first = fiss_geo("network", "download", "--url", url, "--out", "f.osm.pbf", folder=tmp_path)
        again = fiss_geo("network", "download", "--url", url, "--out", "f.osm.pbf", folder=tmp_path)
    assert first.stdout == "downloaded, checksum right: f.osm.pbf\n", first.stderr
    assert again.stdout == "up to date: f.osm.pbf\n"


def test_a_full_disk_is_told_and_what_is_here_is_gone_on_with(tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "fiss-geo"
    with serving_file(Served(CONTENT)) as url:
        # Blocks of 1 024 bytes: no file may be larger than one megabyte.
        command = f"ulimit -f 1000; {program} network download --url {url} --out f.osm.pbf"
        full = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert full.returncode == 1
        assert ".f.osm.pbf.part: File too large; make room and run again" in full.stderr
        assert "Traceback" not in full.stderr
        fiss_geo("network", "download", "--url", url, "--out", "f.osm.pbf", folder=tmp_path)
    assert (tmp_path / "f.osm.pbf").read_bytes() == CONTENT
