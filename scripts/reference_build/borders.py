"""The faces between Natural Earth's lines: the regions of about 2015 at 1:10M, without names."""

from collections import Counter

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

# A line of Finland lies within this of its land; borders with neighbours are not in the layer.
_LINE_NEAR_LAND_M = 3_000
# The lines end some tens of metres off the coast, which comes from another edition of the data;
# their ends are led on by this much so that they cut the land in two.
_BEYOND_COAST_M = 2_000
# The smallest region on the mainland has 5 300 km²; what is smaller is an island.
_MIN_REGION_KM2 = 3_000


def region_faces(lines: gpd.GeoDataFrame, home: shapely.Geometry) -> gpd.GeoDataFrame:
    """Cut the land of Finland along the lines between regions.

    Parameters
    ----------
    lines
        Natural Earth's lines between states and provinces (EPSG:3067).
    home
        Land of Finland and Åland (EPSG:3067).

    Returns
    -------
    geopandas.GeoDataFrame
        A polygon a face (EPSG:3067); islands and Åland are left out.
    """
    near = home.buffer(_LINE_NEAR_LAND_M)
    shares = lines.geometry.intersection(near).length / lines.length
    united = shapely.union_all(lines.geometry[shares > 0.9].array, grid_size=1.0)  # noqa: PLR2004
    merged = shapely.line_merge(united)
    leads = [_lead_to(shapely.Point(end), home.boundary) for end in _loose_ends(merged)]
    drawn = shapely.union_all([merged, home.boundary, *leads], grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    large = faces[shapely.area(faces) >= _MIN_REGION_KM2 * 1e6]
    return gpd.GeoDataFrame(geometry=_in_order(large), crs=lines.crs)


def _loose_ends(lines: shapely.Geometry) -> list[tuple[float, float]]:
    parts = shapely.get_parts(lines)
    counts = Counter(end for part in parts for end in (part.coords[0], part.coords[-1]))
    return sorted(end for end, count in counts.items() if count == 1)


def _lead_to(end: shapely.Point, coast: shapely.Geometry) -> shapely.LineString:
    there = np.array(shapely.shortest_line(end, coast).coords[-1])
    here = np.array(end.coords[0])
    length_m = max(float(np.hypot(*(there - here))), 1.0)
    return shapely.LineString([here, here + (there - here) * (1 + _BEYOND_COAST_M / length_m)])


def _in_order(faces: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    return faces[np.lexsort(shapely.bounds(faces).T[::-1])]
