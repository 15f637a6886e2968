"""The contract of every table, and ``keep``, the last line of every stage.

One contract a stage; each is the one before it with the stage's own columns added. A column
says its type, its meaning and its unit; the unit also ends its name. Columns that a user's file
had besides these travel along untouched.
"""

from typing import Any, Final, TypeVar, cast

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import BadTable, UnknownCrs

Table = TypeVar("Table", bound=pd.DataFrame)

ROLES: Final = ("offer", "need")
STATUSES: Final = ("available", "in_use", "planned", "ended", "unknown")
LOCATION_PRECISIONS: Final = ("site", "address", "postcode", "place", "municipality", "none")
AREA_METHODS: Final = (
    "stated", "point in polygon", "largest share", "nearest polygon", "none",
)  # fmt: skip
PARK_METHODS: Final = ("inside", "stated", "within catchment", "none")
DISTANCE_METHODS: Final = (
    "embedded main roads", "OpenStreetMap roads", "OSRM server", "Valhalla server",
    "estimate between near places", "straight line times detour index", "none",
)  # fmt: skip
DISTANCE_BASES: Final = ("shortest feasible distance", "length of the quickest route")
TOTAL_KINDS: Final = (
    "nation", "region", "municipality", "park", "park with catchment", "material",
    "waste category",
)  # fmt: skip
SCREENING: Final = "screening estimate, aligned with EN ISO 14083:2023, not a certified calculation"
PARETO_FRONTS: Final = ("on the front", "not on the front", "not known")
OUTCOMES: Final = ("left out", "kept with a caveat", "no flow")


def _text(
    description: str, *allowed: str, nullable: bool = True, unique: bool = False
) -> pa.Column:
    checks = [pa.Check.isin(list(allowed))] if allowed else []
    return pa.Column(
        "str", checks, nullable=nullable, unique=unique, description=description, metadata={}
    )


def _number(description: str, unit: str, *, lowest: float | None = 0.0) -> pa.Column:
    checks = [] if lowest is None else [pa.Check.ge(lowest)]
    return pa.Column(float, checks, nullable=True, description=description, metadata={"unit": unit})


def _whole(description: str) -> pa.Column:
    return pa.Column("Int64", nullable=True, description=description, metadata={})


def _flag(description: str) -> pa.Column:
    return pa.Column(bool, description=description, metadata={})


def _geometry(description: str) -> pa.Column:
    return pa.Column("geometry", nullable=True, description=description, metadata={})


FLOWS: Final = pa.DataFrameSchema(
    {
        "flow_id": _text("Our identifier of the flow", nullable=False, unique=True),
        "role": _text("What the organisation has or wants", *ROLES, nullable=False),
        "is_service": _flag("A service or capacity, no material"),
        "is_superseded": _flag("The same flow has a row for a later year"),
        "organisation": _text("Who offers or needs", nullable=False),
        "site_name": _text("Plant or site"),
        "resource_name": _text("The resource in the file's first language", nullable=False),
        "resource_name_en": _text("The resource in English"),
        "resource_name_fi": _text("The resource in Finnish"),
        "material_group": _text("Material group, from material_groups.csv"),
        "low_code": _text("List of Waste code, 6 digits (Decision 2000/532/EC)"),
        "ewc_stat_code": _text("Category of waste statistics; a star is hazardous"),
        "cn_code": _text("Code of the Combined Nomenclature, 4, 6 or 8 digits"),
        "code_note": _text("Codes of the row that stand in no list"),
        "nace_code": _text("NACE Rev. 2 / TOL 2008 class of the organisation; several parted by |"),
        "nace_2_1_code": _text("NACE Rev. 2.1 / TOL 2025 class, where the file gives it"),
        "quantity": _number("Quantity, the middle of a range, in quantity_unit", "quantity_unit"),
        "quantity_unit": _text("Unit of the quantity as the file gives it"),
        "quantity_text": _text("Quantity as the file writes it"),
        "quantity_note": _text("What is to be known of the quantity, such as a range"),
        "mass_t_per_a": _number("Yearly mass; missing where the file gives none", "t/a"),
        "mass_low_t_per_a": _number("Low end of the yearly mass, where it is a range", "t/a"),
        "mass_high_t_per_a": _number("High end of the yearly mass, where it is a range", "t/a"),
        "stock_mass_t": _number("One-off stock, not a yearly flow", "t"),
        "energy_gwh_per_a": _number("Yearly energy (heat, steam)", "GWh/a"),
        "volume_m3_per_a": _number("Yearly volume (gas, chips)", "m3/a"),
        "power_mw": _number("Power, where the file gives power only", "MW"),
        "quantity_year": _whole("Year that the quantity is from"),
        "quantity_kind": _text("reported, or estimated_from_capacity"),
        "status": _text("State of the flow today", *STATUSES, nullable=False),
        "confidence": _text("How sure the source is: high, medium, low"),
        "municipality_name": _text("Municipality as the file names it"),
        "postcode": _text("Postcode as the file gives it"),
        "stated_park_id": _text("Park that the file states"),
        "location_precision": _text(
            "How exactly the place is known", *LOCATION_PRECISIONS, nullable=False
        ),
        "location_uncertainty_km": _number("Radius in which the true place lies", "km"),
        "location_note": _text("What is to be known of the place, such as an unknown name"),
        "source_title": _text("Public source of the flow"),
        "source_url": _text("Address of the public source"),
        "source_year": _whole("Year of the source"),
        "note": _text("What the source says besides"),
        "is_public": _flag("May be shown to everyone: the file says so or names a source"),
        "duplicate_of": _text("flow_id of an earlier row with the same four things"),
        "source_file": _text("File that the row came from", nullable=False),
        "source_sheet": _text("Sheet, layer or table in that file"),
        "source_row": _whole("Row in that file; the header is row 1"),
        "geometry": _geometry("Point, EPSG:3067; missing where no place is known"),
    },
    name="Flows",
)

