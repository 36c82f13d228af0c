"""Places in articles as nodes."""

from __future__ import annotations

from typing import Any

from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

_FOR_READERS = ("title", "outlet", "published")  # of the metadata, what a language model is shown before the text


def node_of(place: dict[str, Any], text: str, score: float | None) -> NodeWithScore:
    """Return a node of a place in an article: a passage or a citation as `briefbot.as_dict` gives it.

    Its id is "document:start-end", so the same place is the same node. `start_char_idx` and `end_char_idx` count code
    points in the text of the article, which `ref_doc_id` names; the metadata has what is known of it.
    """
    known = {name: value for name, value in place.items() if value is not None and name != "text"}
    hidden = [name for name in known if name not in _FOR_READERS]
    start, end = place["start"], place["end"]
    node = TextNode(
        id_=f"{place['document_id']}:{start}-{end}",
        text=text,
        start_char_idx=start,
        end_char_idx=end,
        metadata=known,
        excluded_llm_metadata_keys=hidden,
        excluded_embed_metadata_keys=list(known),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=str(place["document_id"]))},
    )
    return NodeWithScore(node=node, score=score)
