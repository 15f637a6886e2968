"""What a name means: materials, uses and words in Finnish, Swedish and English."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiss_geo.matching.glossary import Glossary, glossary
from fiss_geo.matching.meaning import MOST_MATERIALS, meaning
from fiss_geo.matching.stems import stem


def _materials(name: str) -> dict[str, float]:
    return {str(glossary().ids[term]): weight for term, weight in meaning(name).materials.items()}


def _uses(name: str) -> list[str]:
    return [str(glossary().ids[term]) for term in meaning(name).uses]


@pytest.mark.parametrize(
    "forms",
    [
        "kuona kuonan kuonaa kuonat", "liete lietteen lietettä lietteet lietteitä",
        "lanta lannan lantaa", "hake hakkeen haketta", "vesi veden vettä", "kivi kiven kiviä",
        "teräs teräksen terästä", "jäännös jäännöksen jäännökset", "öljy öljyä öljyt",
        "mädätys mädätyksen mädätykseen", "muovi muovin muoveja", "hiili hiilen hiiltä",
        "tölkki tölkin tölkkejä", "sinkki sinkin sinkkiä", "tehdas tehtaan tehtaat",
    ],
)  # fmt: skip
def test_the_forms_of_a_finnish_word_share_a_stem(forms: str) -> None:
    assert len({stem(form, "fi") for form in forms.split()}) == 1


@pytest.mark.parametrize("word", ["puu", "luu", "suo", "työ", "maa"])
def test_a_short_word_is_not_cut_to_a_letter(word: str) -> None:
    assert stem(word, "fi") == word


def test_a_stem_keeps_words_apart() -> None:
    assert stem("kivi", "fi") != stem("kipsi", "fi")
    assert stem("carbon", "en") != stem("carbonation", "en")
    assert stem("ashes", "en") == stem("ash", "en")
    assert stem("slaggen", "sv") == stem("slagg", "sv")


@pytest.mark.parametrize(
    ("name", "materials"),
    [
        ("Kuitusavi", {"fibre_clay"}),
        ("uunikuonaa", {"slag"}),
        ("kumijätteen", {"rubber"}),
        ("Masuuni- ja teräskuona", {"blast_furnace_slag", "steel_slag"}),
        ("Poultry and horse manure", {"poultry_manure", "horse_manure"}),
        ("Stenull och glasullsspill", {"stone_wool", "glass_wool"}),
        ("Sahanpurru", {"sawdust"}),
        ("kierratyslasi", {"glass"}),
        ("Kuparipitoinen hiekka", {"copper_scrap", "sand"}),
        ("Kierrätykseen kelpaamaton yhdyskuntajäte", {"mixed_waste"}),
    ],
)
def test_names_are_read_as_materials(name: str, materials: set[str]) -> None:
    assert set(_materials(name)) == materials


@pytest.mark.parametrize(
    ("name", "uses"),
    [
        ("Kuonaa sementtiin", ["cement_raw_material"]),
        ("Sideaineeksi", ["binder"]),
        ("Kuiviketta hevosille", ["bedding"]),
        ("Fibre sludge for soil improver", ["soil_improver"]),
        ("Lämpöä kaukolämpöverkkoon", ["district_heating"]),
        ("Råvara till strö", ["bedding"]),
    ],
)
def test_needs_are_read_as_uses(name: str, uses: list[str]) -> None:
    assert _uses(name) == uses


def test_where_a_thing_comes_from_or_goes_to_is_no_material_of_it() -> None:
    assert _materials("Heat of the lime kiln") == {"heat": 1.0}
    assert _materials("Pyrite from tailings")["tailings"] < 0.5
    assert _materials("Sahanpuru etanoliin") == {"sawdust": 1.0, "ethanol": 0.4}
    assert _materials("Steam of the board mill") == {"steam": 1.0}
    # A genitive that is all there is names the material.
    assert _materials("Lasivillan leikkuu")["glass_wool"] >= 0.9


def test_little_words_tell_the_language() -> None:
    # By its long words it would be Swedish: pellets and glue (lim).
    assert _materials("Pellets with lime and the like") == {"lime": 1.0}


def test_a_word_before_it_that_says_waste_leaves_the_material() -> None:
    assert _materials("Råglycerin") == {"glycerol": 1.0}
    assert _materials("Spillull") == {"wool": 1.0}


def test_of_several_uses_the_closest_and_not_where_it_takes_place() -> None:
    assert _uses("Pellon kalkitus") == ["liming_agent"]  # a field is limed, not improved as well
    assert _uses("Fuel of the asphalt plant") == ["fuel"]


def test_a_word_for_a_material_and_its_use_asks_for_what_serves() -> None:
    assert meaning("Gödsel").is_open
    assert not meaning("Hönsgödsel").is_open
    assert not meaning("Lannoite").is_open  # names no material


def test_a_name_marked_so_is_found_as_it_is_written_only() -> None:
    rows = glossary().table.head(1).assign(names_en="=cow|calf")
    terms = Glossary(rows)
    assert terms.find(("cow",), "en") == terms.find(("calf",), "en") == (0,)
    assert terms.find(("cows",), "en") == ()


def test_words_that_the_glossary_does_not_know_are_kept_but_for_common_ones() -> None:
    assert meaning("Puhdas zirkonyxia").words == (stem("zirkonyxia", "fi"),)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_a_meaning_and_always_the_same(text: str) -> None:
    found = meaning(text)
    assert found == meaning(text)
    assert len(found.materials) <= MOST_MATERIALS
    assert all(0 < weight <= 1 for weight in found.materials.values())
