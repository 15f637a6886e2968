"""A routing server that somebody runs, by its address."""

from typing import Final

from fiss_geo.errors import BadInput, Fault
from fiss_geo.logistics.roads.engines import Engine
from fiss_geo.logistics.roads.osrm import osrm_engine
from fiss_geo.logistics.roads.valhalla import valhalla_engine

KINDS: Final = ("osrm", "valhalla")
"""What an address starts with, before a colon."""


def server_engine(address: str, profile: str = "truck") -> Engine:
    """Make an engine of an address such as ``osrm:http://127.0.0.1:5000``.

    Parameters
    ----------
    address : str
        ``osrm:`` or ``valhalla:``, then the server's address.
    profile : str
        Vehicle, for servers that ask for it (Valhalla); an OSRM server has one of its own.

    Raises
    ------
    BadInput, BadTable
        If it is no such address, or there is no such profile.

    >>> server_engine("osrm:http://127.0.0.1:5000").distance_method
    'OSRM server'
    """
    kind, _, url = address.partition(":")
    if kind == "osrm":
        return osrm_engine(url)
    if kind == "valhalla":
        return valhalla_engine(url, profile)
    expected = "expected osrm:http://… or valhalla:http://…"
    raise BadInput([Fault("engine", None, None, "", expected)])
