"""The command line and people's files: any format goes on, none is destroyed, faults are told."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from command_line import HEADER, account, fiss_geo

from fiss_geo.cli import cli

PAIR = f"{HEADER}\nA,offer,Oy,Kuona,Kemi,5,t/a,slag\nB,need,Ab,Kuona,Tornio,,,slag\n"


def _do(*arguments: str | Path) -> Result:
    """Call a command in this process, without the closing words of a failure."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with two flows that fit."""
    (tmp_path / "flows.csv").write_text(PAIR, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_formats_can_be_mixed_everywhere(here: Path) -> None:
    endings = ("parquet", "gpkg", "csv")
    steps: list[tuple[str, list[tuple[str, ...]]]] = [
        ("locate", [(f"read.{one}",) for one in endings]),
        ("match", [(f"locate.{one}",) for one in endings]),
        ("route", [(f"match.{one}", f"locate.{two}") for one in endings for two in endings]),
        ("assess", [(f"route.{one}",) for one in endings]),
        ("rank", [(f"assess.{one}",) for one in endings]),
    ]
    for ending in endings:
        assert _do("read", "flows.csv", "--out", f"read.{ending}").exit_code == 0
    for verb, inputs in steps:
        for names in inputs:
            result = _do(verb, *names, "--out", f"{verb}.csv")
            assert result.exit_code == 0, (verb, names, result.exception)
        for ending in endings:
            assert _do(verb, *inputs[0], "--out", f"{verb}.{ending}").exit_code == 0
    for one in endings:
        given = ("--candidates", f"rank.{one}", "--out")
        result = _do("map", f"locate.{one}", *given, f"{one}.html")
        assert result.exit_code == 0, result.exception
        result = _do("publish", "--flows", f"locate.{one}", *given, f"site-{one}")
        assert result.exit_code == 0, result.exception
        assert (here / f"site-{one}" / "index.html").is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        ("read", "flows.csv", "--out", "flows.csv"),
        ("read", "flows.csv", "--out", "link.csv"),
        ("read", ".", "--out", "more.csv"),
        ("locate", "flows.csv", "--out", "./flows.csv"),
        ("match", "flows.csv", "--out", "flows.csv"),
        ("route", "flows.csv", "x.csv", "--out", "flows.csv"),
        ("assess", "flows.csv", "--out", "flows.csv"),
        ("rank", "flows.csv", "--out", "flows.csv"),
        ("run", "out/tables/flows.csv", "--out", "out"),
        ("check", "out/tables/flows.csv", "--out", "out/tables"),
        ("mapping", "suggest", "flows.csv", "--out", "flows.csv"),
        ("template", "flows.csv"),
        ("map", "flows.csv", "--out", "flows.csv"),
        ("map", "flows.csv", "--out", "map.gpkg"),
        ("locate", "flows.csv", "--out", "located.shp"),
        ("match", "flows.csv", "--out", "m.csv", "--min-score", "nan"),
        ("run", "flows.csv", "--out", "o", "--min-score", "nan"),
        ("publish", "--out", "site"),
        ("publish", "out", "--flows", "flows.csv", "--out", "site"),
        ("publish", "--flows", "flows.csv", "--out", "site"),
    ],
)
def test_what_would_destroy_or_cannot_be_is_wrong_usage(
    here: Path, arguments: tuple[str, ...]
) -> None:
    (here / "link.csv").symlink_to("flows.csv")
    (here / "out/tables").mkdir(parents=True)
    (here / "out/tables/flows.csv").write_text(PAIR, encoding="utf-8")
    before = sorted(here.rglob("*"))
    result = _do(*arguments)
    assert result.exit_code == 2, result.output
    assert (here / "flows.csv").read_text(encoding="utf-8") == PAIR
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize(("command", "part"), [("run", "tables"), ("run", "site"), ("check", "")])
def test_a_folder_of_others_is_refused_before_the_work(here: Path, command: str, part: str) -> None:
    (here / "out" / part).mkdir(parents=True)
    (here / "out" / part / "thesis.docx").write_text("years of work")
    result = fiss_geo(command, "flows.csv", "--out", "out", folder=here)
    assert result.returncode == 1
    assert "did not write" in result.stderr or "not a site of fiss-geo" in result.stderr
    assert [path.name for path in (here / "out").rglob("*.*")] == ["thesis.docx"]


