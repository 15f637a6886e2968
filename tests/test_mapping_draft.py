"""The draft of a mapping: most fields right, every guess said, nothing overlooked."""

import tomllib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_tables import table

from fiss_geo.flows.field_names import SURE, understand
from fiss_geo.flows.mapping import ORIGIN, Mapping, apply_mapping
from fiss_geo.flows.mapping_draft import preview_mapping, suggest_mapping
from fiss_geo.flows.mapping_files import mapping_from

# Headings as people write them, and the field that each means; "-" is none of ours.
SHEETS = {
    "a Finnish workshop": {
        "Yritys / organisaatio": "organisation", "Y-tunnus": "-", "Yhteyshenkilö": "-",
        "Sähköposti": "-", "Tarjoaa vai tarvitsee?": "role", "Sivuvirta / materiaali":
        "resource_name", "EWC-koodi": "low_code", "Määrä (t/v)": "quantity", "Kunta":
        "municipality", "Lisätietoja": "note",
    },
    "an environmental permit": {
        "Rivi nro": "flow_id", "Toiminnanharjoittajan nimi": "organisation", "Laitoksen nimi":
        "site_name", "Jätenimike": "resource_name", "Jätteen tunnusnumero": "low_code",
        "Enimmäismäärä t/a": "quantity", "Laitoksen käyntiosoite": "address", "Postinro":
        "postcode", "Sijaintikunta": "municipality", "N (ETRS-TM35FIN)": "northing",
        "E (ETRS-TM35FIN)": "easting", "Toimialaluokka (TOL 2008)": "nace_code",
    },
    "a regional survey": {
        "Toimija": "organisation", "Toimipaikan nimi": "site_name", "Sivuvirran nimi":
        "resource_name", "Materiaaliryhmä": "material_group", "Vuosimäärä 2022": "quantity",
        "Yksikkö": "unit", "Toistuvuus": "frequency", "Nykyinen hyödyntäminen": "status",
        "Leveysaste": "latitude", "Pituusaste": "longitude", "Tiedon lähde": "source_title",
        "Puhelinnumero": "-",
    },
    "a Swedish list": {
        "Företagets namn": "organisation", "Anläggning": "site_name", "Restström":
        "resource_name", "Avfallskod (EWC)": "low_code", "Mängd (ton per år)": "quantity",
        "Besöksadress": "address", "Postnummer": "postcode", "Postort": "place", "Kommun":
        "municipality", "Erbjuds / efterfrågas": "role", "Kontaktperson": "-", "Övriga uppgifter":
        "note",
    },
    "an English export": {
        "Ref": "flow_id", "Organisation name": "organisation", "HAVE/WANT": "role",
        "Resource description": "resource_name", "European Waste Code": "low_code", "Qty":
        "quantity", "Unit of measure": "unit", "Frequency": "frequency", "Post Code": "postcode",
        "Town / City": "place", "Lat.": "latitude", "Long.": "longitude", "Date entered": "-",
        "Comments": "note",
    },
    "a consultant's table": {
        "company_name": "organisation", "plant_name": "site_name", "waste_type":
        "resource_name", "ewc_code": "low_code", "tonnes_per_year": "quantity", "reporting_year":
        "quantity_year", "data_source": "source_title", "source_link": "source_url",
        "municipality_name": "municipality", "x_etrs_tm35fin": "easting", "y_etrs_tm35fin":
        "northing",
    },
    "a waste producer's list": {
        "Jätteen tuottaja": "organisation", "Toimipisteen nimi": "site_name", "Toimipisteen osoite":
        "address", "Toimipisteen postinumero": "postcode", "Jätteen nimi": "resource_name",
        "Jätenimikkeen mukainen koodi": "low_code", "Arvioitu vuosimäärä, tonnia": "quantity",
        "Vastaanottaja": "-", "Koordinaatit N": "northing", "Koordinaatit E": "easting",
        "Tarkkuus": "location_precision",
    },
}  # fmt: skip


def empty(headings: list[str]) -> pd.DataFrame:
    return table({heading: [] for heading in headings})


def understood_fields(sheet: dict[str, str]) -> dict[str, str]:
    content = tomllib.loads(suggest_mapping(empty(list(sheet))))
    columns = mapping_from(content, "draft.toml").columns
    return {heading: name for name, several in columns.items() for heading in several}


