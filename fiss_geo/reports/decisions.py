"""The answers of ``decisions`` as pages: across regions, a park's balance, the best use of all."""

from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from fiss_geo.decisions.allocate import Terms, allocate
from fiss_geo.decisions.balance import balance
from fiss_geo.decisions.crossings import crossings, opportunities
from fiss_geo.decisions.experts import fitting_experts
from fiss_geo.decisions.shadow_prices import shadow_prices
from fiss_geo.decisions.surpluses import common_surpluses
from fiss_geo.reports.page import Section, report_page
from fiss_geo.reports.words import Words


class Report(NamedTuple):
    """A page and its tables."""

    page: str
    tables: dict[str, pd.DataFrame]


class Source(NamedTuple):
    """What a report is made from, and for whom.

    Attributes
    ----------
    flows : geopandas.GeoDataFrame
        LocatedFlows.
    ranking : geopandas.GeoDataFrame
        Ranking.
    language : {"fi", "sv", "en"}
    edition : {"public", "internal"}
        ``public`` leaves out flows that may not be shown to everyone, before anything is summed.
    """

    flows: gpd.GeoDataFrame
    ranking: gpd.GeoDataFrame
    language: str = "en"
    edition: str = "public"


def shown(source: Source) -> Source:
    """Keep the flows that the edition may show, and the candidates between them.

    What has words in several languages comes in the one of the report.
    """
    source = source._replace(
        flows=_spoken(source.flows, source.language), ranking=_spoken_pairs(source)
    )
    if source.edition == "internal":
        return source
    flows = source.flows[source.flows["is_public"]]
    ids = flows["flow_id"]
    both = source.ranking["offer_id"].isin(ids) & source.ranking["need_id"].isin(ids)
    return source._replace(flows=flows, ranking=source.ranking[both])


def _spoken(flows: gpd.GeoDataFrame, language: str) -> gpd.GeoDataFrame:
    own = flows.get(f"resource_name_{language}")
    return flows if own is None else flows.assign(resource_name=own.fillna(flows["resource_name"]))


def _spoken_pairs(source: Source) -> gpd.GeoDataFrame:
    pairs, language = source.ranking, source.language
    spoken = _spoken(source.flows, language).drop_duplicates("flow_id").set_index("flow_id")
    for side in ("offer", "need"):
        name = pairs[f"{side}_id"].map(spoken["resource_name"])
        column = f"{side}_resource_name"
        pairs = pairs.assign(**{column: name.fillna(pairs[column])})
    if language != "en":
        said = {name: pairs[f"{name}_{language}"] for name in ("reasons", "against", "rank_reason")}
        pairs = pairs.assign(**said)
    return pairs


def named_experts(
    candidates: pd.DataFrame, experts: pd.DataFrame | None, edition: str
) -> pd.DataFrame:
    """Put the experts that fit beside each candidate; the public edition names public ones."""
    if experts is None:
        return candidates
    known = experts if edition == "internal" else experts[experts["is_public"]]
    return candidates.assign(experts=fitting_experts(candidates, known))


def opportunities_report(
    source: Source, region: str | None = None, experts: pd.DataFrame | None = None
) -> Report:
    """Make the list that a facilitator opens on Monday.

    Parameters
    ----------
    source : Source
    region : str, optional
        Region code: pairs of which one end is there.
    experts : pandas.DataFrame, optional
        Experts, to be named beside the candidates that they fit.

    Returns
    -------
    Report
    """
    words, source = Words(source.language), shown(source)
    pairs, across = opportunities(source.ranking), crossings(source.ranking)
    if region is not None:
        pairs, across = (
            table[(table["offer_region_code"] == region) | (table["need_region_code"] == region)]
            for table in (pairs, across)
        )
    across = named_experts(across, experts, source.edition)
    only = across[across["is_only_across"]]
    besides = () if experts is None else ("experts",)
    place = words.say("whole_country") if region is None else words.name("region", region)
    counts = {"across": len(across), "all": int(pairs["candidate_count"].sum()), "only": len(only)}
    sections = [
        Section(
            words.say("by_region_pair"), (words.say("opportunities_bound"),),
            pairs[pairs["is_cross_region"]],
            ("offer_region_code", "need_region_code", "material_group", "candidate_count",
             "mass_up_to_t_per_a", "only_across_count", "only_across_up_to_t_per_a",
             "best_offer_organisation", "best_need_organisation", "best_road_distance_km"),
        ),
        Section(
            words.say("only_across"), (), only,
            ("material_group", "offer_organisation", "offer_region_code", "need_organisation",
             "need_region_code", "mass_t_per_a", "road_distance_km", "home_note", *besides),
        ),
    ]  # fmt: skip
    page = report_page(
        words.say("opportunities_title", place=place),
        [words.say("opportunities_lead", **counts)], sections, words, source.edition,
    )  # fmt: skip
    return Report(page, {"opportunities": pairs, "crossings": across})


