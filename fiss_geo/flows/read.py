"""Verb one, ``read``: files and services of offers and needs become one table of flows.

Every row of every source comes out, in order. What cannot be understood at all (a role that is
neither offer nor need, a negative quantity) stops the reading with a sentence a fault, all faults
of all sources at once. What is missing or unclear stays missing, and is said in a note.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from fiss_geo.crs import ETRS_TM35FIN
from fiss_geo.errors import BadInput, Fault
from fiss_geo.flows import checks, places
from fiss_geo.flows.cells import (
    NO,
    YES,
    by_distinct,
    first_filled,
    join_notes,
    lower,
    missing_text,
    number,
    says,
    text_column,
)
from fiss_geo.flows.codes import code_note
from fiss_geo.flows.commodities import commodities
from fiss_geo.flows.field_names import FIELDS
from fiss_geo.flows.industries import industries
from fiss_geo.flows.mapping import ORIGIN, Mapping, apply_mapping
from fiss_geo.flows.mapping_files import read_mapping, shipped_mapping_for
from fiss_geo.flows.quantities import quantities
from fiss_geo.flows.sources import Source, open_source
from fiss_geo.flows.template import codes_of_choices
from fiss_geo.optional_columns import OPTIONAL_FLOWS, understood
from fiss_geo.schemas import FLOWS, column_types, keep

_RENAMED = {"municipality": "municipality_name", "park": "stated_park_id"}
# These have become figures and points.
_MADE = frozenset(
    {
        "quantity",
        "unit",
        "frequency",
        "latitude",
        "longitude",
        "easting",
        "northing",
        "crs",
        "nace_version",
    }
)


def read(
    sources: Source | Iterable[Source],
    *,
    mapping: Mapping | str | Path | None = None,
    sheet: str | None = None,
    geocode: places.Geocode | None = None,
) -> gpd.GeoDataFrame:
    """Read flows from files, folders, databases and services.

    Parameters
    ----------
    sources : path, address, or several
        CSV, XLSX, XLS, ODS, GeoPackage, GeoJSON, Shapefile, FlatGeobuf, (Geo)Parquet, saved
        Materiaalitori JSON, a PRTR folder, a folder of any of these,
        ``postgresql://…?table=…`` or the address of a Materiaalitori service.
    mapping : Mapping or path of its TOML, optional
        What the columns mean. Without one, headings like those of ``data/examples/flows.csv``,
        of the template or of a shipped mapping are recognised.
    sheet : str, optional
        Sheet or layer to read, where a file has several.
    geocode : callable, optional
        Gives points to street addresses; see ``geocoder.geocode``. Off by default.

    Returns
    -------
    geopandas.GeoDataFrame
        Flows: one row a flow in the order of the sources, points in EPSG:3067, quantities in
        ``_t_per_a``, ``_gwh_per_a``, ``_m3_per_a``; missing where the source gives none. Columns
        of ``OPTIONAL_FLOWS``, and limits of quality, as numbers, days and forms where a source
        has them.

    Raises
    ------
    BadInput
        With a sentence for every fault: file, row, column, value, what was expected.
    MissingFile
        If a file is not there.
    """
    several = [sources] if isinstance(sources, str | Path) else list(sources)
    if not several:
        raise ValueError("read needs at least one source of flows")
    known = read_mapping(mapping) if isinstance(mapping, str | Path) else mapping
    tables = [table for source in several for table in open_source(source, sheet)]
    raw = pd.concat([_in_our_words(table, known) for table in tables], ignore_index=True)
    faults = checks.find_faults(raw)
    if faults:
        raise BadInput(faults)
    return keep(OPTIONAL_FLOWS, keep(FLOWS, _flows(raw, geocode)))


def _in_our_words(table: pd.DataFrame, mapping: Mapping | None) -> pd.DataFrame:
    """Rename one source's columns to our fields, by the given mapping or a known one."""
    if mapping is None:
        table = _with_folded_headings(table)
    known = mapping or shipped_mapping_for(table.columns)
    raw = codes_of_choices(table if known is None else apply_mapping(table, known))
    if "flow_id" not in raw.columns:
        raw = raw.assign(flow_id=_row_ids(raw))
    file = str(table["source_file"].iloc[0])
    missing = checks.missing_columns(raw.columns)
    if missing:
        help_line = f"or say what the columns mean: fiss-geo mapping suggest {file}"
        raise BadInput([Fault(file, 1, None, "", line) for line in (*missing, help_line)])
    return raw


