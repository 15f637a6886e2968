"""An OpenStreetMap file to the ways that a truck may use.

libosmium (by pyosmium) reads the file, whatever its format, keeps what is tagged as a road and
gives every way its nodes' places, all compiled and on several threads. Asking pyosmium for each
node of each way from Python would take longer than all else together, so the roads pass through
a file of OPL text beside the target, a line a way, which ``opl_lines`` turns into arrays.
"""

import ctypes
import errno
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import osmium
from osmium.osm import ALL

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.logistics.roads.opl_lines import Ways, hash_of, scan_ways
from fiss_geo.logistics.roads.truck_rules import (
    TAG_KEYS,
    TruckRules,
    WayRule,
    closes,
    way_rule,
)

Ints = npt.NDArray[np.signedinteger[Any]]

_WRITE_FAILED: Final = "Write failed: "
_BLOCK_BYTES: Final = 32 * 2**20
_BYTES_PER_NODE: Final = 20  # 33 in Finland; if there should be less, there is made more room
_RESTRICTION_KEYS: Final = ("restriction", "restriction:hgv")


class Restriction(NamedTuple):
    """A rule for turns: ``kind`` is its word, such as ``no_left_turn``."""

    kind: str
    from_way: int
    via_node: int
    to_way: int


class OsmRoads(NamedTuple):
    """Ways that a truck may use, as arrays.

    Attributes
    ----------
    way_id : numpy.ndarray of int64
        Id of each way; a way that the file cuts has several rows.
    way_start : numpy.ndarray of int64
        Where each way's nodes start in ``node_id``, and the end of the last.
    way_rule : numpy.ndarray of int64
        Position of each way's rule in ``rules``.
    rules : list of WayRule
    node_id : numpy.ndarray of int64
        Ids of the nodes of all ways, one after the other.
    lon, lat : numpy.ndarray of int32
        Where each of them is, in ten-millionths of a degree.
    closed_nodes : numpy.ndarray of int64
        Ids of the nodes that stop a truck.
    restrictions : list of Restriction
        By way of a node; those that bind a truck.
    counts : dict of str to int
        What was read and passed over: ``ways``, ``ways_closed``, ``nodes_missing``,
        ``restrictions_via_way``, ``restrictions_unclear``.
    header : dict of str to str
        ``date`` of the data and ``generator``, as far as the file says.
    """

    way_id: Ints
    way_start: Ints
    way_rule: Ints
    rules: list[WayRule]
    node_id: Ints
    lon: Ints
    lat: Ints
    closed_nodes: Ints
    restrictions: list[Restriction]
    counts: dict[str, int]
    header: dict[str, str]


def read_osm(
    path: Path, rules: TruckRules, scratch: Path, tell: Callable[[str], None] = lambda _: None
) -> OsmRoads:
    """Read the ways that a truck may use.

    Parameters
    ----------
    path : pathlib.Path
        File of OpenStreetMap data in any format of libosmium: PBF, XML, packed or not, OPL.
    rules : TruckRules
    scratch : pathlib.Path
        Folder for the text between; about 30 bytes a node of a road.
    tell : callable
        Called with the name of each step.

    Returns
    -------
    OsmRoads

    Raises
    ------
    MissingFile
        If there is no such file.
    BadInput
        If it cannot be read to its end, or holds no road for this vehicle.
    OSError
        If the disk is full.
    """
    if not path.is_file():
        raise MissingFile(f"{path} is not there; `fiss-geo network download` gets it")
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".fiss-geo-roads-") as folder:
        text = Path(folder) / "roads.opl"
        tell("read the file")
        header = _to_text(path, text)
        tell("apply the rules")
        roads = _from_text(text, rules, header)
    if not len(roads.way_id):
        raise _broken(path, f"holds no road open to the vehicle “{rules.profile.name}”")
    return roads


