"""What all tests share: hypothesis without deadlines, and one browser and one built site.

Machines differ in speed, so hypothesis has no deadlines. Debian's Chromium is driven; without it
the tests of the site in a browser are skipped, and say so. And a cache of their own, so that
boundaries which somebody fetched change no test.
"""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from fiss_geo import pipeline

settings.register_profile("fiss-geo", deadline=None, max_examples=30, derandomize=True)
settings.load_profile("fiss-geo")

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="session")
def example_tables() -> "pipeline.Run":
    from fiss_geo import pipeline, reference  # noqa: PLC0415 - only tests of the site need them

    return pipeline.run(pipeline.Scenario((reference.data_path("examples/flows.csv"),)))


@pytest.fixture(scope="session")
def example_site(example_tables: "pipeline.Run", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a site of the embedded example flows."""
    from fiss_geo.maps.site import publish  # noqa: PLC0415

    out = tmp_path_factory.mktemp("browser") / "site"
    tables = example_tables
    return publish(tables.flows, tables.ranking, tables.left_out, out).parent


@pytest.fixture(scope="session")
def served(example_site: Path) -> Iterator[str]:
    """Give the address of that site on a plain web server."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(example_site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}/"
        serving.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("CHROMIUM IS MISSING: NOT TESTED IN A BROWSER (apt-get install chromium)")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FISS_GEO_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
