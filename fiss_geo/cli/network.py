"""Commands about the road network: ``network download``, ``build``, ``info`` and ``check``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from fiss_geo.cli import options
from fiss_geo.cli.words import columns, counted, grouped

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from fiss_geo.logistics.roads.graph import RoadGraph

_SAID = {
    "ways": "ways tagged as roads or ferries",
    "ways_closed": "of them closed to the vehicle",
    "nodes_missing": "points of ways that the file does not hold",
    "barriers": "bollards and other barriers that stop the vehicle",
    "restrictions": "turn restrictions kept",
    "restrictions_via_way": "turn restrictions by way of a road: not kept",
    "restrictions_elsewhere": "turn restrictions where the vehicle does not go",
    "restrictions_unclear": "turn restrictions that fit no turn here: not kept",
}


@click.group()
def network() -> None:
    """Download, build and look at the national road network."""


@network.command()
@click.option(
    "--out", type=options.FILE, default="finland-latest.osm.pbf", show_default=True,
    help="File to write.",
)  # fmt: skip
@click.option("--url", help="Address of another extract; its MD5 sum is at the same with .md5.")
def download(out: Path, url: str | None) -> None:
    """Get OpenStreetMap's Finland from Geofabrik (about 770 MB; © OpenStreetMap, ODbL).

    A download that was cut off goes on where it stopped; an older file stays until the new one
    is whole and its checksum right.
    """
    from tqdm import tqdm

    from fiss_geo.logistics.roads.download import FINLAND_URL
    from fiss_geo.logistics.roads.download import download as get

    with tqdm(unit="B", unit_scale=True, leave=False, disable=None, file=sys.stderr) as bar:

        def tell(have: int, total: int | None) -> None:
            bar.total = total
            bar.update(have - bar.n)

        is_new = get(url or FINLAND_URL, out, tell)
    click.echo(f"{'downloaded, checksum right' if is_new else 'up to date'}: {out}")


@network.command()
@click.argument("file", type=options.FILE)
@click.option(
    "--profile", default="truck", show_default=True,
    help="Vehicle: truck (76 t combination), semi (44 t) or rigid (26 t).",
)  # fmt: skip
@click.option("--out", type=options.FILE, required=True, help="Network file to write.")
def build(file: Path, profile: str, out: Path) -> None:
    """Build a network file from an OpenStreetMap FILE (.osm.pbf, .osm)."""
    from tqdm import tqdm

    from fiss_geo.logistics.roads.build import build_graph
    from fiss_geo.logistics.roads.network import prepare
    from fiss_geo.logistics.roads.network_file import write_network

    options.refuse_overwriting(out, file)
    with tqdm(unit=" nodes", leave=False, disable=None, file=sys.stderr) as bar:

        def tell(step: str, left: int | None = None) -> None:
            bar.set_description(step)
            bar.total = max(bar.total or 0, left or 0)
            bar.update(bar.total - (left or 0) - bar.n)

        graph, counts = build_graph(file, profile, out.parent, tell)
        write_network(prepare(graph, tell), out)
    _say_counts(counts)
    click.echo(
        f"{counted(len(graph.node_xy_m), 'node')}, {counted(len(graph.tail), 'arc')} -> {out}"
    )
    click.echo("© OpenStreetMap contributors, ODbL 1.0: name them where you show the roads")


@network.command()
@click.argument("file", type=options.FILE)
def info(file: Path) -> None:
    """Say where a network FILE is from, and what is in it."""
    from fiss_geo.logistics.roads.checks import classes

    graph = _graph_of(file)
    for key, text in graph.source.items():
        click.echo(f"{key}: {text}")
    click.echo(f"{len(graph.node_xy_m)} nodes, {len(graph.tail)} arcs")
    _say_table(classes(graph).query("edges > 0"))


@network.command()
@click.argument("file", type=options.FILE)
def check(file: Path) -> None:
    """Look for what is odd in a network FILE: parts apart, dead ends, speeds out of line."""
    from fiss_geo.logistics.roads.checks import check_graph

    _say_table(check_graph(_graph_of(file)))


def _graph_of(file: Path) -> RoadGraph:
    from fiss_geo.logistics.roads.network_file import read_network

    return read_network(file).graph


def _say_counts(counts: dict[str, int]) -> None:
    rows = [(words, grouped(counts[key])) for key, words in _SAID.items() if counts.get(key)]
    for line in columns(rows) if rows else ():
        click.echo(line)


def _say_table(table: pd.DataFrame) -> None:
    """Print a table; a cell without a figure stays empty."""
    rows = [tuple(map(str, table.columns))]
    rows += [tuple(map(_cell, rows[0], row)) for row in table.itertuples(index=False)]
    for line in columns(rows):
        click.echo(line)


def _cell(name: str, value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    if value != value:  # noqa: PLR0124 - missing
        return ""
    return f"{value:.5f}" if name in ("latitude", "longitude") else grouped(round(value, 1))