def _with_folded_headings(table: pd.DataFrame) -> pd.DataFrame:
    """Write headings that differ from our fields in case, spaces or hyphens as our fields."""
    folded = {name: re.sub(r"[\s-]+", "_", str(name).strip().lower()) for name in table.columns}
    ours = {name: field for name, field in folded.items() if field in FIELDS}
    taken = list(ours.values())
    twice = sorted({field for field in taken if taken.count(field) > 1})
    if twice:
        expected = f"expected each column once; {', '.join(twice)} stands twice"
        raise BadInput([Fault(str(table["source_file"].iloc[0]), 1, None, "", expected)])
    return table.rename(columns=ours)


def _row_ids(raw: pd.DataFrame) -> pd.Series:
    """Name rows that have no id of their own by where they stand: file, sheet and row."""
    stem = raw["source_file"].str.replace(r"\.[^.]*$", "", regex=True)
    sheet = ("-" + text_column(raw, "source_sheet")).fillna("")
    return stem + sheet + "-" + raw["source_row"].astype("str")


def _flows(raw: pd.DataFrame, geocode: places.Geocode | None) -> gpd.GeoDataFrame:
    placed = places.place(raw, geocode)
    parts: dict[str, pd.Series] = {
        **_words(raw),
        **{name: number(raw, name).astype("Int64") for name in ("quantity_year", "source_year")},
        **_columns(quantities(raw)),
        **_columns(placed),
        "source_row": raw["source_row"].astype("Int64"),
    }
    group, park = text_column(raw, "material_group"), text_column(raw, "park")
    codes = [industries(raw), commodities(raw, parts["low_code"])]
    notes = [code_note(group, parts["low_code"], park), *(one.pop("note") for one in codes)]
    parts |= {**codes[0], **codes[1], "code_note": join_notes(notes)}
    types = column_types(FLOWS)
    ours = {name: _typed(parts.get(name), raw, name, kind) for name, kind in types.items()}
    taken = {*ORIGIN, *_RENAMED, *_MADE, *(name for name in FIELDS if name in types)}
    extra = {
        # A column of the file that bears the name of one of ours keeps its content beside it.
        f"{name}_in_file" if name in types else name: raw[name]
        for name in raw.columns
        if name not in taken
    }
    columns = {**ours, **extra, **understood(raw)[0]}
    table = pd.DataFrame(columns, index=raw.index, copy=False)
    table["duplicate_of"] = _duplicates(table, placed["geometry"])
    return gpd.GeoDataFrame(table, geometry=placed["geometry"].array, crs=ETRS_TM35FIN)


def _columns(table: pd.DataFrame) -> dict[str, pd.Series]:
    return {str(name): column for name, column in table.items()}


def _words(raw: pd.DataFrame) -> dict[str, pd.Series]:
    is_notice_of_service = text_column(raw, "materiaalitori_type") == "offeringServices"
    return {
        "role": lower(raw["role"]),
        "is_service": says(raw, "is_service", *YES) | is_notice_of_service,
        "is_superseded": says(raw, "is_latest_year", *NO),
        "resource_name": first_filled(raw, checks.RESOURCE_NAMES),
        "low_code": checks.low_code(raw),
        "status": lower(text_column(raw, "status")).fillna("unknown"),
        "is_public": checks.is_public(raw),
        **{ours: text_column(raw, theirs) for theirs, ours in _RENAMED.items()},
    }


def _typed(column: pd.Series | None, raw: pd.DataFrame, name: str, kind: object) -> pd.Series:
    text = text_column(raw, name) if column is None else column
    return text if text.dtype == kind else text.astype(kind)  # type: ignore[call-overload]


def _duplicates(table: pd.DataFrame, points: pd.Series) -> pd.Series:
    """Find rows of the same organisation, resource, place and period; they are not merged."""
    east = pd.Series(shapely.get_x(points.to_numpy()), index=table.index)
    shared = east.duplicated(keep=False)
    rows, points = table[shared], points[shared]
    same = [
        _distinct(rows["organisation"]),
        _distinct(rows["role"]),
        _distinct(rows["resource_name"]),
        east[shared],
        pd.Series(shapely.get_y(points.to_numpy()), index=rows.index),
        rows["quantity_year"],
    ]
    duplicate_of = missing_text(table.index)
    again = pd.concat(same, axis="columns").duplicated()
    if again.any():
        first = rows["flow_id"].groupby(same, dropna=False).transform("first")
        duplicate_of[again[again].index] = first[again]
    return duplicate_of


def _distinct(text: pd.Series) -> pd.Series:
    """Give each distinct text of a column a number; case makes no difference."""
    return by_distinct(text, lambda words: pd.Series(pd.factorize(words.str.casefold())[0]))
