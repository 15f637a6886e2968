"""What never reaches a page: rows and columns off the allow-list, and names that are code."""

import json
import re
from pathlib import Path

import map_tables as toy
import pytest
import site_pages as pages

from fiss_geo.errors import BadTable
from fiss_geo.maps import disclosure, rows, unmatched

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</script><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} %(x)s %s",
    "line\u2028break\u2029here",
    "abc\u202edcba\u2066x",
    "🦝🏽\u200d💻 Åäö",
    "javascript:alert(1)",
)


def test_only_rows_and_columns_of_the_allow_list_reach_the_public(tmp_path: Path) -> None:
    secret = "Verysecret"  # noqa: S105 - a trace to look for
    hidden = toy.flow(
        "O9", (251_234, 7_001_234), organisation=f"{secret} Oy", is_public=False,
        resource_name=secret, note=secret, source_url=f"https://{secret}.example",
    )  # fmt: skip
    open_flow = toy.flow(
        "O1", postcode=secret, location_note=secret, source_file=f"{secret}.csv", park_id="p1"
    )
    flows = toy.located_flows(open_flow, hidden, toy.flow("N1", toy.EAST, role="need"))
    flows["margin_eur"] = flows["physical_form"] = flows["expires_date"] = secret
    pairs = toy.ranking(
        toy.candidate(1, "O9", "N1", offer_organisation=secret, reasons=secret),
        toy.candidate(2, "O1", "N1"),
    )
    pairs["remark"] = secret
    left = toy.left_out({
        "flow_id": "O9", "organisation": secret, "resource_name": secret, "reason": secret,
        "source_file": secret, "mass_t_per_a": 987654.0,
    })  # fmt: skip
    tables = {
        "flows": flows, "ranking": pairs, "left_out": left,
        "parks": toy.parks({"precision_note": secret}),
        "showcase": toy.stories({}, {"status": "check", "title_en": secret}),
    }  # fmt: skip
    public = pages.publish_toy(tmp_path / "public", **tables).parent
    files = pages.all_bytes(public).items()
    written = b"\n".join(data for name, data in files if not name.endswith(".png"))
    figures = pages.packed_figures(pages.site_of(public))
    for trace in (secret, secret.lower(), "O9", "251230", "7001230", "251234", "987"):
        assert trace.encode() not in written, trace
        assert trace not in figures, trace
    methods = pages.text(public / "methods.html")
    assert "Some flows are not marked public." in methods
    assert "Some stories are kept back until a person has checked them." in methods
    internal = pages.publish_toy(tmp_path / "internal", edition="internal", **tables).parent
    assert secret in pages.everything(internal)
    for name in ("margin_eur", "physical_form", "expires_date"):
        assert name not in pages.everything(internal)
    for page in internal.rglob("*.html"):
        assert "Internal: not for publication" in pages.text(page)
    assert not [page for page in public.rglob("*.html") if "Internal" in pages.text(page)]


def _with_a_private_counterpart(**private: object) -> dict[str, object]:
    """Give tables in which a public offer fits nothing but one private need."""
    flows = toy.located_flows(
        toy.flow("O1", mass_t_per_a=5.0),
        toy.flow("N1", toy.EAST, role="need", is_public=False, **private),
    )
    nothing = dict.fromkeys(("road_distance_km", "distance_uncertainty_km"))
    pair = toy.candidate(
        1, "O1", "N1", distance_method="none", no_route_reason="the need's place is not known",
        **nothing,
    )  # fmt: skip
    reason = "the need's place is not known"
    left = toy.left_out({"flow_id": "O1", "stage": "route", "reason": reason})
    return {"flows": flows, "ranking": toy.ranking(pair), "left_out": left}


