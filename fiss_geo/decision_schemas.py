"""The contracts of the tables that answer a question, beside those of the road in ``schemas``."""

from typing import Final

import pandera.pandas as pa

from fiss_geo.schemas import _flag, _number, _text, _whole

PLACES_IN_PLAN: Final = ("given", "others give more", "not in the plan")
UNKNOWN_AREA: Final = "not known"
"""Stands in the place of a code that no flow has, so that totals keep a row of their own."""


CROSSINGS: Final = pa.DataFrameSchema(
    {
        "offer_id": _text("flow_id of the offer", nullable=False),
        "need_id": _text("flow_id of the need", nullable=False),
        "offer_organisation": _text("Who offers", nullable=False),
        "need_organisation": _text("Who needs", nullable=False),
        "material_group": _text("Material group of the offer, else of the need"),
        "offer_region_code": _text("Region of the offer, 2 digits", nullable=False),
        "need_region_code": _text("Region of the need, 2 digits", nullable=False),
        "mass_t_per_a": _number("Mass that the two could exchange in a year", "t/a"),
        "road_distance_km": _number("Shortest distance by road", "km"),
        "score": _number("Match score from 0 to 1", "1"),
        "offer_home_distance_km": _number("From the offer to its nearest need at home", "km"),
        "need_home_distance_km": _number("To the need from its nearest offer at home", "km"),
        "is_only_across": _flag("Neither end has a nearer partner in its own region"),
        "home_note": _text("What each end has at home", nullable=False),
    },
    unique=["offer_id", "need_id"],
    name="Crossings",
)

OPPORTUNITIES: Final = pa.DataFrameSchema(
    {
        "offer_region_code": _text("Region of the offers; “not known” if not known"),
        "need_region_code": _text("Region of the needs; “not known” if not known"),
        "material_group": _text("Material group; “not known” if not known"),
        "is_cross_region": _flag("The two regions are known and differ"),
        "candidate_count": _whole("Candidates of this pair of regions and material"),
        "quantified_count": _whole("Those whose mass is known"),
        "offer_count": _whole("Different offers among them"),
        "need_count": _whole("Different needs among them"),
        "mass_up_to_t_per_a": _number(
            "The most that could be exchanged, each offer and each need counted once", "t/a"
        ),
        "only_across_count": _whole("Candidates that have no nearer partner at home at either end"),
        "only_across_up_to_t_per_a": _number("The most that these could exchange", "t/a"),
        "nearest_road_distance_km": _number("Of the nearest candidate", "km"),
        "best_offer_id": _text("flow_id of the offer of the candidate that ranks first"),
        "best_need_id": _text("flow_id of its need"),
        "best_offer_organisation": _text("Who offers in it"),
        "best_need_organisation": _text("Who needs in it"),
        "best_road_distance_km": _number("Its road distance", "km"),
    },
    name="Opportunities",
)

_BALANCE_PARTS: Final = {
    "offered": "Offers of the park, where a figure is known",
    "needed": "Needs of the park, where a figure is known",
    "inside_given": "Of the offers, what needs inside the park could take",
    "inside_taken": "Of the needs, what offers inside the park could meet",
    "outgoing": "Of what is left of the offers, what needs outside could take",
    "incoming": "Of what is left of the needs, what offers outside could meet",
    "unused": "Of the offers, what finds no taker",
    "unmet": "Of the needs, what finds no giver",
}


def _balance(name: str, ending: str, unit: str) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {
            "park_id": _text("Eco-industrial park", nullable=False),
            "material_group": _text("Material group of the flow; “not known” if not known"),
            "offer_count": _whole("Offers in the park"),
            "need_count": _whole("Needs in the park"),
            "offers_without_figure_count": _whole("Offers whose figure is not known"),
            "needs_without_figure_count": _whole("Needs whose figure is not known"),
            **{f"{part}_{ending}": _number(words, unit) for part, words in _BALANCE_PARTS.items()},
            "self_sufficiency_share": _number("inside_taken over needed", "1"),
        },
        name=name,
    )


MASS_BALANCE: Final = _balance("MassBalance", "t_per_a", "t/a")
HEAT_BALANCE: Final = _balance("HeatBalance", "gwh_per_a", "GWh/a")

PARK_FLOWS: Final = pa.DataFrameSchema(
    {
        "flow_id": _text("The flow", nullable=False, unique=True),
        "park_id": _text("Its park", nullable=False),
        "role": _text("What the organisation has or wants", nullable=False),
        "organisation": _text("Who offers or needs", nullable=False),
        "resource_name": _text("The resource", nullable=False),
        "material_group": _text("Material group"),
        "mass_t_per_a": _number("Yearly mass; missing where the file gives none", "t/a"),
        "inside_t_per_a": _number("What the park itself could take or give", "t/a"),
        "across_t_per_a": _number("What the outside could take or give of the rest", "t/a"),
        "left_t_per_a": _number("What stays unused or unmet", "t/a"),
        "partners_inside_count": _whole("Candidates inside the park"),
        "partners_outside_count": _whole("Candidates outside"),
        "nearest_outside_id": _text("flow_id of the nearest candidate outside"),
        "nearest_outside_organisation": _text("Who that is"),
        "nearest_outside_km": _number("Road distance to it", "km"),
    },
    name="ParkFlows",
)

