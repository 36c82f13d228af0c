"""A process that asks one index again and again; tests/test_readers.py starts several and builds meanwhile.

python tests/asker.py INDEX THREADS STOP: asks until the file STOP is there, then prints what each thread has seen.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from pathlib import Path

import briefbot

QUESTION = "How many seats does the council of Amber Bay have?"


class Asker(threading.Thread):
    """Asks until it is stopped. `seen` are the editions answered from, each once, in order; `wrong` what broke."""

    def __init__(self, assistant: briefbot.Assistant, until: Path) -> None:
        super().__init__()
        self._assistant = assistant
        self._until = until
        self.seen: list[int] = []
        self.wrong: list[str] = []
        self.asked = 0

    def run(self) -> None:
        last = False
        while not last and not self.wrong:
            last = self._until.exists()  # one question more, after the last build
            try:
                self._look(self._assistant.ask(QUESTION))
            except Exception as error:
                self.wrong.append(repr(error))

    def _look(self, answer: briefbot.Answer) -> None:
        self.asked += 1
        documents = [hit.passage.document for hit in answer.hits]
        editions = {int(found) for document in documents for found in re.findall(r"edition (\d+)", document.text)}
        if len(editions) != 1 or not answer.answered:
            self.wrong.append(f"editions {editions}, answered {answer.answered}")
            return
        [edition] = editions
        for citation in answer.citations:
            text = citation.span.document.text
            if text[citation.start : citation.end] != citation.quote or f"edition {edition}" not in text:
                self.wrong.append(f"cites {text!r} in edition {edition}")
        if not self.seen or self.seen[-1] != edition:
            self.seen.append(edition)
            with self._until.with_name(f"{self._until.name}.{os.getpid()}.{self.name}").open("ab") as told:
                told.write(b".")  # for who builds meanwhile


def main() -> None:
    index, threads, stop = sys.argv[1:]
    assistant = briefbot.Assistant.open(index)
    askers = [Asker(assistant, Path(stop)) for _ in range(int(threads))]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    sys.stdout.write(json.dumps([{"seen": asker.seen, "wrong": asker.wrong, "asked": asker.asked} for asker in askers]))


if __name__ == "__main__":
    main()
