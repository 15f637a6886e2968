"""A draft of a mapping from a table's headings and cells, for a person to read through.

Every guess stands in the draft with a comment that begins with ``check``; what was not
understood stands there as a comment, so that nothing of the file is overlooked.
"""

import json
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from fiss_geo.flows.field_names import (
    FIELDS,
    FREQUENCY,
    NO_FIELD,
    SURE,
    Understood,
    fold,
    nearest,
    understand,
    words,
)
from fiss_geo.flows.mapping import MAPPABLE, ORIGIN, Mapping, apply_mapping
from fiss_geo.optional_columns import DATES

# What filled cells of a field look like; a heading whose cells look otherwise is doubted.
_LOOKS: Final = {
    "low_code": r"\d{5,6}\*?|\d{1,2}[ .]\d\d[ .]\d\d ?\*?",
    "postcode": r"(?:FI-|AX-)?\d{3,5}(?:\.0)?",
    "latitude": r"(?:59|6\d|7[01])(?:[.,]\d+)?",
    "longitude": r"(?:19|2\d|3[0-2])(?:[.,]\d+)?",
    "easting": r"[1-7]?\d{5}(?:[.,]\d+)?|3[1-7]\d{5}(?:[.,]\d+)?",
    "northing": r"[67]\d{6}(?:[.,]\d+)?",
    "quantity": r"\D*\d.*",
    "quantity_year": r"(?:19|20)\d\d(?:\.0)?",
    "source_year": r"(?:19|20)\d\d(?:\.0)?",
    "source_url": r"(?:https?://|www\.).*",
    **dict.fromkeys(("temperature_c", "moisture_pct", "moisture_max_pct", *DATES), r"\D*\d.*"),
}
_ENOUGH: Final = 0.5
# A column with more different words than this is text, not a choice of a few.
_MOST_WORDS: Final = 30
# Only these may take several columns, of which the first filled one counts.
_SEVERAL: Final = frozenset({"organisation", "resource_name", "note", "place", "site_name"})
_YEARLY_OR_STOCK: Final = ("t", "kg", "kt", "Mt", "m3", "MWh", "GWh", "TJ")


@dataclass
class _Draft:
    """What is known so far: headings by field, doubts by heading, and what is left."""

    taken: dict[str, list[str]] = field(default_factory=dict)
    understood: dict[str, Understood] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)


def suggest_mapping(raw: pd.DataFrame, name: str = "a draft") -> str:
    """Draft a mapping for a table.

    Parameters
    ----------
    raw : pandas.DataFrame
        Rows of text under the source's own headings.
    name : str
        What the mapping shall be called, such as the file's name.

    Returns
    -------
    str
        TOML that :func:`fiss_geo.flows.mapping_files.read_mapping` reads.
    """
    draft = _draft(raw)
    parts = [
        "# A draft: read it through and mend what is wrong, first of all the lines with “check”.",
        f"name = {_quoted(name)}",
        "",
        *_columns(raw, draft),
        *_left(draft),
        *_constants(draft),
        *_values(raw, draft),
    ]
    return "\n".join(parts) + "\n"


def preview_mapping(raw: pd.DataFrame, mapping: Mapping, rows: int = 5) -> pd.DataFrame:
    """Show the first rows of a table as a mapping understands them.

    Parameters
    ----------
    raw : pandas.DataFrame
        Rows of text under the source's own headings.
    mapping : Mapping
    rows : int
        How many rows.

    Returns
    -------
    pandas.DataFrame
        Our fields only, in the order of the docs, with ``source_row`` where the table has it.
    """
    table = apply_mapping(raw.head(rows), mapping)
    shown = {*mapping.columns, *mapping.constants} & set(FIELDS)
    return table[[name for name in table.columns if name in shown or name == "source_row"]]


def _draft(raw: pd.DataFrame) -> _Draft:
    draft = _Draft()
    found = {name: understand(name) for name in raw.columns if name not in ORIGIN}
    # The surest headings choose their field first; of equally sure ones the leftmost.
    for heading in sorted(found, key=lambda name: -found[name].likeness):
        meaning = found[heading]
        if meaning.field is None:
            draft.left[heading] = ""
        elif meaning.field == NO_FIELD:
            draft.left[heading] = "known, not needed"
        elif _may_take(draft, meaning):
            draft.taken.setdefault(meaning.field, []).append(heading)
            draft.understood[heading] = meaning
        else:
            draft.left[heading] = f"perhaps also {meaning.field}"
    draft.left = {name: draft.left[name] for name in found if name in draft.left}
    return draft


