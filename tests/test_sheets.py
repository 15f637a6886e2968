"""Spreadsheets come in as text, row by row as people see them."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableRow
from sheet_files import HEAD, WRITERS, fault_of, ods_cell, write_xlsx

from fiss_geo.flows.readers.sheets import cell_text, read_sheet_text, sheet_names

ADDED = ["source_row", "source_file", "source_sheet", "decimal_comma"]
WORDS = st.text(
    st.characters(
        max_codepoint=0x24F, exclude_categories=["Cc", "Cf", "Zs"], include_characters=" "
    ),
    max_size=12,
).map(str.strip)
CELLS = st.one_of(
    WORDS,
    st.floats(-1e12, 1e12).map(lambda number: float(f"{number:.12g}")),
    st.booleans(),
    st.dates(dt.date(1901, 1, 1), dt.date(2100, 12, 31)),
)


@pytest.mark.parametrize("ending", WRITERS)
@settings(max_examples=20)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_written_is_read(
    ending: str, rows: list[list[Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("sheet") / f"flows{ending}"
    texts = [[cell_text(cell) for cell in row] for row in rows]
    kept = [place for place, row in enumerate(texts) if any(row)]
    WRITERS[ending](path, [HEAD, *rows])
    if not kept:
        assert "found none" in fault_of(path)
        return
    table = read_sheet_text(path)
    assert table[HEAD].fillna("").to_numpy().tolist() == [texts[place] for place in kept]
    assert table["source_row"].to_list() == [place + 2 for place in kept]
    assert list(table.columns) == [*HEAD, *ADDED]
    assert {str(kind) for kind in table[HEAD].dtypes} == {"str"}
    assert table["source_row"].dtype == "int64"
    assert not table["decimal_comma"].any()


def test_typed_cells_are_text_without_noise(tmp_path: Path) -> None:
    written = [12.0, 0.1, 0.1 + 0.2, 1e6, 20108, "020108", "=1+1", "<b>x</b>", "#N/A"]
    path = write_xlsx(tmp_path / "a.xlsx", [[f"c{place}" for place in range(9)], written])
    row = read_sheet_text(path).iloc[0]
    said = ["12", "0.1", "0.3", "1000000", "20108", "020108", "=1+1", "<b>x</b>", "#N/A"]
    assert row.iloc[:9].to_list() == said


def test_formulas_percent_and_times_are_their_values(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["sum", "link", "share", "moment", "length"])
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_formula(1, 1, '=HYPERLINK("https://example.org","a")', None, "a")
        page.write_number(1, 2, 0.12, book.add_format({"num_format": "0%"}))
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        page.write_datetime(1, 3, dt.datetime(2024, 2, 29, 12, 30), moment)  # noqa: DTZ001
        page.write_datetime(1, 4, dt.timedelta(hours=30), book.add_format({"num_format": "[h]:mm"}))
    row = read_sheet_text(tmp_path / "a.xlsx").iloc[0]
    assert row.iloc[:5].to_list() == ["2", "a", "0.12", "2024-02-29T12:30:00", "30:00:00"]


def test_a_table_may_begin_below_a_title_and_beside_the_edge(tmp_path: Path) -> None:
    rows = [[], ["", "Flows of 2024"], [], ["", *HEAD], [], ["", "F1", "offer", "A"]]
    table = read_sheet_text(write_xlsx(tmp_path / "a.xlsx", rows))
    assert table[HEAD].to_numpy().tolist() == [["F1", "offer", "A"]]
    assert table["source_row"].to_list() == [6]


def merged_book(path: Path, below: list[Any]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.merge_range("A1:D1", "Workshop in Kemi")
        page.merge_range("A2:A3", "Company")
        page.merge_range("B2:D2", "Quantity")
        page.write_row("B3", below)
        page.write_row("A4", ["Alpha", 1.5, 2.5, "dry"])
    return path


def test_merged_headings_join_with_what_is_under_them(tmp_path: Path) -> None:
    table = read_sheet_text(merged_book(tmp_path / "a.xlsx", ["t", "m3", 2024]))
    said = ["Company", "Quantity / t", "Quantity / m3", "Quantity / 2024"]
    assert list(table.columns[:4]) == said
    assert table["source_row"].to_list() == [4]


def test_a_row_of_values_under_a_merged_heading_is_no_heading(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write("A1", "Company")
        page.merge_range("B1:C1", "Quantity")
        page.write_row("A2", ["Alpha", 10, "t"])
    assert "“Quantity” stands in columns B, C. Rename all but one" in fault_of(tmp_path / "a.xlsx")


def test_ods_tells_its_merged_headings_too(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    page = Table(name="Sheet1")
    for row in (["Company", "Quantity", ""], ["", "t", "m3"], ["Alpha", 1.0, 2.0]):
        line = TableRow()
        for value in row:
            cell = ods_cell(value)
            if value == "Quantity":
                cell.setAttribute("numbercolumnsspanned", 2)
            line.addElement(cell)
        page.addElement(line)
    document.spreadsheet.addElement(page)
    document.save(tmp_path / "a.ods")
    table = read_sheet_text(tmp_path / "a.ods")
    assert list(table.columns[:3]) == ["Company", "Quantity / t", "Quantity / m3"]


def test_text_merged_downwards_counts_in_each_row_and_a_number_once(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row("A1", ["Company", "Resource", "Quantity"])
        page.merge_range("A2:A3", "Alpha")
        page.write_column("B2", ["slag", "dust", "ash"])
        page.merge_range("C2:C3", 30)
    table = read_sheet_text(tmp_path / "a.xlsx").fillna("")
    assert table["Company"].to_list() == ["Alpha", "Alpha", ""]
    assert table["Quantity"].to_list() == ["30", "", ""]


def test_a_column_without_a_heading_is_kept_under_its_letter(tmp_path: Path) -> None:
    rows = [[*HEAD, "", ""], ["F1", "offer", "A", "", "call first"]]
    table = read_sheet_text(write_xlsx(tmp_path / "a.xlsx", rows))
    assert list(table.columns) == [*HEAD, "column E", *ADDED]


def several_sheets(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {
            "Ohje": [["Sarake", "Merkitys"], ["Yritys", "nimi"]],
            "Empty": [],
            "Note": [["Only one column"], ["of text"]],
            "Hidden": [["a", "b"], ["1", "2"]],
            "Flows": [HEAD, ["F1", "offer", "A"]],
            "More": [HEAD, ["F2", "need", "B"]],
        }.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            if name == "Hidden":
                page.hide()
    return path


def test_the_first_sheet_with_a_table_is_read(tmp_path: Path) -> None:
    path = several_sheets(tmp_path / "a.xlsx")
    assert read_sheet_text(path)["source_sheet"].to_list() == ["Flows"]
    assert sheet_names(path) == ["Ohje", "Empty", "Note", "Flows", "More"]


def test_a_sheet_can_be_chosen_also_a_hidden_one(tmp_path: Path) -> None:
    path = several_sheets(tmp_path / "a.xlsx")
    assert read_sheet_text(path, "More")["flow_id"].to_list() == ["F2"]
    assert read_sheet_text(path, "Hidden")["b"].to_list() == ["2"]
    assert fault_of(path, "Empty") == (
        "a.xlsx [Empty]: expected a table with headings; the sheet is empty"
    )
    assert "there is no “Sheet9”" in fault_of(path, "Sheet9")


def test_a_workbook_of_another_program_reads_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(HEAD)
    page.append(["001", "need", 12.5])
    book.save(tmp_path / "a.xlsx")
    # The name of a file may lie about its kind; its content does not.
    renamed = (tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
    table = read_sheet_text(renamed)
    assert table[HEAD].to_numpy().tolist() == [["001", "need", "12.5"]]


def test_pandas_reads_the_same_text(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, ["001", "need", "Ä"], ["002", "offer", "Å"]])
    ours = read_sheet_text(path)[HEAD]
    theirs = pd.read_excel(io.BytesIO(path.read_bytes()), engine="calamine", dtype="str")
    pd.testing.assert_frame_equal(ours, theirs)
