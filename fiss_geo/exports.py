"""Tables to files and back: GeoParquet and GeoPackage for programs, CSV for people.

A file is written beside its place and renamed into it, so that an interruption leaves the old
one whole. CSV is rounded to what is known, has latitude and longitude in place of geometry, and
its text is kept from running as a formula in a spreadsheet.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pandera.pandas as pa
import pyarrow.parquet as pq

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.schemas import CONTRACTS, column_types

# Decimals shown for a unit; more would be more than anyone knows.
_DECIMALS = {
    "km": 1, "t/a": 1, "t": 1, "GWh/a": 2, "m3/a": 0, "MW": 1, "t km/a": 0, "kg CO2e/t": 2,
    "t CO2e/a": 2, "1/a": 0, "1": 2,
}  # fmt: skip
# A cell that a spreadsheet would run gets an apostrophe before it; one that had them already
# gets one more, so that reading takes away exactly what writing put there.
_RUNS_AS_FORMULA = r"'*[=+\-@\t\r]"
_KEPT_FROM_RUNNING = r"'+[=+\-@\t\r]"


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
        If the ending is another one.
    """
    writers: dict[str, Callable[[pd.DataFrame, Path], None]] = {
        ".parquet": _write_parquet,
        ".gpkg": _write_gpkg,
        ".csv": _write_csv,
    }
    write = writers.get(path.suffix.lower())
    if write is None:
        raise BadInput([_unknown_ending(path)])
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".fiss-geo-") as beside:
        draft = Path(beside) / path.name
        write(table, draft)
        draft.replace(path)


def read_table(path: Path, contract: pa.DataFrameSchema) -> pd.DataFrame:
    """Read a table that :func:`write_table` wrote, with the types of its contract.

    Parameters
    ----------
    path : pathlib.Path
        ``.parquet``, ``.gpkg`` or ``.csv`` (points only).
    contract : pandera.DataFrameSchema
        The contract whose column types are wanted; it is not checked here.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        With geometry in EPSG:3067 where the file has any.

    Raises
    ------
    MissingFile, BadInput
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such table; run the stage before this one first")
    readers: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".parquet": _read_parquet,
        ".gpkg": gpd.read_file,
        ".csv": _read_csv,
    }
    read = readers.get(path.suffix.lower())
    if read is None:
        raise BadInput([_unknown_ending(path)])
    return _typed(read(path), contract)


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write several tables, each as GeoParquet and as CSV, in place of a folder, all at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fiss-geo-") as beside:
        draft = Path(beside) / folder.name
        for name, table in tables.items():
            write_table(table, draft / f"{name}.parquet")
            write_table(table, draft / f"{name}.csv")
        replace_folder(draft, folder)


def replace_folder(draft: Path, folder: Path) -> None:
    """Put a finished folder in the place of an old one, which goes only when this one stands."""
    old = draft.with_name(draft.name + ".old")
    if folder.exists():
        folder.replace(old)
    try:
        draft.replace(folder)
    except OSError:
        old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False, compression="zstd")


def _write_gpkg(table: pd.DataFrame, path: Path) -> None:
    gpd.GeoDataFrame(table).to_file(path, layer=path.stem, driver="GPKG")


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    units = {
        name: column.metadata["unit"]
        for contract in CONTRACTS
        for name, column in contract.columns.items()
        if column.metadata and "unit" in column.metadata
    }
    decimals = {name: _DECIMALS[unit] for name, unit in units.items() if unit in _DECIMALS}
    flat = _without_geometry(table).round(decimals)
    text = [str(name) for name, kind in flat.dtypes.items() if kind == "str"]
    safe = {name: _not_a_formula(flat[name]) for name in text}
    # The byte-order mark tells spreadsheet programs that ä is ä.
    flat.assign(**safe).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def _not_a_formula(text: pd.Series) -> pd.Series:
    return text.mask(text.str.match(_RUNS_AS_FORMULA, na=False), "'" + text)


def _without_geometry(table: pd.DataFrame) -> pd.DataFrame:
    """Put latitude and longitude in the place of points; lines have no place in a CSV."""
    if not isinstance(table, gpd.GeoDataFrame):
        return table.copy()
    flat = pd.DataFrame(table.drop(columns="geometry"))
    degrees = table.geometry.to_crs(WGS84)
    if degrees.geom_type.dropna().eq("Point").all():
        flat = flat.assign(latitude=degrees.y.round(5), longitude=degrees.x.round(5))
    return flat


def _read_parquet(path: Path) -> pd.DataFrame:
    metadata = pq.read_schema(path).metadata or {}
    return gpd.read_parquet(path) if b"geo" in metadata else pd.read_parquet(path)


def _read_csv(path: Path) -> pd.DataFrame:
    flat = pd.read_csv(
        path, dtype="str", encoding="utf-8-sig", keep_default_na=False, na_values=[""]
    )
    text = flat.apply(
        lambda cells: cells.mask(cells.str.match(_KEPT_FROM_RUNNING, na=False), cells.str[1:])
    )
    if not {"latitude", "longitude"} <= set(text.columns):
        return text
    degrees = gpd.points_from_xy(
        text["longitude"].astype(float), text["latitude"].astype(float), crs=WGS84
    )
    known = text["latitude"].notna().to_numpy()
    points = gpd.GeoSeries(degrees).where(known, None).to_crs(ETRS_TM35FIN)
    return gpd.GeoDataFrame(text.drop(columns=["latitude", "longitude"]), geometry=points.array)


def _typed(table: pd.DataFrame, contract: pa.DataFrameSchema) -> pd.DataFrame:
    """Give columns the types of their contract; a file format may have lost them."""
    types = {name: kind for name, kind in column_types(contract).items() if name in table.columns}
    flags = [name for name, kind in types.items() if kind == "bool"]
    said = {"True": True, "False": False}
    table = table.assign(**{name: table[name].replace(said) for name in flags})
    whole = {name: float for name, kind in types.items() if kind == "Int64"}
    return table.astype(whole).astype(types)


def _unknown_ending(path: Path) -> Fault:
    return Fault(path.name, None, None, "", "expected a name ending in .parquet, .gpkg or .csv")
