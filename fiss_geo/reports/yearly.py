"""The coordinator's yearly figures: parks add up to regions, and regions to the country."""

import pandas as pd

from fiss_geo.decision_schemas import AREA_FIGURES
from fiss_geo.decisions.allocate import Terms, allocate
from fiss_geo.decisions.in_play import in_play, named
from fiss_geo.reports.decisions import Report, Source, shown
from fiss_geo.reports.page import Section, report_page
from fiss_geo.reports.realised import OUTSIDE, realised_figures
from fiss_geo.reports.words import Words
from fiss_geo.schemas import column_types, keep

_BEST = 20
_LEVELS = {
    "nation": [], "region": ["region_code"], "park": ["region_code", "park_id"],
    "material": ["material_group"],
}  # fmt: skip


def yearly_report(
    source: Source, year: int, region: str | None = None, benefits: pd.DataFrame | None = None
) -> Report:
    """Make the yearly report.

    Parameters
    ----------
    source : Source
    year : int
        Flows whose figure is from a later year are not counted, and their number is told; those
        of no known year are.
    region : str, optional
        Region code; the whole country by default.
    benefits : pandas.DataFrame, optional
        Of the register, as ``register.reading.benefits`` gives them.

    Returns
    -------
    Report
    """
    words, source = Words(source.language), shown(source)
    later = (source.flows["quantity_year"] > year).fillna(value=False).astype(bool)
    source = _of_flows(source, source.flows[~later])
    figures = area_figures(source)
    if region is not None:
        figures = figures[figures["region_code"] == region]
    place = words.say("whole_country") if region is None else words.name("region", region)
    lead = [words.say("report_lead")]
    if later.any():
        lead.append(words.say("report_year", count=int(later.sum()), year=year))
    sections = [*_figure_sections(figures, words), _best_section(source, region, words)]
    tables = {"figures": figures}
    if benefits is not None:
        realised = realised_figures(benefits, year, source.edition)
        if region is not None:
            realised = realised[realised["region_code"] == region]
        sections.insert(0, _realised_section(realised, words, region))
        tables["realised"] = realised
    title = words.say("report_title", year=year, place=place)
    return Report(report_page(title, lead, sections, words, source.edition), tables)


def _figure_sections(figures: pd.DataFrame, words: Words) -> list[Section]:
    parks = figures[figures["level"] == "park"]
    materials = figures[figures["level"] == "material"]
    parks = parks.assign(park_id=_park_names(parks, words))
    sections = [
        Section(
            words.say("by_area"), (words.say("potential_note"),), parks,
            ("region_code", "park_id", *AMOUNTS), AMOUNTS,
        )
    ]  # fmt: skip
    if len(materials):
        columns = ("material_group", *AMOUNTS)
        sections.append(Section(words.say("by_material"), (), materials, columns, AMOUNTS))
    return sections


def _best_section(source: Source, region: str | None, words: Words) -> Section:
    ranked = pd.DataFrame(source.ranking.drop(columns="geometry"))
    if region is not None:
        is_there = (ranked["offer_region_code"] == region) | (ranked["need_region_code"] == region)
        ranked = ranked[is_there]
    columns = ("material_group", "offer_organisation", "need_organisation", "mass_t_per_a",
               "road_distance_km", "score")  # fmt: skip
    best = ranked.sort_values("rank").head(_BEST)
    return Section(words.say("best_candidates"), (), best, columns)


def _realised_section(realised: pd.DataFrame, words: Words, region: str | None) -> Section:
    """Show the sums of the country or region, and the parks that they are made of."""
    top = realised[realised["level"] == ("nation" if region is None else "region")]
    parks = realised[realised["level"] == "park"]
    names = {"region_code": words.say("sum"), "park_id": ""}
    shown_parks = parks.assign(
        region_code=[words.name("region", code) for code in parks["region_code"]],
        park_id=_park_names(parks, words),
    )
    table = pd.concat([top.assign(**names), shown_parks], ignore_index=True)
    table = table.assign(place=table["region_code"], park=table["park_id"])
    columns = ("place", "park", "measure", "synergy_count", "benefit_value", "attributed_value",
               "lifetime_value")  # fmt: skip
    return Section(words.say("realised"), (words.say("realised_note"),), table, columns)


AMOUNTS = (
    "flow_count", "offered_t_per_a", "needed_t_per_a", "offered_heat_gwh_per_a",
    "needed_heat_gwh_per_a", "stock_mass_t", "candidate_count", "exchangeable_t_per_a",
)  # fmt: skip


def area_figures(source: Source) -> pd.DataFrame:
    """Sum flows and candidates up by park, region, country and material.

    Parameters
    ----------
    source : Source

    Returns
    -------
    pandas.DataFrame
        AreaFigures. Every flow is in one region and in one park or outside parks, or in "not
        known"; so parks and outside add up to the region, and regions to the nation. Candidates
        and what could be exchanged count where the offer is. A sum over flows none of which has
        a figure is missing.
    """
    flows = in_play(source.flows)
    parts = flows.assign(
        flow_count=1,
        offered_t_per_a=flows["mass_t_per_a"].where(flows["role"] == "offer"),
        needed_t_per_a=flows["mass_t_per_a"].where(flows["role"] == "need"),
        offered_heat_gwh_per_a=flows["energy_gwh_per_a"].where(flows["role"] == "offer"),
        needed_heat_gwh_per_a=flows["energy_gwh_per_a"].where(flows["role"] == "need"),
    )
    table = parts.join(_of_candidates(source)).assign(
        region_code=named(flows["region_code"]), material_group=named(flows["material_group"]),
        park_id=flows["park_id"].fillna(OUTSIDE), nation="",
    )  # fmt: skip
    sums = []
    for level, keys in _LEVELS.items():
        rows = table.groupby(keys or ["nation"], sort=True)[list(AMOUNTS)].sum(min_count=1)
        sums.append(rows.reset_index().assign(level=level))
    figures = pd.concat(sums, ignore_index=True)
    counts = {name: figures[name].fillna(0) for name in ("flow_count", "candidate_count")}
    figures = figures.assign(**counts)
    types = column_types(AREA_FIGURES)
    return keep(AREA_FIGURES, figures.reindex(columns=list(types)).astype(types))


def _of_candidates(source: Source) -> pd.DataFrame:
    """Count the candidates of each offer, and what it gives when all exchange the most at once."""
    plan = allocate(source.flows, source.ranking, Terms(maximise="tonnes")).table
    # A one-off stock is no yearly flow.
    is_yearly = plan["offer_id"].map(source.flows.set_index("flow_id")["mass_t_per_a"]).notna()
    given = plan["allocated_t"].where(is_yearly)
    by_offer = plan.assign(given=given).groupby("offer_id")
    return pd.DataFrame(
        {
            "candidate_count": by_offer.size(),
            "exchangeable_t_per_a": by_offer["given"].sum(min_count=1),
        }
    )


def _of_flows(source: Source, flows: pd.DataFrame) -> Source:
    ids = flows["flow_id"]
    both = source.ranking["offer_id"].isin(ids) & source.ranking["need_id"].isin(ids)
    return source._replace(flows=flows, ranking=source.ranking[both])


def _park_names(table: pd.DataFrame, words: Words) -> list[str]:
    return [
        words.say("no_park") if park == OUTSIDE else words.name("park", park)
        for park in table["park_id"]
    ]
