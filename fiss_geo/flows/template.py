"""The Excel template that a facilitator sends around: one row a flow, lists to choose from.

There is one row of headings, in one language, so that the sheet sorts, filters and pastes as any
other; the headings and the words of the short lists are those that
:mod:`fiss_geo.flows.field_names` knows in all three languages, and need no hidden row. Only what
a long list shows beside its code has to be taken off again, by :func:`codes_of_choices`.
"""

import datetime as dt
import tempfile
import tomllib
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from fiss_geo import reference
from fiss_geo.errors import BadInput, Fault
from fiss_geo.flows.cells import by_distinct
from fiss_geo.flows.field_names import template_headings
from fiss_geo.flows.readers.zipped_sheets import column_letters

LANGUAGES: Final = ("fi", "sv", "en")
_REQUIRED: Final = ("flow_id", "role", "organisation", "resource_name")
# Wide enough for what is usual; the texts of hints are in template_words.toml, in this order.
_WIDTHS: Final = (
    ("flow_id", 14), ("role", 18), ("organisation", 28), ("site_name", 24),
    ("resource_name", 32), ("material_group", 32), ("low_code", 24), ("nace_code", 16),
    ("quantity", 12), ("unit", 11), ("quantity_year", 15), ("status", 14),
    ("municipality", 18), ("postcode", 13), ("latitude", 12), ("longitude", 12),
    ("temperature_c", 13), ("physical_form", 14), ("available_from_date", 14),
    ("available_until_date", 14), ("moisture_pct", 12), ("moisture_max_pct", 14),
    ("is_public", 22), ("source_url", 28), ("note", 36),
)  # fmt: skip
# Codes as text, since a number loses its leading zeros.
_FORMATS: Final = (
    ("flow_id", "@"), ("low_code", "@"), ("nace_code", "@"), ("postcode", "@"),
    ("quantity_year", "0"), ("latitude", "0.00000"), ("longitude", "0.00000"),
    ("available_from_date", "yyyy-mm-dd"), ("available_until_date", "yyyy-mm-dd"),
    ("moisture_pct", "0.0##"), ("moisture_max_pct", "0.0##"),
)  # fmt: skip
# Beyond the list or the range a person is asked, not stopped: “noin 500” is better than nothing.
_RANGES: Final = (
    ("quantity", "decimal", 0, 1e10), ("quantity_year", "integer", 1900, 2100),
    ("latitude", "decimal", 59, 71), ("longitude", "decimal", 19, 32),
    ("temperature_c", "decimal", -200, 2000), ("moisture_pct", "decimal", 1, 100),
    ("moisture_max_pct", "decimal", 1, 100),
    ("available_from_date", "date", dt.date(1900, 1, 1), dt.date(2200, 12, 31)),
    ("available_until_date", "date", dt.date(1900, 1, 1), dt.date(2200, 12, 31)),
)  # fmt: skip
# The usual ones; any other that quantity_units.csv and quantity_periods.csv know may be typed.
_UNITS: Final = ("t/a", "kg/a", "t (stock)", "m3/a", "GWh/a", "MWh/a", "MW")
_OPEN_LISTS: Final = ("low_code", "municipality", "unit", "physical_form")
_LAST_ROW: Final = 5000
# The same input gives the same bytes: a file tells when it was made, and this one must not.
_MADE: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_EXAMPLE: Final = (
    ("quantity", 12000), ("quantity_year", 2025), ("nace_code", "16.10"),
    ("postcode", "76100"), ("latitude", 62.3009), ("longitude", 27.1587), ("moisture_pct", 50),
)  # fmt: skip


def write_template(path: Path, language: str = "fi") -> None:
    """Write an Excel file to be filled with flows, with instructions in three languages.

    Parameters
    ----------
    path : pathlib.Path
        Where to, ending in ``.xlsx``; an older file there is replaced.
    language : str
        Of the headings and lists: ``fi``, ``sv`` or ``en``.

    Raises
    ------
    BadInput
        If the ending or the language is another one.
    """
    if path.suffix.lower() != ".xlsx":
        raise BadInput([Fault(path.name, None, None, "", "expected a name ending in .xlsx")])
    if language not in LANGUAGES:
        raise BadInput([Fault(path.name, None, "language", language, "expected fi, sv or en")])
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".fiss-geo-") as beside:
        draft = Path(beside) / path.name
        _write(draft, language)
        draft.replace(path)


