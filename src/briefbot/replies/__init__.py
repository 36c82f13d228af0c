"""What briefbot says to a question: a closed set of kinds of one shape.

    Reply             what every kind has; empty where it means nothing
    ├── Quoted        "quote": a fact, in the words of an article
    ├── Listed        "listing": several things, each in the words of an article
    ├── Brief         "brief": the sentences that say the most of a subject
    ├── Timeline      "timeline": dated sentences
    ├── Bearing       "evidence": the sentences that bear on yes or no, or on a comparison
    ├── Matches       "search": the articles found, each with its best sentence
    ├── Holdings      "collection": what the index holds
    ├── Help          "help": a line of briefbot's own
    ├── Parts         "parts": the replies to several requests in one
    ├── Unsure        "unsure": the articles may say, but no answer is sure enough
    └── NotFound      "not_found": the articles do not say

A new kind is a class here, its name in `KINDS`, its composer, and its blocks in `presentation`. Whatever else handles
replies (`codec`, terminal, page, endpoints) knows `Reply` alone; `tests/test_layout.py` holds that.
"""

from typing import get_args

from briefbot.replies.base import Asked, Evidence, Reply, Respelt
from briefbot.replies.facts import NotFound, Quoted, Unsure
from briefbot.replies.others import Help, Holdings, Parts
from briefbot.replies.texts import Bearing, Brief, Dated, Item, Listed, Matches, Timeline

__all__ = [
    "KINDS",
    "Answer",
    "Asked",
    "Bearing",
    "Brief",
    "Dated",
    "Evidence",
    "Help",
    "Holdings",
    "Item",
    "Kind",
    "Listed",
    "Matches",
    "NotFound",
    "Parts",
    "Quoted",
    "Reply",
    "Respelt",
    "Timeline",
    "Unsure",
]

Kind = Quoted | Listed | Brief | Timeline | Bearing | Matches | Holdings | Help | Parts | Unsure | NotFound
KINDS: dict[str, type[Kind]] = {kind.kind: kind for kind in get_args(Kind)}
Answer = Reply  # its name before there were kinds
