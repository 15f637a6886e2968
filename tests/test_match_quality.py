"""How well matching does: on the held-out exchanges, on the showcase, and by blocking."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fiss_geo import locate, match, read, reference
from fiss_geo.matching import blocking, evidence, pairs, profiles, score

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "scripts"), str(ROOT / "benchmarks")]

import calibrate_matching as calibration  # noqa: E402 - a script, found by the line above

# Realised symbioses of the showcase whose two ends are both in the example flows.
SHOWCASE = {
    "S01": ("O078", "N057"), "S07": ("O171", "N123"), "S14": ("O026", "N021"),
    "S24": ("O009", "N011"), "S25": ("O192", "N139"), "S26": ("O144", "N097"),
    "S30": ("O145", "N096"), "S31": ("O207", "N157"), "S55": ("O018", "N016"),
    "S56": ("O180", "N131"), "S59": ("O074", "N086"), "S61": ("O188", "N138"),
}  # fmt: skip


def test_held_out_exchanges_reach_the_aim_and_beat_the_baselines() -> None:
    sets = calibration.labelled(calibration.HELD_OUT)
    truth = calibration.truth_of(sets)
    found = score.chance(score.logits(np.vstack([one.shared for one in sets])))
    _, _, ours = calibration.f1(found >= score.weights().min_score, truth)
    assert ours >= 0.5
    for chosen in calibration.baselines(sets, sets).values():
        joined = np.concatenate([one.ravel() for one in chosen])
        assert calibration.f1(joined, truth)[2] < ours


def test_realised_symbioses_are_in_the_ten_best_of_their_offer() -> None:
    table = match(locate(read(reference.data_path("examples/flows.csv"))))
    order = table.sort_values(["offer_id", "score"], ascending=[True, False], kind="stable")
    place = (
        order.groupby("offer_id")
        .cumcount()
        .set_axis(pd.MultiIndex.from_frame(order[["offer_id", "need_id"]]))
    )
    found = [pair in place.index and place[pair] < 10 for pair in SHOWCASE.values()]
    assert np.mean(found) >= 0.8
    statuses = reference.showcase().set_index("id").loc[list(SHOWCASE), "status"]
    assert (statuses == "realised").all()


def test_blocking_finds_what_the_full_product_finds() -> None:
    import match as benchmark  # noqa: PLC0415 - the script, not the verb

    flows = benchmark.made_up(600, seed=3)
    ends = [flows[flows["role"] == role].reset_index(drop=True) for role in ("offer", "need")]
    both = evidence.sides(*map(profiles.profiles, ends))
    least = score.logit_of(score.weights().min_score)
    rows, columns = (one.ravel() for one in np.indices((len(both.offers), len(both.needs))))
    good = score.logits(evidence.features(both, rows, columns)) >= least
    full = set(zip(rows[good].tolist(), columns[good].tolist(), strict=True))
    blocked = {
        pair
        for offer, need in blocking.products(*blocking.keys(both))
        for pair in zip(offer.tolist(), need.tolist(), strict=True)
    }
    assert len(full) > 100
    assert len(full & blocked) / len(full) >= 0.99
    assert len(blocked) < len(rows) / 2


def test_a_large_table_gives_each_flow_as_good_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    import match as benchmark  # noqa: PLC0415 - the script, not the verb

    flows = benchmark.made_up(600, seed=4)
    whole = match(flows, top_k=3)
    monkeypatch.setattr(pairs, "_ALL_UP_TO", 0)
    parts = match(flows, top_k=3)
    assert parts.groupby("offer_id").size().max() >= 3
    best = [table.groupby("offer_id")["score"].max() for table in (whole, parts)]
    assert set(best[1].index) == set(best[0].index)
    assert (best[0] - best[1].reindex(best[0].index)).abs().mean() < 0.02
