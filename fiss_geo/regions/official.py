"""The official boundaries: fetched from Statistics Finland's service into the user's cache.

A set is municipalities and regions of one year and one scale, written into a folder of its own.
The file ``official.json`` says which folder counts, what it holds and where it came from; it is
replaced in one step, and only when the new set has been checked. Until then, and whatever goes
wrong, the old set stays whole.
"""

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import platformdirs
import shapely

from fiss_geo import reference
from fiss_geo.errors import BadInput, Fault, MissingFile
from fiss_geo.regions import boundary_checks, wfs
from fiss_geo.regions.boundaries import Boundaries

SERVICE: Final = "https://geo.stat.fi/geoserver/tilastointialueet/wfs"
SCALES: Final = ("4500k", "1000k")
YEAR: Final = 2026
ATTRIBUTION: Final = "© Statistics Finland (CC BY 4.0)"
CACHE_VARIABLE: Final = "FISS_GEO_CACHE_DIR"

_POINTER: Final = "official.json"
_FILES: Final = ("municipalities.parquet", "regions.parquet")
_MOST: Final = 0.5
_SCALE_WORDS: Final = {"4500k": "1:4 500 000", "1000k": "1:1 000 000"}


@dataclass(frozen=True)
class Layers:
    """The names of the two layers of a year and scale, and of their fields."""

    municipalities: str
    regions: str
    municipality_fields: tuple[str, ...] = ("kunta", "nimi", "namn")
    region_fields: tuple[str, ...] = ("maakunta", "nimi", "namn")


def layers(year: int, scale: str) -> Layers:
    """Name the layers as the service does.

    >>> layers(2026, "4500k").regions
    'tilastointialueet:maakunta4500k_2026'
    """
    return Layers(
        f"tilastointialueet:kunta{scale}_{year}", f"tilastointialueet:maakunta{scale}_{year}"
    )


def cache_folder() -> Path:
    """Give the folder of the fetched boundaries: of ``FISS_GEO_CACHE_DIR``, else the system's."""
    given = os.environ.get(CACHE_VARIABLE)
    root = Path(given) if given else platformdirs.user_cache_path("fiss-geo", appauthor=False)
    return root / "boundaries"


def is_fetched() -> bool:
    """Tell whether official boundaries have been fetched."""
    return (cache_folder() / _POINTER).is_file()


def provenance() -> dict[str, Any]:
    """Read where the fetched boundaries came from.

    Raises
    ------
    MissingFile
        If none have been fetched.
    BadInput
        If the file that says so is damaged.
    """
    path = cache_folder() / _POINTER
    if not path.is_file():
        raise MissingFile(
            "the official boundaries have not been fetched; run `fiss-geo boundaries update`, or "
            "choose --boundaries embedded"
        )
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {name: told[name] for name in ("folder", "title", "year", "files", *told)}
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, f"it cannot be read ({error})") from None


def read() -> Boundaries:
    """Read the boundaries fetched last, and check that they are what was written.

    Raises
    ------
    MissingFile
        If none have been fetched.
    BadInput
        If a file is gone or has changed since.
    """
    told = provenance()
    folder = cache_folder() / str(told["folder"])
    tables = []
    for name in _FILES:
        path = folder / name
        if not path.is_file():
            raise _damaged(path, "it is gone")
        if _sha256(path) != told["files"].get(name):
            raise _damaged(path, "its checksum is another one")
        tables.append(gpd.read_parquet(path))
    return Boundaries(
        title=str(told["title"]),
        attribution=ATTRIBUTION,
        year=int(told["year"]),
        is_approximate=False,
        municipalities=tables[0],
        regions=tables[1],
    )


