"""What people say of the reply before, in whatever words: more of it, is it sure, which source, when, which one.

A form is a wording that asks nothing by itself; what it asks for follows from the reply that it stands behind. Each has
its name and what the whole of it may be, without what leads over from the turn before ("ok, and") and politeness.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from briefbot.text.question_forms import POLITE, THANKS
from briefbot.text.sentence_ends import ELLIPSIS, LATIN
from briefbot.text.spelt_numbers import LONE_WORDS

_LEAD = re.compile(
    rf"\A\W*(?:(?:{POLITE}|(?:then|hm+|oh|um+|{THANKS}|great|good|nice|yes|yeah|sorry|let['\u2019]?s)\b)"
    rf"[\s,:{LATIN}{ELLIPSIS}-]*)+",
    re.IGNORECASE,
)
_END = re.compile(
    rf"(?:[\s,{LATIN}{ELLIPSIS}-]+(?:{THANKS}|then|now|exactly|again|though|about (?:that|this|it)))*"
    rf"[\s,{LATIN}{ELLIPSIS}-]*\Z",
    re.IGNORECASE,
)
_THAT = r"(?:that|this|it|them|those|these|what you (?:said|say|quoted))"
_SOURCE = (
    r"(?:sources?|articles?|outlets?|(?:news)?papers?|pieces?|stor(?:y|ies)|reports?|texts?|documents?|sites?|files?)"
)
_ARTICLE = r"the (?:article|story|report|piece|text|source)"
_INFORMATION = (
    r"(?:articles?|stor(?:y|ies)|reports?|figures?|numbers?|info(?:rmation)?|news|answers?|sources?|quotes?|data)"
)
_SURE = r"(?:sure|certain|positive|confident|right|correct|true)"
_VERY = r"(?:really |very |quite |absolutely |completely |totally |actually |so |100 ?% )*"
_SENTENCE = r"(?:sentences?|lines?|points?|bullets?)"
_NUMBER = rf"(?:\d{{1,2}}|one|an?|{'|'.join(LONE_WORDS)})"
_SIZES = (
    rf"(?:in|as|to|with|into|only|just)? ?(?:a )?(?:single )?(?:{_NUMBER}|a single|a few) {_SENTENCE}"
    r"|(?:a )?(?:one|1)[- ](?:liner|sentence (?:version|summary|brief|answer))|tl;?dr|in (?:a nutshell|short|brief"
    r"|a word)"
    r"|(?:(?:a (?:bit|little)|much|even|far|somewhat|too) )*(?:shorter|briefer|shortly|briefly|more (?:briefly"
    r"|concise(?:ly)?)"
    r"|longer|fuller|long|short)(?: (?:version|answer|summary|brief))?"
    r"|in (?:more|greater|full) (?:detail|length)|in detail|at (?:more|greater) length|more detailed"
)


class Form(Enum):
    """What a wording asks of the reply before it."""

    MORE = auto()  # what else its articles say
    SURE = auto()  # what speaks for it
    SOURCE = auto()  # which article says it
    WHEN = auto()  # the day of what it tells
    PUBLISHED = auto()  # the day of its article
    SIZE = auto()  # the same in fewer or more words
    WHICH = auto()  # the things that it counts, one by one
    COUNT = auto()  # how many things it shows


_FORMS = tuple(
    (form, re.compile("|".join(patterns), re.IGNORECASE))
    for form, patterns in (
        (
            Form.MORE,
            (
                rf"(?:(?:tell|show|give|say|get|read) (?:me |us )?)?(?:a (?:bit|little) |some |any |even )?(?:more"
                rf"|further)"
                rf"(?: (?:details?|info(?:rmation)?|facts|background|context|sentences?|of {_THAT}))?(?: (?:about|on"
                rf"|to) {_THAT})?",
                rf"(?:(?:give|show|tell) (?:me |us )?)?(?:the |all |some )*(?:details|background|context|rest)"
                rf"(?: (?:about|on|of) {_THAT})?",
                r"(?:go|carry|read) on|continue|keep going|next|proceed|elaborate|expand|explain(?: more| further)?",
                rf"(?:elaborate|expand|say more) on {_THAT}",
                r"(?:what|anything|something|is there anything) (?:else|more)(?: (?:do|does|did|is|was|can|to|should"
                r"|there)\b"
                r"(?: (?:you|we|i|they|the articles?|it|that|this|the text|be|there|known|said|reported|know|say|tell"
                r"|report|add|write|me|us|here|about|on|of|them|him|her))*| about (?:it|that|this|them))?",
                rf"what (?:does|do|did) (?:it|that|this|{_ARTICLE}|(?:those|these|the) (?:articles|stories)) say",
                rf"what(?:['\u2019]?s| is| was) (?:it|that|this|{_ARTICLE}) about",
                rf"what(?:['\u2019]?s| is) in (?:it|{_ARTICLE})",
            ),
        ),
        (
            Form.SURE,
            (
                rf"(?:are|r) (?:you|u|they|we) {_VERY}{_SURE}(?: (?:about|of|on) {_THAT})?",
                rf"(?:you['\u2019]?re|you are|ur) {_VERY}{_SURE}(?: (?:about|of) {_THAT})?",
                rf"(?:is|was|can|could) (?:that|this|it) {_VERY}(?:be )?(?:{_SURE}|accurate|so|the case|reliable"
                rf"|for real)",
                rf"(?:that|this|it) (?:can['\u2019]?t|cannot|can not|could ?n['\u2019]?t) be {_VERY}(?:{_SURE}|so)?",
                r"(?:really|seriously|sure|for real|honestly|truly|no way|is it|is that so|right|true|correct)\?+",
                r"really|seriously|no way",
                rf"how (?:{_SURE}|reliable|accurate) (?:are you|is (?:that|this|it))(?: (?:about|of) {_THAT})?",
                rf"how (?:do|can|would) you (?:know|tell)(?: {_THAT}| so)?|what makes you (?:{_VERY}{_SURE}|think so"
                rf"|say (?:that|so))",
                rf"i (?:don['\u2019]?t|do not|can['\u2019]?t|cannot) (?:think so|believe (?:{_THAT}|you)"
                rf"|trust {_THAT})|i doubt (?:{_THAT})",
                rf"(?:double[- ]?check|check|verify|confirm|prove|back up)(?: {_THAT}| again)?"
                rf"|can (?:you|i|we) (?:double[- ]?check|verify|confirm|prove|trust) {_THAT}",
                rf"what['\u2019]?s (?:the|your) (?:evidence|proof)(?: for {_THAT})?"
                rf"|(?:any|what) (?:evidence|proof)(?: for {_THAT})?",
            ),
        ),
        (
            Form.SOURCE,
            (
                rf"(?:(?:from|in|by) )?(?:which|what) {_SOURCE}(?: \w+)??",
                rf"(?:(?:from|in|by) )?(?:which|what) {_SOURCE}(?=.*\b(?:{_THAT}|you|so)\b)(?: \w+)?"
                rf"(?: (?:is|was|are|were|do|does|did|have|has|says?|said|wrote|reported|published|you|i|we|find|found"
                rf"|get|got"
                rf"|take|took|read|from|in|of|by|so|{_THAT}))*",
                rf"(?:what|who|which)(?:['\u2019]?s| is| are| was| were) (?:the|your) {_SOURCE}(?: (?:for|of|behind"
                rf"|on) {_THAT})?",
                rf"(?:(?:give|show|tell|name|cite|open) (?:me |us )?)?(?:the |your |its |any |a )?(?:sources?"
                rf"|citations?|references?)"
                rf"(?: (?:for|of|to) {_THAT})?",
                r"(?:from )?where (?:did|do|can|could|have|would) (?:you|i|we) (?:find|found|get|got|read|see|take"
                r"|taken|hear"
                rf"|heard|know|have|quote)(?: (?:{_THAT}|from))*",
                r"where (?:does|did|do) (?:it|that|this|the \w+) (?:say|stand|write|report|state)s?(?: (?:that|this|so"
                r"|it))?",
                rf"where (?:is|was) {_THAT} (?:said|written|stated|reported|quoted|from)",
                r"where (?:is|was) (?:that|this|the) (?:quote|quoted|info(?:rmation)?|answer|sentence) from",
                r"(?:who|which \w+) (?:reported|wrote|writes|published|printed) (?:that|this|so|the (?:article|story"
                r"|piece|report))",
                r"who (?:is|was) the (?:reporter|journalist)|says who|according to who(?:m)?|who says(?: so)?",
                r"who (?:is|was) the (?:author|writer) of (?:that|this|the (?:article|story|piece|report|text))",
                rf"by (?:which|what) (?:author|reporter|journalist)|who (?:is|was) {_THAT} (?:written|reported) by",
            ),
        ),
        (
            Form.WHEN,
            (
                r"(?:when|(?:on |in )?(?:what|which) (?:day|date|year|month|week)) (?:was|is|were) (?:that|this|it)",
                r"(?:when|(?:on |in )?(?:what|which) (?:day|date|year|month)) (?:did|does|will|has|had) (?:that|this"
                r"|it)"
                r" (?:happen|occur|take place|happened|be)(?:ed)?",
            ),
        ),
        (
            Form.PUBLISHED,
            (
                rf"(?:what|which) (?:date|day|year|month)s?(?:['\u2019]?s| is| was| are)? (?:{_THAT}|{_ARTICLE}) from",
                rf"(?:when|what (?:date|day)|on what day) (?:was|is|were) (?:that|this|{_ARTICLE})"
                r" (?:published|written|reported|printed|from|posted|dated)",
                rf"from (?:when|what (?:date|day|year)) (?:is|was|are) (?:{_THAT}|{_ARTICLE})",
                r"how (?:recent|current|new|up[- ]to[- ]date) (?:is|are) (?:that|this|it|those)",
                rf"how (?:old|recent|current|new|up[- ]to[- ]date) (?:is|are) (?:(?:that|this|your|those"
                rf"|these) {_INFORMATION}"
                rf"|{_ARTICLE})",
                rf"when (?:is|was) (?:{_THAT}|{_ARTICLE}) from|(?:what|which) (?:is|was) the date of (?:that|this"
                rf"|{_ARTICLE})",
                r"as of (?:when|what (?:date|day))",
            ),
        ),
        (
            Form.SIZE,
            (
                rf"(?:(?:make|put|say|give|summari[sz]e|sum|repeat|cut|keep|tell|shorten|do|have|need|show|want|with"
                rf"|it|this|that"
                rf"|them|me|us|up|down|the|an?|all|answer|same|again|into|too)\s)*(?:{_SIZES})",
                r"(?:shorten|summari[sz]e|condense)(?: (?:it|that|this|them))?(?: down)?",
                r"too (?:long|short|much|brief)|(?:that|this|it)(?:['\u2019]?s| is| was) too (?:long|short|much|brief)",
            ),
        ),
        (
            Form.WHICH,
            (
                r"which ones|(?:which|what) (?:are|were) (?:they|these|those)",
                r"(?:list|name|show|give)(?: me| us)? (?:them|these|those)(?: all)?|all of them",
            ),
        ),
        (
            Form.COUNT,
            (
                r"how many (?:is|are|were) (?:that|those|these|they|there)(?: (?:in (?:all|total)|altogether))?",
                r"how many(?: is that)? (?:in (?:all|total)|altogether)",
            ),
        ),
    )
)
_CLAUSES = re.compile(r"[.,;:!]\s+")
_ONE = re.compile(
    rf"(?:\b(?:an?|one|1|single)[- ]{_SENTENCE}\b|one[- ](?:liner|sentence)|tl;?dr|nutshell|\bin a word)", re.IGNORECASE
)
_COUNTED = re.compile(rf"\b({_NUMBER}) {_SENTENCE}", re.IGNORECASE)
_LONGER = re.compile(
    r"\b(?:longer|fuller|long(?= (?:version|answer))|too (?:short|brief)|detail(?:ed)?|length)\b", re.IGNORECASE
)


def bare(said: str) -> str:
    """Return what was said without what leads over from the turn before, and without politeness."""
    text = " ".join(said.split())
    rest = _LEAD.sub("", text)
    rest = rest if any(map(str.isalnum, rest)) else text
    asks = "?" if rest.rstrip().endswith("?") else ""
    return _END.sub("", rest) + asks


def form_of(said: str) -> Form | None:
    """Return the form of what was said; None where it is none, and so asks something itself."""
    text = bare(said)
    plain = text.rstrip("?")
    for form, pattern in _FORMS:
        if pattern.fullmatch(text) or pattern.fullmatch(plain):
            return form
    clauses = [bare(clause).rstrip("?") for clause in _CLAUSES.split(plain) if any(map(str.isalnum, clause))]
    sizes = next(pattern for form, pattern in _FORMS if form is Form.SIZE)
    return Form.SIZE if len(clauses) > 1 and all(map(sizes.fullmatch, clauses)) else None


def sentences_wanted(said: str) -> int:
    """Return how many sentences something of the form SIZE asks for; 0 for fewer than there were, -1 for more."""
    if _ONE.search(said):
        return 1
    if (counted := _COUNTED.search(said)) is not None:
        number = counted[1].casefold()
        return LONE_WORDS.get(number) or (int(number) if number.isdecimal() else 1)
    return -1 if _LONGER.search(said) else 0
