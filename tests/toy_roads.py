"""Toy roads whose distances one can check in the head, and candidates to run over them.

Nodes lie 100 km apart on the plane; the number at an edge is its length along the road::

    3 ----130---- 4                   y = 100 km
    |             |
   110           110       island
    |             |
    1 ----120---- 2    6 --22-- 7     y = 0
   x=0          x=100  300     320 km
"""

import geopandas as gpd
import pandas as pd
import toy
from shapely import LineString

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.logistics.network import RoadNetwork, build_network
from fiss_geo.logistics.roads.edge_table import graph_of_edges
from fiss_geo.logistics.roads.engines import Engine
from fiss_geo.logistics.roads.graph import RoadGraph
from fiss_geo.logistics.roads.network import prepare
from fiss_geo.logistics.roads.network_engine import network_engine
from fiss_geo.schemas import CANDIDATES

NODES_KM = {1: (0, 0), 2: (100, 0), 3: (0, 100), 4: (100, 100), 6: (300, 0), 7: (320, 0)}
ROADS = ((1, 2, 120.0), (1, 3, 110.0), (2, 4, 110.0), (3, 4, 130.0), (6, 7, 22.0))


Road = tuple[int, int, float]


def edges(*roads: Road) -> gpd.GeoDataFrame:
    table = pd.DataFrame(roads or ROADS, columns=["from_node", "to_node", "length_km"])
    lines = [
        LineString([_metres(a), _metres(b)])
        for a, b in zip(table["from_node"], table["to_node"], strict=True)
    ]
    return gpd.GeoDataFrame(table, geometry=lines, crs=ETRS_TM35FIN)


def network(*roads: Road) -> RoadNetwork:
    return build_network(edges(*roads))


def graph(*roads: Road) -> RoadGraph:
    return graph_of_edges(edges(*roads), 60.0, "embedded main roads", {"file": "toy"})


def engine(*roads: Road) -> Engine:
    """Make an engine of roads driven at 60 km/h: a minute a kilometre."""
    return network_engine(prepare(graph(*roads)))


def points(*places_km: tuple[float, float]) -> gpd.GeoSeries:
    x, y = zip(*(_metres_at(*place) for place in places_km), strict=True)
    return gpd.GeoSeries(gpd.points_from_xy(x, y), crs=ETRS_TM35FIN)


def snapped(*places: tuple[int, float]) -> pd.DataFrame:
    """Make rows of ``snap`` of an edge and how far along it."""
    return pd.DataFrame(places, columns=["edge", "share"]).assign(leg_km=0.0)


def candidates(
    *pairs: tuple[str, str], **columns: str | float | list[str] | list[float] | None
) -> pd.DataFrame:
    """Make candidates of pairs of flow_ids; ``columns`` fill any column."""
    table = pd.DataFrame(pairs, columns=["offer_id", "need_id"]).assign(
        offer_organisation="Giver", need_organisation="Taker", offer_resource_name="slag",
        need_resource_name="slag", material_group="slag", offer_status="in_use",
        need_status="in_use", mass_t_per_a=1000.0, mass_basis="toy", score=0.5, reasons="toy",
        reasons_fi="toy", reasons_sv="toy", against=None, against_fi=None, against_sv=None,
        is_two_way=False, accepted_count=0, rejected_count=0,
    ).assign(**columns)  # fmt: skip
    types = {name: str(column.dtype) for name, column in CANDIDATES.columns.items()}
    extra = [name for name in table.columns if name not in types]
    return table.reindex(columns=[*types, *extra]).astype(types)


def _metres(node: int) -> tuple[float, float]:
    return _metres_at(*NODES_KM[node])


def _metres_at(x_km: float, y_km: float) -> tuple[float, float]:
    return toy.EAST_0 + x_km * 1000, toy.NORTH_0 + y_km * 1000
