"""Approximate boundaries of municipalities and regions, from postcode points.

Every spot belongs to the municipality of its nearest postcode point (Voronoi cells), with two
aids from Natural Earth 1:10M: cells don't reach over the old borders between regions, and the
whole is cut to the land, made 1 km wider because mills and harbours stand on the shore.
"""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from reference_build.land import HOME
from reference_build.names import (
    ALAND_REGION,
    NUTS3_2021_TO_REGION,
    REGIONS,
    municipality_names,
)

# A postcode point this near to the face where most of its municipality's points lie is taken to
# be in it: the lines at 1:10M are no better. Farther off, the municipality really reaches over
# the old border (municipalities have merged across it since).
_LINE_ERROR_M = 1_500
_SHORE_M = 1_000
_SHORE_SIMPLIFY_M = 100
_ELSEWHERE = -1


def municipality_cells(
    postcodes: gpd.GeoDataFrame, faces: gpd.GeoDataFrame, land: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Cut the land into the cells of the postcode points.

    Returns
    -------
    geopandas.GeoDataFrame
        A row a postcode area that owns land, with its columns and its cell as geometry; all
        cells together are a coverage (EPSG:3067, whole metres).
    """
    areas = postcodes[postcodes["is_area"]].drop_duplicates("geometry").reset_index(drop=True)
    points = shapely.get_coordinates(areas.geometry.array).round()
    face_of_point = _faces_of_points(areas, faces)
    clip = _land_with_shore(land)
    pieces = _cut(points, face_of_point, faces, clip)
    owner = _owners(pieces, points, face_of_point, faces)
    order = np.argsort(owner, kind="stable")
    owners, starts = np.unique(owner[order], return_index=True)
    cells = [shapely.coverage_union_all(part) for part in np.split(pieces[order], starts[1:])]
    return areas.loc[owners].set_geometry(cells, crs=areas.crs).reset_index(drop=True)


def municipalities(cells: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Dissolve cells into municipalities, the columns as in ``municipalities.parquet``."""
    keys = [
        "municipality_code",
        "municipality_name_fi",
        "municipality_name_sv",
        "region_code",
    ]
    table = _dissolve(cells[[*keys, "geometry"]], keys)
    is_aland = table["region_code"] == ALAND_REGION
    # In English the name in the majority's language is used; on Åland that is Swedish.
    name_en = table["municipality_name_fi"].mask(is_aland, table["municipality_name_sv"])
    by_hand = table["municipality_code"].map(municipality_names("en"))
    table.insert(3, "municipality_name_en", by_hand.fillna(name_en))
    return table


def regions(municipality_table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Dissolve municipalities into regions, the columns as in ``regions.parquet``."""
    table = _dissolve(municipality_table[["region_code", "geometry"]], ["region_code"])
    names = [REGIONS[code] for code in table["region_code"]]
    table.insert(1, "region_name_fi", [name.fi for name in names])
    table.insert(2, "region_name_sv", [name.sv for name in names])
    table.insert(3, "region_name_en", [name.en for name in names])
    table.insert(4, "nuts3_code", [name.nuts3_code for name in names])
    nuts3_2021 = {region: code for code, region in NUTS3_2021_TO_REGION.items()}
    table.insert(5, "nuts3_2021_code", table["region_code"].map(nuts3_2021))
    return table


def _dissolve(cells: gpd.GeoDataFrame, keys: list[str]) -> gpd.GeoDataFrame:
    table = cells.dissolve(by=keys, method="coverage", as_index=False)
    polygons = [shapely.MultiPolygon(shapely.get_parts(g).tolist()) for g in table.geometry]
    table = table[keys].set_geometry(polygons, crs=cells.crs)
    table.insert(len(keys), "area_km2", (table.area / 1e6).round(1))
    return table.sort_values(keys[0], ignore_index=True)


def _faces_of_points(areas: gpd.GeoDataFrame, faces: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Give each postcode point the number of its face, or ``_ELSEWHERE`` on Åland."""
    tree = shapely.STRtree(faces.geometry.array)
    mainland = (areas["region_code"] != ALAND_REGION).to_numpy()
    own = pd.Series(tree.nearest(areas.geometry.array), index=areas.index)
    most = own.groupby(areas["municipality_code"]).transform(lambda f: f.mode().iloc[0])
    distance_m = areas.distance(faces.geometry.loc[most].set_axis(areas.index))
    face = own.mask(distance_m < _LINE_ERROR_M, most)
    return face.where(mainland, _ELSEWHERE).to_numpy(dtype=np.int64)


def _land_with_shore(land: gpd.GeoDataFrame) -> shapely.Geometry:
    is_home = land["country_code"].isin(HOME)
    wide = land.geometry[is_home].union_all().buffer(_SHORE_M, quad_segs=2)
    return wide.simplify(_SHORE_SIMPLIFY_M).difference(land.geometry[~is_home].union_all())


def _cut(
    points: npt.NDArray[np.float64],
    face_of_point: npt.NDArray[np.int64],
    faces: gpd.GeoDataFrame,
    clip: shapely.Geometry,
) -> npt.NDArray[np.object_]:
    """Cut the clip along coast, faces and Voronoi edges into pieces that share their borders."""
    lines = [clip.boundary]
    outside = clip.difference(faces.union_all())
    lines.append(_voronoi_edges(points, outside))
    for number, face in enumerate(faces.geometry):
        lines += [face.boundary, _voronoi_edges(points[face_of_point == number], face)]
    # Noding all lines at once on a grid of 1 m is what makes neighbours share every vertex.
    drawn = shapely.union_all(lines, grid_size=1.0)
    pieces = shapely.get_parts(shapely.polygonize([drawn]))
    shapely.prepare(clip)
    return pieces[shapely.contains(clip, shapely.point_on_surface(pieces))]


def _voronoi_edges(points: npt.NDArray[np.float64], within: shapely.Geometry) -> shapely.Geometry:
    edges = shapely.voronoi_polygons(
        shapely.multipoints(points), extend_to=within.envelope, only_edges=True
    )
    return shapely.intersection(edges, within)


def _owners(
    pieces: npt.NDArray[np.object_],
    points: npt.NDArray[np.float64],
    face_of_point: npt.NDArray[np.int64],
    faces: gpd.GeoDataFrame,
) -> npt.NDArray[np.int64]:
    """Give each piece the number of the nearest point that may own it."""
    middles = shapely.point_on_surface(pieces)
    xy = shapely.get_coordinates(middles)
    owner = cKDTree(points).query(xy)[1].astype(np.int64)
    piece, face = shapely.STRtree(faces.geometry.array).query(middles, predicate="within")
    for number in range(len(faces)):
        inside = piece[face == number]
        candidates = np.flatnonzero(face_of_point == number)
        owner[inside] = candidates[cKDTree(points[candidates]).query(xy[inside])[1]]
    return owner
