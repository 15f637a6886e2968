"""Verb five, ``assess``: the transport of every candidate, its cost, and what the exchange spares.

Emissions per tonne need a distance; emissions a year need a mass too. What is not known is
missing and says why; it is never 0. Every figure is a screening estimate.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from fiss_geo import reference
from fiss_geo.logistics import benefit, figures, pipes
from fiss_geo.logistics.factor_sets import FactorSet, factor_set
from fiss_geo.logistics.hauls import haul_options, pick
from fiss_geo.logistics.multimodal import Haul, best_chains
from fiss_geo.logistics.traits import Traits, traits
from fiss_geo.logistics.trucks import truck_table
from fiss_geo.logistics.vehicle_rules import Rules, vehicle_rules
from fiss_geo.schemas import ASSESSED_COLUMNS, ROUTED_CANDIDATES, SCREENING, Table, keep

BY_PIPE: Final = "moved by pipe, not by truck"
NO_DISTANCE: Final = "the road distance is not known"

Columns = dict[str, Any]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


class Model(NamedTuple):
    """Everything that a run of ``assess`` reckons with."""

    factors: FactorSet
    trucks: pd.DataFrame
    rules: Rules


def assess(
    candidates: Table,
    vehicles: pd.DataFrame | None = None,
    *,
    flows: pd.DataFrame | None = None,
    factors: Sequence[str | Path] = (),
    rules: Path | None = None,
) -> Table:
    """Add truck, loads, emissions, the best chain, cost and benefit of every candidate.

    Parameters
    ----------
    candidates : geopandas.GeoDataFrame
        RoutedCandidates.
    vehicles : pandas.DataFrame, optional
        Truck classes with the columns of ``reference.vehicles()``. One class: every candidate
        goes with it. By default the embedded classes, chosen by material and yearly mass.
    flows : pandas.DataFrame, optional
        The flows behind the candidates, for waste codes, power and energy. Without them bulk
        densities and benefits go by material group alone.
    factors : sequence of str or path
        Sets of factors over the embedded ones: ``desnz-2025``, ``hvo``, ``electric``, or CSV
        files of the user's own. See ``factor_sets``.
    rules : pathlib.Path, optional
        CSV with the user's own rules of which truck to take. See ``vehicle_rules``.

    Returns
    -------
    geopandas.GeoDataFrame
        AssessedCandidates: every row of ``candidates`` in its order, with its index.

    Raises
    ------
    BadTable
        If ``candidates`` is a table of another stage, or ``vehicles`` lacks a column or a
        class that the rules name, or ``flows`` lacks a flow.
    BadInput
        With a sentence for every row of the user's files that is not understood.
    """
    keep(ROUTED_CANDIDATES, candidates)
    chosen = factor_set(factors)
    trucks = reference.vehicles() if vehicles is None else vehicles
    model = Model(chosen, _usable(truck_table(trucks, chosen), vehicles), vehicle_rules(rules))
    hours = chosen.number("heat_full_load_h_per_a")
    columns = _columns(candidates, traits(candidates, flows, hours), model)
    added = pd.DataFrame(columns, index=candidates.index, copy=False)
    keep(ASSESSED_COLUMNS, added)
    return candidates.assign(**{str(name): added[name] for name in added.columns})


def truck_classes(vehicles: pd.DataFrame, factors: Sequence[str | Path] = ()) -> pd.DataFrame:
    """Turn each truck class into its intensity, full out and empty back, with its range.

    Parameters
    ----------
    vehicles : pandas.DataFrame
        With the columns of ``reference.vehicles()``.
    factors : sequence of str or path
        As ``assess`` takes them.

    Returns
    -------
    pandas.DataFrame
        Under the class's name: ``payload_t`` and the intensities ``ttw``, ``wtt``,
        ``wtw_low`` and ``wtw_high`` in g CO2e/t km on the shortest feasible distance.

    >>> truck_classes(reference.vehicles()).loc["Semi 40 t"].round(1).to_dict()
    {'payload_t': 25.0, 'ttw': 65.4, 'wtt': 19.6, 'wtw_low': 67.9, 'wtw_high': 101.6}
    """
    return figures.full_out_empty_back(truck_table(vehicles, chosen := factor_set(factors)), chosen)


def _usable(trucks: pd.DataFrame, given: pd.DataFrame | None) -> pd.DataFrame:
    """Keep to the user's own classes where there are any: a single one then carries everything."""
    return trucks if given is None else trucks.loc[given["vehicle"]]


