"""The documentation says what is there: usage, links, records, file format, module order."""

from __future__ import annotations

import json
import re
import runpy
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote

import pytest
from made import not_found, quoted
from transcripts import README, printed, transcripts

from briefbot import Assistant, Hit, Passage, Settings, Span, as_dict, cli, list_formats
from briefbot.documents import read_documents
from briefbot.phrases import TAKEN_FOR
from briefbot.store import FORMAT, Facts
from briefbot.store.schema import create_tables
from briefbot.terminal_chat import TerminalChat
from briefbot.types import Document

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / name / "README.md" for name in ("index", "training")),
        *(ROOT / name / "RESULTS.md" for name in ("benchmarks", "training")),
        *(ROOT / "src").rglob("*.md"),
    ]
)
CLI = ROOT / "docs" / "cli.md"
RECORDS = ROOT / "docs" / "decisions"

_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\[\]]*\]\(\s*<?([^()\s<>]+)>?[^()]*\)|\b(?:src|href)=\"([^\"]+)\"")
_CODE = re.compile(r"`[^`\n]+`")


def prose(page: Path) -> str:
    return _CODE.sub("", _FENCED.sub("", page.read_text(encoding="utf-8")))


def links(page: Path) -> Iterator[str]:
    for match in _LINK.finditer(prose(page)):
        target = match[1] or match[2]
        if not re.match(r"[a-z][a-z0-9+.-]*:", target):
            yield unquote(target)


