"""A park's balance in the toy country, by hand."""

import numpy as np
import pandas as pd
import pytest
import toy_country

from fiss_geo.decisions.balance import Balance, balance
from fiss_geo.decisions.surpluses import common_surpluses
from fiss_geo.errors import EmptyResult

_PARTS = (
    "offered", "inside_given", "outgoing", "unused", "needed", "inside_taken", "incoming", "unmet",
)  # fmt: skip


def _balance(park: str = "P1") -> Balance:
    return balance(toy_country.located(), toy_country.ranking(), park)


def test_every_material_by_hand() -> None:
    table = _balance().mass.set_index("material_group")[[f"{part}_t_per_a" for part in _PARTS]]
    none = np.nan
    expected: dict[str, list[float]] = {
        # S1 100: 40 to S3 inside, 60 to S4 outside (S5 has no figure)
        "slag": [100, 40, 60, 0, 40, 40, 0, 0],
        # A1 50: 20 to A3 outside
        "ash": [50, 0, 20, 30, none, none, none, none],
        # L1 70: 25 from L2 and 30 from L3
        "lime_and_calcite": [none, none, none, none, 70, 0, 55, 15],
        # the offer has no figure, so it is no giver of a known amount
        "wood_bark": [none, none, none, none, 15, 0, 0, 15],
        # a heap of 500 t is no yearly flow
        "mine_rock_tailings": [none, none, none, none, 20, 0, 0, 20],
    }
    got = {str(name): row.to_list() for name, row in table.iterrows()}
    assert set(got) == set(expected)
    for name, row in expected.items():
        np.testing.assert_allclose(got[name], row, err_msg=name)


def test_what_is_offered_and_needed_goes_somewhere() -> None:
    for park in ("P1", "P2"):
        for table, ending in zip(_balance(park)[:2], ("t_per_a", "gwh_per_a"), strict=True):
            parts = {part: table[f"{part}_{ending}"] for part in _PARTS}
            given = parts["inside_given"] + parts["outgoing"] + parts["unused"]
            taken = parts["inside_taken"] + parts["incoming"] + parts["unmet"]
            pd.testing.assert_series_equal(given, parts["offered"], check_names=False)
            pd.testing.assert_series_equal(taken, parts["needed"], check_names=False)
            assert parts["inside_given"].sum() == parts["inside_taken"].sum()


def test_self_sufficiency_and_flows_without_a_figure() -> None:
    mass = _balance().mass
    table = toy_country.rows_of(mass, "material_group")
    assert table["slag"]["self_sufficiency_share"] == 1
    assert table["lime_and_calcite"]["self_sufficiency_share"] == 0
    assert pd.isna(table["ash"]["self_sufficiency_share"])
    assert table["wood_bark"]["offers_without_figure_count"] == 1
    assert mass["offer_count"].sum() == 3  # S1, A1, W1; E1 has ended, H1 is heat
    assert mass["need_count"].sum() == 4


def test_heat_is_apart_and_goes_no_farther_than_a_pipe() -> None:
    columns = [f"{part}_gwh_per_a" for part in _PARTS]
    assert _balance().heat[columns].to_numpy().tolist() == [[10, 4, 0, 6, 4, 4, 0, 0]]
    piped = toy_country.ranking().assign(pipe_limit_high_km=150.0)
    heat = balance(toy_country.located(), piped, "P1").heat
    assert heat["outgoing_gwh_per_a"].to_list() == [6]  # H3 needs 9
    assert heat["unused_gwh_per_a"].to_list() == [0]


def test_the_nearest_partner_outside() -> None:
    table = toy_country.rows_of(_balance().flows, "flow_id")
    lime = table["L1"]
    assert (lime["nearest_outside_id"], lime["nearest_outside_km"]) == ("L2", 120)
    assert lime["left_t_per_a"] == 15
    assert (lime["partners_inside_count"], lime["partners_outside_count"]) == (0, 2)
    assert pd.isna(table["W2"]["nearest_outside_id"])
    assert pd.isna(table["W1"]["left_t_per_a"])
    assert len(table) == 9  # S1, S3, A1, L1, W1, W2, T2, H1, H2


def test_two_parks_with_ash_left_over() -> None:
    # P1: 50 − 20 = 30. P2: A2 30 − 20 to A3 inside = 10. Region 02 lies 12 km east of region 01.
    table = common_surpluses(toy_country.located(), toy_country.ranking(), "P1")
    assert table.iloc[:, :6].to_numpy().tolist() == [["P1", "P2", "ash", 30, 10, 40]]
    assert table["straight_distance_km"].to_list() == pytest.approx([12])


def test_a_park_without_flows_is_told() -> None:
    with pytest.raises(EmptyResult, match="parks with flows: P1, P2"):
        _balance("P9")
