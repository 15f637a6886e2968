"""What candidates can be ranked by, and how an order of several criteria is written.

One text says an order everywhere, on the command line, in a scenario and in Python:

- ``distance``: by one criterion;
- ``distance, score``: by the first, and where its ranges cannot tell two candidates apart, by the
  next;
- ``emissions=2, tonnes=1``: by the mean of the places, weighted;
- ``both``: short for ``distance=1, emissions=1``.

Nothing heavy is imported here, so that the command line can refuse a wrong order at once.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class Criterion:
    """One thing that candidates are ranked by.

    Attributes
    ----------
    name : str
        As the user writes it; what it is called stands in ``decision_sentences.csv``.
    column : str
        Of AssessedCandidates.
    unit : str
        As people read it.
    better : {"less", "more"}
    half_width, low, high : str, optional
        Columns of the range: its half-width, or its two ends.
    """

    name: str
    column: str
    unit: str
    better: Literal["less", "more"]
    half_width: str | None = None
    low: str | None = None
    high: str | None = None

    @property
    def is_less_better(self) -> bool:
        """Whether the lowest figure is the best."""
        return self.better == "less"


_ALL: Final = (
    Criterion(
        "distance", "road_distance_km", "km", "less", half_width="distance_uncertainty_km"
    ),
    Criterion(
        "emissions", "transport_wtw_kg_co2e_per_t", "kg CO2e/t", "less",
        low="transport_wtw_low_kg_co2e_per_t", high="transport_wtw_high_kg_co2e_per_t",
    ),
    Criterion("benefit", "net_benefit_t_co2e_per_a", "t CO2e/a", "more"),
    Criterion(
        "benefit-per-tonne", "net_benefit_kg_co2e_per_t", "kg CO2e/t", "more",
        low="net_benefit_low_kg_co2e_per_t", high="net_benefit_high_kg_co2e_per_t",
    ),
    Criterion(
        "cost", "transport_cost_eur_per_t", "EUR/t", "less",
        low="transport_cost_low_eur_per_t", high="transport_cost_high_eur_per_t",
    ),
    Criterion("score", "score", "", "more"),
    Criterion("tonnes", "mass_t_per_a", "t/a", "more"),
)  # fmt: skip
CRITERIA: Final = {criterion.name: criterion for criterion in _ALL}
"""By name. Per tonne where a figure a year would put the smallest flow first."""

BOTH: Final = "distance=1, emissions=1"


@dataclass(frozen=True)
class Order:
    """An order of candidates.

    Attributes
    ----------
    criteria : tuple of Criterion
        The first weighs most where there are no weights.
    weights : tuple of float, optional
        One a criterion: the order goes by the weighted mean of the places. None: one criterion
        after the other.
    """

    criteria: tuple[Criterion, ...]
    weights: tuple[float, ...] | None = None


def order_from(by: str) -> Order:
    """Read an order as a user writes it.

    Parameters
    ----------
    by : str
        See the head of this module.

    Returns
    -------
    Order

    Raises
    ------
    ValueError
        With one sentence for everything that is wrong with it.

    >>> [criterion.column for criterion in order_from("distance, score").criteria]
    ['road_distance_km', 'score']
    >>> order_from("emissions=2, tonnes=1").weights
    (2.0, 1.0)
    """
    parts = [part.strip() for part in (BOTH if by.strip() == "both" else by).split(",")]
    names, given = zip(*(_halves(part) for part in parts), strict=True)
    unknown = [name for name in names if name not in CRITERIA]
    if unknown or len(set(names)) < len(names):
        raise ValueError(
            f'by is "{by}"; expected both, or each at most once, parted by commas: '
            + ", ".join(CRITERIA)
        )
    criteria = tuple(CRITERIA[name] for name in names)
    if not any(given):
        return Order(criteria)
    weights = tuple(_weight(text) for text in given)
    if not all(weight > 0 for weight in weights):
        raise ValueError(
            f'by is "{by}"; expected a weight above 0 for each, such as distance=2, tonnes=1'
        )
    return Order(criteria, weights)


def _halves(part: str) -> tuple[str, str]:
    name, _, weight = part.partition("=")
    return name.strip(), weight.strip()


def _weight(text: str) -> float:
    """Read a weight; what is none, or not finite, is 0, which is refused."""
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if math.isfinite(weight) else 0.0
