"""What two particular flows add to the likeness of their profiles: quantity, time, quality.

Some limits rule a pair out: heat that is too cold, periods that do not meet. Others take from
the logit of the score, by the figures of ``match_weights.toml``.
"""

from datetime import date
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
from fiss_geo.optional_columns import DATES, Limit, quality_limits, understood

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Twice the length that costs nothing.
_FAR: Final = 0.3
# Of limits that an offer misses no more count.
_MOST_MISSED: Final = 3
_DEGREES: Final = r"(-?\d+(?:[.,]\d+)?)\s*°\s*[cC]"
_FIGURES: Final = ("mass_t_per_a", "energy_gwh_per_a", "volume_m3_per_a")
# Heat comes in a liquid, or as steam in a gas: these differ from it in nothing.
_CARRIERS: Final = ("liquid", "gas")


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
    quality : ndarray, shape (flows, limits)
        Of offers the figure, of needs its limit, both negative where the limit is the lowest: an
        offer misses the limit of a need where its entry is the greater.
    limits : list of Limit
        What the columns of ``quality`` are.
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
    quality: Floats
    limits: list[Limit]


def traits(flows: gpd.GeoDataFrame, group: npt.NDArray[np.object_]) -> Traits:
    """Read the traits of flows from their columns, ours or the file's own.

    Parameters
    ----------
    flows : geopandas.GeoDataFrame
        Flows; the columns of ``OPTIONAL_FLOWS`` may be there, as values or text. A temperature
        in a name (“Jäähdytysvesi 35 °C”) counts too.
    group : ndarray of str
        Material group of each flow.

    Raises
    ------
    BadTable
        With the flows whose optional columns hold what is not understood.
    """
    hazardous, piped = _listed()
    said = _optional(flows)
    degrees = _in_words(flows)
    if "temperature_c" in said:
        degrees = said["temperature_c"].fillna(degrees)
    form = said.get("physical_form", pd.Series("", index=flows.index)).fillna("")
    return Traits(
        flows[list(_FIGURES)].to_numpy(np.float64),
        np.asarray(degrees, dtype=np.float64),
        _dates(said, "available_from_date", flows.index).to_numpy("datetime64[D]"),
        last_days(flows).to_numpy("datetime64[D]"),
        form.to_numpy("U6"),
        flows["low_code"].isin(hazardous).to_numpy(),
        flows["low_code"].astype("str").fillna("").to_numpy(str),
        shapely.get_x(flows.geometry.to_numpy()),
        shapely.get_y(flows.geometry.to_numpy()),
        np.isin(group.astype(str), piped),
        *_qualities(flows, said),
    )


def _qualities(flows: pd.DataFrame, said: dict[str, pd.Series]) -> tuple[Floats, list[Limit]]:
    found = quality_limits(flows.columns)
    quality = np.full((len(flows), len(found)), np.nan)
    is_offer = (flows["role"] == "offer").to_numpy()
    for place, limit in enumerate(found):
        figure = np.where(is_offer, said[limit.offered], said[limit.wanted])
        quality[:, place] = figure if limit.is_highest else -figure
    return quality, found


