"""What a run starts from, in Python or as a small TOML file."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.logistics.detour import FALLBACKS, Fallback
from fiss_geo.logistics.engine_choice import refuse_two_engines
from fiss_geo.logistics.factor_sets import EMBEDDED_SETS
from fiss_geo.maps.disclosure import EDITIONS
from fiss_geo.matching.match import TOP_K
from fiss_geo.matching.stems import LEMMAS
from fiss_geo.ranking.criteria import order_from
from fiss_geo.ranking.filters import EVERY, Wish
from fiss_geo.regions.boundaries import EMBEDDED, OFFICIAL


@dataclass(frozen=True)
class Scenario:
    """What a run starts from.

    Attributes
    ----------
    flows : tuple of paths or addresses
        Sources of flows, as ``read`` takes them.
    mapping : pathlib.Path, optional
        TOML that says what their columns mean.
    sheet : str, optional
        Sheet or layer to read, where a file has several.
    min_score : float, optional
        Lowest match score of a candidate, 0 to 1; by default the one of match_weights.toml.
    top_k : int
        How many candidates each flow keeps of its own.
    same_organisation : bool
        Whether an organisation is matched with itself.
    feedback : pathlib.Path, optional
        CSV of accepted and rejected pairs.
    as_of : datetime.date, optional
        Flows and notices whose last day is before this day take no part in matching.
    lemmas : {"snowball", "voikko"}
        How Finnish words are brought to a common form; see ``match``.
    by : str
        What the ranking goes by; see ``rank``.
    edition : {"public", "network", "internal"}
        Who the site is for: ``public`` shows only flows that are marked public or name a public
        source; ``network`` the others too, without names.
    site : pathlib.Path, optional
        TOML that says who publishes the site; see ``maps.publisher``.
    boundaries : {"embedded", "official"} or path, optional
        As ``regions.boundaries`` takes them.
    parks : pathlib.Path, optional
        File of parks, added to the embedded ones or in their place.
    network : pathlib.Path, optional
        Prepared road network; the embedded main roads if neither it nor ``engine`` is given.
    engine : str, optional
        Server that measures instead, ``osrm:http://…`` or ``valhalla:http://…``.
    fallback : {"none", "detour index"}
        What a pair gets that no road joins; see ``route``.
    factors : tuple of str or path
        Sets of factors over the embedded ones; see ``assess``.
    vehicle_rules : pathlib.Path, optional
        CSV of the user's own rules of which truck to take.
    only : Wish
        Which candidates are ranked; by default every one.
    register : str or path, optional
        Register of synergies, a file or ``postgresql://…``: the site shows those that its edition
        may show.
    """

    flows: tuple[str | Path, ...]
    mapping: Path | None = None
    sheet: str | None = None
    min_score: float | None = None
    top_k: int = TOP_K
    same_organisation: bool = False
    feedback: Path | None = None
    as_of: date | None = None
    lemmas: str = LEMMAS[0]
    by: str = "both"
    edition: str = "public"
    site: Path | None = None
    boundaries: str | Path | None = None
    parks: Path | None = None
    network: Path | None = None
    engine: str | None = None
    fallback: Fallback = "none"
    factors: tuple[str | Path, ...] = ()
    vehicle_rules: Path | None = None
    only: Wish = EVERY
    register: str | Path | None = None

    def __post_init__(self) -> None:
        """Refuse what no stage could work with."""
        if not self.flows:
            raise ValueError("a scenario needs at least one file of flows")
        _check_matching(self.min_score, self.top_k, self.same_organisation)
        _check_day(self.as_of)
        if self.lemmas not in LEMMAS:
            raise ValueError(f'lemmas is "{self.lemmas}"; expected {" or ".join(LEMMAS)}')
        order_from(self.by)
        if self.edition not in EDITIONS:
            raise ValueError(f'edition is "{self.edition}"; expected {", ".join(EDITIONS)}')
        if self.fallback not in FALLBACKS:
            raise ValueError(f'fallback is "{self.fallback}"; expected {" or ".join(FALLBACKS)}')
        refuse_two_engines(self.network, self.engine)

    @property
    def boundary_file(self) -> Path | None:
        """The file of boundaries, where they are from a file."""
        is_file = self.boundaries not in (None, EMBEDDED, OFFICIAL)
        return Path(str(self.boundaries)) if is_file else None

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read a scenario; file names in it are relative to its own folder.

        >>> from fiss_geo.reference import data_path
        >>> Scenario.from_toml(data_path("examples/scenario.toml")).by
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
        for name in ("flows", "factors"):
            listed = values.get(name, [])
            if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
                faults.append(Fault(path.name, None, name, str(listed), "expected a list of files"))
        if faults:
            raise BadInput(faults)
        try:
            return cls(**_in_folder(values, path.parent))
        except (TypeError, ValueError) as error:
            raise BadInput([Fault(path.name, None, None, "", str(error))]) from None


_FILES = ("mapping", "site", "parks", "network", "vehicle_rules", "feedback")


def _in_folder(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Take what a scenario's file says; names of files in it are relative to its folder."""

    def near(name: str) -> str | Path:
        return name if "://" in name else folder / name

    chosen = dict(values)
    chosen["flows"] = tuple(near(name) for name in values.get("flows", []))
    chosen["factors"] = tuple(
        name if name in EMBEDDED_SETS else folder / name for name in values.get("factors", [])
    )
    chosen |= {name: folder / str(values[name]) for name in _FILES if name in values}
    if values.get("boundaries") not in (None, EMBEDDED, OFFICIAL):
        chosen["boundaries"] = folder / str(values["boundaries"])
    if "register" in values:
        chosen["register"] = near(str(values["register"]))
    if "only" in values:
        chosen["only"] = Wish.from_values(values["only"])
    return chosen


def _check_matching(min_score: object, top_k: object, same_organisation: object) -> None:
    is_score = min_score is None or (isinstance(min_score, int | float) and 0 <= min_score <= 1)
    if not is_score or isinstance(min_score, bool):
        raise ValueError(f"min_score is {min_score}; expected a number from 0 to 1")
    if not isinstance(top_k, int) or isinstance(top_k, bool) or top_k < 1:
        raise ValueError(f"top_k is {top_k}; expected a whole number, at least 1")
    if not isinstance(same_organisation, bool):
        raise TypeError(f"same_organisation is {same_organisation}; expected true or false")


def _check_day(as_of: object) -> None:
    # A date and time is a date too, in Python as in TOML.
    if as_of is not None and (not isinstance(as_of, date) or isinstance(as_of, datetime)):
        raise TypeError(f"as_of is {as_of}; expected a day such as 2026-05-31, without quotes")
