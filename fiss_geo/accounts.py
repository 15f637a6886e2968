"""The account of a run: what was read, used and left out, in flows and tonnes.

Sum in = sum used + sum left out, for every quantity, to the last digit that floats carry.
"""

import pandas as pd

from fiss_geo.schemas import LEFT_OUT, keep

QUANTITIES = {
    "mass_t_per_a": "t/a", "stock_mass_t": "t in stock", "energy_gwh_per_a": "GWh/a",
}  # fmt: skip
_NO_COUNTERPART = "no counterpart shares its waste code, material group or name"


def left_out(flows: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    """List the flows that stand in no candidate with a road distance, each with its reason.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        LocatedFlows.
    ranking : geopandas.GeoDataFrame
        Ranking of the candidates of these flows.

    Returns
    -------
    pandas.DataFrame
        LeftOut: a row a flow, in the order of ``flows``.
    """
    routed = ranking[ranking["road_distance_km"].notna()]
    used = flows["flow_id"].isin(routed["offer_id"]) | flows["flow_id"].isin(routed["need_id"])
    matched = flows["flow_id"].isin(ranking["offer_id"]) | flows["flow_id"].isin(ranking["need_id"])
    placed = flows["location_precision"] != "none"
    stage = pd.Series("route", index=flows.index, dtype="str")
    reason = flows["flow_id"].map(_first_no_route_reason(ranking)).astype("str")
    for name, sentence, holds in (
        ("match", _NO_COUNTERPART, ~matched),
        ("locate", flows["location_note"].fillna("the place is not known"), ~placed),
        ("match", "the flow has ended", flows["status"] == "ended"),
    ):
        stage = stage.mask(holds, name)
        reason = reason.mask(holds, sentence)
    table = flows.assign(stage=stage, reason=reason).loc[~used, list(LEFT_OUT.columns)]
    return keep(LEFT_OUT, pd.DataFrame(table).reset_index(drop=True))


def _first_no_route_reason(ranking: pd.DataFrame) -> pd.Series:
    """Look up why the first candidate of a flow has no distance."""
    unrouted = ranking[ranking["road_distance_km"].isna()]
    sides = [unrouted.set_index(side)["no_route_reason"] for side in ("offer_id", "need_id")]
    reasons = pd.concat(sides)
    return reasons[~reasons.index.duplicated()]


def summary(flows: pd.DataFrame, ranking: pd.DataFrame, left: pd.DataFrame) -> pd.DataFrame:
    """Count flows and add up quantities by what became of them.

    Returns
    -------
    pandas.DataFrame
        Indexed by the words for the outcome: ``read``, ``located``, ``matched``, ``routed``
        (= used), ``left out``, then ``left out: …`` a row a reason. Columns ``flow_count``,
        ``mass_t_per_a``, ``stock_mass_t``, ``energy_gwh_per_a``. A sum over flows without a
        figure is 0 here, since it counts what the files say.
    """
    ids = flows["flow_id"]
    pairs = pd.concat([ranking["offer_id"], ranking["need_id"]])
    groups = {
        "read": flows,
        "located": flows[flows["municipality_code"].notna()],
        "matched": flows[ids.isin(pairs)],
        "routed": flows[~ids.isin(left["flow_id"])],
        "left out": left,
    }
    for reason, rows in left.groupby("reason", sort=True):
        groups[f"left out: {reason}"] = rows
    return pd.DataFrame({name: _sums(rows) for name, rows in groups.items()}).T


def _sums(rows: pd.DataFrame) -> dict[str, float]:
    return {"flow_count": len(rows), **{name: float(rows[name].sum()) for name in QUANTITIES}}
