"""Tables for the tests of layers, in every format, and what is said of broken ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import BadInput
from fiss_geo.flows.readers.layers import read_layer_text, read_parquet_text

ORIGIN = ["source_file", "source_sheet", "source_row", "decimal_comma"]
LAYERS = ["gpkg", "geojson", "fgb", "shp"]
EVERY = [*LAYERS, "parquet"]


def written(table: gpd.GeoDataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        table.to_parquet(path)
    elif path.suffix == ".fgb":
        # The spatial index would change the order, and take no row without a place.
        table.to_file(path, SPATIAL_INDEX="NO")
    elif path.suffix == ".geojson":
        table.to_crs(WGS84).to_file(path, COORDINATE_PRECISION=15)
    else:
        table.to_file(path)
    return path


def text_of(path: Path) -> pd.DataFrame:
    return (read_parquet_text if path.suffix == ".parquet" else read_layer_text)(path)


def said_of(
    path: Path, kind: type[Exception] = BadInput, reader: Callable[[Path], Any] = text_of
) -> str:
    with pytest.raises(kind) as error:
        reader(path)
    return str(error.value)


def points(*places: tuple[float, float], **columns: list[Any]) -> gpd.GeoDataFrame:
    cells = columns or {"n": list(range(len(places)))}
    return gpd.GeoDataFrame(cells, geometry=[Point(*at) for at in places], crs=ETRS_TM35FIN)


def geojson(path: Path, *features: object, **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}
