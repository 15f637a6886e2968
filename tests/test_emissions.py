"""The formulas: worked examples that others published, typed in with their source."""

import doctest
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fiss_geo import reference
from fiss_geo.logistics import emissions as e
from fiss_geo.logistics import fuels, loads
from fiss_geo.logistics.assess import truck_classes

ROOT = Path(__file__).parents[1]
WORKED_EXAMPLES = ROOT.parent / "shared/data/tests_only/emissions/worked_examples.csv"

# CLECAT/UBA, Guide to ISO 14083, case A: 10 t by truck, hub, ship, hub and truck.
CHAIN_KG = np.array([75.0, 10.7, 71.9, 10.7, 150.0])
CHAIN_T_KM = np.array([500.0, 0.0, 5000.0, 0.0, 1000.0])

DIESEL_LHV, DIESEL_DENSITY, DIESEL_TTW, DIESEL_WTT = 42.8, 0.832, 75.26, 22.56


def round_trip_76_t_kg() -> float:
    intensity = e.truck_intensity_g_co2e_per_t_km(
        19.71, 9.64, 51.0, DIESEL_TTW + DIESEL_WTT, 1.10, 1.05
    )
    return e.transport_emissions_kg_co2e(51.0, 100.0, intensity)


def hub_kg() -> list[float]:
    own = e.energy_emissions_kg_co2e(121_495.0, 198.26)
    supplied = e.energy_emissions_kg_co2e(
        np.array([2_121_094.0, 121_495.0, 703_125.0]), np.array([493.96, 64.77, 382.02])
    ).sum()
    passengers = 114_489_327.0
    per_passenger = [e.hub_intensity_g_co2e(kg, passengers) for kg in (own, supplied)]
    return [own, supplied, *per_passenger, sum(per_passenger)]


def shares_of_the_round() -> list[float]:
    mass_t, sfd_km = np.array([4, 1, 0.25, 2, 0.5]), np.array([7, 7.2, 9, 8.9, 7])
    activity = e.transport_activity_t_km(mass_t, sfd_km)
    return list(e.share_of_round(activity, 363.2) * 100)


def multimodal_kg() -> list[float]:
    parts = e.transport_emissions_kg_co2e(
        np.array([2.0, 1.0, 6.0]), np.array([2000.0, 3000.0, 4000.0]), np.array([200, 1000, 50.0])
    )
    return [*parts, parts.sum()]


def fuel_and_refrigerant_kg() -> float:
    fuel = e.fuel_emissions_kg_co2e(np.array([50_000.0, 80_000.0, 90_000.0]), np.full(3, 3.0))
    return float(fuel.sum()) + e.refrigerant_emissions_kg_co2e(50.0, 2000.0)


def train() -> list[float]:
    passenger_km = e.transport_activity_t_km(150.0, 450.0)
    kwh = e.train_energy_kwh(passenger_km, 0.10)
    return [passenger_km, kwh, e.kwh_to_mj(kwh)]


def diesel_kg_per_l() -> list[float]:
    factors = (DIESEL_TTW, DIESEL_WTT, DIESEL_TTW + DIESEL_WTT)
    return [e.fuel_factor_kg_co2e_per_l(DIESEL_LHV, DIESEL_DENSITY, factor) for factor in factors]


def desnz_haul_kg() -> list[float]:
    parts = [e.transport_emissions_kg_co2e(10.0, 100.0, factor) for factor in (77.03, 17.99)]
    return [*parts, sum(parts)]


Example = tuple[str, Callable[[], float | list[float]], float | list[float], float | list[float]]

