"""Did you mean: the known names and postcodes nearest to one that the gazetteer does not know.

They are for people to read. Nothing here is ever used as if the file had said it.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

# What stands around the name of a municipality: “Turun kaupunki”, “Pargas stad”.
_AROUND: Final = frozenset({"kaupunki", "kunta", "kunnan", "stad", "kommun", "finland", "suomi"})
_SHORTEST_PART: Final = 4
# How many letters may differ, by the length of the name; of two letters every name is near.
_MOST_CHANGES: Final = ((4, 0), (8, 1), (100, 2))
_MOST_NAMES: Final = 3
# A column of more unknown names than this is no column of names.
MOST_UNKNOWN: Final = 2000


def near_names(said: str, known: Collection[str]) -> list[str]:
    """Find the known names that differ from one said by a slip of the pen or two.

    Parameters
    ----------
    said : str
        As the file has it; a word of it counts as well as the whole.
    known : collection of str
        Names as people write them, in any language.

    Returns
    -------
    list of str
        The nearest, by alphabet; empty if none is really near, or more than three equally are.

    >>> near_names("Turkku", ["Turku", "Åbo", "Tornio"]), near_names("ABO", ["Turku", "Åbo"])
    (['Turku'], ['Åbo'])
    >>> near_names("Temi", ["Kemi", "Lemi", "Ii"]), near_names("Atlantis", ["Turku"])
    (['Kemi', 'Lemi'], [])
    """
    from rapidfuzz import process  # noqa: PLC0415 - only faults need it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    plain = {name: _plain(name) for name in known}
    found: list[tuple[int, str]] = []
    for part in _parts(said):
        most = next((changes for length, changes in _MOST_CHANGES if len(part) < length), 0)
        near = process.extract(part, plain, scorer=OSA.distance, score_cutoff=most, limit=None)
        found += [(int(changes), name) for _, changes, name in near]
    least = min(found, default=(0, ""))[0]
    names = sorted({name for changes, name in found if changes == least})
    return names if len(names) <= _MOST_NAMES else []


def near_postcode(said: str, known: Mapping[str, str]) -> str | None:
    """Find the nearest known postcode of the same post office (the first three digits).

    Parameters
    ----------
    said : str
    known : mapping of str to str
        Postcodes, each with the name of its place.

    Returns
    -------
    str or None

    >>> near_postcode("FI-95401", {"95400": "Tornio", "95420": "Tornio", "94100": "Kemi"})
    '95400 (Tornio)'
    """
    digits = re.sub(r"\D", "", said)
    alike = [code for code in known if len(digits) == len(code) and code[:3] == digits[:3]]
    nearest = min(alike, key=lambda code: (abs(int(code) - int(digits)), code), default=None)
    return None if nearest is None else f"{nearest} ({known[nearest]})"


def did_you_mean(names: Collection[str]) -> str:
    """Ask whether one of some names was meant; nothing where there are none.

    >>> did_you_mean(["Kemi", "Lemi"])
    '; did you mean Kemi or Lemi?'
    """
    *first, last = names or [""]
    return f"; did you mean {', '.join(first)}{' or ' if first else ''}{last}?" if last else ""


def _plain(name: str) -> str:
    """Take case, accents and the blanks around hyphens off a name.

    >>> _plain(" Mänttä - Vilppula")
    'mantta-vilppula'
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"\s*-\s*", "-", bare).strip()


def _parts(said: str) -> list[str]:
    """List what of a text may be a name: the whole, and its longer words.

    >>> _parts("20100 Turun kaupunki")
    ['20100 turun kaupunki', 'turun']
    """
    plain = _plain(said)
    words = [word for word in re.split(r"[\s,/()]+", plain) if len(word) >= _SHORTEST_PART]
    names = [word for word in words if word not in _AROUND and not word.isdigit()]
    return list(dict.fromkeys([plain, *names]))
