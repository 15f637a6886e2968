"""Figures of the pages: the whole country's, each region's and each park's; in no language.

Flows and candidates are told by their place in the disclosed tables, so that rows for people are
made only of what a page shows.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.maps import numbers
from fiss_geo.maps.rows import Row
from fiss_geo.maps.unmatched import QUANTITIES

Places = npt.NDArray[np.intp]

_ROLES: Final = ("offer", "need")


def key_figures(flows: pd.DataFrame, candidates: pd.DataFrame) -> Row:
    """Count flows, organisations and candidates, and add up the yearly masses that are known.

    Parameters
    ----------
    flows, candidates : pandas.DataFrame
        The disclosed tables.

    Returns
    -------
    dict
        Masses in t/a, None where no flow has a figure; ``chiefly`` is the material group that
        makes up most of the mass offered, with its mass.
    """
    offers, needs = (flows[flows["role"] == role] for role in _ROLES)
    return {
        "flows": len(flows), "offers": len(offers), "needs": len(needs),
        "candidates": len(candidates),
        "offered": yearly_mass(offers), "chiefly": _chiefly(offers),
        "offers_without": int(offers["mass_t_per_a"].isna().sum()),
        "planned": int((flows["status"] == "planned").sum()),
        "available": int((offers["status"] == "available").sum()),
    }  # fmt: skip


def yearly_mass(flows: pd.DataFrame) -> float | None:
    """Add up the yearly masses that are known, each flow once and as long as it runs.

    >>> yearly_mass(pd.DataFrame({"status": ["in_use", "ended"], "mass_t_per_a": [2.0, 9.0]}))
    2.0
    """
    known = flows["mass_t_per_a"][is_counted(flows)].dropna()
    return float(known.sum()) if len(known) else None


def is_counted(flows: pd.DataFrame) -> pd.Series:
    """Tell which flows run and are of the latest year shown."""
    counted = flows["status"] != "ended"
    if "is_earlier_year" in flows:
        counted &= flows["is_earlier_year"].map(lambda mark: mark is not True).astype(bool)
    return counted


def _chiefly(offers: pd.DataFrame) -> tuple[str, float] | None:
    """Name the material that makes up most of a sum, since it then says little of the others."""
    counted = offers[is_counted(offers)]
    sums = counted.groupby("material_group")["mass_t_per_a"].sum()
    whole = counted["mass_t_per_a"].sum()
    if not len(sums) or not whole / 2 < sums.max() < whole:
        return None
    return str(sums.idxmax()), float(sums.max())


class Columns(NamedTuple):
    """The columns that figures are made of, as arrays: thousands of small sums are quick on them.

    Attributes
    ----------
    region, park, near_park, group, is_offer, mass, is_counted : arrays
        Of the flows; mass in t/a, NaN where not known or not to be counted.
    offer, need : arrays of int
        Place of each candidate's offer and need among the flows.
    exchange, exchange_group : arrays
        Mass of each candidate in t/a, and its material group.
    """

    region: npt.NDArray[np.object_]
    park: npt.NDArray[np.object_]
    near_park: npt.NDArray[np.object_]
    group: npt.NDArray[np.object_]
    is_offer: npt.NDArray[np.bool_]
    mass: npt.NDArray[np.float64]
    is_counted: npt.NDArray[np.bool_]
    offer: Places
    need: Places
    exchange: npt.NDArray[np.float64]
    exchange_group: npt.NDArray[np.object_]


def columns(flows: pd.DataFrame, candidates: pd.DataFrame) -> Columns:
    """Take the columns of figures from the disclosed tables.

    Parameters
    ----------
    flows, candidates : pandas.DataFrame

    Returns
    -------
    Columns
    """
    place = pd.Series(np.arange(len(flows)), index=flows["flow_id"].astype(str))

    def ends(side: str) -> Places:
        return place.reindex(candidates[side].astype(str)).to_numpy(dtype=np.intp)

    nobody = np.full(len(flows), "", dtype=object)
    return Columns(
        region=_texts(flows["region_code"]), park=_texts(flows["park_id"]),
        near_park=_texts(flows["near_park_id"]) if "near_park_id" in flows else nobody,
        group=_texts(flows["material_group"]),
        is_offer=(flows["role"] == "offer").to_numpy(dtype=bool),
        mass=flows["mass_t_per_a"].to_numpy(dtype="float64", na_value=np.nan),
        is_counted=is_counted(flows).to_numpy(dtype=bool),
        offer=ends("offer_id"), need=ends("need_id"),
        exchange=candidates["mass_t_per_a"].to_numpy(dtype="float64", na_value=np.nan),
        exchange_group=_texts(candidates["material_group"]),
    )  # fmt: skip


def _texts(column: pd.Series) -> npt.NDArray[np.object_]:
    return column.astype("str").fillna("").to_numpy(dtype=object)


def region_summaries(codes: Iterable[str], found: Columns) -> list[Row]:
    """Sum up every region, those without any flow too.

    Parameters
    ----------
    codes : iterable of str
    found : Columns

    Returns
    -------
    list of dict
        ``code``, counts, masses, and the places of its flows and candidates.
    """
    return [{"code": code, **_summary(found.region == code, found)} for code in sorted(codes)]


def park_summaries(parks: pd.DataFrame, found: Columns) -> list[Row]:
    """Sum up every park, those without any flow too.

    Parameters
    ----------
    parks : pandas.DataFrame
        The disclosed parks.
    found : Columns

    Returns
    -------
    list of dict
    """
    return [
        {
            "id": park_id,
            "page": page_name(park_id),
            "near_count": int((found.near_park == park_id).sum()),
            **_summary(found.park == park_id, found),
        }
        for park_id in parks["park_id"].astype(str)
    ]


def _summary(own: npt.NDArray[np.bool_], found: Columns) -> Row:
    gives, takes = own[found.offer], own[found.need]
    flows, inside = np.flatnonzero(own), np.flatnonzero(gives & takes)
    offers = flows[found.is_offer[flows]]
    return {
        "flows": flows, "offers": len(offers), "needs": len(flows) - len(offers),
        "offered": _mass(offers, found), "inside": inside,
        "outgoing": np.flatnonzero(gives & ~takes), "incoming": np.flatnonzero(takes & ~gives),
        "balance": balance(flows, inside, found),
    }  # fmt: skip


def _mass(places: Places, found: Columns) -> float | None:
    masses = found.mass[places[found.is_counted[places]]]
    known = masses[~np.isnan(masses)]
    return float(known.sum()) if len(known) else None


def each_tonne_once(chosen: Places, found: Columns) -> dict[str, float]:
    """Add up what candidates could exchange by material, the best-ranked first, each tonne once.

    Parameters
    ----------
    chosen : array of int
        Places of the candidates, in order of rank.
    found : Columns

    Returns
    -------
    dict of str to float
        t/a by material group.
    """
    left: dict[int, float] = {}
    sums: dict[str, float] = {}
    for place in chosen[~np.isnan(found.exchange[chosen])].tolist():
        ends = (int(found.offer[place]), int(found.need[place]))
        rests = [left.get(end, float(found.mass[end])) for end in ends]
        mass = min([float(found.exchange[place]), *(rest for rest in rests if rest == rest)])  # noqa: PLR0124
        left |= {end: rest - mass for end, rest in zip(ends, rests, strict=True)}
        group = found.exchange_group[place]
        sums[group] = sums.get(group, 0.0) + mass
    return sums


def balance(flows: Places, inside: Places, found: Columns) -> list[Row]:
    """Set what an area offers of each material beside what it needs of it.

    Parameters
    ----------
    flows, inside : arrays of int
        Places of the area's flows, and of the candidates inside it.
    found : Columns

    Returns
    -------
    list of dict
        ``group``, ``offers``, ``offered``, ``needs``, ``needed``, ``inside``; by group.
    """
    kept = each_tonne_once(inside, found)
    rows = []
    for group in sorted({group for group in found.group[flows] if group}):
        own = flows[found.group[flows] == group]
        offers, needs = own[found.is_offer[own]], own[~found.is_offer[own]]
        rows.append({
            "group": group, "offers": len(offers), "offered": _mass(offers, found),
            "needs": len(needs), "needed": _mass(needs, found), "inside": kept.get(group, 0.0),
        })  # fmt: skip
    return rows


def page_name(park_id: str) -> str:
    """Make a file name of a park's id; letters that a path could trip over are written as numbers.

    >>> page_name("kemi-tornio"), page_name("../a")
    ('kemi-tornio', '_2e_2e_2fa')
    """
    return re.sub(r"[^a-z0-9-]", lambda found: f"_{ord(found.group()):x}", park_id)[:100]


def left_out_summary(left_out: pd.DataFrame) -> list[Row]:
    """Count what found no counterpart, by reason, with the quantities it stands for.

    Parameters
    ----------
    left_out : pandas.DataFrame
        The disclosed rows.

    Returns
    -------
    list of dict
        ``reason``, ``count`` and ``quantities``; most rows first.
    """
    found = [
        {"reason": reason, "count": len(rows),
         "quantities": rows[list(QUANTITIES)].sum(min_count=1).to_dict()}
        for reason, rows in left_out.groupby("reason", sort=True)
    ]  # fmt: skip
    return sorted(found, key=lambda row: -row["count"])


def radius(kilometres: float | None) -> str:
    """Write the radius of a park; none is an empty text."""
    return "" if numbers.is_missing(kilometres) else f"{kilometres:g}{numbers.THIN_SPACE}km"
