"""Fit the weights of matching to labelled exchanges, and measure it beside three baselines.

    python scripts/calibrate_matching.py --fit        # rewrites [weights] and min_score
    python scripts/calibrate_matching.py --held-out   # figures on sets that no fit has seen
    python scripts/calibrate_matching.py --held-out --figure docs/match_reliability.svg
    python scripts/calibrate_matching.py --compare-lemmas   # with and without Voikko's dictionary

A labelled exchange is an offer and a need that were joined in reality, with the kind of the
offer and the kinds of offers that its need accepts, in the judgement of who wrote its set. So
every pair of an offer and a need of a set is labelled, not only the pairs that came about.
"""

import argparse
import re
from itertools import combinations_with_replacement
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize
from sklearn.feature_extraction.text import TfidfVectorizer

from fiss_geo import reference
from fiss_geo.matching.evidence import FEATURES, features, sides
from fiss_geo.matching.profiles import profiles
from fiss_geo.matching.score import chance, logits, weights
from fiss_geo.matching.stems import LEMMAS

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CALIBRATION = "reference/labelled_exchanges.csv"
HELD_OUT = "reference/labelled_exchanges_held_out.csv"
# Set by judgement: the labelled names are nearly all in the glossary, so that their words that
# are not say nothing there, while elsewhere they are all there is.
BY_JUDGEMENT = {"words": 4.5, "text": 1.5, "same_use": 0.3, "code_2": 0.0}
# At the least, by judgement: who asks for a material by its name would look at it, whatever use it
# is asked for and whether we know of that use or not.
AT_LEAST = {"material": 2.3, "material_close": 3.8}
# No sign but these can be meant: what is shared speaks for a pair, a conflict against it.
AGAINST = ("material_conflict", "group_conflict")
RIDGE = 0.5
FOLDS = 4


class Labelled(NamedTuple):
    """Every pair of the offers and needs of a set, offers in rows, needs in columns.

    ``bare`` are the features of the same pairs where the file names no industry, as many do.
    """

    offers: pd.DataFrame
    needs: pd.DataFrame
    is_match: Flags
    shared: npt.NDArray[np.float32]
    bare: npt.NDArray[np.float32]


def labelled(name: str, lemmas: str = LEMMAS[0]) -> list[Labelled]:
    """Read labelled exchanges, a set each: kinds are judged within a set, by who wrote it.

    Finnish names are read by their endings, or by a dictionary (``lemmas``).
    """
    sets = reference.read_codes(name).groupby("set_id", sort=False)
    return [_set(rows.reset_index(drop=True), lemmas) for _, rows in sets]


def _set(table: pd.DataFrame, lemmas: str) -> Labelled:
    offers, needs = (_side(table, role) for role in ("offer", "need"))
    accepted = [set(kinds.split("|")) for kinds in table["accepted_kinds"]]
    is_match = np.array([[kind in kinds for kinds in accepted] for kind in table["offer_kind"]])
    no_industry = needs.assign(nace_code=pd.Series(None, index=needs.index, dtype="str"))
    shared, bare = (_features(offers, side, lemmas) for side in (needs, no_industry))
    return Labelled(offers, needs, is_match, shared, bare)


def truth_of(sets: list[Labelled]) -> Flags:
    """Join the labels of all pairs of several sets."""
    return np.concatenate([one.is_match.ravel() for one in sets])


def _features(offers: pd.DataFrame, needs: pd.DataFrame, lemmas: str) -> npt.NDArray[np.float32]:
    both = sides(profiles(offers, lemmas), profiles(needs, lemmas))
    rows, columns = (index.ravel() for index in np.indices((len(offers), len(needs))))
    return features(both, both.offers.of_flow[rows], both.needs.of_flow[columns])


def _side(table: pd.DataFrame, role: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "resource_name": table[f"{role}_resource_name"],
            "nace_code": table[f"{role}_nace_code"],
            "cn_code": pd.Series(None, index=table.index, dtype="str"),
            "low_code": table[f"{role}_low_code"],
            "material_group": pd.Series(None, index=table.index, dtype="str"),
            "is_service": False,
        }
    )


