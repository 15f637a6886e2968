"""What is done to a register: add, change, move on, record benefits; every change in its history.

Whoever changes a synergy says which version of it was read. If another has changed it since, the
change is refused and says what the other did: nobody's work is overwritten unseen.
"""

import datetime as dt
import json
import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from fiss_geo import reference
from fiss_geo.errors import EmptyResult, FissGeoError
from fiss_geo.register.reading import history
from fiss_geo.register.schema import STATES, SYNERGY_FIELDS
from fiss_geo.register.store import Register

_DEFAULTS: Final = {
    "state": "idea", "is_public": 0, "attribution_share": 1.0, "lifetime_a": 1,
}  # fmt: skip
_FINAL, _STOPPED = "completed", "stopped"


class Benefit(NamedTuple):
    """A realised benefit of a synergy in a year.

    Attributes
    ----------
    measure : str
        Of ``reference.benefit_measures()``; the unit ends its name.
    year : int
    value : float
        Of the whole synergy, before attribution.
    note : str, optional
        Where the figure is from.
    """

    measure: str
    year: int
    value: float
    note: str | None = None


class Outdated(FissGeoError, ValueError):  # noqa: N818 - read as a sentence
    """Another has changed the synergy since it was read."""


def now() -> str:
    """Give the time in UTC, to the second."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def add(
    register: Register, synergy_id: str, fields: Mapping[str, Any], by: str, at: str | None = None
) -> None:
    """Add a synergy.

    Parameters
    ----------
    register : Register
    synergy_id : str
        New.
    fields : mapping
        Of ``schema.SYNERGY_FIELDS``, at least ``title``.
    by : str
        Who adds it.
    at : str, optional
        When, ISO 8601; now by default.

    Raises
    ------
    ValueError
        If the id is taken, a field is unknown, or a value is not allowed.
    """
    at = at or now()
    values = {**dict.fromkeys(SYNERGY_FIELDS), **_DEFAULTS, "state_date": at[:10], **fields}
    _check(values, by)
    names = ("synergy_id", *SYNERGY_FIELDS, "version")
    row = (synergy_id, *(values[name] for name in SYNERGY_FIELDS), 1)
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO synergy ({', '.join(names)}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
    given = {name: [None, value] for name, value in values.items() if value is not None}
    with register.transaction():
        if register.change(sql, row) != 1:
            raise ValueError(f'"{synergy_id}" is in the register already; choose another id')
        _tell(register, synergy_id, 1, by, at, given)


def change(
    register: Register,
    synergy_id: str,
    fields: Mapping[str, Any],
    by: str,
    *,
    version: int,
    at: str | None = None,
) -> int:
    """Change fields of a synergy that was read at a version.

    Parameters
    ----------
    register, synergy_id, fields, by, at
        As :func:`add`. A change of ``state`` sets ``state_date`` to the day, unless it is given.
    version : int
        Version that was read.

    Returns
    -------
    int
        The new version.

    Raises
    ------
    Outdated
        If another has changed it since; the sentence says who, when and what.
    EmptyResult
        If there is no such synergy.
    ValueError
        If a value or a change of state is not allowed.
    """
    at = at or now()
    with register.transaction():
        old = _current(register, synergy_id, version)
        new = {**old, **fields}
        if new["state"] != old["state"]:
            _check_move(str(old["state"]), str(new["state"]))
            new["state_date"] = fields.get("state_date", at[:10])
        _check({name: new[name] for name in new if name not in ("synergy_id", "version")}, by)
        differs = {
            name: [old[name], new[name]] for name in SYNERGY_FIELDS if new[name] != old[name]
        }
        sets = ", ".join(f"{name} = ?" for name in (*differs, "version"))
        values = [new for _, new in differs.values()]
        return _write(register, synergy_id, version, sets, values, (by, at, differs))


def record_benefit(
    register: Register,
    synergy_id: str,
    benefit: Benefit,
    by: str,
    *,
    version: int,
    at: str | None = None,
) -> int:
    """Record a realised benefit of a year, in place of what stood there.

    Parameters
    ----------
    register, synergy_id, by, version, at
        As :func:`change`.
    benefit : Benefit

    Returns
    -------
    int
        The new version of the synergy.

    Raises
    ------
    Outdated, EmptyResult
        As :func:`change`.
    ValueError
        If the measure is unknown, or the value is no number.
    """
    measures = list(reference.benefit_measures()["measure"])
    if benefit.measure not in measures:
        raise ValueError(f'measure is "{benefit.measure}"; expected one of {", ".join(measures)}')
    if not math.isfinite(benefit.value):
        raise ValueError(f"value is {benefit.value}; expected a number")
    _check_who(by)
    at = at or now()
    key = (synergy_id, benefit.measure, benefit.year)
    where = "WHERE synergy_id = ? AND measure = ? AND benefit_year = ?"
    with register.transaction():
        _current(register, synergy_id, version)
        old = register.ask(f"SELECT benefit_value FROM benefit {where}", key)  # noqa: S608
        before = old[0]["benefit_value"] if old else None
        differs = {f"{benefit.measure} {benefit.year}": [before, benefit.value]}
        new = _write(register, synergy_id, version, "version = ?", [], (by, at, differs))
        register.change(f"DELETE FROM benefit {where}", key)  # noqa: S608
        row = (*key, float(benefit.value), benefit.note)
        register.change("INSERT INTO benefit VALUES (?, ?, ?, ?, ?)", row)
        return new


def _current(register: Register, synergy_id: str, version: int) -> dict[str, Any]:
    """Read a synergy, and refuse if it is not of the version that the caller read."""
    rows = register.ask("SELECT * FROM synergy WHERE synergy_id = ?", (synergy_id,))
    if not rows:
        raise EmptyResult(f'"{synergy_id}" is not in the register')
    if rows[0]["version"] != version:
        raise Outdated(_what_others_did(register, synergy_id, version, int(rows[0]["version"])))
    return rows[0]


def _write(
    register: Register,
    synergy_id: str,
    version: int,
    sets: str,
    values: list[Any],
    told: tuple[str, str, dict[str, list[Any]]],
) -> int:
    """Write if the version still stands; PostgreSQL may have let another in since it was read."""
    new = version + 1
    sql = f"UPDATE synergy SET {sets} WHERE synergy_id = ? AND version = ?"  # noqa: S608 - own names
    if register.change(sql, (*values, new, synergy_id, version)) != 1:
        raise Outdated(f'"{synergy_id}" was changed by another at this moment; read it again')
    _tell(register, synergy_id, new, *told)
    return new


def _tell(
    register: Register, synergy_id: str, version: int, by: str, at: str, differs: dict[str, Any]
) -> None:
    text = json.dumps(differs, ensure_ascii=False, sort_keys=True)
    register.change(
        "INSERT INTO history VALUES (?, ?, ?, ?, ?)", (synergy_id, version, at, by, text)
    )


def _what_others_did(register: Register, synergy_id: str, read: int, stands: int) -> str:
    since = history(register, synergy_id)
    since = since[since["version"] > read]
    done = "; ".join(
        f"{row['changed_by']} at {row['changed_at']}: {row['change_text']}"
        for row in since.to_dict("records")
    )
    return (
        f'"{synergy_id}" is at version {stands}, and you read version {read}; nothing was written. '
        f"Since then: {done}"
    )


def _check_who(by: str) -> None:
    if not by.strip():
        raise ValueError("say who makes the change")


def _check(values: Mapping[str, Any], by: str) -> None:
    _check_who(by)
    unknown = [name for name in values if name not in SYNERGY_FIELDS]
    faults = [f"{name} is no field of a synergy" for name in unknown]
    faults += [] if str(values.get("title") or "").strip() else ["a synergy needs a title"]
    if values.get("state") not in STATES:
        faults.append(f'state is "{values.get("state")}"; expected one of {", ".join(STATES)}')
    if values.get("state") == _STOPPED and not values.get("stop_reason"):
        faults.append("a synergy that is stopped needs its reason")
    share, lifetime = values.get("attribution_share"), values.get("lifetime_a")
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        faults.append(f"attribution_share is {share}; expected a number from 0 to 1")
    if not isinstance(lifetime, int) or lifetime < 1:
        faults.append(f"lifetime_a is {lifetime}; expected whole years, at least 1")
    if faults:
        raise ValueError("; ".join(faults))


def _check_move(old: str, new: str) -> None:
    """Refuse to go back, to stop what is completed, and to take up what is stopped as done."""
    order = {state: number for number, state in enumerate(STATES)}
    is_taken_up = old == _STOPPED and new != _FINAL
    is_onward = order[new] > order[old] if new in order else True
    if old == _FINAL or not (is_taken_up or is_onward):
        raise ValueError(
            f"a synergy that is {old} cannot become {new}; "
            f"the states are {', '.join(STATES[:-1])}, or stopped before it is completed"
        )
