"""Finnish names by Voikko's dictionary, where it is asked for."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import toy
from click.testing import CliRunner

from fiss_geo import locate, match
from fiss_geo.cli import cli
from fiss_geo.exports import write_table
from fiss_geo.matching import voikko
from fiss_geo.matching.glossary import glossary
from fiss_geo.matching.meaning import meaning
from fiss_geo.matching.stems import languages, seams, stem


def _is_installed() -> bool:
    try:
        voikko.dictionary()
    except ImportError:
        return False
    return True


needs_voikko = pytest.mark.skipif(
    not _is_installed(), reason="Voikko is not installed; `make programs` does it as root on Debian"
)


def _materials(name: str, lemmas: str) -> set[str]:
    found = meaning(name, languages(lemmas)).materials
    return {str(glossary().ids[term]) for term, weight in found.items() if weight >= 0.9}


@needs_voikko
def test_base_forms_and_seams_are_the_dictionary_s() -> None:
    finnish = languages("voikko")[0]
    forms = ("rae", "rakeen", "rakeita", "rakeisiin")
    assert {stem(form, finnish) for form in forms} == {"rae"}
    assert stem("hapan", finnish) != stem("happi", finnish)
    assert list(seams("masuunikuonajauheesta", finnish)) == [7, 12]
    assert list(seams("kuona", finnish)) == []
    # What the dictionary does not know goes by its endings, as without it.
    assert stem("xyzzyn", finnish) == stem("xyzzyn", "fi")
    assert list(seams("xyzzykuona", finnish)) == list(seams("xyzzykuona", "fi"))


@needs_voikko
@pytest.mark.parametrize(
    ("name", "by_endings", "by_dictionary"),
    [
        ("Hylsyjä", set(), {"paper_cores"}),
        ("Naudan vuotia parkitukseen", {"cattle_hides", "hides_and_skins"}, {"hides_and_skins"}),
        ("Olkia", {"straw"}, set()),  # shoulders as well as straws: not always the better
        ("Teräskuonaa", {"steel_slag"}, {"steel_slag"}),
        ("Rostfri stålslagg", {"steel_slag"}, {"steel_slag"}),
    ],
)
def test_what_the_dictionary_changes(
    name: str, by_endings: set[str], by_dictionary: set[str]
) -> None:
    assert _materials(name, "snowball") == by_endings
    assert _materials(name, "voikko") == by_dictionary


@needs_voikko
def test_the_dictionary_is_asked_on_the_command_line_too(tmp_path: Path) -> None:
    flows = toy.flows(
        {"resource_name": "Hylsyjä"}, {"role": "need", "resource_name": "Paper cores"}
    )
    located = locate(flows, toy.municipalities(), toy.parks())
    assert match(located).empty
    assert len(match(located, lemmas="voikko")) == 1
    write_table(located, tmp_path / "flows.parquet")
    asked = ["match", str(tmp_path / "flows.parquet"), "--out", str(tmp_path / "c.csv")]
    result = CliRunner().invoke(cli, [*asked, "--lemmas", "voikko"])
    assert "matched 1 candidate" in result.output


class _Failure(Exception):  # noqa: N818 - stands for the package's own
    pass


@pytest.mark.parametrize(
    ("error", "missing"),
    [(None, "package libvoikko"), (OSError, "library libvoikko1"), (_Failure, "dictionary")],
)
def test_what_is_missing_is_said_with_the_line_that_installs_it(
    error: type[Exception] | None, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: str) -> None:
        assert error is not None
        raise error

    package = None if error is None else SimpleNamespace(Voikko=fails, VoikkoException=_Failure)
    monkeypatch.setitem(sys.modules, "libvoikko", package)
    voikko.dictionary.cache_clear()
    flows = locate(toy.flows({}, {"role": "need"}), toy.municipalities(), toy.parks())
    said = rf'the {missing}.* is missing; install it with: pip install "fiss-geo\[voikko\]"'
    with pytest.raises(ImportError, match=said):
        match(flows, lemmas="voikko")
    assert len(match(flows)) == 1  # by default it is not asked
    voikko.dictionary.cache_clear()


def test_another_choice_is_refused() -> None:
    with pytest.raises(ValueError, match='lemmas is "hunspell"; expected snowball or voikko'):
        languages("hunspell")
