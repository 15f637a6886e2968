"""publish: what reaches the pages, what never does, and that the site is whole."""

import hashlib
import re
from pathlib import Path

import map_tables as toy
import pandas as pd
import pytest
import site_pages as pages

from fiss_geo import reference
from fiss_geo.errors import BadTable
from fiss_geo.maps import content as pages_module
from fiss_geo.maps import numbers, site

VENDORED = Path(site.__file__).parent / "vendor" / "leaflet"
TABLE_KINDS = ("index", "candidates", "flows", "showcase", "methods", "regions/01", "parks/p1")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.publish_toy(tmp_path_factory.mktemp("plain") / "site").parent


def test_the_site_has_a_page_of_every_kind(published: Path) -> None:
    for name in (*TABLE_KINDS, "regions/02"):
        assert (published / f"{name}.html").is_file(), name


def test_figures_are_written_as_far_as_they_are_known(published: Path) -> None:
    text = pages.text(published / "candidates.html").replace(numbers.THIN_SPACE, " ")
    for part in (
        "123 ± 8 km", "along main roads", "7.6", "range 5.3\u201311", "26 000 t/a", "0.80",
        "same material group (ash)", "the offer; the need has no figure",
    ):  # fmt: skip
        assert part in text, part


def test_benefit_and_cost_stand_with_their_range_as_one(tmp_path: Path) -> None:
    pair = toy.candidate(
        1, "O1", "N1", net_benefit_kg_co2e_per_t=12.3, net_benefit_low_kg_co2e_per_t=-8.04,
        net_benefit_high_kg_co2e_per_t=16.2, transport_cost_eur_per_t=5.0,
        transport_cost_low_eur_per_t=4.0, transport_cost_high_eur_per_t=7.12,
    )  # fmt: skip
    front = pages.publish_toy(tmp_path / "site", ranking=toy.ranking(pair))
    text = pages.text(front.parent / "candidates.html")
    assert "Net benefit: 12 (-8.0 … 16) kg CO₂e/t" in text
    assert "Transport cost (illustrative): 5.0 (4.0–7.1) €/t" in text
    finnish = pages.text(front.parent.parent / "fi" / "candidates.html")
    assert "Nettohyöty: 12 (-8,0 … 16) kg CO₂e/t" in finnish
    words = (front.parent.parent / "data" / "words.en.js").read_text(encoding="utf-8")
    assert "low end" not in words


def test_what_is_not_known_is_said_and_never_nought(tmp_path: Path) -> None:
    nothing = dict.fromkeys(
        ("road_distance_km", "distance_uncertainty_km", "transport_wtw_kg_co2e_per_t",
         "transport_wtw_low_kg_co2e_per_t", "transport_wtw_high_kg_co2e_per_t", "mass_t_per_a")
    )  # fmt: skip
    row = toy.candidate(
        1, "O1", "N1", distance_method="none", no_route_reason="no road joins the two places",
        no_emissions_reason="the road distance is not known", **nothing,
    )  # fmt: skip
    folder = pages.publish_toy(tmp_path / "site", ranking=toy.ranking(row)).parent
    page = (folder / "candidates.html").read_text(encoding="utf-8")
    assert page.count('class="unknown">\u2013 not known') == 3
    assert "no road joins the two places" in page
    assert "\u2013 quantity not known" in (folder / "flows.html").read_text(encoding="utf-8")


def test_a_side_stream_is_never_called_for_sale(tmp_path: Path) -> None:
    flows = toy.located_flows(toy.flow("O1", status="available"))
    folder = pages.publish_toy(tmp_path / "site", flows=flows, ranking=toy.ranking()).parent
    assert "goes to disposal, a heap or storage today" in pages.text(folder / "flows.html")
    for page in folder.rglob("*.html"):
        assert "available" not in pages.text(page)
        assert not re.search(
            r"for sale(?! here)", pages.text(page).replace("nothing here is for sale", "")
        )


def test_the_pages_tell_their_limits_and_their_sources(published: Path) -> None:
    text = pages.text(published / "methods.html")
    for part in (
        "approximate boundaries", "aligned with EN ISO 14083:2023, not a certified calculation",
        "© OpenStreetMap contributors", "ODbL", "GeoNames", "CC BY 4.0", "Posti", "Natural Earth",
    ):  # fmt: skip
        assert part in text, part
    assert "Approximate boundaries" in pages.text(published / "index.html")


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    first = pages.all_bytes(pages.publish_toy(tmp_path / "a").parent)
    flows = toy.located_flows(  # the same rows in another order
        toy.flow("N1", toy.EAST, role="need", organisation="Works Oy", region_code="02"),
        toy.flow("O1", park_id="p1"),
    )
    assert pages.all_bytes(pages.publish_toy(tmp_path / "b", flows=flows).parent) == first


def test_a_table_that_breaks_its_contract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="column rank is missing"):
        pages.publish_toy(tmp_path / "site", ranking=toy.ranking().drop(columns="rank"))


