"""Lines that a person types in a terminal, with editing, what was typed before, and completion where Python has them.

What was typed is remembered in memory alone, and forgotten at the end.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TYPE_CHECKING

from briefbot.phrases import KINDS
from briefbot.terminal import printable
from briefbot.terminal_chat import COMMANDS
from briefbot.words import WORD

if TYPE_CHECKING:
    from briefbot.assistant import Assistant

_PROMPT = "> "
_TITLES = 2000  # articles whose titles are read for their words
_SHORTEST = 4  # letters of a word that is worth completing
_DELIMITERS = ' \t\n,;:"()'  # between words; readline takes them byte by byte


class Completer:
    """What may be meant by the beginning of a word: a command, what it takes, a word of a title."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._words: dict[str, str] | None = None

    def matches(self, line: str, start: int, end: int) -> list[str]:
        """Return what could stand at `line[start:end]` instead, which ends at the cursor."""
        typed = line[start:end]
        if start == 0 and typed.startswith("/"):
            return [name for name in COMMANDS if name.startswith(typed.lower())]
        command, _, _ = line.partition(" ")
        if command == "/kind":
            return [kind for kind in KINDS if kind.startswith(typed.lower())]
        if command == "/outlet":
            return self._outlets(line[len("/outlet ") : end], len(typed))
        return self._title_words(typed) if not line.startswith("/") else []

    def _outlets(self, argument: str, typed: int) -> list[str]:
        """Return the ends of outlets that begin with an argument; they replace its last `typed` letters."""
        names = [printable(name) for name, _ in self._assistant.outlets()]
        at = len(argument) - typed
        return [name[at:] for name in names if name.casefold().startswith(argument.casefold())]

    def _title_words(self, typed: str) -> list[str]:
        if not typed:
            return []
        if self._words is None:
            titles = (document.title for document in self._assistant.documents(limit=_TITLES))
            words = itertools.chain.from_iterable(map(WORD.findall, titles))
            self._words = {word.casefold(): word for word in words if len(word) >= _SHORTEST}
        return sorted(word for plain, word in self._words.items() if plain.startswith(typed.casefold()))


def typed_lines(stream: IO[str], shown: IO[str], matches: Callable[[str, int, int], Sequence[str]]) -> Iterator[str]:
    """Yield the lines that are typed, or that a pipe brings, until the end of either."""
    if not (stream.isatty() and shown.isatty()):
        yield from stream
        return
    _edit(matches)
    while True:
        try:
            yield input(_PROMPT)
        except EOFError:
            return


def _edit(matches: Callable[[str, int, int], Sequence[str]]) -> None:
    """Have `input` edit lines; Python on Windows has no readline, and the terminal edits there itself."""
    try:
        import readline
    except ImportError:
        return
    found: Sequence[str] = ()

    def complete(_: str, at: int) -> str | None:
        nonlocal found
        if at == 0:
            found = matches(readline.get_line_buffer(), readline.get_begidx(), readline.get_endidx())
        return found[at] if at < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(_DELIMITERS)
    libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
