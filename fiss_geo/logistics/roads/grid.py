"""The pieces of road nearest to a point, by a grid over the country.

A tree of shapes (STRtree) would have to be made anew from millions of pieces whenever a network
is opened; a grid is two arrays that lie in the network's file.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.adjacency import Ints
from fiss_geo.logistics.roads.compiled import compiled
from fiss_geo.logistics.roads.hierarchy import Starts

Floats = npt.NDArray[np.float64]

_LEAST_CELL_M: Final = 250.0


class Grid(NamedTuple):
    """Which pieces of road touch which square cell.

    Attributes
    ----------
    frame : numpy.ndarray of float64, shape (3,)
        Easting and northing of the south-western corner, and the cells' side, in metres.
    shape : numpy.ndarray of int64, shape (2,)
        Columns and rows.
    start : numpy.ndarray of int64, shape (columns * rows + 1,)
        Where each cell's pieces start, row by row.
    edge : numpy.ndarray of int32
    """

    frame: Floats
    shape: Starts
    start: Starts
    edge: Ints


def build_grid(edge_start: Starts, edge_xy_m: Floats, edges: Ints) -> Grid:
    """Put pieces of road into a grid of about one cell a piece.

    Parameters
    ----------
    edge_start, edge_xy_m : numpy.ndarray
        As in ``RoadGraph``.
    edges : numpy.ndarray of int32
        The pieces to be found; at least one.
    """
    low, high = edge_xy_m.min(axis=0), edge_xy_m.max(axis=0)
    span_m = np.maximum(high - low, 1.0)
    cell_m = max(float(np.sqrt(span_m.prod() / len(edges))), float(span_m.max() / 1e4))
    frame = np.array([*low, max(cell_m, _LEAST_CELL_M)])
    shape = (span_m // frame[2]).astype("int64") + 1
    start, edge = _fill(frame, shape, edge_start, edge_xy_m, edges)
    return Grid(frame, shape, start, edge)


@compiled
def _fill(frame: Floats, shape: Starts, edge_start: Starts, xy: Floats, edges: Ints) -> Any:  # noqa: ANN401
    """Count what each cell holds, then write it down."""
    start = np.zeros(shape[0] * shape[1] + 2, np.int64)
    edge = np.empty(0, np.int32)
    for is_written in (False, True):
        last = np.full(shape[0] * shape[1], -1, np.int32)
        for k in range(len(edges)):
            for at in range(edge_start[edges[k]], edge_start[edges[k] + 1] - 1):
                _touch(frame, shape, xy[at], xy[at + 1], edges[k], last, start, edge)
        if not is_written:
            for cell in range(shape[0] * shape[1]):
                start[cell + 2] += start[cell + 1]
            edge = np.empty(start[-1], np.int32)
    return start[:-1], edge


@compiled
def _touch(  # noqa: PLR0913, PLR0917 - flat arrays are what numba compiles quickly
    frame: Floats, shape: Starts, a: Floats, b: Floats, edge: int, last: Ints,
    start: Starts, found: Ints,
) -> None:  # fmt: skip
    """Go through the cells that a straight line touches, a row of cells at a time."""
    low, high = (a, b) if a[1] <= b[1] else (b, a)
    for row in range(_cell(frame, shape, low[1], 1), _cell(frame, shape, high[1], 1) + 1):
        south_m = max(low[1], frame[1] + row * frame[2])
        north_m = min(high[1], frame[1] + (row + 1) * frame[2])
        rise_m = high[1] - low[1]
        one, other = low[0], high[0]
        if rise_m > 0:
            one = low[0] + (high[0] - low[0]) * (south_m - low[1]) / rise_m
            other = low[0] + (high[0] - low[0]) * (north_m - low[1]) / rise_m
        west, east = min(one, other) - 1e-6, max(one, other) + 1e-6  # rounding on a border
        for column in range(_cell(frame, shape, west, 0), _cell(frame, shape, east, 0) + 1):
            cell = row * shape[0] + column
            if last[cell] != edge:
                last[cell] = edge
                if len(found):
                    found[start[cell + 1]] = edge
                    start[cell + 1] += 1
                else:
                    start[cell + 2] += 1


@compiled
def _cell(frame: Floats, shape: Starts, metres: float, axis: int) -> int:
    place = int(np.floor((metres - frame[axis]) / frame[2]))
    return min(max(place, 0), shape[axis] - 1)


@compiled
def nearest_on_road(grid: Grid, edge_start: Starts, xy: Floats, points: Floats) -> Any:  # noqa: ANN401
    """Find the nearest point of a piece of road for each point.

    Parameters
    ----------
    grid : Grid
    edge_start, xy : numpy.ndarray
        As in ``RoadGraph``.
    points : numpy.ndarray of float64, shape (k, 2)

    Returns
    -------
    tuple of numpy.ndarray, shape (k,) each
        The piece (of several equally near the one with the lowest number), how far along it
        (0 to 1, by length on the plane), and the distance in metres.
    """
    n = len(points)
    edge, share, far_m = np.full(n, -1, np.int32), np.zeros(n), np.full(n, np.inf)
    for k in range(n):
        column = int(np.floor((points[k, 0] - grid.frame[0]) / grid.frame[2]))
        row = int(np.floor((points[k, 1] - grid.frame[1]) / grid.frame[2]))
        # No cell beyond the ring is nearer than the ring's number of cells, less one's own.
        ring = max(0, -column, -row, column - grid.shape[0] + 1, row - grid.shape[1] + 1)
        while ring == 0 or far_m[k] > (ring - 1) * grid.frame[2]:
            for y in range(max(row - ring, 0), min(row + ring, grid.shape[1] - 1) + 1):
                step = 1 if abs(y - row) == ring else max(2 * ring, 1)
                for x in range(column - ring, column + ring + 1, step):
                    if 0 <= x < grid.shape[0] and _to_cell(grid, x, y, points[k]) <= far_m[k]:
                        cell = y * grid.shape[0] + x
                        for at in range(grid.start[cell], grid.start[cell + 1]):
                            far, along = _from_edge(edge_start, xy, grid.edge[at], points[k])
                            if far < far_m[k] or (far == far_m[k] and grid.edge[at] < edge[k]):
                                edge[k], share[k], far_m[k] = grid.edge[at], along, far
            ring += 1
    return edge, share, far_m


@compiled
def _to_cell(grid: Grid, column: int, row: int, point: Floats) -> float:
    """Measure from a point to a cell, less what rounding on a border may hide."""
    west = grid.frame[0] + column * grid.frame[2]
    south = grid.frame[1] + row * grid.frame[2]
    dx = max(west - point[0], point[0] - west - grid.frame[2], 0.0)
    dy = max(south - point[1], point[1] - south - grid.frame[2], 0.0)
    return np.hypot(dx, dy) - 1e-3


@compiled
def _from_edge(edge_start: Starts, xy: Floats, edge: int, point: Floats) -> Any:  # noqa: ANN401
    """Measure from a point to a piece of road: how far it is, and how far along the piece."""
    best, at_m, so_far_m = np.inf, 0.0, 0.0
    for at in range(edge_start[edge], edge_start[edge + 1] - 1):
        dx, dy = xy[at + 1, 0] - xy[at, 0], xy[at + 1, 1] - xy[at, 1]
        px, py = point[0] - xy[at, 0], point[1] - xy[at, 1]
        squared = dx * dx + dy * dy
        along = min(max((px * dx + py * dy) / squared, 0.0), 1.0) if squared > 0 else 0.0
        far = np.hypot(px - along * dx, py - along * dy)
        length_m = np.sqrt(squared)
        if far < best:
            best, at_m = far, so_far_m + along * length_m
        so_far_m += length_m
    return best, at_m / so_far_m if so_far_m > 0 else 0.0
