"""Both stores keep the contract: every test of store_contract.py, on each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from postgres_server import Addresses
from rounds import at_first
from store_contract import *  # noqa: F403  its tests run here
from store_contract import AT_RANDOM, PROMISES


@pytest.fixture(params=["embedded", pytest.param("postgres", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest) -> str | Path:
    """Where an index can be that is not there yet."""
    if request.param == "embedded":
        return Path(request.getfixturevalue("tmp_path")) / "index"
    return str(request.getfixturevalue("postgres").new())


@pytest.mark.slow
@pytest.mark.parametrize("promise", PROMISES, ids=lambda test: test.__name__)
def test_a_promise_of_the_embedded_store_is_kept_on_a_server(
    promise: Callable[[str], None], postgres: Addresses
) -> None:
    promise(postgres.new())


@pytest.mark.slow
@pytest.mark.parametrize("promise", at_first(AT_RANDOM[:3], *AT_RANDOM[3:]), ids=lambda test: test.__name__)
def test_what_is_tried_at_random_holds_on_a_server(promise: Callable[[Addresses], None], postgres: Addresses) -> None:
    promise(postgres)
