"""What the chat's page weighs: bytes and seconds of the first load and of a question, and the memory of its server.

python benchmarks/page_weight.py examples tests/examples_questions.jsonl --asks 2000

A real Chromium opens the page of a server in a process of its own; the slow link is emulated by the browser, 1.5 s of
latency and 20 kB/s both ways. Then the questions are asked over HTTP, as the page does, while the server's resident
memory is read.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, sync_playwright

import briefbot
from briefbot.evaluation import read_questions

TURNS = 30
SLOW = {"offline": False, "latency": 1500, "downloadThroughput": 20_000, "uploadThroughput": 20_000}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE = 120_000  # milliseconds
ROUND = 250  # questions between two looks at the memory
HISTORY = 3  # replies that the page sends with a question
ACTION = "component_server"


def main() -> None:
    """Print the figures, a line each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", help="a file or folder of articles")
    parser.add_argument("questions", type=Path, help="a labelled file, as `briefbot eval` reads it")
    parser.add_argument("--asks", type=int, default=2000)
    arguments = parser.parse_args()
    questions = [question.text for question in read_questions(arguments.questions)]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        briefbot.build_index(arguments.sources, index=index)
        with _server(index) as (url, process), sync_playwright() as playwright:
            path = next(filter(None, map(shutil.which, BROWSERS)))
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            _first_load(browser, url)
            _questions(browser, url, questions)
            _slow_link(browser, url, questions[0])
            browser.close()
            _memory(url, process.pid, questions, arguments.asks)


@contextmanager
def _server(index: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "briefbot.cli", "chat", "--index", str(index), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/"
    try:
        while process.poll() is None:
            try:
                urllib.request.urlopen(url, timeout=10).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        yield url, process
    finally:
        process.terminate()
        process.wait()


class _Traffic:
    """Counts the bytes that a page sends and gets, bodies and headers, both ways."""

    def __init__(self, page: Page) -> None:
        self._finished: list[Request] = []
        page.on("requestfinished", lambda request: self._finished.append(request))

    def take(self, part: str = "", without: str = "\0") -> tuple[int, int]:
        """Return requests and bytes since the last call, of addresses with `part` and bodies without `without`."""
        finished, self._finished[:] = [*self._finished], []
        wanted = [one for one in finished if part in one.url and without not in (one.post_data or "")]
        return len(wanted), sum(map(_size, wanted))


def _size(request: Request) -> int:
    sizes = request.sizes()
    sent = sizes["requestHeadersSize"] + sizes["requestBodySize"]
    return sent + sizes["responseHeadersSize"] + sizes["responseBodySize"]


def _opened(browser: Browser, url: str, *, slow: bool = False) -> tuple[Page, _Traffic, float]:
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.set_default_timeout(PATIENCE)
    if slow:
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    traffic = _Traffic(page)
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector("body[data-live]", state="attached")
    return page, traffic, time.perf_counter() - start


def _painted(page: Page) -> float:
    """Return the seconds from the start of the navigation to the first contentful paint."""
    painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    page.wait_for_function(painted)
    return float(page.evaluate(painted)) / 1000


def _first_load(browser: Browser, url: str) -> None:
    page, traffic, seconds = _opened(browser, url)
    page.wait_for_load_state("networkidle")
    requests, size = traffic.take()
    print(f"first load: {size / 1000:.0f} kB, {requests} requests, paint {_painted(page):.2f} s, live {seconds:.2f} s")
    page.context.close()


def _ask(page: Page, question: str) -> tuple[float, float]:
    """Return the seconds until the question is drawn, and until its reply is."""
    turns = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    start = time.perf_counter()
    page.keyboard.press("Enter")
    turn = page.locator(".turn").nth(turns)
    turn.wait_for()
    drawn = time.perf_counter() - start
    turn.locator(".tools").wait_for()
    return drawn, time.perf_counter() - start


def _questions(browser: Browser, url: str, questions: Sequence[str]) -> None:
    page, traffic, _ = _opened(browser, url)
    page.wait_for_load_state("networkidle")
    traffic.take()
    sizes = []
    for question in itertools.islice(itertools.cycle(questions), TURNS):
        _ask(page, question)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(600)  # what to ask next is worked out after the reply
        sizes.append(traffic.take(ACTION, '"action":"look"')[1] / 1000)
    print(f"a question, both ways, with what to ask next: turn 1 {sizes[0]:.1f} kB, turn {TURNS} {sizes[-1]:.1f} kB")
    print(f"  median of turns 2 to 5 {statistics.median(sizes[1:5]):.1f} kB, of the last 10 "
          f"{statistics.median(sizes[-10:]):.1f} kB, most {max(sizes):.1f} kB")  # fmt: skip
    page.context.close()


def _slow_link(browser: Browser, url: str, question: str) -> None:
    page, traffic, seconds = _opened(browser, url, slow=True)
    _, size = traffic.take()
    print(f"slow link (1.5 s, 20 kB/s): paint {_painted(page):.1f} s, live {seconds:.1f} s, {size / 1000:.0f} kB")
    drawn, answered = _ask(page, question)
    print(f"  question drawn {drawn:.2f} s after Enter, answered after {answered:.1f} s")
    page.context.close()


def _memory(url: str, pid: int, questions: Sequence[str], asks: int) -> None:
    with urllib.request.urlopen(f"{url}config", timeout=60) as response:
        components = json.load(response)["components"]
    (client,) = (one["id"] for one in components if one["props"].get("elem_id") == "client")
    records: list[str] = []
    seen = [_resident_mb(pid)]
    for at, question in zip(range(1, asks + 1), itertools.cycle(questions), strict=False):
        payload = {"id": str(at), "question": question, "history": records[-HISTORY:]}
        reply = _act(url, client, "ask", payload)
        records = [*records, reply["turn"]["record"]][-HISTORY:] if reply["turn"]["record"] else records
        if at % ROUND == 0:
            seen.append(_resident_mb(pid))
    told = ", ".join(f"{resident:.0f}" for resident in seen)
    print(f"resident memory of the server over {asks:,} questions, each {ROUND}: {told} MB")


def _act(url: str, client: int, action: str, payload: Mapping[str, object]) -> dict[str, dict[str, str]]:
    body = {"session_hash": "benchmark", "component_id": client, "fn_name": "act"}
    request = urllib.request.Request(
        f"{url}gradio_api/component_server/",
        data=json.dumps({**body, "data": {"action": action, "payload": payload}}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as response:
        reply: dict[str, dict[str, str]] = json.load(response)
    return reply


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    main()
