"""Materiaalitori: whatever stands in a notice, it becomes rows or sentences, and no crash."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo.errors import BadInput
from fiss_geo.flows.readers.materiaalitori import read_notices

EXAMPLE = Path(__file__).parent / "data" / "materiaalitori.json"


def _read(folder: Path, content: object) -> pd.DataFrame:
    path = folder / "notices.json"
    path.write_text(json.dumps(content), "utf-8")
    return read_notices(path, today=date(2026, 6, 3))


def _with_nulls(value: object, places: list[int]) -> object:
    """Put null, or something else, in place of the values counted in ``places``."""
    others: list[object] = [None, None, None, 1, "x", [], {}, [None], True]
    counter = iter(range(10_000))

    def walk(member: object) -> object:
        number = next(counter)
        if number in places:
            return others[number % len(others)]
        if isinstance(member, dict):
            return {name: walk(part) for name, part in member.items()}
        return [walk(part) for part in member] if isinstance(member, list) else member

    return walk(value)


@given(st.lists(st.integers(min_value=1, max_value=150), max_size=20))
def test_nothing_in_a_wrong_place_does_more_than_a_fault(
    tmp_path_factory: pytest.TempPathFactory, places: list[int]
) -> None:
    content = _with_nulls(json.loads(EXAMPLE.read_text("utf-8")), places)
    try:
        table = _read(tmp_path_factory.mktemp("nulls"), content)
    except BadInput:
        return
    assert len(table) >= 4


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "materials", "data", "location", "quantity"]), inner
        )
    ),
    max_leaves=20,
)


@given(st.lists(_JSON, min_size=1, max_size=3))
def test_any_json_is_rows_or_faults(
    tmp_path_factory: pytest.TempPathFactory, notices: list[object]
) -> None:
    try:
        table = _read(tmp_path_factory.mktemp("any"), notices)
    except BadInput:
        return
    assert len(table) >= len(notices)


_SAID = st.text("abåäöÅ <>=&'\"/", min_size=1, max_size=20).map(str.strip).filter(bool)


@given(
    st.lists(
        st.tuples(_SAID, _SAID, st.integers(0, 10**7), st.sampled_from(["t", "m3"])), min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_what_notices_say_is_read(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str, int, str]]
) -> None:
    notices = [
        {
            "id": f"n{number}",
            "rfoType": "offeringWaste",
            "contactIsPublic": True,
            "company": {"name": company},
            "title": title,
            "materials": [
                {
                    "quantity": {"amount": amount, "unitOfMeasure": unit},
                    "continuity": "continuous",
                    "location": {"city": "Kemi"},
                    "locationIsPublic": True,
                }
            ],
        }
        for number, (company, title, amount, unit) in enumerate(said)
    ]
    table = _read(tmp_path_factory.mktemp("notices"), notices)
    companies, titles, amounts, units = zip(*said, strict=True)
    assert table["organisation"].to_list() == list(companies)
    assert table["notice_title"].to_list() == list(titles)
    assert table["quantity"].astype(float).to_list() == list(amounts)
    assert table["unit"].to_list() == [f"{unit}/a" for unit in units]
    assert table["municipality"].to_list() == ["Kemi"] * len(said)
