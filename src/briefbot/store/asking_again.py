"""A question whose snapshot is lost is asked once more: it changes nothing, and a new snapshot may well be had."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from briefbot.errors import IndexUnavailableError

_LOG = logging.getLogger(__name__)
_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


class SnapshotLostError(IndexUnavailableError):
    """A snapshot ended before the question did: its server went away, or took back what it was reading."""


def asked_again(question: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
    """Have a function that only reads an index called once more where a snapshot of it is lost.

    All of it is called again, so what it returns is of new snapshots alone. Put it around the whole of a question, and
    around no generator. It raises IndexUnavailableError where the second call loses its snapshot as well.
    """

    @wraps(question)
    def asked(*values: _Given.args, **named: _Given.kwargs) -> _Found:
        try:
            return question(*values, **named)
        except SnapshotLostError as error:
            _LOG.info("This is asked again: %s", error)
        try:
            return question(*values, **named)
        except SnapshotLostError as error:  # of another class, so that no question around this one asks it again
            raise IndexUnavailableError(str(error)) from error

    return asked
