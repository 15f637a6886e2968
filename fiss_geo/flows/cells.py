"""Cells of text as values: words, numbers, yes and no."""

from collections.abc import Callable, Iterable
from functools import reduce

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import take

YES = ("yes", "true", "1", "kyllä", "ja")
NO = ("no", "false", "0", "ei", "nej")


def text_column(raw: pd.DataFrame, name: str) -> pd.Series:
    """Give a column of text, wholly missing where the file does not have it."""
    return raw[name].astype("str") if name in raw.columns else missing_text(raw.index)


def missing_text(index: pd.Index) -> pd.Series:
    """Make a column of text that is wholly missing."""
    nothing = pa.nulls(len(index), pa.large_string())
    return pd.Series(pd.array(nothing, dtype="str"), index=index)


def first_filled(raw: pd.DataFrame, names: Iterable[str]) -> pd.Series:
    """Give of each row the first of several columns that is filled."""
    columns = [text_column(raw, name) for name in names if name in raw.columns]
    return reduce(pd.Series.fillna, columns) if columns else missing_text(raw.index)


def lower(text: pd.Series) -> pd.Series:
    """Fold case, and blanks to underscores, so that “In use” is ``in_use``."""
    return by_distinct(text, _lower)


def says(raw: pd.DataFrame, name: str, *words: str) -> pd.Series:
    """Tell which rows say one of some words in a column, whatever their case."""
    if name not in raw.columns:
        return pd.Series(data=False, index=raw.index)
    found = by_distinct(text_column(raw, name), lambda said: _lower(said).isin(words))
    return found.eq(other=True)


def _lower(words: pd.Series) -> pd.Series:
    return words.str.lower().str.replace(r"[\s-]+", "_", regex=True)


def number(raw: pd.DataFrame, name: str) -> pd.Series:
    """Read a column of numbers; missing where a cell is empty or is no plain number.

    Spaces may part thousands, a comma the decimals where the file has decimal commas, and a
    minus may be the typographer's.
    """
    if name not in raw.columns:
        return pd.Series(np.nan, index=raw.index)
    text = raw[name]
    plain = _plain_numbers(text)
    odd = text.notna() & plain.isna()
    if odd.any():
        clean = text[odd].str.replace(r"[\s\u00a0\u202f]", "", regex=True)
        clean = clean.str.replace("−", "-", regex=False)
        comma = clean.str.replace(",", ".", regex=False)
        clean = clean.mask(raw.loc[odd, "decimal_comma"].astype(bool), comma)
        plain.loc[odd] = pd.to_numeric(clean, errors="coerce").astype(float)
    return plain


def _plain_numbers(text: pd.Series) -> pd.Series:
    """Read numbers as programs write them; Arrow's cast is ten times quicker where all are."""
    try:
        values = pc.cast(pa.array(text, from_pandas=True), pa.float64())
    except pa.ArrowInvalid:
        return pd.to_numeric(text, errors="coerce").astype(float)
    return pd.Series(values.to_numpy(zero_copy_only=False), index=text.index, dtype=float)


def join_notes(notes: list[pd.Series]) -> pd.Series:
    """Join notes of several columns, missing where there is none."""
    said = [note.astype("str") for note in notes if note.notna().any()]
    first, *others = said or [notes[0].astype("str")]
    for other in others:
        both = first.notna() & other.notna()
        together = first[both] + "; " + other[both]
        first = first.fillna(other)
        first[both] = together
    return first


def by_distinct(text: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Change the distinct texts of a column, each once: columns of words repeat themselves.

    Parameters
    ----------
    text : Series of str
    change : callable
        From the distinct texts to what is wanted of each, in their order.

    Returns
    -------
    Series
        With the index of ``text``; missing stays missing.
    """
    codes, words = pd.factorize(text)
    changed = change(pd.Series(words, dtype="str"))
    return pd.Series(take(changed.array, codes, allow_fill=True), index=text.index)
