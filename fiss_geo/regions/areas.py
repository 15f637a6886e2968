"""What locate asks of the polygons that it is given, and which land is not Finland."""

from typing import Any, Final

import geopandas as gpd
import pandera.pandas as pa

from fiss_geo import reference

_HOME = ("FI", "AX")


def _polygons() -> pa.Column:
    check = pa.Check(_are_polygons, name="polygons", error="a polygon")
    return pa.Column("geometry", check, description="Polygons, EPSG:3067", metadata={})


def _are_polygons(shapes: Any) -> Any:  # noqa: ANN401 - pandera hands over what it has
    return shapes.geom_type.isin(["Polygon", "MultiPolygon"])


def _text(*, nullable: bool = False, unique: bool = False) -> pa.Column:
    return pa.Column("str", nullable=nullable, unique=unique, metadata={})


MUNICIPALITIES: Final = pa.DataFrameSchema(
    {
        "municipality_code": _text(unique=True),
        "municipality_name_fi": _text(nullable=True),
        "municipality_name_sv": _text(nullable=True),
        "region_code": _text(nullable=True),
        "geometry": _polygons(),
    },
    name="municipalities",
)
PARKS: Final = pa.DataFrameSchema(
    {"park_id": _text(unique=True), "geometry": _polygons()}, name="parks"
)


def foreign_land() -> gpd.GeoSeries:
    """Read the land of Finland's neighbours, a polygon a row (EPSG:3067)."""
    land = reference.land()
    shapes = land.geometry[~land["country_code"].isin(_HOME)]
    return shapes.explode(ignore_index=True)