@pytest.mark.parametrize("name", SHEETS)
def test_a_draft_gets_nine_fields_of_ten_right(name: str) -> None:
    sheet = SHEETS[name]
    got = understood_fields(sheet)
    wrong = {heading for heading in sheet if got.get(heading, "-") != sheet[heading]}
    assert len(wrong) <= 0.1 * len(sheet), wrong


def test_a_draft_says_what_it_guessed_and_what_it_left() -> None:
    raw = table(
        {
            "Yrityksen nimi": ["Alfa Oy", "Beeta Oy"],
            "Sivuvirta tai vastaava": ["kuona", "puru"],
            "Tarjonta/tarve": ["Tarjoaa", "vaihtaa"],
            "Määrä (t)": ["10", "20"],
            "Postinumero": ["Oulu", "Turku"],
            "Puhelin": ["040", "050"],
            "Väri": ["musta", "ruskea"],
        }
    )
    draft = suggest_mapping(raw, "sheet.xlsx").splitlines()
    assert 'name = "sheet.xlsx"' in draft
    assert (
        'resource_name = "Sivuvirta tai vastaava"  # check: guessed from “sivuvirta” (90 %)'
    ) in draft
    assert 'postcode = "Postinumero"  # check: 2 of 2 cells look otherwise' in draft
    assert 'unit = "t/a"  # check: a year is assumed; a one-off heap is "t (stock)"' in draft
    assert '"tarjoaa" = "offer"' in draft
    assert '# "vaihtaa" = ""  # check: one of offer, need' in draft
    assert '#   "Puhelin"  # known, not needed' in draft
    assert '#   "Väri"' in draft


def test_a_draft_takes_unit_year_and_crs_from_headings() -> None:
    content = tomllib.loads(suggest_mapping(empty(["Määrä 2023 (tn/v)", "Itä (KKJ)"])))
    assert content["columns"] == {"quantity": "Määrä 2023 (tn/v)", "easting": "Itä (KKJ)"}
    assert content["constants"] == {"unit": "t/a", "quantity_year": "2023", "crs": "EPSG:2393"}


def test_the_surest_heading_takes_the_field() -> None:
    draft = suggest_mapping(empty(["Jätteen arvioitu määrä vuodessa", "Vuosimäärä", "Määrä"]))
    assert tomllib.loads(draft)["columns"] == {"quantity": "Vuosimäärä"}
    assert '#   "Määrä"  # perhaps also quantity' in draft.splitlines()
    both = tomllib.loads(suggest_mapping(empty(["Jätenimike", "Sivuvirta"])))
    assert both["columns"] == {"resource_name": ["Jätenimike", "Sivuvirta"]}


def test_compounds_and_coordinate_systems_are_seen_through() -> None:
    assert understand("Tuotantojätemäärä").field == "quantity"
    assert understand("Tuotantojätemäärä").likeness < SURE
    assert understand("Itä TM35FIN").likeness == 100
    assert understand("Itä TM35FIN").constants == {"crs": "EPSG:3067"}


def test_a_draft_says_what_every_flow_needs() -> None:
    draft = suggest_mapping(empty(["Jotain"]))
    assert '# role = "offer"  # check: every flow needs one, offer or need' in draft
    assert '# organisation = ""  # check: every flow needs one' in draft


@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=6), st.text(max_size=9))
def test_a_draft_of_any_headings_applies(headings: list[str], cell: str) -> None:
    headings = [heading for heading in headings if heading not in ORIGIN]
    raw = table({heading: [cell] for heading in headings} or {"a": [cell]})
    content = tomllib.loads(suggest_mapping(raw, cell))
    assert len(apply_mapping(raw, mapping_from(content, "draft.toml"))) == 1


def test_the_preview_shows_only_our_fields() -> None:
    raw = table({"Yritys": list("abcdefg"), "Väri": list("abcdefg")})
    shown = preview_mapping(raw, Mapping("", {"organisation": ("Yritys",)}, {"role": "offer"}))
    assert shown.columns.to_list() == ["role", "organisation", "source_row"]
    assert shown["source_row"].to_list() == [2, 3, 4, 5, 6]