def balance_report(source: Source, park_id: str) -> Report:
    """Make the balance of a park.

    Parameters
    ----------
    source : Source
    park_id : str

    Returns
    -------
    Report

    Raises
    ------
    EmptyResult
        If no flow in play stands in that park.
    """
    words, source = Words(source.language), shown(source)
    mass, heat, flows = balance(source.flows, source.ranking, park_id)
    surpluses = common_surpluses(source.flows, source.ranking, park_id)
    is_left = flows["left_t_per_a"].isna() | (flows["left_t_per_a"] > 0)
    sections = [
        _balance_section(words.say("mass"), mass, "t_per_a"),
        _balance_section(words.say("heat"), heat, "gwh_per_a"),
        *(
            Section(
                words.say(title), (), flows[is_left & (flows["role"] == role)],
                ("material_group", "organisation", "resource_name", "mass_t_per_a",
                 "left_t_per_a", "nearest_outside_organisation", "nearest_outside_km"),
            )
            for title, role in (("unmet_needs", "need"), ("unused_offers", "offer"))
        ),
        Section(
            words.say("surpluses"), (), surpluses,
            ("neighbour_park_id", "material_group", "unused_t_per_a", "neighbour_unused_t_per_a",
             "together_t_per_a", "straight_distance_km"),
        ),
    ]  # fmt: skip
    page = report_page(
        words.say("balance_title", place=words.name("park", park_id)),
        [words.say("balance_lead")], sections, words, source.edition,
    )  # fmt: skip
    tables = {"mass": mass, "heat": heat, "flows": flows, "common_surpluses": surpluses}
    return Report(page, tables)


def _balance_section(title: str, table: pd.DataFrame, ending: str) -> Section:
    parts = tuple(
        f"{part}_{ending}"
        for part in (
            "offered", "inside_given", "outgoing", "unused", "needed", "incoming", "unmet",
        )
    )  # fmt: skip
    counts = ("offer_count", "offers_without_figure_count", "need_count",
              "needs_without_figure_count")  # fmt: skip
    columns = ("material_group", *counts, *parts, "self_sufficiency_share")
    return Section(title, (), table, columns, (*counts, *parts))


def allocation_report(
    source: Source, terms: Terms, permits: pd.DataFrame | None = None, step_t: float = 10_000.0
) -> Report:
    """Make the plan of the best use of all, beside the greedy one.

    Parameters
    ----------
    source : Source
    terms : Terms
    permits : pandas.DataFrame, optional
        See ``allocate``.
    step_t : float
        How much more of a limiting flow to try [t].

    Returns
    -------
    Report
    """
    words, source = Words(source.language), shown(source)
    found = allocate(source.flows, source.ranking, terms, permits)
    prices = shadow_prices(found, source.flows, terms, step_t=step_t)
    table = found.table
    # What only the greedy plan gives stands here too, so that its column adds up as well.
    given = table[(table["allocated_t"] > 0) | (table["greedy_t"] > 0)]
    lead = _allocation_lead(words, found.gain, found.greedy_gain, found.gap, terms, found.gain_unit)
    if not (table["allocated_t"] > 0).any():
        lacks = "a mass is not known|no mass is known|what a tonne gains is not known"
        lacking = table["limit_note"].str.contains(lacks, na=False).sum()
        counts = {"all": words.figure(len(table)), "missing": words.figure(int(lacking))}
        lead.append(words.say("allocation_none", **counts))
    if found.most_gain > found.gain * (1 + 1e-6) and not terms.park_bonus_per_t:
        most = words.figure(found.most_gain)
        lead.append(words.say("allocation_open", most=most, unit=found.gain_unit))
    open_t = given.loc[given["limit_note"].notna(), "allocated_t"].sum()
    if open_t > 0:
        lead.append(words.say("allocation_unlimited", mass=words.figure(open_t)))
    own = "words" if source.language == "en" else f"words_{source.language}"
    spoken = prices.assign(words=prices[own])
    columns = ("material_group", "offer_organisation", "need_organisation", "road_distance_km",
               "allocated_t", "greedy_t", "net_benefit_t_co2e", "transport_wtw_t_co2e",
               "limit_note")  # fmt: skip
    sums = ("allocated_t", "greedy_t", "net_benefit_t_co2e", "transport_wtw_t_co2e")
    sections = [
        Section(words.say("who_gets_what"), (), given, columns, sums),
        Section(words.say("shadow_prices"), (), spoken, ("words",)),
        Section(
            words.say("not_in_plan"), (), table[table["allocated_t"].isna()],
            ("material_group", "offer_organisation", "need_organisation", "limit_note"),
        ),
    ]  # fmt: skip
    page = report_page(words.say("allocation_title"), lead, sections, words, source.edition)
    return Report(page, {"allocation": table, "shadow_prices": prices})


def _allocation_lead(
    words: Words, gain: float, greedy: float, gap: float, terms: Terms, unit: str
) -> list[str]:
    percent = words.figure(0.0 if gap != gap else gap * 100)  # noqa: PLR0124 - NaN: nothing to lose
    return [
        words.say(
            "allocation_lead", years=words.figure(terms.period_a), gain=words.figure(gain),
            greedy=words.figure(greedy), gap=percent, unit=unit,
        )
    ]  # fmt: skip
