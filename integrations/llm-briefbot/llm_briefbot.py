"""Tools for `llm`: a language model gets passages and answers of a briefbot index, each with its exact place."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

import llm

from briefbot import Assistant, QuestionError, as_dict

_FEW = ("document_id", "title", "outlet", "published", "page", "start", "end")
_MOST = 20  # passages: more would crowd out the question


class Briefbot(llm.Toolbox):
    """News articles that a person has indexed with briefbot."""

    def __init__(self, index: str = "") -> None:
        """Take the index to open; without one that of briefbot, which BRIEFBOT_INDEX names."""
        self.index = index

    @cached_property
    def _assistant(self) -> Assistant:
        return Assistant.open(self.index or None)

    def search(self, question: str, count: int = 5) -> str:
        """Find the passages of the person's news articles that come nearest to a question, best first, as JSON.

        Each has its text as it stands in the article and its place: cite title, outlet and day. `count` is at most 20.
        """
        return self._told(
            lambda: [
                {**_few(as_dict(hit)), "text": hit.passage.text}
                for hit in self._assistant.search(question, max(1, min(count, _MOST)))
            ]
        )

    def ask(self, question: str) -> str:
        """Ask the person's news articles a question, as JSON: words copied out of them, or that they do not say.

        `confidence` is the probability that the answer is right. Quote it word for word and cite its sentence. Where
        `answered` is false do not answer from elsewhere without saying so.
        """

        def work() -> dict[str, Any]:
            reply = self._assistant.ask(question)
            cited = [{**_few(place), "sentence": place["sentence"]} for place in as_dict(reply)["citations"]]
            known = {"answered": reply.answered, "text": reply.text, "confidence": reply.confidence}
            others = [str(other.text) for other in reply.others]
            return {**known, "citations": cited, "other_articles_say": others}

        return self._told(work)

    def _told(self, work: Callable[[], Any]) -> str:
        try:
            return json.dumps(work(), ensure_ascii=False)
        except QuestionError as error:  # the model can put it otherwise
            return json.dumps({"error": str(error)}, ensure_ascii=False)


def _few(place: dict[str, Any]) -> dict[str, Any]:
    return {name: place[name] for name in _FEW if place.get(name) is not None}


@llm.hookimpl
def register_tools(register: Callable[..., None]) -> None:
    """Register the tools under the name Briefbot."""
    register(Briefbot)
