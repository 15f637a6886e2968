"""What a zipped workbook (XLSX, ODS) really holds, measured before a reader takes it to memory.

The reader, calamine, lays a sheet out as a full grid, from A1 to the last cell used: a single
stray cell at XFD1048576 asks for 550 GB and ends the process. It also gives cells such as #N/A as
empty. So the XML is looked through once, in pieces of bounded size, for how far the cells reach
and for which hold errors.
"""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

import numpy as np

from fiss_geo.errors import BadInput, Fault

# Bounds the memory: the grid takes 32 bytes a cell, about 1 GB at most.
MOST_CELLS = 30_000_000
MOST_BYTES = 1_000_000_000
# Sheets compress 5 to 30 times. A small file may do what it likes: it cannot fill the memory.
_HIGHEST_RATIO = 200
_SMALL_BYTES = 64_000_000
_PIECE = 1 << 20
_LONGEST_TAG = 1 << 20
_LONGEST_ADDRESS = 16

# A cell that ends in its own tag (``<c r="B2" s="1"/>``) has a style and no value.
_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^>/]*)?>")
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c(\s[^>]*\bt=["']e["'][^>]*)>"""
    rb"(?:(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*))?",
    re.DOTALL,
)
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^>]*|/)?>")
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)=(?:"([^"]*)"|'([^']*)')""")


@dataclass
class Sheet:
    """How far the filled cells of a sheet reach, and what calamine does not tell of them.

    The name is known of ODS only. Rows and columns are counted from 1; ``errors`` are
    (row, column, text), ``merged`` are (first row, first column, last row, last column).
    """

    name: str = ""
    rows: int = 0
    columns: int = 0
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    lacks_addresses: bool = False


def check_size(path: Path) -> None:
    """Refuse a zipped workbook that would unpack to more than memory is set aside for.

    Sizes in a zip's directory can lie, so the parts are also unpacked, and thrown away, until
    their end or the limit.
    """
    with _opened(path) as archive:
        declared = sum(part.file_size for part in archive.infolist())
        _refuse_above_limit(path, declared)
        unpacked = 0
        for part in archive.infolist():
            for piece in _pieces(archive, part):
                unpacked += len(piece)
                _refuse_above_limit(path, unpacked)


def is_encrypted(path: Path) -> bool:
    """Tell whether the parts of a zipped workbook (ODS) are locked with a password."""
    with _opened(path) as archive:
        manifest = "META-INF/manifest.xml"
        return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)


def measure(path: Path) -> list[Sheet]:
    """Measure every sheet, in the order of the workbook; call :func:`check_size` first."""
    with _opened(path) as archive:
        if "content.xml" in archive.namelist():
            return _ods_sheets(archive)
        parts = _xlsx_parts(archive)
        return [_xlsx_sheet(archive, part) if part else Sheet() for part in parts]


