"""The reference data: complete, well formed, told of in its README, and as good as stated.

The figures are measured against official data beside the project where that is at hand; the
project neither ships nor needs it, so that those tests skip elsewhere.
"""

import hashlib
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from fiss_geo import reference
from fiss_geo.classifications import classification

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "data" / "reference"
OFFICIAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "tests_only"
PARQUET = ["municipalities", "regions", "main_roads", "land", "lakes"]

needs_official = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official data to measure against is not beside the project"
)


@pytest.fixture(scope="module")
def municipalities() -> gpd.GeoDataFrame:
    return gpd.read_parquet(REFERENCE / "municipalities.parquet")


@pytest.fixture(scope="module")
def regions() -> gpd.GeoDataFrame:
    return gpd.read_parquet(REFERENCE / "regions.parquet")


@pytest.fixture(scope="module")
def roads() -> gpd.GeoDataFrame:
    return gpd.read_parquet(REFERENCE / "main_roads.parquet")


@pytest.fixture(scope="module")
def gazetteer() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "gazetteer.csv", dtype="str")


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "measure_boundaries", ROOT / "scripts" / "measure_boundaries.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", PARQUET)
def test_geometry_is_valid_and_in_whole_metres(name: str) -> None:
    table = gpd.read_parquet(REFERENCE / f"{name}.parquet")
    assert table.crs.to_epsg() == 3067
    assert table.is_valid.all()
    assert not table.is_empty.any()
    coordinates = shapely.get_coordinates(table.geometry.array)
    assert (coordinates == coordinates.round()).all()


def test_there_are_the_308_municipalities_of_2026(municipalities: gpd.GeoDataFrame) -> None:
    assert list(municipalities.columns) == [
        "municipality_code",
        "municipality_name_fi",
        "municipality_name_sv",
        "municipality_name_en",
        "region_code",
        "area_km2",
        "geometry",
    ]
    assert municipalities["municipality_code"].is_unique
    assert len(municipalities) == 308
    assert municipalities["municipality_code"].str.fullmatch(r"\d{3}").all()
    assert set(municipalities.geom_type) == {"MultiPolygon"}


@pytest.mark.parametrize(
    ("code", "fi", "sv", "en", "region"),
    [
        ("853", "Turku", "Åbo", "Turku", "02"),
        ("091", "Helsinki", "Helsingfors", "Helsinki", "01"),
        ("478", "Maarianhamina", "Mariehamn", "Mariehamn", "21"),
        ("005", "Alajärvi", "Alajärvi", "Alajärvi", "14"),
        ("599", "Pedersören kunta", "Pedersöre", "Pedersöre", "15"),
        ("020", "Akaa", "Ackas", "Akaa", "06"),
        ("598", "Pietarsaari", "Jakobstad", "Jakobstad", "15"),
        ("090", "Heinävesi", "Heinävesi", "Heinävesi", "12"),
    ],
)
def test_municipality_has_its_names_and_region(
    municipalities: gpd.GeoDataFrame, code: str, fi: str, sv: str, en: str, region: str
) -> None:
    row = municipalities.set_index("municipality_code").loc[code]
    assert list(row.iloc[:4]) == [fi, sv, en, region]


def test_pertunmaa_is_in_mantyharju(
    municipalities: gpd.GeoDataFrame, gazetteer: pd.DataFrame
) -> None:
    assert "588" not in set(municipalities["municipality_code"])
    postcode = gazetteer[gazetteer["postcode"] == "19430"]
    assert list(postcode["place_name_fi"]) == ["Pertunmaa"]
    assert list(postcode["municipality_code"]) == ["507"]
    point = shapely.points(postcode[["easting_m", "northing_m"]].to_numpy(dtype=float))[0]
    mantyharju = municipalities.set_index("municipality_code").geometry.loc["507"]
    assert mantyharju.contains(point)


def test_there_are_the_19_regions(regions: gpd.GeoDataFrame) -> None:
    # 03 and 20 were joined to others, long ago.
    codes = [f"{number:02}" for number in range(1, 22) if number not in {3, 20}]
    assert list(regions["region_code"]) == codes
    names = regions.set_index("region_code")
    assert list(names.loc["02"].iloc[:4]) == [
        "Varsinais-Suomi",
        "Egentliga Finland",
        "Southwest Finland",
        "FI1C1",
    ]
    for column in ("nuts3_code", "nuts3_2021_code"):
        assert names[column].is_unique
        assert names[column].str.fullmatch(r"FI[0-9A-Z]{3}").all()


def test_nine_regions_have_another_nuts_code_since_2024(regions: gpd.GeoDataFrame) -> None:
    # Those that gave or got a municipality in 2021: Iitti, Kuhmoinen, Isokyrö, Joroinen, Heinävesi.
    codes = regions.set_index("region_code")[["nuts3_2021_code", "nuts3_code"]]
    changed = codes[codes["nuts3_2021_code"] != codes["nuts3_code"]]
    assert list(changed.index) == ["06", "07", "08", "10", "11", "12", "13", "14", "15"]
    assert list(codes.loc["06"]) == ["FI197", "FI19B"]
    assert list(codes.loc["13"]) == ["FI193", "FI198"]


