"""What a resource name means: the materials it names, the uses it speaks of, the other words.

A name is read in each of the three languages, and the language that understands most of its
letters is kept; files rarely say which language they are in. What a thing is made from or goes
to is no material of it: “heat of the lime kiln”, “sawdust for ethanol”, “kuonaa sementtiin”.
"""

import re
from typing import Final, NamedTuple

from fiss_geo.matching.glossary import Glossary, glossary, plain
from fiss_geo.matching.little_words import (
    COMMON,
    DETAILS,
    FOR,
    FROM,
    HOW_MUCH,
    JOINS,
    PLACES,
    STARTS_ANEW,
    TELL_LANGUAGE,
)  # fmt: skip
from fiss_geo.matching.phrases import (
    SHORTEST_TYPO,
    completed_phrase,
    longest_phrase,
    with_heads,
)  # fmt: skip
from fiss_geo.matching.stems import LANGUAGES, stem

MOST_MATERIALS: Final = 4
MOST_USES: Final = 4
# A material that only tells where another comes from, or what it is for, counts this much.
_ASIDE: Final = 0.4
# A genitive is aside before another material; where it is all there is, it names the material.
_GENITIVE_WEIGHT: Final = 0.41
_ONLY_GENITIVE: Final = 0.9
_WORDS: Final = re.compile(r"[^\W_]+-?(?=\s)|[^\W_]+|[,;:(/+]")
# What stands among the details after a comma or in brackets is hardly the thing itself.
_LATER: Final = 0.8
_GENITIVE: Final = re.compile(r"n$")
_GOES_TO: Final = re.compile(r"(?:ksi|(?<!in)[aeiouyäö](?<=(.))\1n|lle|hin|[eio]n[aä])$")
_COMES_FROM: Final = re.compile(r"(?:sta|stä|lta|ltä)$")
_GUESSED: Final = 0.4
_BY_STEM: Final = 0.9
_SHORTEST_WORD: Final = 4


class Meaning(NamedTuple):
    """What a name means.

    Attributes
    ----------
    materials : dict of int to float
        Terms of the glossary with their weight: 1, or less where the name only mentions them.
    uses : tuple of int
        Uses that the name speaks of.
    words : tuple of str
        Stems of the telling words that the glossary does not know.
    is_open : bool
        Whether every material is named by the word of a use too: who asks for fertiliser (gödsel),
        topsoil or fuel briquettes takes whatever serves.
    """

    materials: dict[int, float]
    uses: tuple[int, ...]
    words: tuple[str, ...]
    is_open: bool = False


def meaning(name: str, languages: tuple[str, ...] = LANGUAGES) -> Meaning:
    """Read a resource name in the language that understands it best.

    Parameters
    ----------
    name : str
        Resource name in Finnish, Swedish or English, or several joined by “ / ”.
    languages : tuple of str
        As :func:`~fiss_geo.matching.stems.languages` gives them.

    Returns
    -------
    Meaning

    >>> ids = glossary().ids
    >>> found = meaning("Masuuni- ja teräskuonaa sementtiin")
    >>> sorted(str(ids[term]) for term in found.materials)
    ['blast_furnace_slag', 'steel_slag']
    >>> [str(ids[term]) for term in found.uses]
    ['cement_raw_material']
    >>> [str(ids[term]) for term in meaning("Heat of the lime kiln").materials]
    ['heat']
    """
    folded = plain(name)
    letters = sum(map(str.isalnum, folded))
    readings: dict[str, tuple[float, Meaning]] = {}
    for language in languages:
        readings[language] = _read(folded, language, guess=False)
        if readings[language][0] >= letters:  # every word, as the glossary writes it
            return readings[language][1]
    known = {language: reading[0] for language, reading in readings.items()}
    language = max(languages, key=lambda one: known[one])
    if not any(len(word) >= SHORTEST_TYPO for word in readings[language][1].words):
        return readings[language][1]
    # What is left may be slips of the pen: in this language, or in any where none is understood.
    tried = (language,) if known[language] else languages
    guesses = {one: _read(folded, one, guess=True) for one in tried}
    return guesses[max(tried, key=lambda one: guesses[one][0])][1]


