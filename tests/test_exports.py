"""exports: what is written is read back, and nothing half-written stays."""

from pathlib import Path

import pandas as pd
import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo import exports
from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.schemas import FLOWS, keep

_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1
)
_row = st.fixed_dictionaries(
    {
        "resource_name": _text,
        "x_km": st.none() | st.floats(0, 20).map(lambda km: round(km, 3)),
        "mass_t_per_a": st.none() | st.integers(0, 10**7).map(float),
        "quantity_year": st.none() | st.integers(1990, 2030),
        "is_public": st.booleans(),
        "note": st.none() | _text,
    }
)


@pytest.mark.parametrize("ending", ["parquet", "gpkg", "csv"])
@given(rows=st.lists(_row, min_size=1, max_size=6))
def test_write_then_read_is_the_same_table(
    ending: str, rows: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    table = toy.flows(*rows)
    path = tmp_path_factory.mktemp("tables") / f"flows.{ending}"
    exports.write_table(table, path)
    back = keep(FLOWS, exports.read_table(path, FLOWS))
    plain = [name for name in FLOWS.columns if name != "geometry"]
    pd.testing.assert_frame_equal(pd.DataFrame(back[plain]), pd.DataFrame(table[plain]))
    assert back.geometry.isna().to_list() == table.geometry.isna().to_list()
    placed = table.geometry.notna()
    # CSV keeps five decimals of a degree, about a metre
    assert (back.geometry[placed].distance(table.geometry[placed]) < 2).all()


def test_csv_does_not_run_as_a_formula_and_is_rounded(tmp_path: Path) -> None:
    row = {"organisation": '=HYPERLINK("http://x")', "note": "-1", "mass_t_per_a": 12.3456}
    exports.write_table(toy.flows(row), tmp_path / "flows.csv")
    text = (tmp_path / "flows.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ",'-1," in text
    assert ",12.3," in text


def test_an_unknown_ending_and_a_missing_table_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.parquet, \.gpkg or \.csv"):
        exports.write_table(toy.flows({}), tmp_path / "flows.shp")
    with pytest.raises(MissingFile, match="run the stage before"):
        exports.read_table(tmp_path / "flows.parquet", FLOWS)


def test_an_interrupted_write_leaves_the_old_tables_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tables"
    exports.write_tables({"flows": toy.flows({})}, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", fail)
    with pytest.raises(OSError, match="No space left"):
        exports.write_tables({"flows": toy.flows({}, {})}, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        exports.write_tables({"flows": toy.flows({}, {"x_km": None})}, tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
