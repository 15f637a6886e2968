"""The command line as a facilitator uses it: the real program, in a folder of its own."""

import time
from collections.abc import Iterator
from pathlib import Path

import click
import pandas as pd
import pytest
from command_line import HEADER, account, fiss_geo, number

from fiss_geo import reference
from fiss_geo.cli import cli

SHARED = Path(__file__).parents[2] / "shared" / "data" / "tests_only"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo")
    result = fiss_geo("demo", "--out", "out", folder=folder)
    assert result.returncode == 0, result.stderr
    return folder / "out", result.stdout


def test_demo_writes_every_table_twice_and_a_site(demo: tuple[Path, str]) -> None:
    out, said = demo
    names = {path.name for path in (out / "tables").iterdir()}
    assert names == {
        f"{name}.{ending}"
        for name in ("flows", "candidates", "left_out", "totals")
        for ending in ("parquet", "csv")
    } | {"left_out.html", ".fiss-geo-tables"}
    assert (out / "site" / "index.html").is_file()
    assert (out / "site" / "index.html").resolve().as_uri() in said


def test_demo_accounts_for_every_flow_and_tonne(demo: tuple[Path, str]) -> None:
    out, said = demo
    accounted = account(said)
    raw = reference.read_numbers("examples/flows.csv")
    assert number(accounted["read"][0]) == len(raw)
    tonnes = raw.loc[raw["unit"] == "t/a", "quantity"].sum()
    assert number(accounted["read"][1]) == pytest.approx(tonnes)
    for place in range(5):
        used, left = (number(accounted[name][place]) for name in ("routed", "left out"))
        assert used + left == pytest.approx(number(accounted["read"][place]))
    ranked = pd.read_csv(out / "tables" / "candidates.csv")
    routed = ranked[ranked["road_distance_km"].notna()]
    told = pd.read_csv(out / "tables" / "left_out.csv")
    left_out = set(told.loc[told["outcome"] == "left out", "flow_id"])
    assert {*routed["offer_id"], *routed["need_id"]} | left_out == set(raw["flow_id"])
    assert not {*routed["offer_id"], *routed["need_id"]} & left_out
    assert ranked["rank"].to_list() == list(range(1, len(ranked) + 1))


def test_the_same_run_gives_the_same_bytes(demo: tuple[Path, str], tmp_path: Path) -> None:
    out, _ = demo
    assert fiss_geo("demo", "--out", "out", folder=tmp_path).returncode == 0
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        assert path.read_bytes() == (tmp_path / "out" / path.relative_to(out)).read_bytes(), path


def test_stages_one_by_one_give_what_a_run_gives(demo: tuple[Path, str], tmp_path: Path) -> None:
    out, _ = demo
    for arguments in (
        ("read", reference.data_path("examples/flows.csv"), "--out", "1.parquet"),
        ("locate", "1.parquet", "--out", "2.gpkg"),
        ("match", "2.gpkg", "--out", "3.csv"),
        ("route", "3.csv", "2.gpkg", "--out", "4.gpkg"),
        ("assess", "4.gpkg", "--flows", "2.gpkg", "--out", "5.parquet"),
        ("rank", "5.parquet", "--by", "both", "--out", "6.csv"),
        ("map", "2.gpkg", "--out", "map.html"),
        ("publish", out / "tables", "--out", "site"),
    ):
        result = fiss_geo(*arguments, folder=tmp_path)
        assert result.returncode == 0, result.stderr
    stepped = pd.read_csv(tmp_path / "6.csv")
    pd.testing.assert_frame_equal(stepped, pd.read_csv(out / "tables" / "candidates.csv"))
    assert (tmp_path / "map.html").is_file()
    pages = {path.relative_to(tmp_path) for path in (tmp_path / "site").rglob("*.html")}
    assert pages == {path.relative_to(out) for path in (out / "site").rglob("*.html")}


def test_bad_rows_are_told_all_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text(
        f"{HEADER}\nA,wish,Oy,Kuona,Kemi,,,\nB,need,Oy,Kuona,Kemi,-5,t/a,\n", encoding="utf-8"
    )
    result = fiss_geo("run", "flows.csv", "--out", "out", folder=tmp_path)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        'flows.csv, row 2: role is "wish"; expected offer or need',
        (
            'flows.csv, row 3: quantity is "-5"; expected a number from 0 to 10 000 000 000; '
            "leave it empty if it is not known"
        ),
        "2 faults; nothing was written",
    ]
    assert not (tmp_path / "out").exists()


