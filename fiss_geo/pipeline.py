"""The road: the six verbs in order, and nothing else."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple, Self

import geopandas as gpd
import pandas as pd

from fiss_geo import accounts
from fiss_geo.errors import BadInput, Fault, MissingFile
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
from fiss_geo.logistics.detour import FALLBACKS, Fallback
from fiss_geo.logistics.engine_choice import choose_engine, refuse_two_engines
from fiss_geo.logistics.factor_sets import EMBEDDED_SETS
from fiss_geo.logistics.route import route
from fiss_geo.logistics.route_lines import draw_along_roads
from fiss_geo.maps.disclosure import EDITIONS
from fiss_geo.maps.layers import basemap
from fiss_geo.maps.left_out import left_out_page
from fiss_geo.maps.publisher import Publisher
from fiss_geo.maps.site import publish
from fiss_geo.matching.match import TOP_K, match
from fiss_geo.ranking.criteria import order_from
from fiss_geo.ranking.rank import rank
from fiss_geo.regions.boundaries import EMBEDDED, OFFICIAL, Boundaries
from fiss_geo.regions.boundaries import boundaries as read_boundaries
from fiss_geo.regions.locate import locate
from fiss_geo.regions.parks import parks as read_parks
from fiss_geo.regions.totals import totals
from fiss_geo.schemas import LEFT_OUT, column_types, keep

STAGES = ("read", "locate", "match", "route", "assess", "rank")


@dataclass(frozen=True)
class Scenario:
    """What a run starts from.

    Attributes
    ----------
    flows : tuple of paths or addresses
        Sources of flows, as ``read`` takes them.
    mapping : pathlib.Path, optional
        TOML that says what their columns mean.
    sheet : str, optional
        Sheet or layer to read, where a file has several.
    min_score : float, optional
        Lowest match score of a candidate, 0 to 1; by default the one of match_weights.toml.
    top_k : int
        How many candidates each flow keeps of its own.
    same_organisation : bool
        Whether an organisation is matched with itself.
    feedback : pathlib.Path, optional
        CSV of accepted and rejected pairs.
    by : str
        What the ranking goes by; see ``rank``.
    edition : {"public", "network", "internal"}
        Who the site is for: ``public`` shows only flows that are marked public or name a public
        source; ``network`` the others too, without names.
    site : pathlib.Path, optional
        TOML that says who publishes the site; see ``maps.publisher``.
    boundaries : {"embedded", "official"} or path, optional
        As ``regions.boundaries`` takes them.
    parks : pathlib.Path, optional
        File of parks, added to the embedded ones or in their place.
    network : pathlib.Path, optional
        Prepared road network; the embedded main roads if neither it nor ``engine`` is given.
    engine : str, optional
        Server that measures instead, ``osrm:http://…`` or ``valhalla:http://…``.
    fallback : {"none", "detour index"}
        What a pair gets that no road joins; see ``route``.
    factors : tuple of str or path
        Sets of factors over the embedded ones; see ``assess``.
    vehicle_rules : pathlib.Path, optional
        CSV of the user's own rules of which truck to take.
    """

    flows: tuple[str | Path, ...]
    mapping: Path | None = None
    sheet: str | None = None
    min_score: float | None = None
    top_k: int = TOP_K
    same_organisation: bool = False
    feedback: Path | None = None
    by: str = "both"
    edition: str = "public"
    site: Path | None = None
    boundaries: str | Path | None = None
    parks: Path | None = None
    network: Path | None = None
    engine: str | None = None
    fallback: Fallback = "none"
    factors: tuple[str | Path, ...] = ()
    vehicle_rules: Path | None = None

    def __post_init__(self) -> None:
        """Refuse what no stage could work with."""
        if not self.flows:
            raise ValueError("a scenario needs at least one file of flows")
        _check_matching(self.min_score, self.top_k, self.same_organisation)
        order_from(self.by)
        if self.edition not in EDITIONS:
            raise ValueError(f'edition is "{self.edition}"; expected {", ".join(EDITIONS)}')
        if self.fallback not in FALLBACKS:
            raise ValueError(f'fallback is "{self.fallback}"; expected {" or ".join(FALLBACKS)}')
        refuse_two_engines(self.network, self.engine)

    @property
    def boundary_file(self) -> Path | None:
        """The file of boundaries, where they are from a file."""
        is_file = self.boundaries not in (None, EMBEDDED, OFFICIAL)
        return Path(str(self.boundaries)) if is_file else None

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read a scenario; file names in it are relative to its own folder.

        >>> from fiss_geo.reference import data_path
        >>> Scenario.from_toml(data_path("examples/scenario.toml")).by
        'both'
        """
        if not path.is_file():
            raise MissingFile(f"{path}: there is no such scenario")
        try:
            text = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput([Fault(path.name, None, None, "", f"expected TOML; {error}")]) from None
        return cls._from_values(path, text)

    @classmethod
    def _from_values(cls, path: Path, values: dict[str, Any]) -> Self:
        known = [field.name for field in fields(cls)]
        faults = [
            Fault(path.name, None, name, str(value), f"expected one of {', '.join(known)}")
            for name, value in values.items()
            if name not in known
        ]
        for name in ("flows", "factors"):
            listed = values.get(name, [])
            if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
                faults.append(Fault(path.name, None, name, str(listed), "expected a list of files"))
        if faults:
            raise BadInput(faults)
        flows = tuple(
            name if "://" in name else path.parent / name for name in values.get("flows", [])
        )
        factors = tuple(
            name if name in EMBEDDED_SETS else path.parent / name
            for name in values.get("factors", [])
        )
        kinds = ("mapping", "site", "parks", "boundaries", "network", "vehicle_rules", "feedback")
        files = [name for name in kinds if name in values]
        if values.get("boundaries") in (EMBEDDED, OFFICIAL):
            files.remove("boundaries")
        paths: dict[str, Any] = {name: path.parent / str(values[name]) for name in files}
        chosen: dict[str, Any] = {**values, **paths, "flows": flows, "factors": factors}
        try:
            return cls(**chosen)
        except (TypeError, ValueError) as error:
            raise BadInput([Fault(path.name, None, None, "", str(error))]) from None


