"""The command line: arguments in, one call, and what came of it in words.

The only place that prints, shows progress or ends the program. Exit codes: 0 done, 1 bad data
or an empty result, 2 wrong usage. Everything heavy is imported inside the commands, so that
``--help`` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

    from fiss_geo.pipeline import Run, Scenario
    from fiss_geo.ranking import By

_FILE = click.Path(path_type=Path)
_OUT = click.option(
    "--out", type=_FILE, required=True, help="File to write: .parquet, .gpkg or .csv."
)
_BY = click.option(
    "--by", type=click.Choice(["distance", "emissions", "both"]), default="both", show_default=True,
    help="Order: road km, kg CO2e per tonne moved, or the mean of both places.",
)  # fmt: skip
_EDITION = click.option(
    "--edition", type=click.Choice(["public", "internal"]), default="public", show_default=True,
    help="Who the site is for; public shows only flows marked public or with a public source.",
)  # fmt: skip
_MIN_SCORE = click.option(
    "--min-score", type=click.FloatRange(0, 1), default=0.5, show_default=True,
    help="Lowest match score of a candidate.",
)  # fmt: skip
_SHOWN_FAULTS = 50


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fiss-geo")
def cli() -> None:
    """Rank industrial symbioses in Finland by road distance and transport emissions.

    Start with `fiss-geo demo --out DIR`, then `fiss-geo run YOUR_FLOWS.csv --out DIR`.
    """


@cli.command()
@click.option("--out", type=_FILE, required=True, help="Folder for tables/ and site/.")
@_EDITION
def demo(out: Path, edition: str) -> None:
    """Run the whole road on the example flows that come with fiss-geo."""
    from fiss_geo.pipeline import Scenario
    from fiss_geo.reference import data_path

    _run(Scenario((data_path("examples/flows.csv"),), edition=edition), out)


@cli.command()
@click.argument("sources", nargs=-1, required=True, type=_FILE, metavar="[SCENARIO.toml | FLOWS…]")
@click.option("--out", type=_FILE, required=True, help="Folder for tables/ and site/.")
@_BY
@_EDITION
@_MIN_SCORE
@click.pass_context
def run(context: click.Context, /, sources: tuple[Path, ...], out: Path, **options: object) -> None:
    """Run the whole road: files of flows in, ranked tables and a site out.

    Options given here go before those of the scenario.
    """
    from dataclasses import replace

    from fiss_geo.pipeline import Scenario

    is_scenario = [source.suffix == ".toml" for source in sources]
    if any(is_scenario) and len(sources) > 1:
        raise click.UsageError("give one SCENARIO.toml, or files of flows, not both")
    scenario = Scenario.from_toml(sources[0]) if is_scenario[0] else Scenario(sources)
    given = {
        name: value
        for name, value in options.items()
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT
    }
    _run(replace(scenario, **given), out)  # type: ignore[arg-type]


def _run(scenario: Scenario, out: Path) -> None:
    from tqdm import tqdm

    from fiss_geo import pipeline

    stages = len(pipeline.STAGES) + 1
    with tqdm(total=stages, unit="stage", leave=False, disable=None, file=sys.stderr) as bar:

        def tell(stage: str) -> None:
            bar.set_description(stage)
            bar.update()

        tables = pipeline.run(scenario, tell)
        tell("write")
        page = pipeline.write(tables, scenario, out)
    _say_summary(tables)
    click.echo(f"tables: {out / 'tables'}")
    click.echo(f"site:   {page.resolve().as_uri()}")
    _fail_if_empty(tables.ranking, "no offer could be matched with a need")


def _say_summary(tables: Run) -> None:
    from fiss_geo.accounts import QUANTITIES, summary

    table = summary(tables.flows, tables.ranking, tables.left_out)
    width = max(len(name) for name in table.index)
    units = "".join(f"{unit:>16}" for unit in QUANTITIES.values())
    click.echo(f"{'':{width}}{'flows':>8}{units}")
    for name, row in table.iterrows():
        sums = "".join(f"{_grouped(row[column]):>16}" for column in QUANTITIES)
        click.echo(f"{name!s:{width}}{row['flow_count']:>8.0f}{sums}")
    with_km = int(tables.ranking["road_distance_km"].notna().sum())
    click.echo(f"\n{len(tables.ranking)} candidates, {with_km} with a road distance")
    outside = tables.flows["municipality_code"].isna() & tables.flows.geometry.notna()
    if outside.any():
        click.echo(
            f"{int(outside.sum())} flows lie outside Finland; they are kept, without an area"
        )
    hidden = int((~tables.flows["is_public"]).sum())
    if hidden:
        click.echo(f"{hidden} flows are not public; the public edition of the site leaves them out")


def _grouped(value: float) -> str:
    """Write a sum with its thousands parted, and a decimal where there is one.

    >>> _grouped(1234567.25)
    '1 234 567.25'
    """
    return f"{value:,.3f}".rstrip("0").rstrip(".").replace(",", " ")


def _fail_if_empty(table: pd.DataFrame, sentence: str) -> None:
    from fiss_geo.errors import EmptyResult

    if table.empty:
        raise EmptyResult(sentence)


@cli.command()
@click.argument("flows", nargs=-1, required=True, type=_FILE)
def check(flows: tuple[Path, ...]) -> None:
    """Read files of flows and say what is wrong in them, all at once."""
    from fiss_geo.flows.read import read
    from fiss_geo.regions.locate import locate

    table = locate(read(flows))
    nowhere = table[table["location_precision"] == "none"]
    for row in nowhere.itertuples():
        click.echo(f"{row.source_file}, row {row.source_row}: no place; {row.location_note}")
    without = int(table["quantity"].isna().sum())
    click.echo(
        f"{len(table)} flows, no faults; {len(nowhere)} without a place, {without} without a figure"
    )


@cli.command()
@click.argument("flows", nargs=-1, required=True, type=_FILE)
@_OUT
def read(flows: tuple[Path, ...], out: Path) -> None:
    """Stage 1: files of flows -> Flows."""
    from fiss_geo.exports import write_table
    from fiss_geo.flows.read import read as read_flows

    table = read_flows(flows)
    write_table(table, out)
    click.echo(f"read {len(table)} flows -> {out}")


@cli.command()
@click.argument("flows", type=_FILE)
@_OUT
def locate(flows: Path, out: Path) -> None:
    """Stage 2: Flows -> LocatedFlows (municipality, region, park)."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_table
    from fiss_geo.regions.locate import locate as locate_flows

    table = locate_flows(read_table(flows, schemas.FLOWS))
    write_table(table, out)
    click.echo(
        f"located {int(table['municipality_code'].notna().sum())} of {len(table)} flows -> {out}"
    )


