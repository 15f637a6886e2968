"""What a truck may use, and how fast: from the tags of a way to one rule.

The rules themselves are rows of ``truck_profiles.csv``, ``truck_roads.csv`` and
``truck_access.csv`` in the reference data; here they are only applied. Tags mean what
https://wiki.openstreetmap.org says of them.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from fiss_geo.errors import BadTable
from fiss_geo.logistics.roads.graph import ROAD_CLASSES
from fiss_geo.reference import read_codes, read_numbers

ACCESS_KEYS: Final = ("access", "vehicle", "motor_vehicle", "goods", "hgv")
"""From the widest kind of traffic to the narrowest; the narrowest that is tagged counts."""

LAST_STRETCH_KM_PER_H: Final = 10.0
"""On roads open only to those who have business there: slow, so that no route passes through."""

_LIMITS: Final = {
    "maxweight": "gross_mass_t",
    "maxweightrating": "gross_mass_t",
    "maxweight:hgv": "gross_mass_t",
    "maxaxleload": "axle_load_t",
    "maxheight": "height_m",
    "maxwidth": "width_m",
    "maxlength": "length_m",
}
_DIRECTIONS: Final = tuple(
    f"{key}:{side}" for key in ("maxspeed", *ACCESS_KEYS[2:]) for side in ("forward", "backward")
)
_CONDITIONS: Final = (
    "barrier", "winter_road", "ice_road", "seasonal", "area", "impassable", "tracktype",
    "smoothness", "service",
)  # fmt: skip
TAG_KEYS: Final = frozenset(
    ("highway", "route", "oneway", "junction", "duration", "foot", "maxspeed", "maxspeed:hgv",
     *ACCESS_KEYS, *_DIRECTIONS, *_CONDITIONS, *_LIMITS)
)  # fmt: skip
"""The tags that matter here; a reader may pass over all others."""

# One unit in the terms of the profile: tonnes for masses, metres for lengths. Mixed feet and
# inches (12'6") are read apart.
_UNITS: Final = {
    "": 1.0, "t": 1.0, "m": 1.0, "kg": 0.001, "cm": 0.01, "st": 0.90718474, "lbs": 0.00045359237,
    "ft": 0.3048, "feet": 0.3048, "'": 0.3048,
}  # fmt: skip
_NUMBER: Final = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*([a-z']*)\s*$")
_FEET: Final = re.compile(r"^\s*(\d+)\s*(?:'|ft)\s*(\d+(?:\.\d+)?)\s*(?:\"|''|in)\s*$")
_SPEED: Final = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?\s*$")
_NAMED_SPEEDS: Final = {
    "walk": 5.0, "fi:urban": 50.0, "fi:rural": 80.0, "fi:motorway": 120.0, "fi:trunk": 100.0,
}  # fmt: skip
_KM_PER_MILE: Final = 1.609344
_DURATION: Final = re.compile(r"^\s*(?:(\d+):)?(\d+):(\d\d)\s*$")
_ISO_DURATION: Final = re.compile(r"^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$")


class Profile(NamedTuple):
    """A vehicle, loaded: what signs' limits are held against, and how fast it may be."""

    name: str
    gross_mass_t: float
    axle_load_t: float
    height_m: float
    width_m: float
    length_m: float
    top_speed_km_per_h: float


class TruckRules(NamedTuple):
    """The tables of rules, read once, for one vehicle."""

    profile: Profile
    roads: Mapping[str, tuple[int, float]]
    effects: Mapping[tuple[str, str], str]


class WayRule(NamedTuple):
    """What a way is to a truck.

    Attributes
    ----------
    road_class : int
        Position in ``ROAD_CLASSES``.
    forward_km_per_h, backward_km_per_h : float
        Along the way's nodes and against them; 0 where a truck may not go.
    duration_s : float
        What the whole way takes, where its tags say so (ferries); else 0.
    """

    road_class: int
    forward_km_per_h: float
    backward_km_per_h: float
    duration_s: float


_CLOSED: Final = WayRule(0, 0.0, 0.0, 0.0)


