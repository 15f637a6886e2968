"""rank on what the road really gives for the example flows: every order, and the break-even."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from fiss_geo.ranking.criteria import CRITERIA
from fiss_geo.ranking.filters import Wish, choose
from fiss_geo.ranking.rank import rank

if TYPE_CHECKING:
    from fiss_geo import pipeline


@pytest.mark.parametrize("by", list(CRITERIA))
def test_real_candidates_stand_in_the_order_asked_for(
    example_tables: "pipeline.Run", by: str
) -> None:
    ranked, criterion = rank(example_tables.ranking, by), CRITERIA[by]
    figures = ranked[criterion.column].to_numpy(dtype=float, na_value=np.nan)
    known = figures[~np.isnan(figures)]
    assert 0 < len(known) <= len(ranked) == len(example_tables.ranking)  # nobody is cut off
    assert np.isnan(figures[len(known) :]).all()
    steps = np.diff(known)
    assert (steps >= 0).all() if criterion.is_less_better else (steps <= 0).all()
    assert ranked["rank_reason"].str.startswith(f"1 of {len(ranked)}: the ").iloc[0]


def test_the_net_benefit_is_what_is_spared_less_processing_and_transport(
    example_tables: "pipeline.Run",
) -> None:
    table = example_tables.ranking
    known = table[table["net_benefit_kg_co2e_per_t"].notna()]
    spared = known["avoided_kg_co2e_per_t"] - known["processing_kg_co2e_per_t"]
    benefit = spared - known["transport_wtw_kg_co2e_per_t"]
    assert len(known) >= 3
    np.testing.assert_allclose(known["net_benefit_kg_co2e_per_t"], benefit, rtol=1e-9)
    # At the break-even distance transport eats up what is spared, and nearer it does not.
    even = known[known["break_even_km"].notna() & (known["road_distance_km"] > 0)]
    is_within = even["road_distance_km"] < even["break_even_km"]
    pd.testing.assert_series_equal(
        is_within, even["net_benefit_kg_co2e_per_t"] > 0, check_names=False
    )


def test_only_what_surely_gains_nothing_falls_out_by_its_break_even(
    example_tables: "pipeline.Run",
) -> None:
    table = example_tables.ranking
    kept, passed_over = choose(table, Wish(within_break_even=True))
    fallen = table.drop(kept.index)
    assert 0 < len(fallen) == passed_over["passed_over_count"].sum() < len(table)
    assert (fallen["net_benefit_high_kg_co2e_per_t"] <= 0).all()
