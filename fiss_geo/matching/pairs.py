"""From pairs of profiles to the best pairs of flows: scored, ruled, and at most k a flow.

Small tables are scored whole. In large ones each flow meets, profile by profile from the best
down, only as many others as its list of k needs, those nearest to it in quantity first.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.matching import blocking, limits
from fiss_geo.matching.evidence import Sides, features
from fiss_geo.matching.feedback import Verdicts
from fiss_geo.matching.score import chance, logit_of, logits, weights

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

# Up to so many pairs of flows all are looked at; beyond, the best of each flow.
_ALL_UP_TO: Final = 8_000_000
# How many others a flow meets for each place in its list, and within one profile.
_MEETS_PER_PLACE: Final = 6
_AT_ONCE: Final = 2_000_000


class Rules(NamedTuple):
    """What a caller asks for.

    Attributes
    ----------
    min_score : float
    top_k : int
        How many candidates each flow keeps at most of its own.
    same_organisation : bool
        Whether an organisation is matched with itself.
    """

    min_score: float
    top_k: int
    same_organisation: bool


class Flows(NamedTuple):
    """One side of the pairs, an entry a flow, in the order of the ids."""

    traits: limits.Traits
    organisation: Ints
    of_profile: Ints


class Scored(NamedTuple):
    """Pairs of profiles with their logit."""

    offer: npt.NDArray[np.int32]
    need: npt.NDArray[np.int32]
    logit: Floats

    def at(self, where: npt.NDArray[np.bool_]) -> "Scored":
        """Keep those of some places."""
        return Scored(self.offer[where], self.need[where], self.logit[where])

    def ends(self, side: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Give one end of each pair, and the other; side 0 are the offers."""
        return (self.need, self.offer) if side else (self.offer, self.need)


class Members(NamedTuple):
    """The flows of each profile, by quantity: where they start in ``order``, and how many."""

    order: Ints
    start: Ints
    size: Ints


def best_pairs(
    both: Sides, offers: Flows, needs: Flows, rules: Rules, verdicts: Verdicts
) -> pd.DataFrame:
    """Find the candidates.

    Returns
    -------
    pandas.DataFrame
        ``offer`` and ``need`` (positions of the flows) and ``score``, ordered by both positions.
    """
    is_small = len(offers.of_profile) * len(needs.of_profile) <= _ALL_UP_TO
    enough = None if is_small else _MEETS_PER_PLACE * rules.top_k
    member = _members(offers), _members(needs)
    size = member[0].size, member[1].size
    least = logit_of(rules.min_score) - _most_added(verdicts)
    kept = _joined_profiles(
        _cut(_kept(both, pair, least, verdicts), size, enough) for pair in blocking.meetings(both)
    )
    found: list[pd.DataFrame] = []
    for side in (0,) if is_small else (0, 1):
        chosen = kept if enough is None else kept.at(_is_enough(kept, side, size[1 - side], enough))
        for flow, logit in _expanded(chosen, side, member, enough):
            scored = _scored(offers, needs, flow, logit, rules, verdicts)
            found.append(scored if is_small else _first(scored, rules.top_k, (side,)))
    return _joined(found, rules, is_small=is_small)


def _most_added(verdicts: Verdicts) -> float:
    return weights().limits["quantity_near"] + verdicts.most


def _kept(both: Sides, pair: tuple[Ints, Ints], least: float, verdicts: Verdicts) -> Scored:
    """Score pairs of profiles and keep those that may reach the lowest score."""
    offer, need = pair
    same_kind = both.offers.is_service[offer] == both.needs.is_service[need]
    offer, need = offer[same_kind], need[same_kind]
    parts = [
        logits(features(both, offer[at : at + _AT_ONCE], need[at : at + _AT_ONCE]))
        for at in range(0, len(offer), _AT_ONCE)
    ]
    logit = np.concatenate([*parts, np.zeros(0, dtype=np.float32)])
    logit = logit + verdicts.of_profiles(offer, need)
    return Scored(offer.astype(np.int32), need.astype(np.int32), logit).at(logit >= least)


def _joined_profiles(parts: Iterable[Scored]) -> Scored:
    every = list(parts)
    return Scored(
        np.concatenate([np.zeros(0, dtype=np.int32), *(part.offer for part in every)]),
        np.concatenate([np.zeros(0, dtype=np.int32), *(part.need for part in every)]),
        np.concatenate([np.zeros(0, dtype=np.float32), *(part.logit for part in every)]),
    )


def _cut(kept: Scored, size: tuple[Ints, Ints], enough: int | None) -> Scored:
    """Leave out what neither side can come to; the best of a part hold the best of all."""
    if enough is None:
        return kept
    return kept.at(_is_enough(kept, 0, size[1], enough) | _is_enough(kept, 1, size[0], enough))


def _members(flows: Flows) -> Members:
    """Order the flows of each profile by quantity, unknown quantities last, then by id."""
    quantity = _quantity(flows.traits)
    order = np.lexsort((np.arange(len(quantity)), quantity, flows.of_profile))
    count = np.bincount(flows.of_profile, minlength=1)
    start = np.concatenate(([0], np.cumsum(count)[:-1]))
    return Members(order, start, count)


