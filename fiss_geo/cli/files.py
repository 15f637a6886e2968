"""Commands about a user's own files: ``check``, ``template`` and ``mapping suggest``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fiss_geo.cli import options, words

if TYPE_CHECKING:
    import pandas as pd

# Says that a folder holds the report of a check, and no run's tables, and may be replaced.
_MARK = ".fiss-geo-check"


@click.command()
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "--out", type=options.FILE, help="Folder for left_out.csv and left_out.html, if wanted."
)
@options.locating
@options.reading
def check(
    sources: tuple[str, ...], out: Path | None, how: dict[str, Any],
    boundaries: str | None, parks: Path | None,
) -> None:  # fmt: skip
    """Read sources of flows and say what is wrong or unclear in them, all at once."""
    from fiss_geo import pipeline
    from fiss_geo.errors import BadInput
    from fiss_geo.exports import refuse_others

    if out is not None:
        options.refuse_overwriting(out, *sources, how["mapping"])
        refuse_others(out, _MARK)
    try:
        if how["mapping"] is None:
            _say_how_headings_are_read(sources, how["sheet"])
        flows, unclear = pipeline.check(sources, **how, boundaries=boundaries, parks=parks)
    except BadInput as error:
        words.say_faults(error)
        sys.exit(1)
    _say_what_travels_along(flows)
    _say_rows(unclear)
    without = int(flows["quantity"].isna().sum())
    nowhere = int((flows["location_precision"] == "none").sum())
    caveats = unclear.loc[unclear["outcome"] == "kept with a caveat", "flow_id"].nunique()
    click.echo(
        f"{words.counted(len(flows), 'flow')}, no faults; {nowhere} without a place, "
        f"{without} without a figure, {caveats} with a caveat"
    )
    if out is not None:
        _write_report(flows, unclear, out)


def _say_how_headings_are_read(sources: tuple[str, ...], sheet: str | None) -> None:
    """Name the mapping and the sheet of each local file; services are not asked twice."""
    from fiss_geo.flows.mapping_files import shipped_mapping_for
    from fiss_geo.flows.sources import open_source

    for source in sources:
        for raw in () if "://" in source else open_source(source, sheet):
            known = shipped_mapping_for(raw.columns)
            file = str(raw["source_file"].iloc[0])
            how = f"headings read as “{known.name}”" if known else "headings not recognised"
            click.echo(f"{file}: {how}{_sheets(source, raw)}")


def _sheets(source: str, raw: pd.DataFrame) -> str:
    """Say which sheet of a workbook was read, where there are others."""
    from fiss_geo.flows.readers.sheets import sheet_names

    file = str(raw["source_file"].iloc[0])
    path = Path(source) / file if Path(source).is_dir() else Path(source)
    if path.suffix.lower() not in (".xlsx", ".xlsm", ".xls", ".ods"):
        return ""
    read = str(raw["source_sheet"].iloc[0])
    others = [f"“{name}”" for name in sheet_names(path) if name != read]
    return f"; sheet “{read}”, not {', '.join(others)}" if others else ""


def _say_what_travels_along(flows: pd.DataFrame) -> None:
    from fiss_geo.optional_columns import OPTIONAL_FLOWS
    from fiss_geo.schemas import LOCATED_FLOWS

    ours = {*LOCATED_FLOWS.columns, *OPTIONAL_FLOWS.columns}
    extra = [name for name in flows.columns if name not in ours]
    for file, rows in flows.groupby("source_file", sort=False):
        names = [str(name) for name in extra if rows[name].notna().any()]
        if names:
            count = words.counted(len(names), "column")
            click.echo(f"{file}: {count} besides ours, kept as in the file: {', '.join(names)}")


def _say_rows(unclear: pd.DataFrame) -> None:
    for row in unclear.head(words.SHOWN_ROWS).to_dict("records"):
        sheet = "" if row["source_sheet"] != row["source_sheet"] else f" [{row['source_sheet']}]"
        what = "no place; " if row["outcome"] == "left out" else ""
        click.echo(f"{row['source_file']}{sheet}, row {row['source_row']}: {what}{row['reason']}")
    more = len(unclear) - words.SHOWN_ROWS
    if more > 0:
        click.echo(f"… and {more} more, all in left_out.csv with --out")


def _write_report(flows: pd.DataFrame, unclear: pd.DataFrame, out: Path) -> None:
    from fiss_geo import accounts
    from fiss_geo.exports import write_tables
    from fiss_geo.maps.left_out import left_out_page

    page = left_out_page(unclear, accounts.caveat_totals(unclear), flows)
    write_tables({"left_out": unclear}, out, {"left_out.html": page}, mark=_MARK)
    click.echo(f"report: {(out / 'left_out.html').resolve().as_uri()}")


@click.command()
@click.argument("file", type=options.FILE)
@click.option(
    "--language", type=click.Choice(["fi", "sv", "en"]), default="fi", show_default=True,
    help="Language of the headings.",
)  # fmt: skip
def template(file: Path, language: str) -> None:
    """Write an Excel template for collecting flows, with drop-down lists."""
    from fiss_geo.flows.template import write_template

    if file.exists():  # perhaps filled in by now
        raise click.UsageError(f"{file} is there already; choose another name")
    write_template(file, language)
    click.echo(f"template: {file}")


@click.group()
def mapping() -> None:
    """Say what the columns of a table mean."""


@mapping.command()
@click.argument("file")
@click.option("--sheet", help="Sheet or layer to read, where a file has several.")
@click.option("--out", type=options.FILE, help="TOML file to write; printed if not given.")
def suggest(file: str, sheet: str | None, out: Path | None) -> None:
    """Draft a mapping from the headings of FILE, and show five rows as it understands them."""
    import tomllib

    from fiss_geo.flows.mapping_draft import preview_mapping, suggest_mapping
    from fiss_geo.flows.mapping_files import mapping_from
    from fiss_geo.flows.sources import open_source

    if out is not None:
        options.refuse_overwriting(out, file)
    raw = next(open_source(file, sheet))
    draft = suggest_mapping(raw, str(raw["source_file"].iloc[0]))
    understood = mapping_from(tomllib.loads(draft), "the draft")
    # As comments, so that what is printed is TOML throughout and may be sent into a file.
    lines = preview_mapping(raw, understood).T.to_string().splitlines()
    click.echo("\n".join(f"# {line}" for line in lines) + "\n")
    if out is None:
        click.echo(draft, nl=False)
    else:
        beside = out.with_name(f".{out.name}.new")
        beside.write_text(draft, encoding="utf-8", newline="\n")
        beside.replace(out)
        click.echo(f"mapping: {out}")
