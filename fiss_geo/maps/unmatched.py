"""Which of the shown flows stand in no candidate with a road distance, and why.

Worked out from the shown flows and the shown candidates alone. A reason that came from the whole
run could tell of a flow that is kept back: that it exists, and what is the matter with it. The
reasons are the constants below and nothing else, so that no text of a file passes through here.
"""

from typing import Final

import pandas as pd

ENDED: Final = "the flow has ended"
SERVICE: Final = "a service, not a material"
EARLIER_YEAR: Final = "an earlier year of a flow shown here"
PLACE_NOT_KNOWN: Final = "its place is not known"
NO_COUNTERPART: Final = "no counterpart shown here"
PLACE_OF_OTHER_NOT_KNOWN: Final = "the place of what fits it is not known"
NO_ROAD: Final = "no road joins it to what fits it"

REASONS: Final = (
    ENDED, SERVICE, EARLIER_YEAR, PLACE_NOT_KNOWN, NO_COUNTERPART, PLACE_OF_OTHER_NOT_KNOWN,
    NO_ROAD,
)  # fmt: skip

QUANTITIES: Final = ("mass_t_per_a", "stock_mass_t", "energy_gwh_per_a", "volume_m3_per_a")

_SAME_FLOW: Final = ["role", "organisation", "site_name", "resource_name", "municipality_name"]


def unmatched(flows: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """List the flows that stand in no candidate with a road distance.

    Parameters
    ----------
    flows, candidates : pandas.DataFrame
        The rows that are shown, and no others.

    Returns
    -------
    pandas.DataFrame
        ``flow_id``, ``reason`` (one of ``REASONS``) and the quantities that the files state.
    """
    ids = flows["flow_id"]
    used = candidates[candidates["road_distance_km"].notna()]
    reason = pd.Series(NO_ROAD, index=flows.index, dtype="str")
    unplaced = flows["location_precision"] == "none"
    for sentence, holds in (
        (PLACE_OF_OTHER_NOT_KNOWN, ids.isin(_partners(candidates, set(ids[unplaced])))),
        (NO_COUNTERPART, ~ids.isin(_ends(candidates))),
        (PLACE_NOT_KNOWN, unplaced),
        (EARLIER_YEAR, is_earlier_year(flows)),
        (SERVICE, _flag(flows, "is_service")),
        (ENDED, flows["status"] == "ended"),
    ):
        reason = reason.mask(holds, sentence)
    table = flows.assign(reason=reason)[["flow_id", "reason", *QUANTITIES]]
    # A mass made from a volume is the same quantity over again.
    table["mass_t_per_a"] = table["mass_t_per_a"].where(table["volume_m3_per_a"].isna())
    return table[~ids.isin(_ends(used))].reset_index(drop=True)


def is_earlier_year(flows: pd.DataFrame) -> pd.Series:
    """Tell which flows are superseded by a later year that stands in the same table.

    A flow whose later year is not in the table counts as the latest: to call it earlier would
    tell of a row that is kept back.

    Parameters
    ----------
    flows : pandas.DataFrame
        The rows that are shown.

    Returns
    -------
    pandas.Series
        Of bool.
    """
    year = flows["quantity_year"].astype("Float64")
    latest = year.groupby([flows[name] for name in _SAME_FLOW], dropna=False).transform("max")
    return _flag(flows, "is_superseded") & (year < latest).fillna(value=False).astype(bool)


def _flag(flows: pd.DataFrame, name: str) -> pd.Series:
    if name in flows:
        return flows[name].map(lambda mark: mark is True or mark == 1).astype(bool)
    return pd.Series(data=False, index=flows.index)


def _ends(candidates: pd.DataFrame) -> set[str]:
    return {*candidates["offer_id"], *candidates["need_id"]}


def _partners(candidates: pd.DataFrame, ids: set[str]) -> set[str]:
    """Look up who stands in a candidate with one of these flows."""
    offers = candidates["offer_id"][candidates["need_id"].isin(ids)]
    return {*offers, *candidates["need_id"][candidates["offer_id"].isin(ids)]}