def test_every_internal_link_leads_somewhere_and_no_asset_is_elsewhere(published: Path) -> None:
    for page in published.rglob("*.html"):
        tags = pages.tags(page)
        ids = {attributes.get("id") for _, attributes in tags}
        for tag, attributes in tags:
            for target in filter(None, (attributes.get("href"), attributes.get("src"))):
                if target.startswith("#"):
                    assert target[1:] in ids, (page, target)
                elif "://" in target:
                    assert tag == "a", (page, target)
                else:
                    assert (page.parent / target).is_file(), (page, target)


def test_ids_are_used_once_and_every_page_has_its_landmarks(published: Path) -> None:
    for page in published.rglob("*.html"):
        tags = pages.tags(page)
        ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
        assert len(ids) == len(set(ids)), page
        names = [tag for tag, _ in tags]
        framed = page.stem == "embed"
        for tag in ("html", "title", "h1", "main", *(() if framed else ("nav", "footer"))):
            assert tag in names, (page, tag)
        assert names.count("h1") == names.count("main") == 1
        assert dict(tags)["html"]["lang"] == "en"
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in page.read_text("utf-8")


@pytest.mark.parametrize("kind", ["nothing", "no place", "no candidates"])
def test_pages_stay_sensible_with_little_to_say(tmp_path: Path, kind: str) -> None:
    tables = {
        "nothing": {"flows": toy.located_flows(), "ranking": toy.ranking(),
                    "parks": toy.parks(), "showcase": toy.stories()},
        "no place": {"flows": toy.located_flows(
            toy.flow("O1", None, location_precision="none", region_code=None, area_method="none"),
            toy.flow("N1", role="need"))},
        "no candidates": {"ranking": toy.ranking()},
    }[kind]  # fmt: skip
    folder = pages.publish_toy(tmp_path / "site", **tables).parent
    for page in folder.rglob("*.html"):
        assert not re.search(r"\b(nan|None|NaT|<NA>)\b", pages.text(page)), page
    if kind != "no place":
        assert "There are no candidates to show." in pages.text(folder / "candidates.html")
    if kind == "no place":
        assert "place not known" in pages.text(folder / "flows.html")


def test_what_is_left_out_is_counted_in_flows_and_tonnes(tmp_path: Path) -> None:
    flows = toy.located_flows(toy.flow("O1", status="ended", mass_t_per_a=1234.0))
    folder = pages.publish_toy(tmp_path / "site", flows=flows, ranking=toy.ranking()).parent
    text = pages.text(folder / "methods.html").replace(numbers.THIN_SPACE, " ")
    assert "the flow has ended 1 1 230 t/a" in text


def test_public_sources_are_claimed_only_where_all_have_one(tmp_path: Path) -> None:
    unsourced = toy.located_flows(
        toy.flow("O1", source_url=None), toy.flow("N1", toy.EAST, role="need")
    )
    claims = re.compile(
        r"(computation|streams) from public|from a public source|each with its source\."
    )
    for name, values, is_claimed in (
        ("sourced", {}, True),
        ("unsourced", {"flows": unsourced}, False),
        ("internal", {"edition": "internal"}, False),
    ):
        folder = pages.publish_toy(tmp_path / name, **values).parent
        texts = [pages.text(p) for p in sorted(folder.rglob("*.html")) if p.stem != "showcase"]
        assert any(map(claims.search, texts)) is is_claimed, name
        named = "Facts typed from the public sources named beside each of them."
        assert (named in pages.text(folder / "methods.html")) is is_claimed
    stories = toy.stories({"source_url": None})
    folder = pages.publish_toy(tmp_path / "story", showcase=stories).parent
    assert "public sources" not in pages.text(folder / "showcase.html").split("Possible", 1)[0]
    assert "told with their sources" not in pages.text(folder / "index.html")


@pytest.mark.parametrize(
    ("stated", "code", "shown"),
    [
        (None, "049", "Espoo"),
        ("Esbo", "049", "Esbo"),
        ("Turkku", "049", "Espoo"),
        ("Turkku", None, "Turkku"),
        (None, None, ""),
    ],
)
def test_a_place_is_named_by_where_it_was_located(
    tmp_path: Path, stated: str | None, code: str | None, shown: str
) -> None:
    values = {"municipality_name": stated, "municipality_code": code}
    flows = toy.located_flows(
        toy.flow("O1", toy.WEST, **values), toy.flow("N1", toy.EAST, role="need", **values)
    )
    folder = pages.publish_toy(tmp_path / "site", flows=flows).parent
    place = f"{shown} , Westland" if shown else "Westland"
    assert f"in use today {place}" in pages.text(folder / "flows.html").replace(
        "goes to recovery or a known user today", "in use today"
    )
    candidate = f"{shown}, Westland" if shown else "Ash Westland"
    assert candidate in pages.text(folder / "candidates.html")
    assert "\u2013 ," not in pages.everything(folder)


