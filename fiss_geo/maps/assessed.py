"""What the pages tell of a candidate's truck, chain, pipe, cost and benefit."""

from typing import Any

import pandas as pd

from fiss_geo.maps import numbers
from fiss_geo.maps.numbers import DASH, THIN_SPACE

Row = dict[str, Any]

_FAR_KM = 1500.0  # no two places of Finland are further apart by road


def assessed_texts(row: Row) -> Row:
    """Write the figures of ``assess`` besides the emissions, as texts for people.

    Parameters
    ----------
    row : dict
        A disclosed candidate; columns that it lacks count as not known.

    Returns
    -------
    dict
        ``truck``, ``chain``, ``pipe``, ``cost`` and ``net`` with the sorting figures ``cost_value``
        and ``net_value``, ``net_basis``; an empty text where nothing is known.
    """
    cost, net = (
        _figure(row, f"{name}_per_t") for name in ("transport_cost_eur", "net_benefit_kg_co2e")
    )
    return {
        "truck": _truck(row), "chain": _chain(row), "pipe": _pipe(row),
        "cost": numbers.significant(cost, 2), "cost_value": cost,
        "cost_span": _span(row, "transport_cost", "eur"),
        "net": _signed(net), "net_value": net, "net_span": _span(row, "net_benefit", "kg_co2e"),
        "net_basis": _text(row, "avoided_basis"), "break_even": _break_even(row),
        "is_constrained": row.get("is_supply_constrained") is True,
    }  # fmt: skip


def _truck(row: Row) -> str:
    vehicle, body, load = _text(row, "vehicle"), _text(row, "body_type"), _figure(row, "load_t")
    if not vehicle:
        return ""
    loaded = "" if load is None else f", {numbers.significant(load, 2)}{THIN_SPACE}t a load"
    return f"{vehicle}, {body}{loaded}" if body else vehicle


def _chain(row: Row) -> str:
    """Tell a chain only where it beats the truck."""
    chain, kg = _text(row, "best_chain"), _figure(row, "chain_wtw_kg_co2e_per_t")
    if not chain or chain == "road" or kg is None:
        return ""
    return f"{chain} ({_text(row, 'chain_terminals')}): {numbers.emissions(kg)}"


def _pipe(row: Row) -> str:
    limit, reach = _figure(row, "pipe_limit_km"), _text(row, "pipe_reach")
    return "" if limit is None or not reach else f"{reach} of {limit:g}{THIN_SPACE}km"


def _break_even(row: Row) -> str:
    far = _figure(row, "break_even_km")
    if far is None:
        return ""
    if far > _FAR_KM:
        return "pays at any distance in Finland"
    return f"pays up to {numbers.significant(far, 2)}{THIN_SPACE}km" if far > 0 else "pays nowhere"


def _span(row: Row, name: str, unit: str) -> str:
    low, high = (_figure(row, f"{name}_{end}_{unit}_per_t") for end in ("low", "high"))
    if low is None or high is None:
        return ""
    if name == "net_benefit":
        return f"{_signed(low)} to {_signed(high)}"
    return f"{numbers.significant(low, 2)}{DASH}{numbers.significant(high, 2)}"


def _signed(value: float | None) -> str:
    """Write a number with a true minus.

    >>> _signed(-3.04), _signed(None)
    ('−3.0', '')
    """
    return "" if value is None else numbers.significant(value, 2).replace("-", "−")


def _figure(row: Row, name: str) -> float | None:
    value = row.get(name)
    return None if value is None or pd.isna(value) else float(value)


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None or pd.isna(value) else str(value)
