"""Bytes that are not the UTF-8 that they should be -> their text, where it can be told for sure, else nothing."""

from __future__ import annotations

import re

from briefbot.text.encoding_labels import CENTRAL, WESTERN

_FEWEST = 60  # bytes; of less, nothing can be told
_MOST_STRAY = 3  # bytes out of place in a text that is UTF-8 otherwise; in a long one
_STRAY_SHARE = 10_000  # bytes have one more
_MOST_MESS = 0.1  # of the best reading
_LIKE = (0.01, 0.1)  # how much worse in mess and in coherence a reading may be that speaks against the best
# What text without a declaration is in, by the standard of HTML and the programs that people have; one a family.
_LATIN = (WESTERN, CENTRAL)
_ENCODINGS = [
    *_LATIN,
    *("cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
_SIGNS = frozenset(
    "\u00a0\u00a1\u00a3\u00a7\u00a9\u00ab\u00ae\u00b0\u00b4\u00b7\u00bb\u00bf\u20ac\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u2122\u00bd"
)
_LETTERS = {  # but for the rarest, beyond those of English, of the languages that each of the two is for
    WESTERN: (
        *(
            "àâæçèéêëîïôœùûüÿ",
            "äöüßéà",
            "áéíñóúü",
            "áâãàçéêíóôõúü",
            "àèéìíîòóùú",
            "åäöéæøü",
            "áéëïíóöúèê",
            "áéíóúýþæöð",
        ),
    ),
    CENTRAL: (*("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíľňóôšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž"),),
}
_STRAY = re.compile(rb"(?<=[\x00-\x7f])[\x80-\xff](?=[\x00-\x7f]|\Z)|\A[\x80-\xff](?=[\x00-\x7f])")
_BESIDE_NUMBER = re.compile(r"\d[^\W\d_a-zA-Z]|[^\W\d_a-zA-Z]\d")  # no word has a letter there
_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")


def without_stray_bytes(data: bytes) -> str | None:
    """Return the text of UTF-8 in which a few single bytes are Western European, as a paste leaves them; else None.

    None as well where nothing else shows that it is UTF-8.
    """
    stray = _STRAY.findall(data)
    if not 0 < len(stray) <= _MOST_STRAY + len(data) // _STRAY_SHARE or not _SEQUENCE.search(data):
        return None
    try:
        return _STRAY.sub(lambda found: found[0].decode(WESTERN).encode(), data).decode("utf-8")
    except UnicodeDecodeError:
        return None


def surest(data: bytes) -> tuple[str, str] | None:
    """Return the text of bytes that declare no encoding and are not UTF-8, and its encoding; None where it is unsure.

    It is sure where every reading that makes as much sense is the same text, or where only one of Western and Central
    European letters makes words of one language.
    """
    from charset_normalizer import from_bytes

    if len(data) < _FEWEST:
        return None
    found = list(from_bytes(data, cp_isolation=_ENCODINGS))
    if not found:
        return None
    mess, coherence = min(one.chaos for one in found), max(one.coherence for one in found)
    if mess > _MOST_MESS:
        return None
    likely = [one for one in found if one.chaos <= mess + _LIKE[0] and one.coherence >= coherence - _LIKE[1]]
    readings = {one.encoding: str(one) for one in likely}
    if {*readings} & {*_LATIN} and {*readings} <= {*_LATIN, "cp1254"}:
        return _latin(data)
    if len({*readings.values()}) != 1:
        return None
    encoding, text = next(iter(readings.items()))
    return text, encoding


def _latin(data: bytes) -> tuple[str, str] | None:
    """Return the text in Western or Central European letters, where one language has all of them; None where unsure."""
    texts: dict[str, str] = {}
    for encoding in _LATIN:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        letters = {letter for letter in text.lower() if not letter.isascii()} - _SIGNS
        if not _BESIDE_NUMBER.search(text) and any(letters <= {*language} for language in _LETTERS[encoding]):
            texts.setdefault(text, encoding)
    return next(iter(texts.items())) if len(texts) == 1 else None
