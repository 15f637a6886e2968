"""The site in headless Chromium: no error, no request off the page, and everything works.

The site is that of the embedded example flows. Debian's Chromium is used; without it these tests
are skipped, and say so.
"""

import functools
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_pages import Watched, contrast
from playwright.sync_api import Browser, sync_playwright

from fiss_geo import pipeline, reference
from fiss_geo.maps.draw import draw
from fiss_geo.maps.site import publish

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None,
    reason="CHROMIUM IS MISSING: THE SITE IS NOT TESTED IN A BROWSER (apt-get install chromium)",
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PAGES = (
    "index.html", "candidates.html", "flows.html", "showcase.html", "methods.html",
    "regions/19.html", "regions/21.html", "parks/kemi-tornio.html", "parks/green-field-hub.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> pipeline.Run:
    return pipeline.run(pipeline.Scenario((reference.data_path("examples/flows.csv"),)))


@pytest.fixture(scope="module")
def site(tables: pipeline.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "site"
    return publish(tables.flows, tables.ranking, tables.left_out, out).parent


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}/"
        serving.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


Open = Callable[..., Watched]


@pytest.fixture
def watch(browser: Browser, site: Path) -> Iterator[Open]:
    opened: list[Watched] = []

    def start(base: str = "", width: int = 1280, *, javascript: bool = True) -> Watched:
        size = {"width": width, "height": 740}
        home = base or f"{site.as_uri()}/"
        opened.append(Watched(browser, home, viewport=size, java_script_enabled=javascript))
        return opened[-1]

    yield start
    for watched in opened:
        watched.context.close()
        assert watched.faults == []


@pytest.mark.parametrize("width", [1280, 360, 320])
def test_every_kind_of_page_opens_from_disk_and_fits(watch: Open, width: int) -> None:
    watched = watch(width=width)
    for name in PAGES:
        page = watched.open(name)
        widest = page.evaluate("() => document.documentElement.scrollWidth")
        assert widest <= width, name
        assert page.locator("h1").count() == 1


@pytest.mark.parametrize("width", [1280, 360, 320])
@pytest.mark.parametrize("name", ["index.html", "regions/19.html", "parks/kemi-tornio.html"])
def test_the_label_of_the_scale_fits_into_its_bar(watch: Open, width: int, name: str) -> None:
    bar = watch(width=width).open(name).locator(".leaflet-control-scale-line")
    assert bar.evaluate("(bar) => bar.scrollWidth <= bar.clientWidth")


@pytest.mark.parametrize(("width", "has_heads"), [(1280, True), (360, False)])
def test_a_small_map_of_the_country_has_lines_without_heads(
    watch: Open, width: int, *, has_heads: bool
) -> None:
    page = watch(width=width).open("index.html")
    heads = page.evaluate(
        """() => {
            const pen = CanvasRenderingContext2D.prototype, rotate = pen.rotate;
            let found = 0; // only a head is turned
            pen.rotate = function (angle) { found += 1; rotate.call(this, angle); };
            Object.values(fissGeo.map._layers).forEach((one) => one._draw && one._draw());
            return found;
        }"""
    )
    assert (heads > 0) is has_heads


def test_every_kind_of_page_opens_from_a_web_server(watch: Open, server: str) -> None:
    watched = watch(base=server)
    for name in PAGES:
        # Idle, since the icon is asked for late, and leaving the page would break that off.
        watched.open(name).wait_for_load_state("networkidle")
    assert watched.context.cookies() == []


def test_a_hidden_and_resized_map_shows_its_choice_again(watch: Open) -> None:
    page = watch().open("regions/19.html")
    scale = page.locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    page.locator("body").evaluate("(body) => { body.style.width = '0'; }")
    for width in (1, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        page.wait_for_timeout(200)
        page.locator("body").evaluate("(body) => { body.style.width = ''; }")
    assert scale.inner_text() == before


def test_without_script_the_tables_and_a_drawn_map_stand(watch: Open) -> None:
    watched = watch(javascript=False)
    page = watched.page
    page.goto(watched.base + "index.html")
    assert page.locator("svg.sketch path").count() == 19
    assert page.locator("#regions tbody tr").count() == 19
    assert page.locator("form:visible").count() == 0
    page.goto(watched.base + "candidates.html")
    assert page.locator("#candidates tbody tr:visible").count() > 100


def test_a_flow_opens_its_card_by_pointer(watch: Open) -> None:
    page = watch().open("parks/kemi-tornio.html")
    where = page.evaluate(
        """() => {
            let found = null;
            fissGeo.map.getContainer().scrollIntoView();
            fissGeo.map.eachLayer((layer) => {
                const isSeen = layer.flows && fissGeo.map.getBounds().contains(layer.getLatLng());
                if (isSeen && layer.flows.length === 1) found = layer;
            });
            const p = fissGeo.map.latLngToContainerPoint(found.getLatLng());
            const box = fissGeo.map.getContainer().getBoundingClientRect();
            return [box.left + p.x, box.top + p.y, found.flows[0].organisation];
        }"""
    )
    page.mouse.click(where[0], where[1])
    card = page.locator(".leaflet-popup .card")
    assert where[2] in card.inner_text()
    for part in ("Today", "Location", "Source"):
        assert part in card.inner_text()


def test_a_candidate_opens_its_card_by_keyboard_and_closes_again(watch: Open) -> None:
    page = watch().open("index.html")
    button = page.locator("[data-list] li button").first
    button.focus()
    page.keyboard.press("Enter")
    card = page.locator(".leaflet-popup .card")
    text = card.inner_text()
    for part in ("Rank", "By road", "km", "kg CO₂e per tonne", "Why they may fit"):
        assert part in text
    assert page.evaluate("() => document.activeElement.closest('.leaflet-popup') !== null")
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    assert button.evaluate("(element) => element === document.activeElement")


def test_a_region_is_chosen_by_pointer_and_by_list(watch: Open) -> None:
    page = watch().open("index.html")
    where = page.evaluate(
        """() => {
            fissGeo.map.getContainer().scrollIntoView();
            const lapland = fissGeo.base.regions.find((region) => region.code === "19");
            const p = fissGeo.map.latLngToContainerPoint([lapland.at[1] + 40000, lapland.at[0]]);
            const box = fissGeo.map.getContainer().getBoundingClientRect();
            return [box.left + p.x, box.top + p.y];
        }"""
    )
    page.mouse.click(*where)
    assert page.locator("[data-list] h3").inner_text() == "Lapland"
    assert page.locator("[data-map-controls] [name=region]").input_value() == "19"
    page.select_option("[data-map-controls] [name=region]", "21")
    assert page.locator("[data-list] h3").inner_text() == "Åland"
    link = page.locator("[data-list] a", has_text="Open the page of this region")
    assert link.get_attribute("href") == "regions/21.html"
    page.get_by_role("button", name="Whole country").click()
    assert page.locator("[data-map-controls] [name=region]").input_value() == ""


def test_the_choices_of_the_map_change_what_is_drawn(watch: Open) -> None:
    page = watch().open("index.html")
    note, scale = page.locator("[data-drawn]"), page.locator("#scale strong")
    before = note.inner_text()
    assert before.startswith("The 60 best of ")
    page.select_option("[name=material]", "slag")
    assert note.inner_text() != before
    page.select_option("[name=measure]", "offered")
    assert scale.inner_text() == "Tonnes a year offered, where known"
    page.uncheck("[name=links]")
    assert note.inner_text() == ""
    page.check("[name=flows]")
    page.check("[name=roads]")
    marks = "() => Object.values(fissGeo.map._layers).filter((layer) => layer.flows).length"
    assert page.evaluate(marks) > 0


def test_a_table_sorts_both_ways_with_the_unknown_last(watch: Open) -> None:
    page = watch().open("candidates.html")
    values = """() => [...document.querySelectorAll('#candidates tbody tr')]
        .map((row) => row.cells[3].dataset.value)"""
    heading = page.get_by_role("button", name="Road km")
    for turn in (1, -1):
        heading.click()
        found = page.evaluate(values)
        known = [turn * float(value) for value in found if value]
        assert known == sorted(known)
        assert found[: len(known)] == [value for value in found if value]
    assert page.locator("th[aria-sort=descending]").count() == 1


def test_a_table_filters_by_region_material_and_words(watch: Open) -> None:
    page = watch().open("candidates.html")
    rows = page.locator("#candidates tbody tr:visible")
    everything = rows.count()
    page.select_option("[name=regions]", "19")
    page.select_option("[name=material]", "slag")
    assert 0 < rows.count() < everything
    assert page.locator(".count").inner_text() == f"{rows.count()} of {everything} rows shown"
    page.fill("[name=words]", "no such words at all")
    assert rows.count() == 0
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("() => !document.querySelector('#candidates tbody tr[hidden]')")


def test_text_and_signs_havecontrast(watch: Open) -> None:
    """WCAG: 4.5 for text on its ground, 3 for signs on every shade of the ramp."""
    page = watch().open("index.html")
    colour = page.evaluate(
        """() => Object.fromEntries(["ink", "ink-soft", "blue-dark", "offer", "need", "link",
            "ended", "paper", "paper-soft", "blue-pale", "class-1", "class-4", "land", "sea"]
            .map((name) => [name, fissGeo.colour(name)]))"""
    )
    for ground in ("paper", "paper-soft", "blue-pale"):
        for text in ("ink", "ink-soft", "blue-dark"):
            assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
    assert contrast(colour["blue-dark"], colour["class-4"]) >= 4.5
    for ground in ("class-1", "class-4", "land", "sea"):
        assert contrast(colour["link"], colour[ground]) >= 3, ground
    for sign in ("offer", "need", "ended"):  # each stands on a white ring
        assert contrast(colour[sign], colour["paper"]) >= 3, sign


def test_the_front_page_and_its_data_are_light(site: Path) -> None:
    files = [site / "index.html", *(site / "data").glob("*.js")]
    assert sum(file.stat().st_size for file in files) < 500_000


def test_the_notebook_map_opens_and_asks_for_nothing(
    browser: Browser, tables: pipeline.Run, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    draw(tables.flows, tables.ranking, path=path)
    watched = Watched(browser, path.as_uri())
    watched.page.goto(path.as_uri())
    sign = watched.page.locator(".leaflet-marker-icon").first
    sign.focus()
    watched.page.keyboard.press("Enter")
    assert "Today" in watched.page.locator(".leaflet-popup-content").inner_text()
    assert watched.page.locator(".leaflet-marker-icon").count() > 100
    watched.context.close()
    assert watched.faults == []
