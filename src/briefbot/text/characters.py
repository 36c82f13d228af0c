r"""Sets of characters by name, as parts of a character class: `f"[{CLOSING}]"`; and what some media cannot carry."""

from __future__ import annotations

import re

# Control characters: C0 is U+0000 to U+001F, C1 is U+0080 to U+009F.
_C0_NOT_WHITE = r"\x00-\x08\x0e-\x1f"  # but for tab, line feed, vertical tab, form feed and carriage return
_C0 = rf"{_C0_NOT_WHITE}\x09-\x0d"
_DELETE_AND_C1 = r"\x7f-\x9f"
_SURROGATES = r"\ud800-\udfff"  # halves of a pair, which UTF-8 cannot carry
_NONCHARACTERS = r"\ufffe\uffff"

# What would command a terminal: every control but tab and line feed. JSON escapes those of C0 by itself.
NOT_FOR_TERMINALS = re.compile(rf"[{_C0_NOT_WHITE}\x0b-\x0d{_DELETE_AND_C1}]")
NOT_ESCAPED_BY_JSON = re.compile(f"[{_DELETE_AND_C1}]")
NOT_FOR_XML = re.compile(rf"[{_C0_NOT_WHITE}\x0b\x0c{_SURROGATES}{_NONCHARACTERS}]")  # XML 1.0 has the characters of C1
NOT_FOR_ADDRESSES = re.compile(f"[{_C0} {_DELETE_AND_C1}{_SURROGATES}]")
NOT_IN_PROSE = re.compile(f"[{_C0_NOT_WHITE}{_DELETE_AND_C1}{_NONCHARACTERS}]")  # but white space may be any

# Quotation marks and brackets. „ closes with “ or ”, so it is in no pair.
OPENED_BY = {")": "(", "]": "[", "”": "“", "»": "«", "’": "‘"}
PAIRED = re.escape("\"'„" + "".join(OPENED_BY) + "".join(OPENED_BY.values()))
CLOSING_ENGLISH = r"\"'’”)\]"  # what may stand between the end of a sentence and the next one
CLOSING = f"{CLOSING_ENGLISH}»"

CURRENCY = r"$\u00a2-\u00a5\u20a0-\u20cf"
DASHES = "-\u2013\u2014\u2015"  # hyphen, en dash, em dash, bar
NARROW_SPACES = " \u00a0\u2009\u202f"  # between the thousands of a number
# Scripts without spaces between words: Thai and its neighbours, Chinese, Japanese.
UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
# The mark that an item of a list begins with: a bullet or a dash, a number or a letter.
LIST_ITEM = re.compile(r"(?:[-+*\u2013\u2014\u2022\u00b7\u2023\u25aa\u25cf\u25e6]|\(?(?:\d{1,3}[.)]|[A-Za-z]\)))\s")
