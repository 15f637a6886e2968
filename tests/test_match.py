"""match: which offer could meet which need, with its reasons and what speaks against it."""

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import toy
from hypothesis import given, settings
from hypothesis import strategies as st

from fiss_geo import locate, match
from fiss_geo.errors import BadTable
from fiss_geo.matching.match import match_by_blocks


def _matched(*rows: Mapping[str, object], extra: Mapping[str, list[object]] | None = None,
             **how: Any) -> pd.DataFrame:  # noqa: ANN401 - passed on  # fmt: skip
    flows = toy.flows(*rows).assign(**(extra or {}))
    return match(locate(flows, toy.municipalities(), toy.parks()), **how)


def _pair(
    offer: Mapping[str, object],
    need: Mapping[str, object],
    **how: Any,  # noqa: ANN401 - passed on
) -> pd.DataFrame:
    return _matched(offer, {"role": "need", **need}, **how)


SLAG = {"resource_name": "Steel slag", "low_code": "100202"}
SCRAP = {"resource_name": "Teräsromu"}


def test_a_slag_meets_a_cement_plant_by_a_pathway_though_they_share_no_word() -> None:
    offer = {"resource_name": "Granuloitu masuunikuona"}
    table = _pair(offer, {"resource_name": "Raw material for cement", "nace_code": "23.51"})
    assert table["score"].item() > 0.25
    assert table["reasons"].item().startswith("known way: blast furnace slag for cement")
    assert table["reasons_fi"].item().startswith("tunnettu reitti: masuunikuona")
    assert table["reasons_sv"].item().startswith("känd väg: masugnsslagg")
    assert table["against"].item().startswith("permit: by-product or end-of-waste status")
    assert table["against_fi"].item().startswith("lupa: ")
    assert table["pathway_id"].item().startswith("P")


@pytest.mark.parametrize(
    ("offered", "needed"),
    [
        ("Kuitusavea", "fibre clay"),
        ("Ruostumattoman teräksen kuona", "Rostfri stålslagg"),
        ("Lentotuhkaa", "flygaska"),
        ("Kierrätyslasi", "glaskross"),
        ("Sahanpurru", "sawdust"),  # a slip of the pen
        ("Hevosen lanta", "horse manure"),
    ],
)
def test_names_meet_across_languages_forms_and_slips(offered: str, needed: str) -> None:
    table = _pair({"resource_name": offered}, {"resource_name": needed})
    assert table["score"].item() >= 0.24


@pytest.mark.parametrize(
    ("offered", "needed"),
    [("Kuitusavi", "Lasimurska"), ("Waste heat", "Steel scrap"), ("Hera", "Betonimurske")],
)
def test_different_things_do_not_meet(offered: str, needed: str) -> None:
    assert _pair({"resource_name": offered}, {"resource_name": needed}).empty


def test_a_waste_code_raises_the_score_and_is_a_reason() -> None:
    without = _pair(SCRAP, SCRAP)["score"].item()
    table = _pair({**SCRAP, "low_code": "191202"}, {**SCRAP, "low_code": "191202"})
    assert table["score"].item() > without
    assert "same List of Waste code 191202 (ferrous metal)" in table["reasons"].item()
    assert "sama jätenimike 191202 (rautametallit)" in table["reasons_fi"].item()
    assert "samma avfallskod 191202 (järnmetall)" in table["reasons_sv"].item()


def test_what_the_glossary_does_not_know_meets_by_rare_words_and_letters() -> None:
    others = [{"resource_name": f"aines {name}"} for name in ("alfa", "beeta", "gamma", "delta")]
    table = _matched(
        {"resource_name": "Zirkonyxiaa"},
        {"resource_name": "zirkonyxia", "role": "need"},
        *others,
    )
    assert table["offer_id"].to_list() == ["F1"]
    assert "both names say" in table["reasons"].item()


def test_at_most_three_reasons_and_three_against() -> None:
    table = _pair(
        {**SLAG, "material_group": "slag", "mass_t_per_a": 10.0},
        {**SLAG, "material_group": "slag", "mass_t_per_a": 12.0, "nace_code": "23.51"},
    )
    for column in ("reasons", "reasons_fi", "reasons_sv", "against", "against_fi", "against_sv"):
        assert len(table[column].item().split("; ")) <= 3
    assert len(table["reasons"].item().split("; ")) == 3


