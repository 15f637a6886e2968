"""What an offer and a need share, as figures from 0 to 1: the features of the score.

The features rest on profiles alone (see ``profiles``); what two particular flows add, such as
how their quantities fit, stands in ``limits``.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.matching.glossary import glossary
from fiss_geo.matching.pathways import Ways, ways_to_industries, ways_to_uses
from fiss_geo.matching.profiles import Profiles

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

FEATURES: Final = (
    "code_6", "code_4", "code_2", "material", "material_close", "material_conflict", "group",
    "group_conflict", "pathway_named", "pathway_open", "industry_named", "industry_open",
    "same_use", "words", "text",
)  # fmt: skip
"""Names of the features, in the order of the columns; each is explained in docs/match.md."""

_NAMED: Final = 0.85
_UNRELATED: Final = 0.2
_SAYS_ENOUGH: Final = 0.5


class Sides(NamedTuple):
    """Offers and needs with the tables that their features are looked up in.

    Attributes
    ----------
    likeness, to_use, to_industry : ndarray
        Padded by a row and a column of zeros, so that -1 finds nothing.
    nace : ndarray
        Column of ``to_industry`` for each profile of the needs.
    words, grams : tuple of scipy-like row-normalised matrices, offers' and needs'
    """

    offers: Profiles
    needs: Profiles
    likeness: Floats
    to_use: Floats
    to_industry: Floats
    nace: Ints
    words: tuple["Vectors", "Vectors"]
    grams: tuple["Vectors", "Vectors"]
    spelling: list[str]


class Vectors(NamedTuple):
    """Sparse rows of weights, each of length 1, padded to the same number of entries."""

    columns: Ints
    values: Floats


def sides(offers: Profiles, needs: Profiles) -> Sides:
    """Prepare what features are looked up in."""
    nace, places = np.unique(needs.nace.astype(str), return_inverse=True)
    offered, needed, spelling = _vectors(offers.words, needs.words)
    offered_grams, needed_grams = ([_grams(own) for own in side.words] for side in (offers, needs))
    grams = _vectors(offered_grams, needed_grams)[:2]
    return Sides(
        offers, needs, _padded(glossary().likeness), _padded(ways_to_uses().strength),
        _padded(ways_to_industries(tuple(nace.tolist())).strength), places,
        (offered, needed), grams,
        spelling,
    )  # fmt: skip


def _padded(table: Floats) -> Floats:
    return np.pad(table, ((0, 1), (0, 1)))


def _grams(words: tuple[str, ...]) -> tuple[str, ...]:
    """Cut words into pieces of three letters, their edges marked."""
    return tuple(
        {f"_{word}_"[start : start + 3]: None for word in words for start in range(len(word))}
    )


def _vectors(
    offered: list[tuple[str, ...]], needed: list[tuple[str, ...]], most: int = 10
) -> tuple[Vectors, Vectors, list[str]]:
    """Weigh words by how rare they are (TF-IDF), at most the ten rarest of a row."""
    lists = offered + needed
    flat = pd.Series([word for words in lists for word in words], dtype="str")
    row = np.repeat(np.arange(len(lists)), [len(words) for words in lists])
    number, names = pd.factorize(flat)
    column = number.astype(np.int64)
    seen = np.maximum(np.bincount(column, minlength=1), 1)
    weight: npt.NDArray[np.float64] = np.log1p(len(lists) / seen)[column]
    order = np.lexsort((column, -weight, row))
    place = np.arange(len(row)) - np.searchsorted(row[order], row[order])
    order, place = order[place < most], place[place < most]
    columns = np.full((len(lists), most), -1, dtype=np.int64)
    values = np.zeros((len(lists), most), dtype=np.float32)
    columns[row[order], place], values[row[order], place] = column[order], weight[order]
    length = np.sqrt((values**2).sum(axis=1, keepdims=True))
    values = np.divide(values, length, out=values, where=length > 0)
    used = max(1, int((columns >= 0).sum(axis=1).max(initial=1)))
    cut = len(offered)
    return (
        Vectors(columns[:cut, :used], values[:cut, :used]),
        Vectors(columns[cut:, :used], values[cut:, :used]),
        [str(name) for name in names],
    )


def features(both: Sides, offer: Ints, need: Ints) -> Floats:
    """Give the features of pairs of profiles.

    Parameters
    ----------
    both : Sides
    offer, need : ndarray of int, shape (pairs,)
        Rows of the profiles of offers and of needs.

    Returns
    -------
    ndarray of float32, shape (pairs, features)
        In the order of :data:`FEATURES`, each from 0 to 1.
    """
    offers, needs = both.offers, both.needs
    material = _strongest(both.likeness, offers, offer, needs.materials[need], needs.weights[need])
    use = _strongest(both.to_use, offers, offer, needs.uses[need])
    industry = _strongest(both.to_industry, offers, offer, both.nace[need][:, None])
    is_named = needs.weights[need, 0] >= _NAMED
    conflict = is_named & (offers.weights[offer, 0] >= _NAMED) & (material < _UNRELATED)
    same, differ = _groups(offers.group[offer], needs.group[need])
    codes = _codes(offers.code[offer], needs.code[need], differ)
    shared_use = (offers.uses[offer][:, :, None] == needs.uses[need][:, None]) & (
        offers.uses[offer][:, :, None] >= 0
    )
    everywhere = np.ones(len(offer), dtype=bool)
    columns = [
        *codes, material, material >= _NAMED, conflict, same, differ, use * is_named,
        use * ~is_named,
        industry * is_named, industry * ~is_named, shared_use.any(axis=(1, 2)),
        _cosine(both.words, offer, need, everywhere),
        # Letters are looked at only where the materials say little.
        _cosine(both.grams, offer, need, material < _SAYS_ENOUGH),
    ]  # fmt: skip
    return np.column_stack(columns).astype(np.float32)


def _strongest(
    table: Floats, offers: Profiles, offer: Ints, columns: Ints, weights: Floats | None = None
) -> Floats:
    """Give the largest entry that any material of the offer has with any column of the need."""
    best = np.zeros(len(offer), dtype=np.float32)
    for own in range(offers.materials.shape[1]):
        rows, weight = offers.materials[offer, own], offers.weights[offer, own]
        if not weight.any():
            break
        for other in range(columns.shape[1]):
            found = table[rows, columns[:, other]] * weight
            best = np.maximum(best, found if weights is None else found * weights[:, other])
    return best


def strongest_way(ways: Ways, offers: Profiles, offer: Ints, columns: Ints) -> tuple[Ints, Ints]:
    """Give the pathway that is strongest for each pair, and the column (use) it leads to."""
    strength, which = (
        _padded(ways.strength),
        np.pad(ways.which, ((0, 1), (0, 1)), constant_values=-1),
    )
    best = np.zeros(len(offer), dtype=np.float32)
    way, use = np.full(len(offer), -1), np.full(len(offer), -1)
    for own in range(offers.materials.shape[1]):
        rows, weight = offers.materials[offer, own], offers.weights[offer, own]
        for other in range(columns.shape[1]):
            found = strength[rows, columns[:, other]] * weight
            better = found > best
            best = np.where(better, found, best)
            way = np.where(better, which[rows, columns[:, other]], way)
            use = np.where(better, columns[:, other], use)
    return way, use


def _groups(
    offered: npt.NDArray[np.object_], needed: npt.NDArray[np.object_]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    known = (offered != "") & (needed != "") & (offered != "other") & (needed != "other")
    return known & (offered == needed), known & (offered != needed)


def _codes(
    offered: npt.NDArray[np.object_], needed: npt.NDArray[np.object_], differ: npt.NDArray[np.bool_]
) -> list[npt.NDArray[np.bool_]]:
    """Tell the longest shared code; textiles and biowaste share 2001, and nothing else."""
    first, second = offered.astype("U6"), needed.astype("U6")
    six = (first == second) & (first != "")
    four = ~six & ~differ & (first != "") & (first.astype("U4") == second.astype("U4"))
    two = ~six & ~four & ~differ & (first != "") & (first.astype("U2") == second.astype("U2"))
    return [six, four, two]


def _cosine(
    vectors: tuple[Vectors, Vectors], offer: Ints, need: Ints, where: npt.NDArray[np.bool_]
) -> Floats:
    """Give the cosine of two sparse rows, comparing each entry with each."""
    (columns, values), (other_columns, other_values) = vectors
    found = np.zeros(len(offer), dtype=np.float32)
    # Only pairs in which both sides have words at all.
    has = (columns[:, 0] >= 0)[offer] & (other_columns[:, 0] >= 0)[need]
    some = np.flatnonzero(has & where)
    for own in range(columns.shape[1]):
        mine, weight = columns[offer[some], own], values[offer[some], own]
        if not weight.any():
            break
        for other in range(other_columns.shape[1]):
            same = mine == other_columns[need[some], other]
            found[some[same]] += weight[same] * other_values[need[some[same]], other]
    return found
