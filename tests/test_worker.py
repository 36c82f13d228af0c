"""What no file can do: stop or starve who reads it, or the files beside it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from briefbot_ui.build_client import BuildClient
from files import FIRST, SECOND, WHOLE, pdf_file, read_all, write

from briefbot import BriefbotError, DocumentError, Settings
from briefbot.blocks import Block, BlockKind
from briefbot.documents import limits_of, read_documents
from briefbot.documents.reading import MOST_TOLD
from briefbot.documents.worker import process
from briefbot.documents.worker.client import FileReader, ReadingLimits, file_reader
from briefbot.documents.worker.messages import item_as_json, item_from_json, pack, receive
from briefbot.types import Document

LIMITS = limits_of(Settings())
# How a text ends, and what the process of `spoilt` does on it.
SPOILS = {
    "hang": "time.sleep(600)",
    "end": "os._exit(3)",
    "kill": "os.kill(os.getpid(), 9)",
    "fill": "bytearray(1 << 33)",
}


@pytest.fixture
def alone() -> Iterator[None]:
    """No process is kept from another test or for one."""
    process.IDLE.keep(None)
    yield
    process.IDLE.keep(None)


@pytest.fixture
def spoilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: None) -> None:
    """A process in which a text that ends in one of SPOILS does what that says, as a library does on a damaged file."""
    package = tmp_path / "spoilt" / "spoilt_worker.py"
    doing = "".join(f"\n    if text.endswith({word!r}): {does}" for word, does in SPOILS.items())
    write(
        package.parent,
        package.name,
        f"""
import os, time
from briefbot.documents.readers import plain_text
from briefbot.documents.worker.__main__ import main
plain = plain_text.assemble
def spoils(text, source):{doing}
    return plain(text, source)
