"""The data that the map's script reads, as small script files that set one global each.

A page opened from disk may not fetch a file, and a strict content security policy allows no
script inside the page. A script file of data works for both, and is loaded once for all pages.
The tables are the same for every language, and packed by column (``packing``). What has to be said
in words stands in one small file a language.
"""

import json
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiss_geo.maps import layers, packing, words
from fiss_geo.maps.extras import CANDIDATE_EXTRAS, EXTRA_DIGITS
from fiss_geo.maps.industries import industries_of
from fiss_geo.maps.languages import Language
from fiss_geo.maps.layers import Basemap
from fiss_geo.maps.rows import Names, sentences
from fiss_geo.regions.parks import park_areas

FLOW_TEXTS: Final = (
    "flow_id", "role", "organisation", "site_name", "resource_name", "resource_name_en",
    "resource_name_fi", "resource_name_sv", "material_group", "low_code", "status", "confidence",
    "municipality_name", "municipality_code", "location_precision", "source_title", "source_url",
    "note", "region_code", "park_id", "quantity_kind", "nace_code", "nace_2_1_code",
)  # fmt: skip
FLOW_NUMBERS: Final = {
    "mass_t_per_a": 4, "stock_mass_t": 4, "energy_gwh_per_a": 4, "volume_m3_per_a": 4,
    "power_mw": 4, "quantity_year": 4, "source_year": 4,
}  # fmt: skip
"""Significant digits written, by column."""

CANDIDATE_TEXTS: Final = (
    "mass_basis", "distance_method", "no_route_reason", "vehicle", "no_emissions_reason",
    "material_group", "reasons", "against",
)  # fmt: skip
CANDIDATE_NUMBERS: Final = {
    "score": 3, "mass_t_per_a": 3, "road_distance_km": 4, "distance_uncertainty_km": 3,
    "transport_wtw_kg_co2e_per_t": 2, "transport_wtw_low_kg_co2e_per_t": 2,
    "transport_wtw_high_kg_co2e_per_t": 2,
    **EXTRA_DIGITS,
}  # fmt: skip
POINT_STEP_M: Final = 10
"""Points are written in steps of so many metres."""

SAID: Final = ("mass_basis", "no_route_reason", "vehicle", "no_emissions_reason")
"""Columns of sentences that a stage wrote in English, to be said in the visitor's language."""

REASONED: Final = ("reasons", "against")
"""Columns of sentences parted by semicolons, which stand beside them in the other languages."""


def script(name: str, value: object) -> str:
    r"""Write a value as a script that sets ``fissGeo.<name>``.

    Parameters
    ----------
    name : str
        Property of the global object ``fissGeo``.
    value : object
        What JSON can carry.

    Returns
    -------
    str

    >>> print(script("x", "</script>"), end="")
    window.fissGeo = window.fissGeo || {};
    fissGeo.x = "\u003c/script\u003e";
    """
    return f"window.fissGeo = window.fissGeo || {{}};\nfissGeo.{name} = {safe_json(value)};\n"


