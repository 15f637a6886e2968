"""What GDAL would pass over in silence in a file: looked for before and after it reads.

GDAL is forgiving. It follows a file that is not what its name says, gives a shapefile that was
cut short its full number of rows, makes 12 of “12,5” in a column of numbers, and leaves out what
is no feature. Here each of these is found, and said.
"""

import json
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from fiss_geo.errors import BadInput, Fault, MissingFile

# How a file of each kind begins. GDAL goes by what it finds inside, not by the name: a file named
# .gpkg could be a list of other files and addresses to open, and would be followed.
_BEGINNINGS = {
    ".gpkg": (b"SQLite format 3\0", "a GeoPackage"),
    ".geojson": (b"{", "GeoJSON in UTF-8"),
    ".json": (b"{", "GeoJSON in UTF-8"),
    ".shp": (b"\0\0\x27\x0a", "a shapefile"),
    ".fgb": (b"fgb", "a FlatGeobuf file"),
}
# Types of GeoPackage columns that hold numbers.
_NUMBERS = frozenset(
    {"BOOLEAN", "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "FLOAT", "DOUBLE", "REAL"}
)


def check(path: Path) -> None:
    """Check that the file and its parts are there, and that it is what its name says."""
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file; check the name and the folder")
    suffix = path.suffix.lower()
    if suffix not in _BEGINNINGS:
        raise fault(path, f"expected a name ending in {', '.join(_BEGINNINGS)}")
    beginning, kind = _BEGINNINGS[suffix]
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise fault(path, f"expected {kind}; the file is empty")
    if is_json(path):
        start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(beginning):
        raise fault(path, f"expected {kind}; it is something else, or broken; save it again")
    if suffix == ".shp":
        _check_parts(path)


def check_nothing_passed_over(path: Path, shapes: NDArray[np.object_]) -> None:
    """Check that every feature of a GeoJSON file came out, and came out with its geometry."""
    if not is_json(path):
        return
    features = _features_written(path)
    if features is None:
        return
    wrong = [row for row, placed in enumerate(features, 1) if placed is None]
    if wrong:
        raise BadInput([_broken(path, row, "expected a GeoJSON Feature") for row in wrong])
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    lost = [row for row, placed in enumerate(features, 1) if placed and not there[row - 1]]
    if lost:
        raise BadInput([_broken(path, row, "the geometry cannot be read") for row in lost])


def check_numbers(path: Path, layer: str) -> None:
    """Check that the columns of numbers in a GeoPackage hold numbers, as SQLite need not."""
    if path.suffix.lower() != ".gpkg":
        return
    table = _quoted(layer)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        columns = [
            str(name)
            for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})")
            if str(kind).upper().split("(")[0] in _NUMBERS
        ]
        faults = [
            Fault(path.name, None, name, str(value)[:80], "expected a number; mend the cell")
            for name in columns
            for (value,) in database.execute(
                f"SELECT DISTINCT {_quoted(name)} FROM {table} "  # noqa: S608 - names are quoted
                f"WHERE typeof({_quoted(name)}) IN ('text', 'blob') LIMIT 20"
            )
        ]
    if faults:
        raise BadInput(faults)


def is_json(path: Path) -> bool:
    """Tell whether a name is one of GeoJSON."""
    return path.suffix.lower() in {".geojson", ".json"}


def fault(path: Path, expected: str) -> BadInput:
    """Make the error of one fault that concerns a whole file."""
    return BadInput([Fault(path.name, None, None, "", expected)])


def _check_parts(path: Path) -> None:
    parts = [part for part in path.parent.iterdir() if part.stem == path.stem]
    beside = {part.suffix.lower(): part.suffix for part in parts}
    lacking = [f"{path.stem}{suffix}" for suffix in (".dbf", ".shx") if suffix not in beside]
    if lacking:
        raise fault(
            path,
            f"expected {' and '.join(lacking)} beside it; a shapefile is several files, copy all",
        )
    # GDAL gives the records after a cut without their geometry or their cells, and says nothing.
    for part in (path, *(path.with_suffix(beside[suffix]) for suffix in (".dbf", ".shx"))):
        if part.stat().st_size < _stated_size(part):
            raise fault(path, f"{part.name} is cut short; copy it again, with all its parts")


def _stated_size(part: Path) -> int:
    """Read from its header how many bytes a part of a shapefile should have."""
    with part.open("rb") as file:
        header = file.read(100)
    if len(header) < 32:  # noqa: PLR2004 - the shortest header of the three kinds
        return 32
    if part.suffix.lower() == ".dbf":
        records, header_bytes, record_bytes = struct.unpack_from("<IHH", header, 4)
        return int(header_bytes + records * record_bytes)
    return int(2 * struct.unpack_from(">I", header, 24)[0])


def _features_written(path: Path) -> list[bool | None] | None:
    """Tell of each member of a collection whether it has a place; None: it is no feature.

    Each object is let go as soon as it is read, so that memory stays near the file's own size.
    """

    def kept(item: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON is anything
        if item.get("type") == "Feature":
            return (item.get("geometry") is True,)
        if item.get("type") == "FeatureCollection":
            return item.get("features")
        if "geometries" in item:
            return True in item["geometries"]
        return bool(item.get("coordinates"))

    with path.open(encoding="utf-8-sig") as file:
        members = json.load(file, object_hook=kept)
    if not isinstance(members, list):
        return None
    return [member[0] if isinstance(member, tuple) else None for member in members]


def _broken(path: Path, row: int, expected: str) -> Fault:
    return Fault(path.name, row, None, "", f"{expected}; mend it, or take it out")


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
