"""What people said of candidates: accepted and rejected pairs raise or bury alike ones.

A file of feedback is a CSV with ``offer_id``, ``need_id`` and ``verdict`` (accepted or rejected).
A verdict counts fully for its own pair, and in part for every pair of the same two profiles: who
found fly ash unfit for one cement works will not want to see it for the next.
"""

from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.matching.profiles import Profiles
from fiss_geo.matching.score import weights

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

VERDICTS: Final = ("accepted", "rejected")
_COLUMNS: Final = ("offer_id", "need_id", "verdict")


def read_feedback(path: Path) -> pd.DataFrame:
    """Read a file of feedback.

    Parameters
    ----------
    path : pathlib.Path
        CSV in UTF-8 with ``offer_id``, ``need_id``, ``verdict``; other columns are passed over.

    Returns
    -------
    pandas.DataFrame
        The three columns; a pair may stand in several rows, each counts.

    Raises
    ------
    MissingFile
        If there is no such file.
    BadInput
        If a column is missing or a verdict is neither accepted nor rejected.
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file of feedback")
    try:
        table = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise BadInput([Fault(path.name, None, None, "", f"expected a CSV; {error}")]) from None
    missing = [name for name in _COLUMNS if name not in table.columns]
    if missing:
        raise BadInput([Fault(path.name, 1, name, "", "expected this column") for name in missing])
    said = table["verdict"].str.strip().str.casefold()
    faults = [
        Fault(path.name, int(row) + 2, "verdict", str(table["verdict"].iloc[row]),
              "expected accepted or rejected")
        for row in np.flatnonzero(~said.isin(VERDICTS))
    ]  # fmt: skip
    if faults:
        raise BadInput(faults)
    return table[list(_COLUMNS)].assign(verdict=said)


class Verdicts(NamedTuple):
    """Verdicts counted, by pair of flows and by pair of profiles.

    Attributes
    ----------
    flow_pairs, profile_pairs : ndarray of int
        Sorted numbers of the pairs that were judged: first times ``width`` plus second.
    flow_logit, profile_logit : ndarray
        What each adds to the logit.
    accepted, rejected : ndarray
        How often each pair of profiles was judged either way.
    flow_width, profile_width : int
    """

    flow_pairs: Ints
    flow_logit: Floats
    flow_width: int
    profile_pairs: Ints
    profile_logit: Floats
    profile_width: int
    accepted: Ints
    rejected: Ints

    @classmethod
    def counted(
        cls, table: pd.DataFrame | None, ids: tuple[pd.Index, pd.Index],
        both: tuple[Profiles, Profiles],
    ) -> Self:  # fmt: skip
        """Count the verdicts on flows that are in the tables; others say nothing here."""
        said = pd.DataFrame(columns=list(_COLUMNS)) if table is None else table
        offer, need = (
            ids[0].get_indexer(pd.Index(said["offer_id"])),
            ids[1].get_indexer(pd.Index(said["need_id"])),
        )
        known = (offer >= 0) & (need >= 0)
        yes = (said["verdict"] == "accepted").to_numpy()[known]
        offer, need = offer[known], need[known]
        flow = _tally(offer * len(ids[1]) + need, yes)
        profile = _tally(both[0].of_flow[offer] * len(both[1]) + both[1].of_flow[need], yes)
        by = weights().feedback
        return cls(
            flow[0], _logit(flow, by["accepted"], by["rejected"]), len(ids[1]),
            profile[0], _logit(profile, by["alike_accepted"], by["alike_rejected"]), len(both[1]),
            profile[1], profile[2],
        )  # fmt: skip

    @property
    def most(self) -> float:
        """The most that verdicts add to the logit of any pair."""
        return float(
            self.flow_logit.max(initial=0.0) + np.maximum(self.profile_logit.max(initial=0.0), 0.0)
        )

    def of_flows(self, offer: Ints, need: Ints) -> Floats:
        """Give what verdicts on the very pairs add."""
        return _found(self.flow_pairs, self.flow_logit, offer * self.flow_width + need)

    def of_profiles(self, offer: Ints, need: Ints) -> Floats:
        """Give what verdicts on pairs of the same two profiles add."""
        wanted = offer * self.profile_width + need
        return _found(self.profile_pairs, self.profile_logit, wanted)

    def counts(self, offer: Ints, need: Ints) -> tuple[Ints, Ints]:
        """Give how often pairs of the same two profiles were accepted and rejected."""
        wanted = offer * self.profile_width + need
        return (
            _found(self.profile_pairs, self.accepted, wanted),
            _found(self.profile_pairs, self.rejected, wanted),
        )


def _tally(pairs: Ints, yes: npt.NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    distinct, place = np.unique(pairs.astype(np.int64), return_inverse=True)
    accepted = np.bincount(place[yes], minlength=len(distinct)).astype(np.int64)
    rejected = np.bincount(place[~yes], minlength=len(distinct)).astype(np.int64)
    return distinct, accepted, rejected


def _logit(tally: tuple[Ints, Ints, Ints], accepted: float, rejected: float) -> Floats:
    """Weigh verdicts; the second of a kind adds less than the first, and so on."""
    _, yes, no = tally
    return (accepted * np.log2(1 + yes) + rejected * np.log2(1 + no)).astype(np.float32)


def _found(keys: Ints, values: npt.NDArray[Any], wanted: Ints) -> npt.NDArray[Any]:
    if not len(keys):
        return np.zeros(len(wanted), dtype=values.dtype)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], 0).astype(values.dtype)
