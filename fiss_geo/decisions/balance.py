"""A park's balance: inside, out, in, what stays unused and what unmet; heat apart from mass."""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from fiss_geo.decision_schemas import HEAT_BALANCE, MASS_BALANCE, PARK_FLOWS
from fiss_geo.decisions.in_play import in_play, named
from fiss_geo.decisions.plan import Market, best_plan, gain_of_tonnes
from fiss_geo.errors import EmptyResult
from fiss_geo.schemas import LOCATED_FLOWS, RANKING, column_types, keep

_MASS: Final = "mass_t_per_a"
_HEAT: Final = "energy_gwh_per_a"
_STEPS: Final = ("inside", "across")


class Balance(NamedTuple):
    """The balance of a park.

    Attributes
    ----------
    mass : pandas.DataFrame
        MassBalance, a row a material.
    heat : pandas.DataFrame
        HeatBalance: flows that have a figure of energy.
    flows : pandas.DataFrame
        ParkFlows: every flow in play of the park, with its nearest partner outside.
    """

    mass: pd.DataFrame
    heat: pd.DataFrame
    flows: pd.DataFrame


def balance(flows: pd.DataFrame, ranking: pd.DataFrame, park_id: str) -> Balance:
    """Work out the balance of a park.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        LocatedFlows of the whole country.
    ranking : geopandas.GeoDataFrame
        Ranking of their candidates.
    park_id : str

    Returns
    -------
    Balance

    Raises
    ------
    EmptyResult
        If no flow in play stands in that park.

    Notes
    -----
    What could be exchanged is the plan of the most tonnes, first among the candidates inside the
    park, then, with what is left, between the park and the outside. So of each material

        offered = inside_given + outgoing + unused        needed = inside_taken + incoming + unmet

    Only flows with a figure count; the others are counted beside it. A one-off stock is no yearly
    flow. Heat counts between places that a pipe may join, as ``assess`` says; where it does not
    say, inside the park only.
    """
    keep(LOCATED_FLOWS, flows)
    keep(RANKING, ranking)
    active = in_play(flows)
    if not (active["park_id"] == park_id).any():
        known = ", ".join(sorted(active["park_id"].dropna().unique())) or "none"
        raise EmptyResult(f'no flow stands in park "{park_id}"; parks with flows: {known}')
    pairs = pd.DataFrame(ranking.drop(columns="geometry"))
    both = pairs["offer_id"].isin(active.index) & pairs["need_id"].isin(active.index)
    pairs = pairs[both].sort_values(["offer_id", "need_id"], ignore_index=True)
    mass = exchanged(active, pairs, park_id, _MASS)
    heat = exchanged(active, pairs[_by_pipe(pairs)], park_id, _HEAT)
    has_heat = heat["amount"].notna()
    return Balance(
        keep(MASS_BALANCE, _by_material(mass[~has_heat], park_id, "t_per_a")),
        keep(HEAT_BALANCE, _by_material(heat[has_heat], park_id, "gwh_per_a")),
        _flows_of_park(mass, pairs, park_id),
    )


def _by_pipe(pairs: pd.DataFrame) -> pd.Series:
    inside = pairs["offer_park_id"] == pairs["need_park_id"]
    if "pipe_limit_high_km" not in pairs:
        return inside
    return inside | (pairs["straight_distance_km"] <= pairs["pipe_limit_high_km"])


def exchanged(active: pd.DataFrame, pairs: pd.DataFrame, park_id: str, column: str) -> pd.DataFrame:
    """Say how much of each flow of a park could be exchanged inside it, and across its border.

    Parameters
    ----------
    active : pandas.DataFrame
        Flows in play, indexed by ``flow_id``.
    pairs : pandas.DataFrame
        Candidates of them.
    park_id : str
    column : str
        Quantity of the flows that is exchanged.

    Returns
    -------
    pandas.DataFrame
        The flows of the park with ``amount``, ``inside``, ``across`` and ``left`` in the unit of
        the column; missing where the flow has no figure.
    """
    left = active[column].copy()
    own = active[active["park_id"] == park_id]
    done = {}
    ends = [(pairs[f"{side}_park_id"] == park_id).fillna(value=False) for side in ("offer", "need")]
    for step, chosen in zip(_STEPS, (ends[0] & ends[1], ends[0] ^ ends[1]), strict=True):
        part = pairs[chosen.astype(bool)]
        given = _most_exchanged(left, part)
        moved = pd.concat([given.groupby(part[f"{side}_id"]).sum() for side in ("offer", "need")])
        left = left - moved.reindex(left.index).fillna(0.0)
        done[step] = moved.reindex(own.index).fillna(0.0).where(own[column].notna())
    return own.assign(amount=own[column], **done, left=left.reindex(own.index))


