"""Text as Markdown that shows exactly this text: nothing that an article says becomes a link, a picture or HTML.

Whoever shows Markdown also makes links of bare addresses, wherever these stand but in code, and backslashes do not keep
all of them from it; formulas are read between dollar signs, or between the very backslashes that brackets would get. So
what could be taken for an address is put as code, and of brackets only those are marked that would end a link.
"""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    r"[\\`*_{}<>#|~$^]"  # what Markdown, HTML in Markdown or one of their extensions could take for markup
    r"|!(?=\[)|\](?=[(\[:{\]])"  # a picture; a link, whose address would follow
    r"|&(?=#?\w+;)"  # a character by its name
    r"|:(?=[^\W\d])"  # a directive
    r"|=(?==)"
)
_LIST_SIGN = re.compile(r"^(\s*\d*)([-+=.)])")  # at the beginning of a line
_ADDRESS = re.compile(r"//|www\.|(?:mailto|xmpp|tel):|\S@\S|[\w-]\.[^\W\d_]{2}", re.IGNORECASE)
_PUNCTUATION = "()[]<>{}«»“”‘’„\"'.,;:!?…"  # around a word
_DEEPEST = 3  # spaces before a paragraph; more would make code of it


def escaped(text: str) -> str:
    """Return a line as Markdown that shows exactly it."""
    parts = re.split(r"(\s+)", text)  # words, and the white space between them
    words = [_word(part) if _ADDRESS.search(part) else _marked(part) for part in parts]
    return _LIST_SIGN.sub(r"\1\\\2", "".join(words))


def in_lines(text: str) -> str:
    """Return a text as Markdown that shows each line as a line, and blank ones as the end of a paragraph."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        if not inside and len(indent.expandtabs(4)) > _DEEPEST:
            line = " " * _DEEPEST + line.lstrip()
        if inside and line.strip():
            lines[-1] += "  "  # which breaks the line there
        lines.append(escaped(line.rstrip()))
        inside = bool(line.strip())
    return "\n".join(lines)


def _word(word: str) -> str:
    """Return a word that could be taken for an address as code, without the punctuation around it."""
    core = word.strip(_PUNCTUATION)
    before, _, after = word.partition(core)
    # Some look for the end of a link before they look for code, and all do where it names a link for later.
    inside = r"\]".join(_code(part) if part else "" for part in re.split(r"\](?=[(\[:])", core))
    return f"{_marked(before)}{inside}{_marked(after)}"


def _code(text: str) -> str:
    ticks = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _marked(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
