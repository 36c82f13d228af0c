"""Which kind of reply a question asks for: told by how it begins where that is plain, else guessed.

Rules tell what any reader would: "list", "brief me on", "compare", "how many articles". What is left goes by
`question_kinds`, learnt from labelled questions, and by default to a fact.
"""

from __future__ import annotations

import re

from briefbot.composing.context import Context
from briefbot.composing.dividing import divide
from briefbot.composing.helps import small_talk
from briefbot.features import Query
from briefbot.question_kinds import FALLBACK, question_kind
from briefbot.settings import PACKAGED_ENCODER
from briefbot.text.question_forms import AUXILIARY, POLITE

_GIVE = r"(?:(?:give|show|write|make|get|tell|draw up|prepare)\s+(?:me|us)?\s*)?"
_SIZE = r"(?:(?:an?|the|some|your|short|quick|brief|long|full|concise|general)\s+)*"
_ARTICLES = r"(?:articles?|documents?|stories|texts?|reports|pieces|outlets?|newspapers|sources|files)"
_RULES = tuple(
    (kind, re.compile(rf"\A\W*{POLITE}*(?:{'|'.join(patterns)})", re.IGNORECASE))
    for kind, patterns in (
        (
            "timeline",
            (
                rf"{_GIVE}{_SIZE}(?:time ?line|chronology|sequence of events)\b",
                r"how (?:did|has|have) .+ (?:develop|unfold|evolve)(?:ed|d)?\b",
                r".*\bin (?:chronological order|order of time)\b",
            ),
        ),
        (
            "collection",
            (
                rf"how many (?:\w+ )?{_ARTICLES}\b",
                rf"(?:which|what) (?:\w+ )?{_ARTICLES}"
                r" (?:mention|are|do|did|have|speak|name|talk|cover|write|come|in)\b",
                rf"(?:list|show)(?: me)?(?: all)?(?: of)?(?: the)? (?:\w+ )?{_ARTICLES}\b",
                rf"(?:what|which) is (?:the|your) (?:newest|latest|oldest|most recent) {_ARTICLES}\b",
                rf"(?:newest|oldest) {_ARTICLES}\b",
                rf"do you have (?:anything|something|any {_ARTICLES}) (?:on|about|from)\b",
                r"what (?:is|are) (?:covered|these articles about)\b",
            ),
        ),
        (
            "brief",
            (
                r"(?:summari[sz]e|sum up|brief (?:me|us)|catch me up|fill me in|recap)\b",
                r"bring me up to (?:speed|date)\b",
                rf"{_GIVE}{_SIZE}(?:overview|summary|brief(?:ing)?|run-?down|recap|digest|gist|background)"
                r"(?: (?:of|on|about|to|for|from)\b|\W*\Z)",
                r"tell (?:me|us) (?:more |everything |all )?about\b",
                r"what (?:do we know|is known|do you know|do the articles say) about\b",
                r"(?:what(?:['\u2019]?s| is) )?(?:the )?(?:latest|newest|new) (?:on|with|about|from|in) \w",
                r"(?:what are )?(?:the )?key (?:points|facts)\b",
            ),
        ),
        (
            "search",
            (
                rf"(?:find|search|look)(?: me| for)?\b.*\b(?:passages?|{_ARTICLES}|text|mentions?|paragraphs?)\b"
                r".*\b(?:about|on|with|of)\b",
            ),
        ),
        (
            "listing",
            (
                r"(?:list|enumerate|name (?:all|the|every|each|some|three|four|five))\b",
                r"give (?:me |us )?(?:a list|all|the names)\b",
            ),
        ),
        (
            "evidence",
            (
                r"compare\b",
                r"what(?:['\u2019]?s| is| are| was| were)? the differences? between\b",
                r"how (?:does|do|did) .+ (?:differ|compare)\b",
                r"(?:is|was) it (?:true|correct|right)\b",
                rf"{AUXILIARY}(?:n['\u2019]t)? (?!(?:you|i|it|there)\b)\w.*\?\W*\Z",
            ),
        ),
    )
)


def kind_asked(context: Context) -> str:
    """Return the kind of reply that a question asks for, a key of `COMPOSERS`."""
    question = context.question
    if small_talk(question, strict=True) and not _names_something(context):
        return "help"
    if len(divide(question)) > 1:
        return "parts"
    for kind, pattern in _RULES:
        if pattern.match(question):
            return kind
    with context.store.snapshot() as snapshot:
        facts = snapshot.facts
    if facts.encoder != PACKAGED_ENCODER:
        return FALLBACK
    encoder, _ = context.models(facts)
    vector = encoder.encode([question])[0]
    guess = question_kind(question, vector)
    if guess.kind == "help" and _names_something(context):
        guess = question_kind(question, vector, without_help=True)
    return guess.kind


def _names_something(context: Context) -> bool:
    """Return whether a question has a name that some article has: then it is a question about articles."""
    names = Query.of(context.question, ()).names
    if not names:
        return False
    with context.store.snapshot() as snapshot:
        return any(snapshot.in_some_text(name.text, context.asked.within) for name in names)
