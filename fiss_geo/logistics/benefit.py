"""What an exchange spares: production, disposal and waste tax, less processing and transport.

Which figure decides is a rule of ``avoided_burden.csv``, found by the material, its waste code
and the words of offer and need. Where there is none the benefit is not known, and not nought.
"""

import re
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.logistics.factor_sets import ENDS

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

NO_FACTOR: Final = "no figure is known for what this material replaces"
NO_PROCESSING: Final = "no checked figure for the processing: the net is not known"
CONSTRAINED: Final = "the supply is used already: moving it to another user saves nothing"

TAX_YEAR: Final = 2026
"""Year whose waste tax counts: the table knows what changes in 2027."""

IN_USE: Final = "in use or not told today: what a present user would lose is not counted"

_KINDS: Final = ("primary", "processing", "disposal", "primary_heat")


def burden_rules() -> pd.DataFrame:
    """Read what is avoided, a row a rule.

    Returns
    -------
    pandas.DataFrame
        ``material_group``, ``low_code_prefix``, ``offer_words``, ``need_words``,
        ``is_supply_constrained``, ``what`` and for each kind and end ``{kind}_{end}``; the
        closest rules first: with words of the offer, of the need, with a waste code, by group.
    """
    table = reference.read_numbers("reference/factors/avoided_burden.csv")
    text = reference.read_codes("reference/factors/avoided_burden.csv")
    table = table.assign(low_code_prefix=text["low_code_prefix"])
    rows = []
    for (_, group), own in table.groupby(["rule", "material_group"], sort=False):
        first = cast("dict[str, Any]", own.iloc[0].to_dict())
        kinds = own.set_index("kind")
        figures = {
            f"{kind}_{end}": kinds.loc[kind, end] if kind in kinds.index else np.nan
            for kind in _KINDS
            for end in ENDS
        }
        rows.append({
            "material_group": group, "low_code_prefix": first["low_code_prefix"],
            "offer_words": first["offer_words"], "need_words": first["need_words"],
            "what": _what(kinds),
            "is_supply_constrained": first["is_supply_constrained"] == "yes", **figures,
        })  # fmt: skip
    made = pd.DataFrame(rows)
    has = made[["offer_words", "need_words", "low_code_prefix"]].notna().to_numpy(dtype=int)
    has = has @ np.array([4, 2, 1])
    return made.iloc[np.argsort(-has, kind="stable")].reset_index(drop=True)


def find_rules(keys: pd.DataFrame, rules: pd.DataFrame) -> Codes:
    """Find the closest rule of each material and need.

    Parameters
    ----------
    keys : pandas.DataFrame
        ``material_group``, ``low_code``, ``offer_name``, ``need_name``; any may be missing.
    rules : pandas.DataFrame
        As ``burden_rules`` gives them.

    Returns
    -------
    numpy.ndarray
        Positions in ``rules``, -1 where none fits.

    >>> keys = {"material_group": ["slag"], "low_code": None, "offer_name": "Blast-furnace slag"}
    >>> rules = burden_rules()
    >>> found = find_rules(pd.DataFrame(keys | {"need_name": "Cement works"}, dtype="str"), rules)
    >>> rules["what"][found[0]].split(" (")[0]
    'cement clinker 850 kg CO2e/t'
    """
    found = np.full(len(keys), -1, dtype=np.intp)
    for place, rule in enumerate(rules.to_dict("records")):
        fits = (keys["material_group"] == rule["material_group"]) & (found < 0)
        if isinstance(rule["low_code_prefix"], str):
            fits &= keys["low_code"].str.startswith(rule["low_code_prefix"], na=False)
        for side in ("offer", "need"):
            fits &= _has_words(keys[f"{side}_name"], rule[f"{side}_words"])
        found[fits.to_numpy(dtype=bool)] = place
    return found


def _has_words(names: pd.Series, words: Any) -> pd.Series:  # noqa: ANN401 - text or missing
    """Tell where a word of a name begins with one of the words; true everywhere without words."""
    if not isinstance(words, str):
        return pd.Series(data=True, index=names.index)
    any_word = "|".join(map(re.escape, words.split()))
    return names.str.casefold().str.contains(rf"(?:^|\W)(?:{any_word})", na=False)


