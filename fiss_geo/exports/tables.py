"""Tables to files and back: GeoParquet and GeoPackage for programs, CSV for people.

A file is written beside its place and renamed into it, so that an interruption leaves the old
one whole. A link is followed: what it points to is replaced, not the link.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa
import pyarrow as arrow  # noqa: ICN001 - pa is pandera here
import pyarrow.parquet as pq
import pyogrio

from fiss_geo.errors import BadInput, Fault, FissGeoError, MissingFile
from fiss_geo.exports.csv_tables import read_csv, write_csv
from fiss_geo.exports.folders import (
    TABLES_MARK,
    draft_beside,
    refuse_others,
    replace_folders,
    set_mark,
)
from fiss_geo.exports.types import typed
from fiss_geo.schemas import CONTRACTS

# Which command writes the tables of a contract.
_COMMANDS = {
    "Flows": "read", "LocatedFlows": "locate", "Candidates": "match", "RoutedCandidates": "route",
    "AssessedCandidates": "assess", "Ranking": "rank", "LeftOut": "run",
    "Totals": "run",
}  # fmt: skip


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table by the ending of its name.

    Parameters
    ----------
    table : pandas.DataFrame or geopandas.GeoDataFrame
        Geometry in EPSG:3067.
    path : pathlib.Path
        ``.parquet`` (GeoParquet where there is geometry), ``.gpkg`` or ``.csv``.

    Raises
    ------
    BadInput
        If the ending is another one, or the format cannot hold the table.
    """
    writers: dict[str, Callable[[pd.DataFrame, Path], None]] = {
        ".parquet": _write_parquet,
        ".gpkg": _write_gpkg,
        ".csv": write_csv,
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise BadInput([_unknown_ending(path)])
    with _replacing(path) as draft:
        write(table, draft)


def write_blocks(blocks: Iterable[pd.DataFrame], path: Path) -> int:
    """Write a table that comes in blocks of rows, all of one contract.

    Parquet is written block by block, so that only one is held at a time; the other formats are
    written whole.

    Parameters
    ----------
    blocks : iterable of pandas.DataFrame
        At least one, without geometry.
    path : pathlib.Path
        As of :func:`write_table`.

    Returns
    -------
    int
        How many rows there were.
    """
    if path.suffix.lower() != ".parquet":
        table = pd.concat(blocks, ignore_index=True)
        write_table(table, path)
        return len(table)
    rows = 0
    with _replacing(path) as draft, ExitStack() as files:
        writer: pq.ParquetWriter | None = None
        for block in blocks:
            table = arrow.Table.from_pandas(block, preserve_index=False)
            if writer is None:
                made = pq.ParquetWriter(draft, table.schema, compression="zstd")
                writer = files.enter_context(made)
            writer.write_table(table)
            rows += len(block)
    return rows


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give the path of a draft, and rename it into place when it is whole."""
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fiss-geo-") as beside:
        draft = Path(beside) / path.name
        yield draft
        draft.replace(target)


def read_table(path: Path, contract: pa.DataFrameSchema) -> pd.DataFrame:
    """Read a table that :func:`write_table` wrote, with the types of its contract.

    Parameters
    ----------
    path : pathlib.Path
        ``.parquet``, ``.gpkg`` or ``.csv``.
    contract : pandera.DataFrameSchema
        The contract whose columns and types are wanted; its rules are not checked here.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        With geometry in EPSG:3067 where the file has any.

    Raises
    ------
    MissingFile
    BadInput
        If the file cannot be read, is a table of something else, or holds values of a wrong type.
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such table; run the stage before this one first")
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".parquet": _read_parquet,
        ".gpkg": _read_gpkg,
        ".csv": read_csv,
    }
    read = readers.get(path.suffix.lower())
    if read is None:
        raise BadInput([_unknown_ending(path)])
    try:
        table = read(path)
    except FissGeoError:
        raise
    # Whatever the libraries below say of a file that is none of theirs, or is damaged.
    except (ValueError, RuntimeError, LookupError, TypeError, OSError) as error:
        raise BadInput([_unreadable(path, error)]) from None
    _refuse_other_tables(table, contract, path)
    return typed(table, contract, path.name)


