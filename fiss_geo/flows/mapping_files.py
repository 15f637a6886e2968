"""Mappings as files: read from a TOML, or recognised among those that come with the package."""

import tomllib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.flows.field_names import (
    FIELDS,
    NO_FIELD,
    SURE,
    fold,
    nearest,
    understand,
    words,
)
from fiss_geo.flows.mapping import MAPPABLE, ORIGIN, Mapping, fitted

_PARTS: Final = ("columns", "constants", "values")
_RESOURCE_NAMES: Final = frozenset(name for name in FIELDS if name.startswith("resource_name"))


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping from a TOML file.

    Parameters
    ----------
    path : path
        A TOML file with the tables ``columns``, ``constants`` and ``values``.

    Returns
    -------
    Mapping

    Raises
    ------
    MissingFile, BadInput
        With a sentence for every fault; a misspelt field is told with the nearest known one.
    """
    path = Path(path)
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file; check the name and the folder")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput([Fault(path.name, None, None, "", f"expected TOML; {error}")]) from None
    return mapping_from(content, path.name)


def mapping_from(content: dict[str, Any], file: str) -> Mapping:
    """Make a mapping from what stands in a TOML file.

    Parameters
    ----------
    content : dict
        The parsed TOML.
    file : str
        Name of the file, for messages.

    Returns
    -------
    Mapping

    Raises
    ------
    BadInput
        With a sentence for every fault.
    """
    faults = [*_bad_parts(content, file)]
    if not faults:
        faults = [*_unknown_fields(content, file), *_bad_entries(content, file)]
    if faults:
        raise BadInput(faults)
    columns = {
        name: (said,) if isinstance(said, str) else tuple(said)
        for name, said in content.get("columns", {}).items()
    }
    ours = {
        name: {fold(said): _as_text(word) for said, word in table.items()}
        for name, table in content.get("values", {}).items()
    }
    constants = {name: _as_text(value) for name, value in content.get("constants", {}).items()}
    return Mapping(str(content.get("name", file)), columns, constants, ours, file)


def shipped_mapping_for(headings: Iterable[str]) -> Mapping | None:
    """Recognise how to read a table by its headings alone.

    Parameters
    ----------
    headings : iterable of str
        The table's own headings.

    Returns
    -------
    Mapping or None
        The identity for our own field names; else whichever explains most headings: a shipped
        mapping, or one made from headings that the table of synonyms has word for word (so a
        template in Finnish, Swedish or English). None: a person must say.
    """
    names = [name for name in headings if name not in ORIGIN]
    ours = [name for name in FIELDS if name in names]
    own = Mapping(
        "our own field names",
        {name: (name,) for name in ours},
        words={name: dict(words(name)) for name in ours if words(name)},
    )
    if _is_enough(own):
        return own
    fitting = [fitted(mapping, names) for mapping in shipped_mappings() if _fits(mapping, names)]
    known = _from_synonyms(names)
    if _is_enough(known):
        fitting.append(known)
    return max(fitting, key=lambda mapping: len(mapping.headings()), default=None)


def shipped_mappings() -> list[Mapping]:
    """Read the mappings that come with the package, in the order of their names."""
    folder = files("fiss_geo.flows") / "mappings"
    texts = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name[-5:] == ".toml")
    return [
        mapping_from(tomllib.loads(entry.read_text(encoding="utf-8")), name)
        for name, entry in texts
    ]


def _from_synonyms(names: list[str]) -> Mapping:
    columns: dict[str, tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    for name in names:
        found = understand(name)
        if found.likeness >= SURE and found.field not in (None, NO_FIELD, *columns):
            columns[str(found.field)] = (name,)
            constants |= found.constants
    ours = {name: dict(words(name)) for name in columns if words(name)}
    return Mapping("headings known by their names", columns, constants, ours)


def _is_enough(mapping: Mapping) -> bool:
    """Tell whether a mapping finds at least who has what."""
    return "organisation" in mapping.columns and bool(_RESOURCE_NAMES & set(mapping.columns))


def _fits(mapping: Mapping, names: list[str]) -> bool:
    """Tell whether a file has the headings without which it is not of the mapping's kind."""
    needed = {"organisation", "role"} & set(mapping.columns)
    found = fitted(mapping, names)
    return _is_enough(found) and needed <= set(found.columns)


def _bad_parts(content: dict[str, Any], file: str) -> Iterable[Fault]:
    for part, value in content.items():
        if part not in ("name", *_PARTS):
            expected = f"expected only name, columns, constants and values; found {part}"
            yield Fault(file, None, None, "", expected)
        elif part in _PARTS and not isinstance(value, dict):
            yield Fault(file, None, part, str(value), f"expected a table: [{part}]")
    for name, value in _table(content, "values").items():
        if not isinstance(value, dict):
            yield Fault(file, None, name, str(value), f"expected a table: [values.{name}]")


def _table(content: dict[str, Any], part: str) -> dict[str, Any]:
    value = content.get(part, {})
    return value if isinstance(value, dict) else {}


def _unknown_fields(content: dict[str, Any], file: str) -> Iterable[Fault]:
    for part in _PARTS:
        for name in content.get(part, {}):
            if name not in MAPPABLE:
                close = nearest(name, MAPPABLE)
                hint = f"did you mean {close}?" if close else f"known are {', '.join(MAPPABLE)}"
                yield Fault(file, None, None, "", f"[{part}] has an unknown field {name}; {hint}")


def _bad_entries(content: dict[str, Any], file: str) -> Iterable[Fault]:
    for name, said in content.get("columns", {}).items():
        several = [said] if isinstance(said, str) else said
        if not (
            isinstance(several, list) and several and all(isinstance(one, str) for one in several)
        ):
            yield Fault(file, None, name, str(said), "expected a heading, or a list of headings")
    for name, value in content.get("constants", {}).items():
        if not isinstance(value, str | int | float | bool):
            yield Fault(file, None, name, str(value), "expected a text or a number")
    for name, table in content.get("values", {}).items():
        for said, ours in table.items():
            if not isinstance(ours, str | int | float | bool):
                yield Fault(file, None, name, said, "expected a text or a number for it")


def _as_text(value: str | float | bool) -> str:  # noqa: FBT001 - whatever TOML holds
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
