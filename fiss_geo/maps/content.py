"""What the site tells, in no language: the tables in the order of pages, and their figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from fiss_geo.maps import figures, words
from fiss_geo.maps.disclosure import Disclosed
from fiss_geo.maps.languages import CODES, Language
from fiss_geo.maps.publisher import Publisher
from fiss_geo.maps.rows import Names, Row, candidate_row, flow_row, records, web_address
from fiss_geo.maps.synergies import synergy_row

MOST_CANDIDATES: Final = 50_000
"""The best candidates told; beyond them each flow keeps its best ones."""

BEST_OF_EACH_FLOW: Final = 3
MOST_ROWS: Final = 100
"""Rows of a table that stands in a page; the script and the CSV have them all."""

MOST_AREA_ROWS: Final = 15
SIDES: Final = ("inside", "outgoing", "incoming")

_STORY_TEXTS: Final = ("title", "resource", "benefit")


@dataclass(frozen=True)
class Content:
    """What the site tells, in no language.

    Attributes
    ----------
    disclosed : Disclosed
        Flows in the order of pages, offers first; candidates those that are told.
    names : Names
    publisher : Publisher
    all_candidates : int
        How many candidates there are, told or not.
    columns : figures.Columns
        What figures are made of.
    regions, parks : list of dict
        Their figures.
    flow_records, candidate_records : dict of int to dict
        The rows that pages show, by their place.
    """

    disclosed: Disclosed
    names: Names
    publisher: Publisher
    all_candidates: int
    columns: figures.Columns
    regions: list[Row]
    parks: list[Row]
    key: Row
    flow_records: dict[int, Row]
    candidate_records: dict[int, Row]


def content(disclosed: Disclosed, names: Names, publisher: Publisher) -> Content:
    """Work out all figures of the site.

    Parameters
    ----------
    disclosed : Disclosed
    names : Names
    publisher : Publisher

    Returns
    -------
    Content
    """
    flows = _offers_first(disclosed.flows)
    told = disclosed.candidates[_is_told(disclosed.candidates)].reset_index(drop=True)
    shown = Disclosed(**{**vars(disclosed), "flows": flows, "candidates": told})
    found = figures.columns(flows, told)
    regions = figures.region_summaries(names.regions, found)
    parks = figures.park_summaries(shown.parks, found)
    pairs = _first(range(min(MOST_ROWS, len(told))), *(
        area[side][:MOST_AREA_ROWS] for area in (*regions, *parks) for side in SIDES
    ))  # fmt: skip
    own = _first(
        range(min(MOST_ROWS, len(flows))), found.offer[pairs], found.need[pairs],
        _places(flows, shown.synergies),
        *(area["flows"][:MOST_AREA_ROWS] for area in (*regions, *parks)),
    )  # fmt: skip
    return Content(
        disclosed=shown, names=names, publisher=publisher, all_candidates=len(disclosed.candidates),
        columns=found, regions=regions, parks=parks, key=figures.key_figures(flows, told),
        flow_records=dict(zip(own, records(flows.iloc[own]), strict=True)),
        candidate_records=dict(zip(pairs, records(told.iloc[pairs]), strict=True)),
    )  # fmt: skip


def _first(*places: Iterable[int]) -> list[int]:
    """Gather places, each once."""
    return sorted({int(place) for several in places for place in several})


class Rows:
    """Makes rows for people of the flows and candidates at given places, in one language."""

    def __init__(self, told: Content, tongue: Language) -> None:
        self.tongue = tongue
        self._told = told
        self._flows: dict[int, Row] = {}
        self._candidates: dict[int, Row] = {}

    def flows(self, places: Iterable[int]) -> list[Row]:
        """Write flows; each is written once, however often it is asked for."""
        return [
            self._flow(int(place)) for place in places if place < len(self._told.disclosed.flows)
        ]

    def candidates(self, places: Iterable[int]) -> list[Row]:
        """Write candidates; each is written once, however often it is asked for."""
        count = len(self._told.disclosed.candidates)
        return [self._candidate(int(place)) for place in places if place < count]

    def synergies(self) -> list[Row]:
        """Write the synergies of the register."""
        table, flows = self._told.disclosed.synergies, self._told.disclosed.flows
        if table is None:
            return []
        place = {str(flow): at for at, flow in enumerate(flows["flow_id"])}
        return [
            synergy_row(row, self._ends(row, place), self._told.names, self.tongue)
            for row in records(table)
        ]

    def _ends(self, row: Row, place: dict[str, int]) -> tuple[Row | None, Row | None]:
        offer, need = (place.get(text(row[name])) for name in ("offer_id", "need_id"))
        return (
            None if offer is None else self._flow(offer),
            None if need is None else self._flow(need),
        )

    def _flow(self, place: int) -> Row:
        if place not in self._flows:
            record = self._told.flow_records[place]
            self._flows[place] = flow_row(record, self._told.names, self.tongue)
        return self._flows[place]

    def _candidate(self, place: int) -> Row:
        if place not in self._candidates:
            found = self._told.columns
            ends = (self._flow(int(found.offer[place])), self._flow(int(found.need[place])))
            record = self._told.candidate_records[place]
            self._candidates[place] = candidate_row(record, *ends, self.tongue)
        return self._candidates[place]


def _places(flows: pd.DataFrame, synergies: pd.DataFrame | None) -> list[int]:
    """Find the flows that synergies stand between."""
    if synergies is None:
        return []
    ids = set(synergies["offer_id"].dropna()) | set(synergies["need_id"].dropna())
    return [place for place, flow in enumerate(flows["flow_id"]) if flow in ids]


def _offers_first(flows: pd.DataFrame) -> Any:  # noqa: ANN401 - a GeoDataFrame
    """Put offers before needs, and each by place: neighbours in a list are written in little."""
    keys = pd.DataFrame(
        {
            name: flows[name].astype("str").fillna("").str.casefold()
            for name in ("region_code", "municipality_code", "organisation", "flow_id")
        }
    )
    keys.insert(0, "role", flows["role"] == "need")
    order = keys.sort_values(list(keys.columns), kind="stable").index
    return flows.loc[order].reset_index(drop=True)


def _is_told(candidates: pd.DataFrame) -> pd.Series:
    """Tell the best candidates, and the best of each flow, so that no flow loses all of its own."""
    is_told = candidates["rank"] <= MOST_CANDIDATES
    if not is_told.all():
        for side in ("offer_id", "need_id"):
            is_told |= candidates.groupby(side).cumcount() < BEST_OF_EACH_FLOW
    return is_told


def story_row(row: Row, tongue: Language) -> Row:
    """Write a realised symbiosis as a row for people."""
    story: Row = {key: text(value) for key, value in row.items()}
    for name in _STORY_TEXTS:
        texts = {code: story.get(f"{name}_{code}", "") for code in CODES}
        story[name] = tongue.name_of(texts)
        found = [code for code, text in texts.items() if text and text == story[name]]
        story[f"{name}_lang"] = found[0] if found and tongue.code not in found else tongue.code
    start = row["start_year"]
    story["start_year"] = "" if pd.isna(start) else str(int(start))
    status = words.SHOWCASE_STATUS.get(story["status"], words.STATUS_SHORT["unknown"])
    story["status_text"] = tongue.say(status)
    story["url"] = web_address(story["source_url"])
    story["host"] = story["url"].split("/")[2].removeprefix("www.") if story["url"] else ""
    story["is_one_place"] = story["from_municipality"] == story["to_municipality"]
    return story


def text(value: Any) -> str:  # noqa: ANN401 - text, NA or nothing
    """Write a cell as text; what is missing is an empty one."""
    return "" if value is None or pd.isna(value) else str(value)
