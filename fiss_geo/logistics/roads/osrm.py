"""Distances from an OSRM server's table service (http://project-osrm.org/docs).

What a route is there, the server's profile says: its ``car.lua`` is no truck. The server's
limit, ``--max-table-size``, is kept by asking for smaller blocks when it says so.
"""

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
    to_degrees,
)

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

_SIDE: Final = 100  # 100 x 100 pairs are what a server takes if nobody says otherwise
_REFUSALS: Final = {
    "TooBig": TooLargeError, "NoSegment": UnmatchedError, "NoTable": UnmatchedError,
}  # fmt: skip


def osrm_engine(address: str) -> Engine:
    """Make an engine of an OSRM server.

    Parameters
    ----------
    address : str
        Such as ``http://127.0.0.1:5000``.

    Raises
    ------
    BadInput
        If it is no address. Whether the server answers shows at the first question.
    """
    return Engine("OSRM server", partial(_measure, calls_to(address)))


def _measure(calls: Calls, origins_xy_m: Floats, destinations_xy_m: Floats) -> RoadTable:
    origins, destinations = to_degrees(origins_xy_m), to_degrees(destinations_xy_m)
    legs = np.full(len(origins), np.nan), np.full(len(destinations), np.nan)

    def get(rows: Indices, columns: Indices) -> Cells:
        answer = _table(calls, origins[rows], destinations[columns])
        for leg, which, key in zip(legs, (rows, columns), ("sources", "destinations"), strict=True):
            leg[which] = [point["distance"] / 1000 for point in answer[key]]
        return Cells(_block(answer["distances"], 1000), _block(answer["durations"], 3600))

    cells = gather(len(origins), len(destinations), _SIDE, get)
    return RoadTable(cells.route_km, cells.drive_time_h, None, *legs)


def _table(calls: Calls, origins: Floats, destinations: Floats) -> dict[str, Any]:
    """Ask for one block."""
    points = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in (*origins, *destinations))
    sources = ";".join(map(str, range(len(origins))))
    goals = ";".join(str(len(origins) + number) for number in range(len(destinations)))
    query = f"sources={sources}&destinations={goals}&annotations=duration,distance"
    answer = ask(calls, f"/table/v1/driving/{points}?{query}")
    code = answer.get("code") if isinstance(answer, dict) else None
    if code in _REFUSALS:
        raise _REFUSALS[code]
    if (
        code != "Ok"
        or not isinstance(answer, dict)
        or not {"distances", "durations", "sources", "destinations"} <= set(answer)
    ):
        said = answer.get("message", code) if isinstance(answer, dict) else "a list"
        raise failure(calls, f"its table service refuses: {said}; expected OSRM 5.18 or newer")
    return answer


def _block(rows: list[list[float | None]], divisor: float) -> Floats:
    """Read a block of numbers, where null is no way."""
    return np.array(rows, dtype="float64") / divisor
