"""Options that several commands share."""

from __future__ import annotations

import functools
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from fiss_geo.ranking.filters import Wish

_TABLES = (".parquet", ".gpkg", ".csv")


def _ending(*allowed: str) -> Callable[[click.Context, click.Parameter, Path], Path]:
    """Refuse a file of another kind before the work, not after it."""

    def check(_: click.Context, __: click.Parameter, path: Path) -> Path:
        if path.suffix.lower() not in allowed:
            raise click.BadParameter(f"{path}: expected a name ending in {' or '.join(allowed)}")
        return path

    return check


def _number(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):  # which no range keeps out
        raise click.BadParameter("expected a number from 0 to 1")
    return value


def _day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return None if value is None else value.date()


def _order(_: click.Context, __: click.Parameter, value: str) -> str:
    from fiss_geo.ranking.criteria import order_from

    try:
        order_from(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return value


FILE = click.Path(path_type=Path)
OUT = click.option(
    "--out", type=FILE, required=True, callback=_ending(*_TABLES),
    help="File to write: .parquet, .gpkg or .csv.",
)  # fmt: skip
MAP_OUT = click.option(
    "--out", type=FILE, required=True, callback=_ending(".html"), help="HTML file to write."
)
BY = click.option(
    "--by", callback=_order, default="both", show_default=True, metavar="ORDER",
    help="distance, emissions, benefit, benefit-per-tonne, cost, score, tonnes; several after each "
    "other (distance, score) or weighted (emissions=2, tonnes=1); both: distance and emissions.",
)  # fmt: skip
EDITION = click.option(
    "--edition", type=click.Choice(["public", "network", "internal"]), default="public",
    show_default=True,
    help="Who the site is for: public shows only flows marked public or with a public source; "
    "network the others too, without names; internal everything.",
)  # fmt: skip
SITE = click.option("--site", type=FILE, help="TOML: title, logo, colours, address, language.")
_MATCHING = (
    click.option(
        "--min-score", type=click.FloatRange(0, 1), callback=_number,
        help="Lowest match score of a candidate; by default the calibrated threshold.",
    ),
    click.option(
        "--top-k", type=click.IntRange(1), default=10, show_default=True,
        help="How many candidates each flow keeps of its own.",
    ),
    click.option(
        "--same-organisation", is_flag=True, help="Match an organisation with itself too."
    ),
    click.option(
        "--feedback", type=FILE, help="CSV of offer_id, need_id, verdict (accepted, rejected)."
    ),
    click.option(
        "--as-of", type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]), callback=_day,
        metavar="YYYY-MM-DD",
        help="Leave out flows and notices whose last day is before this day; none by default.",
    ),
    click.option(
        "--lemmas", type=click.Choice(["snowball", "voikko"]), default="snowball",
        show_default=True,
        help="How Finnish words are compared: by their endings, or by Voikko's dictionary.",
    ),
)  # fmt: skip
BOUNDARIES = click.option(
    "--boundaries", metavar="embedded|official|FILE",
    help="Municipalities to go by; official where fetched, else embedded.",
)  # fmt: skip
_LOCATING = (
    BOUNDARIES,
    click.option("--parks", type=FILE, help="File of parks, added to ours or in their place."),
)  # fmt: skip
_ROADS = (
    click.option(
        "--network", type=FILE, help="Road network of `network build`; else Finland's main roads."
    ),
    click.option(
        "--engine", metavar="KIND:URL",
        help="Server that measures instead: osrm:http://… or valhalla:http://….",
    ),
    click.option(
        "--fallback", type=click.Choice(["none", "detour index"]), default="none",
        show_default=True, help="What a pair gets that no road joins.",
    ),
)  # fmt: skip
FACTORS = click.option(
    "--factors", multiple=True, metavar="SET",
    help="Set of factors: desnz-2025, hvo, electric, or a CSV file; several lie over each other.",
)  # fmt: skip
VEHICLE_RULES = click.option(
    "--vehicle-rules", type=FILE, help="CSV of your own rules of which truck to take."
)
_READING = (
    click.option("--mapping", type=FILE, help="TOML that says what the columns mean."),
    click.option("--sheet", help="Sheet or layer to read, where a file has several."),
    click.option(
        "--geocoder", metavar="URL",
        help="Service that finds addresses, its key in FISS_GEO_GEOCODER_KEY; off by default.",
    ),
    click.option(
        "--geocoder-cache", type=FILE, help="SQLite file that keeps the addresses found."
    ),
)  # fmt: skip


