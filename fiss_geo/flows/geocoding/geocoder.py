"""Street addresses → points, through a geocoding service that the user names.

Nothing is asked unless an address of a service is given. What the service does not know for sure
stays without a point, and says why: the flow then has its postcode or municipality.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.flows.geocoding.addresses import read_addresses
from fiss_geo.flows.geocoding.geocoder_cache import Cache
from fiss_geo.flows.geocoding.geocoder_hits import Verdict, judge, read_hits
from fiss_geo.flows.geocoding.geocoder_service import GeocodingService, Pace, Reply


def geocode(  # noqa: PLR0913 - each is one thing that a user sets, and all but two have defaults
    addresses: pd.DataFrame,
    url: str,
    *,
    api_key: str | None = None,
    cache: Path | None = None,
    requests_per_second: float = 5.0,
    timeout_s: float = 10.0,
    retries: int = 3,
) -> pd.DataFrame:
    """Find the points of street addresses.

    Parameters
    ----------
    addresses : pandas.DataFrame
        Text columns ``address``, ``postcode``, ``municipality`` (a name in Finnish or Swedish, or
        a code); any may be missing.
    url : str
        Address of the search service, such as
        ``https://avoin-paikkatieto.maanmittauslaitos.fi/geocoding/v2/pelias/search``.
    api_key : str, optional
        Sent to that service in a header; never printed or stored.
    cache : pathlib.Path, optional
        SQLite file that keeps the answers; made if it is not there. What stands in it is not
        asked again.
    requests_per_second : float
        At most so many, tries after a failure included.
    timeout_s : float
        Silence after which one try is given up.
    retries : int
        Further tries after the first, for each address.

    Returns
    -------
    pandas.DataFrame
        ``easting_m``, ``northing_m`` (EPSG:3067), ``uncertainty_km``, ``matched_label`` (the
        address as the service writes it), ``note`` (why there is no point); missing where there
        is nothing to tell. The index is that of ``addresses``.

    Raises
    ------
    ValueError
        If ``requests_per_second`` is not positive.
    BadInput
        If the service does not answer, refuses the key, or the cache cannot be used. Answers
        that came before are in the cache.
    """
    if not requests_per_second > 0:
        raise ValueError(f"requests_per_second is {requests_per_second}; expected more than 0")
    pace = Pace(requests_per_second)
    service = GeocodingService.behind(url, api_key, pace, timeout_s, retries)
    asked = read_addresses(addresses)
    replies = _replies([each.text for each in asked if each.text], service, cache)
    verdicts = [
        judge(each, read_hits(replies[each.text].features), is_whole=replies[each.text].is_whole)
        if each.text
        else Verdict(note=each.problem)
        for each in asked
    ]
    return _table(verdicts, addresses.index)


def _replies(texts: list[str], service: GeocodingService, path: Path | None) -> dict[str, Reply]:
    """Ask each question once, and none that was answered before."""
    replies: dict[str, Reply] = {}
    with Cache.at(path) as cache:
        for text in dict.fromkeys(texts):
            known = cache.get(service.base, text)
            reply = service.ask(text) if known is None else Reply(known, is_whole=True)
            # Half an answer is not kept: the next run may get the other half.
            if known is None and reply.is_whole:
                cache.put(service.base, text, reply.features)
            replies[text] = reply
    return replies


def _table(verdicts: list[Verdict], index: pd.Index) -> pd.DataFrame:
    grades = reference.read_numbers("reference/location_precision.csv")
    usual = grades.loc[grades["location_precision"] == "address", "uncertainty_km"].max()
    hits = [verdict.hit for verdict in verdicts]
    columns = {
        "easting_m": [hit.easting_m if hit else np.nan for hit in hits],
        "northing_m": [hit.northing_m if hit else np.nan for hit in hits],
        "uncertainty_km": [max(usual, each.reach_km) if each.hit else np.nan for each in verdicts],
    }
    table = pd.DataFrame(columns, index=index, dtype=float)
    labels = [hit.label if hit else None for hit in hits]
    return table.assign(
        matched_label=pd.Series(labels, index=index, dtype="str"),
        note=pd.Series([verdict.note for verdict in verdicts], index=index, dtype="str"),
    )
