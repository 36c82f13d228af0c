"""Questions of several kinds to begin with, asked before they are offered: a brief, a timeline, sources that differ."""

from __future__ import annotations

import itertools
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefbot import Assistant, BriefbotError, Document, Reply, presentation
from briefbot.phrases import clipped

_ARTICLES = 40  # that subjects are looked for in
_BEGINNING = 4000  # characters of each
_SUBJECTS = 3  # tried
_FACTS = 4  # asked, as many as the page suggests anyway
_LEAST_SENTENCES = 3  # of a brief or a timeline that is offered
_LEAST_ARTICLES = 2  # that a subject stands in, and that a brief or a timeline quotes
# Two to four words with a capital, as names of places, bodies and things are written.
_NAME = re.compile(r"\b(?:[Tt]he )?[^\W\d_a-zß-öø-ÿ]\w{1,30}(?: [^\W\d_a-zß-öø-ÿ]\w{1,30}){1,3}\b(?!['’])")


@dataclass(frozen=True, slots=True)
class Opener:
    """A question to begin with."""

    question: str
    kind: str  # that is asked for, "" where the question says it
    about: str  # what it shows, in a few words


class Openers:
    """Finds such questions once for each build of the index. Safe to share between threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._found: tuple[int, tuple[Opener, ...]] | None = None  # a generation, and those of it

    def found(self) -> tuple[Opener, ...]:
        """Return at most one question of each kind; the first call after a build asks a few to find them."""
        with self._lock:
            generation = self._assistant.generation
            if self._found is None or self._found[0] != generation:
                self._found = generation, tuple(self._find())
            return self._found[1]

    def _find(self) -> Iterator[Opener]:
        documents = list(self._assistant.documents(limit=_ARTICLES))
        subjects = subjects_of(documents)[:_SUBJECTS]
        briefs = ((f"Summarise what is known about {subject}", "brief", "In brief") for subject in subjects)
        timelines = ((f"Timeline of {subject}", "timeline", "Day by day") for subject in reversed(subjects))
        for openers in (briefs, timelines):
            yield from itertools.islice((Opener(*one) for one in openers if self._is_shown(*one[:2])), 1)
        differing = (fact for fact in self._assistant.suggestions(_FACTS) if differs(self._ask(fact, "quote")))
        yield from (Opener(fact, "", "Where sources differ") for fact in itertools.islice(differing, 1))

    def _is_shown(self, question: str, kind: str) -> bool:
        """Return whether the reply is of the kind and has enough to show it by."""
        reply = self._ask(question, kind)
        if reply is None or reply.kind != kind or len(reply.citations) < _LEAST_SENTENCES:
            return False
        return len({citation.document_id for citation in reply.citations}) >= _LEAST_ARTICLES

    def _ask(self, question: str, kind: str) -> Reply | None:
        try:
            return self._assistant.ask(question, kind=kind)
        except BriefbotError:  # the index may be gone or another one by now
            return None


def differs(reply: Reply | None) -> bool:
    """Return whether a reply shows sources that contradict each other."""
    return reply is not None and any(isinstance(one, presentation.Sides) for one in presentation.blocks(reply))


def subjects_of(documents: Sequence[Document]) -> list[str]:
    """Return the names that stand in the most articles, at least two, the most frequent first; no outlet or author."""
    people = {name for document in documents for name in (document.outlet, document.author) if name}
    articles: Counter[str] = Counter()
    called: dict[str, Counter[str]] = {}  # by the name without an article: with one, as often as it has it
    for document in documents:
        found = {name for name in _NAME.findall(document.text[:_BEGINNING]) if not any(map(str.isupper, name.split()))}
        names = {name.removeprefix("The ").removeprefix("the ") for name in found}
        articles.update(name for name in names if not any(name in each or each in name for each in people))
        for name in found:
            bare = name.removeprefix("The ").removeprefix("the ")
            called.setdefault(bare, Counter())[bare if bare == name else f"the {bare}"] += 1
    frequent = sorted((-count, name) for name, count in articles.items() if count >= _LEAST_ARTICLES and " " in name)
    return [clipped(max(called[name], key=lambda form: (called[name][form], form)), 80) for _, name in frequent]
