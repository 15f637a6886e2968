"""Figures as people read them: never more digits than are known, and never 0 for "not known".

Every function gives an empty text for a missing figure; the pages write a dash and "not known".
Figures have a decimal point here; ``say`` translates the words among them, and a ``Language``
writes the comma.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

Say = Callable[[str], str]
"""Translates a word or a unit; ``str`` leaves it in English."""

THIN_SPACE: Final = "\u202f"
"""Narrow space that does not break: 26 000 stays on one line."""

DASH: Final = "\u2013"
"""The dash of ranges, and of what is not known."""

MILLION: Final = 1_000_000
BILLION: Final = 1_000_000_000

UNITS: Final = {
    "mass_t_per_a": "t/a", "stock_mass_t": "t (one-off stock)", "energy_gwh_per_a": "GWh/a",
    "volume_m3_per_a": "m³/a", "power_mw": "MW",
}  # fmt: skip
"""Unit by column, as people read it."""


def significant(value: float | None, digits: int) -> str:
    """Write a number to a count of significant digits, thousands set apart by thin spaces.

    Parameters
    ----------
    value : float or None
        Missing (None or NaN) gives an empty text.
    digits : int
        Significant digits to keep.

    Returns
    -------
    str

    >>> significant(1234567.0, 3).replace(THIN_SPACE, " ")
    '1 230 000'
    >>> significant(0.3141, 2), significant(4.0, 2), significant(float("nan"), 2)
    ('0.31', '4.0', '')
    """
    if is_missing(value):
        return ""
    number = float(value)  # type: ignore[arg-type]  # is_missing has ruled out None
    if number == 0:
        return "0"
    decimals = digits - 1 - math.floor(math.log10(abs(number)))
    rounded = round(number, decimals)
    decimals = digits - 1 - math.floor(math.log10(abs(rounded)))  # 9.96 has become 10
    return f"{rounded:,.{max(decimals, 0)}f}".replace(",", THIN_SPACE)


def is_missing(value: float | None) -> bool:
    """Tell whether a figure is not known.

    >>> is_missing(None), is_missing(float("nan")), is_missing(0.0)
    (True, True, False)
    """
    return value is None or value != value  # noqa: PLR0124 - NaN and NA differ from themselves


def mass(value: float | None, unit: str = "t/a") -> str:
    """Write a mass to three significant digits, without decimals from 100 on.

    >>> mass(26012.0).replace(THIN_SPACE, " "), mass(None)
    ('26 000 t/a', '')
    """
    return "" if is_missing(value) else f"{_plain(value, 3)}{THIN_SPACE}{unit}"


def amounts(row: Mapping[Any, Any], say: Say = str) -> str:
    """Write every quantity that a row has a figure of.

    >>> amounts({"mass_t_per_a": float("nan"), "energy_gwh_per_a": 34.1}).replace(THIN_SPACE, " ")
    '34.1 GWh/a'
    """
    known = [mass(row.get(column), say(unit)) for column, unit in UNITS.items()]
    return ", ".join(text for text in known if text)


def millions(value: float | None, say: Say = str) -> str:
    """Write a large mass in words, for a key figure.

    >>> millions(23_412_000.0).replace(THIN_SPACE, " "), millions(5120.0).replace(THIN_SPACE, " ")
    ('23.4 million t/a', '5 120 t/a')
    >>> millions(1e10).replace(THIN_SPACE, " "), millions(999_999.9).replace(THIN_SPACE, " ")
    ('10 billion t/a', '1 million t/a')
    """
    # What is rounded decides: 999 999.9 is a million, and 999.96 million is a billion.
    rounded = None if is_missing(value) else float(f"{float(value):.2e}")  # type: ignore[arg-type]
    for size, word in ((BILLION, "billion"), (MILLION, "million")):
        if rounded is not None and rounded >= size:
            return f"{_plain(rounded / size, 3)}{THIN_SPACE}{say(word)} {say('t/a')}"
    return mass(value, say("t/a"))


def distance(value: float | None, half_width: float | None, say: Say = str) -> str:
    """Write road kilometres: whole from 10 on, else one decimal, with the half-width of the range.

    Where the half-width is more than half of the distance, the range says more than its middle.

    >>> distance(123.4, 7.6).replace(THIN_SPACE, " "), distance(0.01, None).replace(THIN_SPACE, " ")
    ('123 ± 8 km', '< 0.1 km')
    >>> distance(28.2, 25.6).split(DASH)[0], distance(0.56, 0.56).replace(THIN_SPACE, " ")
    ('2.6', 'up to 1.1 km')
    """
    if is_missing(value):
        return ""
    if not is_missing(half_width) and 2 * float(half_width) > float(value):  # type: ignore[arg-type]
        return f"{_wide_range(float(value), float(half_width), say)}{THIN_SPACE}km"  # type: ignore[arg-type]
    around = "" if is_missing(half_width) else f" ± {_half_width(half_width)}"
    return f"{_kilometres(value)}{around}{THIN_SPACE}km"


def told(value: float | None, digits: int) -> float | None:
    """Round to significant digits; missing stays missing.

    >>> told(31.5678, 4), told(None, 3)
    (31.57, None)
    """
    return None if is_missing(value) else float(f"{value:.{digits}g}")


def emissions(value: float | None) -> str:
    """Write emissions per tonne to two significant digits.

    >>> emissions(7.61), emissions(None)
    ('7.6', '')
    """
    return significant(value, 2)


def span(low: float | None, high: float | None, say: Say = str) -> str:
    """Write the range of emissions per tonne.

    >>> span(5.3, 11.4).split(DASH), span(5.3, None)
    (['5.3', '11'], '')
    >>> span(0.0, 0.087)
    'up to 0.087'
    """
    if is_missing(low) or is_missing(high):
        return ""
    return (
        f"{emissions(low)}{DASH}{emissions(high)}" if low else f"{say('up to')} {emissions(high)}"
    )


def with_range(figures: tuple[Any, Any, Any], digits: int, unit: str) -> str:
    r"""Write a figure with its range as one: "12 (8–16) kg"; a range that begins below 0 apart.

    >>> with_range((12.3, 8.1, 16.2), 2, "kg").split(DASH)
    ['12 (8.1', '16)\u202fkg']
    >>> with_range((1.0, -2.0, 3.0), 1, "").strip(), with_range((None, 1.0, 2.0), 2, "km")
    ('1 (-2 … 3)', '')
    """
    middle, low, high = (significant(value, digits) for value in figures)
    if not middle:
        return ""
    between = " … " if low.startswith("-") else DASH
    span = f" ({low}{between}{high})" if low and high and low != high else ""
    return f"{middle}{span}{THIN_SPACE}{unit}" if unit else f"{middle}{span}"


def _plain(value: float | None, digits: int) -> str:
    text = significant(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _wide_range(value: float, half_width: float, say: Say) -> str:
    low, high = value - half_width, _kilometres(value + half_width)
    return f"{_kilometres(low)}{DASH}{high}" if low >= 0.05 else f"{say('up to')} {high}"  # noqa: PLR2004


def _kilometres(value: float | None) -> str:
    number = float(value)  # type: ignore[arg-type]  # callers have ruled out None
    if number >= 9.95:  # noqa: PLR2004 - rounds to 10.0
        return f"{number:,.0f}".replace(",", THIN_SPACE)
    return f"{number:.1f}" if number >= 0.05 else f"<{THIN_SPACE}0.1"  # noqa: PLR2004


def _half_width(value: float | None) -> str:
    number = float(value)  # type: ignore[arg-type]  # callers have ruled out None
    return f"{number:,.0f}".replace(",", THIN_SPACE) if number >= 1 else _kilometres(number)
