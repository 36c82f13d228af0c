"""The words and marks of a sentence, and the closed classes of words that tell where a phrase ends."""

from __future__ import annotations

import re
from typing import NamedTuple

from briefbot.roles.verbs import Form, Verb, verb_of, words
from briefbot.text.calendar_names import MONTHS, WEEKDAYS

# An initial or a shortened word has its point; "'s" and "n't" are words of their own.
_TOKEN = re.compile(
    r"(?:[A-Z]\.)+|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|Mr|Mrs|Ms|Dr|St)\."
    r"|['\u2019]s\b|n['\u2019]t\b|\w+?(?=n['\u2019]t\b)|\w+(?:[-\u2013&]\w+)*|[^\w\s]"
)

BE = words("am is are was were be been being get gets got getting gotten")
HAVE = words("has have had having")
DO = words("do does did")
MODALS = words("will would can could may might must shall should")
AUXILIARIES = BE | HAVE | DO | MODALS
NOT = frozenset(("not", "never", "n't", "n\u2019t"))
ADVERBS = NOT | words(
    "also then later now first once twice again still soon just already last ever even once eventually"
)
_NOUNS = words("ally apply assembly bully butterfly family fly jelly monopoly rally reply supply")
DETERMINERS = words("a an the his her its their our my your another this these those some one two three")
PRONOUNS = words("him her them us me it himself herself themselves")
SUBJECTS = words("he she they we i you it")
RELATIVES = frozenset(("who", "whom", "which", "that"))
CONJUNCTIONS = words("and or but nor")
# A phrase behind one of these is a part of another phrase: "a friend of Ada Quill".
PREPOSITIONS = words(
    """
    of in on at with from to by for against between near under over about into through during including like without
    behind outside inside alongside among amid via per upon within toward towards across beside besides despite than
    around along onto off above below beyond
    """
)
SUBORDINATORS = words("after before until since as because when while if although though where whether once unless so")
# "Agreed to buy": what is done is done by who agrees.
CONTROL = words(
    """
    agreed agrees agree plans planned plan wants wanted want set due hopes hoped expected expects tried tries try
    decided decides intends intended going about ready likely able managed manages failed fails vowed vows continues
    continued prepares preparing trying hoping planning attempted began begins
    """
)
_ADVERBIAL = words(
    """
    today yesterday tomorrow tonight last next this earlier late early ago there here too instead out up down away
    back again twice once
    """
)
_MONTHS = frozenset(("May", "March"))
DAYS = frozenset(name.casefold() for name in (*MONTHS, *WEEKDAYS)) - {"may", "march"} | _MONTHS
FUNCTION_WORDS = (
    AUXILIARIES | ADVERBS | DETERMINERS | PRONOUNS | SUBJECTS | RELATIVES | CONJUNCTIONS | PREPOSITIONS | SUBORDINATORS
)
# What may follow a phrase that is whole.
_FOLLOWERS = ADVERBS | CONJUNCTIONS | PREPOSITIONS | SUBORDINATORS | _ADVERBIAL | DAYS | {"who", "whom", "which"}


class Token(NamedTuple):
    """A word or a mark of a text."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, and no mark."""
        return self.text[0].isalnum()

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_genitive(self) -> bool:
        """Whether it is the "'s" behind a name."""
        return len(self.text) == 2 and self.lower[1] == "s" and not self.is_word

    @property
    def is_adverb(self) -> bool:
        """Whether it stands between the words of a verb, as "also" and "reportedly" do."""
        return self.lower in ADVERBS or (self.text.islower() and self.text.endswith("ly") and self.text not in _NOUNS)

    @property
    def is_of_a_name(self) -> bool:
        """Whether it may stand in a phrase around a noun: no mark and no word that only joins phrases."""
        return self.is_word and self.lower not in FUNCTION_WORDS and not self.is_adverb

    @property
    def begins_phrase(self) -> bool:
        """Whether a noun phrase begins here for sure."""
        if self.lower in DETERMINERS or self.lower in PRONOUNS:
            return True
        return self.is_capitalised and self.lower not in DAYS and self.is_of_a_name

    @property
    def ends_phrase(self) -> bool:
        """Whether a phrase before this is whole."""
        mark = not self.is_word and not self.is_genitive and self.text not in "-&'\u2019"
        return mark or self.lower in _FOLLOWERS or self.is_adverb or self.text[0].isdigit()

    def verb(self, forms: Form) -> Verb | None:
        """Return the verb that it is if it is one in one of these forms; a name is none."""
        found = verb_of(self.lower) if self.text.islower() else None
        return found if found and found.forms & forms else None


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the words and marks of a text, in order."""
    return tuple(
        # "May" and "March" within a sentence are months, and no verbs.
        Token(each[0], each[0] if each.start() and each[0] in _MONTHS else each[0].casefold(), each.start(), each.end())
        for each in _TOKEN.finditer(text)
    )
