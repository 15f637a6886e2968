"""Orders of several criteria, the front, the reasons and the filters, by hand arithmetic."""

import re
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st
from toy_candidates import candidates

from fiss_geo import rank, reference
from fiss_geo.errors import BadTable
from fiss_geo.ranking.criteria import order_from
from fiss_geo.ranking.filters import Wish, choose
from fiss_geo.ranking.pareto import pareto_front

_NEAR = "; the ranges do not tell it from the next"


def _pairs(table: pd.DataFrame) -> list[str]:
    return table["offer_id"].to_list()


def _three() -> gpd.GeoDataFrame:
    # A 10 ± 2 and B 13 ± 2 meet (8–12, 11–15); C 20 ± 2 meets neither (18–22).
    return candidates(
        {"offer_id": "A", "road_distance_km": 10, "distance_uncertainty_km": 2, "score": 0.6,
         "mass_t_per_a": 100, "transport_wtw_kg_co2e_per_t": 1.0},
        {"offer_id": "B", "road_distance_km": 13, "distance_uncertainty_km": 2, "score": 0.9,
         "mass_t_per_a": 300, "transport_wtw_kg_co2e_per_t": 1.3},
        {"offer_id": "C", "road_distance_km": 20, "distance_uncertainty_km": 2, "score": 1.0,
         "mass_t_per_a": None, "transport_wtw_kg_co2e_per_t": 2.0},
    )  # fmt: skip


def test_one_after_the_other_goes_on_only_where_ranges_meet() -> None:
    ranked = rank(_three(), "distance, score")
    assert _pairs(ranked) == ["B", "A", "C"]  # A and B are not told apart; C is farther for sure
    assert ranked["rank_reason"].to_list() == [
        "1 of 3: road distance 13 km (11 to 15), not told apart from 1 more, so by match score 0.9",
        "2 of 3: road distance 10 km (8 to 12), not told apart from 1 more, so by match score 0.6",
        "3 of 3: road distance 20 km (18 to 22)",
    ]
    assert ranked["is_distinguishable_from_next"].to_list() == [True, True, False]
    assert _pairs(rank(_three(), "score, distance")) == ["C", "B", "A"]  # scores have no range


def test_not_told_apart_does_not_carry_over() -> None:
    # 10 ± 2 meets 13 ± 2, which meets 16 ± 2; but 10 ± 2 ends at 12, and 16 ± 2 begins at 14.
    table = _three().assign(road_distance_km=[10.0, 13.0, 16.0])
    assert _pairs(rank(table, "distance, score")) == ["B", "A", "C"]


def test_a_mix_goes_by_the_weighted_mean_of_the_places() -> None:
    # places by km: 1, 2, 3; by tonnes: A 2, B 1, C not known. A (2·1 + 2)/3, B (2·2 + 1)/3, C 3
    ranked = rank(_three(), "distance=2, tonnes=1")
    assert _pairs(ranked) == ["A", "B", "C"]
    assert ranked["rank_reason"].to_list()[0] == (
        "1 of 3: mean place 1.333: place 1 by road distance (weight 2), "
        "place 2 by exchangeable mass (weight 1); the ranges do not tell it from the next"
    )
    assert (
        ranked["rank_reason"]
        .to_list()[2]
        .endswith("not known by exchangeable mass (weight 1), left out of the mean")
    )
    # the other way round: A (1 + 2·2)/3 = 1.67, B (2 + 2·1)/3 = 1.33
    assert _pairs(rank(_three(), "distance=1, tonnes=2")) == ["B", "A", "C"]


def test_one_criterion_says_first_because_and_what_is_not_known() -> None:
    assert rank(_three(), "distance")["rank_reason"].to_list() == [
        "1 of 3: the shortest road distance, 10 km (8 to 12)" + _NEAR,
        "2 of 3: road distance 13 km (11 to 15)",
        "3 of 3: road distance 20 km (18 to 22)",
    ]
    by_tonnes = rank(_three(), "tonnes")["rank_reason"].to_list()
    assert by_tonnes[0] == "1 of 3: the largest mass, 300 t/a"
    assert by_tonnes[2] == "3 of 3: exchangeable mass not known"
    equal = rank(_three().assign(score=0.5), "score")["rank_reason"].to_list()
    assert equal[0] == (
        "1 of 3: the best match score, 0.5; the next has the same figures, and is after it by "
        "match score or identifier"
    )