LOCATED_FLOWS: Final = FLOWS.add_columns(
    {
        "municipality_code": _text("Municipality (kunta), 3 digits"),
        "region_code": _text("Region (maakunta), 2 digits"),
        "area_method": _text("How the area was found", *AREA_METHODS, nullable=False),
        "area_note": _text("What is to be known of the area, such as outside Finland"),
        "area_shares": _text("Share of an area or line in each municipality, by code"),
        "boundary_source": _text("Boundaries by which the area was found"),
        "extent_wkt": _text("Area or line that the flow is, WKT in EPSG:3067"),
        "park_id": _text("Eco-industrial park"),
        "park_method": _text("How the flow belongs to the park", *PARK_METHODS, nullable=False),
    }
)
LOCATED_FLOWS.name = "LocatedFlows"

CANDIDATES: Final = pa.DataFrameSchema(
    {
        "offer_id": _text("flow_id of the offer", nullable=False),
        "need_id": _text("flow_id of the need", nullable=False),
        "offer_organisation": _text("Who offers", nullable=False),
        "need_organisation": _text("Who needs", nullable=False),
        "offer_resource_name": _text("What is offered", nullable=False),
        "need_resource_name": _text("What is needed", nullable=False),
        "material_group": _text("Material group of the offer, else of the need"),
        "offer_region_code": _text("Region of the offer, 2 digits"),
        "need_region_code": _text("Region of the need, 2 digits"),
        "offer_park_id": _text("Park of the offer"),
        "need_park_id": _text("Park of the need"),
        "offer_status": _text("State of the offer today", *STATUSES, nullable=False),
        "need_status": _text("State of the need today", *STATUSES, nullable=False),
        "mass_t_per_a": _number("Mass that the two could exchange in a year", "t/a"),
        "mass_basis": _text("What the mass rests on", nullable=False),
        "score": _number("Match score from 0 to 1, fitted to labelled exchanges", "1"),
        "reasons": _text("Why the two are thought to fit, separated by '; '", nullable=False),
        "reasons_fi": _text("The same in Finnish", nullable=False),
        "reasons_sv": _text("The same in Swedish", nullable=False),
        "against": _text("What speaks against it, separated by '; '; missing if nothing does"),
        "against_fi": _text("The same in Finnish"),
        "against_sv": _text("The same in Swedish"),
        "pathway_id": _text("Known way of use, from pathways.csv"),
        "is_two_way": _flag("Each of the two organisations has what the other needs"),
        "accepted_count": _whole("How often such pairs were accepted in the feedback"),
        "rejected_count": _whole("How often such pairs were rejected in the feedback"),
    },
    unique=["offer_id", "need_id"],
    name="Candidates",
)

