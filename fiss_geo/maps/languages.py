"""The languages of the site: Finnish, Swedish and English, each with its words and its figures.

The words stand in gettext catalogues, ``locale/fi.po`` and ``locale/sv.po``; English is what the
templates and ``words.py`` say themselves. Catalogues are read as they are and compiled in memory,
so that what is shown is what stands in the file, and no compiled copy can be out of date.
"""

import functools
import gettext
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CODES: Final = ("fi", "sv", "en")
LOCALE: Final = Path(__file__).resolve().parent / "locale"

_NAMES: Final = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
_DECIMAL_POINT: Final = re.compile(r"(?<=\d)\.(?=\d)")
# Whose name is taken where one's own is missing.
_NEXT_BEST: Final = {"fi": ("fi", "en", "sv"), "sv": ("sv", "fi", "en"), "en": ("en", "fi", "sv")}


@dataclass(frozen=True, eq=False)
class Language:
    """One language of the site.

    Attributes
    ----------
    code : str
        ``fi``, ``sv`` or ``en``.
    name : str
        What the language calls itself.
    catalogue : gettext.NullTranslations
        Its words.
    """

    code: str
    name: str
    catalogue: gettext.NullTranslations

    @functools.cached_property
    def _known(self) -> dict[str, str]:
        """What has been said before: the same few sentences stand on every page."""
        return {}

    def say(self, text: str) -> str:
        """Translate a sentence of ours, or one that a stage wrote; what is not known stays.

        >>> language("sv").say("not known"), language("fi").say("Oy Ab")
        ('inte känt', 'Oy Ab')
        """
        if text not in self._known:
            self._known[text] = self.catalogue.gettext(text) if text else ""
        return self._known[text]

    def figures(self, text: str) -> str:
        """Write figures as the language does: with a decimal comma in Finnish and Swedish.

        >>> language("fi").figures("7.6 (5.3-11)"), language("en").figures("7.6")
        ('7,6 (5,3-11)', '7.6')
        """
        return text if self.code == "en" else _DECIMAL_POINT.sub(",", text)

    def name_of(self, names: dict[str, str]) -> str:
        """Choose a name in this language, else in the next best one.

        >>> language("sv").name_of({"fi": "Kuona", "en": "Slag"})
        'Kuona'
        """
        return next((names[code] for code in _NEXT_BEST[self.code] if names.get(code)), "")


@functools.cache
def language(code: str) -> Language:
    """Read a language's words; each file once.

    Parameters
    ----------
    code : {"fi", "sv", "en"}

    Returns
    -------
    Language
    """
    if code == "en":
        return Language(code, _NAMES[code], gettext.NullTranslations())
    with (LOCALE / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code, _NAMES[code], gettext.GNUTranslations(compiled))
