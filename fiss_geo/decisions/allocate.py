"""Who should get what, when streams are limited: the best use of all, beside the greedy one."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.decision_schemas import ALLOCATION, PLACES_IN_PLAN
from fiss_geo.decisions.in_play import in_play, limits_t, unlimited
from fiss_geo.decisions.plan import Market, Plan, best_plan, gain_of_tonnes, greedy_plan
from fiss_geo.errors import BadTable
from fiss_geo.schemas import LOCATED_FLOWS, RANKING, column_types, keep

Aim = Literal["benefit", "tonnes", "money"]
# What a tonne is worth to each aim: column, unit of it, unit of the sum, and units a sum's unit.
AIMS: Final = {
    "benefit": ("net_benefit_kg_co2e_per_t", "kg CO2e/t", "t CO2e", 1000.0),
    "tonnes": (None, "t/t", "t", 1.0),
    "money": ("net_benefit_eur_per_t", "EUR/t", "EUR", 1.0),
}
_GIVEN, _OTHERS, _OUT = PLACES_IN_PLAN
_KG_PER_T: Final = 1000.0


@dataclass(frozen=True)
class Terms:
    """What a plan has to respect.

    Attributes
    ----------
    maximise : {"benefit", "tonnes", "money"}
        Net avoided emissions, mass that finds a user, or waste tax spared less transport.
    period_a : float
        Length of the plan in years: a yearly flow counts so many times, a one-off stock once.
    min_lot_t : float
        Least mass that a pair exchanges in the period, unless nothing.
    park_bonus_per_t : float
        What a tonne that stays in its park is worth besides, in the unit of the gain.
    with_unknown : bool
        Take pairs in of which one side has no figure: that side does not limit, and the row says
        so. One need without a figure may then take all that there is in the country.
    """

    maximise: Aim = "benefit"
    period_a: float = 1.0
    min_lot_t: float = 0.0
    park_bonus_per_t: float = 0.0
    with_unknown: bool = False

    def __post_init__(self) -> None:
        """Refuse what no plan could be made for."""
        if self.maximise not in AIMS:
            raise ValueError(f'maximise is "{self.maximise}"; expected {", ".join(AIMS)}')
        for name in ("period_a", "min_lot_t", "park_bonus_per_t"):
            value = getattr(self, name)
            if not 0 <= value < np.inf or (name == "period_a" and value == 0):
                raise ValueError(f"{name} is {value}; expected a number above 0")


class Allocation(NamedTuple):
    """A plan, the plan that serves the best first, and what they come to.

    Attributes
    ----------
    table : pandas.DataFrame
        Allocation: every candidate, those not in the plan too.
    gain, greedy_gain, most_gain : float
        In ``gain_unit``, without the bonus of parks; ``most_gain`` is what no plan can exceed
        (with the bonus), equal to the gain unless the solver ran out of time.
    gap : float
        How much of the best gain serving the best first loses, 0 to 1; missing if there is none.
    gain_unit : str
    market, plan : Market, Plan
        What was solved, for the shadow prices.
    offers, needs : pandas.Index
        ``flow_id`` by position in the market.
    """

    table: pd.DataFrame
    gain: float
    greedy_gain: float
    most_gain: float
    gap: float
    gain_unit: str
    market: Market
    plan: Plan
    offers: pd.Index
    needs: pd.Index


def allocate(
    flows: pd.DataFrame,
    ranking: pd.DataFrame,
    terms: Terms | None = None,
    permits: pd.DataFrame | None = None,
    *,
    time_limit_s: float = 600.0,
) -> Allocation:
    """Say who should get what so that all together gain most.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        LocatedFlows of the candidates.
    ranking : geopandas.GeoDataFrame
        Ranking, with the columns of gain that ``terms.maximise`` needs.
    terms : Terms, optional
    permits : pandas.DataFrame, optional
        ``need_id`` and ``low_code``: hazardous waste codes that a receiver may take. A need whose
        own waste code is the offer's may take it too. Hazardous offers go nowhere else.
    time_limit_s : float
        For a plan with lots; see ``best_plan``.

    Returns
    -------
    Allocation

    Raises
    ------
    BadTable
        If a table is of another stage, lacks the figures of the aim, or names unknown flows.
    """
    terms = terms or Terms()
    keep(LOCATED_FLOWS, flows)
    keep(RANKING, ranking)
    active = in_play(flows)
    pairs = pd.DataFrame(ranking.drop(columns="geometry"))
    pairs = pairs.sort_values(["offer_id", "need_id"], ignore_index=True)
    pairs = pairs.assign(gain_per_t=_gain(pairs, terms), gain_unit=AIMS[terms.maximise][1])
    ends = {side: limits_t(active, terms.period_a) for side in ("offer", "need")}
    known = pd.DataFrame(
        {side: limit.reindex(pairs[f"{side}_id"]).to_numpy() for side, limit in ends.items()}
    )
    pairs = pairs.assign(limit_note=_notes(pairs, active, known, terms, permits))
    is_in = pairs["limit_note"].isna() | ~pairs["limit_note"].str.startswith("not in the plan")
    market, offers, needs = _market(pairs[is_in], ends["offer"], terms)
    plan = best_plan(market, time_limit_s=time_limit_s)
    greedy = greedy_plan(market)
    table = _table(pairs, is_in.to_numpy(), plan.given_t, greedy)
    return Allocation(
        table, *_sums(pairs[is_in], market, plan, greedy, terms), market, plan, offers, needs
    )


def _gain(pairs: pd.DataFrame, terms: Terms) -> pd.Series:
    column = AIMS[terms.maximise][0]
    if column is None:
        return pd.Series(1.0, index=pairs.index)
    if len(pairs) and pairs[column].isna().all():
        raise BadTable(
            f"cannot maximise {terms.maximise}: {column} is known of no candidate; "
            "choose another aim, such as tonnes"
        )
    return pairs[column].astype(float)


def _notes(
    pairs: pd.DataFrame,
    active: pd.DataFrame,
    known: pd.DataFrame,
    terms: Terms,
    permits: pd.DataFrame | None,
) -> pd.Series:
    """Say why a pair is not in the plan, or which figure does not limit it."""
    no_offer, no_need = known["offer"].isna(), known["need"].isna()
    is_gone = ~(pairs["offer_id"].isin(active.index) & pairs["need_id"].isin(active.index))
    note = pd.Series(None, index=pairs.index, dtype="str")
    for holds, words in (
        (no_offer, "the offer's mass is not known and does not limit"),
        (no_need, "the need's mass is not known and does not limit"),
        ((no_offer | no_need) & (not terms.with_unknown), "not in the plan: a mass is not known"),
        (no_offer & no_need, "not in the plan: no mass is known"),
        (pairs["gain_per_t"].isna(), "not in the plan: what a tonne gains is not known"),
        (
            ~_is_permitted(pairs, active, permits),
            "not in the plan: hazardous waste, and no permit of the receiver is known",
        ),
        (is_gone, "not in the plan: a flow has ended, is a service or an earlier year"),
    ):
        note = note.mask(holds, words)
    return note


def _is_permitted(
    pairs: pd.DataFrame, active: pd.DataFrame, permits: pd.DataFrame | None
) -> pd.Series:
    waste = reference.list_of_waste()
    hazardous = waste.loc[waste["is_hazardous"] == "true", "low_code"]
    offered = pairs["offer_id"].map(active["low_code"])
    asked = pairs["need_id"].map(active["low_code"])
    allowed = pd.MultiIndex.from_frame(
        pd.DataFrame({"need_id": [], "low_code": []}, dtype="str")
        if permits is None
        else permits[["need_id", "low_code"]].astype("str")
    )
    has_permit = pd.MultiIndex.from_arrays([pairs["need_id"], offered]).isin(allowed)
    return ~offered.isin(hazardous) | (offered == asked) | has_permit


def _market(
    pairs: pd.DataFrame, limit_t: pd.Series, terms: Terms
) -> tuple[Market, pd.Index, pd.Index]:
    """Give each flow of the pairs a position; with the bonus of parks on the gain."""
    offer, offers = pd.factorize(pairs["offer_id"], sort=True)
    need, needs = pd.factorize(pairs["need_id"], sort=True)
    same_park = (pairs["offer_park_id"] == pairs["need_park_id"]).fillna(value=False)
    gain = pairs["gain_per_t"] + terms.park_bonus_per_t * same_park.astype(bool)
    if terms.maximise == "tonnes":
        gain = gain - 1.0 + gain_of_tonnes(pairs["road_distance_km"])
    market = Market(
        offer.astype(np.int64), need.astype(np.int64), gain.to_numpy(dtype=float),
        unlimited(limit_t.reindex(offers)), unlimited(limit_t.reindex(needs)), terms.min_lot_t,
    )  # fmt: skip
    return market, pd.Index(offers), pd.Index(needs)


def _table(
    pairs: pd.DataFrame,
    is_in: npt.NDArray[np.bool_],
    given_t: npt.NDArray[np.float64],
    greedy_t: npt.NDArray[np.float64],
) -> pd.DataFrame:
    """Put what is given beside every candidate, the largest gain first."""
    allocated, served = np.full(len(pairs), np.nan), np.full(len(pairs), np.nan)
    allocated[is_in], served[is_in] = given_t, greedy_t
    place = np.where(is_in, np.where(allocated > 0, _GIVEN, _OTHERS), _OUT)
    table = pairs.assign(place_in_plan=place, allocated_t=allocated, greedy_t=served)
    for name, column in (
        ("net_benefit_t_co2e", "net_benefit_kg_co2e_per_t"),
        ("transport_wtw_t_co2e", "transport_wtw_kg_co2e_per_t"),
    ):
        by_tonne = table.get(column, np.nan)
        # Nothing given of a pair that would lose is nought, not "-0.0".
        table = table.assign(**{name: allocated * by_tonne / _KG_PER_T + 0.0})
    gain = (table["allocated_t"] * table["gain_per_t"]).fillna(-1.0)
    order = table.assign(_gain=gain).sort_values(
        ["_gain", "offer_id", "need_id"], ascending=[False, True, True], ignore_index=True
    )
    types = column_types(ALLOCATION)
    return keep(ALLOCATION, order[list(types)].astype(types))


def _sums(
    pairs: pd.DataFrame,
    market: Market,
    plan: Plan,
    greedy: npt.NDArray[np.float64],
    terms: Terms,
) -> tuple[float, float, float, float, str]:
    _, _, unit, per_unit = AIMS[terms.maximise]
    by_tonne = pairs["gain_per_t"].to_numpy(dtype=float) / per_unit
    with_bonus = float(greedy @ market.gain_per_t)
    gap = 1 - with_bonus / plan.gain if plan.gain else np.nan
    gain, greedy_gain = float(plan.given_t @ by_tonne), float(greedy @ by_tonne)
    return gain, greedy_gain, plan.most_gain / per_unit, gap, unit
