"""Where a flow is: coordinates, else postcode, place, municipality, else the head office's.

Each place carries how exactly it is known. A name that is not in the gazetteer is never guessed:
the row stays, without a point, and says which name was not found.
"""

import gc
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN, KKJ_ZONE_3, WGS84
from fiss_geo.flows.cells import by_distinct, join_notes, lower, missing_text, number, text_column
from fiss_geo.flows.place_names import POINT, PlaceNames

Geocode = Callable[[pd.DataFrame], pd.DataFrame]
"""Gives points to the street addresses of rows; see ``geocoder.geocode``."""

_Find = Callable[[pd.DataFrame], pd.DataFrame | None]
# What eastings are like in the two systems of Finland; they share no value.
_TM35FIN_EASTING_M = (20_000, 900_000)
_KKJ_EASTING_M = (3_000_000, 3_900_000)
_NORTHING_M = (6_500_000, 7_900_000)


def place(raw: pd.DataFrame, geocode: Geocode | None = None) -> pd.DataFrame:
    """Give each row its point, how exactly that is known, and what is to be said of it.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text with any of ``latitude`` and ``longitude``, ``easting`` and ``northing`` (EPSG:3067
        or EPSG:2393, told apart by ``crs`` or by their range), ``postcode``, ``place``,
        ``municipality`` (a name in Finnish or Swedish, today's or a merged one's, or a code),
        ``head_office_postcode``, ``head_office_municipality``, ``location_precision``.
    geocode : callable, optional
        Asked for the points of street addresses, of the rows without coordinates only.

    Returns
    -------
    pandas.DataFrame
        ``location_precision``, ``location_uncertainty_km``, ``location_note``, ``geometry``
        (points, EPSG:3067, missing where no place is known).
    """
    names = PlaceNames()
    office = "the site's place is not given; this is the head office's"
    ways: list[tuple[str, str | None, _Find]] = [
        ("site", None, _by_degrees),
        ("site", None, _by_metres),
        ("address", None, geocode or _unasked),
        ("postcode", None, lambda rows: names.postcode(rows, "postcode")),
        ("place", None, names.place),
        ("municipality", None, lambda rows: names.municipality(rows, "municipality")),
        ("postcode", office, lambda rows: names.postcode(rows, "head_office_postcode")),
        ("municipality", office, lambda rows: names.municipality(rows, "head_office_municipality")),
    ]
    point, way_of, unfound = _first_found(raw, [find for _, _, find in ways])
    grades = pd.array([grade for grade, _, _ in ways] + ["none"], dtype="str")
    notes = pd.array([note for _, note, _ in ways] + [None], dtype="str")
    precision = pd.Series(grades.take(way_of), index=raw.index)
    unknown = missing_text(raw.index)
    by_name = ~precision.isin(["site", "address"])
    if by_name.any():
        unknown[by_name] = names.unknown(raw[by_name])
    said = join_notes([unknown, pd.Series(notes.take(way_of), index=raw.index), unfound])
    return _described(raw, point, precision, said, names)


def _first_found(
    raw: pd.DataFrame, finds: list[_Find]
) -> tuple[pd.DataFrame, np.ndarray, pd.Series]:
    """Try ways to find a point, the best first, each with the rows still without one.

    Returns
    -------
    tuple
        The points; the place of each row's way in the list, -1 for none; and what ways say of
        rows that they were asked for and did not find.
    """
    point = np.full((len(raw), len(POINT)), np.nan)
    way_of = np.full(len(raw), -1)
    unfound = missing_text(raw.index)
    for way, find in enumerate(finds):
        still = np.flatnonzero(way_of < 0)
        found = find(raw if len(still) == len(raw) else raw.iloc[still]) if len(still) else None
        if found is None:
            continue
        new = found["easting_m"].notna().to_numpy()
        point[still[new]] = found[POINT].to_numpy()[new]
        way_of[still[new]] = way
        if "note" in found:
            unfound.iloc[still[~new]] = found["note"].astype("str").array[~new]
    return pd.DataFrame(point, index=raw.index, columns=POINT), way_of, unfound


def _unasked(_rows: pd.DataFrame) -> None:
    return None