def fitted(shared: npt.NDArray[np.float32], is_match: Flags) -> Floats:
    """Fit a logistic function, its weights kept to their signs; the intercept comes first."""
    signs = np.array([-1.0 if name in AGAINST else 1.0 for name in FEATURES])
    fixed = np.array([BY_JUDGEMENT.get(name, np.nan) for name in FEATURES])
    free = np.isnan(fixed)
    columns = np.column_stack([np.ones(len(shared)), shared[:, free] * signs[free]])
    given = shared[:, ~free] @ fixed[~free]

    def loss(weight: Floats) -> tuple[float, Floats]:
        logit = columns @ weight + given
        lost = np.logaddexp(0, np.where(is_match, -logit, logit)).sum()
        slope = columns.T @ (1 / (1 + np.exp(-logit)) - is_match)
        return lost + RIDGE * (weight[1:] ** 2).sum(), slope + 2 * RIDGE * np.append(0, weight[1:])

    least = [
        AT_LEAST.get(name, 0.0) for name, is_free in zip(FEATURES, free, strict=True) if is_free
    ]
    bounds = [(None, None), *[(low, None) for low in least]]
    found = minimize(loss, np.array([0.0, *least]), jac=True, bounds=bounds, method="L-BFGS-B").x
    every = np.where(free, 0.0, fixed)
    every[free] = found[1:] * signs[free]
    return np.append(found[0], every)


def fitted_to(sets: list[Labelled]) -> Floats:
    """Fit to several sets, with and without the needs' industries."""
    truth = truth_of(sets)
    shared = np.vstack([one.shared for one in sets] + [one.bare for one in sets])
    return fitted(shared, np.append(truth, truth))


def out_of_fold(sets: list[Labelled]) -> tuple[Floats, Flags]:
    """Score every pair by weights fitted without either of its exchanges; and give its label."""
    draw = np.random.default_rng(7)
    folds = [draw.integers(FOLDS, size=len(one.offers)) for one in sets]
    scores = [np.full(one.is_match.size, np.nan) for one in sets]
    for first, second in combinations_with_replacement(range(FOLDS), 2):
        left_out = [np.isin(fold, (first, second)) for fold in folds]
        weight = fitted_to([_part(one, ~out) for one, out in zip(sets, left_out, strict=True)])
        for one, fold, score in zip(sets, folds, scores, strict=True):
            ends = fold[:, None], fold[None, :]
            asked = ((np.minimum(*ends) == first) & (np.maximum(*ends) == second)).ravel()
            score[asked] = 1 / (1 + np.exp(-(one.shared[asked] @ weight[1:] + weight[0])))
    return np.concatenate(scores), truth_of(sets)


def _part(one: Labelled, has: Flags) -> Labelled:
    """Keep some exchanges of a set, and the pairs among them."""
    pair = np.outer(has, has).ravel()
    return Labelled(
        one.offers[has], one.needs[has], one.is_match[np.ix_(has, has)], one.shared[pair],
        one.bare[pair],
    )  # fmt: skip


def best_threshold(score: Floats, truth: Flags) -> float:
    """Find the lowest threshold, in hundredths, within half a hundredth of the highest F1.

    Scores of pairs that rest on one known way lie close together; just at them, a small matter
    such as a quantity would decide.
    """
    steps = np.arange(0.02, 0.99, 0.01)
    reached = np.array([f1(score >= step, truth)[2] for step in steps])
    return float(steps[reached >= reached.max() - 0.005][0])


