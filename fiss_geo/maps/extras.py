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
    "transport_wtw_t_co2e_per_a": Extra(N_("Transport emissions in a year"), N_("t CO₂e/a"), 2),
}
