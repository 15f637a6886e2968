"""Flows and candidates as rows for people: every figure and code already in its words.

Templates and the map's script read the same rows, so that a card on the map never says
something else than the table beside it.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import pandas as pd

from fiss_geo import reference
from fiss_geo.maps import numbers, words
from fiss_geo.maps.extras import CANDIDATE_EXTRAS
from fiss_geo.maps.industries import NEW, OLD, industry_names, industry_of
from fiss_geo.maps.languages import CODES, Language, language

Row = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """Names by code and language.

    Attributes
    ----------
    materials, regions, parks, municipalities, industries : dict of str to dict of str to str
        Name by language, by code; a language that has none is missing.
    """

    materials: dict[str, dict[str, str]]
    regions: dict[str, dict[str, str]]
    parks: dict[str, dict[str, str]]
    municipalities: dict[str, dict[str, str]]
    industries: dict[str, dict[str, str]]

    def of(self, kind: str, language: Language) -> dict[str, str]:
        """Give all names of a kind in one language, or the next best one."""
        return {code: language.name_of(found) for code, found in getattr(self, kind).items()}


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
    return Names(
        materials=_capital(names_by_code(reference.material_groups(), "material_group", "name")),
        regions=names_by_code(regions, "region_code", "region_name"),
        parks=names_by_code(parks, "park_id", "name"),
        municipalities=names_by_code(
            reference.municipalities(), "municipality_code", "municipality_name"
        ),
        industries=industry_names(),
    )


def names_by_code(table: pd.DataFrame, code: str, prefix: str) -> dict[str, dict[str, str]]:
    """Look up the names in each language by code.

    >>> table = pd.DataFrame({"c": ["19"], "name_en": ["Lapland"], "name_fi": ["Lappi"]})
    >>> names_by_code(table, "c", "name")
    {'19': {'fi': 'Lappi', 'en': 'Lapland'}}
    """
    given = {key: table[f"{prefix}_{key}"] for key in CODES if f"{prefix}_{key}" in table}
    return {
        str(value): {
            key: str(names.iloc[i]) for key, names in given.items() if pd.notna(names.iloc[i])
        }
        for i, value in enumerate(table[code])
    }


def _capital(names: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Begin names with a capital letter in every language: they stand in lists of choices."""
    return {
        code: {key: text[:1].upper() + text[1:] for key, text in found.items()}
        for code, found in names.items()
    }


def records(table: pd.DataFrame) -> list[Row]:
    """Give the rows of a table as dictionaries."""
    lists = [table[name].tolist() for name in table.columns]
    return [dict(zip(table.columns, values, strict=True)) for values in zip(*lists, strict=True)]


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


ENGLISH: Final = "en"


def flow_rows(flows: pd.DataFrame, names: Names, tongue: Language | None = None) -> list[Row]:
    """Write every flow as a row for people.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        The disclosed flows.
    names : Names
    tongue : Language, optional
        English by default.

    Returns
    -------
    list of dict
        In the same order.
    """
    spoken = tongue or language(ENGLISH)
    return [flow_row(flow, names, spoken) for flow in records(flows)]


def flow_row(flow: Row, names: Names, tongue: Language) -> Row:
    """Write one flow as a row for people."""
    say = tongue.say
    group, region, park = (_text(flow, key) for key in ("material_group", "region_code", "park_id"))
    precision, confidence = _text(flow, "location_precision"), _text(flow, "confidence")
    role, status = _text(flow, "role"), _text(flow, "status")
    x, y = _place(flow["geometry"], is_exact=precision in words.EXACT_PRECISIONS)
    material = material_name(group, names, tongue)
    return {
        "id": _text(flow, "flow_id"), "role": role, "role_text": say(words.ROLES.get(role, role)),
        "organisation": _text(flow, "organisation") or say(words.UNNAMED),
        "site": _text(flow, "site_name"), "resource": _resource(flow, tongue) or material,
        "group": group, "material": material,
        "amount": tongue.figures(numbers.amounts(flow, say)),
        "amount_basis": _amount_basis(flow, tongue),
        "mass": None if pd.isna(flow["mass_t_per_a"]) else float(flow["mass_t_per_a"]),
        "is_counted": status != "ended" and flow.get("is_earlier_year") is not True,
        "status": status, "status_short": say(words.STATUS_SHORT.get(status, status)),
        "status_long": say(words.status(role, status)), "confidence": confidence,
        "confidence_text": say(words.CONFIDENCE.get(confidence, confidence)),
        "low_code": _text(flow, "low_code"), "precision": precision,
        "industry": _industry(flow, names, tongue),
        "precision_text": say(words.PRECISION.get(precision, precision)),
        "municipality": _municipality(flow, names, tongue), "region": region,
        "park": park,
        "region_name": tongue.name_of(names.regions.get(region, {})),
        "park_name": tongue.name_of(names.parks.get(park, {})) or park,
        "note": _text(flow, "note"), "url": web_address(flow.get("source_url")),
        "source": _text(flow, "source_title"), "year": _year(flow.get("source_year")),
        "x": x, "y": y,
    }  # fmt: skip


def candidate_rows(
    candidates: pd.DataFrame, flows: list[Row], tongue: Language | None = None
) -> list[Row]:
    """Write every candidate as a row for people, its two flows looked up by their ids.

    Parameters
    ----------
    candidates : pandas.DataFrame
        The disclosed candidates, in order of rank.
    flows : list of dict
        Of ``flow_rows``, in the same language.
    tongue : Language, optional
        English by default.

    Returns
    -------
    list of dict
        In the same order.
    """
    spoken = tongue or language(ENGLISH)
    by_id = {flow["id"]: flow for flow in flows}
    return [
        candidate_row(row, by_id[str(row["offer_id"])], by_id[str(row["need_id"])], spoken)
        for row in records(candidates)
    ]


