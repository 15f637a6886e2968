"""The yearly report and the workshop pack: sums that add up, by hand, and cards of every flow."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import toy_country
from command_line import fiss_geo
from test_reports import source, write_run

from fiss_geo.cli.words import say_hidden
from fiss_geo.errors import EmptyResult
from fiss_geo.exports import write_table
from fiss_geo.reports.decisions import Source
from fiss_geo.reports.realised import OUTSIDE
from fiss_geo.reports.workshop import workshop_report
from fiss_geo.reports.yearly import AMOUNTS, area_figures, yearly_report

# flows, offered, needed, heat offered, heat needed, stock, candidates, exchangeable
_BY_HAND = {
    ("01", "P1"): [9, 150, 145, 10, 4, None, 7, 60],  # S1 40 + 20, A1 0
    ("01", OUTSIDE): [2, 30, 12, None, None, None, 1, 30],  # L3
    ("02", "P2"): [4, 90, 20, None, None, 500, 4, 80],  # S2 60, A2 20
    ("02", OUTSIDE): [5, 37, 90, None, 9, None, 2, 25],  # L2; Z1 is hazardous, without a permit
    ("03", OUTSIDE): [5, 30, 10, None, None, None, 4, 20],  # K1 10, K2 10, A4 0
}


def test_parks_regions_and_nation_by_hand() -> None:
    figures = area_figures(source())
    parks = toy_country.rows_of(figures[figures["level"] == "park"], "region_code", "park_id")
    assert list(parks) == list(_BY_HAND)
    for key, expected in _BY_HAND.items():
        row = [None if pd.isna(parks[key][name]) else parks[key][name] for name in AMOUNTS]
        assert row == expected, key
    nation = figures.loc[figures["level"] == "nation", list(AMOUNTS)].iloc[0]
    assert nation.to_list() == [25, 337, 277, 10, 13, 500, 18, 215]


def test_every_level_adds_up_to_the_nation() -> None:
    figures = area_figures(source())
    sums = figures.groupby("level")[list(AMOUNTS)].sum()
    for level in ("region", "park", "material"):
        np.testing.assert_array_equal(sums.loc[level].to_numpy(), sums.loc["nation"].to_numpy())
    parks = figures[figures["level"] == "park"].groupby("region_code")[list(AMOUNTS)].sum()
    regions = figures[figures["level"] == "region"].groupby("region_code")[list(AMOUNTS)].sum()
    pd.testing.assert_frame_equal(parks, regions)


def test_flows_of_no_known_region_still_add_up() -> None:
    flows = toy_country.located()
    flows.loc[flows["flow_id"] == "L3", "region_code"] = None
    figures = area_figures(Source(flows, toy_country.ranking(), "en", "internal"))
    of_regions = figures[figures["level"] == "region"]
    regions = toy_country.rows_of(of_regions, "region_code")
    assert regions["not known"]["offered_t_per_a"] == 30
    assert of_regions["offered_t_per_a"].sum() == 337


def test_flows_of_a_later_year_are_not_counted_and_told() -> None:
    flows = toy_country.located()
    flows["quantity_year"] = pd.array([2027 if flow == "S1" else None for flow in flows["flow_id"]],
                                      dtype="Int64")  # fmt: skip
    told = Source(flows, toy_country.ranking(), "en", "internal")
    page, tables = yearly_report(told, 2026)
    assert "1 flows whose figure is from a later year than 2026 are not counted" in page
    nation = tables["figures"].iloc[0]
    assert (nation["flow_count"], nation["offered_t_per_a"], nation["candidate_count"]) == (
        24, 237, 15,
    )  # fmt: skip
    assert yearly_report(told, 2027).tables["figures"].iloc[0]["flow_count"] == 25


def test_one_region_and_three_languages() -> None:
    page, tables = yearly_report(source("fi"), 2026, "02")
    assert set(tables["figures"]["level"]) == {"region", "park"}
    assert "Teolliset symbioosit 2026: Varsinais-Suomi" in page
    assert "puistojen ulkopuolella" in page
    assert "utanför parker" in yearly_report(source("sv"), 2026).page


def test_a_card_for_every_flow_of_the_region() -> None:
    page, tables = workshop_report(source(), "01")
    assert page.count('<section class="card') == 11
    assert tables["cards"]["flow_id"].is_unique
    assert set(tables["cards"]["flow_id"]) == {
        "S1", "S3", "A1", "L1", "L3", "W1", "W2", "T2", "Z2", "H1", "H2",
    }  # fmt: skip
    # of 18 candidates these have no end in region 01
    elsewhere = ["S2-S4", "A2-A3", "A4-A3", "K1-K3", "K1-K4", "K2-K3"]
    assert len(tables["candidates"]) == toy_country.COUNT - len(elsewhere)
    assert page.count('<section class="table') == 7  # slag, ash, lime, wood, rock, chemicals, heat
    assert page.count('<section class="form') == 1
    assert "not known" in page  # W1's amount, and not 0


def test_no_flow_no_pack() -> None:
    with pytest.raises(EmptyResult, match="stands in region 04"):
        workshop_report(source(), "04")


def test_from_the_command_line(tmp_path: Path) -> None:
    write_run(tmp_path)
    for arguments in (
        ("report", "run", "--year", "2026", "--region", "01", "--language", "sv", "--out", "y"),
        ("workshop", "run", "--region", "01", "--out", "w"),
    ):
        result = fiss_geo(*arguments, folder=tmp_path)
        assert result.returncode == 0, result.stderr
        assert (tmp_path / arguments[-1] / "tables.xlsx").is_file()
        assert "not public" not in result.stdout
    figures = pd.read_csv(tmp_path / "y" / "figures.csv")
    assert figures.loc[figures["level"] == "region", "offered_t_per_a"].to_list() == [180]


def test_who_sees_nothing_is_told_that_nothing_is_public(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path)
    hidden = toy_country.located().assign(is_public=False)
    write_table(hidden, tmp_path / "run" / "tables" / "flows.parquet")
    result = fiss_geo("workshop", "run", "--region", "01", "--out", "w", folder=tmp_path)
    assert result.returncode == 1
    assert "no flow that the public edition may show stands in region 01" in result.stderr
    said = "26 of 26 flows are not public and not in this report; all are with --edition internal"
    assert said in result.stdout
    say_hidden(hidden, "internal")
    assert not capsys.readouterr().out
