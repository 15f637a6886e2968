"""Lines of OPL text to arrays, compiled: ways with their nodes' ids and places.

OPL (https://osmcode.org/opl-file-format/) has one object a line, its fields parted by blanks; a
way with places reads ``w17 Thighway=service,name=X Nn4x24.9384y60.1699,n5x24.9385y60.17``.
Blanks, commas and the like inside of names are written ``%20%``, so that fields can be parted
without care. A character is told here by its code.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.compiled import compiled

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

Hashes = npt.NDArray[np.uint64]

MISSING = -(2**31)
"""Stands for a coordinate that the file does not hold."""

# Characters that the format gives a meaning.
_LINE_BREAK, _BLANK, _COMMA, _MINUS, _POINT, _ZERO, _NINE = 10, 32, 44, 45, 46, 48, 57
_EQUALS, _NODES, _TAGS, _NODE, _WAY = 61, 78, 84, 110, 119
_DIGITS = 7
_FNV_START = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)


class Ways(NamedTuple):
    """Ways of one block of lines; a way with a node that the file does not hold is in pieces.

    Attributes
    ----------
    way_id, length : numpy.ndarray of int64
        Id of the way of each piece, and how many nodes the piece has.
    tags_hash : numpy.ndarray of uint64
        Equal for equal tags, of those that matter.
    tags_at, tags_end : numpy.ndarray of int64
        Where the text of the tags stands in the block.
    node_id : numpy.ndarray of int64
    lon, lat : numpy.ndarray of int32
        Ten-millionths of a degree.
    counts : numpy.ndarray of int64, shape (3,)
        Pieces, nodes in them, and nodes of ways that the file does not hold.
    """

    way_id: Ints
    length: Ints
    tags_hash: Hashes
    tags_at: Ints
    tags_end: Ints
    node_id: Ints
    lon: npt.NDArray[np.int32]
    lat: npt.NDArray[np.int32]
    counts: Ints


def hash_of(text: str) -> int:
    """Hash a key as the scan does (FNV-1a, 64 bits).

    >>> hash_of("")
    14695981039346656037
    """
    value = int(_FNV_START)
    for byte in text.encode():
        value = ((value ^ byte) * int(_FNV_PRIME)) % 2**64
    return value


def scan_ways(block: Bytes, key_hashes: Hashes) -> Ways:
    """Read the ways of a block of whole lines; other objects are passed over.

    Parameters
    ----------
    block : numpy.ndarray of uint8
        Text that ends with a line break.
    key_hashes : numpy.ndarray of uint64
        ``hash_of`` each key that matters, sorted.
    """
    # A node ends in a comma or with its line, and every piece has nodes.
    most = int(np.count_nonzero(block == _COMMA) + np.count_nonzero(block == _LINE_BREAK)) + 1
    types = (*(np.int64,) * 2, np.uint64, *(np.int64,) * 3, *(np.int32,) * 2)
    found = Ways._make((*(np.empty(most, dtype) for dtype in types), np.zeros(3, np.int64)))
    _scan(block, key_hashes, found)
    pieces, nodes = found.counts[:2]
    kept = (part[:pieces].copy() for part in found[:5])
    return Ways._make((*kept, *(part[:nodes].copy() for part in found[5:8]), found.counts))


@compiled
def _scan(block: Bytes, key_hashes: Hashes, found: Ways) -> None:
    at = 0
    while at < len(block):
        if block[at] == _WAY:
            at = _way(block, at + 1, key_hashes, found)
        while block[at] != _LINE_BREAK:
            at += 1
        at += 1


@compiled
def _way(block: Bytes, at: int, key_hashes: Hashes, found: Ways) -> int:
    """Read one way from behind its first letter; gives where its fields end."""
    number, at = _integer(block, at)
    first, last, value = at, at, np.uint64(0)
    while block[at] == _BLANK:
        field = block[at + 1]
        at += 2
        if field == _TAGS:
            first = at
            value, at = _hash_of_tags(block, at, key_hashes)
            last = at
        elif field == _NODES:
            new = found.counts[0]
            at = _nodes(block, at, found)
            # Fields stand in the order of the format: the tags have been read before the nodes.
            for piece in range(new, found.counts[0]):
                found.way_id[piece], found.tags_hash[piece] = number, value
                found.tags_at[piece], found.tags_end[piece] = first, last
        else:
            while block[at] not in (_BLANK, _LINE_BREAK):
                at += 1
    return at


@compiled
def _nodes(block: Bytes, at: int, found: Ways) -> int:
    """Read the nodes of a way into one piece, or several around nodes without a place."""
    first = found.counts[1]
    while block[at] == _NODE:
        node, at = _integer(block, at + 1)
        x, at = _degrees(block, at + 1)
        y, at = _degrees(block, at + 1)
        if MISSING in (x, y):
            found.counts[2] += 1
            first = _close(first, found)
        else:
            place = found.counts[1]
            found.node_id[place], found.lon[place], found.lat[place] = node, x, y
            found.counts[1] += 1
        if block[at] == _COMMA:
            at += 1
    _close(first, found)
    return at


@compiled
def _close(first: int, found: Ways) -> int:
    """End a piece, if it is a line at all; gives where the next one starts."""
    length = found.counts[1] - first
    if length < 2:  # noqa: PLR2004 - a line has two ends
        found.counts[1] = first
    else:
        found.length[found.counts[0]] = length
        found.counts[0] += 1
    return found.counts[1]


@compiled
def _hash_of_tags(block: Bytes, at: int, key_hashes: Hashes) -> tuple[np.uint64, int]:
    """Add up the hashes of the tags that matter, so that their order does not."""
    total = np.uint64(0)
    while block[at] not in (_BLANK, _LINE_BREAK):
        value = _FNV_START
        while block[at] != _EQUALS:
            value = (value ^ np.uint64(block[at])) * _FNV_PRIME
            at += 1
        place = np.searchsorted(key_hashes, value)
        matters = place < len(key_hashes) and key_hashes[place] == value
        while block[at] not in (_COMMA, _BLANK, _LINE_BREAK):
            value = (value ^ np.uint64(block[at])) * _FNV_PRIME
            at += 1
        if matters:
            total += value
        if block[at] == _COMMA:
            at += 1
    return total, at


@compiled
def _integer(block: Bytes, at: int) -> tuple[int, int]:
    is_negative = block[at] == _MINUS
    at += is_negative
    value = 0
    while _ZERO <= block[at] <= _NINE:
        value = value * 10 + block[at] - _ZERO
        at += 1
    return (-value if is_negative else value), at


@compiled
def _degrees(block: Bytes, at: int) -> tuple[int, int]:
    """Read degrees into ten-millionths; ``MISSING`` where there are none."""
    start = at
    whole, at = _integer(block, at)
    if at == start:
        return MISSING, at
    is_negative = block[start] == _MINUS
    value, digits = abs(whole), 0
    if block[at] == _POINT:
        at += 1
        while _ZERO <= block[at] <= _NINE:
            value = value * 10 + block[at] - _ZERO
            at += 1
            digits += 1
    value *= 10 ** (_DIGITS - digits)
    return (-value if is_negative else value), at
