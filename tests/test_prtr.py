"""The register of releases and transfers: every row, every tonne, every facility."""

from pathlib import Path

import pandas as pd
import pytest

from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.flows.field_names import FIELDS
from fiss_geo.flows.readers.prtr import facilities_without_transfers, find_prtr_pair, read_prtr_text

DATA = Path(__file__).parent / "data"
PAIR = (DATA / "prtr" / "facilities.csv", DATA / "prtr" / "waste_transfers.csv")
REGISTER = Path(__file__).parents[2] / "shared/data/tests_only/facilities"
needs_register = pytest.mark.skipif(
    not REGISTER.is_dir(), reason=f"the PRTR files are not here: {REGISTER}"
)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return read_prtr_text(*PAIR)


def test_the_pair_is_found_by_its_headings(tmp_path: Path) -> None:
    assert find_prtr_pair(DATA / "prtr") == PAIR
    (tmp_path / "other.csv").write_text("a;b\n1;2\n")
    assert find_prtr_pair(tmp_path) is None


def test_two_files_of_transfers_are_not_chosen_between(tmp_path: Path) -> None:
    for name in ("one.csv", "two.CSV"):
        (tmp_path / name).write_text(PAIR[1].read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"found one\.csv, two\.CSV"):
        find_prtr_pair(tmp_path)


def test_each_transfer_is_one_row_in_order(rows: pd.DataFrame) -> None:
    assert rows["source_row"].to_list() == [2, 3, 4, 5, 6, 7, 8]
    assert rows["quantity"].astype(float).sum() == 3551.75
    assert set(rows["source_file"]) == {"waste_transfers.csv"}
    assert set(rows["role"]) == {"offer"}
    assert set(rows["unit"]) == {"t/a"}


def test_ids_are_unique_and_tell_what_they_are(rows: pd.DataFrame) -> None:
    assert rows["flow_id"].to_list() == [
        "prtr-0001-2020-NONHW-R",
        "prtr-0001-2021-NONHW-R",
        "prtr-0001-2021-HW-D",
        "prtr-0001-2021-HW-D-2",
        "prtr-FI_EEA_2-2021-NONHW-D",
        "prtr-FI_EEA_3-2020-NONHW-R",
        "prtr-FI_EEA_9-2021-HW-unknown",
    ]


def test_the_facility_of_the_same_year_counts_else_its_latest(rows: pd.DataFrame) -> None:
    assert rows["organisation"].to_list()[:2] == ["Keksitty Sellu Oy", "Keksitty Biotuote Oy"]
    assert rows["latitude"].to_list()[:2] == ["65.01", "65.02"]
    assert rows["address"].to_list()[:2] == ["Tehdastie 1", "Tehdastie 2"]


def test_filler_and_withheld_names_are_no_names(rows: pd.DataFrame) -> None:
    assert rows["organisation"].to_list()[4:] == [
        "Facility FI_EEA_2 (name withheld)",
        "Keksitty Voima Oy",
        "Uusi Oy",
    ]
    assert pd.isna(rows["site_name"][4])


def test_the_waste_is_named_in_three_languages(rows: pd.DataFrame) -> None:
    assert rows["resource_name_en"][0] == "Non-hazardous waste for recovery, pulp mills"
    assert rows["resource_name_fi"][2] == "Vaarallinen jäte loppukäsiteltäväksi, sellutehtaat"
    assert rows["resource_name_sv"][6] == "Farligt avfall, deponier"
    assert rows["is_hazardous"].to_list() == ["no", "no", "yes", "yes", "no", "no", "yes"]


def test_status_follows_the_treatment_and_ends_with_the_plant(rows: pd.DataFrame) -> None:
    assert rows["status"].to_list() == [
        "in_use", "in_use", "available", "available", "available", "ended", "unknown",
    ]  # fmt: skip
    assert rows["is_latest_year"].to_list() == ["no", *["yes"] * 6]


