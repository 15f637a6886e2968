"""Layers of GIS files, and Parquet files, as tables of text.

GeoPackage, GeoJSON, Shapefile and FlatGeobuf are read by GDAL; Parquet by Arrow. Both keep whole
numbers whole where cells are missing, which a detour over floats would not.
"""

import json
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
from pyproj import CRS
from pyproj.exceptions import CRSError

from fiss_geo.errors import BadInput, Fault, MissingFile, UnknownCrs
from fiss_geo.flows.readers import layer_files
from fiss_geo.flows.readers.cell_text import text_table
from fiss_geo.flows.readers.geometry_text import Origin, positions, raw_table, read_wkb

# Tables that QGIS keeps in a GeoPackage for itself.
_NOT_DATA = ("layer_styles", "qgis_projects")
# What GDAL, SQLite and Arrow raise over a broken file.
_BROKEN = (
    pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, sqlite3.Error,
    pa.ArrowException, ValueError, LookupError, RuntimeError, OSError,
)  # fmt: skip
_NOT_UTF8 = (
    "the text is not in the encoding that it states (UTF-8; of a shapefile, what the .cpg names); "
    "save as UTF-8"
)
# What GDAL says, as a mere warning, when it gives a missing value in place of what stands there.
_LOSSES = ("Invalid content for record", "Unsupported geometry type", "OGRGeoJSONRead")


def read_layer_text(path: Path, layer: str | None = None) -> pd.DataFrame:
    """Read a layer of a GIS file with every cell as text.

    Parameters
    ----------
    path : pathlib.Path
        GeoPackage, GeoJSON, Shapefile (the ``.shp``, its parts beside it) or FlatGeobuf.
    layer : str or None
        Name of the layer; None: the only one, or the only one that has features.

    Returns
    -------
    pandas.DataFrame
        The layer's columns; ``latitude`` and ``longitude`` in WGS 84 and ``geometry_kind`` where
        there is geometry; ``source_file``, ``source_sheet`` (the layer), ``source_row`` (the
        feature's number, from 1), ``decimal_comma``.

    Raises
    ------
    MissingFile, BadInput, UnknownCrs
    """
    layer_files.check(path)
    shapes, crs = None, None
    with _in_sentences(path):
        origin = Origin(path.name, _chosen_layer(path, layer))
        layer_files.check_numbers(path, origin.sheet)
        # A date written in GeoJSON is text there, and stays as it was written.
        options = {"DATE_AS_STRING": "YES"} if layer_files.is_json(path) else {}
        with _losses_told(path), _nulls_whole():
            about, table = pyogrio.read_arrow(path, layer=origin.sheet, **options)
        _check_count(path, origin, len(table))
        table.validate(full=True)
        if about["geometry_type"] is not None:
            geometry = about["geometry_name"] or "wkb_geometry"
            shapes = read_wkb(table.column(geometry).to_pylist(), origin)
            table = table.drop_columns([geometry])
            layer_files.check_nothing_passed_over(path, shapes)
            crs = None if about["crs"] is None else CRS.from_user_input(about["crs"])
    places = None if shapes is None else positions(shapes, crs, origin)
    return raw_table(text_table(table), places, origin)


def read_parquet_text(path: Path) -> pd.DataFrame:
    """Read a Parquet or GeoParquet file with every cell as text.

    Parameters
    ----------
    path : pathlib.Path
        Plain Parquet has no geometry, and may have columns of coordinates.

    Returns
    -------
    pandas.DataFrame
        As :func:`read_layer_text` gives it; ``source_sheet`` is empty.

    Raises
    ------
    MissingFile, BadInput, UnknownCrs
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file; check the name and the folder")
    origin = Origin(path.name, "")
    frame = None
    with _in_sentences(path):
        table = pq.ParquetFile(path).read()
        table.validate(full=True)
        if b"geo" in (table.schema.metadata or {}):
            written = json.loads(table.schema.metadata[b"geo"])["columns"]
            frame = gpd.read_parquet(path, columns=list(written))
            table = table.drop_columns(list(written))
    if frame is None:
        return raw_table(text_table(table), None, origin)
    place = frame.geometry
    # Of several geometries one is the place; the others stay as text.
    others = {
        str(name): frame[name].to_wkt().astype("str").array
        for name in frame.columns
        if name != place.name
    }
    cells = text_table(table).assign(**others)
    return raw_table(cells, positions(place.to_numpy(), place.crs, origin), origin)


def _chosen_layer(path: Path, layer: str | None) -> str:
    names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    if not names:
        raise layer_files.fault(path, "expected a layer; the file has none")
    listed = "; ".join(f"“{name}”" for name in names)
    if layer is not None:
        if layer not in names:
            raise layer_files.fault(path, f"there is no layer “{layer}”; expected one of {listed}")
        return layer
    data = [name for name in names if name not in _NOT_DATA] or names
    filled = [name for name in data if len(data) == 1 or _features(path, name)] or data
    if len(filled) > 1:
        raise layer_files.fault(path, f"expected a choice of one layer; there are {listed}")
    return filled[0]


def _features(path: Path, layer: str) -> int:
    return int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])


def _check_count(path: Path, origin: Origin, count: int) -> None:
    """Refuse a file cut short: GDAL may hand out the features before the cut and be silent."""
    expected = _features(path, origin.sheet)
    if count < expected:
        raise layer_files.fault(
            path, f"expected {expected} features, found {count}; the file is cut short"
        )


@contextmanager
def _nulls_whole() -> Iterator[None]:
    """Have GDAL read FlatGeobuf the general way; its special one breaks on a missing geometry.

    Seen with GDAL 3.12.4: the Arrow array of geometries then points outside its own memory.
    """
    pyogrio.set_gdal_config_options({"OGR_FLATGEOBUF_STREAM_BASE_IMPL": True})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_FLATGEOBUF_STREAM_BASE_IMPL": None})


@contextmanager
def _losses_told(path: Path) -> Iterator[None]:
    """Stop where GDAL only warns that it leaves a cell or a geometry out; pass on the rest."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    said = [str(warning.message) for warning in caught]
    lost = [text for text in said if any(sign in text for sign in _LOSSES)]
    if lost:
        raise BadInput(
            [
                Fault(path.name, None, None, "", f"a value cannot be read: {text[:200]}; mend it")
                for text in dict.fromkeys(lost)
            ]
        )
    for warning in caught:
        warnings.warn(warning.message, stacklevel=2)


@contextmanager
def _in_sentences(path: Path) -> Iterator[None]:
    """Turn what GDAL and Arrow say of a broken file into a sentence with its name."""
    try:
        yield
    except (BadInput, UnknownCrs):
        raise
    except CRSError:
        raise UnknownCrs(
            f"{path.name}: the coordinate reference system cannot be understood; set it again in "
            "the program that made this"
        ) from None
    except _BROKEN as error:
        if "utf" in str(error).lower():
            raise layer_files.fault(path, _NOT_UTF8) from None
        said = str(error).splitlines()[0].split(";")[0].replace(str(path), path.name)[:200]
        raise layer_files.fault(
            path, f"the file is broken, or not of its kind ({said}); save anew"
        ) from None
