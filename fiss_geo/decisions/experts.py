"""Experts and organisations by expertise and region, and whom to ask about a candidate."""

from typing import Final

import pandas as pd

from fiss_geo import reference
from fiss_geo.decision_schemas import EXPERTS
from fiss_geo.errors import BadInput, Fault
from fiss_geo.schemas import column_types, keep

ANY: Final = "any"
"""Written for an expertise in every material; an empty region means the whole country."""

_NEEDED: Final = ("expert_name", "expertise")
_YES: Final = ("yes", "true", "1", "kyllä", "ja")


def experts_from(raw: pd.DataFrame, file: str) -> pd.DataFrame:
    """Hold a user's table of experts against what it should be.

    Parameters
    ----------
    raw : pandas.DataFrame
        Text: ``expert_name``, ``expertise`` (material groups parted by ``;``, or ``any``), and,
        if wanted, ``organisation``, ``region_codes`` (parted by ``;``; empty: the whole country),
        ``contact``, ``is_public``.
    file : str
        Name of the file, for messages.

    Returns
    -------
    pandas.DataFrame
        Experts, in the order of the file.

    Raises
    ------
    BadInput
        With a sentence for every column, material group and region that is not known.
    """
    missing = [name for name in _NEEDED if name not in raw]
    if missing:
        expected = f"expected the columns {' and '.join(_NEEDED)}; {missing[0]} is missing"
        raise BadInput([Fault(file, 1, None, "", expected)])
    table = raw.reindex(columns=list(EXPERTS.columns))
    faults = []
    for name, known in (
        ("expertise", [*reference.material_groups()["material_group"], ANY]),
        ("region_codes", [*reference.regions()["region_code"].astype(str)]),
    ):
        faults += [
            Fault(file, row, name, one, f"expected {', '.join(known)}, parted by ;")
            for row, said in enumerate(table[name], 2)
            for one in _parts(said)
            if one not in known
        ]
    empty = table["expert_name"].isna() | table["expertise"].isna()
    faults += [
        Fault(file, row, None, "", "expected a name and an expertise; one is empty")
        for row, is_empty in enumerate(empty, 2)
        if is_empty
    ]
    if faults:
        raise BadInput(faults)
    is_public = table["is_public"].astype("str").str.strip().str.casefold().isin(_YES)
    return keep(EXPERTS, table.assign(is_public=is_public).astype(column_types(EXPERTS)))


def _parts(said: object) -> list[str]:
    return [] if pd.isna(said) else [part.strip() for part in str(said).split(";") if part.strip()]  # type: ignore[call-overload]


def fitting_experts(
    candidates: pd.DataFrame, experts: pd.DataFrame, *, count: int = 3
) -> pd.Series:
    """Name the experts that fit each candidate.

    Parameters
    ----------
    candidates : pandas.DataFrame
        With ``material_group``, ``offer_region_code`` and ``need_region_code``.
    experts : pandas.DataFrame
        Experts.
    count : int
        How many to name.

    Returns
    -------
    pandas.Series
        Indexed as the candidates: "Name (Organisation); …", missing where nobody fits. Who knows
        the material comes before who knows any; then who works in both regions, in one, in the
        whole country; then the order of the table. Who works only elsewhere does not fit.
    """
    people = [
        (f"{row['expert_name']} ({row['organisation']})" if pd.notna(row["organisation"])
         else str(row["expert_name"]), set(_parts(row["expertise"])),
         set(_parts(row["region_codes"])))
        for row in experts.to_dict("records")
    ]  # fmt: skip
    keys = candidates[["material_group", "offer_region_code", "need_region_code"]]
    named = {
        key: _named(key, people, count)
        for key in set(keys.astype(object).itertuples(index=False, name=None))
    }
    said = [named[key] for key in keys.astype(object).itertuples(index=False, name=None)]
    return pd.Series(said, index=candidates.index, dtype="str")


def _named(
    key: tuple[object, ...], people: list[tuple[str, set[str], set[str]]], count: int
) -> str | None:
    material, *regions = key
    found = []
    for place, (name, expertise, works_in) in enumerate(people):
        here = sum(region in works_in for region in regions)
        if (material in expertise or ANY in expertise) and (here or not works_in):
            found.append((material not in expertise, -here, place, name))
    return "; ".join(name for *_, name in sorted(found)[:count]) or None
