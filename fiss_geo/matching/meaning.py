"""What a resource name means: the materials it names, the uses it speaks of, the other words.

A name is read in each of the three languages, and the language that understands most of its
letters is kept; files rarely say which language they are in. What a thing is made from or goes
to is no material of it: “heat of the lime kiln”, “sawdust for ethanol”, “kuonaa sementtiin”.
"""

import re
from functools import cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from fiss_geo.matching.glossary import Glossary, glossary
from fiss_geo.matching.stems import LANGUAGES, stem

MOST_MATERIALS: Final = 4
MOST_USES: Final = 4
# A material that only tells where another comes from, or what it is for, counts this much.
_ASIDE: Final = 0.4
# A genitive is aside before another material; where it is all there is, it names the material.
_GENITIVE_WEIGHT: Final = 0.41
_ONLY_GENITIVE: Final = 0.9
_WORDS: Final = re.compile(r"[^\W_]+-?(?=\s)|[^\W_]+|[,;:(/+]")
_RAW_MATERIAL: Final = re.compile(r"(\w*)raaka-ain\w*")
_STARTS_ANEW: Final = frozenset(",;:(/+")
_FROM: Final = {"en": {"from", "of"}, "sv": {"från", "av", "ur"}, "fi": set()}
_FOR: Final = {"en": {"for", "as", "into", "to"}, "sv": {"för", "till", "som"}, "fi": set()}
_JOINS: Final = frozenset("and or ja tai sekä och eller & the a".split())  # noqa: SIM905
# English: “board mill” and “glass factory” are where, not what.
_PLACES: Final = frozenset(
    """plant plants mill mills works factory factories industry producer maker production
    manufacture manufacturing manufacturer grower company""".split()  # noqa: SIM905
)
_GENITIVE: Final = re.compile(r"n$")
_GOES_TO: Final = re.compile(r"(?:ksi|[aeiouyäö](?<=(.))\1n|lle|hin|[eio]n[aä])$")
_COMES_FROM: Final = re.compile(r"(?:sta|stä|lta|ltä)$")
_GUESSED: Final = 0.4
_BY_STEM: Final = 0.9
_SHORTEST_TYPO: Final = 6
_ALIKE: Final = 86.0
# Words that say how, not what; two names that share only these share nothing.
_COMMON: Final = frozenset(
    """
    and as for from in of or the to with their other own used waste wastes product products
    stream streams side raw material materials separately collected recycled recovered treatment
    treated production processing process plant industry industrial local municipal clean mixed
    concentration yearly surplus excess spent old new
    ja tai jäte jätteet erilliskerätty sivuvirta sivuvirrat kierrätys raaka aine aineet muu muut
    sekä käytetty ylijäämä puhdas och eller från för till avfall använd ren annat
    """.split()  # noqa: SIM905 - a list of eighty quoted words would be harder to read
)
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
    """

    materials: dict[int, float]
    uses: tuple[int, ...]
    words: tuple[str, ...]


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
    folded = _RAW_MATERIAL.sub(r"\1 ", name.casefold())
    letters = sum(map(str.isalnum, folded))
    readings: dict[str, tuple[float, Meaning]] = {}
    for language in languages:
        readings[language] = _read(folded, language, guess=False)
        if readings[language][0] >= letters:  # every word, as the glossary writes it
            return readings[language][1]
    known = {language: reading[0] for language, reading in readings.items()}
    language = max(languages, key=lambda one: known[one])
    if not any(len(word) >= _SHORTEST_TYPO for word in readings[language][1].words):
        return readings[language][1]
    # What is left may be slips of the pen: in this language, or in any where none is understood.
    tried = (language,) if known[language] else languages
    guesses = {one: _read(folded, one, guess=True) for one in tried}
    return guesses[max(tried, key=lambda one: guesses[one][0])][1]


class _Reading:
    """What has been understood of a name so far."""

    def __init__(self) -> None:
        self.materials: dict[int, float] = {}
        self.uses: dict[int, None] = {}
        self.others: dict[str, None] = {}
        self.genitives: set[int] = set()
        self.known = 0.0

    def take(self, found: tuple[int, ...], weight: float, *, aside: bool) -> None:
        """Take up the terms of a phrase."""
        terms = glossary()
        if weight == _GENITIVE_WEIGHT:
            self.genitives.update(found)
        weight = min(weight, _ASIDE) if aside else weight
        for term in found:
            if terms.is_material[term] and weight > 0:
                self.materials[term] = max(self.materials.get(term, 0.0), weight)
            elif terms.is_use[term]:
                self.uses[term] = None

    def meaning(self) -> Meaning:
        """Give what was understood, the surest materials first."""
        materials = self.materials
        if max(materials.values(), default=1.0) < 1:
            materials = {
                term: _ONLY_GENITIVE if term in self.genitives else weight
                for term, weight in materials.items()
            }
        first = sorted(materials, key=lambda term: -materials[term])[:MOST_MATERIALS]
        chosen = {term: materials[term] for term in first}
        return Meaning(chosen, tuple(self.uses)[:MOST_USES], tuple(self.others))


def _read(name: str, language: str, *, guess: bool) -> tuple[float, Meaning]:
    """Read a name in one language; and how many of its letters were understood."""
    terms = glossary()
    words = _with_heads(_WORDS.findall(name.replace("-", "- ")), language)
    reading = _Reading()
    place, aside = 0, False
    while place < len(words):
        length, found = _longest(words, place, language, guess=guess)
        phrase = words[place : place + length]
        if not found and language == "en":
            found = _elliptic(words, place)
        if found:
            # A guess at one word says less of the language than a phrase that is known.
            reading.known += sum(map(len, phrase)) * _sureness(terms, phrase, language)
            weight = _weight(terms, words, place, length, language)
            reading.take(found, weight, aside=aside)
        else:
            has_material = bool(reading.materials)
            aside = _is_aside(phrase[0], language, aside, has_material=has_material)
            if _is_telling(phrase[0]):
                reading.others[stem(phrase[0], language)] = None
        place += length
    return reading.known, reading.meaning()


def _sureness(terms: Glossary, words: list[str], language: str) -> float:
    phrase = tuple(words)
    if phrase in terms.phrases[language].written:
        return 1.0
    return _BY_STEM if terms.find(phrase, language) else _GUESSED


def _elliptic(words: list[str], place: int) -> tuple[int, ...]:
    """Complete “poultry and horse manure”: poultry manure is meant too."""
    if place + 2 >= len(words) or words[place + 1] not in _JOINS:
        return ()
    length, _ = _longest(words, place + 2, "en", guess=False)
    starts = [tuple(words[max(place - back, 0) : place + 1]) for back in (1, 0)]
    head = words[place + 1 + length]
    found = [glossary().find((*start, head), "en") for start in starts if length > 1]
    return next((terms for terms in found if terms), ())


def _with_heads(words: list[str], language: str) -> list[str]:
    """Complete what a hyphen leaves open: “masuuni- ja teräskuona” is masuunikuona too."""
    whole: list[str] = []
    for place, word in enumerate(words):
        bare = word.rstrip("-")
        if not word.endswith("-") or language == "en":
            whole.append(bare)
            continue
        later = next((w for w in words[place + 1 :] if w not in _JOINS | _STARTS_ANEW), "")
        whole.append(_completed(bare, later.rstrip("-"), language))
    return [word for word in whole if word]


def _completed(start: str, later: str, language: str) -> str:
    terms = glossary()
    for cut in range(3, len(later) - 2):
        if terms.find((start + later[cut:],), language):
            return start + later[cut:]
    return start


def _longest(
    words: list[str], place: int, language: str, *, guess: bool
) -> tuple[int, tuple[int, ...]]:
    """Find the longest phrase of the glossary that starts at a word, and its length in words."""
    terms = glossary()
    longest = terms.phrases[language].longest
    first = words[place]
    known = max(longest.get(first, 1), longest.get(stem(first, language), 1))
    most = min(known, len(words) - place)
    for length in range(most, 0, -1):
        part = tuple(words[place : place + length])
        if length > 1 and not _STARTS_ANEW.isdisjoint(part):
            continue
        found = terms.find(part, language) if length > 1 else _of_word(part[0], language, guess)
        if found:
            return length, found
    return 1, ()


@cache
def _of_word(word: str, language: str, guess: bool) -> tuple[int, ...]:  # noqa: FBT001 - cached
    """Find the terms of one word: as it is, as a compound, or as a slip of the pen."""
    if word in _JOINS or word in _STARTS_ANEW:
        return ()
    terms = glossary()
    found = terms.find((word,), language) or terms.find_in_compound(word, language)
    if found or not guess or len(word) < _SHORTEST_TYPO or word in _COMMON:
        return found
    near = process.extractOne(word, _long_words(language), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    # People slip inside a word, hardly ever on its first letter.
    is_slip = near is not None and near[0][0] == word[0]
    return terms.find((near[0],), language) if near is not None and is_slip else ()


@cache
def _long_words(language: str) -> tuple[str, ...]:
    written = glossary().phrases[language].written
    return tuple(key[0] for key in written if len(key) == 1 and len(key[0]) >= _SHORTEST_TYPO)


def _is_telling(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD and word.isalpha() and word not in _COMMON


def _is_aside(word: str, language: str, aside: bool, *, has_material: bool) -> bool:  # noqa: FBT001
    """Tell whether what follows is only where a thing comes from or goes to."""
    if word in _STARTS_ANEW:
        return False
    return aside or word in _FOR[language[:2]] or (has_material and word in _FROM[language[:2]])


def _weight(terms: Glossary, words: list[str], place: int, length: int, language: str) -> float:
    """Weigh a material by its case (Finnish) or by what follows it (English)."""
    last = words[place + length - 1]
    after = words[place + length] if place + length < len(words) else ""
    if language == "en":
        return 0.0 if after in _PLACES else 1.0
    phrase = tuple(words[place : place + length])
    if language == "sv" or phrase in terms.phrases["fi"].written:
        return 1.0
    if _COMES_FROM.search(last) or _GOES_TO.search(last):
        return _ASIDE
    is_modifier = _GENITIVE.search(last) and after and after not in _JOINS | _STARTS_ANEW
    return _GENITIVE_WEIGHT if is_modifier else 1.0
