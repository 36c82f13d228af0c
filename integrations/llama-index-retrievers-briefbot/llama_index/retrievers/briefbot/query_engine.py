"""The query engine: replies in words of the articles, without a language model."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import QueryBundle
from llama_index.retrievers.briefbot.nodes import node_of

from briefbot import Assistant, Citation, Filter, Reply, as_dict, reply_text


class BriefbotQueryEngine(BaseQueryEngine):
    """Answer questions with words copied out of articles, each cited, or say that the articles do not.

    `response` is the answer alone; where briefbot declines it is what it says in place of one. `source_nodes` are the
    sentences that it quotes, each with the probability of the reply as its score. `metadata` is the whole reply, as
    `briefbot.as_dict` gives it: `answered`, `confidence`, `citations` with offsets, `others` where sources differ.
    Arguments and errors are those of `BriefbotRetriever`.
    """

    def __init__(
        self,
        index: str | Path | None = None,
        *,
        assistant: Assistant | None = None,
        within: Filter | None = None,
        **options: Any,
    ) -> None:
        """Open the index; `options` are those of every query engine, such as `callback_manager`."""
        super().__init__(options.pop("callback_manager", None), **options)
        self._assistant = assistant or Assistant.open(index)
        self._within = within or Filter()

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return _response(self._assistant.ask(query_bundle.query_str, within=self._within))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}  # there is no prompt


def _response(reply: Reply) -> Response:
    nodes = [node_of(_sentence(one), one.sentence, reply.confidence) for one in reply.citations]
    return Response(reply.text if reply.answered else reply_text(reply), nodes, as_dict(reply))


def _sentence(citation: Citation) -> dict[str, Any]:
    """Return the place of the sentence that a citation quotes from."""
    known = {name: getattr(citation, name) for name in ("document_id", "title", "source", "outlet", "page", "sha256")}
    published = citation.published and citation.published.isoformat()
    return {**known, "published": published, "start": citation.sentence_start, "end": citation.sentence_end}
