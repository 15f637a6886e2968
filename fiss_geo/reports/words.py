"""The words of the reports in Finnish, Swedish and English, and figures as people read them."""

from typing import Final

import pandas as pd

from fiss_geo import reference
from fiss_geo.decision_schemas import UNKNOWN_AREA
from fiss_geo.maps.disclosure import clean

LANGUAGES: Final = ("fi", "sv", "en")
DASH: Final = "–"
_NARROW_SPACE: Final = "\u202f"
_MANY: Final = 100


class Words:
    """The words and names of one language.

    Parameters
    ----------
    language : {"fi", "sv", "en"}

    Raises
    ------
    ValueError
        If there is no such language.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f'language is "{language}"; expected {", ".join(LANGUAGES)}')
        self.language = language
        words = reference.report_words()
        self._words = dict(zip(words["key"], words[language], strict=True))
        self._names = {
            "region": _names(reference.regions(), "region_code", "region_name_", language),
            "park": _names(reference.parks(), "park_id", "name_", language),
            "material": _names(reference.material_groups(), "material_group", "name_", language),
            "measure": _measures(language),
        }

    def say(self, key: str, **values: object) -> str:
        """Give a sentence with its values in place; a key that is unknown is an error."""
        return self._words[key].format(**values)

    def name(self, kind: str, code: object) -> str:
        """Name a region, park or material; a code without a name stands for itself."""
        if code is None or code is pd.NA or code != code or code == UNKNOWN_AREA:  # noqa: PLR0124 - NaN
            return self.say("not_known")
        return self._names[kind].get(str(code), clean(str(code)))

    def cell(self, column: str, value: object) -> str:
        """Write a cell of a table for people."""
        kind = _KINDS.get(column)
        if kind is not None:
            return self.name(kind, value)
        if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
            return DASH
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, int | float):
            return self.kilometres(value) if column.endswith("_km") else self.figure(value)
        text = clean(str(value))
        if column not in _SAID:
            return text
        return "; ".join(self._words.get(part, part) for part in text.split("; "))

    def figure(self, value: float) -> str:
        """Write a figure as :func:`figure`, with the decimal sign of the language."""
        return self._decimal(figure(value))

    def kilometres(self, value: float) -> str:
        """Write a distance as :func:`kilometres`, with the decimal sign of the language."""
        return self._decimal(kilometres(value))

    def _decimal(self, text: str) -> str:
        return text if self.language == "en" else text.replace(".", ",")


_KINDS: Final = {
    "region_code": "region", "offer_region_code": "region", "need_region_code": "region",
    "material_group": "material", "neighbour_park_id": "park", "measure": "measure",
}  # fmt: skip
_SAID: Final = ("role", "place_in_plan", "limit_note", "home_note")


def _names(table: pd.DataFrame, code: str, stem: str, language: str) -> dict[str, str]:
    """Names by code; where a language has none, the Finnish one."""
    names = table[f"{stem}{language}"].fillna(table[f"{stem}fi"])
    return {str(key): str(name) for key, name in zip(table[code], names, strict=True)}


def _measures(language: str) -> dict[str, str]:
    """Name the measures with their units."""
    table = reference.benefit_measures()
    named = table[f"name_{language}"] + ", " + table["unit"]
    return dict(zip(table["measure"], named, strict=True))


def kilometres(value: float) -> str:
    """Write a distance: whole from 10 km on.

    >>> kilometres(13.92), kilometres(0.56)
    ('14', '0.6')
    """
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 - digits that count


def figure(value: float) -> str:
    """Write a figure: whole from 100 on, else at most two decimals, and never 0 for a small one.

    Whole tonnes and no rounding to digits that count: sums must be seen to add up.

    >>> [figure(value).replace(_NARROW_SPACE, " ") for value in (1234567.8, 12.345, 4, 0.0, 0.0042)]
    ['1 234 568', '12.35', '4', '0', '0.0042']
    """
    if abs(value) >= _MANY:
        text = f"{value:,.0f}"
    elif value and abs(value) < 0.005:  # noqa: PLR2004 - would round to 0.00
        text = f"{value:.2g}"
    else:
        text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(",", _NARROW_SPACE)
