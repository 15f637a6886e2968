"""Which factors to reckon with: the embedded ones, another set, or a user's own file over them.

A set is a table of rows ``key, vehicle, value, low, high, unit, …``. Sets lie over each other: a
later one replaces what it names and leaves the rest, so that a user's file needs only the rows
that differ.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import pandas as pd

from fiss_geo import reference
from fiss_geo.errors import BadInput, Fault, MissingFile

ENDS: Final = ("value", "low", "high")
EMBEDDED_SETS: Final = {
    "desnz-2025": "set_desnz_2025.csv", "hvo": "set_hvo.csv", "electric": "set_electric.csv",
}  # fmt: skip

# Factors of one class of truck, and their unit.
VEHICLE_KEYS: Final = {
    "payload_t": "t",
    "truck_empty_ttw_g_co2e_per_km": "g CO2e/km", "truck_full_ttw_g_co2e_per_km": "g CO2e/km",
    "truck_empty_wtt_g_co2e_per_km": "g CO2e/km", "truck_full_wtt_g_co2e_per_km": "g CO2e/km",
    "cost_eur_per_km": "EUR/km", "cost_eur_per_h": "EUR/h", "cost_terminal_eur_per_t": "EUR/t",
}  # fmt: skip
_NEEDED: Final = ("key", "value", "unit", "source")
_FINITE: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class FactorSet:
    """Factors with their range, ready to be asked.

    Attributes
    ----------
    name : str
        Which sets lie over each other, for the tables.
    plain : pandas.DataFrame
        Under ``key``: ``value``, ``low``, ``high``.
    by_vehicle : pandas.DataFrame
        Under ``key`` and ``vehicle``: the same.
    """

    name: str
    plain: pd.DataFrame
    by_vehicle: pd.DataFrame

    def number(self, key: str, end: str = "value") -> float:
        """Give one factor that is of no vehicle."""
        return float(self.plain[end].array[self.plain.index.get_loc(key)])


def factor_set(sets: Sequence[str | Path] = ()) -> FactorSet:
    """Lay sets of factors over the embedded ones, the first first.

    Parameters
    ----------
    sets : sequence of str or path
        Names of ``EMBEDDED_SETS``, or CSV files of the user's own.

    Returns
    -------
    FactorSet

    Raises
    ------
    MissingFile
        If there is no such file.
    BadInput
        With a sentence for every row that is not understood.

    >>> factor_set(["hvo"]).number("diesel_ttw_g_co2e_per_mj")
    1.16
    """
    defaults = reference.factor_defaults()
    units = dict(zip(defaults.index, defaults["unit"], strict=True)) | VEHICLE_KEYS
    tables = [
        defaults.reset_index().assign(vehicle=None),
        reference.read_numbers("reference/factors/costs.csv"),
        *(_read(one, units) for one in sets),
    ]
    rows = pd.concat([table[["key", "vehicle", *ENDS]] for table in tables], ignore_index=True)
    rows = rows.drop_duplicates(["key", "vehicle"], keep="last")
    is_plain = rows["vehicle"].isna()
    name = " with ".join(["embedded factors", *(_name(one) for one in sets)])
    return FactorSet(
        name=name,
        plain=rows[is_plain].set_index("key")[list(ENDS)].astype(float),
        by_vehicle=rows[~is_plain].set_index(["key", "vehicle"])[list(ENDS)].astype(float),
    )


def _name(one: str | Path) -> str:
    return str(one) if str(one) in EMBEDDED_SETS else Path(one).name


def _read(one: str | Path, units: dict[str, str]) -> pd.DataFrame:
    embedded = EMBEDDED_SETS.get(str(one))
    path = Path(one) if embedded is None else reference.data_path(f"reference/factors/{embedded}")
    table = read_text(path, f"a set of factors ({', '.join(EMBEDDED_SETS)}) or a CSV file")
    faults = [
        Fault(path.name, None, name, "", f"expected the columns {', '.join(_NEEDED)}")
        for name in _NEEDED
        if name not in table
    ]
    if faults:
        raise BadInput(faults)
    table = table.reindex(columns=["key", "vehicle", *ENDS, "unit", "source"]).astype("str")
    table = table.assign(**{end: table[end].fillna(table["value"]) for end in ("low", "high")})
    rows = cast("list[dict[str, Any]]", table.to_dict("records"))
    for number, row in enumerate(rows, 2):
        faults += _row_faults(path.name, number, row, units)
    faults += _repeated(path.name, table)
    if faults:
        raise BadInput(faults)
    return table.astype(dict.fromkeys(ENDS, float))


def read_text(path: Path, expected: str) -> pd.DataFrame:
    """Read a small CSV of a user's as text, blanks as missing.

    With semicolons, as spreadsheets in Finnish and Swedish write it, a comma is a decimal one.

    Raises
    ------
    MissingFile
    BadInput
        If it is no CSV in UTF-8.
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file; expected {expected}")
    try:
        with path.open(encoding="utf-8-sig") as file:
            separator = ";" if ";" in file.readline() else ","
        table = pd.read_csv(path, dtype="str", encoding="utf-8-sig", sep=separator)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        said = str(error).splitlines()[0]
        fault = Fault(path.name, None, None, "", f"expected a CSV in UTF-8; {said}")
        raise BadInput([fault]) from None
    table = table.astype("str").apply(lambda column: column.str.strip().replace("", None))
    if separator == ";":
        table = table.replace(r"^([+-]?\d+),(\d+)$", r"\1.\2", regex=True)
    return table


