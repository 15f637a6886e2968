"""exports: what is written is read back, and nothing half-written stays."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import map_tables
import pandas as pd
import pyogrio
import pytest
import toy
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo import exports
from fiss_geo.errors import BadInput, MissingFile
from fiss_geo.exports import write_blocks, write_table
from fiss_geo.schemas import CANDIDATES, FLOWS, LOCATED_FLOWS, RANKING, keep

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


def _edited(path: Path, **cells: str) -> Path:
    """Write two flows as CSV and change cells of the first, as a spreadsheet does."""
    exports.write_table(toy.flows({}, {}), path)
    table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    table.loc[0, list(cells)] = list(cells.values())
    table.to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("TRUE", True), ("FALSE", False), ("no", False), ("No ", False), ("0", False), ("", False),
        ("kyllä", True), ("EPÄTOSI", False), ("TOSI", True), ("nej", False), ("1", True),
    ],
)  # fmt: skip
def test_a_flag_that_a_spreadsheet_wrote_keeps_its_meaning(
    tmp_path: Path, said: str, *, meant: bool
) -> None:
    path = _edited(tmp_path / "flows.csv", is_public=said)
    table = exports.read_table(path, FLOWS)
    assert table["is_public"].to_list() == [meant, True]
    assert table["is_public"].dtype == "bool"


@pytest.mark.parametrize(
    ("column", "said", "expected"),
    [
        ("is_public", "perhaps", "expected yes or no"),
        ("mass_t_per_a", "lots", "expected a number"),
        ("mass_t_per_a", "inf", "expected a number"),
        ("source_row", "2.5", "expected a whole number"),
        ("latitude", "north", "expected degrees"),
        ("latitude", "6576930", "expected degrees"),
        ("longitude", "", "expected degrees"),
    ],
)
def test_a_cell_of_another_type_is_told_with_its_row_and_column(
    tmp_path: Path, column: str, said: str, expected: str
) -> None:
    path = _edited(tmp_path / "flows.csv", **{column: said})
    with pytest.raises(BadInput) as told:
        exports.read_table(path, FLOWS)
    (fault,) = told.value.faults
    assert (fault.file, fault.row, fault.column, fault.value) == ("flows.csv", 2, column, said)
    assert expected in str(fault)


def test_rows_are_counted_past_an_empty_one(tmp_path: Path) -> None:
    path = _edited(tmp_path / "flows.csv", is_public="perhaps")
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, "," * header.count(","), *rows]), encoding="utf-8")
    with pytest.raises(BadInput, match="row 3: is_public"):
        exports.read_table(path, FLOWS)


def test_a_csv_saved_with_semicolons_and_decimal_commas_is_read(tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    exports.write_table(toy.flows({"mass_t_per_a": 12.5}), path)
    table = pd.read_csv(path, encoding="utf-8-sig")
    table.to_csv(path, index=False, sep=";", decimal=",")
    back = keep(FLOWS, exports.read_table(path, FLOWS))
    assert back["mass_t_per_a"].to_list() == [12.5]
    assert back.geometry[0].distance(toy.flows({}).geometry[0]) < 2


def test_a_code_gets_back_the_zeros_that_a_spreadsheet_drops(tmp_path: Path) -> None:
    flows = map_tables.located_flows(map_tables.flow("A", region_code="01", low_code="020502"))
    exports.write_table(flows, tmp_path / "flows.csv")
    pd.read_csv(tmp_path / "flows.csv").to_csv(tmp_path / "flows.csv", index=False)
    back = exports.read_table(tmp_path / "flows.csv", LOCATED_FLOWS)
    assert back["region_code"].to_list() == ["01"]
    assert back["low_code"].to_list() == ["020502"]


@given(mass=st.floats(1e-15, 1e15))
def test_rounding_keeps_three_digits_and_never_makes_zero(
    mass: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("tables") / "flows.csv"
    exports.write_table(toy.flows({"mass_t_per_a": mass, "volume_m3_per_a": mass}), path)
    back = exports.read_table(path, FLOWS)
    for name in ("mass_t_per_a", "volume_m3_per_a"):
        assert back[name][0] == pytest.approx(mass, rel=0.0051)
        assert back[name][0] > 0


def test_small_values_are_written_as_a_person_would(tmp_path: Path) -> None:
    row = {"mass_t_per_a": 0.012, "energy_gwh_per_a": 0.004567, "volume_m3_per_a": 7.0}
    exports.write_table(toy.flows(row), tmp_path / "flows.csv")
    table = pd.read_csv(tmp_path / "flows.csv", dtype="str")
    assert [table[name][0] for name in row] == ["0.012", "0.00457", "7.0"]


def test_a_heading_does_not_run_as_a_formula_and_is_read_back(tmp_path: Path) -> None:
    heading = '=HYPERLINK("http://x")'
    table = toy.flows({}).assign(**{heading: "text", "'-b": "-1"})
    exports.write_table(table, tmp_path / "flows.csv")
    header = (tmp_path / "flows.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "\"'=HYPERLINK" in header
    back = exports.read_table(tmp_path / "flows.csv", FLOWS)
    assert back[[heading, "'-b"]].to_numpy().tolist() == [["text", "-1"]]


@pytest.mark.parametrize("ending", ["parquet", "gpkg", "csv"])
def test_lines_are_read_back_from_every_format(ending: str, tmp_path: Path) -> None:
    ranking = map_tables.ranking(
        map_tables.candidate(1, "A", "B"), map_tables.candidate(2, "C", "D", geometry=None)
    )
    exports.write_table(ranking, tmp_path / f"ranking.{ending}")
    back = keep(RANKING, exports.read_table(tmp_path / f"ranking.{ending}", RANKING))
    assert isinstance(back, gpd.GeoDataFrame)
    assert back.geometry.isna().to_list() == [False, True]
    assert back.geometry[0].equals(ranking.geometry[0])
    assert back["rank"].to_list() == [1, 2]


def test_a_line_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ranking.csv"
    exports.write_table(map_tables.ranking(map_tables.candidate(1, "A", "B")), path)
    path.write_text(path.read_text(encoding="utf-8").replace("LINESTRING (", "LINE ("), "utf-8")
    with pytest.raises(BadInput, match="row 2: geometry_wkt"):
        exports.read_table(path, RANKING)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("flows.parquet", b""), ("flows.gpkg", b""), ("flows.csv", b""),
        ("flows.parquet", b"flow_id,role\n"), ("flows.gpkg", b"SQLite format 3\0broken"),
        ("flows.csv", "flow_id,nimi\nA,Kyyjärvi\n".encode("cp1252")),
        ("flows.csv", b"PAR1\x00\x01"), ("flows.geojson", b"{}"), ("flows", b"x"),
        ("flows.csv", b"a,b\n1,2\n1,2,3,4\n"), ("flows.csv", b"flow_id,role\nA,offer\n"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_told_by_its_name(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as told:
        exports.read_table(tmp_path / name, FLOWS)
    (fault,) = told.value.faults
    assert fault.file == name
    assert "expected a" in fault.expected


def test_a_table_of_another_stage_is_told_with_the_stage_that_makes_the_right_one(
    tmp_path: Path,
) -> None:
    exports.write_table(toy.flows({}), tmp_path / "1.parquet")
    with pytest.raises(BadInput) as told:
        exports.read_table(tmp_path / "1.parquet", CANDIDATES)
    assert str(told.value) == (
        "1.parquet: expected a table of Candidates, as `fiss-geo match` writes it; "
        "this is one of Flows, which `fiss-geo read` writes"
    )


def test_a_layer_of_styles_beside_the_table_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "flows.gpkg"
    exports.write_table(toy.flows({}), path)
    styles = pd.DataFrame({"styleName": ["red"]})
    pyogrio.write_dataframe(styles, path, layer="layer_styles", append=True)
    path.rename(tmp_path / "renamed.gpkg")
    assert len(exports.read_table(tmp_path / "renamed.gpkg", FLOWS)) == 1


def test_a_folder_of_others_is_not_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "thesis.docx").write_text("years of work")
    with pytest.raises(FileExistsError, match="did not write"):
        exports.write_tables({"flows": toy.flows({})}, folder)
    assert [path.name for path in folder.iterdir()] == ["thesis.docx"]


def test_a_file_laid_beside_our_tables_is_not_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    exports.write_tables({"flows": toy.flows({})}, folder)
    exports.write_tables({"flows": toy.flows({}, {})}, folder)
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"holds notes\.txt"):
        exports.write_tables({"flows": toy.flows({})}, folder)
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "tables").symlink_to(tmp_path / "real")
    exports.write_tables({"flows": toy.flows({})}, tmp_path / "tables")
    (tmp_path / "flows.csv").symlink_to(tmp_path / "real.csv")
    exports.write_table(toy.flows({}), tmp_path / "flows.csv")
    assert (tmp_path / "tables").is_symlink()
    assert (tmp_path / "real/flows.parquet").is_file()
    assert (tmp_path / "flows.csv").is_symlink()
    assert (tmp_path / "real.csv").is_file()


@pytest.mark.parametrize("ending", [".parquet", ".csv"])
def test_blocks_are_written_as_one_table(tmp_path: Path, ending: str) -> None:
    parts = [pd.DataFrame({"name": ["a", "b"]}), pd.DataFrame({"name": ["c"]})]
    one, many = tmp_path / f"one{ending}", tmp_path / f"many{ending}"
    write_table(pd.concat(parts, ignore_index=True), one)
    assert write_blocks(iter(parts), many) == 3
    read = pd.read_parquet if ending == ".parquet" else pd.read_csv
    pd.testing.assert_frame_equal(read(one), read(many))


def test_blocks_that_break_off_leave_the_old_file(tmp_path: Path) -> None:
    def broken() -> Iterator[pd.DataFrame]:
        yield pd.DataFrame({"name": ["new"]})
        raise RuntimeError("power cut")

    target = tmp_path / "table.parquet"
    write_table(pd.DataFrame({"name": ["old"]}), target)
    with pytest.raises(RuntimeError, match="power cut"):
        write_blocks(broken(), target)
    assert pd.read_parquet(target)["name"].tolist() == ["old"]
    assert [file.name for file in tmp_path.iterdir()] == ["table.parquet"]
