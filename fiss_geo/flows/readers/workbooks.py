"""Opening a workbook: what kind of file it is, whether it is locked, and how far its sheets reach.

The kind is told by the first bytes, since a file called ``.xls`` may be anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.flows.readers import zipped_sheets
from fiss_geo.flows.readers.zipped_sheets import MOST_CELLS, Sheet, column_letters

ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".ods")
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PART: Final = "EncryptedPackage".encode("utf-16-le")
# An XLS sheet has 65 536 rows and 256 columns at most; only its file can be too large.
_LARGEST_XLS: Final = 500_000_000
_LOCKED: Final = (
    "expected a workbook without a password; save a copy without one (in Excel: File, Info, "
    "Protect Workbook)"
)
_NO_SPREADSHEET: Final = (
    "expected a spreadsheet; this file is called one and is none. Open it in a spreadsheet "
    "program and save it as .xlsx, or give it the ending that it should have"
)


class Workbook:
    """An open workbook whose sheets are measured before they are taken to memory."""

    def __init__(self, path: Path, calamine: CalamineWorkbook, measured: list[Sheet]) -> None:
        self.path = path
        self._calamine = calamine
        self._measured = measured

    def sheets(self) -> list[tuple[str, bool]]:
        """List the sheets that hold cells, each with whether it is visible."""
        return [
            (sheet.name, sheet.visible == SheetVisibleEnum.Visible)
            for sheet in self._calamine.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]

    def sheet(self, name: str) -> tuple[CalamineSheet, Sheet]:
        """Open a sheet, with its measures; hidden ones too."""
        names = [found for found, _ in self.sheets()]
        if name not in names:
            known = ", ".join(f"“{found}”" for found in names)
            raise self.bad(f"expected one of the sheets {known}; there is no “{name}”")
        place = self._calamine.sheet_names.index(name)
        measured = self._measured[place] if place < len(self._measured) else Sheet()
        _refuse_wide(self.path, name, [measured])
        try:
            return self._calamine.get_sheet_by_name(name), measured
        except CalamineError as error:
            raise self.bad(f"expected a whole sheet “{name}”; {error}. Save it anew") from None

    def bad(self, expected: str) -> BadInput:
        """Word a fault of the whole file."""
        return _bad(self.path, expected)


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """Open a workbook; what is no workbook, or too large a one, is refused in a sentence.

    Parameters
    ----------
    path : pathlib.Path
        XLSX, XLSM, XLS or ODS.

    Yields
    ------
    Workbook

    Raises
    ------
    MissingFile, BadInput
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file; check the name and the folder")
    measured = _measured(path)
    try:
        # By its content, not by its name: calamine looks at the name first if it has a path.
        with path.open("rb") as file:
            calamine = CalamineWorkbook.from_filelike(file)
    except PasswordError:
        raise _bad(path, _LOCKED) from None
    except CalamineError as error:
        raise _bad(path, f"{_NO_SPREADSHEET} ({error})") from None
    with calamine:
        yield Workbook(path, calamine, measured)


def _measured(path: Path) -> list[Sheet]:
    """Measure a file's sheets by its kind; none of XLS, which has bounds of its own."""
    with path.open("rb") as file:
        start = file.read(len(_OLE))
    if not start:
        raise _bad(path, "expected a spreadsheet; the file is empty")
    if start.startswith(_ZIP):
        zipped_sheets.check_size(path)
        if zipped_sheets.is_encrypted(path):
            raise _bad(path, _LOCKED)
        measured = zipped_sheets.measure(path)
        if any(sheet.name for sheet in measured):
            # Of ODS, calamine takes every sheet to memory at once, when it opens the file.
            widest = max(measured, key=lambda sheet: sheet.rows * sheet.columns)
            _refuse_wide(path, widest.name, measured)
        return measured
    if start != _OLE:
        raise _bad(path, _NO_SPREADSHEET)
    if path.stat().st_size > _LARGEST_XLS:
        raise _bad(path, f"expected at most {_LARGEST_XLS // 10**6} MB; save it as CSV")
    if _LOCKED_PART in path.read_bytes():
        raise _bad(path, _LOCKED)
    return []


def _refuse_wide(path: Path, name: str, measured: list[Sheet]) -> None:
    widest = max(measured, key=lambda sheet: sheet.rows * sheet.columns)
    if widest.lacks_addresses:
        expected = "expected cells with addresses; open the file in a spreadsheet program"
        raise _bad(path, f"{expected} and save it anew (sheet “{name}”)")
    if sum(sheet.rows * sheet.columns for sheet in measured) > MOST_CELLS:
        raise _bad(
            path,
            f"expected at most {MOST_CELLS // 10**6} million cells; sheet “{name}” reaches to "
            f"{column_letters(widest.columns)}{widest.rows}. Delete what stands far from the "
            "table, or save it as CSV",
        )


def _bad(path: Path, expected: str) -> BadInput:
    return BadInput([Fault(path.name, None, None, "", expected)])
