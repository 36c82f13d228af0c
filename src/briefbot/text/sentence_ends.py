"""The marks that end a sentence, script by script, and which of them count where, as parts of a character class."""

from __future__ import annotations

import re

from briefbot.text.characters import CLOSING, CLOSING_ENGLISH

LATIN = ".!?"  # also Cyrillic and most others
ELLIPSIS = "…"
FULL_WIDTH = "\u3002\uff01\uff1f"  # 。！？ of Chinese and Japanese, which put no space behind them
_GREEK_QUESTION = "\u037e"  # looks like a semicolon
_ARABIC_QUESTION = "\u061f"
_DANDA = "\u0964"  # Hindi and its neighbours
_URDU_STOP = "\u06d4"
_COLON = ":"  # ends no sentence, but does end a line that another one does not go on with

# Passages are split by the rules of English. Marks of scripts that those rules do not know are left out, for passages
# that an index holds must stay as they are.
ENDS_SENTENCE = re.compile(f"[{LATIN}{ELLIPSIS}{FULL_WIDTH}][{CLOSING}]*$")
# A question may be in any language, and what asks or tells in it already needs no question mark.
ENDS_QUESTION = re.compile(f"[{LATIN}{ELLIPSIS}{FULL_WIDTH}{_GREEK_QUESTION}{_ARABIC_QUESTION}][{CLOSING}]*$")
# Whether a line of a web page is prose is asked of pages in every script; a mark too many costs a caption.
ENDS_PROSE = re.compile(
    rf"[{LATIN}{ELLIPSIS}{_COLON}{FULL_WIDTH}{_DANDA}{_ARABIC_QUESTION}{_URDU_STOP}][{CLOSING}›\s]*$"
)
# Lines of a page that go on in lower case; scripts without it are not joined by this.
ENDS_LINE = re.compile(f"[{LATIN}{ELLIPSIS}{_COLON}][{CLOSING}]*$")
# Where a quotation leaves its sentence. An ellipsis within a quotation mostly leaves out words of one sentence.
NEXT_SENTENCE = re.compile(rf"[{LATIN}][{CLOSING_ENGLISH}]*\s+[^\W\d_a-z]|\n")
