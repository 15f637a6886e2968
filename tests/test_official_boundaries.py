"""The official boundaries, from a real WFS: fetched whole and checked, or not at all."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
import toy
import wfs_server
from click.testing import CliRunner

from fiss_geo import locate
from fiss_geo.cli import cli
from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.regions import boundary_checks, official, wfs
from fiss_geo.regions.boundaries import boundaries

pytestmark = wfs_server.needs_mapserv

# As patient as a test can be: a healthy answer takes a tenth of a second.
QUICK = wfs.Limits(answer_s=5, connect_s=5, attempts=2, pause_s=0.1, page_size=100)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("wfs")
    cities, regions = wfs_server.municipality_layer(), wfs_server.region_layer()
    swapped = shapely.transform(regions.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    bow_tie = regions.copy()
    bow_tie.loc[3, "geometry"] = shapely.from_wkt(
        "POLYGON ((300000 7000000, 310000 7010000, 310000 7000000, 300000 7010000, 300000 7000000))"
    )
    twice = cities.assign(kunta=cities["kunta"].replace({"049": "091"}))
    wfs_server.write_set(folder, "finland", cities, regions)
    wfs_server.write_set(folder, "eighteen", cities, regions[regions["maakunta"] != "21"])
    wfs_server.write_set(folder, "empty", cities, regions.iloc[:0])
    wfs_server.write_set(folder, "swapped", cities, regions.set_geometry(swapped))
    wfs_server.write_set(folder, "bow-tie", cities, bow_tie)
    wfs_server.write_set(folder, "nameless", cities, regions.drop(columns="namn"))
    wfs_server.write_set(folder, "twice", twice, regions)
    in_degrees = cities.to_crs(4258), regions.to_crs(4258)
    wfs_server.write_set(folder, "degrees", in_degrees[0], in_degrees[1], epsg=4258)
    with wfs_server.running(folder) as address:
        yield address


@pytest.fixture(scope="module")
def fetched(address: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Fetch once; the folder, and what update told."""
    folder = tmp_path_factory.mktemp("fetched")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(official.CACHE_VARIABLE, str(folder))
        return folder / "boundaries", official.update(url=f"{address}/finland/whole", limits=QUICK)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(official.CACHE_VARIABLE, str(tmp_path))
    return tmp_path / "boundaries"


@pytest.fixture
def filled(cache: Path, fetched: tuple[Path, dict[str, Any]]) -> Path:
    """Give a cache with the set that was fetched."""
    shutil.copytree(fetched[0], cache)
    return cache


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_real_service_gives_308_municipalities_and_19_regions(
    address: str, filled: Path, fetched: tuple[Path, dict[str, Any]]
) -> None:
    told = fetched[1]
    # Four pages of municipalities and one of regions; the first page is asked for once more, to
    # learn the fields.
    assert wfs_server.asked_of(address, "/finland/whole") >= 5
    chosen = boundaries("official")
    assert (len(chosen.municipalities), len(chosen.regions)) == (308, 19)
    assert chosen.municipalities.crs.to_epsg() == 3067
    akaa = chosen.municipalities.set_index("municipality_code").loc["020"]
    assert list(akaa.iloc[:4]) == ["Akaa", "Ackas", "Akaa", "06"]
    # As served and not mirrored: the axes are east, north.
    sent = wfs_server.region_layer().set_index("maakunta").geometry
    got = chosen.regions.set_index("region_code").geometry
    assert got.symmetric_difference(sent).area.max() < 1.0
    assert told["layers"] == [
        "tilastointialueet:kunta4500k_2026", "tilastointialueet:maakunta4500k_2026",
    ]  # fmt: skip
    assert set(told["files"]) == {"municipalities.parquet", "regions.parquet"}
    assert json.loads((filled / "official.json").read_text(encoding="utf-8")) == told


@pytest.mark.usefixtures("filled")
def test_every_municipality_lies_in_the_region_that_it_belongs_to() -> None:
    from_service = boundaries("official").municipalities.set_index("municipality_code")
    known = boundaries("embedded").municipalities.set_index("municipality_code")
    assert from_service["region_code"].to_dict() == known["region_code"].to_dict()


@pytest.mark.usefixtures("cache")
def test_before_they_are_fetched_the_embedded_ones_are_used() -> None:
    assert boundaries().is_approximate
    with pytest.raises(MissingFile, match="boundaries update"):
        boundaries("official")


@pytest.mark.usefixtures("filled")
def test_once_fetched_they_are_used_unless_told_otherwise() -> None:
    assert boundaries().title == "Statistics Finland, 1:4 500 000, 2026"
    assert not boundaries().is_approximate
    assert boundaries("embedded").is_approximate
    helsinki = toy.flows({}).set_geometry(gpd.points_from_xy([385_600], [6_672_000], crs=3067))
    table = locate(helsinki)
    assert table["municipality_code"].to_list() == ["091"]
    assert table["boundary_source"].to_list() == ["Statistics Finland, 1:4 500 000, 2026"]
    assert locate(helsinki, boundaries("embedded"))["boundary_source"][0].startswith("approximate")