def as_number(text: Any) -> float | None:  # noqa: ANN401 - a cell, perhaps missing
    """Read a finite number with a decimal point; None for anything else.

    >>> as_number("1.5"), as_number("1,5"), as_number("inf")
    (1.5, None, None)
    """
    is_number = isinstance(text, str) and _FINITE.fullmatch(text) is not None
    return float(text) if is_number else None


def _row_faults(file: str, number: int, row: dict[str, Any], units: dict[str, str]) -> list[Fault]:
    key = row["key"]
    if key not in units:
        known = ", ".join(sorted(units))
        return [Fault(file, number, "key", _said(key), f"expected one of {known}")]
    faults = []
    if row["unit"] != units[key]:
        faults.append(Fault(file, number, "unit", _said(row["unit"]), f"expected {units[key]}"))
    has_vehicle = isinstance(row["vehicle"], str)
    if has_vehicle != (key in VEHICLE_KEYS):
        expected = "expected a class of truck" if key in VEHICLE_KEYS else "expected an empty cell"
        faults.append(Fault(file, number, "vehicle", _said(row["vehicle"]), expected))
    if not isinstance(row["source"], str):
        faults.append(Fault(file, number, "source", "", "expected where the figure is from"))
    return faults + _figure_faults(file, number, row)


def _figure_faults(file: str, number: int, row: dict[str, Any]) -> list[Fault]:
    figures = {end: as_number(row[end]) for end in ENDS}
    faults = [
        Fault(file, number, end, _said(row[end]), "expected a number of 0 or more, such as 1.25")
        for end, figure in figures.items()
        if (figure is None or figure < 0) and (end == "value" or row[end] != row["value"])
    ]
    if row["key"] == "payload_t" and figures["value"] == 0:
        faults.append(Fault(file, number, "value", "0", "expected a payload above 0 t"))
    value, low, high = figures.values()
    if value is not None and low is not None and high is not None and not low <= value <= high:
        expected = f"expected a value from low ({row['low']}) to high ({row['high']})"
        faults.append(Fault(file, number, "value", _said(row["value"]), expected))
    return faults


def _repeated(file: str, table: pd.DataFrame) -> list[Fault]:
    again = table.loc[table.duplicated(["key", "vehicle"]), "key"]
    return [
        Fault(file, int(row) + 2, "key", _said(key), "expected each factor once")
        for row, key in zip(again.index.to_numpy(), again, strict=True)
    ]


def _said(cell: Any) -> str:  # noqa: ANN401 - a cell, perhaps missing
    return cell if isinstance(cell, str) else ""
