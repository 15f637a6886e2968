"""Known ways of using side streams, as tables of strength: material by use, material by industry.

``data/reference/pathways.csv`` has a row a way: a material, the use it is put to, the industries
at both ends, what it takes and a public source. A way known of a broader material holds for a
narrower one nearly as well, and the other way round less so.
"""

from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.matching.glossary import Glossary, glossary

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_OFFER_IS_NARROWER: Final = 0.9
_OFFER_IS_BROADER: Final = 0.6
_USE_IS_BROADER: Final = 0.8
_USE_IS_NARROWER: Final = 0.6
_READY: Final = {"commercial": 1.0, "demonstrated": 0.9, "pilot": 0.75}
# How closely an industry is told by the digits of its code: 23 is all mineral products.
_BY_DIGITS: Final = {2: 0.6, 3: 0.85, 4: 1.0}


class Ways(NamedTuple):
    """Strength of the best way from a material (row) to something (column), and which it is."""

    strength: Floats
    which: Ints


@cache
def _table() -> pd.DataFrame:
    return reference.pathways()


def pathway_table() -> pd.DataFrame:
    """Give the rows of ``pathways.csv``; a way's number is its row."""
    return _table()


@cache
def ways_to_uses() -> Ways:
    """Give the best way from each material to each use, both by their rows in the glossary.

    >>> ids, ways = glossary().number, ways_to_uses()
    >>> float(ways.strength[ids["coal_fly_ash"], ids["cement_raw_material"]])
    1.0
    >>> int(ways.which[ids["coal_fly_ash"], ids["bedding"]])
    -1
    """
    terms = glossary()
    by_material = _by_material(terms)
    to_use = np.zeros_like(by_material)
    for use in np.flatnonzero(terms.is_use):
        to_use[use, use] = 1.0
        for above in terms.broader(int(use)):
            to_use[use, above] = _USE_IS_BROADER
            to_use[above, use] = _USE_IS_NARROWER
    return _best(by_material, [to_use[terms.number[use]] for use in _table()["use_id"]])


@cache
def ways_to_industries(nace: tuple[str, ...]) -> Ways:
    """Give the best way from each material to each industry, by NACE codes such as 23.51."""
    column = np.array([code.replace(".", "") for code in nace] or [""], dtype=str)
    receivers = _table()["receiver_nace_codes"].fillna("").astype(str)
    reached = {codes: _reached(codes, column) for codes in receivers.unique()}
    return _best(_by_material(glossary()), [reached[codes] for codes in receivers])


def _reached(codes: str, nace: npt.NDArray[np.str_]) -> Floats:
    reached = np.zeros(len(nace), dtype=np.float32)
    for code in filter(None, codes.replace(".", "").split("|")):
        # An industry of NACE Rev. 2.1 may be any of several: 3821|3831.
        is_of = np.char.startswith(nace, code) | (np.char.find(nace, f"|{code}") >= 0)
        reached[is_of] = np.maximum(reached[is_of], _BY_DIGITS[len(code)])
    return reached


@cache
def _by_material(terms: Glossary) -> Floats:
    """How well a way of one material (column) holds for another (row)."""
    holds = np.eye(len(terms.ids), dtype=np.float32)
    for term in np.flatnonzero(terms.is_material):
        for above in terms.broader(int(term)):
            holds[term, above] = _OFFER_IS_NARROWER
            holds[above, term] = _OFFER_IS_BROADER
    return holds


def _best(by_material: Floats, columns: list[Floats]) -> Ways:
    terms = glossary()
    strength = np.zeros((len(terms.ids), len(columns[0])), dtype=np.float32)
    which = np.full(strength.shape, -1, dtype=np.int64)
    table = _table()
    for row, (material, ready, column) in enumerate(
        zip(table["material_id"], table["technology_readiness"], columns, strict=True)
    ):
        sides = by_material[:, terms.number[material]]
        here = np.ix_(np.flatnonzero(sides), np.flatnonzero(column))
        new = np.outer(sides[here[0].ravel()], column[here[1].ravel()]) * _READY[ready]
        is_better = new > strength[here]
        strength[here] = np.where(is_better, new, strength[here])
        which[here] = np.where(is_better, row, which[here])
    return Ways(strength, which)
