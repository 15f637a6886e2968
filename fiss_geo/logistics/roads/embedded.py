"""The engine on the main roads that come with the toolkit."""

from fiss_geo.logistics.roads.edge_table import embedded_graph
from fiss_geo.logistics.roads.engines import Engine
from fiss_geo.logistics.roads.network import Network, prepare
from fiss_geo.logistics.roads.network_engine import network_engine


def embedded_roads() -> Network:
    """Prepare the main roads of Finland; takes a tenth of a second once all is compiled."""
    return prepare(embedded_graph())


def embedded_engine() -> Engine:
    """Make the engine on the main roads of Finland."""
    return network_engine(embedded_roads())
