"""Measure the reference data against official data that the project doesn't ship.

Prints how often the approximate boundaries put a facility in the right region and municipality,
how much of each region they cover, and how far routes on the main roads are from published road
distances. The official data is for measuring alone; nothing in ``data/reference`` comes from it.

    python scripts/measure_boundaries.py [FOLDER WITH THE OFFICIAL DATA]
"""

import sys
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "data" / "reference"
OFFICIAL = ROOT.parent / "shared" / "data" / "tests_only"

_CRS = 3067
_WGS84 = 4326
# A point just off our coast counts as the nearest municipality's.
_OFF_COAST_M = 5_000
# The official areas reach to the sea; what is farther off has no true municipality.
_OFF_OFFICIAL_M = 1_000


class LocationShares(NamedTuple):
    """How many facilities were placed, and which share of them rightly."""

    facilities: int
    inside: int
    region_right: float
    municipality_right: float


def measure_locations(municipalities: gpd.GeoDataFrame, official: Path) -> LocationShares:
    """Place the facilities by our boundaries and by the official ones with the sea."""
    facilities = _facilities(official)
    truth = _official(official, "municipalities_2026_nls4500k_with_sea")
    true_row = _nearest_row(facilities, truth, _OFF_OFFICIAL_M)
    our_row = _nearest_row(facilities, municipalities, _OFF_COAST_M)
    found = truth.reindex(true_row).reset_index(drop=True)
    ours = municipalities.reindex(our_row).reset_index(drop=True)
    inside = _nearest_row(facilities, municipalities, 0)
    known = found["code"].notna()
    return LocationShares(
        facilities=int(known.sum()),
        inside=int(inside.notna().sum()),
        region_right=float((ours["region_code"] == found["region_code"])[known].mean()),
        municipality_right=float((ours["municipality_code"] == found["code"])[known].mean()),
    )


def official_set(official: Path) -> gpd.GeoDataFrame:
    """Read the municipalities that Statistics Finland's service gives, as our columns."""
    table = _official(official, "municipalities_2026_statfi4500k_land")
    return table.rename(columns={"code": "municipality_code"})


def measure_misses(municipalities: gpd.GeoDataFrame, official: Path) -> pd.Series:
    """Give how far [m] each facility placed wrongly lies from its true municipality."""
    facilities = _facilities(official)
    truth = _official(official, "municipalities_2026_nls4500k_with_sea")
    true_row = _nearest_row(facilities, truth, _OFF_OFFICIAL_M)
    code = truth["code"].reindex(true_row).reset_index(drop=True)
    ours = municipalities.reindex(_nearest_row(facilities, municipalities, _OFF_COAST_M))
    is_wrong = code.notna() & (code != ours["municipality_code"].reset_index(drop=True))
    own = municipalities.set_index("municipality_code").geometry.reindex(code[is_wrong])
    points = gpd.GeoSeries(facilities[is_wrong].to_numpy(), crs=facilities.crs)
    return points.distance(own.reset_index(drop=True))


def measure_names(municipalities: gpd.GeoDataFrame, official: Path) -> dict[str, int]:
    """Count the municipalities whose name is the official one, by language."""
    key = pd.read_csv(official / "gazetteer" / "municipality_key_2026.csv", dtype="str")
    key = key.set_index("code").reindex(municipalities["municipality_code"])
    names = {one: f"municipality_name_{one}" for one in ("fi", "sv", "en")}
    return {
        language: int((key[name].str.strip().array == municipalities[name].array).sum())
        for language, name in names.items()
    }


def measure_overlap(regions: gpd.GeoDataFrame, official: Path) -> pd.Series:
    """Give each region's intersection over union with the official land, by region code."""
    truth = _official(official, "regions_2026_statfi4500k_land").set_index("code").geometry
    ours = regions.set_index("region_code").geometry
    return ours.intersection(truth, align=True).area / ours.union(truth, align=True).area


def measure_centres(gazetteer: pd.DataFrame, official: Path) -> pd.Series:
    """Give the distance [km] of each municipality's point from its official central locality."""
    path = official / "gazetteer" / "municipality_central_localities_nls_2025.csv"
    truth = pd.read_csv(path, dtype={"code": "str"}).set_index("code")
    points = gpd.points_from_xy(truth["lon"], truth["lat"], crs=_WGS84).to_crs(_CRS)
    ours = gazetteer[gazetteer["gazetteer_kind"] == "municipality"].set_index("municipality_code")
    ours = ours.reindex(truth.index)
    easting, northing = ours["easting_m"].astype(float), ours["northing_m"].astype(float)
    return pd.Series(np.hypot(easting - points.x, northing - points.y) / 1000, index=truth.index)