def safe_json(value: object) -> str:
    r"""Write JSON that cannot end the script around it.

    >>> safe_json({"name": "<b>\u2028"})
    '{"name":"\\u003cb\\u003e\\u2028"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def flow_table(flows: pd.DataFrame) -> dict[str, Any]:
    """Write the disclosed flows as columns.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        Points in EPSG:3067.

    Returns
    -------
    dict
        ``count``, ``texts`` and ``numbers`` by column, ``x`` and ``y`` in steps of ``step`` metres,
        no finer than they are known, and ``isCounted``; written as :mod:`~fiss_geo.maps.packing`
        does.
    """
    ended = (flows["status"] == "ended").to_numpy(dtype=bool)
    earlier = np.zeros(len(flows), dtype=bool)
    if "is_earlier_year" in flows:
        earlier = flows["is_earlier_year"].fillna(value=False).to_numpy(dtype=bool)
    return {
        "count": len(flows),
        "step": POINT_STEP_M,
        "texts": _texts(flows, FLOW_TEXTS),
        "numbers": _numbers(flows, FLOW_NUMBERS),
        **_places(flows),
        "isCounted": packing.whole((~ended & ~earlier).astype(np.int64)),
    }


def candidate_table(candidates: pd.DataFrame, flows: pd.DataFrame) -> dict[str, Any]:
    """Write the disclosed candidates as columns, in order of rank; their flows by place.

    Parameters
    ----------
    candidates : pandas.DataFrame
    flows : pandas.DataFrame
        Those of :func:`flow_table`.

    Returns
    -------
    dict
    """
    place = pd.Index(flows["flow_id"].astype(str))
    straight = candidates.get("straight_distance_km", pd.Series(np.nan, index=candidates.index))
    return {
        "count": len(candidates),
        **{
            side: packing.whole(place.get_indexer(pd.Index(candidates[f"{side}_id"].astype(str))))
            for side in ("offer", "need")
        },
        "isOnePoint": packing.whole((straight == 0).to_numpy().astype(np.int64)),
        "texts": _texts(candidates, CANDIDATE_TEXTS),
        "numbers": _numbers(candidates, CANDIDATE_NUMBERS),
    }


def cube_rows(cube: pd.DataFrame) -> list[list[Any]]:
    """Write the sums of what is kept back: role, region, material, flows, tonnes a year."""
    return [
        [row[0], row[1], row[2], _json_number(row[3]), _json_number(row[4])]
        for row in cube.itertuples(index=False)
    ]


def base(basemap: Basemap, parks: pd.DataFrame) -> dict[str, Any]:
    """Write the ground: regions, parks, land, lakes and roads, without any name."""
    outlines = parks if isinstance(parks, gpd.GeoDataFrame) else park_areas(parks)
    shapes = layers.web_regions(basemap.regions, layers.REGION_TOLERANCE_M, outlines)
    codes = [str(code) for code in basemap.regions["region_code"]]
    regions = [
        {"code": code, "at": at, "rings": [layers.rings(part) for part in shapely.get_parts(shape)]}
        for code, shape, at in zip(codes, shapes, layers.label_points(shapes), strict=True)
    ]
    circles = [
        {
            "id": park_id,
            "at": at,
            "km": _json_number(radius),
            **(
                {"rings": [layers.rings(part) for part in shapely.get_parts(shape)]}
                if outline == "polygon"
                else {}
            ),
        }
        for park_id, radius, at, shape, outline in zip(
            parks["park_id"].astype(str),
            parks["radius_km"],
            layers.park_points(parks),
            outlines.geometry,
            parks.get("outline", [None] * len(parks)),
            strict=True,
        )
        if at
    ]
    ground = layers.background(basemap)
    return {"step": layers.STEP_M, "regions": regions, "parks": circles, **ground}


def spoken(
    language: Language, names: Names, flows: pd.DataFrame, candidates: pd.DataFrame
) -> dict[str, Any]:
    """Write what the script says in one language: its sentences, and the names by code.

    Parameters
    ----------
    language : Language
    names : Names
    flows, candidates : pandas.DataFrame
        The disclosed tables, for the sentences that stages wrote into them.

    Returns
    -------
    dict
    """
    say = language.say
    by_code = {
        "roles": words.ROLES, "statuses": words.STATUS_SHORT, "precisions": words.PRECISION,
        "confidences": words.CONFIDENCE, "quantityKinds": words.QUANTITY_KIND,
        "methods": words.DISTANCE_METHOD,
    }  # fmt: skip
    return {
        "language": language.code,
        "sentences": {key: say(text) for key, text in words.MAP.items()},
        "unnamed": say(words.UNNAMED),
        "units": {name: say(text) for name, text in words.UNITS.items()},
        "statusesLong": {
            role: {code: say(words.status(role, code)) for code in words.STATUS_SHORT}
            for role in words.ROLES
        },
        **{
            kind: {key: say(text) for key, text in found.items()} for kind, found in by_code.items()
        },
        "regions": names.of("regions", language),
        "municipalities": _used(names.of("municipalities", language), flows["municipality_code"]),
        "materials": names.of("materials", language),
        "parks": names.of("parks", language),
        "industries": _used(names.of("industries", language), industries_of(flows)),
        "extras": [
            {
                "column": name,
                "label": say(extra.label),
                "unit": say(extra.unit),
                "digits": extra.digits,
                "low": extra.low,
                "high": extra.high,
            }
            for name, extra in CANDIDATE_EXTRAS.items()
            if name in candidates
        ],
        "said": _said(candidates, language),
    }


def _said(candidates: pd.DataFrame, language: Language) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in SAID:
        for text in candidates[name].dropna().unique() if name in candidates else ():
            said = language.figures(language.say(str(text)))
            if said != text:
                found[str(text)] = said
    for name in REASONED:
        found |= _translated(candidates, name, f"{name}_{language.code}")
    return dict(sorted(found.items()))


def _translated(candidates: pd.DataFrame, english: str, other: str) -> dict[str, str]:
    """Pair the sentences of two columns, one by one, where both are there."""
    if english not in candidates or other not in candidates:
        return {}
    both = candidates[[english, other]].dropna().drop_duplicates()
    return {
        one: theirs
        for ours, others in both.itertuples(index=False)
        for one, theirs in zip(sentences(ours), sentences(others), strict=False)
    }


def _used(names: dict[str, str], codes: pd.Series) -> dict[str, str]:
    return {code: names[code] for code in sorted(codes.dropna().unique()) if code in names}


def _texts(table: pd.DataFrame, names: tuple[str, ...]) -> dict[str, Any]:
    """Write the columns of texts; one whose rows part like another's says so instead."""
    texts: dict[str, dict[str, str]] = {}
    first: dict[str, str] = {}
    for name in names:
        if name in table:
            texts[name] = packing.words(table[name])
            like = first.setdefault(texts[name].get("at", ""), name)
            if like != name:
                texts[name] = {"words": texts[name]["words"], "like": like}
    return texts


def _numbers(table: pd.DataFrame, digits: dict[str, int]) -> dict[str, Any]:
    return {
        name: packing.figures(table[name], count)
        for name, count in digits.items()
        if name in table and table[name].notna().any()
    }


def _json_number(value: Any) -> float | int | None:  # noqa: ANN401 - a number, NA or None
    if value is None or pd.isna(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


def _places(flows: pd.DataFrame) -> dict[str, str]:
    """Write points no finer than they are known: 10 m for a site, 100 m for an area."""
    found = flows.geometry.to_numpy()
    exact = flows["location_precision"].isin(words.EXACT_PRECISIONS).to_numpy()
    coarse = np.where(exact, 1, 100 // POINT_STEP_M)
    is_known = ~(shapely.is_missing(found) | shapely.is_empty(found))
    places = {}
    for name, values in (("x", shapely.get_x(found)), ("y", shapely.get_y(found))):
        steps = np.rint(np.where(is_known, values, 0) / (coarse * POINT_STEP_M)) * coarse
        places[name] = packing.points(is_known, steps.astype(np.int64))
    return places
