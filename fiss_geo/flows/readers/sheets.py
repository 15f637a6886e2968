"""Spreadsheets (XLSX, XLSM, XLS, ODS) as tables of text, with the rows that people see.

Numbers are given with the 15 digits that spreadsheet programs keep, so that 0.1 + 0.2 is 0.3;
dates in ISO 8601; yes and no as words; a formula as the value that it had when it was saved. In
the old XLS format a cell that shows an error such as #N/A cannot be told from an empty one.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Final, TypeAlias

import pandas as pd
from python_calamine import CalamineSheet

from fiss_geo.errors import BadInput, Fault
from fiss_geo.flows.readers import workbooks
from fiss_geo.flows.readers.headings import TOP_ROWS, Headings, Merged, find_headings, name_columns
from fiss_geo.flows.readers.zipped_sheets import MOST_BYTES, Sheet, column_letters

# Names of sheets that explain a table, or hold lists for it; the table is looked for elsewhere.
_BESIDE_THE_TABLE: Final = (
    "ohje", "lue", "luettelo", "koodi", "anvisning", "läs", "lista", "listor", "kod",
    "instruction", "guide", "help", "read", "about", "list", "code",
)  # fmt: skip
_OWN_NAMES: Final = ("source_file", "source_sheet", "source_row", "decimal_comma")
_BLOCK_CELLS: Final = 200_000
_PLAIN: Final = (1e-9, 1e21)

_Cell: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_sheet_text(path: Path, sheet: str | None = None) -> pd.DataFrame:
    """Read a sheet with every cell as text.

    Parameters
    ----------
    path : pathlib.Path
        ``.xlsx``, ``.xlsm``, ``.xls`` or ``.ods``.
    sheet : str, optional
        Name of the sheet. Without it: the first visible one with at least two headings and a
        row under them, whose name does not say that it explains or lists something.

    Returns
    -------
    pandas.DataFrame
        Columns as the sheet heads them (see :mod:`fiss_geo.flows.readers.headings`), stripped;
        empty cells missing; wholly empty rows left out. A text merged downwards stands in each
        of its rows; a number only in the first, so that sums stay. Then ``source_file``,
        ``source_sheet``, ``source_row`` and ``decimal_comma`` (False).

    Raises
    ------
    MissingFile, BadInput
    """
    with workbooks.opened(path) as workbook:
        table = _chosen(workbook, sheet)
        faults = _heading_faults(table) + _error_cells(table)
        if faults:
            raise BadInput(faults)
        text = _text(table)
    if text.empty:
        raise table.bad("expected rows under the headings; found none")
    return text.assign(
        source_file=pd.Series(path.name, index=text.index, dtype="str"),
        source_sheet=pd.Series(table.name, index=text.index, dtype="str"),
        decimal_comma=False,
    )


def sheet_names(path: Path) -> list[str]:
    """List the visible sheets of a workbook, in its order, to say which were not read."""
    with workbooks.opened(path) as workbook:
        return [name for name, is_visible in workbook.sheets() if is_visible]


class _Table:
    """An opened sheet: its top rows, where its headings are, and what it is called in faults."""

    def __init__(self, path: Path, name: str, grid: CalamineSheet, measured: Sheet) -> None:
        self.path, self.name, self.grid, self.measured = path, name, grid, measured
        self.merged = _merged(grid, measured)
        self._rows: Iterator[list[_Cell]] = iter(grid.iter_rows())
        # The reader leaves out empty columns at the left, and no empty rows above.
        self._indent: list[_Cell] = [""] * (grid.start[1] if grid.start else 0)
        self._top = [self._indent + row for row in islice(self._rows, TOP_ROWS)]
        top = [[cell_text(cell) for cell in row] for row in self._top]
        self.headings = find_headings(top, self.merged)

    def has_rows(self) -> bool:
        """Tell whether anything stands under at least two headings."""
        if self.headings is None or self.grid.end is None:
            return False
        return len(set(self.headings.names) - {""}) > 1 and (
            self.grid.end[0] >= self.headings.last_row
        )

    def rows(self) -> Iterator[tuple[int, list[_Cell]]]:
        """Give each row under the headings with its number; to be called once."""
        rest = (self._indent + row for row in self._rows)
        numbered = enumerate(chain(self._top, rest), start=1)
        return islice(numbered, self.headings.last_row if self.headings else 0, None)

    def fault(self, row: int | None, column: str | None, value: str, expected: str) -> Fault:
        """Word a fault of this sheet."""
        return Fault(f"{self.path.name} [{self.name}]", row, column, value, expected)

    def bad(self, expected: str) -> BadInput:
        """Word a fault of the whole sheet."""
        return BadInput([self.fault(None, None, "", expected)])


def _chosen(workbook: workbooks.Workbook, sheet: str | None) -> _Table:
    """Open the sheet that was asked for, or the first that holds a table."""
    names = [name for name, is_visible in workbook.sheets() if is_visible]
    if sheet is not None:
        return _with_headings(_opened(workbook, sheet))
    names.sort(key=lambda name: name.strip().casefold().startswith(_BESIDE_THE_TABLE))
    headed = None
    for name in names:
        table = _opened(workbook, name)
        if table.has_rows():
            return table
        headed = headed or (name if table.headings else None)
    if headed is None:
        raise workbook.bad("expected a table with headings; every sheet is empty")
    return _with_headings(_opened(workbook, headed))


def _opened(workbook: workbooks.Workbook, name: str) -> _Table:
    grid, measured = workbook.sheet(name)
    return _Table(workbook.path, name, grid, measured)


def _with_headings(table: _Table) -> _Table:
    if table.headings is None:
        raise table.bad("expected a table with headings; the sheet is empty")
    return table


def _merged(grid: CalamineSheet, measured: Sheet) -> list[Merged]:
    """List merged cells from 1; calamine tells none of ODS."""
    found = grid.merged_cell_ranges or []
    return measured.merged + [
        (first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1) for first, last in found
    ]


def _heading_faults(table: _Table) -> list[Fault]:
    headings = table.headings
    names = headings.names if headings else ()
    row = headings.first_row if headings else None
    faults = []
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        places = [column_letters(place + 1) for place, same in enumerate(names) if same == name]
        expected = f"expected each heading once; “{name}” stands in columns {', '.join(places)}"
        faults.append(table.fault(row, None, "", f"{expected}. Rename all but one"))
    for name in sorted(set(names) & set(_OWN_NAMES)):
        expected = f"expected no column {name}, since fiss-geo adds one of that name; rename it"
        faults.append(table.fault(row, None, "", expected))
    return faults


def _error_cells(table: _Table) -> list[Fault]:
    """Tell of cells such as #N/A, which calamine gives as empty."""
    headings = table.headings or Headings(1, 1, ())
    faults = []
    for row, column, text in table.measured.errors:
        if row >= headings.first_row:
            name = dict(enumerate(headings.names)).get(column - 1, "")
            expected = "expected a value; the formula there fails: mend it or empty the cell"
            where = name or f"column {column_letters(column)}"
            faults.append(table.fault(row, where, text or "an error", expected))
    return faults