plain_text.assemble = spoils
main()
""",
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(package.parent), *filter(None, sys.path)])}
    monkeypatch.setattr(process, "_environment", lambda: environment)
    monkeypatch.setattr(process, "COMMAND", "spoilt_worker")


def article(folder: Path, name: str, last: str = SECOND) -> Path:
    return write(folder, name, f"{FIRST}\n\n{last}")


def read_in_turn(paths: list[Path], limits: ReadingLimits = LIMITS) -> list[list[Document | DocumentError]]:
    with file_reader(limits) as reader:
        for path in paths:
            reader.ask(path)
        return [list(reader.items()) for _ in paths]


def test_another_process_reads_what_this_one_does(tmp_path: Path) -> None:
    for suffix, data in {**WHOLE, ".txt": "Élan\n\nÀ la une: \u2028 the ferry".encode()}.items():
        path = write(tmp_path, f"whole{suffix}", data)
        here, there = read_all(path), list(read_documents(path, max_bytes=1_000_000))
        assert [item_as_json(item) for item in there] == [item_as_json(item) for item in here]


def test_all_that_readers_set_of_a_document_crosses() -> None:
    document = Document(
        "Ärger\n\nText \U0001f600",
        "Title",
        "https://a.example/\udc80",
        "Outlet",
        "Author",
        dt.date(2026, 1, 2),
        (0, 7),
        blocks=(Block(BlockKind.HEADLINE, 0, 5), Block(BlockKind.BODY, 7, 13)),
        place="a.jsonl#3",
    )
    got = item_from_json(receive(io.BytesIO(pack(item_as_json(document)))) or [])
    set_by_the_index = {"indexed", "family", "other_sources", "former"}
    assert isinstance(got, Document)
    for field in dataclasses.fields(Document):
        assert getattr(got, field.name) == getattr(document, field.name)
        assert (getattr(got, field.name) == field.default) == (field.name in set_by_the_index)


@pytest.mark.parametrize(
    "message",
    [
        [],
        ["document"],
        ["failure", "a", 1],
        ["call", "os.system", "x"],
        ["document", "text", "t", "s", None, None, "no day", [], [], ""],
        ["document", "text", "t", "s", None, None, None, [5], [], ""],
        ["document", "text", "t", "s", None, None, None, [], [["body", 0, 99]], ""],
        ["document", "text", "t", "s", None, None, None, [], [["os", 0, 1]], ""],
        ["document", b"", None, "s", None, None, None, [], [], ""],
    ],
)
def test_what_is_no_document_is_not_taken_for_one(message: list[object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        item_from_json(message)


def test_a_message_that_is_cut_off_or_no_list_is_none() -> None:
    whole = pack(["ready"])
    assert receive(io.BytesIO(whole)) == ["ready"]
    assert receive(io.BytesIO(whole[:-1])) is None
    assert receive(io.BytesIO(b"")) is None
    for wrong in (b"\0\0\0\2{}", b"\0\0\0\2xx", b"\xff\xff\xff\xff"):
        with pytest.raises(ValueError, match=r"."):
            receive(io.BytesIO(wrong))


@pytest.mark.parametrize(
    ("word", "limits", "reason"),
    [
        (
            "hang",
            {"seconds": 0.5},
            "took longer than 0.5 seconds to read; save its text as .txt, or raise the setting read_seconds",
        ),
        ("end", {}, "the program that reads it stopped (exit code 3)"),
        ("kill", {}, "the program that reads it stopped (SIGKILL)"),
        ("fill", {}, "needed more than 2,048 MB of memory to be read"),
    ],
)
def test_a_file_that_ends_its_reader_is_named_and_the_others_are_read(
    tmp_path: Path, spoilt: None, word: str, limits: dict[str, Any], reason: str
) -> None:
    if word == "fill" and sys.platform != "linux":
        pytest.skip("memory is watched here, which a test would have to fill")
    paths = [article(tmp_path, "a.txt"), article(tmp_path, "b.txt", word), article(tmp_path, "c.txt")]
    first, (spoils,), last = read_in_turn(paths, dataclasses.replace(LIMITS, **limits))
    assert [type(item) for item in (*first, *last)] == [Document, Document]
    assert isinstance(spoils, DocumentError)
    assert spoils.source == paths[1].as_posix()
    assert spoils.reason.startswith(reason)


def test_the_time_of_a_file_grows_with_its_size() -> None:
    limits = ReadingLimits(max_bytes=20_000_000, seconds=20, seconds_per_mb=10, memory_mb=1)
    assert limits.seconds_for(0) == 20
    assert limits.seconds_for(2_000_000) == 40
    assert limits.seconds_for(10**12) == 220  # no more of it is read


def test_who_takes_its_time_costs_a_file_none_of_its_own(tmp_path: Path) -> None:
    paths = [article(tmp_path, f"{number}.txt") for number in range(3)]
    with file_reader(dataclasses.replace(LIMITS, seconds=5)) as reader:
        for path in paths:
            reader.ask(path)
        for _ in paths:
            for item in reader.items():
                assert isinstance(item, Document)
                reader._asked[0].seconds -= 2  # waiting is counted, and nothing waits here


def test_one_process_reads_many_files_and_stays_for_the_next_reader(tmp_path: Path, alone: None) -> None:
    paths = [article(tmp_path, f"{number}.txt") for number in range(100)]
    with file_reader(LIMITS) as reader:
        taken: list[Document | DocumentError] = []
        asked = 0
        while len(taken) < len(paths):
            while asked < len(paths) and reader.is_room():
                reader.ask(paths[asked])
                asked += 1
            taken += reader.items()
        assert reader._process is not None
        number = reader._process._process.pid
    assert [item.source for item in taken] == [path.as_posix() for path in paths]
    with file_reader(LIMITS) as reader:
        reader.ask(paths[0])
        assert reader._process is not None
        assert reader._process._process.pid == number
        assert list(reader.items())


def test_a_process_that_ended_between_two_files_is_replaced_without_a_word(tmp_path: Path, alone: None) -> None:
    path = article(tmp_path, "a.txt")
    with file_reader(LIMITS) as reader:
        reader.ask(path)
        assert [type(item) for item in reader.items()] == [Document]
        assert reader._process is not None
        reader._process._process.kill()
        reader.ask(path)
        assert [type(item) for item in reader.items()] == [Document]


def test_a_reader_that_is_left_in_the_middle_is_not_asked_again(tmp_path: Path, alone: None) -> None:
    path = write(tmp_path, "many.jsonl", '{"text": "The ferry Alba was sold to a firm on the isle."}\n' * 5000)
    for _ in range(2):
        for item in read_documents(path, max_bytes=1_000_000):
            assert item.source == f"{path.as_posix()}#1"
            break


def test_a_relative_path_is_read_from_where_this_process_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        article(tmp_path / name, "a.txt", f"{SECOND} {name}")
        monkeypatch.chdir(tmp_path / name)
        (item,) = read_documents(Path("a.txt"), max_bytes=1000)
        assert isinstance(item, Document)
        assert item.source == "a.txt"
        assert item.text.endswith(name)


def test_a_warning_of_a_reader_is_logged_here(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    letter = (
        b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nThe ferry was sold.\n"
        b"--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=map.pdf\n\nx\n--b--\n"
    )
    (item,) = read_documents(write(tmp_path, "a.eml", letter), max_bytes=1000)
    assert isinstance(item, Document)
    assert "attached and not read: map.pdf" in caplog.text


def test_a_process_that_cannot_be_started_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: None
) -> None:
    monkeypatch.setattr(process, "COMMAND", "no_such_module")
    with pytest.raises(BriefbotError, match="did not start"):
        list(read_documents(article(tmp_path, "a.txt"), max_bytes=1000))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(BriefbotError, match="cannot be started"):
        list(read_documents(article(tmp_path, "a.txt"), max_bytes=1000))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_fork_has_a_process_of_its_own(tmp_path: Path) -> None:
    path = article(tmp_path, "a.txt")
    list(read_documents(path, max_bytes=1000))
    child = os.fork()
    if not child:
        signal.alarm(30)
        try:
            os._exit(0 if isinstance(next(read_documents(path, max_bytes=1000)), Document) else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert isinstance(next(read_documents(path, max_bytes=1000)), Document)


READS = """
from pathlib import Path
from briefbot.documents import read_documents
print([item.source for item in read_documents(Path({path!r}), max_bytes=1000)])
"""


@pytest.mark.parametrize("form", ["script", "standard input", "command"])
def test_a_script_without_a_guard_and_one_that_is_no_file_can_read(tmp_path: Path, form: str) -> None:
    """A notebook has no main module that is a file, as a program on standard input has none."""
    path = article(tmp_path, "a.txt")
    code = READS.format(path=str(path))
    script = write(tmp_path, "script.py", code)
    arguments = {"script": [str(script)], "standard input": ["-"], "command": ["-c", code]}[form]
    done = subprocess.run(
        [sys.executable, *arguments], input=code, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.splitlines() == [str([path.as_posix()])]  # once
    assert done.stderr == ""


def test_the_process_loads_no_model_and_no_page(tmp_path: Path) -> None:
    code = "import sys, briefbot.documents.worker.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"torch", "faiss", "onnxruntime", "gradio", "numpy", "sqlite3", "tiktoken", "transformers", "sklearn"}
    assert not heavy & set(loaded)
    stages = {name.split(".")[1] for name in loaded if name.startswith("briefbot.")}
    assert stages <= {"blocks", "documents", "errors", "index_address", "settings", "text", "types"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_process_ends_where_the_one_that_asked_is_killed(tmp_path: Path) -> None:
    code = f"""{READS.format(path=str(article(tmp_path, "a.txt")))}
