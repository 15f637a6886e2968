"""Which boundaries to go by: the embedded ones, the official ones fetched, or a file's."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd

from fiss_geo import reference

EMBEDDED: Final = "embedded"
OFFICIAL: Final = "official"

_EMBEDDED_YEAR: Final = 2026


@dataclass(frozen=True)
class Boundaries:
    """Municipalities and regions of one year, and where they are from.

    Attributes
    ----------
    title : str
        What they are, such as “Statistics Finland, 1:4 500 000, 2026”; it goes into the tables.
    attribution : str
        Whom to name beside a map, with the licence.
    year : int or None
        The year whose municipalities these are; None where a file does not say.
    is_approximate : bool
        Not the official ones.
    municipalities : geopandas.GeoDataFrame
        ``municipality_code``, ``municipality_name_fi``, ``_sv``, ``_en``, ``region_code`` and
        polygons in EPSG:3067.
    regions : geopandas.GeoDataFrame
        ``region_code``, ``region_name_fi``, ``_sv``, ``_en`` and polygons in EPSG:3067.
    """

    title: str
    attribution: str
    year: int | None
    is_approximate: bool
    municipalities: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame


def boundaries(choice: str | Path | None = None) -> Boundaries:
    """Read the boundaries chosen.

    Parameters
    ----------
    choice : {"embedded", "official"} or path, optional
        A file in any format that GDAL reads, or a TOML that names one and its columns. Not given:
        the official boundaries where they have been fetched, else the embedded ones.

    Returns
    -------
    Boundaries

    Raises
    ------
    MissingFile
        If the official ones have not been fetched, or there is no such file.
    BadInput
        If the official ones are damaged, or a file holds no municipalities.
    """
    from fiss_geo.regions import boundary_files, official  # noqa: PLC0415 - they know this module

    if choice == EMBEDDED or (choice is None and not official.is_fetched()):
        return embedded()
    if choice is None or choice == OFFICIAL:
        return official.read()
    return boundary_files.read_boundaries(Path(choice))


def embedded() -> Boundaries:
    """Read the approximate boundaries that come with fiss-geo."""
    return Boundaries(
        title=f"approximate boundaries made from postcode points, {_EMBEDDED_YEAR}",
        attribution="© GeoNames (CC BY 4.0), Posti, Natural Earth",
        year=_EMBEDDED_YEAR,
        is_approximate=True,
        municipalities=reference.municipalities(),
        regions=reference.regions(),
    )
