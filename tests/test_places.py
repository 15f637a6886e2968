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


@pytest.mark.parametrize(
    ("column", "said", "hint"),
    [
        ("municipality", "Turkku", "; did you mean Turku?"),
        ("municipality", "Helsingfros", "; did you mean Helsingfors?"),
        ("municipality", "hameenlinna", "; did you mean Hämeenlinna?"),
        ("municipality", "20100 Turku", "; did you mean Turku?"),
        ("municipality", "Helsingin kaupunki", "; did you mean Helsinki?"),
        ("municipality", "Alaharma", "; did you mean Alahärmä?"),
        ("municipality", "Stockholm", ""),
        ("municipality", "999", ""),
        ("place", "Rovanimi", "; did you mean Rovaniemi?"),
        ("place", "Hattula", "; did you mean the municipality Hattula?"),
        ("postcode", "FI-95449", "; did you mean 95450 (Tornio)?"),
        ("postcode", "01000", ""),
        ("head_office_municipality", "Kemmi", "; did you mean Kemi?"),
    ],
)
def test_an_unknown_name_asks_for_the_nearest_and_is_never_used(
    column: str, said: str, hint: str
) -> None:
    row = _placed(**{column: said})
    assert row["geometry"] is None
    assert row["location_note"] == f"the gazetteer does not know “{said}”{hint}"


def test_a_better_place_that_is_not_known_is_said_beside_the_one_used() -> None:
    row = _placed(postcode="95449", municipality="Tornio")
    assert row["location_precision"] == "municipality"
    assert (
        row["location_note"] == "the gazetteer does not know “95449”; did you mean 95450 (Tornio)?"
    )
    exact = _placed(latitude="65.77", longitude="24.19", municipality="Tornijo")
    assert pd.isna(exact["location_note"])  # type: ignore[call-overload]


def test_a_postcode_may_name_its_country_and_lack_its_zeros() -> None:
    plain = _placed(postcode="00100")["geometry"]
    assert [_placed(postcode=said)["geometry"] for said in ("FI-00100", "fi 00100", "100")] == [
        plain, plain, plain,
    ]  # fmt: skip


def test_a_name_of_several_places_is_called_so() -> None:
    places = reference.gazetteer().query("gazetteer_kind == 'place'")
    several = places[places["place_name_fi"].duplicated()]["place_name_fi"].iloc[0]
    said = f"“{several}” stands for several places; give its municipality or coordinates"
    assert _placed(place=several)["location_note"] == said


def test_an_address_without_a_geocoder_says_what_it_needs() -> None:
    said = "the address “Tie 1” is looked up only with a geocoder"
    assert _placed(address="Tie 1")["location_note"] == said


def test_a_column_of_nothing_but_unknown_names_is_not_compared_with_all() -> None:
    names = [f"Turkku{number}" for number in range(2001)]
    notes = place(pd.DataFrame({"municipality": names}).assign(decimal_comma=False))
    assert notes["location_note"].iloc[0] == "the gazetteer does not know “Turkku0”"


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
