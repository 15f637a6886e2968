"""Arrays to an OSM file, fast: written as OPL text by Arrow, turned into PBF by libosmium.

OPL is OpenStreetMap's line format (https://osmcode.org/opl-file-format/): one object a line.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import osmium
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]

_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class OsmData:
    """OpenStreetMap objects as arrays; ids are positions plus one.

    Attributes
    ----------
    lon_lat : numpy.ndarray
        Degrees, one row a node.
    node_tags : dict
        Tags of the few nodes that have any, as in OPL: ``key=value,key=value``.
    way_start : numpy.ndarray
        Where each way's nodes start in ``way_nodes``, and the end of the last.
    way_nodes : numpy.ndarray
        Positions of nodes.
    way_tags : numpy.ndarray of str
        Tags of each way, as in OPL.
    relations : list of (str, str)
        Tags and members of each relation, as in OPL.
    """

    lon_lat: npt.NDArray[np.float64]
    node_tags: dict[int, str]
    way_start: Ints
    way_nodes: Ints
    way_tags: npt.NDArray[np.str_]
    relations: list[tuple[str, str]]


def write_osm(data: OsmData, path: Path) -> None:
    """Write the objects; the ending of the name says the format."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        lines = Path(folder) / "network.opl"
        with lines.open("wb") as file:
            for block in _blocks(data):
                file.write(block)
        header = osmium.io.Header()
        header.set("generator", "fiss-geo synthetic roads")
        header.set("osmosis_replication_timestamp", "2026-01-01T00:00:00Z")
        south_west, north_east = data.lon_lat.min(axis=0), data.lon_lat.max(axis=0)
        header.add_box(osmium.osm.Box(*map(float, (*south_west, *north_east))))
        with (
            osmium.io.Reader(str(lines)) as reader,
            osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer,
        ):
            osmium.apply(reader, writer)


def _blocks(data: OsmData) -> Iterator[bytes]:
    """Give the lines, a million nodes at a time."""
    for start in range(0, len(data.lon_lat), _AT_ONCE):
        stop = min(start + _AT_ONCE, len(data.lon_lat))
        yield _node_lines(data, start, stop)
    size = _AT_ONCE // 8
    for start in range(0, len(data.way_tags), size):
        yield _way_lines(data, start, min(start + size, len(data.way_tags)))
    for number, (tags, members) in enumerate(data.relations, start=1):
        yield f"r{number} v1 dV T{tags} M{members}\n".encode()


def _node_lines(data: OsmData, start: int, stop: int) -> bytes:
    tags = np.full(stop - start, "", dtype="object")
    for node, text in data.node_tags.items():
        if start <= node < stop:
            tags[node - start] = text
    parts = [
        pa.scalar("n"), _text(np.arange(start, stop) + 1), pa.scalar(" v1 dV T"),
        pa.array(tags, pa.string()), pa.scalar(" x"), _degrees(data.lon_lat[start:stop, 0]),
        pa.scalar(" y"), _degrees(data.lon_lat[start:stop, 1]), pa.scalar("\n"),
    ]  # fmt: skip
    return _joined(parts)


def _way_lines(data: OsmData, start: int, stop: int) -> bytes:
    offsets = data.way_start[start : stop + 1]
    nodes = _text(data.way_nodes[offsets[0] : offsets[-1]] + 1)
    named = pc.binary_join_element_wise(pa.scalar("n"), nodes, "")
    lists = pa.ListArray.from_arrays(pa.array((offsets - offsets[0]).astype(np.int32)), named)
    parts = [
        pa.scalar("w"), _text(np.arange(start, stop) + 1), pa.scalar(" v1 dV T"),
        pa.array(data.way_tags[start:stop].astype("object"), pa.string()), pa.scalar(" N"),
        pc.binary_join(lists, ","), pa.scalar("\n"),
    ]  # fmt: skip
    return _joined(parts)


def _joined(parts: list[pa.Array | pa.Scalar]) -> bytes:
    lines = pc.binary_join_element_wise(*parts, "")
    # The lines lie one after the other in Arrow's buffer already.
    return lines.buffers()[2].to_pybytes()[: pc.sum(pc.binary_length(lines)).as_py()]


def _text(numbers: Ints) -> pa.Array:
    return pc.cast(pa.array(numbers), pa.string())


def _degrees(values: npt.NDArray[np.float64]) -> pa.Array:
    """Write degrees with seven decimals; all here lie over 1 degree."""
    whole = np.rint(values * 1e7).astype(np.int64)
    text = _text(whole)
    return pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(text, 0, -7), pc.utf8_slice_codeunits(text, -7), "."
    )
