"""Columns that flows carry where their file has them, and that matching compares.

Temperature, physical form, the days from and until which a flow is to be had, moisture; and any
quality of which a need states a limit. A need's ``X_max_<unit>`` or ``X_min_<unit>`` is the limit
of an offer's ``X_<unit>``: ``ash_max_pct`` of ``ash_pct``. What cannot be understood is told, not
guessed; an empty cell is not known.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandas.api.extensions import take

from fiss_geo import reference
from fiss_geo.schemas import LOCATED_FLOWS, _number, _text

FORMS: Final = ("solid", "liquid", "sludge", "gas", "heat")
QUALITIES: Final = (
    "other", "moisture", "dry_matter", "ash", "heating_value", "chlorine", "chloride", "sulphur",
    "temperature", "particle_size",
)  # fmt: skip
"""Qualities that have a name in three languages; what a file calls another is not shown."""
DATES: Final = ("available_from_date", "available_until_date", "expires_date")

_COLUMNS: Final = {
    "temperature_c": _number(
        "Temperature of an offer; lowest temperature that a need can do with", "°C", lowest=-200
    ),
    "physical_form": _text("Physical form", *FORMS),
    "available_from_date": _text("First day on which the flow is there, as 2026-05-31"),
    "available_until_date": _text("Last day on which the flow is there, as 2026-05-31"),
    "expires_date": _text("Last day of the notice that the flow is from, as 2026-05-31"),
    "moisture_pct": _number("Share of water in the wet mass of an offer", "%"),
    "moisture_max_pct": _number("Highest such share that a need can do with", "%"),
}
OPTIONAL_FLOWS: Final = pa.DataFrameSchema(_COLUMNS, name="OptionalFlows").update_columns(
    {name: {"required": False} for name in _COLUMNS}
)

_LIMIT: Final = re.compile(r"(?P<what>[a-z]\w*)_(?P<end>max|min)_(?P<unit>\w+)")
_NUMBER: Final = r"[-+]?\d+(?:\.\d+)?"
_SIGNS: Final = {"max": "<≤", "min": ">≥"}
_UNITS: Final = {"c": r"\s*(?:°\s*c|c|astetta|grader|degrees)?", "pct": r"\s*%?"}
_RANGES: Final = {"c": (-200.0, 2000.0), "pct": (0.0, 100.0)}
_EMPTY: Final = "leave it empty if it is not known"
_EXPECTED: Final = {
    "c": "expected degrees Celsius as one number such as 35 or 7,5",
    "pct": "expected per cent as one number from 0 to 100, such as 35",
}
_FLOAT: Final = "float64"
_DAY: Final = r"(\d{1,2})\.(\d{1,2})\.(\d{4})"
_MOMENT: Final = r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?"


class Limit(NamedTuple):
    """A limit that needs state, and the column of offers that it is of."""

    what: str
    offered: str
    wanted: str
    is_highest: bool

    @property
    def quality(self) -> int:
        """Give its place in :data:`QUALITIES`."""
        return QUALITIES.index(self.what) if self.what in QUALITIES else 0


class Wrong(NamedTuple):
    """Cells of a column that are not understood, and what was expected there."""

    column: str
    rows: "pd.Series[bool]"
    expected: str


def quality_limits(columns: Iterable[object]) -> list[Limit]:
    """Find the limits among a table's columns, in their order.

    Parameters
    ----------
    columns : iterable of str

    Returns
    -------
    list of Limit
        Those whose other column is there too, and is none of the contract's own.

    >>> quality_limits(["ash_pct", "ash_max_pct", "lead_max_mg_per_kg"])
    [Limit(what='ash', offered='ash_pct', wanted='ash_max_pct', is_highest=True)]
    """
    names = [name for name in columns if isinstance(name, str)]
    found = []
    for wanted in names:
        parts = _LIMIT.fullmatch(wanted)
        offered = f"{parts['what']}_{parts['unit']}" if parts else ""
        if parts and offered in names and offered not in LOCATED_FLOWS.columns:
            found.append(Limit(parts["what"], offered, wanted, parts["end"] == "max"))
    return found


def understood(table: pd.DataFrame) -> tuple[dict[str, pd.Series], list[Wrong]]:
    """Read the optional columns of a table, whatever people wrote in them.

    Parameters
    ----------
    table : pandas.DataFrame
        Flows; any of the columns may be missing, and may hold text or values.

    Returns
    -------
    dict of str to pandas.Series
        Each column that is there, as its contract has it: numbers, days such as 2026-05-31, and
        forms; missing where a cell is empty or not understood.
    list of Wrong
        What is not understood.
    """
    columns: dict[str, pd.Series] = {}
    wrong: list[Wrong] = []
    for name, read, expected in _readers(table.columns):
        given = table[name]
        columns[name] = read(given)
        bad = columns[name].isna() & ~_is_empty(given)
        if bad.any():
            wrong.append(Wrong(name, bad, f"{expected}; {_EMPTY}"))
    return columns, wrong + list(_turned_round(columns))


def _turned_round(columns: dict[str, pd.Series]) -> Iterator[Wrong]:
    first, last = (columns.get(name) for name in DATES[:2])
    if first is not None and last is not None:
        turned = (first.fillna("") > last.fillna("9")).astype(bool)
        if turned.any():
            yield Wrong(DATES[1], turned, f"expected a day not before that of {DATES[0]}")


def _readers(
    columns: pd.Index,
) -> Iterator[tuple[str, Callable[[pd.Series], pd.Series], str]]:
    """Give each optional column with its reader and what is expected in it."""
    limits = quality_limits(columns)
    numbers = {name for limit in limits for name in (limit.offered, limit.wanted)}
    numbers |= {name for name, kind in OPTIONAL_FLOWS.columns.items() if str(kind.dtype) == _FLOAT}
    for name in columns:
        if name in numbers:
            yield name, _numbers_of(name), _expected_of(name)
        elif name in DATES:
            yield name, days, "expected a day such as 2026-05-31 or 31.5.2026"
        elif name == "physical_form":
            yield name, forms, f"expected one of {', '.join(FORMS)}, or a word for it"


def _unit(name: str) -> str:
    return next((unit for unit in _RANGES if name.endswith(f"_{unit}")), "")


def _expected_of(name: str) -> str:
    said = _EXPECTED.get(_unit(name), "expected one number, since needs state a limit of it")
    if name.startswith("moisture"):
        return f"{said} (0.35 looks like a share of 1: write 35, or “0.35 %” if it is so dry)"
    return said


def _numbers_of(name: str) -> Callable[[pd.Series], pd.Series]:
    unit, end = _unit(name), _LIMIT.fullmatch(name)
    sign = f"[{_SIGNS[end['end']]}]?" if end else ""
    shape = rf"{sign}\s*({_NUMBER}){_UNITS.get(unit, '')}"
    lowest, highest = _RANGES.get(unit, (-np.inf, np.inf))

    def read(words: pd.Series) -> pd.Series:
        plain = words.str.strip().str.casefold().str.replace("−", "-", regex=False)
        plain = plain.str.replace(",", ".", regex=False)
        number = plain.str.extract(rf"^{shape}$", expand=False).astype(float)
        if name.startswith("moisture"):
            is_share = number.between(0, 1, inclusive="neither")
            number = number.mask(is_share & ~plain.str.endswith("%").eq(other=True))
        return number

    def read_any(given: pd.Series) -> pd.Series:
        is_number = pd.api.types.is_numeric_dtype(given)
        number = given.astype(float) if is_number else _by_distinct(given, read)
        return number.where(number.between(lowest, highest))

    return read_any


def days(given: pd.Series) -> pd.Series:
    """Read days as people and programs write them; missing where a cell holds none.

    >>> days(pd.Series(["1.3.2026", "2026-03-01T10:00:00", "31.2.2026", None])).to_list()
    ['2026-03-01', '2026-03-01', nan, nan]
    """
    if pd.api.types.is_datetime64_any_dtype(given):
        return given.dt.strftime("%Y-%m-%d").astype("str")
    return _by_distinct(given, _days)


def _days(words: pd.Series) -> pd.Series:
    plain = words.str.strip().str.replace(rf"^{_DAY}$", r"\3-\2-\1", regex=True)
    plain = plain.str.replace(rf"^{_MOMENT}$", r"\1", regex=True)
    moment = pd.to_datetime(plain, errors="coerce", format="%Y-%m-%d")
    return moment.where(moment.dt.year.between(1900, 2200)).dt.strftime("%Y-%m-%d").astype("str")


def forms(given: pd.Series) -> pd.Series:
    """Read physical forms, from words for them in Finnish, Swedish or English.

    >>> forms(pd.Series(["Kiinteä", "flytande", "solid / powder", "neste tai kaasu"])).to_list()
    ['solid', 'liquid', 'solid', nan]
    """
    return _by_distinct(given, lambda words: words.map(_form).astype("str"))


def _form(words: str) -> str | None:
    known = _form_words()
    whole = " ".join(words.casefold().split()).strip(" .,:;*")
    parts = [whole] if whole in known else re.split(r"[\W_]+", whole)
    found = {known[part] for part in parts if part in known}
    return found.pop() if len(found) == 1 else None


@cache
def _form_words() -> dict[str, str]:
    table = reference.read_codes("reference/field_words.csv")
    table = table[table["field"] == "physical_form"]
    known = dict(zip(table["said"].str.casefold(), table["word"], strict=True))
    return known | {form: form for form in FORMS}


def _is_empty(given: pd.Series) -> "pd.Series[bool]":
    return given.isna() | (given.astype("str").str.strip() == "").fillna(value=False)


def _by_distinct(given: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Read the distinct texts of a column, each once."""
    codes, words = pd.factorize(given.astype("str"))
    read = change(pd.Series(words, dtype="str"))
    return pd.Series(take(read.array, codes, allow_fill=True), index=given.index)
