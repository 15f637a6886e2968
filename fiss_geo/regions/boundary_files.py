"""Boundaries from a file of the user's own, in any format that GDAL reads."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyogrio
from pyproj.exceptions import CRSError

from fiss_geo import reference
from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import BadInput, Fault, MissingFile, UnknownCrs
from fiss_geo.regions.boundaries import Boundaries

# What other tables call our columns; the first that is there is taken.
_USUAL_NAMES: Final = {
    "municipality_code": ("kunta", "kuntanro", "kuntanumero", "natcode", "code", "koodi"),
    "municipality_name_fi": ("nimi", "namefin", "name_fi", "kuntanimi"),
    "municipality_name_sv": ("namn", "nameswe", "name_sv"),
    "region_code": ("maakunta", "maakuntanro", "region"),
}
_NAMES: Final = ("municipality_name_fi", "municipality_name_sv")


@dataclass(frozen=True)
class _Told:
    """What the TOML beside a file says of it."""

    file: str
    layer: str | None = None
    title: str | None = None
    attribution: str = ""
    year: int | None = None
    columns: dict[str, str] = field(default_factory=dict)


def read_boundaries(path: Path) -> Boundaries:
    """Read municipalities from a file, and dissolve them into regions.

    Parameters
    ----------
    path : pathlib.Path
        A file of polygons with the columns of ``municipalities`` or their usual Finnish names
        (kunta, nimi, namn, maakunta); or a TOML with ``file``, and if wanted ``layer``,
        ``title``, ``attribution``, ``year`` and a table ``columns`` from our names to the file's.

    Returns
    -------
    Boundaries
        A municipality without a region in the file gets the region of its code today.

    Raises
    ------
    MissingFile, BadInput, UnknownCrs
    """
    told = _told(path) if path.suffix.lower() == ".toml" else _Told(file=path.name)
    source = path.parent / told.file
    if not source.exists():
        raise MissingFile(f"{source}: there is no such file of boundaries; check the name")
    table = _layer(source, told.layer)
    municipalities = _municipalities(table, told.columns, source.name)
    return Boundaries(
        title=told.title or f"boundaries of {source.name}",
        attribution=told.attribution,
        year=told.year,
        is_approximate=False,
        municipalities=municipalities,
        regions=_regions(municipalities),
    )


def _told(path: Path) -> _Told:
    if not path.is_file():
        raise MissingFile(f"{path}: there is no such file")
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(path.name, f"expected TOML; {error}") from None
    known = {one.name for one in fields(_Told)}
    columns = values.get("columns", {})
    if unknown := sorted(set(values) - known):
        raise _fault(
            path.name, f"unknown {', '.join(unknown)}; expected {', '.join(sorted(known))}"
        )
    if "file" not in values or not isinstance(columns, dict):
        raise _fault(path.name, 'expected file = "…" and, if wanted, a table [columns]')
    if odd := sorted(set(columns) - set(_USUAL_NAMES)):
        raise _fault(
            path.name, f"unknown column {', '.join(odd)}; expected {', '.join(_USUAL_NAMES)}"
        )
    return _Told(**values)


def _layer(source: Path, layer: str | None) -> gpd.GeoDataFrame:
    try:
        table = (
            gpd.read_parquet(source)
            if source.suffix.lower() in {".parquet", ".geoparquet"}
            else pyogrio.read_dataframe(source, layer=layer)
        )
    except (RuntimeError, ValueError, LookupError, OSError, CRSError) as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        raise _fault(source.name, f"expected a layer of polygons; {said}") from None
    if not isinstance(table, gpd.GeoDataFrame) or len(table) == 0:
        raise _fault(source.name, "expected polygons; found none")
    if table.crs is None:
        raise UnknownCrs(
            f"{source.name}: expected a coordinate reference system, and none is stated; set it in "
            "a GIS program and save again"
        )
    return table.to_crs(ETRS_TM35FIN).reset_index(drop=True)


def _municipalities(
    table: gpd.GeoDataFrame, columns: dict[str, str], file: str
) -> gpd.GeoDataFrame:
    found = {ours: _column(table, ours, columns.get(ours), file) for ours in _USUAL_NAMES}
    code = found["municipality_code"]
    if code is None:
        there = ", ".join(str(name) for name in table.columns if name != table.geometry.name)
        raise _fault(file, f"expected a column of municipality codes; the file has {there}")
    embedded = reference.municipality_names().set_index("municipality_code")
    code = code.str.zfill(3)
    renamed = {"municipality_code": code}
    for name in (*_NAMES, "municipality_name_en", "region_code"):
        given = found.get(name)
        usual = code.map(embedded[name]).astype("str")
        renamed[name] = usual if given is None else given.fillna(usual)
    renamed["region_code"] = renamed["region_code"].str.zfill(2)
    areas = gpd.GeoDataFrame(renamed, geometry=table.geometry.array, crs=table.crs)
    faults = [*_code_faults(areas, file), *_shape_faults(areas, file)]
    if faults:
        raise BadInput(faults)
    return areas.sort_values("municipality_code", ignore_index=True)


def _column(table: gpd.GeoDataFrame, ours: str, told: str | None, file: str) -> pd.Series | None:
    by_small = {str(name).casefold(): name for name in table.columns}
    if told is not None:
        if told not in table.columns:
            raise _fault(file, f"there is no column “{told}”, which should be {ours}")
        name = told
    else:
        names = [by_small[one] for one in (ours, *_USUAL_NAMES[ours]) if one in by_small]
        if not names:
            return None
        name = names[0]
    text = table[name]
    if pd.api.types.is_float_dtype(text):  # a code that GDAL gave as 5.0
        text = text.astype("Int64")
    return text.astype("str").str.strip()


def _code_faults(areas: gpd.GeoDataFrame, file: str) -> list[Fault]:
    code = areas["municipality_code"]
    odd = code[~code.str.fullmatch(r"\d{3}", na=False)]
    twice = code[code.duplicated()]
    faults = [
        Fault(file, int(row) + 1, "municipality_code", str(value), "expected three digits")
        for row, value in odd.items()
    ]
    return faults + [
        Fault(file, int(row) + 1, "municipality_code", str(value), "expected each code once")
        for row, value in twice.items()
    ]


def _shape_faults(areas: gpd.GeoDataFrame, file: str) -> list[Fault]:
    is_polygon = areas.geom_type.isin(["Polygon", "MultiPolygon"])
    wrong = areas.index[~is_polygon | areas.is_empty | ~areas.is_valid]
    return [
        Fault(file, int(row) + 1, None, "", "expected a valid polygon; mend it in a GIS program")
        for row in wrong
    ]


def _regions(municipalities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    dissolved = municipalities[["region_code", "geometry"]].dissolve("region_code").reset_index()
    named = reference.region_names().set_index("region_code")
    for place, language in enumerate(("fi", "sv", "en"), 1):
        name = dissolved["region_code"].map(named[f"region_name_{language}"])
        text = name.astype("str").fillna(dissolved["region_code"])
        dissolved.insert(place, f"region_name_{language}", text)
    return dissolved


def _fault(file: str, expected: str) -> BadInput:
    return BadInput([Fault(file, None, None, "", expected)])