def candidate_row(row: Row, offer: Row, need: Row, tongue: Language) -> Row:
    """Write one candidate as a row for people, with the rows of its two flows."""
    say = tongue.say
    method = _text(row, "distance_method")
    wtw, low, high = (row[f"transport_wtw{end}_kg_co2e_per_t"] for end in ("", "_low", "_high"))
    score = row["score"]
    return {
        "rank": int(row["rank"]), "offer": offer, "need": need,
        "group": _text(row, "material_group"),
        "km": None if pd.isna(row["road_distance_km"]) else float(row["road_distance_km"]),
        "km_text": tongue.figures(_distance_text(row, offer, need, say)),
        "method": say(words.DISTANCE_METHOD.get(method, method)),
        "no_route": say(_text(row, "no_route_reason")),
        "kg": None if pd.isna(wtw) else float(wtw),
        **_emissions_texts(wtw, low, high, tongue),
        "no_kg": say(_text(row, "no_emissions_reason")),
        "mass": None if pd.isna(row["mass_t_per_a"]) else float(row["mass_t_per_a"]),
        "mass_text": numbers.mass(row["mass_t_per_a"], say("t/a")),
        "mass_basis": say(_text(row, "mass_basis")),
        "score": None if pd.isna(score) else float(score),
        "score_text": "" if pd.isna(score) else tongue.figures(f"{score:.2f}"),
        "reasons": _reasoned(row, "reasons", tongue),
        "against": _reasoned(row, "against", tongue),
        "ranged": _ranged(row, tongue),
        "is_planned": "planned" in (offer["status"], need["status"]),
        "is_low": "low" in (offer["confidence"], need["confidence"]),
    }  # fmt: skip


def _ranged(row: Row, tongue: Language) -> list[tuple[str, str]]:
    """Write the figures that stages add with a range, as far as they are known."""
    told = [
        (extra.label, numbers.with_range(
            (row.get(name), row.get(extra.low), row.get(extra.high)), extra.digits,
            tongue.say(extra.unit),
        ))
        for name, extra in CANDIDATE_EXTRAS.items()
        if extra.low
    ]  # fmt: skip
    return [(tongue.say(label), tongue.figures(text)) for label, text in told if text]


def sentences(text: str) -> list[str]:
    """Part what a stage wrote into its sentences.

    >>> sentences("same code; near names")
    ['same code', 'near names']
    """
    return [part.strip() for part in text.split(";") if part.strip()]


def _reasoned(row: Row, column: str, tongue: Language) -> list[str]:
    """Give the sentences of a column in the visitor's language, else in English."""
    return sentences(_text(row, f"{column}_{tongue.code}") or _text(row, column))


def _distance_text(row: Row, offer: Row, need: Row, say: numbers.Say) -> str:
    # As exact as the script has them, so that both write the same.
    km, half_km = numbers.told(row["road_distance_km"], 4), row["distance_uncertainty_km"]
    text = numbers.distance(km, numbers.told(half_km, 3), say)
    is_exact = {offer["precision"], need["precision"]} <= set(words.EXACT_PRECISIONS)
    # Two flows known to one point: how far apart they are within the fence is not known at all.
    is_one_site = text and is_exact and row.get("straight_distance_km") == 0
    return say(words.ONE_SITE).format(distance=text) if is_one_site else text


def _emissions_texts(wtw: float, low: float, high: float, tongue: Language) -> Row:
    """Write emissions with their range; of a range that begins at nought only the end says much."""
    text = tongue.figures(numbers.emissions(wtw))
    span = tongue.figures(numbers.span(low, high, tongue.say))
    if text and span and low == 0:
        return {"kg_text": span, "kg_span": ""}
    return {"kg_text": text, "kg_span": span}


def material_name(group: str, names: Names, tongue: Language) -> str:
    """Name a material group; an unknown code is made readable."""
    return tongue.name_of(names.materials.get(group, {})) or words.humanised(group)


def _industry(flow: Row, names: Names, tongue: Language) -> str:
    """Name the industry with its code; a text that is no code stays as the file has it."""
    key = industry_of(flow)
    name, code = tongue.name_of(names.industries.get(key, {})), key[len(OLD) :].strip()
    revision = words.MAP["nace21" if key.startswith(NEW) else "nace"]
    return f"{name} ({tongue.say(revision)} {code})" if name else code


def _municipality(flow: Row, names: Names, tongue: Language) -> str:
    """Name the municipality as the file does, unless the flow was located in another one."""
    stated = _text(flow, "municipality_name")
    located = names.municipalities.get(_text(flow, "municipality_code"))
    if located is None:
        return stated
    is_same = stated.strip().casefold() in {name.casefold() for name in located.values()}
    return stated if is_same and tongue.code == ENGLISH else tongue.name_of(located)


def _resource(flow: Row, tongue: Language) -> str:
    named = {key: _text(flow, f"resource_name_{key}") for key in CODES}
    first = _text(flow, "resource_name")
    return (
        named[tongue.code] or (first if tongue.code == ENGLISH else tongue.name_of(named)) or first
    )


def _amount_basis(flow: Row, tongue: Language) -> str:
    kind = _text(flow, "quantity_kind")
    parts = [_year(flow.get("quantity_year")), tongue.say(words.QUANTITY_KIND.get(kind, kind))]
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
