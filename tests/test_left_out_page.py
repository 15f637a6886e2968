"""The page of what was left out: counts by reason, names as text, nothing asked of any host."""

import re
from pathlib import Path

import map_tables as toy
import pandas as pd
import pytest
import site_pages as pages

from fiss_geo import accounts
from fiss_geo.maps import numbers
from fiss_geo.maps.left_out import left_out_page

HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(1)>\u202e{{ 7 * 7 }}"


def _left() -> pd.DataFrame:
    caveat = {"outcome": "kept with a caveat", "stage": "read"}
    same = {"reason": "no counterpart"}
    return toy.left_out(
        {"flow_id": "O1", "mass_t_per_a": 1200.0, **same},
        {"flow_id": "O2", "mass_t_per_a": 34.0, **same},
        {"flow_id": "O3", "reason": "the file says “100-200”", "volume_m3_per_a": 9.0, **caveat},
        {"flow_id": "O4", "reason": "the file says “5-6”", "source_sheet": "S1", **caveat},
        {"flow_id": "F1", "outcome": "no flow", "reason": "no transfer", "source_row": None},
    )


def _page(left: pd.DataFrame, path: Path) -> Path:
    flows = toy.located_flows(*(toy.flow(f"O{i}") for i in range(1, 5)))
    page = left_out_page(left, accounts.caveat_totals(left), flows)
    path.write_text(page, encoding="utf-8")
    return path


def test_it_counts_flows_and_quantities_by_reason(tmp_path: Path) -> None:
    text = pages.text(_page(_left(), tmp_path / "a.html")).replace(numbers.THIN_SPACE, " ")
    assert "4 flows were read." in text
    assert "left out no counterpart 2 1 230 t/a" in text
    assert "kept with a caveat the file says … 2 9 m³/a" in text
    assert "no flow no transfer 1 –" in text
    for row in ("flows.csv , row 2 O1 Mill Oy Ash", "flows.csv [ S1 ], row 2 O4", "flows.csv F1"):
        assert row in text, row
    assert not re.search(r"\b(nan|None|NaT|<NA>)\b", text)


def test_only_the_outcomes_that_came_up_are_explained(tmp_path: Path) -> None:
    only = _left().iloc[:1]
    text = pages.text(_page(only, tmp_path / "a.html"))
    assert "Left out : stands in" in text
    assert "Kept with a caveat :" not in text
    assert "No flow :" not in text


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "There are no flows."), (1, "The one flow is kept"), (2, "All 2 flows are kept")],
)
def test_nothing_left_out_is_said_in_a_sentence(count: int, said: str) -> None:
    nothing = toy.left_out()
    flows = toy.located_flows(*(toy.flow(f"O{i}") for i in range(count)))
    page = left_out_page(nothing, accounts.caveat_totals(nothing), flows)
    assert said in page
    assert "<table" not in page


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    names = ("flow_id", "organisation", "resource_name", "reason", "source_file", "source_sheet")
    page = _page(toy.left_out(dict.fromkeys(names, HOSTILE)), tmp_path / "a.html")
    assert {tag for tag, _ in pages.tags(page)}.isdisjoint({"script", "img"})
    assert "\u202e" not in page.read_text("utf-8")
    assert "{{ 7 * 7 }}" in page.read_text("utf-8")


def test_it_asks_nothing_of_any_host_and_is_not_to_be_found(tmp_path: Path) -> None:
    page = _page(_left(), tmp_path / "a.html")
    for tag, attributes in pages.tags(page):
        assert not {"src", "href", "style"} & set(attributes), tag
    text = page.read_text("utf-8")
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert "url(" not in text
    assert '<meta name="robots" content="noindex">' in text
    assert "not for publication" in text


def test_the_same_table_gives_the_same_page(tmp_path: Path) -> None:
    first = _page(_left(), tmp_path / "a.html").read_bytes()
    assert _page(_left(), tmp_path / "b.html").read_bytes() == first
