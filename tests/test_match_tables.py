"""The tables that matching rests on: the glossary, the pathways, the sentences, the weights."""

import csv
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from fiss_geo import reference
from fiss_geo.matching.evidence import FEATURES
from fiss_geo.matching.glossary import glossary
from fiss_geo.matching.meaning import meaning
from fiss_geo.matching.pathways import ways_to_industries, ways_to_uses

REFERENCE = Path(__file__).parents[1] / "data/reference"


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_term_has_a_name_in_three_languages_and_a_source() -> None:
    rows = _rows("materials.csv")
    assert sum(row["kind"] == "material" for row in rows) >= 600
    for row in rows:
        assert all(row[f"names_{language}"].strip() for language in ("en", "fi", "sv"))
        assert row["source"]
    names = sum(len(row[f"names_{one}"].split("|")) for row in rows for one in ("en", "fi", "sv"))
    assert names >= 9000


def test_terms_are_unique_and_point_to_what_exists() -> None:
    rows = _rows("materials.csv")
    ids = [row["term_id"] for row in rows]
    assert len(set(ids)) == len(ids)
    assert {row["broader_id"] for row in rows} - {""} <= set(ids)
    groups = {row["material_group"] for row in _rows("material_groups.csv")}
    codes = {row["low_code"] for row in _rows("list_of_waste.csv")}
    for row in rows:
        assert (row["material_group"] in groups) == (row["kind"] == "material")
        assert set(filter(None, row["low_codes"].split("|"))) <= codes


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_the_name_of_a_material_is_read_as_that_material(language: str) -> None:
    terms = glossary()
    rows = np.flatnonzero(terms.is_material).tolist()
    first = {term: terms.names[language][term] for term in rows}
    read = {term: meaning(name.casefold()).materials for term, name in first.items()}
    assert not [first[term] for term in first if read[term].get(term, 0.0) < 0.85]


def test_a_code_means_the_broadest_material_that_lists_it_and_99_means_none() -> None:
    terms = glossary()
    meant = {code: str(terms.ids[terms.of_code[code]]) for code in ("020304", "100103", "160601")}
    assert meant == {
        "020304": "food_side_stream", "100103": "biomass_ash", "160601": "lead_acid_batteries"
    }  # fmt: skip
    assert not [code for code in terms.of_code if code.endswith("99")]


def test_no_term_is_broader_than_itself() -> None:
    terms = glossary()
    for term in range(len(terms.ids)):
        above = list(terms.broader(term))
        assert term not in above
        assert len(above) < 5


def test_there_are_at_least_250_pathways_each_with_its_source() -> None:
    rows = _rows("pathways.csv")
    assert len(rows) >= 250
    assert len({(row["material_id"], row["use_id"]) for row in rows}) == len(rows)
    kinds = {row["term_id"]: row["kind"] for row in _rows("materials.csv")}
    nace = {row["nace_code"] for row in _rows("nace.csv")}
    permits = {row["key"] for row in _rows("match_sentences.csv")}
    for row in rows:
        assert (kinds[row["material_id"]], kinds[row["use_id"]]) == ("material", "use")
        assert row["source_title"].strip()
        assert row["source_url"].startswith(("https://", "http://"))
        assert row["processing_needed"].strip()
        assert f"permit_{row['permit_note']}" in permits
        assert row["technology_readiness"] in ("commercial", "demonstrated", "pilot")
        assert row["evidence"] in ("realised", "planned", "document")
        told = row["evidence"] != "document"
        close = "exchange" if told else "chapter" if row["source_part"] else "document"
        assert row["source_precision"] == close
        assert row["carrier"] in ("solid", "sludge", "liquid", "gas", "water", "heat")
        for column in ("source_nace_codes", "receiver_nace_codes"):
            assert set(filter(None, row[column].split("|"))) <= nace


def test_each_sub_chapter_of_the_list_of_waste_has_its_crosswalk() -> None:
    waste = _rows("list_of_waste.csv")
    rows = _rows("low_crosswalk.csv")
    wanted = [row["low_code"] for row in waste if row["low_level"] == "subchapter"]
    assert [row["low_code"] for row in rows] == wanted
    nace = {row["nace_code"] for row in _rows("nace.csv")}
    groups = {row["material_group"] for row in _rows("material_groups.csv")} | {""}
    for row in rows:
        assert set(filter(None, row["nace_codes"].split("|"))) <= nace
        assert row["material_group"] in groups


def test_sentences_stand_in_three_languages_and_hold_no_separator() -> None:
    rows = _rows("match_sentences.csv")
    silent = {"permit_product", "permit_none"}
    for row in rows:
        texts = [row[language] for language in ("en", "fi", "sv")]
        assert all(texts) or row["key"] in silent
        assert not any(";" in text for text in texts)
        assert len({tuple(Counter(text)[mark] for mark in "{}") for text in texts}) == 1


def test_weights_name_every_feature_and_speak_the_right_way() -> None:
    text = (REFERENCE / "match_weights.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    assert set(table["weights"]) == {"intercept", *FEATURES}
    for name, weight in table["weights"].items():
        against = name == "intercept" or name.endswith("conflict")
        assert weight <= 0 if against else weight >= 0
    assert 0 < table["min_score"] < 1


def test_no_exchange_is_in_both_halves() -> None:
    halves = [
        {(row["offer_resource_name"], row["need_resource_name"]) for row in _rows(name)}
        for name in ("labelled_exchanges.csv", "labelled_exchanges_held_out.csv")
    ]
    assert not halves[0] & halves[1]
    for name in ("labelled_exchanges.csv", "labelled_exchanges_held_out.csv"):
        for row in _rows(name):
            assert row["offer_kind"] in row["accepted_kinds"].split("|")


@pytest.mark.parametrize(
    ("material", "use", "strength"),
    [
        ("coal_fly_ash", "cement_raw_material", 1.0),
        ("converter_slag", "cement_raw_material", 0.9),  # known of steel slag
        ("fibre_clay", "bedding", 0.9),  # known of fibre sludge
        ("heat", "bedding", 0.0),
    ],
)
def test_a_way_of_a_broader_material_holds_for_a_narrower_one(
    material: str, use: str, strength: float
) -> None:
    number = glossary().number
    assert ways_to_uses().strength[number[material], number[use]] == pytest.approx(strength)


def test_an_industry_is_reached_more_surely_by_more_digits() -> None:
    slag = glossary().number["blast_furnace_slag"]
    reached = ways_to_industries(("23.51", "23.5", "", "10.51")).strength[slag]
    assert reached[0] == pytest.approx(1.0)
    assert reached[2] == 0


def test_tables_are_read_by_name() -> None:
    assert len(reference.low_crosswalk()) == 111
    assert reference.match_sentences().loc["form", "fi"] == "olomuodot eroavat"
