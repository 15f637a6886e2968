"""Columns that stages may add to candidates and that the site shows where they are there.

One line each: the column, what it is called, its unit, and the significant digits worth showing.
It then stands on the card, in the downloads, and may be shown to the public.
"""

from typing import Final, NamedTuple

from fiss_geo.maps.words import N_


class Extra(NamedTuple):
    """How a column is told: its label, its unit, and its significant digits."""

    label: str
    unit: str
    digits: int


CANDIDATE_EXTRAS: Final[dict[str, Extra]] = {
    "trips_per_a": Extra(N_("Loads a year"), "", 3),
    "load_t": Extra(N_("Load"), "t", 2),
    "transport_wtw_t_co2e_per_a": Extra(N_("Transport emissions in a year"), N_("t CO₂e/a"), 2),
    "transport_cost_eur_per_t": Extra(N_("Transport cost (illustrative)"), "€/t", 2),
    "transport_cost_low_eur_per_t": Extra(N_("Transport cost, low end"), "€/t", 2),
    "transport_cost_high_eur_per_t": Extra(N_("Transport cost, high end"), "€/t", 2),
    "net_benefit_kg_co2e_per_t": Extra(N_("Net benefit"), "kg CO₂e/t", 2),
    "net_benefit_low_kg_co2e_per_t": Extra(N_("Net benefit, low end"), "kg CO₂e/t", 2),
    "net_benefit_high_kg_co2e_per_t": Extra(N_("Net benefit, high end"), "kg CO₂e/t", 2),
    "break_even_km": Extra(N_("Emissions are saved up to a distance of"), "km", 2),
}