def _to_text(path: Path, text: Path) -> dict[str, str]:
    """Write what may be a road, a barrier or a rule for turns as OPL."""
    places = osmium.index.create_map(_store())
    locations = osmium.NodeLocationsForWays(places)
    locations.ignore_errors()
    wanted = osmium.filter.KeyFilter("highway", "route", "barrier", *_RESTRICTION_KEYS)
    target = osmium.io.File(str(text), "opl,locations_on_ways=true,add_metadata=false")
    writer = osmium.SimpleWriter(target)
    try:
        with osmium.io.Reader(str(path), ALL) as reader:
            header = reader.header()
            osmium.apply(reader, locations, wanted, writer)
        writer.close()
    except (RuntimeError, ValueError) as error:  # libosmium's word for whatever is wrong
        # Taking down a writer that failed would end the whole program (std::terminate).
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(writer))
        if str(error).startswith(_WRITE_FAILED):
            sentence = f"{str(error).removeprefix(_WRITE_FAILED)}; make room and build again"
            raise OSError(errno.ENOSPC, sentence, str(text.parent.parent)) from None
        raise _broken(path, f"cannot be read as OpenStreetMap data ({error})") from None
    return {
        "date": header.get("osmosis_replication_timestamp") or header.get("timestamp"),
        "generator": header.get("generator"),
    }


def _store() -> str:
    """Choose how libosmium keeps places: grown in place where the system can."""
    known = osmium.index.map_types()
    return "sparse_mmap_array" if "sparse_mmap_array" in known else "sparse_mem_array"


def _broken(path: Path, what: str) -> BadInput:
    advice = "; download it again (`fiss-geo network download`) and compare its checksum"
    return BadInput([Fault(str(path), None, None, "", f"{what}{advice}")])


class _Gathered:
    """What the blocks of text hold, as it comes together.

    Nodes are written into arrays that have room for all: parts that are joined in the end would
    take twice the memory, and leave holes in it. Room that is not written to is never taken.
    """

    def __init__(self, rules: TruckRules, room: int) -> None:
        self.rules = rules
        self.count = 0
        self.nodes: list[Ints] = [np.empty(room, dtype) for dtype in (np.int64, np.int32, np.int32)]
        self.known: dict[int, int] = {}
        self.way_rules: list[WayRule] = []
        self.ways: list[tuple[Ints, ...]] = []
        self.closed: list[int] = []
        self.restrictions: list[Restriction] = []
        self.counts = dict.fromkeys(
            ("ways", "ways_closed", "nodes_missing", "restrictions_via_way",
             "restrictions_unclear"), 0,
        )  # fmt: skip

    def add_nodes(self, *columns: Ints) -> None:
        """Take ids, longitudes and latitudes."""
        end = self.count + len(columns[0])
        if end > len(self.nodes[0]):
            self.nodes = [np.append(part, np.empty_like(part)) for part in self.nodes]
            self.add_nodes(*columns)
            return
        for part, column in zip(self.nodes, columns, strict=True):
            part[self.count : end] = column
        self.count = end


def _from_text(text: Path, rules: TruckRules, header: dict[str, str]) -> OsmRoads:
    keys = np.sort(np.array([hash_of(key) for key in TAG_KEYS], np.uint64))
    found = _Gathered(rules, text.stat().st_size // _BYTES_PER_NODE + 1)
    for block in _blocks(text):
        _take_ways(found, block, scan_ways(np.frombuffer(block, np.uint8), keys))
        for line in _lines_but_ways(block):
            _take_line(found, line)
    columns = zip(*found.ways, strict=True) if found.ways else [[np.zeros(0, np.int64)]] * 3
    way_id, length, rule = (np.concatenate(list(part)) for part in columns)
    node_id, lon, lat = (part[: found.count] for part in found.nodes)
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(length)])
    closed = np.unique(np.array(found.closed, np.int64))
    return OsmRoads(
        way_id, start, rule, found.way_rules, node_id, lon, lat,
        closed, found.restrictions, found.counts, header,
    )  # fmt: skip


