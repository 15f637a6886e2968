"""Columns that stages may add to candidates and that the site shows where they are there.

One line each: the column, what it is called, its unit, the significant digits worth showing, and
the columns of its range. It then stands on the card, in the downloads, and may be shown to the
public; what has a range stands in the tables too.
"""

from typing import Final, NamedTuple

from fiss_geo.maps.words import N_


class Extra(NamedTuple):
    """How a column is told: its label, its unit, its significant digits, and its range."""

    label: str
    unit: str
    digits: int
    low: str = ""
    high: str = ""


CANDIDATE_EXTRAS: Final[dict[str, Extra]] = {
    "trips_per_a": Extra(N_("Loads a year"), "", 3),
    "load_t": Extra(N_("Load"), "t", 2),
    "transport_wtw_t_co2e_per_a": Extra(N_("Transport emissions in a year"), N_("t CO₂e/a"), 2),
    "chain_wtw_kg_co2e_per_t": Extra(
        N_("By rail or sea at best"), "kg CO₂e/t", 2,
        "chain_wtw_low_kg_co2e_per_t", "chain_wtw_high_kg_co2e_per_t",
    ),
    "transport_cost_eur_per_t": Extra(
        N_("Transport cost (illustrative)"), "€/t", 2,
        "transport_cost_low_eur_per_t", "transport_cost_high_eur_per_t",
    ),
    "net_benefit_kg_co2e_per_t": Extra(
        N_("Net benefit"), "kg CO₂e/t", 2,
        "net_benefit_low_kg_co2e_per_t", "net_benefit_high_kg_co2e_per_t",
    ),
    "break_even_km": Extra(
        N_("Emissions are saved up to a distance of"), "km", 2,
        "break_even_low_km", "break_even_high_km",
    ),
}  # fmt: skip

EXTRA_DIGITS: Final[dict[str, int]] = {
    name: extra.digits
    for column, extra in CANDIDATE_EXTRAS.items()
    for name in (column, extra.low, extra.high)
    if name
}
"""Significant digits of all columns that may be shown, ends of ranges too."""
