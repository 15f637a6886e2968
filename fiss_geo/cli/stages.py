"""A command a verb: table in, table out, so that a run can be stopped, looked at and resumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fiss_geo.cli import options
from fiss_geo.cli.runs import fail_if_empty, say_passed_over, say_synergies
from fiss_geo.cli.words import counted

if TYPE_CHECKING:
    from pathlib import Path

    from fiss_geo.logistics.detour import Fallback


@click.command()
@click.argument("sources", nargs=-1, required=True)
@options.OUT
@options.reading
def read(sources: tuple[str, ...], out: Path, how: dict[str, Any]) -> None:
    """Stage 1: files, folders, databases or services of flows -> Flows."""
    from fiss_geo.exports import write_table
    from fiss_geo.flows.read import read as read_flows

    options.refuse_overwriting(out, *sources, how["mapping"])
    table = read_flows(sources, **how)
    write_table(table, out)
    click.echo(f"read {counted(len(table), 'flow')} -> {out}")


@click.command()
@click.argument("flows", type=options.FILE)
@options.OUT
@options.locating
def locate(flows: Path, out: Path, boundaries: str | None, parks: Path | None) -> None:
    """Stage 2: Flows -> LocatedFlows (municipality, region, park)."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_table
    from fiss_geo.regions.boundaries import boundaries as read_boundaries
    from fiss_geo.regions.locate import locate as locate_flows
    from fiss_geo.regions.parks import parks as read_parks

    options.refuse_overwriting(out, flows, parks, boundaries)
    chosen = read_boundaries(boundaries)
    table = locate_flows(read_table(flows, schemas.FLOWS), chosen, read_parks(parks))
    write_table(table, out)
    count = int(table["municipality_code"].notna().sum())
    click.echo(f"located {count} of {counted(len(table), 'flow')} by {chosen.title} -> {out}")


@click.command()
@click.argument("flows", type=options.FILE)
@options.matching
@options.OUT
def match(flows: Path, out: Path, **how: Any) -> None:  # noqa: ANN401 - passed on
    """Stage 3: LocatedFlows -> Candidates (offer and need, score, reasons)."""
    from itertools import chain

    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_blocks
    from fiss_geo.matching.limits import is_past
    from fiss_geo.matching.match import match_by_blocks

    options.refuse_overwriting(out, flows, how["feedback"])
    table = read_table(flows, schemas.LOCATED_FLOWS)
    blocks = match_by_blocks(table, **how)
    first = next(blocks)
    if how["as_of"] is not None:
        past = counted(int(is_past(table, how["as_of"]).sum()), "flow")
        click.echo(f"left out {past} whose last day is before {how['as_of']}")
    fail_if_empty(first, "no offer could be matched with a need")
    count = write_blocks(chain([first], blocks), out)
    click.echo(f"matched {counted(count, 'candidate')} -> {out}")


@click.command()
@click.argument("candidates", type=options.FILE)
@click.argument("flows", type=options.FILE)
@options.on_roads
@options.OUT
def route(
    candidates: Path, flows: Path, network: Path | None, engine: str | None, fallback: Fallback,
    out: Path,
) -> None:  # fmt: skip
    """Stage 4: Candidates and their flows -> RoutedCandidates (road km)."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_table
    from fiss_geo.logistics.engine_choice import choose_engine, refuse_two_engines
    from fiss_geo.logistics.route import route as route_candidates

    options.refuse_overwriting(out, candidates, flows, network)
    try:
        refuse_two_engines(network, engine)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    pairs = read_table(candidates, schemas.CANDIDATES)
    located = read_table(flows, schemas.LOCATED_FLOWS)
    table = route_candidates(pairs, located, choose_engine(network, engine), fallback=fallback)
    write_table(table, out)
    count = int(table["road_distance_km"].notna().sum())
    click.echo(f"routed {count} of {counted(len(table), 'candidate')} -> {out}")


@click.command()
@click.argument("candidates", type=options.FILE)
@click.option("--flows", type=options.FILE, help="Their flows: waste codes, power and energy.")
@options.FACTORS
@options.VEHICLE_RULES
@options.OUT
def assess(
    candidates: Path, flows: Path | None, factors: tuple[str, ...], vehicle_rules: Path | None,
    out: Path,
) -> None:  # fmt: skip
    """Stage 5: RoutedCandidates -> AssessedCandidates (truck, emissions, cost, benefit)."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_table
    from fiss_geo.logistics.assess import assess as assess_candidates

    options.refuse_overwriting(out, candidates, flows, vehicle_rules, *factors)
    table = assess_candidates(
        read_table(candidates, schemas.ROUTED_CANDIDATES),
        flows=None if flows is None else read_table(flows, schemas.FLOWS),
        factors=factors,
        rules=vehicle_rules,
    )
    write_table(table, out)
    count = int(table["transport_wtw_kg_co2e_per_t"].notna().sum())
    click.echo(f"assessed {count} of {counted(len(table), 'candidate')} -> {out}")