def _described(
    raw: pd.DataFrame, point: pd.DataFrame, precision: pd.Series, said: pd.Series, names: PlaceNames
) -> pd.DataFrame:
    if "location_precision" in raw.columns:
        stated = lower(raw["location_precision"])
        by_coordinates = precision == "site"
        precision = precision.mask(by_coordinates & stated.notna() & (stated != "none"), stated)
    return pd.DataFrame(
        {
            "location_precision": precision,
            "location_uncertainty_km": _uncertainty(raw, precision, point, names),
            "location_note": join_notes([_unplaced(raw, precision, said), names.mergers(raw)]),
            "geometry": gpd.array.from_shapely(_points(point), crs=ETRS_TM35FIN),
        },
        index=raw.index,
    )


def _points(point: pd.DataFrame) -> np.ndarray:
    """Make points, none where there are no coordinates."""
    known = point["easting_m"].notna().to_numpy()
    points = np.full(len(point), None, dtype=object)
    # Python's collector would look through the million new points again and again.
    collects = gc.isenabled()
    gc.disable()
    try:
        points[known] = shapely.points(point.loc[known, ["easting_m", "northing_m"]].to_numpy())
    finally:
        if collects:
            gc.enable()
    return points


def _by_degrees(raw: pd.DataFrame) -> pd.DataFrame | None:
    longitude, latitude = number(raw, "longitude"), number(raw, "latitude")
    return None if latitude.isna().all() else _to_metres(longitude, latitude, WGS84)


def _by_metres(raw: pd.DataFrame) -> pd.DataFrame | None:
    """Read eastings and northings of the national systems, today's and the old one's (KKJ)."""
    easting, northing = number(raw, "easting"), number(raw, "northing")
    if easting.isna().all():
        return None
    stated = text_column(raw, "crs").str.extract(r"(\d{4})", expand=False)
    plausible = northing.between(*_NORTHING_M)
    kkj = (
        plausible & easting.between(*_KKJ_EASTING_M) & (stated.isna() | (stated == str(KKJ_ZONE_3)))
    )
    today = plausible & easting.between(*_TM35FIN_EASTING_M)
    today &= stated.isna() | (stated == str(ETRS_TM35FIN))
    table = pd.DataFrame({"easting_m": easting, "northing_m": northing}, dtype=float).where(today)
    old = _to_metres(easting.where(kkj), northing.where(kkj), KKJ_ZONE_3)
    return table.fillna(old).assign(uncertainty_km=np.nan)


def _to_metres(x: pd.Series, y: pd.Series, epsg: int) -> pd.DataFrame:
    known = (x.notna() & y.notna()).to_numpy()
    easting, northing = (np.full(len(x), np.nan) for _ in range(2))
    transformer = Transformer.from_crs(epsg, ETRS_TM35FIN, always_xy=True)
    easting[known], northing[known] = transformer.transform(
        x[known].to_numpy(dtype=float), y[known].to_numpy(dtype=float)
    )
    found = {"easting_m": easting, "northing_m": northing, "uncertainty_km": np.nan}
    return pd.DataFrame(found, index=x.index).replace([np.inf, -np.inf], np.nan)


def _uncertainty(
    raw: pd.DataFrame, precision: pd.Series, point: pd.DataFrame, names: PlaceNames
) -> pd.Series:
    """Take the gazetteer's radius where it is known, else the usual one of the grade."""
    grades = reference.read_numbers("reference/location_precision.csv")
    usual = grades.set_index("location_precision")["uncertainty_km"]
    known = point["uncertainty_km"].copy()
    by_grade = (known.isna() & (precision == "municipality")).to_numpy()
    if by_grade.any():
        municipality = names.municipality(raw[by_grade], "municipality")
        if municipality is not None:
            known[by_grade] = municipality["uncertainty_km"]
    return known.fillna(by_distinct(precision, lambda grade: grade.map(usual))).astype(float)


def _unplaced(raw: pd.DataFrame, precision: pd.Series, said: pd.Series) -> pd.Series:
    """Say of rows without a point why there is none, where nothing is said yet."""
    silent = (precision == "none") & said.isna()
    if not silent.any():
        return said
    easting, address = (text_column(raw[silent], name) for name in ("easting", "address"))
    why = "no system of Finland has the easting “" + easting + "”"
    why = why.fillna("the address “" + address + "” is looked up only with a geocoder")
    return said.fillna(why.fillna("the file gives no place").reindex(raw.index))