import time
from briefbot.documents.worker import process
print(process.IDLE._kept._process.pid, flush=True)
time.sleep(600)
"""
    asking = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    with asking:
        asking.stdout.readline()
        reading = int(asking.stdout.readline())
        asking.kill()
    for _ in range(1000):
        try:
            os.kill(reading, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    os.kill(reading, signal.SIGKILL)
    pytest.fail("it goes on without anybody who asks")


def test_records_that_cannot_be_read_are_counted_and_the_first_are_shown(tmp_path: Path) -> None:
    for suffix, record in ((".jsonl", "1\n"), (".csv", "a,b\n")):
        head = "title,text\n" if suffix == ".csv" else ""
        few = read_all(write(tmp_path, f"few{suffix}", head + record.replace("a,b", "a,") * MOST_TOLD))
        many = read_all(write(tmp_path, f"many{suffix}", head + record.replace("a,b", "a,") * 5000))
        assert len(few) == MOST_TOLD
        assert len(many) == MOST_TOLD + 1
        assert isinstance(many[-1], DocumentError)
        assert many[-1].source == (tmp_path / f"many{suffix}").as_posix()
        assert f"{5000 - MOST_TOLD:,} more of its records" in many[-1].reason
        assert "5,000 in all" in many[-1].reason


def self_drawing(forms: int) -> bytes:
    """A PDF whose page draws a form that draws others, and so on to itself."""
    streams = [f"/X{number} Do /X{number} Do\n" for number in range(forms)]
    form = "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<<{}>>>>"
    names = " ".join(f"/X{number} {5 + number} 0 R" for number in range(forms))
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</XObject<<{names}>>>>/Contents 4 0 R>>",
        "<</Length 7>>stream\n/X0 Do\n\nendstream",
        *(f"<<{form.format(names)}/Length {len(stream)}>>stream\n{stream}\nendstream" for stream in streams),
    ]
    objects = "".join(f"{number} 0 obj\n{body}\nendobj\n" for number, body in enumerate(bodies, start=1))
    return f"%PDF-1.7\n{objects}trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\n%%EOF\n".encode()


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 8])
def test_a_pdf_that_draws_itself_costs_only_itself(tmp_path: Path, number: int) -> None:
    paths = [article(tmp_path, "a.txt"), write(tmp_path, "b.pdf", self_drawing(number)), article(tmp_path, "c.txt")]
    limits = dataclasses.replace(LIMITS, seconds=3, memory_mb=512)
    first, spoils, last = read_in_turn(paths, limits)
    assert [type(item) for item in (*first, *last)] == [Document, Document]
    assert [type(item) for item in spoils] == [DocumentError]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
@pytest.mark.parametrize(
    "make", [os.mkfifo if hasattr(os, "mkfifo") else None, lambda path: path.symlink_to("/dev/zero")]
)
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "a.txt"
    make(path)
    (item,) = read_documents(path, max_bytes=1000)
    assert isinstance(item, DocumentError)
    assert "not a regular file" in item.reason


def test_a_page_that_unpacks_to_much_under_another_name_costs_only_itself(tmp_path: Path) -> None:
    packed = zlib.compress(b"0 0 m 9 9 l S\n" * 4_000_000)
    data = pdf_file()
    start = data.index(b"stream") - data[: data.index(b"stream")][::-1].index(b"jbo") - 3
    assert start > 0
    spoilt = (
        data[:start] + b"obj\n<</Filter/#46lateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream\n"
    )
    path = write(tmp_path, "b.pdf", spoilt + data[start:])
    limits = dataclasses.replace(LIMITS, seconds=5, memory_mb=512)
    (items, (after,)) = read_in_turn([path, article(tmp_path, "c.txt")], limits)
    assert items
    assert isinstance(after, Document)


def test_who_asks_goes_on_while_the_process_starts(tmp_path: Path, alone: None) -> None:
    with file_reader(LIMITS) as reader:
        assert not reader.is_starting()
        reader.ask(article(tmp_path, "a.txt"))
        assert reader.is_starting()
        assert [type(item) for item in reader.items()] == [Document]
        assert not reader.is_starting()


def test_more_than_a_pipe_holds_is_asked_for_once_the_process_has_started(tmp_path: Path, alone: None) -> None:
    paths = [article(tmp_path / ("a" * 200), f"{number}.txt") for number in range(30)]
    with file_reader(LIMITS) as reader:
        for path in paths:
            reader.ask(path)
        assert not reader.is_starting()
        assert [item.source for _ in paths for item in reader.items()] == [path.as_posix() for path in paths]


def test_a_reader_that_nobody_asks_starts_nothing(alone: None) -> None:
    with file_reader(LIMITS) as reader:
        assert isinstance(reader, FileReader)
    assert process.IDLE._kept is None


@pytest.mark.model
def test_on_the_page_the_good_files_of_an_upload_stay(tmp_path: Path) -> None:
    good, bad = article(tmp_path, "a.txt"), write(tmp_path, "b.pdf", self_drawing(1))
    client = BuildClient(Settings(index=tmp_path / "index", read_seconds=3, read_memory_mb=512))
    *_, last = client.ask({"sources": [str(good), str(bad)], "remove": False}, lambda: True)
    client.close()
    assert last["documents"] == 1
    ((source, reason),) = last["failures"]
    assert source == str(bad)
    assert "read_seconds" in reason or "read_memory_mb" in reason
