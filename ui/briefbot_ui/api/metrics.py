"""What is counted, in the text format of Prometheus: questions, how long they took, the queue and the index."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from briefbot import Assistant
from briefbot_ui.question_queue import QuestionQueue

_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The figures of one chat. Safe to share between threads."""

    def __init__(self, assistant: Assistant, queue: QuestionQueue) -> None:
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "briefbot_questions",
            "Questions and briefs, by the kind of the reply and by outcome: answered, declined, refused or failed. "
            "Those that are refused or failed have no kind.",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "briefbot_question_seconds",
            "Seconds that a reply took, without the time in the queue.",
            ["kind"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.registry.register(_Now(assistant, queue))
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def count(self, kind: str, outcome: str) -> None:
        """Count a question."""
        self._questions.labels(kind, outcome).inc()

    def took(self, kind: str, seconds: float) -> None:
        """Count the time of a reply."""
        self._seconds.labels(kind).observe(seconds)


class _Now(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, assistant: Assistant, queue: QuestionQueue) -> None:
        self._assistant = assistant
        self._queue = queue

    def describe(self) -> Iterator[GaugeMetricFamily]:
        return iter(())  # nothing is looked up before somebody asks

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily(
            "briefbot_queue_questions", "Requests that wait or are worked on.", value=self._queue.held
        )
        yield GaugeMetricFamily("briefbot_queue_places", "Requests that may.", value=self._queue.places)
        try:
            generation, documents = self._assistant.generation, self._assistant.document_count
        except Exception:  # /readyz says so, and the log why
            yield GaugeMetricFamily("briefbot_index_readable", "Whether the index can be read.", value=0)
            return
        yield GaugeMetricFamily("briefbot_index_readable", "Whether the index can be read.", value=1)
        yield GaugeMetricFamily("briefbot_index_generation", "Builds of the index.", value=generation)
        yield GaugeMetricFamily("briefbot_index_documents", "Articles in the index.", value=documents)
