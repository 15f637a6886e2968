"""Rules of which truck: materials, bulk density, and the user's own rows before the embedded."""

from pathlib import Path

import pandas as pd
import pytest

from fiss_geo import reference
from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.logistics import figures
from fiss_geo.logistics.factor_sets import factor_set
from fiss_geo.logistics.hauls import haul_options
from fiss_geo.logistics.trucks import truck_table
from fiss_geo.logistics.vehicle_rules import rules_for, vehicle_rules


def options(group: str | None, code: str | None = None, rules: Path | None = None) -> pd.DataFrame:
    materials = pd.DataFrame({"material_group": [group], "low_code": [code]}, dtype="str")
    factors = factor_set()
    trucks = truck_table(reference.vehicles(), factors)
    return haul_options(materials, vehicle_rules(rules), trucks, factors)


def own(folder: Path, text: str) -> Path:
    path = folder / "rules.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_bark_fills_a_chip_truck_by_volume_before_its_weight() -> None:
    # 0.240 t/m3 * 150 m3 = 36 t of 51 t; 100 loads a year are 3 600 t
    largest = options("wood_bark", "030101").iloc[2]
    assert largest["vehicle"] == "Combination 76 t"
    assert largest["load_t"] == pytest.approx(36.0)
    assert largest["from_mass_t_per_a"] == pytest.approx(3600.0)
    assert "filled by volume: 150 m3 of 0.24 t/m3 are 36 t of 51 t" in largest["vehicle_reason"]
    out_and_back_mj = 9.64 + (19.71 - 9.64) * 36 / 51 + 9.64
    assert largest["ttw"] == pytest.approx(out_and_back_mj / 36 * 1.10 * 1.05 * 75.26)


def test_slag_fills_a_tipper_by_weight_and_an_unknown_density_says_so() -> None:
    assert options("slag").iloc[1]["load_t"] == 25.0
    assert "the bulk density is not known" in options("biosludge").iloc[1]["vehicle_reason"]


@pytest.mark.parametrize(
    ("group", "code", "body"),
    [("ash", None, "tipper"), ("ash", "100103", "silo"), ("food_side_stream", None, "tank"),
     ("food_side_stream", "020202", "refrigerated"), (None, None, "tipper"),
     ("paper_board", None, "box"), ("no such group", None, "tipper")],
)  # fmt: skip
def test_the_body_hangs_on_the_material_and_its_waste_code(
    group: str | None, code: str | None, body: str
) -> None:
    assert set(options(group, code)["body_type"]) == {body}


def test_a_cooled_load_takes_twelve_per_cent_more() -> None:
    cooled = options("food_side_stream", "020202").set_index("vehicle")
    plain = options("paper_board").set_index("vehicle")
    for part in ("ttw", "wtt"):
        assert cooled[part].iloc[0] / plain[part].iloc[0] == pytest.approx(1.12)


def test_an_unknown_mass_goes_with_the_usual_class_and_says_so() -> None:
    last = options("slag").iloc[-1]
    assert last["vehicle"] == "Semi 40 t"
    assert last["vehicle_reason"].startswith("the yearly mass is not known")


def test_a_return_load_is_a_rule_of_two_cells(tmp_path: Path) -> None:
    rules = own(tmp_path, "material_group,empty_return_share\nslag,0\n")
    mine, usual = options("slag", None, rules), options("slag")
    assert mine["vehicle"].to_list() == usual["vehicle"].to_list()
    assert mine.iloc[1]["vehicle_reason"].endswith("with a return load")
    # 11.67 of 11.67 + 7.13 MJ/km
    assert mine.iloc[1]["ttw"] / usual.iloc[1]["ttw"] == pytest.approx(11.67 / 18.80)
    assert options("ash", None, rules)["ttw"].equals(options("ash")["ttw"])


def test_a_rule_with_a_vehicle_takes_the_place_of_the_embedded_ones(tmp_path: Path) -> None:
    rules = own(
        tmp_path,
        "material_group,vehicle,from_loads_per_a,body_type,reason\n"
        "slag,Combination 60 t,0,chip,our own trucks\n",
    )
    found = options("slag", None, rules)
    assert found["vehicle"].unique().tolist() == ["Combination 60 t"]
    assert found.iloc[0]["body_type"] == "chip"
    assert found.iloc[0]["vehicle_reason"].startswith("our own trucks; ")


def test_the_closest_of_the_users_rules_counts_last(tmp_path: Path) -> None:
    rules = own(
        tmp_path,
        "low_code,material_group,body_type,empty_return_share\n"
        ",ash,,0.5\n100103,,,0.25\n,,tank,0\n",
    )
    assert options("ash", None, rules)["empty_return_share"].unique().tolist() == [0.5]
    assert options("ash", "100103", rules)["empty_return_share"].unique().tolist() == [0.25]
    assert options("chemicals_oils", None, rules)["empty_return_share"].unique().tolist() == [0.0]


def test_all_faults_of_a_rule_file_are_told_at_once(tmp_path: Path) -> None:
    rules = own(
        tmp_path,
        "material_group,low_code,empty_return_share,load_factor,load_factor_high,is_usual,colour\n"
        "slagg,,2,0,,maybe,red\n,10,0.5,0.9,0.8,yes,\n,,0.5,,,,\n",
    )
    with pytest.raises(BadInput) as error:
        vehicle_rules(rules)
    said = [str(fault) for fault in error.value.faults]
    for part in (
        'row 1: heading is "colour"; expected one of low_code',
        'row 2: material_group is "slagg"; expected one of ash',
        'row 2: empty_return_share is "2"; expected a share from 0 to 1',
        'row 2: load_factor is "0"; expected a share above 0',
        'row 2: is_usual is "maybe"; expected one of yes, no',
        'row 3: low_code is "10"; expected a waste code of 6 digits',
        'row 3: load_factor is "0.9"; expected low to high',
        "row 4: expected a low_code, a material_group or a body_type",
    ):
        assert any(part in one for one in said), part
    assert len(said) == 8


def test_a_missing_or_binary_rule_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="there is no such file"):
        vehicle_rules(tmp_path / "no.csv")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(BadInput, match="expected a CSV in UTF-8"):
        vehicle_rules(tmp_path / "bad.csv")


def test_every_class_that_a_rule_names_has_an_energy_model() -> None:
    known = set(reference.vehicles()["vehicle"])
    groups = [None, *reference.material_groups()["material_group"]]
    assert {
        rule.vehicle for group in groups for rule in rules_for(vehicle_rules(), group, None)
    } <= known


def test_pairs_number_missing_values_too() -> None:
    first = pd.Series(["a", None, "a"], dtype="str", name="x")
    code, table = figures.pairs(first, pd.Series([None, None, None], dtype="str", name="y"))
    assert code[0] == code[2] != code[1]
    assert table["x"].isna().sum() == 1
