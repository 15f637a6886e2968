"""Boundaries made light for a map: shared borders stay shared, and parks' surroundings sharp."""

import geopandas as gpd
import numpy as np
import shapely

from fiss_geo.regions.nearness import Shapes

SHARP_M = 100.0
"""Square root of the area of the smallest bend kept near parks, in metres."""
SURROUNDINGS_M = 5_000.0
"""How far beyond a park's edge its surroundings reach, in metres."""


def simplify(
    areas: gpd.GeoDataFrame, tolerance_m: float, parks: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Simplify areas that fit together, so that they still do.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Polygons in EPSG:3067 that share their borders and do not overlap.
    tolerance_m : float
        Square root of the area of the smallest bend kept, in metres.
    parks : geopandas.GeoDataFrame, optional
        Polygons in EPSG:3067; within 5 km of them bends of 100 m are kept.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows with lighter polygons, between which no gap or overlap has come.

    Notes
    -----
    Visvalingam and Whyatt's method on the shared borders, by GEOS (``coverage_simplify``), has
    one tolerance for all. It never moves a corner where three areas meet. So the surroundings of
    parks are cut out and into triangles, all of whose corners are such; the rest is simplified;
    and everything is joined again.
    """
    shapes = areas.geometry.to_numpy()
    if parks is None or parks.empty:
        return areas.set_geometry(shapely.coverage_simplify(shapes, tolerance_m), crs=areas.crs)
    sharp = shapely.coverage_simplify(shapes, min(SHARP_M, tolerance_m))
    near = parks.geometry.buffer(SURROUNDINGS_M, quad_segs=4).union_all()
    pieces, owner = _cut(sharp, near)
    light = shapely.coverage_simplify(pieces, tolerance_m)
    joined = [_joined(light[owner == number]) for number in range(len(areas))]
    return areas.set_geometry(np.array(joined, dtype=object), crs=areas.crs)


def _cut(shapes: Shapes, near: shapely.Geometry) -> tuple[Shapes, np.ndarray]:
    """Cut areas at the edge of the surroundings, and what is within into triangles.

    All lines are noded at once, so that pieces share every corner.
    """
    lines = shapely.union_all([*shapely.boundary(shapes), near.boundary], grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    middles = shapely.point_on_surface(faces)
    owner = np.full(len(faces), -1)
    face, area = shapely.STRtree(shapes).query(middles, predicate="intersects")
    owner[face] = area
    is_ours = owner >= 0
    faces, owner, middles = faces[is_ours], owner[is_ours], middles[is_ours]
    shapely.prepare(near)
    is_near = shapely.contains(near, middles)
    triangles, face = shapely.get_parts(
        shapely.constrained_delaunay_triangles(faces[is_near]), return_index=True
    )
    pieces = np.concatenate([faces[~is_near], triangles])
    return pieces, np.concatenate([owner[~is_near], owner[is_near][face]])


def _joined(pieces: Shapes) -> shapely.Geometry:
    whole = shapely.coverage_union_all(pieces)
    return shapely.MultiPolygon([part for part in shapely.get_parts(whole) if part.area > 0])
