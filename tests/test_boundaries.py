"""Boundaries of the user's choice, municipalities that are no more, and borders for a map."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import toy
from click.testing import CliRunner

from fiss_geo import locate, pipeline, read, reference
from fiss_geo.cli import cli
from fiss_geo.errors import BadInput, MissingFile, UnknownCrs
from fiss_geo.regions.boundaries import boundaries, embedded
from fiss_geo.regions.nearness import borders, first_polygon, nearest_polygon, sort_points
from fiss_geo.regions.parks import parks
from fiss_geo.regions.simplify import simplify


def _file(path: Path, **renamed: str) -> Path:
    table = toy.municipalities().rename(columns=renamed)
    table.to_file(path)
    return path


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "fgb"])
def test_a_file_with_finnish_headings_is_understood(tmp_path: Path, ending: str) -> None:
    path = _file(
        tmp_path / f"kunnat.{ending}", municipality_code="kunta", municipality_name_fi="nimi",
        municipality_name_sv="namn", region_code="maakunta",
    )  # fmt: skip
    chosen = boundaries(path)
    assert chosen.title == f"boundaries of kunnat.{ending}"
    assert list(chosen.municipalities["municipality_code"]) == ["001", "002"]
    assert list(chosen.municipalities["municipality_name_sv"]) == ["Början", "Slut"]
    assert list(chosen.regions["region_code"]) == ["01", "02"]
    table = locate(toy.flows({"x_km": 3}), chosen, toy.parks())
    assert table["municipality_code"].to_list() == ["001"]
    assert table["boundary_source"].to_list() == [f"boundaries of kunnat.{ending}"]


def test_a_toml_says_layer_columns_and_whom_to_name(tmp_path: Path) -> None:
    _file(tmp_path / "areas.gpkg", municipality_code="nro", municipality_name_fi="alue")
    (tmp_path / "areas.toml").write_text(
        'file = "areas.gpkg"\nlayer = "areas"\ntitle = "Our areas"\nattribution = "© Us"\n'
        'year = 2019\n[columns]\nmunicipality_code = "nro"\nmunicipality_name_fi = "alue"\n',
        encoding="utf-8",
    )
    chosen = boundaries(tmp_path / "areas.toml")
    assert (chosen.title, chosen.attribution, chosen.year) == ("Our areas", "© Us", 2019)
    assert list(chosen.municipalities["municipality_name_fi"]) == ["Alku", "Loppu"]


def test_faults_of_a_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="no such file of boundaries"):
        boundaries(tmp_path / "none.gpkg")
    _file(tmp_path / "nameless.gpkg", municipality_code="x")
    with pytest.raises(BadInput, match="expected a column of municipality codes; the file has x"):
        boundaries(tmp_path / "nameless.gpkg")
    twice = pd.concat([toy.municipalities()] * 2, ignore_index=True)
    gpd.GeoDataFrame(twice, crs=3067).to_file(tmp_path / "twice.gpkg")
    with pytest.raises(BadInput, match="expected each code once") as raised:
        boundaries(tmp_path / "twice.gpkg")
    assert len(raised.value.faults) == 2
    points = toy.municipalities().set_geometry(toy.municipalities().centroid)
    points.to_file(tmp_path / "points.gpkg")
    with pytest.raises(BadInput, match="expected a valid polygon"):
        boundaries(tmp_path / "points.gpkg")
    bare = toy.municipalities().set_crs(None, allow_override=True)
    with pytest.warns(UserWarning, match="crs"):
        bare.to_file(tmp_path / "bare.gpkg")
    with pytest.raises(UnknownCrs, match="none is stated"):
        boundaries(tmp_path / "bare.gpkg")
    (tmp_path / "odd.toml").write_text('file = "areas.gpkg"\ncolour = "red"\n')
    with pytest.raises(BadInput, match="unknown colour"):
        boundaries(tmp_path / "odd.toml")


def test_a_municipality_that_is_no_more_leads_to_its_successor_with_a_note() -> None:
    names = ["Pertunmaa", "588", "Nastola", "Karjaa", "Karis", "Mäntyharju", "Länsi-Turunmaa"]
    flows = toy.flows(*({"x_km": None, "municipality_name": name} for name in names))
    table = locate(flows)
    assert table["municipality_code"].to_list() == [
        "507", "507", "398", "710", "710", "507", "445",
    ]  # fmt: skip
    assert table["area_note"].fillna("-").to_list() == [
        "Pertunmaa is part of Mäntyharju since 2025", "588 is part of Mäntyharju since 2025",
        "Nastola is part of Lahti since 2016", "Karjaa is part of Raasepori since 2009",
        "Karis is part of Raasepori since 2009", "-", "-",
    ]  # fmt: skip


def test_boundaries_of_an_old_year_keep_what_they_have() -> None:
    areas = toy.municipalities().assign(
        municipality_code=["588", "507"], municipality_name_fi=["Pertunmaa", "Mäntyharju"]
    )
    flows = toy.flows({"x_km": None, "municipality_name": "588"})
    table = locate(flows, areas, toy.parks())
    assert table["municipality_code"].to_list() == ["588"]
    assert table["area_note"].isna().all()


def test_the_note_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(
        "role,organisation,resource_name,municipality\noffer,Oy,ash,Pertunmaa\n", encoding="utf-8"
    )
    table = locate(read(tmp_path / "f.csv"))
    assert table["municipality_code"].to_list() == ["507"]
    assert table["location_note"].to_list() == ["Pertunmaa is part of Mäntyharju since 2025"]
    assert table["area_note"].isna().all()


@pytest.mark.parametrize("name", ["regions", "municipalities"])
def test_lighter_borders_stay_shared_and_sharp_near_parks(name: str) -> None:
    areas = getattr(embedded(), name)
    circles = parks()
    light = simplify(areas, 2_000, circles)
    plain = simplify(areas, 2_000)
    corners = shapely.get_num_coordinates(areas.geometry.to_numpy()).sum()
    for table in (light, plain):
        assert shapely.coverage_is_valid(table.geometry.to_numpy())
        assert table.is_valid.all()
        assert len(table) == len(areas)
        assert shapely.get_num_coordinates(table.geometry.to_numpy()).sum() < corners
    near = shapely.union_all(circles.geometry.to_numpy())
    whole = shapely.union_all(areas.geometry.to_numpy())
    off = [
        shapely.area(
            shapely.symmetric_difference(shapely.union_all(table.geometry.to_numpy()), whole)
            .intersection(near)
        )
        for table in (light, plain)
    ]  # fmt: skip
    assert off[0] < off[1] / 20


def test_what_stands_on_land_near_a_park_stays_on_land() -> None:
    flows = pd.read_csv(reference.data_path("examples/flows.csv"))
    exact = flows[flows["location_precision"] == "site"]
    places = gpd.GeoSeries.from_xy(exact["longitude"], exact["latitude"], crs=4326).to_crs(3067)
    near = places[places.within(parks().geometry.union_all())]
    on_land = near[near.within(embedded().regions.geometry.union_all())]
    assert len(on_land) > 45
    light, plain = (
        simplify(embedded().regions, 1_000, circles).geometry.union_all()
        for circles in (parks(), None)
    )
    assert on_land.within(light).all()
    assert not on_land.within(plain).all()


def test_a_simplification_without_parks_nearby_is_that_of_geos() -> None:
    areas = embedded().regions
    plain = simplify(areas, 500, parks().iloc[:0])
    expected = shapely.coverage_simplify(areas.geometry.to_numpy(), 500)
    assert shapely.equals_exact(plain.geometry.to_numpy(), expected).all()


def test_nearest_and_first_agree_with_geopandas() -> None:
    areas = reference.municipalities().sort_values("municipality_code", ignore_index=True)
    chance = np.random.default_rng(7)
    west, south, east, north = areas.total_bounds
    xy = np.column_stack([chance.uniform(west, east, 3_000), chance.uniform(south, north, 3_000)])
    points = shapely.points(xy)
    found = first_polygon(sort_points(points), areas.geometry.to_numpy())
    joined = gpd.GeoDataFrame(geometry=points, crs=3067).sjoin(areas, predicate="intersects")
    expected = joined["index_right"].groupby(level=0).min().reindex(range(len(points)))
    assert (pd.Series(found).replace(-1, np.nan).fillna(-9) == expected.fillna(-9)).all()
    lost = points[found == -1]
    near = nearest_polygon(lost, borders(areas.geometry.to_numpy()), 5_000)
    pair = areas.sindex.nearest(lost, max_distance=5_000, return_all=True)
    told = pd.Series(pair[1]).groupby(pair[0]).min().reindex(range(len(lost))).fillna(-1)
    assert near.tolist() == told.astype(int).tolist()
    assert (near >= 0).sum() > 50


def test_the_choice_is_made_on_the_command_line_and_in_a_scenario(tmp_path: Path) -> None:
    _file(tmp_path / "kunnat.gpkg")
    (tmp_path / "f.csv").write_text(
        "role,organisation,resource_name,easting,northing\n"
        "offer,Oy,ash,403000,7001000\nneed,Ab,ash,417000,7001000\n",
        encoding="utf-8",
    )
    (tmp_path / "s.toml").write_text(
        'flows = ["f.csv"]\nboundaries = "kunnat.gpkg"\n', encoding="utf-8"
    )
    scenario = pipeline.Scenario.from_toml(tmp_path / "s.toml")
    assert scenario.boundary_file == tmp_path / "kunnat.gpkg"
    files = {name: str(tmp_path / name) for name in ("f.csv", "1.parquet", "2.csv", "kunnat.gpkg")}
    steps = [
        ["read", files["f.csv"], "--out", files["1.parquet"]],
        ["locate", files["1.parquet"], "--out", files["2.csv"], "--boundaries",
         files["kunnat.gpkg"]],
    ]  # fmt: skip
    said = [CliRunner().invoke(cli, step, catch_exceptions=False).output for step in steps]
    assert "located 2 of 2 flows by boundaries of kunnat.gpkg" in said[-1]
    table = pd.read_csv(files["2.csv"], dtype="str")
    assert table["municipality_code"].to_list() == ["001", "002"]
