"""Where a flow is: coordinates, else postcode, place, municipality, else the head office's.

Each place carries how exactly it is known. A name that is not in the gazetteer is never guessed:
the row stays, without a point, and says which name was not found.
"""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN, KKJ_ZONE_3, WGS84
from fiss_geo.flows.cells import lower, number, text_column
from fiss_geo.flows.quantities import join_notes

Geocode = Callable[[pd.DataFrame], pd.DataFrame]
"""Gives points to the street addresses of rows; see ``geocoder.geocode``."""

_POINT = ["easting_m", "northing_m", "uncertainty_km"]
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
    names = _Names()
    degrees, metres = _by_degrees(raw), _by_metres(raw)
    geocoded = None if geocode is None else _by_address(raw, geocode, [degrees, metres])
    office = "the site's place is not given; this is the head office's"
    ways = [
        ("site", degrees, None),
        ("site", metres, None),
        ("address", geocoded, None),
        ("postcode", names.postcode(raw, "postcode"), None),
        ("place", names.place(raw), None),
        ("municipality", names.municipality(raw, "municipality"), None),
        ("postcode", names.postcode(raw, "head_office_postcode"), office),
        ("municipality", names.municipality(raw, "head_office_municipality"), office),
    ]
    point = pd.DataFrame(np.nan, index=raw.index, columns=_POINT)
    precision = pd.Series("none", index=raw.index, dtype="str")
    said = pd.Series(np.nan, index=raw.index, dtype="str")
    for grade, found, note in ways:
        if found is None or found["easting_m"].isna().all():
            continue
        new = point["easting_m"].isna() & found["easting_m"].notna()
        point = point.where(~new, found[_POINT])
        precision = precision.mask(new, grade)
        said = said.mask(new, other=note) if note else said  # type: ignore[arg-type]
    if geocoded is not None:
        said = join_notes([said, geocoded["note"].where(~precision.isin(["site", "address"]))])
    return _described(raw, point, precision, said, names)


def _by_address(
    raw: pd.DataFrame, geocode: Geocode, known: list[pd.DataFrame | None]
) -> pd.DataFrame:
    """Ask for the addresses of the rows that have no coordinates, and of no others."""
    placed = pd.Series(data=False, index=raw.index)
    for found in known:
        placed |= False if found is None else found["easting_m"].notna()
    asked = geocode(raw[~placed]).reindex(raw.index)
    return asked.assign(note=asked["note"].astype("str"))


def _described(
    raw: pd.DataFrame, point: pd.DataFrame, precision: pd.Series, said: pd.Series, names: "_Names"
) -> pd.DataFrame:
    stated = lower(text_column(raw, "location_precision"))
    by_coordinates = precision == "site"
    precision = precision.mask(by_coordinates & stated.notna() & (stated != "none"), stated)
    has_point = point["easting_m"].notna().to_numpy()
    points = np.full(len(raw), None, dtype=object)
    points[has_point] = shapely.points(point.loc[has_point, ["easting_m", "northing_m"]].to_numpy())
    return pd.DataFrame(
        {
            "location_precision": precision,
            "location_uncertainty_km": _uncertainty(raw, precision, point, names),
            "location_note": join_notes([_unplaced(raw, precision), said, names.mergers(raw)]),
            "geometry": gpd.array.from_shapely(points, crs=ETRS_TM35FIN),
        },
        index=raw.index,
    )


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


