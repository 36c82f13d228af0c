"""Builds of the index on behalf of the page: one at a time, each in a process of its own, the others wait."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from briefbot import BriefbotError, Settings, index_status

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


@dataclass(frozen=True, slots=True)
class Job:
    """One build that is to be done."""

    name: str  # as in "Adding 3 files"
    sources: tuple[str, ...] | None  # None: all that the index follows
    remove: bool
    before: Callable[[], None]  # is called when its turn has come
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
        self._process: subprocess.Popen[str] | None = None
        self._doing: Job | None = None
        self._stopped: list[Job] = []  # those that ran or waited when somebody said stop, until their turn is over
        self._state = State()

    @property
    def state(self) -> State:
        return self._state

    def do(self, job: Job) -> None:
        """Do a job as soon as those before it are done; returns at once."""
        with self._lock:
            self._jobs.append(job)
            if not self._state.running:
                self._state = State(self._state.number + 1, running=True, words=job.name)
                threading.Thread(target=self._run, name="briefbot build", daemon=True).start()

    def tell(self, outcome: Outcome | None) -> None:
        """Replace the outcome of the last job by another, or by none."""
        with self._lock:
            self._state = replace(self._state, number=self._state.number + 1, outcome=outcome)

    def stop(self) -> None:
        """End the job that is running, and forget those that wait; what is asked for from now on is done."""
        with self._lock:
            self._stopped = [*self._jobs, *([self._doing] if self._doing else [])]
            if self._process:
                self._process.terminate()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._doing = None
                if not self._jobs:
                    self._state = replace(self._state, number=self._state.number + 1, running=False, words="")
                    return
                job = self._doing = self._jobs.popleft()
                done = self._state.outcome  # of the jobs before it, which nobody may have seen yet
                self._state = State(self._state.number + 1, running=True, words=job.name, outcome=done)
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
            job.before()
            try:
                built = self._built(job)
            except Exception:
                log.exception("a build for the page failed")
                built = Built()
        if not built.completed and self._generation() != before:
            built = replace(built, completed=True)  # it was stopped just after it had changed the index
        return job.after(built)

    def _built(self, job: Job) -> Built:
        sources = None if job.sources is None else list(job.sources)
        settings = {**asdict(self._settings), "index": str(self._settings.index)}
        result: dict[str, Any] = {}
        for line in self._lines(job, {"settings": settings, "sources": sources, "remove": job.remove}):
            if "doing" in line:
                self._show(job, line["doing"], line["done"], line["total"])
            else:
                result = line
        if "error" in result:
            log.error("a build for the page failed: %s", result["error"])
        failures = tuple((source, reason) for source, reason in result.pop("failures", []))
        if "documents" in result:
            return Built(completed=True, failures=failures, **result)
        return Built(stopped=self._is_stopped(job), failures=failures)

    def _is_stopped(self, job: Job) -> bool:
        return any(job is stopped for stopped in self._stopped)

    def _lines(self, job: Job, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Run a build in a process of its own, and yield each line that it reports."""
        # -P: nothing in the folder that the chat was started in can stand in for a module.
        command = [sys.executable, "-P", "-m", "briefbot_ui.build_process"]
        with subprocess.Popen(  # noqa: S603  nothing in the command comes from a request
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", start_new_session=True
        ) as process:
            with self._lock:
                self._process = process
                if self._is_stopped(job):
                    process.terminate()
            try:
                if process.stdin and process.stdout:
                    with suppress(BrokenPipeError), process.stdin as stdin:
                        json.dump(request, stdin)
                    for line in process.stdout:
                        with suppress(ValueError):  # a line that the end of the process has cut off
                            yield json.loads(line)
            finally:
                with self._lock:
                    self._process = None

    def _show(self, job: Job, doing: str, done: int, total: int) -> None:
        words, share = job.name, None
        if doing == "waiting":
            words = f"{job.name}: waiting for another build of this index to finish"
        elif doing == "updating":
            words = f"{job.name}: updating the index to this version of briefbot"
        elif doing == "reading" and total > 1:
            words, share = f"{job.name}: {done / total:.0%} read", 0.4 * done / total
        elif doing == "settling" and total > 1:
            words, share = f"{job.name}: telling news from the lines around it", 0.4
        elif doing == "embedding" and total:
            words, share = f"{job.name}: {done:,} of {total:,} passages indexed", 0.4 + 0.5 * done / total
        elif doing == "writing" and total:
            words, share = f"{job.name}: writing the index", 0.9 + 0.1 * done / total
        with self._lock:
            self._state = replace(self._state, words=words, share=share)

    def _generation(self) -> int:
        try:
            return index_status(index=self._settings.index).generation
        except BriefbotError:
            return 0