def _check_matching(min_score: object, top_k: object, same_organisation: object) -> None:
    is_score = min_score is None or (isinstance(min_score, int | float) and 0 <= min_score <= 1)
    if not is_score or isinstance(min_score, bool):
        raise ValueError(f"min_score is {min_score}; expected a number from 0 to 1")
    if not isinstance(top_k, int) or isinstance(top_k, bool) or top_k < 1:
        raise ValueError(f"top_k is {top_k}; expected a whole number, at least 1")
    if not isinstance(same_organisation, bool):
        raise TypeError(f"same_organisation is {same_organisation}; expected true or false")


class Run(NamedTuple):
    """The tables that a run gives."""

    flows: gpd.GeoDataFrame
    ranking: gpd.GeoDataFrame
    left_out: pd.DataFrame
    totals: pd.DataFrame
    boundaries: Boundaries
    parks: gpd.GeoDataFrame


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
        (Totals), and the boundaries and parks that they go by.
    """
    # First of all, so that a file which is not there stops the run before the work.
    areas, parks = read_boundaries(scenario.boundaries), read_parks(scenario.parks)
    engine = choose_engine(scenario.network, scenario.engine)
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
    )
    tell("route")
    candidates = route(candidates, flows, engine, fallback=scenario.fallback)
    tell("assess")
    candidates = assess(
        candidates, flows=flows, factors=scenario.factors, rules=scenario.vehicle_rules
    )
    tell("rank")
    ranking = rank(candidates, scenario.by)
    if scenario.network is not None:
        ranking = draw_along_roads(ranking, flows, scenario.network)
    left = accounts.left_out(flows, ranking, no_flows(scenario.flows))
    return Run(flows, ranking, left, totals(flows, ranking, parks), areas, parks)


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
    flows, ranking, left, sums, areas, parks = tables
    named = {"flows": flows, "candidates": ranking, "left_out": left, "totals": sums}
    page = left_out_page(left, accounts.caveat_totals(left), flows)
    # Links are followed, so that what they point to is replaced and not they.
    folder, site = (out / "tables").resolve(), (out / "site").resolve()
    with draft_beside(folder) as folder_draft, draft_beside(site) as site_draft:
        fill_tables(named, folder_draft, {"left_out.html": page})
        shown: dict[str, Any] = {
            "basemap": basemap(areas), "parks": parks, "publisher": publisher,
        }  # fmt: skip
        publish(flows, ranking, left, site_draft, edition=scenario.edition, **shown)
        replace_folders([(folder_draft, folder), (site_draft, site)])
    return out / "site" / "index.html"