def _text(table: _Table) -> pd.DataFrame:
    """Turn the rows into text, a block at a time, so that no more than one is held as objects."""
    names = table.headings.names if table.headings else ()
    height = max(1, _BLOCK_CELLS // max(len(names), 1))
    blocks: list[pd.DataFrame] = []
    numbers: list[int] = []
    filled: set[int] = set()
    length = 0
    rows = _filled_down(table)
    while block := list(islice(rows, height)):
        texts = [[cell_text(cell) or None for cell in row] for _, row in block]
        length += sum(len(text) for row in texts for text in row if text)
        if length > MOST_BYTES:
            raise table.bad(f"expected at most {MOST_BYTES // 10**6} million letters; split it")
        frame = pd.DataFrame(texts, columns=range(len(names)), dtype="str")
        filled |= {int(place) for place in frame.columns[frame.notna().any()]}
        blocks.append(frame)
        numbers += [number for number, _ in block]
    columns = name_columns(names, filled)
    if not blocks:
        return pd.DataFrame()
    text = pd.concat(blocks, ignore_index=True)[list(columns)].rename(columns=columns)
    return text.assign(source_row=pd.Series(numbers, index=text.index, dtype="int64"))


def _filled_down(table: _Table) -> Iterator[tuple[int, list[_Cell]]]:
    """Leave out empty rows, and write text that is merged downwards into each of its rows."""
    last = table.headings.last_row if table.headings else 0
    tall = sorted((merged for merged in table.merged if merged[2] > merged[0] > last), reverse=True)
    holding: list[tuple[int, int, str]] = []
    for number, row in table.rows():
        is_empty = not any(cell_text(cell) for cell in row)
        holding = [held for held in holding if held[0] >= number]
        for _, column, text in holding:
            row[column] = row[column] or text
        while tall and tall[-1][0] <= number:
            _, column, last_row, _ = tall.pop()
            shared = row[column - 1] if column <= len(row) else ""
            if isinstance(shared, str) and shared.strip():
                holding.append((last_row, column - 1, shared))
        if not is_empty:
            yield number, row


def cell_text(cell: _Cell) -> str:
    """Write a typed cell as text, as a person would have typed it.

    >>> [cell_text(cell) for cell in (12.0, 0.1 + 0.2, True, " 020502 ", dt.date(2024, 2, 29))]
    ['12', '0.3', 'yes', '020502', '2024-02-29']
    """
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _number_text(number: float) -> str:
    """Write a number with the 15 digits that a spreadsheet keeps.

    >>> _number_text(1250000.0), _number_text(65.76930000000001), _number_text(1e-7)
    ('1250000', '65.7693', '0.0000001')
    """
    text = f"{number + 0.0:.15g}"  # -0.0 + 0.0 is 0.0
    smallest, largest = _PLAIN
    if "e" not in text or not smallest <= abs(number) < largest:
        return text
    return f"{Decimal(text):f}"
