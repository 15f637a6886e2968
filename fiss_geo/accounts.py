"""The account of a run: what was read, used and left out, in flows and tonnes.

Sum in = sum used + sum left out, for every quantity, to the last digit that floats carry.
"""

from datetime import date

import pandas as pd

from fiss_geo.matching.limits import is_past
from fiss_geo.matching.mass import states_zero
from fiss_geo.schemas import LEFT_OUT, OUTCOMES, column_types, keep

QUANTITIES = {
    "mass_t_per_a": "t/a", "stock_mass_t": "t in stock", "energy_gwh_per_a": "GWh/a",
    "volume_m3_per_a": "m3/a",
}  # fmt: skip
_LEFT_OUT, _CAVEAT, _NO_FLOW = OUTCOMES
PASSED_OVER = "its candidates are passed over, as the run was asked to"
_NO_COUNTERPART = "no counterpart fits it by its material, known uses, waste code or name"


def left_out(
    flows: pd.DataFrame,
    ranking: pd.DataFrame | None = None,
    no_flows: pd.DataFrame | None = None,
    candidates: pd.DataFrame | None = None,
    *,
    as_of: date | None = None,
) -> pd.DataFrame:
    """List the flows that were left out, and those that were kept with a caveat, with the reasons.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        LocatedFlows.
    ranking : geopandas.GeoDataFrame, optional
        Ranking of the candidates of these flows: who stands in none with a road distance is left
        out. Without one, only caveats are listed.
    no_flows : pandas.DataFrame, optional
        What the sources hold besides flows, as ``sources.no_flows`` gives it.
    candidates : pandas.DataFrame, optional
        All candidates, where the ranking has only some of them: a flow all of whose candidates
        were passed over is left out for that.
    as_of : datetime.date, optional
        The day that ``match`` was asked to go by: a flow whose last day is before it is left out
        for that.

    Returns
    -------
    pandas.DataFrame
        LeftOut: at most one row a flow that is left out, and a row a caveat; by outcome, then in
        the order of ``flows``.
    """
    given = flows.assign(**as_given(flows))
    parts = [] if ranking is None else [_left(given, ranking, candidates, as_of)]
    table = pd.concat([*parts, *_caveats(given)])
    columns = list(LEFT_OUT.columns)
    besides = [] if no_flows is None else [no_flows.assign(outcome=_NO_FLOW)]
    rows = pd.concat([pd.DataFrame(table[columns]), *besides], ignore_index=True)
    rows = rows.reindex(columns=columns)
    return keep(LEFT_OUT, rows.astype(column_types(LEFT_OUT)))


def as_given(flows: pd.DataFrame) -> dict[str, pd.Series]:
    """Give the quantities that the files state; a mass made from a volume is not one of them."""
    given = {name: flows[name] for name in QUANTITIES}
    given["mass_t_per_a"] = given["mass_t_per_a"].where(flows["volume_m3_per_a"].isna())
    return given


def _left(
    flows: pd.DataFrame, ranking: pd.DataFrame, candidates: pd.DataFrame | None, as_of: date | None
) -> pd.DataFrame:
    used = _stands_in(flows, ranking[ranking["road_distance_km"].notna()])
    wanted = _stands_in(flows, ranking)
    matched = wanted if candidates is None else _stands_in(flows, candidates)
    stage = pd.Series("route", index=flows.index, dtype="str")
    reason = flows["flow_id"].map(_first_no_route_reason(ranking)).astype("str")
    for name, sentence, holds in (
        ("rank", PASSED_OVER, matched & ~wanted),
        ("match", _NO_COUNTERPART, ~matched),
        ("locate", flows["location_note"].fillna("the place is not known"), _is_unplaced(flows)),
        ("match", "the file states 0", states_zero(flows)),
        ("match", f"its last day is before {as_of}", is_past(flows, as_of)),
        ("match", "the flow has ended", flows["status"] == "ended"),
        ("match", "a service, not a material", flows["is_service"]),
        ("match", "an earlier year of the same flow", flows["is_superseded"]),
    ):
        stage = stage.mask(holds, name)
        reason = reason.mask(holds, sentence)
    return flows.assign(outcome=_LEFT_OUT, stage=stage, reason=reason)[~used]


