"""csv_files: what any program wrote as CSV is read, cell by cell."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiss_geo.flows.readers.csv_files import read_csv_text

HEADINGS = ["yritys", "määrä", "huom"]
# Letters that Windows-1252 has, and that are never UTF-8 by chance.
_CELLS = st.text("abåäöÅÄÖ09 ,;\"'=+-.\t").map(str.strip) | st.just("kaksi\nriviä")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@given(
    rows=st.lists(st.lists(_CELLS, min_size=3, max_size=3).filter(any), min_size=1, max_size=5),
    line_end=st.sampled_from(["\n", "\r\n"]),
    above=st.sampled_from(["", "sep="]),
)
def test_what_is_written_is_read(
    encoding: str,
    separator: str,
    rows: list[list[str]],
    line_end: str,
    above: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("csv") / "flows.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        if above:
            file.write(f"{above}{separator}{line_end}")
        csv.writer(file, delimiter=separator, lineterminator=line_end).writerows([HEADINGS, *rows])
    table = read_csv_text(path)
    assert table[HEADINGS].fillna("").to_numpy().tolist() == rows
    assert table["decimal_comma"].unique().tolist() == [separator != ","]
