"""places: coordinates in any of Finland's systems, names of today and of yesterday."""

import pandas as pd
import pytest
from pyproj import Transformer

from fiss_geo import reference
from fiss_geo.flows.places import place

TORNIO = (65.76894, 24.19413)


def _raw(**cells: object) -> pd.DataFrame:
    return pd.DataFrame({name: [value] for name, value in cells.items()}, dtype="str").assign(
        decimal_comma=False
    )


def _placed(**cells: object) -> dict[str, object]:
    return dict(place(_raw(**cells)).iloc[0])


def _in_system(epsg: int) -> tuple[str, str]:
    x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(TORNIO[1], TORNIO[0])
    return f"{x:.1f}", f"{y:.1f}"


@pytest.mark.parametrize("epsg", [3067, 2393])
@pytest.mark.parametrize("crs", [None, "stated"])
def test_eastings_and_northings_of_both_national_systems(epsg: int, crs: str | None) -> None:
    easting, northing = _in_system(epsg)
    cells = {"easting": easting, "northing": northing}
    row = _placed(**cells, **({"crs": f"EPSG:{epsg}"} if crs else {}))
    x, y = _in_system(3067)
    assert row["geometry"].distance(type(row["geometry"])(float(x), float(y))) < 2  # type: ignore[attr-defined, call-arg]
    assert row["location_precision"] == "site"


def test_metres_that_contradict_the_stated_system_are_not_placed() -> None:
    easting, northing = _in_system(2393)
    row = _placed(easting=easting, northing=northing, crs="EPSG:3067")
    assert row["geometry"] is None
    assert row["location_note"] == f"no system of Finland has the easting “{easting}”"


def test_a_merged_municipality_is_its_successor_and_the_row_says_so() -> None:
    row = _placed(municipality="Alahärmä")
    assert row["location_precision"] == "municipality"
    assert row["location_note"] == "Alahärmä is part of Kauhava since 2009"
    gazetteer = reference.gazetteer().query("gazetteer_kind == 'municipality'")
    kauhava = gazetteer[gazetteer["place_name_fi"] == "Kauhava"].iloc[0]
    assert row["geometry"].x == kauhava["easting_m"]  # type: ignore[attr-defined]


def test_every_municipality_is_found_by_its_names_and_code_in_any_case() -> None:
    rows = reference.gazetteer().query("gazetteer_kind == 'municipality'")
    for column in ("place_name_fi", "place_name_sv", "municipality_code"):
        names = rows[column].dropna()
        for changed in (names, names.str.upper(), names.str.replace("-", " - ")):
            raw = pd.DataFrame({"municipality": changed}).assign(decimal_comma=False)
            found = place(raw)["geometry"]
            assert (
                found.map(lambda point: point.x).to_list()
                == rows.loc[names.index, "easting_m"].to_list()
            )


def test_the_operating_site_goes_before_the_head_office() -> None:
    both = _placed(municipality="Kemi", head_office_municipality="Helsinki")
    office = _placed(head_office_municipality="Helsinki")
    assert both["geometry"].y > 7_200_000  # type: ignore[attr-defined]
    assert pd.isna(both["location_note"])  # type: ignore[call-overload]
    assert office["location_note"] == "the site's place is not given; this is the head office's"


def test_only_addresses_without_coordinates_are_asked_for() -> None:
    asked = []

    def geocode(rows: pd.DataFrame) -> pd.DataFrame:
        asked.extend(rows["address"].to_list())
        found = {"easting_m": 385_000.0, "northing_m": 7_290_000.0, "uncertainty_km": 0.2}
        return pd.DataFrame(found, index=rows.index).assign(note=None)

    cells = {"address": ["Tie 1", "Tie 2"], "latitude": [None, "65.7"], "longitude": [None, "24.5"]}
    table = place(pd.DataFrame(cells, dtype="str").assign(decimal_comma=False), geocode)
    assert asked == ["Tie 1"]
    assert table["location_precision"].to_list() == ["address", "site"]
    assert table["location_uncertainty_km"].to_list() == [0.2, 0.5]
