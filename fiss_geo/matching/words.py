"""The words of resource names that tell one material from another."""

import pandas as pd

# Words that say how, not what; two names that share only these share nothing.
_COMMON = frozenset(
    """
    and as for from in of or the to with their other own used waste wastes product products
    stream streams side raw material materials separately collected recycled recovered treatment
    treated production processing process plant industry industrial local municipal clean mixed
    concentration yearly
    ja tai jäte jätteet erilliskerätty sivuvirta sivuvirrat kierrätys raaka aine aineet
    """.split()  # noqa: SIM905 - a list of sixty quoted words would be harder to read
)
_SHORTEST = 4


def name_words(flows: pd.DataFrame) -> pd.DataFrame:
    """List the telling words of each flow's names.

    Parameters
    ----------
    flows : pandas.DataFrame
        Flows with ``flow_id``, ``resource_name``, ``resource_name_en``, ``resource_name_fi``.

    Returns
    -------
    pandas.DataFrame
        ``flow_id``, ``kind`` (always ``word``), ``key`` (the word); each word of a flow once.

    >>> names = {"resource_name": ["Biomass ash"], "resource_name_en": [None]}
    >>> name_words(pd.DataFrame({"flow_id": ["O1"], "resource_name_fi": ["Tuhka"], **names}))
      flow_id  kind      key
    0      O1  word  biomass
    1      O1  word    tuhka
    """
    columns = ["resource_name", "resource_name_en", "resource_name_fi"]
    names = flows[columns].astype("str").fillna("") + " "
    text = names.sum(axis="columns").astype("str")
    lists = text.str.casefold().str.findall(r"[^\W\d_]+").set_axis(flows["flow_id"])
    words = lists.explode().dropna().rename("key").reset_index()
    telling = (words["key"].str.len() >= _SHORTEST) & ~words["key"].isin(_COMMON)
    words = words[telling].drop_duplicates().assign(kind="word")
    return words[["flow_id", "kind", "key"]].astype("str").reset_index(drop=True)
