"""The glossary of materials and uses in three languages, and how near two materials are.

``data/reference/materials.csv`` has a row a term: a material, a use that needs speak of (binder,
bedding, district heating), or an origin (a kind of plant), which is known only so as not to be
taken for a material.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from itertools import product
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.matching.stems import LANGUAGES, seams, stem, stems

# How well an offer serves a need, by how their materials stand to each other in the glossary.
_SAME: Final = 1.0
_NEED_IS_BROADER: Final = 0.9
_OFFER_IS_BROADER: Final = 0.65
_SIBLINGS: Final = 0.3
_SAME_GROUP: Final = 0.15
# Words that say a thing is waste and not which; what stands before them in a compound does.
_TAILS: Final = {
    "fi": ("jätteet", "jäte", "hukka", "sivuvirta", "sivutuote", "tähde", "jäännös", "romu",
           "leikkuu", "leikkuujäte", "pala", "palat", "hukkapala", "materiaali", "kasa", "hävikki",
           "hylky", "pitoinen", "peräinen", "eriste", "sakka"),
    "sv": ("avfall", "spill", "rester", "rest", "skrot", "material", "haltig", "haltigt", "svinn"),
    "en": (),
}  # fmt: skip
_APOSTROPHE: Final = re.compile(r"['\u2019](?=s\b)")
_RAW_MATERIAL: Final = re.compile(r"(\w*)raaka-?ain\w*")
# The last two digits of codes for wastes not otherwise specified.
NOT_SPECIFIED: Final = "99"
# Words that say so before it: raakaglyseroli, spillull.
_FRONTS: Final = {
    "fi": ("raaka", "jäte", "hukka", "ylijäämä", "kierrätys", "poisto", "uusio", "purku", "romu",
           "sekundä", "tuore", "kuiva", "märkä"),
    "sv": ("rå", "spill", "rest", "avfalls", "överskotts", "retur", "rivnings", "skrot", "färsk",
           "torr", "våt"),
}  # fmt: skip
_SHORTEST_STEM: Final = 3
# A name that begins so is found as it is written, not by its stem.
_AS_WRITTEN: Final = "="
# In longer phrases only the forms of the glossary are known; they rarely are inflected.
_INFLECTED: Final = 2


@cache
def _tails(language: str) -> frozenset[str]:
    return frozenset(stem(tail, language) for tail in _TAILS[language[:2]])


def plain(name: str) -> str:
    """Give a name in small letters, brewer's grains as brewers grains, raaka-aine as one word."""
    return _RAW_MATERIAL.sub(r"\1 raakaaine ", _APOSTROPHE.sub("", name.casefold()))


def _keys(words: tuple[str, ...], language: str) -> set[tuple[str, ...]]:
    """Give the keys by which the forms of a name are found."""
    if language[:2] != "fi" or len(words) > _INFLECTED:
        return {stems(words, language)}
    # A form like the genitive too: a stemmer cuts kuona to kuo, but kuonan to kuon.
    return set(product(*({*stems((word, word + "n"), language)} for word in words)))


