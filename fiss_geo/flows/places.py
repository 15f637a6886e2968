"""Where a flow is: coordinates, else postcode, else place, else municipality, else nowhere.

Each place carries how exactly it is known. A name that is not in the gazetteer is never guessed:
the row stays, without a point, and says which name was not found.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Transformer

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.flows import checks

_POINT = ["easting_m", "northing_m", "uncertainty_km"]


def place(raw: pd.DataFrame) -> pd.DataFrame:
    """Give each row its point, how exactly that is known, and what is to be said of it.

    Parameters
    ----------
    raw : pandas.DataFrame
        Rows of text with any of ``latitude``, ``longitude``, ``postcode``, ``place``,
        ``municipality`` (a name in Finnish or Swedish, or a code) and
        ``location_precision``.

    Returns
    -------
    pandas.DataFrame
        ``location_precision``, ``location_uncertainty_km``, ``location_note``, ``geometry``
        (points, EPSG:3067, missing where no place is known).
    """
    gazetteer = reference.gazetteer()
    ways = {
        "site": _by_coordinates(raw),
        "postcode": _by_postcode(raw, gazetteer),
        "place": _by_place(raw, gazetteer),
        "municipality": _by_municipality(raw, gazetteer),
    }
    point = pd.DataFrame(np.nan, index=raw.index, columns=_POINT)
    precision = pd.Series("none", index=raw.index, dtype="str")
    for name, found in ways.items():
        new = point["easting_m"].isna() & found["easting_m"].notna()
        point = point.where(~new, found)
        precision = precision.mask(new, name)
    stated = checks.lower(checks.text_column(raw, "location_precision"))
    by_coordinates = precision == "site"
    precision = precision.mask(by_coordinates & stated.notna() & (stated != "none"), stated)
    uncertainty = _uncertainty(precision, point, ways["municipality"], by_coordinates)
    return pd.DataFrame(
        {
            "location_precision": precision,
            "location_uncertainty_km": uncertainty,
            "location_note": _note(raw, precision),
            "geometry": gpd.points_from_xy(point["easting_m"], point["northing_m"]),
        },
        index=raw.index,
    ).assign(geometry=lambda table: table["geometry"].where(point["easting_m"].notna(), None))


def _by_coordinates(raw: pd.DataFrame) -> pd.DataFrame:
    to_metres = Transformer.from_crs(WGS84, ETRS_TM35FIN, always_xy=True)
    longitude, latitude = checks.number(raw, "longitude"), checks.number(raw, "latitude")
    easting, northing = to_metres.transform(longitude.to_numpy(), latitude.to_numpy())
    found = pd.DataFrame({"easting_m": easting, "northing_m": northing}, index=raw.index)
    return found.replace([np.inf, -np.inf], np.nan).assign(uncertainty_km=np.nan)


def _by_postcode(raw: pd.DataFrame, gazetteer: pd.DataFrame) -> pd.DataFrame:
    table = gazetteer[gazetteer["gazetteer_kind"] == "postcode"].drop_duplicates("postcode")
    code = checks.text_column(raw, "postcode").str.zfill(5)
    return table.set_index("postcode")[_POINT].reindex(code).set_index(raw.index)


def _by_place(raw: pd.DataFrame, gazetteer: pd.DataFrame) -> pd.DataFrame:
    """Find places by name; a name that stands for several is left unfound."""
    table = _names(gazetteer[gazetteer["gazetteer_kind"] == "place"])
    table = table.drop_duplicates("name", keep=False)
    name = checks.text_column(raw, "place").map(fold, na_action="ignore")
    return table.set_index("name")[_POINT].reindex(name).set_index(raw.index)


def _by_municipality(raw: pd.DataFrame, gazetteer: pd.DataFrame) -> pd.DataFrame:
    rows = gazetteer[gazetteer["gazetteer_kind"] == "municipality"]
    by_code = rows.assign(name=rows["municipality_code"])
    table = pd.concat([_names(rows), by_code]).drop_duplicates("name", keep="first")
    name = checks.text_column(raw, "municipality").map(fold, na_action="ignore")
    return table.set_index("name")[_POINT].reindex(name).set_index(raw.index)


def _names(table: pd.DataFrame) -> pd.DataFrame:
    """List a gazetteer's rows under their Finnish and their Swedish name."""
    finnish = table.assign(name=table["place_name_fi"].map(fold, na_action="ignore"))
    swedish = table.assign(name=table["place_name_sv"].map(fold, na_action="ignore"))
    both = pd.concat([finnish, swedish]).dropna(subset="name")
    return both.drop_duplicates(["name", "easting_m", "northing_m"])


def fold(name: str) -> str:
    """Fold case, and spaces around hyphens, so that names compare as people read them.

    >>> fold(" Mänttä - Vilppula")
    'mänttä-vilppula'
    """
    return "-".join(part.strip() for part in name.casefold().split("-"))


def _uncertainty(
    precision: pd.Series, point: pd.DataFrame, municipality: pd.DataFrame, by_coordinates: pd.Series
) -> pd.Series:
    """Take the gazetteer's radius where it is known, else the usual one of the grade."""
    grades = reference.read_numbers("reference/location_precision.csv")
    usual = grades.set_index("location_precision")["uncertainty_km"]
    of_municipality = municipality["uncertainty_km"].where(
        by_coordinates & (precision == "municipality")
    )
    known = point["uncertainty_km"].fillna(of_municipality)
    return known.fillna(precision.map(usual)).astype(float)


def _note(raw: pd.DataFrame, precision: pd.Series) -> pd.Series:
    said = checks.text_column(raw, "place").fillna(checks.text_column(raw, "municipality"))
    said = said.fillna(checks.text_column(raw, "postcode"))
    unknown = "the gazetteer does not know “" + said.astype("str") + "”"
    note = unknown.fillna("the file gives no place")
    return note.where(precision == "none").astype("str")
