"""How long the site takes to build, to load, and to answer, at two sizes, in headless Chromium.

    python benchmarks/site.py [--sizes S L] [--runs 3]

S: 5 000 flows and 2 500 candidates; L: 50 000 and 50 000, all drawn. Made-up flows stand around the
municipalities' middles. Medians of runs; Debian's Chromium without a GPU.
"""

import argparse
import functools
import gzip
import http.server
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from playwright.sync_api import Browser, Page, sync_playwright

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.maps.site import publish
from fiss_geo.schemas import LEFT_OUT, LOCATED_FLOWS, RANKING, column_types

SIZES = {"S": (5_000, 2_500), "L": (50_000, 50_000)}
_BLOCKING = """() => {
    window.__tasks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((one) =>
        window.__tasks.push(one.duration))).observe({ type: 'longtask', buffered: true });
}"""
_FRAMES = """(move) => new Promise((done) => {
    const map = fissGeo.map, times = [], LENGTH = 1200;
    const start = performance.now();
    function frame(now) {
        times.push(now);
        if (now - start > LENGTH) { done(1000 * (times.length - 1) / (now - times[0])); return; }
        requestAnimationFrame(frame);
    }
    if (move === 'zoom') map.setZoom(map.getZoom() + 1.5);
    else map.panBy([180, 120], { animate: true, duration: 1.1 });
    requestAnimationFrame(frame);
})"""
_FILTER = """(choice) => new Promise((done) => {
    const start = performance.now();
    fissGeo.painter.once('painted', () => requestAnimationFrame(() =>
        setTimeout(() => done(performance.now() - start))));
    fissGeo.change(choice);
})"""