def truck_rules(profile: str = "truck") -> TruckRules:
    """Read the rules for one of the vehicles of ``truck_profiles.csv``.

    Raises
    ------
    BadTable
        If there is no such profile; the message names those that are.
    """
    profiles = read_numbers("reference/truck_profiles.csv").set_index("profile")
    if profile not in profiles.index:
        raise BadTable(f'there is no profile "{profile}"; choose {", ".join(profiles.index)}')
    row = profiles.loc[profile]
    vehicle = Profile(profile, *(float(str(row[name])) for name in Profile._fields[1:]))
    roads = read_numbers("reference/truck_roads.csv")
    classes = [ROAD_CLASSES.index(name) for name in roads["road_class"]]
    speeds = map(float, roads["speed_km_per_h"])
    access = read_codes("reference/truck_access.csv")
    keys = zip(access["key"], access["value"], strict=True)
    return TruckRules(
        vehicle,
        dict(zip(roads["highway"], zip(classes, speeds, strict=True), strict=True)),
        dict(zip(keys, access["effect"], strict=True)),
    )


def way_rule(tags: Mapping[str, str], rules: TruckRules) -> WayRule:
    """Apply the rules to the tags of a way.

    Parameters
    ----------
    tags : mapping
        Tags of the way; only those in ``TAG_KEYS`` are looked at.
    rules : TruckRules

    Returns
    -------
    WayRule

    >>> rules = truck_rules("truck")
    >>> way_rule({"highway": "primary", "maxspeed": "60", "oneway": "yes"}, rules)[1:]
    (60.0, 0.0, 0.0)
    >>> way_rule({"highway": "primary", "maxweight": "16 t"}, rules)[1:]
    (0.0, 0.0, 0.0)
    """
    is_ferry = tags.get("route") == "ferry"
    kind = "ferry" if is_ferry else tags.get("highway", "")
    if kind not in rules.roads or (is_ferry and _is_for_walkers(tags)):
        return _CLOSED
    if not fits_limits(tags, rules.profile):
        return _CLOSED
    effect = _effect(tags, rules)
    if effect == "closed":
        return _CLOSED
    road_class, class_speed = rules.roads[kind]
    most = min(class_speed, rules.profile.top_speed_km_per_h)
    if effect == "last stretch":
        most = min(most, LAST_STRETCH_KM_PER_H)
    ways = _directions(tags)
    forward, backward = (
        min(most, _limit_km_per_h(tags, side)) * (is_open and _is_open(tags, side, rules))
        for side, is_open in zip(("forward", "backward"), ways, strict=True)
    )
    return WayRule(road_class, forward, backward, _duration_s(tags) if is_ferry else 0.0)


def closes(tags: Mapping[str, str], rules: TruckRules) -> bool:
    """Tell whether a node with these tags stops a truck: a bollard, a low portal.

    >>> rules = truck_rules("truck")
    >>> closes({"barrier": "bollard"}, rules), closes({"barrier": "gate"}, rules)
    (True, False)
    >>> closes({"barrier": "bollard", "hgv": "yes"}, rules)
    False
    """
    if not fits_limits(tags, rules.profile):
        return True
    word = _access_word(tags)
    if word is not None:
        return _access_effect(word, rules) == "closed"
    return rules.effects.get(("barrier", tags.get("barrier", ""))) == "closed"


def fits_limits(tags: Mapping[str, str], profile: Profile) -> bool:
    """Tell whether the vehicle keeps every limit of mass, axle load and size that is tagged.

    What cannot be read as a figure (``default``, ``below_default``) is no limit.
    """
    for key, measure in _LIMITS.items():
        limit = read_limit(tags.get(key, ""))
        if limit is not None and getattr(profile, measure) > limit:
            return False
    return True


def read_limit(text: str) -> float | None:
    """Read a limit in tonnes or metres; None where the text is no figure.

    >>> read_limit("3.5"), read_limit("3.5 t"), read_limit("7500 kg"), read_limit("none")
    (3.5, 3.5, 7.5, None)
    >>> read_limit("13 ft 6 in")
    4.1148
    """
    feet = _FEET.match(text)
    if feet:
        return (float(feet[1]) + float(feet[2]) / 12) * _UNITS["ft"]
    number = _NUMBER.match(text.lower())
    if number is None or number[2] not in _UNITS:
        return None
    return float(number[1].replace(",", ".")) * _UNITS[number[2]]


