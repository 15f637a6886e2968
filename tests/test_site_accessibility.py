"""axe-core on every kind of page, in every language, large and small, light and dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_pages import Watched
from playwright.sync_api import Browser

AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "preload": False,  # of style sheets, which a page from disk may not fetch
}
LAYOUTS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "mobile": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
SINGLE = ("candidates", "flows", "showcase", "methods", "accessibility", "regions/21")


@pytest.fixture
def watched(
    browser: Browser, example_site: Path, request: pytest.FixtureRequest
) -> Iterator[Watched]:
    # The checker is put into the page, which the page's own policy would refuse.
    options = {**LAYOUTS[request.param], "bypass_csp": True}
    opened = Watched(browser, f"{example_site.as_uri()}/", **options)
    yield opened
    opened.context.close()
    assert opened.faults == []


def _check(watched: Watched, name: str) -> None:
    found = AXE.run(watched.open(name), options=RULES).response["violations"]
    assert not found, [
        (name, one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]])
        for one in found
    ]


@pytest.mark.parametrize("watched", LAYOUTS, indirect=True)
@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_maps_parks_and_embedded_maps_have_no_violation(watched: Watched, code: str) -> None:
    for name in ("index.html", "embed.html", "parks/kemi-tornio.html"):
        _check(watched, f"{code}/{name}")


@pytest.mark.parametrize("watched", ["mobile", "dark"], indirect=True)
def test_other_pages_have_no_violation(watched: Watched) -> None:
    for code, name in zip(("fi", "sv", "en") * 2, SINGLE, strict=True):
        _check(watched, f"{code}/{name}.html")


@pytest.mark.parametrize("watched", ["desktop"], indirect=True)
def test_a_choice_with_an_open_card_has_no_violation(watched: Watched) -> None:
    page = watched.open("en/index.html#region=19&tab=candidates")
    page.locator(".board tbody .opener").first.click()
    page.locator(".leaflet-popup .card").wait_for()
    page.locator("details.more summary").click()
    found = AXE.run(page, options=RULES).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"][:200]) for one in found]


@pytest.mark.parametrize("watched", ["desktop"], indirect=True)
def test_a_keyboard_reaches_everything_and_its_focus_is_seen(watched: Watched) -> None:
    page = watched.open("en/index.html")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                    const one = document.activeElement, look = getComputedStyle(one);
                    return [one.className + ' ' + one.tagName, parseFloat(look.outlineWidth)];
                }"""
            )
        )
    assert seen[0][0].startswith("skip")
    for part in ("SELECT", "INPUT", "leaflet-container", "leaflet-control-zoom-in", "scroll DIV"):
        assert any(part in name for name, _ in seen), (part, seen)
    assert all(width >= 1 for _, width in seen), seen
