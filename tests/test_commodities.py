"""EWC-Stat and the Combined Nomenclature: their tables, and flows that bear their codes."""

from pathlib import Path

import pandas as pd
import pytest
import toy

from fiss_geo import locate, match, read, reference
from fiss_geo.flows.commodities import commodities
from fiss_geo.regions.totals import totals

HEADER = "Tarjonta / tarve;Yritys;Sivuvirta;Kunta;Määrä (t/v)"


def _read(folder: Path, heading: str, *rows: str) -> pd.DataFrame:
    path = folder / "flows.csv"
    path.write_text("\n".join((f"{HEADER};{heading}", *rows)) + "\n", encoding="utf-8")
    return locate(read(path), toy.municipalities(), toy.parks())


def test_ewc_stat_has_the_regulations_51_categories() -> None:
    table = reference.ewc_stat().dropna(subset="is_hazardous").reset_index(drop=True)
    assert len(table) == 51
    assert table["ewc_stat_code"].is_unique
    starred = table["ewc_stat_code"].str.endswith("*")
    assert starred.equals(table["is_hazardous"] == "true")
    assert table[["name_en", "name_fi", "name_sv", "regulation_code"]].notna().all(axis=None)
    groups = set(table["material_group"].dropna())
    assert groups <= set(reference.material_groups()["material_group"])


def test_waste_codes_go_to_a_category_of_their_hazard() -> None:
    links = reference.low_ewc_stat()
    waste = reference.list_of_waste().set_index("low_code")["is_hazardous"]
    assert links["basis"].value_counts().to_dict() == {"both": 391, "sepa": 164, "keyed": 121}
    assert links["low_code"].is_unique
    assert set(reference.read_codes("examples/flows.csv")["low_code"].dropna()) - set(
        links["low_code"]
    ) == {"061199", "100214"}
    is_hazardous = links["low_code"].map(waste) == "true"
    assert is_hazardous.equals(links["ewc_stat_code"].str.endswith("*"))
    assert set(links["ewc_stat_code"]) <= set(reference.ewc_stat()["ewc_stat_code"])


@pytest.mark.parametrize(
    ("waste", "category"),
    [
        ("100202", "W124"), ("190112", "W128_13"), ("170504", "W126"), ("170503", "W126*"),
        ("030310", "W032"), ("190805", "W11"), ("010306", "W12B"), ("200108", "W091"),
        ("020304", "W092"), ("191212", "W103"), ("160213", "W08A*"), ("130205", "W013*"),
    ],
)  # fmt: skip
def test_known_waste_codes_stand_where_statistics_count_them(waste: str, category: str) -> None:
    links = reference.low_ewc_stat().set_index("low_code")["ewc_stat_code"]
    assert links[waste] == category


def test_a_sheet_with_ewc_stat_meets_by_it_and_is_counted_by_it(tmp_path: Path) -> None:
    flows = _read(
        tmp_path, "EWC-Stat-luokka", "tarjoaa;Saha Oy;Erä 7;Alku;100;07.5",
        "tarjoaa;Romu Oy;Erä 8;Alku;10;07.53*", "tarvitsee;Voima Oy;Puujätettä;Loppu;50;",
        "tarvitsee;Muu Oy;Erä 9;Loppu;5;W99",
    )  # fmt: skip
    assert flows["ewc_stat_code"].fillna("").to_list() == ["W075", "W075*", "", ""]
    assert flows["material_group"].fillna("").to_list() == ["wood_bark", "wood_bark", "", ""]
    assert flows["code_note"].to_list()[3] == "waste category “W99” is not in EWC-Stat"
    pairs = match(flows)
    assert set(pairs["offer_organisation"]) == {"Saha Oy", "Romu Oy"}
    table = totals(flows)
    own = table[table["total_kind"] == "waste category"].set_index("area_code")
    assert own["offered_t_per_a"].dropna().to_dict() == {"W075": 100.0, "W075*": 10.0}
    assert own.loc["unknown", "needed_t_per_a"] == 55.0
    assert own.loc["W075*", "area_name_fi"] == "puujätteet, vaarallinen jäte"


def test_a_waste_code_tells_the_category_and_gives_no_other_group() -> None:
    raw = pd.DataFrame({"material_group": [None, None], "ewc_stat_code": [None, "W074"]})
    found = commodities(raw, pd.Series(["170201", "170201"], dtype="str"))
    assert found["ewc_stat_code"].to_list() == ["W075", "W074"]  # what the file says comes first
    assert found["material_group"].isna().all()


def test_cn_headings_have_materials_and_names() -> None:
    table = reference.cn_materials()
    assert table["cn_code"].is_unique
    assert table["cn_code"].str.fullmatch(r"(?:0[1-9]|[1-8]\d|9[0-7])(?:\d\d){0,2}").all()
    assert (table["cn_code"].str.len() == 4).sum() >= 60
    chapters = table["cn_code"].str.len() == 2
    assert table["material_id"].isna().equals(chapters)
    assert table[["name_en", "name_fi", "name_sv"]].notna().all(axis=None)
    glossary = reference.materials()
    known = set(glossary.loc[glossary["kind"] == "material", "term_id"])
    assert set("|".join(table["material_id"].dropna()).split("|")) <= known


@pytest.mark.parametrize("heading", ["CN-koodi", "Tullinimike", "KN-nummer", "CN code"])
def test_a_sheet_with_cn_codes_meets_by_their_materials(tmp_path: Path, heading: str) -> None:
    flows = _read(
        tmp_path, heading, "tarjoaa;Voimala Oy;Erä 7;Alku;100;2621 90 00",
        "tarvitsee;Rakentaja Oy;Tuhkaa;Loppu;50;", "tarvitsee;Muu Oy;Tavara;Loppu;5;26-21",
    )  # fmt: skip
    assert flows["cn_code"].fillna("").to_list() == ["26219000", "", "26-21"]
    assert flows["code_note"].to_list()[2] == (
        "CN code “26-21” is not of four, six or eight digits"
    )
    assert flows["material_group"].to_list()[0] == "ash"
    pair = match(flows).iloc[0]
    assert pair["need_organisation"] == "Rakentaja Oy"
    assert "both are ash; by CN code 2621 (other slag and ash)" in pair["reasons"]
    assert "CN-koodin 2621 (muu kuona ja tuhka) mukaan" in pair["reasons_fi"]
    assert "enligt KN-nummer 2621 (annan slagg och aska)" in pair["reasons_sv"]


def test_a_name_that_says_more_than_the_cn_code_is_kept() -> None:
    rows = (
        {"resource_name": "Koivuhake", "cn_code": "4401"},
        {"role": "need", "resource_name": "Sahanpurua"},
        {"role": "need", "resource_name": "Haketta"},
    )
    pairs = match(locate(toy.flows(*rows), toy.municipalities(), toy.parks()))
    assert pairs.sort_values("score")["need_resource_name"].to_list()[-1] == "Haketta"
