"""The workshop pack: cards, tables by material, a map and a blank form, ready to print on A4."""

from typing import Any, Final, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from fiss_geo import reference
from fiss_geo.decisions.in_play import in_play, named
from fiss_geo.errors import EmptyResult
from fiss_geo.maps.disclosure import clean
from fiss_geo.reports.decisions import Report, Source, named_experts, shown
from fiss_geo.reports.page import Section, environment, shown_table
from fiss_geo.reports.words import Words

_PARTNERS: Final = 5
_HEIGHT: Final = 1000.0
_MARGIN: Final = 40.0
_TOLERANCE_M: Final = 1000.0
_LABEL_WIDTH: Final = 150
_LABEL_HEIGHT: Final = 28
_FORM: Final = (
    "form_have", "form_want", "form_quantity", "form_where", "form_partner", "form_next",
    "form_contact", "form_public",
)  # fmt: skip
_CANDIDATE_COLUMNS: Final = (
    "offer_card", "offer_organisation", "offer_resource_name", "need_card", "need_organisation",
    "need_resource_name", "mass_t_per_a", "road_distance_km",
)  # fmt: skip


class Picture(NamedTuple):
    """The map of a region: a path, and a mark a place with the cards that lie there."""

    width: int
    height: int
    path: str
    marks: list[dict[str, Any]]


def workshop_report(source: Source, region: str, experts: pd.DataFrame | None = None) -> Report:
    """Make the pack for a workshop in a region.

    Parameters
    ----------
    source : Source
    region : str
        Region code.
    experts : pandas.DataFrame, optional
        Experts, to be named beside the candidates that they fit.

    Returns
    -------
    Report
        The page, with ``cards`` and ``candidates`` as tables.

    Raises
    ------
    EmptyResult
        If no flow in play stands in that region.
    """
    words, source = Words(source.language), shown(source)
    flows = in_play(source.flows)
    flows = flows[flows["region_code"] == region]
    if flows.empty:
        raise EmptyResult(f"no flow that may be shown stands in region {region}")
    order = flows.assign(_group=named(flows["material_group"])).rename_axis("flow_id")
    cards = order.sort_values(["_group", "role", "flow_id"]).drop(columns="_group")
    cards.insert(0, "card", [str(number) for number in range(1, len(cards) + 1)])
    candidates = named_experts(_candidates(source.ranking, cards), experts, source.edition)
    besides = () if experts is None else ("experts",)
    tables = [
        {"title": words.say("table_of", material=words.name("material", material)),
         "table": shown_table(Section("", (), rows, (*_CANDIDATE_COLUMNS, *besides)), words)}
        for material, rows in candidates.groupby(named(candidates["material_group"]), sort=True)
    ]  # fmt: skip
    place = words.name("region", region)
    page = environment().get_template("workshop.html.j2").render(
        language=words.language, title=words.say("workshop_title", place=place),
        lead=words.say("workshop_lead", cards=len(cards), tables=len(tables)),
        tables=tables, say=words.say, form=[words.say(key) for key in _FORM],
        cards=[_card(row, candidates, words) for row in _rows(cards.reset_index())],
        picture=_picture(source.flows, cards, region), place=place,
        notes=[
            words.say(key) for key in (f"{source.edition}_edition", "missing_mark", "screening")
        ],
    )  # fmt: skip
    shown_columns = ["card", "flow_id", "role", "organisation", "resource_name", "material_group",
                     "mass_t_per_a", "stock_mass_t", "energy_gwh_per_a",
                     "municipality_name"]  # fmt: skip
    told = candidates[["material_group", *_CANDIDATE_COLUMNS, "score", "reasons", *besides]]
    return Report(page, {"cards": cards.reset_index()[shown_columns], "candidates": told})


def _candidates(ranking: pd.DataFrame, cards: pd.DataFrame) -> pd.DataFrame:
    """Give the candidates that have an end in the region, in their order, with the cards' numbers.

    An end elsewhere has no card.
    """
    table = pd.DataFrame(ranking.drop(columns="geometry"))
    numbers = {f"{side}_card": table[f"{side}_id"].map(cards["card"]) for side in ("offer", "need")}
    table = table.assign(**numbers)
    here = table["offer_card"].notna() | table["need_card"].notna()
    return table[here].sort_values("rank", ignore_index=True)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    texts = table.astype(object).where(table.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in texts.to_dict("records")]