def _most_exchanged(left: pd.Series, pairs: pd.DataFrame) -> pd.Series:
    """Give what each pair exchanges when the most of all is, by what is left of the flows."""
    given = pd.Series(0.0, index=pairs.index)
    supply, demand = (left.reindex(pairs[f"{side}_id"]).to_numpy() for side in ("offer", "need"))
    known = ~(np.isnan(supply) | np.isnan(demand))
    chosen = pairs[known]
    if chosen.empty:
        return given
    offer, offers = pd.factorize(chosen["offer_id"], sort=True)
    need, needs = pd.factorize(chosen["need_id"], sort=True)
    market = Market(
        offer.astype(np.int64), need.astype(np.int64), gain_of_tonnes(chosen["road_distance_km"]),
        left.reindex(offers).to_numpy(), left.reindex(needs).to_numpy(),
    )  # fmt: skip
    given.loc[known] = best_plan(market).given_t
    return given


def _by_material(rows: pd.DataFrame, park_id: str, ending: str) -> pd.DataFrame:
    """Sum the flows up by material; a sum over flows none of which has a figure is missing."""
    group = named(rows["material_group"])
    parts: dict[str, pd.Series] = {}
    for role, words in (
        ("offer", ("offered", "inside_given", "outgoing", "unused")),
        ("need", ("needed", "inside_taken", "incoming", "unmet")),
    ):
        own = rows[rows["role"] == role]
        groups = own.groupby(group[rows["role"] == role], sort=True)
        parts[f"{role}_count"] = groups.size()
        parts[f"{role}s_without_figure_count"] = groups.size() - groups["amount"].count()
        for name, column in zip(words, ("amount", "inside", "across", "left"), strict=True):
            parts[f"{name}_{ending}"] = groups[column].sum(min_count=1)
    table = pd.DataFrame(parts).rename_axis("material_group").reset_index()
    counts = {name: table[name].fillna(0) for name in table.columns if name.endswith("_count")}
    needed = table[f"needed_{ending}"]
    share = (table[f"inside_taken_{ending}"] / needed).where(needed > 0)
    table = table.assign(park_id=park_id, self_sufficiency_share=share, **counts)
    contract = HEAT_BALANCE if ending == "gwh_per_a" else MASS_BALANCE
    types = column_types(contract)
    return table[list(types)].astype(types)


def _flows_of_park(rows: pd.DataFrame, pairs: pd.DataFrame, park_id: str) -> pd.DataFrame:
    """Put beside each flow how many partners it has, and the nearest one outside."""
    found = []
    for side, other in (("offer", "need"), ("need", "offer")):
        own = pairs[pairs[f"{side}_id"].isin(rows.index)]
        inside = own[f"{other}_park_id"].eq(park_id).fillna(value=False).astype(bool)
        outside = own[~inside].sort_values(["road_distance_km", f"{other}_id"])
        first = outside[outside["road_distance_km"].notna()].groupby(f"{side}_id").head(1)
        names = {f"{other}_id": "nearest_outside_id",
                 f"{other}_organisation": "nearest_outside_organisation",
                 "road_distance_km": "nearest_outside_km"}  # fmt: skip
        nearest = first.set_index(f"{side}_id")[list(names)].rename(columns=names)
        counts = {
            f"partners_{word}_count": own[at].groupby(f"{side}_id").size()
            for word, at in (("inside", inside), ("outside", ~inside))
        }
        found.append(pd.DataFrame(counts).join(nearest, how="outer"))
    table = rows.join(pd.concat(found)).rename_axis("flow_id").reset_index()
    table = table.assign(
        inside_t_per_a=table["inside"], across_t_per_a=table["across"], left_t_per_a=table["left"],
        **{
            f"partners_{word}_count": table[f"partners_{word}_count"].fillna(0)
            for word in ("inside", "outside")
        },
    )  # fmt: skip
    table = table.sort_values(["role", "material_group", "flow_id"], ignore_index=True)
    types = column_types(PARK_FLOWS)
    return keep(PARK_FLOWS, table[list(types)].astype(types))
