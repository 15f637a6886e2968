"""The page of what was left out and what was kept with a caveat, for the owner of the data."""

from pathlib import Path

import jinja2
import pandas as pd

from fiss_geo.maps import numbers
from fiss_geo.maps.disclosure import clean
from fiss_geo.maps.rows import Row, records

_HERE = Path(__file__).resolve().parent


def left_out_page(left: pd.DataFrame, totals: pd.DataFrame, flows: pd.DataFrame) -> str:
    """Write the report of a check or a run as one page without any outside request.

    Parameters
    ----------
    left : pandas.DataFrame
        LeftOut.
    totals : pandas.DataFrame
        Counts and quantities by kind of reason, as ``accounts.caveat_totals`` gives them.
    flows : geopandas.GeoDataFrame
        The LocatedFlows that the report is about.

    Returns
    -------
    str
        HTML. It names organisations whether they are public or not: it is not for publication.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("left_out.html.j2").render(
        flow_count=len(flows),
        outcomes=set(left["outcome"]),
        rows=[_row(row) for row in records(left)],
        totals=[_row(row) for row in records(totals)],
    )


def _row(row: Row) -> Row:
    """Write a row as texts: none for what is missing, and none that turns the texts around it."""
    texts = {
        name: "" if pd.isna(value) else clean(str(value))
        for name, value in row.items()
        if name not in numbers.UNITS
    }
    return {**texts, "amount": numbers.amounts(row)}
