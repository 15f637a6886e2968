"""What a geocoder answered, read hit by hit, and which of them may be taken for a row's place.

A hit counts if it is an address with the row's street and house number. It is taken if its
postcode or municipality is the row's and neither is another; a row that states neither takes the
only place in the country that answers. Anything else is left without a point, and says why.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fiss_geo.flows.geocoding.addresses import Address, plain, plain_number

ADDRESS_SOURCES: Final = ("addresses", "interpolated-road-addresses")
"""The register of buildings, and numbers reckoned along the roads; the first is the better."""

KEPT: Final = (
    "source", "label", "katunimi", "katunumero", "postinumero", "kuntatunnus", "kuntanimiFin",
    "kuntanimiSwe", "label:municipality", "confidence",
)  # fmt: skip
"""The properties of a hit that are judged on, and so kept in the cache."""

# A mill of many buildings under one address reaches so far; villages of one name lie farther.
_ONE_SITE_KM = 1.0
_CONFIDENT = 0.8
# Finland and its sea in ETRS-TM35FIN, rounded outwards: west, south, east, north.
_FINLAND_M = (40_000.0, 6_550_000.0, 780_000.0, 7_800_000.0)
_LONGEST_TEXT = 200
# No coordinate of the Earth in any system is beyond; infinity is.
_FAR_M = 1e9


@dataclass(frozen=True)
class Hit:
    """One place that the service knows, in metres on EPSG:3067."""

    source: str
    label: str
    street: str
    number: str
    postcode: str | None
    municipality: frozenset[str]
    confidence: float | None
    easting_m: float
    northing_m: float

    @property
    def is_in_finland(self) -> bool:
        """Whether the point can be what was asked for: metres, in the right order."""
        west, south, east, north = _FINLAND_M
        return west <= self.easting_m <= east and south <= self.northing_m <= north

    def distance_km(self, other: "Hit") -> float:
        """Measure the straight way to another hit."""
        east, north = self.easting_m - other.easting_m, self.northing_m - other.northing_m
        return math.hypot(east, north) / 1000


@dataclass(frozen=True)
class Verdict:
    """The hit to take and how far the place may reach from it, or a note why there is none."""

    hit: Hit | None = None
    reach_km: float = 0.0
    note: str | None = None


def read_hits(features: list[object]) -> list[Hit]:
    """Read the addresses among the features of an answer; what is no address is passed over."""
    return [hit for feature in features if isinstance(feature, dict) for hit in _hit(feature)]


def judge(address: Address, hits: list[Hit], *, is_whole: bool = True) -> Verdict:
    """Choose the hit that is a row's place, if one and only one place can be it.

    Parameters
    ----------
    address : Address
        What the row states.
    hits : list of Hit
        What the service knows of it.
    is_whole : bool
        False: the service said that some of its sources did not answer.

    Returns
    -------
    Verdict
    """
    same = [hit for hit in hits if _is_same_address(address, hit)]
    fit = [hit for hit in same if hit.is_in_finland and _fits(address, hit)]
    if not fit:
        return Verdict(note=_why_not(address, same, is_whole=is_whole))
    best = [hit for hit in fit if hit.source == ADDRESS_SOURCES[0]] or fit
    best = [hit for hit in best if hit.number == address.number] or best
    reach = max(best[0].distance_km(hit) for hit in best)
    if reach > _ONE_SITE_KM:
        places = f"“{address.text}” is {len(best)} places, up to {reach:.1f} km apart"
        return Verdict(note=f"the geocoder cannot tell which is meant: {places}")
    return Verdict(best[0], reach)


def _is_same_address(address: Address, hit: Hit) -> bool:
    return hit.street == address.street and bool(_numbers(hit.number) & _numbers(address.number))


def _numbers(text: str) -> set[str]:
    """Give both ends of a number such as “5-7a”; letters tell buildings of one place apart.

    >>> sorted(_numbers("5-7a"))
    ['5', '7']
    """
    parts = text.replace("/", "-").split("-")
    numbers = ("".join(sign for sign in part if sign.isdigit()).lstrip("0") for part in parts)
    return {number for number in numbers if number}


def _fits(address: Address, hit: Hit) -> bool:
    """Weigh postcode and municipality: one must agree, none may differ."""
    if address.postcode is None and not address.municipality:
        return hit.confidence is None or hit.confidence >= _CONFIDENT
    evidence = []
    if address.postcode and hit.postcode:
        evidence.append(address.postcode == hit.postcode)
    if address.municipality & hit.municipality:
        evidence.append(True)
    elif hit.municipality and any(name.isdigit() for name in address.municipality):
        # A name without a code (a village, a post town) speaks for a hit, never against it.
        evidence.append(False)
    if not evidence and address.municipality_of_postcode:
        evidence.append(address.municipality_of_postcode in hit.municipality)
    return bool(evidence) and all(evidence)


def _why_not(address: Address, same: list[Hit], *, is_whole: bool) -> str:
    if not same:
        part = "" if is_whole else "; it answered only in part, ask again later"
        return f"the geocoder does not know “{address.text}”{part}"
    hit = same[0]
    if not hit.is_in_finland:
        place = f"{hit.easting_m:g}, {hit.northing_m:g}"
        return f"the geocoder's point of “{hit.label}” ({place}) is not in Finland"
    place = hit.label if hit.postcode is None else f"{hit.label}, {hit.postcode}"
    return f"the geocoder knows “{place}”, which is not surely “{address.written}”"


def _hit(feature: dict[str, object]) -> Iterable[Hit]:
    properties, geometry = feature.get("properties"), feature.get("geometry")
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        return
    point = _point(geometry.get("coordinates"))
    text = {name: _text(properties.get(name)) for name in KEPT}
    street, number = text["katunimi"], text["katunumero"]
    if text["source"] not in ADDRESS_SOURCES or point is None or not street or not number:
        return
    names = (text["kuntanimiFin"], text["kuntanimiSwe"], text["label:municipality"])
    code = text["kuntatunnus"].zfill(3) if text["kuntatunnus"] else ""
    confidence = properties.get("confidence")
    yield Hit(
        source=text["source"],
        label=text["label"] or f"{street} {number}",
        street=plain(street),
        number=plain_number(number),
        postcode=text["postinumero"].zfill(5) if text["postinumero"] else None,
        municipality=frozenset(filter(None, (code, *map(plain, names)))),
        confidence=confidence if isinstance(confidence, float | int) else None,
        easting_m=point[0],
        northing_m=point[1],
    )


def _text(value: object) -> str:
    """Give a text, or a whole number as text; what no line of a report should hold is left out."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return "".join(sign for sign in value[:_LONGEST_TEXT] if sign.isprintable()).strip()


def _point(coordinates: object) -> tuple[float, float] | None:
    if not isinstance(coordinates, list) or len(coordinates) not in (2, 3):
        return None
    numbers = [
        float(value)
        for value in coordinates[:2]
        if isinstance(value, int | float) and abs(value) < _FAR_M
    ]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None  # noqa: PLR2004
