"""A format is told of in one place, its reader's module, and everything else follows from the list of them."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from briefbot_ui import articles, uploads
from briefbot_ui.collection import Collection
from files import WHOLE

from briefbot import Format, Settings, list_formats
from briefbot.documents import readers
from briefbot.documents.formats import FORMATS, READABLE
from briefbot.documents.input.media_types import web_format
from briefbot.documents.input.refused import REFUSED
from briefbot.documents.input.web import Fetched

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = [suffix for one in FORMATS for suffix in one.suffixes]
_SUFFIX = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(SUFFIXES, key=len, reverse=True)))})\b")


def test_every_reader_that_defines_a_format_is_in_the_list() -> None:
    names = [found.name for found in pkgutil.iter_modules(readers.__path__, "briefbot.documents.readers.")]
    defined = [getattr(importlib.import_module(name), "FORMAT", None) for name in names]
    assert {one.name for one in defined if one} == {one.name for one in FORMATS}
    assert list_formats() == FORMATS


def test_no_two_formats_share_a_name_a_suffix_or_a_media_type() -> None:
    media_types = [media_type for one in FORMATS for media_type in one.media_types]
    for names in ([one.name for one in FORMATS], SUFFIXES, media_types):
        assert sorted(names) == sorted(set(names))
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)
    assert not REFUSED.keys() & set(SUFFIXES)
    assert not any(media_type.startswith(("image/", "audio/", "video/", "font/")) for media_type in media_types)


def test_there_is_a_whole_file_of_every_format_to_try() -> None:
    assert sorted(WHOLE) == sorted(one.suffixes[0] for one in FORMATS)


@pytest.mark.parametrize("expected", FORMATS, ids=lambda one: one.name)
def test_what_a_web_server_calls_by_a_media_type_of_a_format_is_read_as_that(expected: Format) -> None:
    assert expected.media_types, "a page of the web could not be of this format"
    for media_type in expected.media_types:
        fetched = Fetched(WHOLE[expected.suffixes[0]], media_type, "")
        assert web_format(fetched, "https://a.example/article", FORMATS) is expected, media_type


def test_the_page_and_the_messages_name_every_format(tmp_path: Path) -> None:
    assert uploads.accepted() == tuple(SUFFIXES)
    usual = [one.suffixes[0] for one in FORMATS]
    for shown in (READABLE, uploads.usual()):
        assert shown.split(", ") == usual
    form = articles.adding(Collection(Settings(index=tmp_path)))
    assert f'accept="{",".join(SUFFIXES)}"' in form
    assert ", ".join(usual) in form


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """What a program says in quotes, with the line; in Python without docstrings, and a collection as one."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        for number, line in enumerate(text.split("\n"), start=1):
            yield from ((number, found) for found in re.findall(r"""["'`]([^"'`]*)["'`]""", line))
        return
    with warnings.catch_warnings(action="ignore"):
        tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""  # a docstring
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
            inside = node.keys if isinstance(node, ast.Dict) else node.elts
            words = [one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            yield node.lineno, " ".join(word for word in words if word in SUFFIXES)


def test_no_list_of_suffixes_is_written_anywhere_but_in_the_readers() -> None:
    own = ROOT / "src" / "briefbot" / "documents"
    paths = [
        path
        for folder in ("src", "ui")
        for ext in ("py", "js", "css", "html")
        for path in (ROOT / folder).rglob(f"*.{ext}")
        if own / "readers" not in path.parents and path != own / "input" / "refused.py"  # what else to save a file as
    ]
    assert len(paths) > 100
    for path in paths:
        for number, string in strings(path):
            found = set(_SUFFIX.findall(string))
            assert len(found) < 2, f"{path.relative_to(ROOT)}:{number} names {found}; ask list_formats() for them"


@pytest.mark.parametrize(
    "code", ['X = (".txt", ".md")', 'X = {".txt": 1, ".pdf": 2}', 'f(help="a file (.txt .md)")', 'X = f"{x}.txt .md"']
)
def test_a_list_of_suffixes_that_is_written_anyway_is_noticed(tmp_path: Path, code: str) -> None:
    path = tmp_path / "a.py"
    path.write_text(code)
    assert any(len(set(_SUFFIX.findall(string))) > 1 for _, string in strings(path))