def measure_roads(roads: gpd.GeoDataFrame, official: Path) -> pd.DataFrame:
    """Compare routes with published road distances; ``error`` is relative, below 0 is short."""
    pairs = pd.read_csv(official / "roads" / "road_distances_fi.csv")
    table = pairs[["from", "to", "road_km", "kind"]].copy()
    starts = gpd.points_from_xy(pairs["from_lon"], pairs["from_lat"], crs=_WGS84).to_crs(_CRS)
    ends = gpd.points_from_xy(pairs["to_lon"], pairs["to_lat"], crs=_WGS84).to_crs(_CRS)
    table["route_km"] = [route_km(roads, a, b) for a, b in zip(starts, ends, strict=True)]
    table["error"] = table["route_km"] / table["road_km"] - 1
    return table


def route_km(roads: gpd.GeoDataFrame, start: shapely.Point, end: shapely.Point) -> float:
    """Length [km] of the shortest way between two points, with straight legs to the roads."""
    nodes = pd.Index(np.unique(roads[["from_node", "to_node"]].to_numpy()))
    number = len(nodes)
    ways = [
        (nodes.get_indexer(roads["from_node"]), nodes.get_indexer(roads["to_node"])),
    ]
    lengths = [roads["length_km"].to_numpy()]
    snapped = [_snap(roads, point) for point in (start, end)]
    for extra, (row, share, leg_km) in enumerate(snapped):
        edge_km = roads["length_km"].iloc[row]
        at = nodes.get_indexer([roads["from_node"].iloc[row], roads["to_node"].iloc[row]])
        ways.append((np.array([number + extra] * 2), at))
        lengths.append(leg_km + edge_km * np.array([share, 1 - share]))
    fro, to = (np.concatenate(side) for side in zip(*ways, strict=True))
    size = (number + 2, number + 2)
    graph = csr_matrix((np.concatenate(lengths), (fro, to)), size)
    return float(dijkstra(graph, directed=False, indices=number)[number + 1])


def _snap(roads: gpd.GeoDataFrame, point: shapely.Point) -> tuple[int, float, float]:
    """Give the nearest edge's row, the share of it before the point, and the leg to it [km]."""
    row = int(shapely.STRtree(roads.geometry.array).nearest(point))
    line = roads.geometry.iloc[row]
    return row, line.project(point, normalized=True), line.distance(point) / 1000


def _facilities(official: Path) -> gpd.GeoSeries:
    table = pd.read_csv(official / "facilities" / "prtr_facilities.csv", sep=";", dtype="str")
    located = table.dropna(subset=["pointGeometryLon", "pointGeometryLat"])
    lon, lat = located["pointGeometryLon"].astype(float), located["pointGeometryLat"].astype(float)
    return gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=_WGS84).to_crs(_CRS)


def _official(official: Path, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(official / "regions" / f"{name}.geojson").to_crs(_CRS)


def _nearest_row(points: gpd.GeoSeries, areas: gpd.GeoDataFrame, max_m: float) -> pd.Series:
    """Give the row of the area each point is in or nearest to, missing beyond ``max_m``."""
    row = pd.Series(shapely.STRtree(areas.geometry.array).nearest(points.array), dtype="Int64")
    distance_m = shapely.distance(points.array, areas.geometry.array[row.to_numpy()])
    return row.mask(np.asarray(distance_m) > max_m)


def main() -> None:
    """Print all figures."""
    official = Path(sys.argv[1]) if len(sys.argv) > 1 else OFFICIAL
    embedded = gpd.read_parquet(REFERENCE / "municipalities.parquet")
    for title, areas in (("embedded", embedded), ("official, land", official_set(official))):
        shares = measure_locations(areas, official)
        print(f"{title}: {shares.facilities} facilities, {shares.inside} inside the boundaries")
        print(f"  region right {shares.region_right:.2%}")
        print(f"  municipality right {shares.municipality_right:.2%}")
        off_m = measure_misses(areas, official)
        print(f"  {len(off_m)} in another municipality, at most {off_m.max():.0f} m from their own")
    print(f"names right, of {len(embedded)}: {measure_names(embedded, official)}")
    overlap = measure_overlap(gpd.read_parquet(REFERENCE / "regions.parquet"), official)
    print(f"region overlap (IoU): mean {overlap.mean():.3f}")
    print(overlap.round(3).to_string())
    gazetteer = pd.read_csv(REFERENCE / "gazetteer.csv", dtype="str")
    centre_km = measure_centres(gazetteer, official)
    print(f"municipality points off: median {centre_km.median():.1f} km, max {centre_km.max():.1f}")
    print(f"  more than 5 km: {', '.join(centre_km.index[centre_km > 5])}")  # noqa: PLR2004
    routes = measure_roads(gpd.read_parquet(REFERENCE / "main_roads.parquet"), official)
    print(routes.drop(columns="kind").round(3).to_string())
    print(f"median error of road distances {routes['error'].abs().median():.1%}")


if __name__ == "__main__":
    main()
