"""What an offer and a need share, and how much that says.

A hint is a sentence with a weight: a shared code, a shared material group, a shared word. Flows
are rows and keys are numbers until the end, and a sentence is kept once however many pairs it
holds for, since a thousand offers and a thousand needs of one code are a million pairs.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.errors import BadTable
from fiss_geo.matching.words import name_words

MOST_MEETINGS = 5_000_000
"""How often offers and needs may share keys of one kind. A pair takes some 1.4 kB: 7 GB."""

# The longest shared code comes first: it alone speaks.
_CODES = {
    "low_6": (6, "same List of Waste code {}"),
    "low_4": (4, "same List of Waste group {}"),
    "low_2": (2, "same List of Waste chapter {}"),
}
_GROUP = "same material group ({})"
_SPOKEN = {"low_2": "a chapter of codes", "material_group": "a material group", "word": "a word"}
_WORD = "both names say “{}”"


class _Hints(NamedTuple):
    """Pairs with the number of the sentence that holds for each, and the sentences."""

    met: pd.DataFrame
    sentences: list[str]
    weights: list[float]


def score_pairs(offers: pd.DataFrame, needs: pd.DataFrame, min_score: float) -> pd.DataFrame:
    """Find the pairs that share something, and score them.

    Parameters
    ----------
    offers, needs : pandas.DataFrame
        Flows with ``low_code``, ``material_group`` and names.
    min_score : float
        Lowest score of a pair that is given.

    Returns
    -------
    pandas.DataFrame
        ``offer`` and ``need`` (positions in the two tables), ``score`` (one minus the product of
        (1 - weight) over the hints) and ``reasons``; in the order of the positions.

    Raises
    ------
    BadTable
        If offers and needs share keys more often than memory is sure to hold.
    """
    flows = pd.concat([offers, needs], ignore_index=True)
    weights = reference.read_numbers("reference/match_weights.csv").set_index("evidence")["weight"]
    keys = _keys(flows)
    _check_size(keys, len(offers))
    hints = [
        _code_hints(flows, keys["low_2"], len(offers), weights),
        _group_hints(keys["material_group"], len(offers), weights["material_group"]),
        _word_hints(keys["word"], len(offers), weights["word"]),
    ]
    return _joined(hints, len(offers), len(flows), min_score)


def _keys(flows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """List the keys that flows can meet by, a table a kind: ``row``, ``key``."""
    words = name_words(flows.assign(flow_id=flows.index)).rename(columns={"flow_id": "row"})
    single = {"low_2": flows["low_code"].str[:2], "material_group": _named_group(flows)}
    tables = {
        kind: pd.DataFrame({"row": flows.index, "key": key}).dropna()
        for kind, key in single.items()
    }
    return {**tables, "word": words[["row", "key"]].astype({"row": "int64"})}


def _named_group(flows: pd.DataFrame) -> pd.Series:
    return flows["material_group"].where(flows["material_group"] != "other")


def _check_size(keys: dict[str, pd.DataFrame], offer_count: int) -> None:
    """Refuse what would fill the memory, before it does."""
    for kind, table in keys.items():
        is_offer = table["row"] < offer_count
        offered, needed = (table.loc[side, "key"].value_counts() for side in (is_offer, ~is_offer))
        meetings = int((offered * needed).sum())
        if meetings > MOST_MEETINGS:
            raise BadTable(
                f"offers and needs share {_SPOKEN[kind]} {meetings} times; match takes at most "
                f"{MOST_MEETINGS}. Match the flows of one material group or one region at a time, "
                "and put the tables together"
            )


def _meet(keys: pd.DataFrame, offer_count: int) -> tuple[pd.DataFrame, pd.Index]:
    """Join offers and needs on equal keys: ``offer``, ``need``, number of the key; and the keys."""
    number, names = pd.factorize(keys["key"], sort=True)
    rows = pd.DataFrame({"row": keys["row"].astype("int64"), "key": number.astype("int32")})
    is_offer = rows["row"] < offer_count
    offers = rows[is_offer].rename(columns={"row": "offer"})
    met = offers.merge(rows[~is_offer].rename(columns={"row": "need"}), on="key")
    return met, pd.Index(names)


def _code_hints(
    flows: pd.DataFrame, chapters: pd.DataFrame, offer_count: int, weights: pd.Series
) -> _Hints:
    """Find the longest code that each pair of one chapter shares."""
    met, _ = _meet(chapters, offer_count)
    group = pd.factorize(_named_group(flows))[0]
    offered, needed = (group[met[side]] for side in ("offer", "need"))
    # Textiles and biowaste share a group of codes, and nothing else.
    differ = (offered >= 0) & (needed >= 0) & (offered != needed)
    hint = np.full(len(met), -1)
    sentences: list[str] = []
    weight: list[float] = []
    for kind, (digits, sentence) in _CODES.items():
        number, names = pd.factorize(flows["low_code"].str[:digits])
        shared = number[met["offer"]]
        holds = (hint < 0) & (shared == number[met["need"]])
        if kind != "low_6":
            holds &= ~differ
        hint = np.where(holds, shared + len(sentences), hint)
        sentences += [sentence.format(name) for name in names]
        weight += [weights[kind]] * len(names)
    return _Hints(met.assign(key=hint)[hint >= 0], sentences, weight)


def _group_hints(keys: pd.DataFrame, offer_count: int, weight: float) -> _Hints:
    met, names = _meet(keys, offer_count)
    spoken = reference.material_groups().set_index("material_group")["name_en"].str.lower()
    sentences = [_GROUP.format(spoken.get(name, name)) for name in names]
    return _Hints(met, sentences, [weight] * len(sentences))


def _word_hints(keys: pd.DataFrame, offer_count: int, weight: float) -> _Hints:
    """Take one word of each pair, the first by the alphabet: a second one says the same again."""
    met, names = _meet(keys, offer_count)
    first = met.sort_values("key", kind="stable").drop_duplicates(["offer", "need"])
    sentences = [_WORD.format(name) for name in names]
    return _Hints(first, sentences, [weight] * len(sentences))


def _joined(
    hints: list[_Hints], offer_count: int, flow_count: int, min_score: float
) -> pd.DataFrame:
    """Join each pair's hints; 0 stands for no hint of a kind."""
    numbers = [
        pd.Series(hint.met["key"].to_numpy() + 1, hint.met["offer"] * flow_count + hint.met["need"])
        for hint in hints
    ]
    table = pd.concat(numbers, axis="columns", sort=True).fillna(0).astype("int64")
    mixed = table[0]
    for column, hint in enumerate(hints[1:], 1):
        mixed = mixed * (len(hint.sentences) + 1) + table[column]
    which, _ = pd.factorize(mixed)
    score, reasons = _said(table[~mixed.duplicated()].to_numpy(), hints)
    enough = score[which] >= min_score - 1e-9
    pair, which = table.index.to_numpy()[enough], which[enough]
    return pd.DataFrame(
        {
            "offer": pair // flow_count,
            "need": pair % flow_count - offer_count,
            "score": score[which],
            "reasons": reasons.take(which).array,
        }
    )


def _said(
    combinations: npt.NDArray[np.int64], hints: list[_Hints]
) -> tuple[npt.NDArray[np.float64], pd.Series]:
    """Give score and reasons of each combination of hints."""
    doubt = np.ones(len(combinations))
    said: list[list[str]] = [[] for _ in combinations]
    for column, hint in enumerate(hints):
        for row in np.flatnonzero(combinations[:, column]):
            number = combinations[row, column] - 1
            doubt[row] *= 1 - hint.weights[number]
            said[row].append(hint.sentences[number])
    return (1 - doubt).round(3), pd.Series(["; ".join(parts) for parts in said], dtype="str")
