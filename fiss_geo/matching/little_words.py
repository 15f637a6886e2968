"""Little words of names: what they tell of the language and of the words beside them.

None of them names a material or a use.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


JOINS: Final = _words("and or ja tai sekä och eller & the a")
STARTS_ANEW: Final = frozenset(",;:(/+")
DETAILS: Final = frozenset(",;:(")
"""After these stand details of what was named before."""
FROM: Final = {"en": _words("from of"), "sv": _words("från av ur"), "fi": frozenset[str]()}
FOR: Final = {"en": _words("for as into to"), "sv": _words("för till som"), "fi": frozenset[str]()}
TELL_LANGUAGE: Final = {
    "en": _words(
        """and or the a an of from for as in into on to with by at that which is are not per our
        its their when after before made used waste surplus raw material product"""
    ),
    "fi": _words(
        """ja tai sekä joka jossa jota on ei kuin kun noin eli myös ylijäämä jäte jätettä raaka
        aine ainetta aineeksi käytetty käytetyt käytettyä tarvitaan vailla olevat"""
    ),
    "sv": _words(
        """och eller av från för som i på till med ur ej inte är den det en ett efter vid utan
        samt använd använda avfall spill råvara material"""
    ),
}
"""Words that tell the language."""
HOW_MUCH: Final = _words(
    """vuosi vuoden vuodessa vuotta vuosittain vuotuinen kuukausi kuukaudessa viikossa päivässä
    noin tonnia tonni tn kg kpl per year annually monthly weekly daily tonnes tons about år
    årligen cirka ca ton månad vecka dag"""
)
"""Of quantities and times; the stem of vuosi (vuoden) would be that of vuota, a hide."""
PLACES: Final = _words(
    """plant plants mill mills works factory factories industry producer maker production
    manufacture manufacturing manufacturer grower company mine mines quarry quarries smelter
    refinery foundry"""
)
"""English: “board mill” and “limestone mine” are where, not what."""
COMMON: Final = _words(
    """and as for from in of or the to with their other own used waste wastes product products
    stream streams side raw material materials separately collected recycled recovered treatment
    treated production processing process plant industry industrial local municipal clean mixed
    concentration yearly surplus excess spent old new raakaaine ja tai jäte jätteet
    erilliskerätty sivuvirta sivuvirrat kierrätys raaka aine aineet muu muut sekä käytetty
    ylijäämä puhdas och eller från för till avfall använd ren annat"""
)
"""Words that say how, not what; two names that share only these share nothing."""
