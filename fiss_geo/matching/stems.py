"""Words brought to a common form: Finnish, Swedish and English endings taken off.

Snowball's stemmers take the endings off; Finnish words also change inside (liete, lietteen;
lanta, lannan), so that double and weakened consonants are folded after it. The result is a key
to compare words by, not a word to show.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import Stemmer

LANGUAGES: Final = ("fi", "sv", "en")

_SNOWBALL: Final = {"fi": "finnish", "sv": "swedish"}
# English: the plural only. A stemmer makes one word of carbon and carbonation.
_PLURALS: Final = ((re.compile(r"ies$"), "y"), (re.compile(r"(?<=sh|ch|ss)es$"), ""),
                   (re.compile(r"(?<=[^su])s$"), ""))  # fmt: skip
# Strong and weak grades of Finnish consonants, both brought to one.
_GRADES: Final = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "n"), ("nn", "n"), ("lt", "l"),
    ("ll", "l"), ("rt", "r"), ("rr", "r"), ("mp", "m"), ("mm", "m"), ("ht", "h"), ("hd", "h"),
    ("d", "t"),
)  # fmt: skip
_FINAL_VOWELS: Final = re.compile(r"[aeiouyäö]+$")
# Forms of short or irregular words that the stemmer leaves; of any compound that ends in them.
_IRREGULAR: Final = (
    ("tehdas", ("tehtaan", "tehtaat", "tehtaiden", "tehtaalta", "tehtaalle", "tehtaasta")),
    ("vesi", ("veden", "vettä", "vedet", "vesien", "vesiä", "vesistä", "veteen", "vedestä")),
    ("kivi", ("kiven", "kiveä", "kivet", "kivien", "kiviä", "kivestä", "kiveksi")),
    ("teräs", ("teräksen", "terästä", "teräkset", "teräkseen", "teräksestä")),
    ("rengas", ("renkaan", "renkaat", "renkaiden", "renkaita", "rengasta", "renkaista")),
    ("nahka", ("nahan", "nahat", "nahkaa", "nahkojen")),
    ("olki", ("oljen", "oljet", "olkea", "olkien", "olkia", "oljesta")),
    ("sinkki", ("sinkin", "sinkkiä", "sinkistä", "sinkiksi")),
    ("pitoinen", ("pitoisen", "pitoista", "pitoiset", "pitoisia", "pitoisten", "pitoisiin")),
    ("peräinen", ("peräisen", "peräistä", "peräiset", "peräisiä", "peräisten")),
    ("puu", ("puun", "puuta", "puut", "puiden", "puita", "puusta", "puuhun")),
    ("luu", ("luun", "luuta", "luut", "luiden", "luita")),
    ("öljy", ("öljyn", "öljyä", "öljyt", "öljyjen", "öljyjä")),
    ("levy", ("levyn", "levyä", "levyt", "levyjen", "levyjä")),
    ("liuotin", ("liuottimen", "liuottimet", "liuottimien", "liuottimia", "liuotinta")),
    ("betoni", ("betonin", "betonia", "betonit", "betoniin")),
    ("aine", ("aineen", "aineeksi", "aineet", "aineiden", "aineita", "ainetta", "aineeseen")),
    ("kaasu", ("kaasun", "kaasua", "kaasut", "kaasujen")),
    ("mäski", ("mäskin", "mäskiä")),
    ("ruoka", ("ruoan", "ruokaa", "ruuan", "ruoaksi")),
    ("rae", ("rakeet", "rakeen")),
    ("sora", ("soran", "soraa")),
    ("hylky", ("hylyn", "hylyt", "hylkyä")),
    ("kylmä", ("kylmän", "kylmää")),
)
# Words in -us, -ys and -os: jäännös, jäännöksen; mädätys, mädätykseen.
_KS: Final = re.compile(
    r"(?<=.{3})([uyoö])ks(?:en|et|een|ena|enä|ella|ellä|elle|essa|essä|esta|estä|eksi|ia|iä|ien|iin"
    r"|ina|ista|istä|iksi)$"
)
_FORMS: Final = {form: base for base, forms in _IRREGULAR for form in forms}
_LENGTHS: Final = range(max(map(len, _FORMS)), min(map(len, _FORMS)) - 1, -1)


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL[language])


@cache
def stem(word: str, language: str) -> str:
    """Give the key that the forms of a word share.

    Parameters
    ----------
    word : str
        One word, case folded.
    language : {"fi", "sv", "en"}

    Returns
    -------
    str

    >>> {stem(form, "fi") for form in ("liete", "lietteen", "lietettä", "lietteet")}
    {'liet'}
    >>> stem("teräskuonaa", "fi") == stem("teräskuonan", "fi")
    True
    >>> stem("jäteveden", "fi") == stem("jätevesi", "fi")
    True
    >>> stem("slaggen", "sv") == stem("slagg", "sv"), stem("ashes", "en") == stem("ash", "en")
    (True, True)
    """
    if language == "en":
        return next((ends.sub(by, word) for ends, by in _PLURALS if ends.search(word)), word)
    if language == "sv":
        return _stemmer(language).stemWord(word)
    word = _KS.sub(r"\1s", word)
    ending = next((word[-length:] for length in _LENGTHS if word[-length:] in _FORMS), None)
    if ending is not None:
        word = word.removesuffix(ending) + _FORMS[ending]
    folded = _stemmer("fi").stemWord(word)
    if word.endswith(("vesi", "kivi")):  # the stemmer would make ves and kips of them
        folded = word[:-1]
    for strong, weak in _GRADES:
        folded = folded.replace(strong, weak)
    return _FINAL_VOWELS.sub("", folded) or word


def stems(words: Iterable[str], language: str) -> tuple[str, ...]:
    """Stem several words; a blend of digits and letters, such as co2, stays as it is."""
    return tuple(word if any(map(str.isdigit, word)) else stem(word, language) for word in words)
