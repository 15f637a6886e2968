"""Why a candidate stands where it stands, in a sentence a row."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.ranking.criteria import Criterion, Order
from fiss_geo.ranking.ranges import Costs

_DIGITS: Final = 3


class Placed(NamedTuple):
    """What an order rests on; arrays in the order of the ranking.

    Attributes
    ----------
    costs : list of Costs
        One a criterion.
    keys : list of numpy.ndarray
        What was sorted by: groups and the last figure, or the mean of the places.
    places : pandas.DataFrame
        Place of each candidate by each criterion; empty without weights.
    is_told : numpy.ndarray of bool
        Whether the ranges tell a row from the next.
    """

    costs: list[Costs]
    keys: list[npt.NDArray[np.float64]]
    places: pd.DataFrame
    is_told: npt.NDArray[np.bool_]


def explain(order: Order, placed: Placed) -> list[str]:
    """Write the sentence of every row.

    Parameters
    ----------
    order : Order
    placed : Placed

    Returns
    -------
    list of str
        In the order of the ranking.
    """
    values = [_values(one, costs) for one, costs in zip(order.criteria, placed.costs, strict=True)]
    if order.weights is not None:
        bodies = _by_places(order, placed)
    elif len(order.criteria) == 1:
        bodies = _by_one(order.criteria[0], placed, values[0])
    else:
        bodies = _one_after_the_other(order, placed, values)
    count = len(bodies)
    ends = _endings(placed, count)
    return [
        f"{rank} of {count}: {body}{end}"
        for rank, (body, end) in enumerate(zip(bodies, ends, strict=True), 1)
    ]


def _by_one(criterion: Criterion, placed: Placed, values: list[str]) -> list[str]:
    costs = placed.costs[0].middle
    is_best = costs == (costs[0] if len(costs) else np.nan)
    return [
        f"{criterion.best}, {value}" if best else f"{criterion.words} {value}"
        for value, best in zip(values, is_best, strict=True)
    ]


def _one_after_the_other(order: Order, placed: Placed, values: list[list[str]]) -> list[str]:
    """Tell each figure until one decides: alone in its group, or the last."""
    sizes = [_group_sizes(placed.keys[: depth + 1]) for depth in range(len(values) - 1)]
    words = [criterion.words for criterion in order.criteria]
    bodies = []
    for row in range(len(values[0])):
        said = f"{words[0]} {values[0][row]}"
        for depth, size in enumerate(sizes):
            if size[row] == 1:
                break
            like = f"not told apart from {size[row] - 1} more, so by"
            said = f"{said}, {like} {words[depth + 1]} {values[depth + 1][row]}"
        bodies.append(said)
    return bodies


def _group_sizes(keys: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.int64]:
    """Count the rows that share all keys so far."""
    table = pd.DataFrame(dict(enumerate(keys)))
    return table.groupby(list(table.columns))[0].transform("size").to_numpy()


def _by_places(order: Order, placed: Placed) -> list[str]:
    means = placed.keys[0]
    names = [
        f"by {one.words} (weight {weight:g})"
        for one, weight in zip(order.criteria, order.weights or (), strict=True)
    ]
    places = placed.places.to_numpy()
    return [
        _mean_sentence(mean, [_place(place, name) for place, name in zip(row, names, strict=True)])
        for mean, row in zip(means, places, strict=True)
    ]


def _mean_sentence(mean: float, parts: list[str]) -> str:
    known = ", ".join(parts)
    return f"no figure is known: {known}" if np.isnan(mean) else f"mean place {mean:.4g}: {known}"


def _place(place: float, name: str) -> str:
    if np.isnan(place):
        return f"not known {name}, left out of the mean"
    return f"place {place:.0f} {name}"


def _values(criterion: Criterion, costs: Costs) -> list[str]:
    """Write the figure of each row with its range: "12 km (10 to 14)"."""
    sign = 1 if criterion.is_less_better else -1
    unit = f" {criterion.unit}" if criterion.unit else ""
    ends = (costs.low, costs.high) if criterion.is_less_better else (-costs.high, -costs.low)
    return [
        _value(unit, middle, low, high)
        for middle, low, high in zip((sign * costs.middle).tolist(), *ends, strict=True)
    ]


def _value(unit: str, middle: float, low: float, high: float) -> str:
    if np.isnan(middle):
        return "not known"
    said = f"{number(middle)}{unit}"
    if low == high or np.isnan(low) or np.isnan(high):
        return said
    return f"{said} ({number(low)} to {number(high)})"


def number(value: float) -> str:
    """Write a figure to three significant digits, thousands apart.

    >>> number(12345.6), number(0.0123), number(-4.0)
    ('12 300', '0.0123', '-4')
    """
    rounded = float(f"{value:.{_DIGITS}g}")
    text = f"{rounded:,.0f}" if abs(rounded) >= 10**_DIGITS else f"{rounded:.{_DIGITS}g}"
    return text.replace(",", " ")


def _endings(placed: Placed, count: int) -> list[str]:
    """Say where a row equals the next, or is not told from it."""
    keys = np.column_stack(placed.keys)
    is_known = ~np.isnan(keys[:, -1])
    equal = np.zeros(count, dtype=bool)
    known_next = np.zeros(count, dtype=bool)
    if count > 1:
        equal[:-1] = (keys[:-1] == keys[1:]).all(axis=1) & is_known[1:]
        known_next[:-1] = is_known[:-1] & is_known[1:]
    same = "; the next has the same figures, and is after it by match score or identifier"
    near = "; the ranges do not tell it from the next"
    return [
        same if is_equal else near if has_next and not is_told else ""
        for is_equal, has_next, is_told in zip(equal, known_next, placed.is_told, strict=True)
    ]
