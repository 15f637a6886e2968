"""Municipalities that are no more: which one of today each is part of, and since when."""

import pandas as pd

from fiss_geo import reference


def named_municipalities(areas: pd.DataFrame) -> pd.DataFrame:
    """List every name and code by which a municipality of these boundaries may be called.

    Parameters
    ----------
    areas : pandas.DataFrame
        Municipalities of one year: ``municipality_code`` and names in Finnish and Swedish.

    Returns
    -------
    pandas.DataFrame
        Indexed by the name in small letters, each once: ``municipality_code`` and, for what was
        merged into it, ``note`` such as “is part of Mäntyharju since 2025”. A municipality that
        the boundaries still have is not replaced by what came after it.
    """
    columns = ("municipality_name_fi", "municipality_name_sv", "municipality_code")
    today = pd.concat([_called(areas, column, "municipality_code") for column in columns])
    names = pd.concat([today.assign(note=None), _merged(areas)])
    return names[~names.index.duplicated()].astype("str")


def _called(table: pd.DataFrame, column: str, code: str) -> pd.DataFrame:
    key = table[column].str.strip().str.casefold().rename("name")
    frame = pd.DataFrame({"municipality_code": table[code].to_numpy()}, index=pd.Index(key))
    return frame[frame.index.notna()]


def _merged(areas: pd.DataFrame) -> pd.DataFrame:
    """List the old names and codes whose successor is in these boundaries."""
    table = reference.municipality_mergers()
    codes = set(areas["municipality_code"])
    is_gone = ~table["old_municipality_code"].isin(codes) | (table["change"] == "renamed")
    table = table[is_gone & table["new_municipality_code"].isin(codes)]
    note = "is part of " + table["new_name_fi"] + " since " + table["from_date"].str[:4]
    table = table.assign(note=note.mask(table["change"] == "renamed"))
    columns = ("old_name_fi", "old_name_sv", "old_municipality_code")
    parts = [
        _called(table, column, "new_municipality_code").assign(
            note=table["note"][table[column].notna()].to_numpy()
        )
        for column in columns
    ]
    return pd.concat(parts)
