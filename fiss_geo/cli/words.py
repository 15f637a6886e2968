"""How the command line says things: counts, sums and faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from fiss_geo.errors import BadInput

SHOWN_ROWS = 50
"""Faults or remarks listed before the rest are only counted."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """Say how many there are of something.

    >>> counted(1, "flow"), counted(2, "flow"), counted(0, "lies", "lie")
    ('1 flow', '2 flows', '0 lie')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"


def grouped(value: float) -> str:
    """Write a sum with its thousands parted, and a decimal where there is one.

    >>> grouped(1234567.25)
    '1 234 567.25'
    """
    return f"{value:,.3f}".rstrip("0").rstrip(".").replace(",", " ")


def say_hidden(flows: pd.DataFrame, edition: str) -> None:
    """Tell how many flows only the internal edition of a report holds, where this is another."""
    hidden = int((~flows["is_public"]).sum())
    if edition != "internal" and hidden:
        click.echo(
            f"{hidden} of {counted(len(flows), 'flow')} {'is' if hidden == 1 else 'are'} not "
            f"public and not in this report; all are with --edition internal"
        )


def columns(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Set rows of text under each other, the first column to the left, two blanks between.

    >>> columns([("", "flows"), ("read", "1 000 000")])
    ['          flows', 'read  1 000 000']
    """
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join([name.ljust(widths[0]), *map(str.rjust, cells, widths[1:])])
        for name, *cells in table
    ]


def say_faults(error: BadInput, outcome: str = "") -> None:
    """Tell the faults of a file, the first ones in full, on the error stream."""
    for fault in error.faults[:SHOWN_ROWS]:
        click.echo(str(fault), err=True)
    if len(error.faults) > SHOWN_ROWS:
        click.echo(f"… and {len(error.faults) - SHOWN_ROWS} more", err=True)
    click.echo(counted(len(error.faults), "fault") + outcome, err=True)
