"""Flows and candidates as rows for people: every figure and code already in its words.

Templates and the map's script read the same rows, so that a card on the map never says
something else than the table beside it.
"""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import pandas as pd

from fiss_geo import reference
from fiss_geo.maps import layers, numbers, words
from fiss_geo.maps.assessed import assessed_texts

Row = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """English and Finnish names by code.

    Attributes
    ----------
    materials, regions, parks : dict of str to (str, str)
        English and Finnish; the Finnish one is empty where it is the same.
    municipalities : dict of str to (str, str)
        Finnish and Swedish; municipalities have no English names.
    """

    materials: dict[str, tuple[str, str]]
    regions: dict[str, tuple[str, str]]
    parks: dict[str, tuple[str, str]]
    municipalities: dict[str, tuple[str, str]]


def names_of(regions: pd.DataFrame, parks: pd.DataFrame) -> Names:
    """Gather the names that pages and maps speak in.

    Parameters
    ----------
    regions, parks : pandas.DataFrame
        As ``reference.regions`` and ``reference.parks`` give them.

    Returns
    -------
    Names
    """
    materials = reference.material_groups()
    return Names(
        materials=names_by_code(materials, "material_group", "name_en", "name_fi"),
        regions=names_by_code(regions, "region_code", "region_name_en", "region_name_fi"),
        parks=names_by_code(parks, "park_id", "name_en", "name_fi"),
        municipalities=municipality_names(),
    )


def names_by_code(table: pd.DataFrame, code: str, english: str, finnish: str) -> Any:  # noqa: ANN401
    """Pair each code of a table with its English and Finnish name.

    >>> table = pd.DataFrame({"c": ["19"], "en": ["Lapland"], "fi": ["Lappi"]})
    >>> names_by_code(table, "c", "en", "fi")
    {'19': ('Lapland', 'Lappi')}
    """
    finnish_names = table[finnish] if finnish in table else table[english]
    pairs = zip(table[code], table[english], finnish_names, strict=True)
    return {
        str(key): (str(en), "" if pd.isna(fi) or fi == en else str(fi)) for key, en, fi in pairs
    }


def municipality_names() -> dict[str, tuple[str, str]]:
    """Look up the Finnish and Swedish names of the embedded municipalities.

    >>> municipality_names()["049"]
    ('Espoo', 'Esbo')
    """
    table = reference.municipalities()
    names: Any = names_by_code(
        table, "municipality_code", "municipality_name_fi", "municipality_name_sv"
    )
    return cast("dict[str, tuple[str, str]]", names)


def records(table: pd.DataFrame) -> list[Row]:
    """Give the rows of a table as dictionaries."""
    return cast("list[Row]", table.to_dict("records"))


def web_address(url: object) -> str:
    """Keep an address only if it leads to a web page.

    >>> web_address("https://example.fi/a"), web_address("javascript:alert(1)")
    ('https://example.fi/a', '')
    """
    text = str(url) if isinstance(url, str) else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return text if is_web and not set(text) & set(" \"'<>`\\") else ""


def flow_rows(flows: pd.DataFrame, names: Names) -> list[Row]:
    """Write every flow as a row for people.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        The disclosed flows.
    names : Names

    Returns
    -------
    list of dict
        In the same order.
    """
    return [_flow_row(flow, names) for flow in records(flows)]


def _flow_row(flow: Row, names: Names) -> Row:
    english, finnish = _resource_names(flow)
    group, region, park = (_text(flow, key) for key in ("material_group", "region_code", "park_id"))
    precision, confidence = _text(flow, "location_precision"), _text(flow, "confidence")
    role, status = _text(flow, "role"), _text(flow, "status")
    is_member = _text(flow, "park_method") != "within catchment"
    x, y = _place(flow["geometry"], is_exact=precision in words.EXACT_PRECISIONS)
    return {
        "id": _text(flow, "flow_id"), "role": role, "organisation": _text(flow, "organisation"),
        "site": _text(flow, "site_name"), "resource": english, "resource_fi": finnish,
        "group": group, "material": material_name(group, names),
        "amount": numbers.amounts(flow), "amount_basis": _amount_basis(flow),
        "mass": None if pd.isna(flow["mass_t_per_a"]) else float(flow["mass_t_per_a"]),
        "is_counted": status != "ended" and not flow.get("is_earlier_year", False),
        "status": status, "status_short": words.STATUS_SHORT.get(status, status),
        "status_long": words.status(role, status),
        "confidence": words.CONFIDENCE.get(confidence, confidence),
        "low_code": _text(flow, "low_code"),
        "precision": precision, "precision_text": words.PRECISION.get(precision, precision),
        "municipality": _municipality(flow, names), "region": region,
        "park": park if is_member else "", "near_park": "" if is_member else park,
        "park_name": names.parks.get(park, (park, ""))[0] if is_member else "",
        "note": _text(flow, "note"),
        "url": web_address(flow.get("source_url")), "source": _text(flow, "source_title"),
        "year": _year(flow.get("source_year")), "x": x, "y": y,
    }  # fmt: skip


