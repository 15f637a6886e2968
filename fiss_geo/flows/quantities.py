"""Quantities as people write them, as figures with a unit, a period and a range.

“noin 500 t/v”, “10–20 t (kertaerä)”, “1 250,5” beside a unit column: what is understood becomes
yearly mass, a one-off stock, yearly energy, yearly volume or power. What is not is kept as text
and said in ``quantity_note``; nothing is guessed.
"""

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.flows.cells import join_notes, missing_text, number, text_column

QUANTITY_COLUMNS = (
    "mass_t_per_a", "stock_mass_t", "energy_gwh_per_a", "volume_m3_per_a", "power_mw",
)  # fmt: skip
_COLUMN = {
    ("mass", "year"): "mass_t_per_a", ("mass", "one-off"): "stock_mass_t",
    ("energy", "year"): "energy_gwh_per_a", ("volume", "year"): "volume_m3_per_a",
    ("power", "none"): "power_mw", ("power", "year"): "power_mw",
}  # fmt: skip
_HEDGES = {
    "about": r"noin|n\.|ca\.?|c:a|circa|cirka|omkring|approx(?:imately|\.)?|about|~|±",
    "at least": r"yli|vähintään|väh\.|över|minst|over|at least|more than|min\.?|>=?|≥",
    "at most": r"alle|enintään|korkeintaan|under|högst|at most|up to|less than|max\.?|<=?|≤",
}
_NUMBER = r"[-−+]?\d+(?:[\s\u00a0\u202f'.,]\d+)*"
_AMOUNT = re.compile(
    rf"^(?P<hedge>{'|'.join(_HEDGES.values())})?\s*(?P<low>{_NUMBER})"
    rf"(?:\s*(?:-|–|—|…|\.\.\.?|to|till|\s)\s*(?P<high>{_NUMBER}))?\s*(?P<unit>\D.*)?$",
    re.IGNORECASE,
)


class Amount(NamedTuple):
    """A quantity's text, understood: middle, ends of the range, unit text, and what to say."""

    value: float
    low: float
    high: float
    unit: str
    note: str


class Unit(NamedTuple):
    """A unit's text, understood: what it measures, times what, and over which period."""

    dimension: str
    factor: float
    period: str


def quantities(raw: pd.DataFrame) -> pd.DataFrame:
    """Read every row's quantity.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text with any of ``quantity``, ``unit``, ``frequency``, ``quantity_year``,
        ``material_group``; and ``decimal_comma``.

    Returns
    -------
    pandas.DataFrame
        ``quantity``, ``quantity_text``, ``quantity_unit``, ``quantity_note``, one column a kind
        of quantity (a row fills at most one, besides mass from volume), and the range
        ``mass_low_t_per_a``, ``mass_high_t_per_a``.
    """
    text = text_column(raw, "quantity")
    amounts = _amounts(raw, text)
    said = text_column(raw, "unit").fillna(amounts["unit"])
    units = _units(said, text_column(raw, "frequency"), text_column(raw, "quantity_year").notna())
    table = pd.DataFrame(
        {"quantity": amounts["value"], "quantity_text": text, "quantity_unit": said.astype("str")}
    )
    for name in QUANTITY_COLUMNS:
        table[name] = amounts["value"] * units[name]
    is_range = amounts["low"] < amounts["high"]
    for end in ("low", "high"):
        table[f"mass_{end}_t_per_a"] = (amounts[end] * units["mass_t_per_a"]).where(is_range)
    notes = [amounts["note"], units["note"].where(amounts["value"].notna())]
    table["quantity_note"] = join_notes(notes)
    return _mass_from_volume(table, raw)


def _amounts(raw: pd.DataFrame, text: pd.Series) -> pd.DataFrame:
    """Understand the texts of quantities; plain numbers, the most, all at once."""
    value = number(raw, "quantity")
    with_comma = raw["decimal_comma"].astype(bool)
    if with_comma.any():
        # 12.000 in a file of decimal commas may be twelve or twelve thousand.
        value = value.mask(with_comma & text.str.fullmatch(r"\d{1,3}(\.\d{3})+", na=False))
    nothing = missing_text(raw.index)
    table = pd.DataFrame(
        {"value": value, "low": value, "high": value, "unit": nothing, "note": nothing}
    )
    odd = text.notna() & value.isna()
    if odd.any():
        key = pd.Series(list(zip(text[odd], raw.loc[odd, "decimal_comma"], strict=True)))
        understood = {pair: read_amount(*pair) for pair in key.unique()}
        rows = pd.DataFrame([understood[pair] for pair in key], index=raw.index[odd])
        rows["note"] = rows["note"].mask(rows["note"] == "")  # nothing to say is no note
        table.loc[odd] = rows.astype(table.dtypes.to_dict())
    return table


def read_amount(text: str, decimal_comma: bool) -> Amount:  # noqa: FBT001 - a property of the file
    """Understand one quantity that is no plain number.

    >>> read_amount("noin 1 500 t/v", True)
    Amount(value=1500.0, low=1500.0, high=1500.0, unit='t/v', note='the file says “noin 1 500 t/v”')
    >>> read_amount("10–20 t", False)[:4]
    (15.0, 10.0, 20.0, 't')
    >>> read_amount("some", False).note
    'the quantity “some” is not understood'
    """
    found = _AMOUNT.match(text.strip())
    low = _plain_number(found["low"], decimal_comma) if found else np.nan
    high = _plain_number(found["high"], decimal_comma) if found and found["high"] else low
    if found is None or np.isnan(low) or np.isnan(high) or high < low:
        unknown = f"the quantity “{text}” is not understood"
        return Amount(np.nan, np.nan, np.nan, "", unknown)
    unit = (found["unit"] or "").strip()
    is_plain = not found["hedge"] and low == high
    note = "" if is_plain else f"the file says “{text}”"
    return Amount((low + high) / 2, low, high, unit, note)


