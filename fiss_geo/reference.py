"""The embedded reference data: where it lies, and each table under its name.

Sources, licences, dates and checksums of every file stand in ``data/reference/README.md``.
Nothing is read at import; each function reads its file anew and gives a table of its own.
"""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import MissingFile

_PACKAGE = Path(__file__).resolve().parent


def data_path(name: str) -> Path:
    """Find a file of the data folder, in a wheel (inside the package) or a checkout (beside it).

    Parameters
    ----------
    name : str
        Path below ``data/``, such as ``reference/parks.geojson``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    MissingFile
        If the file is in neither place.

    >>> data_path("reference/parks.geojson").name
    'parks.geojson'
    """
    for root in (_PACKAGE / "data", _PACKAGE.parent / "data"):
        if (root / name).exists():
            return root / name
    raise MissingFile(f"data/{name} is not part of this installation; reinstall fiss-geo")


def read_codes(name: str) -> pd.DataFrame:
    """Read a CSV of the data folder with every column as text, so that codes keep their zeros."""
    return pd.read_csv(data_path(name), dtype="str", encoding="utf-8")


def read_numbers(name: str) -> pd.DataFrame:
    """Read a CSV of the data folder whose columns are numbers and text."""
    return pd.read_csv(data_path(name), encoding="utf-8")


def municipalities() -> gpd.GeoDataFrame:
    """Read the approximate boundaries of the 308 municipalities of 2026 (polygons, EPSG:3067)."""
    return gpd.read_parquet(data_path("reference/municipalities.parquet"))


def regions() -> gpd.GeoDataFrame:
    """Read the approximate boundaries of the 19 regions (maakunta; polygons, EPSG:3067)."""
    return gpd.read_parquet(data_path("reference/regions.parquet"))


def municipality_names() -> pd.DataFrame:
    """Read codes, names and regions of the municipalities of 2026, without their polygons."""
    return _without_polygons("reference/municipalities.parquet")


def region_names() -> pd.DataFrame:
    """Read codes and names of the regions and their NUTS 3 codes, without their polygons."""
    return _without_polygons("reference/regions.parquet")


def _without_polygons(name: str) -> pd.DataFrame:
    path = data_path(name)
    columns = [column for column in pq.read_schema(path).names if column != "geometry"]
    return pd.read_parquet(path, columns=columns)


def main_roads() -> gpd.GeoDataFrame:
    """Read the main roads: edges as straight lines, EPSG:3067 (© OpenStreetMap, ODbL)."""
    return gpd.read_parquet(data_path("reference/main_roads.parquet"))


def railways() -> gpd.GeoDataFrame:
    """Read the railways: edges as straight lines, EPSG:3067 (© OpenStreetMap, ODbL)."""
    return gpd.read_parquet(data_path("reference/railways.parquet"))


def terminals() -> pd.DataFrame:
    """Read the freight terminals of rail and sea with their point (metres, EPSG:3067)."""
    return read_numbers("reference/terminals.csv")


def land() -> gpd.GeoDataFrame:
    """Read the land at 1:10M, Finland's and its neighbours', for maps (polygons, EPSG:3067)."""
    return gpd.read_parquet(data_path("reference/land.parquet"))


def lakes() -> gpd.GeoDataFrame:
    """Read the largest lakes, for the background of maps (polygons, EPSG:3067)."""
    return gpd.read_parquet(data_path("reference/lakes.parquet"))


def gazetteer() -> pd.DataFrame:
    """Read postcodes, places and municipalities with their point (metres, EPSG:3067)."""
    table = read_codes("reference/gazetteer.csv")
    numbers = ["easting_m", "northing_m", "uncertainty_km"]
    return table.assign(**{name: table[name].astype(float) for name in numbers})


