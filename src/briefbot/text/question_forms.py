"""How people put a question or a request, whatever it is about; each is a pattern for texts read without case."""

from __future__ import annotations

# Verbs with which a question of yes or no begins, and that stand behind a question word. It is never cut: "did" of
# "didn't" is one, too.
AUXILIARY = "(?:did|do|does|is|are|was|were|has|have|had|will|would|can|could|should|may|might|must)"

INTERROGATIVE = "(?:whose|whom|who|what|which|when|where|why|how)"  # a question word

# Stands before a question word, or between the parts of a question: "in which year", "after the fire".
PREPOSITION = (
    "(?:about|according to|after|against|among|at|before|between|by|during|for|from|in|into|of|on|over|since|through|to"
    "|under|until|within|without|with)"
)

# One piece of what a request begins with before it says anything: "please", "ok, ", "could you", "I would like to".
# It ends where its last word and the marks behind it do, so that pieces follow each other: "hi, can you please".
POLITE = (
    r"(?:(?:(?:please|pls|kindly|hi|hello|hey|ok(?:ay)?|well|so|and|but|now|then|just)(?![\w-])|(?:yes|no)(?=,)"
    r"|(?:can|could|would|will) you\b"
    r"|i(?:(?:['\u2019]d| would) (?:like|love|appreciate|be (?:glad|grateful))| need| want)\b"
    r"(?: you\b)?(?: (?:to|of|for)\b)?(?: (?:have|get|know|see|read)\b)?)[\s,.:!]*)"
)

# What a request ends in.
THANKS = r"(?:please|pls|thanks|thank you)"
