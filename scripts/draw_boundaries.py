"""Draw the boundaries for docs/boundaries.md: the embedded set, and the official one if fetched.

    python scripts/draw_boundaries.py [--out docs/images/boundaries.png]

Left the country; right Kemi and Tornio, as simplified for the web with and without the
surroundings of parks kept sharp. Where official boundaries have been fetched they are drawn over
the embedded ones in red. The picture in the repository shows the embedded set alone.
"""

import argparse
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import shapely

from fiss_geo import reference
from fiss_geo.regions import official
from fiss_geo.regions.boundaries import Boundaries, boundaries, embedded
from fiss_geo.regions.parks import parks
from fiss_geo.regions.simplify import simplify

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

ROOT = Path(__file__).resolve().parents[1]
_KEMI_M = (355_000, 7_268_000, 402_000, 7_312_000)
_LAND, _LINE, _PARK, _OFFICIAL = "#f2efe6", "#77736a", "#0b6e4f", "#b3261e"


def draw(out: Path) -> None:
    """Draw both panels and write the picture."""
    known, told = embedded(), boundaries() if official.is_fetched() else None
    figure, (country, near) = plt.subplots(1, 2, figsize=(11, 7.6), width_ratios=[1, 1.25])
    _country(country, known, told)
    _kemi(near, known, told)
    figure.tight_layout()
    figure.savefig(out, dpi=110, metadata={"Software": None})
    print(f"{out}: embedded{'' if told is None else f' and {told.title}'}")


def _country(axes: Axes, known: Boundaries, told: Boundaries | None) -> None:
    known.municipalities.plot(ax=axes, color=_LAND, edgecolor="#d5d0c2", linewidth=0.3)
    known.regions.boundary.plot(ax=axes, color=_LINE, linewidth=0.8)
    if told is not None:
        told.regions.boundary.plot(ax=axes, color=_OFFICIAL, linewidth=0.6)
    for row in (
        reference.region_names().merge(known.regions[["region_code", "geometry"]]).itertuples()
    ):
        point = shapely.get_point(shapely.maximum_inscribed_circle(row.geometry, 1000), 0)
        axes.text(point.x, point.y, str(row.region_code), fontsize=7, ha="center", va="center")
    axes.set_title("19 regions and 308 municipalities, 2026", fontsize=10, loc="left")
    axes.set_axis_off()
    _note(axes, known, told)


def _kemi(axes: Axes, known: Boundaries, told: Boundaries | None) -> None:
    areas, circles = (known if told is None else told).regions, parks()
    west, south, east, north = _KEMI_M
    plain = simplify(areas, 1_500)
    sharp = simplify(areas, 1_500, circles)
    window = shapely.box(west - 9_000, south - 9_000, east + 9_000, north + 9_000)
    sharp.clip(window).plot(ax=axes, color=_LAND)
    sharp.boundary.plot(ax=axes, color=_LINE, linewidth=1.2)
    plain.boundary.plot(ax=axes, color="#3b6fb5", linewidth=1.0, linestyle=(0, (4, 2)))
    own = circles[circles["park_id"] == "kemi-tornio"]
    own.boundary.plot(ax=axes, color=_PARK, linewidth=1.2, linestyle="--")
    sites = _sites()
    sites.plot(ax=axes, color="black", markersize=14, zorder=3)
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], xlabel="", ylabel="")
    axes.set_title(
        "Kemi and Tornio, bends under 1.5 km left out: sharp around the\n"
        "park (grey), not so (blue dashes); the park's approximate circle\n"
        "(green); flows of the examples (dots)",
        fontsize=10, loc="left",
    )  # fmt: skip


def _sites() -> gpd.GeoSeries:
    import pandas as pd  # noqa: PLC0415 - this function's alone

    flows = pd.read_csv(reference.data_path("examples/flows.csv"))
    exact = flows[flows["location_precision"] == "site"]
    return gpd.GeoSeries.from_xy(exact["longitude"], exact["latitude"], crs=4326).to_crs(3067)


def _note(axes: Axes, known: Boundaries, told: Boundaries | None) -> None:
    text = f"{known.title}\n{known.attribution}"
    if told is not None:
        text += f"\nred: {told.title}\n{told.attribution}"
    axes.text(0, -0.01, text, transform=axes.transAxes, fontsize=7, va="top")


def main() -> None:
    """Read the arguments and draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    default = ROOT / "docs" / "images" / "boundaries.png"
    parser.add_argument("--out", type=Path, default=default)
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    draw(arguments.out)


if __name__ == "__main__":
    main()
