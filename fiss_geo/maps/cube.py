"""Sums of what is kept back, by region and material: the only thing told of it, and only if safe.

What is shown row by row is known to everybody and can be taken off any sum. So the sums here are
of the rows kept back alone, and each must be safe by itself; a page adds them to what it shows.
"""

import re
from collections.abc import Sequence
from typing import Final

import pandas as pd

from fiss_geo.maps.suppression import FEWEST_ORGANISATIONS, told_cells

COUNT_STEP: Final = 5
MASS_DIGITS: Final = 2

_COLUMNS: Final = ("role", "region_code", "material_group", "flow_count", "mass_t_per_a")
_SAME_FLOW: Final = ["role", "organisation", "site_name", "resource_name", "municipality_name"]
_LEGAL_FORM: Final = re.compile(r"\b(oyj?|abp?|ky|ry|tmi|ltd|plc|inc|osk|kuntayhtymä)\b|[^\w]+")


Published = tuple[pd.DataFrame, pd.Series]
"""Flows of a publication, and which of them it showed one by one."""


def cube(flows: pd.DataFrame, shown: pd.Series, earlier: Sequence[Published] = ()) -> pd.DataFrame:
    """Sum up the flows kept back, and keep the sums that say nothing of any one organisation.

    Parameters
    ----------
    flows : pandas.DataFrame
        All LocatedFlows.
    shown : pandas.Series
        Of bool: the rows that the edition shows one by one.
    earlier : sequence of tuple
        The same of every earlier publication: no sum is told whose change would tell of a few.

    Returns
    -------
    pandas.DataFrame
        ``role``, ``region_code``, ``material_group`` (each empty where it stands for all),
        ``flow_count`` (to the nearest five) and ``mass_t_per_a`` (two significant digits). A
        figure that may not be told is missing, and a row without any figure is not there.
    """
    rows: list[tuple[str, str, str, int | None, float | None]] = []
    if shown.all():
        return pd.DataFrame(rows, columns=list(_COLUMNS))
    kept, *before = (
        table[~is_shown & _is_counted(table, is_shown)]
        for table, is_shown in ((flows, shown), *earlier)
    )
    for role in ("offer", "need"):
        own, *old = (table[table["role"] == role] for table in (kept, *before))
        counts = told_cells(_counts(own), [_counts(table) for table in old])
        masses = told_cells(_masses(own), [_masses(table) for table in old])
        for region, material in sorted({*counts, *masses}):
            rows.append((
                role, region, material, _count(counts.get((region, material))),
                _mass(masses.get((region, material))),
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def told_count(flows: pd.DataFrame) -> int | None:
    """Say how many flows these are, to the nearest five, or nothing if few organisations have them.

    >>> told_count(pd.DataFrame({"organisation": ["A Oy", "A", "B"]})) is None
    True
    """
    organisations = flows["organisation"].map(one_name).nunique()
    return _count(len(flows)) if organisations >= FEWEST_ORGANISATIONS else None


def one_name(organisation: str) -> str:
    """Give one name to an organisation however its legal form and case are written.

    >>> one_name("Mill Oy Ab"), one_name("MILL, Oyj")
    ('mill', 'mill')
    """
    bare = _LEGAL_FORM.sub(" ", str(organisation).casefold())
    return " ".join(bare.split()) or str(organisation).casefold()


def _is_counted(flows: pd.DataFrame, shown: pd.Series) -> pd.Series:
    """Leave out what has ended, earlier years, and other years of what is shown."""
    keys = flows[_SAME_FLOW].astype("str").fillna("").agg("\u0001".join, axis="columns")
    earlier = flows["is_superseded"].fillna(value=False).astype(bool)
    return (flows["status"] != "ended") & ~earlier & ~keys.isin(set(keys[shown]))


def _long(flows: pd.DataFrame, value: pd.Series) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "row": flows["region_code"].astype("str").fillna("none"),
            "column": flows["material_group"].astype("str").fillna("none"),
            "organisation": flows["organisation"].map(one_name),
            "value": value.fillna(0.0).astype(float),
        }
    )
    return table[table["value"] > 0]


def _counts(flows: pd.DataFrame) -> pd.DataFrame:
    return _long(flows, pd.Series(1.0, index=flows.index))


def _masses(flows: pd.DataFrame) -> pd.DataFrame:
    return _long(flows, flows["mass_t_per_a"])


def _count(value: float | None) -> int | None:
    return None if value is None else max(COUNT_STEP, round(value / COUNT_STEP) * COUNT_STEP)


def _mass(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{MASS_DIGITS - 1}e}")
