"""The page of synergies: what of the register each edition tells, and that it can be read."""

from pathlib import Path
from typing import Any

import map_tables as toy
import pandas as pd
import pytest
import site_pages as pages
from axe_playwright_python.sync_playwright import Axe
from browser_pages import Watched
from playwright.sync_api import Browser
from test_site_accessibility import LAYOUTS, RULES

from fiss_geo.maps.synergies import told_synergies
from fiss_geo.register.reading import Registered, read_register
from fiss_geo.register.store import open_register
from fiss_geo.register.synergies import Benefit, add, record_benefit

SECRET = "Verysecret"  # noqa: S105 - a trace to look for
_NAMES = {"en": "Implemented", "fi": "Toteutettu", "sv": "Genomförd"}


def _flows() -> Any:  # noqa: ANN401 - a GeoDataFrame
    return toy.located_flows(
        toy.flow("O1"),
        toy.flow("N1", toy.EAST, role="need", organisation="Works Oy", region_code="02"),
        toy.flow(
            f"N-{SECRET}", toy.EAST, role="need", organisation=f"{SECRET} Oy", region_code="02",
            is_public=False,
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """Make a register of one synergy that may be told, and of others that may not."""
    told = {
        "title": SECRET, "note": SECRET, "offer_id": "O1", "need_id": "N1", "is_public": 1,
        "offer_organisation": SECRET, "region_code": SECRET, "material_group": SECRET,
        "mass_t_per_a": 4321.0, "state": "implemented", "state_date": "2025-03-01",
    }  # fmt: skip
    others: dict[str, dict[str, Any]] = {
        "unmarked": {"is_public": 0},
        "idea": {"state": "idea"},
        "talks": {"state": "discussed"},
        "stopped": {"state": "stopped", "stop_reason": SECRET},
        "private": {"need_id": f"N-{SECRET}"},
        "unknown": {"offer_id": f"gone {SECRET}"},
        "nobody": {"offer_id": None, "need_id": None},
    }
    address = tmp_path_factory.mktemp("register") / "r.sqlite"
    with open_register(address, create=True) as register:
        add(register, f"{SECRET}-1", told, SECRET)
        for version, year in enumerate((2024, 2025), 1):
            benefit = Benefit("landfill_diverted_t", year, 1000.0 + year, SECRET)
            record_benefit(register, f"{SECRET}-1", benefit, SECRET, version=version)
        for name, change in others.items():
            own = {**told, "mass_t_per_a": 98765.0, "state_date": "2025-04-02", **change}
            add(register, f"{SECRET}-{name}", own, SECRET)
            benefit = Benefit("water_saved_m3", 2025, 77777.0, SECRET)
            record_benefit(register, f"{SECRET}-{name}", benefit, SECRET, version=1)
    return read_register(address)


def _told(registered: Registered, edition: str) -> pd.DataFrame:
    flows = _flows()
    is_shown = flows["is_public"] if edition != "internal" else pd.Series(data=True, index=range(3))
    return told_synergies(registered, flows, is_shown, edition)


def test_the_public_is_told_what_is_marked_agreed_and_between_public_flows(
    registered: Registered, tmp_path: Path
) -> None:
    table = _told(registered, "public")
    assert table[["synergy_id", "state", "offer_id", "need_id"]].to_numpy().tolist() == [
        ["S1", "implemented", "O1", "N1"]
    ]
    assert table.loc[table.index[0], "landfill_diverted_t"] == 6049.0
    page = pages.publish_toy(tmp_path / "site", flows=_flows(), registered=registered)
    files = pages.all_bytes(page.parent).items()
    written = b"\n".join(data for name, data in files if not name.endswith(".png"))
    for trace in (SECRET, "98765", "98 765", "77777", "77 778", "2025-04"):
        assert trace.encode() not in written, trace
    for code, state in _NAMES.items():
        text = pages.text(page.parent.parent / code / "synergies.html")
        assert state.lower() in text
        assert "4 320 t" in text
        assert "6 050 t" in text
        assert "2024–2025" in text
        assert "Mill Oy" in text
        assert "Works Oy" in text
    assert 'data-from="250000,7000000"' in (page.parent / "synergies.html").read_text()
    assert "sketch-join" in (page.parent / "synergies.html").read_text()


def test_the_network_is_told_of_the_others_without_ends_days_and_figures(
    registered: Registered, tmp_path: Path
) -> None:
    table = _told(registered, "network")
    assert len(table) == 8
    others = table[table["state_date"] != "2025-03-01"]
    assert set(others["state_date"]) == {"2025"}
    assert set(others["mass_t_per_a"]) == {100000.0}
    hidden = ["offer_id", "need_id", "landfill_diverted_t", "water_saved_m3"]
    assert others[hidden].isna().all(axis=None)
    page = pages.publish_toy(
        tmp_path / "site", flows=_flows(), registered=registered, edition="network"
    )
    shown = (page.parent / "synergies.html").read_text(encoding="utf-8")
    assert "Eastland" in shown
    assert f"{SECRET} Oy" not in shown
    assert "98765" not in shown


def test_the_internal_edition_is_told_all(registered: Registered, tmp_path: Path) -> None:
    assert len(_told(registered, "internal")) == 8
    page = pages.publish_toy(
        tmp_path / "site", flows=_flows(), registered=registered, edition="internal"
    )
    assert f"{SECRET}-nobody: {SECRET}" in pages.text(page.parent / "synergies.html")


def test_without_a_register_there_is_no_page_and_with_an_empty_one_it_says_so(
    tmp_path: Path, registered: Registered
) -> None:
    plain = pages.publish_toy(tmp_path / "plain")
    assert not (plain.parent / "synergies.html").exists()
    assert "synergies.html" not in plain.read_text(encoding="utf-8")
    empty = Registered(registered.synergies[:0], registered.benefits[:0])
    page = pages.publish_toy(tmp_path / "empty", registered=empty)
    assert "There is no synergy to show yet." in pages.text(page.parent / "synergies.html")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_draws_its_rows_and_tells_them_by_keyboard(
    browser: Browser, registered: Registered, tmp_path: Path, layout: str
) -> None:
    page = pages.publish_toy(tmp_path / "site", flows=_flows(), registered=registered)
    watched = Watched(
        browser, f"{page.parent.parent.as_uri()}/", **LAYOUTS[layout], bypass_csp=True
    )
    watched.page.goto(watched.base + "en/synergies.html")
    watched.page.locator("path.leaflet-interactive").first.wait_for(state="attached")
    opener = watched.page.locator("#synergies .opener")
    opener.focus()
    watched.page.keyboard.press("Enter")
    assert "Works Oy" in watched.page.locator(".leaflet-popup .card").inner_text()
    assert not Axe().run(watched.page, options=RULES).response["violations"]
    watched.page.keyboard.press("Escape")
    watched.page.locator(".leaflet-popup").wait_for(state="detached")
    assert opener.evaluate("one => document.activeElement === one")
    width = watched.page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= LAYOUTS[layout]["viewport"]["width"]
    watched.context.close()
    assert watched.faults == []
