"""Labels of encodings, as pages, letters and servers declare them -> Python's names of what they mean on the web."""

from __future__ import annotations

import codecs

import webencodings

# The standard reads these with the decoder of another encoding. Nobody writes text in x-user-defined: pages that
# declare it are Windows-1252, as the standard of HTML has it.
_DECODED_AS = {"gbk": "gb18030", "x-user-defined": "windows-1252"}
_REPLACEMENT = "replacement"  # what the standard calls encodings that hide markup from filters: HZ, ISO-2022-KR

WESTERN, CENTRAL = "cp1252", "cp1250"  # Windows' own for the languages of Western and Central Europe


def _python_name(standard_name: str) -> str:
    return str(webencodings.lookup(_DECODED_AS.get(standard_name, standard_name)).codec_info.name)


WEB_ENCODINGS = frozenset(map(_python_name, {*webencodings.LABELS.values()} - {_REPLACEMENT}))


def encoding_of(label: str, *, in_mail: bool = False) -> str:
    """Return Python's name of the encoding that a label means by the WHATWG encoding standard.

    As browsers do, an older name is read as the larger set that is really used under it. A label that the standard
    does not have means what Python takes it for. Raises LookupError for what neither knows, and for the few encodings
    that the standard refuses; `in_mail` allows those that letters in Chinese and Korean still have.
    """
    label = label.strip().lower()
    try:
        found = webencodings.lookup(label)
        if found is None:
            name = codecs.lookup(label).name
            "".encode(name)  # a LookupError for what is no encoding of text, such as "hex"
            found = webencodings.lookup(name) or webencodings.lookup(name.replace("_", "-"))
            return _python_name(found.name) if found and found.name != _REPLACEMENT else name
        if found.name == _REPLACEMENT:
            if in_mail:
                return codecs.lookup(label).name
            raise LookupError(f"an encoding that the web refuses: {label!r}")
        return _python_name(found.name)
    except ValueError as error:  # a label that holds NUL, or an encoding that is there only to fail
        raise LookupError(f"unknown encoding: {label!r}") from error
