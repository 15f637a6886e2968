"""What is wrong with a spreadsheet is told in sentences, and takes no memory."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sheet_files import HEAD, WRITERS, change_part, fault_of, write_ods, write_xlsx

from fiss_geo import read
from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.flows.readers import zipped_sheets
from fiss_geo.flows.readers.sheets import read_sheet_text


def test_error_cells_are_faults_all_at_once(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row("A1", HEAD)
        page.write_row("A2", ["F1", "offer"])
        page.write_formula("C2", "=NA()", None, "#N/A")
        page.write_row("A3", ["F2", "need"])
        page.write_formula("C3", "=1/0", None, "#DIV/0!")
    said = fault_of(tmp_path / "a.xlsx").splitlines()
    assert said[0] == (
        'a.xlsx [Sheet1], row 2: organisation is "#N/A"; expected a value; the formula there '
        "fails: mend it or empty the cell"
    )
    assert said[1].startswith('a.xlsx [Sheet1], row 3: organisation is "#DIV/0!"')


def test_a_sum_under_the_table_is_told_once(tmp_path: Path) -> None:
    head = ["Yritys", "Tarjoaa/tarvitsee", "Materiaali", "Määrä", "Yksikkö", "Kunta"]
    flow = ["Summa", "tarjoaa", "Sahanpuru", "12 500,5", "t/a", "Kemi"]  # a firm of that name
    sums = [["Yhteensä", "", "", "12 500,5"], ["", "", "YHT.", "12 500,5", "t/a"]]
    path = write_xlsx(tmp_path / "a.xlsx", [["Kysely 2025"], [], head, flow, [], *sums])
    with pytest.raises(BadInput) as raised:
        read(path)
    assert str(raised.value).splitlines() == [
        f"a.xlsx [Sheet1], row {row}: this row looks like a sum of those above, which is no flow; "
        "delete it"
        for row in (6, 7)
    ]


def test_ods_error_cells_are_faults(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", [HEAD, ["F1", "offer", "broken"]])
    kind = b'office:value-type="string"'
    error = kind + b' xmlns:calcext="urn:x" calcext:value-type="error"'
    cell = b'office:string-value="broken"'
    change_part(path, "content.xml", lambda xml: put_beside(xml, cell, kind, error))
    assert "row 2: organisation is" in fault_of(path)


def put_beside(xml: bytes, mark: bytes, old: bytes, new: bytes) -> bytes:
    start = xml.rindex(b"<", 0, xml.index(mark))
    return xml[:start] + xml[start:].replace(old, new, 1)


BAD = {
    "empty.xlsx": (b"", "empty.xlsx: expected a spreadsheet; the file is empty"),
    "page.xls": (b"<html><table>", "this file is called one and is none"),
    "locked.xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "EncryptedPackage".encode("utf-16-le"),
        "locked.xlsx: expected a workbook without a password; save a copy without one",
    ),
    "broken.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is none"),
    "cut.xlsx": (b"PK\x03\x04" + bytes(60), "this one is cut off or damaged. Copy it again"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_spreadsheet_is_refused(name: str, tmp_path: Path) -> None:
    content, expected = BAD[name]
    (tmp_path / name).write_bytes(content)
    assert expected in fault_of(tmp_path / name)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="there is no such file"):
        read_sheet_text(tmp_path / "none.xlsx")


def test_another_zip_is_no_spreadsheet(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "is none" in fault_of(tmp_path / "a.xlsx")


def test_a_locked_ods_is_named(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", [HEAD])
    locked = b"<manifest:encryption-data/></manifest:manifest>"
    change_part(
        path, "META-INF/manifest.xml", lambda xml: xml.replace(b"</manifest:manifest>", locked)
    )
    assert "without a password" in fault_of(path)


ROWS_BAD: dict[str, tuple[list[list[Any]], str]] = {
    "nothing": ([], "bad.xlsx: expected a table with headings; every sheet is empty"),
    "headings": ([HEAD], "bad.xlsx [Sheet1]: expected rows under the headings; found none"),
    "twice": (
        [["role", "Unit ", "unit", "role"], ["offer", "t", "t", "x"]],
        "row 1: expected each heading once; “role” stands in columns A, D. Rename all but one",
    ),
    "ours": ([["role", "source_row"], ["a", "b"]], "expected no column source_row"),
}


@pytest.mark.parametrize("name", ROWS_BAD)
def test_sheets_without_a_whole_table_are_refused(name: str, tmp_path: Path) -> None:
    rows, expected = ROWS_BAD[name]
    assert expected in fault_of(write_xlsx(tmp_path / "bad.xlsx", rows))


def test_one_stray_cell_far_away_is_told_and_not_given_memory(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Flows")
        page.write_row("A1", HEAD)
        page.write("XFD1048576", "x")
    assert fault_of(path) == (
        "far.xlsx: expected at most 30 million cells; sheet “Flows” reaches to XFD1048576. Delete "
        "what stands far from the table, or save it as CSV"
    )


def test_cells_that_only_look_used_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "styled.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row("A1", HEAD)
        page.write_row("A2", ["F1", "offer", "A"])
        page.write_blank("XFD1048576", None, book.add_format({"bold": True}))
    assert len(read_sheet_text(path)) == 1


def test_cells_repeated_without_end_are_refused_in_ods(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", [HEAD, ["F1", "offer", "A"]])
    many = b'table:number-columns-repeated="99999999" office:string-value="A"'
    change_part(path, "content.xml", lambda xml: xml.replace(b'office:string-value="A"', many))
    assert "sheet “Sheet1” reaches to" in fault_of(path)


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
@pytest.mark.parametrize("piece", [7, 64, 333])
def test_sheets_measure_the_same_in_pieces_of_any_size(
    ending: str, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[list[Any]] = [[*HEAD, "", "t"], ["F1", 1.5, True, "", "Ä"], [], ["", "", "x"]]
    path = WRITERS[ending](tmp_path / f"a{ending}", rows)
    whole = zipped_sheets.measure(path)
    monkeypatch.setattr(zipped_sheets, "_PIECE", piece)
    assert zipped_sheets.measure(path) == whole
    assert (whole[0].rows, whole[0].columns) == (4, 5)


def test_cells_without_addresses_are_told(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, ["F1", "offer", "A"]])
    change_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<c r="B2"', b"<c"))
    assert "expected cells with addresses" in fault_of(path)


@pytest.mark.parametrize("is_honest", [True, False])
def test_a_zip_bomb_is_refused_even_if_its_directory_lies(
    tmp_path: Path,
    is_honest: bool,  # noqa: FBT001
) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(80_000_000))
        if not is_honest:
            archive.infolist()[1].file_size = 1000
    assert "expected a workbook of at most 1000 MB unpacked" in fault_of(path)
