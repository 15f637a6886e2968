"""What the site gives to take away: tables, layers, pictures, paper, links."""

import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
from browser_pages import Watched
from PIL import Image
from playwright.sync_api import Browser, Page

from fiss_geo.crs import ETRS_TM35FIN


@pytest.fixture(scope="module")
def page(browser: Browser, example_site: Path) -> Iterator[Page]:
    watched = Watched(
        browser, f"{example_site.as_uri()}/", viewport={"width": 1280, "height": 900},
        accept_downloads=True,
    )  # fmt: skip
    watched.beside = ("blob:",)
    yield watched.open("fi/index.html#region=19")
    watched.context.close()
    assert watched.faults == []


def _save(page: Page, act: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator(f"[data-act={act}]").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def _count(page: Page, kind: str) -> int:
    return int(page.evaluate(f"() => fissGeo.view(fissGeo.state).{kind}.length"))


def test_a_csv_holds_what_is_shown(page: Page, tmp_path: Path) -> None:
    flows = pd.read_csv(_save(page, "flows", tmp_path), encoding="utf-8-sig", dtype="str")
    assert len(flows) == _count(page, "flows") > 10
    assert set(flows["region_code"]) == {"19"}
    candidates = pd.read_csv(_save(page, "candidates", tmp_path), encoding="utf-8-sig")
    assert len(candidates) == _count(page, "candidates")
    assert candidates["rank"].is_monotonic_increasing
    assert {"road_distance_km", "reasons", "offer_organisation"} <= set(candidates.columns)


def test_a_geopackage_is_read_by_gdal_and_sqlite(page: Page, tmp_path: Path) -> None:
    path = _save(page, "gpkg", tmp_path)
    flows, candidates = (gpd.read_file(path, layer=name) for name in ("flows", "candidates"))
    assert flows.crs.to_epsg() == ETRS_TM35FIN
    assert len(flows) == _count(page, "flows")
    assert len(candidates) == _count(page, "candidates")
    assert set(candidates.geometry.dropna().geom_type) == {"LineString"}
    assert flows["mass_t_per_a"].dtype == float
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    connection.close()


def test_a_large_geopackage_is_whole(page: Page, tmp_path: Path) -> None:
    """More rows than one page of the file holds, and text of all kinds."""
    page.evaluate("() => fissGeo.load('assets/gpkg.js')")
    page.evaluate(
        """() => { fissGeo.testBytes = fissGeo.geopackage([{ name: 'many "x"', kind: 'POINT',
            rows: Array.from({ length: 40000 }, (_, i) => ({ geometry: i % 7 ? [i, 7e6 + i] : null,
                text: 'ä🦝' + 'x'.repeat(i % 300), number: i % 5 ? i / 3 : null })) }]); }"""
    )
    with page.expect_download() as waiting:
        page.evaluate(
            """() => { const link = document.createElement('a');
                link.href = URL.createObjectURL(new Blob([fissGeo.testBytes]));
                link.download = 'many.gpkg'; link.click(); }"""
        )
    waiting.value.save_as(tmp_path / "many.gpkg")
    with sqlite3.connect(tmp_path / "many.gpkg") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = connection.execute('SELECT count(*), sum(number), max(fid) FROM "many ""x"""')
        count, total, last = found.fetchone()
    connection.close()
    assert (count, last) == (40_000, 40_000)
    assert total == pytest.approx(sum(i / 3 for i in range(40_000) if i % 5))


def test_geojson_stands_in_degrees_where_the_points_are(page: Page, tmp_path: Path) -> None:
    layer = gpd.read_file(_save(page, "geojson", tmp_path))
    assert layer.crs.to_epsg() == 4326
    points = layer[layer.geometry.geom_type == "Point"].to_crs(ETRS_TM35FIN)
    written = page.evaluate(
        "() => fissGeo.view(fissGeo.state).flows.filter(fissGeo.hasPlace)"
        ".map((i) => [fissGeo.flows.x[i], fissGeo.flows.y[i]])"
    )
    for point, (x, y) in zip(points.geometry, written, strict=True):
        assert abs(point.x - x) < 0.2
        assert abs(point.y - y) < 0.2


def test_pictures_carry_legend_and_attribution(page: Page, tmp_path: Path) -> None:
    svg = _save(page, "svg", tmp_path).read_text("utf-8")
    ET.fromstring(svg)  # noqa: S314 - our own file
    for part in ("Kartan merkit", "OpenStreetMap", "Teolliset symbioosit Suomessa", "Lappi"):
        assert part in svg, part
    assert "style=" not in svg
    image = Image.open(io.BytesIO(_save(page, "png", tmp_path).read_bytes()))
    assert image.width > 1200
    colours = image.convert("RGB").getcolors(maxcolors=10_000_000)
    assert colours is not None
    assert len(colours) > 50


def test_a_page_prints_on_a4_with_a_drawn_map(page: Page, tmp_path: Path) -> None:
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    data = (tmp_path / "page.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594" in data or b"/MediaBox [0 0 595" in data
    # Chromium repeats no headings that hold boxes of buttons.
    page.emulate_media(media="print")
    shown = "(element) => getComputedStyle(element).display"
    assert page.locator(".board thead th button").first.evaluate(shown) == "contents"
    page.emulate_media(media="screen")


def test_a_park_is_drawn_too(browser: Browser, example_site: Path) -> None:
    watched = Watched(browser, f"{example_site.as_uri()}/")
    svg = watched.open("sv/parks/green-field-hub.html").evaluate("() => fissGeo.pictureText()")
    assert svg.count("<path") > 10
    watched.context.close()
    assert watched.faults == []


def test_an_embedded_map_keeps_the_choice(page: Page) -> None:
    page.locator("[data-act=embed]").click()
    text = page.locator("[data-answer] textarea").input_value()
    assert 'sandbox="allow-scripts' in text
    assert "fi/embed.html#region=19" in text
