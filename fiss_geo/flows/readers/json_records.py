"""JSON that others wrote, read by name and by type; each wrong type becomes a fault.

What is absent or null is missing. What is there and is of the wrong type is never bent into
shape: it is a fault, told with the path to it.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from fiss_geo.errors import Fault

_MEND = "mend it in the saved JSON"
_DEEPEST = 100
_TOO_DEEP = f"expected JSON nested at most {_DEEPEST} levels deep"


def parse(body: bytes) -> object:
    """Read one JSON document.

    Raises
    ------
    ValueError
        With a sentence: not UTF-8, not JSON, a number that JSON has not, nested too deep.

    >>> parse(b'[{"id": null}]')
    [{'id': None}]
    """
    try:
        document = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise ValueError(f"expected UTF-8 text; byte {error.start} is not") from None
    except json.JSONDecodeError as error:
        raise ValueError(
            f"expected JSON; {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    if _is_deep(document):
        raise ValueError(_TOO_DEEP)
    return document


def _is_deep(document: object) -> bool:
    """Tell whether a document is nested so deep that comparing or writing it could fail."""
    level = [document]
    for _ in range(_DEEPEST):
        level = [member for value in level for member in _members(value)]
        if not level:
            return False
    return True


def _members(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"expected JSON numbers; {word} is none")


@dataclass(frozen=True)
class Record:
    """One JSON object, read by name; wrong types are collected in ``faults``.

    Attributes
    ----------
    values : dict
        The object's members.
    file : str
        Name of the source, for the faults.
    path : str
        Where the object stands in the source, such as ``notice 17, materials[2]``.
    faults : list of Fault
        Shared by all records of a source, so that all faults are told at once.
    """

    values: dict[str, object]
    file: str
    path: str
    faults: list[Fault]

    @classmethod
    def of(cls, value: object, file: str, path: str, faults: list[Fault]) -> "Record":
        """Take a JSON value as an object; null is an object without members."""
        if isinstance(value, dict):
            return cls(value, file, path, faults)
        if value is not None:
            expected = f"expected a JSON object; {_MEND}"
            faults.append(Fault(file, None, path, _shown(value), expected))
        return cls({}, file, path, faults)

    def text(self, name: str) -> str | None:
        """Read a text, without the blanks around it; an empty one is missing."""
        value = self.values.get(name)
        if value is None:
            return None
        # A lone surrogate is allowed in JSON, and in no file that is written from it.
        if not isinstance(value, str) or not _is_unicode(value):
            self.fault(name, "expected a text")
            return None
        return value.strip() or None

    def number(self, name: str) -> str | None:
        """Read a number, as the text that a cell would hold."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            self.fault(name, "expected a number such as 1250.5, without quotes")
            return None
        return repr(value)

    def flag(self, name: str) -> bool | None:
        """Read true or false."""
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.fault(name, "expected true or false, without quotes")
        return None

    def record(self, name: str) -> "Record":
        """Read an object; without members where it is absent."""
        return Record.of(self.values.get(name), self.file, self._path(name), self.faults)

    def records(self, name: str) -> list["Record"]:
        """Read a list of objects; empty where it is absent. A null keeps its place in it."""
        path = self._path(name)
        return [
            Record.of(value, self.file, f"{path}[{place}]", self.faults)
            for place, value in enumerate(self._list(name))
        ]

    def texts(self, name: str) -> list[str]:
        """Read a list of texts; nulls and empty texts are left out."""
        members = {f"{name}[{place}]": value for place, value in enumerate(self._list(name))}
        items = Record(members, self.file, self.path, self.faults)
        return [text for text in map(items.text, members) if text]

    def fault(self, name: str, expected: str) -> None:
        """Note that a member is not what it should be."""
        value = _shown(self.values.get(name))
        self.faults.append(Fault(self.file, None, self._path(name), value, f"{expected}; {_MEND}"))

    def _list(self, name: str) -> list[object]:
        value = self.values.get(name)
        if isinstance(value, list):
            return value
        if value is not None:
            self.fault(name, "expected a list in brackets")
        return []

    def _path(self, name: str) -> str:
        joint = "." if ", " in self.path else ", "
        return f"{self.path}{joint}{name}"


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _is_finite(value: float) -> bool:
    # An integer beyond the floats is finite to JSON, and no quantity of anything.
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _shown(value: object) -> str:
    """Show a value in a fault, cut short.

    >>> _shown({"amount": "much"})
    '{"amount": "much"}'
    """
    # A lone surrogate cannot be printed; it is shown as its escape.
    text = value if isinstance(value, str) else json.dumps(value)
    return text[:80].encode("utf-8", "backslashreplace").decode("utf-8")