class _Names:
    """The gazetteer, opened once for all columns that are looked up in it."""

    def __init__(self) -> None:
        gazetteer = reference.gazetteer()
        kinds = {str(kind): rows for kind, rows in gazetteer.groupby("gazetteer_kind")}
        self._postcodes = kinds["postcode"].drop_duplicates("postcode").set_index("postcode")
        # A name that stands for several places is left unfound.
        self._places = (
            _by_name(kinds["place"]).drop_duplicates("name", keep=False).set_index("name")
        )
        rows = kinds["municipality"]
        by_code = rows.assign(name=rows["municipality_code"])
        known = pd.concat([_by_name(rows), by_code]).drop_duplicates("name")
        self._merged = _merged_names(known["name"])
        today = rows.set_index("municipality_code")
        merged = today.reindex(self._merged["new_municipality_code"]).assign(
            name=self._merged["name"].to_numpy()
        )
        self._municipalities = pd.concat([known, merged]).set_index("name")

    def postcode(self, raw: pd.DataFrame, column: str) -> pd.DataFrame | None:
        return _looked_up(text_column(raw, column).str.zfill(5), self._postcodes)

    def place(self, raw: pd.DataFrame) -> pd.DataFrame | None:
        return _looked_up(_folded(text_column(raw, "place")), self._places)

    def municipality(self, raw: pd.DataFrame, column: str) -> pd.DataFrame | None:
        return _looked_up(_folded(text_column(raw, column)), self._municipalities)

    def mergers(self, raw: pd.DataFrame) -> pd.Series:
        """Say where the file names a municipality that has merged into another."""
        name = text_column(raw, "municipality")
        folded = _folded(name)
        known = self._merged.set_index("name")
        if not folded.isin(known.index).any():
            return pd.Series(np.nan, index=raw.index, dtype="str")
        new = folded.map(known["new_name_fi"])
        year = folded.map(known["from_year"])
        return name + " is part of " + new.astype("str") + " since " + year.astype("str")


def _merged_names(taken: pd.Series) -> pd.DataFrame:
    """List names and codes of merged municipalities that no municipality bears today."""
    table = reference.read_codes("reference/municipality_mergers.csv")
    columns = ["old_name_fi", "old_name_sv", "old_municipality_code"]
    parts = [table.assign(name=table[column].map(fold, na_action="ignore")) for column in columns]
    names = pd.concat(parts).dropna(subset="name").drop_duplicates("name", keep=False)
    return names[~names["name"].isin(taken)].assign(
        from_year=lambda rows: rows["from_date"].str[:4]
    )


def _by_name(table: pd.DataFrame) -> pd.DataFrame:
    """List a gazetteer's rows under their Finnish and their Swedish name."""
    finnish = table.assign(name=table["place_name_fi"].map(fold, na_action="ignore"))
    swedish = table.assign(name=table["place_name_sv"].map(fold, na_action="ignore"))
    both = pd.concat([finnish, swedish]).dropna(subset="name")
    return both.drop_duplicates(["name", "easting_m", "northing_m"])


def _folded(names: pd.Series) -> pd.Series:
    codes, distinct = pd.factorize(names)
    folded = pd.Series([fold(str(name)) for name in distinct], dtype="str")
    return folded.reindex(codes).set_axis(names.index)


def fold(name: str) -> str:
    """Fold case, and spaces around hyphens, so that names compare as people read them.

    >>> fold(" Mänttä - Vilppula")
    'mänttä-vilppula'
    """
    return "-".join(part.strip() for part in name.casefold().split("-"))


def _looked_up(key: pd.Series, table: pd.DataFrame) -> pd.DataFrame | None:
    if key.isna().all():
        return None
    return table[_POINT].reindex(key).set_axis(key.index)


def _uncertainty(
    raw: pd.DataFrame, precision: pd.Series, point: pd.DataFrame, names: _Names
) -> pd.Series:
    """Take the gazetteer's radius where it is known, else the usual one of the grade."""
    grades = reference.read_numbers("reference/location_precision.csv")
    usual = grades.set_index("location_precision")["uncertainty_km"]
    known = point["uncertainty_km"]
    if not (known.isna() & (precision == "municipality")).any():
        return known.fillna(precision.map(usual)).astype(float)
    municipality = names.municipality(raw, "municipality")
    if municipality is not None:
        known = known.fillna(municipality["uncertainty_km"].where(precision == "municipality"))
    return known.fillna(precision.map(usual)).astype(float)


def _unplaced(raw: pd.DataFrame, precision: pd.Series) -> pd.Series:
    """Say of rows without a point which name was not found, or that none is given."""
    place, *others = (text_column(raw, name) for name in ("place", "municipality", "postcode"))
    for other in others:
        place = place.fillna(other)
    metres = _quoted("no system of Finland has the easting", text_column(raw, "easting"))
    unknown = _quoted("the gazetteer does not know", place).fillna(metres)
    return unknown.fillna("the file gives no place").where(precision == "none").astype("str")


def _quoted(sentence: str, text: pd.Series) -> pd.Series:
    quoted = f"{sentence} “" + text.astype("str") + "”"
    return quoted.astype("str")
