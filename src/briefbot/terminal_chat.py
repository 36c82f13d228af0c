"""A conversation in a terminal: lines that are typed -> texts to print.

What an article says never commands the terminal: every text that is yielded has passed `terminal.printable`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING

from briefbot.errors import QuestionError
from briefbot.phrases import KINDS, YOU_CAN_ASK, count_of, restriction_words
from briefbot.presentation import Source, blocks, every_source
from briefbot.replies import Reply
from briefbot.terminal import Tone, heading, place, printable, reply_text, toned
from briefbot.types import Filter

if TYPE_CHECKING:
    from briefbot.assistant import Assistant

COMMANDS = {  # -> what it takes, what it does
    "/help": ("", "show these commands"),
    "/kind": ("[KIND]", "ask the last question again for another kind of reply"),
    "/written": ("", "ask it again with no word read as another, no day worked out and no kind guessed"),
    "/sources": ("[NUMBER]", "list what the last reply shows; with a number, read around that place"),
    "/outlet": ("[NAME | all]", "list the outlets; with a name, ask only articles of this outlet from now on"),
    "/new": ("", "begin a new conversation"),
    "/quit": ("", "end, as Ctrl+D does"),
}
_TURNS_KEPT = 3  # replies that a follow-up may refer to; they hold their articles
_AROUND = 1000  # characters of an article before and behind a place


def has_colours(stream: IO[str], environment: Mapping[str, str]) -> bool:
    """Return whether colours are wanted: on a terminal that has some, unless NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


class TerminalChat:
    """One conversation; `ended` once nothing more is to be read."""

    def __init__(self, assistant: Assistant, *, colours: bool = False) -> None:
        self.ended = False
        self._assistant = assistant
        self._colours = colours
        self._within = Filter()
        self._turns: tuple[Reply, ...] = ()
        self._next: tuple[str, ...] = ()

    def greeting(self) -> str:
        """Return what stands above the first question."""
        return f"{count_of(self._assistant.document_count, 'article')}. Ask a question, or type /help."

    def texts(self, line: str) -> Iterator[str]:
        """Yield what there is to print for a line, each text as soon as it is known: a reply comes before the questions
        to ask next are worked out.
        """
        typed = line.strip()
        if typed.startswith("/"):
            command, _, rest = typed.partition(" ")
            yield from self._obey(command.lower(), rest.strip())
        elif typed:
            chosen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 1 else 0
            yield from self._ask(self._next[chosen - 1] if 0 < chosen <= len(self._next) else typed, self._turns)

    def _ask(
        self, question: str, before: tuple[Reply, ...], *, kind: str | None = None, as_written: bool = False
    ) -> Iterator[str]:
        try:
            reply = self._assistant.ask(question, history=before, within=self._within, kind=kind, as_written=as_written)
        except QuestionError as error:
            yield printable(f"{error}\n")
            return
        self._turns, self._next = (*before, reply)[-_TURNS_KEPT:], ()
        yield f"{reply_text(reply, colours=self._colours, conversation=True)}\n"
        self._next = self._assistant.next_questions(reply)
        if self._next:
            numbered = (f"  {number}  {question}" for number, question in enumerate(self._next, start=1))
            yield printable("\n".join([f"{YOU_CAN_ASK}; type the number:", *numbered, ""]))

    def _obey(self, command: str, rest: str) -> Iterator[str]:
        match command:
            case "/help":
                width = max(len(f"{name} {takes}") for name, (takes, _) in COMMANDS.items())
                yield "".join(f"{f'{name} {takes}':{width}}  {does}\n" for name, (takes, does) in COMMANDS.items())
            case "/kind":
                yield from self._kind(rest.lower())
            case "/written":
                yield from self._again(as_written=True)
            case "/sources":
                yield self._sources(rest)
            case "/outlet":
                yield self._outlet(rest)
            case "/new":
                self._turns, self._next = (), ()
                yield "A new conversation.\n"
            case "/quit":
                self.ended = True
            case _:
                yield printable(f"There is no command {command:.20}. /help shows those that there are.\n")

    def _kind(self, kind: str) -> Iterator[str]:
        if kind in KINDS:
            yield from self._again(kind=kind)
        else:
            width = max(map(len, KINDS))
            yield "\n".join(["Kinds of reply:", *(f"  {name:{width}}  {called}" for name, called in KINDS.items()), ""])

    def _again(self, *, kind: str | None = None, as_written: bool = False) -> Iterator[str]:
        if self._turns:
            yield from self._ask(self._turns[-1].question, self._turns[:-1], kind=kind, as_written=as_written)
        else:
            yield "Ask a question first.\n"

    def _sources(self, number: str) -> str:
        sources = list(every_source(blocks(self._turns[-1]))) if self._turns else []
        if not sources:
            return "There is nothing to list yet. Ask a question first.\n"
        if not number:
            return printable("\n".join(f"[{source.number}] {source.reference}" for source in sources) + "\n")
        chosen = next((source for source in sources if str(source.number) == number), None)
        if chosen is None:
            return printable(f"There is no source {number:.20}. The last one is {sources[-1].number}.\n")
        return self._article(chosen)

    def _article(self, source: Source) -> str:
        """Return the text around a place, in whole lines, with the words that are quoted between » and «."""
        text, (start, end) = source.document.text, source.place
        first, last = text.rfind("\n", 0, max(start - _AROUND, 0)) + 1, text.find("\n", end + _AROUND)
        last = len(text) if last < 0 else last
        before, after = "…\n" if first else "", "\n…" if last < len(text) else ""
        around = f"{before}{text[first:start]}»{text[start:end]}«{text[end:last]}{after}"
        shown = ((Tone.STRONG, heading(source.document)), (Tone.SOFT, place(source)), (Tone.PLAIN, f"\n{around}\n"))
        return "\n".join(toned(tone, text) if self._colours else printable(text) for tone, text in shown)

    def _outlet(self, name: str) -> str:
        outlets = self._assistant.outlets()
        found = [outlet for outlet, _ in outlets if outlet.casefold() == name.casefold()]
        if found or name.casefold() == "all":
            self._within = Filter(outlets=tuple(found))
            words = restriction_words(self._within)
            return printable(f"From now on, {f'only articles {words}' if words else 'all articles'}.\n")
        chosen = {*self._within.outlets}
        listed = (f"{'*' if outlet in chosen else ' '} {outlet} ({count})" for outlet, count in outlets)
        none = [f"There is no outlet {name:.60}. There are:"] if name else []
        return printable("\n".join([*none, *listed, ""]))
