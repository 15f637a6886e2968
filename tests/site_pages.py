"""A small site of the toy tables, and its pages as text and tags."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import map_tables as toy

from fiss_geo.maps.publisher import Publisher
from fiss_geo.maps.site import publish


def publish_toy(out: Path, **values: Any) -> Path:  # noqa: ANN401 - handed on to publish
    """Publish the toy tables; gives the English front page."""
    given = {
        "flows": toy.located_flows(
            toy.flow("O1", park_id="p1"),
            toy.flow("N1", toy.EAST, role="need", organisation="Works Oy", region_code="02"),
        ),
        "ranking": toy.ranking(toy.candidate(1, "O1", "N1")),
        "left_out": toy.left_out(),
        "parks": toy.parks({}),
        "showcase": toy.stories({}),
        "basemap": toy.two_regions(),
        **values,
    }
    if "title" in given:
        given["publisher"] = Publisher(title=dict.fromkeys(("fi", "sv", "en"), given.pop("title")))
    publish(given.pop("flows"), given.pop("ranking"), given.pop("left_out"), out, **given)
    return out / "en" / "index.html"


def site_of(folder: Path) -> Path:
    """Give the folder of the site that a folder of English pages belongs to."""
    return folder.parent if folder.name == "en" else folder


def all_bytes(folder: Path) -> dict[str, bytes]:
    """Give every file of a site."""
    folder = site_of(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def everything(folder: Path) -> str:
    """Give all text of a site that comes from data: pages and data files, escapes resolved."""
    site = site_of(folder)
    kinds = ("*.html", "data/**/*.js", "data/*.csv", "data/*.json", "*/feed.xml")
    texts = [
        path.read_text(encoding="utf-8") for kind in kinds for path in sorted(site.rglob(kind))
    ]
    return "\n".join(texts)


def text(page: Path) -> str:
    bare = re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
    return " ".join(bare.split())


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(page: Path) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found
