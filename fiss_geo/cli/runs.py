"""Commands that run the whole road: ``demo`` and ``run``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fiss_geo.cli import options
from fiss_geo.cli.words import columns, counted, grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from fiss_geo.pipeline import Run, Scenario
    from fiss_geo.register.reading import Registered


@click.command()
@click.option("--out", type=options.FILE, required=True, help="Folder for tables/ and site/.")
@options.EDITION
@options.locating
def demo(out: Path, edition: str, boundaries: str | None, parks: Path | None) -> None:
    """Run the whole road on the example flows that come with fiss-geo."""
    from fiss_geo.pipeline import Scenario
    from fiss_geo.reference import data_path

    flows = (data_path("examples/flows.csv"),)
    _run(Scenario(flows, edition=edition, boundaries=boundaries, parks=parks), out)


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="[SCENARIO.toml | SOURCES…]")
@click.option("--out", type=options.FILE, required=True, help="Folder for tables/ and site/.")
@options.BY
@options.EDITION
@options.SITE
@options.matching
@options.locating
@options.on_roads
@options.FACTORS
@options.VEHICLE_RULES
@options.wishing
@options.REGISTER
@options.reading
@click.pass_context
def run(
    context: click.Context, /, sources: tuple[str, ...], out: Path, how: dict[str, Any],
    wish: dict[str, Any], **choices: object,
) -> None:  # fmt: skip
    """Run the whole road: files of flows in, ranked tables and a site out.

    Options given here go before those of the scenario.
    """
    from dataclasses import replace

    from fiss_geo.pipeline import Scenario

    is_scenario = [source.endswith(".toml") for source in sources]
    if any(is_scenario) and len(sources) > 1:
        raise click.UsageError("give one SCENARIO.toml, or sources of flows, not both")
    scenario = Scenario.from_toml(Path(sources[0])) if is_scenario[0] else Scenario(sources)
    geocode = how.pop("geocode")
    given = {
        name: value
        for name, value in {**choices, **how}.items()
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT
    }
    try:
        only = options.wish_of(wish, scenario.only)
        chosen = replace(scenario, **given, only=only)
    except ValueError as error:  # such as two engines
        raise click.UsageError(str(error)) from None
    _run(chosen, out, geocode)


def _run(scenario: Scenario, out: Path, geocode: Callable[..., Any] | None = None) -> None:
    from tqdm import tqdm

    from fiss_geo import pipeline

    read = (
        *scenario.flows, scenario.mapping, scenario.parks, scenario.boundary_file,
        scenario.network, scenario.vehicle_rules, *scenario.factors,
        scenario.feedback, scenario.site, scenario.register,
    )  # fmt: skip
    for name in ("tables", "site"):
        options.refuse_overwriting(out / name, *read)
    pipeline.refuse_targets(out)
    stages = len(pipeline.STAGES) + 1
    with tqdm(total=stages, unit="stage", leave=False, disable=None, file=sys.stderr) as bar:

        def tell(stage: str) -> None:
            bar.set_description(stage)
            bar.update()

        tables = pipeline.run(scenario, tell, geocode)
        tell("write")
        page = pipeline.write(tables, scenario, out)
    _say_summary(tables, scenario.edition)
    click.echo(f"tables: {out / 'tables'}")
    click.echo(f"report: {(out / 'tables' / 'left_out.html').resolve().as_uri()}")
    click.echo(f"site:   {page.resolve().as_uri()}")
    if tables.passed_over is not None and tables.passed_over["passed_over_count"].sum():
        fail_if_empty(tables.ranking, "no candidate is as wanted")
    fail_if_empty(tables.ranking, "no offer could be matched with a need")


def _say_summary(tables: Run, edition: str) -> None:
    from fiss_geo.accounts import QUANTITIES, summary

    table = summary(tables.flows, tables.ranking, tables.left_out)
    rows = [("", "flows", *QUANTITIES.values())]
    rows += [
        (str(name), *(grouped(row[column]) for column in ("flow_count", *QUANTITIES)))
        for name, row in table.iterrows()
    ]
    click.echo("\n".join(columns(rows)))
    if tables.passed_over is not None and len(tables.passed_over):
        click.echo()
        say_passed_over(tables.passed_over)
    with_km = int(tables.ranking["road_distance_km"].notna().sum())
    click.echo(f"\n{counted(len(tables.ranking), 'candidate')}, {with_km} with a road distance")
    outside = int((tables.flows["municipality_code"].isna() & tables.flows.geometry.notna()).sum())
    if outside:
        lie = "flow lies outside Finland; it is", "flows lie outside Finland; they are"
        click.echo(f"{counted(outside, *lie)} kept, without an area")
    say_synergies(tables.registered, tables.flows, edition)
    hidden = int((~tables.flows["is_public"]).sum())
    if hidden:
        are = "flow is not public", "flows are not public"
        sentence = f"the public edition of the site leaves {'it' if hidden == 1 else 'them'} out"
        click.echo(f"{counted(hidden, *are)}; {sentence}")


def say_synergies(registered: Registered | None, flows: pd.DataFrame, edition: str) -> None:
    """Tell how many synergies of the register the site shows."""
    from fiss_geo.maps.disclosure import may_show
    from fiss_geo.maps.synergies import told_synergies

    if registered is not None:
        told = len(told_synergies(registered, flows, may_show(flows, edition), edition))
        all_of_them = counted(len(registered.synergies), "synergy", "synergies")
        click.echo(f"{all_of_them} in the register; the {edition} edition shows {told}")


def say_passed_over(passed_over: pd.DataFrame) -> None:
    """Tell how many candidates each filter leaves out."""
    for wished, count, not_known in passed_over.itertuples(index=False, name=None):
        click.echo(f"{wished}: {counted(count, 'candidate')} passed over, {not_known} not known")


def fail_if_empty(table: pd.DataFrame, sentence: str) -> None:
    """End with exit code 1 where nothing came out."""
    from fiss_geo.errors import EmptyResult

    if table.empty:
        raise EmptyResult(sentence)
