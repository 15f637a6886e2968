"""Which polygon a point is in, and how far the nearest one is: for many points and few polygons.

Polygons of municipalities have hundreds of corners, and asking each of them for its distance to
each point is slow. Points are therefore sorted once from west to east, so that each polygon is
asked only for those in its box; and borders are cut into short pieces, of which an index finds
the nearest.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

Numbers = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

NOWHERE = -1
"""The number of no polygon."""

_PIECE_CORNERS = 16


class SortedPoints(NamedTuple):
    """Points from west to east: their places before sorting, and their coordinates."""

    order: Numbers
    x: Floats
    y: Floats


class Borders(NamedTuple):
    """The borders of polygons in short pieces: an index of them, and the polygon of each."""

    tree: shapely.STRtree
    polygon: Numbers


def sort_points(points: Shapes) -> SortedPoints:
    """Sort points from west to east, once for all polygons that they are asked about.

    Parameters
    ----------
    points : array of shapely.Point, shape (n,)
        Missing and empty ones are in no polygon.
    """
    x, y = shapely.get_x(points), shapely.get_y(points)
    order = np.argsort(x, kind="stable")  # NaN, of a missing point, comes last and in no box
    return SortedPoints(order, x[order], y[order])


def points_in(points: SortedPoints, polygon: shapely.Geometry) -> Numbers:
    """Find the points in or on a polygon, as their places in west-east order."""
    west, south, east, north = shapely.bounds(polygon)
    start = np.searchsorted(points.x, west, "left")
    end = np.searchsorted(points.x, east, "right")
    near = start + np.flatnonzero((points.y[start:end] >= south) & (points.y[start:end] <= north))
    shapely.prepare(polygon)
    return near[shapely.intersects_xy(polygon, points.x[near], points.y[near])]


def first_polygon(points: SortedPoints, polygons: Shapes) -> Numbers:
    """Find the polygon that each point is in or on, the first of several.

    Parameters
    ----------
    points : SortedPoints, of n points
    polygons : array of shapely.Geometry, shape (m,)
        In the same plane coordinates.

    Returns
    -------
    array of int, shape (n,)
        In the points' own order: place in ``polygons``; -1 for none.

    >>> squares = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> points = shapely.points([0.5, 1.0, 1.5, 9.0], [0.5, 0.5, 0.5, 0.5])
    >>> first_polygon(sort_points(points), squares)
    array([ 0,  0,  1, -1])
    """
    found = np.full(len(points.x), NOWHERE, dtype=np.intp)
    # From last to first, so that the first has the last word.
    for number in range(len(polygons) - 1, -1, -1):
        found[points_in(points, polygons[number])] = number
    return unsorted(points, found)


def unsorted(points: SortedPoints, values: Numbers) -> Numbers:
    """Bring what belongs to the sorted points back into the points' own order."""
    own_order = np.empty_like(values)
    own_order[points.order] = values
    return own_order


def borders(polygons: Shapes) -> Borders:
    """Cut the borders of polygons into short pieces and index them."""
    parts, part_polygon = shapely.get_parts(polygons, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    corners, corner_ring = shapely.get_coordinates(rings, return_index=True)
    # A piece starts at every 16th corner and at the first of a ring, and ends where the next
    # one starts.
    is_last = np.append(corner_ring[1:] != corner_ring[:-1], np.True_)
    ring_start = np.searchsorted(corner_ring, corner_ring)
    starts = np.flatnonzero(
        ((np.arange(len(corners)) - ring_start) % _PIECE_CORNERS == 0) & ~is_last
    )
    ring_end = np.searchsorted(corner_ring, corner_ring[starts], "right") - 1
    ends = np.minimum(starts + _PIECE_CORNERS, ring_end)
    sizes = ends - starts + 1
    piece = np.repeat(np.arange(len(starts)), sizes)
    within = np.arange(len(piece)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    pieces = shapely.linestrings(corners[np.repeat(starts, sizes) + within], indices=piece)
    return Borders(shapely.STRtree(pieces), part_polygon[ring_part[corner_ring[starts]]])


def nearest_polygon(points: Shapes, edges: Borders, farthest_m: float) -> Numbers:
    """Find the polygon with the nearest border, the first of several; -1 beyond the farthest.

    For points outside all polygons: inside one, the border may be another's.
    """
    found = np.full(len(points), NOWHERE, dtype=np.intp)
    if len(points) == 0:
        return found
    point, piece = edges.tree.query_nearest(points, max_distance=farthest_m, all_matches=True)
    polygon = edges.polygon[piece]
    order = np.lexsort((polygon, point))
    first, at = np.unique(point[order], return_index=True)
    found[first] = polygon[order][at]
    return found


def border_distance_m(points: Shapes, edges: Borders) -> Floats:
    """Measure from each point to the nearest border."""
    distances = np.full(len(points), np.nan)
    if len(points):
        (point, _), distance = edges.tree.query_nearest(
            points, return_distance=True, all_matches=False
        )
        distances[point] = distance
    return distances
