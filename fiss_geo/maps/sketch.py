"""The drawn maps of pages without script: regions, and flows as signs, as small SVGs.

Attributes and classes only, no style attribute: the content security policy allows none.
"""

import functools
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from fiss_geo.maps import layers
from fiss_geo.maps.layers import Basemap
from fiss_geo.maps.rows import Row

COUNTRY_UNIT_M: Final = 1000
REGION_TOLERANCE_M: Final = 600
PARK_REACH_M: Final = 30_000
WIDTH: Final = 700
"""Units across of the drawing of a region or park."""

_MARGIN: Final = 15
_MOST_MARKS: Final = 300

Box = tuple[float, float, float, float]


class Sketch(NamedTuple):
    """What the template needs to draw a picture.

    Attributes
    ----------
    width, height : int
        Size in units.
    chosen : str
        Code of the region that the picture is about, or nothing.
    regions : list of dict
        ``code``, ``path``, ``x``, ``y`` of the label, and ``count`` of flows, empty for none told.
    land : str
        Path of the neighbours' land.
    roads : str
        Path of the main roads.
    circle : dict or None
        ``x``, ``y`` and ``r`` of a park.
    marks : list of dict
        ``x``, ``y`` and ``role`` of each place that has flows.
    joins : list of str
        Paths from place to place.
    """

    width: int
    height: int
    chosen: str
    regions: list[Row]
    land: str
    roads: str
    circle: Row | None
    marks: list[Row]
    joins: list[str] = []  # noqa: RUF012 - never changed


