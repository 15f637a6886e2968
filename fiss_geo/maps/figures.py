"""The counts and sums that the pages tell."""

import re
from typing import Any

import pandas as pd

from fiss_geo.maps import numbers, words
from fiss_geo.maps.rows import Names, Row, records, web_address
from fiss_geo.maps.unmatched import QUANTITIES


def key_figures(flows: list[Row], candidates: list[Row]) -> Row:
    """Count flows, organisations and candidates, and add up what has a figure.

    Parameters
    ----------
    flows, candidates : list of dict
        Rows for people.

    Returns
    -------
    dict
        Counts, and sums as text; a sum of nothing known is an empty text.
    """
    offers, needs = ([flow for flow in flows if flow["role"] == role] for role in words.ROLES)
    return {
        "flows": len(flows), "offers": len(offers), "needs": len(needs),
        "organisations": len({flow["organisation"] for flow in flows}),
        "candidates": len(candidates),
        "routed": sum(row["km"] is not None for row in candidates),
        "offered": numbers.millions(yearly_mass(offers)), "chiefly": _chiefly(offers),
        "offers_without": sum(flow["mass"] is None for flow in offers),
        "needed": numbers.millions(yearly_mass(needs)),
        "needs_without": sum(flow["mass"] is None for flow in needs),
        "planned": sum(flow["status"] == "planned" for flow in flows),
        "available": sum(flow["status"] == "available" for flow in offers),
    }  # fmt: skip


def yearly_mass(flows: list[Row]) -> float | None:
    """Add up the yearly masses that are known, each flow once and as long as it runs.

    >>> now = {"is_counted": True}
    >>> yearly_mass([{"mass": 2.0, **now}, {"mass": None, **now}])
    2.0
    """
    known = [flow["mass"] for flow in flows if flow["is_counted"] and flow["mass"] is not None]
    return sum(known) if known else None


def _chiefly(flows: list[Row]) -> Row | None:
    """Name the material that makes up most of a sum, since it then says little of the others."""
    whole = yearly_mass(flows)
    if not whole:
        return None
    groups = {flow["group"] for flow in flows if flow["group"]}
    sums = {group: yearly_mass([f for f in flows if f["group"] == group]) or 0 for group in groups}
    most = max(sums, key=lambda group: (sums[group], group), default="")
    if not most or not whole / 2 < sums[most] < whole:
        return None
    name = next(flow["material"] for flow in flows if flow["group"] == most)
    return {"material": name[:1].lower() + name[1:], "mass": numbers.millions(sums[most])}


def region_summaries(flows: list[Row], candidates: list[Row], names: Names) -> list[Row]:
    """Sum up every region, those without any flow too.

    Parameters
    ----------
    flows, candidates : list of dict
        Rows for people.
    names : Names

    Returns
    -------
    list of dict
        In the order of the English names.
    """
    order = sorted(names.regions, key=lambda code: names.regions[code][0])
    return [_region_summary(code, flows, candidates, names) for code in order]


def _region_summary(code: str, flows: list[Row], candidates: list[Row], names: Names) -> Row:
    own = [flow for flow in flows if flow["region"] == code]
    gives = [row for row in candidates if row["offer"]["region"] == code]
    takes = [row for row in candidates if row["need"]["region"] == code]
    return {
        "code": code, "name": names.regions[code][0], "name_fi": names.regions[code][1],
        "flows": own, "offered": yearly_mass([f for f in own if f["role"] == "offer"]),
        "offers": sum(flow["role"] == "offer" for flow in own),
        "needs": sum(flow["role"] == "need" for flow in own),
        "inside": [row for row in gives if row["need"]["region"] == code],
        "outgoing": [row for row in gives if row["need"]["region"] != code],
        "incoming": [row for row in takes if row["offer"]["region"] != code],
    }  # fmt: skip


def park_summaries(
    parks: pd.DataFrame, flows: list[Row], candidates: list[Row], names: Names
) -> list[Row]:
    """Sum up every park, those without any flow too.

    Parameters
    ----------
    parks : pandas.DataFrame
        The disclosed parks.
    flows, candidates : list of dict
        Rows for people.
    names : Names

    Returns
    -------
    list of dict
        In the order of the English names.
    """
    found = []
    for park in records(parks):
        park_id = str(park["park_id"])
        own = [flow for flow in flows if flow["park"] == park_id]
        sides = [
            (row["offer"]["park"] == park_id, row["need"]["park"] == park_id) for row in candidates
        ]
        pairs = list(zip(candidates, sides, strict=True))
        found.append({
            "id": park_id, "page": page_name(park_id), "name": names.parks[park_id][0],
            "name_fi": names.parks[park_id][1], "municipality": _text(park, "municipality"),
            "operator": _text(park, "operator"), "url": web_address(park.get("source_url")),
            "radius": _radius(park.get("radius_km")), "flows": own,
            "near": sum(flow["near_park"] == park_id for flow in flows),
            "catchment": _radius(park.get("catchment_km")),
            "is_polygon": park.get("outline") == "polygon",
            "inside": [row for row, side in pairs if all(side)],
            "outgoing": [row for row, side in pairs if side == (True, False)],
            "incoming": [row for row, side in pairs if side == (False, True)],
        })  # fmt: skip
    return sorted(found, key=lambda park: (park["name"], park["id"]))


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
        ``reason``, ``count`` and ``amount``; most rows first.
    """
    found = [
        {"reason": reason, "count": len(rows),
         "amount": numbers.amounts(rows[list(QUANTITIES)].sum(min_count=1).to_dict())}
        for reason, rows in left_out.groupby("reason", sort=True)
    ]  # fmt: skip
    return sorted(found, key=lambda row: -row["count"])


def _radius(kilometres: float | None) -> str:
    return "" if numbers.is_missing(kilometres) else f"{kilometres:g}{numbers.THIN_SPACE}km"


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    return "" if value is None or pd.isna(value) else str(value)
