"""Across regions: what only crossing the border makes possible, by hand in the toy country."""

import pandas as pd
import pytest
import toy_country
from toy_candidates import candidates

from fiss_geo import rank
from fiss_geo.decisions.crossings import crossings, most_exchanged, opportunities


def test_what_only_crossing_makes_possible() -> None:
    table = toy_country.rows_of(crossings(toy_country.ranking()), "offer_id", "need_id")
    assert len(table) == 10  # of 18; eight stay in their region
    only = ["-".join(pair) for pair, row in table.items() if row["is_only_across"]]
    # T and Z have nobody at home; lime L1 has L3 at home, at 130 km, and L2 abroad at 120 km
    assert sorted(only) == ["L2-L1", "T1-T2", "Z1-Z2"]
    assert table[("L2", "L1")]["home_note"] == (
        "the offer has no partner at home; the need has only farther partners at home"
    )
    assert table[("A1", "A3")]["home_note"] == (
        "the offer has no partner at home; the need has a nearer partner at home"
    )
    assert table[("A1", "A3")]["need_home_distance_km"] == 5
    assert pd.isna(table[("A1", "A3")]["offer_home_distance_km"])


@pytest.mark.parametrize(
    ("across_km", "home_km", "is_only"),
    [(50, 60, True), (50, 50, False), (50, 40, False), (50, None, False), (None, 60, False)],
)
def test_it_is_only_said_where_it_is_known(
    across_km: float | None, home_km: float | None, *, is_only: bool
) -> None:
    ends = {"offer_id": "A", "offer_region_code": "01"}
    table = candidates(
        {**ends, "need_id": "X", "need_region_code": "02", "road_distance_km": across_km},
        {**ends, "need_id": "Y", "need_region_code": "01", "road_distance_km": home_km},
    )
    assert crossings(rank(table))["is_only_across"].to_list() == [is_only]


def test_a_partner_at_home_whose_distance_is_not_known_may_be_nearer() -> None:
    ends = {"offer_id": "A", "offer_region_code": "01"}
    table = candidates(
        {**ends, "need_id": "X", "need_region_code": "02", "road_distance_km": 50},
        {**ends, "need_id": "Y", "need_region_code": "01", "road_distance_km": 60},
        {**ends, "need_id": "Z", "need_region_code": "01", "road_distance_km": None},
    )
    across = crossings(rank(table))
    assert across["is_only_across"].to_list() == [False]
    assert "the offer has partners at home whose distance is not known" in across["home_note"][0]


def test_sums_by_pair_of_regions_by_hand() -> None:
    table = opportunities(toy_country.ranking())
    assert table["candidate_count"].sum() == toy_country.COUNT
    assert table.loc[table["is_cross_region"], "candidate_count"].sum() == 10
    assert table["only_across_count"].sum() == 3
    first = table.iloc[0]
    assert first[["offer_region_code", "need_region_code", "material_group"]].to_list() == [
        "02", "01", "lime_and_calcite",
    ]  # fmt: skip
    assert first["only_across_up_to_t_per_a"] == 25
    assert (first["best_offer_organisation"], first["best_road_distance_km"]) == ("L2 Oy", 120)
    rows = toy_country.rows_of(
        table, "offer_region_code", "need_region_code", "material_group"
    )  # fmt: skip
    assert rows[("01", "02", "slag")]["mass_up_to_t_per_a"] == 80
    heat = rows[("01", "02", "waste_heat_steam")]
    assert (heat["candidate_count"], heat["quantified_count"]) == (1, 0)
    assert pd.isna(heat["mass_up_to_t_per_a"])  # not 0
    # plastics in 03: K1 and K2 have 10 each, and K3 takes 10
    assert rows[("03", "03", "plastics")]["mass_up_to_t_per_a"] == 10


def test_flows_of_no_known_region_keep_a_row() -> None:
    table = opportunities(rank(candidates({"offer_region_code": "01"})))
    assert table["need_region_code"].to_list() == ["not known"]
    assert table["is_cross_region"].to_list() == [False]


def test_each_offer_and_need_counts_once() -> None:
    table = pd.DataFrame(
        [("A", "X", 40.0), ("A", "Y", 80.0), ("B", "X", 40.0), ("C", "Y", None)],
        columns=["offer_id", "need_id", "mass_t_per_a"],
    ).assign(all="")
    # offers: A 80 + B 40 = 120; needs: X 40 + Y 80 = 120
    assert most_exchanged(table, ["all"]).to_list() == [120]
    # offers: A 40 + B 40 = 80; need: X 40
    assert most_exchanged(table[table["need_id"] == "X"], ["all"]).to_list() == [40]


def test_the_order_of_the_input_does_not_matter() -> None:
    ranked = toy_country.ranking()
    shuffled = ranked.sample(frac=1, random_state=7)
    pd.testing.assert_frame_equal(opportunities(shuffled), opportunities(ranked))
    pd.testing.assert_frame_equal(crossings(shuffled), crossings(ranked))
