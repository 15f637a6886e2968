"""Industries of both revisions of NACE: TOL 2025 codes are brought to TOL 2008, and it is said how.

Matching speaks NACE Rev. 2 (TOL 2008), as pathways and the crosswalk do. A sheet says that its
codes are of Rev. 2.1 (TOL 2025) by its heading, by a column ``nace_version`` or in its mapping.
A code that was made from several keeps them all, parted by “|”: each of them may be meant.
"""

from functools import cache
from typing import Final

import pandas as pd

from fiss_geo import reference
from fiss_geo.flows.cells import by_distinct, join_notes, missing_text, text_column

_NEW: Final = r"2\.1\b|2025"
_OLD: Final = r"2008|2007|2(?:\.0)?\s*$"
_BOTH: Final = f"(?i).*(?:{_NEW}|{_OLD})"
# A section letter, two to four digits with or without points, and a fifth digit of the nation.
_CODE: Final = r"^\s*(?:([A-V])\s*$|(?:[A-V]\s*)?(\d\d)(?:\.?(\d)(?:\.?(\d)\.?\d?)?)?(?![\d.]))"
_OLD_NAME, _NEW_NAME = "NACE Rev. 2 (TOL 2008)", "NACE Rev. 2.1 (TOL 2025)"


def is_bad_version(raw: pd.DataFrame) -> pd.Series:
    """Tell the rows whose ``nace_version`` names neither revision."""
    version = text_column(raw, "nace_version")
    known = by_distinct(version, lambda said: said.str.match(_BOTH))
    return version.notna() & ~known.eq(other=True)


def industries(raw: pd.DataFrame) -> dict[str, pd.Series]:
    """Read the industry of each row, in both revisions where the file gives the newer one.

    Parameters
    ----------
    raw : pandas.DataFrame
        With ``nace_code``, ``nace_2_1_code`` and ``nace_version``, where the file has them.

    Returns
    -------
    dict of str to pandas.Series
        ``nace_code`` of Rev. 2, ``nace_2_1_code``, and ``note``: codes in no list, and codes that
        were made from several.

    >>> raw = pd.DataFrame({"nace_code": ["16.12", "99.9"], "nace_version": "TOL 2025"})
    >>> found = industries(raw)
    >>> found["nace_code"].to_list(), found["nace_2_1_code"].to_list()
    (['16.10', nan], ['16.12', '99.9'])
    >>> found["note"][1]
    'industry “99.9” is not in NACE Rev. 2.1 (TOL 2025)'
    """
    said = text_column(raw, "nace_code")
    if not {"nace_version", "nace_2_1_code"} & set(raw.columns):  # as most files: the quick way
        nothing = missing_text(raw.index)
        note = by_distinct(said, _not_of_old).astype("str")
        return {"nace_code": said, "nace_2_1_code": nothing, "note": note}
    is_new = by_distinct(text_column(raw, "nace_version"), lambda text: text.str.contains(_NEW))
    is_new = is_new.eq(other=True)
    newer = text_column(raw, "nace_2_1_code").fillna(said.where(is_new))
    older = said.mask(is_new)
    plain = by_distinct(newer, _plain)
    was = by_distinct(plain, lambda codes: codes.map(_former()))
    used = older.isna()
    notes = [
        by_distinct(newer, lambda texts: _unlisted(texts, _plain(texts))),
        by_distinct(plain, _split).where(used),
        by_distinct(older, _not_of_old),
    ]
    return {
        "nace_code": older.fillna(was).astype("str"),
        "nace_2_1_code": plain.fillna(newer).astype("str"),
        "note": join_notes(notes),
    }


@cache
def _former() -> dict[str, str]:
    """Look up what each code was in Rev. 2: its main code, else all of them."""
    table = reference.nace_correspondence()
    main = table[table["is_main"] == "yes"]
    named = dict(zip(main["nace_2_1_code"], main["nace_code"], strict=True))
    every = table.groupby("nace_2_1_code")["nace_code"].agg("|".join).to_dict()
    return {**every, **named}


@cache
def _listed() -> tuple[frozenset[str], frozenset[str]]:
    new = reference.nace_2_1()["nace_2_1_code"]
    return frozenset(reference.nace()["nace_code"]), frozenset(new)


def _plain(texts: pd.Series) -> pd.Series:
    """Write codes as the lists do, from ``16100``, ``C16.10`` or ``16.10 Puun sahaus``."""
    parts = texts.str.extract(_CODE).fillna("")
    tail = parts[2] + parts[3]
    code = parts[0] + parts[1] + ("." + tail).where(tail != "", "")
    return code.where(code != "").astype("str")


def _unlisted(texts: pd.Series, plain: pd.Series) -> pd.Series:
    old, new = _listed()
    note = "industry “" + texts + f"” is not in {_NEW_NAME}"
    return note.where(~plain.isin(old), note + f"; it is in {_OLD_NAME}").mask(plain.isin(new))


def _split(codes: pd.Series) -> pd.Series:
    """Say which codes were made from several of Rev. 2, and which of these are used."""
    table = reference.nace_correspondence()
    several = table[table["is_only"] == "no"].groupby("nace_2_1_code")["nace_code"]
    all_of = codes.map(several.agg(", ".join))
    taken = codes.map(_former())
    told = "industry " + codes + f" of {_NEW_NAME} was made from " + all_of + " of Rev. 2; "
    main = told + taken + " is used"
    return main.mask(taken.str.contains("|", regex=False), told + "each may be meant")


def _not_of_old(texts: pd.Series) -> pd.Series:
    """Say which codes are none of Rev. 2; a word in place of a code says nothing here."""
    plain = _plain(texts)
    old, new = _listed()
    note = "industry “" + texts + f"” is not in {_OLD_NAME}"
    hint = f"; it is in {_NEW_NAME}: say so in nace_version, or head the column TOL 2025"
    return note.where(~plain.isin(new), note + hint).where(plain.notna() & ~plain.isin(old))