def test_what_is_left_out_does_not_tell_of_private_counterparts(tmp_path: Path) -> None:
    unplaced = _with_a_private_counterpart(location_precision="none")
    routed = {**unplaced, "ranking": toy.ranking(toy.candidate(1, "O1", "N1"))}
    routed["left_out"] = toy.left_out()
    alone = {**unplaced, "ranking": toy.ranking(), "left_out": toy.left_out({"flow_id": "O1"})}
    written = [
        pages.all_bytes(pages.publish_toy(tmp_path / str(i), **tables).parent)
        for i, tables in enumerate((unplaced, routed, alone))
    ]
    assert written[0] == written[1] == written[2]
    text = pages.text(tmp_path / "0" / "en" / "methods.html")
    assert "no counterpart shown here 1 5 t/a" in text.replace("\u202f", " ")
    assert "place is not known" not in text


def test_the_number_of_candidates_kept_back_is_not_told(tmp_path: Path) -> None:
    private = toy.flow("N9", toy.EAST, role="need", is_public=False)
    offers = [toy.flow(f"O{i}") for i in range(7)]
    flows = toy.located_flows(*offers, private)
    one = toy.ranking(toy.candidate(1, "O0", "N9"))
    seven = toy.ranking(*(toy.candidate(i + 1, f"O{i}", "N9") for i in range(7)))
    written = [
        pages.all_bytes(pages.publish_toy(tmp_path / name, flows=flows, ranking=pairs).parent)
        for name, pairs in (("one", one), ("seven", seven))
    ]
    assert written[0] == written[1]


def test_why_a_flow_is_left_out_is_one_of_our_own_sentences() -> None:
    flows = toy.located_flows(
        toy.flow("O1", status="ended"),
        toy.flow("O2", is_service=True),
        toy.flow("O3", is_superseded=True, quantity_year=2021, site_name="A"),
        toy.flow("O4", quantity_year=2022, site_name="A"),
        toy.flow("O5", None, location_precision="none", location_note="unknown “Turkku”"),
        toy.flow("O6", is_superseded=True, quantity_year=2021, site_name="B"),
        toy.flow("O7", quantity_year=2022, site_name="B", is_public=False),
        toy.flow("O8"),
        toy.flow("N1", None, role="need", location_precision="none"),
        toy.flow("N2", role="need"),
    )
    no_km = {"road_distance_km": None, "no_route_reason": "“Turkku”"}
    pairs = toy.ranking(
        toy.candidate(1, "O4", "N2"),
        toy.candidate(2, "O8", "N1", **no_km),
    )
    left = toy.left_out({"flow_id": "O5", "stage": "locate", "reason": "unknown “Turkku”"})
    shown = disclosure.disclose(flows, pairs, left, toy.stories({}), toy.parks({}))
    found = dict(zip(shown.left_out["flow_id"], shown.left_out["reason"], strict=True))
    assert found == {
        "O1": unmatched.ENDED, "O2": unmatched.SERVICE, "O3": unmatched.EARLIER_YEAR,
        "O5": unmatched.PLACE_NOT_KNOWN, "O6": unmatched.NO_COUNTERPART,
        "O8": unmatched.PLACE_OF_OTHER_NOT_KNOWN, "N1": unmatched.PLACE_NOT_KNOWN,
    }  # fmt: skip
    assert set(found.values()) <= set(unmatched.REASONS)


def test_a_flow_whose_later_year_is_private_counts_as_the_latest(tmp_path: Path) -> None:
    years = [
        toy.flow("O1", mass_t_per_a=100.0, quantity_year=2021, is_superseded=True),
        toy.flow("O2", mass_t_per_a=300.0, quantity_year=2022),
    ]
    both = pages.publish_toy(
        tmp_path / "both", flows=toy.located_flows(*years), ranking=toy.ranking()
    )
    assert "300 t/a" in pages.text(both).replace("\u202f", " ")
    years[1]["is_public"] = False
    one = pages.publish_toy(
        tmp_path / "one", flows=toy.located_flows(*years), ranking=toy.ranking()
    )
    assert "100 t/a" in pages.text(one).replace("\u202f", " ")


def test_the_internal_edition_tells_what_the_run_left_out(tmp_path: Path) -> None:
    tables = _with_a_private_counterpart()
    page = pages.publish_toy(tmp_path / "site", edition="internal", **tables)
    assert "the need's place is not known 1" in pages.text(page.parent / "methods.html").replace(
        "&#39;", "'"
    )


