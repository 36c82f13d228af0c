"""A place in a text -> the things that are enumerated there: "A, B and C", "A; B; and C", the lines of a list.

No parser, in reading order:

segments  a sentence -> its words between marks and conjunctions
items     the words of a segment -> the item that they name, like the place that was pointed at
finding   a place -> the segments beside it that go on as it begins
lines     a place in a list -> what its lines say
continuing  a place in a passage -> the names that the next sentences add to it
"""

from briefbot.composing.enumerations.continuing import continued_at
from briefbot.composing.enumerations.finding import Enumeration, enumeration_at
from briefbot.composing.enumerations.items import is_name
from briefbot.composing.enumerations.lines import lines_at

__all__ = ["Enumeration", "continued_at", "enumeration_at", "is_name", "lines_at"]
