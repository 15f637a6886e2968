"""The site in headless Chromium: no error, no request off the page, and everything works."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_pages import Watched, contrast
from playwright.sync_api import Browser

from fiss_geo import pipeline
from fiss_geo.maps import numbers
from fiss_geo.maps.draw import draw

PAGES = (
    "en/index.html", "fi/candidates.html", "sv/flows.html", "fi/showcase.html", "en/methods.html",
    "sv/accessibility.html", "fi/embed.html", "sv/regions/19.html", "en/regions/21.html",
    "fi/parks/kemi-tornio.html", "en/parks/green-field-hub.html",
)  # fmt: skip

Open = Callable[..., Watched]


@pytest.fixture
def watch(browser: Browser, example_site: Path) -> Iterator[Open]:
    opened: list[Watched] = []

    def start(base: str = "", width: int = 1280, **options: object) -> Watched:
        size = {"width": width, "height": 740}
        home = base or f"{example_site.as_uri()}/"
        opened.append(Watched(browser, home, viewport=size, **options))
        return opened[-1]

    yield start
    for watched in opened:
        watched.context.close()
        assert watched.faults == []


@pytest.mark.parametrize("width", [1280, 320])
def test_every_kind_of_page_opens_from_disk_and_fits(watch: Open, width: int) -> None:
    watched = watch(width=width)
    for name in PAGES:
        page = watched.open(name)
        widest = page.evaluate("() => document.documentElement.scrollWidth")
        assert widest <= width, name
        assert page.locator("h1").count() == 1


def test_every_kind_of_page_opens_from_a_web_server(watch: Open, served: str) -> None:
    watched = watch(base=served)
    for name in PAGES:
        # Idle, since the icon is asked for late, and leaving the page would break that off.
        watched.open(name).wait_for_load_state("networkidle")
    assert watched.context.cookies() == []
    assert watched.page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_first_page_leads_to_finnish(watch: Open, served: str) -> None:
    watched = watch(base=served)
    watched.let_go = (f"{served}assets/icon.svg",)  # of the page that only leads on
    watched.page.goto(served)
    watched.page.wait_for_url("**/fi/index.html")
    watched.page.wait_for_load_state("networkidle")


def test_the_site_opens_in_a_sandboxed_frame_of_another_origin(
    browser: Browser, served: str, tmp_path: Path
) -> None:
    page = tmp_path / "host.html"
    page.write_text(
        f'<iframe sandbox="allow-scripts" width="900" height="700" '
        f'src="{served}fi/embed.html#region=19"></iframe>'
    )
    watched = Watched(browser, served)
    watched.beside = (page.as_uri(),)
    watched.page.goto(page.as_uri())
    frame = watched.page.frame_locator("iframe")
    frame.locator(".is-ready .map-label").first.wait_for()
    watched.page.frames[1].evaluate("() => fissGeo.change({ region: '17' })")
    assert "region=17" in watched.page.frames[1].evaluate("() => location.hash")
    watched.context.close()
    assert watched.faults == []


def test_without_script_tables_and_a_drawn_map_stand(watch: Open) -> None:
    watched = watch(java_script_enabled=False)
    page = watched.page
    page.goto(watched.base + "fi/index.html")
    assert page.locator("svg.sketch path.sketch-region").count() == 19
    assert page.locator("#regions tbody tr:visible").count() == 19
    assert page.locator("form:visible").count() == 0
    page.goto(watched.base + "en/candidates.html")
    assert page.locator("#candidates tbody tr:visible").count() == 100
    for name in ("sv/regions/19.html", "en/parks/kip.html"):
        page.goto(watched.base + name)
        assert page.locator("svg.sketch:visible").count() == 1
        assert page.locator("#flows tbody tr:visible").count() > 0


def test_without_webgl_nothing_is_missed(watch: Open) -> None:
    watched = watch()
    watched.page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind) {"
        "  if (/webgl/.test(kind)) throw new Error('no WebGL');"
        "  return get.apply(this, arguments); };"
    )
    page = watched.open("en/index.html")
    assert page.evaluate("() => fissGeo.painter.drawn.arrows.length") > 10


def test_the_country_is_drawn_as_sums_and_lines_come_with_a_choice(watch: Open) -> None:
    watched = watch()
    page = watched.open("en/index.html")
    drawn = "() => ['arrows', 'rings', 'lines'].map((kind) => fissGeo.painter.drawn[kind].length)"
    arrows, rings, lines = page.evaluate(drawn)
    assert 10 <= arrows + rings <= 25
    assert rings >= 2
    assert lines == 0
    watched.choose(region="19")
    assert page.evaluate(drawn)[:2] == [0, 0]
    shown = page.evaluate("() => fissGeo.view(fissGeo.state).candidates.length")
    assert page.evaluate(drawn)[2] == shown > 50
    watched.choose(region="", org="Outokumpu Chrome Oy")
    names = page.locator(".board tbody tr").all_inner_texts()
    assert names
    assert all("Outokumpu Chrome Oy" in name for name in names)


def test_roads_and_downloads_are_loaded_when_they_are_asked_for(watch: Open) -> None:
    asked: list[str] = []
    watched = watch()
    watched.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page = watched.open("en/index.html")
    late = {"roads.js", "rows_out.js", "gpkg.js"}
    assert "board.js" in asked
    assert not late & set(asked)
    drawn = "() => fissGeo.groundOf.roads.getLatLngs().length"
    assert page.evaluate(drawn) == 0
    watched.choose(roads="1")
    page.wait_for_function(drawn)
    with page.expect_download():
        page.locator("[data-act=gpkg]").click()
    assert late <= set(asked)
    watched.open("en/regions/19.html")
    page.wait_for_function(drawn)


def test_more_choices_stay_closed_where_only_the_page_has_chosen(watch: Open) -> None:
    watched = watch()
    choices = "form[data-choices] details"
    page = watched.open("en/parks/kemi-tornio.html")
    assert page.locator(choices).get_attribute("open") is None
    watched.choose(status="in_use")
    assert page.locator(choices).get_attribute("open") is not None


def test_a_download_that_cannot_be_made_says_so(watch: Open) -> None:
    watched = watch()
    page = watched.open("sv/index.html")
    page.evaluate("() => { fissGeo.root = '../gone/'; }")
    page.locator("[data-act=flows]").click()
    page.get_by_text("laddades inte").wait_for()
    page.evaluate("() => { fissGeo.root = '../'; }")
    with page.expect_download():
        page.locator("[data-act=flows]").click()
    assert watched.faults
    watched.faults.clear()


def test_a_mass_is_used_once_however_many_arrows_it_could_feed(watch: Open) -> None:
    page = watch().open("en/index.html")
    used, offered = page.evaluate(
        """() => {
            const view = fissGeo.view(fissGeo.state), flows = fissGeo.flows;
            const sum = view.between.reduce((all, one) => all + one.mass, 0);
            let most = 0; // each pair takes from an offer or from a need whose mass is known
            for (let i = 0; i < flows.count; i += 1) most += flows.number('mass_t_per_a', i) || 0;
            return [sum, most];
        }"""
    )
    assert 0 < used <= offered


def test_the_table_has_the_rows_that_the_map_draws(watch: Open) -> None:
    watched = watch()
    page = watched.open("en/index.html")
    watched.choose(material="slag")
    page.get_by_role("button", name="Between regions").click()
    rows = page.evaluate("() => fissGeo.view(fissGeo.state).between.map((sum) => sum.mass)")
    assert page.locator(".board tbody tr").count() == min(25, len(rows))
    watched.choose(region="19", tab="candidates")
    on_map = page.evaluate("() => fissGeo.painter.drawn.lines.map((line) => line.c + 1)")
    in_table = page.locator(".board tbody tr td:first-child .cell").all_inner_texts()
    assert [int(rank) for rank in in_table] == sorted(on_map)[:25]


def test_a_choice_stands_in_the_address_and_back_undoes_it(watch: Open) -> None:
    page = watch().open("en/index.html")
    page.select_option("form [name=material]", "slag")
    page.wait_for_function("() => location.hash.includes('material=slag')")
    page.select_option("form [name=region]", "19")
    page.wait_for_function("() => location.hash.includes('region=19')")
    swedish = page.locator("a[hreflang=sv]").get_attribute("href")
    assert swedish is not None
    assert swedish.endswith("index.html#material=slag&region=19") or "region=19" in swedish
    page.go_back()
    page.wait_for_function("() => fissGeo.state.region === ''")
    assert page.locator("form [name=region]").input_value() == ""
    assert page.locator("form [name=material]").input_value() == "slag"
    page.go_back()
    page.wait_for_function("() => fissGeo.state.material === ''")


def test_a_shared_address_shows_the_same_choice_in_another_language(watch: Open) -> None:
    watched = watch()
    choice = "#region=19&material=slag&tab=flows&sort=-t&km=300"
    page = watched.open(f"en/index.html{choice}")
    rows = page.locator(".board tbody tr").count()
    page.locator("a[hreflang=fi]").click()
    page.wait_for_function("() => document.documentElement.lang === 'fi' && window.fissGeo")
    page.wait_for_function("() => document.documentElement.classList.contains('is-ready')")
    assert page.locator(".board tbody tr").count() == rows > 0
    assert page.locator("form [name=km]").input_value() == "300"
    assert page.locator("th[aria-sort=descending]").count() == 1


@pytest.mark.parametrize(
    "choice", ["region=%3Cscript%3E", "km=abc", "at=x", "tab=zz", "sel=~", "%"]
)
def test_a_broken_address_is_ignored(watch: Open, choice: str) -> None:
    page = watch().open(f"en/index.html#{choice}")
    assert page.locator(".board").count() == 1


def test_filters_narrow_and_clear_widens(watch: Open) -> None:
    page = watch().open("en/candidates.html")
    count = page.locator(".board .count")
    before = count.inner_text()
    page.select_option("[name=region]", "19")
    page.select_option("[name=material]", "slag")
    page.wait_for_function(
        "(before) => document.querySelector('.count').textContent !== before", arg=before
    )
    page.fill("[name=q]", "no such words at all")
    page.wait_for_function("() => !document.querySelector('.board tbody tr')")
    assert count.inner_text() == "Nothing here with these choices."
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function(
        "(before) => document.querySelector('.count').textContent === before", arg=before
    )
    page.locator("details.more summary").click()
    page.fill("[name=km]", "50")
    page.wait_for_function("() => location.hash.includes('km=50')")
    kilometres = page.evaluate(
        "() => fissGeo.view(fissGeo.state).candidates"
        ".map((c) => fissGeo.candidates.number('road_distance_km', c))"
    )
    assert kilometres
    assert max(kilometres) <= 50


def test_a_table_sorts_both_ways_with_the_unknown_last(watch: Open) -> None:
    page = watch().open("en/flows.html")
    values = """() => {
        const table = document.querySelector('.board table');
        return [...table.tBodies[0].rows].map((row) => row.cells[3].textContent);
    }"""
    heading = page.locator(".board thead button", has_text="Quantity")
    heading.click()
    page.wait_for_function("() => document.querySelector('th[aria-sort=ascending]')")
    smallest = page.evaluate(values)[0]
    heading.click()
    page.wait_for_function("() => document.querySelector('th[aria-sort=descending]')")
    largest = page.evaluate(values)[0]
    assert smallest != largest
    for text in (smallest, largest):
        assert "not known" not in text
    assert "million" not in largest
    assert heading.evaluate("(one) => one === document.activeElement")


def test_a_flow_opens_its_card_by_pointer(watch: Open) -> None:
    page = watch().open("en/parks/kemi-tornio.html")
    where = page.evaluate(
        """() => {
            fissGeo.map.getContainer().scrollIntoView();
            const place = (group) => fissGeo.map.layerPointToLatLng([group.x, group.y]);
            const one = fissGeo.painter.drawn.groups.find((group) => group.flows.length === 1
                && fissGeo.map.getBounds().contains(place(group)));
            const p = fissGeo.map.layerPointToContainerPoint([one.x, one.y]);
            const box = fissGeo.map.getContainer().getBoundingClientRect();
            return [box.left + p.x, box.top + p.y, fissGeo.organisation(one.flows[0])];
        }"""
    )
    page.mouse.click(where[0], where[1])
    card = page.locator(".leaflet-popup .card")
    assert where[2] in card.inner_text()
    for part in ("Today", "Location", "Source"):
        assert part in card.inner_text()


def test_an_arrow_tells_what_it_stands_for(watch: Open) -> None:
    page = watch().open("sv/index.html")
    where = page.evaluate(
        """() => {
            fissGeo.map.getContainer().scrollIntoView();
            const one = fissGeo.painter.drawn.arrows[0], middle = fissGeo.along(one.curve, 0.5);
            const p = fissGeo.map.layerPointToContainerPoint([middle.x, middle.y]);
            const box = fissGeo.map.getContainer().getBoundingClientRect();
            return [box.left + p.x, box.top + p.y];
        }"""
    )
    page.mouse.click(*where)
    text = page.locator(".leaflet-popup .card").inner_text()
    assert "→" in text
    assert "ton per år, varje ton en gång" in text


def test_a_candidate_opens_its_card_by_keyboard_and_closes_again(watch: Open) -> None:
    watched = watch()
    page = watched.open("en/index.html#region=19")
    button = page.locator(".board tbody .opener").first
    button.focus()
    page.keyboard.press("Enter")
    card = page.locator(".leaflet-popup .card")
    text = card.inner_text()
    for part in ("Rank", "By road", "km", "kg CO₂e per tonne", "Why they may fit", "Vehicle"):
        assert part in text
    assert page.evaluate("() => document.activeElement.closest('.leaflet-popup') !== null")
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    assert button.evaluate("(element) => element === document.activeElement")


def test_a_region_is_chosen_by_pointer(watch: Open) -> None:
    page = watch().open("en/index.html")
    where = page.evaluate(
        """() => {
            fissGeo.map.getContainer().scrollIntoView();
            const lapland = fissGeo.base.regions.find((region) => region.code === "19");
            const p = fissGeo.map.latLngToContainerPoint([lapland.at[1] + 90000, lapland.at[0]]);
            const box = fissGeo.map.getContainer().getBoundingClientRect();
            return [box.left + p.x, box.top + p.y];
        }"""
    )
    page.mouse.click(*where)
    assert page.locator("form [name=region]").input_value() == "19"
    link = page.get_by_role("link", name="Open the page of this region")
    assert str(link.get_attribute("href")).endswith("en/regions/19.html")


def test_labels_do_not_cover_each_other(watch: Open) -> None:
    for width in (1280, 360):
        page = watch(width=width).open("fi/index.html")
        boxes = page.evaluate(
            """() => [...document.querySelectorAll('.map-label:not([hidden])')].map((one) => {
                const box = one.getBoundingClientRect();
                return [box.left, box.top, box.right, box.bottom];
            })"""
        )
        assert len(boxes) > 8
        for i, a in enumerate(boxes):
            for b in boxes[:i]:
                assert a[0] >= b[2] or a[2] <= b[0] or a[1] >= b[3] or a[3] <= b[1], (a, b)


def test_the_legend_stands_beside_the_map_not_on_it(watch: Open) -> None:
    for width in (1280, 360):
        page = watch(width=width).open("fi/index.html")
        apart = page.evaluate(
            """() => {
                const a = document.querySelector('.map').getBoundingClientRect();
                const b = document.querySelector('.legend').getBoundingClientRect();
                return a.bottom <= b.top || a.right <= b.left;
            }"""
        )
        assert apart


def test_a_hidden_and_resized_map_shows_its_choice_again(watch: Open) -> None:
    page = watch().open("en/regions/19.html")
    scale = page.locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    page.locator("body").evaluate("(body) => { body.style.width = '0'; }")
    for width in (1, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        page.wait_for_timeout(200)
        page.locator("body").evaluate("(body) => { body.style.width = ''; }")
    page.wait_for_function(
        "(text) => document.querySelector('.leaflet-control-scale-line').textContent === text",
        arg=before,
    )


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_script_and_pages_write_the_same_figures(
    watch: Open, example_site: Path, code: str
) -> None:
    """The card's kilometres, emissions and masses are those of the static table."""
    page = watch(java_script_enabled=False).page
    page.goto(f"{example_site.as_uri()}/{code}/candidates.html")
    cells = """() => [...document.querySelectorAll('#candidates tbody tr')].map((row) =>
        [3, 4, 5, 6].map((k) => [...row.cells[k].childNodes].filter((one) => one.nodeType === 3)
            .map((one) => one.textContent).join('').trim()))"""
    written = page.evaluate(cells)
    own = watch().open(f"{code}/candidates.html")
    said = own.evaluate(
        """() => fissGeo.view(fissGeo.state).candidates.map((c) => [fissGeo.distanceText(c),
            fissGeo.emissionsText(c)[0], fissGeo.mass(fissGeo.candidates.number('mass_t_per_a', c)),
            fissGeo.scoreText(c)])"""
    )
    assert len(written) == 100
    assert list(said[:100]) == written
    assert any(numbers.THIN_SPACE in part for row in written for part in row)


