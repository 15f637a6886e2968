"""The pages of the site: which there are, and what each template is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import jinja2
import pandas as pd
from markupsafe import Markup

from fiss_geo.maps import figures, numbers, words
from fiss_geo.maps.disclosure import Disclosed
from fiss_geo.maps.layers import Basemap
from fiss_geo.maps.rows import Names, Row, candidate_rows, flow_rows, records, web_address
from fiss_geo.maps.sketch import sketch

MOST_CANDIDATES: Final = 600
"""The best candidates told in full; beyond them each flow keeps its best ones."""

BEST_OF_EACH_FLOW: Final = 3
LINES_AT_FIRST: Final = 60
BEST_ON_FRONT_PAGE: Final = 10

NAVIGATION: Final = (
    ("index.html", "Map"), ("candidates.html", "Candidates"), ("flows.html", "Flows"),
    ("showcase.html", "Realised symbioses"), ("methods.html", "Methods and data"),
)  # fmt: skip


class Page(NamedTuple):
    """One page to write: its path below the site, its template, and what the template is given."""

    path: str
    template: str
    context: Row


@dataclass(frozen=True)
class Content:
    """The disclosed tables as rows for people.

    Attributes
    ----------
    title : str
        Name of the site.
    disclosed : Disclosed
    names : Names
    flows, candidates : list of dict
        Rows for people; of the candidates those that the site tells.
    all_candidates : int
        How many candidates there are, told or not.
    """

    title: str
    disclosed: Disclosed
    names: Names
    flows: list[Row]
    candidates: list[Row]
    all_candidates: int


def content(title: str, disclosed: Disclosed, names: Names) -> Content:
    """Turn the disclosed tables into rows for people.

    Parameters
    ----------
    title : str
    disclosed : Disclosed
    names : Names

    Returns
    -------
    Content
    """
    flows = sorted(flow_rows(disclosed.flows, names), key=_offers_first)
    told = disclosed.candidates[_is_told(disclosed.candidates)]
    candidates = candidate_rows(told, flows, names)
    return Content(title, disclosed, names, flows, candidates, len(disclosed.candidates))


def environment() -> jinja2.Environment:
    """Make the template environment: everything escaped, a missing name an error.

    Returns
    -------
    jinja2.Environment
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(navigation=NAVIGATION, words=words, kept_back=words.kept_back)
    made.filters.update(mass=numbers.mass, either_name=_either_name)
    return made


def pages(told: Content, basemap: Basemap) -> Iterator[Page]:
    """List every page of the site.

    Parameters
    ----------
    told : Content
    basemap : Basemap

    Yields
    ------
    Page
    """
    regions = figures.region_summaries(told.flows, told.candidates, told.names)
    parks = figures.park_summaries(told.disclosed.parks, told.flows, told.candidates, told.names)
    shared = {
        "site_title": told.title, "edition": told.disclosed.edition,
        "figures": figures.key_figures(told.flows, told.candidates),
        "all_candidates": told.all_candidates, "regions": regions, "parks": parks,
        "materials": _materials(told), "park_pages": {park["id"]: park["page"] for park in parks},
        "region_names": told.names.regions, "lines_at_first": LINES_AT_FIRST,
        "boundaries": basemap, "withheld": told.disclosed.withheld, "is_sourced": _is_sourced(told),
        "stories_are_sourced": all(story["url"] for story in _stories(told.disclosed.showcase)),
    }  # fmt: skip
    for page in (*_single_pages(told, basemap), *_area_pages(regions, parks)):
        depth = page.path.count("/")
        own = {"root": "../" * depth, "path": page.path, **page.context}
        yield page._replace(context={**shared, **own})


def _single_pages(told: Content, basemap: Basemap) -> Iterator[Page]:
    stories = _stories(told.disclosed.showcase)
    realised = sum(story["status"] == "realised" for story in stories)
    best = told.candidates[:BEST_ON_FRONT_PAGE]
    drawn = sketch(basemap, told.flows, told.names)
    front = {"sketch": drawn, "best": best, "realised": realised}
    yield Page("index.html", "index.html.j2", front)
    yield Page("candidates.html", "candidates.html.j2", {"candidates": told.candidates})
    yield Page("flows.html", "flows.html.j2", {"flows": told.flows})
    yield Page("showcase.html", "showcase.html.j2", {"stories": stories})
    left_out = figures.left_out_summary(told.disclosed.left_out)
    methods = {
        "left_out": left_out,
        "vehicles": sorted({row["vehicle"] for row in told.candidates if row["vehicle"]}),
        "has_lakes": not basemap.lakes.empty, "best_of_each_flow": BEST_OF_EACH_FLOW,
    }  # fmt: skip
    yield Page("methods.html", "methods.html.j2", methods)


def _area_pages(regions: list[Row], parks: list[Row]) -> Iterator[Page]:
    for region in regions:
        yield Page(f"regions/{region['code']}.html", "region.html.j2", {"region": region})
    for park in parks:
        yield Page(f"parks/{park['page']}.html", "park.html.j2", {"park": park})


def _offers_first(flow: Row) -> tuple[bool, str, str]:
    return flow["role"] == "need", flow["organisation"].casefold(), flow["id"]


def _is_told(candidates: pd.DataFrame) -> pd.Series:
    """Tell the best candidates, and the best of each flow, so that no flow loses all of its own."""
    is_told = candidates["rank"] <= MOST_CANDIDATES
    for side in ("offer_id", "need_id"):
        is_told |= candidates.groupby(side).cumcount() < BEST_OF_EACH_FLOW
    return is_told


def _is_sourced(told: Content) -> bool:
    """Tell whether the pages may say that what they show comes from public sources."""
    is_public = told.disclosed.edition == "public"
    return is_public and bool(told.flows) and all(flow["url"] for flow in told.flows)


def _stories(showcase: pd.DataFrame) -> list[Row]:
    rows: list[Row] = [
        {key: "" if pd.isna(value) else value for key, value in row.items()}
        for row in records(showcase)
    ]
    for row in rows:
        row["start_year"] = "" if row["start_year"] == "" else str(int(row["start_year"]))
        row["status_text"] = words.SHOWCASE_STATUS.get(row["status"], words.STATUS_SHORT["unknown"])
        row["url"] = web_address(row["source_url"])
        row["host"] = row["url"].split("/")[2].removeprefix("www.") if row["url"] else ""
        row["is_one_place"] = row["from_municipality"] == row["to_municipality"]
    return rows


def _materials(told: Content) -> list[tuple[str, str]]:
    used = {(flow["group"], flow["material"]) for flow in told.flows if flow["group"]}
    return sorted(used, key=lambda pair: pair[1])


def _either_name(names: tuple[str, str]) -> Markup:
    """Write an English name with the Finnish one beside it where they differ."""
    english, finnish = names
    beside = Markup(' (<span lang="fi">{}</span>)').format(finnish) if finnish else ""
    return Markup("{}{}").format(english, beside)