def parks() -> pd.DataFrame:
    """Read the eco-industrial parks: id, names, operator, point, radius and catchment.

    A park is a circle of ``radius_km`` around ``latitude`` and ``longitude`` [degrees, WGS 84],
    or a polygon, in ``outline_wkt`` (EPSG:3067). ``catchment_km`` counts from its edge.
    """
    table = gpd.read_file(data_path("reference/parks.geojson"))
    is_circle = table.geom_type == "Point"
    middle = table.geometry.where(is_circle, table.representative_point())
    outline = table.geometry.to_crs(ETRS_TM35FIN).to_wkt().mask(is_circle)
    return pd.DataFrame(table.drop(columns="geometry")).assign(
        latitude=middle.y, longitude=middle.x, outline_wkt=outline.astype("str")
    )


def municipality_mergers() -> pd.DataFrame:
    """Read the municipalities that merged or were renamed since 2009, and those of today."""
    return read_codes("reference/municipality_mergers.csv")


def material_groups() -> pd.DataFrame:
    """Read the material groups with fi/sv/en names and how they are carried (truck or pipe)."""
    return read_codes("reference/material_groups.csv")


def list_of_waste() -> pd.DataFrame:
    """Read the List of Waste codes (Decision 2000/532/EC) with names and hazard flags."""
    return read_codes("reference/list_of_waste.csv")


def low_crosswalk() -> pd.DataFrame:
    """Read the industries (NACE) and the material group of each List of Waste sub-chapter."""
    return read_codes("reference/low_crosswalk.csv")


def nace() -> pd.DataFrame:
    """Read NACE Rev. 2 (TOL 2008) codes with fi/sv/en names."""
    return read_codes("reference/nace.csv")


def nace_2_1() -> pd.DataFrame:
    """Read NACE Rev. 2.1 (TOL 2025) codes with fi/sv/en names."""
    return read_codes("reference/nace_2_1.csv")


def nace_correspondence() -> pd.DataFrame:
    """Read what each code of NACE Rev. 2.1 was in Rev. 2, level by level."""
    return read_codes("reference/nace_correspondence.csv")


def ewc_stat() -> pd.DataFrame:
    """Read the categories of waste statistics (EWC-Stat), with a star where hazardous."""
    return read_codes("reference/ewc_stat.csv")


def low_ewc_stat() -> pd.DataFrame:
    """Read the EWC-Stat category of List of Waste codes; of a fifth of them it is missing."""
    return read_codes("reference/low_ewc_stat.csv")


def cn_materials() -> pd.DataFrame:
    """Read headings of the Combined Nomenclature with their materials, separated by "|"."""
    return read_codes("reference/cn_materials.csv")


def materials() -> pd.DataFrame:
    """Read the glossary of materials, uses and origins in fi/sv/en; names separated by "|"."""
    return read_codes("reference/materials.csv")


def pathways() -> pd.DataFrame:
    """Read the known ways of using side streams, each with its public source."""
    return read_codes("reference/pathways.csv")


def match_sentences() -> pd.DataFrame:
    """Read what matching says, in fi/sv/en, indexed by key."""
    return read_codes("reference/match_sentences.csv").set_index("key").fillna("")


def vehicles() -> pd.DataFrame:
    """Read the truck classes with their energy use empty and full [MJ/km] and payload [t]."""
    return read_numbers("reference/factors/truck_energy_model.csv")


def factor_defaults() -> pd.DataFrame:
    """Read the factors of the transport model with value, low, high and source, indexed by key."""
    return read_numbers("reference/factors/defaults.csv").set_index("key")


def detour_indices() -> pd.DataFrame:
    """Read the detour index of each region with value, low, high and source, by region_code."""
    return (
        read_codes("reference/factors/detour_index_by_region.csv")
        .set_index("region_code")
        .astype({"value": float, "low": float, "high": float})
    )


def report_words() -> pd.DataFrame:
    """Read the words of the reports: key, en, fi, sv."""
    return read_codes("reference/report_words.csv")


def decision_sentences() -> pd.DataFrame:
    """Read what rankings and plans say of their rows: key, en, fi, sv."""
    return read_codes("reference/decision_sentences.csv")


def benefit_measures() -> pd.DataFrame:
    """Read what realised benefits are measured by: unit, whether yearly, names, meaning."""
    return read_codes("reference/benefit_measures.csv")


def showcase() -> pd.DataFrame:
    """Read the realised and planned symbioses told in public sources."""
    return read_numbers("examples/showcase.csv")
