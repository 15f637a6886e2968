"""What stops a row from being read, said in sentences: file, row, column, value, expected."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from fiss_geo.errors import Fault
from fiss_geo.flows.cells import NO, YES, by_distinct, number, says, text_column
from fiss_geo.flows.industries import is_bad_version
from fiss_geo.optional_columns import understood
from fiss_geo.schemas import LOCATION_PRECISIONS, ROLES, STATUSES

RESOURCE_NAMES = ("resource_name", "resource_name_en", "resource_name_fi", "resource_name_sv")
PLACE_COLUMNS = (
    "postcode", "place", "municipality", "address", "head_office_postcode",
    "head_office_municipality",
)  # fmt: skip
# More than all of Finland's waste in a year (about 10^8 t): a slip of the unit, surely.
_HIGHEST_QUANTITY = 1e10
_SUM = r"(?:kaikki )?(?:yhteensä|yht|summa|summa totalt|totalt|sammanlagt|(?:in )?total|sum)[.:]?"
_SUM_COLUMNS = (*RESOURCE_NAMES, "organisation", "place", "municipality")


def missing_columns(columns: Collection[str]) -> list[str]:
    """Say which required columns a file lacks, a sentence each."""
    sentences = [
        f"column {name} is missing; every flow needs one"
        for name in ("role", "organisation")
        if name not in columns
    ]
    if not set(RESOURCE_NAMES) & set(columns):
        sentences.append("column resource_name is missing (or resource_name_en, resource_name_fi)")
    pairs = ({"latitude", "longitude"}, {"easting", "northing"})
    if not set(PLACE_COLUMNS) & set(columns) and not any(pair <= set(columns) for pair in pairs):
        sentences.append(
            "no column tells the place; expected latitude and longitude, easting and northing, "
            "postcode, place or municipality"
        )
    return sentences


def low_code(raw: pd.DataFrame) -> pd.Series:
    """Read List of Waste codes as six digits, from ``10 02 02*`` or ``100202``."""
    return by_distinct(
        text_column(raw, "low_code"), lambda codes: codes.str.replace(r"[\s.*]", "", regex=True)
    )


def is_public(raw: pd.DataFrame) -> pd.Series:
    """Tell which rows may be shown to everyone.

    The file's own ``is_public`` decides; where it is silent, a row that names a public source
    (``source_url``) is public, and any other is not.
    """
    silent = text_column(raw, "is_public").isna()
    sourced = by_distinct(
        text_column(raw, "source_url"), lambda urls: urls.str.match(r"https?://", case=False)
    )
    return says(raw, "is_public", *YES) | (silent & sourced.eq(other=True))


def find_faults(raw: pd.DataFrame) -> list[Fault]:
    """Find everything that stops these rows from being read, in the order of the rows."""
    order = {name: place for place, name in enumerate(origin(raw).unique())}
    sums = _is_sum(raw)
    found = _sum_rows(raw[sums])
    raw = raw[~sums]
    found += [
        *_missing_values(raw),
        *_unknown_words(raw),
        *_bad_numbers(raw),
        *_bad_codes(raw),
        *_bad_places(raw),
        *_bad_optional(raw),
        *_repeated_ids(raw),
    ]
    if not found:
        return []
    return sorted(found, key=lambda fault: (order[fault.file], fault.row or 0))


def _is_sum(raw: pd.DataFrame) -> pd.Series:
    """Tell the rows that add up those above: they say so, and lack what every flow has.

    The word alone does not decide, since companies bear it as a name.
    """
    words = [text_column(raw, name) for name in ("flow_id", *_SUM_COLUMNS)]
    says_so = np.logical_or.reduce(
        [
            by_distinct(word, lambda told: told.str.fullmatch(_SUM, case=False)).eq(other=True)
            for word in words
        ]
    )
    lacking = raw["role"].isna() | raw["organisation"].isna() | ~_is_named(raw)
    return lacking & says_so


def _sum_rows(sums: pd.DataFrame) -> list[Fault]:
    expected = "this row looks like a sum of those above, which is no flow; delete it"
    rows = zip(origin(sums), sums["source_row"], strict=True)
    return [Fault(file, int(row), None, "", expected) for file, row in rows]


def _is_named(raw: pd.DataFrame) -> pd.Series:
    named = np.logical_or.reduce([text_column(raw, name).notna() for name in RESOURCE_NAMES])
    return pd.Series(named, index=raw.index)


def _faults(raw: pd.DataFrame, wrong: pd.Series, column: str, expected: str) -> list[Fault]:
    if not wrong.any():
        return []
    rows = raw.loc[wrong.astype(bool)]
    values = text_column(rows, column).fillna("")
    found = zip(origin(rows), rows["source_row"], values, strict=True)
    return [Fault(file, int(row), column, value[:80], expected) for file, row, value in found]


def origin(raw: pd.DataFrame) -> pd.Series:
    """Name where each row came from: the file, and the sheet in it if there is one."""
    sheet = text_column(raw, "source_sheet")
    return (raw["source_file"] + " [" + sheet + "]").fillna(raw["source_file"]).astype("str")


def _missing_values(raw: pd.DataFrame) -> list[Fault]:
    faults = []
    for column in ("flow_id", "organisation"):
        faults += _faults(raw, raw[column].isna(), column, "every flow needs one")
    return faults + _faults(raw, ~_is_named(raw), "resource_name", "say what is offered or needed")


def _unknown_words(raw: pd.DataFrame) -> list[Fault]:
    words = {
        "status": (STATUSES, f"expected {_either(STATUSES)}"),
        "location_precision": (LOCATION_PRECISIONS, f"expected {_either(LOCATION_PRECISIONS)}"),
        "is_public": ((*YES, *NO), "expected yes or no"),
    }
    faults = _faults(raw, ~says(raw, "role", *ROLES), "role", "expected offer or need")
    for column, (allowed, expected) in words.items():
        unknown = text_column(raw, column).notna() & ~says(raw, column, *allowed)
        faults += _faults(raw, unknown, column, expected)
    return faults


def _either(words: Collection[str]) -> str:
    """Join words for a sentence.

    >>> _either(["site", "postcode", "none"])
    'site, postcode or none'
    """
    *first, last = words
    return f"{', '.join(first)} or {last}"


def _bad_numbers(raw: pd.DataFrame) -> list[Fault]:
    quantity = number(raw, "quantity")
    faults = _faults(
        raw, quantity.notna() & ~quantity.between(0, _HIGHEST_QUANTITY), "quantity",
        "expected a number from 0 to 10 000 000 000; leave it empty if it is not known",
    )  # fmt: skip
    for column in ("quantity_year", "source_year"):
        year = number(raw, column)
        fits = year.between(1900, 2100) & (year % 1 == 0)
        given = text_column(raw, column).notna()
        faults += _faults(raw, given & ~fits, column, "expected a year such as 2023")
    return faults


def _bad_codes(raw: pd.DataFrame) -> list[Fault]:
    code = low_code(raw)
    fits = by_distinct(code, lambda codes: codes.str.fullmatch(r"\d{6}"))
    return [
        *_faults(
            raw, code.notna() & ~fits.eq(other=True), "low_code",
            "expected six digits such as 020502 (a spreadsheet may have eaten the leading zero)",
        ),
        *_faults(
            raw, is_bad_version(raw), "nace_version",
            "expected NACE Rev. 2 (or TOL 2008) or NACE Rev. 2.1 (or TOL 2025)",
        ),
    ]  # fmt: skip


def _bad_places(raw: pd.DataFrame) -> list[Fault]:
    latitude, longitude = number(raw, "latitude"), number(raw, "longitude")
    has_latitude = text_column(raw, "latitude").notna()
    has_longitude = text_column(raw, "longitude").notna()
    swapped = latitude.between(19, 32) & longitude.between(59, 71)
    degrees = "degrees (WGS 84)"
    return [
        *_faults(
            raw, (has_latitude | has_longitude) & ~latitude.between(-90, 90), "latitude",
            f"expected {degrees} such as 65.7693, with a longitude beside it",
        ),
        *_faults(
            raw, (has_latitude | has_longitude) & ~longitude.between(-180, 180), "longitude",
            f"expected {degrees} such as 24.1941, with a latitude beside it",
        ),
        *_faults(
            raw, swapped, "latitude",
            "latitude and longitude look swapped; expected latitude 59 to 71, longitude 19 to 32",
        ),
        *_bad_metres(raw),
    ]  # fmt: skip


def _bad_metres(raw: pd.DataFrame) -> list[Fault]:
    easting, northing = number(raw, "easting"), number(raw, "northing")
    given = text_column(raw, "easting").notna() | text_column(raw, "northing").notna()
    swapped = northing.between(20_000, 3_800_000) & easting.between(6_500_000, 7_900_000)
    either = "metres of EPSG:3067 such as 385000 and 7320000, or of EPSG:2393 such as 3385000"
    return [
        *_faults(
            raw, given & (easting.isna() | northing.isna()), "easting",
            f"expected easting and northing together, {either}",
        ),
        *_faults(
            raw, swapped, "easting",
            "easting and northing look swapped; a northing in Finland begins with 66 to 77",
        ),
    ]  # fmt: skip


def _bad_optional(raw: pd.DataFrame) -> list[Fault]:
    wrong = understood(raw)[1]
    return [fault for one in wrong for fault in _faults(raw, one.rows, one.column, one.expected)]


def _repeated_ids(raw: pd.DataFrame) -> list[Fault]:
    again = raw["flow_id"].duplicated() & raw["flow_id"].notna()
    if not again.any():
        return []
    repeated = raw[again]
    first = raw[raw["flow_id"].isin(repeated["flow_id"])].drop_duplicates("flow_id")
    first = first.assign(file=origin(first))
    others = first.set_index("flow_id").loc[repeated["flow_id"], ["file", "source_row"]]
    expected = [
        f"expected an id of its own; {file}, row {row} has the same"
        for file, row in others.itertuples(index=False)
    ]
    rows = zip(origin(repeated), repeated["source_row"], repeated["flow_id"], expected, strict=True)
    return [Fault(file, int(row), "flow_id", str(value), text) for file, row, value, text in rows]
