"""How far heat, steam and gas may be led: a limit by temperature and power, no truck's figures."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.logistics.factor_sets import ENDS

Floats = npt.NDArray[np.float64]

WITHIN: Final = "within the limit"
OVER: Final = "over the limit"
PERHAPS: Final = "within the range of the limit"
REACHES: Final = (WITHIN, PERHAPS, OVER)


def pipe_limits(
    material_group: pd.Series,
    temperature_c: Floats,
    power_mw: Floats,
    is_piped: npt.NDArray[np.bool_],
) -> dict[str, Floats]:
    """Give the limit of each flow that goes by pipe, in kilometres.

    Of the rows of ``pipe_limits.csv`` that fit the material, the temperature and the power the
    last one counts. What is not known counts as low.

    Parameters
    ----------
    material_group : pandas.Series
    temperature_c, power_mw : numpy.ndarray
        Missing where not known.
    is_piped : numpy.ndarray
        Where to look at all.

    Returns
    -------
    dict
        ``value``, ``low`` and ``high``; missing where no row is for the material.

    >>> heat, one = pd.Series(["waste_heat_steam"]), np.ones(1)
    >>> limit = pipe_limits(heat, 90 * one, 50 * one, one > 0)
    >>> float(limit["value"][0])
    31.0
    """
    found = {end: np.full(len(material_group), np.nan) for end in ENDS}
    rows = reference.read_numbers("reference/factors/pipe_limits.csv")
    rows = rows.fillna({"from_temperature_c": -np.inf})
    hot, power = (
        np.where(np.isnan(x), x0, x) for x, x0 in ((temperature_c, -np.inf), (power_mw, 0.0))
    )
    at_all = np.flatnonzero(is_piped)
    groups = material_group.iloc[at_all]
    for group, own in rows.groupby("material_group", sort=False):
        at = at_all[(groups == group).to_numpy(dtype=bool)]
        for row in own.to_dict("records"):
            fits = (hot[at] >= row["from_temperature_c"]) & (power[at] >= row["from_power_mw"])
            for end in ENDS:
                found[end][at[fits]] = row[end]
    return found


def reach(straight_km: Floats, limit: dict[str, Floats]) -> npt.NDArray[np.intp]:
    """Say where the straight line between the two lies: a place in ``REACHES``, -1 not known.

    >>> one = {"value": np.array([5.0]), "low": np.array([2.0]), "high": np.array([10.0])}
    >>> [REACHES[reach(np.array([km]), one)[0]] for km in (1.0, 7.0, 11.0)]
    ['within the limit', 'within the range of the limit', 'over the limit']
    """
    kinds = [straight_km <= limit["low"], straight_km <= limit["high"], straight_km > limit["high"]]
    return np.select(kinds, [0, 1, 2], -1)