def test_the_reason_stands_in_finnish_and_swedish_too() -> None:
    by_distance, mixed = rank(_three(), "distance"), rank(_three(), "distance=2, tonnes=1")
    assert by_distance["rank_reason_fi"][0] == (
        "1/3: lyhin tieetäisyys, 10 km (8 … 12); vaihteluvälit eivät erota sitä seuraavasta"
    )
    assert mixed["rank_reason_sv"][0].startswith(
        "1 av 3: platsernas medelvärde 1,333: plats 1: vägavståndet (vikt 2), "
    )
    assert mixed["rank_reason_fi"][2].endswith("(paino 1), ei mukana keskiarvossa")
    table = reference.decision_sentences()
    for language in ("fi", "sv"):
        for ours, theirs in zip(table["en"], table[language], strict=True):
            assert sorted(re.findall(r"{\w+}", ours)) == sorted(re.findall(r"{\w+}", theirs))


def test_more_benefit_and_less_cost_are_better_with_their_ranges() -> None:
    table = _three().assign(
        net_benefit_t_co2e_per_a=[5.0, -1.0, np.nan],
        net_benefit_low_kg_co2e_per_t=[40.0, -20.0, np.nan],
        net_benefit_high_kg_co2e_per_t=[60.0, 10.0, np.nan],
        net_benefit_kg_co2e_per_t=[50.0, -10.0, np.nan],
        transport_cost_eur_per_t=[3.0, 2.0, 1.0],
        transport_cost_low_eur_per_t=[2.0, 1.9, 0.5],
        transport_cost_high_eur_per_t=[4.0, 2.1, 1.5],
    )
    benefit = rank(table, "benefit")
    assert _pairs(benefit) == ["A", "B", "C"]
    # 100 t/a at 40 to 60 kg/t is 4 to 6 t/a; B is 300 t/a at −20 to 10 kg/t
    assert benefit["rank_reason"].to_list()[:2] == [
        "1 of 3: the largest net benefit in a year, 5 t CO2e/a (4 to 6)",
        "2 of 3: net benefit in a year -1 t CO2e/a (-6 to 3)",
    ]
    assert benefit["is_distinguishable_from_next"].to_list() == [True, False, False]
    assert _pairs(rank(table, "benefit-per-tonne")) == ["A", "B", "C"]
    assert _pairs(rank(table, "cost")) == ["C", "B", "A"]


def test_the_front_by_hand() -> None:
    # A is nearest, B the heaviest; C is beaten by nobody known, since its mass is not known.
    ranked = rank(_three(), "distance")
    assert ranked["pareto_front"].to_list() == ["on the front", "on the front", "not known"]
    worse = candidates(
        {"offer_id": "A", "road_distance_km": 10, "transport_wtw_kg_co2e_per_t": 1, "score": 0.6,
         "mass_t_per_a": 100},
        {"offer_id": "D", "road_distance_km": 11, "transport_wtw_kg_co2e_per_t": 1, "score": 0.6,
         "mass_t_per_a": 100},
        {"offer_id": "E", "road_distance_km": 10, "transport_wtw_kg_co2e_per_t": 1, "score": 0.6,
         "mass_t_per_a": 100},
    )  # fmt: skip
    assert list(pareto_front(worse)) == ["on the front", "not on the front", "on the front"]


_small = st.sampled_from([1.0, 2.0, 3.0])


