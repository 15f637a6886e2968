"""Twenty-five flows of three regions and two parks, whose every sum one can do on paper.

::

    material     offers                                   needs
    slag         S1 100 (01, P1)  S2 60 (02, P2)          S3 40 (01, P1)  S4 80 (02)  S5 ? (03)
                 E1 999, ended (01, P1)
    ash          A1 50 (01, P1)   A2 30 (02, P2)          A3 20 (02, P2)
                 A4 10 (03)
    lime         L2 25 (02)       L3 30 (01)              L1 70 (01, P1)
    wood         W1 ? (01, P1)                            W2 15 (01, P1)
    rock         T1 500 t once (02, P2)                   T2 20 (01, P1)
    chemicals    Z1 12, hazardous (02)                    Z2 12 (01)
    plastics     K1 10, K2 10 (03)                        K3 10 (03)  K4 10 (02)
    heat, GWh/a  H1 10 (01, P1)                           H2 4 (01, P1)   H3 9 (02)
"""

from typing import Any, Final, cast

import geopandas as gpd
import pandas as pd
import toy
from toy_candidates import candidates, usual_texts

from fiss_geo import rank
from fiss_geo.schemas import LOCATED_FLOWS, column_types

_SLAG, _ASH, _LIME, _WOOD = "slag", "ash", "lime_and_calcite", "wood_bark"
_ROCK, _CHEMICALS, _PLASTICS, _HEAT = (
    "mine_rock_tailings", "chemicals_oils", "plastics", "waste_heat_steam",
)  # fmt: skip
# id, role, material, t/a, region, park
_FLOWS = (
    ("S1", "offer", _SLAG, 100, "01", "P1"), ("S2", "offer", _SLAG, 60, "02", "P2"),
    ("S3", "need", _SLAG, 40, "01", "P1"), ("S4", "need", _SLAG, 80, "02", None),
    ("S5", "need", _SLAG, None, "03", None), ("E1", "offer", _SLAG, 999, "01", "P1"),
    ("A1", "offer", _ASH, 50, "01", "P1"), ("A2", "offer", _ASH, 30, "02", "P2"),
    ("A3", "need", _ASH, 20, "02", "P2"), ("A4", "offer", _ASH, 10, "03", None),
    ("L1", "need", _LIME, 70, "01", "P1"), ("L2", "offer", _LIME, 25, "02", None),
    ("L3", "offer", _LIME, 30, "01", None), ("W1", "offer", _WOOD, None, "01", "P1"),
    ("W2", "need", _WOOD, 15, "01", "P1"), ("T1", "offer", _ROCK, None, "02", "P2"),
    ("T2", "need", _ROCK, 20, "01", "P1"), ("Z1", "offer", _CHEMICALS, 12, "02", None),
    ("Z2", "need", _CHEMICALS, 12, "01", None), ("K1", "offer", _PLASTICS, 10, "03", None),
    ("K2", "offer", _PLASTICS, 10, "03", None), ("K3", "need", _PLASTICS, 10, "03", None),
    ("K4", "need", _PLASTICS, 10, "02", None), ("H1", "offer", _HEAT, None, "01", "P1"),
    ("H2", "need", _HEAT, None, "01", "P1"), ("H3", "need", _HEAT, None, "02", None),
)  # fmt: skip
_BESIDES: Final[dict[str, dict[str, object]]] = {
    "E1": {"status": "ended"}, "T1": {"stock_mass_t": 500}, "Z1": {"low_code": "100104"},
    "H1": {"energy_gwh_per_a": 10}, "H2": {"energy_gwh_per_a": 4}, "H3": {"energy_gwh_per_a": 9},
}  # fmt: skip
# offer, need, road km, t/a, net benefit kg CO2e/t
_PAIRS = (
    ("S1", "S3", 10, 40, 50), ("S1", "S4", 100, 80, 45), ("S1", "S5", 200, 100, 5),
    ("S2", "S3", 110, 40, 40), ("S2", "S4", 20, 60, 48), ("A1", "A3", 105, 20, 30),
    ("A2", "A3", 5, 20, 36), ("A4", "A3", 300, 10, -10), ("L2", "L1", 120, 25, 100),
    ("L3", "L1", 130, 30, 110), ("W1", "W2", 2, 15, 20), ("T1", "T2", 90, 20, 7),
    ("Z1", "Z2", 95, 12, 60), ("K1", "K3", 10, 10, 90), ("K1", "K4", 50, 10, 80),
    ("K2", "K3", 12, 10, 85), ("H1", "H2", 1, None, None), ("H1", "H3", 100, None, None),
)  # fmt: skip
_X_KM = {"01": 2.0, "02": 14.0, "03": 30.0}
COUNT = len(_PAIRS)


def located() -> gpd.GeoDataFrame:
    """LocatedFlows; flows of a region stand at one place, those of region 03 outside both."""
    rows: list[dict[str, object]] = [
        {"flow_id": flow, "role": role, "organisation": f"{flow} Oy", "material_group": material,
         "resource_name": material, "mass_t_per_a": mass, "quantity": mass,
         "x_km": _X_KM[region] + (1.0 if park else 0.0), "y_km": 5.0, **_BESIDES.get(flow, {})}
        for flow, role, material, mass, region, park in _FLOWS
    ]  # fmt: skip
    flows = toy.flows(*rows)
    areas = {
        "municipality_code": ["00" + region[1] for *_, region, _ in _FLOWS],
        "region_code": [region for *_, region, _ in _FLOWS],
        "area_method": "point in polygon",
        "park_id": [park for *_, park in _FLOWS],
        "park_method": ["inside" if park else "none" for *_, park in _FLOWS],
    }
    types = column_types(LOCATED_FLOWS)
    flags = {name: False for name, kind in types.items() if kind == "bool"}
    usual = {**dict.fromkeys(types), **flags, **usual_texts(LOCATED_FLOWS), **areas}
    table = flows.assign(**{name: usual[name] for name in usual if name not in flows})
    return table.astype(types)


def assessed() -> gpd.GeoDataFrame:
    """AssessedCandidates: 10 kg CO2e/t a 100 km, and the net benefit as typed."""
    flows = {flow: (material, region, park) for flow, _, material, _, region, park in _FLOWS}
    rows = [
        {"offer_id": offer, "need_id": need, "road_distance_km": km, "mass_t_per_a": mass,
         "offer_organisation": f"{offer} Oy", "need_organisation": f"{need} Oy",
         "material_group": flows[offer][0], "straight_distance_km": km,
         "transport_wtw_kg_co2e_per_t": None if mass is None else km / 10,
         **{f"{side}_{name}": flows[end][at] for side, end in (("offer", offer), ("need", need))
            for at, name in ((1, "region_code"), (2, "park_id"))}}
        for offer, need, km, mass, _ in _PAIRS
    ]  # fmt: skip
    benefit = pd.Series([gain for *_, gain in _PAIRS], dtype=float)
    return candidates(*rows).assign(net_benefit_kg_co2e_per_t=benefit)


def rows_of(table: pd.DataFrame, *keys: str) -> dict[Any, dict[str, Any]]:
    """Give the rows of a table by their key, as plain values."""
    named = table.set_index(list(keys) if len(keys) > 1 else keys[0])
    return cast("dict[Any, dict[str, Any]]", named.to_dict("index"))


def ranking() -> gpd.GeoDataFrame:
    """Ranking by distance."""
    return rank(assessed(), "distance")