def f1(chosen: Flags, truth: Flags) -> tuple[float, float, float]:
    """Give precision, recall and F1."""
    hits = float((chosen & truth).sum())
    precision = hits / max(float(chosen.sum()), 1.0)
    recall = hits / max(float(truth.sum()), 1.0)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def fit() -> None:
    """Fit the weights and write them into the TOML."""
    sets = labelled(CALIBRATION)
    weight = fitted_to(sets)
    score, truth = out_of_fold(sets)
    threshold = best_threshold(score, truth)
    path = reference.data_path("reference/match_weights.toml")
    text = path.read_text(encoding="utf-8")
    for name, value in zip(("intercept", *FEATURES), weight, strict=True):
        text = re.sub(rf"(?m)^{name} = .*?(?=\s*(#|$))", f"{name} = {value + 0:.2f}", text)
    text = re.sub(r"(?m)^min_score = \S+", f"min_score = {threshold:.2f}", text)
    path.write_text(text, encoding="utf-8", newline="\n")
    precision, recall, both = f1(score >= threshold, truth)
    every = truth_of(sets)
    count = sum(len(one.offers) for one in sets)
    print(f"{len(sets)} sets, {count} exchanges, {every.sum()} of {every.size} pairs fit")
    print(
        f"out of fold at {threshold:.2f}: precision {precision:.2f}, recall {recall:.2f}, ", end=""
    )
    print(f"F1 {both:.2f}")


def baselines(sets: list[Labelled], tuned_on: list[Labelled]) -> dict[str, list[Flags]]:
    """Choose pairs by equal strings, TF-IDF cosine and equal codes of four digits."""
    tuning = np.concatenate([_cosine(one).ravel() for one in tuned_on])
    threshold = best_threshold(tuning, truth_of(tuned_on))
    return {
        "equal strings": [_equal(one, "resource_name", None) for one in sets],
        f"TF-IDF cosine ≥ {threshold:.2f}": [_cosine(one) >= threshold for one in sets],
        "equal 4-digit code": [_equal(one, "low_code", 4) for one in sets],
    }


def _equal(data: Labelled, column: str, letters: int | None) -> Flags:
    """Tell where both ends say the same, in the first letters."""
    offered, needed = (
        side[column].str.casefold().str[:letters].fillna("").to_numpy(dtype=object)
        for side in (data.offers, data.needs)
    )
    return np.asarray((offered[:, None] == needed) & (offered[:, None] != ""), dtype=bool)


def _cosine(data: Labelled) -> Floats:
    names = [side["resource_name"].str.casefold() for side in (data.offers, data.needs)]
    words = r"[^\W\d_]+"
    vectors = TfidfVectorizer(token_pattern=words).fit(pd.concat(names))
    product = vectors.transform(names[0]) @ vectors.transform(names[1]).T
    return np.asarray(product.toarray())


def held_out(figure: str | None) -> None:
    """Print the figures of the held-out sets, and draw their reliability."""
    sets, tuned_on = labelled(HELD_OUT), labelled(CALIBRATION)
    scores = [chance(logits(one.shared)).reshape(one.is_match.shape) for one in sets]
    chosen = [score >= weights().min_score for score in scores]
    for one, pairs in zip(sets, chosen, strict=True):
        figures = "precision {:.2f}, recall {:.2f}, F1 {:.2f}".format(*f1(pairs, one.is_match))
        size = f"{len(one.offers)} exchanges, {one.is_match.sum()} of {one.is_match.size} pairs"
        print(f"{size} fit: {figures}")
    truth = truth_of(sets)
    print("| | precision | recall | F1 |\n|---|---|---|---|")
    ways = {f"match, score ≥ {weights().min_score}": chosen, **baselines(sets, tuned_on)}
    for name, picked in ways.items():
        joined = np.concatenate([one.ravel() for one in picked])
        print(f"| {name} | " + " | ".join(f"{value:.2f}" for value in f1(joined, truth)) + " |")
    realised = np.concatenate([np.eye(len(score), dtype=bool).ravel() for score in scores])
    came_about = f1(np.concatenate([pairs.ravel() for pairs in chosen]), realised)
    print(f"only the pairs that came about: F1 {came_about[2]:.2f}, recall {came_about[1]:.2f}")
    for side in ("need", "offer"):
        precision, found = at_ten(sets, scores, side)
        print(f"per {side}: precision@10 {precision:.2f}; its realised pair in the ten {found:.2f}")
    bands = reliability(np.concatenate([score.ravel() for score in scores]), truth)
    print("| score | pairs | mean score | share that fit |\n|---|---|---|---|")
    for low, high, count, mean, share in bands:
        print(f"| {low:.1f}–{high:.1f} | {count} | {mean:.2f} | {share:.2f} |")
    if figure:
        draw(bands, figure)