@cli.command()
@click.argument("flows", type=_FILE)
@_MIN_SCORE
@_OUT
def match(flows: Path, min_score: float, out: Path) -> None:
    """Stage 3: LocatedFlows -> Candidates (offer and need, score, reasons)."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_table
    from fiss_geo.matching.match import match as match_flows

    table = match_flows(read_table(flows, schemas.LOCATED_FLOWS), min_score=min_score)
    _fail_if_empty(table, "no offer could be matched with a need")
    write_table(table, out)
    click.echo(f"matched {len(table)} candidates -> {out}")


@cli.command()
@click.argument("candidates", type=_FILE)
@click.argument("flows", type=_FILE)
@_OUT
def route(candidates: Path, flows: Path, out: Path) -> None:
    """Stage 4: Candidates and their flows -> RoutedCandidates (road km)."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_table
    from fiss_geo.logistics.route import route as route_candidates

    pairs = read_table(candidates, schemas.CANDIDATES)
    table = route_candidates(pairs, read_table(flows, schemas.LOCATED_FLOWS))
    write_table(table, out)
    click.echo(
        f"routed {int(table['road_distance_km'].notna().sum())} of {len(table)} candidates -> {out}"
    )


@cli.command()
@click.argument("candidates", type=_FILE)
@_OUT
def assess(candidates: Path, out: Path) -> None:
    """Stage 5: RoutedCandidates -> AssessedCandidates (transport emissions)."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_table
    from fiss_geo.logistics.assess import assess as assess_candidates

    table = assess_candidates(read_table(candidates, schemas.ROUTED_CANDIDATES))
    write_table(table, out)
    count = int(table["transport_wtw_kg_co2e_per_t"].notna().sum())
    click.echo(f"assessed {count} of {len(table)} candidates -> {out}")


@cli.command()
@click.argument("candidates", type=_FILE)
@_BY
@_OUT
def rank(candidates: Path, by: By, out: Path) -> None:
    """Stage 6: AssessedCandidates -> Ranking (best first)."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_table
    from fiss_geo.ranking import rank as rank_candidates

    table = rank_candidates(read_table(candidates, schemas.ASSESSED_CANDIDATES), by)
    write_table(table, out)
    click.echo(f"ranked {len(table)} candidates by {by} -> {out}")


@cli.command(name="map")
@click.argument("flows", type=_FILE)
@click.option("--candidates", type=_FILE, help="Ranking, to draw its best candidates as lines.")
@click.option("--out", type=_FILE, required=True, help="HTML file to write.")
def map_(flows: Path, candidates: Path | None, out: Path) -> None:
    """Draw LocatedFlows on one map in one HTML file that opens offline. Shows every row."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table
    from fiss_geo.maps.draw import draw

    pairs = None if candidates is None else read_table(candidates, schemas.RANKING)
    draw(read_table(flows, schemas.LOCATED_FLOWS), pairs, path=out)
    click.echo(f"map: {out.resolve().as_uri()}")


@cli.command()
@click.argument("tables", type=_FILE)
@click.option("--out", type=_FILE, required=True, help="Folder for the site.")
@_EDITION
def publish(tables: Path, out: Path, edition: str) -> None:
    """Publish the site from the tables/ folder of a run."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table
    from fiss_geo.maps.site import publish as publish_site

    flows = read_table(tables / "flows.parquet", schemas.LOCATED_FLOWS)
    ranking = read_table(tables / "candidates.parquet", schemas.RANKING)
    left = read_table(tables / "left_out.parquet", schemas.LEFT_OUT)
    page = publish_site(flows, ranking, left, out, edition=edition)
    click.echo(f"site: {page.resolve().as_uri()}")


def main() -> None:
    """Run the command line; a failure on purpose is one message and exit code 1."""
    from fiss_geo.errors import BadInput, FissGeoError

    try:
        cli()
    except BadInput as error:
        for fault in error.faults[:_SHOWN_FAULTS]:
            click.echo(str(fault), err=True)
        if len(error.faults) > _SHOWN_FAULTS:
            click.echo(f"… and {len(error.faults) - _SHOWN_FAULTS} more", err=True)
        click.echo(f"{len(error.faults)} faults; nothing was written", err=True)
        sys.exit(1)
    except FissGeoError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(1)