def avoided(
    rules: pd.DataFrame, rule: Codes, is_to_disposal: npt.NDArray[np.bool_]
) -> dict[str, Floats]:
    """Emissions spared and spent on processing, per tonne [kg CO2e/t], each with its range.

    Parameters
    ----------
    rules : pandas.DataFrame
    rule : numpy.ndarray
        Positions in ``rules``, -1 for none.
    is_to_disposal : numpy.ndarray
        The offer goes to disposal or a heap today: its disposal is spared too, where a figure is
        known; and a supply that is constrained saves something.

    Returns
    -------
    dict
        ``avoided_{end}`` and ``processing_{end}``.
    """
    table = {
        name: rules[name].to_numpy(dtype="float64")
        for name in map(str, rules.columns)
        if name.endswith(ENDS)
    }
    has, at = rule >= 0, np.maximum(rule, 0)
    saves_nothing = has & rules["is_supply_constrained"].to_numpy()[at] & ~is_to_disposal
    found = {}
    for end in ENDS:
        spared = table[f"primary_{end}"][at]
        landfill = np.where(is_to_disposal, np.nan_to_num(table[f"disposal_{end}"][at]), 0.0)
        processing = table[f"processing_{end}"][at]
        found[f"avoided_{end}"] = np.where(
            has, np.where(saves_nothing, 0.0, spared + landfill), np.nan
        )
        # What is ground for one user or another is ground all the same.
        found[f"processing_{end}"] = np.where(has, np.where(saves_nothing, 0.0, processing), np.nan)
    return found


def words_for(rules: pd.DataFrame) -> list[str]:
    """Say what decided, for each rule and state: by rule to disposal, then used already, then none.

    Returns
    -------
    list of str
        Of ``2 n + 1`` texts for ``n`` rules.
    """
    used, dumped = [], []
    for rule in rules.to_dict("records"):
        if np.isnan(rule["primary_value"]) and np.isnan(rule["primary_heat_value"]):
            used.append(NO_FACTOR)
            dumped.append(NO_FACTOR)
            continue
        lacks = np.isnan(rule["processing_value"]) and np.isnan(rule["primary_heat_value"])
        text = f"{rule['what']}; {NO_PROCESSING}" if lacks else rule["what"]
        in_use = CONSTRAINED if rule["is_supply_constrained"] else f"{text}; {IN_USE}"
        used.append(in_use)
        dumped.append(text)
    return [*dumped, *used, NO_FACTOR]


def is_taxed(low_code: pd.Series, year: int) -> pd.Series:
    """Tell whether a waste would be taxed on a landfill: yes, no, or missing where not known.

    The longest prefix of ``waste_tax.csv`` that fits the code counts.

    >>> is_taxed(pd.Series(["170802", "170504", "999999", None], dtype="str"), 2026).to_list()
    [True, False, <NA>, <NA>]
    """
    table = reference.read_codes("reference/factors/waste_tax.csv")
    table = table[table["year"].astype(int) <= year]
    by_length = table.iloc[np.argsort(table["low_code_prefix"].str.len(), kind="stable")]
    codes = pd.Series(low_code.unique(), dtype="str").dropna()
    known: dict[str, bool] = {}
    for prefix, answer in zip(by_length["low_code_prefix"], by_length["is_taxable"], strict=True):
        known.update(dict.fromkeys(codes[codes.str.startswith(prefix)], answer == "yes"))
    return low_code.map(known).astype("boolean")


def _what(kinds: pd.DataFrame) -> str:
    """Write the figures of a rule with their sources, the deciding one first."""
    first = "primary_heat" if "primary_heat" in kinds.index else "primary"
    order = [first, *(kind for kind in ("processing", "disposal") if kind in kinds.index)]
    verbs = {"processing": "less ", "disposal": "where it is dumped today plus "}
    parts = []
    for kind in order:
        row = cast("pd.Series", kinds.loc[kind])
        source = str(row["source"]).split(",")[0]
        year = int(row["year"])
        parts.append(
            f"{verbs.get(kind, '')}{row['what']} {row['value']:g} {row['unit']} ({source}, {year})"
        )
    return "; ".join(parts)