def anchors(page: Path) -> set[str]:
    """The anchors GitHub makes of a page's headings."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} leads nowhere"
        assert target.is_relative_to(ROOT), f"{link} leads out of the project"
        assert not anchor or anchor in anchors(target), f"{target.name} has no heading for #{anchor}"


@pytest.mark.parametrize(
    "command",
    [
        "",
        "index",
        "remove",
        "work",
        "copy",
        "list",
        "status",
        "doctor",
        "ask",
        "brief",
        "chat",
        "tokens",
        "eval",
        "calibrate",
    ],
)
def test_the_usage_shown_is_what_the_command_prints(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    with pytest.raises(SystemExit, match="0"):
        cli.main([*([command] if command else []), "--help"])
    printed = capsys.readouterr().out
    title = f"# briefbot {command}".rstrip() if command else "# The command line"
    section = CLI.read_text(encoding="utf-8").partition(f"{title}\n")[2]
    shown = _FENCED.search(section)
    assert shown is not None
    # Words only: Python's releases break the lines of a usage in different places.
    assert shown[2].split() == printed.split()


def test_every_format_is_described_under_its_name_with_its_suffixes() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ((?:`\.\w+`(?:, )?)+) \| \S[^|]* \|$", CLI.read_text("utf-8"), re.MULTILINE)
    shown = [(name, tuple(re.findall(r"`(\.\w+)`", suffixes))) for name, suffixes in rows]
    assert shown == [(one.name, one.suffixes) for one in list_formats()]
    assert " ".join(one.suffixes[0] for one in list_formats()) in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    commands = re.findall(r"^    (\w+)\b", capsys.readouterr().out, re.MULTILINE)
    assert commands == re.findall(r"^## briefbot (\w+)$", CLI.read_text(encoding="utf-8"), re.MULTILINE)


def json_example() -> Any:
    return json.loads(next(found[2] for found in _FENCED.finditer(CLI.read_text("utf-8")) if found[1] == "json"))


def test_the_json_example_has_the_fields_that_an_answer_has() -> None:
    document = Document("It was Ada Quill.", "A title", "a.txt")
    hit = Hit(Passage(document, ((0, 17),)), 1.0, 1.0, 1.0)
    span = Span(hit, 7, 16, 1.0, 0.0)
    answer = as_dict(quoted(span))
    declined = as_dict(not_found(hit))
    example = json_example()
    assert list(example) == list(answer)
    assert isinstance(answer["citations"], list)
    assert list(example["citations"][0]) == list(answer["citations"][0])
    nearest = re.search(r"^\| `nearest` \|.*$", CLI.read_text(encoding="utf-8"), re.MULTILINE)
    assert nearest is not None
    assert isinstance(declined["nearest"], list)
    assert re.findall(r"`(\w+)`", nearest[0])[1:] == list(declined["nearest"][0])


def test_the_json_example_quotes_its_article() -> None:
    cited = json_example()["citations"][0]
    (document,) = read_documents(ROOT / cited["source"], max_bytes=Settings().max_file_bytes)
    assert isinstance(document, Document)
    start, end, first, last = (cited[key] for key in ("start", "end", "sentence_start", "sentence_end"))
    assert document.text[start:end] == cited["quote"]
    assert document.text[first:last] == cited["sentence"]
    assert (document.id, document.sha256) == (cited["document_id"], cited["sha256"])
    assert document.published is not None
    assert (document.title, document.outlet, document.published.isoformat()) == (
        cited["title"],
        cited["outlet"],
        cited["published"],
    )


def test_every_decision_is_in_the_list_under_its_number() -> None:
    listed = re.findall(r"^\| \[(\d{4})\]\((.+?\.md)\) \|", (RECORDS / "README.md").read_text("utf-8"), re.MULTILINE)
    files = sorted(path.name for path in RECORDS.glob("*.md") if path.name != "README.md")
    assert [name for _, name in listed] == files
    for number, name in listed:
        assert name.startswith(f"{number}-")
        assert (RECORDS / name).read_text(encoding="utf-8").startswith(f"# {number} ")
    numbers = [number for number, _ in listed]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("folder", ["src", "ui", "tests", "training", "benchmarks"])
def test_every_page_that_the_code_names_is_there(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        for name in re.findall(r"\b(?:docs|index|training)/[\w./-]+\.md\b", path.read_text(encoding="utf-8")):
            assert (ROOT / name).is_file(), f"{path.relative_to(ROOT)} names {name}"


def test_the_index_format_described_is_the_one_that_is_written() -> None:
    page = (ROOT / "index" / "README.md").read_text(encoding="utf-8")
    assert f"This page describes format {FORMAT}," in page
    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^#|\Z)", page, re.MULTILINE | re.DOTALL))
    connection = sqlite3.connect(":memory:")
    create_tables(connection)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert set(sections) == {name for name in tables if not name.startswith(("words_", "sqlite_"))}
    for table in ("derived", "documents", "sources", "roots", "files", "passages"):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        assert first_cells(sections[table]) == columns
    connection.close()
    assert sorted(first_cells(sections["facts"])) == sorted(field.name for field in fields(Facts))


def first_cells(section: str) -> list[str]:
    """The names in code in the first cell of each row."""
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def test_the_module_order_shown_is_the_one_that_is_held() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = _FENCED.search(page.partition("## The dependency rule\n")[2])
    assert block is not None
    order = runpy.run_path(str(ROOT / "tests" / "test_layout.py"))["ORDER"]
    assert re.findall(r"\w+", block[2]) == order


@pytest.mark.parametrize("record", sorted(RECORDS.glob("[0-9]*.md")), ids=lambda record: record.stem[:4])
def test_a_decision_is_short_and_has_its_five_headings(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)[1:]
    assert headings == ["Status", "Context", "Decision", "Rejected", "Consequences"]
    assert len(text.split()) <= 400


@pytest.mark.parametrize("record", sorted(RECORDS.glob("[0-9]*.md")), ids=lambda record: record.stem[:4])
def test_the_list_of_decisions_gives_the_title_and_the_status_of_each(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    status = text.partition("\n## Status\n")[2].partition("\n## ")[0].strip().partition(". ")[0]
    if status.startswith("Superseded"):
        status = "superseded by " + ", ".join(re.findall(r"\[(\d{4})\]", status))
    else:
        assert re.match(r"Accepted, \d{4}-\d{2}-\d{2}", status)
        status = "accepted"
    number, title = text.partition("\n")[0].removeprefix("# ").split(" ", 1)
    row = f"| [{number}]({record.name}) | {title} | {status} |\n"
    assert row in (RECORDS / "README.md").read_text(encoding="utf-8")


@pytest.mark.model
@pytest.mark.parametrize(("command", "shown"), [*transcripts(README.read_text(encoding="utf-8"))])
def test_what_the_readme_shows_is_what_the_command_prints(command: str, shown: str, examples_index: Path) -> None:
    assert printed(command, examples_index, shown) == shown, "python tests/transcripts.py writes it anew"


def test_the_readme_shows_an_answer_a_decline_a_brief_a_list_and_a_timeline() -> None:
    shown = dict(transcripts(README.read_text(encoding="utf-8")))
    assert [command.split()[0] for command in shown].count("ask") >= 4
    assert any(command.startswith("brief ") for command in shown)
    for words in ("probability that this is right", "Your articles do not say.", "no answer is sure enough."):
        assert any(words in lines for lines in shown.values()), words
    for kind in ("listing", "timeline"):
        assert any(lines.startswith(f"Taken as {TAKEN_FOR[kind]}.") for lines in shown.values()), kind


def test_the_commands_of_the_chat_in_a_terminal_are_shown_as_it_shows_them() -> None:
    shown = next(found[2] for found in _FENCED.finditer(CLI.read_text("utf-8")) if found[2].startswith("/help"))
    (printed,) = TerminalChat(cast(Assistant, None)).texts("/help")
    assert shown == printed
