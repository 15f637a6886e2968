"""The road: the six verbs in order, and nothing else."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from fiss_geo import accounts
from fiss_geo.exports import (
    SITE_MARK,
    TABLES_MARK,
    draft_beside,
    fill_tables,
    refuse_others,
    replace_folders,
)
from fiss_geo.flows.places import Geocode
from fiss_geo.flows.read import read
from fiss_geo.flows.sources import no_flows
from fiss_geo.logistics.assess import assess
from fiss_geo.logistics.engine_choice import choose_engine
from fiss_geo.logistics.route import route
from fiss_geo.logistics.route_lines import draw_along_roads
from fiss_geo.maps.layers import basemap
from fiss_geo.maps.left_out import left_out_page
from fiss_geo.maps.publisher import Publisher
from fiss_geo.maps.site import publish
from fiss_geo.matching.match import match
from fiss_geo.ranking.filters import choose
from fiss_geo.ranking.rank import rank
from fiss_geo.regions.boundaries import Boundaries
from fiss_geo.regions.boundaries import boundaries as read_boundaries
from fiss_geo.regions.locate import locate
from fiss_geo.regions.parks import parks as read_parks
from fiss_geo.regions.totals import totals
from fiss_geo.register.reading import Registered, read_register
from fiss_geo.scenario import Scenario as Scenario  # noqa: PLC0414 - part of what a run is
from fiss_geo.schemas import LEFT_OUT, column_types, keep

STAGES = ("read", "locate", "match", "route", "assess", "rank")


class Run(NamedTuple):
    """The tables that a run gives."""

    flows: gpd.GeoDataFrame
    ranking: gpd.GeoDataFrame
    left_out: pd.DataFrame
    totals: pd.DataFrame
    boundaries: Boundaries
    parks: gpd.GeoDataFrame
    passed_over: pd.DataFrame | None = None
    registered: Registered | None = None


def run(
    scenario: Scenario,
    tell: Callable[[str], object] = lambda stage: stage,
    geocode: Geocode | None = None,
) -> Run:
    """Run the six verbs in order.

    Parameters
    ----------
    scenario : Scenario
    tell : callable, optional
        Called with the name of each stage before it starts.
    geocode : callable, optional
        Gives points to street addresses; see ``read``.

    Returns
    -------
    Run
        ``flows`` (LocatedFlows), ``ranking`` (Ranking), ``left_out`` (LeftOut) and ``totals``
        (Totals), the boundaries and parks that they go by, the count of the candidates that
        ``only`` passes over, and what stands in the register.
    """
    # First of all, so that a file which is not there stops the run before the work.
    areas, parks = read_boundaries(scenario.boundaries), read_parks(scenario.parks)
    engine = choose_engine(scenario.network, scenario.engine)
    registered = None if scenario.register is None else read_register(scenario.register)
    tell("read")
    flows = read(scenario.flows, mapping=scenario.mapping, sheet=scenario.sheet, geocode=geocode)
    tell("locate")
    flows = locate(flows, areas, parks)
    tell("match")
    candidates = match(
        flows,
        min_score=scenario.min_score,
        top_k=scenario.top_k,
        same_organisation=scenario.same_organisation,
        feedback=scenario.feedback,
        as_of=scenario.as_of,
        lemmas=scenario.lemmas,
    )
    tell("route")
    candidates = route(candidates, flows, engine, fallback=scenario.fallback)
    tell("assess")
    candidates = assess(
        candidates, flows=flows, factors=scenario.factors, rules=scenario.vehicle_rules
    )
    tell("rank")
    wanted, passed_over = choose(candidates, scenario.only, flows)
    ranking = rank(wanted, scenario.by)
    if scenario.network is not None:
        ranking = draw_along_roads(ranking, flows, scenario.network)
    left = accounts.left_out(
        flows, ranking, no_flows(scenario.flows), candidates, as_of=scenario.as_of
    )
    sums = totals(flows, ranking, parks)
    return Run(flows, ranking, left, sums, areas, parks, passed_over, registered)


def check(
    sources: Iterable[str | Path],
    *,
    mapping: Path | None = None,
    sheet: str | None = None,
    geocode: Geocode | None = None,
    boundaries: str | Path | None = None,
    parks: Path | None = None,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Read and locate flows, and list what is unclear in them.

    Parameters
    ----------
    sources, mapping, sheet, geocode
        As ``read`` takes them.
    boundaries, parks
        As in a scenario.

    Returns
    -------
    tuple of LocatedFlows and LeftOut
        In the second: flows without a place, caveats, and what the sources hold besides flows.
    """
    several = list(sources)
    flows = locate(
        read(several, mapping=mapping, sheet=sheet, geocode=geocode),
        read_boundaries(boundaries),
        read_parks(parks),
    )
    unclear = accounts.left_out(flows, no_flows=no_flows(several))
    reason = flows["location_note"].fillna("the place is not known")
    unplaced = flows.assign(
        **accounts.as_given(flows), outcome="left out", stage="locate", reason=reason
    )[flows["location_precision"] == "none"]
    rows = pd.DataFrame(unplaced[list(LEFT_OUT.columns)]).astype(column_types(LEFT_OUT))
    return flows, keep(LEFT_OUT, pd.concat([rows, unclear], ignore_index=True))


def refuse_targets(out: Path) -> None:
    """Refuse to write a run where something stands that is not a run's; see :func:`write`."""
    refuse_others((out / "tables").resolve(), TABLES_MARK)
    refuse_others((out / "site").resolve(), SITE_MARK)


def write(tables: Run, scenario: Scenario, out: Path) -> Path:
    """Write a run's tables and site below a folder; both replace the old ones, or neither.

    Returns
    -------
    pathlib.Path
        The first page of the site.

    Raises
    ------
    FileExistsError
        If ``out/tables`` or ``out/site`` holds files that fiss-geo did not write.
    """
    refuse_targets(out)
    publisher = None if scenario.site is None else Publisher.from_toml(scenario.site)
    flows, ranking, left = tables.flows, tables.ranking, tables.left_out
    named = {"flows": flows, "candidates": ranking, "left_out": left, "totals": tables.totals}
    page = left_out_page(left, accounts.caveat_totals(left), flows)
    # Links are followed, so that what they point to is replaced and not they.
    folder, site = (out / "tables").resolve(), (out / "site").resolve()
    with draft_beside(folder) as folder_draft, draft_beside(site) as site_draft:
        fill_tables(named, folder_draft, {"left_out.html": page})
        shown: dict[str, Any] = {
            "basemap": basemap(tables.boundaries), "parks": tables.parks, "publisher": publisher,
            "registered": tables.registered,
        }  # fmt: skip
        publish(flows, ranking, left, site_draft, edition=scenario.edition, **shown)
        replace_folders([(folder_draft, folder), (site_draft, site)])
    return out / "site" / "index.html"