def test_an_organisation_meets_itself_only_if_asked() -> None:
    rows = {**SCRAP, "organisation": "Oy  Ab"}, {**SCRAP, "organisation": "OY AB"}
    assert _pair(*rows).empty
    assert len(_pair(*rows, same_organisation=True)) == 1


def test_ended_flows_and_earlier_years_take_no_part() -> None:
    assert _pair({**SCRAP, "status": "ended"}, SCRAP).empty
    assert _pair({**SCRAP, "is_superseded": True}, SCRAP).empty
    assert len(_pair({**SCRAP, "status": "planned"}, SCRAP)) == 1


def test_services_meet_services_only() -> None:
    service = {"resource_name": "Lietteen kuljetus", "is_service": True}
    assert _pair(service, {"resource_name": "Lietteen kuljetus"}).empty
    assert len(_pair(service, service)) == 1


def test_each_has_what_the_other_needs() -> None:
    table = _matched(
        {**SCRAP, "organisation": "A"},
        {"resource_name": "Kierrätyslasi", "role": "need", "organisation": "A"},
        {"resource_name": "Kierrätyslasi", "organisation": "B"},
        {**SCRAP, "role": "need", "organisation": "B"},
    )
    assert table["is_two_way"].all()
    assert len(table) == 2
    assert table["reasons"].str.startswith("each has what the other needs").all()


def test_one_offer_meets_many_needs_with_the_tonnes_that_each_could_take() -> None:
    needs = [{**SCRAP, "role": "need", "mass_t_per_a": mass} for mass in (10.0, 300.0, None)]
    table = _matched({**SCRAP, "mass_t_per_a": 100.0}, *needs)
    assert table["mass_t_per_a"].to_list() == [10.0, 100.0, 100.0]


def test_a_35_degree_flow_cannot_meet_a_90_degree_need() -> None:
    heat = {"resource_name": "Hukkalämpö"}
    degrees = {"temperature_c": ["35", "90"]}
    assert _pair(heat, heat, extra=degrees).empty
    assert len(_pair(heat, heat, extra={"temperature_c": ["95,5", "90"]})) == 1
    assert len(_pair(heat, heat, extra={"temperature_c": [None, "90"]})) == 1
    in_names = {"resource_name": "Hukkalämpö 35 °C"}, {"resource_name": "Hukkalämpö, 90 °C"}
    assert _pair(*in_names).empty


def test_periods_that_do_not_meet_rule_a_pair_out() -> None:
    until = {
        "available_until_date": ["2026-05-31", None],
        "available_from_date": [None, "1.6.2026"],
    }
    assert _pair(SCRAP, SCRAP, extra=until).empty
    until["available_from_date"] = [None, "31.5.2026"]
    assert len(_pair(SCRAP, SCRAP, extra=until)) == 1


def test_what_is_no_temperature_or_date_is_said_with_its_flow() -> None:
    with pytest.raises(BadTable, match='flow F1: temperature_c is "hot"'):
        _pair(SCRAP, SCRAP, extra={"temperature_c": ["hot", None]})
    with pytest.raises(BadTable, match='flow F2: available_from_date is "soon"'):
        _pair(SCRAP, SCRAP, extra={"available_from_date": [None, "soon"]})


def test_forms_quantities_and_hazards_lower_the_score_and_are_said() -> None:
    plain = _pair(SCRAP, SCRAP)["score"].item()
    forms = _pair(SCRAP, SCRAP, extra={"physical_form": ["neste", "kiinteä"]}, min_score=0.0)
    assert forms["score"].item() < plain
    assert "physical forms differ" in forms["against"].item()
    far = _pair({**SCRAP, "mass_t_per_a": 1.0}, {**SCRAP, "mass_t_per_a": 1e4}, min_score=0.0)
    assert far["score"].item() < plain
    assert "the offer is 0 % of the need" in far["against"].item()
    hazard = {"resource_name": "Jäteöljy", "low_code": "130208"}
    assert "hazardous waste by its code 130208" in _pair(hazard, hazard)["against"].item()


