"""Layers of a web feature service (WFS), by GDAL's own client.

GDAL pages, parses GML and minds the order of axes; what is added here are limits of time, a
second try, and sentences. The answer is counted against the number that the service itself
states, since a page that is lost would else be missed by nobody.
"""

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

import geopandas as gpd
import pyogrio

from fiss_geo.errors import BadInput, Fault

UNCHANGED: Final = "the boundaries fetched before, if any, stay as they are"


@dataclass(frozen=True)
class Limits:
    """How patient to be with a service.

    Attributes
    ----------
    answer_s : int
        Longest that one answer may take from first to last byte, in seconds.
    connect_s : int
        Longest wait for a connection, in seconds.
    attempts : int
        How often a layer is asked for before giving up.
    pause_s : float
        Wait before the second attempt, in seconds; twice that before the third, and so on.
    page_size : int
        Features asked for at once.
    """

    answer_s: int = 120
    connect_s: int = 20
    attempts: int = 3
    pause_s: float = 2.0
    page_size: int = 500


def read_layer(url: str, layer: str, limits: Limits = Limits()) -> gpd.GeoDataFrame:
    """Read a layer of a WFS, whole or not at all.

    Parameters
    ----------
    url : str
        Address of the service, http or https.
    layer : str
        Name with its prefix, such as ``tilastointialueet:kunta4500k_2026``.
    limits : Limits, optional
        How patient to be.

    Returns
    -------
    geopandas.GeoDataFrame
        As the service gives it.

    Raises
    ------
    BadInput
        With a sentence: no connection, no answer in time, an answer that is no WFS, a layer that
        is not there or is empty, or fewer features than the service says it has.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise _fault(url, "expected an address that begins with https:// or http://")
    query = urlencode({"VERSION": "2.0.0", "TYPENAME": layer}, safe=":")
    source = f"WFS:{url}{'&' if parts.query else '?'}{query}"
    said = ""
    for attempt in range(limits.attempts):
        time.sleep(limits.pause_s * attempt)
        with _patience(limits), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of GDAL; the count is what tells
            try:
                return _counted(source, layer, url)
            except (RuntimeError, ValueError, OSError) as error:
                if isinstance(error, BadInput):
                    raise
                said = _first_line(error)
    raise _fault(url, f"{_in_words(said, layer, limits)}; {UNCHANGED}")


def _counted(source: str, layer: str, url: str) -> gpd.GeoDataFrame:
    about = pyogrio.read_info(source, layer=layer, force_feature_count=True)
    table = pyogrio.read_dataframe(source, layer=layer)
    stated = int(about["features"])
    if len(table) == 0:
        raise _fault(url, f"layer “{layer}” is empty; {UNCHANGED}")
    if 0 <= stated != len(table):
        raise OSError(f"{len(table)} of {stated} features came")
    return table


@contextmanager
def _patience(limits: Limits) -> Iterator[None]:
    options = {
        "GDAL_HTTP_TIMEOUT": limits.answer_s,
        "GDAL_HTTP_CONNECTTIMEOUT": limits.connect_s,
        "GDAL_HTTP_MAX_RETRY": 0,
        "OGR_WFS_PAGING_ALLOWED": True,
        "OGR_WFS_PAGE_SIZE": limits.page_size,
        # Or it would ask for the fields of some hundred layers that nobody wants.
        "OGR_WFS_LOAD_MULTIPLE_LAYER_DEFN": False,
        # A page is parsed when it is whole: in a stream, one that breaks off is, by chance of
        # the moment, a fault of the connection or of its XML.
        "OGR_WFS_USE_STREAMING": False,
    }
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(options))


def _in_words(said: str, layer: str, limits: Limits) -> str:
    """Say in a sentence what GDAL says of a failure."""
    low = said.lower()
    if "timed out" in low or "timeout" in low:
        return f"the service did not answer within {limits.answer_s} s, {limits.attempts} times"
    if "layer" in low and ("not" in low or "open" in low):
        return f"the service has no layer “{layer}”; check the year, the scale and the address"
    if any(sign in low for sign in ("not recognized", "wfs_capabilities", "xml")):
        return "the answer is no WFS, perhaps a web page, or it was cut off; check the address"
    return f"the service could not be read ({said[:200]}); try again later"


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _fault(url: str, expected: str) -> BadInput:
    return BadInput([Fault(url, None, None, "", expected)])
