"""A prepared network in one file: opened by memory-mapping, written beside and renamed.

The file begins with a line that says what it is and which version, then the length of a table of
contents, then that table as JSON, then the arrays one after another, each at a multiple of 64
bytes. Nothing is read on opening but the first page; arrays come from the disk when looked at.
"""

import json
import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.logistics.roads.graph import RoadGraph
from fiss_geo.logistics.roads.grid import Grid
from fiss_geo.logistics.roads.hierarchy import Arcs, Hierarchy
from fiss_geo.logistics.roads.network import Network

FORMAT_VERSION: Final = 1
_MAGIC: Final = b"fiss-geo network "
_FIRST_LINE: Final = _MAGIC + b"%03d\n"
_LENGTH_BYTES: Final = 8
_ALIGNED: Final = 64
_BUILD_ANEW: Final = "build it anew with fiss-geo network build"


def write_network(network: Network, path: Path) -> None:
    """Write a network beside its place, then put it there; an old one stays whole until then.

    Parameters
    ----------
    network : Network
    path : pathlib.Path
        Usually ``*.network``.

    Raises
    ------
    OSError
        If it cannot be written, for example as the disk is full; nothing is left behind.
    """
    arrays = dict(_arrays(network))
    offset, entries = 0, {}
    for name, array in arrays.items():
        entries[name] = {"type": array.dtype.str, "shape": array.shape, "offset": offset}
        offset += -(-array.nbytes // _ALIGNED) * _ALIGNED
    contents = {
        "arrays": entries, "bytes": offset, "source": network.graph.source,
        "distance_method": network.graph.distance_method,
    }  # fmt: skip
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            _write_head(file, contents)
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).data)
                file.write(bytes(-array.nbytes % _ALIGNED))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write_head(file: BinaryIO, contents: dict[str, Any]) -> None:
    text = json.dumps(contents, sort_keys=True).encode()
    head = _FIRST_LINE % FORMAT_VERSION + len(text).to_bytes(_LENGTH_BYTES, "little") + text
    file.write(head + bytes(-len(head) % _ALIGNED))


def read_network(path: Path) -> Network:
    """Open a network.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    Network
        Its arrays lie in the file; changing them changes nothing on the disk.

    Raises
    ------
    MissingFile
        If there is no such file.
    BadInput
        If it is no network, one of another version, or not whole.
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such network file")
    with path.open("rb") as file:
        first = file.read(len(_FIRST_LINE % FORMAT_VERSION))
        _refuse_others(path, first)
        length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
        text = file.read(length)
        begin = -(-file.tell() // _ALIGNED) * _ALIGNED
        contents = _contents(path, text, length)
        found, wanted = path.stat().st_size, begin + contents["bytes"]
        if found < wanted:
            raise _fault(path, f"it has {found} of {wanted} bytes, the rest is missing")
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    return _network(contents, memory, begin)


def _refuse_others(path: Path, first: bytes) -> None:
    if not first.startswith(_MAGIC):
        raise _fault(path, "this is no network of fiss-geo")
    if first != _FIRST_LINE % FORMAT_VERSION:
        version = first.removeprefix(_MAGIC).strip().decode("ascii", "replace")
        raise _fault(path, f"its version is {version}, this fiss-geo reads {FORMAT_VERSION:03d}")


def _contents(path: Path, text: bytes, length: int) -> dict[str, Any]:
    try:
        contents = json.loads(text)
        int(contents["bytes"])
    except (ValueError, KeyError, TypeError):
        why = "the rest is missing" if len(text) < length else "its table of contents is damaged"
        raise _fault(path, why) from None
    return cast("dict[str, Any]", contents)


def _fault(path: Path, what: str) -> BadInput:
    return BadInput([Fault(path.name, None, None, "", f"{what}; {_BUILD_ANEW}")])


def _arrays(network: Network) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """Name every array of a network, nested tuples with a dot."""
    for name, value in network._asdict().items():
        yield from _nested(name, value)


def _nested(name: str, value: object) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    if isinstance(value, np.ndarray):
        yield name, value
    elif isinstance(value, tuple):
        for field, part in cast("NamedTuple", value)._asdict().items():
            yield from _nested(f"{name}.{field}", part)


def _network(contents: dict[str, Any], memory: mmap.mmap, begin: int) -> Network:
    def array(name: str) -> npt.NDArray[Any]:
        entry = contents["arrays"][name]
        return np.ndarray(
            tuple(entry["shape"]), entry["type"], buffer=memory, offset=begin + entry["offset"]
        )

    def arcs(name: str) -> Arcs:
        return Arcs(*(array(f"{name}.{field}") for field in Arcs._fields))

    def hierarchy(name: str) -> Hierarchy | None:
        if f"{name}.rank" not in contents["arrays"]:
            return None
        return Hierarchy(array(f"{name}.rank"), arcs(f"{name}.up"), arcs(f"{name}.down"))

    fields: dict[str, Any] = {name: array(f"graph.{name}") for name in RoadGraph._fields[:-2]}
    graph = RoadGraph(
        **fields, distance_method=contents["distance_method"], source=contents["source"]
    )
    rest: dict[str, Any] = {
        name: array(name) for name in ("arc_component", "edge_arc_start", "edge_arc")
    }
    quickest = cast("Hierarchy", hierarchy("quickest"))
    grid = Grid(*(array(f"grid.{field}") for field in Grid._fields))
    return Network(
        graph=graph, quickest=quickest, shortest=hierarchy("shortest"), grid=grid, **rest
    )