def codes_of_choices(raw: pd.DataFrame) -> pd.DataFrame:
    """Put the codes in place of what the template's long lists show.

    Parameters
    ----------
    raw : pandas.DataFrame
        Rows of text with any of ``material_group`` and ``low_code``.

    Returns
    -------
    pandas.DataFrame
        A copy, in which ``Glas`` is ``glass`` and ``100207* solid wastes from gas treatment``
        is ``100207``; what is in no list stays as it is.

    >>> raw = pd.DataFrame({"low_code": ["100207* solid wastes", "10 02 02"]}, dtype="str")
    >>> codes_of_choices(raw)["low_code"].to_list()
    ['100207', '10 02 02']
    """
    changed = raw.copy()
    if "low_code" in raw.columns:
        changed["low_code"] = by_distinct(raw["low_code"], _code_before_its_name)
    if "material_group" in raw.columns:
        groups = reference.material_groups()
        codes = {
            str(name).casefold(): code
            for language in LANGUAGES
            for name, code in zip(groups[f"name_{language}"], groups["material_group"], strict=True)
        }
        changed["material_group"] = by_distinct(
            raw["material_group"],
            lambda said: said.str.casefold().map(codes).astype("str").fillna(said),
        )
    return changed


def _code_before_its_name(said: pd.Series) -> pd.Series:
    return said.str.extract(r"^(\d{6})\*?\s+\D", expand=False).fillna(said)


def choices(language: str) -> dict[str, list[str]]:
    """List what each drop-down list of the template holds, in one language.

    Parameters
    ----------
    language : str
        ``fi``, ``sv`` or ``en``; the names of the List of Waste are in English in all.

    Returns
    -------
    dict of str to list of str
        By field.
    """
    words = reference.read_codes("reference/field_words.csv")
    words = words[words["language"] == language].drop_duplicates(["field", "word"])
    said = words.groupby("field", sort=False)["said"].agg(list)
    waste = reference.list_of_waste()
    entries = waste[waste["low_level"] == "entry"]
    star = entries["is_hazardous"].map({"true": "*", "false": ""})
    places = reference.gazetteer()
    towns = places.loc[places["gazetteer_kind"] == "municipality"]
    name = "place_name_sv" if language == "sv" else "place_name_fi"
    return {
        "role": said["role"],
        "status": said["status"],
        "physical_form": said["physical_form"],
        "is_public": said["is_public"],
        "unit": list(_UNITS),
        "material_group": sorted(
            reference.material_groups()[f"name_{language}"], key=_alphabetical
        ),
        "low_code": (entries["low_code"] + star + " " + entries["name_en"]).to_list(),
        "municipality": sorted(towns[name].fillna(towns["place_name_fi"]), key=_alphabetical),
    }


def _alphabetical(name: str) -> str:
    """Put å, ä and ö behind z, in this order, as in Finland."""
    return name.casefold().translate(str.maketrans("åäö", "{|}"))


def _write(path: Path, language: str) -> None:
    words = tomllib.loads(Path(__file__).with_name("template_words.toml").read_text("utf-8"))
    names = {kind: name[language] for kind, name in words["sheets"].items()}
    headings = template_headings(language)
    offered = choices(language)
    # Text stays text: nothing here is a formula, whatever a name begins with.
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        book.set_properties({"title": words["labels"]["title"][language], "created": _MADE})
        flows = book.add_worksheet(names["flows"])
        for told in (language, *(other for other in LANGUAGES if other != language)):
            _write_instructions(book, words, headings, told)
        lists = book.add_worksheet(names["lists"])
        lists.hide()
        sources = _write_lists(lists, offered)
        hints = {field: hint[language] for field, hint in words["columns"].items()}
        _write_columns(book, flows, headings)
        for place, (field, _) in enumerate(_WIDTHS):
            rule = _rule(field, sources) | {
                "input_title": headings[field], "input_message": hints[field],
            }  # fmt: skip
            flows.data_validation(1, place, _LAST_ROW - 1, place, rule)
        _write_example(
            flows, {field: text[language] for field, text in words["example"].items()}, offered
        )


