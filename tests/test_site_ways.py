"""Ways along roads: only between flows that are shown, and loaded only when a place is chosen."""

from pathlib import Path

import map_tables as toy
import shapely
import site_pages as pages
from browser_pages import Watched
from playwright.sync_api import Browser

_WAY = shapely.LineString([toy.WEST, (300_000, 6_960_000), toy.EAST])
_SECRET = shapely.LineString([toy.WEST, (300_000, 7_043_210), toy.EAST])


def _publish(folder: Path, edition: str = "public") -> Path:
    flows = toy.located_flows(
        toy.flow("O1"),
        toy.flow("N1", toy.EAST, role="need", organisation="Works Oy", region_code="02"),
        toy.flow("N2", toy.EAST, role="need", region_code="02", is_public=False),
    )
    ranking = toy.ranking(
        toy.candidate(1, "O1", "N1", geometry=_WAY),
        toy.candidate(2, "O1", "N2", geometry=_SECRET),
    )
    front = pages.publish_toy(folder / edition, flows=flows, ranking=ranking, edition=edition)
    return front.parent.parent


def test_only_ways_between_flows_that_are_shown_are_written(tmp_path: Path) -> None:
    for edition, count in (("public", 1), ("network", 1), ("internal", 2)):
        site = _publish(tmp_path, edition)
        for region in ("01", "02"):
            text = (site / "data" / "ways" / f"{region}.js").read_text(encoding="utf-8")
            assert text.startswith(f'fissGeo.addWays("{region}", ')
            assert text.count('":[[') == count, edition
    plain = pages.publish_toy(tmp_path / "plain").parent.parent
    assert not (plain / "data" / "ways").exists()  # a straight line is no way


def test_a_way_is_loaded_and_drawn_once_a_region_is_chosen(
    browser: Browser, tmp_path: Path
) -> None:
    site = _publish(tmp_path)
    watched = Watched(browser, f"{site.as_uri()}/")
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(request.url))
    page = watched.open("en/index.html")
    assert not [url for url in asked if "/ways/" in url]
    watched.choose(region="01")
    page.wait_for_function("() => fissGeo.waysDrawn() === 1")
    assert [url for url in asked if "/ways/" in url] == [f"{site.as_uri()}/data/ways/01.js"]
    watched.choose(region="")
    page.wait_for_function("() => fissGeo.waysDrawn() === 0")
    watched.context.close()
    assert watched.faults == []
