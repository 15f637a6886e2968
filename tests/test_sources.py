"""Every source that people really have gives the same flows, and nothing is lost on the way."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from fiss_geo import accounts, locate, read, reference
from fiss_geo.errors import BadInput
from fiss_geo.flows.sources import no_flows

REGISTER = Path(__file__).parents[2] / "shared" / "data" / "tests_only" / "facilities"
DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def example() -> pd.DataFrame:
    return reference.read_codes("examples/flows.csv")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods", "parquet", "gpkg", "geojson", "fgb"])
def test_the_example_flows_in_every_format_are_the_same_flows(
    ending: str, example: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / f"flows.{ending}"
    if ending == "csv":
        example.to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    elif ending == "parquet":
        example.to_parquet(path)
    elif ending in ("xlsx", "ods"):
        example.to_excel(path, index=False)
    else:
        points = gpd.points_from_xy(example["longitude"], example["latitude"], crs=4326)
        gpd.GeoDataFrame(example, geometry=points).to_file(path)
    # FlatGeobuf keeps its rows in the order of its spatial index.
    table = read(path).sort_values("flow_id", ignore_index=True)
    expected = read(reference.data_path("examples/flows.csv"))
    expected = expected.sort_values("flow_id", ignore_index=True)
    for name in ("flow_id", "role", "organisation", "low_code", "mass_t_per_a", "source_url"):
        pd.testing.assert_series_equal(table[name], expected[name])
    assert (table.geometry.distance(expected.geometry) < 0.1).all()


def test_a_folder_is_read_file_by_file_in_the_order_of_names(tmp_path: Path) -> None:
    header = "flow_id,role,organisation,resource_name,municipality\n"
    (tmp_path / "b.csv").write_text(header + "B,need,Oy,Kuona,Kemi\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text(header + "A,offer,Oy,Kuona,Kemi\n", encoding="utf-8")
    (tmp_path / "notes.docx").write_text("not flows", encoding="utf-8")
    table = read(tmp_path)
    assert table["flow_id"].to_list() == ["A", "B"]
    assert table["source_file"].to_list() == ["a.csv", "b.csv"]


def test_an_unknown_ending_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "flows.docx").touch()
    with pytest.raises(BadInput, match=r"expected a file ending in \.csv"):
        read(tmp_path / "flows.docx")
    with pytest.raises(BadInput, match="found none"):
        read(tmp_path)


def test_columns_that_no_one_knows_lead_to_the_mapping(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("foo,bar\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"fiss-geo mapping suggest odd\.csv"):
        read(tmp_path / "odd.csv")


def test_saved_notices_of_materiaalitori_become_flows_and_services() -> None:
    table = read(DATA / "materiaalitori.json")
    assert table["is_service"].any()
    assert not table["is_service"].all()
    assert set(table["role"]) == {"offer", "need"}


def test_geojson_under_the_ending_of_json_is_geojson(tmp_path: Path, example: pd.DataFrame) -> None:
    points = gpd.points_from_xy(example["longitude"], example["latitude"], crs=4326)
    path = tmp_path / "flows.json"
    gpd.GeoDataFrame(example, geometry=points).to_file(path, driver="GeoJSON")
    assert len(read(path)) == len(example)


@pytest.mark.skipif(not REGISTER.is_dir(), reason="the PRTR files are not beside this checkout")
def test_the_whole_register_is_read_and_reconciled(tmp_path: Path) -> None:
    for name in ("prtr_facilities.csv", "prtr_waste_transfers_2017_2022.csv"):
        (tmp_path / name).symlink_to(REGISTER / name)
    table = locate(read(tmp_path))
    raw = pd.read_csv(REGISTER / "prtr_waste_transfers_2017_2022.csv", sep=";")
    assert len(table) == len(raw) == 7441
    by_year = raw.groupby("reportingYear")["totalWasteQuantityTNE"].sum()
    ours = table.groupby("quantity_year")["mass_t_per_a"].sum()
    assert ours.to_list() == pytest.approx(by_year.to_list())
    assert ours.index.to_list() == by_year.index.to_list()
    report = accounts.left_out(table, no_flows=no_flows([tmp_path]))
    silent = report[report["outcome"] == "no flow"]
    facilities = pd.read_csv(REGISTER / "prtr_facilities.csv", sep=";")
    with_transfers = facilities["Facility_INSPIRE_ID"].isin(raw["Facility_INSPIRE_ID"])
    assert len(silent) == (~with_transfers).sum()
    assert len(silent) + with_transfers.sum() == len(facilities) == 1072
