"""Sums of what is kept back: none from which an organisation's own figure follows."""

import itertools
from typing import Any

import map_tables as toy
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from fiss_geo.maps.cube import cube, one_name, told_count
from fiss_geo.maps.suppression import TOTAL, is_safe, told_cells

Shares = dict[tuple[str, str], dict[str, float]]


def _table(shares: Shares) -> pd.DataFrame:
    rows = [
        (row, column, organisation, value)
        for (row, column), own in shares.items()
        for organisation, value in own.items()
    ]
    return pd.DataFrame(rows, columns=["row", "column", "organisation", "value"])


@pytest.mark.parametrize(
    ("shares", "is_told"),
    [
        ((1, 1, 1), True),
        ((1, 1), False),  # two know each other
        ((61, 20, 19), False),  # one makes up most of it
        ((60, 20, 20), True),
        ((45, 45, 10), False),  # the third is nothing beside the two
        ((1, 1, 1, 0), True),
        ((1, 1, 0), False),  # who has nothing hides nobody
    ],
)
def test_a_sum_needs_three_and_no_giant(shares: tuple[int, ...], *, is_told: bool) -> None:
    assert is_safe({str(i): float(share) for i, share in enumerate(shares)}) is is_told


def test_a_hidden_cell_takes_another_with_it() -> None:
    many = dict.fromkeys("abcd", 10.0)
    shares: Shares = {
        ("r1", "ash"): many, ("r1", "slag"): {"x": 10.0},
        ("r1", "wood"): dict.fromkeys("efg", 20.0),
        ("r2", "ash"): many, ("r2", "slag"): many, ("r2", "wood"): dict.fromkeys("efg", 30.0),
    }  # fmt: skip
    told = told_cells(_table(shares))
    assert ("r1", "slag") not in told
    hidden = {cell for cell in shares if cell not in told}
    assert len(hidden) >= 4  # a square: else a row or column would give one away
    assert told[(TOTAL, TOTAL)] == 40 + 10 + 60 + 40 + 40 + 90


def _attack(shares: Shares, told: dict[tuple[str, str], float]) -> dict[tuple[str, str], bool]:
    """Reckon, by linear programming, which hidden cells have a single possible value."""
    cells = sorted(shares)
    rows, columns = (sorted({cell[axis] for cell in cells}) for axis in (0, 1))
    equations, sums = [], []
    for row, column in itertools.product([*rows, TOTAL], [*columns, TOTAL]):
        if (row, column) in told:
            equations.append([float(row in (TOTAL, r) and column in (TOTAL, c)) for r, c in cells])
            sums.append(told[row, column])
    found = {}
    for place, cell in enumerate(cells):
        if cell in told:
            continue
        aim = np.zeros(len(cells))
        aim[place] = 1
        ends = [
            linprog(sign * aim, A_eq=equations or None, b_eq=sums or None, bounds=(0, None))
            for sign in (1, -1)
        ]
        is_bounded = all(end.status == 0 for end in ends)
        found[cell] = is_bounded and abs(ends[0].fun + ends[1].fun) < 1e-6
    return found


_CELLS = list(itertools.product(("r1", "r2", "r3"), ("c1", "c2", "c3")))
_SHARES = st.fixed_dictionaries(
    dict.fromkeys(
        _CELLS,
        st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 50).map(float), max_size=6),
    )
)


@given(_SHARES)
def test_no_hidden_cell_follows_from_what_is_told(shares: Shares) -> None:
    known = {cell: own for cell, own in shares.items() if own}
    told = told_cells(_table(known))
    for cell, value in told.items():
        own = [
            share for key, share in known.items()
            if cell[0] in (TOTAL, key[0]) and cell[1] in (TOTAL, key[1])
        ]  # fmt: skip
        assert value == pytest.approx(sum(sum(share.values()) for share in own))
    assert not any(_attack(known, told).values()) if known else not told


