"""What two particular flows add to the likeness of their profiles: quantity, time, heat, form.

Some limits rule a pair out: heat that is too cold or too far away, periods that do not meet.
Others take from the logit of the score, by the figures of ``match_weights.toml``.
"""

from functools import cache
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from fiss_geo import reference
from fiss_geo.errors import BadTable
from fiss_geo.matching.score import weights

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_HEAT: Final = "waste_heat_steam"
# Twice the length that costs nothing.
_FAR: Final = 0.3
_DEGREES: Final = r"(-?\d+(?:[.,]\d+)?)\s*°\s*[cC]"
_FIGURES: Final = ("mass_t_per_a", "energy_gwh_per_a", "volume_m3_per_a")
_FORMS: Final = {
    "solid": "kiinteä fast solid bulk jauhe powder pulver",
    "liquid": "neste nestemäinen flytande vätska liquid",
    "sludge": "liete slam sludge slurry paste pasta",
    "gas": "kaasu kaasumainen gas gasformig gaseous",
}
_FORM_OF: Final = {word: form for form, words in _FORMS.items() for word in words.split()}


class Traits(NamedTuple):
    """What flows have besides their profile, an entry a flow; nan or empty where not known.

    Attributes
    ----------
    figures : ndarray, shape (flows, 3)
        Yearly mass [t/a], energy [GWh/a] and volume [m³/a].
    temperature_c : ndarray
    starts, ends : ndarray of datetime64[D]
    form : ndarray of str
    is_hazardous : ndarray of bool
        The List of Waste code says so.
    code : ndarray of str
    easting_m, northing_m : ndarray
        The place in EPSG:3067.
    is_piped : ndarray of bool
        A gas or heat, which a pipe carries.
    is_heat : ndarray of bool
    """

    figures: Floats
    temperature_c: Floats
    starts: npt.NDArray[np.datetime64]
    ends: npt.NDArray[np.datetime64]
    form: npt.NDArray[np.str_]
    is_hazardous: Flags
    code: npt.NDArray[np.str_]
    easting_m: Floats
    northing_m: Floats
    is_piped: Flags
    is_heat: Flags


def traits(flows: gpd.GeoDataFrame, group: npt.NDArray[np.object_]) -> Traits:
    """Read the traits of flows from their columns, ours or the file's own.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        Flows; the columns ``temperature_c``, ``physical_form``, ``available_from_date`` and
        ``available_until_date`` (or ``expires_date``) may be there, as numbers or text. A
        temperature in a name (“Jäähdytysvesi 35 °C”) counts too.
    group : ndarray of str
        Material group of each flow.

    Raises
    ------
    BadTable
        With the rows that hold no number or no date where one is expected.
    """
    hazardous, piped = _listed()
    return Traits(
        flows[list(_FIGURES)].to_numpy(np.float64),
        _temperature(flows),
        _dates(flows, "available_from_date").to_numpy("datetime64[D]"),
        last_days(flows).to_numpy("datetime64[D]"),
        _form(flows),
        flows["low_code"].isin(hazardous).to_numpy(),
        flows["low_code"].astype("str").fillna("").to_numpy(str),
        shapely.get_x(flows.geometry.to_numpy()),
        shapely.get_y(flows.geometry.to_numpy()),
        np.isin(group.astype(str), piped),
        group == _HEAT,
    )


