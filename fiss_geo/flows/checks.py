"""What a file of flows must have, said in sentences, and cells of text as values."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from fiss_geo.errors import Fault
from fiss_geo.flows.units import known_units
from fiss_geo.schemas import LOCATION_PRECISIONS, ROLES, STATUSES

RESOURCE_NAMES = ("resource_name", "resource_name_en", "resource_name_fi", "resource_name_sv")
KNOWN_COLUMNS = frozenset(
    {
        "latitude", "longitude", "place", "municipality", "park", "unit", "decimal_comma",
        "resource_name_sv",
    }
)  # fmt: skip
# More than all of Finland's waste in a year (about 10^8 t): a slip of the unit, surely.
_HIGHEST_QUANTITY = 1e10
_YES = ("yes", "true", "1", "kyllä", "ja")
_NO = ("no", "false", "0", "ei", "nej")


def missing_columns(columns: Collection[str]) -> list[str]:
    """Say which required columns a file lacks, a sentence each."""
    sentences = [
        f"column {name} is missing; every flow needs one"
        for name in ("flow_id", "role", "organisation")
        if name not in columns
    ]
    if not set(RESOURCE_NAMES) & set(columns):
        sentences.append("column resource_name is missing (or resource_name_en, resource_name_fi)")
    places = {"postcode", "place", "municipality"} & set(columns)
    if not places and not {"latitude", "longitude"} <= set(columns):
        sentences.append(
            "no column tells the place; expected latitude and longitude, postcode, place or "
            "municipality"
        )
    return sentences


def text_column(raw: pd.DataFrame, name: str) -> pd.Series:
    """Give a column of text, wholly missing where the file does not have it."""
    if name in raw.columns:
        return raw[name].astype("str")
    return pd.Series(np.nan, index=raw.index, dtype="str")


def lower(text: pd.Series) -> pd.Series:
    """Fold case, and blanks to underscores, so that “In use” is ``in_use``."""
    return text.str.lower().str.replace(r"[\s-]+", "_", regex=True)


def number(raw: pd.DataFrame, name: str) -> pd.Series:
    """Read a column of numbers; spaces may part thousands, missing where it is no number."""
    text = text_column(raw, name).str.replace(r"[\s\u00a0\u202f]", "", regex=True)
    comma = text.str.replace(",", ".", regex=False)
    text = text.mask(raw["decimal_comma"], comma)
    return pd.to_numeric(text, errors="coerce").astype(float)


def low_code(raw: pd.DataFrame) -> pd.Series:
    """Read List of Waste codes as six digits, from ``10 02 02*`` or ``100202``."""
    return text_column(raw, "low_code").str.replace(r"[\s.*]", "", regex=True)


def is_public(raw: pd.DataFrame) -> pd.Series:
    """Tell which rows may be shown to everyone.

    The file's own ``is_public`` decides; where it is silent, a row that names a public source
    (``source_url``) is public, and any other is not.
    """
    said = lower(text_column(raw, "is_public"))
    sourced = text_column(raw, "source_url").str.match(r"https?://", case=False, na=False)
    return (said.isin(_YES) | (said.isna() & sourced)).astype(bool)


def find_faults(raw: pd.DataFrame) -> list[Fault]:
    """Find everything that stops these rows from being read, in the order of the rows."""
    found = [
        *_missing_values(raw),
        *_unknown_words(raw),
        *_bad_numbers(raw),
        *_bad_codes(raw),
        *_bad_places(raw),
        *_repeated_ids(raw),
    ]
    order = {name: place for place, name in enumerate(raw["source_file"].unique())}
    return sorted(found, key=lambda fault: (order[fault.file], fault.row or 0))


def _faults(raw: pd.DataFrame, wrong: pd.Series, column: str, expected: str) -> list[Fault]:
    rows = raw.loc[wrong.astype(bool)]
    values = text_column(rows, column).fillna("")
    origin = zip(rows["source_file"], rows["source_row"], values, strict=True)
    return [Fault(file, int(row), column, value[:80], expected) for file, row, value in origin]


def _missing_values(raw: pd.DataFrame) -> list[Fault]:
    faults = []
    for column in ("flow_id", "organisation"):
        faults += _faults(raw, raw[column].isna(), column, "every flow needs one")
    nameless = pd.concat([text_column(raw, name) for name in RESOURCE_NAMES], axis=1).isna()
    return faults + _faults(
        raw, nameless.all(axis=1), "resource_name", "say what is offered or needed"
    )


def _unknown_words(raw: pd.DataFrame) -> list[Fault]:
    role = lower(raw["role"])
    status = lower(text_column(raw, "status"))
    precision = lower(text_column(raw, "location_precision"))
    public = lower(text_column(raw, "is_public"))
    unit = text_column(raw, "unit")
    has_quantity = text_column(raw, "quantity").notna()
    return [
        *_faults(raw, ~role.isin(ROLES), "role", "expected offer or need"),
        *_faults(raw, _odd(status, STATUSES), "status", f"expected {_either(STATUSES)}"),
        *_faults(
            raw, _odd(precision, LOCATION_PRECISIONS), "location_precision",
            f"expected {_either(LOCATION_PRECISIONS)}",
        ),
        *_faults(raw, _odd(public, (*_YES, *_NO)), "is_public", "expected yes or no"),
        *_faults(
            raw, has_quantity & ~unit.isin(known_units()), "unit",
            f"expected one of {', '.join(known_units())}",
        ),
    ]  # fmt: skip


def _odd(words: pd.Series, allowed: Collection[str]) -> pd.Series:
    return words.notna() & ~words.isin(list(allowed))


def _either(words: Collection[str]) -> str:
    """Join words for a sentence.

    >>> _either(["site", "postcode", "none"])
    'site, postcode or none'
    """
    *first, last = words
    return f"{', '.join(first)} or {last}"


def _bad_numbers(raw: pd.DataFrame) -> list[Fault]:
    quantity = number(raw, "quantity")
    has_quantity = text_column(raw, "quantity").notna()
    in_range = quantity.ge(0) & quantity.le(_HIGHEST_QUANTITY)
    faults = _faults(
        raw, has_quantity & ~in_range, "quantity",
        "expected a number such as 1250.5, from 0 to 10 000 000 000, without its unit; "
        "leave it empty if it is not known",
    )  # fmt: skip
    for column in ("quantity_year", "source_year"):
        year = number(raw, column)
        fits = year.between(1900, 2100) & (year % 1 == 0)
        faults += _faults(
            raw, text_column(raw, column).notna() & ~fits, column, "expected a year such as 2023"
        )
    return faults


def _bad_codes(raw: pd.DataFrame) -> list[Fault]:
    code = low_code(raw)
    return _faults(
        raw, ~code.str.fullmatch(r"\d{6}", na=True), "low_code",
        "expected six digits such as 020502 (a spreadsheet may have eaten the leading zero)",
    )  # fmt: skip


def _bad_places(raw: pd.DataFrame) -> list[Fault]:
    latitude, longitude = number(raw, "latitude"), number(raw, "longitude")
    has_latitude = text_column(raw, "latitude").notna()
    has_longitude = text_column(raw, "longitude").notna()
    swapped = latitude.between(19, 32) & longitude.between(59, 71)
    degrees = "degrees (WGS 84)"
    return [
        *_faults(
            raw, has_longitude & ~latitude.between(-90, 90), "latitude",
            f"expected {degrees} such as 65.7693, with a longitude beside it",
        ),
        *_faults(
            raw, has_latitude & ~longitude.between(-180, 180), "longitude",
            f"expected {degrees} such as 24.1941, with a latitude beside it",
        ),
        *_faults(
            raw, swapped, "latitude",
            "latitude and longitude look swapped; expected latitude 59 to 71, longitude 19 to 32",
        ),
    ]  # fmt: skip


def _repeated_ids(raw: pd.DataFrame) -> list[Fault]:
    first = raw.drop_duplicates("flow_id").set_index("flow_id")
    repeated = raw[raw["flow_id"].duplicated() & raw["flow_id"].notna()]
    faults = []
    for row in repeated.itertuples():
        other = first.loc[str(row.flow_id)]
        where = f"{other['source_file']}, row {other['source_row']}"
        expected = f"expected an id of its own; {where} has the same"
        faults.append(
            Fault(
                str(row.source_file),
                int(str(row.source_row)),
                "flow_id",
                str(row.flow_id),
                expected,
            )
        )
    return faults
