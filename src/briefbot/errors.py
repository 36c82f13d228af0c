"""Everything that can go wrong, as one tree.

    BriefbotError
    ├── DocumentError        a file could not become a document
    ├── QuestionError        a question cannot be answered as it was put
    ├── IndexNotFoundError   there is no index where one was expected
    ├── IndexLockedError     another build is writing this index
    ├── IndexUnavailableError    the server of the index cannot be reached
    ├── IndexDamagedError    the index cannot be read, or was built in another way
    │   └── IndexFormatError     it is healthy, and of an older or newer briefbot
    └── ModelError           a model is missing or cannot be used

A message says what happened, where, and what mends it; it is written for the person at the keyboard.
"No answer" is not an error: see `Reply.answered`.
"""

from __future__ import annotations


class BriefbotError(Exception):
    """Base of every error that briefbot raises on purpose."""


class DocumentError(BriefbotError):
    """A source could not be read as a document. `source` names it, `reason` says why.

    Where nothing at all could be read, `others` are the errors of the other sources.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason
        self.others: tuple[DocumentError, ...] = ()

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, str], dict[str, object]]:
        """Return how to make it again: else copying and pickling would pass the message alone."""
        return type(self), (self.source, self.reason), self.__dict__


class QuestionError(BriefbotError):
    """A question that is empty, too long, or not text."""


class IndexNotFoundError(BriefbotError):
    """No index at the given place."""


class IndexLockedError(BriefbotError):
    """Another process is building this index."""


class IndexUnavailableError(BriefbotError):
    """The server of the index cannot be reached, or does not let this user in. Asking again later is safe."""


class IndexDamagedError(BriefbotError):
    """The index is damaged, or built with another encoder or passage size."""


class IndexFormatError(IndexDamagedError):
    """The index is healthy, but of another format than this briefbot reads: the message says what to do.

    It is an IndexDamagedError so that a program that catches that for an index which it cannot use need not change.
    """


class ModelError(BriefbotError):
    """A model cannot be found or loaded."""
