"""Who publishes a site: its title, logo, colours, address and language, from a small TOML.

Everything has a default; a site without this file is whole.
"""

import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.maps.languages import CODES
from fiss_geo.maps.words import N_

TITLE: Final = N_("Industrial symbioses in Finland")
COLOURS: Final = ("brand", "highlight")
"""The two colours that a publisher may choose; text stands in both, on white."""

LEAST_CONTRAST: Final = 4.5
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_LOGOS: Final = (".svg", ".png", ".webp")


@dataclass(frozen=True)
class Tiles:
    """A background map that a visitor may ask for, in the tile matrix ETRS-TM35FIN (JHS 180).

    Attributes
    ----------
    url : str
        With ``{z}``, ``{x}``, ``{y}``; https.
    attribution : str
    """

    url: str
    attribution: str

    @property
    def origin(self) -> str:
        """Scheme and host, for the content security policy."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Publisher:
    """Whose site it is.

    Attributes
    ----------
    title : dict of str to str
        Name of the site by language; a language that is missing has the default.
    language : {"fi", "sv", "en"}
        Where a visitor without a language of their own starts.
    name, contact : str
        Of the publisher, for the accessibility statement; an e-mail or web address.
    base_url : str
        Where the site will stand, ending in ``/``; for feeds, search engines and previews.
    logo : pathlib.Path, optional
        SVG, PNG or WebP.
    colours : dict of str to str
        ``brand`` and ``highlight`` as ``#rrggbb``.
    tiles : Tiles, optional
    """

    title: dict[str, str] = field(default_factory=dict)
    language: str = "fi"
    name: str = ""
    contact: str = ""
    base_url: str = ""
    logo: Path | None = None
    colours: dict[str, str] = field(default_factory=dict)
    tiles: Tiles | None = None

    def __post_init__(self) -> None:
        """Refuse what would break pages."""
        faults = [sentence for sentence in self._faults() if sentence]
        if faults:
            raise ValueError("; ".join(faults))

    def _faults(self) -> list[str]:
        found = [
            ""
            if self.language in CODES
            else f'language is "{self.language}"; expected fi, sv or en',
            "" if set(self.title) <= set(CODES) else "title: expected texts for fi, sv and en",
            _address_fault("base_url", self.base_url),
            "" if not self.base_url or self.base_url.endswith("/") else "base_url: end it with /",
        ]
        if self.logo is not None and self.logo.suffix.lower() not in _LOGOS:
            found.append(f"logo is {self.logo.name}; expected an SVG, PNG or WebP")
        if self.tiles is not None:
            found.append(_tiles_fault(self.tiles.url))
        return found + [_colour_fault(name, value) for name, value in self.colours.items()]

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read a publisher; the logo's file name is relative to the TOML's folder.

        Raises
        ------
        fiss_geo.errors.MissingFile, fiss_geo.errors.BadInput
        """
        if not path.is_file():
            raise MissingFile(f"{path}: there is no such file")
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(**_from_values(values, path.parent))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, ValueError) as error:
            raise BadInput([Fault(path.name, None, None, "", str(error))]) from None


def _from_values(values: dict[str, Any], folder: Path) -> dict[str, Any]:
    known = [one.name for one in fields(Publisher)]
    unknown = [name for name in values if name not in known]
    if unknown:
        raise ValueError(f'"{unknown[0]}" is not known; expected one of {", ".join(known)}')
    given = dict(values)
    if isinstance(given.get("title"), str):
        given["title"] = dict.fromkeys(CODES, given["title"])
    if "logo" in given:
        given["logo"] = folder / str(given["logo"])
        if not given["logo"].is_file():
            raise ValueError(f"logo: there is no file {given['logo']}")
    if "tiles" in given:
        given["tiles"] = Tiles(**given["tiles"])
    return given


def contrast_with_white(colour: str) -> float:
    """Give the contrast of a colour with white, as WCAG 2.1 reckons it.

    >>> contrast_with_white("#ffffff"), round(contrast_with_white("#002e5f"), 1)
    (1.0, 13.5)
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]  # noqa: PLR2004
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _colour_fault(name: str, value: str) -> str:
    if name not in COLOURS:
        return f'colour "{name}" is not known; expected {" or ".join(COLOURS)}'
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        return f'colour {name} is "{value}"; expected #rrggbb'
    contrast = contrast_with_white(value)
    if contrast < LEAST_CONTRAST:
        return (
            f"colour {name} {value} has a contrast of {contrast:.1f} with white; "
            "choose a darker one (4.5 or more)"
        )
    return ""


def _address_fault(name: str, value: str) -> str:
    if not value:
        return ""
    parts = urlsplit(value)
    is_web = parts.scheme in ("https", "http") and bool(parts.netloc)
    return (
        ""
        if is_web and not set(value) & set(" \"'<>")
        else f'{name} is "{value}"; expected an https address'
    )


def _tiles_fault(url: str) -> str:
    parts = urlsplit(url)
    has_places = all(part in url for part in ("{z}", "{x}", "{y}"))
    is_plain = re.fullmatch(r"[\w.-]+(:\d+)?", parts.netloc) is not None
    if parts.scheme == "https" and is_plain and has_places:
        return ""
    return f'tiles.url is "{url}"; expected an https address with {{z}}, {{x}} and {{y}}'
