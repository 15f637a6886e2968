"""Freight terminals: railway yards at the nearest node of the rail graph, and ports."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from reference_build.output import ETRS_TM35FIN, WGS84

# Places with loading tracks for bulk goods or roundwood, named in the Network Statement of the
# Finnish Transport Infrastructure Agency and in its study of roundwood loading places.
_YARDS = (
    "Akaa", "Haapajärvi", "Hamina", "Hanko", "Harjavalta", "Heinävesi", "Iisalmi", "Imatra",
    "Joensuu", "Jyväskylä", "Kajaani", "Kankaanpää", "Kaskinen", "Kemi", "Kemijärvi", "Kitee",
    "Kokkola", "Kolari", "Kotka", "Kouvola", "Kuhmo", "Kuopio", "Lahti", "Lappeenranta",
    "Lieksa", "Loimaa", "Loviisa", "Mikkeli", "Mänttä-Vilppula", "Naantali", "Nurmes",
    "Oulu", "Parikkala", "Parkano", "Pieksämäki", "Pietarsaari", "Pori", "Raahe", "Rauma",
    "Riihimäki", "Rovaniemi", "Saarijärvi", "Savonlinna", "Seinäjoki", "Siilinjärvi", "Sotkamo",
    "Tampere", "Tornio", "Turku", "Uusikaupunki", "Varkaus", "Ylivieska", "Äänekoski",
)  # fmt: skip
# A yard lies where its town does: further than this from a node there is no railway.
_FARTHEST_M = 6000.0
_YARD_SOURCE = (
    "place: a town with goods traffic by rail, typed by the project from general knowledge and not "
    "checked against the Network Statement; point: nearest node of the OpenStreetMap railways"
)
_PORT_SOURCE = "PyPI searoute 1.6.0, ports.geojson, by UN/LOCODE"


def rail_terminals(gazetteer: pd.DataFrame, rails: gpd.GeoDataFrame) -> pd.DataFrame:
    """Place each yard at the node of the rail graph nearest to its town.

    Raises
    ------
    ValueError
        If a town is not in the gazetteer.
    """
    places = gazetteer[gazetteer["gazetteer_kind"].isin(["place", "municipality"])]
    towns = places.drop_duplicates("place_name_fi").set_index("place_name_fi")
    unknown = set(_YARDS) - set(towns.index)
    if unknown:
        raise ValueError(f"terminals: {sorted(unknown)} are not in the gazetteer")
    # Only the main net: a yard on an island of the graph leads nowhere.
    net = rails[rails["component_id"] == 0]
    nodes = np.unique(shapely.get_coordinates(net.geometry.array), axis=0)
    at = towns.loc[list(_YARDS), ["easting_m", "northing_m"]].to_numpy(dtype="float64")
    far_m, nearest = cKDTree(nodes).query(at)
    table = pd.DataFrame(
        {
            "terminal_id": [f"rail-{name.casefold()}" for name in _YARDS], "name": _YARDS,
            "mode": "rail", "easting_m": nodes[nearest, 0], "northing_m": nodes[nearest, 1],
            "uncertainty_km": 3.0, "year": 2026, "source": _YARD_SOURCE,
            "licence": "facts; ODbL 1.0: © OpenStreetMap contributors",
        }
    )  # fmt: skip
    return table[far_m <= _FARTHEST_M]


def terminals(rail: pd.DataFrame, ports: pd.DataFrame) -> pd.DataFrame:
    """Put yards and ports in one table, in whole metres."""
    points = gpd.points_from_xy(ports["lon"], ports["lat"], crs=WGS84).to_crs(ETRS_TM35FIN)
    harbours = ports[["terminal_id", "name"]].assign(
        mode="sea", easting_m=points.x, northing_m=points.y, uncertainty_km=2.0, year=2026,
        source=_PORT_SOURCE, licence="Apache-2.0",
    )  # fmt: skip
    table = pd.concat([rail, harbours], ignore_index=True)
    metres = {name: table[name].round().astype("int64") for name in ("easting_m", "northing_m")}
    return table.assign(**metres)
