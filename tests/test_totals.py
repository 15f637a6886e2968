"""Totals: every way of parting the nation adds up to it, in flows, tonnes and what is matched."""

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import toy
from hypothesis import given, settings
from hypothesis import strategies as st

from fiss_geo import locate
from fiss_geo.regions.exchanges import exchanges
from fiss_geo.regions.totals import totals

SUMS = [
    "offer_count", "need_count", "quantified_offer_count", "quantified_need_count",
    "offered_t_per_a", "needed_t_per_a", "offered_stock_t", "needed_stock_t", "matched_t_per_a",
    "open_candidate_count",
]  # fmt: skip
MOVED = ["inside_t_per_a", "outgoing_t_per_a", "incoming_t_per_a"]


def _flow(x_km: float | None, mass: float | None = None, **others: object) -> dict[str, object]:
    return {"x_km": x_km, "mass_t_per_a": mass, "quantity": mass, **others}


def _located(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    return locate(toy.flows(*rows), toy.municipalities(), toy.parks())


def _ranking(*pairs: tuple[str, str, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(pairs, columns=["offer_id", "need_id", "mass_t_per_a"])
    return table.assign(rank=range(1, len(pairs) + 1)).astype({"mass_t_per_a": float})


def _by_code(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    return table[table["total_kind"] == kind].set_index("area_code")


def _row(table: pd.DataFrame, code: str, names: list[str]) -> list[Any]:
    return table[names].astype(object).loc[[code]].fillna(-1).to_numpy()[0].tolist()


# Offers of 100 and 60 t in Alku, 7 t in Loppu, 1 t far at sea and one of unknown place; needs of
# 50 t in Alku and 90 t in Loppu.
FLOWS = (
    _flow(3, 100.0, material_group="slag"),
    _flow(5, 60.0, y_km=5, material_group="ash"),
    _flow(17, 7.0, material_group="slag"),
    _flow(300, 1.0),
    _flow(None, 20.0),
    _flow(4, 50.0, role="need", material_group="slag"),
    _flow(16, 90.0, role="need", material_group="ash"),
    _flow(16, None, role="need"),
)
# The first takes 50 of 100 inside Alku, the second the other 50 to Loppu, the third 40 of the 60
# that ask for the 40 left there; the fourth finds nothing left; the fifth has no figure at an end;
# the unknown offer and the one at sea meet a need that is filled.
PAIRS = (
    ("F1", "F6", 50.0), ("F1", "F7", 90.0), ("F2", "F7", 60.0), ("F3", "F7", 7.0),
    ("F3", "F8", 7.0), ("F5", "F6", 20.0),
)  # fmt: skip


def test_the_better_candidate_takes_first_and_no_tonne_twice() -> None:
    taken = exchanges(_located(*FLOWS), _ranking(*PAIRS))
    assert taken["taken_t_per_a"].to_list() == [50.0, 50.0, 40.0, 0.0, 0.0, 0.0]
    assert taken["is_open"].to_list() == [False, False, False, False, True, False]


def test_inside_outgoing_and_incoming_by_hand() -> None:
    table = totals(_located(*FLOWS), _ranking(*PAIRS))
    moved = ["matched_t_per_a", "inside_t_per_a", "outgoing_t_per_a", "incoming_t_per_a"]
    region = _by_code(table, "region")
    assert _row(region, "01", moved) == [140.0, 50.0, 90.0, 0.0]
    assert _row(region, "02", moved) == [0.0, 0.0, 0.0, 90.0]
    nation = _by_code(table, "nation")
    assert _row(nation, "FI", moved) == [140.0, 140.0, 0.0, -1]
    park = _by_code(table, "park")
    assert _row(park, "toy-park", moved) == [40.0, 0.0, 40.0, -1]
    assert _row(park, "none", moved) == [100.0, 0.0, 100.0, 140.0]
    material = _by_code(table, "material")
    assert _row(material, "slag", moved) == [100.0, 50.0, 50.0, 0.0]
    assert _row(material, "ash", moved) == [40.0, 40.0, 0.0, 50.0]


def test_unknown_and_outside_are_rows_of_their_own() -> None:
    region = _by_code(totals(_located(*FLOWS)), "region")
    assert list(region.index) == ["01", "02", "outside", "unknown"]
    assert region["offered_t_per_a"].to_list() == [160.0, 7.0, 1.0, 20.0]
    assert region["needed_t_per_a"].fillna(-1).to_list() == [50.0, 90.0, -1.0, -1.0]
    assert region["need_count"].to_list() == [1, 2, 0, 0]
    assert region["quantified_need_count"].to_list() == [1, 1, 0, 0]


def test_between_two_unknown_places_nothing_is_inside() -> None:
    rows = (_flow(None, 10.0), _flow(None, 10.0, role="need"))
    table = totals(_located(*rows), _ranking(("F1", "F2", 10.0)))
    moved = ["inside_t_per_a", "outgoing_t_per_a", "incoming_t_per_a"]
    assert _row(_by_code(table, "region"), "unknown", moved) == [0.0, 10.0, 10.0]
    assert _by_code(table, "nation").loc["FI", "inside_t_per_a"] == 10.0


def test_a_catchment_is_told_apart_from_its_park() -> None:
    parks = toy.parks().assign(catchment_km=2.0)
    rows = (_flow(5, 1.0, y_km=5), _flow(7.5, 10.0, y_km=5), _flow(8.5, 100.0, y_km=5))
    flows = locate(toy.flows(*rows), toy.municipalities(), parks)
    assert flows["park_method"].to_list() == ["inside", "within catchment", "none"]
    table = totals(flows)
    assert _by_code(table, "park").loc["toy-park", "offered_t_per_a"] == 1.0
    assert _by_code(table, "park with catchment").loc["toy-park", "offered_t_per_a"] == 11.0


def test_a_total_without_any_figure_is_missing_not_zero() -> None:
    table = totals(_located(_flow(3)))
    assert table[["offered_t_per_a", "needed_t_per_a", "matched_t_per_a"]].isna().all(axis=None)


def test_earlier_years_do_not_count() -> None:
    table = totals(_located(_flow(3, 5.0), _flow(3, 4.0, is_superseded=True)))
    assert _by_code(table, "nation").loc["FI", "offered_t_per_a"] == 5.0


def test_regions_bear_both_codes_of_eurostat_and_names() -> None:
    areas = toy.municipalities().assign(region_code=["06", "21"])
    table = totals(locate(toy.flows(_flow(3), _flow(17)), areas, toy.parks()))
    region = _by_code(table, "region")
    names = ["area_name_fi", "area_name_sv", "nuts3_2021_code", "nuts3_2024_code"]
    assert _row(region, "06", names) == ["Pirkanmaa", "Birkaland", "FI197", "FI19B"]
    assert _row(region, "21", names) == ["Ahvenanmaa", "Åland", "FI200", "FI200"]


masses = st.none() | st.integers(0, 1000).map(float)
places = st.none() | st.sampled_from([1.0, 5.0, 10.0, 15.0, 300.0])
flow_rows = st.builds(
    lambda x_km, mass, role, group, stock: _flow(
        x_km, mass, y_km=5, role=role, material_group=group, stock_mass_t=stock
    ),
    places, masses, st.sampled_from(["offer", "need"]), st.sampled_from(["slag", "ash", None]),
    masses,
)  # fmt: skip


@settings(max_examples=15)
@given(st.lists(flow_rows, min_size=1, max_size=12), st.integers(0, 10), masses)
def test_every_kind_adds_up_to_the_nation(
    rows: list[dict[str, object]], turn: int, most: float | None
) -> None:
    flows = _located(*rows)
    offers, needs = (flows.loc[flows["role"] == role, "flow_id"] for role in ("offer", "need"))
    pairs = [(offer, need, most) for offer in offers for need in needs]
    table = totals(flows, _ranking(*pairs[turn:], *pairs[:turn]))
    sums = table.groupby("total_kind")[[*SUMS, *MOVED]].sum().astype(float)
    known = table[[*SUMS, *MOVED]].notna().groupby(table["total_kind"]).any()
    for kind in sums.index:
        assert sums.loc[kind, SUMS].to_numpy() == pytest.approx(sums.loc["nation", SUMS].to_numpy())
        assert (known.loc[kind, SUMS] == known.loc["nation", SUMS]).all()
    matched = sums["matched_t_per_a"].to_numpy()
    assert (sums["inside_t_per_a"] + sums["outgoing_t_per_a"]).to_numpy() == pytest.approx(matched)
    assert (sums["inside_t_per_a"] + sums["incoming_t_per_a"]).to_numpy() == pytest.approx(matched)
