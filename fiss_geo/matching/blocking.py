"""Which pairs are worth scoring: those that share a key. Never the full product.

Keys are materials (and those near enough), uses that a pathway leads to, industries that a
pathway leads to (for needs that name neither), List of Waste groups of four digits, and telling
words. What an offer reaches and what a need stands for are sparse matrices; their product, taken
a few rows at a time, has an entry where two meet.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from fiss_geo.matching.evidence import Sides
from fiss_geo.matching.profiles import Profiles

Ints = npt.NDArray[np.int64]

# Siblings (0.3) and mere groups (0.15) of the glossary are no key: see docs/match.md for the cost.
_NEAR: Final = 0.36
_LEADS: Final = 0.4
# A word that a thousand offers and a thousand needs share tells nothing.
_MOST_OF_A_WORD: Final = 1_000_000
_MOST_AT_ONCE: Final = 4_000_000


def meetings(both: Sides) -> Iterator[tuple[Ints, Ints]]:
    """Give the pairs of profiles that share a key, offer by offer, some millions at a time.

    Parameters
    ----------
    both : Sides

    Yields
    ------
    tuple of ndarray
        Rows of the offers' profiles and of the needs'; each pair once.
    """
    reach, stand = keys(both)
    yield from products(reach, stand)


def keys(both: Sides) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Give what each offer reaches and what each need stands for, in the same columns."""
    offers, needs = both.offers, both.needs
    named = _incidence(offers.materials, both.likeness.shape[0] - 1, offers.weights)
    is_open = (needs.materials[:, 0] < 0) & (needs.uses[:, 0] < 0)
    industry = np.where(is_open, both.nace, -1)[:, None]
    parts = [
        (named @ _above(both.likeness, _NEAR), _incidence(needs.materials, named.shape[1])),
        (named @ _above(both.to_use, _LEADS), _incidence(needs.uses, named.shape[1])),
        (
            named @ _above(both.to_industry, _LEADS),
            _incidence(industry, both.to_industry.shape[1] - 1),
        ),
        _shared(_codes(offers), _codes(needs)),
        _shared(offers.words, needs.words),
    ]
    reach = sparse.hstack([own for own, _ in parts], format="csr")
    stand = sparse.hstack([other for _, other in parts], format="csr")
    return reach, stand


def products(reach: sparse.csr_array, stand: sparse.csr_array) -> Iterator[tuple[Ints, Ints]]:
    """Multiply the two a few rows at a time."""
    across = stand.T.tocsr()
    often = np.diff(across.indptr)
    cost = np.concatenate(([0], np.cumsum(abs(reach.sign()) @ often)))
    start = 0
    while start < reach.shape[0]:
        stop = int(np.searchsorted(cost, cost[start] + _MOST_AT_ONCE, side="right")) - 1
        stop = min(max(stop, start + 1), reach.shape[0])
        met = (reach[start:stop] @ across).tocoo()
        order = np.lexsort((met.col, met.row))
        yield met.row[order].astype(np.int64) + start, met.col[order].astype(np.int64)
        start = stop


def _incidence(
    columns: Ints, count: int, values: npt.NDArray[np.float32] | None = None
) -> sparse.csr_array:
    row, place = np.nonzero(columns >= 0)
    value = np.ones(len(row), dtype=np.float32) if values is None else values[row, place]
    return sparse.csr_array((value, (row, columns[row, place])), shape=(len(columns), count))


def _above(table: npt.NDArray[np.float32], least: float) -> sparse.csr_array:
    inner = table[:-1, :-1]  # without the padding
    return sparse.csr_array(np.where(inner >= least, inner, 0))


def _codes(side: Profiles) -> list[tuple[str, ...]]:
    return [(code[:4],) if code else () for code in side.code]


def _shared(
    offered: list[tuple[str, ...]], needed: list[tuple[str, ...]]
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Give the keys of lists of words, but for those that nearly everyone has."""
    lists = offered + needed
    row = np.repeat(np.arange(len(lists)), [len(words) for words in lists])
    column, names = pd.factorize(
        pd.Series([word for words in lists for word in words], dtype="str")
    )
    is_offer = row < len(offered)
    often = [np.bincount(column[side], minlength=len(names)) for side in (is_offer, ~is_offer)]
    is_key = (often[0] * often[1] <= _MOST_OF_A_WORD)[column] if len(column) else is_offer
    row, column, is_offer = row[is_key], column[is_key], is_offer[is_key]
    ones = np.ones(len(row), dtype=np.float32)
    shape = max(len(names), 1)
    return (
        sparse.csr_array((ones[is_offer], (row[is_offer], column[is_offer])),
                         shape=(len(offered), shape)),
        sparse.csr_array((ones[~is_offer], (row[~is_offer] - len(offered), column[~is_offer])),
                         shape=(len(needed), shape)),
    )  # fmt: skip
