"""Requests at random after the description of /v1: whatever is sent, the reply is one that the description has."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
import rounds
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from serving import served

from briefbot import Assistant

pytestmark = [pytest.mark.model, pytest.mark.slow]

ASKING = ("/v1/ask", "/v1/brief", "/v1/search", "/v1/chat/completions")
READING = ("/v1/documents", "/v1/documents/{document_id}", "/v1/models/{model}")
ALONE = ("/v1/collections", "/v1/outlets", "/v1/models", "/healthz", "/readyz", "/metrics")  # take nothing
LONGEST = 32 * 1024  # characters of an address: the server itself refuses what is about twice as long
LARGEST = 128 * 1024  # characters of a body: of what is much larger, the size is all that is looked at
# What fails is shown as it came: to make it smaller would take minutes of questions.
PROFILE = settings(deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
FITTING, OTHER = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def schema(examples_assistant: Assistant) -> Any:
    return schemathesis.openapi.from_url(f"{served(examples_assistant)}v1/openapi.json")


def test_every_operation_is_tried(schema: Any) -> None:
    assert {found.ok().path for found in schema.get_all_operations()} == {*ASKING, *READING, *ALONE}


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, mode) for path in (*ASKING, "/v1/documents") for mode in (FITTING, OTHER)),
        *((path, FITTING) for path in (*READING[1:], *ALONE)),  # any text is a name, and nothing is nothing
    ],
)
def test_whatever_is_sent_is_replied_to_as_described(schema: Any, path: str, mode: GenerationMode) -> None:
    (method,) = schema[path]

    @settings(PROFILE, max_examples=rounds.rounds(40))
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def holds(case: Case[Any]) -> None:
        assume(len(urlencode(case.query or {}, doseq=True)) < LONGEST and len(repr(case.body)) < LARGEST)
        # What fits the description may still be refused: an empty question, an outlet that the index does not have.
        case.call_and_validate(excluded_checks=[positive_data_acceptance], timeout=120)

    holds()
