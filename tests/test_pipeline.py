"""pipeline: a run is written whole, tables and site together, or not at all."""

import functools
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import toy

from fiss_geo import accounts, pipeline
from fiss_geo.logistics.assess import assess
from fiss_geo.logistics.route import route
from fiss_geo.matching.match import match
from fiss_geo.ranking.rank import rank
from fiss_geo.reference import vehicles
from fiss_geo.regions.boundaries import embedded
from fiss_geo.regions.locate import locate
from fiss_geo.regions.parks import parks
from fiss_geo.regions.totals import totals

SCENARIO = pipeline.Scenario(("toy.csv",))


@pytest.fixture(scope="module")
def run() -> Callable[[str], pipeline.Run]:
    """Make a run whose flows belong to an organisation of one's own choice, once for each."""

    @functools.cache
    def made(organisation: str) -> pipeline.Run:
        slag = {"material_group": "slag", "organisation": organisation}
        flows = locate(toy.flows(slag, {**slag, "role": "need", "x_km": 9.0}))
        ranking = rank(assess(route(match(flows), flows), vehicles()))
        left = accounts.left_out(flows, ranking)
        return pipeline.Run(flows, ranking, left, totals(flows, ranking), embedded(), parks())

    return made


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_run_replaces_the_one_before_it(
    tmp_path: Path, run: Callable[[str], pipeline.Run]
) -> None:
    for name in ("Old Oy", "New Oy"):
        page = pipeline.write(run(name), SCENARIO, tmp_path / "out")
    assert page == tmp_path / "out/site/index.html"
    assert page.is_file()
    assert set(pd.read_csv(tmp_path / "out/tables/flows.csv")["organisation"]) == {"New Oy"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["site", "tables"]


def _small_publish(flows: pd.DataFrame, *others: object, edition: str, **_: object) -> None:
    site = others[-1]
    assert isinstance(site, Path)
    site.mkdir()
    (site / "index.html").write_text(f"{edition} {flows['organisation'].iloc[0]}")
    (site / ".fiss-geo-site").write_text("index.html\n")


@pytest.mark.parametrize("is_done", [False, True], ids=["before it", "after it"])
@pytest.mark.parametrize(
    ("is_first", "step"), [(True, 0), (True, 1), *((False, step) for step in range(4))]
)
def test_an_interruption_at_any_renaming_leaves_the_old_pair_whole(
    tmp_path: Path,
    run: Callable[[str], pipeline.Run],
    monkeypatch: pytest.MonkeyPatch,
    step: int,
    *,
    is_first: bool,
    is_done: bool,
) -> None:
    monkeypatch.setattr(pipeline, "publish", _small_publish)
    if not is_first:
        pipeline.write(run("Old Oy"), SCENARIO, tmp_path / "out")
    before, new, rename, calls = _files(tmp_path), run("New Oy"), Path.rename, []

    def interrupted(path: Path, target: Path) -> Path:
        calls.append(path)
        stops = len(calls) == step + 1
        if stops and not is_done:
            raise KeyboardInterrupt
        moved = rename(path, target)
        if stops:
            raise KeyboardInterrupt
        return moved

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pipeline.write(new, SCENARIO, tmp_path / "out")
    assert _files(tmp_path) == before
    pipeline.write(new, SCENARIO, tmp_path / "out")
    assert (tmp_path / "out/site/index.html").read_text() == "public New Oy"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("step", ["fill_tables", "publish", "replace_folders", "left_out_page"])
def test_a_failure_in_a_step_leaves_the_old_pair_whole(
    tmp_path: Path,
    run: Callable[[str], pipeline.Run],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    monkeypatch.setattr(pipeline, "publish", _small_publish)
    pipeline.write(run("Old Oy"), SCENARIO, tmp_path / "out")
    before = _files(tmp_path)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, step, stop)
    with pytest.raises(KeyboardInterrupt):
        pipeline.write(run("New Oy"), SCENARIO, tmp_path / "out")
    assert _files(tmp_path) == before


@pytest.mark.parametrize("part", ["tables", "site"])
def test_both_folders_are_looked_at_before_either_is_written(
    tmp_path: Path, run: Callable[[str], pipeline.Run], part: str
) -> None:
    (tmp_path / "out" / part).mkdir(parents=True)
    (tmp_path / "out" / part / "thesis.docx").write_text("years of work")
    with pytest.raises(FileExistsError):
        pipeline.write(run("New Oy"), SCENARIO, tmp_path / "out")
    assert _files(tmp_path) == {f"out/{part}/thesis.docx": b"years of work"}


def test_links_are_followed(
    tmp_path: Path, run: Callable[[str], pipeline.Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "publish", _small_publish)
    (tmp_path / "out").mkdir()
    for part in ("tables", "site"):
        (tmp_path / "disk" / part).mkdir(parents=True)
        (tmp_path / "out" / part).symlink_to(tmp_path / "disk" / part)
    pipeline.write(run("New Oy"), SCENARIO, tmp_path / "out")
    assert (tmp_path / "out/tables").is_symlink()
    assert (tmp_path / "out/site").is_symlink()
    assert (tmp_path / "disk/tables/flows.parquet").is_file()
    assert (tmp_path / "disk/site/index.html").is_file()


def test_check_lists_flows_without_a_place_too(tmp_path: Path) -> None:
    rows = "role,organisation,resource_name,municipality\noffer,A,Kuona,Kemmi\nneed,B,Kuona,Kemi\n"
    (tmp_path / "flows.csv").write_text(rows, encoding="utf-8")
    flows, unclear = pipeline.check([tmp_path / "flows.csv"])
    assert len(flows) == 2
    nowhere = unclear[unclear["outcome"] == "left out"]
    assert nowhere["flow_id"].to_list() == ["flows-2"]
    assert nowhere["reason"].str.contains("Kemmi").all()
