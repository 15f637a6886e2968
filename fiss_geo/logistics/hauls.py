"""The choices of truck for each material, worked out once, and the one that each flow takes.

There are few materials and many candidates: everything that does not hang on the mass or the
distance is reckoned once a material and class, and the candidates only pick.
"""

from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.errors import BadTable
from fiss_geo.logistics.emissions import intensity_on_sfd_g_co2e_per_t_km
from fiss_geo.logistics.factor_sets import ENDS, FactorSet
from fiss_geo.logistics.loads import intensity_at_load_g_co2e_per_t_km, volume_limited_load_t
from fiss_geo.logistics.vehicle_rules import Rule, Rules, rules_for

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]

_COLUMNS: Final = (
    "material", "vehicle", "body_type", "vehicle_reason", "filled", "load_t", "empty_return_share",
    "from_mass_t_per_a", "ttw", "wtt", "wtw_low", "wtw_high", *(f"km_{end}" for end in ENDS),
    *(f"terminal_{end}" for end in ENDS),
)  # fmt: skip
MASS_UNKNOWN: Final = "the yearly mass is not known: the usual class of this material"


def haul_options(
    materials: pd.DataFrame, rules: Rules, trucks: pd.DataFrame, factors: FactorSet
) -> pd.DataFrame:
    """Work out every class of truck that each material may go with.

    Parameters
    ----------
    materials : pandas.DataFrame
        ``material_group`` and ``low_code``, each pair once; either may be missing.
    rules : Rules
    trucks : pandas.DataFrame
        As ``truck_table`` gives it. A single class carries everything.
    factors : FactorSet

    Returns
    -------
    pandas.DataFrame
        Sorted by ``material`` (position in ``materials``) and ``from_mass_t_per_a``; the last row
        of a material is the one for an unknown mass. ``vehicle``, ``body_type``,
        ``vehicle_reason``, ``load_t``, ``empty_return_share``, the intensities ``ttw``, ``wtt``,
        ``wtw_low`` and ``wtw_high`` [g CO2e/t km on the shortest feasible distance] and the costs
        ``km_{end}`` [EUR/t km] and ``terminal_{end}`` [EUR/t].

    Raises
    ------
    BadTable
        If a rule names a class that ``trucks`` lacks.
    """
    densities = reference.read_codes("reference/bulk_density.csv")
    rows: list[dict[str, Any]] = []
    for place, (group, code) in enumerate(
        zip(materials["material_group"], materials["low_code"], strict=True)
    ):
        texts = [text if isinstance(text, str) else None for text in (group, code)]
        density = _density(densities, *texts)
        classes = _classes(rules_for(rules, *texts), trucks)
        own = [_option(rule, density, _truck(trucks, rule.vehicle), factors) for rule in classes]
        least = np.maximum.accumulate([option["from_mass_t_per_a"] for option in own])
        usual = next((n for n, rule in enumerate(classes) if rule.is_usual), 0)
        unknown = {**own[usual], "vehicle_reason": f"{MASS_UNKNOWN}; {own[usual]['filled']}"}
        rows += [
            {**option, "material": place, "from_mass_t_per_a": mass}
            for option, mass in zip([*own, unknown], [*least, np.inf], strict=True)
        ]
    return pd.DataFrame(rows, columns=_COLUMNS if not rows else None)


def pick(options: pd.DataFrame, material: Codes, mass_t_per_a: Floats) -> Codes:
    """Pick the row of ``options`` for each flow: the heaviest class that its mass keeps busy.

    Parameters
    ----------
    options : pandas.DataFrame
        As ``haul_options`` gives it.
    material : numpy.ndarray
        Position of the material of each flow.
    mass_t_per_a : numpy.ndarray
        Missing where it is not known.

    Returns
    -------
    numpy.ndarray
        Positions in ``options``.
    """
    of = options["material"].to_numpy()
    count = int(material.max()) + 1 if len(material) else 0
    first, after = (np.searchsorted(of, np.arange(count), side) for side in ("left", "right"))
    least = options["from_mass_t_per_a"].to_numpy()
    chosen = first[material]
    end = after[material] - 1  # the last row is for an unknown mass
    for step in range(1, int((after - first).max(initial=1)) - 1):
        here = np.minimum(first[material] + step, end)
        chosen = np.where((here < end) & (mass_t_per_a >= least[here]), here, chosen)
    return np.where(np.isnan(mass_t_per_a), end, chosen)


