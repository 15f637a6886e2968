"""Sets of factors: the embedded ones, DESNZ beside them, and a user's own file held to rules."""

from pathlib import Path

import pytest

from fiss_geo import reference
from fiss_geo.errors import BadInput, BadTable, MissingFile
from fiss_geo.logistics.assess import truck_classes
from fiss_geo.logistics.factor_sets import EMBEDDED_SETS, factor_set
from fiss_geo.logistics.trucks import truck_table

HEAD = "key,vehicle,value,low,high,unit,source\n"


def own(folder: Path, rows: str) -> Path:
    path = folder / "mine.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def test_desnz_gives_its_own_kilometres_at_its_own_mean_load() -> None:
    semi = truck_table(reference.vehicles(), factor_set(["desnz-2025"])).loc["Semi 40 t"]
    assert semi["payload_t"] == pytest.approx(17.856, abs=0.001)
    assert semi["full_ttw_value"] == pytest.approx(1069.21)
    assert semi["full_ttw_value"] / semi["payload_t"] == pytest.approx(59.88, abs=0.01)
    assert semi["full_wtt_value"] / semi["payload_t"] == pytest.approx(14.03, abs=0.01)
    # Full out, empty back, DAF 1.05: (1069.21 + 647.34) * 1.05 / 17.856
    table = truck_classes(reference.vehicles(), ["desnz-2025"])
    assert table.loc["Semi 40 t", "ttw"] == pytest.approx(100.94, abs=0.01)


@pytest.mark.parametrize(("name", "wtw"), [("hvo", 1.16 + 28.56), ("electric", 13.89 * 0.45)])
def test_other_fuels_take_the_place_of_diesel(name: str, wtw: float) -> None:
    diesel, other = (truck_classes(reference.vehicles(), sets) for sets in ([], [name]))
    ratio = (other["ttw"] + other["wtt"]) / (diesel["ttw"] + diesel["wtt"])
    assert ratio.to_numpy() == pytest.approx(wtw / 97.82)
    assert (other["wtw_low"] <= other["ttw"] + other["wtt"]).all()


def test_an_electric_truck_burns_nothing() -> None:
    assert (truck_classes(reference.vehicles(), ["electric"])["ttw"] == 0).all()


def test_a_users_file_lies_over_the_set_before_it(tmp_path: Path) -> None:
    mine = own(tmp_path, "diesel_wtt_g_co2e_per_mj,,10,,,g CO2e/MJ,our supplier\n")
    made = factor_set(["hvo", mine])
    assert made.number("diesel_wtt_g_co2e_per_mj") == 10
    assert made.number("diesel_wtt_g_co2e_per_mj", "high") == 10
    assert made.number("diesel_ttw_g_co2e_per_mj") == 1.16
    assert made.name == "embedded factors with hvo with mine.csv"


def test_a_class_of_the_users_own_needs_all_of_its_figures(tmp_path: Path) -> None:
    figures = {
        "payload_t": (20, "t"), "truck_empty_ttw_g_co2e_per_km": (500, "g CO2e/km"),
        "truck_empty_wtt_g_co2e_per_km": (100, "g CO2e/km"),
        "truck_full_ttw_g_co2e_per_km": (900, "g CO2e/km"),
        "truck_full_wtt_g_co2e_per_km": (200, "g CO2e/km"),
    }  # fmt: skip
    rows = [f"{key},Our truck,{value},,,{unit},ours" for key, (value, unit) in figures.items()]
    made = truck_table(reference.vehicles(), factor_set([own(tmp_path, "\n".join(rows))]))
    assert made.loc["Our truck", "full_wtt_low"] == 200
    with pytest.raises(BadTable, match="name the truck Our truck"):
        truck_table(reference.vehicles(), factor_set([own(tmp_path, rows[0])]))


def test_all_faults_of_a_factor_file_are_told_at_once(tmp_path: Path) -> None:
    mine = own(
        tmp_path,
        "diesel,,1,,,1,x\n"
        "daf_road,,1.05,1.1,1.2,1,x\n"
        "daf_road,,one,,,km,\n"
        "payload_t,,0,,,t,x\n"
        "daf_sea,Semi 40 t,-1,,,1,x\n",
    )
    with pytest.raises(BadInput) as error:
        factor_set([mine])
    said = "\n".join(str(fault) for fault in error.value.faults)
    for part in (
        'row 2: key is "diesel"; expected one of all_roads_error',
        'row 3: value is "1.05"; expected a value from low (1.1) to high (1.2)',
        'row 4: value is "one"; expected a number of 0 or more',
        'row 4: unit is "km"; expected 1',
        'row 4: source is ""; expected where the figure is from',
        'row 4: key is "daf_road"; expected each factor once',
        'row 5: vehicle is ""; expected a class of truck',
        'row 5: value is "0"; expected a payload above 0 t',
        'row 6: vehicle is "Semi 40 t"; expected an empty cell',
        'row 6: value is "-1"; expected a number of 0 or more',
    ):
        assert part in said, part
    assert len(error.value.faults) == 10


def test_a_file_with_semicolons_has_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("key;value;unit;source\ndaf_road;1,02;1;me\n", encoding="utf-8")
    assert factor_set([path]).number("daf_road") == 1.02


def test_missing_columns_and_files_are_sentences(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("key,value\ndaf_road,1\n", encoding="utf-8")
    with pytest.raises(BadInput, match='unit is ""; expected the columns key, value, unit, source'):
        factor_set([path])
    with pytest.raises(
        MissingFile, match=r"expected a set of factors \(desnz-2025, hvo, electric\)"
    ):
        factor_set(["glec"])


def test_nothing_of_glec_is_among_the_factors() -> None:
    folder = reference.data_path("reference/factors")
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.csv")]
    assert not any("GLEC" in text for text in texts)


@pytest.mark.parametrize("name", EMBEDDED_SETS)
def test_embedded_sets_keep_the_rules_of_a_users_file(name: str) -> None:
    made = factor_set([name])
    assert (made.plain["low"] <= made.plain["value"]).all()
    assert (made.by_vehicle["value"] <= made.by_vehicle["high"]).all()
