"""The pages of the site: which there are, and what each template is given."""

import functools
from collections.abc import Iterator
from typing import Final, NamedTuple

import pandas as pd

from fiss_geo.maps import figures, numbers, words
from fiss_geo.maps.content import (
    BEST_OF_EACH_FLOW,
    MOST_AREA_ROWS,
    MOST_ROWS,
    SIDES,
    Content,
    Rows,
    story_row,
    text,
)
from fiss_geo.maps.disclosure import clean
from fiss_geo.maps.languages import Language
from fiss_geo.maps.layers import Basemap
from fiss_geo.maps.publisher import TITLE, Publisher
from fiss_geo.maps.rows import Row, records, web_address
from fiss_geo.maps.sketch import Drawings
from fiss_geo.maps.voices import voice
from fiss_geo.register.schema import REALISED_STATES

BEST_ON_FRONT_PAGE: Final = 10


class Page(NamedTuple):
    """One page to write: its path below its language, its template, and what that is given."""

    path: str
    template: str
    context: Row


def site_title(publisher: Publisher, tongue: Language) -> str:
    """Name the site in a language."""
    return clean(publisher.title.get(tongue.code, "")) or tongue.say(TITLE)


def attribution(ground: Basemap, tongue: Language) -> str:
    """Name whom the ground of the maps is from."""
    if ground.is_approximate:
        return tongue.say(words.MAP["attribution"])
    named = ", ".join(filter(None, (ground.boundary_title, ground.boundary_attribution)))
    return f"{tongue.say(words.BOUNDARIES)}: {clean(named)}. {tongue.say(words.OTHER_GROUND)}"


def pages(told: Content, drawings: Drawings, tongue: Language, *, has_feed: bool) -> Iterator[Page]:
    """List every page of one language.

    Parameters
    ----------
    told : Content
    drawings : Drawings
        Maps of the pages without script.
    tongue : Language
    has_feed : bool

    Yields
    ------
    Page
    """
    rows = Rows(told, tongue)
    regions = [_region(region, told, rows) for region in told.regions]
    regions.sort(key=lambda region: region["name"])
    parks = [
        _park(park, table, told, rows)
        for park, table in zip(told.parks, records(told.disclosed.parks), strict=True)
    ]
    parks.sort(key=lambda park: (park["name"], park["id"]))
    shared = {
        **_shared(told, tongue, has_feed=has_feed), "boundaries": drawings.basemap,
        "attribution": attribution(drawings.basemap, tongue), "regions": regions,
        "parks": parks, "park_pages": {park["id"]: park["page"] for park in parks},
    }  # fmt: skip
    for page in (*_single_pages(told, drawings, rows), *_area_pages(regions, parks, drawings)):
        depth = page.path.count("/")
        own = {
            "root": "../" * (depth + 1), "home": "../" * depth, "path": page.path,
            "address": functools.partial(_address, told.publisher.base_url, page.path, depth),
            **page.context,
        }  # fmt: skip
        yield page._replace(context={**shared, **own})


def _shared(told: Content, tongue: Language, *, has_feed: bool) -> Row:
    publisher, is_internal = told.publisher, told.disclosed.edition != "public"
    sources = told.disclosed.flows["source_url"].drop_duplicates().map(web_address)
    stories = told.disclosed.showcase["source_url"].map(web_address)
    materials = told.names.of("materials", tongue)
    groups = told.disclosed.flows["material_group"].dropna().unique()
    key = dict(told.key)
    key["offered"] = tongue.figures(numbers.millions(key["offered"], tongue.say))
    if key["chiefly"]:
        group, mass = key["chiefly"]
        name = materials.get(group, words.humanised(group))
        key["chiefly"] = {
            "material": name[:1].lower() + name[1:],
            "mass": tongue.figures(numbers.millions(mass, tongue.say)),
        }
    return {
        **voice(tongue), "site_title": site_title(publisher, tongue),
        "edition": told.disclosed.edition,
        "publisher": publisher, "base_url": publisher.base_url, "tiles": publisher.tiles,
        "logo": f"logo{publisher.logo.suffix.lower()}" if publisher.logo else "",
        "has_ways": told.disclosed.routes is not None and len(told.disclosed.routes) > 0,
        "has_synergies": told.disclosed.synergies is not None, "navigation": _navigation(told),
        "has_colours": bool(publisher.colours), "has_feed": has_feed,
        "contact_url": _contact(publisher.contact), "figures": key,
        "all_candidates": told.all_candidates, "told_candidates": len(told.disclosed.candidates),
        "materials": sorted(
            ((group, materials.get(group, words.humanised(group))) for group in groups),
            key=lambda pair: pair[1],
        ),
        "statuses": [(code, tongue.say(text)) for code, text in words.STATUS_SHORT.items()],
        "withheld": told.disclosed.withheld, "most_rows": MOST_AREA_ROWS,
        "is_sourced": not is_internal and len(sources) > 0 and bool((sources != "").all()),
        "stories_are_sourced": bool((stories != "").all()),
    }  # fmt: skip