def _card(row: dict[str, Any], candidates: pd.DataFrame, words: Words) -> dict[str, Any]:
    side, other = ("offer", "need") if row["role"] == "offer" else ("need", "offer")
    own = candidates[candidates[f"{side}_id"] == row["flow_id"]].head(_PARTNERS)
    amounts = [
        f"{words.figure(row[column])} {unit}"
        for column, unit in (
            ("mass_t_per_a", words.say("mass_t_per_a")), ("stock_mass_t", "t"),
            ("energy_gwh_per_a", words.say("gwh_per_a")),
        )
        if row[column] is not None
    ]  # fmt: skip
    text = {
        name: clean(str(row[name] or ""))
        for name in ("organisation", "site_name", "resource_name", "municipality_name", "note")
    }
    return {
        **text, "number": row["card"], "role": row["role"], "role_word": words.say(row["role"]),
        "material": words.name("material", row["material_group"]),
        "amount": ", ".join(amounts) or words.say("not_known"),
        "partners": [_partner(partner, other, words) for partner in _rows(own)],
    }  # fmt: skip


def _partner(row: dict[str, Any], other: str, words: Words) -> dict[str, str]:
    km = row["road_distance_km"]
    return {
        "who": clean(str(row[f"{other}_organisation"])),
        "what": clean(str(row[f"{other}_resource_name"])),
        "card": row[f"{other}_card"] or "",
        "where": words.name("region", row[f"{other}_region_code"]),
        "far": "" if km is None else f"{words.kilometres(km)} km",
    }


def _picture(flows: gpd.GeoDataFrame, cards: pd.DataFrame, region: str) -> Picture | None:
    """Draw the region and the places of its cards; boundaries are approximate. None: no place."""
    areas = reference.regions()
    shape = areas.geometry[areas["region_code"].astype(str) == region]
    points = flows.set_index("flow_id").geometry.reindex(cards.index)
    if shape.empty or points.isna().all():
        return None
    outline = shapely.simplify(shape.to_numpy()[0], _TOLERANCE_M)
    placed = points[points.notna()]
    bounds = shapely.total_bounds([outline, *placed.to_numpy()])
    west, south, east, north = (float(edge) for edge in bounds)
    scale = _HEIGHT / max(north - south, east - west)

    def at(x: float, y: float) -> tuple[int, int]:
        return round((x - west) * scale + _MARGIN), round((north - y) * scale + _MARGIN)

    rings = [
        "M" + "L".join("{},{}".format(*at(x, y)) for x, y in shapely.get_coordinates(ring)) + "Z"
        for part in shapely.get_parts(outline)
        for ring in (part.exterior, *part.interiors)
    ]
    places = {str(cards.loc[flow, "card"]): at(point.x, point.y) for flow, point in placed.items()}
    width, height = at(east, south)
    return Picture(
        round(width + _MARGIN), round(height + _MARGIN), "".join(rings), _marks(places)
    )  # fmt: skip


def _marks(places: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """Make a mark a place; places whose labels would lie on each other share one.

    >>> _marks({"1": (0, 0), "2": (0, 0), "3": (10, 0)})
    [{'x': 0, 'y': 0, 'cards': '1–3'}, {'x': 10, 'y': 0, 'cards': ''}]
    """
    labels: dict[tuple[int, int], list[int]] = {}
    for card, (x, y) in places.items():
        near = [
            (left, top)
            for left, top in labels
            if abs(left - x) < _LABEL_WIDTH and abs(top - y) < _LABEL_HEIGHT
        ]
        labels.setdefault(near[0] if near else (x, y), []).append(int(card))
    return [
        {"x": x, "y": y, "cards": _spans(labels.get((x, y), []))}
        for x, y in dict.fromkeys(places.values())
    ]


def _spans(numbers: list[int]) -> str:
    """Write numbers with runs drawn together.

    >>> _spans([1, 2, 3, 7, 8])
    '1–3, 7–8'
    """
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in spans)
