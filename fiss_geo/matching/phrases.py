"""Words of a name put together to phrases of the glossary.

The longest phrase that starts at a word is taken; one word is looked up as it is, as a compound,
or as a slip of the pen.
"""

from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from fiss_geo.matching.glossary import glossary
from fiss_geo.matching.little_words import COMMON, JOINS, STARTS_ANEW
from fiss_geo.matching.stems import stem, stems

SHORTEST_TYPO: Final = 6
_ALIKE: Final = 86.0


def with_heads(words: list[str], language: str) -> list[str]:
    """Complete what a hyphen leaves open: “masuuni- ja teräskuona” is masuunikuona too."""
    if not any(word.endswith("-") for word in words):
        return words
    whole: list[str] = []
    for place, word in enumerate(words):
        bare = word.rstrip("-")
        if not word.endswith("-") or language == "en":
            whole.append(bare)
            continue
        later = next((w for w in words[place + 1 :] if w not in JOINS | STARTS_ANEW), "")
        whole.append(_completed(bare, later.rstrip("-"), language))
    return [word for word in whole if word]


def _completed(start: str, later: str, language: str) -> str:
    terms = glossary()
    for cut in range(3, len(later) - 2):
        if terms.find((start + later[cut:],), language):
            return start + later[cut:]
    return start


def longest_phrase(
    words: list[str], place: int, language: str, *, guess: bool
) -> tuple[int, tuple[int, ...]]:
    """Find the longest phrase of the glossary that starts at a word, and its length in words."""
    terms = glossary()
    for length in range(_most_words(words, place, language), 0, -1):
        part = tuple(words[place : place + length])
        if length > 1 and not STARTS_ANEW.isdisjoint(part):
            continue
        found = terms.find(part, language) if length > 1 else _of_word(part[0], language, guess)
        if found:
            return length, found
    return 1, ()


def _most_words(words: list[str], place: int, language: str) -> int:
    """Give how many words a phrase that starts here may have at most."""
    phrases = glossary().phrases[language]
    first = words[place]
    most = max(phrases.longest.get(first, 1), phrases.longest.get(stem(first, language), 1))
    if most > 1:
        start = tuple(words[place : place + 2])
        if start not in phrases.starts and stems(start, language) not in phrases.starts:
            return 1
    return min(most, len(words) - place)


def completed_phrase(words: list[str], place: int) -> tuple[int, ...]:
    """Complete “poultry and horse manure”: poultry manure is meant too."""
    if place + 2 >= len(words) or words[place + 1] not in JOINS:
        return ()
    length, _ = longest_phrase(words, place + 2, "en", guess=False)
    starts = [tuple(words[max(place - back, 0) : place + 1]) for back in (1, 0)]
    head = words[place + 1 + length]
    found = [glossary().find((*start, head), "en") for start in starts if length > 1]
    return next((terms for terms in found if terms), ())


@cache
def _of_word(word: str, language: str, guess: bool) -> tuple[int, ...]:  # noqa: FBT001 - cached
    """Find the terms of one word: as it is, as a compound, or as a slip of the pen."""
    if word in JOINS or word in STARTS_ANEW:
        return ()
    terms = glossary()
    found = terms.find((word,), language) or terms.find_in_compound(word, language)
    if found or not guess or len(word) < SHORTEST_TYPO or word in COMMON:
        return found
    near = process.extractOne(word, _long_words(language), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    # People slip inside a word, hardly ever on its first letter.
    is_slip = near is not None and near[0][0] == word[0]
    return terms.find((near[0],), language) if near is not None and is_slip else ()


@cache
def _long_words(language: str) -> tuple[str, ...]:
    written = glossary().phrases[language].written
    return tuple(key[0] for key in written if len(key) == 1 and len(key[0]) >= SHORTEST_TYPO)
