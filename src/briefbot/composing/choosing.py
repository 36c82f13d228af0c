"""Which kind of reply a question asks for: told by how it begins where that is plain, else guessed.

Rules tell what any reader would: "list", "brief me on", "compare", "how many articles" (`kind_rules`). What is left
goes by `question_kinds`, learnt from labelled questions, and by default to a fact. What asks in the plural ("which
towns signed"), or for whom there are ("who signed"), gets a list where several things are found, and else exactly the
fact.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefbot.composing.context import Context
from briefbot.composing.dividing import divide
from briefbot.composing.helps import small_talk
from briefbot.composing.kind_rules import kind_by_rule
from briefbot.composing.several_asked import asks_for_any_number, asks_for_several
from briefbot.features import Query
from briefbot.question_kinds import FALLBACK, Vector, question_kind
from briefbot.settings import PACKAGED_ENCODER

_LIST = "listing"


@dataclass(frozen=True, slots=True)
class KindAsked:
    """The kind of reply that a question asks for, a key of `COMPOSERS`."""

    kind: str
    is_tentative: bool = False  # a list only where several things are found, else the fact


def kind_asked(context: Context) -> KindAsked:
    """Return the kind of reply that a question asks for."""
    question = context.question
    told = kind_by_form(question)
    if told == "help" and _names_something(context):
        told = kind_by_form(question, without_help=True)
    if told:
        return KindAsked(told)
    if context.snapshot.facts.encoder != PACKAGED_ENCODER:
        return KindAsked(FALLBACK)
    vector = context.encoder.encode([question])[0]
    guess = kind_guessed(question, vector)
    if guess.kind == "help" and _names_something(context):
        guess = kind_guessed(question, vector, without_help=True)
    return guess


def kind_guessed(question: str, vector: Vector, *, without_help: bool = False) -> KindAsked:
    """Return the kind that a question most likely asks for whose form does not tell; `vector` is its unit vector.

    A list is never more than tried, and only where the question does not ask for one thing. `without_help` leaves out
    help, as `question_kinds.question_kind` does.
    """
    guess = question_kind(question, vector, without_help=without_help)
    if guess.kind not in (FALLBACK, _LIST):
        return KindAsked(guess.kind)
    may_list = asks_for_several(question) or asks_for_any_number(question)
    return KindAsked(_LIST if may_list else FALLBACK, is_tentative=may_list)


def kind_by_form(question: str, *, without_help: bool = False) -> str:
    """Return the kind of reply that a question plainly asks for; "" where its form does not tell.

    `without_help` leaves out help, as `question_kinds.question_kind` does.
    """
    if not without_help and small_talk(question, strict=True):
        return "help"
    return "parts" if len(divide(question)) > 1 else kind_by_rule(question)


def _names_something(context: Context) -> bool:
    """Return whether a question has a name that some article has: then it is a question about articles."""
    names = Query.of(context.question, ()).names
    if not names:
        return False
    return any(context.snapshot.in_some_text(name.text, context.asked.within) for name in names)