@click.command()
@click.argument("candidates", type=options.FILE)
@options.BY
@options.wishing
@click.option("--flows", type=options.FILE, help="LocatedFlows, for the waste codes.")
@options.OUT
def rank(candidates: Path, by: str, wish: dict[str, Any], flows: Path | None, out: Path) -> None:
    """Stage 6: AssessedCandidates -> Ranking (best first)."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, write_table
    from fiss_geo.ranking.filters import choose
    from fiss_geo.ranking.rank import rank as rank_candidates

    if "is_hazardous" in wish and flows is None:
        raise click.UsageError("--hazardous needs --flows, where the waste codes stand")
    only = options.wish_of(wish)
    options.refuse_overwriting(out, candidates, flows)
    ends = None if flows is None else read_table(flows, schemas.LOCATED_FLOWS)
    table, passed_over = choose(read_table(candidates, schemas.ASSESSED_CANDIDATES), only, ends)
    say_passed_over(passed_over)
    fail_if_empty(table, "no candidate is as wanted")
    table = rank_candidates(table, by)
    write_table(table, out)
    click.echo(f"ranked {counted(len(table), 'candidate')} by {by} -> {out}")


@click.command(name="map")
@click.argument("flows", type=options.FILE)
@click.option(
    "--candidates", type=options.FILE, help="Ranking, to draw its best candidates as lines."
)
@options.BOUNDARIES
@options.MAP_OUT
def map_(flows: Path, candidates: Path | None, boundaries: str | None, out: Path) -> None:
    """Draw LocatedFlows on one map in one HTML file that opens offline. Shows every row."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table
    from fiss_geo.maps.draw import draw
    from fiss_geo.regions.boundaries import boundaries as read_boundaries

    options.refuse_overwriting(out, flows, candidates)
    pairs = None if candidates is None else read_table(candidates, schemas.RANKING)
    areas = read_boundaries(boundaries)
    draw(read_table(flows, schemas.LOCATED_FLOWS), pairs, path=out, boundaries=areas)
    click.echo(f"map: {out.resolve().as_uri()}")


@click.command()
@click.argument("tables", type=options.FILE, required=False)
@click.option("--flows", type=options.FILE, help="LocatedFlows, in place of TABLES.")
@click.option("--candidates", type=options.FILE, help="Ranking, in place of TABLES.")
@click.option("--out", type=options.FILE, required=True, help="Folder for the site.")
@options.EDITION
@options.SITE
@click.option(
    "--date", type=click.DateTime(["%Y-%m-%d"]),
    help="Day of this edition, YYYY-MM-DD: writes feeds of what has changed since the last one.",
)  # fmt: skip
@click.option(
    "--previous", type=options.FILE, multiple=True,
    help="TABLES of an earlier publication, each: no sum is told whose change tells of a few.",
)  # fmt: skip
@options.REGISTER
@options.locating
def publish(
    tables: Path | None, flows: Path | None, candidates: Path | None, out: Path,
    **choices: Any,  # noqa: ANN401 - edition, site, date, register and places
) -> None:  # fmt: skip
    """Publish the site from TABLES, the folder of a run, or from flows and their ranking."""
    from fiss_geo.maps.layers import basemap
    from fiss_geo.maps.publisher import Publisher
    from fiss_geo.maps.site import publish as publish_site
    from fiss_geo.regions.boundaries import boundaries as read_boundaries
    from fiss_geo.regions.parks import parks as read_parks
    from fiss_geo.register.reading import read_register

    if tables is not None and flows is None and candidates is None:
        told = _from_folder(tables)
    elif tables is None and flows is not None and candidates is not None:
        told = _from_files(flows, candidates)
    else:
        raise click.UsageError("give the TABLES of a run, or both --flows and --candidates")
    site, day = choices["site"], choices["date"]
    address = choices["register"]
    previous = choices["previous"]
    options.refuse_overwriting(out, tables, flows, candidates, site, address, *previous)
    registered = None if address is None else read_register(address)
    page = publish_site(
        *told, out.resolve(), edition=choices["edition"], dated=day and day.date(),
        publisher=None if site is None else Publisher.from_toml(site),
        basemap=basemap(read_boundaries(choices["boundaries"])), parks=read_parks(choices["parks"]),
        registered=registered, earlier=[_from_folder(folder)[0] for folder in previous],
    )  # fmt: skip
    say_synergies(registered, told[0], choices["edition"])
    click.echo(f"site: {page.resolve().as_uri()}")


def _from_folder(folder: Path) -> tuple[Any, Any, Any]:
    from fiss_geo import schemas
    from fiss_geo.exports import read_table

    tables = folder / "tables" if (folder / "tables").is_dir() else folder
    return (
        read_table(tables / "flows.parquet", schemas.LOCATED_FLOWS),
        read_table(tables / "candidates.parquet", schemas.RANKING),
        read_table(tables / "left_out.parquet", schemas.LEFT_OUT),
    )


def _from_files(flows: Path, candidates: Path) -> tuple[Any, Any, Any]:
    """Find who was left out anew, since no stage writes it."""
    from fiss_geo import schemas
    from fiss_geo.accounts import left_out
    from fiss_geo.exports import read_table

    located = read_table(flows, schemas.LOCATED_FLOWS)
    ranking = read_table(candidates, schemas.RANKING)
    return located, ranking, left_out(located, ranking)