# Number of the example, our sum, the published figures and how far off rounding may put them.
EXAMPLES: list[Example] = [
    # CLECAT/UBA, Guide to ISO 14083, case A
    ("W01a", lambda: [e.transport_emissions_kg_co2e(10.0, 150.0, 143.0, 1.05), 1.05 * 143],
     [225.2, 150], [0.1, 0.5]),
    ("W01b", lambda: e.transport_emissions_kg_co2e(10.0, 50.0, 150.0), 75.0, 0.1),
    ("W01c", lambda: [e.hub_emissions_kg_co2e(10.0, 1.07), 2 * e.hub_emissions_kg_co2e(10.0, 1.07)],
     [10.7, 21.4], 0.05),
    ("W01e", lambda: e.transport_emissions_kg_co2e(10.0, 100.0, 150.0), 150.0, 0.2),
    ("W01f", lambda: [CHAIN_KG.sum(), e.chain_intensity_g_co2e_per_t_km(CHAIN_KG, CHAIN_T_KM)],
     [318.3, 49], [0.2, 0.5]),
    # The same, example 1
    ("W02", hub_kg, [24_088, 1_324_218, 0.21, 11.57, 11.78], [6, 6, 0.005, 0.005, 0.005]),
    # The same, example 3; its third share is printed as 0.5 % and is 0.62 % of its own figures
    ("W08", shares_of_the_round, [7.7, 2.0, 0.62, 4.9, 1.0], 0.05),
    # GHG Protocol, Technical Guidance for Calculating Scope 3 Emissions, examples 4.1 and 4.2
    ("W09", fuel_and_refrigerant_kg, 760_000.0, 0.0),
    ("W10", multimodal_kg, [800.0, 3000.0, 1200.0, 5000.0], 0.0),
    # VTT LIPASTO, user guide
    ("W13", lambda: e.interpolate(10.0, 6.0, 15.0, 0.95, 2.0), 1.4, 0.05),
    ("W15", train, [67_500.0, 6750.0, 24_300.0], 0.0),
    # UK DESNZ, conversion factors 2025
    ("D01", desnz_haul_kg, [77.03, 17.99, 95.02], 0.005),
    ("D02", lambda: [e.mean_load_t(1.06921, 0.05988), e.mean_load_t(0.85827, 0.09612)],
     [17.856, 8.929], 0.01),
    # CLECAT/UBA, Guide to ISO 14083, Table 17
    ("D06", diesel_kg_per_l, [2.680, 0.803, 3.483], 0.001),
    # This project's own: the 76 t combination, full out and empty back
    ("D08", lambda: [round_trip_76_t_kg(), round_trip_76_t_kg() / 5.1], [331.6, 65.0], [0.1, 0.05]),
]  # fmt: skip


@pytest.mark.parametrize(("number", "ours", "published", "tolerance"), EXAMPLES)
def test_published_examples_come_out(
    number: str,
    ours: Callable[[], float | list[float]],
    published: float | list[float],
    tolerance: float | list[float],
) -> None:
    difference = np.abs(np.atleast_1d(ours()) - np.atleast_1d(published))
    # A billionth is what floats themselves are off.
    assert (difference <= np.asarray(tolerance) + 1e-9).all(), number