def last_days(flows: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """Give the last day of each flow or of its notice, missing where none is stated."""
    return _dates(flows, "available_until_date").fillna(_dates(flows, "expires_date"))


@cache
def _listed() -> tuple[list[str], list[str]]:
    """Give the hazardous List of Waste codes, and the material groups that a pipe carries."""
    listed, groups = reference.list_of_waste(), reference.material_groups()
    return (
        listed.loc[listed["is_hazardous"] == "true", "low_code"].tolist(),
        groups.loc[groups["carried_by"] == "pipe", "material_group"].tolist(),
    )


def _temperature(flows: pd.DataFrame) -> Floats:
    said = flows["resource_name"].astype("str").str.extract(_DEGREES, expand=False)
    in_name = pd.to_numeric(said.str.replace(",", "."))
    if "temperature_c" not in flows.columns:
        return in_name.to_numpy(np.float64)
    text = flows["temperature_c"].astype("str").str.replace(",", ".").str.strip()
    given = pd.to_numeric(text, errors="coerce")
    _refuse(flows, text[given.isna() & ~text.isin(["", "nan"]) & text.notna()], "temperature_c",
            "a number of degrees Celsius")  # fmt: skip
    return given.fillna(in_name).to_numpy(np.float64)


def _dates(flows: pd.DataFrame, name: str) -> "pd.Series[pd.Timestamp]":
    if name not in flows.columns:
        return pd.Series(pd.NaT, index=flows.index, dtype="datetime64[s]")
    text = flows[name].astype("str").str.strip()
    iso = text.str.replace(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$", r"\3-\2-\1", regex=True)
    days = pd.to_datetime(iso, errors="coerce", format="%Y-%m-%d")
    _refuse(flows, text[days.isna() & text.notna() & (text != "") & (text != "NaT")], name,
            "a date such as 2026-05-31 or 31.5.2026")  # fmt: skip
    return days.astype("datetime64[s]")


def _refuse(flows: pd.DataFrame, bad: "pd.Series[str]", name: str, expected: str) -> None:
    if len(bad):
        ids = flows.loc[bad.index, "flow_id"]
        lines = [
            f'  flow {flow}: {name} is "{value}"' for flow, value in zip(ids, bad, strict=True)
        ]
        raise BadTable(f"{name} must hold {expected}:\n" + "\n".join(lines[:20]))


def _form(flows: pd.DataFrame) -> npt.NDArray[np.str_]:
    if "physical_form" not in flows.columns:
        return np.full(len(flows), "", dtype="U6")
    words = flows["physical_form"].astype("str").str.strip().str.casefold()
    return words.map(_FORM_OF).fillna("").to_numpy("U6")


class Fit(NamedTuple):
    """How two flows fit, an entry a pair.

    Attributes
    ----------
    is_out : ndarray of bool
        Ruled out.
    logit : ndarray
        What is added to the logit of the pair.
    ratio : ndarray
        Offered over needed, of the first figure that both give; nan where none.
    differs_in_form : ndarray of bool
    distance_km : ndarray
        In a straight line; nan where a place is not known.
    is_far : ndarray of bool
        Farther than pipes of heat or gas usually go.
    """

    is_out: Flags
    logit: npt.NDArray[np.float32]
    ratio: Floats
    differs_in_form: Flags
    distance_km: Floats
    is_far: Flags


def fit(offers: Traits, needs: Traits, offer: Ints, need: Ints) -> Fit:
    """Judge how pairs of flows fit."""
    limits = weights().limits
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = offers.figures[offer] / needs.figures[need]
    ratio = np.where(np.isfinite(ratios[:, 0]), ratios[:, 0], ratios[:, 1])
    ratio = np.where(np.isfinite(ratio), ratio, ratios[:, 2])
    ratio[~np.isfinite(ratio) | (ratio <= 0)] = np.nan
    decades = np.log10(ratio)
    # Too little is a fault; too much is not, since one offer may serve many needs.
    far = np.nan_to_num(np.clip(-decades - limits["quantity_free_decades"], 0, 2))
    near = (np.abs(decades) <= limits["quantity_near_decades"]) * limits["quantity_near"]
    forms = offers.form[offer], needs.form[need]
    differs = (forms[0] != forms[1]) & (forms[0] != "") & (forms[1] != "")
    hazard = offers.is_hazardous[offer] & ~needs.is_hazardous[need] & (needs.code[need] != "")
    logit = near + far * limits["quantity_per_decade"]
    logit = logit + differs * limits["form_differs"] + hazard * limits["hazard_not_asked"]
    east = offers.easting_m[offer] - needs.easting_m[need]
    north = offers.northing_m[offer] - needs.northing_m[need]
    distance_km = np.hypot(east, north) / 1000
    beyond = np.log10(np.maximum(np.nan_to_num(distance_km) / limits["pipe_free_km"], 1))
    beyond *= offers.is_piped[offer]
    logit = logit + beyond * limits["pipe_per_decade"]
    is_out = _is_out(offers, needs, offer, need)
    # “Oxygen and heat” is a gas by its group, and heat to who needs heat.
    is_heat = offers.is_heat[offer] | (offers.is_piped[offer] & needs.is_heat[need])
    is_out |= is_heat & (distance_km > limits["heat_longest_km"])
    return Fit(is_out, logit.astype(np.float32), ratio, differs, distance_km, beyond > _FAR)


def _is_out(offers: Traits, needs: Traits, offer: Ints, need: Ints) -> Flags:
    """Rule out heat that is too cold and periods that do not meet; not what is unknown."""
    too_cold = offers.temperature_c[offer] < needs.temperature_c[need]
    too_early = offers.ends[offer] < needs.starts[need]
    too_late = offers.starts[offer] > needs.ends[need]
    return too_cold | too_early | too_late