def _columns(candidates: pd.DataFrame, known: Traits, model: Model) -> Columns:
    material, materials = figures.pairs(candidates["material_group"], known.low_code)
    options = haul_options(materials, model.rules, model.trucks, model.factors)
    mass = figures.numbers(candidates, "mass_t_per_a")
    is_piped = _is_piped(materials["material_group"])[material]
    km = figures.numbers(candidates, "road_distance_km")
    reason = np.select([is_piped, np.isnan(km)], [0, 1], -1)
    code = np.where(reason < 0, pick(options, material, mass), -1)
    haul = figures.Haulage(
        km=np.where(reason < 0, km, np.nan),
        half_width_km=figures.numbers(candidates, "distance_uncertainty_km"),
        mass_t_per_a=mass,
        taken=figures.taken(options, code),
    )
    emissions = figures.emissions(haul)
    basis = f"{SCREENING}; {model.factors.name}"
    return {
        **figures.named(options, code, ("vehicle", "body_type", "vehicle_reason")),
        **figures.trips(haul),
        **emissions,
        "no_emissions_reason": figures.texts([BY_PIPE, NO_DISTANCE], reason),
        "emissions_basis": figures.texts([basis], np.where(reason < 0, 0, -1)),
        **_chain_columns(candidates, haul, emissions, model.factors),
        **_pipe_columns(candidates, known, is_piped),
        **_benefit_columns(candidates, known, (material, materials), haul, emissions),
        **figures.costs(haul, _tax_eur_per_t(candidates, materials, material, model.factors)),
    }


def _is_piped(material_group: pd.Series) -> npt.NDArray[np.bool_]:
    groups = reference.material_groups()
    piped = groups.loc[groups["carried_by"] == "pipe", "material_group"]
    return material_group.isin(piped).to_numpy()


def _chain_columns(
    candidates: pd.DataFrame,
    haul: figures.Haulage,
    emissions: dict[str, Floats],
    factors: FactorSet,
) -> Columns:
    ends = ("ttw", "wtt", "wtw_low", "wtw_high")
    truck = Haul(
        lines=candidates["geometry"].to_numpy(dtype="object"),
        mass_t_per_a=haul.mass_t_per_a,
        road_km=haul.km,
        **{end: haul.taken[end] for end in ends},
        kg_per_t={end: emissions[f"transport_{end}_kg_co2e_per_t"] for end in ends},
    )
    return best_chains(truck, factors)


def _pipe_columns(
    candidates: pd.DataFrame, known: Traits, is_piped: npt.NDArray[np.bool_]
) -> Columns:
    limit = pipes.pipe_limits(
        candidates["material_group"], known.temperature_c, known.power_mw, is_piped
    )
    straight_km = figures.numbers(candidates, "straight_distance_km")
    return {
        "pipe_limit_km": limit["value"],
        "pipe_limit_low_km": limit["low"],
        "pipe_limit_high_km": limit["high"],
        "pipe_reach": figures.texts(list(pipes.REACHES), pipes.reach(straight_km, limit)),
    }


def _benefit_columns(
    candidates: pd.DataFrame, known: Traits, numbered: tuple[Codes, pd.DataFrame],
    haul: figures.Haulage, emissions: dict[str, Floats],
) -> Columns:  # fmt: skip
    rules = benefit.burden_rules()
    rule = _rules_of(candidates, *numbered, rules)
    is_dumped = _is_dumped(candidates)
    spared = benefit.avoided(rules, rule, is_dumped)
    count = len(rules)
    said = np.where(rule < 0, 2 * count, np.where(is_dumped, rule, rule + count))
    heat = np.where(rule < 0, np.nan, rules["primary_heat_value"].to_numpy()[rule])
    is_constrained = rules["is_supply_constrained"].to_numpy(dtype=bool)[rule] & (rule >= 0)
    return {
        "avoided_basis": figures.texts(benefit.words_for(rules), said),
        "is_supply_constrained": is_constrained,
        **figures.benefits(haul, emissions, spared, heat * known.energy_gwh_per_a),
    }


def _tax_eur_per_t(
    candidates: pd.DataFrame, materials: pd.DataFrame, material: Codes, factors: FactorSet
) -> Floats:
    """Waste tax that is spared: nought where the offer goes to no landfill, missing if unknown."""
    taxed = benefit.is_taxed(materials["low_code"], benefit.TAX_YEAR)
    is_taxed = taxed.to_numpy(dtype="float64", na_value=np.nan)[material]
    return np.where(_is_dumped(candidates), is_taxed * factors.number("waste_tax_eur_per_t"), 0.0)


def _is_dumped(candidates: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return (candidates["offer_status"] == "available").to_numpy(dtype=bool)


def _rules_of(
    candidates: pd.DataFrame, material: Codes, materials: pd.DataFrame, rules: pd.DataFrame
) -> Codes:
    """Find the rule of each candidate by its material and both names; equal ones are asked once."""
    given, offers = pd.factorize(candidates["offer_resource_name"])
    wanted, needs = pd.factorize(candidates["need_resource_name"])
    who, takers = pd.factorize(candidates["need_organisation"])
    parts = [material, given, wanted, who]
    shape = (len(materials) + 1, len(offers) + 1, len(needs) + 1, len(takers) + 1)
    key = pd.Series(np.ravel_multi_index(parts, shape))
    back, unique = pd.factorize(key)
    of_material, of_offer, of_need, of_taker = np.unravel_index(unique.to_numpy(), shape)
    asked = (
        materials.iloc[of_material]
        .reset_index(drop=True)
        .assign(
            offer_name=pd.Series(offers.take(of_offer), dtype="str"),
            need_name=pd.Series(needs.take(of_need), dtype="str")
            + " "
            + pd.Series(takers.take(of_taker), dtype="str"),
        )
    )
    return benefit.find_rules(asked, rules)[back]
