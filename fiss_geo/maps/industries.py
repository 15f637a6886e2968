"""The industry of a flow in words: its name in either revision of NACE."""

from typing import Any, Final

import pandas as pd

from fiss_geo import reference

OLD: Final = "TOL 2008"
NEW: Final = "TOL 2025"
Names = dict[str, dict[str, str]]


def industry_names() -> Names:
    """Look up the names in each language by revision and code, such as ``TOL 2025 16.12``.

    >>> industry_names()["TOL 2025 38.21"]["fi"]
    'Materiaalien hyödyntäminen'
    """
    found: Names = {}
    for table, code, edition in (
        (reference.nace(), "nace_code", OLD),
        (reference.nace_2_1(), "nace_2_1_code", NEW),
    ):
        for key in ("fi", "sv", "en"):
            for value, name in zip(table[code], table[f"nace_name_{key}"], strict=True):
                found.setdefault(f"{edition} {value}", {})[key] = name
    return found


def industry_of(flow: dict[str, Any]) -> str:
    """Give the key of a flow's industry in :func:`industry_names`: what the file says comes first.

    >>> industry_of({"nace_code": "16.10", "nace_2_1_code": "16.12"})
    'TOL 2025 16.12'
    """
    new, old = flow.get("nace_2_1_code"), flow.get("nace_code")
    if isinstance(new, str):
        return f"{NEW} {new}"
    return f"{OLD} {old}" if isinstance(old, str) else ""


def industries_of(flows: pd.DataFrame) -> pd.Series:
    """Give that key for every flow; missing where no industry is known."""
    nothing = pd.Series(None, index=flows.index, dtype="str")
    new = f"{NEW} " + flows.get("nace_2_1_code", nothing).astype("str")
    return new.fillna(f"{OLD} " + flows.get("nace_code", nothing).astype("str"))
