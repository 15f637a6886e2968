"""What never reaches a page: rows and columns off the allow-list, and names that are code."""

import json
import re
from pathlib import Path

import map_tables as toy
import pytest
import site_pages as pages

from fiss_geo.maps import disclosure, rows

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
    flows["margin_eur"] = secret
    pairs = toy.ranking(
        toy.candidate(1, "O9", "N1", offer_organisation=secret, reasons=secret),
        toy.candidate(2, "O1", "N1"),
    )
    pairs["remark"] = secret
    left = toy.left_out({
        "flow_id": "O9", "role": "offer", "organisation": secret, "resource_name": secret,
        "stage": "match", "reason": secret, "source_file": secret, "mass_t_per_a": 987654.0,
    })  # fmt: skip
    tables = {
        "flows": flows, "ranking": pairs, "left_out": left,
        "parks": toy.parks({"precision_note": secret}),
        "showcase": toy.stories({}, {"status": "check", "title_en": secret}),
    }  # fmt: skip
    public = pages.publish_toy(tmp_path / "public", **tables).parent
    written = b"\n".join(pages.all_bytes(public).values())
    for trace in (secret, secret.lower(), "O9", "251230", "7001230", "251234", "987"):
        assert trace.encode() not in written, trace
    withheld = "Kept back from this edition"
    assert (
        f"{withheld} because not marked public or not checked: 1 flows, 1 candidates, 1"
        in pages.text(public / "methods.html")
    )
    internal = pages.publish_toy(tmp_path / "internal", edition="internal", **tables).parent
    assert secret in pages.everything(internal)
    assert "margin_eur" not in pages.everything(internal)
    for page in internal.rglob("*.html"):
        assert "Internal: not for publication" in pages.text(page)
    assert not [page for page in public.rglob("*.html") if "Internal" in pages.text(page)]


def test_a_flow_without_a_public_mark_is_not_public() -> None:
    flows = toy.located_flows(toy.flow("O1")).drop(columns="is_public")
    shown = disclosure.disclose(
        flows, toy.ranking(), toy.left_out(), toy.stories({}), toy.parks({})
    )
    assert shown.flows.empty
    assert shown.withheld["flows"] == 1


def test_an_unknown_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match='edition is "everyone"; expected public or internal'):
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
    for page in folder.rglob("*.html"):
        _check_harmless(page)
    everything = pages.everything(folder)
    assert "x" * 500 not in everything
    assert not set("\u2028\u2029\u202e\u2066") & set(everything)
    assert "🦝🏽\u200d💻 Åäö" in everything
    for name in ("flows", "candidates", "base"):
        script = (folder / "data" / f"{name}.js").read_text(encoding="utf-8")
        assert "<" not in script
        json.loads(script.split(" = ", 1)[1].split(" = ", 1)[-1].rstrip(";\n"))


def _check_harmless(page: Path) -> None:
    for tag, attributes in pages.tags(page):
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag not in {"img", "iframe", "object", "style", "base"}
        assert tag != "script" or re.fullmatch(
            r"(\.\./)?(assets|data)/\w+\.js", attributes["src"] or ""
        )
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))


def test_only_web_addresses_become_links() -> None:
    refused = ("javascript:alert(1)", "data:text/html,x", "//host/x", "ftp://a/b", "https://", "http://[",
               'https://a/"x', "  ", "JaVaScRiPt:1")  # fmt: skip
    assert [rows.web_address(url) for url in refused] == [""] * len(refused)
    assert rows.web_address("http://a.fi/ä?b=1&c=2#d") == "http://a.fi/ä?b=1&c=2#d"
