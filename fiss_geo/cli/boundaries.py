"""Commands about boundaries: ``boundaries update`` and ``boundaries show``."""

from __future__ import annotations

import click

from fiss_geo.cli.words import counted


@click.group()
def boundaries() -> None:
    """Fetch the official boundaries, and see which ones are used."""


@boundaries.command()
@click.option("--year", type=int, default=2026, show_default=True, help="From 2013 on.")
@click.option(
    "--scale", type=click.Choice(["4500k", "1000k"]), default="4500k", show_default=True,
    help="1:4 500 000 or 1:1 000 000.",
)  # fmt: skip
@click.option(
    "--url",
    metavar="URL",
    help="WFS to ask, if not Statistics Finland's, with layers of its names.",
)
@click.option(
    "--timeout", type=click.IntRange(1, 3600), default=120, show_default=True,
    help="Longest that one answer may take, in seconds.",
)  # fmt: skip
def update(year: int, scale: str, url: str | None, timeout: int) -> None:
    """Fetch municipalities and regions from Statistics Finland, check them, and use them.

    They are kept in the cache (of FISS_GEO_CACHE_DIR, else the system's). If anything is wrong
    with the answer, what was fetched before stays.
    """
    from fiss_geo.regions import official
    from fiss_geo.regions.wfs import Limits

    address = url or official.SERVICE
    click.echo(f"asking {address}", err=True)
    told = official.update(year, scale, address, Limits(answer_s=timeout))
    cities, regions = told["features"]
    click.echo(
        f"{counted(cities, 'municipality', 'municipalities')} and {counted(regions, 'region')} "
        f"of {told['year']} -> {official.cache_folder()}; used from now on"
    )
    click.echo(f"{told['title']}. {told['attribution']}")


@boundaries.command()
def show() -> None:
    """Say which boundaries are used, and where they came from."""
    from fiss_geo.regions import official
    from fiss_geo.regions.boundaries import boundaries as chosen

    used = chosen()
    click.echo(f"used: {used.title}. {used.attribution}")
    if used.is_approximate:
        click.echo("official: not fetched; run `fiss-geo boundaries update`")
        return
    told = official.provenance()
    for name in ("url", "layers", "fetched", "files"):
        click.echo(f"{name}: {_in_a_line(told.get(name))}")
    click.echo(f"folder: {official.cache_folder() / str(told['folder'])}")


def _in_a_line(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} sha256 {checksum}" for name, checksum in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
