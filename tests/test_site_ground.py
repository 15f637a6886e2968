"""The ground of the maps: what land lies under official regions, and what around parks."""

import geopandas as gpd
import map_tables as toy
import shapely

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.maps.layers import Basemap, neighbours


def _basemap(*, is_approximate: bool) -> Basemap:
    """Make a country whose own land sticks out 20 km at the coast, with a neighbour to the east."""
    plain = toy.two_regions()
    land = gpd.GeoDataFrame(
        {"country_code": ["FI", "RU"]},
        geometry=[
            shapely.box(180_000, 6_950_000, 400_000, 7_050_000),
            shapely.box(400_000, 6_950_000, 500_000, 7_050_000),
        ],
        crs=ETRS_TM35FIN,
    )
    return Basemap(plain.regions, land, plain.lakes, plain.roads, "", "", is_approximate)


def test_under_official_regions_no_other_coast_stands_out() -> None:
    coast, border = shapely.Point(190_000, 7_000_000), shapely.Point(397_000, 7_000_000)
    embedded, official = (neighbours(_basemap(is_approximate=one)) for one in (True, False))
    assert embedded.contains(coast)
    assert not official.contains(coast)
    for ground in (embedded, official):
        assert ground.contains(border)  # or the sea would show through the land border
        assert ground.contains(shapely.Point(450_000, 7_000_000))