def read_speed_km_per_h(text: str) -> float | None:
    """Read a speed limit; None where the text sets none that could be read.

    >>> read_speed_km_per_h("60"), read_speed_km_per_h("FI:urban"), read_speed_km_per_h("none")
    (60.0, 50.0, None)
    """
    named = _NAMED_SPEEDS.get(text.lower())
    if named is not None:
        return named
    number = _SPEED.match(text)
    if number is None or float(number[1]) <= 0:
        return None
    return float(number[1]) * (_KM_PER_MILE if number[2] == "mph" else 1.0)


def read_duration_s(text: str) -> float:
    """Read a duration (minutes, ``hh:mm``, ``hh:mm:ss``, ISO 8601); 0 where it is none.

    >>> read_duration_s("00:30"), read_duration_s("1:02:03"), read_duration_s("PT1H5M")
    (1800.0, 3723.0, 3900.0)
    >>> read_duration_s("20"), read_duration_s("soon")
    (1200.0, 0.0)
    """
    clock = _DURATION.match(text)
    if clock and clock[1] is None:
        return int(clock[2]) * 3600.0 + int(clock[3]) * 60
    if clock:
        return int(clock[1]) * 3600.0 + int(clock[2]) * 60 + int(clock[3])
    iso = _ISO_DURATION.match(text)
    if iso:
        hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return hours * 3600.0 + minutes * 60 + seconds
    return float(text) * 60 if re.fullmatch(r"\d{1,4}(\.\d+)?", text.strip()) else 0.0


def _duration_s(tags: Mapping[str, str]) -> float:
    return read_duration_s(tags.get("duration", ""))


def _is_for_walkers(tags: Mapping[str, str]) -> bool:
    """Tell whether a ferry names walkers and no kind of motor traffic."""
    is_named = any(key in tags for key in ACCESS_KEYS[1:])
    return not is_named and tags.get("foot") in ("yes", "designated")


def _access_word(tags: Mapping[str, str]) -> str | None:
    return next((tags[key] for key in reversed(ACCESS_KEYS) if key in tags), None)


def _access_effect(word: str, rules: TruckRules) -> str:
    """Give the effect of a word; of several parted by semicolons, the most open."""
    words = [part.strip() for part in word.split(";")]
    unknown = rules.effects["access", "*"]
    effects = {rules.effects.get(("access", part), unknown) for part in words}
    return next(kind for kind in ("open", "last stretch", "closed") if kind in effects)


def _effect(tags: Mapping[str, str], rules: TruckRules) -> str:
    """Say whether the way is open, only a last stretch, or closed."""
    found = {rules.effects.get((key, tags[key]), "open") for key in _CONDITIONS if key in tags}
    word = _access_word(tags)
    if word is not None:
        found.add(_access_effect(word, rules))
    return next((kind for kind in ("closed", "last stretch") if kind in found), "open")


def _directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Tell whether traffic may go along the way's nodes, and against them."""
    oneway = tags.get("oneway")
    if oneway in ("yes", "true", "1"):
        return True, False
    if oneway in ("-1", "reverse"):
        return False, True
    if oneway == "reversible":  # at times one way, at times the other: not to be counted on
        return False, False
    is_implied = tags.get("junction") in ("roundabout", "circular")
    is_implied |= tags.get("highway") == "motorway"
    return True, oneway == "no" or not is_implied


def _is_open(tags: Mapping[str, str], side: str, rules: TruckRules) -> bool:
    """Tell whether the narrowest kind of traffic tagged for this direction may pass."""
    words = (tags.get(f"{key}:{side}") for key in reversed(ACCESS_KEYS[2:]))
    word = next((word for word in words if word is not None), None)
    return word is None or _access_effect(word, rules) != "closed"


def _limit_km_per_h(tags: Mapping[str, str], side: str) -> float:
    """Give the lowest speed limit of this direction; none is infinity."""
    limits = (tags.get(key, "") for key in ("maxspeed", "maxspeed:hgv", f"maxspeed:{side}"))
    return min(read_speed_km_per_h(text) or float("inf") for text in limits)
