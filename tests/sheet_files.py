"""Workbooks for the tests: the same rows as XLSX, XLS and ODS."""

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from fiss_geo.errors import BadInput
from fiss_geo.flows.readers.sheets import read_sheet_text

HEAD = ["flow_id", "role", "organisation"]


def write_xlsx(path: Path, rows: list[list[Any]], sheet: str = "Sheet1") -> Path:
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        page = book.add_worksheet(sheet)
        date = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, dt.date):
                    page.write_datetime(number, place, value, date)
                elif isinstance(value, str) and value:
                    page.write_string(number, place, value)
                elif value not in (None, ""):
                    page.write(number, place, value)
    return path


def write_xls(path: Path, rows: list[list[Any]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet1")
    date = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if value not in (None, ""):
                style = (date,) if isinstance(value, dt.date) else ()
                page.write(number, place, value, *style)
    book.save(path)
    return path


def write_ods(path: Path, rows: list[list[Any]]) -> Path:
    document = OpenDocumentSpreadsheet()
    page = Table(name="Sheet1")
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(ods_cell(value))
        page.addElement(line)
    document.spreadsheet.addElement(page)
    document.save(path)
    return path


def ods_cell(value: object) -> Any:  # noqa: ANN401 - odfpy has no types
    if value in (None, ""):
        return TableCell()
    kinds: dict[type, tuple[str, str]] = {
        bool: ("boolean", "booleanvalue"),
        float: ("float", "value"),
        dt.date: ("date", "datevalue"),
    }
    kind, name = kinds.get(type(value), ("string", "stringvalue"))
    said = value.isoformat() if isinstance(value, dt.date) else str(value)
    cell = TableCell(valuetype=kind, **{name: said.lower() if kind == "boolean" else said})
    cell.addElement(P(text=said))
    return cell


def fault_of(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(BadInput) as raised:
        read_sheet_text(path, sheet)
    return str(raised.value)


def change_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, change(content) if name == part else content)
    return path


WRITERS: dict[str, Callable[[Path, list[list[Any]]], Path]] = {
    ".xlsx": write_xlsx,
    ".xls": write_xls,
    ".ods": write_ods,
}
