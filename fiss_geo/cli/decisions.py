"""Commands that answer a question from the tables of a run, each as a folder to read and print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fiss_geo.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from fiss_geo.reports.decisions import Report, Source

_TABLES = click.argument("tables", type=options.FILE)
_OUT = click.option(
    "--out", type=options.FILE, required=True, help="Folder for the page, workbook and CSV files."
)
_LANGUAGE = click.option(
    "--language", type=click.Choice(["fi", "sv", "en"]), default="en", show_default=True,
    help="Language of the page.",
)  # fmt: skip
_REGION = click.option("--region", help="Region code, such as 19; the whole country by default.")


def _answering(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the tables of a run, a folder to write, a language and an edition."""
    for option in (options.EDITION, _LANGUAGE, _OUT, _TABLES):
        option(command)
    return command


_EXPERTS = click.option(
    "--experts", type=options.FILE,
    help="CSV of expert_name, expertise, organisation, region_codes, is_public.",
)  # fmt: skip


@click.command()
@_REGION
@_EXPERTS
@_answering
def opportunities(
    tables: Path, out: Path, region: str | None, experts: Path | None, **how: str
) -> None:
    """Show what crossing the borders of regions makes possible, from TABLES of a run."""
    from fiss_geo.reports.decisions import opportunities_report

    _refuse_unknown_region(region)
    people = _experts(experts, out)
    _write(opportunities_report(_source(tables, out, **how), region, people), out)


@click.command()
@click.option("--park", required=True, help="Park id, such as kemi-tornio.")
@_answering
def balance(tables: Path, out: Path, language: str, edition: str, park: str) -> None:
    """Balance what a park offers and needs: inside, in, out, unused, unmet; from TABLES."""
    from fiss_geo.reports.decisions import balance_report

    _write(balance_report(_source(tables, out, language, edition), park), out)


@click.command()
@click.option(
    "--maximise", type=click.Choice(["benefit", "tonnes", "money"]), default="benefit",
    show_default=True, help="Net avoided emissions, tonnes, or waste tax spared less transport.",
)  # fmt: skip
@click.option(
    "--period-years", "period_a", type=click.FloatRange(0, min_open=True), default=1.0,
    show_default=True, help="A yearly flow counts so many times, a one-off stock once.",
)  # fmt: skip
@click.option(
    "--min-lot", "min_lot_t", type=click.FloatRange(0), default=0.0, show_default=True,
    help="Least tonnes that a pair exchanges in the period, unless nothing.",
)  # fmt: skip
@click.option(
    "--park-bonus", "park_bonus_per_t", type=click.FloatRange(0), default=0.0, show_default=True,
    help="What a tonne that stays in its park is worth besides (kg CO2e, t or EUR).",
)  # fmt: skip
@click.option(
    "--with-unknown", is_flag=True,
    help="Take in pairs of which one side has no figure; that side does not limit.",
)  # fmt: skip
@click.option(
    "--permits", type=options.FILE, help="CSV of need_id and low_code: hazardous waste allowed."
)
@click.option(
    "--step", "step_t", type=click.FloatRange(0, min_open=True), default=10_000.0,
    show_default=True, help="How many tonnes more of a limiting flow to try.",
)  # fmt: skip
@_answering
def allocate(
    tables: Path, out: Path, language: str, edition: str, permits: Path | None, step_t: float,
    **given: object,
) -> None:  # fmt: skip
    """Find the best use of all: who should get what, from TABLES of a run."""
    from fiss_geo.decisions.allocate import Terms
    from fiss_geo.reports.decisions import allocation_report

    options.refuse_overwriting(out, permits)
    source = _source(tables, out, language, edition)
    allowed = None if permits is None else _permits(permits)
    _write(allocation_report(source, Terms(**given), allowed, step_t), out)  # type: ignore[arg-type]