def _stands_in(flows: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    return flows["flow_id"].isin(pairs["offer_id"]) | flows["flow_id"].isin(pairs["need_id"])


def _is_unplaced(flows: pd.DataFrame) -> pd.Series:
    return flows["location_precision"] == "none"


def _caveats(flows: pd.DataFrame) -> list[pd.DataFrame]:
    """Make a row of each thing that is to be known of a flow that was kept."""
    same = "looks the same as " + flows["duplicate_of"]
    notes = (
        ("read", flows["quantity_note"]),
        ("read", same),
        ("read", flows["code_note"]),
        ("locate", flows["location_note"].where(~_is_unplaced(flows))),
        ("locate", flows["area_note"]),
    )
    return [
        flows.assign(outcome=_CAVEAT, stage=stage, reason=note.astype("str"))[note.notna()]
        for stage, note in notes
    ]


def _first_no_route_reason(ranking: pd.DataFrame) -> pd.Series:
    """Look up why the first candidate of a flow has no distance."""
    unrouted = ranking[ranking["road_distance_km"].isna()]
    sides = [unrouted.set_index(side)["no_route_reason"] for side in ("offer_id", "need_id")]
    reasons = pd.concat(sides)
    return reasons[~reasons.index.duplicated()]


def summary(flows: pd.DataFrame, ranking: pd.DataFrame, left: pd.DataFrame) -> pd.DataFrame:
    """Count flows and add up quantities by what became of them.

    Parameters
    ----------
    flows, ranking, left : pandas.DataFrame
        LocatedFlows, Ranking and LeftOut of one run.

    Returns
    -------
    pandas.DataFrame
        Indexed by the words for the outcome: ``read``, ``located``, ``matched``, ``routed``
        (= used), ``left out``, then ``left out: …`` a row a reason. Columns ``flow_count`` and
        the quantities that the files state. A sum over flows without a figure is 0 here, since
        it counts what the files say.
    """
    ids = flows["flow_id"]
    out = left[left["outcome"] == _LEFT_OUT]
    passed_over = out.loc[out["stage"] == "rank", "flow_id"]
    given = flows.assign(**as_given(flows))
    groups = {
        "read": given,
        "located": given[given["municipality_code"].notna()],
        "matched": given[_stands_in(flows, ranking) | ids.isin(passed_over)],
        "routed": given[~ids.isin(out["flow_id"])],
        "left out": out,
    }
    for reason, rows in out.groupby("reason", sort=True):
        groups[f"left out: {reason}"] = rows
    return pd.DataFrame({name: _sums(rows) for name, rows in groups.items()}).T


def caveat_totals(left: pd.DataFrame) -> pd.DataFrame:
    """Count the flows behind each kind of reason, and add up what they state.

    Parameters
    ----------
    left : pandas.DataFrame
        LeftOut. What a file says inside quotation marks is left out of the kind.

    Returns
    -------
    pandas.DataFrame
        ``outcome``, ``stage``, ``reason``, ``flow_count`` and the quantities, most flows first.
    """
    kind = left["reason"].str.replace(r"“[^”]*”", "…", regex=True)
    kind = kind.str.replace(r"^looks the same as .*", "looks the same as another row", regex=True)
    keys = ["outcome", "stage", "reason"]
    groups = left.assign(reason=kind).groupby(keys, sort=True)
    sums = groups[list(QUANTITIES)].sum(min_count=1)
    table = sums.assign(flow_count=groups["flow_id"].nunique()).reset_index()
    order = table.sort_values(["outcome", "flow_count"], ascending=[False, False], kind="stable")
    return order[[*keys, "flow_count", *QUANTITIES]].reset_index(drop=True)


def _sums(rows: pd.DataFrame) -> dict[str, float]:
    return {"flow_count": len(rows), **{name: float(rows[name].sum()) for name in QUANTITIES}}