@pytest.mark.skipif(not WORKED_EXAMPLES.exists(), reason="worked_examples.csv is not here")
def test_every_worked_example_is_typed_in_above_with_the_published_figures() -> None:
    given = pd.read_csv(WORKED_EXAMPLES, dtype="str").set_index("id").to_dict("index")
    assert sorted(map(str, given)) == sorted(number for number, *_ in EXAMPLES)
    for number, _, published, _ in EXAMPLES:
        text = f"{given[number]['expected']} {given[number]['status']}".replace(",", "")
        figures = {float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", text)}
        for figure in np.atleast_1d(published):
            assert {figure, figure / 1000} & figures, (number, figure)


def test_a_round_is_divided_by_either_distance_and_nothing_is_lost() -> None:
    mass_t = np.array([4.0, 1.0, 0.25, 2.0, 0.5])
    for distance_km in (np.array([7, 7.2, 9, 8.9, 7]), np.array([5.0, 6.0, 7.0, 8.0, 5.5])):
        parts = e.allocate_kg_co2e(100.0, mass_t * distance_km)
        assert parts.sum() == pytest.approx(100.0)
        assert parts[0] / parts[3] == pytest.approx(2 * distance_km[0] / distance_km[3])


def test_the_diesel_blend_of_the_guide_comes_out_by_energy() -> None:
    # Guide to ISO 14083, Table 17: diesel with 6.3 % biodiesel, 70.6 g/MJ tank to wheel
    assert fuels.blended_factor(75.26, 1.16, 0.063) == pytest.approx(70.6, abs=0.05)
    # 7 % by volume are less by energy, since a litre of FAME holds less
    share = fuels.bio_share_by_energy(0.07, 42.8 * 0.832, 37.0 * 0.892)
    assert share == pytest.approx(0.0652, abs=0.0001)


def test_a_cooling_unit_burns_by_the_hour_and_leaks_by_the_year() -> None:
    fuel_kg = fuels.cooling_emissions_kg_co2e(100.0, 2.5, 3.483)
    leak_kg = e.refrigerant_emissions_kg_co2e(fuels.refrigerant_leak_kg(6.0, 0.10, 1.0), 2000.0)
    assert fuel_kg + leak_kg == pytest.approx(870.75 + 1200.0)


@pytest.mark.parametrize(
    ("load_factor", "empty_share", "wtw"),
    [(1.0, 0.0, 52.7), (0.6, 0.17, 85.2), (1.0, 0.38, 72.5), (1.0, 0.5, 85.0)],
)
def test_load_factor_and_empty_running_make_the_intensity_of_a_semi(
    load_factor: float, empty_share: float, wtw: float
) -> None:
    # The 40 t semi-trailer of the energy model, on the shortest feasible distance
    empty, full = (1.10 * 97.82 * mj for mj in (7.13, 11.67))
    load = loads.load_t(25.0, load_factor)
    back = loads.empty_km_per_loaded_km(empty_share)
    driven = loads.intensity_at_load_g_co2e_per_t_km(empty, full, 25.0, load, back)
    assert e.intensity_on_sfd_g_co2e_per_t_km(driven, 1.05) == pytest.approx(wtw, abs=0.05)


@pytest.mark.parametrize("sets", [[], ["desnz-2025"], ["hvo"], ["electric"]])
def test_no_heavier_class_is_worse_at_full_load_whatever_the_factors(sets: list[str]) -> None:
    table = truck_classes(reference.vehicles(), sets)
    wtw = (table["ttw"] + table["wtt"]).to_numpy()
    assert (np.diff(wtw) <= 1e-9).all()
    for part in ("ttw", "wtt"):
        assert (table[part] >= 0).all()


def test_formulas_give_back_what_they_are_given() -> None:
    column = pd.Series([10.0, None], index=["a", "b"])
    emissions = e.transport_emissions_kg_co2e(column, column, column)
    assert emissions.index.to_list() == ["a", "b"]
    assert emissions.to_list() == pytest.approx([1.0, np.nan], nan_ok=True)
    array = e.transport_activity_t_km(np.array([2.0]), np.array([3.0]))
    assert isinstance(array, np.ndarray)
    assert array.tolist() == [6.0]


def test_a_half_loaded_truck_lies_half_way_between_empty_and_full() -> None:
    trucks = reference.vehicles()
    half = e.interpolate(
        0.5, 0.0, 1.0, trucks["energy_empty_mj_per_km"][0], trucks["energy_full_mj_per_km"][0]
    )
    assert half == pytest.approx((6.25 + 7.26) / 2)


def test_a_heavier_class_at_full_load_is_never_worse_per_tonne_kilometre() -> None:
    trucks = reference.vehicles().sort_values("gross_vehicle_weight_t")
    intensity = e.truck_intensity_g_co2e_per_t_km(
        trucks["energy_full_mj_per_km"],
        trucks["energy_empty_mj_per_km"],
        trucks["payload_t"],
        97.82,
    )
    assert intensity.is_monotonic_decreasing


def test_every_factor_has_its_unit_scope_year_source_and_licence() -> None:
    tables = sorted((ROOT / "data/reference/factors").glob("*.csv"))
    assert tables
    for path in tables:
        table = pd.read_csv(path)
        needed = [name for name in ("unit", "scope", "year", "source", "licence")
                  if name != "unit" or path.stem != "truck_energy_model"]  # fmt: skip
        assert table[needed].notna().all(axis=None), path.name


def test_the_range_of_every_factor_holds_its_value() -> None:
    factors = reference.factor_defaults()
    assert (factors["low"] <= factors["value"]).all()
    assert (factors["value"] <= factors["high"]).all()


@pytest.mark.parametrize("page", ["method.md", "route.md", "assess.md", "factors.md"])
def test_the_numbers_on_the_pages_come_out(page: str) -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / page), module_relative=False)
    assert failed == 0
    assert tried > 0
