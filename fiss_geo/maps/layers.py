"""The ground of the maps: regions, land, lakes and main roads, made light enough for the web.

Everything stays in EPSG:3067 metres. Borders that two regions share are simplified once, so
that no gap opens between them. A line is written as whole numbers of 40 m, each point as the
step from the one before: a third of the size of plain coordinates.
"""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import MissingFile
from fiss_geo.regions.boundaries import Boundaries, embedded
from fiss_geo.regions.simplify import simplify

STEP_M: Final = 40
"""Metres that one unit of the written coordinates stands for."""

REGION_TOLERANCE_M: Final = 700
SKETCH_TOLERANCE_M: Final = 2500
ROAD_TOLERANCE_M: Final = 700
NEAR_M: Final = 45_000
"""How far around a park its surroundings are drawn sharp."""

NEAR_STEP_M: Final = 10
OWN_LAND: Final = ("FI", "AX")
BORDER_M: Final = 5_000
SMALLEST_PART_M2: Final = 2_000_000
SMALLEST_LAKE_M2: Final = 40_000_000
FRAME_M: Final = (-150_000, 6_450_000, 950_000, 7_900_000)
"""West, south, east and north edge of the sheet."""


@dataclass(frozen=True)
class Basemap:
    """The tables behind a map, all in EPSG:3067.

    Attributes
    ----------
    regions : geopandas.GeoDataFrame
        ``region_code``, ``region_name_en``, ``region_name_fi`` and polygons.
    land, lakes : geopandas.GeoDataFrame
        Polygons; may be empty.
    roads : geopandas.GeoDataFrame
        Lines; may be empty.
    boundary_title, boundary_attribution : str
        What the boundaries are, and whom to name for them.
    is_approximate : bool
        The boundaries are not the official ones; so too if nothing is said of them.
    """

    regions: gpd.GeoDataFrame
    land: gpd.GeoDataFrame
    lakes: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    boundary_title: str = "approximate boundaries"
    boundary_attribution: str = ""
    is_approximate: bool = True


def embedded_basemap() -> Basemap:
    """Read the embedded basemap, with the embedded approximate boundaries."""
    return basemap(embedded())


def basemap(boundaries: Boundaries) -> Basemap:
    """Read the basemap around some boundaries; lakes that the installation lacks stay away.

    Parameters
    ----------
    boundaries : Boundaries
        The embedded ones, the official ones or a file's.

    Returns
    -------
    Basemap

    Raises
    ------
    fiss_geo.errors.MissingFile
        If land or main roads are not part of the installation.
    """
    try:
        lakes = reference.lakes()
    except MissingFile:
        lakes = gpd.GeoDataFrame(geometry=[], crs=ETRS_TM35FIN)
    regions = boundaries.regions.sort_values("region_code", ignore_index=True)
    return Basemap(
        regions, reference.land(), lakes, reference.main_roads(),
        boundaries.title, boundaries.attribution, boundaries.is_approximate,
    )  # fmt: skip


def web_regions(
    regions: gpd.GeoDataFrame, tolerance_m: float, parks: gpd.GeoDataFrame | None = None
) -> list[shapely.Geometry]:
    """Simplify regions with their shared borders kept, and leave the smallest islets out.

    Parameters
    ----------
    regions : geopandas.GeoDataFrame
        Polygons in EPSG:3067 that touch and do not overlap.
    tolerance_m : float
        Square root of the area of the smallest bend kept, in metres.
    parks : geopandas.GeoDataFrame, optional
        Polygons in EPSG:3067, around which coasts stay sharp and islets stay.

    Returns
    -------
    list of shapely.Geometry
        One a region, in the same order.
    """
    shapes = simplify(regions, tolerance_m, parks).geometry
    near = None if parks is None or parks.empty else parks.geometry.union_all()
    return [_large_parts(shape, SMALLEST_PART_M2, near) for shape in shapes]


def neighbours(basemap: Basemap) -> shapely.Geometry:
    """Give the land that lies under the regions.

    Natural Earth's coast of Finland is not the official one: under official regions it would stand
    out as grey patches. There only what lies along the land border stays, to close gaps.
    """
    land = basemap.land
    if basemap.is_approximate or "country_code" not in land:
        return land.geometry.union_all()
    is_own = land["country_code"].isin(OWN_LAND)
    abroad = land[~is_own].geometry.union_all()
    at_border = shapely.intersection(
        land[is_own].geometry.union_all(), shapely.buffer(abroad, BORDER_M)
    )
    return shapely.union(abroad, at_border)


def background(basemap: Basemap) -> dict[str, list[list[int]]]:
    """Write neighbouring land, lakes and roads as rings and lines of whole steps.

    Parameters
    ----------
    basemap : Basemap

    Returns
    -------
    dict of str to list
        ``land``, ``lakes`` and ``roads``.
    """
    frame = shapely.box(*FRAME_M)
    land = shapely.intersection(neighbours(basemap), frame)
    near = shapely.simplify(_large_parts(land, 10 * SMALLEST_PART_M2), 2 * REGION_TOLERANCE_M)
    water = _large_parts(basemap.lakes.geometry.union_all(), SMALLEST_LAKE_M2)
    finland = shapely.buffer(basemap.regions.geometry.union_all(), 2000)
    inland = shapely.intersection(shapely.union_all(np.asarray(basemap.roads.geometry)), finland)
    roads = shapely.line_merge(inland)
    return {
        "land": rings(near),
        "lakes": rings(shapely.simplify(water, REGION_TOLERANCE_M)),
        "roads": lines(shapely.simplify(roads, ROAD_TOLERANCE_M)),
    }


