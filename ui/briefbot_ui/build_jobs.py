"""Builds of the index on behalf of the page: one at a time, in a process that waits for them, the others wait."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from briefbot import BriefbotError, Settings, index_status
from briefbot_ui.build_client import BuildClient

log = logging.getLogger(__name__)

BROKEN = "The articles could not be indexed. The details are in the log of briefbot chat."


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build. `failures` are (source, reason); `completed` is False where it was stopped or failed."""

    completed: bool = False
    stopped: bool = False
    documents: int = 0
    added: int = 0
    updated: int = 0
    dropped: int = 0
    failures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The message to a person when a job is done."""

    message: str
    failures: tuple[tuple[str, str], ...] = ()  # name, reason
    can_undo: bool = False  # it is a removal that `Collection.undo_removal` takes back


@dataclass(frozen=True, slots=True)
class Task:
    """The build that a job comes to when its turn has come."""

    name: str  # as in "Adding 3 files"
    sources: tuple[str, ...] | None  # None: all that the index follows
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One build that is to be done. What it takes in may grow until it begins."""

    begin: Callable[[], Task]
    after: Callable[[Built], Outcome]


@dataclass(frozen=True, slots=True)
class State:
    """The progress of the jobs, for the page."""

    number: int = 0  # counts what has begun and ended
    running: bool = False
    words: str = ""  # what is being done
    share: float | None = None  # of it that is done; None where that is not known
    outcome: Outcome | None = None  # of what was done last


class BuildJobs:
    """A queue that does jobs one after the other. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._jobs: deque[Job] = deque()
        self._client = BuildClient(settings)
        self._doing: Job | None = None
        self._stopped: list[Job] = []  # those that ran or waited when somebody said stop, until their turn is over
        self._state = State()

    @property
    def state(self) -> State:
        return self._state

    def warm_up(self) -> None:
        """Start the process that builds, so that the first job finds it ready; returns at once."""
        self._client.start()

    def close(self) -> None:
        """End the job that is running, forget those that wait, and end the process."""
        self.stop()
        self._client.close()

    def do(self, job: Job) -> None:
        """Do a job as soon as those before it are done; returns at once."""
        with self._lock:
            self._jobs.append(job)
            if not self._state.running:
                self._state = State(self._state.number + 1, running=True, words="Starting")
                threading.Thread(target=self._run, name="briefbot build", daemon=True).start()

    def tell(self, outcome: Outcome | None) -> None:
        """Replace the outcome of the last job by another, or by none."""
        with self._lock:
            self._state = replace(self._state, number=self._state.number + 1, outcome=outcome)

    def stop(self) -> None:
        """End the job that is running, and forget those that wait; what is asked for from now on is done."""
        with self._lock:
            self._stopped = [*self._jobs, *([self._doing] if self._doing else [])]
            is_running = self._doing is not None
        if is_running:
            self._client.end()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._doing = None
                if not self._jobs:
                    self._state = replace(self._state, number=self._state.number + 1, running=False, words="")
                    return
                job = self._doing = self._jobs.popleft()
                done = self._state.outcome  # of the jobs before it, which nobody may have seen yet
                self._state = State(self._state.number + 1, running=True, words="Starting", outcome=done)
            try:
                outcome = self._one(job)
            except BriefbotError as error:
                outcome = Outcome(str(error))
            except Exception:
                log.exception("a build for the page failed")
                outcome = Outcome(BROKEN)
            self.tell(replace(outcome, failures=(*(done.failures if done else ()), *outcome.failures)))

    def _one(self, job: Job) -> Outcome:
        before = self._generation()
        built = Built(stopped=True)
        if not self._is_stopped(job):
            task = job.begin()
            try:
                built = self._built(job, task)
            except Exception:
                log.exception("a build for the page failed")
                built = Built()
        if not built.completed and self._generation() != before:
            built = replace(built, completed=True)  # it was stopped just after it had changed the index
        return job.after(built)

    def _built(self, job: Job, task: Task) -> Built:
        self._show(task, "starting", 0, 0)
        request = {"sources": None if task.sources is None else list(task.sources), "remove": task.remove}
        result: dict[str, Any] = {}
        for line in self._client.ask(request, lambda: not self._is_stopped(job)):
            if "doing" in line:
                self._show(task, line["doing"], line["done"], line["total"])
            else:
                result = line
        result.pop("ends", None)
        if "error" in result:
            log.error("a build for the page failed: %s", result["error"])
        failures = tuple((source, reason) for source, reason in result.pop("failures", []))
        if "documents" in result:
            return Built(completed=True, failures=failures, **result)
        return Built(stopped=self._is_stopped(job), failures=failures)

    def _is_stopped(self, job: Job) -> bool:
        return any(job is stopped for stopped in self._stopped)

    def _show(self, task: Task, doing: str, done: int, total: int) -> None:
        words, share = task.name, None
        if doing == "starting":
            words = f"{task.name}: starting"
        elif doing == "waiting":
            words = f"{task.name}: waiting for another build of this index to finish"
        elif doing == "updating":
            words = f"{task.name}: updating the index to this version of briefbot"
        elif doing == "reading" and total > 1:
            words, share = f"{task.name}: {done / total:.0%} read", 0.4 * done / total
        elif doing == "settling" and total > 1:
            words, share = f"{task.name}: telling news from the lines around it", 0.4
        elif doing == "embedding" and total:
            words, share = f"{task.name}: {done:,} of {total:,} passages indexed", 0.4 + 0.5 * done / total
        elif doing == "writing" and total:
            words, share = f"{task.name}: writing the index", 0.9 + 0.1 * done / total
        with self._lock:
            self._state = replace(self._state, words=words, share=share)

    def _generation(self) -> int:
        try:
            return index_status(index=self._settings.index).generation
        except BriefbotError:
            return 0
