"""Words brought to a common form: Finnish, Swedish and English endings taken off.

Asked for, Voikko's dictionary gives the base form of the Finnish words that it knows.

Snowball's stemmers take the endings off; Finnish words also change inside (liete, lietteen;
lanta, lannan), so that double and weakened consonants are folded after it. The result is a key
to compare words by, not a word to show.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

import Stemmer

from fiss_geo.matching import voikko

LANGUAGES: Final = ("fi", "sv", "en")
LEMMAS: Final = ("snowball", "voikko")
"""How Finnish words are brought to a common form."""
_VOIKKO: Final = "fi-voikko"
# The shortest parts of a compound, where only its letters say where it parts.
_SHORTEST_PART: Final = 3
_SHORTEST_HEAD: Final = 4

_SNOWBALL: Final = {"fi": "finnish", "sv": "swedish"}
# English: the plural only. A stemmer makes one word of carbon and carbonation.
_PLURALS: Final = (
    (re.compile(r"(?<=\bgas)es$"), ""), (re.compile(r"ies$"), "y"),
    (re.compile(r"(?<=sh|ch|ss)es$"), ""), (re.compile(r"(?<=[^su])s$"), ""),
)  # fmt: skip
# Strong and weak grades of Finnish consonants, both brought to one.
_GRADES: Final = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "n"), ("nn", "n"), ("lt", "l"),
    ("ll", "l"), ("rt", "r"), ("rr", "r"), ("mp", "m"), ("mm", "m"), ("ht", "h"), ("hd", "h"),
    ("d", "t"),
)  # fmt: skip
# Shorter stems say nothing: puu and puro would both be p and pur.
_SHORTEST: Final = 3
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
    ("hiili", ("hiilen", "hiiltä", "hiilet", "hiilien", "hiiliä", "hiileksi")),
    ("olut", ("oluen", "olutta", "olueen", "oluet")),
)
# Words in -us, -ys and -os: jäännös, jäännöksen; mädätys, mädätykseen.
_KS: Final = re.compile(
    r"(?<=.{3})([uyoö])ks(?:en|et|een|ena|enä|ella|ellä|elle|essa|essä|esta|estä|eksi|ia|iä|ien|iin"
    r"|ina|ista|istä|iksi)$"
)
# Plural of words in -i: muovi, muoveja.
_EJA: Final = re.compile(r"(?<=.{2})ej[aä]$")
_FORMS: Final = {form: base for base, forms in _IRREGULAR for form in forms}
_LAST_TWO: Final = frozenset(form[-2:] for form in _FORMS)
_LENGTHS: Final = range(max(map(len, _FORMS)), min(map(len, _FORMS)) - 1, -1)


def languages(lemmas: str) -> tuple[str, ...]:
    """Give the languages in which names are read; Finnish by Voikko is one of its own.

    Parameters
    ----------
    lemmas : {"snowball", "voikko"}

    Returns
    -------
    tuple of str
        Their first two letters are the language.

    Raises
    ------
    ValueError
        If there is no such choice.
    ImportError
        If Voikko or its dictionary is not installed.
    """
    if lemmas not in LEMMAS:
        raise ValueError(f'lemmas is "{lemmas}"; expected {" or ".join(LEMMAS)}')
    if lemmas == "snowball":
        return LANGUAGES
    voikko.dictionary()
    return (_VOIKKO, *LANGUAGES[1:])


def seams(word: str, language: str) -> Sequence[int]:
    """Give the places where a compound may part, the longest head first.

    >>> list(seams("uunikuona", "fi"))
    [3, 4, 5]
    """
    known = voikko.seams(word) if language == _VOIKKO else None
    return range(_SHORTEST_PART, len(word) - _SHORTEST_HEAD + 1) if known is None else known


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
    language : str
        One of :func:`languages`.

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
        if not word.endswith("s"):
            return word
        return next((ends.sub(by, word) for ends, by in _PLURALS if ends.search(word)), word)
    if language == "sv":
        return _stemmer(language).stemWord(word)
    if language == _VOIKKO:
        return voikko.base_form(word) or stem(word, "fi")
    return _finnish(word)


def _finnish(word: str) -> str:
    """Take the ending off a Finnish word, and fold what changes inside it."""
    word = _EJA.sub("i", _KS.sub(r"\1s", word))
    may_end_so = word[-2:] in _LAST_TWO  # most words do not, and need not be looked at
    lengths = _LENGTHS if may_end_so else ()
    ending = next((word[-length:] for length in lengths if word[-length:] in _FORMS), None)
    if ending is not None:
        word = word.removesuffix(ending) + _FORMS[ending]
    folded = _stemmer("fi").stemWord(word)
    if word.endswith(("vesi", "kivi")):  # the stemmer would make ves and kips of them
        folded = word[:-1]
    if word.endswith("levy"):  # a board is no alga, levä
        return word
    for strong, weak in _GRADES:
        folded = folded.replace(strong, weak)
    bare = _FINAL_VOWELS.sub("", folded)
    return bare if len(bare) >= _SHORTEST else folded


def stems(words: Iterable[str], language: str) -> tuple[str, ...]:
    """Stem several words; a blend of digits and letters, such as co2, stays as it is."""
    return tuple([_key(word, language) for word in words])


@cache
def _key(word: str, language: str) -> str:
    return word if any(map(str.isdigit, word)) else stem(word, language)
