"""Where a sheet's table begins, and the headings of its columns, also under merged cells.

The rule, simple enough to be told to the person whose sheet it is:

1. The headings stand in the first of the top 20 rows that fills at least half as many cells as
   the fullest of them, with at least two different texts. Titles and notes above do not.
2. A merged cell counts in every cell that it covers.
3. Where a merged heading spans several columns, the row under it belongs to the headings too
   (and so on down), if it only adds to them: under an ordinary heading it has nothing. So does
   a row that a heading merged downwards reaches into.
4. The parts are joined from above: “Quantity / t”.
5. A column of values without a heading is called by its letter: “column H”.
"""

from dataclasses import dataclass

from fiss_geo.flows.readers.zipped_sheets import column_letters

TOP_ROWS = 20
_TALLEST_HEADING = 4
Merged = tuple[int, int, int, int]


@dataclass(frozen=True)
class Headings:
    """The headings of a sheet.

    Attributes
    ----------
    first_row, last_row : int
        The rows that they stand in, counted from 1.
    names : tuple of str
        A heading for each column from A, stripped; empty where there is none.
    """

    first_row: int
    last_row: int
    names: tuple[str, ...]


def find_headings(top: list[list[str]], merged: list[Merged]) -> Headings | None:
    """Find the headings in the top rows of a sheet.

    Parameters
    ----------
    top : list of list of str
        The first rows, from row 1 and column A; empty text where nothing stands.
    merged : list of (int, int, int, int)
        Merged cells: first row, first column, last row, last column, counted from 1.

    Returns
    -------
    Headings or None
        None if no row can be one of headings.

    >>> found = find_headings([["Yritys", "Määrä", ""], ["", "t", "m3"]], [(1, 2, 1, 3)])
    >>> found.last_row, found.names
    (2, ('Yritys', 'Määrä / t', 'Määrä / m3'))
    """
    rows = _spread([[" ".join(text.split()) for text in row] for row in top], merged)
    first = _first_row(rows)
    if first is None:
        return None
    last = first
    while last + 1 < len(rows) and _goes_on(rows, first, last, merged):
        last += 1
    names = tuple(
        _joined([row[column] for row in rows[first : last + 1]])
        for column in range(len(rows[first]))
    )
    return Headings(first + 1, last + 1, names)


def name_columns(names: tuple[str, ...], filled: set[int]) -> dict[int, str]:
    """Name the columns that have a heading or values, by their place from 0."""
    return {
        place: name or f"column {column_letters(place + 1)}"
        for place, name in enumerate(names)
        if name or place in filled
    }


def _spread(rows: list[list[str]], merged: list[Merged]) -> list[list[str]]:
    """Write the text of a merged cell into every cell that it covers."""
    spread = [list(row) for row in rows]
    for first_row, first_column, last_row, last_column in merged:
        for row in spread[first_row - 1 : last_row]:
            for column in range(first_column - 1, min(last_column, len(row))):
                row[column] = rows[first_row - 1][first_column - 1]
    return spread


def _first_row(rows: list[list[str]]) -> int | None:
    filled = [sum(text != "" for text in row) for row in rows]
    fullest = max(filled, default=0)
    for place, row in enumerate(rows):
        different = len(set(row) - {""})
        if filled[place] * 2 >= fullest and different >= min(2, fullest) and different:
            return place
    return None


def _goes_on(rows: list[list[str]], first: int, last: int, merged: list[Merged]) -> bool:
    """Tell whether the row under ``last`` (from 0) belongs to the headings."""
    for first_row, _, last_row, _ in merged:
        tall = last_row - first_row + 1
        # A taller one is a label along the whole table, and what stands beside it are values.
        if first < first_row <= last + 1 < last_row and tall <= _TALLEST_HEADING:
            return True
    beside: set[int] = set()
    for _, first_column, last_row, last_column in merged:
        if last_column > first_column and last_row == last + 1:
            beside |= set(range(first_column - 1, last_column))
    under = rows[last + 1]
    above = [any(row[column] for row in rows[first : last + 1]) for column in range(len(under))]
    only_adds = not any(
        text and above[place] for place, text in enumerate(under) if place not in beside
    )
    return only_adds and any(text for place, text in enumerate(under) if place in beside)


def _joined(parts: list[str]) -> str:
    kept = [part for place, part in enumerate(parts) if part and part not in parts[:place]]
    return " / ".join(kept)