@dataclass(frozen=True, eq=False)
class Drawings:
    """Draws the country, a region or the surroundings of a park.

    Attributes
    ----------
    basemap : Basemap
    flows : geopandas.GeoDataFrame
        The disclosed flows.
    parks : pandas.DataFrame
        The disclosed parks.
    """

    basemap: Basemap
    flows: gpd.GeoDataFrame
    parks: pd.DataFrame

    @property
    def has_lakes(self) -> bool:
        """Tell whether lakes are drawn."""
        return not self.basemap.lakes.empty

    @functools.cached_property
    def _codes(self) -> list[str]:
        return [str(code) for code in self.basemap.regions["region_code"]]

    @functools.cached_property
    def _coarse(self) -> list[shapely.Geometry]:
        return layers.web_regions(self.basemap.regions, layers.SKETCH_TOLERANCE_M)

    @functools.cached_property
    def _fine(self) -> list[shapely.Geometry]:
        return layers.web_regions(self.basemap.regions, REGION_TOLERANCE_M)

    @functools.cached_property
    def _land(self) -> shapely.Geometry:
        """The neighbours' land, no finer than a drawing shows."""
        return shapely.simplify(layers.neighbours(self.basemap), REGION_TOLERANCE_M / 2)

    @functools.cached_property
    def _roads(self) -> shapely.Geometry:
        return shapely.line_merge(shapely.multilinestrings(self.basemap.roads.geometry.to_numpy()))

    @functools.cached_property
    def _park_points(self) -> dict[str, tuple[int, int] | None]:
        points = layers.park_points(self.parks)
        return dict(zip(self.parks["park_id"].astype(str), points, strict=True))

    @functools.cached_property
    def _country(self) -> Sketch:
        frame = _Frame(_wider(shapely.total_bounds(np.asarray(self._coarse))), COUNTRY_UNIT_M)
        counts = self.flows["region_code"].value_counts()
        labels = layers.label_points(self._coarse)
        regions = [
            {"code": code, "path": frame.path(shape), "x": frame.right(at[0]),
             "y": frame.down(at[1]), "count": int(counts.get(code, 0))}
            for code, shape, at in zip(self._codes, self._coarse, labels, strict=True)
        ]  # fmt: skip
        return Sketch(frame.width, frame.height, "", regions, "", "", None, self._marks(frame))

    def country(self) -> Sketch:
        """Draw all regions with the number of flows in each."""
        return self._country

    def joined(self, ends: list[tuple[str, str]]) -> Sketch:
        """Draw the country with a line between each two places, each written "easting,northing"."""
        frame = _Frame(_wider(shapely.total_bounds(np.asarray(self._coarse))), COUNTRY_UNIT_M)
        marks, joins = [], []
        for offer, need in ends:
            places = [[int(part) for part in at.split(",")] for at in (offer, need) if at]
            points = [(frame.right(x), frame.down(y)) for x, y in places]
            roles = [role for role, at in (("offer", offer), ("need", need)) if at]
            marks += [
                {"role": role, "x": x, "y": y} for role, (x, y) in zip(roles, points, strict=True)
            ]
            if len(points) == 2:  # noqa: PLR2004 - both ends
                joins.append("M{},{}L{},{}".format(*points[0], *points[1]))
        plain = [{**region, "count": ""} for region in self._country.regions]
        return self._country._replace(regions=plain, marks=marks, joins=joins)

    @functools.lru_cache  # noqa: B019 - lives as long as one publishing
    def region(self, code: str) -> Sketch:
        """Draw a region and what lies around it."""
        box = shapely.bounds(self._fine[self._codes.index(code)])
        return self._near(_wider(tuple(box)), code, None)

    @functools.lru_cache  # noqa: B019 - lives as long as one publishing
    def park(self, park_id: str) -> Sketch:
        """Draw the surroundings of a park; the country where its place is not known."""
        at = self._park_points.get(park_id)
        if at is None:
            return self._country
        km = self.parks.loc[self.parks["park_id"].astype(str) == park_id, "radius_km"].iloc[0]
        reach = PARK_REACH_M if pd.isna(km) else max(PARK_REACH_M, 1800 * float(km))
        box = (at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach)
        return self._near(box, "", (at, None if pd.isna(km) else float(km) * 1000))

    def _near(
        self, box: Box, code: str, park: tuple[tuple[int, int], float | None] | None
    ) -> Sketch:
        frame = _Frame(box, max(box[2] - box[0], box[3] - box[1]) / WIDTH)
        regions = [
            {
                "code": own, "path": frame.path(shapely.clip_by_rect(shape, *box)),
                "x": 0, "y": 0, "count": "",
            }
            for own, shape in zip(self._codes, self._fine, strict=True)
            if shapely.intersects(shape, shapely.box(*box))
        ]  # fmt: skip
        roads = shapely.clip_by_rect(self._roads, *box)
        lines = "".join(frame.line(part) for part in shapely.get_parts(roads))
        land = frame.path(shapely.clip_by_rect(self._land, *box))
        circle = None
        if park is not None:
            (x, y), radius_m = park
            size = max(6, round((radius_m or 0) / frame.unit_m))
            circle = {"x": frame.right(x), "y": frame.down(y), "r": size}
        return Sketch(
            frame.width, frame.height, code, regions, land, lines, circle, self._marks(frame)
        )

    @functools.cached_property
    def _points(self) -> tuple[Any, Any, Any]:
        """Eastings, northings and roles of the flows that have a place."""
        points = self.flows.geometry.to_numpy()
        known = ~(shapely.is_missing(points) | shapely.is_empty(points))
        roles = self.flows["role"].to_numpy(dtype=object).astype("U5")
        return shapely.get_x(points)[known], shapely.get_y(points)[known], roles[known]

    def _marks(self, frame: "_Frame") -> list[Row]:
        x, y, roles = self._points
        west, south, east, north = frame.box
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        right = np.rint((x[inside] - west) / frame.unit_m).astype(int)
        down = np.rint((north - y[inside]) / frame.unit_m).astype(int)
        places = set(zip(roles[inside].tolist(), right.tolist(), down.tolist(), strict=True))
        return [{"role": role, "x": x, "y": y} for role, x, y in sorted(places)[:_MOST_MARKS]]


class _Frame(NamedTuple):
    """From metres to units of a picture."""

    box: Box
    unit_m: float

    @property
    def width(self) -> int:
        return round((self.box[2] - self.box[0]) / self.unit_m)

    @property
    def height(self) -> int:
        return round((self.box[3] - self.box[1]) / self.unit_m)

    def right(self, x: float) -> int:
        return round((x - self.box[0]) / self.unit_m)

    def down(self, y: float) -> int:
        return round((self.box[3] - y) / self.unit_m)

    def path(self, shape: shapely.Geometry) -> str:
        """Write polygons; what is smaller than a unit is left out."""
        parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        return "".join(f"{text}Z" for text in (self.line(ring) for ring in rings) if text)

    def line(self, line: Any) -> str:  # noqa: ANN401 - shapely has no types
        if line.is_empty:
            return ""
        corner = np.array([self.box[0], self.box[3]])
        units = np.rint((shapely.get_coordinates(line) - corner) / [self.unit_m, -self.unit_m])
        steps = units.astype(int)
        has_moved = np.any(np.diff(steps, axis=0, prepend=steps[:1] - 1) != 0, axis=1)
        kept = steps[has_moved].tolist()
        return "M" + "L".join(f"{x},{y}" for x, y in kept) if len(kept) > 1 else ""


def _wider(box: Any) -> Box:  # noqa: ANN401 - an array or a tuple
    margin = _MARGIN * COUNTRY_UNIT_M
    return (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)
