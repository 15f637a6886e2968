"""The voice of the pages: templates that speak every language, and the signs drawn in them."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Final

import jinja2
from markupsafe import Markup

from fiss_geo.maps import numbers, words
from fiss_geo.maps.languages import CODES, Language, language
from fiss_geo.maps.rows import Row


@functools.cache  # compiling the templates takes a second, and nothing in them changes
def environment() -> jinja2.Environment:
    """Make the template environment: everything escaped, a missing name an error.

    The words come with what a template is given (:func:`voice`), so that one compiled template
    speaks every language.

    Returns
    -------
    jinja2.Environment
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.globals.update(
        words=words, symbol=_symbols(made),
        tongues=[language(code) for code in CODES],
    )  # fmt: skip
    return made


def voice(tongue: Language) -> Row:
    """Give what a template speaks one language with.

    Parameters
    ----------
    tongue : Language

    Sentences without a value are made once: the same few hundred stand on every page.

    Returns
    -------
    dict
    """
    catalogue = tongue.catalogue

    @functools.cache
    def said(text: str) -> Markup:
        return Markup(catalogue.gettext(text))  # noqa: S704 - a constant of the templates

    @functools.cache
    def plain(text: str) -> Markup:
        return said(text) % {}  # as with values, so that %% is one sign

    def gettext(text: str, **values: object) -> Markup:
        return said(text) % values if values else plain(text)

    def ngettext(one: str, several: str, num: int, **values: object) -> Markup:
        sentence = Markup(catalogue.ngettext(one, several, num))  # noqa: S704 - likewise
        return sentence % {"num": num, **values}

    return {
        "gettext": gettext, "ngettext": ngettext, "_": gettext,
        "tongue": tongue, "tonnes": lambda value: tongue.figures(numbers.mass(value, "").strip()),
    }  # fmt: skip


def _symbols(made: jinja2.Environment) -> Callable[..., Markup]:
    """Draw each kind of sign once; pages repeat them by the hundred."""
    template = made.from_string(_SYMBOL)

    @functools.cache
    def symbol(
        role: str, status: str = "in_use", confidence: str = "high", place: str = "site"
    ) -> Markup:
        is_exact = place in words.EXACT_PRECISIONS
        return Markup(  # noqa: S704 - the template has escaped what it was given
            template.render(role=role, status=status, is_low=confidence == "low", is_exact=is_exact)
        )

    return symbol


_SYMBOL: Final = """<svg class="symbol" viewBox="0 0 24 24" width="20" height="20" \
aria-hidden="true" focusable="false">
{%- if not is_exact %}<circle class="halo" cx="12" cy="12" r="10.5"/>{% endif -%}
<g class="mark mark-{{ role }} is-{{ status }}{{ " is-low" if is_low }}">
{%- if role == "offer" %}<rect x="6" y="6" width="12" height="12" rx="1"/>
{%- else %}<circle cx="12" cy="12" r="6.5"/>{% endif %}
{%- if status == "available" %}<circle class="dot" cx="12" cy="12" r="2.4"/>{% endif %}
{%- if status == "ended" %}<path class="cross" d="M8.5 8.5l7 7m0-7l-7 7"/>{% endif %}
{%- if status == "unknown" %}<text class="ask" x="12" y="15.6">?</text>{% endif -%}
</g></svg>"""