def at_ten(sets: list[Labelled], scores: list[Floats], side: str) -> tuple[float, float]:
    """Give the mean precision of the ten best at the threshold, and how often the pair is there."""
    precision: list[Floats] = []
    found: list[Flags] = []
    for one, table in zip(sets, scores, strict=True):
        score, truth = (table.T, one.is_match.T) if side == "need" else (table, one.is_match)
        order = np.argsort(-score, axis=1, kind="stable")[:, :10]
        rows = np.arange(len(score))[:, None]
        shown = score[rows, order] >= weights().min_score
        right = truth[rows, order] & shown
        has_any = shown.any(axis=1)
        precision.append(right.sum(axis=1)[has_any] / shown.sum(axis=1)[has_any])
        found.append(((order == rows) & shown).any(axis=1))
    return float(np.concatenate(precision).mean()), float(np.concatenate(found).mean())


def reliability(score: Floats, truth: Flags) -> list[tuple[float, float, int, float, float]]:
    """Give, for bands of the score, how many pairs, their mean score and the share that fit."""
    edges = np.array([0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0])
    band = np.clip(np.digitize(score, edges) - 1, 0, len(edges) - 2)
    return [
        (edges[one], edges[one + 1], int((band == one).sum()), float(score[band == one].mean()),
         float(truth[band == one].mean()))
        for one in range(len(edges) - 1)
        if (band == one).any()
    ]  # fmt: skip


def draw(bands: list[tuple[float, float, int, float, float]], file: str) -> None:
    """Draw the reliability curve."""
    import matplotlib as mpl  # noqa: PLC0415 - only for the figure

    mpl.use("svg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    mpl.rcParams["svg.hashsalt"] = "fiss-geo"
    figure, axes = plt.subplots(figsize=(4.8, 4.4), layout="constrained")
    mean, share = [band[3] for band in bands], [band[4] for band in bands]
    axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", label="score = share that fit")
    axes.plot(mean, share, marker="o", color="#0b5a8a", label="held-out pairs")
    for x, y, band in zip(mean, share, bands, strict=True):
        axes.annotate(f"{band[2]}", (x, y), xytext=(6, -12), textcoords="offset points")
    axes.set(xlabel="mean score of the band", ylabel="share of pairs that fit", xlim=(-0.03, 1.05),
             ylim=(-0.05, 1.05), title="Reliability, with the number of pairs")  # fmt: skip
    axes.legend(loc="upper left", frameon=False)
    figure.savefig(file, metadata={"Date": None})


def compare_lemmas() -> None:
    """Print the figures of the shipped weights by each way of comparing Finnish words."""
    print("| exchanges | lemmas | precision | recall | F1 |\n|---|---|---|---|---|")
    for name, said in ((CALIBRATION, "every pair, shipped weights"), (HELD_OUT, "held out")):
        for lemmas in LEMMAS:
            sets = labelled(name, lemmas)
            score = chance(logits(np.vstack([one.shared for one in sets])))
            _row(sets, said, lemmas, f1(score >= weights().min_score, truth_of(sets)))
    for lemmas in LEMMAS:
        sets = labelled(CALIBRATION, lemmas)
        found, truth = out_of_fold(sets)
        figures = f1(found >= best_threshold(found, truth), truth)
        _row(sets, "fitted anew, out of fold", lemmas, figures)


def _row(sets: list[Labelled], said: str, lemmas: str, figures: tuple[float, ...]) -> None:
    count = sum(len(one.offers) for one in sets)
    print(f"| {count}, {said} | {lemmas} | " + " | ".join(f"{x:.3f}" for x in figures) + " |")


def main() -> None:
    """Fit, or measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--compare-lemmas", action="store_true")
    parser.add_argument("--figure", help="SVG file for the reliability curve")
    chosen = parser.parse_args()
    if chosen.fit:
        fit()
    if chosen.held_out:
        held_out(chosen.figure)
    if chosen.compare_lemmas:
        compare_lemmas()


if __name__ == "__main__":
    main()
