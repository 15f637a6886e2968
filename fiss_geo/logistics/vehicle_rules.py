"""Rules of which truck a material goes with: the embedded ones, and a user's own before them.

A rule is known by waste code, material group or body; the closest one counts. A user's row that
names a vehicle takes the place of the embedded rows for what it names; one that names none
changes them, so that a return load is a rule of two cells.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from fiss_geo import reference
from fiss_geo.errors import BadInput, Fault
from fiss_geo.logistics.factor_sets import as_number, read_text

UNKNOWN_BODY: Final = "tipper"
"""Body of a material that is not known: a solid is assumed."""

_MATCHING: Final = ("low_code", "material_group")
# What each figure may be, and what it is where a rule does not say.
_FIGURES: Final[dict[str, tuple[Callable[[float], bool], str, float | None]]] = {
    "from_loads_per_a": (lambda x: x >= 0, "a number of 0 or more", 0.0),
    "volume_m3": (lambda x: x > 0, "a volume above 0 m3", None),
    "load_factor": (lambda x: 0 < x <= 1, "a share above 0 and up to 1", 1.0),
    "load_factor_low": (lambda x: 0 < x <= 1, "a share above 0 and up to 1", None),
    "load_factor_high": (lambda x: 0 < x <= 1, "a share above 0 and up to 1", None),
    "empty_return_share": (lambda x: 0 <= x <= 1, "a share from 0 to 1", 1.0),
    "energy_factor": (lambda x: x > 0, "a factor above 0", 1.0),
    "energy_factor_low": (lambda x: x > 0, "a factor above 0", None),
    "energy_factor_high": (lambda x: x > 0, "a factor above 0", None),
}
_TEXTS: Final = ("body_type", "vehicle", "is_usual", "reason")
_ALSO: Final = ("unit", "scope", "year", "source", "licence", "note")


class Rule(NamedTuple):
    """One class of truck for a material: from how many loads a year, and how it is filled."""

    vehicle: str
    body_type: str
    reason: str
    from_loads_per_a: float
    is_usual: bool
    volume_m3: float | None
    load_factors: tuple[float, float, float]
    empty_return_share: float
    energy_factors: tuple[float, float, float]


class Rules(NamedTuple):
    """The user's rows before the embedded ones, and the usual body of each material group."""

    own: list[dict[str, Any]]
    embedded: list[dict[str, Any]]
    bodies: dict[str, str]


def vehicle_rules(path: Path | None = None) -> Rules:
    """Read the rules.

    Parameters
    ----------
    path : pathlib.Path, optional
        CSV of the user's own, with any of the columns of
        ``data/reference/factors/vehicle_choice.csv``.

    Returns
    -------
    Rules

    Raises
    ------
    MissingFile
    BadInput
        With a sentence for every cell that is not understood.
    """
    groups = reference.material_groups().set_index("material_group")["body_type"].dropna()
    embedded = reference.read_codes("reference/factors/vehicle_choice.csv")
    own = [] if path is None else _read(path, list(reference.material_groups()["material_group"]))
    return Rules(own, _records(embedded), dict(zip(groups.index, groups, strict=True)))


def rules_for(rules: Rules, group: str | None, code: str | None) -> list[Rule]:
    """Give the classes that a material may go with, from the smallest flow to the largest.

    >>> [rule.vehicle for rule in rules_for(vehicle_rules(), "wood_bark", None)]
    ['Rigid 26 t', 'Semi 40 t', 'Combination 76 t']
    """
    own = [row for row in rules.own if _names(row, group, code)]
    said = next((row["body_type"] for row in own if row["body_type"]), None)
    body = said or _body(rules, group, code)
    own = own or [
        row for row in rules.own if not _is_for_material(row) and row["body_type"] == body
    ]
    mine = [row for row in own if row["vehicle"]]
    found = mine or _closest(rules.embedded, group, None if said else code, body)
    for row in reversed([row for row in own if not row["vehicle"]]):  # the closest is laid last
        changes = {name: row[name] for name in (*_FIGURES, "reason") if row[name] is not None}
        found = [{**old, **_whole_ranges(changes)} for old in found]
    return sorted((_rule(row, body) for row in found), key=lambda rule: rule.from_loads_per_a)


def _body(rules: Rules, group: str | None, code: str | None) -> str:
    by_code = next(
        (row["body_type"] for row in rules.embedded if code and row["low_code"] == code), None
    )
    return by_code or rules.bodies.get(group or "", UNKNOWN_BODY)