COMMON_SURPLUSES: Final = pa.DataFrameSchema(
    {
        "park_id": _text("Eco-industrial park", nullable=False),
        "neighbour_park_id": _text("Another park with the same material unused", nullable=False),
        "material_group": _text("Material group", nullable=False),
        "unused_t_per_a": _number("Unused in the park", "t/a"),
        "neighbour_unused_t_per_a": _number("Unused in the neighbour", "t/a"),
        "together_t_per_a": _number("Both", "t/a"),
        "straight_distance_km": _number("Between their nearest flows of it, straight", "km"),
    },
    name="CommonSurpluses",
)

ALLOCATION: Final = pa.DataFrameSchema(
    {
        "offer_id": _text("flow_id of the offer", nullable=False),
        "need_id": _text("flow_id of the need", nullable=False),
        "offer_organisation": _text("Who offers", nullable=False),
        "need_organisation": _text("Who needs", nullable=False),
        "material_group": _text("Material group of the offer, else of the need"),
        "offer_region_code": _text("Region of the offer, 2 digits"),
        "need_region_code": _text("Region of the need, 2 digits"),
        "offer_park_id": _text("Park of the offer"),
        "need_park_id": _text("Park of the need"),
        "road_distance_km": _number("Shortest distance by road", "km"),
        "gain_per_t": _number("What a tonne is worth to the aim", "gain_unit", lowest=None),
        "gain_unit": _text("Unit of the gain of a tonne", nullable=False),
        "place_in_plan": _text("What became of it", *PLACES_IN_PLAN, nullable=False),
        "allocated_t": _number("Given in the period; missing: not in the plan", "t"),
        "greedy_t": _number("Given when the best candidates are served first", "t"),
        "net_benefit_t_co2e": _number("Net benefit of what is given", "t CO2e", lowest=None),
        "transport_wtw_t_co2e": _number("Emissions of moving what is given", "t CO2e"),
        "limit_note": _text("What limits the two, or why they are not in the plan"),
    },
    unique=["offer_id", "need_id"],
    name="Allocation",
)

SHADOW_PRICES: Final = pa.DataFrameSchema(
    {
        "flow_id": _text("A flow that limits the plan", nullable=False, unique=True),
        "role": _text("What the organisation has or wants", nullable=False),
        "organisation": _text("Who offers or needs", nullable=False),
        "material_group": _text("Material group"),
        "region_code": _text("Region, 2 digits"),
        "gain_per_t": _number("Gain of the first tonne more of it", "gain_unit"),
        "step_t": _number("How much more was tried", "t"),
        "step_gain": _number("What that much more would gain in all", "step_gain_unit"),
        "step_gain_unit": _text("Unit of that gain", nullable=False),
        "words": _text("The same in words", nullable=False),
        "words_fi": _text("The same in Finnish", nullable=False),
        "words_sv": _text("The same in Swedish", nullable=False),
    },
    name="ShadowPrices",
)

AREA_FIGURES: Final = pa.DataFrameSchema(
    {
        "level": _text("What the row sums up", "nation", "region", "park", "material"),
        "region_code": _text("Region; “not known” if not known"),
        "park_id": _text("Park; “outside” for what is in none"),
        "material_group": _text("Material group; “not known” if not known"),
        "flow_count": _whole("Flows in play"),
        "offered_t_per_a": _number("Offers, where a figure is known", "t/a"),
        "needed_t_per_a": _number("Needs, where a figure is known", "t/a"),
        "offered_heat_gwh_per_a": _number("Heat offered", "GWh/a"),
        "needed_heat_gwh_per_a": _number("Heat needed", "GWh/a"),
        "stock_mass_t": _number("One-off stocks", "t"),
        "candidate_count": _whole("Candidates, where the offer is"),
        "exchangeable_t_per_a": _number(
            "What all could exchange at once, known figures only, where the offer is", "t/a"
        ),
    },
    name="AreaFigures",
)

REALISED_FIGURES: Final = pa.DataFrameSchema(
    {
        "level": _text("What the row sums up", "nation", "region", "park"),
        "region_code": _text("Region; “not known” if not known"),
        "park_id": _text("Park; “outside” for what is in none"),
        "measure": _text("What is measured; the unit ends its name", nullable=False),
        "unit": _text("Unit of the values", nullable=False),
        "synergy_count": _whole("Synergies that have a figure"),
        "benefit_value": _number("As recorded", "unit", lowest=None),
        "attributed_value": _number("Times the share attributed", "unit", lowest=None),
        "lifetime_value": _number("Times the years that it lasts", "unit", lowest=None),
    },
    name="RealisedFigures",
)

EXPERTS: Final = pa.DataFrameSchema(
    {
        "expert_name": _text("Who may be asked", nullable=False),
        "organisation": _text("Where the person works"),
        "expertise": _text("Material groups parted by ;, or any", nullable=False),
        "region_codes": _text("Regions parted by ;; missing: the whole country"),
        "contact": _text("How to reach the person"),
        "is_public": _flag("May be named to everyone"),
    },
    name="Experts",
)

DECISION_CONTRACTS: Final = (
    CROSSINGS, OPPORTUNITIES, MASS_BALANCE, HEAT_BALANCE, PARK_FLOWS, COMMON_SURPLUSES,
    ALLOCATION, SHADOW_PRICES, AREA_FIGURES, REALISED_FIGURES, EXPERTS,
)  # fmt: skip
