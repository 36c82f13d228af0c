"""The retriever: passages of an index as nodes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle
from llama_index.retrievers.briefbot.nodes import node_of

from briefbot import Assistant, Filter, as_dict


class BriefbotRetriever(BaseRetriever):
    """Find the passages of a briefbot index that come nearest to a question, best first.

    `index` is the index to open, by default that of briefbot; an `assistant` that has it open can be given in its
    place. At most `similarity_top_k` passages are found, from 1 to 50, in the articles that `within` leaves; near-
    copies count as one. Raises BriefbotError where the index cannot be opened, QuestionError for what is no question.
    """

    def __init__(
        self,
        index: str | Path | None = None,
        *,
        assistant: Assistant | None = None,
        similarity_top_k: int = 8,
        within: Filter | None = None,
        **options: Any,
    ) -> None:
        """Open the index; `options` are those of every retriever, such as `callback_manager`."""
        super().__init__(**options)
        self._assistant = assistant or Assistant.open(index)
        self._count = similarity_top_k
        self._within = within or Filter()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._assistant.search(query_bundle.query_str, self._count, within=self._within)
        return [node_of(as_dict(hit), hit.passage.text, hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)  # the inherited one holds up the loop