@click.command()
@click.option("--year", type=click.IntRange(1900, 2200), required=True, help="Year of the report.")
@_REGION
@click.option("--register", "address", help="Register, for the realised benefits of the year.")
@_answering
def report(
    tables: Path, out: Path, year: int, region: str | None, address: str | None, **how: str
) -> None:
    """Report the year: figures by park, region, country and material, from TABLES of a run."""
    from fiss_geo.reports.yearly import yearly_report

    _refuse_unknown_region(region)
    source = _source(tables, out, **how)
    _write(yearly_report(source, year, region, _benefits(address)), out)


@click.command()
@click.option("--region", required=True, help="Region code, such as 19.")
@_EXPERTS
@_answering
def workshop(tables: Path, out: Path, region: str, experts: Path | None, **how: str) -> None:
    """Make the pack of a workshop: cards, tables by material, a map, a blank form; from TABLES."""
    from fiss_geo.reports.workshop import workshop_report

    _refuse_unknown_region(region)
    people = _experts(experts, out)
    _write(workshop_report(_source(tables, out, **how), region, people), out)


def _source(tables: Path, out: Path, language: str, edition: str) -> Source:
    """Read the tables of a run, after it is known that the folder may be written."""
    from fiss_geo import schemas
    from fiss_geo.exports import read_table, refuse_others
    from fiss_geo.reports.decisions import Source
    from fiss_geo.reports.folder import REPORT_MARK

    options.refuse_overwriting(out, tables)
    refuse_others(out.resolve(), REPORT_MARK)
    folder = tables / "tables" if (tables / "tables").is_dir() else tables
    flows = read_table(folder / "flows.parquet", schemas.LOCATED_FLOWS)
    ranking = read_table(folder / "candidates.parquet", schemas.RANKING)
    return Source(flows, ranking, language, edition)


def _benefits(address: str | None) -> pd.DataFrame | None:
    from fiss_geo.register.reading import benefits
    from fiss_geo.register.store import open_register

    if address is None:
        return None
    with open_register(address) as register:
        return benefits(register)


def _experts(path: Path | None, out: Path) -> pd.DataFrame | None:
    from fiss_geo.decisions.experts import experts_from

    if path is None:
        return None
    options.refuse_overwriting(out, path)
    return experts_from(_text_table(path), path.name)


def _permits(path: Path) -> pd.DataFrame:
    """Read who may take which hazardous waste; codes are text, spaces do not count."""
    from fiss_geo.errors import BadInput, Fault

    table = _text_table(path)
    missing = [name for name in ("need_id", "low_code") if name not in table]
    if missing:
        expected = f"expected the columns need_id and low_code; {missing[0]} is missing"
        raise BadInput([Fault(path.name, 1, None, "", expected)])
    codes = table["low_code"].str.replace(r"[\s*]", "", regex=True)
    return table.assign(low_code=codes).dropna(subset=["need_id", "low_code"])


def _text_table(path: Path) -> pd.DataFrame:
    """Read a small CSV of the user's own, with commas, semicolons or tabs, every cell as text."""
    import pandas as pd

    from fiss_geo.errors import BadInput, Fault, MissingFile

    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file")
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        separator = max((",", ";", "\t"), key=header.count)
        return pd.read_csv(path, dtype="str", encoding="utf-8-sig", sep=separator)
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        said = f"expected a CSV in UTF-8 with a row of headings; {error}"
        raise BadInput([Fault(path.name, None, None, "", said)]) from None


def _refuse_unknown_region(region: str | None) -> None:
    from fiss_geo import reference

    codes = reference.regions()["region_code"].astype(str)
    if region is not None and region not in set(codes):
        raise click.BadParameter(f'"{region}"; expected one of {", ".join(sorted(codes))}')


def _write(report: Report, out: Path) -> None:
    from fiss_geo.reports.folder import write_report

    page = write_report(report.page, report.tables, out)
    click.echo(f"report: {page.resolve().as_uri()}")
