"""Draw the picture that other sites show beside a link to the map: assets/og-image.png.

    python scripts/draw_preview_image.py

Publishes the example flows and takes the map as Debian's Chromium paints it, 1200 by 630 pixels,
without names, so that it serves every language.
"""

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from fiss_geo import pipeline, reference
from fiss_geo.maps.site import publish

_TARGET = Path(__file__).resolve().parents[1] / "fiss_geo" / "maps" / "static" / "og-image.png"
_SIZE = (1200, 630)
_MAP_WIDTH = 640
_BRAND, _OFFER, _NEED = "#002e5f", "#6aa7e8", "#ea7125"
_STYLE = """
    body > *, main > * { display: none; }
    main, .map-box { display: block; max-width: none; padding: 0; margin: 0; }
    .map-box > .map { display: block; border: 0; height: 630px; margin: 0; max-width: none;
        min-height: 0; position: fixed; top: 0; left: 0; width: 640px; }
    .map-box > p, .leaflet-control-container, .leaflet-names-pane { display: none; }
"""


def composed(picture: bytes) -> Image.Image:
    """Set the map beside the mark of the site: an offer, a need, and the way between them."""
    whole = Image.new("RGB", _SIZE, _BRAND)
    whole.paste(Image.open(io.BytesIO(picture)), (_SIZE[0] - _MAP_WIDTH, 0))
    pen = ImageDraw.Draw(whole)
    pen.arc((140, 190, 420, 550), 180, 360, fill="white", width=26)
    pen.rounded_rectangle((90, 350, 200, 460), 10, fill=_OFFER)
    pen.ellipse((360, 350, 470, 460), fill=_NEED)
    return whole.quantize(64)


def main() -> None:
    """Write the picture beside the other assets."""
    tables = pipeline.run(pipeline.Scenario((reference.data_path("examples/flows.csv"),)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        home = publish(tables.flows, tables.ranking, tables.left_out, Path(folder) / "site")
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": _MAP_WIDTH, "height": _SIZE[1]},
            bypass_csp=True,
            reduced_motion="reduce",
        )
        page.goto(f"{home.parent.as_uri()}/fi/embed.html")
        page.add_style_tag(content=_STYLE)
        page.set_viewport_size({"width": _MAP_WIDTH + 1, "height": _SIZE[1]})
        page.wait_for_timeout(1500)
        composed(page.screenshot(clip={"x": 0, "y": 0, "width": 640, "height": 630})).save(
            _TARGET, optimize=True
        )
        browser.close()
    print(_TARGET, _TARGET.stat().st_size)


if __name__ == "__main__":
    main()
