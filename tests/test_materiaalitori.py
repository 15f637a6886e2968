"""Materiaalitori: each material of each notice is a row, and nothing hidden enters one."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from fiss_geo import reference
from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.flows.readers.materiaalitori import read_notices
from fiss_geo.flows.readers.materiaalitori_rows import MATERIAL_GROUPS

EXAMPLE = Path(__file__).parent / "data" / "materiaalitori.json"
TODAY = date(2026, 6, 3)


def _read(folder: Path, content: object, *, today: date = TODAY) -> pd.DataFrame:
    path = folder / "notices.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_notices(path, today=today)


def _row(folder: Path, **notice: object) -> dict[str, Any]:
    (row,) = _read(folder, [{"id": "n", **notice}]).to_dict("records")
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def _faults(folder: Path, content: object) -> list[str]:
    with pytest.raises(BadInput) as error:
        _read(folder, content)
    return [str(fault) for fault in error.value.faults]


def _example() -> pd.DataFrame:
    return read_notices(EXAMPLE, today=TODAY)


def test_every_material_of_the_example_is_a_row() -> None:
    table = _example()
    assert table["role"].to_list() == ["offer", "offer", "offer", "need", "offer"]
    assert table["flow_id"].to_list()[:2] == ["0a1b2c3d-0001-1", "0a1b2c3d-0001-2"]
    assert table["flow_id"].is_unique
    assert table["source_row"].to_list() == [1, 2, 3, 4, 5]
    assert table["source_row"].dtype == "int64"
    assert set(table["source_file"]) == {"materiaalitori.json"}
    assert not table["decimal_comma"].any()
    texts = table.drop(columns=["source_row", "decimal_comma"])
    assert set(texts.dtypes.astype(str)) == {"str"}
    assert not (texts == "").to_numpy().any()


def test_the_example_reads_as_it_did() -> None:
    first = _example().iloc[0]
    expected = {
        "organisation": "Keksitty Saha Oy", "business_id": "0000001-9",
        "resource_name": "Sahanpurua ja <b>kuorta</b> (puu)", "material_group": "wood_bark",
        "low_code": "030105", "quantity": "158.5", "unit": "t/a", "status": "available",
        "latitude": "61.49748", "longitude": "23.75725", "location_precision": "address",
        "postcode": "33100", "municipality": "Tampere", "address": "Sahatie 1",
        "site_name": "Keksityn saha", "source_title": "Materiaalitori", "source_year": "2026",
        "source_url": "https://www.materiaalitori.fi/ilmoitukset/0a1b2c3d-0001",
        "is_public": "yes", "materiaalitori_type": "offeringWaste",
        "classification": "puu", "sub_classification": "sahanpuru", "is_waste": "yes",
        "is_permanent": "no", "is_hazardous": "no", "continuity": "continuous",
        "quantity_text": "noin 3 t viikossa", "expires_date": "2026-06-03",
        "contact": "Aino Esimerkki; ympäristöpäällikkö; aino@keksittysaha.example",
        "region_id": "R_5", "city_id": "M_270", "services": "kuljetus_kasittely; kierratys",
    }  # fmt: skip
    assert {name: first[name] for name in expected} == expected


def test_a_hidden_place_leaves_the_municipality_alone() -> None:
    row = _example().iloc[1]
    assert (row["municipality"], row["is_public"]) == ("Tampere", "no")
    hidden = ["site_name", "address", "postcode", "latitude", "longitude", "location_precision"]
    assert row[hidden].isna().all()
    assert row["note"] == "exact place not public"
    everything = " ".join(row.dropna().astype(str))
    assert not any(word in everything for word in ("Salainen", "Piilopolku", "33200", "61.5"))


def test_a_hidden_contact_takes_the_organisation_with_it() -> None:
    row = _example().iloc[2]
    assert row["organisation"].startswith("not public (notice notice-")
    assert row[["contact", "business_id"]].isna().all()
    assert row["is_public"] == "no"
    assert "Vaitelias" not in " ".join(row.dropna().astype(str))


def test_what_is_not_said_to_be_public_is_not(tmp_path: Path) -> None:
    place = {"location": {"city": "Kemi", "address": "Katu 1"}}
    row = _row(tmp_path, company={"name": "Oy"}, contact={"name": "A"}, materials=[place])
    assert (row["address"], row["contact"], row["is_public"]) == (None, None, "no")


def test_a_need_has_no_place_to_hide_and_is_where_its_one_municipality_is(tmp_path: Path) -> None:
    row = _example().iloc[3]
    assert (row["municipality"], row["is_public"]) == ("Helsinki", "yes")
    assert (row["regions"], row["region_ids"]) == ("Helsinki", "M_33")
    assert pd.isna(row["status"])
    assert (row["flow_id"], row["material_group"]) == ("0a1b2c3d-0003-1", "ash")
    several = [{"id": "M_33", "nameFi": "Helsinki"}, {"id": "M_270", "nameFi": "Tampere"}]
    assert _row(tmp_path, regions=several)["municipality"] is None
    assert _row(tmp_path, regions=[{"id": "R_5", "nameFi": "Pirkanmaa"}])["municipality"] is None


def test_a_service_is_a_row_and_says_that_it_is_no_material(tmp_path: Path) -> None:
    row = _example().iloc[4]
    assert row["materiaalitori_type"] == "offeringServices"
    assert row["note"] == "services, not a material"
    assert row["status"] == "ended"
    assert (row["services"], row["municipality"]) == ("kuljetus", "Kemi")
    assert _row(tmp_path, rfoType="offeringServices")["status"] is None


def test_the_services_own_numbers_are_never_taken_for_official_codes(tmp_path: Path) -> None:
    # M_20 is Haapajärvi there; 020 is Akaa in the official list.
    location = {"city": None, "cityId": "M_20", "regionId": "R_16"}
    row = _row(tmp_path, materials=[{"location": location, "locationIsPublic": True}])
    assert row["municipality"] is None
    assert (row["city_id"], row["region_id"]) == ("M_20", "R_16")


@pytest.mark.parametrize(
    ("unit", "continuity", "expected"),
    [
        ("t", "continuous", "t/a"),
        ("kg", "continuous", "kg/a"),
        ("m3", "onetime", "m3 (one-off)"),
        ("kpl", "onetime", "kpl (one-off)"),
        ("l", None, "l"),
        ("t", "now and then", "t"),
        (None, "continuous", None),
    ],
)
def test_the_unit_says_how_often(
    tmp_path: Path, unit: str | None, continuity: str | None, expected: str | None
) -> None:
    material = {"quantity": {"amount": 3, "unitOfMeasure": unit}, "continuity": continuity}
    row = _row(tmp_path, materials=[material])
    assert (row["quantity"], row["unit"]) == ("3", expected)


@pytest.mark.parametrize(
    ("location", "precision"),
    [
        ({"address": "Katu 1", "postalCode": "94100"}, "address"),
        ({"postalCode": "94100"}, "postcode"),
        ({}, "municipality"),
    ],
)
def test_coordinates_are_no_closer_than_what_was_typed_in(
    tmp_path: Path, location: dict[str, str], precision: str
) -> None:
    point = {"type": "WGS84", "lat": 65.7, "lon": 24.5}
    material = {"location": location | {"coordinates": [point]}, "locationIsPublic": True}
    row = _row(tmp_path, materials=[material])
    assert (row["latitude"], row["longitude"]) == ("65.7", "24.5")
    assert row["location_precision"] == precision


@pytest.mark.parametrize(
    ("today", "status"), [(date(2026, 6, 3), "available"), (date(2026, 6, 4), "ended")]
)
def test_an_offer_has_ended_on_the_day_after_its_last(
    tmp_path: Path, today: date, status: str
) -> None:
    notice = {"id": "n", "rfoType": "offeringWaste", "expires": "2026-06-03T21:00:00Z"}
    assert _read(tmp_path, [notice], today=today)["status"].to_list() == [status]


def test_a_notice_without_an_id_has_the_same_name_at_each_reading(tmp_path: Path) -> None:
    notices = [{"title": "a"}, {"title": "b"}]
    ids = _read(tmp_path, notices)["flow_id"].to_list()
    assert ids == _read(tmp_path, notices[::-1])["flow_id"].to_list()[::-1]
    assert len(set(ids)) == 2
    assert _read(tmp_path, notices)["source_url"].isna().all()


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    title = '<script>alert(1)</script> &amp; =HYPERLINK("x")' + "ä" * 10_000
    row = _row(tmp_path, title=title, company={"name": "../\x00"}, contactIsPublic=True)
    assert (row["resource_name"], row["organisation"]) == (title, "../\x00")
    hostile = _read(tmp_path, [{"id": "../../?a=<b>"}])
    url = "https://www.materiaalitori.fi/ilmoitukset/..%2F..%2F%3Fa%3D%3Cb%3E"
    assert hostile["source_url"].to_list() == [url]


def test_wrong_types_are_told_with_their_paths_all_at_once(tmp_path: Path) -> None:
    materials = [{}, None, {"quantity": {"amount": "much"}, "isWaste": "yes", "location": []}]
    notices = [{"id": "a"}, {"id": "b", "materials": materials, "expires": "31.2.2026"}, 7]
    notices += [{"materials": {}, "title": 5, "rfoType": "wish", "company": {"name": "\ud800"}}]
    mend = "; mend it in the saved JSON"
    number = "expected a number such as 1250.5, without quotes"
    flag = "expected true or false, without quotes"
    kinds = "offeringWaste, offeringMaterial, receivingMaterial or offeringServices"
    assert _faults(tmp_path, notices) == [
        f'notices.json: notice 2, expires is "31.2.2026"; expected a date such as 2026-05-31{mend}',
        f'notices.json: notice 2, materials[2].quantity.amount is "much"; {number}{mend}',
        f'notices.json: notice 2, materials[2].isWaste is "yes"; {flag}{mend}',
        f'notices.json: notice 2, materials[2].location is "[]"; expected a JSON object{mend}',
        f'notices.json: notice 3 is "7"; expected a JSON object{mend}',
        f'notices.json: notice 4, rfoType is "wish"; expected {kinds}{mend}',
        f'notices.json: notice 4, title is "5"; expected a text{mend}',
        f'notices.json: notice 4, company.name is "\\ud800"; expected a text{mend}',
        f'notices.json: notice 4, materials is "{{}}"; expected a list in brackets{mend}',
    ]


@pytest.mark.parametrize("amount", ["1e999", "1" + "0" * 400, "true"])
def test_no_quantity_is_infinite_or_a_truth(tmp_path: Path, amount: str) -> None:
    text = f'[{{"id": "a", "materials": [{{"quantity": {{"amount": {amount}}}}}]}}]'
    (fault,) = _faults(tmp_path, text.encode())
    assert "notice 1, materials[0].quantity.amount is" in fault


@pytest.mark.parametrize("name", ["rfos", "results", "content"])
def test_the_list_may_stand_in_an_object(tmp_path: Path, name: str) -> None:
    assert len(_read(tmp_path, {"total": 2, name: [{"id": "a"}, {"id": "b"}]})) == 2


def test_one_notice_and_a_notice_a_line_are_read(tmp_path: Path) -> None:
    assert len(_read(tmp_path, {"id": "a", "rfoType": "offeringWaste"})) == 1
    lines = b'\xef\xbb\xbf{"id": "a", "materials": [{}, {}]}\r\n\r\n{"id": "b"}\n'
    assert _read(tmp_path, lines)["flow_id"].to_list() == ["a-1", "a-2", "b-1"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"[]", "found none"),
        (b"null", "expected a list of notices"),
        (b'{"error": "no"}', "expected a list of notices"),
        (b'[{"id": "a"}', "at line 1, column"),
        (b'[\n{"id": }\n]', "at line 2, column"),
        (b'{"total": 1, "list": []}', "under any of rfos, results, content"),
        (b'{"id": "a"}\n{"id":\n', "line 2: expected JSON"),
        (b'["\xff"]', "byte 2 is not"),
        (b"[NaN]", "NaN is none"),
        (b"[" * 150 + b"]" * 150, "at most 100 levels"),
        (b"[" * 100_000, "at most 100 levels"),
        (b"<html>", "expected JSON"),
    ],
)
def test_a_file_of_no_notices_is_told_so(tmp_path: Path, content: bytes, sentence: str) -> None:
    (fault,) = _faults(tmp_path, content)
    assert fault.startswith("notices.json: ")
    assert sentence in fault


def test_a_missing_file_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="check the name"):
        read_notices(tmp_path / "none.json")


def test_classes_lead_to_material_groups_that_there_are() -> None:
    groups = reference.read_codes("reference/material_groups.csv")["material_group"]
    assert set(MATERIAL_GROUPS.values()) <= set(groups)
