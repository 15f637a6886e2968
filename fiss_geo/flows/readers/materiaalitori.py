"""Materiaalitori, the Finnish market of waste and side streams: its notices as a raw table.

The notices come from a saved JSON file or from the service itself. What the fields mean follows
the service's own form: see ``docs/materiaalitori.md``.
"""

from datetime import date
from pathlib import Path

import pandas as pd

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.flows.readers.http_get import Limits, Service
from fiss_geo.flows.readers.json_records import parse
from fiss_geo.flows.readers.materiaalitori_rows import COLUMNS, rows_of

_SITE = "https://www.materiaalitori.fi"
_PATH = "/api/rfo"
_NEXT_PAGE = "tietoalusta-continuation-token"
_PAGE_SIZE = 100
_MOST_PAGES = 2_000
# JSON takes some ten times its size in memory while it is read.
_MOST_FILE_BYTES = 200_000_000
_LISTS = ("rfos", "results", "content", "items", "notices", "value", "data")
_SIGNS_OF_A_NOTICE = frozenset({"type", "rfoType", "materials", "materialsWanted"})


def read_notices(path: Path, *, today: date | None = None) -> pd.DataFrame:
    """Read notices from a saved JSON file.

    Parameters
    ----------
    path : pathlib.Path
        A list of notices, an object that holds such a list, one notice, or one notice a line;
        UTF-8.
    today : datetime.date, optional
        Notices that were open for the last time before this day have ended; the day of the
        reading if not given.

    Returns
    -------
    pandas.DataFrame
        A raw table: every cell is text, missing where the notice is silent; one row a material,
        with ``source_file``, ``source_row`` (number of the material within the file) and
        ``decimal_comma``.

    Raises
    ------
    MissingFile, BadInput
    """
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file; check the name and the folder")
    size = path.stat().st_size
    if size > _MOST_FILE_BYTES:
        most = f"expected at most {_MOST_FILE_BYTES // 1_000_000} MB of JSON; split the file"
        raise BadInput([Fault(path.name, None, None, "", most)])
    try:
        notices = _notices(_documents(path.read_bytes()))
    except ValueError as error:
        raise BadInput([Fault(path.name, None, None, "", f"{error}; mend the file")]) from None
    return _table(notices, path.name, _SITE, today)


def fetch_notices(
    base_url: str,
    *,
    timeout_s: float = 10.0,
    retries: int = 3,
    back_off_s: float = 0.5,
    deadline_s: float = 300.0,
    today: date | None = None,
) -> pd.DataFrame:
    """Fetch all notices that the service shows, page by page.

    Parameters
    ----------
    base_url : str
        Address of the service, such as ``https://www.materiaalitori.fi``. A user name and
        password in it are sent to that service, and never printed.
    timeout_s : float
        Silence after which one try is given up.
    retries : int
        Further tries after the first, for each page.
    back_off_s : float
        Pause before the second try; doubled before each one after.
    deadline_s : float
        Time for everything together.
    today : datetime.date, optional
        As in :func:`read_notices`.

    Returns
    -------
    pandas.DataFrame
        As :func:`read_notices` gives it; ``source_file`` is the address.

    Raises
    ------
    BadInput
        With the address, what happened there, and what to do. Nothing is returned in part.
    """
    limits = Limits(timeout_s, retries, back_off_s, deadline_s)
    service = Service.at(base_url, limits)
    notices = _pages(service)
    return _table(notices, f"{service.base}{_PATH}", service.base, today)


def _pages(service: Service) -> list[object]:
    """Follow the pages to the last one, which names no next page."""
    notices: list[object] = []
    last: list[object] = []
    query = {"pageSize": str(_PAGE_SIZE)}
    for number in range(1, _MOST_PAGES + 1):
        answer = service.get(_PATH, query, _page)
        if answer.content and answer.content == last:
            problem = f"page {number} is page {number - 1} again"
            raise service.failure(_PATH, f"{problem}; tell those who run the service")
        last = answer.content
        notices += last
        token = answer.headers.get(_NEXT_PAGE)
        if not token:
            return notices
        query["continuationToken"] = token
    problem = f"the pages do not end; {_MOST_PAGES} were read"
    raise service.failure(_PATH, f"{problem}; tell those who run the service")


def _page(body: bytes) -> list[object]:
    return _notices([parse(body)])


def _documents(body: bytes) -> list[object]:
    """Read one JSON document, or one a line."""
    if not body.strip():
        raise ValueError("expected notices; the file is empty")
    lines = {number: line for number, line in enumerate(body.splitlines(), 1) if line.strip()}
    try:
        return [parse(body)]
    except ValueError:
        # A document over many lines has no whole object in its first; lines of notices have.
        if not _is_object(next(iter(lines.values()))):
            raise
    return [_line(number, line) for number, line in lines.items()]


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(parse(line), dict)
    except ValueError:
        return False


def _line(number: int, line: bytes) -> object:
    try:
        return parse(line)
    except ValueError as error:
        raise ValueError(f"line {number}: {error}") from None


def _notices(documents: list[object]) -> list[object]:
    """Find the notices in what was read."""
    if len(documents) > 1:
        return documents
    (document,) = documents
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        lists = [document[name] for name in _LISTS if isinstance(document.get(name), list)]
        if lists:
            return lists[0]
        if _SIGNS_OF_A_NOTICE & document.keys():
            return [document]
    names = ", ".join(_LISTS)
    raise ValueError(f"expected a list of notices, or an object with one under any of {names}")


def _table(notices: list[object], file: str, site: str, today: date | None) -> pd.DataFrame:
    rows, faults = rows_of(notices, file, site, today or date.today())  # noqa: DTZ011 - the user's day
    if not rows:
        faults = [Fault(file, None, None, "", "expected notices; found none")]
    if faults:
        raise BadInput(faults)
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")
    return table.assign(
        source_file=pd.Series(file, index=table.index, dtype="str"),
        source_row=pd.Series(range(1, len(table) + 1), index=table.index, dtype="int64"),
        decimal_comma=False,
    )