def _blocks(text: Path) -> Iterator[bytes]:
    """Read a file in blocks of whole lines."""
    with text.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block + file.readline() if not block.endswith(b"\n") else block


def _take_ways(found: _Gathered, block: bytes, ways: Ways) -> None:
    """Keep the ways that a truck may use; each set of tags is looked at once."""
    hashes, first, which = np.unique(ways.tags_hash, return_index=True, return_inverse=True)
    numbers = np.empty(len(hashes), np.int64)
    for place, (value, example) in enumerate(zip(hashes.tolist(), first.tolist(), strict=True)):
        if value not in found.known:
            tags = _tags(block[ways.tags_at[example] : ways.tags_end[example]])
            found.known[value] = len(found.way_rules)
            found.way_rules.append(way_rule(tags, found.rules))
        numbers[place] = found.known[value]
    is_open = np.array([max(rule[1:3]) > 0 for rule in found.way_rules])[numbers][which]
    found.counts["ways"] += len(which)
    found.counts["ways_closed"] += len(which) - int(is_open.sum())
    found.counts["nodes_missing"] += int(ways.counts[2])
    kept = np.repeat(is_open, ways.length)
    found.ways.append((ways.way_id[is_open], ways.length[is_open], numbers[which][is_open]))
    found.add_nodes(ways.node_id[kept], ways.lon[kept], ways.lat[kept])


def _lines_but_ways(block: bytes) -> Iterator[str]:
    """Give the lines of nodes and relations; they stand before and after the ways."""
    start = 0
    while start < len(block):
        if block[start : start + 1] == b"w":
            last = block.rfind(b"\nw")
            start = block.find(b"\n", max(last + 1, start)) + 1
            continue
        end = block.find(b"\n", start)
        yield block[start:end].decode()
        start = end + 1


def _take_line(found: _Gathered, line: str) -> None:
    fields = {field[:1]: field[1:] for field in line.split(" ")}
    tags = _tags(fields.get("T", "").encode())
    if "n" in fields:
        if closes(tags, found.rules):
            found.closed.append(int(fields["n"]))
    elif "r" in fields and (tags.get("type") or "").startswith("restriction"):
        _take_restriction(found, tags, fields.get("M", ""))


def _take_restriction(found: _Gathered, tags: dict[str, str], members: str) -> None:
    """Keep a rule for turns that binds a truck, if it goes by way of one node."""
    kind = tags.get("restriction:hgv") or tags.get("restriction", "")
    if not kind.startswith(("no_", "only_")) or "hgv" in tags.get("except", "").split(";"):
        return
    parts: dict[str, list[tuple[str, int]]] = {}
    for member in members.split(","):
        reference, _, role = member.partition("@")
        parts.setdefault(role, []).append((reference[:1], int(reference[1:] or 0)))
    via = parts.get("via", [])
    if any(sort == "w" for sort, _ in via):
        found.counts["restrictions_via_way"] += 1
        return
    ends = [[id_ for sort, id_ in parts.get(role, []) if sort == "w"] for role in ("from", "to")]
    if len(via) != 1 or not ends[0] or not ends[1]:
        found.counts["restrictions_unclear"] += 1
        return
    found.restrictions += [
        Restriction(kind, start, via[0][1], end) for start in ends[0] for end in ends[1]
    ]


def _tags(text: bytes) -> dict[str, str]:
    """Read tags as OPL writes them, where a character of its own grammar stands as ``%20%``."""
    pairs = (pair.partition("=") for pair in text.decode().split(",") if pair)
    return {_plain(key): _plain(value) for key, _, value in pairs}


def _plain(text: str) -> str:
    """Undo OPL's escapes: a code point in hexadecimal between two percent signs.

    >>> _plain("a%2c%b"), _plain("3.5%20%t")
    ('a,b', '3.5 t')
    """
    if "%" not in text:
        return text
    parts = enumerate(text.split("%"))
    return "".join(chr(int(part, 16)) if place % 2 else part for place, part in parts)
