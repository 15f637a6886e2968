"""The ways along roads of the best candidates of each region, loaded only when it is chosen."""

from typing import Any, Final

import pandas as pd
import shapely

from fiss_geo.maps import layers

MOST_WAYS: Final = 60
"""Of a region: more lie on each other."""

_TOLERANCE_M: Final = 150.0


def ways(
    routes: pd.DataFrame | None, candidates: pd.DataFrame, flows: pd.DataFrame
) -> dict[str, dict[str, Any]]:
    """Write the ways of the best candidates that have an end in each region.

    Parameters
    ----------
    routes : pandas.DataFrame, optional
        Of ``Disclosed``.
    candidates, flows : pandas.DataFrame
        The disclosed tables, candidates in order of rank.

    Returns
    -------
    dict of str to dict
        By region code: the place of the candidate, and its way in whole steps of
        ``layers.STEP_M``.
    """
    found: dict[str, dict[str, Any]] = {}
    if routes is None or routes.empty:
        return found
    region = dict(zip(flows["flow_id"].astype(str), flows["region_code"], strict=True))
    lines = routes.drop_duplicates(["offer_id", "need_id"]).set_index(["offer_id", "need_id"])
    known = lines["geometry"].to_dict()
    for place, ends in enumerate(zip(candidates["offer_id"], candidates["need_id"], strict=True)):
        line = known.get(ends)
        codes = {str(region[str(end)]) for end in ends if isinstance(region.get(str(end)), str)}
        room = [code for code in codes if len(found.get(code, {})) < MOST_WAYS]
        if line is None or not room:
            continue
        steps = layers.lines(shapely.simplify(line, _TOLERANCE_M))
        for code in room:
            found.setdefault(code, {})[str(place)] = steps
    return dict(sorted(found.items()))