ROUTED_CANDIDATES: Final = CANDIDATES.add_columns(
    {
        "straight_distance_km": _number("Geodesic between the two points", "km"),
        "road_distance_km": _number("Shortest distance by road; missing if no road joins", "km"),
        "distance_uncertainty_km": _number("Half-width of the distance's range", "km"),
        "distance_method": _text("How found", *DISTANCE_METHODS, nullable=False),
        "distance_basis": _text("What is measured; missing for estimates", *DISTANCE_BASES),
        "route_distance_km": _number("Length of the quickest route for the vehicle", "km"),
        "drive_time_h": _number("Driving time of the quickest route, without stops", "h"),
        "no_route_reason": _text("Why no road joins the two places"),
        "offer_snap_km": _number("Leg from the offer to the road", "km"),
        "need_snap_km": _number("Leg from the road to the need", "km"),
        "snap_note": _text("Which place lies far from the road that it was joined to"),
        "geometry": _geometry(
            "Line from offer to need, EPSG:3067, for maps: straight, or along the road"
        ),
    }
)
ROUTED_CANDIDATES.name = "RoutedCandidates"

ASSESSED_COLUMNS: Final = pa.DataFrameSchema(
    {
        "vehicle": _text("Vehicle class that the emissions are for"),
        "body_type": _text("Body of the truck: tipper, tank, silo, chip, box, refrigerated"),
        "vehicle_reason": _text("Why this class, what limits the load, how it comes back"),
        "load_t": _number("Mass of a load, by weight or by volume", "t"),
        "empty_return_share": _number("Share of the way back that is driven empty", "1"),
        "trips_per_a": _number("Loaded trips a year, rounded up", "1/a"),
        "transport_activity_t_km_per_a": _number("Mass times road distance", "t km/a"),
        "transport_ttw_kg_co2e_per_t": _number("Tank-to-wheel, per tonne moved", "kg CO2e/t"),
        "transport_wtt_kg_co2e_per_t": _number("Well-to-tank, per tonne moved", "kg CO2e/t"),
        "transport_wtw_kg_co2e_per_t": _number("Well-to-wheel, per tonne moved", "kg CO2e/t"),
        "transport_wtw_low_kg_co2e_per_t": _number("Low end of the range", "kg CO2e/t"),
        "transport_wtw_high_kg_co2e_per_t": _number("High end of the range", "kg CO2e/t"),
        "transport_wtw_t_co2e_per_a": _number("Well-to-wheel in a year", "t CO2e/a"),
        "transport_wtw_low_t_co2e_per_a": _number("Low end of the range", "t CO2e/a"),
        "transport_wtw_high_t_co2e_per_a": _number("High end of the range", "t CO2e/a"),
        "no_emissions_reason": _text("Why there is no emissions figure"),
        "emissions_basis": _text("What the figures are worth, and the factors they rest on"),
        "best_chain": _text("Modes of the chain of least emissions, where one was looked for"),
        "chain_terminals": _text("Terminals of that chain"),
        "chain_distance_km": _number("Length of that chain, all legs", "km"),
        "chain_ttw_kg_co2e_per_t": _number("Tank-to-wheel of that chain, hubs too", "kg CO2e/t"),
        "chain_wtt_kg_co2e_per_t": _number("Well-to-tank of that chain", "kg CO2e/t"),
        "chain_wtw_kg_co2e_per_t": _number("Well-to-wheel of that chain", "kg CO2e/t"),
        "chain_wtw_low_kg_co2e_per_t": _number("Low end of the range", "kg CO2e/t"),
        "chain_wtw_high_kg_co2e_per_t": _number("High end of the range", "kg CO2e/t"),
        "chain_reason": _text("Why that chain, or why none was looked for"),
        "pipe_limit_km": _number("How far heat or gas may be led by pipe", "km"),
        "pipe_limit_low_km": _number("Low end of the range", "km"),
        "pipe_limit_high_km": _number("High end of the range", "km"),
        "pipe_reach": _text("Whether the straight line between the two is within that limit"),
        "avoided_kg_co2e_per_t": _number("Spared by what the material replaces", "kg CO2e/t"),
        "avoided_low_kg_co2e_per_t": _number("Low end of the range", "kg CO2e/t"),
        "avoided_high_kg_co2e_per_t": _number("High end of the range", "kg CO2e/t"),
        "avoided_basis": _text("Which figure decided, with its source, or why there is none"),
        "processing_kg_co2e_per_t": _number("Making the material fit for use", "kg CO2e/t"),
        "is_supply_constrained": _flag("All of this material has its users already"),
        "net_benefit_kg_co2e_per_t": _number(
            "Spared less processing and transport by truck", "kg CO2e/t", lowest=None
        ),
        "net_benefit_low_kg_co2e_per_t": _number("Low end", "kg CO2e/t", lowest=None),
        "net_benefit_high_kg_co2e_per_t": _number("High end", "kg CO2e/t", lowest=None),
        "avoided_t_co2e_per_a": _number("Spared in a year, by mass or by heat", "t CO2e/a"),
        "net_benefit_t_co2e_per_a": _number("Net benefit in a year", "t CO2e/a", lowest=None),
        "break_even_km": _number("Road distance at which the net benefit is nought", "km"),
        "break_even_low_km": _number("Low end of the range", "km"),
        "break_even_high_km": _number("High end of the range", "km"),
        "transport_cost_eur_per_t": _number("By truck, illustrative, per tonne", "EUR/t"),
        "transport_cost_low_eur_per_t": _number("Low end of the range", "EUR/t"),
        "transport_cost_high_eur_per_t": _number("High end of the range", "EUR/t"),
        "transport_cost_eur_per_a": _number("By truck, illustrative, in a year", "EUR/a"),
        "waste_tax_avoided_eur_per_t": _number("Waste tax spared; missing: not known", "EUR/t"),
        "net_benefit_eur_per_t": _number("Waste tax less transport", "EUR/t", lowest=None),
        "break_even_cost_km": _number("Road distance that the waste tax would pay for", "km"),
    },
    name="AssessedColumns",
)
"""What ``assess`` adds; held against the contract alone, since it changes nothing else."""

