"""rank: a permutation, whatever the order of the input, with the unknown last."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from fiss_geo import rank
from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import BadTable
from fiss_geo.schemas import ASSESSED_CANDIDATES, column_types

_FILLED = {
    "offer_status": "in_use", "need_status": "in_use", "distance_method": "none",
    "mass_basis": "not known", "reasons": "same material group (slag)",
    "reasons_fi": "sama materiaaliryhmä (kuona)", "reasons_sv": "samma materialgrupp (slagg)",
    "is_two_way": False, "accepted_count": 0, "rejected_count": 0,
}  # fmt: skip


def _candidates(*rows: tuple[float | None, float | None, float]) -> gpd.GeoDataFrame:
    """Make candidates of (road km, kg CO2e/t, score) each."""
    table = pd.DataFrame(
        {
            "offer_id": [f"O{number}" for number in range(len(rows))],
            "need_id": "N1",
            "road_distance_km": [km for km, _, _ in rows],
            "transport_wtw_kg_co2e_per_t": [kg for _, kg, _ in rows],
            "score": [score for _, _, score in rows],
            **_FILLED,
        }
    )
    types = column_types(ASSESSED_CANDIDATES)
    table = table.reindex(columns=list(types))
    for side in ("offer", "need"):
        table = table.assign(**{f"{side}_organisation": "x", f"{side}_resource_name": "y"})
    lines = [LineString([(0, 0), (1, 1)])] * len(rows)
    return gpd.GeoDataFrame(table.astype(types), geometry=lines, crs=ETRS_TM35FIN)


def _order(table: pd.DataFrame) -> list[str]:
    return table["offer_id"].to_list()


def test_by_distance_by_emissions_and_by_both() -> None:
    table = _candidates((10, 9, 1), (20, 2, 1), (30, 1, 1))
    assert _order(rank(table, "distance")) == ["O0", "O1", "O2"]
    assert _order(rank(table, "emissions")) == ["O2", "O1", "O0"]
    # places: O0 1+3, O1 2+2, O2 3+1: all equal, so by id
    assert _order(rank(table, "both")) == ["O0", "O1", "O2"]


def test_missing_is_last_and_equal_goes_by_score() -> None:
    table = _candidates((None, None, 1), (5, 5, 0.6), (5, 5, 0.9))
    for by in ("distance", "emissions", "both"):
        ranked = rank(table, by)
        assert _order(ranked) == ["O2", "O1", "O0"]
        assert ranked["rank"].to_list() == [1, 2, 3]


def test_heat_has_a_distance_but_no_emissions_and_keeps_its_place() -> None:
    assert _order(rank(_candidates((50, 50, 1), (10, None, 1)), "both")) == ["O1", "O0"]


def test_unknown_order_and_wrong_table_are_refused() -> None:
    for by in (
        "luck",
        "distance, distance",
        "distance=0",
        "distance=-1",
        "distance=nan",
        "",
        "score=1, tonnes",
    ):
        with pytest.raises(ValueError, match="expected"):
            rank(_candidates((1, 1, 1)), by)
    with pytest.raises(BadTable, match="net_benefit_t_co2e_per_a is missing"):
        rank(
            _candidates((1, 1, 1)).drop(columns="net_benefit_t_co2e_per_a", errors="ignore"),
            "benefit",
        )
    with pytest.raises(BadTable, match="road_distance_km is missing"):
        rank(_candidates((1, 1, 1)).drop(columns="road_distance_km"))


def test_the_same_pair_twice_is_refused() -> None:
    table = _candidates((1, 1, 1), (2, 2, 1)).assign(offer_id="O0")
    with pytest.raises(BadTable, match="not a table of AssessedCandidates"):
        rank(table)


_figure = st.none() | st.sampled_from([0.0, 1.0, 2.0, 3.0]) | st.floats(0, 2000)
_rows = st.lists(st.tuples(_figure, _figure, st.floats(0, 1)), min_size=1, max_size=12)


_orders = ["distance", "emissions", "both", "score", "distance, score", "emissions=2, score=1"]


@given(_rows, st.integers(0, 99), st.sampled_from(_orders))
def test_a_permutation_whatever_the_order(
    rows: list[tuple[float | None, float | None, float]], seed: int, by: str
) -> None:
    table = _candidates(*rows)
    ranked = rank(table, by)
    assert sorted(_order(ranked)) == sorted(_order(table))
    assert ranked["rank"].to_list() == list(range(1, len(rows) + 1))
    shuffled = rank(table.sample(frac=1, random_state=seed), by)
    pd.testing.assert_frame_equal(pd.DataFrame(shuffled), pd.DataFrame(ranked))
    column = {"distance": "road_distance_km", "emissions": "transport_wtw_kg_co2e_per_t"}.get(by)
    if column:
        figures = ranked[column].to_numpy()
        known = figures[~np.isnan(figures)]
        assert (np.diff(known) >= 0).all()
        assert not np.isnan(figures[: len(known)]).any()