def _opened(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except BadZipFile:
        expected = "expected a whole file; this one is cut off or damaged. Copy it again"
        raise BadInput([Fault(path.name, None, None, "", expected)]) from None


def _refuse_above_limit(path: Path, unpacked: int) -> None:
    ratio = unpacked / max(path.stat().st_size, 1)
    if unpacked <= _SMALL_BYTES or (unpacked <= MOST_BYTES and ratio <= _HIGHEST_RATIO):
        return
    raise BadInput(
        [
            Fault(
                path.name, None, None, "",
                f"expected a workbook of at most {MOST_BYTES // 10**6} MB unpacked, and not "
                f"packed more than {_HIGHEST_RATIO} times; this one has at least "
                f"{unpacked // 10**6} MB. Save the one sheet as CSV, or split it",
            )
        ]
    )  # fmt: skip


def _pieces(archive: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    honest = copy(part)
    # Python stops at the size that the directory states; calamine does not.
    honest.file_size = MOST_BYTES + _PIECE
    try:
        with archive.open(honest) as unpacked:
            while piece := unpacked.read(_PIECE):
                yield piece
    except (BadZipFile, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        expected = f"expected a whole file; its part {part.filename} cannot be unpacked ({error})"
        name = Path(archive.filename or "").name
        raise BadInput([Fault(name, None, None, "", f"{expected}. Copy it again")]) from None


def _whole_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Cut pieces anew, so that no tag is parted between two."""
    rest = b""
    for piece in pieces:
        held = rest + piece
        closed = held.rfind(b"/>")
        end = max(held.rfind(b"</"), closed + 2 if closed >= 0 else 0, 0)
        # Text without an end for so long is no sheet that a person wrote.
        end = len(held) if end < len(held) - _LONGEST_TAG else end
        yield held[:end]
        rest = held[end:]
    yield rest


def _xlsx_sheet(archive: ZipFile, part: str) -> Sheet:
    sheet = Sheet()
    for held in _whole_tags(_pieces(archive, archive.getinfo(part))):
        rows, columns = _addresses(held)
        sheet.rows = max(sheet.rows, int(rows.max(initial=0)))
        sheet.columns = max(sheet.columns, int(columns.max(initial=0)))
        sheet.lacks_addresses |= _looks_unaddressed(held) and len(_CELL.findall(held)) > len(rows)
        if b't="e"' in held or b"t='e'" in held:
            sheet.errors += [
                _xlsx_error(*match.groups(b"")) for match in _ERROR_CELL.finditer(held)
            ]
    return sheet


def _addresses(held: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Read the row and column of every cell with a value, of ten million in a second or two.

    >>> _addresses(b'<c r="A1" s="1"/><c r="AB20"><v>5</v></c>')
    (array([20]), array([28]))
    """
    text = np.frombuffer(held + b">" + bytes(_LONGEST_ADDRESS), dtype=np.uint8)
    is_address = (text[:-2] <= ord(" ")) & (text[1:-1] == ord("r")) & (text[2:] == ord("="))
    starts = np.flatnonzero(is_address) + len(' r="')
    starts = starts[starts < len(held)]
    ends = np.flatnonzero(text == ord(">"))
    ends = ends[np.searchsorted(ends, starts)]
    place = starts[text[ends - 1] != ord("/")]
    column, row = np.zeros_like(place), np.zeros_like(place)
    for _ in range(3):
        is_letter = (text[place] >= ord("A")) & (text[place] <= ord("Z"))
        column = np.where(is_letter, column * 26 + text[place] - 64, column)
        place = place + is_letter
    for _ in range(9):
        is_digit = (text[place] >= ord("0")) & (text[place] <= ord("9"))
        row = np.where(is_digit, row * 10 + text[place] - 48, row)
        place = place + is_digit
    is_cell = (column > 0) & (row > 0)
    return row[is_cell], column[is_cell]


def _looks_unaddressed(held: bytes) -> bool:
    """Tell quickly whether the cells may have to be counted; most programs write ``<c r=``."""
    odd = b"<c>" in held or b":c " in held or b":c>" in held
    return odd or held.count(b"<c ") != held.count(b"<c r=")


def _xlsx_error(attributes: bytes, text: bytes) -> tuple[int, int, str]:
    address = _attributes(attributes).get("r", "")
    letters = address.rstrip("0123456789")
    return int(address.removeprefix(letters) or 0), column_number(letters), text.decode()


def _xlsx_parts(archive: ZipFile) -> list[str]:
    """List the part that holds each sheet; empty where there is none, as for a chart."""
    names = archive.namelist()
    relations = _tags(archive, "xl/_rels/workbook.xml.rels", b"Relationship")
    targets = {tag.get("Id"): tag.get("Target", "") for tag in relations}
    parts = []
    for tag in _tags(archive, "xl/workbook.xml", b"sheet"):
        relation = next((tag[name] for name in tag if name.endswith(":id")), "")
        target = targets.get(relation, "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        parts.append(part if part in names else "")
    return parts


def _tags(archive: ZipFile, part: str, name: bytes) -> list[dict[str, str]]:
    if part not in archive.namelist():
        return []
    tags = re.findall(rb"<(?:\w+:)?" + name + rb"(\s[^>]*)>", archive.read(part))
    return [_attributes(tag) for tag in tags]


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode(): (double or single).decode("utf-8", "replace")
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def _ods_sheets(archive: ZipFile) -> list[Sheet]:
    sheets: list[Sheet] = []
    row = column = repeated = 0
    for held in _whole_tags(_pieces(archive, archive.getinfo("content.xml"))):
        for kind, tag in _ODS_TAG.findall(held):
            if kind == b"table":
                sheets.append(Sheet(_attributes(tag).get("table:name", "")))
                row = repeated = 0
            elif not sheets:
                continue
            elif kind == b"table-row":
                row += repeated
                repeated, column = _repeats(tag, b"rows"), 0
            else:
                count = _repeats(tag, b"columns")
                _note_ods_cell(sheets[-1], tag, (row, column), (repeated, count))
                column += count
    return sheets


def _note_ods_cell(
    sheet: Sheet, tag: bytes, start: tuple[int, int], repeats: tuple[int, int]
) -> None:
    row, column = start
    if b"value" in tag or b"formula" in tag:
        sheet.rows = max(sheet.rows, row + repeats[0])
        sheet.columns = max(sheet.columns, column + repeats[1])
    if b'calcext:value-type="error"' in tag:
        sheet.errors.append((row + 1, column + 1, "an error such as #N/A"))
    if b"-spanned=" in tag:
        found = _attributes(tag)
        down = int(found.get("table:number-rows-spanned", 1))
        across = int(found.get("table:number-columns-spanned", 1))
        sheet.merged.append((row + 1, column + 1, row + down, column + across))


def _repeats(tag: bytes, what: bytes) -> int:
    if b"-repeated=" not in tag:
        return 1
    return int(_attributes(tag).get(f"table:number-{what.decode()}-repeated", 1))


def column_number(letters: str) -> int:
    """Count a column's letters from 1.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Give the letters that a spreadsheet shows over a column, counted from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