ASSESSED_CANDIDATES: Final = ROUTED_CANDIDATES.add_columns(ASSESSED_COLUMNS.columns)
ASSESSED_CANDIDATES.name = "AssessedCandidates"

RANKING: Final = ASSESSED_CANDIDATES.add_columns(
    {
        "rank": _whole("Place in the order, 1 is best"),
        "is_distinguishable_from_next": _flag("The ranges show that the next row is worse"),
        "pareto_front": _text(
            "Whether no other is as good in distance, emissions, mass and score", *PARETO_FRONTS
        ),
        "rank_reason": _text("Why the row stands at this place"),
        "rank_reason_fi": _text("The same in Finnish"),
        "rank_reason_sv": _text("The same in Swedish"),
    }
)
RANKING.name = "Ranking"

TOTALS: Final = pa.DataFrameSchema(
    {
        "total_kind": _text("What the rows of this kind part the nation into", *TOTAL_KINDS,
                            nullable=False),
        "area_code": _text("Code of the area, park or material; unknown, outside, none",
                           nullable=False),
        "area_name_fi": _text("Its name in Finnish"),
        "area_name_sv": _text("Its name in Swedish"),
        "area_name_en": _text("Its name in English"),
        "nuts3_2021_code": _text("Of a region: Eurostat's code in NUTS 2021"),
        "nuts3_2024_code": _text("Of a region: Eurostat's code in NUTS 2024"),
        "offer_count": _whole("Offers"),
        "need_count": _whole("Needs"),
        "quantified_offer_count": _whole("Offers with a figure"),
        "quantified_need_count": _whole("Needs with a figure"),
        "offered_t_per_a": _number("Yearly mass of the offers that have one", "t/a"),
        "needed_t_per_a": _number("Yearly mass of the needs that have one", "t/a"),
        "offered_stock_t": _number("One-off stocks on offer", "t"),
        "needed_stock_t": _number("One-off masses needed", "t"),
        "offered_gwh_per_a": _number("Yearly energy of the offers that have one", "GWh/a"),
        "needed_gwh_per_a": _number("Yearly energy of the needs that have one", "GWh/a"),
        "matched_t_per_a": _number("What its offers give: inside plus outgoing", "t/a"),
        "inside_t_per_a": _number("Matched, from an offer of the area to a need of it", "t/a"),
        "outgoing_t_per_a": _number("Matched, to a need elsewhere", "t/a"),
        "incoming_t_per_a": _number("Matched, from an offer elsewhere", "t/a"),
        "open_candidate_count": _whole("Candidates without mass, since an end has no figure"),
    },
    unique=["total_kind", "area_code"],
    name="Totals",
)  # fmt: skip

