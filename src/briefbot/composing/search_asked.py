"""Request for passages -> the keywords that they are searched for with."""

from __future__ import annotations

import re

from briefbot.composing.phrase_asked import without_politeness
from briefbot.text.question_forms import THANKS

_PLACES = (
    r"(?:passages?|texts?|articles?|sentences?|paragraphs?|stor(?:y|ies)|pieces?|places?"
    r"|parts?|results?|everything|anything|something|what|all)"
)
_ABOUT = (
    r"(?:about|on|regarding|concerning|of|for|with|from|in which|where|that|which|mentioning"
    r"|speak(?:s|ing)? (?:of|about)"
    r"|talk(?:s|ing)? (?:of|about)|mentions?|deal(?:s|ing)? with|is said (?:about|of|on)"
    r"|says? (?:about|of|on)|(?:is|are) about)"
)
_LEAD = re.compile(
    (
        rf"\A\W*(?:(?:what|which|any|every|all|some|the|more|other|these|those|me|for|up"
        rf"|out)\s+)*{_PLACES}(?:\s+{_ABOUT})+\s+"
    ),
    re.IGNORECASE,
)
_FOR = re.compile(r"\A\W*(?:me\s+)?(?:for|up|about|on)\s+", re.IGNORECASE)
_END = re.compile(
    rf"(?:[\s,]+(?:{THANKS}|is quoted|are quoted|is named|is mentioned|are mentioned|speaks?|talks?"
    r"|occurs?|appears?|comes up))+\W*\Z",
    re.IGNORECASE,
)


def keywords_asked(question: str) -> str:
    """Return a request without what only says that passages are wanted: "find passages about X, please" as "X".

    "" where nothing else is in it.
    """
    asked = without_politeness(question.strip())
    for pattern in (_LEAD, _FOR):
        asked = pattern.sub("", asked, count=1)
    asked = _END.sub("", asked).strip(" \t\n.,;:!?")
    return asked if any(map(str.isalnum, asked)) else ""
