"""Why a candidate stands where it stands, in a sentence a row."""

import re
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.ranking.criteria import Criterion, Order
from fiss_geo.ranking.ranges import Costs

_DIGITS: Final = 3
_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")


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


@cache
def sentences(language: str) -> dict[str, str]:
    """Read the sentences of a language by their keys.

    >>> sentences("fi")["distance_best"]
    'lyhin tieetäisyys'
    """
    table = reference.decision_sentences()
    return dict(zip(table["key"], table[language], strict=True))


def explain(order: Order, placed: Placed, language: str = "en") -> list[str]:
    """Write the sentence of every row.

    Parameters
    ----------
    order : Order
    placed : Placed
    language : {"en", "fi", "sv"}

    Returns
    -------
    list of str
        In the order of the ranking.
    """
    said = sentences(language)
    values = [
        _values(one, costs, said) for one, costs in zip(order.criteria, placed.costs, strict=True)
    ]
    if order.weights is not None:
        bodies = _by_places(order, placed, said)
    elif len(order.criteria) == 1:
        bodies = _by_one(order.criteria[0], placed, values[0], said)
    else:
        bodies = _one_after_the_other(order, placed, values, said)
    count = len(bodies)
    pattern = said["place"]
    texts = [
        pattern.format(rank=rank, count=count, body=body) + end
        for rank, (body, end) in enumerate(
            zip(bodies, _endings(placed, count, said), strict=True), 1
        )
    ]
    return texts if language == "en" else [_POINT.sub(",", text) for text in texts]


def _by_one(
    criterion: Criterion, placed: Placed, values: list[str], said: dict[str, str]
) -> list[str]:
    costs = placed.costs[0].middle
    is_best = costs == (costs[0] if len(costs) else np.nan)
    name, best = said[criterion.name], said[f"{criterion.name}_best"]
    return [
        said["first"].format(best=best, value=value)
        if first
        else said["figure"].format(name=name, value=value)
        for value, first in zip(values, is_best, strict=True)
    ]


def _one_after_the_other(
    order: Order, placed: Placed, values: list[list[str]], said: dict[str, str]
) -> list[str]:
    """Tell each figure until one decides: alone in its group, or the last."""
    sizes = [_group_sizes(placed.keys[: depth + 1]) for depth in range(len(values) - 1)]
    names = [said[criterion.name] for criterion in order.criteria]
    bodies = []
    for row in range(len(values[0])):
        body = said["figure"].format(name=names[0], value=values[0][row])
        for depth, size in enumerate(sizes):
            if size[row] == 1:
                break
            body += said["then"].format(
                others=size[row] - 1, name=names[depth + 1], value=values[depth + 1][row]
            )
        bodies.append(body)
    return bodies


def _group_sizes(keys: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.int64]:
    """Count the rows that share all keys so far."""
    table = pd.DataFrame(dict(enumerate(keys)))
    return table.groupby(list(table.columns))[0].transform("size").to_numpy()


def _by_places(order: Order, placed: Placed, said: dict[str, str]) -> list[str]:
    named = [
        {"name": said[one.name], "weight": f"{weight:g}"}
        for one, weight in zip(order.criteria, order.weights or (), strict=True)
    ]
    places = placed.places.to_numpy()
    return [
        _mean_sentence(
            mean, [_place(place, name, said) for place, name in zip(row, named, strict=True)], said
        )
        for mean, row in zip(placed.keys[0], places, strict=True)
    ]


def _mean_sentence(mean: float, parts: list[str], said: dict[str, str]) -> str:
    known = ", ".join(parts)
    if np.isnan(mean):
        return said["no_figure"].format(parts=known)
    return said["mean"].format(mean=f"{mean:.4g}", parts=known)


def _place(place: float, named: dict[str, str], said: dict[str, str]) -> str:
    if np.isnan(place):
        return said["no_place"].format(**named)
    return said["by_place"].format(place=f"{place:.0f}", **named)


def _values(criterion: Criterion, costs: Costs, said: dict[str, str]) -> list[str]:
    """Write the figure of each row with its range: "12 km (10 to 14)"."""
    sign = 1 if criterion.is_less_better else -1
    unit = f" {said.get(criterion.unit, criterion.unit)}" if criterion.unit else ""
    ends = (costs.low, costs.high) if criterion.is_less_better else (-costs.high, -costs.low)
    return [
        _value(unit, (middle, low, high), said)
        for middle, low, high in zip((sign * costs.middle).tolist(), *ends, strict=True)
    ]


def _value(unit: str, figures: tuple[float, float, float], said: dict[str, str]) -> str:
    middle, low, high = figures
    if np.isnan(middle):
        return said["not_known"]
    text = f"{number(middle)}{unit}"
    if low == high or np.isnan(low) or np.isnan(high):
        return text
    return said["range"].format(value=text, low=number(low), high=number(high))


def number(value: float) -> str:
    """Write a figure to three significant digits, thousands apart.

    >>> number(12345.6), number(0.0123), number(-4.0)
    ('12 300', '0.0123', '-4')
    """
    rounded = float(f"{value:.{_DIGITS}g}")
    text = f"{rounded:,.0f}" if abs(rounded) >= 10**_DIGITS else f"{rounded:.{_DIGITS}g}"
    return text.replace(",", " ")


def _endings(placed: Placed, count: int, said: dict[str, str]) -> list[str]:
    """Say where a row equals the next, or is not told from it."""
    keys = np.column_stack(placed.keys)
    is_known = ~np.isnan(keys[:, -1])
    equal = np.zeros(count, dtype=bool)
    known_next = np.zeros(count, dtype=bool)
    if count > 1:
        equal[:-1] = (keys[:-1] == keys[1:]).all(axis=1) & is_known[1:]
        known_next[:-1] = is_known[:-1] & is_known[1:]
    same, near = said["same"], said["near"]
    return [
        same if is_equal else near if has_next and not is_told else ""
        for is_equal, has_next, is_told in zip(equal, known_next, placed.is_told, strict=True)
    ]
