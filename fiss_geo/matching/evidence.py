"""What an offer and a need share, as figures from 0 to 1: the features of the score.

The features rest on profiles alone (see ``profiles``); what two particular flows add, such as
how their quantities fit, stands in ``limits``.
"""

from collections.abc import Iterator
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
    "code_6", "code_4", "code_2", "material", "material_close", "material_alone",
    "material_conflict", "group", "group_conflict", "pathway_named", "pathway_open",
    "industry_named", "industry_open", "same_use", "words", "text",
)  # fmt: skip
"""Names of the features, in the order of the columns; each is explained in docs/match.md."""

_NAMED: Final = 0.85
_UNRELATED: Final = 0.2
_SAYS_ENOUGH: Final = 0.5
# Numbers of offers written out at once for the cosine.
_WRITTEN_OUT: Final = 1 << 21


class Sides(NamedTuple):
    """Offers and needs with the tables that their features are looked up in.

    Attributes
    ----------
    likeness, to_use, to_industry : ndarray
        Padded by a row and a column of zeros, so that -1 finds nothing.
    nace : ndarray
        Column of ``to_industry`` for each profile of the needs.
    words, grams : tuple of scipy-like row-normalised matrices, offers' and needs'
    groups, codes : tuple of ndarray, offers' and needs'
        Numbers of the material groups, and of the codes at six, four and two digits (a column
        each); -1 where there is none.
    """

    offers: Profiles
    needs: Profiles
    likeness: Floats
    to_use: Floats
    to_industry: Floats
    nace: Ints
    words: tuple["Vectors", "Vectors"]
    grams: tuple["Vectors", "Vectors"]
    groups: tuple[Ints, Ints]
    codes: tuple[Ints, Ints]
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
        (offered, needed), grams, _numbered(offers.group, needs.group, none=("", "other")),
        _code_numbers(offers.code, needs.code), spelling,
    )  # fmt: skip


def _numbered(
    offered: npt.NDArray[np.object_], needed: npt.NDArray[np.object_], none: tuple[str, ...] = ("",)
) -> tuple[Ints, Ints]:
    """Give equal texts equal numbers on both sides, and -1 to those that say nothing."""
    texts = pd.Series(np.concatenate([offered, needed]), dtype="str")
    number = pd.factorize(texts.mask(texts.isin(none)))[0].astype(np.int64)
    return number[: len(offered)], number[len(offered) :]


def _code_numbers(*codes: npt.NDArray[np.object_]) -> tuple[Ints, Ints]:
    levels = []
    for digits in (6, 4, 2):
        cut = [np.array([code[:digits] for code in side], dtype=object) for side in codes]
        levels.append(_numbered(cut[0], cut[1]))
    first, second = zip(*levels, strict=True)
    return np.column_stack(first), np.column_stack(second)


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
    material = _strongest(both.likeness, offers, offer, needs.materials, need, needs.weights)
    use = _strongest(both.to_use, offers, offer, needs.uses, need)
    industry = _strongest(both.to_industry, offers, offer, both.nace[:, None], need)
    is_named = ((needs.weights[:, 0] >= _NAMED) & ~needs.is_open)[need]
    says_no_use = (needs.uses[:, 0] < 0)[need]
    conflict = is_named & (offers.weights[:, 0] >= _NAMED)[offer] & (material < _UNRELATED)
    groups = both.groups[0][offer], both.groups[1][need]
    known = (groups[0] >= 0) & (groups[1] >= 0)
    differ = known & (groups[0] != groups[1])
    everywhere = np.ones(len(offer), dtype=bool)
    shared = np.empty((len(FEATURES), len(offer)), dtype=np.float32)
    for row, column in enumerate(
        [
            *_codes(both.codes, offer, need, differ),
            material, material >= _NAMED, material * says_no_use, conflict, known & ~differ, differ,
            use * is_named, use * ~is_named, industry * is_named, industry * ~is_named,
            _is_shared(offers.uses, offer, needs.uses, need),
            _cosine(both.words, offer, need, everywhere),
            # Letters are looked at only where the materials say little.
            _cosine(both.grams, offer, need, material < _SAYS_ENOUGH),
        ]
    ):  # fmt: skip
        shared[row] = column
    return shared.T


def _strongest(
    table: Floats, offers: Profiles, offer: Ints, columns: Ints, need: Ints,
    weights: Floats | None = None,
) -> Floats:  # fmt: skip
    """Give the largest entry that any material of the offer has with any column of the need."""
    best = np.zeros(len(offer), dtype=np.float32)
    for own, other, some in _both_known(offers.materials, offer, columns, need):
        first, second = offer[some], need[some]
        found = table[offers.materials[first, own], columns[second, other]]
        found = found * offers.weights[first, own]
        if weights is not None:
            found *= weights[second, other]
        best[some] = np.maximum(best[some], found)
    return best


def _both_known(
    mine: Ints, offer: Ints, theirs: Ints, need: Ints
) -> Iterator[tuple[int, int, Ints]]:
    """Give each pair of columns with the pairs where both hold something; most hold one."""
    for own in range(mine.shape[1]):
        has = (mine[:, own] >= 0)[offer]
        for other in range(theirs.shape[1]):
            some = np.flatnonzero(has & (theirs[:, other] >= 0)[need])
            if len(some):
                yield own, other, some


def _is_shared(mine: Ints, offer: Ints, theirs: Ints, need: Ints) -> npt.NDArray[np.bool_]:
    shared = np.zeros(len(offer), dtype=bool)
    for own, other, some in _both_known(mine, offer, theirs, need):
        shared[some] |= mine[offer[some], own] == theirs[need[some], other]
    return shared


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


def _codes(
    codes: tuple[Ints, Ints], offer: Ints, need: Ints, differ: npt.NDArray[np.bool_]
) -> list[npt.NDArray[np.bool_]]:
    """Tell the longest shared code; textiles and biowaste share 2001, and nothing else."""
    six, four, two = (
        ((mine := codes[0][:, level][offer]) >= 0) & (mine == codes[1][:, level][need])
        for level in range(3)
    )
    four &= ~six & ~differ
    return [six, four, two & ~six & ~four & ~differ]


def _cosine(
    vectors: tuple[Vectors, Vectors], offer: Ints, need: Ints, where: npt.NDArray[np.bool_]
) -> Floats:
    """Give the cosine of two sparse rows: the offers written out, a few at a time."""
    (columns, values), (other_columns, other_values) = vectors
    found = np.zeros(len(offer), dtype=np.float32)
    # Only pairs in which both sides have words at all.
    has = (columns[:, 0] >= 0)[offer] & (other_columns[:, 0] >= 0)[need]
    some = np.flatnonzero(has & where)
    if not len(some):
        return found
    some = some[np.argsort(offer[some], kind="stable")]
    is_next = np.diff(offer[some], prepend=-1) != 0
    distinct, row = offer[some[is_next]], np.cumsum(is_next) - 1
    width = int(max(columns.max(), other_columns.max())) + 2  # the last for what is padded
    at_once = max(_WRITTEN_OUT // width, 1)
    for start in range(0, len(distinct), at_once):
        own = distinct[start : start + at_once]
        out = np.zeros((len(own), width), dtype=np.float32)
        out[np.arange(len(own))[:, None], columns[own]] = values[own]
        first, last = np.searchsorted(row, [start, start + at_once])
        part = some[first:last]
        for other in range(other_columns.shape[1]):
            at = other_columns[need[part], other]
            held = at >= 0
            if not held.any():
                break
            met = out[row[first:last] - start, at]
            found[part] += met * other_values[need[part], other]
    return found
