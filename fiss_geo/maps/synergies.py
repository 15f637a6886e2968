"""Synergies of the register: which an edition tells of, and how they are written for people.

Of a synergy that may be shown, the public sees its state, the day of it, its tonnes and its
realised benefits; whose it is and what it is about are taken from its two public flows. Titles,
notes, reasons and who wrote them are for the internal edition alone.
"""

import datetime as dt
from typing import Final

import pandas as pd
from babel.dates import format_date

from fiss_geo import reference
from fiss_geo.maps import numbers, words
from fiss_geo.maps.languages import Language
from fiss_geo.maps.rows import Names, Row, material_name
from fiss_geo.register.reading import Registered
from fiss_geo.register.schema import REALISED_STATES

PUBLIC_STATES: Final = ("negotiated", *REALISED_STATES)
"""Ideas, talks and what was stopped are never told to the public."""

MEASURES: Final = (
    "landfill_diverted_t", "co2_avoided_t_co2e", "virgin_material_saved_t",
    "hazardous_waste_avoided_t", "water_saved_m3", "cost_saved_eur", "sales_eur", "investment_eur",
    "jobs_fte",
)  # fmt: skip
_YEARS: Final = ("benefit_first_year", "benefit_last_year")
_INTERNAL: Final = ("title", "note", "stop_reason", "offer_organisation", "need_organisation")
SYNERGY_COLUMNS: Final = (
    "synergy_id", "state", "state_date", "offer_id", "need_id", "material_group",
    "offer_region_code", "need_region_code", "mass_t_per_a", *_YEARS, *MEASURES, *_INTERNAL,
)  # fmt: skip
_LATEST_FIRST: Final = tuple(reversed(words.SYNERGY_STATES))


def told_synergies(
    registered: Registered, flows: pd.DataFrame, is_public: pd.Series, edition: str
) -> pd.DataFrame:
    """Make the table of synergies that an edition may show.

    Parameters
    ----------
    registered : Registered
    flows : pandas.DataFrame
        LocatedFlows, all of them.
    is_public : pandas.Series
        Whether a flow is shown as it is.
    edition : {"public", "network", "internal"}
        ``public`` tells of those that are marked public, have come to :data:`PUBLIC_STATES` and
        stand between two public flows; ``network`` of the others too, without their ends, by
        region, year and one digit of tonnes; ``internal`` of all, with their words.

    Returns
    -------
    pandas.DataFrame
        ``SYNERGY_COLUMNS``, what has come furthest first; new ids but for ``internal``.
    """
    own = registered.synergies.assign(**_summed(registered))
    order = own["state"].map({state: place for place, state in enumerate(_LATEST_FIRST)})
    own = own.assign(_order=order).sort_values(
        ["_order", "state_date", "synergy_id"], ascending=[True, False, True], kind="stable"
    )
    shown = flows[is_public].drop_duplicates("flow_id").set_index("flow_id")
    has_ends = own["offer_id"].isin(shown.index) & own["need_id"].isin(shown.index)
    is_open = has_ends & (own["is_public"] == 1) & own["state"].isin(PUBLIC_STATES)
    if edition == "internal":
        table = _of_flows(own, shown, has_ends)
    elif edition == "network":
        places = flows.drop_duplicates("flow_id").set_index("flow_id")
        are_known = own["offer_id"].isin(places.index) & own["need_id"].isin(places.index)
        table = _coarse(_of_flows(own, places, are_known), is_open)
    else:
        table = _of_flows(own[is_open], shown, is_open[is_open])
    if edition != "internal":
        ids = [f"S{number}" for number in range(1, len(table) + 1)]
        table = table.drop(columns=list(_INTERNAL)).assign(synergy_id=ids)
    return table.reindex(columns=[name for name in SYNERGY_COLUMNS if name in table])


def _of_flows(table: pd.DataFrame, flows: pd.DataFrame, has_ends: pd.Series) -> pd.DataFrame:
    """Say from its flows what a synergy is about; what has none keeps the words of the register."""
    table = table.assign(offer_region_code=table["region_code"], need_region_code=None)
    for side in ("offer", "need"):
        region = table[f"{side}_id"].map(flows["region_code"])
        table[f"{side}_region_code"] = region.where(has_ends, table[f"{side}_region_code"])
        table[f"{side}_id"] = table[f"{side}_id"].where(table[f"{side}_id"].isin(flows.index))
    material = table["offer_id"].map(flows["material_group"])
    return table.assign(material_group=material.where(has_ends, table["material_group"]))


