"""Flows brought to profiles: all that the likeness of two flows rests on, each kind once.

A register of a million flows holds some ten thousand different things. Whoever offers them, how
much and where makes no difference to what they are; so pairs are sought between profiles, and
only then between flows.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.matching.codes import beside_code, group_of
from fiss_geo.matching.customs import heading_of, with_heading
from fiss_geo.matching.glossary import Glossary, glossary
from fiss_geo.matching.meaning import MOST_MATERIALS, MOST_USES, Meaning, meaning
from fiss_geo.matching.stems import LEMMAS, languages

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

NAMES: Final = ("resource_name", "resource_name_en", "resource_name_fi", "resource_name_sv")
_CODES: Final = ("low_code", "material_group", "nace_code", "cn_code")
# What a group says of the material, where nothing else does.
_GROUP_ALONE: Final = 0.93


class Profiles(NamedTuple):
    """Profiles of offers or of needs, a row each; -1 or empty where nothing is known.

    Attributes
    ----------
    of_flow : ndarray, shape (flows,)
        Profile of each flow.
    materials, weights : ndarray, shape (profiles, 4)
        Terms of the glossary, and how surely each is meant.
    uses : ndarray, shape (profiles, 4)
    words : list of tuple of str
        Stems of telling words that the glossary does not know.
    code, group, nace : ndarray of str
    heading : ndarray of int
        Heading of the Combined Nomenclature, as ``customs.headings`` numbers them.
    is_service : ndarray of bool
    is_open : ndarray of bool
        Whether the materials are named by words of uses only.
    """

    of_flow: Ints
    materials: Ints
    weights: Floats
    uses: Ints
    words: list[tuple[str, ...]]
    code: npt.NDArray[np.object_]
    group: npt.NDArray[np.object_]
    nace: npt.NDArray[np.object_]
    heading: Ints
    is_service: npt.NDArray[np.bool_]
    is_open: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        """Give the number of profiles."""
        return len(self.code)


def profiles(flows: pd.DataFrame, lemmas: str = LEMMAS[0]) -> Profiles:
    """Find the profiles of flows.

    Parameters
    ----------
    flows : pandas.DataFrame
        Flows of one role.
    lemmas : {"snowball", "voikko"}
        How Finnish words are brought to a common form.

    Returns
    -------
    Profiles
    """
    columns = [name for name in NAMES if name in flows.columns]
    table = flows[[*columns, *_CODES]].astype("str").fillna("")
    kinds = table.assign(is_service=flows["is_service"].to_numpy())
    which, distinct = _distinct(kinds)
    read = _meanings(distinct[columns], languages(lemmas))
    keys = [
        (*_key(said), *codes)
        for said, *codes in zip(
            read, *(distinct[name] for name in _CODES), distinct["is_service"], strict=True
        )
    ]  # fmt: skip
    number: dict[tuple[object, ...], int] = {}
    of_kind = np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.int64)
    first = np.unique(of_kind, return_index=True)[1]
    chosen = distinct.iloc[first]
    said = [read[row] for row in first]
    return _arrays(of_kind[which] if len(which) else which, said, chosen)


def _distinct(kinds: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """Give each row's number among the distinct rows, in the order of first standing."""
    number = kinds.groupby(list(kinds.columns), sort=False, dropna=False).ngroup().to_numpy()
    return number.astype(np.int64), kinds[~kinds.duplicated()].reset_index(drop=True)


def _key(said: Meaning) -> tuple[object, ...]:
    materials = tuple(sorted(said.materials.items()))
    return materials, tuple(sorted(said.uses)), said.words, said.is_open


def _meanings(names: pd.DataFrame, read_in: tuple[str, ...]) -> list[Meaning]:
    """Read the names of each row, each name once, and put together what they mean."""
    known: dict[str, Meaning] = {"": Meaning({}, (), ())}
    return [_together(_known(name, known, read_in) for name in row) for row in names.to_numpy()]


def _known(name: str, known: dict[str, Meaning], read_in: tuple[str, ...]) -> Meaning:
    if name not in known:
        known[name] = meaning(name, read_in)
    return known[name]


def _together(meanings: Iterable[Meaning]) -> Meaning:
    materials: dict[int, float] = {}
    uses: dict[int, None] = {}
    words: dict[str, None] = {}
    is_open = True
    for said in meanings:
        for term, weight in said.materials.items():
            materials[term] = max(weight, materials.get(term, 0.0))
        uses.update(dict.fromkeys(said.uses))
        words.update(dict.fromkeys(said.words))
        is_open &= said.is_open or not said.materials
    return Meaning(materials, tuple(uses), tuple(words), is_open and bool(materials))


def _arrays(of_flow: Ints, said: list[Meaning], chosen: pd.DataFrame) -> Profiles:
    terms = glossary()
    count = len(said)
    materials = np.full((count, MOST_MATERIALS), -1, dtype=np.int64)
    weights = np.zeros((count, MOST_MATERIALS), dtype=np.float32)
    uses = np.full((count, MOST_USES), -1, dtype=np.int64)
    code, group = chosen["low_code"].to_numpy(object), chosen["material_group"].to_numpy(object)
    customs = [str(one) for one in chosen["cn_code"]]
    for row, words in enumerate(said):
        known = _with_codes(
            terms, with_heading(terms, words.materials, customs[row]), str(code[row]),
            str(group[row]),
        )  # fmt: skip
        first = sorted(known, key=lambda term: (-known[term], term))[:MOST_MATERIALS]
        materials[row, : len(first)] = first
        weights[row, : len(first)] = [known[term] for term in first]
        uses[row, : len(words.uses[:MOST_USES])] = words.uses[:MOST_USES]
    # A group that the file does not name follows from the first material.
    named = np.where(weights[:, 0] > 0, terms.group[materials[:, 0]], "")
    return Profiles(
        of_flow, materials, weights, uses, [words.words for words in said], code,
        np.where(group == "", named, group), chosen["nace_code"].to_numpy(object),
        np.array([heading_of(one) for one in customs], dtype=np.int64),
        chosen["is_service"].to_numpy(bool), np.array([one.is_open for one in said], dtype=bool),
    )  # fmt: skip


def _with_codes(
    terms: Glossary, materials: dict[int, float], code: str, group: str
) -> dict[int, float]:
    """Add what the code says, and, where nothing else does, what the group says."""
    known = beside_code(terms, materials, code)
    if not known:
        group = group or group_of(code)
    if not known and group != "other" and group in terms.of_group:
        known = {terms.of_group[group]: _GROUP_ALONE}
    return known
