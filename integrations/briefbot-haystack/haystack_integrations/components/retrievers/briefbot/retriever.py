"""The retriever: passages of an index as documents."""

from __future__ import annotations

from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict
from haystack_integrations.components.retrievers.briefbot.filters import filter_from

from briefbot import Assistant, Hit, as_dict


@component
class BriefbotRetriever:
    """Find the passages of a briefbot index that come nearest to a query, best first.

    Each document has the passage as `content`, and in `meta` its place (`document_id`, `start`, `end`, `page`,
    `block`), its article (`title`, `outlet`, `published`, `source`, `sha256`) and its scores.
    """

    def __init__(self, index: str | None = None, filters: dict[str, Any] | None = None, top_k: int = 8) -> None:
        """Take the index to open (by default that of briefbot), and what a query is put to unless it says otherwise.

        Raises QuestionError for filters that briefbot does not have; see `filter_from`.
        """
        filter_from(filters)
        self.index = index
        self.filters = filters
        self.top_k = top_k
        self._assistant: Assistant | None = None

    def warm_up(self) -> None:
        """Open the index. Raises BriefbotError, with the cure, where it cannot be opened."""
        if self._assistant is None:
            self._assistant = Assistant.open(self.index)

    @component.output_types(documents=list[Document])
    def run(
        self, query: str, filters: dict[str, Any] | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """Return at most `top_k` documents, from 1 to 50; near-copies of a passage count as one.

        Raises QuestionError for a query that is empty or too long, and for filters that briefbot does not have.
        """
        self.warm_up()
        within = filter_from(self.filters if filters is None else filters)
        hits = self._assistant.search(query, self.top_k if top_k is None else top_k, within=within)
        return {"documents": [_document(hit) for hit in hits]}

    def to_dict(self) -> dict[str, Any]:
        """Return the component as a dictionary."""
        return default_to_dict(self, index=self.index, filters=self.filters, top_k=self.top_k)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> BriefbotRetriever:
        """Return the component that a dictionary describes."""
        return default_from_dict(cls, data)


def _document(hit: Hit) -> Document:
    known = as_dict(hit)
    text, score = str(known.pop("text")), float(known.pop("score"))
    return Document(id=f"{known['document_id']}:{known['start']}-{known['end']}", content=text, meta=known, score=score)
