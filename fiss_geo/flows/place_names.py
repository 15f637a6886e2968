"""Names and codes of places, as the embedded gazetteer knows them.

A name that is not in the gazetteer, or that stands for several places, is left unfound.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from fiss_geo import reference
from fiss_geo.flows.cells import by_distinct, join_notes, missing_text, text_column
from fiss_geo.flows.near_names import MOST_UNKNOWN, did_you_mean, near_names, near_postcode

POINT = ["easting_m", "northing_m", "uncertainty_km"]


class PlaceNames:
    """The gazetteer, opened once for all columns that are looked up in it."""

    def __init__(self) -> None:
        gazetteer = reference.gazetteer()
        kinds = {str(kind): rows for kind, rows in gazetteer.groupby("gazetteer_kind")}
        self._postcodes = kinds["postcode"].drop_duplicates("postcode").set_index("postcode")
        offices = zip(self._postcodes.index, self._postcodes["place_name_fi"], strict=True)
        self._post_offices = {str(code): str(name) for code, name in offices}
        places = _by_name(kinds["place"])
        # A name that stands for several places is left unfound.
        self._places = places.drop_duplicates("name", keep=False).set_index("name")
        self._several = frozenset(places["name"]) - frozenset(self._places.index)
        rows = kinds["municipality"]
        by_code = rows.assign(name=rows["municipality_code"])
        known = pd.concat([_by_name(rows), by_code]).drop_duplicates("name")
        self._merged = _merged_names(known["name"])
        today = rows.set_index("municipality_code")
        merged = today.reindex(self._merged["new_municipality_code"]).assign(
            name=self._merged["name"].to_numpy()
        )
        self._municipalities = pd.concat([known, merged]).set_index("name")
        self._names = {
            "municipality": [*_names(rows), *_names(self._merged, "old_name_fi", "old_name_sv")],
            "place": _names(kinds["place"]),
        }

    def postcode(self, raw: pd.DataFrame, column: str) -> pd.DataFrame | None:
        """Give the points of postcodes, with their radius; None where the column has none."""
        return _looked_up(text_column(raw, column), _five_digits, self._postcodes)

    def place(self, raw: pd.DataFrame) -> pd.DataFrame | None:
        """Give the points of places that only one place of Finland is called."""
        return _looked_up(text_column(raw, "place"), _folded, self._places)

    def municipality(self, raw: pd.DataFrame, column: str) -> pd.DataFrame | None:
        """Give the points of municipalities, of today and merged, by name or code."""
        return _looked_up(text_column(raw, column), _folded, self._municipalities)

    def unknown(self, raw: pd.DataFrame) -> pd.Series:
        """Say which names and postcodes are not in the gazetteer, and which are nearest to them.

        Returns
        -------
        Series of str
            Missing where the gazetteer knows all that a row names, or the row names nothing.
        """
        office = ("head_office_postcode", "head_office_municipality")
        columns = ("postcode", "place", "municipality", *office)
        return join_notes(
            [
                by_distinct(text_column(raw, column), partial(self._unknown, column))
                for column in columns
            ]
        )

    def _unknown(self, column: str, said: pd.Series) -> pd.Series:
        """Make a sentence of each distinct text of a column that is not known."""
        kind = column.removeprefix("head_office_")
        keys = _five_digits(said) if kind == "postcode" else _folded(said)
        known = {
            "postcode": self._postcodes, "place": self._places, "municipality": self._municipalities
        }[kind]  # fmt: skip
        odd = ~keys.isin(known.index)
        notes = missing_text(said.index)
        near = self._near if odd.sum() <= MOST_UNKNOWN else lambda _kind, _said: ""
        notes[odd] = [
            f"“{name}” stands for several places; give its municipality or coordinates"
            if kind == "place" and key in self._several
            else f"the gazetteer does not know “{name}”{near(kind, name)}"
            for name, key in zip(said[odd], keys[odd], strict=True)
        ]
        return notes

    def _near(self, kind: str, said: str) -> str:
        """Ask for the nearest names or postcode; a place may be a municipality's name."""
        if kind == "postcode":
            nearest = near_postcode(said, self._post_offices)
            return did_you_mean([nearest] if nearest else [])
        names = near_names(said, self._names[kind])
        if kind == "place" and not names:
            towns = near_names(said, self._names["municipality"])
            names = [f"the municipality {name}" for name in towns]
        return did_you_mean(names)

    def mergers(self, raw: pd.DataFrame) -> pd.Series:
        """Say where the file names a municipality that has merged into another."""
        known = self._merged.set_index("name")

        def said(names: pd.Series) -> pd.Series:
            new = known[["new_name_fi", "from_year"]].reindex(_folded(names)).set_axis(names.index)
            return names + " is part of " + new["new_name_fi"] + " since " + new["from_year"]

        return by_distinct(text_column(raw, "municipality"), said)


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


def _names(
    table: pd.DataFrame, finnish: str = "place_name_fi", swedish: str = "place_name_sv"
) -> list[str]:
    return [str(name) for name in pd.concat([table[finnish], table[swedish]]).dropna()]


def _folded(names: pd.Series) -> pd.Series:
    return names.map(fold)


def _five_digits(postcodes: pd.Series) -> pd.Series:
    """Write postcodes as the gazetteer does: zeros that a spreadsheet ate, no country before.

    >>> _five_digits(pd.Series(["100", "FI-95400"], dtype="str")).to_list()
    ['00100', '95400']
    """
    return postcodes.str.replace(r"^(?:FI|AX)[\s-]*(?=\d)", "", case=False, regex=True).str.zfill(5)


def fold(name: str) -> str:
    """Fold case, and spaces around hyphens, so that names compare as people read them.

    >>> fold(" Mänttä - Vilppula")
    'mänttä-vilppula'
    """
    return "-".join(part.strip() for part in name.casefold().split("-"))


def _looked_up(
    text: pd.Series, key: Callable[[pd.Series], pd.Series], table: pd.DataFrame
) -> pd.DataFrame | None:
    """Look the distinct texts of a column up in a table of points, each once."""
    codes, distinct = pd.factorize(text)
    if not len(distinct):
        return None
    found = table[POINT].reindex(key(pd.Series(distinct, dtype="str"))).to_numpy()
    nowhere = np.full((1, len(POINT)), np.nan)
    return pd.DataFrame(np.vstack([found, nowhere])[codes], index=text.index, columns=POINT)
