"""What a List of Waste code says of a material beside its name: more, the same, or otherwise.

A code may narrow a name (“fly ash” with 10 01 03 is fly ash of wood), add to it, or contradict
it: the “water purification precipitate” of a steelworks, 10 02 14, is no sludge of a waterworks.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from fiss_geo import reference
from fiss_geo.matching.glossary import NOT_SPECIFIED, Glossary

# What any code says of the material, beside a name and by itself.
BESIDE_NAME: Final = 0.5
ALONE: Final = 0.93
_NARROWS: Final = 0.9
# A name that its code contradicts counts as one that is only mentioned.
_CONTRADICTED: Final = 0.4
# Chapters 01 to 12 name the process that a waste comes from; 13 to 16 its kind, 17 to 20 where it
# was collected or treated, which may be anything.
_PROCESSES: Final = frozenset(f"{chapter:02}" for chapter in range(1, 13))


def beside_code(terms: Glossary, named: Mapping[int, float], code: str) -> dict[int, float]:
    """Give the materials that a name and a code mean together, with their weights.

    Parameters
    ----------
    terms : Glossary
    named : mapping of int to float
        Materials that the name means.
    code : str
        List of Waste code of six digits, or empty.

    Returns
    -------
    dict of int to float
    """
    by_code = terms.of_code.get(code)
    doubted = {term for term in named if _contradicts(terms, term, by_code, code)}
    known = {
        term: min(weight, _CONTRADICTED) if term in doubted else weight
        for term, weight in named.items()
    }
    sure = known.keys() - doubted
    if by_code is None and doubted:
        by_code = terms.of_group.get(group_of(code))
    if by_code is None or _is_covered(terms, by_code, sure):
        return known
    is_narrower = any(_is_narrowed(terms, term, by_code, code) for term in sure)
    beside = _NARROWS if is_narrower else BESIDE_NAME
    known[by_code] = beside if sure else ALONE
    return known


def group_of(code: str) -> str:
    """Give the material group of a code by its sub-chapter, empty where none fits."""
    return _crosswalk().get(code[:4], "")


@cache
def _crosswalk() -> dict[str, str]:
    table = reference.low_crosswalk().fillna("")
    return dict(zip(table["low_code"], table["material_group"], strict=True))


def _contradicts(terms: Glossary, term: int, by_code: int | None, code: str) -> bool:
    """Tell whether a code names a process that a material never comes from.

    Only where the material has codes, all of them in other chapters, and the code stands for
    another material group.
    """
    if code[:2] not in _PROCESSES or code.endswith(NOT_SPECIFIED):
        return False
    chapters = terms.chapters[term]
    if not chapters or code[:2] in chapters:
        return False
    group = group_of(code) if by_code is None else terms.group[by_code]
    return bool(group) and group != terms.group[term]


def _is_covered(terms: Glossary, term: int, sure: set[int]) -> bool:
    """Tell whether a name says the same as the code, or says it more closely."""
    return term in sure or any(term in terms.broader(named) for named in sure)


def _is_narrowed(terms: Glossary, named: int, by_code: int, code: str) -> bool:
    """Tell whether a code says more closely what a name means."""
    shares = code in terms.codes[named] and terms.depth[by_code] >= terms.depth[named]
    return shares or named in terms.broader(by_code)
