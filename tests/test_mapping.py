"""Column mappings: any table's headings and words as ours, no row and no column lost."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_tables import table

from fiss_geo import reference
from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.flows import mapping_files
from fiss_geo.flows.field_names import FIELDS, FREQUENCY, NO_FIELD, fold, template_headings, words
from fiss_geo.flows.mapping import MAPPABLE, ORIGIN, Mapping, apply_mapping, fitted
from fiss_geo.flows.mapping_files import read_mapping, shipped_mapping_for


def test_columns_constants_and_words_become_ours() -> None:
    raw = table(
        {
            "Jäte": [None, "Kuona", "Puru"],
            "Nimike": ["Hiekka", "Muu", None],
            "Suunta": ["Tarjoaa ", "TARVITSEE", "ehkä"],
            "Laatu": ["mitattu", None, None],
        }
    )
    mapping = Mapping(
        "",
        {"resource_name": ("Jäte", "Nimike"), "role": ("Suunta",), "quantity_kind": ("Laatu",)},
        {"quantity_kind": "reported", "confidence": "low"},
        {"role": {"tarjoaa": "offer", "tarvitsee": "need"}},
    )
    got = apply_mapping(raw, mapping)
    assert got["resource_name"].to_list() == ["Hiekka", "Kuona", "Puru"]
    assert got["role"].to_list() == ["offer", "need", "ehkä"]
    assert got["quantity_kind"].to_list() == ["mitattu", "reported", "reported"]
    assert got["confidence"].to_list() == ["low"] * 3
    assert {"Jäte", "Nimike", "Suunta", "Laatu"} <= set(got.columns)


def test_a_column_that_a_field_repeats_is_not_kept_twice() -> None:
    got = apply_mapping(table({"Yritys": ["A"]}), Mapping("", {"organisation": ("Yritys",)}))
    assert got.columns.to_list() == ["organisation", *ORIGIN]


def test_a_column_under_a_taken_name_is_kept_beside() -> None:
    raw = table({"note": ["own"], "Huom": ["mapped"], "note_in_file": ["third"]})
    got = apply_mapping(raw, Mapping("", {"note": ("Huom",)}))
    assert got["note"].to_list() == ["mapped"]
    assert got["note_in_file"].to_list() == ["third"]
    assert got["note_in_file_in_file"].to_list() == ["own"]


def test_unit_and_frequency_are_joined() -> None:
    raw = table(
        {
            "Unit": ["t", "t", "kg", "t/a", None, "t", "t"],
            "Frequency": ["Monthly", "kertaerä", "v", "daily", "daily", None, "now and then"],
        }
    )
    got = apply_mapping(raw, Mapping("", {"unit": ("Unit",), FREQUENCY: ("Frequency",)}))
    assert got["unit"].fillna("").to_list() == [
        "t/month", "t (stock)", "kg/a", "t/a", "", "t", "t/now and then",
    ]  # fmt: skip
    assert got["Frequency"].equals(raw["Frequency"])


def test_a_heading_that_the_file_lacks_is_told_with_the_nearest() -> None:
    mapping = Mapping("m", {"organisation": ("Yritis",), "note": ("Zzz", "Qqq")}, file="m.toml")
    with pytest.raises(BadInput) as caught:
        apply_mapping(table({"Yritys": ["A"], "Kunta": ["B"]}), mapping)
    assert str(caught.value).splitlines() == [
        'm.toml: organisation is "Yritis"; expected a heading of the file; did you mean “Yritys”?',
        'm.toml: note is "Zzz / Qqq"; expected a heading of the file; it has Yritys, Kunta',
    ]


CELLS = st.one_of(st.none(), st.text(alphabet="abcåäö 1\n;", min_size=1, max_size=6))
NAMES = st.sampled_from([*FIELDS[:8], "Yritys", "Määrä", "note", "note_in_file", "A", "B"])


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    names = draw(st.lists(NAMES, unique=True, min_size=1, max_size=6))
    rows = draw(st.integers(0, 5))
    return table({name: draw(st.lists(CELLS, min_size=rows, max_size=rows)) for name in names})


@given(tables(), st.data())
def test_no_row_and_no_column_is_lost(raw: pd.DataFrame, data: st.DataObject) -> None:
    headings = [name for name in raw.columns if name not in ORIGIN]
    some = st.lists(st.sampled_from(headings), min_size=1, max_size=2, unique=True).map(tuple)
    columns = data.draw(st.dictionaries(st.sampled_from(MAPPABLE), some, max_size=4))
    constants = data.draw(st.dictionaries(st.sampled_from(MAPPABLE), st.just("x"), max_size=2))
    before = raw.copy()
    got = apply_mapping(raw, Mapping("", columns, constants, {"role": {"a": "offer"}}))
    pd.testing.assert_frame_equal(raw, before)
    assert got.index.equals(raw.index)
    assert got["source_row"].equals(raw["source_row"])
    assert got.columns.is_unique
    for heading in headings:
        assert any(got[name].equals(raw[heading]) for name in got.columns), heading


@given(st.lists(st.sampled_from(FIELDS), unique=True, min_size=1), st.lists(CELLS, max_size=3))
def test_our_own_names_stay_as_they_are(names: list[str], cells: list[str | None]) -> None:
    raw = table({name: list(cells) for name in names})
    own = Mapping("", {name: (name,) for name in names})
    once = apply_mapping(raw, own)
    pd.testing.assert_frame_equal(once[raw.columns.to_list()], raw)
    pd.testing.assert_frame_equal(apply_mapping(once, own), once)


def test_a_mapping_is_read_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(
        'name = "Mine"\n[columns]\nrole = "Suunta"\nnote = ["A", "B"]\n'
        '[constants]\nis_public = true\nquantity_year = 2023\n[values.role]\n"On " = "offer"\n',
        encoding="utf-8",
    )
    assert read_mapping(path) == Mapping(
        "Mine",
        {"role": ("Suunta",), "note": ("A", "B")},
        {"is_public": "yes", "quantity_year": "2023"},
        {"role": {"on": "offer"}},
        "m.toml",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[columns", "expected TOML"),
        ("[colums]", "expected only name, columns, constants and values; found colums"),
        ('columns = "a"', "expected a table: [columns]"),
        ('[values]\nrole = "a"', "expected a table: [values.role]"),
        ('[columns]\norganization = "A"', "unknown field organization; did you mean organisation?"),
        ('[constants]\nzzzzzz = "A"', "unknown field zzzzzz; known are flow_id, role"),
        ("[columns]\nrole = 3", "expected a heading, or a list of headings"),
        ("[columns]\nrole = []", "expected a heading, or a list of headings"),
        ("[constants]\nrole = []", "expected a text or a number"),
        ('[values.role]\n"a" = []', "expected a text or a number for it"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_mapping(path)
    assert sentence in str(caught.value)
    with pytest.raises(MissingFile, match="no such file"):
        read_mapping(tmp_path / "none.toml")


def test_shipped_mappings_are_whole() -> None:
    names = [mapping.file for mapping in mapping_files.shipped_mappings()]
    assert names == ["synergie.toml", "workshop_fi.toml"]


def test_a_synergie_export_is_recognised_and_read() -> None:
    raw = table(
        {
            "Company": ["Alpha Ltd"], "Resource Name": ["Slag"], "Have/Want": ["HAVE"],
            "Quantity": ["10"], "Unit": ["t"], "Frequency": ["Weekly"], "EWC": ["10 02 02"],
            "Postcode": ["00100"], "Available From": ["2024-05-01"],
        }
    )  # fmt: skip
    mapping = shipped_mapping_for(raw.columns)
    assert mapping is not None
    assert mapping.name == "SYNERGie-like resource export"
    got = apply_mapping(raw, mapping).iloc[0]
    assert (got["role"], got["unit"], got["low_code"]) == ("offer", "t/week", "10 02 02")
    assert got["available_from_date"] == "2024-05-01"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_template_headings_are_recognised(language: str) -> None:
    headings = template_headings(language)
    assert list(headings) == list(FIELDS)
    mapping = shipped_mapping_for(headings.values())
    assert mapping is not None
    assert mapping.columns == {name: (heading,) for name, heading in headings.items()}


def test_our_own_names_are_recognised_and_strangers_are_not() -> None:
    own = shipped_mapping_for([*FIELDS, "colour", *ORIGIN])
    assert own is not None
    assert own.columns == {name: (name,) for name in FIELDS}
    assert shipped_mapping_for(["Väri", "Paino"]) is None
    assert shipped_mapping_for([]) is None
    assert shipped_mapping_for(["Yrityksemme nimi", "Sivuvirta tai vastaava"]) is None


def test_the_mapping_that_explains_most_headings_is_taken() -> None:
    sheet = ["Yritys", "Sivuvirta", "Tarve/tarjonta", "Kunta"]
    few, more = shipped_mapping_for(sheet), shipped_mapping_for([*sheet, "Määrä t/v", "Tila"])
    assert few is not None
    assert more is not None
    assert few.name == "Finnish workshop sheet"
    assert more.name == "headings known by their names"
    assert more.constants == {"unit": "t/a"}


def test_words_of_a_recognised_sheet_become_ours() -> None:
    raw = table({"Firma": ["A", "B"], "Jae": ["x", "y"], "Rooli": ["Etsitään", "Myydään"]})
    mapping = shipped_mapping_for(raw.columns)
    assert mapping is not None
    assert apply_mapping(raw, mapping)["role"].to_list() == ["need", "offer"]


def test_fitting_leaves_out_what_the_file_lacks() -> None:
    mapping = Mapping("", {"note": ("A", "B"), "role": ("C",)})
    assert fitted(mapping, ["B", "D"]).columns == {"note": ("B",)}


def test_the_table_of_headings_knows_every_field_once() -> None:
    names = reference.read_codes("reference/field_names.csv")
    assert set(names["field"]) == {*FIELDS, FREQUENCY, NO_FIELD}
    for language in ("fi", "sv", "en"):
        assert {*FIELDS, FREQUENCY} <= set(names.loc[names["language"] == language, "field"])
    folded = names.assign(heading=names["heading"].map(fold)).drop_duplicates(["field", "heading"])
    assert folded.loc[folded["heading"].duplicated(), "heading"].to_list() == []


def test_the_table_of_words_knows_our_words() -> None:
    said = reference.read_codes("reference/field_words.csv")
    assert set(words("role").values()) == {"offer", "need"}
    assert set(words("location_precision").values()) == {
        "site", "address", "postcode", "place", "municipality", "none",
    }  # fmt: skip
    folded = said.assign(said=said["said"].map(fold))
    folded = folded.drop_duplicates(["field", "word", "said"])
    assert not folded.duplicated(["field", "said"]).any()