def test_an_empty_result_is_exit_code_1_and_its_account_is_kept(tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text(
        f"{HEADER}\nA,offer,Oy,Kuona,Kemi,5,t/a,slag\n", encoding="utf-8"
    )
    result = fiss_geo("run", "flows.csv", "--out", "out", folder=tmp_path)
    assert result.returncode == 1
    assert "no offer could be matched" in result.stderr
    assert len(pd.read_csv(tmp_path / "out" / "tables" / "left_out.csv")) == 1


def test_check_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text(
        f"{HEADER}\nA,offer,Oy,Kuona,Kemmi,5,t/a,slag\n", encoding="utf-8"
    )
    result = fiss_geo("check", "flows.csv", folder=tmp_path)
    assert result.returncode == 0
    assert "flows.csv, row 2: no place; the gazetteer does not know “Kemmi”" in result.stdout
    assert "1 flow, no faults; 1 without a place, 0 without a figure" in result.stdout


def test_a_scenario_runs_and_an_option_goes_before_it(tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text(
        f"{HEADER}\nA,offer,Oy,Kuona,Kemi,5,t/a,slag\nB,need,Ab,Kuona,Tornio,,,slag\n",
        encoding="utf-8",
    )
    scenario = tmp_path / "scenario.toml"
    (tmp_path / "trucks.csv").write_text(
        "material_group,empty_return_share\nslag,0\n", encoding="utf-8"
    )
    scenario.write_text(
        'flows = ["flows.csv"]\nmin_score = 1.0\nfactors = ["hvo"]\nvehicle_rules = "trucks.csv"\n',
        encoding="utf-8",
    )
    assert fiss_geo("run", scenario, "--out", "out", folder=tmp_path).returncode == 1
    result = fiss_geo("run", scenario, "--min-score", "0.5", "--out", "out", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "2 flows are not public" in result.stdout
    pair = pd.read_csv(tmp_path / "out" / "tables" / "candidates.csv").iloc[0]
    assert pair["emissions_basis"].endswith("; embedded factors with hvo")
    assert pair["vehicle_reason"].endswith("; with a return load")


def test_a_bad_set_of_factors_is_told_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "flows.csv").write_text(
        f"{HEADER}\nA,offer,Oy,Kuona,Kemi,5,t/a,slag\nB,need,Ab,Kuona,Tornio,,,slag\n",
        encoding="utf-8",
    )
    (tmp_path / "mine.csv").write_text("key,value,unit,source\ndaf,1,1,x\n", encoding="utf-8")
    result = fiss_geo("run", "flows.csv", "--out", "out", "--factors", "mine.csv", folder=tmp_path)
    assert result.returncode == 1
    assert 'mine.csv, row 2: key is "daf"; expected one of' in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('flows = ["f.csv"]\ncolour = "red"', 'colour is "red"; expected one of flows, mapping'),
        ('flows = "f.csv"', "expected a list of files"),
        ("flows = [", "expected TOML"),
        ('flows = ["f.csv"]\nby = "luck"', "expected both, or each at most once"),
        ('flows = ["f.csv"]\nmin_score = "high"', "expected a number from 0 to 1"),
        ("flows = []", "at least one file"),
        ('flows = ["nothing.csv"]', "there is no such file"),
    ],
)
def test_a_bad_scenario_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "s.toml").write_text(text, encoding="utf-8")
    result = fiss_geo("run", "s.toml", "--out", "out", folder=tmp_path)
    assert result.returncode == 1
    assert sentence in result.stderr


def test_wrong_usage_is_exit_code_2(tmp_path: Path) -> None:
    assert fiss_geo("run", folder=tmp_path).returncode == 2
    assert (
        fiss_geo("rank", "x.csv", "--by", "luck", "--out", "y.csv", folder=tmp_path).returncode == 2
    )
    assert fiss_geo("run", "a.toml", "b.csv", "--out", "o", folder=tmp_path).returncode == 2


def test_help_answers_at_once(tmp_path: Path) -> None:
    fiss_geo("--help", folder=tmp_path)
    start = time.perf_counter()
    result = fiss_geo("--help", folder=tmp_path)
    # 0.1 s on a quiet machine; the guard is for an import that creeps in, which costs a second.
    assert time.perf_counter() - start < 0.5
    assert all(name in result.stdout for name in cli.commands)


def _commands(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def test_every_command_is_documented() -> None:
    pages = (Path(__file__).parents[1] / "docs").glob("*.md")
    docs = "".join(path.read_text(encoding="utf-8") for path in pages)
    for name, command in _commands(cli, "fiss-geo"):
        assert name in docs, name
        for option in command.params:
            for flag in option.opts if option.param_type_name == "option" else []:
                assert flag in docs, f"{name} {flag}"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the PRTR flows are not beside this checkout")
def test_the_example_and_the_register_run_together(tmp_path: Path) -> None:
    paths = [reference.data_path("examples/flows.csv"), SHARED / "facilities/flows_from_prtr.csv"]
    result = fiss_geo("run", *paths, "--out", "out", folder=tmp_path)
    assert result.returncode == 0, result.stderr
    raw = pd.concat(map(pd.read_csv, paths))
    accounted = account(result.stdout)
    assert number(accounted["read"][0]) == len(raw) == 367
    tonnes = raw.loc[raw["unit"] == "t/a", "quantity"].sum()
    assert number(accounted["read"][1]) == pytest.approx(tonnes)
    assert number(accounted["routed"][1]) + number(accounted["left out"][1]) == pytest.approx(
        tonnes
    )
    assert (tmp_path / "out/site/index.html").is_file()