@pytest.mark.parametrize("name", ["municipalities", "regions"])
def test_neighbours_share_their_border_without_gap_or_overlap(name: str) -> None:
    table = gpd.read_parquet(REFERENCE / f"{name}.parquet")
    assert shapely.coverage_is_valid(table.geometry.array)
    assert table["area_km2"].to_numpy() == pytest.approx(table.area / 1e6, abs=0.05)


def test_regions_are_their_municipalities(
    municipalities: gpd.GeoDataFrame, regions: gpd.GeoDataFrame
) -> None:
    dissolved = municipalities.dissolve("region_code").geometry
    ours = regions.set_index("region_code").geometry
    assert dissolved.symmetric_difference(ours, align=True).area.max() == 0


def test_every_file_stands_in_the_readme_with_its_checksum() -> None:
    readme = (REFERENCE / "README.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"### `([^`]+)`.*?sha256: `([0-9a-f]{64})`", readme, re.DOTALL))
    told |= dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", readme, re.MULTILINE))
    files = [path for path in REFERENCE.rglob("*") if path.is_file() and path.name != "README.md"]
    found = {
        path.relative_to(REFERENCE).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    wrong = sorted(name for name in found if told.get(name) != found[name])
    assert not wrong, "run: python scripts/build_reference_data.py --readme-only"
    assert "approximate boundaries" in readme.lower()


def test_the_built_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in REFERENCE.rglob("*") if path.is_file()) < 4.5e6


def test_gazetteer_knows_every_municipality(
    gazetteer: pd.DataFrame, municipalities: gpd.GeoDataFrame
) -> None:
    kinds = gazetteer["gazetteer_kind"]
    assert set(kinds) == {"postcode", "place", "municipality"}
    codes = gazetteer.loc[kinds == "municipality", "municipality_code"]
    assert list(codes) == list(municipalities["municipality_code"])
    region = municipalities.set_index("municipality_code")["region_code"]
    assert (gazetteer["municipality_code"].map(region) == gazetteer["region_code"]).all()
    assert gazetteer.loc[kinds == "postcode", "postcode"].str.fullmatch(r"\d{5}").all()
    assert (gazetteer["uncertainty_km"].astype(float) >= 0.5).all()


def test_gazetteer_points_lie_in_their_municipality(
    gazetteer: pd.DataFrame, municipalities: gpd.GeoDataFrame
) -> None:
    seats = gazetteer[gazetteer["gazetteer_kind"] == "municipality"]
    points = shapely.points(
        seats["easting_m"].astype(float).to_numpy(), seats["northing_m"].astype(float).to_numpy()
    )
    own = municipalities.geometry.array
    # Some places come to lie just over an approximate boundary.
    assert np.quantile(shapely.distance(points, own), 0.98) == 0
    assert shapely.distance(points, own).max() < 10_000


def test_no_road_is_shorter_than_its_chord(roads: gpd.GeoDataFrame) -> None:
    geod = Geod(ellps="GRS80")
    chord_km = [geod.geometry_length(line) / 1000 for line in roads.to_crs(4326).geometry]
    assert (roads["length_km"] - chord_km).min() >= -1e-6
    assert (roads["length_km"] > 0).all()


def test_roads_run_from_the_lower_node_to_the_higher_and_once(roads: gpd.GeoDataFrame) -> None:
    assert roads.dtypes[["from_node", "to_node", "component_id"]].eq("int64").all()
    assert (roads["from_node"] < roads["to_node"]).all()
    assert not roads.duplicated(["from_node", "to_node"]).any()
    assert 0 < roads["is_mended"].sum() < 100


def test_no_node_lies_in_russia_or_estonia(roads: gpd.GeoDataFrame) -> None:
    land = gpd.read_parquet(REFERENCE / "land.parquet").set_index("country_code").geometry
    nodes = shapely.points(shapely.get_coordinates(roads.geometry.array))
    for country in ("RU", "EE"):
        # A metre of rounding at the border is not abroad.
        assert not shapely.contains(land[country].buffer(-5), nodes).any()


def test_aland_is_a_component_of_its_own(roads: gpd.GeoDataFrame) -> None:
    land = gpd.read_parquet(REFERENCE / "land.parquet").set_index("country_code").geometry
    on_aland = roads.intersects(land["AX"])
    assert set(roads.loc[on_aland, "component_id"]) == {1}
    assert on_aland.sum() > 15
    assert set(roads["component_id"]) == {0, 1}
    mainland = roads.loc[roads["component_id"] == 0]
    assert set(mainland["from_node"]).isdisjoint(roads.loc[on_aland, "from_node"])


def test_components_are_connected(roads: gpd.GeoDataFrame) -> None:
    for _, part in roads.groupby("component_id"):
        reached: set[int] = set()
        edges = list(zip(part["from_node"], part["to_node"], strict=True))
        while True:
            more = {
                node for edge in edges if not reached or reached & set(edge) for node in edge
            } - reached
            if not more:
                break
            reached |= more if reached else {edges[0][0]}
        assert reached == {node for edge in edges for node in edge}


def test_nace_has_996_codes_in_three_languages() -> None:
    nace = pd.read_csv(REFERENCE / "nace.csv", dtype="str")
    assert nace["nace_code"].is_unique
    assert list(nace["nace_level"].value_counts().sort_index()) == [21, 88, 272, 615]
    assert nace.notna().all(axis=None)


def test_nace_2_1_has_the_regulations_counts_and_its_way_back_to_rev_2() -> None:
    new = reference.nace_2_1().set_index("nace_2_1_code")
    assert new.index.is_unique
    assert list(new["nace_level"].value_counts().sort_index()) == [22, 87, 287, 651]
    assert new.notna().all(axis=None)
    links, old = reference.nace_correspondence(), reference.nace()
    assert set(new.index) - set(links["nace_2_1_code"]) == {"46.89"}
    assert set(links["nace_code"]) == set(old["nace_code"])
    level = links["nace_2_1_code"].map(new["nace_level"])
    assert level.equals(links["nace_code"].map(old.set_index("nace_code")["nace_level"]))
    assert not links.loc[links["is_main"] == "yes", "nace_2_1_code"].duplicated().any()
    used = "|".join(reference.pathways()["receiver_nace_codes"].dropna()).split("|")
    assert set(used) - {"46.89"} <= set(links["nace_code"])


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("low", {"chapter": 20, "sub-chapter": 111, "code": 842}),
        ("nace", {"section": 21, "division": 88, "group": 272, "class": 615}),
        ("nace_2_1", {"section": 22, "division": 87, "group": 287, "class": 651}),
        ("ewc_stat", {"group": 7, "category": 51}),
        ("cn", {"chapter": 36, "heading": 70, "subheading": 46}),
    ],
)
def test_classifications_are_trees(name: str, levels: dict[str, int]) -> None:
    tree = classification(name)
    assert tree["level"].value_counts().to_dict() == levels
    parents = set(tree["parent_code"].dropna())
    # A subheading may stand without its heading, whose other goods are of other materials.
    lone = tree["level"] == "subheading"
    assert parents - set(tree.loc[lone, "parent_code"]) <= set(tree["code"])
    tops = tree.loc[tree["parent_code"].isna(), "level"].unique()
    assert set(tops) <= {next(iter(levels)), "category"}
    assert tree["name_en"].notna().all()


