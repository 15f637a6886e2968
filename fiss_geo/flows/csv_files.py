"""CSV files as tables of text, with the row numbers that a spreadsheet shows."""

import csv
from pathlib import Path

import pandas as pd

from fiss_geo.errors import BadInput, Fault, MissingFile


def read_csv_text(path: Path) -> pd.DataFrame:
    """Read a CSV file with every cell as text.

    Parameters
    ----------
    path : pathlib.Path
        UTF-8, with or without byte-order mark; separated by commas or semicolons.

    Returns
    -------
    pandas.DataFrame
        Columns as in the file, stripped of spaces around; empty cells missing; wholly empty
        rows left out; ``source_row`` with the row number (the header is row 1) and
        ``decimal_comma`` where the separator is a semicolon.

    Raises
    ------
    MissingFile, BadInput
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file; check the name and the folder")
    header = _header(path)
    try:
        table = pd.read_csv(
            path, sep=_separator(header), dtype="str", encoding="utf-8-sig",
            keep_default_na=False, na_values=[""], skip_blank_lines=False, on_bad_lines="error",
        )  # fmt: skip
    except pd.errors.ParserError as error:
        raise BadInput(
            [Fault(path.name, None, None, "", f"{_tidy(error)}; mend that row")]
        ) from None
    except UnicodeDecodeError as error:
        raise BadInput([_not_utf8(path, error)]) from None
    _check_width(path, table)
    table.columns = table.columns.str.strip()
    _check_header(path, table)
    table = table.apply(lambda cells: cells.str.strip()).replace("", None)
    table = table.assign(
        source_row=range(2, len(table) + 2), decimal_comma=_separator(header) == ";"
    )
    filled = table.drop(columns=["source_row", "decimal_comma"]).notna().any(axis="columns")
    if not filled.any():
        raise BadInput(
            [Fault(path.name, None, None, "", "expected rows under the header; found none")]
        )
    return table.loc[filled]


def _header(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
    except UnicodeDecodeError as error:
        raise BadInput([_not_utf8(path, error)]) from None
    if not header.strip():
        raise BadInput([Fault(path.name, 1, None, "", "expected a header row; the file is empty")])
    if "\0" in header:
        raise BadInput([Fault(path.name, 1, None, "", "expected text; this is a binary file")])
    return header


def _separator(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _check_width(path: Path, table: pd.DataFrame) -> None:
    # pandas takes the first cells of rows longer than the header for an index.
    if not isinstance(table.index, pd.RangeIndex):
        expected = "expected as many cells as the header has columns, found more; mend that row"
        raise BadInput([Fault(path.name, 2, None, "", expected)])


def _check_header(path: Path, table: pd.DataFrame) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = [
            name.strip() for name in next(csv.reader(file, delimiter=_separator(_header(path))))
        ]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or len(names) != len(table.columns):
        raise BadInput(
            [
                Fault(
                    path.name,
                    1,
                    None,
                    "",
                    f"expected each column once; {', '.join(twice)} stands twice",
                )
            ]
        )


def _not_utf8(path: Path, error: UnicodeDecodeError) -> Fault:
    return Fault(
        path.name, None, None, "",
        f"expected UTF-8 text; byte {error.start} is not. In the spreadsheet program, "
        "save as “CSV UTF-8”",
    )  # fmt: skip


def _tidy(error: Exception) -> str:
    return str(error).replace("Error tokenizing data. C error: ", "").strip()
