"""The plan: as good as trying every plan, by the solver's own word and by brute force."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiss_geo.decisions.plan import Market, best_plan, greedy_plan


def _market(
    pairs: list[tuple[int, int, float]], supply: list[float], demand: list[float], lot: float = 0.0
) -> Market:
    offer, need, gain = (np.array(part) for part in zip(*pairs, strict=True))
    return Market(
        offer.astype(np.int64), need.astype(np.int64), gain.astype(float),
        np.array(supply, dtype=float), np.array(demand, dtype=float), lot,
    )  # fmt: skip


def _brute_force(market: Market) -> float:
    """Try every plan in whole tonnes; with whole limits and lots the best one is among them."""
    most = np.minimum(market.supply_t[market.offer], market.demand_t[market.need])
    choices = [[t for t in range(int(limit) + 1) if t == 0 or t >= market.lot_t] for limit in most]
    best = 0.0
    for plan in product(*choices):
        given_t = np.array(plan, dtype=float)
        fits = all(
            (np.bincount(end, given_t, len(limit)) <= limit).all()
            for end, limit in ((market.offer, market.supply_t), (market.need, market.demand_t))
        )
        best = max(best, float(given_t @ market.gain_per_t)) if fits else best
    return best


_limit = st.integers(0, 4)
_gain = st.integers(-3, 9)


@settings(max_examples=60)
@given(
    st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 2)), _gain, min_size=1, max_size=5),
    st.lists(_limit, min_size=3, max_size=3),
    st.lists(_limit, min_size=3, max_size=3),
    st.integers(0, 3),
)
def test_no_plan_is_better(
    gains: dict[tuple[int, int], int], supply: list[float], demand: list[float], lot: int
) -> None:
    pairs = [(offer, need, float(gain)) for (offer, need), gain in sorted(gains.items())]
    market = _market(pairs, supply, demand, lot)
    plan = best_plan(market)
    assert plan.gain == pytest.approx(_brute_force(market))
    assert plan.most_gain == pytest.approx(plan.gain)
    greedy = greedy_plan(market)
    assert greedy @ market.gain_per_t <= plan.gain + 1e-9
    for given_t in (plan.given_t, greedy):
        assert (given_t[market.gain_per_t <= 0] == 0).all()
        assert ((given_t == 0) | (given_t >= lot - 1e-9)).all()
        assert (np.bincount(market.offer, given_t, 3) <= market.supply_t + 1e-9).all()
        assert (np.bincount(market.need, given_t, 3) <= market.demand_t + 1e-9).all()


def test_greedy_takes_the_best_pair_and_blocks_two_good_ones() -> None:
    # A could serve X (10) or Y (9); B only X (8). Greedy: A→X 10 = 10. Best: A→Y 9 + B→X 8 = 17.
    market = _market([(0, 0, 10), (0, 1, 9), (1, 0, 8)], [1, 1], [1, 1])
    plan = best_plan(market)
    assert plan.given_t.tolist() == [0, 1, 1]
    assert plan.gain == 17
    assert greedy_plan(market).tolist() == [1, 0, 0]


def test_shadow_prices_by_hand() -> None:
    # 5 t offered at 10, 3 t needed: a tonne more of need gains 10, of the offer nothing.
    plan = best_plan(_market([(0, 0, 10)], [5], [3]))
    assert plan.supply_price_per_t.tolist() == [0]
    assert plan.demand_price_per_t.tolist() == [10]


def test_a_lot_that_nobody_can_fill_and_a_loss_are_left() -> None:
    assert best_plan(_market([(0, 0, 10)], [5], [3], lot=4)).given_t.tolist() == [0]
    assert best_plan(_market([(0, 0, -1)], [5], [3])).given_t.tolist() == [0]


def test_a_need_without_a_figure_does_not_limit() -> None:
    plan = best_plan(_market([(0, 0, 1), (1, 0, 1)], [5, 7], [np.inf]))
    assert plan.given_t.tolist() == [5, 7]
    assert plan.demand_price_per_t.tolist() == [0]