def test_lakes_and_land_are_there() -> None:
    lakes = gpd.read_parquet(REFERENCE / "lakes.parquet")
    assert {"Saimaa", "Päijänne", "Inarijärvi", "Oulujärvi"} <= set(lakes["lake_name"].dropna())
    land = gpd.read_parquet(REFERENCE / "land.parquet")
    assert list(land["country_code"]) == ["AX", "EE", "FI", "NO", "RU", "SE"]


@needs_official
def test_facilities_fall_in_the_right_region(
    measure: ModuleType, municipalities: gpd.GeoDataFrame
) -> None:
    shares = measure.measure_locations(municipalities, OFFICIAL)
    assert shares.facilities == 776
    assert shares.region_right >= 0.99
    assert shares.municipality_right >= 0.94


@needs_official
def test_facilities_fall_in_the_right_place_by_the_official_set(measure: ModuleType) -> None:
    areas = measure.official_set(OFFICIAL)
    shares = measure.measure_locations(areas, OFFICIAL)
    assert shares.region_right == 1.0
    # Two official maps at 1:4 500 000 draw one border some metres apart.
    off_m = measure.measure_misses(areas, OFFICIAL)
    assert len(off_m) <= 3
    assert off_m.max() < 20


@needs_official
def test_regions_overlap_the_official_land(measure: ModuleType, regions: gpd.GeoDataFrame) -> None:
    assert measure.measure_overlap(regions, OFFICIAL).mean() >= 0.92


@needs_official
def test_region_names_and_codes_are_the_official_ones(
    municipalities: gpd.GeoDataFrame, regions: gpd.GeoDataFrame
) -> None:
    key = pd.read_csv(OFFICIAL / "gazetteer" / "municipality_key_2026.csv", dtype="str")
    key = key.set_index("code").sort_index()
    ours = municipalities.set_index("municipality_code")
    assert list(ours.index) == list(key.index)
    assert (ours["region_code"] == key["region_code"]).all()
    for language in ("fi", "sv", "en"):
        # Two names of the key end in blanks.
        names = key[f"municipality_name_{language}"].str.strip()
        assert ours[f"municipality_name_{language}"].to_dict() == names.to_dict()
    nuts3 = key.drop_duplicates("region_code").set_index("region_code")["nuts3_code"]
    assert regions.set_index("region_code")["nuts3_code"].to_dict() == nuts3.to_dict()


@needs_official
def test_roads_are_as_long_as_published(measure: ModuleType, roads: gpd.GeoDataFrame) -> None:
    errors = measure.measure_roads(roads, OFFICIAL)["error"].abs()
    assert len(errors) == 19
    assert errors.median() <= 0.04
    assert errors.max() <= 0.10