def made_up(flow_count: int, candidate_count: int) -> tuple[Any, Any, pd.DataFrame]:
    """Make tables of a size, the same each time."""
    random = np.random.default_rng(1)
    places = reference.gazetteer()
    places = places[places["gazetteer_kind"] == "municipality"].reset_index(drop=True)
    groups = reference.material_groups()["material_group"].to_numpy()
    at = random.integers(0, len(places), flow_count)
    spread = random.normal(0, 8000, (2, flow_count))
    own: dict[str, Any] = {
        "flow_id": [f"F{number}" for number in range(flow_count)],
        "role": random.choice(["offer", "need"], flow_count),
        "organisation": [f"Yritys {n} Oy" for n in random.integers(0, flow_count // 4, flow_count)],
        "resource_name": random.choice(["Kuona", "Tuhka", "Puru", "Liete"], flow_count),
        "material_group": random.choice(groups, flow_count),
        "mass_t_per_a": np.round(random.lognormal(8, 2, flow_count), 0),
        "status": random.choice(["in_use", "available", "planned"], flow_count),
        "confidence": "medium", "location_precision": "site", "location_uncertainty_km": 0.5,
        "municipality_code": places["municipality_code"].to_numpy()[at],
        "region_code": places["region_code"].to_numpy()[at],
        "source_title": "Made up", "source_url": "https://example.org", "source_year": 2026,
        "is_public": True, "source_file": "made_up.csv", "source_row": 2,
        "area_method": "point in polygon", "park_method": "none", "is_service": False,
        "is_superseded": False,
    }  # fmt: skip
    points = gpd.points_from_xy(
        places["easting_m"].to_numpy()[at] + spread[0],
        places["northing_m"].to_numpy()[at] + spread[1],
    )
    flows = _table(LOCATED_FLOWS, own, flow_count).assign(geometry=points)
    offers, needs = (np.flatnonzero(np.array(own["role"]) == role) for role in ("offer", "need"))
    pair = random.choice(offers, candidate_count), random.choice(needs, candidate_count)
    km = np.round(random.gamma(2, 120, candidate_count), 1)
    ids = np.array(own["flow_id"])
    names = np.array(own["organisation"])
    twins = pd.DataFrame({"offer": ids[pair[0]], "need": ids[pair[1]]}).duplicated()
    group = np.array(own["material_group"])[pair[0]]
    reasoned = {
        "": "same material group (" + group + ")",
        "_fi": "sama materiaaliryhmä (" + group + ")",
        "_sv": "samma materialgrupp (" + group + ")",
    }
    candidates = {
        "rank": np.arange(1, candidate_count + 1), "offer_id": ids[pair[0]],
        "need_id": ids[pair[1]], "offer_organisation": names[pair[0]],
        "need_organisation": names[pair[1]], "offer_resource_name": "Kuona",
        "need_resource_name": "Kuona", "offer_status": "in_use", "need_status": "in_use",
        "material_group": group,
        "mass_t_per_a": np.round(random.lognormal(7, 2, candidate_count), 0),
        "mass_basis": "the smaller of the two",
        "score": np.round(random.uniform(0.5, 1, candidate_count), 2),
        **{f"reasons{end}": reasons for end, reasons in reasoned.items()},
        "straight_distance_km": km / 1.3,
        "road_distance_km": km, "distance_uncertainty_km": np.round(km * 0.08, 1),
        "distance_method": "embedded main roads", "vehicle": "Semi 40 t",
        "transport_wtw_kg_co2e_per_t": np.round(km * 0.06, 2),
        "transport_wtw_low_kg_co2e_per_t": np.round(km * 0.04, 2),
        "transport_wtw_high_kg_co2e_per_t": np.round(km * 0.09, 2),
    }  # fmt: skip
    ranking = _table(RANKING, candidates, candidate_count).assign(geometry=None)[~twins.to_numpy()]
    left = pd.DataFrame(columns=list(LEFT_OUT.columns)).astype(column_types(LEFT_OUT))
    return (
        gpd.GeoDataFrame(flows, geometry="geometry", crs=ETRS_TM35FIN),
        gpd.GeoDataFrame(ranking, geometry="geometry", crs=ETRS_TM35FIN),
        left,
    )


def _table(contract: Any, own: dict[str, Any], count: int) -> pd.DataFrame:  # noqa: ANN401 - pandera
    names = [name for name in contract.columns if name != "geometry"]
    table = pd.DataFrame({name: own.get(name) for name in names}, index=range(count))
    return table.astype(column_types(contract))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, and give its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}/"
        serving.shutdown()


def gzipped(page: Page, folder: Path, address: str) -> int:
    """Add up what a first load asks for, each file as a web server would gzip it."""
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("#")[0]))
    page.goto(f"{address}fi/index.html", wait_until="networkidle")
    files = [folder / url.removeprefix(address) for url in asked]
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def measure(browser: Browser, address: str) -> dict[str, float]:
    """Load the national map once, draw everything on it, move it and filter it."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(f"({_BLOCKING})()")
    page.goto(f"{address}fi/index.html")
    page.wait_for_function("() => document.documentElement.classList.contains('is-ready')")
    found = {
        "ready, ms": page.evaluate(
            "() => performance.getEntriesByName('fiss-geo-ready')[0].startTime"
        ),
        "blocking, ms": page.evaluate(
            "() => window.__tasks.reduce((sum, one) => sum + Math.max(0, one - 50), 0)"
        ),
    }
    page.wait_for_timeout(500)
    found["filter to paint, sums, ms"] = page.evaluate(_FILTER, {"material": "slag"})
    page.evaluate(_FILTER, {"material": "", "lines": "all"})
    found["everything to paint, ms"] = page.evaluate(_FILTER, {"status": "in_use"})
    page.evaluate(_FILTER, {"status": ""})
    page.wait_for_timeout(500)
    found["pan, frames/s"] = page.evaluate(_FRAMES, "pan")
    page.wait_for_timeout(500)
    found["zoom, frames/s"] = page.evaluate(_FRAMES, "zoom")
    page.close()
    return found


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    for size in given.sizes:
        tables = made_up(*SIZES[size])
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
            site = Path(folder) / "site"
            times, processor = [], []
            for _ in range(given.runs):
                clock, cpu = time.perf_counter(), time.process_time()
                publish(*tables, site)
                times.append(time.perf_counter() - clock)
                processor.append(time.process_time() - cpu)
            browser = started.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            with served(site) as address:
                weight = gzipped(browser.new_page(), site, address)
                runs = [measure(browser, address) for _ in range(given.runs)]
            browser.close()
        results[size] = {
            "build, s": statistics.median(times),
            "build, s of processor": statistics.median(processor),
            "first load, kB gzip": weight / 1000,
            **{name: statistics.median(run[name] for run in runs) for name in runs[0]},
        }
    print("| | " + " | ".join(results) + " |\n|---|" + "---|" * len(results))
    for name in next(iter(results.values())):
        print(
            f"| {name} | " + " | ".join(f"{found[name]:.4g}" for found in results.values()) + " |"
        )


if __name__ == "__main__":
    main()
