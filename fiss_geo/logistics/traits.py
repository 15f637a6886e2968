"""What the flows say of each candidate besides: waste code, temperature, power, energy."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo.errors import BadTable
from fiss_geo.schemas import FLOWS

Floats = npt.NDArray[np.float64]

_HOURS = "heat_full_load_h_per_a"
_MW_PER_GW = 1000.0


class Traits(NamedTuple):
    """One entry a candidate; missing where the flows do not say."""

    low_code: pd.Series
    temperature_c: Floats
    power_mw: Floats
    energy_gwh_per_a: Floats


def traits(
    candidates: pd.DataFrame, flows: pd.DataFrame | None, full_load_h_per_a: float
) -> Traits:
    """Look up the flows behind each candidate.

    Parameters
    ----------
    candidates : pandas.DataFrame
    flows : pandas.DataFrame, optional
        With ``flow_id``; a user's column ``temperature_c`` is read if there is one.
    full_load_h_per_a : float
        Turns a year's energy into power where no power is given.

    Returns
    -------
    Traits
        Code and temperature are the offer's; of power and energy the smaller of both.

    Raises
    ------
    BadTable
        If ``flows`` are no flows, or a candidate names a flow that they do not hold.
    """
    if flows is None:
        nothing = np.full(len(candidates), np.nan)
        code = pd.Series(pd.array([None] * len(candidates), dtype="str"), index=candidates.index)
        code.name = "low_code"
        return Traits(code, nothing, nothing, nothing)
    if "flow_id" not in flows or not flows["flow_id"].is_unique:
        raise BadTable(f"flows must be a table of {FLOWS.name}, each flow once")
    offer, need = (_places(flows, candidates[f"{side}_id"]) for side in ("offer", "need"))
    energy = _smaller(flows, "energy_gwh_per_a", offer, need)
    power = _smaller(flows, "power_mw", offer, need)
    codes = flows["low_code"] if "low_code" in flows else flows["flow_id"].where(flows.index < 0)
    code = pd.Series(codes.array.take(offer), index=candidates.index, dtype="str")
    return Traits(
        code.rename("low_code"),
        _numbers(flows, "temperature_c")[offer],
        np.where(np.isnan(power), energy * _MW_PER_GW / full_load_h_per_a, power),
        energy,
    )


def _places(flows: pd.DataFrame, flow_ids: pd.Series) -> npt.NDArray[np.intp]:
    places = pd.Index(flows["flow_id"]).get_indexer(pd.Index(flow_ids))
    if (places < 0).any():
        unknown = flow_ids[places < 0].unique()
        names = ", ".join(map(str, unknown[:5]))
        raise BadTable(f"the table of flows does not hold {len(unknown)} candidates' flow: {names}")
    return places


def _smaller(
    flows: pd.DataFrame, name: str, offer: npt.NDArray[np.intp], need: npt.NDArray[np.intp]
) -> Floats:
    figures = _numbers(flows, name)
    return np.fmin(figures[offer], figures[need])


def _numbers(flows: pd.DataFrame, name: str) -> Floats:
    if name not in flows:
        return np.full(len(flows), np.nan)
    return pd.to_numeric(flows[name], errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
