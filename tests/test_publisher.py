"""Who publishes: title, logo, colours, address and feeds, and that they cannot break a page."""

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import map_tables as toy
import pytest
import site_pages as pages

from fiss_geo.errors import BadInput
from fiss_geo.maps.publisher import Publisher

ATOM = "{http://www.w3.org/2005/Atom}"


def _publisher(folder: Path, text: str) -> Publisher:
    (folder / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "site.toml").write_text(text, encoding="utf-8")
    return Publisher.from_toml(folder / "site.toml")


def test_a_publisher_reaches_the_pages(tmp_path: Path) -> None:
    publisher = _publisher(
        tmp_path,
        'title = {fi = "Kartta", sv = "Kartan", en = "The map"}\nlanguage = "sv"\n'
        'name = "Motiva"\ncontact = "map@example.fi"\nbase_url = "https://example.fi/map/"\n'
        'logo = "logo.svg"\ncolours = {brand = "#123456"}\n',
    )
    site = pages.publish_toy(tmp_path / "site", publisher=publisher).parents[1]
    page = (site / "fi" / "index.html").read_text("utf-8")
    for part in (
        "<title>Kartta – Kartta</title>", 'href="https://example.fi/map/sv/index.html"',
        'content="https://example.fi/map/assets/og-image.png"', "../assets/logo.svg", "Motiva",
    ):  # fmt: skip
        assert part in page, part
    assert 'href="mailto:map@example.fi"' in (site / "en" / "accessibility.html").read_text("utf-8")
    assert "--brand: #123456;" in (site / "assets" / "publisher.css").read_text("utf-8")
    assert "url=sv/index.html" in (site / "index.html").read_text("utf-8")
    assert "Sitemap: https://example.fi/map/sitemap.txt" in (site / "robots.txt").read_text("utf-8")
    assert "https://example.fi/map/fi/parks/p1.html" in (site / "sitemap.txt").read_text("utf-8")
    assert "embed" not in (site / "sitemap.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('colours = {brand = "#ffff00"}', "contrast of 1.1 with white"),
        ('colours = {brand = "red; }"}', "expected #rrggbb"),
        ('colours = {ink = "#000000"}', "expected brand or highlight"),
        ('logo = "none.svg"', "there is no file"),
        ('logo = "site.toml"', "expected an SVG, PNG or WebP"),
        ('language = "de"', "expected fi, sv or en"),
        ('base_url = "example.fi"', "expected an https address"),
        ('base_url = "https://example.fi"', "end it with /"),
        ('titel = "x"', '"titel" is not known'),
        ('tiles = {url = "http://a.fi/{z}/{x}/{y}", attribution = ""}', "expected an https"),
        ('tiles = {url = "https://a.fi;b/{z}/{x}/{y}", attribution = ""}', "expected an https"),
        ("title =", "Invalid"),
    ],
)
def test_what_would_break_a_page_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        _publisher(tmp_path, text)


def test_tiles_widen_the_policy_by_their_host_alone(tmp_path: Path) -> None:
    publisher = _publisher(
        tmp_path, 'tiles = {url = "https://t.example.fi/{z}/{y}/{x}.png", attribution = "© T"}'
    )
    page = pages.publish_toy(tmp_path / "site", publisher=publisher).read_text("utf-8")
    assert "img-src 'self' data: https://t.example.fi;" in page
    plain = pages.publish_toy(tmp_path / "plain").read_text("utf-8")
    assert "img-src 'self' data:;" in plain
    assert "og:image" not in plain  # an address of the site is needed for one


@pytest.mark.parametrize("edition", ["internal", "network"])
def test_other_editions_ask_not_to_be_found(tmp_path: Path, edition: str) -> None:
    site = pages.publish_toy(tmp_path / "site", edition=edition).parents[1]
    assert "Disallow: /" in (site / "robots.txt").read_text("utf-8")
    for page in site.rglob("*.html"):
        assert '<meta name="robots" content="noindex">' in page.read_text("utf-8"), page


def _entries(site: Path) -> list[tuple[str, str]]:
    root = ET.parse(site / "en" / "feed.xml").getroot()  # noqa: S314 - our own file
    return [
        (str(entry.findtext(f"{ATOM}title")), str(entry.findtext(f"{ATOM}summary")))
        for entry in root.findall(f"{ATOM}entry")
    ]


def test_a_feed_tells_what_has_come_and_gone(tmp_path: Path) -> None:
    out, first, later = tmp_path / "site", date(2026, 1, 1), date(2026, 2, 1)
    own = [toy.flow("O1"), toy.flow("N1", toy.EAST, role="need", organisation="Works <Oy>")]

    def edition(day: date, *more: dict[str, Any]) -> Path:
        flows = toy.located_flows(*own, *more)
        return pages.publish_toy(out, flows=flows, dated=day).parents[1]

    site = edition(first)
    assert _entries(site)[0][0] == "First edition: 2 flows and 1 candidates."
    before = pages.all_bytes(site)
    assert pages.all_bytes(edition(later)) == before  # nothing has changed
    entries = _entries(edition(later, toy.flow("O2", organisation="New & Oy")))
    assert entries[0][0] == "1 flows added, 0 removed; now 3 flows and 1 candidates."
    assert entries[0][1] == "Added: New & Oy: Ash"
    gone = edition(later)
    assert _entries(gone)[0][0].startswith("0 flows added, 1 removed")
    assert "New &" not in pages.everything(gone)  # a name that is withdrawn leaves the feed too
    assert (gone / "fi" / "feed.xml").read_text("utf-8").count("<entry>") == 3


def test_without_a_day_there_is_no_feed(tmp_path: Path) -> None:
    site = pages.publish_toy(tmp_path / "site").parents[1]
    assert not list(site.rglob("feed.xml"))
    assert not (site / "data" / "history.json").exists()