def test_a_raw_file_given_to_a_stage_is_told(here: Path) -> None:
    result = fiss_geo("locate", "flows.csv", "--out", "2.csv", folder=here)
    assert result.returncode == 1
    assert "not a table written by `fiss-geo read`" in result.stderr
    assert "run `fiss-geo read`" in result.stderr
    assert result.stderr.splitlines()[-1] == "1 fault; nothing was written"


def test_check_tells_the_mapping_the_sheet_and_what_travels_along(here: Path) -> None:
    with pd.ExcelWriter(here / "book.xlsx", engine="xlsxwriter") as book:
        rows = {"role": ["offer"], "organisation": ["Oy"], "resource_name": ["Kuona"]}
        table = pd.DataFrame({**rows, "municipality": ["Kemmi"], "colour": ["red"]})
        table.to_excel(book, sheet_name="Virrat", index=False)
        pd.DataFrame({"a": [1]}).to_excel(book, sheet_name="Muut", index=False)
    result = fiss_geo("check", "book.xlsx", "--out", "report", folder=here)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].startswith("book.xlsx: headings read as “")
    assert lines[0].endswith("; sheet “Virrat”, not “Muut”")
    assert lines[1] == "book.xlsx: 1 column besides ours, kept as in the file: colour"
    assert lines[2].startswith("book.xlsx [Virrat], row 2: no place; ")
    assert len(pd.read_csv(here / "report/left_out.csv")) >= 1


def test_check_lists_fifty_rows_and_counts_the_rest(here: Path) -> None:
    rows = [f"F{number},offer,Oy {number},Kuona,Kemmi,5,t/a,slag\n" for number in range(60)]
    (here / "flows.csv").write_text("".join([f"{HEADER}\n", *rows]), encoding="utf-8")
    result = fiss_geo("check", "flows.csv", "--out", "report", folder=here)
    assert result.stdout.count("no place; ") == 50
    assert "… and 10 more, all in left_out.csv with --out" in result.stdout
    assert len(pd.read_csv(here / "report/left_out.csv")) == 60


def test_check_does_not_say_that_nothing_was_written(here: Path) -> None:
    (here / "flows.csv").write_text(f"{HEADER}\nA,wish,Oy,Kuona,Kemi,,,\n", encoding="utf-8")
    result = fiss_geo("check", "flows.csv", folder=here)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "1 fault"


def test_large_sums_do_not_run_together(here: Path) -> None:
    (here / "flows.csv").write_text(
        f"{HEADER}\nA,offer,Oy,Kuona,Kemi,9876543210.125,t/a,slag\n"
        "B,need,Ab,Kuona,Tornio,9876543210.125,t/a,slag\n", encoding="utf-8",
    )  # fmt: skip
    result = fiss_geo("run", "flows.csv", "--out", "out", folder=here)
    assert result.returncode == 0, result.stderr
    assert account(result.stdout)["read"][:2] == ["2", "19 753 086 420.25"]
    assert "\n1 candidate, 1 with a road distance" in result.stdout


def test_a_printed_mapping_is_toml_with_five_rows_as_comments(here: Path) -> None:
    text = "Yritys,Tarjoaa / tarvitsee,Sivuvirta,Paikkakunta\nÅ Ab,tarjoaa,Kuona,Kemi\n"
    (here / "odd.csv").write_text(text, encoding="utf-8")
    printed = _do("mapping", "suggest", "odd.csv").stdout
    assert tomllib.loads(printed)["columns"]["organisation"] == "Yritys"
    assert "# organisation" in printed
    (here / "odd.toml").write_text(printed, encoding="utf-8")
    assert _do("read", "odd.csv", "--mapping", "odd.toml", "--out", "o.csv").exit_code == 0
