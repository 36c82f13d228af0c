"""The reader: answers copied out of articles, or a decline."""

from __future__ import annotations

from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict
from haystack.dataclasses import ExtractedAnswer

from briefbot import Assistant, Citation, Filter, Reply, as_dict


@component
class BriefbotReader:
    """Answer a query with words copied out of the articles of a briefbot index, each with its exact place.

    It searches by itself. Documents that it is given, such as those of `BriefbotRetriever`, leave only their articles.
    """

    def __init__(self, index: str | None = None) -> None:
        """Take the index to open, by default that of briefbot."""
        self.index = index
        self._assistant: Assistant | None = None

    def warm_up(self) -> None:
        """Open the index and load the reader. Raises BriefbotError, with the cure, where that cannot be done."""
        if self._assistant is None:
            self._assistant = Assistant.open(self.index)

    @component.output_types(answers=list[ExtractedAnswer], reply=dict[str, Any])
    def run(self, query: str, documents: list[Document] | None = None) -> dict[str, Any]:
        """Return `answers`, one for each citation, and `reply`, all that briefbot says, as `briefbot.as_dict` gives it.

        An answer has the quote as `data`, the sentence as `context`, the probability as `score`, and in `meta` its
        place in the article. `document_offset` counts, as Haystack has it, in the content of `document`, which is the
        passage. Where briefbot declines there is one answer without data, with the score 0; `reply` says why. Raises
        QuestionError for a query that is empty or too long.
        """
        self.warm_up()
        ids = tuple(dict.fromkeys(one.meta["document_id"] for one in documents or () if "document_id" in one.meta))
        if documents is not None and not ids:
            return {"answers": [_nothing(query)], "reply": {"kind": "not_found", "answered": False, "question": query}}
        reply = self._assistant.ask(query, within=Filter(documents=ids))
        answers = [_answer(query, citation, reply) for citation in reply.citations]
        return {"answers": answers or [_nothing(query)], "reply": as_dict(reply)}

    def to_dict(self) -> dict[str, Any]:
        """Return the component as a dictionary."""
        return default_to_dict(self, index=self.index)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> BriefbotReader:
        """Return the component that a dictionary describes."""
        return default_from_dict(cls, data)


def _nothing(query: str) -> ExtractedAnswer:
    return ExtractedAnswer(query=query, score=0.0)


def _answer(query: str, citation: Citation, reply: Reply) -> ExtractedAnswer:
    passage = citation.span.hit.passage
    known = {name: value for name, value in as_dict(passage).items() if name != "text"}
    start, end, sentence = citation.start, citation.end, citation.sentence_start
    return ExtractedAnswer(
        query=query,
        data=citation.quote,
        score=reply.confidence or 0.0,
        context=citation.sentence,
        document=Document(id=f"{citation.document_id}:{passage.start}-{passage.end}", content=passage.text, meta=known),
        document_offset=ExtractedAnswer.Span(start - passage.start, end - passage.start),
        context_offset=ExtractedAnswer.Span(start - sentence, end - sentence),
        meta={**known, "start": start, "end": end, "sha256": citation.sha256},
    )
