"""Why a pair is thought to fit, and what speaks against it, in three languages.

A reason is a sentence of ``match_sentences.csv`` with up to three names in it. Reasons are kept
as numbers until the end, and each sentence is written once, however many pairs it holds for.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.matching.customs import headings
from fiss_geo.matching.evidence import FEATURES, Sides, features, strongest_way
from fiss_geo.matching.glossary import glossary
from fiss_geo.matching.limits import Fit
from fiss_geo.matching.pathways import pathway_table, ways_to_industries, ways_to_uses
from fiss_geo.matching.score import weights
from fiss_geo.matching.stems import LANGUAGES
from fiss_geo.optional_columns import QUALITIES

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Names = Callable[[int, str], str]

MOST_REASONS: Final = 3
# What adds less than this to the logit is not worth a sentence.
_LEAST: Final = 0.25
# Quantities that differ by more than this are said.
_FAR_APART: Final = 10
_ROOM: Final = 1 << 28


class Pairs(NamedTuple):
    """Pairs to be explained, an entry a pair.

    Attributes
    ----------
    offer, need : ndarray of int
        Rows of the profiles.
    fit : Fit
    hazardous, in_use, planned, no_place, two_way : ndarray of bool
    accepted, rejected : ndarray of int
    """

    offer: Ints
    need: Ints
    fit: Fit
    hazardous: npt.NDArray[np.bool_]
    in_use: npt.NDArray[np.bool_]
    planned: npt.NDArray[np.bool_]
    no_place: npt.NDArray[np.bool_]
    two_way: npt.NDArray[np.bool_]
    accepted: Ints
    rejected: Ints


class Said(NamedTuple):
    """One kind of sentence: how much it matters for each pair, and what is named in it."""

    key: str
    matters: Floats
    first: Ints


def explain(both: Sides, pairs: Pairs) -> dict[str, pd.Series]:
    """Write the reasons of each pair.

    Returns
    -------
    dict of str to pandas.Series
        ``reasons``, ``reasons_fi``, ``reasons_sv``, ``against``, ``against_fi``, ``against_sv``:
        at most three sentences each, separated by “; ”, and ``pathway_id``.
    """
    way, industry_way = _ways(both, pairs)
    shared = features(both, pairs.offer, pairs.need)
    for_it = _reasons(both, pairs, shared, way, industry_way)
    known = np.where(way >= 0, way, industry_way)
    against = _against(both, pairs, shared, known)
    ids = pathway_table()["pathway_id"].reindex(known).reset_index(drop=True)
    return {
        **_written("reasons", for_it, both),
        **_written("against", against, both),
        "pathway_id": ids,
    }


def _ways(both: Sides, pairs: Pairs) -> tuple[Ints, Ints]:
    """Find the pathway by use and, where there is none, by industry."""
    uses = both.needs.uses[pairs.need]
    way, _ = strongest_way(ways_to_uses(), both.offers, pairs.offer, uses)
    industries = ways_to_industries(tuple(np.unique(both.needs.nace.astype(str)).tolist()))
    place = both.nace[pairs.need][:, None]
    industry_way, _ = strongest_way(industries, both.offers, pairs.offer, place)
    return way, np.where(way >= 0, -1, industry_way)


def _reasons(
    both: Sides, pairs: Pairs, shared: Floats, way: Ints, industry_way: Ints
) -> list[Said]:
    gain = shared * weights().features
    part = {name: gain[:, column] for column, name in enumerate(FEATURES)}
    material = part["material"] + part["material_close"]
    own, other = _nearest(both, pairs)
    nothing = np.zeros(len(pairs.offer), dtype=np.int64)
    is_same = own == other
    code = _numbers(both.offers.code)[pairs.offer]
    said = [
        Said("accepted", (pairs.accepted > 0) * np.float32(9), pairs.accepted),
        Said("two_way", pairs.two_way * np.float32(8), nothing),
        Said("pathway_use", (part["pathway_named"] + part["pathway_open"]) * (way >= 0), way),
        Said("pathway_industry",
             (part["industry_named"] + part["industry_open"]) * (industry_way >= 0), industry_way),
        Said("same_material", material * is_same, own),
        Said("near_material", material * ~is_same, own * 1000 + other),
        _by_customs(both, pairs, material, own, other),
        Said("group", part["group"], _numbers(both.offers.group, _group_numbers())[pairs.offer]),
        *(Said(key, part[key], code) for key in ("code_6", "code_4", "code_2")),
        Said("same_use", part["same_use"], _same_use(both, pairs)),
        Said("words", part["words"], _same_word(both, pairs)),
        Said("quantity", np.maximum(pairs.fit.logit, 0), nothing),
    ]  # fmt: skip
    # Where nothing else is worth a sentence, the strongest of these says why the pair is here.
    return [*said, Said("text", np.full(len(nothing), 1e-3, dtype=np.float32), nothing)]


def _against(both: Sides, pairs: Pairs, shared: Floats, way: Ints) -> list[Said]:
    table = pathway_table()
    nothing = np.zeros(len(pairs.offer), dtype=np.int64)
    code = _numbers(both.offers.code)[pairs.offer]
    ready = np.append(table["technology_readiness"].to_numpy(object), "commercial")[way]
    permit = np.append(table["permit_note"].to_numpy(object), "none")[way]
    has_note = ~np.isin(permit.astype(str), ("none", "product"))
    ratio = pairs.fit.ratio
    small, large = (
        np.nan_to_num(ratio, nan=1) < 1 / _FAR_APART,
        np.nan_to_num(ratio, nan=1) > _FAR_APART,
    )
    share = np.nan_to_num(np.where(small, ratio, 1 / ratio) * 1000).astype(np.int64)
    distance = np.nan_to_num(pairs.fit.distance_km).round().astype(np.int64)
    group_differs = shared[:, FEATURES.index("group_conflict")] > 0
    return [
        Said("rejected", (pairs.rejected > 0) * np.float32(9), pairs.rejected),
        Said("hazardous", pairs.hazardous * np.float32(8), code),
        Said("no_place", pairs.no_place * np.float32(7), nothing),
        Said("form", pairs.fit.differs_in_form * np.float32(6), nothing),
        Said("above_limit", (pairs.fit.above >= 0) * np.float32(6.2), pairs.fit.above),
        Said("below_limit", (pairs.fit.below >= 0) * np.float32(6.1), pairs.fit.below),
        Said("permit", has_note * np.float32(5), way),
        Said("too_little", small * np.float32(4.5), share),
        Said("too_much", large * np.float32(4.5), share),
        Said("far", pairs.fit.is_far * np.float32(6.5), distance),
        Said("in_use", pairs.in_use * np.float32(4), nothing),
        Said("not_usual", (ready != "commercial") * np.float32(3), way),
        Said("planned", pairs.planned * np.float32(2), nothing),
        Said("group_conflict", group_differs * np.float32(1), nothing),
    ]


def _group_numbers() -> dict[str, int]:
    groups = reference.material_groups()["material_group"]
    return {group: place for place, group in enumerate(groups)}


def _numbers(said: npt.NDArray[np.object_], known: dict[str, int] | None = None) -> Ints:
    """Give the number of each group, or of each code as it stands; 0 where there is none."""
    if known is not None:
        return np.array([known.get(one, 0) for one in said], dtype=np.int64)
    return np.array([int(one) if one.isdecimal() else 0 for one in said], dtype=np.int64)


def _nearest(both: Sides, pairs: Pairs) -> tuple[Ints, Ints]:
    """Find the two materials that bring the pair together."""
    best = np.zeros(len(pairs.offer), dtype=np.float32)
    own, other = np.zeros((2, len(pairs.offer)), dtype=np.int64)
    offers, needs = both.offers, both.needs
    for mine in range(offers.materials.shape[1]):
        for theirs in range(needs.materials.shape[1]):
            rows, columns = offers.materials[pairs.offer, mine], needs.materials[pairs.need, theirs]
            like = both.likeness[rows, columns] * offers.weights[pairs.offer, mine]
            like = like * needs.weights[pairs.need, theirs]
            better = like > best
            best = np.where(better, like, best)
            own, other = np.where(better, rows, own), np.where(better, columns, other)
    return own, other


def _by_customs(both: Sides, pairs: Pairs, material: Floats, own: Ints, other: Ints) -> Said:
    """Tell the heading of the Combined Nomenclature by which a material is known."""
    means = headings().means
    of_offer, of_need = both.offers.heading[pairs.offer], both.needs.heading[pairs.need]
    by_offer, by_need = means[of_offer, own], means[of_need, other]
    matters = material * np.float32(0.9) * (by_offer | by_need)
    return Said("cn_code", matters, np.where(by_offer, of_offer, np.maximum(of_need, 0)))


def _same_use(both: Sides, pairs: Pairs) -> Ints:
    use = np.zeros(len(pairs.offer), dtype=np.int64)
    for mine in both.offers.uses[pairs.offer].T:
        for theirs in both.needs.uses[pairs.need].T:
            use = np.where((mine == theirs) & (mine >= 0), mine, use)
    return use


def _same_word(both: Sides, pairs: Pairs) -> Ints:
    """Find the rarest shared word, as a column of the words' vectors; -1 where there is none."""
    columns, others = both.words[0].columns, both.words[1].columns
    word = np.full(len(pairs.offer), -1, dtype=np.int64)
    for own in range(columns.shape[1] - 1, -1, -1):
        mine = columns[pairs.offer, own]
        has = (mine[:, None] == others[pairs.need]).any(axis=1) & (mine >= 0)
        word = np.where(has, mine, word)
    return word


