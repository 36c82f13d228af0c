"""Question -> topic: what is left when the words that ask for a brief or a timeline are taken away."""

from __future__ import annotations

import re

from briefbot.text.question_forms import POLITE, THANKS
from briefbot.text.sentence_ends import LATIN

_A = r"(?:(?:a|an|the|any|some|all|me|us|just|only|your|main|key)\s+)*"
_SIZE = r"(?:(?:short|quick|brief|long|concise|general|little|full|one[- ]sentence|detailed)\s+)*"
_NOUN = (
    r"(?:brief(?:ing)?|summary|summaries|overview|outline|digest|recap|gist|synopsis|run[- ]?down|low[- ]?down"
    r"|background|key (?:points|facts|dates|sentences)|main points|highlights|facts|basics|essentials|details|update"
    r"|info(?:rmation)?|news|latest(?: news| developments)?|story(?: so far)?|timeline|time line|chronology|chronicle"
    r"|history|(?:(?:course|sequence|order) of )?events|dates|developments?|everything|anything(?: new)?|all)"
)
_LINK = r"(?:\s+(?:on|of|about|for|from|in|regarding|concerning|around|with|to)\b|\s*:|\s*,)"
_OPENINGS = (
    r"i (?:meant|mean)\s*",
    r"(?:summari[sz]e|sum up|brief (?:me|us)\b(?: on| about)?|catch me up(?: on)?|bring me up to (?:date|speed)(?: on)?"
    r"|recap|outline|fill me in(?: on)?|update me(?: on)?|retrace|trace|chronicle|explain"
    r"|(?:walk|talk|take) (?:me|us) through)\s+",
    rf"(?:(?:give|show|tell|get|write|send|draw up|make|prepare|list|put together|provide)\s+)?(?:me\s+"
    rf"|us\s+)?{_A}{_SIZE}"
    rf"{_NOUN}{_LINK}\s*",
    r"(?:what (?:do|did) (?:we|you|they|the articles) (?:know|say)|what (?:is|'s|was) (?:known|new|said"
    r"|reported|going on"
    r"|the (?:latest|situation|state of play|story|news))|what(?:'s|s|’s) (?:new|the latest|going on|happening|up)"
    r"|what (?:has|have) (?:been )?(?:reported|said|written|happened|come out)|what (?:do|does) \w+ articles? say"
    r"|what (?:happened|happens|is happening))(?:\s+(?:about|on|of|with|in|at|to|around|regarding|during|over))?\s+",
    r"(?:tell|inform|let)\s+(?:me|us)\s+(?:more\s+|everything\s+|all\s+|something\s+|know\s+)?(?:about|of|on)?\s*",
    r"(?:(?:what|all|everything|anything) )?(?:(?:do|did|should|must|can) )?(?:you|we|i) (?:should |must )?know"
    r" (?:about|of|on)\s+",
    r"(?:what|whats|who|whos|who's|what's|who’s|what’s)\s*(?:is|are|was|were|about|did|does|do|has|have|had)?"
    r"\s+(?=\S)",
    r"how (?:did|does|do|has|have|is|was|were|(?=(?:the|an?|this|that)\b))\s*",
    r"(?:the )?latest (?:on|about|from|in)\s+",
    r"(?:put|place|arrange|sort|order)\s+",
    r"when (?:were|was|did)\s+",
    r"(?:which|what) (?:dates?|days?)\s+",
)
_ENDINGS = (
    r"(?:explained|(?:to|for) (?:me|us))",
    r"(?:,)?\s*(?:and )?what (?:happened|came|followed) (?:after(?:wards?)?|next|then|since|later)",
    r"in (?:brief|short|a nutshell|summary|one sentence|a sentence|a few (?:words|sentences)|\w+ (?:words"
    r"|sentences|points))",
    rf"(?:,|-|–|—|:)?\s*{THANKS}",
    r"(?:,|-|–|—|:)?\s*(?:give me (?:the|a|an) \w+(?: \w+)?|(?:please )?summari[sz]e(?: it)?|sum it up|in brief|briefly"
    r"|what happened(?: (?:and )?when)?|what is known|key (?:points|dates|facts)|tell me more)",
    rf"(?:,|-|–|—|:)?\s*(?:{_SIZE}(?:timeline|chronology|summary|overview|brief(?:ing)?|recap|digest))",
    r"(?:,)?\s*(?:put )?(?:in|by) (?:the )?(?:order(?: of (?:time|date|day|events))?|date|day"
    r"|chronological order|time)",
    r"(?:,)?\s*(?:date by date|day by day|day after day|step by step|from day to day|over (?:time"
    r"|the (?:days|years|weeks))"
    r"|so far|lately|recently|these days|in order|what happened and when)",
    r"(?:,)?\s*(?:develop(?:ed|ing)?|unfold(?:ed)?|evolve[ds]?|go|going|gone|come about|happen(?:ed)?"
    r"|proceed|progress|change[ds]?"
    r"|move[ds]?|play out)",
    r"(?:know|known)(?: about)?",
)
_START = re.compile(rf"\W*(?:{'|'.join((POLITE, *_OPENINGS))})", re.IGNORECASE)
_END = re.compile(rf"(?<=\S)(?:\s+|(?=[,:–—-]))(?:{'|'.join(_ENDINGS)})[\s{LATIN},]*$", re.IGNORECASE)
# What asks for a brief of the articles at hand and names no topic.
_THESE = re.compile(
    r"(?:\b(?:the|this|that|these|those|my|your|all|both|it|them|key|main|most|important|points?|takeaways?"
    r"|articles?|stor(?:y|ies)"
    r"|texts?|news|reports?|pieces?|documents?|files?|summary|summari[sz]e|brief(?:ing)?|overview|gist|more"
    r"|up|shorter|about"
    r"|in|one|sentence|timeline|chronology|as|a|an|of|what|is|say|says|here|me|everything|please|happened|do|does"
    r"|did|know|tell|on|and|when|put|order|time|show|give|get|write|just|only|to|date|dates|latest|new)\b\W*)*",
    re.IGNORECASE,
)


def topic_of(question: str) -> str:
    """Return what a brief or timeline is asked of, as it was typed: "ferry strike" of "Brief me on the ferry strike".

    "" where it names nothing, as "Summarise this article".
    """
    topic = question.strip()
    for _ in range(6):  # "Please give me a summary of what is known about ..."
        shorter = _START.sub("", topic, count=1) if _START.match(topic) else topic
        shorter = _END.sub("", shorter) if _END.search(shorter) else shorter
        shorter = shorter.strip(f" \t\n{LATIN},;:–—-")
        if not shorter or shorter == topic or _THESE.fullmatch(shorter):
            topic = shorter or topic
            break
        topic = shorter
    topic = re.sub(r"^(?:the|a|an|of|about|on)\s+(?=\S)", "", topic, flags=re.IGNORECASE)
    return "" if _THESE.fullmatch(topic) else topic