def candidate_rows(candidates: pd.DataFrame, flows: list[Row], names: Names) -> list[Row]:
    """Write every candidate as a row for people, its two flows looked up by their ids.

    Parameters
    ----------
    candidates : pandas.DataFrame
        The disclosed candidates, in order of rank.
    flows : list of dict
        Of ``flow_rows``.
    names : Names

    Returns
    -------
    list of dict
        In the same order.
    """
    by_id = {flow["id"]: flow for flow in flows}
    return [
        _candidate_row(row, by_id[str(row["offer_id"])], by_id[str(row["need_id"])], names)
        for row in records(candidates)
    ]


def _candidate_row(row: Row, offer: Row, need: Row, names: Names) -> Row:
    method = _text(row, "distance_method")
    wtw, low, high = (row[f"transport_wtw{end}_kg_co2e_per_t"] for end in ("", "_low", "_high"))
    score = row["score"]
    return {
        "rank": int(row["rank"]), "offer": offer, "need": need,
        "group": _text(row, "material_group"),
        "material": material_name(_text(row, "material_group"), names),
        "km": None if pd.isna(row["road_distance_km"]) else float(row["road_distance_km"]),
        "km_text": _distance_text(row, offer, need),
        "method": words.DISTANCE_METHOD.get(method, method),
        "no_route": _text(row, "no_route_reason"),
        "kg": None if pd.isna(wtw) else float(wtw),
        **_emissions_texts(wtw, low, high),
        "no_kg": _text(row, "no_emissions_reason"), "vehicle": _text(row, "vehicle"),
        "mass": None if pd.isna(row["mass_t_per_a"]) else float(row["mass_t_per_a"]),
        "mass_text": numbers.mass(row["mass_t_per_a"]), "mass_basis": _text(row, "mass_basis"),
        "score": None if pd.isna(score) else float(score),
        "score_text": "" if pd.isna(score) else f"{score:.2f}",
        "reasons": _sentences(row, "reasons"), "against": _sentences(row, "against"),
        "way": layers.road_steps(row.get("geometry")),
        **assessed_texts(row),
        "is_planned": "planned" in (offer["status"], need["status"]),
        "is_low": "low" in (offer["confidence"], need["confidence"]),
    }  # fmt: skip


def _sentences(row: Row, column: str) -> list[str]:
    return [part.strip() for part in _text(row, column).split(";") if part.strip()]


def _distance_text(row: Row, offer: Row, need: Row) -> str:
    text = numbers.distance(row["road_distance_km"], row["distance_uncertainty_km"])
    is_exact = {offer["precision"], need["precision"]} <= set(words.EXACT_PRECISIONS)
    # Two flows known to one point: how far apart they are within the fence is not known at all.
    is_one_site = text and is_exact and row.get("straight_distance_km") == 0
    return words.ONE_SITE.format(distance=text) if is_one_site else text


def _emissions_texts(wtw: float, low: float, high: float) -> Row:
    """Write emissions with their range; of a range that begins at nought only the end says much."""
    text, span = numbers.emissions(wtw), numbers.span(low, high)
    if text and span and low == 0:
        return {"kg_text": span, "kg_span": ""}
    return {"kg_text": text, "kg_span": span}


def material_name(group: str, names: Names) -> str:
    """Name a material group in English; an unknown code is made readable."""
    return names.materials.get(group, (words.humanised(group), ""))[0] if group else ""


def _municipality(flow: Row, names: Names) -> str:
    """Name the municipality as the file does, unless the flow was located in another one."""
    stated = _text(flow, "municipality_name")
    located = names.municipalities.get(_text(flow, "municipality_code"))
    if located is None or stated.strip().casefold() in {
        name.casefold() for name in located if name
    }:
        return stated
    return located[0]


def _resource_names(flow: Row) -> tuple[str, str]:
    first, english, finnish = (
        _text(flow, key) for key in ("resource_name", "resource_name_en", "resource_name_fi")
    )
    shown = english or first
    return shown, "" if finnish == shown else finnish


def _amount_basis(flow: Row) -> str:
    kind = _text(flow, "quantity_kind")
    parts = [_year(flow.get("quantity_year")), words.QUANTITY_KIND.get(kind, kind)]
    return ", ".join(part for part in parts if part) if numbers.amounts(flow) else ""


def _place(point: Any, *, is_exact: bool) -> tuple[int | None, int | None]:  # noqa: ANN401
    """Write a point no finer than it is known: 10 m for a site, 100 m for an area."""
    if point is None or point.is_empty:
        return None, None
    digits = -1 if is_exact else -2
    return int(round(point.x, digits)), int(round(point.y, digits))


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    return "" if value is None or pd.isna(value) else str(value)


def _year(value: Any) -> str:  # noqa: ANN401 - a number, NA or nothing
    return "" if value is None or pd.isna(value) else str(int(value))