class _Reading:
    """What has been understood of a name so far."""

    def __init__(self, language: str, before_hyphens: frozenset[str]) -> None:
        self.language = language
        self.code = language[:2]
        self.before_hyphens = before_hyphens
        self.materials: dict[int, float] = {}
        self.uses: dict[int, bool] = {}
        self.others: dict[str, None] = {}
        self.genitives: set[int] = set()
        self.named: set[int] = set()
        self.known = 0.0
        self.is_aside = self.is_detail = False

    def take(self, phrase: list[str], found: tuple[int, ...], weight: float) -> None:
        """Take up the terms of a phrase."""
        # A guess at one word says less of the language than a phrase that is known.
        self.known += sum(map(len, phrase)) * _sureness(glossary(), phrase, self.language)
        uses = [term for term in found if glossary().is_use[term]]
        self._take_materials(phrase, found, weight, has_use=bool(uses))
        # Finnish: “hevosille” tells for whom, which is a use where no other is told.
        is_aside = self.is_aside or (self.code == "fi" and phrase[-1].endswith("lle"))
        for term in uses:
            self.uses[term] = self.uses.get(term, True) and is_aside
        # English: what is neutralised or dried is no material of who does it.
        self.is_aside |= self.language == "en" and bool(uses) and phrase[-1].endswith("ing")

    def _take_materials(
        self, phrase: list[str], found: tuple[int, ...], weight: float, *, has_use: bool
    ) -> None:
        if weight == _GENITIVE_WEIGHT:
            self.genitives.update(found)
        if self.is_detail:
            weight = min(weight, _LATER)
        if self.is_aside or phrase[-1] in self.before_hyphens:
            weight = min(weight, _ASIDE)
        materials = [term for term in found if glossary().is_material[term] and weight > 0]
        if weight > _GENITIVE_WEIGHT and not has_use:
            self.named.update(materials)
        for term in materials:
            self.materials[term] = max(self.materials.get(term, 0.0), weight)

    def pass_by(self, word: str) -> None:
        """Pass by a word that is no term: a little word, or one that the glossary lacks."""
        is_sure = max(self.materials.values(), default=0.0) >= _ONLY_GENITIVE
        self.is_detail |= word in DETAILS and is_sure
        if word in STARTS_ANEW:
            self.is_aside = False
        elif word in FOR[self.code] or (self.materials and word in FROM[self.code]):
            # What follows is only where a thing comes from or goes to.
            self.is_aside = True
        if word in TELL_LANGUAGE[self.code]:
            self.known += len(word)
        if _is_telling(word):
            self.others[stem(word, self.language)] = None

    def meaning(self) -> Meaning:
        """Give what was understood, the surest materials first."""
        materials = self.materials
        if not materials:
            return Meaning({}, self._chosen_uses(), tuple(self.others))
        if max(materials.values()) < 1 and not self.uses:
            materials = {
                term: _ONLY_GENITIVE if term in self.genitives else weight
                for term, weight in materials.items()
            }
        first = sorted(materials, key=lambda term: -materials[term])[:MOST_MATERIALS]
        chosen = {term: materials[term] for term in first}
        is_open = self.named.isdisjoint(chosen)
        return Meaning(chosen, self._chosen_uses(), tuple(self.others), is_open)

    def _chosen_uses(self) -> tuple[int, ...]:
        """Give the uses meant: the closest of a line, and not where another use takes place."""
        if not self.uses:
            return ()
        above = {term for use in self.uses for term in glossary().broader(use)}
        uses = [use for use in self.uses if use not in above]
        first = [use for use in uses if not self.uses[use]] or uses
        return tuple(first[:MOST_USES])


def _read(name: str, language: str, *, guess: bool) -> tuple[float, Meaning]:
    """Read a name in one language; and how many of its letters were understood."""
    pieces = [word for word in _WORDS.findall(name.replace("-", "- ")) if word not in HOW_MUCH]
    words = with_heads(pieces, language)
    reading = _Reading(language, _before_hyphens(pieces, language))
    place = 0
    while place < len(words):
        length, found = longest_phrase(words, place, language, guess=guess)
        if language == "en" and length == 1:
            found = completed_phrase(words, place) or found
        phrase = words[place : place + length]
        if found:
            reading.take(phrase, found, _weight(glossary(), words, place, length, language))
        else:
            reading.pass_by(phrase[0])
        place += length
    return reading.known, reading.meaning()


def _before_hyphens(pieces: list[str], language: str) -> frozenset[str]:
    """Give English words that only tell of the next: zinc-bearing, water-repellent."""
    if language != "en":
        return frozenset()
    return frozenset(word.rstrip("-") for word in pieces if word.endswith("-"))


def _sureness(terms: Glossary, words: list[str], language: str) -> float:
    phrase = tuple(words)
    if phrase in terms.phrases[language].written:
        return 1.0
    return _BY_STEM if terms.find(phrase, language) else _GUESSED


def _is_telling(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD and word.isalpha() and word not in COMMON


def _weight(terms: Glossary, words: list[str], place: int, length: int, language: str) -> float:
    """Weigh a material by its case (Finnish) or by what follows it (English)."""
    last = words[place + length - 1]
    after = words[place + length] if place + length < len(words) else ""
    if language == "en":
        return 0.0 if after in PLACES else 1.0
    phrase = tuple(words[place : place + length])
    if language == "sv" or phrase in terms.phrases["fi"].written:
        return 1.0
    if _COMES_FROM.search(last) or _GOES_TO.search(last):
        return _ASIDE
    is_modifier = _GENITIVE.search(last) and after and after not in JOINS | STARTS_ANEW
    return _GENITIVE_WEIGHT if is_modifier else 1.0
