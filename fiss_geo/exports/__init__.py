"""Tables to files and back: GeoParquet and GeoPackage for programs, CSV for people."""

from fiss_geo.exports.folders import TABLES_MARK, draft_beside, refuse_others, replace_folders
from fiss_geo.exports.tables import fill_tables, read_table, write_table, write_tables

__all__ = [
    "TABLES_MARK", "draft_beside", "fill_tables", "read_table", "refuse_others", "replace_folders",
    "write_table", "write_tables",
]  # fmt: skip
