"""Industries of TOL 2025: read from a sheet, met by what matching knows, named on the site."""

from pathlib import Path

import map_tables
import pandas as pd
import pytest
import site_pages
import toy

from fiss_geo import locate, match, read
from fiss_geo.errors import BadInput
from fiss_geo.flows.field_names import understand
from fiss_geo.flows.industries import industries
from fiss_geo.flows.mapping import Mapping

_MADE_FROM_THREE = (
    "industry 38.21 of NACE Rev. 2.1 (TOL 2025) was made from 38.21, 38.31, 38.32 of Rev. 2; "
    "each may be meant"
)
_ROWS = (
    "Tarjonta / tarve;Yritys;Sivuvirta;Kunta;{heading}",
    "tarjoaa;Lasi Oy;Lasinsirut;Kivikylä;23.11",
    "tarvitsee;Kierto Oy;Raaka-aine;Kivikylä;38.21",
)


def _read(folder: Path, heading: str, *more: str) -> pd.DataFrame:
    path = folder / "flows.csv"
    path.write_text("\n".join((_ROWS[0].format(heading=heading), *_ROWS[1:], *more)) + "\n")
    return read(path)


def test_a_sheet_with_tol_2025_goes_the_whole_way_to_the_site(tmp_path: Path) -> None:
    flows = _read(tmp_path, "Toimiala (TOL 2025)", "tarjoaa;Saha Oy;Puru;Kivikylä;99.98")
    assert flows["nace_code"].to_list()[1] == "38.21|38.31|38.32"
    assert flows["nace_2_1_code"].to_list() == ["23.11", "38.21", "99.98"]
    assert flows["code_note"].to_list()[1:] == [
        _MADE_FROM_THREE,
        "industry “99.98” is not in NACE Rev. 2.1 (TOL 2025)",
    ]
    located = locate(flows, toy.municipalities(), toy.parks())
    pair = match(located, min_score=0.0).iloc[0]
    assert "tunnettu reitti tälle toimialalle: lasi" in pair["reasons_fi"]
    assert pair["pathway_id"] == "P453"
    front = site_pages.publish_toy(
        tmp_path / "site", flows=located.assign(is_public=True),
        ranking=map_tables.ranking(), left_out=map_tables.left_out(),
    ).parent  # fmt: skip
    finnish = site_pages.text(front.parent / "fi" / "flows.html")
    assert "Materiaalien hyödyntäminen (TOL 2025 38.21)" in finnish
    assert "Materials recovery (NACE Rev. 2.1 38.21)" in site_pages.text(front / "flows.html")
    assert "Materialåtervinning" in (front.parent / "data" / "words.sv.js").read_text("utf-8")


def test_the_same_code_of_tol_2008_is_another_industry(tmp_path: Path) -> None:
    flows = _read(tmp_path, "Toimiala")
    assert flows["nace_code"].to_list() == ["23.11", "38.21"]
    assert flows[["nace_2_1_code", "code_note"]].isna().all(axis=None)
    located = locate(flows, toy.municipalities(), toy.parks())
    assert match(located).empty
    assert "P453" not in set(match(located, min_score=0.0)["pathway_id"].dropna())


def test_a_mapping_says_the_revision_for_every_row(tmp_path: Path) -> None:
    _read(tmp_path, "Toimiala")
    columns: dict[str, tuple[str, ...]] = {
        "role": ("Tarjonta / tarve",), "organisation": ("Yritys",), "resource_name": ("Sivuvirta",),
        "municipality": ("Kunta",), "nace_code": ("Toimiala",),
    }  # fmt: skip
    words = {"role": {"tarjoaa": "offer", "tarvitsee": "need"}}
    mapping = Mapping("a", columns, {"nace_version": "TOL 2025"}, words)
    flows = read(tmp_path / "flows.csv", mapping=mapping)
    assert flows["nace_2_1_code"].to_list() == ["23.11", "38.21"]
    assert "nace_version" not in flows.columns


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("TOL 2025", "nace_2_1_code"),
        ("Päätoimiala (TOL 2025)", "nace_2_1_code"),
        ("Bransch (TOL 2025)", "nace_2_1_code"),
        ("NACE Rev. 2.1 class", "nace_2_1_code"),
        ("Toimialaluokka (TOL 2008)", "nace_code"),
        ("NACE Rev. 2", "nace_code"),
    ],
)
def test_a_heading_says_which_revision_its_codes_are_of(heading: str, field: str) -> None:
    assert understand(heading).field == field


@pytest.mark.parametrize(
    ("said", "code", "former"),
    [
        ("16120", "16.12", "16.10"),  # a fifth digit is the nation's
        ("C16.26", "16.26", "16.29"),
        ("35.12 Sähkön tuotanto", "35.12", "35.11"),
        ("16", "16", "16"),
        ("10.51", "10.51", "10.51"),
        ("28.21", "28.21", "28.21"),  # from three, one of the same title
    ],
)
def test_codes_are_read_as_people_write_them(said: str, code: str, former: str) -> None:
    found = industries(pd.DataFrame({"nace_code": [said], "nace_version": ["NACE Rev. 2.1"]}))
    assert (found["nace_2_1_code"][0], found["nace_code"][0]) == (code, former)


def test_codes_of_the_wrong_revision_are_told_where_they_belong() -> None:
    raw = pd.DataFrame(
        {"nace_code": ["62.10", "16.10", "Saha"], "nace_version": [None, "TOL 2025", None]}
    )
    found = industries(raw)
    assert found["note"][0].endswith("say so in nace_version, or head the column TOL 2025")
    assert found["note"][1].endswith("it is in NACE Rev. 2 (TOL 2008)")
    assert pd.isna(found["note"][2])
    assert pd.isna(found["nace_code"][1])


def test_a_version_that_is_none_stops_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text(
        "role,organisation,resource_name,municipality,nace_code,nace_version\n"
        "offer,Oy,Puru,Tornio,16.10,NAICS\noffer,Oy,Kuona,Tornio,24.10,TOL 2008\n"
    )
    with pytest.raises(BadInput) as error:
        read(path)
    (fault,) = error.value.faults
    assert str(fault).startswith('flows.csv, row 2: nace_version is "NAICS"; expected NACE Rev. 2 ')
