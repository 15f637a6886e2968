"""The feed of changes: what has come and gone since the site that is replaced.

The site keeps what it needs for that in ``data/history.json``: public names only, since it is made
of what the site shows. Publishing the same tables again adds nothing.
"""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any, Final, TypedDict
from xml.sax.saxutils import escape

from fiss_geo.maps.disclosure import Disclosed
from fiss_geo.maps.languages import Language
from fiss_geo.maps.words import N_

MOST_ENTRIES: Final = 30
MOST_NAMES: Final = 50

FIRST: Final = N_("First edition: %(flows)s flows and %(candidates)s candidates.")
CHANGED: Final = N_(
    "%(added)s flows added, %(removed)s removed; now %(flows)s flows and %(candidates)s candidates."
)
ADDED: Final = N_("Added: %(names)s")


class Entry(TypedDict):
    """One change: its day, counts, and the ids of what came, as far as it is still shown."""

    day: str
    flows: int
    candidates: int
    added: int | None
    removed: int
    ids: list[str]


class History(TypedDict):
    """What the site showed last, and the changes up to then, newest first."""

    shown: dict[str, str]
    entries: list[Entry]


def history(folder: Path, shown: Disclosed, dated: date | None) -> History | None:
    """Add what has changed since the site in a folder to its history.

    Parameters
    ----------
    folder : pathlib.Path
        Of the site that will be replaced; may be missing.
    shown : Disclosed
    dated : datetime.date, optional
        None for a site without feeds.

    Returns
    -------
    dict or None
    """
    if dated is None:
        return None
    now = {
        str(key): f"{who}: {what}" if isinstance(who, str) and who else str(what)
        for key, who, what in zip(
            *(shown.flows[name] for name in ("flow_id", "organisation", "resource_name")),
            strict=True,
        )
    }  # fmt: skip
    before = _read(folder / "data" / "history.json")
    entry: Entry = {
        "day": dated.isoformat(), "flows": len(now), "candidates": len(shown.candidates),
        "added": None, "removed": 0, "ids": [],
    }  # fmt: skip
    if before is None:
        return {"shown": now, "entries": [entry]}
    if before["shown"] == now:
        return before
    new = [key for key in now if key not in before["shown"]]
    entry["added"], entry["ids"] = len(new), new[:MOST_NAMES]
    entry["removed"] = sum(key not in now for key in before["shown"])
    older: list[Entry] = [
        {**one, "ids": [key for key in one["ids"] if key in now]} for one in before["entries"]
    ]
    return {"shown": now, "entries": [entry, *older][:MOST_ENTRIES]}


def as_json(told: History) -> str:
    """Write a history as it is read again."""
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def atom(told: History, tongue: Language, title: str, base_url: str) -> str:
    """Write the changes as an Atom feed (RFC 4287).

    Parameters
    ----------
    told : dict
    tongue : Language
    title, base_url : str
        Of the site.

    Returns
    -------
    str
    """
    name = base_url or "urn:fiss-geo:site:"
    entries = "".join(_entry(entry, told["shown"], tongue, name) for entry in told["entries"])
    own = f'<link rel="self" href="{escape(base_url)}{tongue.code}/feed.xml"/>' if base_url else ""
    home = (
        f'<link rel="alternate" href="{escape(base_url)}{tongue.code}/index.html"/>'
        if base_url
        else ""
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{tongue.code}">\n'
        f"<id>{escape(name)}{tongue.code}</id><title>{escape(title)}</title>{own}{home}\n"
        f"<author><name>{escape(title)}</name></author>"
        f"<updated>{told['entries'][0]['day']}T00:00:00Z</updated>\n{entries}</feed>\n"
    )


def _entry(entry: Entry, shown: dict[str, str], tongue: Language, name: str) -> str:
    sums = {"flows": entry["flows"], "candidates": entry["candidates"]}
    title = tongue.say(FIRST) % sums
    if entry["added"] is not None:
        counts = {"added": entry["added"], "removed": entry["removed"]}
        title = tongue.say(CHANGED) % {**sums, **counts}
    names = "; ".join(sorted(shown[key] for key in entry["ids"]))
    text = tongue.say(ADDED) % {"names": names} if names else title
    fixed = {key: value for key, value in entry.items() if key != "ids"}
    key = hashlib.sha256(json.dumps(fixed, sort_keys=True).encode()).hexdigest()[:16]
    return (
        f"<entry><id>{escape(name)}{tongue.code}:{key}</id><title>{escape(title)}</title>"
        f"<updated>{entry['day']}T00:00:00Z</updated><summary>{escape(text)}</summary></entry>\n"
    )


def _read(path: Path) -> History | None:
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        return {"shown": dict(found["shown"]), "entries": list(found["entries"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
