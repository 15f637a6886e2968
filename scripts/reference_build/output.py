"""How the outputs are written: rounded to 1 m, sorted, compressed one way, beside and renamed."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

ETRS_TM35FIN = 3067
WGS84 = 4326


def write_parquet(table: gpd.GeoDataFrame, path: Path) -> None:
    """Write a GeoParquet file (EPSG:3067, zstd); the same table gives the same bytes."""
    if table.crs is None or table.crs.to_epsg() != ETRS_TM35FIN:
        raise ValueError(f"{path.name}: CRS is {table.crs}; expected EPSG:{ETRS_TM35FIN}")
    beside = path.with_suffix(".tmp")
    table.reset_index(drop=True).to_parquet(beside, index=False, compression="zstd")
    beside.replace(path)


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a UTF-8 CSV with commas and line feeds."""
    beside = path.with_suffix(".tmp")
    table.to_csv(beside, index=False, encoding="utf-8", lineterminator="\n")
    beside.replace(path)
