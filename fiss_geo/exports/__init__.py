"""Tables to files and back: GeoParquet and GeoPackage for programs, CSV for people."""

from fiss_geo.exports.folders import (
    SITE_MARK,
    TABLES_MARK,
    draft_beside,
    refuse_others,
    replace_folders,
    set_mark,
)
from fiss_geo.exports.tables import (
    fill_tables,
    read_table,
    write_blocks,
    write_table,
    write_tables,
)

__all__ = [
    "SITE_MARK", "TABLES_MARK", "draft_beside", "fill_tables", "read_table", "refuse_others",
    "replace_folders", "set_mark", "write_blocks", "write_table", "write_tables",
]  # fmt: skip