def _plain_number(text: str, decimal_comma: bool) -> float:  # noqa: FBT001
    """Read digits with separators; one that may part thousands or decimals is neither."""
    digits = re.sub(r"[\s\u00a0\u202f']", "", text).replace("−", "-").strip(".,")
    if "," in digits and "." in digits:
        thousands = "," if digits.rfind(".") > digits.rfind(",") else "."
        return float(digits.replace(thousands, "").replace(",", "."))
    unclear = r"[-+]?\d{1,3}(\.\d{3})+" if decimal_comma else r"[-+]?\d{1,3}(,\d{3})+"
    if re.fullmatch(unclear, digits):
        return np.nan
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return np.nan


def _units(unit: pd.Series, frequency: pd.Series, has_year: pd.Series) -> pd.DataFrame:
    """Understand each row's unit and period: its factor to the column it belongs to, a note.

    Few different units stand in many rows: each is understood once.
    """
    unit_of, units = pd.factorize(unit.fillna(""))
    period_of, periods = pd.factorize(frequency.fillna(""))
    key_of, keys = pd.factorize((unit_of * len(periods) + period_of) * 2 + has_year.to_numpy())
    vocabulary = _vocabulary()
    rows = [
        _column_of(
            str(units[key // 2 // len(periods)]), str(periods[key // 2 % len(periods)]),
            bool(key % 2), vocabulary,
        )
        for key in keys
    ]  # fmt: skip
    known = pd.DataFrame(rows, columns=["column", "factor", "note"])
    table = pd.DataFrame(
        {name: known["factor"].where(known["column"] == name) for name in QUANTITY_COLUMNS}
    ).assign(note=known["note"].astype("str"))
    return table.take(key_of).set_axis(unit.index)


def _vocabulary() -> tuple[dict[str, tuple[str, float]], dict[str, str | float]]:
    """Look up amounts (dimension and factor) and periods (times a year, or one-off)."""
    units = reference.read_numbers("reference/quantity_units.csv")
    periods = reference.read_numbers("reference/quantity_periods.csv")
    amounts = dict(
        zip(units["spelling"], zip(units["dimension"], units["factor"], strict=True), strict=True)
    )
    times = [value if value > 0 else "one-off" for value in periods["per_year"]]
    return amounts, dict(zip(periods["spelling"].map(_period_key), times, strict=True))


def _column_of(
    unit: str,
    frequency: str,
    has_year: bool,  # noqa: FBT001 - a cell of a row
    vocabulary: tuple[dict[str, tuple[str, float]], dict[str, str | float]],
) -> tuple[str | None, float, str | None]:
    if not unit:
        return None, np.nan, "the quantity has no unit"
    found = read_unit(unit, frequency, vocabulary)
    if found is None:
        return None, np.nan, f"the unit “{unit}” is not understood"
    if found.dimension == "count":
        return None, np.nan, "pieces have no mass"
    period = "year" if found.period == "none" and has_year else found.period
    column = _COLUMN.get((found.dimension, period))
    if column is None and period == "none":
        return None, np.nan, f"the unit “{unit}” says no period, such as t/a or t (one-off)"
    if column is None:
        return None, np.nan, f"a one-off “{unit}” is no yearly flow"
    return column, found.factor, None


def read_unit(
    unit: str,
    frequency: str,
    vocabulary: tuple[dict[str, tuple[str, float]], dict[str, str | float]],
) -> Unit | None:
    """Understand a unit with its period, which may stand in a column of its own.

    The longest spelling of an amount that begins the text counts; the rest is the period.
    Capital letters count where they must (MW and mW); elsewhere they do not.
    """
    amounts, periods = vocabulary
    text = " ".join(unit.split())
    for end in range(len(text), 0, -1):
        head, rest = text[:end].strip(), text[end:]
        if end < len(text) and text[end - 1].isalnum() and rest[0].isalnum():
            continue
        amount = amounts.get(head) or amounts.get(head.lower())
        said = _period_key(rest) or _period_key(frequency)
        if amount and (not said or said in periods):
            times = periods[said] if said else "none"
            if isinstance(times, str):
                return Unit(amount[0], amount[1], times)
            return Unit(amount[0], amount[1] * times, "year")
    return None


def _period_key(text: str) -> str:
    return " ".join(re.sub(r"[/()\[\].,]|\bper\b", " ", text.lower()).split())


def _mass_from_volume(table: pd.DataFrame, raw: pd.DataFrame) -> pd.DataFrame:
    """Turn yearly volumes into masses where the bulk density of the material has a source."""
    if table["volume_m3_per_a"].isna().all():
        return table
    densities = reference.read_numbers("reference/bulk_density.csv")
    densities = densities[densities["low_code"].isna()].set_index("material_group")
    group = text_column(raw, "material_group")
    volume = table["volume_m3_per_a"]
    density = group.map(densities["density_t_per_m3"])
    known = volume.notna() & density.notna()
    said = "mass from volume by bulk density " + density.astype("str") + " t/m3"
    unknown = pd.Series("no bulk density with a source for this material: no mass", raw.index)
    note = said.where(known, unknown).where(volume.notna())
    return table.assign(
        mass_t_per_a=table["mass_t_per_a"].mask(known, volume * density),
        mass_low_t_per_a=table["mass_low_t_per_a"].mask(
            known, volume * group.map(densities["density_low_t_per_m3"])
        ),
        mass_high_t_per_a=table["mass_high_t_per_a"].mask(
            known, volume * group.map(densities["density_high_t_per_m3"])
        ),
        quantity_note=join_notes([table["quantity_note"], note.astype("str")]),
    )
