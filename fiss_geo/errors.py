"""What can go wrong, and how it is said.

::

    FissGeoError
    ├── BadInput (ValueError)      a file holds faults; every one is a sentence with its row
    ├── BadTable (ValueError)      a table handed to a stage breaks that stage's contract
    ├── UnknownCrs (ValueError)    a table has no coordinate reference system, or the wrong one
    ├── MissingFile (FileNotFoundError)  a file or a piece of reference data is not there
    └── EmptyResult (LookupError)  the work was done and nothing came out of it

Each is also of a built-in kind, so that a caller who knows nothing of fiss-geo can catch it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where it stands, what stands there, and what was expected.

    Attributes
    ----------
    file : str
        Name of the file as the user gave it.
    row : int or None
        Row number as a spreadsheet shows it (the header is row 1); None: the whole file.
    column : str or None
        Column heading; None: the whole row.
    value : str
        The value that stands there, as text.
    expected : str
        What was expected instead, and what to do.
    """

    file: str
    row: int | None
    column: str | None
    value: str
    expected: str

    def __str__(self) -> str:
        """Say the fault in one sentence.

        >>> print(Fault("flows.csv", 3, "role", "wish", "expected offer or need"))
        flows.csv, row 3: role is "wish"; expected offer or need
        """
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        if self.column is None:
            return f"{place}: {self.expected}"
        return f'{place}: {self.column} is "{self.value}"; {self.expected}'


class FissGeoError(Exception):
    """The root of everything fiss-geo raises on purpose."""


class BadInput(FissGeoError, ValueError):  # noqa: N818 - read as a sentence, not as a suffix
    """A file holds faults. They are collected and told all at once."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class BadTable(FissGeoError, ValueError):  # noqa: N818
    """A table breaks the contract of the stage that it was handed to."""


class UnknownCrs(FissGeoError, ValueError):  # noqa: N818
    """A table has no coordinate reference system, or not the one expected."""


class MissingFile(FissGeoError, FileNotFoundError):  # noqa: N818
    """A file, or a piece of reference data, is not where it should be."""


class EmptyResult(FissGeoError, LookupError):  # noqa: N818
    """The work was done, and nothing came out of it."""
