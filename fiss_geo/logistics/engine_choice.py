"""Which road engine a run measures with: the embedded roads, a network file or a server."""

from pathlib import Path

from fiss_geo.logistics.roads.embedded import embedded_engine
from fiss_geo.logistics.roads.engines import Engine
from fiss_geo.logistics.roads.network_engine import network_engine
from fiss_geo.logistics.roads.network_file import read_network
from fiss_geo.logistics.roads.servers import KINDS, server_engine


def refuse_two_engines(network: Path | None, server: str | None) -> None:
    """Refuse to choose between a network and a server.

    Raises
    ------
    ValueError
        If both are given, or the server is of no known kind.
    """
    if network is not None and server is not None:
        raise ValueError("give a network or an engine, not both")
    if server is not None and server.partition(":")[0] not in KINDS:
        raise ValueError(f'engine is "{server}"; expected osrm:http://… or valhalla:http://…')


def choose_engine(network: Path | None = None, server: str | None = None) -> Engine:
    """Give the engine that was asked for, or the one on the embedded main roads.

    Parameters
    ----------
    network : pathlib.Path, optional
        File of ``fiss-geo network build``.
    server : str, optional
        ``osrm:http://…`` or ``valhalla:http://…``.

    Raises
    ------
    MissingFile, BadInput
        If the network file is missing, damaged, or of another version.
    ValueError
        As ``refuse_two_engines``.
    """
    refuse_two_engines(network, server)
    if network is not None:
        return network_engine(read_network(network))
    if server is not None:
        return server_engine(server)
    return embedded_engine()
