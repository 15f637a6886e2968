"""Transport chains: the elements of ISO 14083, and rail and sea beside the truck."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import toy_roads
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from fiss_geo import reference
from fiss_geo.errors import BadTable
from fiss_geo.logistics.assess import assess
from fiss_geo.logistics.chains import chain_emissions, element_emissions
from fiss_geo.logistics.factor_sets import factor_set
from fiss_geo.logistics.multimodal import (
    CHAIN_IS_BEST,
    NO_MASS,
    NO_TERMINAL,
    TOO_SMALL,
    TRUCK_IS_BEST,
    rail_distances_km,
    sea_distances_km,
)
from fiss_geo.logistics.network import geodesic_km
from fiss_geo.schemas import ROUTED_CANDIDATES, column_types

LEG = {"chain_id": "A", "mass_t": 10.0, "distance_basis": "SFD", "daf": 1.0}
HUB = {
    "chain_id": "A", "mode": "hub", "mass_t": 10.0, "ttw_kg_co2e_per_t": 1.07,
    "wtt_kg_co2e_per_t": 0.0,
}  # fmt: skip


def case_a() -> pd.DataFrame:
    """CLECAT/UBA, Guide to ISO 14083, case A: truck, hub, ship, hub, truck."""
    road = {
        **LEG, "mode": "road", "daf": 1.05, "ttw_g_co2e_per_t_km": 103.0,
        "wtt_g_co2e_per_t_km": 40.0,
    }  # fmt: skip
    sea = {**LEG, "mode": "sea", "ttw_g_co2e_per_t_km": 14.38, "wtt_g_co2e_per_t_km": 0.0}
    return pd.DataFrame(
        [{**road, "distance_km": 50.0}, HUB, {**sea, "distance_km": 500.0}, HUB,
         {**road, "distance_km": 100.0}]
    )  # fmt: skip


def test_the_guides_chain_comes_out() -> None:
    elements = element_emissions(case_a())["wtw_kg_co2e"].to_numpy()
    assert elements == pytest.approx([75.0, 10.7, 71.9, 10.7, 150.0], abs=0.2)
    chain = chain_emissions(case_a()).loc["A"]
    assert chain["wtw_kg_co2e"] == pytest.approx(318.3, abs=0.3)
    assert chain["activity_t_km"] == 6500
    assert chain["wtw_g_co2e_per_t_km"] == pytest.approx(49, abs=0.5)


def test_a_chain_never_mixes_the_two_distances() -> None:
    table = case_a()
    table.loc[2, "distance_basis"] = "GCD"
    with pytest.raises(BadTable, match="chain A: mixes SFD and GCD"):
        chain_emissions(table)


def test_what_is_no_element_is_refused_by_row() -> None:
    table = case_a().assign(mode=["lorry", "hub", "sea", "hub", "road"])
    table.loc[4, "distance_km"] = -1.0
    with pytest.raises(BadTable) as error:
        element_emissions(table)
    assert 'row 0: mode is "lorry"; expected one of road, rail' in str(error.value)
    assert "row 4: distance_km is below 0" in str(error.value)


def test_a_chain_with_an_unknown_leg_has_no_sum() -> None:
    table = case_a()
    table.loc[2, "distance_km"] = np.nan
    assert chain_emissions(table).loc["A"].isna().all()


@given(st.floats(0.1, 1e5), st.floats(0.1, 2000), st.floats(0.1, 10))
def test_an_element_is_linear_and_wtw_is_ttw_and_wtt(mass: float, km: float, times: float) -> None:
    one = {
        **LEG, "mode": "rail", "mass_t": mass, "distance_km": km, "ttw_g_co2e_per_t_km": 25.8,
        "wtt_g_co2e_per_t_km": 7.7,
    }  # fmt: skip
    table = element_emissions(
        pd.DataFrame([one, {**one, "mass_t": mass * times}, {**one, "distance_km": km * times}])
    )
    wtw = table["wtw_kg_co2e"]
    assert wtw.to_numpy() == pytest.approx(wtw[0] * np.array([1, times, times]))
    assert (wtw == table["ttw_kg_co2e"] + table["wtt_kg_co2e"]).all()


def terminals(mode: str) -> pd.DataFrame:
    table = reference.terminals()
    return table[table["mode"] == mode].reset_index(drop=True)


def test_no_way_by_sea_is_shorter_than_the_great_circle() -> None:
    ports = terminals("sea")
    ways = sea_distances_km(ports)
    points = ports[["easting_m", "northing_m"]].to_numpy(dtype=float)
    for row, point in enumerate(points):
        straight = geodesic_km(np.tile(point, (len(points), 1)), points)
        # ports are kept to the metre
        assert (ways[row] >= straight - 0.1).all()
    assert (ways == ways.T).all()
    assert not np.isnan(ways).any()


def test_rails_join_all_yards_and_are_never_shorter_than_straight() -> None:
    yards = terminals("rail")
    ways = rail_distances_km(yards)
    assert not np.isnan(ways).any()
    points = yards[["easting_m", "northing_m"]].to_numpy(dtype=float)
    for row, point in enumerate(points):
        assert (ways[row] >= geodesic_km(np.tile(point, (len(points), 1)), points) - 0.1).all()
    names = list(yards["name"])
    # Oulu to Rovaniemi is 221 km along the rails, Seinäjoki to Oulu 334 km: common knowledge,
    # not read from a timetable, hence the wide tolerance.
    for a, b, km in (("Oulu", "Rovaniemi", 221), ("Seinäjoki", "Oulu", 334)):
        assert ways[names.index(a), names.index(b)] == pytest.approx(km, rel=0.05)


def routed(*hauls: tuple[str, str, float | None, float | None]) -> gpd.GeoDataFrame:
    """Make candidates between two towns: names, mass in t/a and road in km."""
    at = (
        reference.terminals().drop_duplicates("name").set_index("name")[["easting_m", "northing_m"]]
    )
    lines = [LineString([at.loc[a], at.loc[b]]) for a, b, _, _ in hauls]
    ids = [(f"O{n}", f"N{n}") for n in range(len(hauls))]
    table = toy_roads.candidates(*ids).assign(
        mass_t_per_a=np.array([mass for *_, mass, _ in hauls], dtype=float),
        road_distance_km=np.array([km for *_, km in hauls], dtype=float),
        straight_distance_km=1.0, distance_uncertainty_km=0.0, distance_method="none",
        offer_snap_km=0.0, need_snap_km=0.0,
    )  # fmt: skip
    types = column_types(ROUTED_CANDIDATES)
    typed = table.reindex(columns=list(types)).astype(types)
    return gpd.GeoDataFrame(typed, geometry=lines, crs=3067)


def test_a_large_flow_from_yard_to_yard_goes_by_rail() -> None:
    pair = dict(assess(routed(("Oulu", "Kouvola", 100_000.0, 500.0))).iloc[0])
    assert pair["best_chain"] == "road, rail, road"
    assert pair["chain_terminals"] == "Oulu – Kouvola"
    assert pair["chain_reason"] == CHAIN_IS_BEST
    # No leg by truck: two hubs of 1.07 kg and the rails at 25.8 and 7.7 g/t km.
    km = pair["chain_distance_km"]
    assert pair["chain_ttw_kg_co2e_per_t"] == pytest.approx(2.14 + km * 0.0258)
    assert pair["chain_wtw_kg_co2e_per_t"] == pytest.approx(2.14 + km * 0.0335)
    assert pair["chain_wtw_kg_co2e_per_t"] < pair["transport_wtw_kg_co2e_per_t"]
    assert pair["chain_wtw_low_kg_co2e_per_t"] < pair["chain_wtw_kg_co2e_per_t"]
    assert pair["chain_wtw_high_kg_co2e_per_t"] > pair["chain_wtw_kg_co2e_per_t"]


def test_the_truck_is_named_where_it_emits_less() -> None:
    # 160 km by road would be 10.4 kg by truck; the way round by rail is far more.
    pair = dict(assess(routed(("Parikkala", "Mikkeli", 30_000.0, 151.0))).iloc[0])
    assert pair["best_chain"] == "road"
    assert pair["chain_reason"] == TRUCK_IS_BEST
    assert pair["chain_wtw_kg_co2e_per_t"] == pair["transport_wtw_kg_co2e_per_t"]
    assert pair["chain_wtw_low_kg_co2e_per_t"] == pair["transport_wtw_low_kg_co2e_per_t"]


def test_small_near_and_unknown_flows_are_not_looked_at_and_say_so() -> None:
    table = assess(
        routed(
            ("Oulu", "Kouvola", 24_000.0, 500.0), ("Oulu", "Kemi", 100_000.0, 149.0),
            ("Oulu", "Kouvola", None, 500.0), ("Oulu", "Kouvola", 100_000.0, None),
            ("Mariehamn", "Kouvola", 26_000.0, 250.0),
        )
    )  # fmt: skip
    assert table["chain_reason"].fillna("-").to_list() == [
        TOO_SMALL, TOO_SMALL, NO_MASS, "-", NO_TERMINAL,
    ]  # fmt: skip
    assert table["best_chain"].iloc[:4].isna().all()
    assert table["chain_wtw_kg_co2e_per_t"].iloc[:4].isna().all()
    assert table["best_chain"].iloc[4] == "road"


def test_thresholds_are_factors_that_a_user_may_change(tmp_path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    path = tmp_path / "mine.csv"
    path.write_text(
        "key,value,unit,source\nchain_rail_from_t_per_a,1000,t/a,us\n", encoding="utf-8"
    )
    table = routed(("Oulu", "Kouvola", 2000.0, 500.0))
    assert assess(table, factors=[path])["best_chain"].iloc[0] == "road, rail, road"
    assert factor_set([path]).number("chain_rail_from_t_per_a", "low") == 1000
