"""Which flows take part in a decision, and how much of each there is."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.decision_schemas import UNKNOWN_AREA

AREAS: Final = ("region_code", "park_id", "material_group")


def in_play(flows: pd.DataFrame) -> pd.DataFrame:
    """Give the flows that have not ended, are no service and no earlier year of another row.

    Parameters
    ----------
    flows : pandas.DataFrame
        LocatedFlows.

    Returns
    -------
    pandas.DataFrame
        Without geometry, indexed by ``flow_id``, in the order of ``flow_id``.
    """
    is_out = (flows["status"] == "ended") | flows["is_service"] | flows["is_superseded"]
    table = pd.DataFrame(flows[~is_out]).drop(columns="geometry", errors="ignore")
    return table.set_index("flow_id").sort_index()


def limits_t(flows: pd.DataFrame, period_a: float) -> pd.Series:
    """Give how much of each flow there is in a period [t]: yearly mass, and one-off stock once.

    >>> table = pd.DataFrame({"mass_t_per_a": [10, None, None], "stock_mass_t": [None, 7, None]})
    >>> limits_t(table, 3).to_list()
    [30.0, 7.0, nan]
    """
    yearly = flows["mass_t_per_a"] * period_a
    return yearly.add(flows["stock_mass_t"], fill_value=0.0)


def unlimited(limit_t: pd.Series) -> npt.NDArray[np.float64]:
    """Write "not known" as the solver does: without a limit."""
    return limit_t.fillna(np.inf).to_numpy(dtype=float)


def named(column: pd.Series) -> pd.Series:
    """Write a missing code as words, so that what is not known keeps a row of its own."""
    return column.fillna(UNKNOWN_AREA)