def _written(name: str, said: list[Said], both: Sides) -> dict[str, pd.Series]:
    """Choose the sentences that matter most, and write each set of them once."""
    matters = np.column_stack([part.matters for part in said])
    matters = np.where(matters >= min(_LEAST, 1e-3), matters, 0)
    if name == "reasons":
        matters[:, :-1] = np.where(matters[:, :-1] >= _LEAST, matters[:, :-1], 0)
        matters[:, -1] *= ~(matters[:, :-1] > 0).any(axis=1)
    order = np.argsort(-matters, axis=1, kind="stable")[:, :MOST_REASONS]
    rows = np.arange(len(matters))[:, None]
    named = np.column_stack([part.first for part in said])[rows, order]
    number = np.where(matters[rows, order] > 0, order * _ROOM + named, -1)
    which, first = _distinct_rows(number)
    sets = number[first]
    write = _Writer(both)
    distinct = {
        language: {
            int(one): write.sentence(said[int(one) // _ROOM].key, int(one) % _ROOM, language)
            for one in np.unique(sets)
            if one >= 0
        }
        for language in LANGUAGES
    }
    ending = {"en": "", "fi": "_fi", "sv": "_sv"}
    return {
        name + ending[language]: pd.Series(
            ["; ".join(texts[one] for one in row if one >= 0) or None for row in sets.tolist()],
            dtype="str",
        )
        .take(which)
        .reset_index(drop=True)
        for language, texts in distinct.items()
    }


def _distinct_rows(number: Ints) -> tuple[Ints, Ints]:
    """Give each row's number among the distinct rows, and where each of those stands first."""
    which = np.zeros(len(number), dtype=np.int64)
    for column in number.T:
        codes, names = pd.factorize(column)
        which = pd.factorize(which * len(names) + codes)[0].astype(np.int64)
    return which, np.flatnonzero(~pd.Series(which).duplicated().to_numpy())


@cache
def _records() -> tuple[dict[Any, Any], list[Any], list[Any]]:
    """Give the sentences by their key, the pathways and the material groups by their row."""
    return (
        reference.match_sentences().to_dict("index"),
        pathway_table().to_dict("records"),
        reference.material_groups().to_dict("records"),
    )


@cache
def _names_of_codes() -> dict[tuple[str, str], str]:
    """Give the List of Waste's names by code and language; a semicolon would end the reason."""
    table = reference.list_of_waste().fillna("")
    return {
        (code, language): name.replace("; ", ", ")
        for language in LANGUAGES
        for code, name in zip(table["low_code"], table[f"name_{language}"], strict=True)
        if name
    }


class _Writer:
    """Writes sentences; what a number in one names depends on its key."""

    def __init__(self, both: Sides) -> None:
        self.both = both
        self.sentences, self.ways, self.groups = _records()
        self.headings = reference.cn_materials().to_dict("records")
        self.waste = _names_of_codes()

    def sentence(self, key: str, named: int, language: str) -> str:
        """Write one sentence."""
        if key == "permit":
            return str(self.sentences[f"permit_{self.ways[named]['permit_note']}"][language])
        names = self._names(key, named, language)
        return str(self.sentences[key][language]).format(**names)

    def _names(self, key: str, named: int, language: str) -> dict[str, str]:
        if key.startswith("pathway"):
            row = self.ways[named]
            number = glossary().number
            ends = number[row["material_id"]], number[row["use_id"]]
            first, second = (self._term(end, language) for end in ends)
            return {"first": first, "second": second, "third": row["pathway_id"]}
        if key == "near_material":
            own, other = divmod(named, 1000)
            return {"first": self._term(own, language), "second": self._term(other, language)}
        if key in ("same_material", "same_use"):
            return {"first": self._term(named, language)}
        if key == "not_usual":
            ready = self.ways[named]["technology_readiness"]
            return {"first": str(self.sentences[f"ready_{ready}"][language])}
        if key in ("above_limit", "below_limit"):
            return {"first": str(self.sentences[f"quality_{QUALITIES[named]}"][language])}
        return {"first": self._figure_or_name(key, named, language), "second": ""}

    def _figure_or_name(self, key: str, named: int, language: str) -> str:
        if key == "group":
            return str(self.groups[named][f"name_{language}"]).lower()
        digits = {"code_6": 6, "hazardous": 6, "code_4": 4, "code_2": 2}.get(key)
        if key == "cn_code":
            row = self.headings[named]
            return f"{row['cn_code']} ({row[f'name_{language}'].replace('; ', ', ')})"
        if digits:
            code = f"{named:06d}"[:digits]
            name = self.waste.get((code, language)) if key != "hazardous" else None
            return f"{code} ({name})" if name else code
        if key == "words":
            return self.both.spelling[named]
        return f"{named / 10:g}" if key in ("too_little", "too_much") else str(named)

    def _term(self, term: int, language: str) -> str:
        return glossary().names[language][term]
