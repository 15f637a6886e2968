"""A report as one page: sentences and tables, that prints on A4 and asks nothing of any server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import jinja2
import pandas as pd

from fiss_geo.reports.words import Words

_HERE: Final = Path(__file__).resolve().parent
SHOWN_ROWS: Final = 40
"""Rows of a table on the page; the files have all of them."""


@dataclass(frozen=True)
class Section:
    """A heading with sentences and a table.

    Attributes
    ----------
    title : str
    sentences : tuple of str
    table : pandas.DataFrame, optional
    columns : tuple of str
        Columns to show.
    sums : tuple of str
        Columns to add up in a last row.
    """

    title: str
    sentences: tuple[str, ...] = ()
    table: pd.DataFrame | None = None
    columns: tuple[str, ...] = ()
    sums: tuple[str, ...] = field(default=())


def environment() -> jinja2.Environment:
    """Make the environment of the templates: everything is escaped, nothing may be missing."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True,
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def report_page(
    title: str, lead: Sequence[str], sections: Sequence[Section], words: Words, edition: str
) -> str:
    """Write a report.

    Parameters
    ----------
    title : str
    lead : sequence of str
        Sentences under the title.
    sections : sequence of Section
    words : Words
    edition : {"public", "internal"}

    Returns
    -------
    str
        HTML.
    """
    template = environment().get_template("report.html.j2")
    told = [
        {"title": one.title, "sentences": one.sentences, "table": shown_table(one, words)}
        for one in sections
    ]
    notes = [words.say(key) for key in (f"{edition}_edition", "missing_mark", "screening", "files")]
    return template.render(
        language=words.language, title=title, lead=list(lead), sections=told, notes=notes,
        nothing=words.say("no_rows"),
    )  # fmt: skip


def shown_table(section: Section, words: Words) -> dict[str, Any] | None:
    """Write the table of a section as texts, the first rows of it; None if it has none."""
    table = section.table
    if table is None:
        return None
    numeric = {
        name: pd.api.types.is_numeric_dtype(table[name])
        and not pd.api.types.is_bool_dtype(table[name])
        for name in section.columns
    }
    shown = table.head(SHOWN_ROWS)[list(section.columns)].astype(object)
    rows = [
        [words.cell(name, value) for name, value in zip(section.columns, row, strict=True)]
        for row in shown.itertuples(index=False, name=None)
    ]
    more = ""
    if len(table) > SHOWN_ROWS:
        more = words.say("rows_more", shown=SHOWN_ROWS, all=len(table))
    return {
        # A unit stays whole: no line breaks after its stroke.
        "headings": [words.say(name).replace("/", "/\u2060") for name in section.columns],
        "is_number": [bool(numeric[name]) for name in section.columns],
        "rows": rows, "sums": _sums(section, table, words), "more": more,
    }  # fmt: skip


def _sums(section: Section, table: pd.DataFrame, words: Words) -> list[str]:
    """Add up all rows, those not shown too."""
    if not section.sums or table.empty:
        return []
    cells = [
        words.cell(name, table[name].sum(min_count=1)) if name in section.sums else ""
        for name in section.columns
    ]
    cells[0] = words.say("sum")
    return cells