def test_a_missed_limit_takes_one_from_the_logit_and_is_said_without_its_figures() -> None:
    def wet(moisture: float | str | None, limit: float | str | None) -> pd.Series:
        extra = {"moisture_pct": [moisture, 99.0], "moisture_max_pct": [1.0, limit]}
        return _pair(SCRAP, SCRAP, extra=extra, min_score=0.0).iloc[0]

    plain = wet(None, None)
    assert wet(40.0, "≤ 40")["score"] == wet(None, 40.0)["score"] == plain["score"]
    missed = wet("55 %", 40.0)
    odds = plain["score"] / (1 - plain["score"]) / math.e  # one less in the logit
    assert missed["score"] == pytest.approx(odds / (1 + odds), abs=0.002)
    assert plain["score"] - missed["score"] > 0.01
    assert missed["against"].startswith("moisture: more than the need can do with")
    assert missed["against_fi"].startswith("kosteus: enemmän kuin tarpeeseen käy")
    assert missed["against_sv"].startswith("fukthalt: mer än behovet klarar")
    assert not re.search("55|40", " ".join(missed[["against", "against_fi"]]))


def test_any_quality_has_limits_and_three_missed_ones_count() -> None:
    extra: dict[str, list[object]] = {
        "heating_value_mj_per_kg": ["9,5", None], "heating_value_min_mj_per_kg": [None, 10],
        "lead_mg_per_kg": [7.0, None], "lead_max_mg_per_kg": [None, "5"],
        "a_pct": [2, None], "a_max_pct": [None, 1], "b_pct": [2, None], "b_max_pct": [None, 1],
    }  # fmt: skip
    plain = _pair(SCRAP, SCRAP, min_score=0.0).iloc[0]
    missed = _pair(SCRAP, SCRAP, extra=extra, min_score=0.0).iloc[0]
    odds = plain["score"] / (1 - plain["score"]) / math.e**3
    assert missed["score"] == pytest.approx(odds / (1 + odds), abs=0.002)
    assert missed["against"].startswith(
        "a quality with a limit: more than the need can do with; "
        "heating value: less than the need asks for"
    )


def test_heat_in_hot_water_or_steam_does_not_differ_in_form() -> None:
    heat = {"resource_name": "Hukkalämpö"}
    table = _pair(heat, heat, extra={"physical_form": ["lämpö", "hot liquid"]})
    assert "physical forms differ" not in str(table["against"].item())


def test_heat_far_away_scores_lower_and_the_nearer_goes_first() -> None:
    heat, far = {"resource_name": "Hukkalämpö"}, {"x_km": 15.0, "y_km": 9.0}
    near = _pair({**heat}, {**heat, "x_km": 2.0})["score"].item()
    away = _pair({**heat}, {**heat, **far})
    assert away["score"].item() < near
    assert _pair(heat, {**heat, "x_km": None})["against"].item().startswith("the distance cannot")


def test_each_flow_keeps_its_best_and_equal_scores_go_by_distance() -> None:
    needs = [{**SCRAP, "role": "need", "x_km": float(x)} for x in (9, 2, 5)]
    table = _matched(SCRAP, *needs, top_k=1)
    # F3 is the nearest of F1; the others keep F1 as their own best.
    assert len(table) == 3
    rows: list[Mapping[str, object]] = [
        SCRAP, {**SCRAP, "x_km": 8.0}, {**SCRAP, "role": "need", "x_km": 2.0},
    ]  # fmt: skip
    assert _matched(*rows, top_k=1)[["offer_id", "need_id"]].to_numpy().tolist() == [
        ["F1", "F3"], ["F2", "F3"],
    ]  # fmt: skip
    with pytest.raises(ValueError, match="top_k is 0; expected at least 1"):
        _matched(SCRAP, top_k=0)


