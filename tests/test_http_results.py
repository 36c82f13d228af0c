"""What programs are told of a result is what they get, and what they send is checked in sentences."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from briefbot_ui.api import requests, results
from made import one_of_each
from pydantic import TypeAdapter

from briefbot import QuestionError, Reply, as_dict
from briefbot.replies import KINDS

REPLIES: TypeAdapter[Any] = TypeAdapter(results.AnyReply)


def models() -> list[type[results.Shared]]:
    (union, *_) = get_args(results.AnyReply)
    return list(get_args(union))


def test_every_kind_of_reply_has_a_model() -> None:
    named = {get_args(model.model_fields["kind"].annotation)[0] for model in models()}
    assert named == set(KINDS)


@pytest.mark.parametrize(("kind", "reply"), one_of_each().items())
def test_a_reply_is_described_as_it_is_given(kind: str, reply: Reply) -> None:
    given = json.loads(json.dumps(as_dict(reply)))
    described = REPLIES.validate_json(json.dumps(given), strict=True)
    assert described.kind == kind
    assert json.loads(described.model_dump_json(exclude_unset=True)) == given


@pytest.mark.parametrize("reply", one_of_each().values(), ids=one_of_each().keys())
def test_a_field_that_is_not_described_is_noticed(reply: Reply) -> None:
    assert all(field.is_required() for model in models() for field in model.model_fields.values())
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        REPLIES.validate_python({**as_dict(reply), "more": 1})


WRONG: list[tuple[type[requests.Checked], dict[str, Any], str]] = [
    (requests.Ask, {}, "question is missing."),
    (requests.Ask, {"question": None}, "A question is a string, not NoneType."),
    (requests.Ask, {"question": "\ud800"}, "The question is not valid text: it holds half of a surrogate pair."),
    (requests.Ask, {"question": "Who?", "history": ["Who?"] * 51}, "history is a list of at most 50 strings."),
    (requests.Ask, {"question": "Who?", "outlets": ["\ud800"]}, "outlets is a list of at most 1,000 strings."),
    (requests.Ask, {"question": "Who?", "documents": []}, "documents names no article. Leave it out to choose all."),
    (requests.Ask, {"question": "Who?", "documents": "feed"}, "documents is a list of at most 10,000 strings."),
    (requests.Ask, {"question": "Who?", "until": "20251119"}, "until is a day, written as year-month-day"),
    (requests.Ask, {"question": "Who?", "until": "2025-02-31"}, "until is a day, written as year-month-day"),
    (requests.Ask, {"question": "Who?", "as_written": "yes"}, "as_written is true or false."),
    (requests.Ask, {"question": "Who?", "kind": 1}, "kind is the name of a kind of reply"),
    (requests.Ask, {"question": "Who?", "outlet": "Harbour Wire"}, "outlet is no field of this request."),
    (requests.Brief, {"length": "endless"}, "length is short, medium or long."),
    (requests.Search, {"question": "Who?", "count": 8.0}, "count is a whole number from 1 to 50."),
    (requests.Search, {"question": "Who?", "count": True}, "count is a whole number from 1 to 50."),
    (requests.Listing, {"offset": "1"}, "offset is a whole number from 0 to 1,000,000,000."),
    (requests.ListingQuery, {"offset": "1.0"}, "offset is a whole number from 0 to 1,000,000,000."),
    (requests.ListingQuery, {"limit": "101"}, "limit is a whole number from 1 to 100."),
]


@pytest.mark.parametrize(("model", "values", "said"), WRONG)
def test_what_is_wrong_with_a_request_is_said_in_a_sentence(
    model: type[requests.Checked], values: dict[str, Any], said: str
) -> None:
    with pytest.raises(QuestionError) as refused:
        requests.checked(model, **values)
    assert str(refused.value).startswith(said)


def test_numbers_in_an_address_are_read_and_nothing_else_is_converted() -> None:
    assert requests.checked(requests.ListingQuery, offset="7", limit="100").offset == 7
    assert requests.checked(requests.Ask, question="Who?", since="2025-11-19").since is not None
