"""What stands in a register: its synergies, their benefits, and every change."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from fiss_geo import reference
from fiss_geo.register.schema import SYNERGY_FIELDS
from fiss_geo.register.store import Register, open_register


class Registered(NamedTuple):
    """What stands in a register: its synergies, and their benefits."""

    synergies: pd.DataFrame
    benefits: pd.DataFrame


def read_register(address: str | Path) -> Registered:
    """Read a register as it stands.

    Parameters
    ----------
    address : path or URL
        As ``store.open_register`` takes it.

    Returns
    -------
    Registered
    """
    with open_register(address) as register:
        return Registered(synergies(register), benefits(register))


def synergies(register: Register) -> pd.DataFrame:
    """Read all synergies, in the order of their ids."""
    names = ["synergy_id", *SYNERGY_FIELDS, "version"]
    rows = register.ask(f"SELECT {', '.join(names)} FROM synergy ORDER BY synergy_id")  # noqa: S608
    return pd.DataFrame(rows, columns=names)


def benefits(register: Register) -> pd.DataFrame:
    """Read all benefits, each with what of it is attributed, in its year and in its lifetime.

    Returns
    -------
    pandas.DataFrame
        ``attributed_value`` is the value times the synergy's ``attribution_share``;
        ``lifetime_value`` that times its ``lifetime_a`` where the measure is a yearly one.
    """
    rows = register.ask(
        "SELECT b.synergy_id, b.measure, b.benefit_year, b.benefit_value, b.note, s.state, "
        "s.region_code, s.park_id, s.material_group, s.is_public, s.attribution_share, "
        "s.lifetime_a FROM benefit b JOIN synergy s ON s.synergy_id = b.synergy_id "
        "ORDER BY b.synergy_id, b.measure, b.benefit_year"
    )
    columns = [
        "synergy_id", "measure", "benefit_year", "benefit_value", "note", "state", "region_code",
        "park_id", "material_group", "is_public", "attribution_share", "lifetime_a",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    measures = reference.benefit_measures().set_index("measure")
    table = table.assign(unit=table["measure"].map(measures["unit"]))
    attributed = table["benefit_value"].astype(float) * table["attribution_share"].astype(float)
    years = table["lifetime_a"].where(table["measure"].map(measures["is_yearly"]) == "yes", 1)
    return table.assign(
        attributed_value=attributed, lifetime_value=attributed * years.astype(float)
    )


def history(register: Register, synergy_id: str | None = None) -> pd.DataFrame:
    """Read every change, of one synergy or of all, the earliest first."""
    where = "" if synergy_id is None else "WHERE synergy_id = ? "
    rows = register.ask(
        "SELECT synergy_id, version, changed_at, changed_by, change_text FROM history "  # noqa: S608
        f"{where}ORDER BY changed_at, synergy_id, version",
        () if synergy_id is None else (synergy_id,),
    )
    columns = ["synergy_id", "version", "changed_at", "changed_by", "change_text"]
    return pd.DataFrame(rows, columns=columns)
