"""CSV files as tables of text, with the row numbers that a spreadsheet shows."""

import codecs
import csv
import mmap
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as pa_csv

from fiss_geo.errors import BadInput, Fault, MissingFile

_ENCODINGS = ("utf-8", "windows-1252")
_SEPARATORS = (",", ";", "\t")
# Spreadsheet programs write a line “sep=;” above the header.
_STATED_SEPARATOR = re.compile(r'"?sep=([,;\t])"?\s*$', re.IGNORECASE)
_NAMELESS = "column "
# A row of more than this is not a row but a quote that never closes.
_LONGEST_ROW_BYTES = 16 * 2**20


def read_csv_text(path: Path) -> pd.DataFrame:
    """Read a CSV file with every cell as text.

    Parameters
    ----------
    path : pathlib.Path
        In UTF-8, with or without byte-order mark, or in Windows-1252; parted by commas,
        semicolons or tabs.

    Returns
    -------
    pandas.DataFrame
        Columns as in the file, stripped of spaces around; empty cells missing; wholly empty
        rows left out; ``source_file``; ``source_row`` with the row number (the header is row 1);
        ``decimal_comma``, true where the separator is no comma.

    Raises
    ------
    MissingFile, BadInput
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file; check the name and the folder")
    _refuse_binary(path)
    encoding = _encoding(path)
    separator = _separator(path, encoding)
    names, first_row = _header(path, encoding, separator)
    text, skipped = _read(path, encoding, separator, names, first_row)
    table = pd.DataFrame({name: _stripped(cells) for name, cells in text.items()}, copy=False)
    nameless = [name for name in names if name.startswith(_NAMELESS) and table[name].isna().all()]
    table = table.assign(
        source_file=path.name,
        source_row=_row_numbers(len(table), skipped, first_row),
        decimal_comma=separator != ",",
    )
    _refuse_swallowed_rows(path, table[names], table["source_row"], separator)
    filled = np.logical_or.reduce([table[name].notna() for name in names])
    if not filled.any():
        raise BadInput([_fault(path, None, "expected rows under the header; found none")])
    return (table if filled.all() else table.loc[filled]).drop(columns=nameless)


def _stripped(cells: pd.Series) -> pd.Series:
    """Take spaces off the ends; what is nothing else is missing."""
    stripped = cells.str.strip()
    is_blank = stripped == ""
    return stripped.mask(is_blank) if is_blank.any() else stripped


def _refuse_swallowed_rows(
    path: Path, table: pd.DataFrame, rows: pd.Series, separator: str
) -> None:
    """Find cells that hold whole rows: a quotation mark opened there and closed far below."""
    if rows.empty or _line_count(path) <= rows.iloc[-1]:
        return  # every row is a line
    least = max(len(table.columns) - 2, 1)
    whole_row = f"\\n[^\\n]*(?:{re.escape(separator)}[^\\n]*){{{least},}}"
    faults = [
        _fault(path, int(row), f"{name} holds whole rows: a quotation mark opens and never closes")
        for name in table.columns
        for row in rows[table[name].str.contains(whole_row, regex=True, na=False)]
    ]
    if faults:
        raise BadInput(faults)


def _line_count(path: Path) -> int:
    last, ends = b"\n", 0
    with path.open("rb") as file:
        while part := file.read(2**20):
            ends += part.count(b"\n")
            last = part[-1:]
    return ends + (last != b"\n")


def _read(
    path: Path, encoding: str, separator: str, names: list[str], first_row: int
) -> tuple[pd.DataFrame, list[int]]:
    """Read the rows under the header; give the numbers of the blank ones that were passed over.

    Several threads are quicker, but tell no numbers of rows. Where something is no row of the
    table one thread reads once more, so that it can be named.
    """
    reading = pa_csv.ReadOptions(
        encoding=encoding, block_size=_LONGEST_ROW_BYTES, column_names=names, skip_rows=first_row
    )
    table, odd, error = _attempt(path, reading, separator)
    if odd or error is not None:
        reading.use_threads = False
        table, odd, error = _attempt(path, reading, separator)
    faults = [_odd_row(path, row) for row in odd if row.text.strip()]
    if error is not None:
        faults.append(_fault(path, None, _arrow_sentence(error)))
    if faults or table is None:
        raise BadInput(faults)
    text = pd.StringDtype("pyarrow", na_value=float("nan"))
    blank = [row.number for row in odd]
    return table.to_pandas(types_mapper={pa.large_string(): text}.get), blank


def _attempt(
    path: Path, reading: pa_csv.ReadOptions, separator: str
) -> tuple[pa.Table | None, list[pa_csv.InvalidRow], pa.ArrowInvalid | None]:
    """Read a table of text; give it, the rows that are none of it, and what stopped the reading."""
    odd: list[pa_csv.InvalidRow] = []

    def set_aside(row: pa_csv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    parsing = pa_csv.ParseOptions(
        delimiter=separator, newlines_in_values=True, ignore_empty_lines=False,
        invalid_row_handler=set_aside,
    )  # fmt: skip
    types = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(reading.column_names, pa.large_string()), null_values=[""],
        strings_can_be_null=True, quoted_strings_can_be_null=True,
    )  # fmt: skip
    try:
        return pa_csv.read_csv(path, reading, parsing, types), odd, None
    except pa.ArrowInvalid as error:
        return None, odd, error


def _odd_row(path: Path, row: pa_csv.InvalidRow) -> Fault:
    expected = f"expected {row.expected_columns} cells, found {row.actual_columns}"
    return _fault(path, row.number, f"{expected}; mend that row")


def _row_numbers(count: int, skipped: list[int], first_row: int) -> range | list[int]:
    """Count the rows as a spreadsheet does, past the header and past blank rows.

    >>> _row_numbers(3, [3], 1)
    [2, 4, 5]
    """
    numbers = range(first_row + 1, first_row + 1 + count + len(skipped))
    gaps = set(skipped)
    return [number for number in numbers if number not in gaps] if gaps else numbers


def _refuse_binary(path: Path) -> None:
    if path.stat().st_size == 0:
        raise BadInput([_fault(path, 1, "expected a header row; the file is empty")])
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            expected = "expected UTF-8 text, found UTF-16 (“Unicode text”); save it as “CSV UTF-8”"
            raise BadInput([_fault(path, None, expected)])
        place = content.find(b"\0")
        if place >= 0:
            row = content[:place].count(b"\n") + 1
            expected = "expected text, found a NUL byte: a binary file, or a damaged one"
            raise BadInput([_fault(path, row, f"{expected}; save it as CSV again")])


def _encoding(path: Path) -> str:
    """Find the encoding: UTF-8 if every byte is, else that of old Windows programs."""
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(2**20):
                    pass
        except UnicodeDecodeError as error:
            reason = error
        else:
            if encoding != "utf-8":
                _refuse_two_encodings(path)
            return encoding
    sentence = f"expected UTF-8 text; byte {reason.start} is not. Save it as “CSV UTF-8”"
    raise BadInput([_fault(path, None, sentence)])


def _refuse_two_encodings(path: Path) -> None:
    """Find rows in UTF-8 in a file that is not: read as anything else, their letters are lost."""
    first: dict[bool, int] = {}
    with path.open("rb") as file:
        for row, line in enumerate(file, 1):
            if not line.isascii():
                first.setdefault(_is_utf8(line), row)
    if True in first:
        expected = f"expected one encoding; this row is in UTF-8, and row {first[False]} is not"
        raise BadInput([_fault(path, first[True], f"{expected}. Save the file as “CSV UTF-8”")])


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _separator(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        header = file.readline()
    stated = _STATED_SEPARATOR.match(header.lstrip("\ufeff"))
    return stated[1] if stated else max(_SEPARATORS, key=header.count)


def _header(path: Path, encoding: str, separator: str) -> tuple[list[str], int]:
    """Read the headings; give them with the number of rows down to them."""
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        rows = csv.reader(file, delimiter=separator)
        first = next(rows, [])
        is_stated = _STATED_SEPARATOR.match(separator.join(first) + "\n")
        names = [name.strip() for name in (next(rows, []) if is_stated else first)]
        height = rows.line_num
    if not any(names):
        raise BadInput([_fault(path, 1, "expected a header row; the first row is empty")])
    twice = sorted({name for name in names if names.count(name) > 1 and name})
    if twice:
        sentence = f"expected each column once; {', '.join(twice)} stands twice"
        raise BadInput([_fault(path, 1, sentence)])
    return [name or f"{_NAMELESS}{place}" for place, name in enumerate(names, 1)], height


def _arrow_sentence(error: Exception) -> str:
    reason = str(error).removeprefix("CSV parse error: ")
    if "straddl" in reason:
        reason = "a quotation mark opens and never closes"
    return f"{reason}; mend that row"


def _fault(path: Path, row: int | None, expected: str) -> Fault:
    return Fault(path.name, row, None, "", expected)
