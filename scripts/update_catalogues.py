"""Bring the catalogues of the site's words up to date with its templates and scripts.

    python scripts/update_catalogues.py

New sentences come in without a translation, sentences that are gone go out, and nothing is guessed.
A test fails as long as one is missing.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

_MAPS = Path(__file__).resolve().parents[1] / "fiss_geo" / "maps"
_METHODS = [("templates/**.j2", "jinja2.ext:babel_extract"), ("**.py", "python")]
_OPTIONS = {"templates/**.j2": {"trimmed": "false", "newstyle_gettext": "true", "silent": "false",
                                "trim_blocks": "true", "lstrip_blocks": "true"}}  # fmt: skip
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}


def template() -> Catalog:
    """Gather every sentence of the site, with the places it stands in."""
    catalogue = Catalog(project="fiss-geo", charset="utf-8")
    found = extract_from_dir(
        _MAPS, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=(), strip_comment_tags=False
    )
    for name, _line, message, _comments, _context in found:
        catalogue.add(message, None, [(f"fiss_geo/maps/{Path(name).as_posix()}", 0)])
    return catalogue


def updated(path: Path, sentences: Catalog) -> bytes:
    """Give the text of a catalogue brought up to date: no dates, places without lines."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    catalogue.update(sentences, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    text = io.BytesIO()
    write_po(text, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {path.stem}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return head.encode() + text.getvalue()


def main() -> None:
    """Rewrite both catalogues."""
    sentences = template()
    for path in sorted((_MAPS / "locale").glob("*.po")):
        path.write_bytes(updated(path, sentences))
        print(path)


if __name__ == "__main__":
    main()
