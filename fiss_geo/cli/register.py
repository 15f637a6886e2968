"""Commands about the register: what became of the opportunities."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fiss_geo.cli import options

if TYPE_CHECKING:
    from fiss_geo.register.store import Register

_STATES = ("idea", "discussed", "negotiated", "implemented", "completed", "stopped")
_BY = click.option("--by", required=True, help="Who makes the change.")
_EXPECT = click.option(
    "--expect", type=click.IntRange(1),
    help="Version that you read; refused if another changed it since. By default the newest.",
)  # fmt: skip


@click.group()
def register() -> None:
    """Keep what became of the opportunities, in a file (.gpkg, .sqlite) or postgresql://."""


@register.command()
@click.argument("address")
def create(address: str) -> None:
    """Make a register, or bring one up to date."""
    from fiss_geo.register.store import open_register

    with open_register(address, create=True):
        click.echo(f"register: {_shown(address)}")


@register.command()
@click.argument("address")
@click.argument("synergy_id")
@click.option("--title", help="What it is about; by default the two organisations.")
@click.option("--offer", "offer_id", help="flow_id of the offer.")
@click.option("--need", "need_id", help="flow_id of the need.")
@click.option("--tables", type=options.FILE, help="Folder of a run, to take the candidate from.")
@_BY
def add(address: str, synergy_id: str, tables: Path | None, by: str, **given: str | None) -> None:
    """Add a synergy as an idea."""
    from fiss_geo.register.store import open_register
    from fiss_geo.register.synergies import add as add_synergy

    fields: dict[str, Any] = dict(given)
    if tables is not None:
        fields = _of_candidate(tables, given["offer_id"], given["need_id"])
        fields["title"] = given["title"] or fields["title"]
    with open_register(address) as opened:
        _or_usage(lambda: add_synergy(opened, synergy_id, fields, by))
    click.echo(f"{synergy_id}: idea, version 1")


@register.command(name="set")
@click.argument("address")
@click.argument("synergy_id")
@click.option("--state", type=click.Choice(_STATES), help="State that it has reached.")
@click.option("--reason", "stop_reason", help="Why it was stopped.")
@click.option("--title", help="What it is about.")
@click.option("--note", help="What is to be known of it.")
@click.option("--attribution", "attribution_share", type=click.FloatRange(0, 1),
              help="Share of its benefits that are counted.")  # fmt: skip
@click.option("--lifetime", "lifetime_a", type=click.IntRange(1),
              help="Years that its yearly benefits last.")  # fmt: skip
@click.option("--public/--private", "is_public", default=None, help="May be shown to everyone.")
@_EXPECT
@_BY
def set_(
    address: str, synergy_id: str, by: str, expect: int | None, **given: Any  # noqa: ANN401 - fields
) -> None:  # fmt: skip
    """Change a synergy: its state, notes, attribution, lifetime."""
    from fiss_geo.register.store import open_register
    from fiss_geo.register.synergies import change

    fields = {name: value for name, value in given.items() if value is not None}
    if "is_public" in fields:
        fields["is_public"] = int(fields["is_public"])
    if not fields:
        raise click.UsageError("say what to change")
    with open_register(address) as opened:
        read = expect or _newest(opened, synergy_id)
        version = _or_usage(lambda: change(opened, synergy_id, fields, by, version=read))
    click.echo(f"{synergy_id}: version {version}")


@register.command()
@click.argument("address")
@click.argument("synergy_id")
@click.argument("measure")
@click.argument("value", type=float)
@click.option("--year", type=click.IntRange(1900, 2200), required=True, help="Year of the benefit.")
@click.option("--note", help="Where the figure is from.")
@_EXPECT
@_BY
def benefit(
    address: str, synergy_id: str, by: str, expect: int | None, **given: Any  # noqa: ANN401 - fields
) -> None:  # fmt: skip
    """Record a realised benefit: MEASURE such as landfill_diverted_t, and its VALUE."""
    from fiss_geo.register.store import open_register
    from fiss_geo.register.synergies import Benefit, record_benefit

    with open_register(address) as opened:
        read = expect or _newest(opened, synergy_id)
        told = Benefit(**given)
        version = _or_usage(lambda: record_benefit(opened, synergy_id, told, by, version=read))
    click.echo(f"{synergy_id}: version {version}")


@register.command(name="list")
@click.argument("address")
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
def list_(address: str, state: str | None) -> None:
    """List the synergies."""
    from fiss_geo.cli.words import columns
    from fiss_geo.register.reading import synergies
    from fiss_geo.register.store import open_register

    with open_register(address) as opened:
        table = synergies(opened)
    if state is not None:
        table = table[table["state"] == state]
    names = ("synergy_id", "version", "state", "state_date", "title")
    rows = [names, *table[list(names)].astype("str").itertuples(index=False, name=None)]
    click.echo("\n".join(columns(rows)))


@register.command()
@click.argument("address")
@click.argument("synergy_id", required=False)
def history(address: str, synergy_id: str | None) -> None:
    """Tell every change, of one synergy or of all."""
    from fiss_geo.register.reading import history as told
    from fiss_geo.register.store import open_register

    with open_register(address) as opened:
        table = told(opened, synergy_id)
    for name, version, at, by, text in table.itertuples(index=False, name=None):
        click.echo(f"{name} {version}  {at}  {by}: {text}")


def _newest(opened: Register, synergy_id: str) -> int:
    from fiss_geo.register.reading import synergies

    table = synergies(opened)
    versions = dict(zip(table["synergy_id"], table["version"], strict=True))
    return int(versions.get(synergy_id, 0))  # 0: the change itself says that it is not there


def _or_usage(call: Any) -> Any:  # noqa: ANN401 - whatever it gives
    """Do it; what is not allowed is a sentence and exit code 2, and nothing is written."""
    from fiss_geo.errors import FissGeoError

    try:
        return call()
    except FissGeoError:
        raise
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _of_candidate(tables: Path, offer_id: str | None, need_id: str | None) -> dict[str, Any]:
    from fiss_geo import schemas
    from fiss_geo.errors import EmptyResult
    from fiss_geo.exports import read_table

    folder = tables / "tables" if (tables / "tables").is_dir() else tables
    table = read_table(folder / "candidates.parquet", schemas.RANKING)
    rows = table[(table["offer_id"] == offer_id) & (table["need_id"] == need_id)]
    if rows.empty:
        raise EmptyResult(f"{offer_id} and {need_id} are no candidate in {tables}")
    row = rows.astype(object).where(rows.notna(), None).to_dict("records")[0]
    mass = row["mass_t_per_a"]
    return {
        **{name: row[name] for name in ("offer_id", "need_id", "offer_organisation",
                                        "need_organisation", "material_group")},
        "region_code": row["offer_region_code"], "park_id": row["offer_park_id"],
        "mass_t_per_a": None if mass is None else float(mass),
        "title": f"{row['offer_organisation']} → {row['need_organisation']}",
    }  # fmt: skip


def _shown(address: str) -> str:
    """Show a file's address; a server's may hold a password."""
    return "on the server" if "://" in address else Path(address).resolve().as_uri()