def last_days(flows: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """Give the last day of each flow or of its notice, missing where none is stated."""
    said = _optional(flows[[name for name in ("flow_id", *DATES) if name in flows]])
    own, of_notice = (_dates(said, name, flows.index) for name in DATES[1:])
    return own.fillna(of_notice)


def is_past(flows: pd.DataFrame, as_of: date | None) -> "pd.Series[bool]":
    """Tell whose last day is before a day; without a day, and of those that state none, nobody's.

    Parameters
    ----------
    flows : pandas.DataFrame
        With any of ``available_until_date`` and ``expires_date``.
    as_of : datetime.date, optional

    Returns
    -------
    pandas.Series of bool
    """
    if as_of is None:
        return pd.Series(data=False, index=flows.index)
    return last_days(flows) < pd.Timestamp(as_of)


@cache
def _listed() -> tuple[list[str], list[str]]:
    """Give the hazardous List of Waste codes, and the material groups that a pipe carries."""
    listed, groups = reference.list_of_waste(), reference.material_groups()
    return (
        listed.loc[listed["is_hazardous"] == "true", "low_code"].tolist(),
        groups.loc[groups["carried_by"] == "pipe", "material_group"].tolist(),
    )


def _in_words(flows: pd.DataFrame) -> "pd.Series[float]":
    said = flows["resource_name"].astype("str").str.extract(_DEGREES, expand=False)
    return pd.to_numeric(said.str.replace(",", "."))


def _optional(flows: pd.DataFrame) -> dict[str, pd.Series]:
    """Read the optional columns; a table that did not come from ``read`` may hold anything."""
    columns, wrong = understood(flows)
    if not wrong:
        return columns
    lines = [
        f'  flow {flow}: {one.column} is "{value}"; {one.expected}'
        for one in wrong
        for flow, value in flows.loc[one.rows, ["flow_id", one.column]].itertuples(index=False)
    ]
    raise BadTable("these flows cannot be matched:\n" + "\n".join(lines[:20]))


def _dates(columns: dict[str, pd.Series], name: str, index: pd.Index) -> "pd.Series[pd.Timestamp]":
    none = pd.Series(pd.NaT, index=index, dtype="datetime64[s]")
    return pd.to_datetime(columns[name]).astype("datetime64[s]") if name in columns else none


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
    above, below : ndarray
        A quality (its place in ``QUALITIES``) of which the offer has more, or less, than the need
        can do with; -1 where there is none.
    """

    is_out: Flags
    logit: npt.NDArray[np.float32]
    ratio: Floats
    differs_in_form: Flags
    distance_km: Floats
    is_far: Flags
    above: Ints
    below: Ints


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
    differs = (forms[0] != forms[1]) & (forms[0] != "") & (forms[1] != "") & ~_is_heat(*forms)
    hazard = offers.is_hazardous[offer] & ~needs.is_hazardous[need] & (needs.code[need] != "")
    logit = near + far * limits["quantity_per_decade"]
    logit = logit + differs * limits["form_differs"] + hazard * limits["hazard_not_asked"]
    missed, above, below = _missed(offers, needs, offer, need)
    logit = logit + missed * limits["limit_missed"]
    east = offers.easting_m[offer] - needs.easting_m[need]
    north = offers.northing_m[offer] - needs.northing_m[need]
    distance_km = np.hypot(east, north) / 1000
    beyond = np.log10(np.maximum(np.nan_to_num(distance_km) / limits["pipe_free_km"], 1))
    beyond *= offers.is_piped[offer]
    logit = logit + beyond * limits["pipe_per_decade"]
    is_out = _is_out(offers, needs, offer, need)
    is_far = beyond > _FAR
    return Fit(is_out, logit.astype(np.float32), ratio, differs, distance_km, is_far, above, below)


def _missed(offers: Traits, needs: Traits, offer: Ints, need: Ints) -> tuple[Ints, Ints, Ints]:
    """Count the limits that offers miss, and name one of each kind; what is unknown misses none."""
    count = np.zeros(len(offer), dtype=np.int64)
    above, below = np.full((2, len(offer)), -1, dtype=np.int64)
    for place, limit in enumerate(offers.limits):
        is_missed = offers.quality[offer, place] > needs.quality[need, place]
        count += is_missed
        said = above if limit.is_highest else below
        said[is_missed & (said < 0)] = limit.quality
    return np.minimum(count, _MOST_MISSED), above, below


def _is_heat(first: npt.NDArray[np.str_], second: npt.NDArray[np.str_]) -> Flags:
    """Tell where one is heat, and the other may carry it."""
    return ((first == "heat") & np.isin(second, _CARRIERS)) | (
        (second == "heat") & np.isin(first, _CARRIERS)
    )


def _is_out(offers: Traits, needs: Traits, offer: Ints, need: Ints) -> Flags:
    """Rule out heat that is too cold and periods that do not meet; not what is unknown."""
    too_cold = offers.temperature_c[offer] < needs.temperature_c[need]
    too_early = offers.ends[offer] < needs.starts[need]
    too_late = offers.starts[offer] > needs.ends[need]
    return too_cold | too_early | too_late