def update(
    year: int = YEAR,
    scale: str = SCALES[0],
    url: str = SERVICE,
    limits: wfs.Limits = wfs.Limits(),  # noqa: B008 - frozen
) -> dict[str, Any]:
    """Fetch a year's boundaries, check them, and let them take the place of those before.

    Parameters
    ----------
    year : int
        From 2013 on.
    scale : {"4500k", "1000k"}
        1:4 500 000 or 1:1 000 000.
    url : str
        Address of the service.
    limits : Limits
        How patient to be with it.

    Returns
    -------
    dict
        The provenance, as ``official.json`` has it.

    Raises
    ------
    BadInput
        With a sentence for everything that is wrong; what was fetched before stays.
    """
    if year < boundary_checks.FIRST_YEAR or scale not in SCALES:
        expected = f"a year from {boundary_checks.FIRST_YEAR} on, and {' or '.join(SCALES)}"
        raise BadInput([Fault(f"{year}, {scale}", None, None, "", f"expected {expected}")])
    named = layers(year, scale)
    regions = wfs.read_layer(url, named.regions, limits)
    municipalities = wfs.read_layer(url, named.municipalities, limits)
    codes = boundary_checks.municipality_codes(year)
    faults = [
        *boundary_checks.faults_of(
            regions, named.regions, named.region_fields, boundary_checks.region_codes()
        ),
        *boundary_checks.faults_of(
            municipalities, named.municipalities, named.municipality_fields, codes
        ),
    ]
    if faults:
        raise BadInput([*faults, Fault(url, None, None, "", wfs.UNCHANGED)])
    tables = _in_our_words(municipalities, regions, named)
    about = {
        "title": f"Statistics Finland, {_SCALE_WORDS[scale]}, {year}",
        "attribution": ATTRIBUTION,
        "url": url,
        "layers": [named.municipalities, named.regions],
        "year": year,
        "scale": scale,
        "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
        "features": [len(table) for table in tables],
    }
    return _swap_in(tables, about)


def _in_our_words(
    municipalities: gpd.GeoDataFrame, regions: gpd.GeoDataFrame, named: Layers
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Rename the columns, add English names and each municipality's region, sort by code."""
    ours = _renamed(regions, "region", named.region_fields, reference.region_names())
    cities = _renamed(
        municipalities, "municipality", named.municipality_fields, reference.municipality_names()
    )
    code = _region_of(cities, ours)
    if code.isna().any():
        lost = ", ".join(cities.loc[code.isna(), "municipality_code"])
        expected = f"these municipalities lie in no region: {lost}; {wfs.UNCHANGED}"
        raise BadInput([Fault(f"layer “{named.municipalities}”", None, None, "", expected)])
    cities.insert(4, "region_code", code)
    return cities, ours


def _region_of(cities: gpd.GeoDataFrame, regions: gpd.GeoDataFrame) -> pd.Series:
    """Find the region that has most of each municipality; missing where none has half of it."""
    city, region = regions.sindex.query(cities.geometry, predicate="intersects")
    shapes = cities.geometry.to_numpy()
    common = shapely.intersection(shapes[city], regions.geometry.to_numpy()[region])
    share = shapely.area(common) / shapely.area(shapes[city])
    most = share >= _MOST
    code = pd.Series(regions["region_code"].to_numpy()[region[most]], index=city[most])
    return code[~code.index.duplicated()].reindex(range(len(cities))).astype("str")


def _renamed(
    table: gpd.GeoDataFrame, kind: str, fields: tuple[str, ...], known: pd.DataFrame
) -> gpd.GeoDataFrame:
    code, finnish, swedish = (table[name].astype("str").str.strip() for name in fields)
    english = code.map(known.set_index(f"{kind}_code")[f"{kind}_name_en"]).astype("str")
    renamed = gpd.GeoDataFrame(
        {
            f"{kind}_code": code,
            f"{kind}_name_fi": finnish,
            f"{kind}_name_sv": swedish,
            f"{kind}_name_en": english.fillna(finnish),
        },
        geometry=table.geometry.to_numpy(),
        crs=table.crs,
    )
    return renamed.sort_values(f"{kind}_code", ignore_index=True)


def _swap_in(
    tables: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], about: dict[str, Any]
) -> dict[str, Any]:
    """Write the set into a folder of its own, then point to it; the pointing is one step."""
    root = cache_folder()
    root.mkdir(parents=True, exist_ok=True)
    before = _folder_before()
    draft = Path(tempfile.mkdtemp(prefix=f"{about['year']}-{about['scale']}-", dir=root))
    try:
        for name, table in zip(_FILES, tables, strict=True):
            table.to_parquet(draft / name, index=False, compression="zstd")
        files = {name: _sha256(draft / name) for name in _FILES}
        told = {"folder": draft.name, **about, "files": files}
        pointer = draft / _POINTER
        pointer.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        pointer.replace(root / _POINTER)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    if before is not None:
        shutil.rmtree(before, ignore_errors=True)
    return told


def _folder_before() -> Path | None:
    """Find the folder that the new set makes needless; none if that cannot be told."""
    try:
        name = str(provenance()["folder"])
    except (MissingFile, BadInput):
        return None
    is_ours = name == Path(name).name and name not in {"", ".", ".."}
    return cache_folder() / name if is_ours else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(path: Path, what: str) -> BadInput:
    expected = (
        f"the official boundaries are damaged: {what}; run `fiss-geo boundaries update` again, "
        "or choose --boundaries embedded"
    )
    return BadInput([Fault(str(path), None, None, "", expected)])
