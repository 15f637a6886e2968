"""What an exchange spares and costs, how far a pipe goes, and what is not known of it."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import test_assess as hauls
import toy
from hypothesis import given, settings
from hypothesis import strategies as st

from fiss_geo import reference
from fiss_geo.errors import BadTable
from fiss_geo.logistics import benefit
from fiss_geo.logistics.assess import assess
from fiss_geo.logistics.factor_sets import factor_set
from fiss_geo.logistics.pipes import OVER, PERHAPS, WITHIN
from fiss_geo.logistics.trucks import truck_table
from fiss_geo.ranking.rank import rank


def pair(mass: float | None, km: float | None, **columns: Any) -> dict[str, Any]:  # noqa: ANN401 - columns of any type
    return hauls.assessed(mass, km, **columns)


def with_flow(km: float, offer: dict[str, Any], **columns: Any) -> dict[str, Any]:  # noqa: ANN401 - columns of any type
    """Assess one pair whose offer says more than the candidate does."""
    table = hauls.routed((1000.0, km), **columns)
    extra = {name: offer.pop(name) for name in ("temperature_c",) if name in offer}
    flows = toy.flows(offer, {}).assign(**{k: [v, np.nan] for k, v in extra.items()})
    return dict(assess(table, flows=flows).iloc[0])


def test_glass_spares_raw_glass_less_the_furnace_and_the_truck() -> None:
    one = pair(1000.0, 100.0, material_group="glass", offer_status="available")
    # 1402.767 made, 8.983 landfilled, 823.19 melted, 8.496 driven
    assert one["avoided_kg_co2e_per_t"] == pytest.approx(1411.75)
    assert one["processing_kg_co2e_per_t"] == pytest.approx(823.19)
    assert one["net_benefit_kg_co2e_per_t"] == pytest.approx(1411.75 - 823.19 - 8.496, abs=0.001)
    assert one["net_benefit_t_co2e_per_a"] == pytest.approx(one["net_benefit_kg_co2e_per_t"])
    # 588.56 kg over 84.96 g/t km
    assert one["break_even_km"] == pytest.approx(588.56 / 0.0849625, rel=1e-4)
    assert one["break_even_low_km"] < one["break_even_km"] < one["break_even_high_km"]
    assert one["avoided_basis"].startswith("glass from raw materials 1402.77 kg CO2e/t (UK DESNZ")


def test_what_is_in_use_today_spares_no_landfill_and_says_so() -> None:
    one = pair(1000.0, 100.0, material_group="glass", offer_status="in_use")
    assert one["avoided_kg_co2e_per_t"] == pytest.approx(1402.767)
    assert one["avoided_basis"].endswith(benefit.IN_USE)


def test_no_factor_means_not_known_and_not_nought() -> None:
    one = pair(1000.0, 100.0, material_group="textiles")
    names = ["avoided_kg_co2e_per_t", "processing_kg_co2e_per_t", "net_benefit_kg_co2e_per_t",
             "net_benefit_t_co2e_per_a", "break_even_km", "avoided_t_co2e_per_a"]  # fmt: skip
    assert all(np.isnan(one[name]) for name in names)
    assert one["avoided_basis"] == benefit.NO_FACTOR


def test_moving_ground_slag_that_is_used_already_saves_nothing() -> None:
    columns = {
        "offer_resource_name": "Granulated blast-furnace slag",
        "need_resource_name": "Cement",
    }
    used = pair(1000.0, 100.0, offer_status="in_use", **columns)
    assert used["is_supply_constrained"]
    assert used["avoided_kg_co2e_per_t"] == 0.0
    assert used["net_benefit_kg_co2e_per_t"] == pytest.approx(-8.496, abs=0.001)
    assert used["avoided_basis"] == benefit.CONSTRAINED
    dumped = pair(1000.0, 100.0, offer_status="available", **columns)
    assert dumped["avoided_kg_co2e_per_t"] == pytest.approx(850.0)
    assert np.isnan(dumped["net_benefit_kg_co2e_per_t"])  # grinding has no checked figure
    assert benefit.NO_PROCESSING in dumped["avoided_basis"]


@pytest.mark.parametrize(
    ("offer", "need", "avoided"),
    [("Steel slag", "Cement", np.nan), ("Slag", "Replacement of gravel", 7.793),
     ("Masuunikuona", "Sementti", 850.0)],
)  # fmt: skip
def test_the_words_of_both_ends_decide(offer: str, need: str, avoided: float) -> None:
    one = pair(
        1000.0, 100.0, offer_status="planned", offer_resource_name=offer, need_resource_name=need
    )
    if avoided == 850.0:
        assert one["avoided_basis"] == benefit.CONSTRAINED
    else:
        assert one["avoided_kg_co2e_per_t"] == pytest.approx(avoided, nan_ok=True)


def test_heat_spares_fuel_by_the_year_and_has_no_truck() -> None:
    offer = {"energy_gwh_per_a": 10.0}
    table = hauls.routed((None, 5.0), material_group="waste_heat_steam")
    flows = toy.flows(offer, {"energy_gwh_per_a": 4.0})
    one = dict(assess(table, flows=flows).iloc[0])
    # 4 GWh = 14 400 GJ at 73.06 kg
    assert one["avoided_t_co2e_per_a"] == pytest.approx(14_400 * 73.06 / 1000)
    assert np.isnan(one["transport_wtw_kg_co2e_per_t"])
    assert np.isnan(one["net_benefit_kg_co2e_per_t"])


@pytest.mark.parametrize(
    ("offer", "limit", "straight", "said"),
    [({}, 3.0, 0.5, WITHIN), ({}, 3.0, 4.0, PERHAPS), ({}, 3.0, 6.0, OVER),
     ({"temperature_c": 90.0, "power_mw": 50.0}, 31.0, 19.0, WITHIN),
     ({"temperature_c": 90.0, "energy_gwh_per_a": 60.0}, 15.0, 9.0, WITHIN),
     ({"temperature_c": 180.0, "power_mw": 50.0}, 3.0, 9.0, OVER)],
)  # fmt: skip
def test_a_pipe_reaches_by_temperature_and_power(
    offer: dict[str, float], limit: float, straight: float, said: str
) -> None:
    table = hauls.routed((None, 5.0), material_group="waste_heat_steam")
    table["straight_distance_km"] = straight
    given_columns = {name: value for name, value in offer.items() if name != "temperature_c"}
    flows = toy.flows(given_columns, {"power_mw": offer.get("power_mw")})
    if "temperature_c" in offer:
        flows["temperature_c"] = offer["temperature_c"]
    one = dict(assess(table, flows=flows).iloc[0])
    assert one["pipe_limit_km"] == limit
    assert one["pipe_reach"] == said
    assert one["no_emissions_reason"] == "moved by pipe, not by truck"


def test_what_is_trucked_has_no_pipe() -> None:
    one = pair(1000.0, 1.0)
    assert np.isnan(one["pipe_limit_km"])
    assert pd.isna(one["pipe_reach"])


def test_cost_is_by_the_kilometre_the_hour_and_the_terminal() -> None:
    one = pair(1000.0, 100.0)
    per_t_km = (0.35 + 35.11 / 70) * 1.15 * 2 * 1.05 / 25
    assert one["transport_cost_eur_per_t"] == pytest.approx(8 + 100 * per_t_km)
    assert one["transport_cost_eur_per_a"] == pytest.approx(1000 * (8 + 100 * per_t_km))
    assert one["transport_cost_low_eur_per_t"] < one["transport_cost_eur_per_t"]
    assert one["transport_cost_high_eur_per_t"] > one["transport_cost_eur_per_t"]


def test_the_models_own_marginal_cost_comes_out() -> None:
    # (1 + 0.5) * 1.15 * (0.44 + 36 / 70) / 30.24 t, Traficom's test data: 0.0544 EUR/t km
    made = truck_table(reference.vehicles(), factor_set()).T["Combination 76 t"]
    km, hour = float(made["cost_eur_per_km_value"]), float(made["cost_eur_per_h_value"])
    assert 1.5 * 1.15 * (km + hour / 70) / 30.24 == pytest.approx(0.0544, abs=5e-5)


@pytest.mark.parametrize(
    ("code", "status", "tax"),
    [("100103", "available", 80.0), ("010101", "available", 0.0), ("100103", "in_use", 0.0),
     ("030302", "available", 0.0), ("999999", "available", np.nan)],
)  # fmt: skip
def test_waste_tax_is_spared_only_where_it_would_be_paid(
    code: str, status: str, tax: float
) -> None:
    one = with_flow(100.0, {"low_code": code}, offer_status=status)
    assert one["waste_tax_avoided_eur_per_t"] == pytest.approx(tax, nan_ok=True)
    net = tax - one["transport_cost_eur_per_t"]
    assert one["net_benefit_eur_per_t"] == pytest.approx(net, nan_ok=True)
    if tax == 80.0:
        left = 80 - 8  # the terminal of a semi-trailer
        per_t_km = (one["transport_cost_eur_per_t"] - 8) / 100
        assert one["break_even_cost_km"] == pytest.approx(left / per_t_km)


def test_green_liquor_sludge_is_taxed_from_2027() -> None:
    code = pd.Series(["030302"], dtype="str")
    assert [bool(benefit.is_taxed(code, year).iloc[0]) for year in (2026, 2027)] == [False, True]


def test_flows_that_lack_a_candidates_flow_are_refused() -> None:
    with pytest.raises(BadTable, match="does not hold 1 candidates' flow: F2"):
        assess(hauls.routed((1.0, 1.0)), flows=toy.flows({}))


def test_every_factor_of_what_is_avoided_lies_within_its_range() -> None:
    table = reference.read_numbers("reference/factors/avoided_burden.csv").dropna(subset="value")
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.none() | st.floats(0.1, 1e6), st.none() | st.floats(0.1, 1500)),
        min_size=1, max_size=20,
    ),
    st.sampled_from(["glass", "slag", "textiles", "waste_heat_steam"]),
)  # fmt: skip
def test_laws_of_every_range(table: list[tuple[float | None, float | None]], group: str) -> None:
    made = assess(hauls.routed(*table, half_width_km=0.05, material_group=group))
    for name in ("net_benefit{}_kg_co2e_per_t", "avoided{}_kg_co2e_per_t", "break_even{}_km",
                 "transport_cost{}_eur_per_t"):  # fmt: skip
        low, value, high = (made[name.format(end)] for end in ("_low", "", "_high"))
        known = value.notna()
        assert (low[known] <= value[known] + 1e-9).all(), name
        assert (value[known] <= high[known] + 1e-9).all(), name
    no_road = made["road_distance_km"].isna()
    figures = made.loc[no_road, ["transport_cost_eur_per_t", "net_benefit_kg_co2e_per_t"]]
    assert figures.isna().all(axis=None)
    # At the break-even distance the truck emits what is spared.
    g = made["transport_wtw_kg_co2e_per_t"] / made["road_distance_km"]
    gain = made["avoided_kg_co2e_per_t"] - made["processing_kg_co2e_per_t"]
    known = made["break_even_km"].notna()
    assert (made["break_even_km"] * g)[known].to_numpy() == pytest.approx(gain[known].to_numpy())


def test_a_rank_is_apart_from_the_next_only_where_the_ranges_are() -> None:
    made = assess(hauls.routed((1000.0, 10.0), (1000.0, 100.0), (1000.0, 101.0), half_width_km=1.0))
    for by in ("distance", "emissions", "both"):
        ranking = rank(made, by)
        assert ranking["is_distinguishable_from_next"].to_list() == [True, False, False]