LEFT_OUT: Final = pa.DataFrameSchema(
    {
        "flow_id": _text("The flow", nullable=False),
        "outcome": _text("What became of it", *OUTCOMES, nullable=False),
        "role": _text("What the organisation has or wants", *ROLES, nullable=False),
        "organisation": _text("Who offers or needs", nullable=False),
        "resource_name": _text("The resource", nullable=False),
        "stage": _text(
            "Where that was", "read", "locate", "match", "route", "rank", nullable=False
        ),
        "reason": _text("Why, in a sentence", nullable=False),
        "mass_t_per_a": _number("Yearly mass of the flow, as the file gives it", "t/a"),
        "stock_mass_t": _number("One-off stock of the flow", "t"),
        "energy_gwh_per_a": _number("Yearly energy of the flow", "GWh/a"),
        "volume_m3_per_a": _number("Yearly volume of the flow", "m3/a"),
        "source_file": _text("File that the row came from", nullable=False),
        "source_sheet": _text("Sheet, layer or table in that file"),
        "source_row": _whole("Row in that file; the header is row 1"),
    },
    unique=["flow_id", "reason"],
    name="LeftOut",
)

CONTRACTS: Final = (
    FLOWS, LOCATED_FLOWS, CANDIDATES, ROUTED_CANDIDATES, ASSESSED_CANDIDATES, RANKING, LEFT_OUT,
    TOTALS,
)  # fmt: skip


def column_types(contract: pa.DataFrameSchema) -> dict[str, Any]:
    """Give the pandas type of each column of a contract, but for the geometry.

    >>> column_types(RANKING)["rank"], column_types(RANKING)["score"]
    (Int64Dtype(), dtype('float64'))
    """
    return {
        name: cast("Any", column.dtype).type
        for name, column in contract.columns.items()
        if name != "geometry"
    }


def keep(contract: pa.DataFrameSchema, table: Table) -> Table:
    """Hold a table against its contract and give it back unchanged.

    Parameters
    ----------
    contract : pandera.DataFrameSchema
        One of the contracts of this module.
    table : pandas.DataFrame or geopandas.GeoDataFrame
        With a ``geometry`` column in the contract: a GeoDataFrame in EPSG:3067.

    Returns
    -------
    The same table.

    Raises
    ------
    UnknownCrs
        If the geometry has no coordinate reference system, or another one than EPSG:3067.
    BadTable
        With a sentence for each fault, at most twenty.
    """
    if "geometry" in contract.columns:
        _check_crs(contract, table)
    try:
        # Without a copy of the table: contracts look and change nothing.
        contract.validate(table, lazy=True, inplace=True)
    except pa.errors.SchemaErrors as errors:
        raise BadTable(_sentences(contract, errors.failure_cases)) from None
    return table


def _check_crs(contract: pa.DataFrameSchema, table: pd.DataFrame) -> None:
    if not isinstance(table, gpd.GeoDataFrame):
        raise BadTable(f"{contract.name} needs a GeoDataFrame with points or lines in EPSG:3067")
    epsg = None if table.crs is None else table.crs.to_epsg()
    if epsg != ETRS_TM35FIN:
        found = "none" if table.crs is None else table.crs.to_string()
        raise UnknownCrs(
            f"{contract.name} must be in EPSG:{ETRS_TM35FIN}; found {found}. "
            "Set or transform its coordinate reference system first"
        )


def _sentences(contract: pa.DataFrameSchema, cases: pd.DataFrame, at_most: int = 20) -> str:
    lines = [f"this is not a table of {contract.name}:"]
    shown = cast("list[dict[str, Any]]", cases.head(at_most).to_dict("records"))
    lines.extend("  " + _sentence(case) for case in shown)
    if len(cases) > at_most:
        lines.append(f"  … and {len(cases) - at_most} more")
    return "\n".join(lines)


def _sentence(case: dict[str, Any]) -> str:
    if case["check"] == "column_in_dataframe":
        return f"column {case['failure_case']} is missing"
    row = "" if pd.isna(case["index"]) else f"row {case['index']}: "
    return f'{row}{case["column"]} is "{case["failure_case"]}"; expected {case["check"]}'
