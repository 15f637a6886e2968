"""The Excel template is filled with openpyxl as a person would, and read back."""

import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

from fiss_geo.errors import BadInput
from fiss_geo.flows.field_names import template_headings, words
from fiss_geo.flows.readers.sheets import read_sheet_text, sheet_names
from fiss_geo.flows.template import LANGUAGES, choices, codes_of_choices, write_template
from fiss_geo.reference import list_of_waste, material_groups

FILLED: dict[str, str | float] = {
    "flow_id": "007", "organisation": "=Ab <Oy>", "resource_name": "Sliggi", "low_code": "020108",
    "quantity": 0.1, "quantity_year": 2024, "postcode": "00100", "nace_code": "01.10",
    "latitude": 60.17, "longitude": 24.94,
}  # fmt: skip


def fill(path: Path, language: str) -> pd.DataFrame:
    """Fill the template with two rows, one from its lists, and read them in our own words."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    place = {str(cell.value): int(cell.column or 0) for cell in page[1]}
    headings = template_headings(language)
    for row, chosen in ((2, 0), (3, -1)):
        for column in place.values():
            page.cell(row, column).value = None
        for field, values in choices(language).items():
            page.cell(row, place[headings[field]]).value = values[chosen]
        for field, value in FILLED.items():
            cell = page.cell(row, place[headings[field]])
            cell.value = f"{value}{row}" if field == "flow_id" else value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)
    text = read_sheet_text(path).rename(columns={said: field for field, said in headings.items()})
    return codes_of_choices(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_read_back(language: str, tmp_path: Path) -> None:
    path = tmp_path / "flows.xlsx"
    write_template(path, language)
    table = fill(path, language)
    for field, value in FILLED.items():
        if field != "flow_id":
            assert table[field].to_list() == [str(value)] * 2
    assert table["flow_id"].to_list() == ["0072", "0073"]
    assert table["source_row"].to_list() == [2, 3]
    for field in ("role", "status", "is_public"):
        said = [words(field)[word] for word in table[field]]
        assert said[0] in {"offer", "available", "yes"}
        assert said[1] in {"need", "unknown", "no"}
    assert set(table["material_group"]) <= set(material_groups()["material_group"])
    assert set(table["municipality"]) <= set(choices(language)["municipality"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_row_reads_and_is_never_public(language: str, tmp_path: Path) -> None:
    path = tmp_path / "flows.xlsx"
    write_template(path, language)
    table = read_sheet_text(path)
    headings = template_headings(language)
    assert len(table) == 1
    assert words("is_public")[table[headings["is_public"]].item()] == "no"
    codes = codes_of_choices(pd.DataFrame({"low_code": table[headings["low_code"]]}))
    assert codes["low_code"].to_list() == ["030105"]


def test_every_choice_turns_into_its_code() -> None:
    for language in LANGUAGES:
        offered = choices(language)
        chosen = pd.DataFrame({"low_code": offered["low_code"]}, dtype="str")
        entries = list_of_waste().query("low_level == 'entry'")
        assert codes_of_choices(chosen)["low_code"].to_list() == entries["low_code"].to_list()
        groups = pd.DataFrame({"material_group": offered["material_group"]}, dtype="str")
        found = codes_of_choices(groups)["material_group"]
        assert sorted(found) == sorted(material_groups()["material_group"])
        assert len(offered["municipality"]) == 308


def test_codes_of_choices_leaves_what_it_does_not_know_and_its_input() -> None:
    raw = pd.DataFrame(
        {"low_code": ["10 02 02*", None], "material_group": [None, "Kivi"]}, dtype="str"
    )
    before = raw.copy()
    pd.testing.assert_frame_equal(codes_of_choices(raw), before)
    pd.testing.assert_frame_equal(raw, before)


def test_lists_hints_and_formats_are_in_the_file(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx", "fi")
    assert sheet_names(tmp_path / "a.xlsx") == ["Virrat", "Ohje", "Anvisning", "Instructions"]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    page = book["Virrat"]
    rules = page.data_validations.dataValidation
    lists = {rule.formula1 for rule in rules if rule.type == "list"}
    assert len(rules) == 25
    assert len(lists) == 8
    assert all(rule.prompt for rule in rules)
    assert page.freeze_panes == "B2"
    assert book["Luettelot"].sheet_state == "hidden"
    said = [cell.value for cell in page[1]]
    for field in ("low_code", "postcode", "nace_code"):
        column = said.index(template_headings("fi")[field]) + 1
        assert page.column_dimensions[get_column_letter(column)].number_format == "@"
        assert page.cell(2, column).number_format == "@"


def test_nothing_in_the_template_runs_as_a_formula(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx", "en")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        pages = [archive.read(name) for name in archive.namelist() if "/sheet" in name]
    assert not any(b"<f>" in page for page in pages)


def test_the_same_template_has_the_same_bytes(tmp_path: Path) -> None:
    write_template(tmp_path / "a.xlsx", "sv")
    write_template(tmp_path / "b.xlsx", "sv")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [("a.xls", "fi", "ending in .xlsx"), ("a.xlsx", "de", "expected fi, sv or en")],
)
def test_other_endings_and_languages_are_refused(
    name: str, language: str, expected: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=expected):
        write_template(tmp_path / name, language)
    assert not list(tmp_path.iterdir())
