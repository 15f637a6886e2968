"""Measure matching: seconds and memory as flows grow, and what blocking costs in recall.

Each size runs in a process of its own. The flows are made up from the glossary: names in three
languages with adjectives and slips of the pen, half with codes, needs as materials, as uses, or
as both, quantities over five decades, places over Finland.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.exports import write_blocks
from fiss_geo.matching import blocking, evidence, pairs, profiles, score
from fiss_geo.matching.glossary import Glossary, glossary
from fiss_geo.matching.match import match, match_by_blocks
from fiss_geo.matching.pathways import pathway_table
from fiss_geo.schemas import LOCATED_FLOWS, column_types

_LANGUAGES = ("fi", "sv", "en")
_WITH_CODE, _WITH_MASS = 0.5, 0.6
_ADJECTIVES = {
    "fi": ("", "", "puhdas ", "kuiva ", "karkea ", "hieno ", "teollinen ", "kuljetusvalmis "),
    "sv": ("", "", "ren ", "torr ", "grov ", "fin ", "lokal ", "sorterad "),
    "en": ("", "", "clean ", "dry ", "coarse ", "fine ", "local ", "sorted "),
}


def made_up(count: int, seed: int = 0) -> gpd.GeoDataFrame:
    """Make up flows, half of them offers."""
    draw = np.random.default_rng(seed)
    terms, ways = glossary(), pathway_table()
    way = draw.integers(len(ways), size=count)
    material = ways["material_id"].to_numpy()[way]
    is_offer = np.arange(count) % 2 == 0
    kind = draw.integers(3, size=count)  # a need says material, use, or both
    names = [
        _name(terms, ways, row, "offer" if offer else ("material", "use", "both")[said], draw)
        for row, offer, said in zip(way, is_offer, kind, strict=True)
    ]
    has_code = (draw.random(count) < _WITH_CODE) & (is_offer | (kind != 1))
    has_mass = draw.random(count) < _WITH_MASS
    codes = ways["low_codes"].fillna("").str.split("|").str[0].to_numpy()[way]
    groups = terms.group[[terms.number[name] for name in material]]
    receiver = ways["receiver_nace_codes"].fillna("").to_numpy()[way]
    table = pd.DataFrame(
        {
            "flow_id": [f"F{number:07d}" for number in range(count)],
            "role": np.where(is_offer, "offer", "need"),
            "organisation": [f"Company {n}" for n in draw.integers(max(count // 3, 2), size=count)],
            "resource_name": names,
            "low_code": _or_none(has_code, codes),
            "material_group": _or_none(has_code, groups),
            "nace_code": _or_none(~is_offer, receiver),
            "mass_t_per_a": np.where(has_mass, 10 ** draw.uniform(1, 6, count), np.nan),
            "status": "available", "area_method": "none", "park_method": "none",
            "location_precision": "site", "source_file": "made up", "is_public": True,
            "is_service": False, "is_superseded": False,
        }
    )  # fmt: skip
    types = column_types(LOCATED_FLOWS)
    points = gpd.points_from_xy(draw.uniform(2e5, 6e5, count), draw.uniform(6.7e6, 7.5e6, count))
    typed = table.reindex(columns=list(types)).astype(types)
    return gpd.GeoDataFrame(typed, geometry=points, crs=ETRS_TM35FIN)


def _or_none(known: npt.NDArray[np.bool_], values: npt.NDArray[np.object_]) -> "pd.Series[str]":
    texts = pd.Series(values, dtype="str")
    return texts.where(known & (texts != "").to_numpy())


def _name(
    terms: Glossary, ways: pd.DataFrame, row: int, kind: str, draw: np.random.Generator
) -> str:
    """Make up a name of the two ends of a pathway, in one language, perhaps with a slip."""
    language = _LANGUAGES[draw.integers(3)]
    said = []
    for column, wanted in (
        ("material_id", ("offer", "material", "both")),
        ("use_id", ("use", "both")),
    ):
        if kind in wanted:
            term = terms.number[ways[column].iloc[row]]
            choice = str(terms.table[f"names_{language}"].iloc[term]).split("|")
            said.append(choice[draw.integers(len(choice))])
    joiner = {"fi": ", käyttö ", "sv": ", till ", "en": " for "}[language]
    name = _ADJECTIVES[language][draw.integers(8)] + joiner.join(said)
    if draw.random() < 0.03 and len(name) > 8:  # noqa: PLR2004 - a slip of the pen
        at = int(draw.integers(3, len(name) - 2))
        name = name[:at] + name[at + 1 :]
    return name


def one_size(count: int) -> None:
    """Match so many flows in this process, write the candidates, and print the figures."""
    flows = made_up(count)
    match(flows.head(20))  # tables are read
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, busy = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "candidates.parquet"
        found = write_blocks(match_by_blocks(flows), written)
        size = written.stat().st_size
    wall, cpu = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"| {count} | {found} | {wall:.1f} | {cpu:.1f} | {before / 1024:.0f} "
        f"| {peak / 1024:.0f} | {size / 2**20:.0f} |"
    )


def recall(count: int) -> None:
    """Compare blocking with the full product: pairs that reach the threshold."""
    flows = made_up(count)
    ends = [flows[flows["role"] == role].reset_index(drop=True) for role in ("offer", "need")]
    both = evidence.sides(*map(profiles.profiles, ends))
    least = score.logit_of(score.weights().min_score)
    kept = 0
    for offer, need in blocking.products(*blocking.keys(both)):
        kept += int((score.logits(evidence.features(both, offer, need)) >= least).sum())
    needs = np.arange(len(both.needs))
    full = sum(
        int((score.logits(evidence.features(both, np.full(len(needs), row), needs)) >= least).sum())
        for row in range(len(both.offers))
    )
    share = len(both.offers) * len(both.needs)
    print(
        f"{count} flows, {len(both.offers)} by {len(both.needs)} profiles: the full product has "
        f"{full} pairs of profiles at the threshold of {share}, blocking finds {kept}: "
        f"recall {kept / max(full, 1):.4f}"
    )


def cap(count: int) -> None:
    """Compare what large tables look at with all pairs: candidates lost, and their scores."""
    flows = made_up(count)
    every = match(flows)[["offer_id", "need_id", "score"]]
    pairs._ALL_UP_TO = 0  # type: ignore[misc]  # noqa: SLF001 - as if the table were large
    found = match(flows)[["offer_id", "need_id", "score"]]
    kept = every.merge(found, on=["offer_id", "need_id"])
    print(
        f"{count} flows, the best six for each place: {len(kept)} of {len(every)} candidates are "
        f"the same, mean score {found['score'].mean():.4f} against {every['score'].mean():.4f}"
    )


def main() -> None:
    """Run the sizes, each in its own process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--recall", type=int, default=4_000, help="flows of the full product")
    parser.add_argument("--cap", type=int, default=5_000, help="flows to measure the cap with")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        one_size(chosen.one)
        return
    print(
        "| flows | candidates | seconds | CPU seconds | MiB before | MiB at the peak "
        "| MiB written |"
    )
    print("|---|---|---|---|---|---|---|", flush=True)
    for size in chosen.sizes:
        subprocess.run([sys.executable, __file__, "--one", str(size)], check=True)
    recall(chosen.recall)
    cap(chosen.cap)


if __name__ == "__main__":
    main()