def _may_take(draft: _Draft, meaning: Understood) -> bool:
    if meaning.field not in draft.taken:
        return True
    return meaning.field in _SEVERAL and meaning.likeness >= SURE


def _columns(raw: pd.DataFrame, draft: _Draft) -> list[str]:
    lines = ["[columns]"]
    for name in MAPPABLE:
        several = draft.taken.get(name, [])
        doubts = [doubt for heading in several for doubt in _doubts(raw, name, heading, draft)]
        if len(several) > 1:
            doubts.append("the first filled one counts")
        if several:
            said = ", ".join(_quoted(heading) for heading in several)
            said = said if len(several) == 1 else f"[{said}]"
            lines.append(f"{name} = {said}{_comment(doubts)}")
    return [*lines, ""]


def _doubts(raw: pd.DataFrame, name: str, heading: str, draft: _Draft) -> list[str]:
    meaning = draft.understood[heading]
    doubts = []
    if meaning.likeness < SURE:
        doubts.append(f"check: guessed from “{meaning.synonym}” ({meaning.likeness:.0f} %)")
    cells = raw[heading].dropna().astype("str")
    if name in _LOOKS and len(cells):
        fitting = cells.str.replace(r"[\s\u00a0]+", " ", regex=True).str.fullmatch(_LOOKS[name])
        if fitting.mean() < _ENOUGH:
            doubts.append(f"check: {int((~fitting).sum())} of {len(cells)} cells look otherwise")
    return doubts


def _left(draft: _Draft) -> list[str]:
    if not draft.left:
        return []
    lines = ["# Headings of no field; they travel along as they are:"]
    lines += [f"#   {_quoted(name)}{_comment([why])}" for name, why in draft.left.items()]
    return [*lines, ""]


def _constants(draft: _Draft) -> list[str]:
    lines: list[str] = []
    for several in draft.taken.values():
        for name, value in draft.understood[several[0]].constants.items():
            if name not in draft.taken and not any(line.startswith(name) for line in lines):
                lines.append(_constant(name, value, FREQUENCY in draft.taken))
    if "role" not in draft.taken:
        lines.append('# role = "offer"  # check: every flow needs one, offer or need')
    if "organisation" not in draft.taken:
        lines.append('# organisation = ""  # check: every flow needs one')
    return ["[constants]", *lines, ""]


def _constant(name: str, value: str, has_frequency: bool) -> str:  # noqa: FBT001
    if name == "unit" and value in _YEARLY_OR_STOCK and not has_frequency:
        yearly = _comment([f'check: a year is assumed; a one-off heap is "{value} (stock)"'])
        return f"{name} = {_quoted(value + '/a')}{yearly}"
    return f"{name} = {_quoted(value)}"


def _values(raw: pd.DataFrame, draft: _Draft) -> list[str]:
    lines = []
    for name, several in draft.taken.items():
        known = words(name)
        if known:
            cells = pd.concat([raw[heading] for heading in several]).dropna().astype("str")
            said = dict.fromkeys(fold(cell) for cell in cells.unique())
            lines += _value_table(name, [word for word in said if word], dict(known))
    return lines


def _value_table(name: str, said: list[str], known: dict[str, str]) -> list[str]:
    if not said or len(said) > _MOST_WORDS:
        return []
    lines = [f"[values.{name}]"]
    for cell in said:
        close = nearest(cell, known)
        if cell in known:
            lines.append(f"{_quoted(cell)} = {_quoted(known[cell])}")
        elif close:
            doubt = _comment([f"check: guessed from “{close}”"])
            lines.append(f"{_quoted(cell)} = {_quoted(known[close])}{doubt}")
        else:
            ours = ", ".join(dict.fromkeys(known.values()))
            lines.append(f'# {_quoted(cell)} = ""  # check: one of {ours}')
    return [*lines, ""]


def _comment(reasons: list[str]) -> str:
    """Put reasons behind a line.

    >>> _comment(["check: a", "b"]), _comment([""])
    ('  # check: a; b', '')
    """
    text = "; ".join(reason for reason in reasons if reason)
    return f"  # {text}" if text else ""


def _quoted(text: str) -> str:
    r"""Write a text as TOML does.

    >>> print(_quoted('Määrä "t"'))
    "Määrä \"t\""
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
