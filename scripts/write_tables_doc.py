"""Write ``docs/tables.md`` from the contracts of ``fiss_geo``."""

from itertools import pairwise
from pathlib import Path

import pandera.pandas as pa

from fiss_geo.decision_schemas import DECISION_CONTRACTS
from fiss_geo.optional_columns import OPTIONAL_FLOWS
from fiss_geo.schemas import CONTRACTS

TARGET = Path(__file__).parents[1] / "docs" / "tables.md"
_HEAD = """# Tables

Written by `scripts/write_tables_doc.py` from `fiss_geo/schemas.py` and
`fiss_geo/decision_schemas.py`, and OptionalFlows, what Flows have besides where their file does,
from `fiss_geo/optional_columns.py`. Each stage adds its columns to the table before it; columns of
your own travel along. A missing value means “not known”, never 0.
"""
_KINDS = {
    "float64": "number", "Int64": "whole number", "bool": "yes/no", "string[pyarrow]": "text",
}  # fmt: skip


def tables_doc() -> str:
    """Give the text of the page: of each table, the columns that its stage adds."""
    nothing = pa.DataFrameSchema({})
    sections = [_section(before, table) for before, table in pairwise((nothing, *CONTRACTS))]
    sections += [_section(nothing, table) for table in (OPTIONAL_FLOWS, *DECISION_CONTRACTS)]
    return _HEAD + "".join(sections)


def _section(before: pa.DataFrameSchema, table: pa.DataFrameSchema) -> str:
    grows = set(before.columns) <= set(table.columns)
    inherited = set(before.columns) if grows else set()
    added = f"\n\nEverything of {before.name}, and:" if inherited else ""
    rows = [
        f"| `{name}` | {_KINDS.get(str(column.dtype), str(column.dtype))} "
        f"| {(column.metadata or {}).get('unit', '')} | {column.description} |\n"
        for name, column in table.columns.items()
        if name not in inherited
    ]
    head = "| column | type | unit | meaning |\n|---|---|---|---|\n"
    return f"\n## {table.name}{added}\n\n{head}{''.join(rows)}"


if __name__ == "__main__":
    TARGET.write_text(tables_doc(), encoding="utf-8")
    print(f"wrote docs/{TARGET.name}")
