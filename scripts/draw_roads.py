"""Draw the pictures of docs/route.md: the embedded network, isochrones, the longest snaps.

python scripts/draw_roads.py docs/images
"""

import argparse
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import shapely
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from fiss_geo import reference
from fiss_geo.logistics.roads.embedded import embedded_roads
from fiss_geo.logistics.roads.lines import find_routes
from fiss_geo.logistics.roads.network import Network
from fiss_geo.logistics.roads.network_engine import measure

KEMI_M = np.array([[388_000.0, 7_293_000.0]])
HOURS = (1, 2, 3, 4, 6, 8, 10)
LEGEND = "© OpenStreetMap contributors (ODbL), GeoNames"


def ground(axes: Axes) -> None:
    """Draw regions beneath, and frame the country."""
    reference.regions().plot(ax=axes, color="#eef2f6", edgecolor="#9fb3c8", linewidth=0.6)
    axes.set_axis_off()
    axes.annotate(LEGEND, (0.01, 0.005), xycoords="axes fraction", fontsize=6, color="#555")


def roads(network: Network) -> gpd.GeoSeries:
    """Give the pieces of road as lines."""
    start, xy_m = network.graph.edge_start, network.graph.edge_xy_m
    piece = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return gpd.GeoSeries(shapely.linestrings(xy_m, indices=piece), crs=3067)


def draw_network(network: Network, axes: Axes) -> None:
    """Draw the main roads, those of each component in a colour of its own."""
    component = np.full(len(network.graph.edge_start) - 1, -1)
    component[network.graph.edge] = network.arc_component
    for number, colour in ((0, "#1d4e89"), (1, "#c8553d"), (-1, "#999999")):
        lines = roads(network)[component == number]
        if len(lines):
            lines.plot(ax=axes, color=colour, linewidth=0.9)
    axes.set_title("Embedded main roads: mainland blue, Åland red", fontsize=9)


def draw_isochrones(network: Network, axes: Axes) -> None:
    """Colour every corner of the network by the driving time from Kemi."""
    nodes = network.graph.node_xy_m
    hours = measure(network, KEMI_M, nodes).drive_time_h[0]
    is_reached = np.isfinite(hours)
    roads(network).plot(ax=axes, color="#bbbbbb", linewidth=0.4)
    colours = mpl.colors.BoundaryNorm((0, *HOURS), 256)
    x_m, y_m = nodes[is_reached].T
    dots = axes.scatter(
        x_m, y_m, c=hours[is_reached], s=7, norm=colours, cmap="viridis_r", zorder=3
    )
    axes.plot(*KEMI_M[0], "o", color="#d00000", markersize=6, zorder=4)
    axes.figure.colorbar(dots, ax=axes, shrink=0.5, label="h at 80 km/h, without stops")
    axes.set_title("Driving time from Kemi", fontsize=9)


def draw_snaps(network: Network, axes: Axes) -> None:
    """Draw the ten main localities that lie farthest from the embedded roads."""
    towns = reference.gazetteer().query("gazetteer_kind == 'municipality'")
    xy_m = towns[["easting_m", "northing_m"]].to_numpy()
    legs_km = measure(network, xy_m, KEMI_M).origin_leg_km
    farthest = np.argsort(-legs_km)[:10]
    roads(network).plot(ax=axes, color="#8aa1b8", linewidth=0.6)
    routes = find_routes(network, xy_m[farthest], np.repeat(KEMI_M, len(farthest), axis=0))
    names = towns["place_name_fi"].to_numpy()[farthest]
    for point, line, name, leg in zip(
        xy_m[farthest], routes.line, names, legs_km[farthest], strict=True
    ):
        if line is not None:
            axes.plot(*zip(point, line.coords[0], strict=True), color="#d00000", linewidth=1.4)
        axes.plot(*point, "o", color="#d00000", markersize=3)
        axes.annotate(f"{name} {leg:.0f} km", point, xytext=(4, 2), textcoords="offset points",
                      fontsize=6.5)  # fmt: skip
    axes.set_title("The ten longest legs from a main locality to the embedded roads", fontsize=9)


def main() -> None:
    """Draw all three."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    network = embedded_roads()
    pictures = {
        "embedded_roads": draw_network, "kemi_isochrones": draw_isochrones,
        "longest_snaps": draw_snaps,
    }  # fmt: skip
    for name, draw in pictures.items():
        figure, axes = plt.subplots(figsize=(5, 8))
        ground(axes)
        draw(network, axes)
        figure.savefig(folder / f"{name}.png", dpi=110, bbox_inches="tight",
                       metadata={"Software": None})  # fmt: skip
        plt.close(figure)


if __name__ == "__main__":
    main()
