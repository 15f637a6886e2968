"""What a truck may use, and how fast."""

import pytest

from fiss_geo.errors import BadTable
from fiss_geo.logistics.roads.graph import ROAD_CLASSES
from fiss_geo.logistics.roads.truck_rules import TruckRules, closes, truck_rules, way_rule
from fiss_geo.reference import read_codes

TRUCK = truck_rules("truck")


def speeds(rules: TruckRules = TRUCK, /, **tags: str) -> tuple[float, float]:
    named = {"highway": "secondary"} | {
        key.replace("__", ":"): value for key, value in tags.items()
    }
    return way_rule(named, rules)[1:3]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, (70, 70)),
        ({"maxspeed": "50"}, (50, 50)),
        ({"maxspeed": "120"}, (70, 70)),
        ({"maxspeed": "30 mph"}, (48.28032, 48.28032)),
        ({"maxspeed": "FI:urban"}, (50, 50)),
        ({"maxspeed__hgv": "60"}, (60, 60)),
        ({"maxspeed__forward": "40"}, (40, 70)),
        ({"highway": "motorway"}, (80, 0)),
        ({"highway": "motorway", "oneway": "no"}, (80, 80)),
        ({"oneway": "yes"}, (70, 0)),
        ({"oneway": "-1"}, (0, 70)),
        ({"oneway": "reversible"}, (0, 0)),
        ({"junction": "roundabout"}, (70, 0)),
        ({"highway": "footway"}, (0, 0)),
        ({"highway": "construction"}, (0, 0)),
        ({"highway": "service"}, (15, 15)),
        ({"highway": "service", "access": "private"}, (10, 10)),
        ({"access": "no"}, (0, 0)),
        ({"access": "no", "hgv": "yes"}, (70, 70)),
        ({"access": "no", "bus": "yes"}, (0, 0)),
        ({"access": "no;destination"}, (10, 10)),
        ({"motor_vehicle": "destination"}, (10, 10)),
        ({"hgv": "no"}, (0, 0)),
        ({"hgv__backward": "no"}, (70, 0)),
        ({"vehicle": "forestry"}, (0, 0)),
        ({"vehicle": "a word nobody knows"}, (0, 0)),
        ({"winter_road": "yes"}, (0, 0)),
        ({"ice_road": "yes"}, (0, 0)),
        ({"highway": "track", "tracktype": "grade5"}, (0, 0)),
        ({"maxheight": "4.3"}, (0, 0)),
        ({"maxheight": "4.4"}, (70, 70)),
        ({"maxheight": "default"}, (70, 70)),
        ({"maxweight": "60 t"}, (0, 0)),
        ({"maxweight": "90"}, (70, 70)),
        ({"maxlength": "12"}, (0, 0)),
        ({"maxaxleload": "8"}, (0, 0)),
        ({"area": "yes"}, (0, 0)),
    ],
    ids=str,
)
def test_a_truck_goes_where_the_tags_let_it(
    tags: dict[str, str], expected: tuple[float, float]
) -> None:
    assert speeds(**tags) == pytest.approx(expected)


def test_a_lighter_vehicle_passes_where_the_truck_does_not() -> None:
    rigid = truck_rules("rigid")
    assert speeds(rigid, maxweight="30") == (70, 70)
    assert speeds(rigid, maxweight="20") == (0, 0)
    assert speeds(rigid, maxheight="4.2") == (70, 70)


def test_a_ferry_takes_what_it_says_and_is_marked() -> None:
    rule = way_rule({"route": "ferry", "duration": "01:30"}, TRUCK)
    assert rule.duration_s == 5400
    assert ROAD_CLASSES[rule.road_class] == "ferry"
    assert rule.forward_km_per_h == rule.backward_km_per_h == 15


def test_a_ferry_for_walkers_is_none_for_trucks() -> None:
    assert way_rule({"route": "ferry", "foot": "yes"}, TRUCK).forward_km_per_h == 0
    both = {"route": "ferry", "foot": "yes", "motor_vehicle": "yes"}
    assert way_rule(both, TRUCK).forward_km_per_h == 15


def test_barriers_stop_unless_they_let_trucks_through() -> None:
    assert closes({"barrier": "bollard"}, TRUCK)
    assert not closes({"barrier": "bollard", "motor_vehicle": "yes"}, TRUCK)
    assert not closes({"barrier": "lift_gate", "access": "private"}, TRUCK)
    assert closes({"barrier": "gate", "access": "no"}, TRUCK)
    assert closes({"barrier": "height_restrictor", "maxheight": "3.5"}, TRUCK)
    assert not closes({"highway": "traffic_signals"}, TRUCK)


def test_an_unknown_profile_is_told_with_those_there_are() -> None:
    with pytest.raises(BadTable, match='no profile "tank"; choose truck, semi, rigid'):
        truck_rules("tank")


def test_every_rule_of_access_has_a_known_effect() -> None:
    effects = read_codes("reference/truck_access.csv")["effect"]
    assert set(effects) == {"open", "last stretch", "closed"}
