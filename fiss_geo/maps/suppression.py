"""Which sums may be told when each is made of what organisations keep to themselves.

A table of sums by two keys, with its totals, tells more than its cells: what is hidden in a row
can be reckoned from the row's total. So a cell is told only if it is safe itself, and if nothing
unsafe can be reckoned from all that is told:

1. A sum is safe with at least three organisations behind it, the largest of which makes up no
   more than 60 %, and the two largest no more than 85 %.
2. What a told total leaves for the hidden cells of its row or column is a sum too, and must be
   safe; else one more cell is hidden, the smallest first, and at last the total.
3. No hidden cell may follow from all rows and columns together (linear algebra, exactly).

Empty cells count as known to everybody: they protect nobody.

Two publications tell more than one: what a sum has changed by is a sum too. So a sum that an
earlier publication may have told is told again only if it is the same, or if what has changed in
it is safe by the first rule.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import pandas as pd

FEWEST_ORGANISATIONS: Final = 3
LARGEST_SHARE: Final = 0.60
TWO_LARGEST_SHARE: Final = 0.85
TOTAL: Final = ""
"""Stands for "all" in place of a row's or a column's key."""

Cell = tuple[str, str]
Parts = dict[str, float]


def told_cells(table: pd.DataFrame, earlier: Sequence[pd.DataFrame] = ()) -> dict[Cell, float]:
    """Choose the sums that may be told.

    Parameters
    ----------
    table : pandas.DataFrame
        ``row``, ``column`` (text, not empty), ``organisation`` and ``value`` (0 or more).
    earlier : sequence of pandas.DataFrame
        The same of every earlier publication.

    Returns
    -------
    dict of (str, str) to float
        Sum by row and column; :data:`TOTAL` stands for all of them.

    >>> many = pd.DataFrame({"row": "r", "column": "c", "organisation": list("abc"), "value": 1.0})
    >>> told_cells(many)[("r", "c")], told_cells(many[:2])
    (3.0, {})
    """
    parts = _parts(table)
    hidden = {cell for cell, shares in parts.items() if not is_safe(shares)}
    for before in earlier:
        hidden |= _changed_by_few(parts, _parts(before), set(told_cells(before)))
    while True:
        more = _one_more_to_hide(parts, hidden)
        if more is None:
            break
        hidden.add(more)
    return {cell: sum(parts[cell].values()) for cell in sorted(parts) if cell not in hidden}


def _changed_by_few(
    now: dict[Cell, Parts], before: dict[Cell, Parts], told: set[Cell]
) -> set[Cell]:
    """Find the cells told before whose change says too much of whom it is from."""
    found = set()
    for cell in told & set(now):
        old, new = before[cell], now[cell]
        change = {name: abs(new.get(name, 0.0) - old.get(name, 0.0)) for name in {*old, *new}}
        if any(change.values()) and not is_safe(change):
            found.add(cell)
    return found


def is_safe(shares: Parts) -> bool:
    """Tell whether a sum of these shares says too little of any one of them.

    >>> is_safe({"a": 1, "b": 1, "c": 1}), is_safe({"a": 98, "b": 1, "c": 1})
    (True, False)
    """
    largest = sorted((share for share in shares.values() if share > 0), reverse=True)
    whole = sum(largest)
    return (
        len(largest) >= FEWEST_ORGANISATIONS
        and largest[0] <= LARGEST_SHARE * whole
        and largest[0] + largest[1] <= TWO_LARGEST_SHARE * whole
    )


def _parts(table: pd.DataFrame) -> dict[Cell, Parts]:
    """Give the share of each organisation in each cell and in each total."""
    found: dict[Cell, Parts] = {}
    known = table[table["value"] > 0]
    for rows, columns in ((True, True), (True, False), (False, True), (False, False)):
        keys = known.assign(
            row=known["row"] if rows else TOTAL, column=known["column"] if columns else TOTAL
        )
        sums = keys.groupby(["row", "column", "organisation"], as_index=False)["value"].sum()
        for row, column, organisation, value in sums.itertuples(index=False):
            found.setdefault((str(row), str(column)), {})[str(organisation)] = float(value)
    return found


def _lines(cells: Iterable[Cell]) -> list[tuple[Cell, list[Cell]]]:
    """Pair each total with the cells that it is the sum of."""
    every = sorted(cells)
    rows, columns = (sorted({cell[axis] for cell in every}) for axis in (0, 1))
    along = [((row, TOTAL), [c for c in every if c[0] == row and c[1] != TOTAL]) for row in rows]
    down = [((TOTAL, col), [c for c in every if c[1] == col and c[0] != TOTAL]) for col in columns]
    return along + down


def _one_more_to_hide(parts: dict[Cell, Parts], hidden: set[Cell]) -> Cell | None:
    lines = _lines(parts)
    for total, cells in lines:
        unknown = [cell for cell in cells if cell in hidden]
        if unknown and total not in hidden and not is_safe(_pooled(parts, unknown)):
            return _cheapest(parts, [c for c in cells if c not in hidden]) or total
    for cell in _determined(lines, hidden):
        beside = [c for total, cells in lines for c in (*cells, total) if cell in (*cells, total)]
        return _cheapest(parts, [c for c in beside if c not in hidden])
    return None


def _pooled(parts: dict[Cell, Parts], cells: list[Cell]) -> Parts:
    pooled: Parts = {}
    for cell in cells:
        for organisation, value in parts[cell].items():
            pooled[organisation] = pooled.get(organisation, 0.0) + value
    return pooled


def _cheapest(parts: dict[Cell, Parts], cells: list[Cell]) -> Cell | None:
    return min(cells, key=lambda cell: (sum(parts[cell].values()), cell), default=None)


def _determined(lines: list[tuple[Cell, list[Cell]]], hidden: set[Cell]) -> list[Cell]:
    """List the hidden cells whose value follows from all that is told."""
    unknown = sorted(hidden)
    if not unknown:
        return []
    equations = np.array(
        [
            [(cell in cells) * 1.0 - (cell == total) * 1.0 for cell in unknown]
            for total, cells in lines
        ]
    )
    _, sizes, directions = np.linalg.svd(equations)
    rank = int((sizes > 1e-9).sum())  # noqa: PLR2004 - the equations hold -1, 0 and 1
    free = np.abs(directions[rank:]).max(axis=0, initial=0.0)
    return [cell for cell, span in zip(unknown, free, strict=True) if span < 1e-9]  # noqa: PLR2004
