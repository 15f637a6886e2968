"""What more of a flow would be worth, in words: the shadow prices of a plan."""

from typing import Final

import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.decision_schemas import SHADOW_PRICES
from fiss_geo.decisions.allocate import AIMS, Allocation, Terms
from fiss_geo.decisions.plan import best_plan
from fiss_geo.schemas import column_types, keep

STEP_T: Final = 10_000.0
_MOST_PAIRS: Final = 20_000
_LANGUAGES: Final = {"": "en", "_fi": "fi", "_sv": "sv"}


def shadow_prices(
    allocation: Allocation,
    flows: pd.DataFrame,
    terms: Terms,
    *,
    step_t: float = STEP_T,
    count: int = 10,
) -> pd.DataFrame:
    """Say which flows limit a plan most, and what more of each would gain.

    Parameters
    ----------
    allocation : Allocation
    flows : pandas.DataFrame
        LocatedFlows.
    terms : Terms
        Those of the allocation.
    step_t : float
        How much more to try [t in the period].
    count : int
        How many flows to tell of.

    Returns
    -------
    pandas.DataFrame
        ShadowPrices, the largest gain first.

    Notes
    -----
    The solver's price holds for the first tonne, and no further tonne gains more. So each of the
    dearest flows is given ``step_t`` more and the plan is made anew: that gain is exact. Where
    the model has more than 20 000 pairs, that is not done, and ``step_gain`` is missing.
    """
    ends = _priced(allocation).head(count)
    per_unit = AIMS[terms.maximise][3]
    told = flows.set_index("flow_id").reindex(ends["flow_id"])
    step = [_gain_of_more(allocation, row, step_t) for row in ends["position"]]
    table = ends.assign(
        **{name: told[name].array for name in ("role", "organisation", "material_group")},
        region_code=told["region_code"].array,
        gain_unit=AIMS[terms.maximise][1],
        step_t=step_t,
        step_gain=np.array(step, dtype=float) / per_unit,
        step_gain_unit=allocation.gain_unit,
    )
    table = table.assign(
        **{f"words{end}": _words(table, terms, code) for end, code in _LANGUAGES.items()}
    )
    order = ["step_gain", "gain_per_t", "flow_id"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    types = column_types(SHADOW_PRICES)
    return keep(SHADOW_PRICES, table[list(types)].astype(types))


def _priced(allocation: Allocation) -> pd.DataFrame:
    """List the flows that have a price; positions count the offers, then the needs."""
    prices = np.concatenate(
        [allocation.plan.supply_price_per_t, allocation.plan.demand_price_per_t]
    )
    ids = np.concatenate([allocation.offers.to_numpy(), allocation.needs.to_numpy()])
    table = pd.DataFrame({"flow_id": ids, "gain_per_t": prices, "position": np.arange(len(ids))})
    table = table[table["gain_per_t"] > 0]
    return table.sort_values(["gain_per_t", "flow_id"], ascending=[False, True], ignore_index=True)


def _gain_of_more(allocation: Allocation, position: int, step_t: float) -> float:
    market = allocation.market
    if len(market.gain_per_t) > _MOST_PAIRS:
        return np.nan
    limits = np.concatenate([market.supply_t, market.demand_t])
    limits[position] += step_t
    supply, demand = np.split(limits, [len(market.supply_t)])
    more = best_plan(market._replace(supply_t=supply, demand_t=demand))
    return max(more.gain - allocation.plan.gain, 0.0)


def _words(table: pd.DataFrame, terms: Terms, language: str) -> pd.Series:
    """Write each price as a sentence."""
    said = dict(
        zip(*(reference.decision_sentences()[name] for name in ("key", language)), strict=True)
    )
    groups = reference.material_groups().set_index("material_group")[f"name_{language}"]
    regions = reference.regions().set_index("region_code")[f"region_name_{language}"]
    exact = table["step_gain"].notna()
    rows = zip(
        table["role"].map(said),
        table["material_group"].map(groups).fillna(said["no_material"]),
        table["organisation"], table["region_code"].map(regions).fillna(said["no_region"]),
        table["step_t"].where(exact), table["step_gain"].where(exact, table["gain_per_t"]),
        table["step_gain_unit"].where(exact, table["gain_unit"]),
        strict=True,
    )  # fmt: skip
    is_english = language == "en"
    sentence = said[f"more_{terms.maximise}"]
    texts = [
        sentence.format(
            mass=said["first_tonne"] if pd.isna(step) else _grouped(step, is_english) + " t",
            role=role, material=_small(str(material)), who=who, where=where,
            gain=_grouped(gain, is_english), unit=unit,
        )
        for role, material, who, where, step, gain, unit in rows
    ]  # fmt: skip
    return pd.Series(texts, index=table.index, dtype="str")


def _small(name: str) -> str:
    """Begin a name in small letters, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _grouped(value: float, is_english: bool) -> str:  # noqa: FBT001 - handed on
    text = f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"  # noqa: PLR2004 - digits that count
    text = text.removesuffix(".0").replace(",", " ")
    return text if is_english else text.replace(".", ",")
