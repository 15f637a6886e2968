"""The two classifications embedded in data/reference: the List of Waste and the material groups."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIST_OF_WASTE = ROOT / "data/reference/list_of_waste.csv"
MATERIAL_GROUPS = ROOT / "data/reference/material_groups.csv"
FLOWS = ROOT / "data/examples/flows.csv"
INDEPENDENT_LIST = ROOT.parent / "shared/data/tests_only/classifications/low_ewc_en_de.csv"

LEVEL_OF_LENGTH = {2: "chapter", 4: "subchapter", 6: "entry"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def waste() -> list[dict[str, str]]:
    return read(LIST_OF_WASTE)


@pytest.fixture(scope="module")
def entries(waste: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in waste if row["low_level"] == "entry"]


@pytest.fixture(scope="module")
def groups() -> list[dict[str, str]]:
    return read(MATERIAL_GROUPS)


@pytest.fixture(scope="module")
def flows() -> list[dict[str, str]]:
    if not FLOWS.exists():
        pytest.skip("data/examples/flows.csv is not there: the flows' codes are not checked")
    return read(FLOWS)


@pytest.fixture(scope="module")
def independent_list() -> dict[str, str]:
    if not INDEPENDENT_LIST.exists():
        pytest.skip("the independent List of Waste lies outside the repository and is absent here")
    # That file goes on to national subdivisions of eight digits; the decision ends at six.
    return {row["code"]: row["hazardous"] for row in read(INDEPENDENT_LIST) if len(row["code"]) < 7}


def test_list_of_waste_has_its_columns(waste: list[dict[str, str]]) -> None:
    named = ["name_en", "name_fi", "name_sv"]
    assert list(waste[0]) == ["low_code", "low_level", "is_hazardous", *named]


def test_list_of_waste_has_the_decisions_counts(waste: list[dict[str, str]]) -> None:
    levels = Counter(row["low_level"] for row in waste)
    assert levels == {"chapter": 20, "subchapter": 111, "entry": 842}


def test_entries_are_408_hazardous_and_434_not(entries: list[dict[str, str]]) -> None:
    assert Counter(row["is_hazardous"] for row in entries) == {"true": 408, "false": 434}


def test_only_entries_carry_a_hazard_flag(waste: list[dict[str, str]]) -> None:
    others = [row for row in waste if row["low_level"] != "entry"]
    assert {row["is_hazardous"] for row in others} == {""}


def test_codes_are_digits_of_their_levels_length(waste: list[dict[str, str]]) -> None:
    for row in waste:
        assert row["low_code"].isdecimal()
        assert row["low_level"] == LEVEL_OF_LENGTH[len(row["low_code"])]


def test_codes_are_sorted_and_unique(waste: list[dict[str, str]]) -> None:
    codes = [row["low_code"] for row in waste]
    assert codes == sorted(set(codes))


def test_every_code_has_its_parents(waste: list[dict[str, str]]) -> None:
    codes = {row["low_code"] for row in waste}
    parents = {code[:length] for code in codes for length in (2, 4) if length < len(code)}
    assert parents <= codes


def test_finnish_and_swedish_names_stand_together(waste: list[dict[str, str]]) -> None:
    named = [row for row in waste if row["name_fi"]]
    assert Counter(row["low_level"] for row in named) == {
        "chapter": 20, "subchapter": 111, "entry": 842,
    }  # fmt: skip
    for row in waste:
        assert bool(row["name_fi"]) == bool(row["name_sv"])
        for name in (row["name_fi"], row["name_sv"]):
            assert name == " ".join(name.split())
            # Missing stays missing: English never stands in another language's column.
            assert name != row["name_en"] or name in ("", "bitumen", "aluminium")


def test_names_speak_of_the_same_codes_and_hazards(waste: list[dict[str, str]]) -> None:
    for row in waste:
        if row["name_fi"]:
            names = [row[f"name_{language}"] for language in ("en", "fi", "sv")]
            told = [set(re.findall(r"\d\d(?: \d\d)+", name)) for name in names]
            assert told[0] == told[1] == told[2], row["low_code"]
            says = [
                "hazardous substance" in row["name_en"], "vaarallis" in row["name_fi"],
                "farliga ämnen" in row["name_sv"],
            ]  # fmt: skip
            assert says[0] <= min(says[1:]), row["low_code"]


def test_codes_of_materials_and_pathways_have_names_in_both(waste: list[dict[str, str]]) -> None:
    named = {row["low_code"] for row in waste if row["name_fi"]}
    for file in ("materials.csv", "pathways.csv"):
        for row in read(ROOT / "data/reference" / file):
            assert set(filter(None, row["low_codes"].split("|"))) <= named


def test_names_are_clean(waste: list[dict[str, str]]) -> None:
    for row in waste:
        assert row["name_en"] == " ".join(row["name_en"].split()) != ""
        assert not row["name_en"].endswith((";", ","))


@pytest.mark.parametrize(
    ("code", "hazardous", "name_en"),
    [
        ("030309", "false", "lime mud waste"),
        ("100202", "false", "unprocessed slag"),
        (
            "170503",
            "true",
            "soil and stones containing hazardous substances",
        ),
        (
            "190805",
            "false",
            "sludges from treatment of urban waste water",
        ),
        # The three entries that Decision 2014/955/EU added.
        (
            "010310",
            "true",
            (
                "red mud from alumina production containing hazardous substances"
                " other than the wastes mentioned in 01 03 07"
            ),
        ),
        ("160307", "true", "metallic mercury"),
        ("190308", "true", "partly stabilised mercury"),
    ],
)
def test_known_entries_read_as_in_the_decision(
    entries: list[dict[str, str]], code: str, hazardous: str, name_en: str
) -> None:
    (row,) = [row for row in entries if row["low_code"] == code]
    assert (row["is_hazardous"], row["name_en"]) == (hazardous, name_en)


def test_codes_equal_the_independent_list(
    waste: list[dict[str, str]], independent_list: dict[str, str]
) -> None:
    assert {row["low_code"] for row in waste} == set(independent_list)


def test_hazard_flags_equal_the_independent_list(
    entries: list[dict[str, str]], independent_list: dict[str, str]
) -> None:
    theirs = {code: flag == "1" for code, flag in independent_list.items() if len(code) == 6}
    assert {row["low_code"]: row["is_hazardous"] == "true" for row in entries} == theirs


def test_material_groups_have_their_columns(groups: list[dict[str, str]]) -> None:
    names = ["name_en", "name_fi", "name_sv"]
    carried = ["carried_by", "carried_by_note", "body_type", "body_type_note"]
    assert list(groups[0]) == ["material_group", *names, *carried]


def test_material_groups_are_sorted_and_unique(groups: list[dict[str, str]]) -> None:
    keys = [row["material_group"] for row in groups]
    assert keys == sorted(set(keys))


def test_material_groups_have_no_blanks(groups: list[dict[str, str]]) -> None:
    for row in groups:
        blank = {name for name, value in row.items() if not value.strip()}
        assert blank == ({"body_type"} if row["carried_by"] == "pipe" else set()), row


def test_only_heat_and_gases_go_by_pipe(groups: list[dict[str, str]]) -> None:
    assert {row["carried_by"] for row in groups} == {"truck", "pipe"}
    by_pipe = {row["material_group"] for row in groups if row["carried_by"] == "pipe"}
    assert by_pipe == {"co2", "process_gas", "waste_heat_steam"}


def test_every_group_of_the_flows_is_a_material_group(
    groups: list[dict[str, str]], flows: list[dict[str, str]]
) -> None:
    assert {row["material_group"] for row in flows} <= {row["material_group"] for row in groups}


def test_every_waste_code_of_the_flows_is_an_entry(
    entries: list[dict[str, str]], flows: list[dict[str, str]]
) -> None:
    named = {row["low_code"] for row in entries}
    assert {row["low_code"] for row in flows} - {""} <= named