def _write_columns(book: xlsxwriter.Workbook, sheet: Worksheet, headings: dict[str, str]) -> None:
    formats = dict(_FORMATS)
    look = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    required = book.add_format({**look, "bg_color": "#14532D", "font_color": "#FFFFFF"})
    other = book.add_format({**look, "bg_color": "#DCEBE1", "font_color": "#111111"})
    for place, (field, width) in enumerate(_WIDTHS):
        cells = book.add_format({"num_format": formats.get(field, "General")})
        sheet.set_column(place, place, width, cells)
        sheet.write_string(0, place, headings[field], required if field in _REQUIRED else other)
    sheet.freeze_panes(1, 1)


def _write_lists(sheet: Worksheet, offered: dict[str, list[str]]) -> dict[str, str]:
    """Write the lists to choose from side by side, and tell where each stands."""
    sources = {}
    for place, (field, values) in enumerate(offered.items()):
        for row, value in enumerate((field, *values)):
            sheet.write_string(row, place, value)
        letter = column_letters(place + 1)
        sources[field] = f"='{sheet.get_name()}'!${letter}$2:${letter}${len(values) + 1}"
    return sources


def _rule(field: str, sources: dict[str, str]) -> dict[str, Any]:
    """Tell what Excel is to offer or to ask about in a column."""
    if field in sources:
        kind = "warning" if field in _OPEN_LISTS else "stop"
        return {"validate": "list", "source": sources[field], "error_type": kind}
    for ranged, kind, low, high in _RANGES:
        if ranged == field:
            bounds = {"criteria": "between", "minimum": low, "maximum": high}
            return {"validate": kind, **bounds, "error_type": "warning"}
    return {"validate": "any"}


def _write_example(sheet: Worksheet, texts: dict[str, str], offered: dict[str, list[str]]) -> None:
    sawdust = next(value for value in offered["low_code"] if value.startswith("030105"))
    wood = reference.material_groups().set_index("material_group").loc["wood_bark"]
    group = next(name for name in offered["material_group"] if name in set(wood))
    row = {
        **texts, **dict(_EXAMPLE), "material_group": group, "low_code": sawdust,
        "role": offered["role"][0], "status": offered["status"][0], "municipality": "Pieksämäki",
        "is_public": offered["is_public"][1], "unit": offered["unit"][0],
        "physical_form": offered["physical_form"][0],
    }  # fmt: skip
    for place, (field, _) in enumerate(_WIDTHS):
        value = row.get(field)
        if isinstance(value, str):
            sheet.write_string(1, place, value)
        elif value is not None:
            sheet.write_number(1, place, value)


def _write_instructions(
    book: xlsxwriter.Workbook, words: dict[str, Any], headings: dict[str, str], told: str
) -> None:
    """Write one sheet of instructions in the language ``told``."""
    sheet = book.add_worksheet(words["sheets"]["instructions"][told])
    labels = {name: label[told] for name, label in words["labels"].items()}
    title = book.add_format({"bold": True, "font_size": 14})
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 14)
    sheet.set_column(3, 3, 80)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, labels["title"], title)
    for row, sentence in enumerate(words["instructions"][told], start=1):
        sheet.merge_range(row, 0, row, 3, sentence, wrapped)
        sheet.set_row(row, 34)
    start = len(words["instructions"][told]) + 2
    sheet.write_row(
        start, 0, [labels["column"], "", labels["is_required"], labels["meaning"]], bold
    )
    own = template_headings(told)
    for row, (field, _) in enumerate(_WIDTHS, start=start + 1):
        # The heading as it stands in this file, and what it means in the language of this sheet.
        meant = own[field] if own[field] != headings[field] else ""
        is_required = labels["yes"] if field in _REQUIRED else ""
        cells = [headings[field], meant, is_required, words["columns"][field][told]]
        for place, text in enumerate(cells):
            sheet.write_string(row, place, text, bold if place == 0 else wrapped)
