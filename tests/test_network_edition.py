"""The network's edition: what is not public stands without names and where its municipality is."""

from pathlib import Path
from typing import Any

import map_tables as toy
import pytest
import site_pages as pages

from fiss_geo.maps.coarsen import municipality_points

SECRETS = ("Verysecret", "SECRET-ID", "987654", "hush", "261230", "7011230", "261234", "7011234")


def _tables(*, is_moved: bool = False) -> dict[str, Any]:
    at = (266_000, 7_015_000) if is_moved else (261_234, 7_011_234)
    private = toy.flow(
        "SECRET-ID", at, organisation="Verysecret Oy", is_public=False, resource_name="hush",
        resource_name_fi="hush", note="hush", site_name="hush", source_url="https://hush.example",
        mass_t_per_a=987654.0, municipality_code="049", park_id="p1", quantity_year=2019,
    )  # fmt: skip
    flows = toy.located_flows(private, toy.flow("N1", toy.EAST, role="need"))
    km = {"road_distance_km": 131.7 if is_moved else 127.3, "straight_distance_km": 90.0}
    pair = toy.candidate(1, "SECRET-ID", "N1", reasons="both names say “hush”", **km)
    return {"flows": flows, "ranking": toy.ranking(pair)}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("network") / "site"
    return pages.publish_toy(out, edition="network", **_tables()).parents[1]


def test_nothing_but_the_coarse_row_is_written(network: Path) -> None:
    files = pages.all_bytes(network).items()
    written = b"\n".join(data for name, data in files if not name.endswith(".png"))
    figures = pages.packed_figures(network)
    for secret in SECRETS:
        assert secret.encode() not in written, secret
        assert secret not in figures, secret
    flows = pages.unpacked(network, "flows")
    row = flows["flow_id"].index("M1")
    middle = municipality_points()["049"]
    assert (flows["x"][row], flows["y"][row]) == (
        round(middle.x / 100) * 100, round(middle.y / 100) * 100,
    )  # fmt: skip
    assert flows["mass_t_per_a"][row] == 1_000_000
    assert "an organisation that is not named here" in pages.text(network / "en" / "flows.html")
    assert "not for publication" in pages.text(network / "en" / "index.html")


def test_a_distance_does_not_lead_back_to_the_site(network: Path, tmp_path: Path) -> None:
    candidates = pages.unpacked(network, "candidates")
    assert candidates["road_distance_km"] == [130]
    assert candidates["reasons"] == [""]
    moved = pages.publish_toy(tmp_path / "site", edition="network", **_tables(is_moved=True))
    assert pages.all_bytes(moved.parent) == pages.all_bytes(network)


def test_the_public_edition_says_nothing_of_it(tmp_path: Path) -> None:
    """Neither where the flow is, nor that it is there: moving or removing it changes no byte."""
    written = []
    for name, tables in (("a", _tables()), ("b", _tables(is_moved=True))):
        written.append(pages.all_bytes(pages.publish_toy(tmp_path / name, **tables).parent))
    assert written[0] == written[1]
    everything = b"\n".join(written[0].values())
    for secret in SECRETS:
        assert secret.encode() not in everything
    site = pages.site_of(tmp_path / "a")
    assert not any("M1" in values for values in pages.unpacked(site, "flows").values())