def _navigation(told: Content) -> list[tuple[str, str]]:
    links = list(words.NAVIGATION)
    if told.disclosed.synergies is not None:
        links.insert(-1, words.SYNERGIES)
    return links


def _single_pages(told: Content, drawings: Drawings, rows: "Rows") -> Iterator[Page]:
    tongue = rows.tongue
    stories = [story_row(story, tongue) for story in records(told.disclosed.showcase)]
    realised = sum(story["status"] == "realised" for story in stories)
    agreed = rows.synergies()
    front = {
        "agreed": sum(row["state"] in REALISED_STATES for row in agreed),
        "sketch": drawings.country(),
        "best": rows.candidates(range(BEST_ON_FRONT_PAGE)),
        "realised": realised,
    }
    yield Page("index.html", "index.html.j2", front)
    yield Page("embed.html", "embed.html.j2", {"sketch": drawings.country()})
    yield Page(
        "candidates.html", "candidates.html.j2", {"candidates": rows.candidates(range(MOST_ROWS))}
    )
    yield Page("flows.html", "flows.html.j2", {"flows": rows.flows(range(MOST_ROWS))})
    yield Page("showcase.html", "showcase.html.j2", {"stories": stories})
    if told.disclosed.synergies is not None:
        lines = [(row["offer_at"], row["need_at"]) for row in agreed]
        drawn = {"synergies": agreed, "sketch": drawings.joined(lines)}
        yield Page("synergies.html", "synergies.html.j2", drawn)
    yield Page("accessibility.html", "accessibility.html.j2", {})
    left_out = [
        {
            **row, "reason": tongue.say(str(row["reason"])),
            "amount": tongue.figures(numbers.amounts(row["quantities"], tongue.say)),
        }
        for row in figures.left_out_summary(told.disclosed.left_out)
    ]  # fmt: skip
    used = told.disclosed.candidates["vehicle"].dropna().unique()
    yield Page("methods.html", "methods.html.j2", {
        "left_out": left_out, "vehicles": sorted(tongue.say(str(name)) for name in used if name),
        "has_lakes": drawings.has_lakes, "best_of_each_flow": BEST_OF_EACH_FLOW,
    })  # fmt: skip


def _area_pages(regions: list[Row], parks: list[Row], drawings: Drawings) -> Iterator[Page]:
    for region in regions:
        drawn = {"region": region, "sketch": drawings.region(region["code"])}
        yield Page(f"regions/{region['code']}.html", "region.html.j2", drawn)
    for park in parks:
        drawn = {"park": park, "sketch": drawings.park(park["id"])}
        yield Page(f"parks/{park['page']}.html", "park.html.j2", drawn)


def _region(region: Row, told: Content, rows: Rows) -> Row:
    name = rows.tongue.name_of(told.names.regions[region["code"]])
    return {**region, "name": name, **_area_rows(region, told, rows)}


def _park(park: Row, table: Row, told: Content, rows: Rows) -> Row:
    has_point = pd.notna([table["latitude"], table["longitude"]]).all()
    return {
        **park, "name": rows.tongue.name_of(told.names.parks[park["id"]]),
        "municipality": text(table.get("municipality")), "operator": text(table.get("operator")),
        "url": web_address(table.get("source_url")),
        "radius": rows.tongue.figures(figures.radius(table.get("radius_km"))),
        "catchment": rows.tongue.figures(figures.radius(table.get("catchment_km"))),
        "is_polygon": table.get("outline") == "polygon",
        "near": f"data/parks/{park['page']}.js" if has_point else "",
        **_area_rows(park, told, rows),
    }  # fmt: skip


def _area_rows(area: Row, told: Content, rows: Rows) -> Row:
    materials = told.names.of("materials", rows.tongue)
    balance = [
        {**row, "material": materials.get(row["group"], words.humanised(row["group"]))}
        for row in area["balance"]
    ]
    return {
        "flow_rows": rows.flows(area["flows"][:MOST_AREA_ROWS]), "balance": balance,
        **{f"{side}_rows": rows.candidates(area[side][:MOST_AREA_ROWS])
           for side in SIDES},
    }  # fmt: skip


def _contact(contact: str) -> str:
    """Make a link of an e-mail or web address; anything else stays text."""
    if web_address(contact):
        return contact
    name, at, host = contact.partition("@")
    is_mail = at and name and "." in host and not set(contact) & set(" \"'<>:/?&")
    return f"mailto:{contact}" if is_mail else ""


def _address(base_url: str, path: str, depth: int, code: str) -> str:
    """Give a page's address in a language: whole where the site's is known, else from the page."""
    return f"{base_url}{code}/{path}" if base_url else f"{'../' * (depth + 1)}{code}/{path}"
