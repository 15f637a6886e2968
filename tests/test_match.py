"""match: which offer could meet which need, with its reasons."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo import locate, match, reference
from fiss_geo.errors import BadTable
from fiss_geo.matching import evidence


def _matched(*rows: Mapping[str, object], min_score: float = 0.0) -> pd.DataFrame:
    located = locate(toy.flows(*rows), toy.municipalities(), toy.parks())
    return match(located, min_score=min_score)


def _pair(offer: Mapping[str, object], need: Mapping[str, object]) -> pd.DataFrame:
    names = {"resource_name": "x"}
    return _matched({**names, **offer}, {"role": "need", **names, **need})


@pytest.mark.parametrize(
    ("offer_code", "need_code", "score", "reason"),
    [
        ("100202", "100202", 0.7, "same List of Waste code 100202"),
        ("100202", "100214", 0.5, "same List of Waste group 1002"),
        ("100202", "101304", 0.2, "same List of Waste chapter 10"),
    ],
)
def test_waste_codes_meet_at_six_four_and_two_digits(
    offer_code: str, need_code: str, score: float, reason: str
) -> None:
    table = _pair({"low_code": offer_code}, {"low_code": need_code})
    assert table["score"].to_list() == [score]
    assert table["reasons"].to_list() == [reason]


def test_different_chapters_do_not_meet() -> None:
    assert _pair({"low_code": "100202"}, {"low_code": "200108"}).empty


def test_evidence_joins_as_independent_hints() -> None:
    slag = {"low_code": "100202", "material_group": "slag", "resource_name": "Steel slag"}
    table = _matched(slag, {**slag, "role": "need"})
    # 1 - 0.3 * 0.5 * 0.7; the words "steel" and "slag" count once
    assert table["score"].to_list() == [0.895]
    assert table["reasons"].to_list() == [
        "same List of Waste code 100202; same material group (slag); both names say “slag”"
    ]


def test_a_group_of_codes_says_nothing_of_different_materials() -> None:
    textiles = {"low_code": "200111", "material_group": "textiles"}
    assert _pair(textiles, {"low_code": "200108", "material_group": "biowaste"}).empty
    same_code = _pair(textiles, {"low_code": "200111", "material_group": "biowaste"})
    assert same_code["score"].to_list() == [0.7]
    assert _pair(textiles, {"low_code": "200108"})["score"].to_list() == [0.5]


def test_an_organisation_is_not_matched_with_itself() -> None:
    group = {"material_group": "slag"}
    assert _pair({**group, "organisation": "Oy Ab"}, {**group, "organisation": "OY AB"}).empty


def test_ended_flows_take_no_part() -> None:
    group = {"material_group": "slag"}
    assert _pair({**group, "status": "ended"}, group).empty
    assert len(_pair({**group, "status": "planned"}, group)) == 1


def test_group_other_is_no_evidence() -> None:
    assert _pair({"material_group": "other"}, {"material_group": "other"}).empty


def test_weak_evidence_is_no_candidate_by_default() -> None:
    located = locate(
        toy.flows(
            {"low_code": "100202", "resource_name": "x"},
            {"low_code": "101304", "resource_name": "x", "role": "need"},
        ),
        toy.municipalities(),
    )
    assert match(located).empty


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
    table = _pair({"material_group": "slag", **offer}, {"material_group": "slag", **need})
    assert table["mass_basis"].to_list() == [basis]
    assert table["mass_t_per_a"].replace({float("nan"): None}).to_list() == [mass]


@pytest.mark.parametrize("figure", ["mass_t_per_a", "stock_mass_t", "energy_gwh_per_a"])
def test_a_flow_stated_to_be_0_is_no_candidate(figure: str) -> None:
    slag = {"material_group": "slag"}
    assert _pair({**slag, figure: 0.0}, slag).empty
    assert _pair(slag, {**slag, figure: 0.0}).empty
    assert len(_pair({**slag, figure: 0.0, "volume_m3_per_a": 1.0}, slag)) == 1


def test_every_weight_is_a_row_with_its_source() -> None:
    table = reference.read_numbers("reference/match_weights.csv")
    assert table["evidence"].to_list() == ["low_6", "low_4", "low_2", "material_group", "word"]
    assert table["weight"].between(0, 1, inclusive="neither").all()
    assert table[["source", "note"]].notna().all(axis=None)


def test_a_table_too_large_for_memory_is_refused_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evidence, "MOST_MEETINGS", 3)
    slag = {"material_group": "slag"}
    assert len(_pair(slag, slag)) == 1
    with pytest.raises(BadTable, match="share a material group 4 times; match takes at most 3"):
        _matched(slag, slag, {**slag, "role": "need"}, {**slag, "role": "need"})


def test_a_table_of_another_stage_is_refused() -> None:
    with pytest.raises(BadTable, match="column municipality_code is missing"):
        match(toy.flows({}))


_flow = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["offer", "need"]),
        "low_code": st.sampled_from([None, "100202", "100214", "101304", "020106"]),
        "material_group": st.sampled_from([None, "slag", "ash", "other"]),
        "resource_name": st.sampled_from(["slag", "steel slag", "kuona", "manure"]),
        "organisation": st.sampled_from(["A", "B", "C"]),
        "status": st.sampled_from(["in_use", "ended"]),
    }
)


@given(st.lists(_flow, min_size=1, max_size=15), st.randoms())
def test_each_pair_once_and_whatever_the_order(
    rows: list[dict[str, object]], random: object
) -> None:
    located = locate(toy.flows(*rows), toy.municipalities(), toy.parks())
    table = match(located, min_score=0.0)
    assert not table.duplicated(["offer_id", "need_id"]).any()
    assert table["score"].between(0, 1).all()
    role = located.set_index("flow_id")["role"]
    assert (role.loc[table["offer_id"]] == "offer").all()
    assert (role.loc[table["need_id"]] == "need").all()
    shuffled = gpd.GeoDataFrame(located.sample(frac=1, random_state=random.randrange(1000)))  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(match(shuffled, min_score=0.0), table)