def _classes(rules: list[Rule], trucks: pd.DataFrame) -> list[Rule]:
    if len(trucks) == 1:
        only = str(trucks.index[0])
        usual = next((rule for rule in rules if rule.is_usual), rules[0])
        same = next((rule for rule in rules if rule.vehicle == only), None)
        reason = "the only class there is"
        # The volume is that of another class.
        rule = same or usual._replace(vehicle=only, volume_m3=None)
        return [rule._replace(from_loads_per_a=0.0, reason=reason)]
    unknown = sorted({rule.vehicle for rule in rules} - set(trucks.index))
    if unknown:
        raise BadTable(
            f"the table of vehicles lacks {', '.join(unknown)}, which the rules of choice name; "
            "add it, or hand over a single class to use it everywhere"
        )
    return rules


def _truck(trucks: pd.DataFrame, vehicle: str) -> pd.Series:
    return cast("pd.Series", trucks.loc[vehicle])


def _density(densities: pd.DataFrame, group: str | None, code: str | None) -> dict[str, float]:
    """Take the bulk density of the waste code, else of the group; missing where there is none."""
    rows = densities[densities["material_group"] == group]
    own = rows[rows["low_code"] == code] if code else rows.head(0)
    found = own if len(own) else rows[rows["low_code"].isna()]
    columns = {end: f"density_{end}_t_per_m3".replace("_value", "") for end in ENDS}
    return {
        end: float(found[column].iloc[0]) if len(found) else float("nan")
        for end, column in columns.items()
    }


def _option(
    rule: Rule, density: dict[str, float], truck: pd.Series, factors: FactorSet
) -> dict[str, Any]:
    volume_m3 = float("nan") if rule.volume_m3 is None else rule.volume_m3
    load = {
        end: float(volume_limited_load_t(truck["payload_t"] * share, volume_m3, density[end]))
        for end, share in zip(ENDS, rule.load_factors, strict=True)
    }
    filled = _filled(rule, truck["payload_t"], load["value"], density["value"])
    return {
        "vehicle": rule.vehicle, "body_type": rule.body_type, "filled": filled,
        "vehicle_reason": f"{rule.reason}; {filled}", "load_t": load["value"],
        "empty_return_share": rule.empty_return_share,
        "from_mass_t_per_a": rule.from_loads_per_a * load["value"],
        **_intensities(rule, load, truck, factors), **_costs(rule, load, truck, factors),
    }  # fmt: skip


def _filled(rule: Rule, payload_t: float, load_t: float, density_t_per_m3: float) -> str:
    """Say what limits the load, and how the truck comes back."""
    back = {1.0: "empty back", 0.0: "with a return load"}.get(
        rule.empty_return_share, f"{rule.empty_return_share:.0%} of the way back empty"
    )
    if load_t < payload_t * rule.load_factors[0]:
        how = (
            f"filled by volume: {rule.volume_m3:g} m3 of {density_t_per_m3:g} t/m3 "
            f"are {load_t:.3g} t of {payload_t:g} t"
        )
    else:
        how = f"filled by weight: {load_t:.3g} t of {payload_t:.3g} t"
        if rule.volume_m3 is not None and np.isnan(density_t_per_m3):
            how += ", the bulk density is not known"
    return f"{how}; {back}"


def _intensities(
    rule: Rule, load: dict[str, float], truck: pd.Series, factors: FactorSet
) -> dict[str, float]:
    """Work out the intensities; at the low end every factor is low and the load heavy."""
    energy = dict(zip(ENDS, rule.energy_factors, strict=True))
    opposite = {"value": "value", "low": "high", "high": "low"}

    def of(part: str, end: str) -> float:
        driven = intensity_at_load_g_co2e_per_t_km(
            truck[f"empty_{part}_{end}"], truck[f"full_{part}_{end}"], truck["payload_t"],
            load[opposite[end]], rule.empty_return_share,
        )  # fmt: skip
        daf = factors.number("daf_road", end)
        return float(intensity_on_sfd_g_co2e_per_t_km(driven * energy[end], daf))

    return {
        "ttw": of("ttw", "value"), "wtt": of("wtt", "value"),
        "wtw_low": of("ttw", "low") + of("wtt", "low"),
        "wtw_high": of("ttw", "high") + of("wtt", "high"),
    }  # fmt: skip


def _costs(
    rule: Rule, load: dict[str, float], truck: pd.Series, factors: FactorSet
) -> dict[str, float]:
    """Work out the costs of a tonne: by the kilometre of the shortest distance, and once."""
    opposite = {"value": "value", "low": "high", "high": "low"}
    found = {}
    for end in ENDS:
        plain = factors.plain[end]
        # A fast truck is a cheap one.
        speed = factors.number("truck_speed_km_per_h", opposite[end])
        per_km = truck[f"cost_eur_per_km_{end}"] + truck[f"cost_eur_per_h_{end}"] / speed
        driven = per_km * plain["cost_overhead_factor"] * (1 + rule.empty_return_share)
        found[f"km_{end}"] = float(driven * plain["daf_road"] / load[opposite[end]])
        found[f"terminal_{end}"] = float(truck[f"cost_terminal_eur_per_t_{end}"])
    return found