def _closest(
    rows: list[dict[str, Any]], group: str | None, code: str | None, body: str
) -> list[dict[str, Any]]:
    by_material = [row for row in rows if _names(row, group, code)]
    return by_material or [
        row for row in rows if not _is_for_material(row) and row["body_type"] == body
    ]


def _is_for_material(row: dict[str, Any]) -> bool:
    return any(row[name] for name in _MATCHING)


def _names(row: dict[str, Any], group: str | None, code: str | None) -> bool:
    asked = {"low_code": code, "material_group": group}
    return _is_for_material(row) and all(row[name] in (None, asked[name]) for name in _MATCHING)


def _whole_ranges(changes: dict[str, Any]) -> dict[str, Any]:
    """Take a figure given without its range as exact, not with the range of the old one."""
    whole = dict(changes)
    for name in ("load_factor", "energy_factor"):
        if name in changes:
            for end in ("low", "high"):
                whole.setdefault(f"{name}_{end}", changes[name])
    return whole


def _rule(row: dict[str, Any], body: str) -> Rule:
    given: dict[str, Any] = {
        name: default if row[name] is None else row[name]
        for name, (_, _, default) in _FIGURES.items()
    }
    ranges = {name: _range(given, name) for name in ("load_factor", "energy_factor")}
    return Rule(
        vehicle=row["vehicle"], body_type=row["body_type"] or body,
        reason=row["reason"] or "as the user's rule says",
        from_loads_per_a=given["from_loads_per_a"], is_usual=row["is_usual"] == "yes",
        volume_m3=given["volume_m3"], load_factors=ranges["load_factor"],
        empty_return_share=given["empty_return_share"], energy_factors=ranges["energy_factor"],
    )  # fmt: skip


def _range(given: dict[str, Any], name: str) -> tuple[float, float, float]:
    value = given[name]
    low, high = (given[f"{name}_{end}"] for end in ("low", "high"))
    return value, value if low is None else low, value if high is None else high


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    names = [*_MATCHING, *_TEXTS, *_FIGURES]
    rows = []
    for row in table.reindex(columns=names).to_dict("records"):
        cells = {str(name): cell if isinstance(cell, str) else None for name, cell in row.items()}
        rows.append({**cells, **{name: as_number(cells[name]) for name in _FIGURES}})
    # A waste code says more than a group: its rules come first, and are found first.
    return sorted(rows, key=lambda row: row["low_code"] is None)


def _read(path: Path, groups: list[str]) -> list[dict[str, Any]]:
    table = read_text(path, "a CSV file of rules")
    known = [*_MATCHING, *_TEXTS, *_FIGURES, *_ALSO]
    faults = [
        Fault(path.name, 1, "heading", str(name), f"expected one of {', '.join(known)}")
        for name in table.columns
        if name not in known
    ]
    for number, row in enumerate(table.reindex(columns=known).to_dict("records"), 2):
        cells = {str(name): cell for name, cell in row.items() if isinstance(cell, str)}
        faults += _row_faults(path.name, number, cells, groups)
    if faults:
        raise BadInput(faults)
    return _records(table)


def _row_faults(file: str, number: int, cells: dict[str, str], groups: list[str]) -> list[Fault]:
    faults = []
    if not {*_MATCHING, "body_type"} & set(cells):
        expected = "expected a low_code, a material_group or a body_type that the rule is for"
        faults.append(Fault(file, number, None, "", expected))
    words = {"material_group": groups, "is_usual": ["yes", "no"]}
    for name, allowed in words.items():
        if name in cells and cells[name] not in allowed:
            faults.append(
                Fault(file, number, name, cells[name], f"expected one of {', '.join(allowed)}")
            )
    code = cells.get("low_code")
    if code is not None and not (len(code) == 6 and code.isdigit()):  # noqa: PLR2004 - as published
        faults.append(Fault(file, number, "low_code", code, "expected a waste code of 6 digits"))
    return faults + _figure_faults(file, number, cells)


def _figure_faults(file: str, number: int, cells: dict[str, str]) -> list[Fault]:
    faults = []
    for name, (is_good, expected, _) in _FIGURES.items():
        figure = as_number(cells.get(name))
        if name in cells and (figure is None or not is_good(figure)):
            faults.append(Fault(file, number, name, cells[name], f"expected {expected}"))
    for name in ("load_factor", "energy_factor"):
        ends = [as_number(cells.get(key)) for key in (f"{name}_low", name, f"{name}_high")]
        given = [end for end in ends if end is not None]
        if given != sorted(given):
            faults.append(Fault(file, number, name, cells.get(name, ""), "expected low to high"))
    return faults
