"""Finnish words by Voikko's dictionary, where a caller asks for it: base forms, seams of compounds.

An extra, since the dictionary is a program of the system, and its edition may change results.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_INSTALL: Final = (
    "Finnish lemmas need Voikko, of which {} is missing; install it with: "
    'pip install "fiss-geo[voikko]" and, on Debian or Ubuntu, apt install libvoikko1 voikko-fi '
    "(elsewhere: https://voikko.puimula.org); "
    "or leave out lemmas (--lemmas)"
)
# Of several readings of a word the resource is a thing, or how it is, hardly ever what it does.
_CLASSES: Final = ("nimisana", "nimisana_laatusana", "laatusana")


@cache
def dictionary() -> Any:  # noqa: ANN401 - the package has no types
    """Open the dictionary.

    Raises
    ------
    ImportError
        With the line that installs what is missing: the package, the library or the dictionary.
    """
    try:
        import libvoikko  # noqa: PLC0415 - an extra
    except ImportError:
        raise ImportError(_INSTALL.format("the package libvoikko")) from None
    try:
        return libvoikko.Voikko("fi")
    except OSError:
        raise ImportError(_INSTALL.format("the library libvoikko1")) from None
    except libvoikko.VoikkoException:
        raise ImportError(_INSTALL.format("the dictionary voikko-fi")) from None


@cache
def _reading(word: str) -> dict[str, str] | None:
    """Choose one reading of a word: a noun, of the fewest parts, the first by the alphabet."""
    readings: list[dict[str, str]] = dictionary().analyze(word)
    return min(readings, key=_unlikeliness, default=None)


def _unlikeliness(reading: dict[str, str]) -> tuple[bool, int, str]:
    is_other = reading.get("CLASS") not in _CLASSES
    return is_other, reading.get("STRUCTURE", "").count("="), reading.get("BASEFORM", "")


def base_form(word: str) -> str | None:
    """Give the base form of a word; None where the dictionary does not know it."""
    reading = _reading(word)
    return None if reading is None else reading.get("BASEFORM", word).casefold()


def seams(word: str) -> "Sequence[int] | None":
    """Give the places where a compound parts; None where the dictionary does not know the word."""
    reading = _reading(word)
    if reading is None:
        return None
    parts = reading.get("STRUCTURE", "").split("=")[1:-1]
    places, at = [], 0
    for part in parts:
        at += len(part)
        places.append(at)
    return places
