"""Keywords find articles, each with its best sentence, or nothing."""

from __future__ import annotations

import pytest

from briefbot import Assistant, Filter, Matches, NotFound, as_record, from_record
from briefbot.composing.search_asked import keywords_asked
from briefbot.words import terms


@pytest.mark.parametrize(
    ("asked", "keywords"),
    [
        ("otter millpond", "otter millpond"),
        ("find passages about the old weir, please", "the old weir"),
        ("Could you show me every text in which Ada Quill speaks?", "Ada Quill"),
        ("search for lost anchors", "lost anchors"),
        ("I'm looking for articles on tide mills", "tide mills"),
        ("only", ""),
    ],
)
def test_keywords_are_what_remains_of_a_request(asked: str, keywords: str) -> None:
    assert keywords_asked(asked) == keywords


@pytest.mark.model
@pytest.mark.parametrize(
    "keywords", ["seagrass survey", "cannery explosion", "ferry strike", "mayor runoff", "lighthouse"]
)
def test_articles_are_found_with_a_sentence_that_holds_keywords(examples_assistant: Assistant, keywords: str) -> None:
    reply = examples_assistant.ask(f"find passages about {keywords}", kind="search")
    assert isinstance(reply, Matches)
    assert 1 <= len(reply.citations) <= 10
    for citation in reply.citations:
        assert citation.span.document.text[citation.start : citation.end] == citation.quote == citation.sentence
    families = [citation.span.family for citation in reply.citations]
    assert len(set(families)) == len(families)
    assert set(terms(keywords)) & set(terms(reply.citations[0].quote))
    assert from_record(as_record(reply), examples_assistant.document) == reply


@pytest.mark.model
def test_nothing_is_found_where_no_article_is_on_it(examples_assistant: Assistant) -> None:
    reply = examples_assistant.ask("zwyxq fghjkt", kind="search", as_written=True)
    assert isinstance(reply, NotFound)
    assert reply.missing == ("zwyxq", "fghjkt")


@pytest.mark.model
def test_a_search_is_restricted_by_the_outlet_that_it_names(examples_assistant: Assistant) -> None:
    first = examples_assistant.ask("dam evacuation", kind="search")
    reply = examples_assistant.ask("only from Radio Carrow", kind="search", history=[first])
    assert {citation.outlet for citation in reply.citations} == {"Radio Carrow"}
    assert reply.within == Filter(outlets=("Radio Carrow",))
