"""accounts: sum in = sum used + sum left out, with a reason for each row left out."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo import accounts, assess, locate, match, rank, route
from fiss_geo.ranking.filters import Wish, choose


def _run(
    flows: gpd.GeoDataFrame, as_of: date | None = None
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
    located = locate(flows, toy.municipalities(), toy.parks())
    ranking = rank(assess(route(match(located, as_of=as_of), located)))
    return located, ranking, accounts.left_out(located, ranking, as_of=as_of)


def test_each_flow_left_out_says_where_and_why() -> None:
    slag = {"material_group": "slag"}
    *_, report = _run(
        toy.flows(
            {**slag},
            {**slag, "role": "need"},
            {**slag, "status": "ended"},
            {"material_group": "manure", "resource_name": "Hevosenlanta"},
            {**slag, "x_km": None, "location_note": "the file gives no place"},
            {**slag, "x_km": -3000},
        )
    )
    left = report[report["outcome"] == "left out"]
    assert left["flow_id"].to_list() == ["F3", "F4", "F5", "F6"]
    assert left["stage"].to_list() == ["match", "match", "locate", "route"]
    assert left["reason"].to_list()[:3] == [
        "the flow has ended",
        "no counterpart fits it by its material, known uses, waste code or name",
        "the file gives no place",
    ]
    assert "road" in left["reason"].iloc[3]


def test_what_is_kept_with_a_caveat_says_it_and_every_flow_is_left_out_once_at_most() -> None:
    slag = {"material_group": "slag"}
    _, _, report = _run(
        toy.flows(
            {**slag, "quantity_note": "the file says “noin 5”", "mass_t_per_a": 5.0},
            {**slag, "role": "need", "duplicate_of": "F9", "code_note": "park “x” is unknown"},
            {**slag, "is_service": True, "mass_t_per_a": 7.0},
            {**slag, "is_superseded": True},
        )
    )
    kept = report[report["outcome"] == "kept with a caveat"]
    assert sorted(kept["reason"]) == [
        "looks the same as F9", "park “x” is unknown", "the file says “noin 5”",
    ]  # fmt: skip
    left = report[report["outcome"] == "left out"]
    assert left["reason"].to_list() == [
        "a service, not a material", "an earlier year of the same flow",
    ]  # fmt: skip
    totals = accounts.caveat_totals(report).set_index("reason")
    assert totals.loc["a service, not a material", "mass_t_per_a"] == 7.0
    assert totals.loc["the file says …", "flow_count"] == 1
    assert totals.loc["looks the same as another row", "flow_count"] == 1


def test_where_nothing_is_unclear_the_report_is_empty() -> None:
    slag = {"material_group": "slag"}
    *_, report = _run(toy.flows({**slag}, {**slag, "role": "need"}))
    assert report.empty


def test_a_mass_made_from_a_volume_is_not_what_the_files_state() -> None:
    flows, ranking, left = _run(toy.flows({"mass_t_per_a": 30.0, "volume_m3_per_a": 100.0}))
    table = accounts.summary(flows, ranking, left)
    assert table.loc["read", "mass_t_per_a"] == 0
    assert table.loc["read", "volume_m3_per_a"] == 100


_flow = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["offer", "need"]),
        "material_group": st.sampled_from(["slag", "ash", None]),
        "resource_name": st.sampled_from(["x", "kuona"]),
        "status": st.sampled_from(["in_use", "ended"]),
        "x_km": st.sampled_from([None, 1.0, 12.0, -3000.0]),
        "mass_t_per_a": st.none() | st.integers(0, 10**9).map(lambda kg: kg / 1000),
        "stock_mass_t": st.none() | st.integers(0, 10**6).map(float),
        "until": st.sampled_from([None, "2026-05-31", "2026-06-01"]),
    }
)


@given(st.lists(_flow, min_size=1, max_size=10))
def test_sum_in_is_sum_used_and_sum_left_out(rows: list[dict[str, object]]) -> None:
    until = [row.pop("until") for row in rows]
    flows = toy.flows(*rows).assign(available_until_date=until)
    flows, ranking, left = _run(flows, date(2026, 6, 1))
    is_past = flows["available_until_date"].eq("2026-05-31") & (flows["status"] != "ended")
    said = left["reason"] == "its last day is before 2026-06-01"
    assert set(left.loc[said, "flow_id"]) == set(flows.loc[is_past, "flow_id"])
    table = accounts.summary(flows, ranking, left)
    for column in table.columns:
        whole, used, out = table.loc[["read", "routed", "left out"], column]
        assert whole == pytest.approx(used + out, abs=1e-3)
        reasons = table[table.index.str.startswith("left out: ")][column].sum()
        assert out == pytest.approx(reasons, abs=1e-3)
    assert table.loc["read", "flow_count"] == len(rows)


def test_what_is_passed_over_is_counted_as_left_out_for_that() -> None:
    slag = {"material_group": "slag", "mass_t_per_a": 10.0}
    located = locate(
        toy.flows(slag, {**slag, "role": "need", "x_km": 9.0}, {**slag, "x_km": 15.0},
                  {"material_group": "manure", "resource_name": "Hevosenlanta"}),
        toy.municipalities(), toy.parks(),
    )  # fmt: skip
    candidates = assess(route(match(located), located))
    wanted, passed_over = choose(candidates, Wish(max_road_distance_km=0))
    left = accounts.left_out(located, rank(wanted), candidates=candidates)
    assert len(candidates) == passed_over["passed_over_count"].sum() == 2
    assert left["stage"].to_list() == ["rank", "rank", "rank", "match"]
    assert set(left["reason"][:3]) == {accounts.PASSED_OVER}
    sums = accounts.summary(located, rank(wanted), left)
    assert sums.loc[["read", "matched", "routed", "left out"], "flow_count"].to_list() == [
        4, 3, 0, 4,
    ]  # fmt: skip
