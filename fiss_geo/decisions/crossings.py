"""What crossing a region's border makes possible: by candidate, and by pair of regions."""

import numpy as np
import pandas as pd

from fiss_geo.decision_schemas import CROSSINGS, OPPORTUNITIES, UNKNOWN_AREA
from fiss_geo.schemas import RANKING, column_types, keep

_SIDES = ("offer", "need")
_AREAS = ["offer_region_code", "need_region_code", "material_group"]


def crossings(ranking: pd.DataFrame) -> pd.DataFrame:
    """List the candidates whose ends are in two regions, and what each end has at home.

    Parameters
    ----------
    ranking : geopandas.GeoDataFrame
        Ranking.

    Returns
    -------
    pandas.DataFrame
        Crossings, in the order of the ranking. ``is_only_across`` is true only where it is known:
        the road distance is known, and at both ends there is no partner in the own region, or
        only such as are known to be farther.
    """
    keep(RANKING, ranking)
    table = pd.DataFrame(ranking.drop(columns="geometry"))
    is_home = table["offer_region_code"] == table["need_region_code"]
    regions_known = table[["offer_region_code", "need_region_code"]].notna().all(axis="columns")
    home = table[is_home & regions_known]
    across = table[~is_home & regions_known].sort_values("rank", ignore_index=True)
    only = across["road_distance_km"].notna()
    notes = []
    for side in _SIDES:
        partners = home.groupby(f"{side}_id")["road_distance_km"].agg(["min", "size", "count"])
        found = partners.reindex(across[f"{side}_id"]).set_axis(across.index)
        across = across.assign(**{f"{side}_home_distance_km": found["min"]})
        has_none, is_unsure = found["size"].isna(), found["size"] > found["count"]
        only &= has_none | (~is_unsure & (found["min"] > across["road_distance_km"]))
        notes.append(_note(side, found, across["road_distance_km"]))
    across = across.assign(is_only_across=only.astype(bool), home_note=notes[0] + "; " + notes[1])
    types = column_types(CROSSINGS)
    return keep(CROSSINGS, across[list(types)].astype(types))


def _note(side: str, found: pd.DataFrame, road_km: pd.Series) -> pd.Series:
    """Say what an end has in its own region."""
    note = pd.Series(f"the {side} has a nearer partner at home", index=road_km.index, dtype="str")
    for holds, words in (
        (found["min"] > road_km, "has only farther partners at home"),
        (road_km.isna(), "has partners at home, and this distance is not known"),
        (found["size"] > found["count"], "has partners at home whose distance is not known"),
        (found["size"].isna(), "has no partner at home"),
    ):
        note = note.mask(holds, f"the {side} {words}")
    return note


def opportunities(ranking: pd.DataFrame) -> pd.DataFrame:
    """Sum the candidates up by pair of regions and material.

    Parameters
    ----------
    ranking : geopandas.GeoDataFrame
        Ranking.

    Returns
    -------
    pandas.DataFrame
        Opportunities. Pairs within one region, and flows of no known region, have rows of their
        own, so that the counts add up to all candidates. Cross-region pairs come first, those
        with the most tonnes that only crossing the border makes possible at the top.

    Notes
    -----
    Many candidates share an offer or a need, so their masses do not add up. The most that a group
    could exchange is the smaller of two sums: over its offers, each with its largest candidate,
    and over its needs likewise. It is an upper bound; ``allocate`` gives what is possible at once.
    """
    keep(RANKING, ranking)
    only = crossings(ranking).set_index(["offer_id", "need_id"])["is_only_across"]
    table = pd.DataFrame(ranking.drop(columns="geometry")).sort_values("rank")
    keys = pd.MultiIndex.from_frame(table[["offer_id", "need_id"]])
    table = table.assign(
        only=only.reindex(keys).fillna(value=False).astype(bool).to_numpy(),
        **{name: table[name].fillna(UNKNOWN_AREA) for name in _AREAS},
    )
    groups = table.groupby(_AREAS, sort=True)
    parts = groups.agg(
        candidate_count=("rank", "size"),
        quantified_count=("mass_t_per_a", "count"),
        offer_count=("offer_id", "nunique"),
        need_count=("need_id", "nunique"),
        only_across_count=("only", "sum"),
        nearest_road_distance_km=("road_distance_km", "min"),
    )
    parts = parts.join(_best(groups.head(1)))
    parts["mass_up_to_t_per_a"] = most_exchanged(table, _AREAS)
    parts["only_across_up_to_t_per_a"] = most_exchanged(table[table["only"]], _AREAS)
    return keep(OPPORTUNITIES, _ordered(parts.reset_index()))


def _best(first: pd.DataFrame) -> pd.DataFrame:
    """Give what is to be known of the candidate of each group that ranks first."""
    names = {
        f"best_{name}": name
        for name in (
            "offer_id", "need_id", "offer_organisation", "need_organisation", "road_distance_km",
        )
    }  # fmt: skip
    return first.set_index(_AREAS)[list(names.values())].set_axis(list(names), axis="columns")


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    offer, need = table["offer_region_code"], table["need_region_code"]
    is_cross = (offer != need) & (offer != UNKNOWN_AREA) & (need != UNKNOWN_AREA)
    table = table.assign(is_cross_region=is_cross)
    order = ["is_cross_region", "only_across_up_to_t_per_a", "mass_up_to_t_per_a", *_AREAS]
    ascending = [False, False, False, True, True, True]
    ordered = table.sort_values(order, ascending=ascending, na_position="last", ignore_index=True)
    types = column_types(OPPORTUNITIES)
    return ordered[list(types)].astype(types)


def most_exchanged(candidates: pd.DataFrame, by: list[str]) -> pd.Series:
    """Bound what the candidates of each group could exchange in a year [t/a].

    Parameters
    ----------
    candidates : pandas.DataFrame
        With ``offer_id``, ``need_id`` and ``mass_t_per_a``.
    by : list of str
        Columns that make the groups.

    Returns
    -------
    pandas.Series
        By group; missing where no mass is known.
    """
    sums = []
    for side in _SIDES:
        largest = candidates.groupby([*by, f"{side}_id"])["mass_t_per_a"].max()
        sums.append(largest.groupby(level=by).sum(min_count=1))
    return sums[0].combine(sums[1], np.fmin)