def _quantity(traits: limits.Traits) -> npt.NDArray[np.float64]:
    first = traits.figures[:, 0]
    for column in range(1, traits.figures.shape[1]):
        first = np.where(np.isnan(first), traits.figures[:, column], first)
    return first


def _is_enough(kept: Scored, side: int, count: Ints, enough: int) -> npt.NDArray[np.bool_]:
    """Tell, for each profile of a side, the best others until they hold enough flows."""
    own, other = kept.ends(side)
    order = np.lexsort((other, -kept.logit, own))
    held = count[other[order]]
    before = np.cumsum(held) - held
    may = np.zeros(len(own), dtype=bool)
    may[order] = before - before[_run_starts(own[order])] < enough
    return may


def _run_starts(ordered: npt.NDArray[np.integer]) -> Ints:
    """Give, for each entry of an ordered array, where its run of equals starts."""
    is_start = np.ones(len(ordered), dtype=bool)
    is_start[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(is_start)
    return np.repeat(starts, np.diff(starts, append=len(ordered)))


def _expanded(
    kept: Scored, side: int, member: tuple[Members, Members], most: int | None
) -> Iterator[tuple[tuple[Ints, Ints], Floats]]:
    """Give the flows of pairs of profiles, some millions of pairs at a time.

    Of a profile with more flows than ``most``, each flow meets the window around its own place
    in the order of quantities.
    """
    own, other = kept.ends(side)
    mine, theirs = member[side], member[1 - side]
    window = theirs.size[other] if most is None else np.minimum(theirs.size[other], most)
    size = np.cumsum(mine.size[own] * window)
    start = 0
    while start < len(own):
        done = size[start - 1] if start else 0
        stop = max(int(np.searchsorted(size, done + _AT_ONCE, side="right")), start + 1)
        part = slice(start, stop)
        row = np.repeat(np.arange(len(own))[part], mine.size[own[part]])
        nth = _running(mine.size[own[part]])
        flow = mine.order[mine.start[own[row]] + nth]
        wide = window[row]
        spare = theirs.size[other[row]] - wide
        # The same share of the way through both orders: small meets small, large meets large.
        at = nth * spare // np.maximum(mine.size[own[row]] - 1, 1)
        first = theirs.start[other[row]] + np.minimum(at, spare)
        pair = np.repeat(np.arange(len(row)), wide)
        met = flow[pair], theirs.order[first[pair] + _running(wide)]
        yield met if side == 0 else met[::-1], kept.logit[row[pair]]
        start = stop


def _running(counts: Ints) -> Ints:
    """Count 0, 1, 2 … within each of several runs."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _scored(
    offers: Flows, needs: Flows, flow: tuple[Ints, Ints], logit: Floats, rules: Rules,
    verdicts: Verdicts,
) -> pd.DataFrame:  # fmt: skip
    """Add what the two flows say themselves; leave out what is ruled out or scores too low."""
    offer, need = flow
    fits = limits.fit(offers.traits, needs.traits, offer, need)
    score = chance(logit + fits.logit + verdicts.of_flows(offer, need))
    may = ~fits.is_out & (score >= rules.min_score - 1e-9)
    if not rules.same_organisation:
        may &= offers.organisation[offer] != needs.organisation[need]
    # Of equal scores the nearer goes first; an unknown place last.
    km = np.nan_to_num(fits.distance_km[may], nan=np.inf).astype(np.float32)
    return pd.DataFrame({"offer": offer[may], "need": need[may], "score": score[may], "km": km})


def _first(pairs: pd.DataFrame, top_k: int, sides: tuple[int, ...]) -> pd.DataFrame:
    """Keep the best k of each flow of a side; equal scores go by distance, then by the ids."""
    ends = pairs["offer"].to_numpy(), pairs["need"].to_numpy()
    # Scores have three decimals, and the bits of a float that is not negative sort as it does.
    worth = np.rint((1 - pairs["score"].to_numpy()) * 1000).astype(np.int64)
    worse = worth << 32 | pairs["km"].to_numpy().view(np.int32)
    keep = np.zeros(len(pairs), dtype=bool)
    for side in sides:
        own = ends[side]
        order = np.lexsort((ends[1 - side], worse, own))
        nth = np.arange(len(order)) - _run_starts(own[order])
        keep[order[nth < top_k]] = True
    return pairs[keep]


def _joined(found: list[pd.DataFrame], rules: Rules, *, is_small: bool) -> pd.DataFrame:
    empty = pd.DataFrame({"offer": [], "need": [], "score": [], "km": []}).astype(
        {"offer": "int64", "need": "int64", "score": "float64", "km": "float32"}
    )
    pairs = pd.concat(found, ignore_index=True) if found else empty
    if not is_small:
        pairs = pairs.drop_duplicates(["offer", "need"], ignore_index=True)
    pairs = _first(pairs, rules.top_k, (0, 1))
    return pairs.sort_values(["offer", "need"], ignore_index=True)
