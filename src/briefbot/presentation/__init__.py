"""Reply -> blocks: what there is to show, in order, whatever shows it.

    Note         a sentence of briefbot's own
    Quote        words of an article that answer, with their sources
    Sides        quotes of sources that differ
    Series       quotes that answer together: a list, a text, a timeline, columns
    Heading      what the blocks below it are about
    Items        places to read, under a heading
    Suggestions  questions that can be asked next
    KindChoice   the kinds of reply that the question can be asked again for
    Trace        how the reply was found

A terminal, a page, a file or a clipboard renders blocks and knows no kind of reply; only `kinds` does.
"""

from briefbot.presentation.blocks import (
    Aside,
    Block,
    Entry,
    Heading,
    Items,
    KindChoice,
    Layout,
    Likelihood,
    Line,
    Note,
    Quote,
    Range,
    Role,
    Series,
    Sides,
    Source,
    Suggestions,
    Trace,
    When,
    asides,
    every_source,
    in_lines,
    opening,
    quoted,
)
from briefbot.presentation.kinds import blocks

__all__ = [
    "Aside",
    "Block",
    "Entry",
    "Heading",
    "Items",
    "KindChoice",
    "Layout",
    "Likelihood",
    "Line",
    "Note",
    "Quote",
    "Range",
    "Role",
    "Series",
    "Sides",
    "Source",
    "Suggestions",
    "Trace",
    "When",
    "asides",
    "blocks",
    "every_source",
    "in_lines",
    "opening",
    "quoted",
]
