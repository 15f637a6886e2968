"""Distances from the real OSRM and Valhalla, and from servers that misbehave."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from materiaalitori_server import answer, serving
from pyproj import Transformer
from road_servers import needs_road_servers, osrm_server, valhalla_server

from fiss_geo.crs import ETRS_TM35FIN, WGS84
from fiss_geo.errors import BadInput
from fiss_geo.logistics.roads import server_calls
from fiss_geo.logistics.roads.servers import server_engine

KARHULA = Path(__file__).parent / "data/roads/karhula.osm.pbf"
# On streets of Karhula, in the order west to east; the last is in Rovaniemi.
PLACES = [(26.9375, 60.5265), (26.9440, 60.5310), (26.9530, 60.5255), (26.9620, 60.5290)]
FAR = (25.7, 66.5)


def _metres(*lon_lat: tuple[float, float]) -> npt.NDArray[np.float64]:
    to_plane = Transformer.from_crs(WGS84, ETRS_TM35FIN, always_xy=True)
    return np.array([to_plane.transform(*place) for place in lon_lat])


@pytest.fixture(scope="module")
def osrm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # Three coordinates squared, nine pairs, are what this one takes at a time.
    folder = tmp_path_factory.mktemp("osrm")
    with osrm_server(KARHULA, folder, "--max-table-size", "3") as address:
        yield address


@pytest.fixture(scope="module")
def valhalla(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    limits = {"max_matrix_location_pairs": 9}
    with valhalla_server(KARHULA, tmp_path_factory.mktemp("va"), limits) as address:
        yield address


@needs_road_servers
@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_a_real_server_is_asked_in_blocks_that_it_takes(
    kind: str, request: pytest.FixtureRequest
) -> None:
    engine = server_engine(f"{kind}:{request.getfixturevalue(kind)}")
    places = _metres(*PLACES, *PLACES)
    table = engine.measure(places, places)
    assert table.route_km.shape == (8, 8)
    assert table.route_km[:4, :4] == pytest.approx(table.route_km[4:, 4:], nan_ok=True)
    straight = np.linalg.norm(places[:, None] - places[None, :], axis=2) / 1000
    between = np.isfinite(table.route_km) & (straight > 0.1)
    legs = table.origin_leg_km[:, None] + table.destination_leg_km[None, :]
    assert between.sum() >= 24
    assert (table.route_km + legs >= straight * 0.999)[between].all()
    assert (table.route_km < 4 * straight + 1)[between].all()
    speed = table.route_km[between] / table.drive_time_h[between]
    assert 10 < np.median(speed) < 60
    assert (table.origin_leg_km < 0.3).all()


@needs_road_servers
def test_a_point_far_off_keeps_its_leg_at_osrm(osrm: str) -> None:
    table = server_engine(f"osrm:{osrm}").measure(_metres(FAR), _metres(PLACES[0]))
    assert table.origin_leg_km[0] == pytest.approx(668, abs=3)


@needs_road_servers
def test_a_point_far_off_has_no_leg_and_no_way_at_valhalla(
    valhalla: str, caplog: pytest.LogCaptureFixture
) -> None:
    places = _metres(*PLACES[:2], FAR)
    table = server_engine(f"valhalla:{valhalla}").measure(places, places)
    assert np.isnan(table.origin_leg_km).tolist() == [False, False, True]
    assert np.isnan(table.route_km[2]).all()
    assert np.isnan(table.route_km[:, 2]).all()
    assert np.isfinite(table.route_km[:2, :2]).all()
    assert "searches no farther than 400 km" in caplog.text
    assert "has no way for 5 of 9 pairs" in caplog.text


@needs_road_servers
def test_valhalla_is_told_what_drives(valhalla: str) -> None:
    places = _metres(*PLACES)
    truck, rigid = (
        server_engine(f"valhalla:{valhalla}", profile).measure(places, places)
        for profile in ("truck", "rigid")
    )
    assert truck.route_km.shape == rigid.route_km.shape


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (answer(b"<html>", 404), "it answers 404 Not Found"),
        (answer(b"{", 200), "no answer that can be used"),
        (answer(b"busy", 503), "it answers 503 Service Unavailable"),
        (answer(b'{"code": "InvalidUrl", "message": "odd"}', 400), "refuses: odd"),
        (answer(b'{"code": "Ok", "durations": [[1]]}'), "expected OSRM 5.18 or newer"),
        (answer(b"[]"), "refuses: a list"),
        (answer(b"x" * 50, said_length="5000"), "no answer that can be used"),
    ],
)
def test_a_server_that_misbehaves_is_told(
    reply: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _be_quick(monkeypatch)
    with serving(reply) as (address, _), pytest.raises(BadInput, match=said):  # type: ignore[arg-type]
        server_engine(f"osrm:{address}").measure(_metres(PLACES[0]), _metres(PLACES[1]))


def test_a_server_that_fails_by_chance_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _be_quick(monkeypatch)
    good = (
        b'{"code": "Ok", "distances": [[1500]], "durations": [[null]],'
        b'"sources": [{"distance": 20}], "destinations": [{"distance": 30}]}'
    )
    with serving(answer(b"busy", 503), answer(good)) as (address, requests):
        table = server_engine(f"osrm:{address}").measure(_metres(FAR), _metres(FAR))
    assert len(requests) == 2
    assert (table.route_km[0, 0], table.origin_leg_km[0], table.destination_leg_km[0]) == (
        1.5, 0.02, 0.03,
    )  # fmt: skip
    assert np.isnan(table.drive_time_h[0, 0])


def test_a_password_in_the_address_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    _be_quick(monkeypatch)
    engine = server_engine("osrm:http://me:secret@127.0.0.1:9")
    with pytest.raises(BadInput, match=r"http://127\.0\.0\.1:9: no answer") as caught:
        engine.measure(_metres(FAR), _metres(FAR))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["osrm:127.0.0.1", "graphhopper:http://x", "osrm:http://x?y"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(BadInput, match="expected"):
        server_engine(address)


def _be_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = dict(zip(("timeout_s", "tries", "back_off_s"), (1.0, 2, 0.01), strict=True))
    defaults = server_calls.Calls._field_defaults | quick
    monkeypatch.setattr(server_calls.Calls.__new__, "__defaults__", tuple(defaults.values()))
