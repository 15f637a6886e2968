"""draw: one file, nothing asked of any host, names as text."""

import re
from dataclasses import replace
from pathlib import Path

import folium
import map_tables as toy
import pytest

from fiss_geo.maps.draw import draw
from fiss_geo.regions.boundaries import embedded


def _flows() -> object:
    return toy.located_flows(
        toy.flow("O1", organisation="</script><script>alert(1)</script>", note="`${alert(1)}`"),
        toy.flow("O2", status="planned", location_precision="municipality"),
        toy.flow("N1", toy.EAST, role="need", confidence="low"),
        toy.flow("N2", None, role="need", location_precision="none"),
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("draw") / "map.html"
    draw(_flows(), toy.ranking(toy.candidate(1, "O1", "N1")), path=path)
    return path.read_text(encoding="utf-8")


def test_it_is_a_folium_map_that_shows_itself_in_a_notebook() -> None:
    drawn = draw(_flows())
    assert isinstance(drawn, folium.Map)
    assert "<iframe" in drawn._repr_html_()


def test_the_file_asks_nothing_of_any_host(page: str) -> None:
    loaded = re.findall(r'(?:src|href)\s*=\s*"([^"]*)"', page)
    assert len(loaded) == 2
    assert all(address.startswith("data:text/") for address in loaded)
    assert "url(http" not in page
    assert "cdn." not in page


def test_folium_itself_is_left_as_it_was() -> None:
    addresses = [url for _, url in folium.Map.default_js]
    draw(_flows())
    assert [url for _, url in folium.Map.default_js] == addresses
    assert not any(url.startswith("data:") for url in addresses)


def test_names_cannot_end_the_script(page: str) -> None:
    assert "<script>alert" not in page
    assert "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)" in page


def test_flows_at_one_place_share_a_sign_and_those_without_a_place_are_not_drawn(page: str) -> None:
    assert page.count('"flows":[') == 2
    assert '"id":"O2"' in page
    assert '"id":"N2"' not in page


def test_figures_are_as_on_the_site(page: str) -> None:
    assert '"km_text":"123 ± 8\u202fkm"' in page
    assert "Approximate boundaries" in page


def test_the_same_tables_give_the_same_bytes(tmp_path: Path, page: str) -> None:
    path = tmp_path / "again.html"
    draw(_flows(), toy.ranking(toy.candidate(1, "O1", "N1")), path=path)
    assert path.read_text(encoding="utf-8") == page


def test_the_old_file_stays_whole_until_the_new_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "map.html"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        draw(_flows(), path=path)
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["map.html"]


def test_a_map_of_nothing_is_still_a_map() -> None:
    assert '"places":[]' in draw(toy.located_flows(), toy.ranking()).get_root().render()


def test_the_boundaries_that_were_chosen_are_outlined_and_named() -> None:
    ground = toy.two_regions()
    own = replace(
        embedded(),
        regions=ground.regions,
        title="Our borders",
        attribution="Surveyors",
        is_approximate=False,
    )
    page = draw(_flows(), boundaries=own).get_root().render()
    assert "Boundaries: Our borders, Surveyors" in page
    assert "Approximate boundaries" not in page
    assert page.count("[[") < draw(_flows()).get_root().render().count("[[")
