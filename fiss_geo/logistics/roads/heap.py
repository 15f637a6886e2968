"""A binary heap over two arrays, smallest key first; of equal keys, the smaller node first."""

from typing import Any

import numpy as np

from fiss_geo.logistics.roads.compiled import compiled


@compiled
def with_room(keys: Any, nodes: Any, size: int, more: int) -> Any:  # noqa: ANN401 - numba's arrays
    """Give the two arrays with room for ``more`` entries beyond ``size``, grown if need be."""
    if size + more <= len(keys):
        return keys, nodes
    larger = max(2 * len(keys), size + more)
    more_keys, more_nodes = np.empty(larger, keys.dtype), np.empty(larger, nodes.dtype)
    more_keys[:size], more_nodes[:size] = keys[:size], nodes[:size]
    return more_keys, more_nodes


@compiled
def push(keys: Any, nodes: Any, size: int, key: int, node: int) -> int:  # noqa: ANN401
    """Put an entry in; give the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] < key or (keys[above] == key and nodes[above] <= node):
            break
        keys[at], nodes[at] = keys[above], nodes[above]
        at = above
    keys[at], nodes[at] = key, node
    return size + 1


@compiled
def drop_first(keys: Any, nodes: Any, size: int) -> int:  # noqa: ANN401
    """Take the first entry out; give the new size."""
    size -= 1
    key, node = keys[size], nodes[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and (
            keys[below + 1] < keys[below]
            or (keys[below + 1] == keys[below] and nodes[below + 1] < nodes[below])
        ):
            below += 1
        if key < keys[below] or (key == keys[below] and node <= nodes[below]):
            break
        keys[at], nodes[at] = keys[below], nodes[below]
        at = below
    keys[at], nodes[at] = key, node
    return size