FAILURES = {
    "/finland/500": "could not be read",
    "/finland/half": "could not be read (",
    "/finland/stall": "did not answer within 1 s, 2 times",
    "/finland/drip": "did not answer within 1 s, 2 times",
    "/finland/html": "is no WFS, perhaps a web page",
    "/finland/page": "could not be read",
    "/finland/lost-page": "of 308 features",
    "/eighteen/whole": "expected 19 areas, found 18",
    "/empty/whole": "is empty",
    "/swapped/whole": "outside Finland (are the axes swapped?)",
    "/bow-tie/whole": "no valid polygon: 05",
    "/nameless/whole": "expected the field namn",
    "/twice/whole": "codes stand twice: 091",
    "/degrees/whole": "expected coordinates in EPSG:3067",
}


@pytest.mark.parametrize("path", FAILURES)
def test_a_service_that_fails_leaves_the_old_set_whole(
    address: str, filled: Path, path: str
) -> None:
    before = _files(filled)
    hurried = wfs.Limits(answer_s=1, connect_s=1, attempts=2, pause_s=0.1, page_size=100)
    is_slow = path.endswith(("stall", "drip"))
    with pytest.raises(BadInput) as raised:
        official.update(url=address + path, limits=hurried if is_slow else QUICK)
    assert FAILURES[path] in str(raised.value)
    assert wfs.UNCHANGED in str(raised.value)
    assert _files(filled) == before
    assert len(boundaries("official").regions) == 19


def test_all_that_is_wrong_is_told_at_once(address: str, cache: Path) -> None:
    with pytest.raises(BadInput) as raised:
        official.update(url=f"{address}/eighteen/whole", limits=QUICK)
    said = [str(fault) for fault in raised.value.faults]
    assert any("found 18" in one for one in said)
    assert any("areas are missing: 21" in one for one in said)
    assert not (cache / "official.json").exists()


def test_no_server_and_no_address(cache: Path) -> None:
    quick = wfs.Limits(answer_s=1, connect_s=1, attempts=1)
    with pytest.raises(BadInput, match="could not be read"):
        official.update(url="http://127.0.0.1:1/wfs", limits=quick)
    for address in ("file:///etc/passwd", "/etc/passwd", "https://"):
        with pytest.raises(BadInput, match="begins with https"):
            official.update(url=address, limits=quick)
    with pytest.raises(BadInput, match="a year from 2013 on"):
        official.update(year=1865)
    assert not cache.exists()


def test_a_layer_that_is_not_there_is_named(address: str, cache: Path) -> None:
    with pytest.raises(BadInput, match="no layer “tilastointialueet:maakunta4500k_2020”"):
        official.update(2020, url=f"{address}/finland/whole", limits=QUICK)
    assert not cache.exists()


def test_damaged_and_lost_files_are_told(
    filled: Path, fetched: tuple[Path, dict[str, Any]]
) -> None:
    folder = filled / str(fetched[1]["folder"])
    (folder / "regions.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(BadInput, match="its checksum is another one"):
        boundaries()
    (folder / "regions.parquet").unlink()
    with pytest.raises(BadInput, match="it is gone"):
        boundaries("official")
    (filled / "official.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read"):
        boundaries("official")
    assert boundaries("embedded").is_approximate


def test_a_new_set_takes_the_place_of_the_old_one_though_that_is_damaged(
    address: str, filled: Path, fetched: tuple[Path, dict[str, Any]]
) -> None:
    (filled / fetched[1]["folder"] / "regions.parquet").unlink()
    told = official.update(url=f"{address}/finland/once", limits=QUICK)
    assert wfs_server.asked_of(address, "/finland/once") > 1  # the first answer was an error
    assert told["files"] == fetched[1]["files"]
    assert sorted(path.name for path in filled.iterdir()) == [told["folder"], "official.json"]
    assert len(boundaries().municipalities) == 308


def test_years_know_their_municipalities() -> None:
    counts = {2013: 320, 2015: 317, 2016: 313, 2017: 311, 2020: 310, 2021: 309, 2024: 309}
    found = {year: len(boundary_checks.municipality_codes(year) or ()) for year in counts}
    assert found == counts
    assert len(boundary_checks.municipality_codes(2026) or ()) == 308
    assert "588" in (boundary_checks.municipality_codes(2024) or ())
    assert "588" not in (boundary_checks.municipality_codes(2025) or ())
    assert boundary_checks.municipality_codes(2031) is None


def test_update_and_show_from_the_command_line(address: str, cache: Path) -> None:
    def run(*arguments: str) -> str:
        return CliRunner().invoke(cli, ["boundaries", *arguments], catch_exceptions=False).output

    assert "used: approximate boundaries" in run("show")
    assert not cache.exists()
    assert "308 municipalities and 19 regions of 2026" in run(
        "update", "--url", f"{address}/finland/whole"
    )
    told = run("show")
    assert "used: Statistics Finland, 1:4 500 000, 2026. © Statistics Finland (CC BY 4.0)" in told
    assert f"url: {address}/finland/whole" in told
    assert "regions.parquet sha256 " in told
    with pytest.raises(BadInput, match="found 18"):
        run("update", "--url", f"{address}/eighteen/whole")
