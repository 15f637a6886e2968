"""The road: the six verbs in order, and nothing else."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple, Self

import geopandas as gpd
import pandas as pd

from fiss_geo import accounts, reference
from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.exports import write_tables
from fiss_geo.flows.read import read
from fiss_geo.logistics.assess import assess
from fiss_geo.logistics.network import embedded_network
from fiss_geo.logistics.route import route
from fiss_geo.maps.site import publish
from fiss_geo.matching.match import MIN_SCORE, match
from fiss_geo.ranking import By, rank
from fiss_geo.regions.locate import locate
from fiss_geo.regions.totals import totals

STAGES = ("read", "locate", "match", "route", "assess", "rank")


@dataclass(frozen=True)
class Scenario:
    """What a run starts from.

    Attributes
    ----------
    flows : tuple of pathlib.Path
        CSV files of flows.
    min_score : float
        Lowest match score of a candidate, 0 to 1.
    by : {"distance", "emissions", "both"}
        What the ranking goes by.
    edition : {"public", "internal"}
        Who the site is for: ``public`` shows only flows that are marked public or name a public
        source.
    """

    flows: tuple[Path, ...]
    min_score: float = MIN_SCORE
    by: By = "both"
    edition: str = "public"

    def __post_init__(self) -> None:
        """Refuse what no stage could work with."""
        if not self.flows:
            raise ValueError("a scenario needs at least one file of flows")
        if not isinstance(self.min_score, int | float) or not 0 <= self.min_score <= 1:
            raise ValueError(f"min_score is {self.min_score}; expected a number from 0 to 1")
        if self.by not in ("distance", "emissions", "both"):
            raise ValueError(f'by is "{self.by}"; expected distance, emissions or both')
        if self.edition not in ("public", "internal"):
            raise ValueError(f'edition is "{self.edition}"; expected public or internal')

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read a scenario; file names in it are relative to its own folder.

        >>> Scenario.from_toml(reference.data_path("examples/scenario.toml")).by
        'both'
        """
        if not path.is_file():
            raise MissingFile(f"{path}: there is no such scenario")
        try:
            text = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput([Fault(path.name, None, None, "", f"expected TOML; {error}")]) from None
        return cls._from_values(path, text)

    @classmethod
    def _from_values(cls, path: Path, values: dict[str, Any]) -> Self:
        known = [field.name for field in fields(cls)]
        faults = [
            Fault(path.name, None, name, str(value), f"expected one of {', '.join(known)}")
            for name, value in values.items()
            if name not in known
        ]
        names = values.get("flows", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            faults.append(Fault(path.name, None, "flows", str(names), "expected a list of files"))
        if faults:
            raise BadInput(faults)
        flows = tuple(path.parent / name for name in names)
        try:
            return cls(**{**values, "flows": flows})
        except (TypeError, ValueError) as error:
            raise BadInput([Fault(path.name, None, None, "", str(error))]) from None


class Run(NamedTuple):
    """The tables that a run gives."""

    flows: gpd.GeoDataFrame
    ranking: gpd.GeoDataFrame
    left_out: pd.DataFrame
    totals: pd.DataFrame


def run(scenario: Scenario, tell: Callable[[str], object] = lambda stage: stage) -> Run:
    """Run the six verbs in order.

    Parameters
    ----------
    scenario : Scenario
    tell : callable, optional
        Called with the name of each stage before it starts.

    Returns
    -------
    Run
        ``flows`` (LocatedFlows), ``ranking`` (Ranking), ``left_out`` (LeftOut) and ``totals``.
    """
    tell("read")
    flows = read(scenario.flows)
    tell("locate")
    flows = locate(flows)
    tell("match")
    candidates = match(flows, min_score=scenario.min_score)
    tell("route")
    candidates = route(candidates, flows, embedded_network())
    tell("assess")
    candidates = assess(candidates, reference.vehicles())
    tell("rank")
    ranking = rank(candidates, scenario.by)
    return Run(flows, ranking, accounts.left_out(flows, ranking), totals(flows))


def write(tables: Run, scenario: Scenario, out: Path) -> Path:
    """Write a run's tables and site below a folder; each replaces the old one when it is whole.

    Returns
    -------
    pathlib.Path
        The first page of the site.
    """
    flows, ranking, left, sums = tables
    named = {"flows": flows, "candidates": ranking, "left_out": left, "totals": sums}
    write_tables(named, out / "tables")
    return publish(flows, ranking, left, out / "site", edition=scenario.edition)
