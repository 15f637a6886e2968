"""Codes of a row that stand in no list: they are kept, take part in nothing, and are said."""

import pandas as pd

from fiss_geo import reference
from fiss_geo.flows.cells import by_distinct, join_notes


def code_note(material_group: pd.Series, low_code: pd.Series, park_id: pd.Series) -> pd.Series:
    """Say which codes of each row are in no list; missing where all are, or none is given.

    >>> park = material = pd.Series([None, None], dtype="str")
    >>> code_note(material, pd.Series(["100202", "999999"], dtype="str"), park).to_list()
    [nan, 'List of Waste code “999999” is not in the list']
    """
    known = (
        ("material group", material_group, reference.material_groups()["material_group"]),
        ("List of Waste code", low_code, reference.list_of_waste()["low_code"]),
        ("park", park_id, reference.parks()["park_id"]),
    )
    notes = [_unlisted(name, said, listed) for name, said, listed in known]
    return join_notes(notes)


def _unlisted(name: str, said: pd.Series, listed: pd.Series) -> pd.Series:
    return by_distinct(
        said, lambda codes: (f"{name} “" + codes + "” is not in the list").mask(codes.isin(listed))
    )
