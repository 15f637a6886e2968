"""A small site of the toy tables, and its pages as text and tags."""

import json
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


def unpacked(site: Path, name: str) -> dict[str, list[Any]]:
    """Give the columns of a data file as lists, read as ``unpack.js`` reads them."""
    line = (site / "data" / f"{name}.js").read_text("utf-8").splitlines()[1]
    told = json.loads(line.split(" = ", 1)[1].rstrip(";"))
    count = told["count"]
    found: dict[str, list[Any]] = {}
    for column in ("offer", "need", "isOnePoint", "isCounted"):
        if column in told:
            found[column] = _whole(told[column], count)
    for column in ("x", "y"):
        if column in told:
            found[column] = _coordinates(_whole(told[column], count), told["step"])
    for column, packed in told["numbers"].items():
        wholes, tens = _whole(packed["whole"], count), _whole(packed["tens"], count)
        found[column] = [
            None if code == 0 else float(f"{code - 1 + packed['least']}e{ten + packed['lowest']}")
            for code, ten in zip(wholes, tens, strict=True)
        ]
    for column, packed in told["texts"].items():
        at = told["texts"][packed["like"]].get("at") if "like" in packed else packed.get("at")
        words = packed["words"].split("\n")
        found[column] = words if at is None else [words[place] for place in _whole(at, count)]
    return found


def _whole(text: str, count: int) -> list[int]:
    found = [0] * count
    for k, character in enumerate(text):
        found[k % count] = 64 * found[k % count] + ord(character) - 63
    return found


def _coordinates(codes: list[int], metres: int) -> list[int | None]:
    found: list[int | None] = []
    at = 0
    for code in codes:
        way = code - 1
        at += (-(way + 1) // 2 if way % 2 else way // 2) if code else 0
        found.append(at * metres if code else None)
    return found


def packed_figures(site: Path) -> str:
    """Give all figures and places of the packed columns as text, to look for secrets in."""
    rows = [unpacked(site, name) for name in ("flows", "candidates")]
    return repr([{key: set(values) for key, values in table.items()} for table in rows])


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
