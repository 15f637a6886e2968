"""Column mappings: how another table's headings and words become the fields of our flows files.

A mapping is a small TOML of three parts (``docs/mapping.md``)::

    name = "Workshop in Kokkola"
    [columns]                     # our field = the file's heading, or several
    organisation = "Yritys"
    resource_name = ["Sivuvirta", "Jätenimike"]
    [constants]                   # our field = the same in every row that a column leaves empty
    quantity_kind = "estimated_from_capacity"
    [values.role]                 # what the file says = what we say
    tarjoaa = "offer"

The field ``frequency`` is no field of a flow: it is joined to the unit.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from fiss_geo.errors import BadInput, Fault
from fiss_geo.flows.cells import by_distinct, first_filled
from fiss_geo.flows.field_names import FIELDS, FREQUENCY, fold, join_unit, nearest

# The row's origin, put there by the readers; no mapping touches it.
ORIGIN: Final = ("source_file", "source_sheet", "source_row", "decimal_comma")
MAPPABLE: Final = (*FIELDS, FREQUENCY)


@dataclass(frozen=True)
class Mapping:
    """How a table becomes flows.

    Attributes
    ----------
    name : str
        Said to the user, so that nobody wonders how a file was understood.
    columns : dict of str to tuple of str
        Our field, and the headings of which the first filled one counts.
    constants : dict of str to str
        Our field, and what it is in the rows that no column fills.
    words : dict of str to dict of str to str
        Our field, and what the file says with what we say; case and blanks do not matter.
    file : str
        The mapping's own file, for messages.
    """

    name: str
    columns: dict[str, tuple[str, ...]]
    constants: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    file: str = ""

    def headings(self) -> set[str]:
        """List the headings that the mapping takes from a file."""
        return {heading for several in self.columns.values() for heading in several}


def apply_mapping(raw: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """Turn a table's headings and words into ours.

    Parameters
    ----------
    raw : pandas.DataFrame
        Rows of text under the source's own headings, with the columns of :data:`ORIGIN`.
    mapping : Mapping
        Every heading that it names must be there (one of each list).

    Returns
    -------
    pandas.DataFrame
        The same rows in the same order: our fields first, then each column of the source that no
        field repeats, under its own name (``…_in_file`` where that is a field of ours), then the
        origin. A word that the mapping does not know stays as it is, for the check to tell.

    Raises
    ------
    BadInput
        With a sentence for every heading that the table lacks.
    """
    faults = _missing_headings(raw, mapping)
    if faults:
        raise BadInput(faults)
    ours = {name: _field(raw, mapping, name) for name in MAPPABLE if _has(mapping, name)}
    frequency = ours.pop(FREQUENCY, None)
    if frequency is not None and "unit" in ours:
        ours["unit"] = _with_frequency(ours["unit"], frequency)
    kept = _untaken(raw, mapping, ours)
    origin = {name: raw[name] for name in ORIGIN if name in raw.columns}
    return pd.DataFrame(ours | kept | origin, index=raw.index)


def fitted(mapping: Mapping, headings: Collection[str]) -> Mapping:
    """Leave out of a mapping what a file does not have.

    Parameters
    ----------
    mapping : Mapping
        One made for files of a kind, of which not every file has every column.
    headings : collection of str
        The file's headings.

    Returns
    -------
    Mapping
        Applies to the file without a fault.
    """
    columns = {
        name: tuple(heading for heading in several if heading in headings)
        for name, several in mapping.columns.items()
    }
    return replace(mapping, columns={name: some for name, some in columns.items() if some})


def _has(mapping: Mapping, name: str) -> bool:
    return name in mapping.columns or name in mapping.constants


def _field(raw: pd.DataFrame, mapping: Mapping, name: str) -> pd.Series:
    """Make one field: the first filled of its columns, in our words, else its constant."""
    text = first_filled(raw, mapping.columns.get(name, ()))
    if name in mapping.words:
        text = _in_our_words(text, mapping.words[name])
    if name in mapping.constants:
        text = text.fillna(mapping.constants[name])
    return text


def _in_our_words(text: pd.Series, ours: dict[str, str]) -> pd.Series:
    """Say cells in our words; a sheet has many rows and few different words."""
    return by_distinct(text, lambda said: said.map(lambda cell: ours.get(fold(cell), cell)))


def _with_frequency(unit: pd.Series, frequency: pd.Series) -> pd.Series:
    """Join units and frequencies; where one of them is missing the unit stays as it is."""
    pairs = pd.DataFrame({"unit": unit, "frequency": frequency}).dropna()
    different = pairs.drop_duplicates().itertuples(index=False, name=None)
    joined = {pair: join_unit(*pair) for pair in different}
    said = pd.MultiIndex.from_frame(pairs).map(joined)
    together = pd.Series(said, index=pairs.index, dtype="str").reindex(unit.index)
    return together.where(together.notna(), unit)


def _untaken(
    raw: pd.DataFrame, mapping: Mapping, ours: dict[str, pd.Series]
) -> dict[str, pd.Series]:
    """Keep the columns of the source that no field repeats cell by cell."""
    taken = {
        heading
        for name, several in mapping.columns.items()
        for heading in several
        if name in ours and heading in raw.columns and ours[name].equals(raw[heading])
    }
    kept: dict[str, pd.Series] = {}
    for heading in raw.columns:
        if heading not in taken and heading not in ORIGIN:
            kept[_free_name(heading, {*ours, *kept}, raw)] = raw[heading]
    return kept


def _free_name(heading: str, used: set[str], raw: pd.DataFrame) -> str:
    name = heading
    while name in used or (name != heading and name in raw.columns):
        name += "_in_file"
    return name


def _missing_headings(raw: pd.DataFrame, mapping: Mapping) -> list[Fault]:
    known = [name for name in raw.columns if name not in ORIGIN]
    faults = []
    for name, several in mapping.columns.items():
        if not set(several) & set(known):
            close = nearest(several[0], known)
            hint = f"did you mean “{close}”?" if close else f"it has {', '.join(known)}"
            expected = f"expected a heading of the file; {hint}"
            faults.append(
                Fault(mapping.file or mapping.name, None, name, " / ".join(several), expected)
            )
    return faults
