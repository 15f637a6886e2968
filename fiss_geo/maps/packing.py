"""Columns of tables as short texts, which a script reads quickly and a web server gzips well.

A whole number is written in base 64, with the 64 characters from ``?`` on as its digits. A column
is written digit by digit, not row by row: first the highest digits of all rows, then the next ones.
What hardly changes from row to row then stands together, and nearly vanishes in gzip.
``static/unpack.js`` reads it again.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Whole = npt.NDArray[np.int64]

BASE: Final = 64
FIRST: Final = ord("?")
BETWEEN: Final = "\n"
"""Parts the words of a column; the disclosed tables have no line ends."""


def whole(values: Whole) -> str:
    """Write whole numbers of nought and more.

    Parameters
    ----------
    values : array of int

    Returns
    -------
    str
        As many characters a row as the largest number has digits, at least one.

    Raises
    ------
    ValueError
        If a number is below nought.

    >>> whole(np.array([0, 1, 65]))
    '??@?@@'
    """
    if values.min(initial=0) < 0:
        raise ValueError(f"{values.min()} is below nought; expected whole numbers from nought on")
    digits: list[npt.NDArray[np.uint8]] = []
    rest = values
    while not digits or rest.any():
        digits.append((rest % BASE + FIRST).astype(np.uint8))
        rest = rest // BASE
    return b"".join(plane.tobytes() for plane in reversed(digits)).decode("ascii")


def figures(column: pd.Series, digits: int) -> dict[str, Any]:
    """Write numbers rounded to significant digits, as wholes times a power of ten.

    Parameters
    ----------
    column : pandas.Series
    digits : int

    Returns
    -------
    dict
        ``whole``: 0 where the number is missing, else one more than the whole less ``least``;
        ``tens``: the power of ten less ``lowest``.

    >>> figures(pd.Series([31.57, None, 2000.0]), 2)
    {'whole': '^?@', 'tens': '??B', 'least': 2, 'lowest': 0}
    """
    values = column.to_numpy(dtype="float64", na_value=np.nan)
    is_known = ~np.isnan(values)
    distinct, place = np.unique(values[is_known], return_inverse=True)
    parts = np.array([_rounded(value, digits) for value in distinct.tolist()], dtype=np.int64)
    found = parts.reshape(-1, 2)[place]
    least, lowest = (int(low) for low in found.min(axis=0)) if len(found) else (0, 0)
    wholes, tens = np.zeros((2, len(values)), dtype=np.int64)
    wholes[is_known] = found[:, 0] - least + 1
    tens[is_known] = found[:, 1] - lowest
    return {"whole": whole(wholes), "tens": whole(tens), "least": least, "lowest": lowest}


def _rounded(value: float, digits: int) -> tuple[int, int]:
    """Round as text does, so that pages and script write the same."""
    text, _, power = f"{value:.{digits - 1}e}".partition("e")
    known = text.rstrip("0").rstrip(".") if "." in text else text
    decimals = len(known.partition(".")[2])
    return int(known.replace(".", "")), (int(power) - decimals if float(known) else 0)


def words(column: pd.Series) -> dict[str, str]:
    r"""Write texts as the words there are and, for every row, the place of its word.

    Parameters
    ----------
    column : pandas.Series

    Returns
    -------
    dict
        ``words``, and ``at`` unless each row has a word of its own.

    >>> words(pd.Series(["b", "a", "b"]))
    {'words': 'b\na', 'at': '?@?'}
    """
    place, found = pd.factorize(column.astype("str").fillna(""), sort=False)
    listed = BETWEEN.join(str(word).replace(BETWEEN, " ") for word in found)
    if len(found) == len(place):
        return {"words": listed}
    return {"words": listed, "at": whole(place)}


def points(known: npt.NDArray[np.bool_], values: Whole) -> str:
    """Write coordinates as the way from the known one before; 0 where there is none.

    Parameters
    ----------
    known : array of bool
    values : array of int
        Anything where not known.

    Returns
    -------
    str

    >>> points(np.array([True, False, True]), np.array([5, 0, 3]))
    'J?C'
    """
    way = np.diff(values[known], prepend=0)
    codes = np.zeros(len(values), dtype=np.int64)
    codes[known] = np.where(way >= 0, 2 * way, -2 * way - 1) + 1
    return whole(codes)
