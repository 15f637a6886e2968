"""A report as a folder: the page, one workbook, and a CSV a table; all replaced at once."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd
import xlsxwriter

from fiss_geo.exports import draft_beside, refuse_others, replace_folders, set_mark, write_table

REPORT_MARK: Final = ".fiss-geo-report"
# The same input gives the same bytes: a workbook tells when it was made, and this one must not.
_MADE: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_LONGEST_SHEET_NAME: Final = 31
_WIDEST: Final = 40


def write_report(page: str, tables: Mapping[str, pd.DataFrame], out: Path) -> Path:
    """Write a page with its tables in place of a folder.

    Parameters
    ----------
    page : str
        HTML.
    tables : mapping of str to pandas.DataFrame
        By the name of their file and sheet.
    out : pathlib.Path

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    FileExistsError
        If the folder holds files that fiss-geo did not write.
    """
    target = out.resolve()
    refuse_others(target, REPORT_MARK)
    with draft_beside(target) as draft:
        draft.mkdir(parents=True)
        (draft / "index.html").write_text(page, encoding="utf-8", newline="\n")
        write_workbook(tables, draft / "tables.xlsx")
        for name, table in tables.items():
            write_table(table, draft / f"{name}.csv")
        set_mark(draft, REPORT_MARK)
        replace_folders([(draft, target)])
    return out / "index.html"


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write tables as the sheets of a workbook; text stays text, and nothing is run.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Without geometry. A missing value is an empty cell.
    path : pathlib.Path
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": _MADE})
        heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, table in tables.items():
            sheet = workbook.add_worksheet(name[:_LONGEST_SHEET_NAME])
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            for at, column in enumerate(table.columns):
                _write_column(sheet, at, table[column], heading)


def _write_column(
    sheet: xlsxwriter.worksheet.Worksheet,
    at: int,
    column: pd.Series,
    heading: xlsxwriter.format.Format,
) -> None:
    sheet.write_string(0, at, str(column.name), heading)
    width = len(str(column.name)) // 2 + 4
    is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    for row, value in enumerate(column.astype(object), 1):
        if pd.isna(value):
            continue
        if is_number:
            sheet.write_number(row, at, value)
        else:
            text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            sheet.write_string(row, at, text)
            width = max(width, min(len(text), _WIDEST))
    sheet.set_column(at, at, width)
