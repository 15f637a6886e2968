"""Feedback: accepted and rejected pairs raise or bury later ones, and are counted."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import toy

from fiss_geo import locate, match
from fiss_geo.errors import BadInput, MissingFile


def _flows() -> gpd.GeoDataFrame:
    scrap = {"resource_name": "Teräsromu"}
    needs = [{"resource_name": "Steel scrap", "role": "need"}] * 2
    glass = [{"resource_name": "Kierrätyslasi"}, {"resource_name": "Lasimurska", "role": "need"}]
    return locate(toy.flows(scrap, *needs, *glass), toy.municipalities(), toy.parks())


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "said.csv"
    path.write_text("offer_id,need_id,verdict\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def _score(table: pd.DataFrame, need: str) -> float:
    return float(table.loc[table["need_id"] == need, "score"].item())


def test_a_rejected_pair_is_buried_and_alike_ones_sink(tmp_path: Path) -> None:
    plain = match(_flows(), min_score=0.0)
    said = match(_flows(), min_score=0.0, feedback=_file(tmp_path, "F1,F2,rejected"))
    assert _score(said, "F2") < 0.1 < _score(plain, "F2")
    assert _score(said, "F2") < _score(said, "F3") < _score(plain, "F3")
    assert _score(said, "F5") == _score(plain, "F5")
    counts = said.set_index("need_id")["rejected_count"]
    assert counts[["F2", "F3", "F5"]].to_list() == [1, 1, 0]
    assert "people rejected such pairs 1 times" in said.set_index("need_id")["against"]["F3"]


def test_an_accepted_pair_is_raised_and_alike_ones_rise(tmp_path: Path) -> None:
    plain = match(_flows(), min_score=0.0)
    said = match(_flows(), min_score=0.0, feedback=_file(tmp_path, "F1,F2,Accepted"))
    assert _score(said, "F2") > _score(said, "F3") > _score(plain, "F3")
    assert said.set_index("need_id")["accepted_count"]["F3"] == 1


def test_flows_that_are_not_in_the_table_say_nothing(tmp_path: Path) -> None:
    said = match(_flows(), feedback=_file(tmp_path, "X9,F2,rejected", "F1,X9,rejected"))
    pd.testing.assert_frame_equal(said, match(_flows()))


def test_a_file_that_is_wrong_is_told_with_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r'said\.csv, row 3: verdict is "maybe"'):
        match(_flows(), feedback=_file(tmp_path, "F1,F2,accepted", "F1,F3,maybe"))
    with pytest.raises(MissingFile, match="there is no such file of feedback"):
        match(_flows(), feedback=tmp_path / "none.csv")
    path = tmp_path / "other.csv"
    path.write_text("offer_id\nF1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="need_id"):
        match(_flows(), feedback=path)