def test_a_facility_without_a_point_stays_with_its_town(rows: pd.DataFrame) -> None:
    assert rows["latitude"].isna().to_list() == [*[False] * 4, True, False, True]
    assert rows["municipality"].to_list()[:6] == ["OULU"] * 4 + ["Eura", "Turku"]
    assert rows["place"].fillna("").to_list() == [*[""] * 6, "Nokkala"]
    assert pd.isna(rows["municipality"][6])
    assert rows["crs"].notna().equals(rows["latitude"].notna())
    assert rows["location_precision"].eq("site").equals(rows["latitude"].notna())


def test_nothing_of_either_file_is_lost(rows: pd.DataFrame) -> None:
    assert rows["nameOfReceiver"].to_list()[2:4] == ["Receiver A", "Receiver B"]
    assert rows["facility_status"][5] == "decommissioned"
    assert rows["facility_reportingYear"].to_list()[:2] == ["2020", "2022"]
    everything = {str(cell) for name in rows for cell in rows[name]}
    for path in PAIR:
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        cells = {cell for line in lines if "Hiljainen" not in line for cell in line.split(";")}
        assert cells - {""} <= everything


def test_facilities_without_transfers_are_told() -> None:
    silent = facilities_without_transfers(*PAIR)
    assert silent["nameOfFeature"].to_list() == ["Hiljainen Oy, satama"]
    assert silent["source_row"].to_list() == [6]


def test_the_one_file_of_the_eea_carries_its_facilities() -> None:
    pair = find_prtr_pair(DATA / "eea")
    assert pair == (None, DATA / "eea" / "F4_2_WasteTransfers_Facilities.csv")
    rows = read_prtr_text(*pair)
    assert rows["organisation"].to_list() == ["Keksitty Paperi Oy, Kotka", "Påhittat Stål AB"]
    assert rows["quantity"].to_list() == ["1234.5", "80"]
    assert rows["status"].to_list() == ["in_use", "available"]
    assert rows["is_hazardous"].to_list() == ["no", "yes"]
    assert rows["resource_name_en"][1] == "Hazardous waste for disposal, pig iron and steel works"
    assert rows["countryName"].to_list() == ["Finland", "Sweden"]


def test_a_register_file_without_its_columns_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="column for quantity is missing"):
        read_prtr_text(None, PAIR[0])
    with pytest.raises(MissingFile):
        read_prtr_text(None, tmp_path / "none.csv")


def test_fields_are_text_and_ours(rows: pd.DataFrame) -> None:
    text = rows.drop(columns=["source_row", "decimal_comma"])
    assert set(text.dtypes.astype(str)) == {"str"}
    assert rows["source_row"].dtype == "int64"
    assert {"flow_id", "role", "organisation", "municipality", "quantity"} <= set(FIELDS) & {*rows}


@needs_register
def test_the_finnish_register_reconciles_by_year() -> None:
    pair = find_prtr_pair(REGISTER)
    assert pair is not None
    rows = read_prtr_text(*pair)
    raw = pd.read_csv(pair[1], sep=";", usecols=["reportingYear", "totalWasteQuantityTNE"])
    expected = raw.groupby("reportingYear")["totalWasteQuantityTNE"].sum()
    got = rows["quantity"].astype(float).groupby(rows["quantity_year"].astype("int64")).sum()
    assert got.to_list() == pytest.approx(expected.to_list(), rel=1e-12)
    assert got.index.to_list() == [2017, 2018, 2019, 2020, 2021, 2022]
    assert len(rows) == 7441
    assert rows["flow_id"].is_unique


@needs_register
def test_every_facility_of_the_finnish_register_is_a_flow_or_told() -> None:
    pair = find_prtr_pair(REGISTER)
    assert pair is not None
    assert pair[0] is not None
    rows = read_prtr_text(*pair)
    silent = facilities_without_transfers(pair[0], pair[1])
    flowing = rows.drop_duplicates("Facility_INSPIRE_ID")
    assert (len(flowing), len(silent)) == (726, 346)  # together the 1 072
    without_point = flowing["latitude"].isna().sum() + silent["pointGeometryLat"].isna().sum()
    assert without_point == 296
    placed = flowing[["latitude", "municipality", "place"]].notna().any(axis="columns")
    assert placed.all()
