"""Some of the candidates: by region, park, material, hazard, tonnes, kilometres, break-even.

Nothing is filtered unless it is asked for, and what is passed over is counted, those apart of
which the figure is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Self, TypeVar

import pandas as pd

from fiss_geo import reference
from fiss_geo.errors import BadTable

Table = TypeVar("Table", bound=pd.DataFrame)


@dataclass(frozen=True)
class Wish:
    """What candidates are wanted; an empty wish wants all.

    Attributes
    ----------
    regions, parks : tuple of str
        Region codes and park ids; one end there is enough.
    materials : tuple of str
        Material groups.
    is_hazardous : bool, optional
        Whether the offer's waste code is a hazardous one of the List of Waste.
    min_mass_t_per_a : float, optional
        Least mass that the two could exchange [t/a].
    max_road_distance_km : float, optional
        No distance is too long unless this is given.
    within_break_even : bool
        Leave out what surely lies beyond the distance at which transport eats up the benefit:
        even the low end of the distance beyond the high end of the break-even. Candidates
        without a break-even stay.
    """

    regions: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    is_hazardous: bool | None = None
    min_mass_t_per_a: float | None = None
    max_road_distance_km: float | None = None
    within_break_even: bool = False

    def __post_init__(self) -> None:
        """Refuse what could not be meant."""
        for name in ("regions", "parks", "materials"):
            texts = getattr(self, name)
            if not isinstance(texts, tuple) or not all(isinstance(one, str) for one in texts):
                raise ValueError(f"{name} is {texts}; expected a list of texts")
        for name in ("min_mass_t_per_a", "max_road_distance_km"):
            figure = getattr(self, name)
            is_number = isinstance(figure, int | float) and not isinstance(figure, bool)
            if figure is not None and not (is_number and figure >= 0):
                raise ValueError(f"{name} is {figure}; expected a number, at least 0")
        if not {self.is_hazardous, self.within_break_even} <= {None, True, False}:
            raise ValueError("is_hazardous and within_break_even are true or false")

    @classmethod
    def from_values(cls, values: object) -> Self:
        """Take what a table of a TOML file says.

        >>> Wish.from_values({"regions": ["19"]}).regions
        ('19',)
        """
        known = [one.name for one in fields(cls)]
        if not isinstance(values, Mapping):
            raise TypeError(f"only is {values}; expected a table of {', '.join(known)}")
        unknown = [name for name in values if name not in known]
        if unknown:
            raise ValueError(f'only: "{unknown[0]}" is not known; expected {", ".join(known)}')
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
        return cls(**given)


EVERY: Final = Wish()
"""Leaves out nothing."""


def choose(
    candidates: Table, wish: Wish, flows: pd.DataFrame | None = None
) -> tuple[Table, pd.DataFrame]:
    """Give the candidates that are wanted, and count the others.

    Parameters
    ----------
    candidates : pandas.DataFrame
        AssessedCandidates or Ranking.
    wish : Wish
    flows : pandas.DataFrame, optional
        Flows of the candidates, for their waste codes; needed for ``is_hazardous`` only.

    Returns
    -------
    tuple of tables
        The rows that are wanted, in their order and with their index; and the count of the
        others: ``wish``, ``passed_over_count``, ``of_which_not_known_count``. A candidate that
        fails two wishes counts for the first.

    Raises
    ------
    BadTable
        If a column that a wish needs is not there.
    """
    left = pd.Series(data=True, index=candidates.index)
    counts = []
    for name, fits in _tests(candidates, wish, flows):
        fails = left & ~fits.fillna(value=False).astype(bool)
        counts.append((name, int(fails.sum()), int((fails & fits.isna()).sum())))
        left &= ~fails
    columns = ["wish", "passed_over_count", "of_which_not_known_count"]
    return candidates[left], pd.DataFrame(counts, columns=columns)


def _tests(
    candidates: pd.DataFrame, wish: Wish, flows: pd.DataFrame | None
) -> list[tuple[str, pd.Series]]:
    """Test each wish: true, false, or missing where the figure is not known."""
    tests = []
    if wish.regions:
        fits = _either_end(candidates, "region_code", wish.regions)
        tests.append((f"region {', '.join(wish.regions)}", fits))
    if wish.parks:
        tests.append(
            (f"park {', '.join(wish.parks)}", _either_end(candidates, "park_id", wish.parks))
        )
    if wish.materials:
        fits = _known(
            candidates["material_group"].isin(wish.materials), candidates["material_group"]
        )
        tests.append((f"material {', '.join(wish.materials)}", fits))
    if wish.is_hazardous is not None:
        word = "hazardous" if wish.is_hazardous else "not hazardous"
        tests.append((word, _hazard(candidates, flows).eq(wish.is_hazardous)))
    if wish.min_mass_t_per_a is not None:
        mass = candidates["mass_t_per_a"]
        fits = _known(mass >= wish.min_mass_t_per_a, mass)
        tests.append((f"at least {wish.min_mass_t_per_a:g} t/a", fits))
    if wish.max_road_distance_km is not None:
        km = candidates["road_distance_km"]
        fits = _known(km <= wish.max_road_distance_km, km)
        tests.append((f"at most {wish.max_road_distance_km:g} km", fits))
    if wish.within_break_even:
        tests.append(("within its break-even distance", _within_break_even(candidates)))
    return tests


def _known(fits: pd.Series, figure: pd.Series) -> pd.Series:
    return fits.astype("boolean").mask(figure.isna())


def _either_end(candidates: pd.DataFrame, name: str, wanted: tuple[str, ...]) -> pd.Series:
    """One end there is enough; with none there, an end whose place is not known leaves it open."""
    ends = candidates[[f"offer_{name}", f"need_{name}"]]
    fits = ends.isin(wanted).any(axis="columns").astype("boolean")
    if name == "park_id":  # a flow without a park is in none
        return fits
    return fits.mask(~fits & ends.isna().any(axis="columns"))


def _hazard(candidates: pd.DataFrame, flows: pd.DataFrame | None) -> pd.Series:
    if flows is None:
        raise BadTable("whether an offer is hazardous stands in the table of flows; give it too")
    waste = reference.list_of_waste().set_index("low_code")["is_hazardous"]
    codes = flows.set_index("flow_id")["low_code"]
    said = candidates["offer_id"].map(codes).map(waste)
    return said.eq("true").astype("boolean").mask(said.isna())


def _within_break_even(candidates: pd.DataFrame) -> pd.Series:
    if "break_even_high_km" not in candidates:
        raise BadTable("the candidates have no break_even_high_km; run `assess` on them anew")
    nearest = candidates["road_distance_km"] - candidates["distance_uncertainty_km"].fillna(0)
    return ~(nearest > candidates["break_even_high_km"]).astype("boolean")