def test_a_state_that_is_not_known_has_a_sign_of_its_own(published: Path) -> None:
    legend = (published / "index.html").read_text("utf-8").split('class="signs"')[1]
    signs = {
        name: legend.split(f"{name}</li>")[0].rsplit("<svg", 1)[1]
        for name in ("planned", "state not known")
    }
    assert ">?</text>" in signs["state not known"]
    assert ">?</text>" not in signs["planned"]


def test_one_of_a_thing_is_told_in_the_singular(published: Path) -> None:
    for page in published.rglob("*.html"):
        found = re.findall(r"\b1 (?:offers|needs|flows|candidates|stories)\b", pages.text(page))
        assert not found, page
    assert "The one candidate." in pages.text(published / "candidates.html")


def test_a_sum_says_what_most_of_it_is(tmp_path: Path) -> None:
    rock = toy.flow("O1", material_group="mine_rock_tailings", mass_t_per_a=9.5e9)
    flows = toy.located_flows(
        rock, toy.flow("O2", mass_t_per_a=0.5e9), toy.flow("O3", mass_t_per_a=9e9, status="ended")
    )
    text = pages.text(pages.publish_toy(tmp_path / "site", flows=flows, ranking=toy.ranking()))
    text = text.replace(numbers.THIN_SPACE, " ")
    assert "10 billion t/a of which 9.5 billion t/a is waste rock and tailings" in text
    even = toy.located_flows(rock, toy.flow("O2", mass_t_per_a=9.5e9))
    page = pages.publish_toy(tmp_path / "even", flows=even, ranking=toy.ranking())
    assert "of which" not in pages.text(page)


@pytest.mark.parametrize(("precision", "is_one_site"), [("site", True), ("municipality", False)])
def test_flows_of_one_site_are_told_as_next_door(
    tmp_path: Path, precision: str, *, is_one_site: bool
) -> None:
    pair = toy.candidate(
        1, "O1", "N1", straight_distance_km=0.0, road_distance_km=0.561,
        distance_uncertainty_km=0.561, distance_method="estimate between near places",
        transport_wtw_kg_co2e_per_t=0.0365, transport_wtw_low_kg_co2e_per_t=0.0,
        transport_wtw_high_kg_co2e_per_t=0.0873,
    )  # fmt: skip
    flows = toy.located_flows(
        toy.flow("O1", location_precision=precision), toy.flow("N1", role="need")
    )
    folder = pages.publish_toy(tmp_path / "site", flows=flows, ranking=toy.ranking(pair)).parent
    text = pages.text(folder / "candidates.html").replace(numbers.THIN_SPACE, " ")
    assert ("same site or next door (up to 1.1 km)" in text) is is_one_site
    assert "up to 1.1 km" in text
    assert "up to 0.087" in text
    assert "0.036" not in text


def test_beyond_the_best_every_flow_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_module, "MOST_CANDIDATES", 2)
    monkeypatch.setattr(pages_module, "BEST_OF_EACH_FLOW", 1)
    offers = [toy.flow(f"O{i}") for i in range(5)]
    needs = [toy.flow("N1", toy.EAST, role="need"), toy.flow("N2", toy.EAST, role="need")]
    pairs = [toy.candidate(i + 1, "O0" if i < 4 else f"O{i}", "N1" if i else "N2") for i in (0, 1)]
    pairs += [toy.candidate(3, "O1", "N1"), toy.candidate(4, "O1", "N2")]
    folder = pages.publish_toy(
        tmp_path / "site", flows=toy.located_flows(*offers, *needs), ranking=toy.ranking(*pairs)
    ).parent
    assert "Of 4 candidates, 3 are told" in pages.text(folder / "methods.html")
    script = (folder.parent / "data" / "candidates.js").read_text("utf-8")
    assert '"count":3' in script


def test_parks_get_file_names_that_stay_inside(tmp_path: Path) -> None:
    folder = pages.publish_toy(tmp_path / "site", parks=toy.parks({"park_id": "../../x"})).parent
    assert [page.name for page in (folder / "parks").iterdir()] == ["_2e_2e_2f_2e_2e_2fx.html"]


@pytest.mark.parametrize(
    ("name", "sha256"),
    [
        ("leaflet.js", "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a"),
        ("leaflet.css", "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6"),
        ("LICENSE", "53e8dc25862014e4324741ca18fbe3611e11d42ef69f59f86ea8c5389647d4cb"),
    ],
)
def test_leaflet_is_the_published_one(name: str, sha256: str) -> None:
    assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == sha256


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_stories_are_told_in_every_language(language: str) -> None:
    stories = reference.showcase()
    for name in ("resource", "benefit"):
        pd.testing.assert_series_equal(
            stories[f"{name}_en"].isna(), stories[f"{name}_{language}"].isna(), check_names=False
        )
