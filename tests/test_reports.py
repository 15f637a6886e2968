"""The answers as pages, workbooks and CSV: from the command line, in three languages."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import toy_country
from command_line import fiss_geo

from fiss_geo import reference
from fiss_geo.decisions.allocate import Terms
from fiss_geo.exports import write_table
from fiss_geo.reports.decisions import (
    Source,
    allocation_report,
    balance_report,
    opportunities_report,
)
from fiss_geo.reports.folder import write_report
from fiss_geo.reports.words import LANGUAGES, Words
from fiss_geo.reports.workshop import workshop_report

SPACE = "\u202f"


def source(language: str = "en", edition: str = "internal") -> Source:
    return Source(toy_country.located(), toy_country.ranking(), language, edition)


def test_the_pages_say_what_the_tables_say() -> None:
    page, tables = opportunities_report(source())
    assert "10 of 18 candidates cross the border of a region; 3 of them" in page
    assert len(tables["crossings"]) == 10
    page = balance_report(source(), "P1").page
    assert "<td>Slag</td>" in page
    page, tables = allocation_report(source(), Terms(with_unknown=True))
    assert "The plan gains 14.59 t CO2e" in page
    assert "first gains 13.84 t CO2e, that is 5.14 % less" in page
    # W1-W2 15 t and S1-S5 40 t rest on a side without a figure
    # K1-K3 is given by the greedy plan alone, and its 10 t are in the sum: 280 t; the best 290 t
    assert '>290</td><td class="number">280</td>' in page
    assert "55 t of it go to or come from a side whose mass is not known" in page
    assert "10 000 t more of the need for ash of A3 Oy" in page


def test_an_empty_plan_says_how_many_pairs_lack_a_figure() -> None:
    flows = toy_country.located().assign(mass_t_per_a=float("nan"), stock_mass_t=float("nan"))
    page = allocation_report(Source(flows, toy_country.ranking(), "en", "internal"), Terms()).page
    assert "Nothing is in the plan: of 18 pairs, 17 lack a figure" in page
    assert "Nothing is in the plan" not in allocation_report(source(), Terms()).page


def test_a_region_sees_its_own_pairs_only() -> None:
    tables = opportunities_report(source(), "03").tables
    pairs = {*tables["opportunities"]["offer_region_code"]}, {*tables["crossings"]["need_id"]}
    assert pairs == ({"03", "01"}, {"A3", "K4", "S5"})


def test_what_is_private_is_left_out_before_anything_is_summed() -> None:
    flows = toy_country.located()
    flows["is_public"] = flows["flow_id"] != "S4"
    told = Source(flows, toy_country.ranking(), "en", "public")
    report = balance_report(told, "P1")
    slag = toy_country.rows_of(report.tables["mass"], "material_group")["slag"]
    assert (slag["outgoing_t_per_a"], slag["unused_t_per_a"]) == (0, 60)
    for made in (report, opportunities_report(told), allocation_report(told, Terms())):
        assert "S4" not in made.page
        for table in made.tables.values():
            assert "S4" not in table.to_csv()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language: str) -> None:
    words = reference.report_words()
    assert words["key"].is_unique
    assert words[language].notna().all()
    page = opportunities_report(source(language)).page
    assert f'lang="{language}"' in page
    assert Words(language).say("only_across") in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "10 000 t lisää: tarve, tuhka, A3 Oy (Pohjanmaa), säästäisi"),
        ("sv", "10 000 t mer: behov, aska, A3 Oy (Österbotten), skulle spara"),
    ],
)
def test_a_page_speaks_its_language_only(language: str, said: str) -> None:
    told = source(language)
    spoken = told.flows.assign(
        resource_name_fi="Tuhka omalla nimellä", resource_name_sv="Aska med eget namn"
    )
    told = told._replace(flows=spoken)
    page = allocation_report(told, Terms()).page + opportunities_report(told).page
    assert said.partition(" (")[0] in page
    assert said.rpartition(", ")[2] in page
    assert "14,59" in allocation_report(told, Terms(with_unknown=True)).page
    for english in ("not known", "partner at home", "not in the plan", "would save", "needs"):
        assert english not in page
    cards = workshop_report(told, "01").page
    assert {"fi": "Tuhka omalla nimellä", "sv": "Aska med eget namn"}[language] in cards
    assert {"fi": "t/v", "sv": "t/år"}[language] in cards


def test_text_is_data() -> None:
    flows, ranked = toy_country.located(), toy_country.ranking()
    name = '=cmd("<script>alert(1)</script>")'
    ranked["offer_organisation"] = name
    page, tables = opportunities_report(Source(flows, ranked, "en", "internal"))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert tables["crossings"]["offer_organisation"].eq(name).all()


def test_the_folder_holds_the_same_tables_three_times(tmp_path: Path) -> None:
    report = balance_report(source(), "P1")
    write_report(report.page, report.tables, tmp_path / "out")
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert set(first) == {
        "index.html", "tables.xlsx", "mass.csv", "heat.csv", "flows.csv", "common_surpluses.csv",
        ".fiss-geo-report",
    }  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "out" / "tables.xlsx")
    sheet = pd.DataFrame(book["mass"].values)
    table = report.tables["mass"]
    assert sheet.iloc[0].to_list() == list(table.columns)
    assert float(sheet[6].iloc[1:].astype(float).sum()) == table["offered_t_per_a"].sum()
    write_report(report.page, report.tables, tmp_path / "out")
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    (tmp_path / "out" / "own.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="did not write"):
        write_report(report.page, report.tables, tmp_path / "out")


def write_run(folder: Path) -> None:
    write_table(toy_country.located(), folder / "run" / "tables" / "flows.parquet")
    write_table(toy_country.ranking(), folder / "run" / "tables" / "candidates.parquet")


def test_from_the_command_line(tmp_path: Path) -> None:
    write_run(tmp_path)
    (tmp_path / "permits.csv").write_text("need_id;low_code\nZ2;10 01 04*\n", encoding="utf-8")
    good: tuple[tuple[str, ...], ...] = (
        ("opportunities", "run", "--region", "01", "--language", "fi", "--out", "o"),
        ("balance", "run", "--park", "P1", "--edition", "internal", "--out", "b"),
        ("allocate", "run", "--maximise", "benefit", "--permits", "permits.csv", "--out", "a"),
    )
    for arguments in good:
        result = fiss_geo(*arguments, folder=tmp_path)
        assert result.returncode == 0, result.stderr
        assert (tmp_path / arguments[-1] / "index.html").resolve().as_uri() in result.stdout
    plan = toy_country.rows_of(
        pd.read_csv(tmp_path / "a" / "allocation.csv"), "offer_id", "need_id"
    )  # fmt: skip
    assert plan[("Z1", "Z2")]["allocated_t"] == 12
    refused: tuple[tuple[tuple[str, ...], int, str], ...] = (
        (("balance", "run", "--park", "P9", "--out", "x"), 1, "parks with flows: P1, P2"),
        (("opportunities", "run", "--region", "99", "--out", "x"), 2, "expected one of 01"),
        (("opportunities", "nowhere", "--out", "x"), 1, "there is no such table"),
        (("allocate", "run", "--maximise", "money", "--out", "x"), 1, "net_benefit_eur_per_t"),
    )
    for wrong, code, said in refused:
        result = fiss_geo(*wrong, folder=tmp_path)
        assert (result.returncode, said in result.stderr) == (code, True), result.stderr
        assert not (tmp_path / "x").exists()
