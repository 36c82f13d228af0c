"""The retriever: passages of an index, each with its exact place in its article."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables.config import run_in_executor
from pydantic import Field, PrivateAttr

from briefbot import Assistant, Filter, Hit, as_dict


class BriefbotRetriever(BaseRetriever):
    """Find the passages of a briefbot index that come nearest to a question, best first.

    `index` is the index to open, by default that of briefbot: BRIEFBOT_INDEX, or index/default. `k` passages are found,
    from 1 to 50, in the articles that `within` leaves; near-copies of a passage count as one, so there can be fewer.
    Both can be given anew with each call: `retriever.invoke(question, k=3, within=Filter(outlets=("Harbour Wire",)))`.

    `page_content` is the passage as it stands in the article. `metadata` has `document_id`, `title`, `source`, `start`
    and `end` (code points of the article's text, the end exclusive), `block`, `sha256` (of that text), `score`, `dense`
    and `bm25`; and where they are known `outlet`, `published` (YYYY-MM-DD) and `page`.

    Raises BriefbotError where the index cannot be opened, and QuestionError for a question that is empty or too long.
    """

    index: str | Path | None = None
    k: int = 8
    within: Filter = Field(default_factory=Filter)
    _assistant: Assistant = PrivateAttr()

    def __init__(self, *, assistant: Assistant | None = None, **fields: Any) -> None:
        """Open the index, or take an `assistant` that has it open."""
        super().__init__(**fields)
        self._assistant = assistant or Assistant.open(self.index)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        within: Filter | None = None,
    ) -> list[Document]:
        hits = self._assistant.search(
            query, self.k if k is None else k, within=self.within if within is None else within
        )
        return [_document(hit) for hit in hits]

    async def _aget_relevant_documents(  # the one that is inherited passes on neither k nor within
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun,
        k: int | None = None,
        within: Filter | None = None,
    ) -> list[Document]:
        search = partial(self._get_relevant_documents, run_manager=run_manager.get_sync(), k=k, within=within)
        return await run_in_executor(None, search, query)


def _document(hit: Hit) -> Document:
    known = {name: value for name, value in as_dict(hit).items() if value is not None}
    text = str(known.pop("text"))
    return Document(page_content=text, metadata=known, id=f"{known['document_id']}:{known['start']}-{known['end']}")