REGISTER = click.option(
    "--register", metavar="ADDRESS",
    help="Register of synergies, a file or postgresql://…: the site shows what its edition may.",
)  # fmt: skip


def reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of reading; it gets them together, as keywords of ``read``."""

    @functools.wraps(command)
    def wrapped(
        mapping: Path | None, sheet: str | None, geocoder: str | None,
        geocoder_cache: Path | None, **others: Any,  # noqa: ANN401 - passed on
    ) -> None:  # fmt: skip
        geocode = _geocode(geocoder, geocoder_cache)
        command(how={"mapping": mapping, "sheet": sheet, "geocode": geocode}, **others)

    for option in reversed(_READING):
        option(wrapped)
    return wrapped


def locating(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of boundaries and parks."""
    for option in reversed(_LOCATING):
        command = option(command)
    return command


def matching(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of matching, each as a keyword of its own."""
    for option in reversed(_MATCHING):
        command = option(command)
    return command


def on_roads(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say which roads distances are measured on."""
    for option in reversed(_ROADS):
        command = option(command)
    return command


_WISHES = (
    click.option("--region", "regions", multiple=True, help="Region code; either end. May repeat."),
    click.option("--park", "wanted_parks", multiple=True, help="Park id; either end. May repeat."),
    click.option("--material", "materials", multiple=True, help="Material group. May repeat."),
    click.option(
        "--hazardous", type=click.Choice(["yes", "no"]), help="By the offer's waste code."
    ),
    click.option(
        "--min-tonnes", "min_mass_t_per_a", type=click.FloatRange(min=0), help="Least mass, t/a."
    ),
    click.option(
        "--max-km", "max_road_distance_km", type=click.FloatRange(min=0),
        help="Longest road; no limit by default.",
    ),
    click.option(
        "--within-break-even", is_flag=True,
        help="Leave out what surely lies beyond the distance that eats up its benefit.",
    ),
)  # fmt: skip
_BOUNDS = ("min_mass_t_per_a", "max_road_distance_km")


def wishing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that choose candidates; it gets those given as one ``wish``."""

    @functools.wraps(command)
    def wrapped(**given: Any) -> None:  # noqa: ANN401 - passed on
        wished = {name: given.pop(name) for name in ("regions", "wanted_parks", "materials")}
        wished["parks"] = wished.pop("wanted_parks")
        wished = {name: value for name, value in wished.items() if value}
        hazardous = given.pop("hazardous")
        if hazardous is not None:
            wished["is_hazardous"] = hazardous == "yes"
        if given.pop("within_break_even"):
            wished["within_break_even"] = True
        least_and_most = {name: given.pop(name) for name in _BOUNDS}
        wished |= {name: bound for name, bound in least_and_most.items() if bound is not None}
        command(wish=wished, **given)

    for option in reversed(_WISHES):
        option(wrapped)
    return wrapped


def wish_of(wish: dict[str, Any], base: Wish | None = None) -> Wish:
    """Put what was given over a wish; what cannot be meant is a sentence."""
    from dataclasses import replace

    from fiss_geo.ranking.filters import EVERY

    try:
        return replace(base or EVERY, **wish)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def refuse_overwriting(out: Path, *sources: str | Path | None) -> None:
    """Refuse to write over what is read, or where the next reading would find it.

    Parameters
    ----------
    out : pathlib.Path
        File or folder to write.
    sources : path or address
        What the command reads; None is passed over.
    """
    target = out.resolve()
    for source in sources:
        if source is None or "://" in str(source):
            continue
        read = Path(source).resolve()
        is_same = target == read or (read.exists() and target.exists() and target.samefile(read))
        is_beside = read.is_dir() and target.parent == read and bool(target.suffix)
        if is_same or is_beside or target in read.parents:
            raise click.UsageError(f"{out} would be written over {source}; choose another --out")


def _geocode(url: str | None, cache: Path | None) -> Callable[..., Any] | None:
    # From the environment only: an option's value shows in the list of processes.
    key = os.environ.get("FISS_GEO_GEOCODER_KEY")
    if url is None:
        return None
    from fiss_geo.flows.geocoding.geocoder import geocode

    return functools.partial(geocode, url=url, api_key=key, cache=cache)