@pytest.mark.parametrize(
    ("offer", "need", "mass", "basis"),
    [
        ({"mass_t_per_a": 5.0}, {"mass_t_per_a": 3.0}, 3.0, "the smaller of the two"),
        ({"stock_mass_t": 5.0}, {"mass_t_per_a": 9.0}, 5.0, "the need, from the offer's stock"),
        ({"mass_t_per_a": 5.0}, {}, 5.0, "the offer; the need has no figure"),
        ({}, {"mass_t_per_a": 3.0}, 3.0, "the need; the offer has no figure"),
        ({"stock_mass_t": 5.0}, {}, None, "a one-off stock; no yearly flow"),
        ({}, {}, None, "not known"),
        ({"mass_t_per_a": 1e10}, {"stock_mass_t": 4.0}, 4.0, "the offer, up to the one-off need"),
        ({"stock_mass_t": 5.0}, {"stock_mass_t": 4.0}, None, "a one-off stock; no yearly flow"),
        ({}, {"stock_mass_t": 4.0}, None, "a one-off stock; no yearly flow"),
        (
            {"energy_gwh_per_a": 5.0},
            {"mass_t_per_a": 3.0},
            3.0,
            "the need; the offer's figure is no mass",
        ),
        (
            {"mass_t_per_a": 5.0},
            {"volume_m3_per_a": 3.0},
            5.0,
            "the offer; the need's figure is no mass",
        ),
        ({"power_mw": 5.0}, {}, None, "not known; no figure is a mass"),
    ],
)
def test_mass_and_what_it_rests_on(
    offer: Mapping[str, object], need: Mapping[str, object], mass: float | None, basis: str
) -> None:
    table = _pair({**SCRAP, **offer}, {**SCRAP, **need})
    assert table["mass_basis"].to_list() == [basis]
    assert table["mass_t_per_a"].replace({float("nan"): None}).to_list() == [mass]


@pytest.mark.parametrize("figure", ["mass_t_per_a", "stock_mass_t", "energy_gwh_per_a"])
def test_a_flow_stated_to_be_0_is_no_candidate(figure: str) -> None:
    assert _pair({**SCRAP, figure: 0.0}, SCRAP).empty
    assert _pair(SCRAP, {**SCRAP, figure: 0.0}).empty
    assert len(_pair({**SCRAP, figure: 0.0, "volume_m3_per_a": 1.0}, SCRAP)) == 1


def test_a_table_of_another_stage_is_refused() -> None:
    with pytest.raises(BadTable, match="column municipality_code is missing"):
        match(toy.flows({}))


_flow = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["offer", "need"]),
        "low_code": st.sampled_from([None, "100202", "100214", "101304", "020106"]),
        "material_group": st.sampled_from([None, "slag", "ash", "other"]),
        "resource_name": st.sampled_from(["slag", "teräskuona sementtiin", "kuona", "manure", "?"]),
        "organisation": st.sampled_from(["A", "B", "C"]),
        "status": st.sampled_from(["in_use", "ended"]),
        "mass_t_per_a": st.sampled_from([None, 1.0, 1e6]),
        "x_km": st.sampled_from([None, 1.0, 12.0]),
    }
)


@settings(max_examples=15, deadline=None)
@given(st.lists(_flow, min_size=1, max_size=15), st.integers(1, 4), st.randoms())
def test_each_pair_once_and_whatever_the_order(
    rows: list[dict[str, object]], top_k: int, random: object
) -> None:
    located = locate(toy.flows(*rows), toy.municipalities(), toy.parks())
    table = match(located, min_score=0.0, top_k=top_k)
    assert not table.duplicated(["offer_id", "need_id"]).any()
    assert table["score"].between(0, 1).all()
    role = located.set_index("flow_id")["role"]
    assert (role.loc[table["offer_id"]] == "offer").all()
    assert (role.loc[table["need_id"]] == "need").all()
    shuffled = gpd.GeoDataFrame(located.sample(frac=1, random_state=random.randrange(1000)))  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(match(shuffled, min_score=0.0, top_k=top_k), table)


def test_blocks_are_the_table_in_parts() -> None:
    rows = [{"role": role, "resource_name": "Teräsromu"} for role in ("offer", "need") * 3]
    flows = locate(toy.flows(*rows), toy.municipalities(), toy.parks())
    blocks = list(match_by_blocks(flows, block_rows=4))
    assert [len(block) for block in blocks] == [4, 4, 1]
    pd.testing.assert_frame_equal(pd.concat(blocks, ignore_index=True), match(flows))


def test_blocks_of_nothing_are_one_empty_table() -> None:
    flows = locate(toy.flows(SCRAP), toy.municipalities(), toy.parks())
    (block,) = match_by_blocks(flows)
    assert block.empty


def test_a_notice_is_out_the_day_after_its_last() -> None:
    rows = ({"role": "offer", **SCRAP}, {"role": "need", **SCRAP})
    dates: dict[str, list[object]] = {"expires_date": ["31.5.2026", None]}
    on = [date(2026, 5, 31), date(2026, 6, 1), None]
    assert [len(_matched(*rows, extra=dates, as_of=day)) for day in on] == [1, 0, 1]
