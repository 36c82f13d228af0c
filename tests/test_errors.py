"""Every error can be handed from one process to another."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from briefbot import errors
from briefbot.errors import BriefbotError, DocumentError

CLASSES = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, BriefbotError)]


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_is_the_same_when_it_has_been_pickled_or_copied(kind: type[BriefbotError]) -> None:
    arguments = ("a.txt", "is empty") if issubclass(kind, DocumentError) else ("It failed.",)
    error = kind(*arguments)
    if isinstance(error, DocumentError):
        error.others = (DocumentError("b.txt", "is a picture"),)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301  own bytes
        assert type(again) is kind
        assert (str(again), again.args) == (str(error), error.args)
        if isinstance(error, DocumentError):
            assert isinstance(again, DocumentError)
            assert (again.source, again.reason) == (error.source, error.reason)
            assert [(other.source, other.reason) for other in again.others] == [("b.txt", "is a picture")]