@given(_SHARES)
def test_what_totals_leave_for_hidden_cells_is_safe_too(shares: Shares) -> None:
    known = {cell: own for cell, own in shares.items() if own}
    told = told_cells(_table(known))
    for axis, name in itertools.product((0, 1), {key for cell in known for key in cell}):
        line = [cell for cell in known if cell[axis] == name]
        total = (name, TOTAL) if axis == 0 else (TOTAL, name)
        hidden = [cell for cell in line if cell not in told]
        if not line or total not in told or not hidden:
            continue
        pooled: dict[str, float] = {}
        for cell in hidden:
            for organisation, value in known[cell].items():
                pooled[organisation] = pooled.get(organisation, 0.0) + value
        assert is_safe(pooled)


def _private(number: int, organisation: str) -> dict[str, object]:
    return toy.flow(f"P{number}", organisation=organisation, is_public=False,
                    site_name=str(number), mass_t_per_a=1234.0)  # fmt: skip


def test_sums_are_of_what_is_kept_back_alone_and_rounded() -> None:
    flows = toy.located_flows(
        toy.flow("O1", mass_t_per_a=5.0),
        *(_private(i, f"Mill {i} Oy") for i in range(4)),
    )
    found = cube(flows, flows["is_public"])
    rows = {(r.role, r.region_code, r.material_group): r for r in found.itertuples()}
    assert rows[("offer", "01", "ash")].mass_t_per_a == 4900.0  # 4 936 t, without the 5 t shown
    assert rows[("offer", "01", "ash")].flow_count == 5  # 4, to the nearest five
    assert rows[("offer", "", "")].mass_t_per_a == 4900.0


def test_one_owner_under_several_spellings_is_one() -> None:
    names = ("Mill Oy", "MILL OYJ", "mill, Oy Ab", "Mill")
    assert {one_name(name) for name in names} == {"mill"}
    flows = toy.located_flows(*(_private(i, name) for i, name in enumerate(names)))
    assert cube(flows, flows["is_public"]).empty
    assert told_count(flows) is None


def test_other_years_of_what_is_shown_do_not_count_again() -> None:
    shown = toy.flow("O1", mass_t_per_a=5.0, quantity_year=2021)
    flows = toy.located_flows(
        shown, *(toy.flow(f"P{i}", mass_t_per_a=7.0, is_public=False) for i in range(3))
    )
    assert cube(flows, flows["is_public"]).empty


def test_what_one_organisation_changes_between_publications_is_not_told() -> None:
    def told(*names: str, before: tuple[str, ...] = ()) -> set[tuple[str, str]]:
        cells = [_table({("r", "c"): dict.fromkeys(who, 10.0)}) for who in (names, before)]
        return set(told_cells(cells[0], cells[1:] if before else ()))

    all_of_them = {("r", "c"), ("r", TOTAL), (TOTAL, "c"), (TOTAL, TOTAL)}
    assert told("a", "b", "c", "d") == all_of_them
    assert told("a", "b", "c", "d", before=("a", "b", "c", "d")) == all_of_them
    assert told("a", "b", "c", "d", before=("a", "b", "c")) == set()  # 40 - 30 would be d's
    assert told("a", "b", "c", before=("a", "b", "c", "d")) == set()  # and so if it leaves
    assert told(*"abcdef", before=("a", "b", "c")) == all_of_them  # three came together
    assert told("a", "b", "c", before=("a", "b")) == all_of_them  # not told before


def test_a_site_compares_itself_with_every_earlier_one() -> None:
    def flows(*names: str) -> Any:  # noqa: ANN401 - a GeoDataFrame
        return toy.located_flows(*(
            toy.flow(f"O{name}", organisation=name, mass_t_per_a=10.0, is_public=False)
            for name in names
        ))  # fmt: skip

    now, old, older = flows(*"ABCD"), flows(*"ABCD"), flows(*"ABC")
    hidden = {id(table): ~pd.Series(data=True, index=table.index) for table in (now, old, older)}
    assert len(cube(now, hidden[id(now)], [(old, hidden[id(old)])]))
    both = [(old, hidden[id(old)]), (older, hidden[id(older)])]
    assert cube(now, hidden[id(now)], both).empty