def write_tables(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    pages: Mapping[str, str] | None = None,
    mark: str = TABLES_MARK,
) -> None:
    """Write several tables, each as GeoParquet and as CSV, in place of a folder, all at once.

    Parameters
    ----------
    tables : mapping of str to table
        By the name of the file without its ending.
    folder : pathlib.Path
        Replaced when everything is written.
    pages : mapping of str to str, optional
        Texts to stand beside the tables, by the name of their file.
    mark : str
        Name of the file that says the folder is ours.

    Raises
    ------
    FileExistsError
        If the folder holds files that fiss-geo did not write.
    """
    target = folder.resolve()
    refuse_others(target, mark)
    with draft_beside(target) as draft:
        fill_tables(tables, draft, pages, mark)
        replace_folders([(draft, target)])


def fill_tables(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    pages: Mapping[str, str] | None = None,
    mark: str = TABLES_MARK,
) -> None:
    """Write tables, pages and the mark into a folder as :func:`write_tables` does, but in place."""
    for name, table in tables.items():
        write_table(table, folder / f"{name}.parquet")
        write_table(table, folder / f"{name}.csv")
    for name, text in (pages or {}).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    set_mark(folder, mark)


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False, compression="zstd")


def _write_gpkg(table: pd.DataFrame, path: Path) -> None:
    try:
        pyogrio.write_dataframe(table, path, layer=path.stem, driver="GPKG")
    except (RuntimeError, ValueError) as error:
        expected = f"expected a table that GeoPackage can hold; {_first_line(error)}"
        fault = Fault(path.name, None, None, "", f"{expected}. Choose a name ending in .parquet")
        raise BadInput([fault]) from None


def _read_parquet(path: Path) -> pd.DataFrame:
    metadata = pq.read_schema(path).metadata or {}
    return gpd.read_parquet(path) if b"geo" in metadata else pd.read_parquet(path)


def _read_gpkg(path: Path) -> pd.DataFrame:
    """Read the layer called like the file, else the first: QGIS adds layers of styles."""
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    return gpd.read_file(path, layer=path.stem if path.stem in layers else layers[0])


def _refuse_other_tables(table: pd.DataFrame, contract: pa.DataFrameSchema, path: Path) -> None:
    """Refuse a user's own file, or the table of a stage before, naming who makes the right one."""
    missing = [name for name in contract.columns if name not in table.columns]
    if not missing:
        return
    made = [one for one in CONTRACTS if set(one.columns) <= set(table.columns)]
    wanted = f"a table of {contract.name}, as `fiss-geo {_COMMANDS[str(contract.name)]}` writes it"
    if made:
        command = _COMMANDS[str(made[-1].name)]
        found = f"this is one of {made[-1].name}, which `fiss-geo {command}` writes"
    else:
        absent = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")  # noqa: PLR2004 - enough to see
        found = (
            f"this is not a table written by `fiss-geo read` or a stage after it "
            f"(it has no {absent}); run `fiss-geo read` on your own file first"
        )
    raise BadInput([Fault(path.name, None, None, "", f"expected {wanted}; {found}")])


def _unreadable(path: Path, error: Exception) -> Fault:
    advice = "run the stage that makes it again"
    if isinstance(error, UnicodeDecodeError):
        advice = "save it as “CSV UTF-8”"
    kind = path.suffix.lower().removeprefix(".")
    expected = f"expected a {kind} table that fiss-geo wrote; {_first_line(error)}"
    return Fault(path.name, None, None, "", f"{expected}. Perhaps it is damaged: {advice}")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")


def _unknown_ending(path: Path) -> Fault:
    return Fault(path.name, None, None, "", "expected a name ending in .parquet, .gpkg or .csv")
