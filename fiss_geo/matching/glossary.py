"""The glossary of materials and uses in three languages, and how near two materials are.

``data/reference/materials.csv`` has a row a term: a material, a use that needs speak of (binder,
bedding, district heating), or an origin (a kind of plant), which is known only so as not to be
taken for a material.
"""

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
# The last two digits of codes for wastes not otherwise specified.
NOT_SPECIFIED: Final = "99"
_SHORTEST_STEM: Final = 3
# In longer phrases only the forms of the glossary are known; they rarely are inflected.
_INFLECTED: Final = 2


@cache
def _tails(language: str) -> frozenset[str]:
    return frozenset(stem(tail, language) for tail in _TAILS[language[:2]])


def _forms(word: str) -> tuple[str, str]:
    """Give a word and a form like its genitive: a stemmer cuts kuona to kuo, but kuonan to kuon."""
    return word, word + "n"


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
    """

    written: dict[tuple[str, ...], tuple[int, ...]]
    stemmed: dict[tuple[str, ...], tuple[int, ...]]
    longest: dict[str, int]


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
            language: [str(names).split("|")[0] for names in self.table[f"names_{language}"]]
            for language in LANGUAGES
        }

    @cached_property
    def phrases(self) -> dict[str, Phrases]:
        """The terms by their words, a language each."""
        return _ByLanguage(self._phrases)

    def _phrases(self, language: str) -> Phrases:
        written: dict[tuple[str, ...], list[int]] = defaultdict(list)
        stemmed: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for term, names in enumerate(self.table[f"names_{language[:2]}"]):
            for name in str(names).split("|"):
                words = tuple(name.replace("-", " ").replace("'", "").split())
                inflects = language[:2] == "fi" and len(words) <= _INFLECTED
                forms = product(*map(_forms, words)) if inflects else [words]
                keys = {stems(form, language) for form in forms}
                for index, key in ((written, words), *((stemmed, key) for key in sorted(keys))):
                    if term not in index[key]:
                        index[key].append(term)
        return Phrases(
            {key: tuple(terms) for key, terms in written.items()},
            {key: tuple(terms) for key, terms in stemmed.items()},
            _longest((*written, *stemmed)),
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
        for start in seams(word, language):
            before, head = word[:start], word[start:]
            if stem(head, language) in _tails(language):
                found = self.find((before,), language)
            elif len(stem(head, language)) > _SHORTEST_STEM:
                found = self.find((head,), language)
            else:
                found = self.phrases[language].written.get((head,), ())
            if found:
                return found
        return ()

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

    def of_group(self, group: str) -> Iterable[int]:
        """Give the term that stands for a material group: the one with the most below it."""
        rows = np.flatnonzero(self.is_material & (self.group == group)).tolist()
        below = [sum(above == row for term in rows for above in self.broader(term)) for row in rows]
        return [rows[int(np.argmax(below))]] if rows else []


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
