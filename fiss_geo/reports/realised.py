"""What came of it: the realised benefits of the register, summed up by park, region and country."""

from typing import Final

import pandas as pd

from fiss_geo.decision_schemas import REALISED_FIGURES
from fiss_geo.decisions.in_play import named
from fiss_geo.register.schema import REALISED_STATES
from fiss_geo.schemas import column_types, keep

OUTSIDE: Final = "outside"
"""Stands in the place of a park for what is in none."""

_LEVELS: Final = {"nation": [], "region": ["region_code"], "park": ["region_code", "park_id"]}
_VALUES: Final = ["benefit_value", "attributed_value", "lifetime_value"]


def realised_figures(benefits: pd.DataFrame, year: int, edition: str = "internal") -> pd.DataFrame:
    """Sum up the benefits of a year.

    Parameters
    ----------
    benefits : pandas.DataFrame
        As ``register.reading.benefits`` gives them.
    year : int
    edition : {"public", "internal"}
        ``public`` counts only synergies that may be shown to everyone.

    Returns
    -------
    pandas.DataFrame
        RealisedFigures. Only synergies that are implemented or completed count. Each is in one
        region and in one park or outside, so parks add up to regions, and regions to the nation.
    """
    counts = (benefits["benefit_year"] == year) & benefits["state"].isin(REALISED_STATES)
    if edition == "public":
        counts &= benefits["is_public"] == 1
    rows = benefits[counts]
    rows = rows.assign(
        region_code=named(rows["region_code"].astype("str")),
        park_id=rows["park_id"].astype("str").fillna(OUTSIDE),
    )
    parts = []
    for level, keys in _LEVELS.items():
        groups = rows.groupby([*keys, "measure", "unit"], sort=True)
        sums = groups[_VALUES].sum().assign(synergy_count=groups["synergy_id"].nunique())
        parts.append(sums.reset_index().assign(level=level))
    types = column_types(REALISED_FIGURES)
    table = pd.concat(parts, ignore_index=True).reindex(columns=list(types)).astype(types)
    return keep(REALISED_FIGURES, table)
