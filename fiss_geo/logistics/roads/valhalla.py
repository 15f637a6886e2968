"""Distances from a Valhalla server's matrix, for trucks (https://valhalla.github.io/valhalla).

The server's limits are kept: fewer pairs at a time where it says so, and no pair farther apart
than it searches for (400 km if nobody raised ``service_limits.truck.max_matrix_distance``).
Such pairs stay missing, and are counted aloud.
"""

import logging
import re
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fiss_geo.logistics.roads.engines import Engine, RoadTable
from fiss_geo.logistics.roads.server_calls import (
    Calls,
    Cells,
    TooLargeError,
    UnmatchedError,
    ask,
    calls_to,
    failure,
    gather,
    straight_km,
    to_degrees,
)
from fiss_geo.logistics.roads.truck_rules import Profile, truck_rules

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

_LOG: Final = logging.getLogger(__name__)
_SIDE: Final = 50  # 2 500 pairs are what a server takes if nobody says otherwise
_LOCATED_AT_ONCE: Final = 20
_TOO_MANY: Final = 150
_TOO_FAR: Final = 154
_UNMATCHED: Final = (170, 171, 442)  # unconnected regions; no edge near a point; no path
_LIMIT_SHARE: Final = 0.999  # the server measures on a sphere
_LIMIT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*meters")


def valhalla_engine(address: str, profile: str = "truck") -> Engine:
    """Make an engine of a Valhalla server.

    Parameters
    ----------
    address : str
        Such as ``http://127.0.0.1:8002``.
    profile : str
        Vehicle whose mass and measures the server is told, a row of ``truck_profiles.csv``.

    Raises
    ------
    BadInput, BadTable
        If it is no address, or there is no such profile.
    """
    return Engine(
        "Valhalla server", partial(_measure, calls_to(address), truck_rules(profile).profile)
    )


def _measure(
    calls: Calls, profile: Profile, origins_xy_m: Floats, destinations_xy_m: Floats
) -> RoadTable:
    origins, destinations = to_degrees(origins_xy_m), to_degrees(destinations_xy_m)
    truck = _costing(profile)
    legs = [_legs_km(calls, points, truck) for points in (origins, destinations)]
    limit_km = np.inf

    def get(rows: Indices, columns: Indices) -> Cells:
        nonlocal limit_km
        block = _Block(calls, truck, origins[rows], destinations[columns])
        far_km = _apart_km(block.origins, block.destinations)
        if (far_km <= limit_km).all():
            try:
                return block.ask()
            except _TooFarError as error:
                limit_km = error.limit_km * _LIMIT_SHARE
        return _row_by_row(block, far_km <= limit_km)

    cells = gather(len(origins), len(destinations), _SIDE, get)
    if np.isfinite(limit_km):
        _LOG.warning(
            "the Valhalla server searches no farther than %.0f km: pairs farther apart are "
            "missing; raise service_limits.truck.max_matrix_distance in its configuration",
            limit_km,
        )
    return RoadTable(cells.route_km, cells.drive_time_h, None, *legs)


class _TooFarError(Exception):
    """Some pair of a block is farther apart than the server searches."""

    def __init__(self, limit_km: float) -> None:
        self.limit_km = limit_km
        super().__init__(f"{limit_km} km")


class _Block:
    """A question for pairs."""

    def __init__(
        self, calls: Calls, truck: dict[str, Any], origins: Floats, destinations: Floats
    ) -> None:
        self.calls, self.truck = calls, truck
        self.origins, self.destinations = origins, destinations

    def ask(self, row: int | None = None, columns: Indices | None = None) -> Cells:
        """Ask for all, or for some columns of one row."""
        origins = self.origins if row is None else self.origins[[row]]
        destinations = self.destinations if columns is None else self.destinations[columns]
        body = {
            **self.truck, "sources": _points(origins), "targets": _points(destinations),
            "units": "kilometers", "verbose": False,
        }  # fmt: skip
        answer = ask(self.calls, "/sources_to_targets", body)
        found = answer.get("sources_to_targets") if isinstance(answer, dict) else None
        if not isinstance(found, dict) or not {"distances", "durations"} <= set(found):
            raise _refusal(self.calls, answer)
        km = np.array(found["distances"], dtype="float64")
        return Cells(km, np.array(found["durations"], dtype="float64") / 3600)


def _row_by_row(block: _Block, is_near: npt.NDArray[np.bool_]) -> Cells:
    """Ask only for pairs that the server searches."""
    cells = Cells(np.full(is_near.shape, np.nan), np.full(is_near.shape, np.nan))
    for row in np.flatnonzero(is_near.any(axis=1)):
        columns = np.flatnonzero(is_near[row])
        try:
            found = block.ask(int(row), columns)
        except _TooFarError:
            raise UnmatchedError from None
        for whole, piece in zip(cells, found, strict=True):
            whole[row, columns] = piece[0]
    return cells


def _refusal(calls: Calls, answer: dict[str, Any] | list[Any]) -> Exception:
    """Turn the server's word into an error."""
    code = answer.get("error_code") if isinstance(answer, dict) else None
    said = str(answer.get("error", "")) if isinstance(answer, dict) else "a list"
    if code == _TOO_MANY:
        return TooLargeError()
    if code in _UNMATCHED:
        return UnmatchedError()
    limit = _LIMIT.search(said)
    if code == _TOO_FAR and limit:
        return _TooFarError(float(limit[1]) / 1000)
    return failure(calls, f"its matrix refuses: {said or 'no matrix in the answer'} ({code})")


def _legs_km(calls: Calls, degrees: Floats, truck: dict[str, Any]) -> Floats:
    """Ask where the server joins each point to a road; missing where it does not."""
    on_road = np.full(degrees.shape, np.nan)
    for first in range(0, len(degrees), _LOCATED_AT_ONCE):
        part = slice(first, first + _LOCATED_AT_ONCE)
        answer = ask(calls, "/locate", {**truck, "locations": _points(degrees[part])})
        if not isinstance(answer, list):
            raise _refusal(calls, answer)
        for place, found in enumerate(answer, start=first):
            edges = (found or {}).get("edges") or []
            if edges:
                on_road[place] = edges[0]["correlated_lon"], edges[0]["correlated_lat"]
    return straight_km(degrees, on_road)


def _apart_km(origins: Floats, destinations: Floats) -> Floats:
    """Measure every pair over the ellipsoid; shape (n, m)."""
    n, m = len(origins), len(destinations)
    pairs = np.repeat(origins, m, axis=0), np.tile(destinations, (n, 1))
    return straight_km(*pairs).reshape(n, m)


def _costing(profile: Profile) -> dict[str, Any]:
    """Tell Valhalla what drives."""
    options = {
        "weight": profile.gross_mass_t, "axle_load": profile.axle_load_t,
        "height": profile.height_m, "width": profile.width_m, "length": profile.length_m,
        "top_speed": profile.top_speed_km_per_h,
    }  # fmt: skip
    return {"costing": "truck", "costing_options": {"truck": options}}


def _points(degrees: Floats) -> list[dict[str, float]]:
    return [{"lon": float(lon), "lat": float(lat)} for lon, lat in degrees]
