"""Question -> reply: a composer for each kind of reply that a question may ask for.

A new kind is a module here and one line in `kinds`.
"""

from briefbot.composing.answering import reply_to
from briefbot.composing.briefs import LENGTHS, MOST_WITHOUT_TOPIC, brief
from briefbot.composing.choosing import KindAsked, kind_asked
from briefbot.composing.context import Context
from briefbot.composing.helps import with_suggestions
from briefbot.composing.kinds import COMPOSERS
from briefbot.composing.suggesting import Suggestion, follow_ups, suggestions
from briefbot.composing.topics import topic_of
from briefbot.question_kinds import FALLBACK

__all__ = [
    "COMPOSERS",
    "FALLBACK",
    "LENGTHS",
    "MOST_WITHOUT_TOPIC",
    "Context",
    "KindAsked",
    "Suggestion",
    "brief",
    "follow_ups",
    "kind_asked",
    "reply_to",
    "suggestions",
    "topic_of",
    "with_suggestions",
]
