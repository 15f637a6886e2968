"""``assess``: one haul by hand, the laws of transport emissions, and what is not known."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import toy
import toy_roads
from hypothesis import given, settings
from hypothesis import strategies as st

from fiss_geo import reference
from fiss_geo.errors import BadTable
from fiss_geo.logistics.assess import BY_PIPE, NO_DISTANCE, assess, truck_classes
from fiss_geo.logistics.route import route
from fiss_geo.logistics.vehicles import choose_vehicle

# (11.67 + 7.13) MJ/km * 1.10 * 1.05 / 25 t, times g CO2e/MJ: a 40 t semi-trailer out and back.
SEMI_TTW, SEMI_WTT = 0.86856 * 75.26, 0.86856 * 22.56

FIGURES = [
    "transport_ttw_kg_co2e_per_t", "transport_wtt_kg_co2e_per_t", "transport_wtw_kg_co2e_per_t",
    "transport_wtw_low_kg_co2e_per_t", "transport_wtw_high_kg_co2e_per_t",
    "transport_wtw_t_co2e_per_a", "transport_wtw_low_t_co2e_per_a",
    "transport_wtw_high_t_co2e_per_a",
]  # fmt: skip


def routed(
    *hauls: tuple[float | None, float | None], half_width_km: float = 0.0, **columns: str
) -> gpd.GeoDataFrame:
    """Make routed candidates of (mass in t/a, road in km); None is missing."""
    ids = [(f"F{2 * n + 1}", f"F{2 * n + 2}") for n in range(len(hauls))]
    mass, road_km = (np.array(side, dtype=float) for side in zip(*hauls, strict=True))
    candidates = toy_roads.candidates(*ids, **columns).assign(mass_t_per_a=mass)
    flows = toy.flows(*[{}] * (2 * len(hauls)))
    table = route(candidates, flows, toy_roads.engine())
    return table.assign(road_distance_km=road_km, distance_uncertainty_km=half_width_km)


def assessed(mass_t_per_a: float | None, road_km: float | None, **columns: Any) -> dict[str, Any]:  # noqa: ANN401 - columns of any type
    return dict(assess(routed((mass_t_per_a, road_km), **columns)).iloc[0])


def semi() -> pd.DataFrame:
    trucks = reference.vehicles()
    return trucks[trucks["vehicle"] == "Semi 40 t"]


def test_a_thousand_tonnes_over_a_hundred_kilometres() -> None:
    pair = assessed(1000.0, 100.0)
    assert pair["vehicle"] == "Semi 40 t"
    assert pair["body_type"] == "tipper"
    assert pair["vehicle_reason"].endswith("filled by weight: 25 t of 25 t; empty back")
    assert pair["trips_per_a"] == 40
    assert pair["transport_activity_t_km_per_a"] == 100_000
    assert pair["transport_ttw_kg_co2e_per_t"] == pytest.approx(SEMI_TTW / 10)
    assert pair["transport_wtt_kg_co2e_per_t"] == pytest.approx(SEMI_WTT / 10)
    assert pair["transport_wtw_kg_co2e_per_t"] == pytest.approx(8.496, abs=0.001)
    assert pair["transport_wtw_t_co2e_per_a"] == pytest.approx(8.496, abs=0.001)
    assert pd.isna(pair["no_emissions_reason"])
    assert pair["emissions_basis"] == (
        "screening estimate, aligned with EN ISO 14083:2023, not a certified calculation; "
        "embedded factors"
    )


def test_the_range_takes_the_factors_and_the_distance_together() -> None:
    pair = assessed(2000.0, 100.0, half_width_km=10.0)
    low = (11.67 + 7.13) / 25 * 1.00 * 1.00 * (75.26 + 15) * 90 / 1000
    # At the high end the truck is 85 % full: 21.25 t, and burns less for it.
    full = 7.13 + (11.67 - 7.13) * 0.85
    high = (full + 7.13) / 21.25 * 1.25 * 1.10 * (75.26 + 23) * 110 / 1000
    assert pair["transport_wtw_low_kg_co2e_per_t"] == pytest.approx(low)
    assert pair["transport_wtw_high_kg_co2e_per_t"] == pytest.approx(high)
    assert pair["transport_wtw_low_t_co2e_per_a"] == pytest.approx(2 * low)
    assert pair["transport_wtw_high_t_co2e_per_a"] == pytest.approx(2 * high)


def test_loads_are_rounded_up_and_a_full_last_load_is_no_load_more() -> None:
    table = assess(routed((25.0, 9.0), (25.1, 9.0), (25.0 * 1.1 * 10, 9.0), (0.0, 9.0)), semi())
    assert table["trips_per_a"].to_list() == [1, 2, 11, 0]


def test_without_a_mass_the_tonne_has_a_figure_and_the_year_has_none() -> None:
    pair = assessed(None, 100.0)
    assert pair["vehicle"] == "Semi 40 t"
    assert pair["transport_wtw_kg_co2e_per_t"] == pytest.approx(8.496, abs=0.001)
    yearly = ["trips_per_a", "transport_activity_t_km_per_a", "transport_wtw_t_co2e_per_a",
              "transport_wtw_low_t_co2e_per_a", "transport_wtw_high_t_co2e_per_a"]  # fmt: skip
    assert all(np.isnan(pair[name]) for name in yearly)
    assert pd.isna(pair["no_emissions_reason"])


@pytest.mark.parametrize(
    ("road_km", "group", "reason"),
    [(None, "slag", NO_DISTANCE), (9.0, "waste_heat_steam", BY_PIPE), (None, "co2", BY_PIPE)],
)
def test_what_is_not_trucked_has_a_reason_and_no_figure(
    road_km: float | None, group: str, reason: str
) -> None:
    pair = assessed(1000.0, road_km, material_group=group)
    assert pair["no_emissions_reason"] == reason
    assert pd.isna(pair["vehicle"])
    assert all(np.isnan(pair[name]) for name in FIGURES)
    assert np.isnan(pair["trips_per_a"])
    assert np.isnan(pair["transport_activity_t_km_per_a"])


def test_a_candidate_without_a_material_group_is_trucked() -> None:
    table = routed((1000.0, 100.0)).assign(material_group=pd.Series([None], dtype="str"))
    assert assess(table)["transport_wtw_kg_co2e_per_t"].notna().all()


def test_every_row_stays_in_its_order_with_its_index_and_its_own_columns() -> None:
    table = routed((1000.0, 100.0), (None, None), (9000.0, 20.0)).set_axis([5, 5, -1])
    table["mine"] = ["a", "b", "c"]
    before = table.copy()
    result = assess(table)
    pd.testing.assert_frame_equal(pd.DataFrame(result[before.columns]), pd.DataFrame(before))
    pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(before))
    assert result["vehicle"].fillna("-").to_list() == ["Semi 40 t", "-", "Combination 76 t"]


def test_no_candidates_make_an_empty_table() -> None:
    assert len(assess(routed((1.0, 1.0)).head(0))) == 0


def test_a_single_class_is_used_for_every_mass() -> None:
    table = assess(routed((1.0, 10.0), (90_000.0, 10.0), (None, 10.0)), semi())
    assert set(table["vehicle"]) == {"Semi 40 t"}


def test_a_table_that_lacks_the_chosen_class_is_refused_by_name() -> None:
    trucks = reference.vehicles().query("vehicle != 'Combination 76 t'")
    with pytest.raises(BadTable, match="lacks Combination 76 t"):
        assess(routed((90_000.0, 10.0)), trucks)


def test_a_table_of_another_stage_is_refused() -> None:
    with pytest.raises(BadTable, match="RoutedCandidates needs a GeoDataFrame"):
        assess(toy_roads.candidates(("F1", "F2")))
    with pytest.raises(BadTable, match="column offer_id is missing"):
        assess(toy.flows({}))


@pytest.mark.parametrize(
    ("trucks", "fault"),
    [
        (reference.vehicles().drop(columns="payload_t"), "column payload_t is missing"),
        (reference.vehicles().assign(payload_t=0.0), "payload_t is"),
        (pd.concat([reference.vehicles()] * 2, ignore_index=True), "vehicle is"),
    ],
)
def test_vehicles_that_no_truck_has_are_refused(trucks: pd.DataFrame, fault: str) -> None:
    with pytest.raises(BadTable, match=fault):
        assess(routed((1.0, 1.0)), trucks)


@pytest.mark.parametrize("group", [None, *reference.material_groups()["material_group"]])
def test_more_mass_never_goes_with_a_smaller_truck(group: str | None) -> None:
    mass = pd.Series(np.linspace(0, 20_000, 500))
    groups = pd.Series(group, index=mass.index, dtype="str")
    payload_t = choose_vehicle(mass, groups).map(truck_classes(reference.vehicles())["payload_t"])
    assert payload_t.is_monotonic_increasing


masses = st.floats(0.1, 1e6)
distances = st.floats(0.1, 1500)


@settings(max_examples=25)
@given(masses, distances, st.floats(0.01, 100))
def test_emissions_are_linear_in_mass_and_in_distance(
    mass_t: float, road_km: float, times: float
) -> None:
    hauls = [(mass_t, road_km), (mass_t * times, road_km), (mass_t, road_km * times)]
    once, more_mass, more_km = assess(routed(*hauls), semi())["transport_wtw_t_co2e_per_a"]
    assert more_mass == pytest.approx(once * times)
    assert more_km == pytest.approx(once * times)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.none() | masses, st.none() | distances), min_size=1, max_size=30))
def test_laws_of_every_assessment(hauls: list[tuple[float | None, float | None]]) -> None:
    table = assess(routed(*hauls, half_width_km=0.1))
    ttw, wtt, wtw = (table[name] for name in FIGURES[:3])
    known = table["road_distance_km"].notna()
    assert (wtw[known] == (ttw + wtt)[known]).all()
    assert (wtw[known] > 0).all()
    assert (table["transport_wtw_low_kg_co2e_per_t"][known] < wtw[known]).all()
    assert (table["transport_wtw_high_kg_co2e_per_t"][known] > wtw[known]).all()
    assert table.loc[~known, FIGURES].isna().all(axis=None)
    assert (known == table["no_emissions_reason"].isna()).all()
    assert table["mass_t_per_a"].notna().eq(table["trips_per_a"].notna())[known].all()