@given(st.lists(st.tuples(_small, _small, _small, _small), min_size=1, max_size=15))
def test_the_front_is_what_comparing_all_with_all_gives(
    rows: list[tuple[float, float, float, float]],
) -> None:
    names = ("road_distance_km", "transport_wtw_kg_co2e_per_t", "mass_t_per_a", "score")
    table = candidates(
        *({"offer_id": f"O{n}", **dict(zip(names, row, strict=True))} for n, row in enumerate(rows))
    )
    turned = [(km, kg, -t, -score) for km, kg, t, score in rows]
    beaten = [
        any(all(a <= b for a, b in zip(x, y, strict=True)) and x != y for x in turned)
        for y in turned
    ]
    assert [said != "on the front" for said in pareto_front(table)] == beaten


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 20), st.floats(0, 1)), max_size=12))
def test_who_is_surely_farther_is_never_before(rows: list[tuple[float, float, float]]) -> None:
    table = candidates(
        *(
            {"offer_id": f"O{n}", "road_distance_km": km, "distance_uncertainty_km": min(km, half),
             "score": score}
            for n, (km, half, score) in enumerate(rows)
        )
    )  # fmt: skip
    ranked = rank(table, "distance, score")
    middle, half = (
        ranked[name].to_numpy() for name in ("road_distance_km", "distance_uncertainty_km")
    )
    for first, later in combinations(range(len(ranked)), 2):
        if middle[first] > middle[later]:  # put before a nearer one: one as near reaches to it
            is_as_near = middle <= middle[later]
            assert middle[first] - half[first] <= (middle + half)[is_as_near].max()


def test_filters_count_what_they_pass_over() -> None:
    table = candidates(
        {"offer_id": "A", "offer_region_code": "01", "need_region_code": "02",
         "material_group": "slag", "mass_t_per_a": 100, "road_distance_km": 10,
         "offer_park_id": "toy-park"},
        {"offer_id": "B", "offer_region_code": "02", "need_region_code": "02",
         "material_group": "ash", "mass_t_per_a": None, "road_distance_km": 50},
        {"offer_id": "C", "offer_region_code": "02", "material_group": "ash",
         "mass_t_per_a": 5, "road_distance_km": None},
    )  # fmt: skip
    for wish, kept, counts in (
        (Wish(), ["A", "B", "C"], []),
        (Wish(regions=("01",)), ["A"], [("region 01", 2, 1)]),
        (Wish(parks=("toy-park",)), ["A"], [("park toy-park", 2, 0)]),
        (Wish(materials=("ash",)), ["B", "C"], [("material ash", 1, 0)]),
        (Wish(min_mass_t_per_a=10), ["A"], [("at least 10 t/a", 2, 1)]),
        (Wish(max_road_distance_km=50), ["A", "B"], [("at most 50 km", 1, 1)]),
        (
            Wish(min_mass_t_per_a=1, max_road_distance_km=20), ["A"],
            [("at least 1 t/a", 1, 1), ("at most 20 km", 1, 1)],
        ),
    ):  # fmt: skip
        chosen, passed_over = choose(table, wish)
        assert _pairs(chosen) == kept
        assert list(passed_over.itertuples(index=False, name=None)) == counts


def test_hazard_goes_by_the_waste_code_of_the_offer() -> None:
    flows = toy.flows({"low_code": "100103"}, {"low_code": "100104"}, {})
    table = candidates({"offer_id": "F1"}, {"offer_id": "F2"}, {"offer_id": "F3"})
    hazardous, passed_over = choose(table, Wish(is_hazardous=True), flows)
    assert _pairs(hazardous) == ["F2"]  # 10 01 04*: oil fly ash
    assert passed_over.iloc[0].to_list() == ["hazardous", 2, 1]
    assert _pairs(choose(table, Wish(is_hazardous=False), flows)[0]) == ["F1"]
    with pytest.raises(BadTable, match="table of flows"):
        choose(table, Wish(is_hazardous=True))


def test_only_what_surely_lies_beyond_its_break_even_falls_out() -> None:
    table = candidates(
        *({"offer_id": name, "road_distance_km": km, "distance_uncertainty_km": 10}
          for name, km in (("A", 109), ("B", 111), ("C", 5000), ("D", None)))
    ).assign(break_even_high_km=[100.0, 100.0, np.nan, 100.0])  # fmt: skip
    kept, passed_over = choose(table, Wish(within_break_even=True))
    assert _pairs(kept) == [
        "A",
        "C",
        "D",
    ]  # 109 − 10 < 100 < 111 − 10; C has no break-even, D no distance
    assert passed_over["passed_over_count"].to_list() == [1]
    without = table.drop(columns="break_even_high_km")
    with pytest.raises(BadTable, match="run `assess`"):
        choose(without, Wish(within_break_even=True))
    assert len(choose(without, Wish())[0]) == 4  # no cut that nobody asked for


def test_an_order_is_read_as_it_is_written() -> None:
    assert order_from(" both ") == order_from("distance=1,emissions=1")
    assert order_from("distance=2").weights == (2.0,)