def shared_borders(regions: gpd.GeoDataFrame) -> shapely.Geometry:
    """Give the lines that two regions share: the rest of their edges is coast."""
    shapes = np.asarray(regions.geometry)
    coast = shapely.buffer(shapely.boundary(shapely.union_all(shapes)), 50)
    return shapely.difference(shapely.union_all(shapely.boundary(shapes)), coast)


def surroundings(
    basemap: Basemap, borders: shapely.Geometry, at: tuple[int, int], km: float | None
) -> dict[str, Any]:
    """Write what lies around a park as sharp as the data are, for a page of its own.

    Parameters
    ----------
    basemap : Basemap
    borders : shapely.Geometry
        Of :func:`shared_borders`.
    at : (int, int)
        Easting and northing of the park, metres.
    km : float or None
        Its radius.

    Returns
    -------
    dict
        ``step`` (metres of a unit), ``frame``, ``land``, ``lakes``, ``borders``, ``roads``.
    """
    reach = max(NEAR_M, 2500 * (km or 0))
    box = (at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach)

    def near(table: gpd.GeoDataFrame) -> shapely.Geometry:
        found = table.geometry.to_numpy()[table.sindex.query(shapely.box(*box))]
        return shapely.union_all(shapely.clip_by_rect(found, *box))

    merged = shapely.line_merge(near(basemap.roads))
    return {
        "step": NEAR_STEP_M,
        "frame": rings(shapely.box(*box), NEAR_STEP_M)[0],
        "land": rings(near(_sharp_land(basemap)), NEAR_STEP_M),
        "lakes": rings(near(basemap.lakes), NEAR_STEP_M),
        "borders": lines(shapely.line_merge(shapely.clip_by_rect(borders, *box)), NEAR_STEP_M),
        "roads": lines(merged, NEAR_STEP_M),
    }


def _sharp_land(basemap: Basemap) -> gpd.GeoDataFrame:
    """Give the land around parks: of official boundaries their own, with the neighbours'."""
    land = basemap.land
    if basemap.is_approximate or "country_code" not in land:
        return land
    abroad = land[~land["country_code"].isin(OWN_LAND)].geometry
    own = basemap.regions.geometry
    return gpd.GeoDataFrame(geometry=[*abroad, *own], crs=basemap.regions.crs)


def rings(shape: shapely.Geometry, step_m: int = STEP_M) -> list[list[int]]:
    """Write the rings of a polygon or of many, each as whole steps.

    >>> rings(shapely.box(0, 0, 80, 40))
    [[2, 0, 0, 1, -2, 0, 0, -1, 2, 0]]
    """
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [_steps(ring, step_m) for part in parts for ring in (part.exterior, *part.interiors)]


def lines(shape: shapely.Geometry, step_m: int = STEP_M) -> list[list[int]]:
    """Write a line or many, each as whole steps.

    >>> lines(shapely.LineString([(0, 0), (80, 0), (80, 120)]))
    [[0, 0, 2, 0, 0, 3]]
    """
    parts = [part for part in shapely.get_parts(shape) if _is_line(part)]
    return [_steps(part, step_m) for part in parts]


def label_points(shapes: list[shapely.Geometry]) -> list[tuple[int, int]]:
    """Find where a name stands best: the middle of the largest circle inside each shape.

    Parameters
    ----------
    shapes : list of shapely.Geometry

    Returns
    -------
    list of (int, int)
        Easting and northing in metres.
    """
    middles = [shapely.get_point(shapely.maximum_inscribed_circle(s, 1000), 0) for s in shapes]
    return [(round(point.x), round(point.y)) for point in middles]


def park_points(parks: Any) -> list[tuple[int, int] | None]:  # noqa: ANN401 - any pandas table
    """Take parks from degrees to metres on EPSG:3067; a park without a point gives None.

    Parameters
    ----------
    parks : pandas.DataFrame
        With ``latitude`` and ``longitude``.

    Returns
    -------
    list of (int, int) or None
    """
    degrees = gpd.points_from_xy(parks["longitude"], parks["latitude"], crs=WGS84)
    points = degrees.to_crs(ETRS_TM35FIN)
    known = parks["longitude"].notna() & parks["latitude"].notna()
    return [
        (round(point.x), round(point.y)) if is_known else None
        for point, is_known in zip(points, known, strict=True)
    ]


def _large_parts(
    shape: shapely.Geometry, smallest_m2: float, near: shapely.Geometry | None = None
) -> shapely.Geometry:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    large = [
        part
        for part in parts
        if part.area >= smallest_m2 or (near is not None and part.intersects(near))
    ]
    return shapely.MultiPolygon(large or parts[:1])


def _steps(line: shapely.Geometry, step_m: int) -> list[int]:
    units = np.rint(shapely.get_coordinates(line) / step_m).astype(int)
    moved = np.vstack([units[:1], np.diff(units, axis=0)])
    has_moved = np.any(moved != 0, axis=1)
    has_moved[0] = True
    return [int(number) for number in moved[has_moved].ravel()]


def _is_line(part: shapely.Geometry) -> bool:
    return part.geom_type == "LineString" and not part.is_empty
