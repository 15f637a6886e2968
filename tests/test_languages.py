"""The site's languages: every sentence said in each, whole, with its places and its plurals."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import site_pages as pages
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from fiss_geo.maps import numbers
from fiss_geo.maps.languages import CODES, LOCALE, language

_PLACE = re.compile(r"%\(\w+\)s|%%|\{\w+\}")


def _script() -> ModuleType:
    path = Path(__file__).parents[1] / "scripts" / "update_catalogues.py"
    spec = importlib.util.spec_from_file_location("update_catalogues", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _catalogue(code: str) -> Catalog:
    with (LOCALE / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def test_the_catalogues_are_what_the_script_writes() -> None:
    script = _script()
    sentences = script.template()
    for path in sorted(LOCALE.glob("*.po")):
        assert script.updated(path, sentences) == path.read_bytes(), path


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_every_sentence_is_said_with_all_its_places(code: str) -> None:
    catalogue = _catalogue(code)
    assert catalogue.num_plurals == 2
    messages = [message for message in catalogue if message.id]
    assert len(messages) > 300
    for message in messages:
        own: Any = message.id
        ids = own if isinstance(own, tuple) else (own,)
        string: Any = message.string
        said = string if isinstance(string, tuple) else (string,)
        assert all(said), message.id
        assert not message.fuzzy
        assert len(ids) == len(said)
        for text in said:
            expected = set(_PLACE.findall(ids[-1]))
            if len(ids) == 2:  # the singular may leave its 1 out
                assert set(_PLACE.findall(text)) <= expected, message.id
            else:
                assert set(_PLACE.findall(text)) == expected, message.id


def test_plurals_and_decimal_commas_follow_the_language() -> None:
    said = {code: language(code) for code in CODES}
    one, many = "%(num)s flow", "%(num)s flows"
    assert [said[code].catalogue.ngettext(one, many, 1) % {"num": 1} for code in CODES] == [
        "1 virta", "1 flöde", "1 flow",
    ]  # fmt: skip
    assert [said[code].catalogue.ngettext(one, many, 2) % {"num": 2} for code in CODES] == [
        "2 virtaa", "2 flöden", "2 flows",
    ]  # fmt: skip
    assert [said[code].figures("7.6") for code in CODES] == ["7,6", "7,6", "7.6"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.publish_toy(tmp_path_factory.mktemp("languages") / "site").parents[1]


@pytest.mark.parametrize("code", CODES)
def test_every_page_stands_in_every_language(site: Path, code: str) -> None:
    names = {path.relative_to(site / code) for path in (site / code).rglob("*.html")}
    assert names == {path.relative_to(site / "en") for path in (site / "en").rglob("*.html")}
    for page in (site / code).rglob("*.html"):
        tags = pages.tags(page)
        assert dict(tags)["html"]["lang"] == code
        others = {a["hreflang"]: a["href"] for tag, a in tags if tag == "link" and "hreflang" in a}
        assert set(others) == set(CODES)
        for other, href in others.items():
            assert (page.parent / str(href)).resolve() == (
                site / str(other) / page.relative_to(site / code)
            )


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("fi", ("7,6", "väli 5,3\u201311", "26 000 t/v", "sama materiaaliryhmä (tuhka)",
                "pääteitä pitkin", "0,80", "tarjonta; tarpeen määrää ei tunneta", "Länsimaa")),
        ("sv", ("7,6", "intervall 5,3\u201311", "26 000 t/år", "samma materialgrupp (aska)",
                "längs huvudvägar", "0,80", "utbudet; behovet har ingen siffra")),
    ],
)  # fmt: skip
def test_figures_and_reasons_are_said_in_the_language(
    site: Path, code: str, parts: tuple[str, ...]
) -> None:
    text = pages.text(site / code / "candidates.html").replace(numbers.THIN_SPACE, " ")
    for part in parts:
        assert part in text, part
    script = (site / "data" / f"words.{code}.js").read_text("utf-8")
    assert f'same material group (ash)":"{parts[3]}' in script


def test_no_language_tells_more_than_another(site: Path) -> None:
    """The tables are one for all languages; the words of each name the same codes."""
    import json  # noqa: PLC0415

    assert sorted(path.name for path in (site / "data").glob("*.js")) == [
        "base.js", "candidates.js", "flows.js", "roads.js",
        "words.en.js", "words.fi.js", "words.sv.js",
    ]  # fmt: skip
    spoken = {}
    for code in CODES:
        line = (site / "data" / f"words.{code}.js").read_text("utf-8").splitlines()[1]
        spoken[code] = json.loads(line.split(" = ", 1)[1].rstrip(";"))
    for kind in ("regions", "municipalities", "materials", "parks", "sentences"):
        assert len({tuple(sorted(spoken[code][kind])) for code in CODES}) == 1


def test_the_first_page_leads_to_the_publishers_language(site: Path) -> None:
    text = (site / "index.html").read_text("utf-8")
    assert 'content="0; url=fi/index.html"' in text
    for code in CODES:
        assert f'href="{code}/index.html"' in text
