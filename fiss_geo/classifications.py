"""The classifications of the field as trees, in one form for all: code, parent, level, names."""

from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

import pandas as pd

from fiss_geo import reference


class _Tree(NamedTuple):
    """Where a classification lies, and what its levels are called, by the length of a code."""

    file: str
    code: str
    name: str
    levels: dict[int, str]


_NACE: Final = {1: "section", 2: "division", 4: "group", 5: "class"}
_TREES: Final = MappingProxyType({
    "low": _Tree(
        "list_of_waste.csv", "low_code", "name", {2: "chapter", 4: "sub-chapter", 6: "code"}
    ),
    "nace": _Tree("nace.csv", "nace_code", "nace_name", _NACE),
    "nace_2_1": _Tree("nace_2_1.csv", "nace_2_1_code", "nace_name", _NACE),
    "ewc_stat": _Tree("ewc_stat.csv", "ewc_stat_code", "name", {}),
    "cn": _Tree(
        "cn_materials.csv", "cn_code", "name", {2: "chapter", 4: "heading", 6: "subheading"}
    ),
})  # fmt: skip


def classification(name: str) -> pd.DataFrame:
    """Read a classification as a tree.

    Parameters
    ----------
    name : {"low", "nace", "nace_2_1", "ewc_stat", "cn"}
        List of Waste; NACE Rev. 2 (TOL 2008) and Rev. 2.1 (TOL 2025); EWC-Stat; the Combined
        Nomenclature, as far as ``cn_materials.csv`` has it.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``parent_code`` (missing at the top), ``level`` (such as chapter or section),
        ``name_en``, ``name_fi`` and ``name_sv``.

    Raises
    ------
    ValueError
        If there is no such classification.

    >>> parent = classification("nace_2_1").set_index("code")["parent_code"]
    >>> parent["38.21"], parent["38.2"], parent["38"]
    ('38.2', '38', 'E')
    """
    if name not in _TREES:
        raise ValueError(f'classification is "{name}"; expected {", ".join(_TREES)}')
    tree = _TREES[name]
    table = reference.read_codes(f"reference/{tree.file}")
    level, parent = _by_length(table[tree.code], tree.levels)
    if name == "ewc_stat":  # its codes do not tell what stands above them
        level = table["is_hazardous"].isna().map({True: "group", False: "category"})
        parent = table["parent_code"]
    names = {f"name_{one}": table[f"{tree.name}_{one}"] for one in ("en", "fi", "sv")}
    return pd.DataFrame({"code": table[tree.code], "parent_code": parent, "level": level, **names})


def _by_length(codes: pd.Series, levels: dict[int, str]) -> tuple[pd.Series, pd.Series]:
    """Tell level and parent: of a division the section above it, of the others their beginning."""
    length = codes.str.len()
    level = length.map(levels).astype("str")
    parent = pd.Series(None, index=codes.index, dtype="str")
    for above, below in pairwise(levels):
        parent = parent.mask(length == below, codes.str[:above])
    sections = codes.where(level == "section").ffill()
    return level, parent.mask(level == "division", sections)
