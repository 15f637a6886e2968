"""The drawn map of a page without script: regions and flows as one small SVG.

Attributes and classes only, no style attribute: the content security policy allows none.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from fiss_geo.maps import layers
from fiss_geo.maps.layers import Basemap
from fiss_geo.maps.rows import Names, Row

UNIT_M: Final = 1000
"""Metres that one unit of the picture stands for."""

_MARGIN: Final = 15


@dataclass(frozen=True)
class Sketch:
    """What the template needs to draw the picture.

    Attributes
    ----------
    width, height : int
        Size in units of 1 km.
    regions : list of dict
        ``code``, ``name``, ``path``, ``x``, ``y`` of the label, and ``count`` of flows.
    marks : list of dict
        ``x``, ``y`` and ``role`` of each place that has flows.
    """

    width: int
    height: int
    regions: list[Row]
    marks: list[Row]


def sketch(basemap: Basemap, flows: list[Row], names: Names) -> Sketch:
    """Prepare the picture of the regions with the number of flows in each.

    Parameters
    ----------
    basemap : Basemap
    flows : list of dict
        Rows for people.
    names : Names

    Returns
    -------
    Sketch
    """
    shapes = layers.web_regions(basemap.regions, layers.SKETCH_TOLERANCE_M)
    west, south, east, north = shapely.total_bounds(np.asarray(shapes))
    corner = (west - _MARGIN * UNIT_M, north + _MARGIN * UNIT_M)
    counts = [flow["region"] for flow in flows]
    regions = [
        {
            "code": code, "name": names.regions[code][0], "path": _path(shape, corner),
            "x": _right(at[0], corner), "y": _down(at[1], corner), "count": counts.count(code),
        }
        for code, shape, at in zip(
            basemap.regions["region_code"].astype(str), shapes, layers.label_points(shapes),
            strict=True,
        )
    ]  # fmt: skip
    places = {(flow["role"], flow["x"], flow["y"]) for flow in flows if flow["x"] is not None}
    marks = [
        {"role": role, "x": _right(x, corner), "y": _down(y, corner)}
        for role, x, y in sorted(places)
    ]
    size = [round(side / UNIT_M) + 2 * _MARGIN for side in (east - west, north - south)]
    return Sketch(size[0], size[1], regions, marks)


def _path(shape: shapely.Geometry, corner: tuple[float, float]) -> str:
    pieces = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            points = [
                f"{_right(x, corner)},{_down(y, corner)}"
                for x, y in shapely.get_coordinates(ring)[:-1]
            ]
            pieces.append("M" + "L".join(points) + "Z")
    return "".join(pieces)


def _right(x: float, corner: tuple[float, float]) -> int:
    return round((x - corner[0]) / UNIT_M)


def _down(y: float, corner: tuple[float, float]) -> int:
    return round((corner[1] - y) / UNIT_M)