@pytest.mark.parametrize(("count", "said"), [(1, "Some"), (2, "Some"), (3, "About 5")])
def test_a_site_with_nothing_public_says_so(tmp_path: Path, count: int, said: str) -> None:
    flows = toy.located_flows(
        *(toy.flow(f"O{i}", organisation=f"Mill {i} Oy", is_public=False) for i in range(count))
    )
    text = pages.text(pages.publish_toy(tmp_path / "site", flows=flows, ranking=toy.ranking()))
    assert f"{said} flows are kept back; nothing is public yet." in text
    assert "give no yearly mass" not in text


def test_a_ranking_of_other_flows_is_refused(tmp_path: Path) -> None:
    pairs = toy.ranking(toy.candidate(1, "O1", "N1"), toy.candidate(2, "O1", "N7"))
    with pytest.raises(BadTable, match=r"names 1 flows that are not in the table of flows: N7"):
        pages.publish_toy(tmp_path / "site", ranking=pairs)
    assert not (tmp_path / "site").exists()


def test_a_flow_without_a_public_mark_is_not_public() -> None:
    flows = toy.located_flows(toy.flow("O1")).drop(columns="is_public")
    shown = disclosure.disclose(
        flows, toy.ranking(), toy.left_out(), toy.stories({}), toy.parks({})
    )
    assert shown.flows.empty
    assert shown.withheld["flows"] is None


def test_an_unknown_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match='edition is "everyone"; expected public, network or internal'
    ):
        pages.publish_toy(tmp_path / "site", edition="everyone")
    assert not (tmp_path / "site").exists()


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    long_name = "x" * 10_000
    own = [
        toy.flow(f"O{i}", (250_000 + i, 7_000_000), organisation=name, site_name=name,
                 resource_name=name, resource_name_fi=name, note=name, municipality_name=name,
                 source_title=name, source_url=name, material_group=name, confidence=name)
        for i, name in enumerate((*HOSTILE, long_name))
    ]  # fmt: skip
    needs = [toy.flow("N1", toy.EAST, role="need", organisation=HOSTILE[0])]
    pairs = [toy.candidate(i + 1, f"O{i}", "N1", reasons=name) for i, name in enumerate(HOSTILE)]
    folder = pages.publish_toy(
        tmp_path / "site",
        flows=toy.located_flows(*own, *needs),
        ranking=toy.ranking(*pairs),
        parks=toy.parks({"park_id": "../evil", "name_en": HOSTILE[0], "source_url": HOSTILE[7]}),
        showcase=toy.stories(*({"title_en": n, "from_org": n, "source_url": n} for n in HOSTILE)),
        title=HOSTILE[0],
    ).parent
    for page in folder.parent.rglob("*/*.html"):
        _check_harmless(page)
    everything = pages.everything(folder)
    assert "x" * 500 not in everything
    assert not set("\u2028\u2029\u202e\u2066") & set(everything)
    assert "🦝🏽\u200d💻 Åäö" in everything
    for script in (folder.parent / "data").rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert "<" not in text
        for line in text.splitlines()[1::2]:
            json.loads(line.split(" = ", 1)[1].rstrip(";"))


def _check_harmless(page: Path) -> None:
    for tag, attributes in pages.tags(page):
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag not in {"img", "iframe", "object", "style", "base"}
        assert tag != "script" or re.fullmatch(
            r"(\.\./)+(assets|data)/[\w./]+\.js", attributes["src"] or ""
        )
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))


def test_only_web_addresses_become_links() -> None:
    refused = ("javascript:alert(1)", "data:text/html,x", "//host/x", "ftp://a/b", "https://", "http://[",
               'https://a/"x', "  ", "JaVaScRiPt:1")  # fmt: skip
    assert [rows.web_address(url) for url in refused] == [""] * len(refused)
    assert rows.web_address("http://a.fi/ä?b=1&c=2#d") == "http://a.fi/ä?b=1&c=2#d"
