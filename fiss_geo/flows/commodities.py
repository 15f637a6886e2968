"""Codes of other lists that a sheet may have in place of the List of Waste: EWC-Stat and CN.

Waste statistics speak EWC-Stat, customs and accounts the Combined Nomenclature. Both are kept
without blanks and points; what is in no list is kept as well, and said.
"""

import re
from functools import cache
from typing import Final

import pandas as pd

from fiss_geo import reference
from fiss_geo.flows.cells import by_distinct, join_notes, text_column

# Chapters 01 to 97 (77 is kept free), then a heading, and two or four digits more.
_CN: Final = r"(?!00|77|9[89])\d\d\d\d(?:\d\d){0,2}"
# What the Regulation joins under one code; the other codes are those of Eurostat without points.
_JOINED: Final = (
    ("W0841", r"0841\d*"), ("W081", r"081\d*"), ("W08A", r"08(?:A|2\d*|3\d*|4[0235-9]?\d*)"),
    ("W02A", r"02A|014\d*|02[123]?\d*|031\d*"), ("W12B", r"12B|12[235]\d*"),
    ("W128_13", r"12813|128\d*|13\d?\d*"), ("W05", r"05\d*"), ("W11", r"11\d*"),
)  # fmt: skip
_TAIL: Final = r"(\d\d\d)\d*"


def commodities(raw: pd.DataFrame, low_code: pd.Series) -> dict[str, pd.Series]:
    """Read what a row says of its material in EWC-Stat and in the Combined Nomenclature.

    Parameters
    ----------
    raw : pandas.DataFrame
        With ``ewc_stat_code``, ``cn_code`` and ``material_group``, where the file has them.
    low_code : pandas.Series
        List of Waste codes; where the file gives no EWC-Stat code, they tell it.

    Returns
    -------
    dict of str to pandas.Series
        ``ewc_stat_code``, ``cn_code``, ``material_group`` (where the row has neither a group nor a
        waste code: that of its CN code, else of its EWC-Stat category), and ``note``: codes in no
        list.

    >>> raw = pd.DataFrame({"ewc_stat_code": ["07.5", "W12.4"], "cn_code": [None, "x"]})
    >>> found = commodities(raw, pd.Series([None, None], dtype="str"))
    >>> found["ewc_stat_code"].to_list(), found["material_group"].to_list()
    (['W075', 'W124'], ['wood_bark', nan])
    >>> found["note"].to_list()
    [nan, 'CN code “x” is not of four, six or eight digits']
    """
    ewc, cn = text_column(raw, "ewc_stat_code"), text_column(raw, "cn_code")
    category = by_distinct(ewc, lambda texts: texts.map(_category))
    plain = by_distinct(cn, lambda texts: texts.str.replace(r"[\s.\u00a0]", "", regex=True))
    by_waste_code = by_distinct(low_code, lambda codes: codes.map(_of_waste_code()))
    group = text_column(raw, "material_group")
    by_customs = by_distinct(plain, lambda codes: codes.map(_group_of_heading))
    by_category = by_distinct(category, lambda codes: codes.map(_group_of()))
    own = by_customs.astype("str").fillna(by_category.where(cn.isna())).where(low_code.isna())
    return {
        "ewc_stat_code": category.fillna(by_waste_code.where(ewc.isna())).astype("str"),
        "cn_code": plain,
        "material_group": group.fillna(own.astype("str")),
        "note": join_notes([
            by_distinct(ewc, _unlisted),
            by_distinct(plain, _odd_cn),
        ]),
    }  # fmt: skip


def _category(said: str) -> str | None:
    """Give the category that a code of EWC-Stat, or one below it, belongs to.

    >>> _category("W12.41*"), _category("03.1"), _category("08.41"), _category("99")
    ('W124*', 'W02A', 'W0841', None)
    """
    star = "*" if "*" in said else ""
    bare = re.sub(r"[\s._*]", "", said.upper()).removeprefix("W")
    joined = (code for code, pattern in _JOINED if re.fullmatch(pattern, bare))
    plain = re.fullmatch(_TAIL, bare)
    code = next(joined, f"W{plain[1]}" if plain else "")
    listed = _listed()
    # A category that is always hazardous stands in the list with its star only.
    return next((one for one in (code + star, code, f"{code}*") if one in listed), None)


@cache
def _listed() -> frozenset[str]:
    return frozenset(reference.ewc_stat()["ewc_stat_code"])


@cache
def _group_of() -> dict[str, str]:
    table = reference.ewc_stat().dropna(subset="material_group")
    return dict(zip(table["ewc_stat_code"], table["material_group"], strict=True))


def _group_of_heading(code: str) -> str | None:
    """Give the material group of a CN code, where all its materials are of one."""
    known = _headings()
    return next((known[code[:n]] for n in (6, 4) if code[:n] in known), None)


@cache
def _headings() -> dict[str, str | None]:
    groups = reference.materials().set_index("term_id")["material_group"]
    table = reference.cn_materials().dropna(subset="material_id")
    found = [set(groups[said.split("|")].dropna()) for said in table["material_id"]]
    own = [of.pop() if len(of) == 1 else None for of in found]
    return dict(zip(table["cn_code"], own, strict=True))


@cache
def _of_waste_code() -> dict[str, str]:
    table = reference.low_ewc_stat()
    return dict(zip(table["low_code"], table["ewc_stat_code"], strict=True))


def _unlisted(texts: pd.Series) -> pd.Series:
    is_known = texts.map(_category).notna()
    return ("waste category “" + texts + "” is not in EWC-Stat").mask(is_known)


def _odd_cn(codes: pd.Series) -> pd.Series:
    fits = codes.str.fullmatch(_CN)
    return ("CN code “" + codes + "” is not of four, six or eight digits").mask(fits)