def test_signs_and_text_have_contrast_in_light_and_dark(watch: Open) -> None:
    """WCAG: 4.5 for text on its ground, 3 for signs on every shade of the ramp."""
    for scheme in ("light", "dark"):
        page = watch(color_scheme=scheme).open("en/index.html")
        names = ["ink", "ink-soft", "brand", "link-ink", "offer", "need", "link", "ended", "paper",
                 "paper-soft", "pale", "casing", "land", "sea", "field", "warn-ink", "warn-paper",
                 *(f"class-{i}" for i in range(5))]  # fmt: skip
        found = page.evaluate(
            """(names) => Object.fromEntries(names.map((name) => {
                const probe = document.createElement('i');
                probe.style.color = 'var(--' + name + ')';
                document.body.append(probe);
                const parts = getComputedStyle(probe).color.match(/\\d+/g).slice(0, 3);
                probe.remove();
                const hex = (part) => Number(part).toString(16).padStart(2, '0');
                return [name, '#' + parts.map(hex).join('')];
            }))""",
            names,
        )
        grounds = [f"class-{i}" for i in range(5)]
        for ground in ("paper", "paper-soft", "pale"):
            for text in ("ink", "ink-soft", "brand", "link-ink"):
                assert contrast(found[text], found[ground]) >= 4.5, (scheme, text, ground)
        assert contrast(found["warn-ink"], found["warn-paper"]) >= 4.5
        assert contrast(found["field"], found["paper"]) >= 3
        for ground in (*grounds, "land", "sea"):
            assert contrast(found["link"], found[ground]) >= 3, (scheme, ground)
            assert contrast(found["brand"], found[ground]) >= 4.5, (scheme, ground)
        for sign in ("offer", "need", "ended"):  # each stands on a ring of paper
            assert contrast(found[sign], found["paper"]) >= 3, (scheme, sign)


def test_the_notebook_map_opens_and_asks_for_nothing(
    browser: Browser, example_tables: pipeline.Run, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    draw(example_tables.flows, example_tables.ranking, path=path)
    watched = Watched(browser, path.as_uri())
    watched.page.goto(path.as_uri())
    sign = watched.page.locator(".leaflet-marker-icon").first
    sign.focus()
    watched.page.keyboard.press("Enter")
    assert "Today" in watched.page.locator(".leaflet-popup-content").inner_text()
    assert watched.page.locator(".leaflet-marker-icon").count() > 100
    watched.context.close()
    assert watched.faults == []


def test_hostile_addresses_are_no_links(watch: Open) -> None:
    page = watch().open("en/index.html")
    page.evaluate("() => fissGeo.load('assets/rows_out.js')")
    cell = page.evaluate("(text) => fissGeo.csv([{ a: text }])", "=cmd|' /C calc'!A0")
    assert "'=cmd" in cell
    assert json.loads(page.evaluate("() => fissGeo.geojson(fissGeo.view(fissGeo.state))"))
