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
    by_rule: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in cast("list[dict[str, Any]]", table.to_dict("records")):
        by_rule.setdefault((row["rule"], row["material_group"]), {})[row["kind"]] = row
    made = pd.DataFrame([_rule(kinds) for kinds in by_rule.values()])
    has = made[["offer_words", "need_words", "low_code_prefix"]].notna().to_numpy(dtype=int)
    return made.iloc[np.argsort(-has @ [4, 2, 1], kind="stable")].reset_index(drop=True)


def _rule(kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    first = next(iter(kinds.values()))
    named = ("material_group", "low_code_prefix", "offer_words", "need_words")
    return {
        **{name: first[name] for name in named},
        "what": _what(kinds), "is_supply_constrained": first["is_supply_constrained"] == "yes",
        **{
            f"{kind}_{end}": kinds[kind][end] if kind in kinds else np.nan
            for kind in _KINDS for end in ENDS
        },
    }  # fmt: skip


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


def _what(kinds: dict[str, dict[str, Any]]) -> str:
    """Write the figures of a rule with their sources, the deciding one first."""
    verbs = {
        "primary": "", "primary_heat": "", "processing": "less ",
        "disposal": "where it is dumped today plus ",
    }  # fmt: skip
    parts = []
    for kind in (kind for kind in verbs if kind in kinds):
        row = kinds[kind]
        source = str(row["source"]).split(",")[0]
        figure = f"{row['value']:g} {row['unit']} ({source}, {row['year']})"
        parts.append(f"{verbs[kind]}{row['what']} {figure}")
    return "; ".join(parts)
