"""Tests of whether words read as the name of an agency, an outlet, a person or a place: by shape, and a few words.

There are no lists of people or places. Where a name could be several of these, the caller decides by what stands
beside it, or leaves it unknown.
"""

from __future__ import annotations

import re

LONGEST_NAME = 60  # characters

_AGENCY = re.compile(
    r"aap|afp|agence france-presse|al jazeera|ani|ansa|ap|(?:the )?associated press|avn|bbc(?: news)?"
    r"|bloomberg(?: news)?|business wire|cbc|cna|cnn|dpa|efe|globe ?newswire|inter press service|interfax|ians|ips"
    r"|itar-tass|kyodo(?: news)?|mercopress|newsfile|pa(?: media)?|pr ?newswire|prensa latina|pti|reuters|ria novosti"
    r"|ruptly|tass|telesur|upi|united press international|venezuelanalysis(?:\.com)?|voa|xinhua|yonhap",
    re.IGNORECASE,
)
_PARTICLE = re.compile(  # written small inside names and places
    r"abu|al|and|bin|d'|da|das|de|del|della|den|der|di|do|dos|du|e|el|en|i|ibn|la|las|le|les|los|of|on|sur|ten|ter|the"
    r"|und|upon|van|vom|von|y|zu"
)
_BEGINS_PROSE = re.compile(
    r"(?:after|as|at|before|by|during|for|from|in|last|next|on|since|this|until|when|while)\b", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_](?:['\u2019.-]?[^\W\d_])*\.?|&")  # "St.", "O'Neill", "Post-Dispatch"

# "The Guardian", "Port Ellery Courier": hardly ever the last word of anything else.
_PAPER = re.compile(
    r"(?:.*\s)?(?:[a-z]+-)?(?:argus|chronicle|courier|dispatch|examiner|gazette|guardian|herald|independent|inquirer"
    r"|ledger|mail|observer|post|sentinel|standard|star|telegraph|times|tribune|wire)",
    re.IGNORECASE,
)
# "Carrow Business Review" is an outlet, but "Book Review" and "World News" are sections: another word must tell.
_MEDIUM = re.compile(
    r"(?P<before>.+)\s(?:broadcasting(?:\s(?:company|corporation|service))?|daily|journal|news|newspaper|press|radio"
    r"|review|television|today|tv|weekly|(?:news|press)\s(?:agency|association|network|online|service))"
    r"|(?:radio|daily)\s(?P<after>.+)|(?:the\s)?(?:times|voice)\sof\s(?P<place>.+)",
    re.IGNORECASE,
)
_TELLS_NOTHING = re.compile(  # beside those: it is a section, a kind of text, or prose
    r"all|and|arts?|big|book|breaking|briefing|business|city|climate|community|crime|culture|current|daily|domestic"
    r"|economy|education|election|energy|entertainment|evening|exclusive|fake|film|financial|foreign|free|game|good"
    r"|health|home|industry|international|latest|law|life|lifestyle|live|local|markets?|media|money|monthly|more"
    r"|morning|movie|music|national|new|news|of|official|opinion|our|peer|policy|political|politics|popular|press"
    r"|product|public|radio|recent|regional|release|report|science|social|special|sports?|state|stocks?|talk|tech"
    r"|technology|the|theatre|this|top|travel|tv|update|video|war|weather|week|weekend|weekly|world|year|your",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"bureau|columnist|contributors?|correspondents?|desk|editor(?:ial)?s?|getty|guest|images?|photo(?:graph)?s?"
    r"|releases?|reporters?|service|staff|team|upon|writers?",
    re.IGNORECASE,
)


def is_agency(words: str) -> bool:
    """Return whether these words are the name of one of the agencies that newspapers copy."""
    return _AGENCY.fullmatch(words) is not None


def is_outlet(words: str) -> bool:
    """Return whether these words read as the name of a newspaper, a broadcaster or a wire.

    A word such as "Post" must give it away. A single such word needs its article: "The Star", but not "Star". "World
    News" is the name of a section.
    """
    parts = words.split()
    if len(words) > LONGEST_NAME or not 2 <= len(parts) <= 7 or not _is_titled(parts) or _BEGINS_PROSE.match(words):
        return False
    if _PAPER.fullmatch(words):
        return True
    medium = _MEDIUM.fullmatch(words)
    others = (medium["before"] or medium["after"] or medium["place"]).split() if medium else []
    return not all(map(_TELLS_NOTHING.fullmatch, others))


def is_name(words: str) -> bool:
    """Return whether these words may be a person's name, as after "By", where "the Middle Ages" is none."""
    parts = words.split()
    return (
        2 <= len(parts) <= 6
        and parts[0].lower() != "the"
        and all((part[0].isupper() or _PARTICLE.fullmatch(part) or part.startswith(("al-", "d'"))) for part in parts)
    )


def is_lone_name(words: str) -> bool:
    """Return whether these words may be a person's name where nothing says so.

    They are two to four, and none is typical of another thing's name.
    """
    parts = words.split()
    return (
        len(words) <= LONGEST_NAME
        and 2 <= len(parts) <= 4
        and _is_titled(parts)
        and not any(_TELLS_NOTHING.fullmatch(part) or _NO_PERSON.fullmatch(part) for part in parts)
        and not (is_agency(words) or is_outlet(words) or _BEGINS_PROSE.match(words))
    )


def is_place(words: str) -> bool:
    """Return whether these words may be the place that a dateline begins with."""
    parts = re.split(r"[\s,/]+", words.strip(" ,/-"))
    return (
        1 <= len(parts) <= 8
        and not _BEGINS_PROSE.match(words)
        and all(part[:1].isupper() or _PARTICLE.fullmatch(part) or not _LETTER.search(part) for part in parts)
    )


def _is_titled(parts: list[str]) -> bool:
    """Return whether words are written as in a name: letters only, each with a capital but for "of" and its like."""
    return (
        all(_WORD.fullmatch(part) and (part[0].isupper() or part == "&" or _PARTICLE.fullmatch(part)) for part in parts)
        and parts[0][0].isupper()
        and parts[-1][0].isupper()
        and not (parts[-1].endswith(".") and len(parts[-1]) > 3)  # the end of a sentence, not "Jr."
    )
