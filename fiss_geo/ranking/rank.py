"""Verb six, ``rank``: the candidates in the order of what the reader cares for."""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.ranking.criteria import Order, order_from
from fiss_geo.ranking.explain import Placed, explain
from fiss_geo.ranking.pareto import pareto_front
from fiss_geo.ranking.ranges import Costs, costs_of, groups_not_told_apart, is_surely_better
from fiss_geo.schemas import ASSESSED_CANDIDATES, RANKING, keep

Table = TypeVar("Table", bound=pd.DataFrame)


def rank(candidates: Table, by: str = "both") -> Table:
    """Put candidates in order, best first.

    Parameters
    ----------
    candidates : geopandas.GeoDataFrame
        AssessedCandidates.
    by : str
        ``distance``, ``emissions``, ``benefit``, ``benefit-per-tonne``, ``cost``, ``score`` or
        ``tonnes``; several after each other (``distance, score``); several weighted
        (``emissions=2, tonnes=1``); or ``both``, the mean of the places by distance and by
        emissions. See ``docs/rank.md``.

    Returns
    -------
    geopandas.GeoDataFrame
        Ranking: the same rows in that order, with ``rank`` from 1, ``rank_reason`` in words
        (``_fi`` and ``_sv`` too),
        ``pareto_front``, and ``is_distinguishable_from_next``, true only where the ranges of the
        two rows show it. Rows without the figure come last. Equal figures are ordered by the
        score, then by ``offer_id`` and ``need_id``, so that the order does not depend on that of
        the input.

    Raises
    ------
    BadTable
        If ``candidates`` is not a table of AssessedCandidates.
    ValueError
        If ``by`` is no order.
    """
    order = order_from(by)
    keep(ASSESSED_CANDIDATES, candidates)
    costs = [costs_of(candidates, criterion) for criterion in order.criteria]
    keys, places = _by_places(order, costs) if order.weights else _by_groups(costs)
    rows = _sorted_rows(candidates, keys)
    placed = Placed(
        [Costs(*(part[rows] for part in one)) for one in costs],
        [key[rows] for key in keys],
        places.iloc[rows] if len(places.columns) else places,
        np.zeros(len(rows), dtype=bool),
    )
    placed = placed._replace(is_told=_is_told_from_next(order, placed.costs))
    ordered = candidates.iloc[rows].reset_index(drop=True)
    return keep(RANKING, ordered.assign(**_columns(ordered, order, placed)))


def _columns(ordered: pd.DataFrame, order: Order, placed: Placed) -> dict[str, Any]:
    said = {
        f"rank_reason{end}": pd.Series(explain(order, placed, code), ordered.index, dtype="str")
        for end, code in (("", "en"), ("_fi", "fi"), ("_sv", "sv"))
    }
    return {
        "rank": pd.array(range(1, len(ordered) + 1), dtype="Int64"),
        "is_distinguishable_from_next": placed.is_told,
        "pareto_front": pd.Series(pareto_front(ordered), index=ordered.index, dtype="str"),
        **said,
    }


def _sorted_rows(
    candidates: pd.DataFrame, keys: list[npt.NDArray[np.float64]]
) -> npt.NDArray[np.int64]:
    table = candidates[["score", "offer_id", "need_id"]].reset_index(drop=True)
    names = [f"key {depth}" for depth in range(len(keys))]
    table = table.assign(**dict(zip(names, keys, strict=True)))
    ascending = [*[True] * len(names), False, True, True]
    order = [*names, "score", "offer_id", "need_id"]
    return table.sort_values(order, ascending=ascending, na_position="last").index.to_numpy()


def _by_groups(costs: list[Costs]) -> tuple[list[npt.NDArray[np.float64]], pd.DataFrame]:
    """Sort by groups that the ranges tell apart; the last criterion by its figure."""
    keys: list[npt.NDArray[np.float64]] = []
    within = np.zeros(len(costs[0].middle), dtype=np.int64)
    for one in costs[:-1]:
        within = groups_not_told_apart(one, within)
        keys.append(within.astype(float))
    return [*keys, costs[-1].middle], pd.DataFrame()


def _by_places(
    order: Order, costs: list[Costs]
) -> tuple[list[npt.NDArray[np.float64]], pd.DataFrame]:
    """Sort by the weighted mean of the places that are known.

    Heat has a distance but no truck's emissions: its one place counts for both.
    """
    names = [criterion.name for criterion in order.criteria]
    figures = pd.DataFrame({name: one.middle for name, one in zip(names, costs, strict=True)})
    places = figures.rank(method="min")
    weights = np.array(order.weights)
    is_known = places.notna().to_numpy()
    total = (is_known * weights).sum(axis=1)
    summed = (places.fillna(0).to_numpy() * weights).sum(axis=1)
    mean = np.divide(summed, total, out=np.full(len(total), np.nan), where=total > 0)
    return [mean.round(9)], places


def _is_told_from_next(order: Order, costs: list[Costs]) -> npt.NDArray[np.bool_]:
    """Tell where the ranges show a row to be better than the next one.

    With weights: by every criterion. One after the other: by some criterion, and worse by none
    that comes before it.
    """
    count = len(costs[0].middle)
    after = np.minimum(np.arange(count) + 1, count - 1)
    better = [is_surely_better(one, after) for one in costs]
    if order.weights is not None:
        return np.logical_and.reduce(better)
    told = np.zeros(count, dtype=bool)
    is_worse = np.zeros(count, dtype=bool)
    for one, is_better in zip(costs, better, strict=True):
        told |= is_better & ~is_worse
        is_worse |= one.low > one.high[after]
    return told
