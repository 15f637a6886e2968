"""The data that the map's script reads, as small script files that set one global each.

A page opened from disk may not fetch a file, and a strict content security policy allows no
script inside the page. A script file of data works for both, and is loaded once for all pages.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from fiss_geo.maps import layers, words
from fiss_geo.maps.layers import Basemap
from fiss_geo.maps.rows import Names, Row
from fiss_geo.regions.parks import park_areas

_FLOW_FIELDS: Final = (
    "id", "role", "organisation", "site", "resource", "group", "material", "amount",
    "amount_basis", "mass", "is_counted", "status", "status_long", "confidence", "precision",
    "precision_text", "municipality", "region", "park", "low_code", "note", "url", "source", "year",
    "x", "y",
)  # fmt: skip
_CANDIDATE_FIELDS: Final = (
    "rank", "group", "km_text", "kg_text", "kg_span", "mass_text", "score_text",
    "way", "truck", "chain", "pipe", "cost", "cost_span", "net", "net_span", "break_even",
    "is_planned", "is_low",
)  # fmt: skip
_REPEATED_FLOW_FIELDS: Final = (
    "role", "organisation", "group", "material", "amount_basis", "status", "status_long",
    "confidence", "precision", "precision_text", "municipality", "region", "park", "url", "source",
)  # fmt: skip


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


def data_files(
    basemap: Basemap, parks: pd.DataFrame, flows: list[Row], candidates: list[Row], names: Names
) -> dict[str, str]:
    """Write the four data files of a site.

    Parameters
    ----------
    basemap : Basemap
    parks : pandas.DataFrame
        The disclosed parks.
    flows, candidates : list of dict
        Rows for people.
    names : Names

    Returns
    -------
    dict of str to str
        Text by file name.
    """
    return {
        "base.js": script("base", _base(basemap, parks, names)),
        "flows.js": script("flowTable", _flow_table(flows)),
        "candidates.js": script("candidateTable", _candidate_table(candidates, flows)),
        "words.js": script("words", words.MAP),
    }


def _base(basemap: Basemap, parks: pd.DataFrame, names: Names) -> dict[str, Any]:
    outlines = parks if isinstance(parks, gpd.GeoDataFrame) else park_areas(parks)
    shapes = layers.web_regions(basemap.regions, layers.REGION_TOLERANCE_M, outlines)
    codes = [str(code) for code in basemap.regions["region_code"]]
    regions = [
        {"code": code, "name": names.regions[code][0], "at": at, "rings": _nested_rings(shape)}
        for code, shape, at in zip(codes, shapes, layers.label_points(shapes), strict=True)
    ]
    circles = [
        {
            "id": park_id, "name": names.parks[park_id][0], "at": at, "km": _radius(radius),
            **({"rings": _nested_rings(shape)} if outline == "polygon" else {}),
        }
        for park_id, radius, at, shape, outline in zip(
            parks["park_id"].astype(str), parks["radius_km"], layers.park_points(parks),
            outlines.geometry, parks.get("outline", [None] * len(parks)), strict=True,
        )
        if at
    ]  # fmt: skip
    ground = layers.background(basemap)
    return {"step": layers.STEP_M, "regions": regions, "parks": circles, **ground}


def _nested_rings(shape: shapely.Geometry) -> list[list[list[int]]]:
    return [layers.rings(part) for part in shapely.get_parts(shape)]


def _radius(kilometres: float) -> float | None:
    return None if pd.isna(kilometres) else float(kilometres)


def _flow_table(flows: list[Row]) -> dict[str, Any]:
    """Write rows as lists, and every text that comes again as its place in a list of texts."""
    texts = _texts(flow[field] for flow in flows for field in _REPEATED_FLOW_FIELDS)
    rows = [
        [
            texts[flow[field]] if field in _REPEATED_FLOW_FIELDS else flow[field]
            for field in _FLOW_FIELDS
        ]
        for flow in flows
    ]
    return _table(_FLOW_FIELDS, _REPEATED_FLOW_FIELDS, list(texts), rows)


def _candidate_table(candidates: list[Row], flows: list[Row]) -> dict[str, Any]:
    place = {flow["id"]: index for index, flow in enumerate(flows)}
    texts = _texts(text for row in candidates for text in _sentences(row))
    rows = [
        [
            place[row["offer"]["id"]], place[row["need"]["id"]],
            *(row[field] for field in _CANDIDATE_FIELDS),
            *(texts[text] for text in _sentences(row)[:3]),
            *([texts[one] for one in row[side]] for side in ("reasons", "against")),
        ]
        for row in candidates
    ]  # fmt: skip
    repeated = ("method", "no_route", "mass_basis", "reasons", "against")
    fields = ("offer", "need", *_CANDIDATE_FIELDS, *repeated)
    return _table(fields, repeated, list(texts), rows)


def _table(
    fields: tuple[str, ...], repeated: tuple[str, ...], texts: list[str], rows: list[list[Any]]
) -> dict[str, Any]:
    return {"fields": fields, "repeated": repeated, "texts": texts, "rows": rows}


def _sentences(row: Row) -> list[str]:
    return [row["method"], row["no_route"], row["mass_basis"], *row["reasons"], *row["against"]]


def _texts(found: Iterable[str]) -> dict[str, int]:
    return {text: index for index, text in enumerate(dict.fromkeys(found))}