def _coarse(table: pd.DataFrame, is_open: pd.Series) -> pd.DataFrame:
    """Take from what is not open its ends, its day, its exact tonnes and its benefits."""
    hidden = [one for one in ("offer_id", "need_id", *_YEARS, *MEASURES) if one in table]
    coarse = table[hidden].astype(object).where(is_open, None)
    mass = table["mass_t_per_a"].astype(float)
    rough = mass.map(lambda value: float(f"{value:.0e}"), na_action="ignore")
    return table.assign(
        **{name: coarse[name] for name in hidden}, mass_t_per_a=mass.where(is_open, rough),
        state_date=table["state_date"].where(is_open, table["state_date"].str[:4]),
    )  # fmt: skip


def _summed(registered: Registered) -> dict[str, pd.Series]:
    """Sum what each synergy has brought so far, and from which years that is; realised ones only.

    Values are those of the whole exchange, as they were recorded.
    """
    ids = registered.synergies["synergy_id"]
    rows = registered.benefits[registered.benefits["state"].isin(REALISED_STATES)]
    values = rows.assign(value=rows["benefit_value"].astype(float))
    sums = values.pivot_table("value", "synergy_id", "measure", aggfunc="sum")
    years = rows.groupby("synergy_id")["benefit_year"]
    spans = zip(_YEARS, (years.min(), years.max()), strict=True)
    return {
        **{name: ids.map(span).astype("Int64") for name, span in spans},
        **{name: ids.map(sums[name]) for name in MEASURES if name in sums},
    }


def synergy_row(
    row: Row, ends: tuple[Row | None, Row | None], names: Names, tongue: Language
) -> Row:
    """Write a synergy as a row for people.

    Parameters
    ----------
    row : dict
        Of the table of :func:`told_synergies`.
    ends : tuple of dict or None
        The rows of its two flows, where they are shown.
    names : Names
    tongue : Language

    Returns
    -------
    dict
    """
    state, group = str(row["state"]), _text(row, "material_group")
    told: Row = {
        "id": str(row["synergy_id"]), "state": state,
        "state_text": tongue.say(words.SYNERGY_STATES.get(state, state)),
        "since": _day(_text(row, "state_date"), tongue),
        "material": material_name(group, names, tongue) if group else "",
        "mass_text": tongue.figures(numbers.mass(row["mass_t_per_a"], tongue.say("t/a"))),
        "benefits": _benefits(row, tongue), "years": _years(row),
        **{name: _text(row, name) for name in ("title", "note", "stop_reason")},
    }  # fmt: skip
    for side, end in zip(("offer", "need"), ends, strict=True):
        region = names.regions.get(_text(row, f"{side}_region_code"), {})
        told[side] = end
        told[f"{side}_name"] = _text(row, f"{side}_organisation")
        told[f"{side}_region"] = tongue.name_of(region)
        told[f"{side}_at"] = "" if end is None or end["x"] is None else f"{end['x']},{end['y']}"
    return told


def _benefits(row: Row, tongue: Language) -> list[str]:
    table = reference.benefit_measures().set_index("measure")
    known = [name for name in MEASURES if name in row and not pd.isna(row[name])]
    return [
        f"{table[f'name_{tongue.code}'][name]}: "
        + tongue.figures(numbers.mass(row[name], tongue.say(words.BENEFIT_UNITS[name])))
        for name in known
    ]


def _years(row: Row) -> str:
    first, last = (_text(row, name) for name in _YEARS)
    return first if first == last else f"{first}{numbers.DASH}{last}"


def _day(text: str, tongue: Language) -> str:
    """Write a day as the language does; a year alone, or what is no day, stays.

    >>> from fiss_geo.maps.languages import language
    >>> _day("2026-11-26", language("fi")), _day("2026", language("en"))
    ('26.11.2026', '2026')
    """
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return text
    return str(format_date(day, "medium", locale={"en": "en_GB"}.get(tongue.code, tongue.code)))


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    return "" if value is None or pd.isna(value) else str(value)