def _longest(phrases: Iterable[tuple[str, ...]]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return longest


class Phrases(NamedTuple):
    """Terms by their words in one language.

    Attributes
    ----------
    written, stemmed : dict
        Terms by the words of their names, as they are and by their stems.
    longest : dict of str to int
        Words of the longest phrase that starts with a word or a stem.
    starts : set of tuple of str
        The first two words, or stems, of the phrases that have more than one.
    whole : set of str
        Words that are a name by themselves, and no part of a compound.
    """

    written: dict[tuple[str, ...], tuple[int, ...]]
    stemmed: dict[tuple[str, ...], tuple[int, ...]]
    longest: dict[str, int]
    starts: frozenset[tuple[str, ...]]
    whole: frozenset[str]


class _ByLanguage(dict[str, Phrases]):
    """Phrases of each language in which names are read, made when they are first asked for."""

    def __init__(self, make: Callable[[str], Phrases]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, language: str) -> Phrases:
        self[language] = self.make(language)
        return self[language]


class Glossary:
    """The terms as arrays; a term is its row number.

    Attributes
    ----------
    table : pandas.DataFrame
        ``materials.csv``, a row a term.
    is_material, is_use : numpy.ndarray of bool
    group : numpy.ndarray of str
        Material group of each term, empty for uses.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table
        self.ids = table["term_id"].to_numpy()
        self.number: dict[str, int] = {name: row for row, name in enumerate(self.ids)}
        self.is_material = (table["kind"] == "material").to_numpy()
        self.is_use = (table["kind"] == "use").to_numpy()
        self.group = table["material_group"].fillna("").to_numpy()
        self._broader = [self.number.get(name, -1) for name in table["broader_id"].fillna("")]

    def broader(self, term: int) -> Iterator[int]:
        """Give the broader terms of one, nearest first."""
        while (term := self._broader[term]) >= 0:
            yield term

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The name of each term in each language: the first of its names."""
        return {
            language: [
                str(names).split("|")[0].removeprefix(_AS_WRITTEN)
                for names in self.table[f"names_{language}"]
            ]
            for language in LANGUAGES
        }

    @cached_property
    def phrases(self) -> dict[str, Phrases]:
        """The terms by their words, a language each."""
        return _ByLanguage(self._phrases)

    def _phrases(self, language: str) -> Phrases:
        written: dict[tuple[str, ...], list[int]] = defaultdict(list)
        stemmed: dict[tuple[str, ...], list[int]] = defaultdict(list)
        whole: set[str] = set()
        for term, names in enumerate(self.table[f"names_{language[:2]}"]):
            for name in str(names).split("|"):
                words = tuple(plain(name.removeprefix(_AS_WRITTEN)).replace("-", " ").split())
                is_as_written = name.startswith(_AS_WRITTEN)
                if is_as_written:
                    whole.add(words[0])
                keys = set() if is_as_written else _keys(words, language)
                for index, key in ((written, words), *((stemmed, key) for key in sorted(keys))):
                    if term not in index[key]:
                        index[key].append(term)
        return Phrases(
            {key: tuple(terms) for key, terms in written.items()},
            {key: tuple(terms) for key, terms in stemmed.items()},
            _longest((*written, *stemmed)),
            frozenset(key[:2] for key in (*written, *stemmed) if len(key) > 1),
            frozenset(whole),
        )

    def find(self, words: tuple[str, ...], language: str) -> tuple[int, ...]:
        """Give the terms that words name: as written, else by their stems, else none."""
        phrases = self.phrases[language]
        found = phrases.written.get(words)
        if found:
            return found
        key = stems(words, language)
        too_short = len(key) == 1 and len(key[0]) < _SHORTEST_STEM
        return () if too_short else phrases.stemmed.get(key, ())

    def find_in_compound(self, word: str, language: str) -> tuple[int, ...]:
        """Give the terms that the head of a compound names (kuitusavi, teräskuona).

        The head stands last. Where it says only that a thing is waste (kumijäte), what stands
        before it names the material.
        """
        if language == "en":  # English writes its compounds apart
            return ()
        for front in _FRONTS[language[:2]]:
            if word.startswith(front) and (found := self._part(word[len(front) :], language)):
                return found
        for start in seams(word, language):
            before, head = word[:start], word[start:]
            is_waste = stem(head, language) in _tails(language)
            found = self._part(before if is_waste else head, language)
            if found:
                return found
        return ()

    def _part(self, word: str, language: str) -> tuple[int, ...]:
        """Give the terms that a part of a compound names; a short one only as it is written."""
        phrases = self.phrases[language]
        if word in phrases.whole:
            return ()
        if len(stem(word, language)) > _SHORTEST_STEM:
            return self.find((word,), language)
        return phrases.written.get((word,), ())

    @cached_property
    def likeness(self) -> npt.NDArray[np.float32]:
        """How well a material offered (row) serves a need for another (column), 0 to 1."""
        count = len(self.ids)
        group = np.where(self.is_material, self.group, "")
        like = np.where((group[:, None] == group) & (group != ""), _SAME_GROUP, 0.0)
        like[group == "other"] = 0.0
        parent = np.array(self._broader)
        siblings = (parent[:, None] == parent) & (parent >= 0)
        like[siblings & self.is_material] = _SIBLINGS
        for term in range(count):
            for step, above in enumerate(self.broader(term)):
                fade = 0.95**step
                like[term, above] = _NEED_IS_BROADER * fade
                like[above, term] = _OFFER_IS_BROADER * fade
        np.fill_diagonal(like, _SAME)
        like[~self.is_material] = 0.0
        like[:, ~self.is_material] = 0.0
        return like.astype(np.float32)

    @cached_property
    def depth(self) -> list[int]:
        """How many terms are above each."""
        return [sum(1 for _ in self.broader(term)) for term in range(len(self.ids))]

    @cached_property
    def codes(self) -> list[frozenset[str]]:
        """The List of Waste codes of each term."""
        return [
            frozenset(filter(None, codes.split("|")))
            for codes in self.table["low_codes"].fillna("")
        ]

    @cached_property
    def chapters(self) -> list[frozenset[str]]:
        """The chapters of the codes of each term, of those above it and of those below it."""
        found = [{code[:2] for code in codes} for codes in self.codes]
        kin = [set(chapters) for chapters in found]
        for term in range(len(self.ids)):
            for above in self.broader(term):
                kin[term] |= found[above]
                kin[above] |= found[term]
        return [frozenset(chapters) for chapters in kin]

    @cached_property
    def of_code(self) -> dict[str, int]:
        """The term that a List of Waste code means by itself.

        Of several that list it the broadest, and of those the one with the fewest codes: 02 03 04
        is potato peel or oat hulls, so by itself some side stream of the food industry. Codes
        ending in 99, not otherwise specified, mean nothing by themselves.
        """
        listed: dict[str, int] = {}
        for term in sorted(range(len(self.ids)), key=lambda t: (self.depth[t], len(self.codes[t]))):
            for code in self.codes[term]:
                if not code.endswith(NOT_SPECIFIED):
                    listed.setdefault(code, term)
        return listed

    @cached_property
    def of_group(self) -> dict[str, int]:
        """The term that stands for each material group: the one with the most below it."""
        below = np.zeros(len(self.ids), dtype=np.int64)
        for term in range(len(self.ids)):
            inside = [
                above for above in self.broader(term) if self.group[above] == self.group[term]
            ]
            below[inside] += 1
        materials = np.flatnonzero(self.is_material)
        first = materials[np.argsort(-below[materials], kind="stable")]
        return {str(self.group[term]): int(term) for term in first[::-1]}


@cache
def glossary() -> Glossary:
    """Read the embedded glossary.

    >>> terms = glossary()
    >>> slag, savings = terms.number["slag"], terms.find(("kuitusavea",), "fi")
    >>> [str(terms.ids[term]) for term in savings]
    ['fibre_clay']
    >>> [str(terms.ids[term]) for term in terms.find_in_compound("uunikuonaa", "fi")]
    ['slag']
    """
    return Glossary(reference.materials())
