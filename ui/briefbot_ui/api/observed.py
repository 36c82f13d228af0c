"""Questions as operators see them: each is counted and timed, and is a span where OpenTelemetry is installed.

Neither metrics nor spans hold a question's text, or anything of an article.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from briefbot import Assistant, QuestionError, Reply
from briefbot_ui.api.metrics import Metrics
from briefbot_ui.api.request_log import KIND
from briefbot_ui.guard.people import state_of_request

if TYPE_CHECKING:
    from opentelemetry.trace import Span

SPAN = "briefbot.question"


def observed(assistant: Assistant, metrics: Metrics) -> Assistant:
    """Return an assistant that does the same, and of whose questions and briefs is kept count."""
    return cast(Assistant, _Observed(assistant, metrics))


class _Observed:
    def __init__(self, assistant: Assistant, metrics: Metrics) -> None:
        self._assistant = assistant
        self._metrics = metrics

    def ask(self, question: str, **options: Any) -> Reply:
        return self._watched(lambda: self._assistant.ask(question, **options))

    def brief(self, topic: str = "", **options: Any) -> Reply:
        return self._watched(lambda: self._assistant.brief(topic, **options))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)

    def _watched(self, work: Callable[[], Reply]) -> Reply:
        started = time.perf_counter()
        with _span() as span:
            try:
                reply = work()
            except Exception as error:
                self._metrics.count("", "refused" if isinstance(error, QuestionError) else "failed")
                if span:
                    span.set_attribute("error.type", type(error).__name__)
                raise
            seconds = time.perf_counter() - started
            if span and span.is_recording():
                span.set_attribute("briefbot.kind", reply.kind)
                span.set_attribute("briefbot.answered", reply.answered)
                span.set_attribute("briefbot.generation", self._assistant.generation)
                span.set_attribute("briefbot.seconds", seconds)
        self._metrics.count(reply.kind, "answered" if reply.answered else "declined")
        self._metrics.took(reply.kind, seconds)
        setattr(state_of_request(), KIND, reply.kind)
        return reply


@contextmanager
def _span() -> Iterator[Span | None]:
    """Give a span for the question that is being answered; None where OpenTelemetry is not installed."""
    try:
        from opentelemetry import trace  # an extra: briefbot[telemetry]
    except ImportError:
        yield None
        return
    tracer = trace.get_tracer("briefbot")
    # An exception is not recorded: its message may quote the question.
    with tracer.start_as_current_span(SPAN, record_exception=False, set_status_on_exception=False) as span:
        try:
            yield span
        except Exception:
            span.set_status(trace.StatusCode.ERROR)
            raise
