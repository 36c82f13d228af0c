"""The turns so far + a question -> what to search for, and what to read the passages for.

`understanding` decides what a question leans on; `wordings` knows what people say of the reply before, in whatever
words; `substitution` puts what is corrected or asked of another thing into the question before; `reference` tells what
a pronoun stands for; `standing` leaves of a conversation the turns that ask something.
"""

from briefbot.conversation.reference import with_reference
from briefbot.conversation.standing import standing
from briefbot.conversation.substitution import restated, substituted
from briefbot.conversation.understanding import (
    Leaning,
    Search,
    Understood,
    fragment,
    leaning,
    named,
    on_topic,
    question_of,
    understand,
)
from briefbot.conversation.wordings import Form, bare, form_of, sentences_wanted

__all__ = [
    "Form",
    "Leaning",
    "Search",
    "Understood",
    "bare",
    "form_of",
    "fragment",
    "leaning",
    "named",
    "on_topic",
    "question_of",
    "restated",
    "sentences_wanted",
    "standing",
    "substituted",
    "understand",
    "with_reference",
]
