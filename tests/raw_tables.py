"""Tables of text as the readers of files give them, for the tests of what comes after."""

import pandas as pd


def table(columns: dict[str, list[str | None]]) -> pd.DataFrame:
    raw = pd.DataFrame(columns).astype("str")
    rows = len(raw)
    return raw.assign(
        source_file="sheet.xlsx",
        source_sheet="Taul1",
        source_row=pd.Series(range(2, rows + 2), dtype="int64"),
        decimal_comma=True,
    )
