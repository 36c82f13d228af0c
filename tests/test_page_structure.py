"""How the page is built: HTML in templates alone, and the lists that server and client share agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from briefbot_ui import actions

from briefbot.presentation import Block

UI = Path(__file__).resolve().parent.parent / "ui" / "briefbot_ui"
MODULES = {path.name: path.read_text(encoding="utf-8") for path in sorted((UI / "assets" / "client").glob("*.js"))}
TAG = re.compile(r"(?<!\(\?P)</?[A-Za-z][A-Za-z0-9-]*(\s[^<>]*)?/?>|<!--|<!doctype", re.IGNORECASE)
LONGEST = 300  # lines of a module of the client


def without_comments(code: str) -> str:
    """A module of the client without its comments; an address in a string is none."""
    return re.sub(r"(?<![:\"'])//[^\n]*", "", re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL))


CODE = {name: without_comments(code) for name, code in MODULES.items()}
ALL_CODE = "\n".join(CODE.values())


def docstrings(tree: ast.AST) -> set[int]:
    """Return the ids of the constants that document something."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):  # also what stands below an attribute, as a comment would
            found |= {id(each.value) for each in body if isinstance(each, ast.Expr)}
    return found


def tags_in(code: str) -> list[str]:
    """Return the HTML tags in the strings of Python code, f-strings included: a value stands as x."""
    tree = ast.parse(code)
    documenting, inner = docstrings(tree), set[int]()
    texts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner |= {id(part) for part in node.values}
            parts = (str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
            texts.append("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in documenting:
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            texts += [] if id(node) in inner else [text]
    return [match.group() for text in texts for match in TAG.finditer(text)]


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("x = '<b>'", 1),
        ("x = f'<p class={y}>{z}</p>'", 2),
        ("x = f'<{y}>'", 1),
        ("x = 'a' '<br/>'", 1),
        ("x = b'<head>'", 1),
        ("x = ['</div>'].pop()", 1),
        ("def f():\n    '''Return <b>.'''\n", 0),
        ("x = 'a < b and c > d'", 0),
        ("x = re.compile(r'(?<=[a-z])(?P<name>x)')", 0),  # of a named group
    ],
)
def test_the_scan_for_tags_finds_them_and_nothing_else(code: str, count: int) -> None:
    assert len(tags_in(code)) == count


def python_files() -> list[Path]:
    found = sorted(UI.rglob("*.py"))
    assert len(found) > 15
    return found


@pytest.mark.parametrize("path", python_files(), ids=lambda path: path.stem)
def test_no_html_is_written_in_python(path: Path) -> None:
    assert tags_in(path.read_text(encoding="utf-8")) == []


def first_arguments() -> Iterator[str]:
    """Yield the first argument of each `call` of the server, `act` of the articles and `change` of the notebook,
    without what is in brackets.
    """
    for match in re.finditer(r"(?<!function )\b(?:call|act|change)\(", ALL_CODE):
        depth, argument = 0, ""
        for character in ALL_CODE[match.end() :]:
            depth += (character in "([{") - (character in ")]}")
            if depth < 0 or (depth == 0 and character == ","):
                break
            argument += character if depth == 0 else ""
        yield argument.strip()


def called() -> set[str]:
    """The actions that the client calls by a literal name, at once or to take back what was done."""
    at_once = {name for argument in first_arguments() for name in re.findall(r'"([a-z_]+)"', argument)}
    return at_once | set(re.findall(r'\["([a-z_]+)", \{', ALL_CODE))


def test_every_action_is_called_by_the_client_and_it_calls_no_other() -> None:
    assert called() == {actions.name_of(payload) for payload in (*actions.ASKING, *actions.COLLECTING)}


def test_the_client_works_out_no_name_of_an_action() -> None:
    handed_on = {
        "action",
        "}",
        "",
        "...undo",
    }  # `act` hands on what it is given, to `call`, and that to Gradio's function
    assert [argument for argument in first_arguments() if '"' not in argument and argument not in handed_on] == []


def listed_events() -> set[str]:
    (body,) = re.findall(r"export const EVENTS = \{(.*?)\n\};", CODE["events.js"], re.DOTALL)
    return {quoted or plain for quoted, plain in re.findall(r'^\s*(?:"([\w-]+)"|([\w-]+)):', body, re.MULTILINE)}


def events(verb: str) -> set[str]:
    return set(re.findall(rf'\b{verb}\(\s*"([\w-]+)"', ALL_CODE))


def by_data_do() -> set[str]:
    """The events that a part tells by the `data-do` of a button of its own, as main.js does for the welcome."""
    if "tell(action)" not in ALL_CODE:
        return set()
    welcome = (UI / "templates" / "page" / "welcome.html").read_text(encoding="utf-8")
    return set(re.findall(r'data-do="([\w-]+)"', welcome))


def test_every_event_is_listed_told_and_heard() -> None:
    assert len(listed_events()) > 10
    assert events("tell") | by_data_do() == listed_events()
    assert events("heard") == listed_events()


def test_every_kind_of_block_has_a_template_and_no_template_is_left_over() -> None:
    names = {re.sub("(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower() for kind in get_args(Block)}
    assert len(names) > 5
    assert {path.stem for path in (UI / "templates" / "blocks").glob("*.html")} == names


@pytest.mark.parametrize("name", MODULES)
def test_only_one_module_of_the_client_writes_html(name: str) -> None:
    writes = re.findall(
        r"(?:innerHTML|outerHTML)\s*\+?=(?!=)|insertAdjacentHTML|document\.write|setHTMLUnsafe", CODE[name]
    )
    assert (writes == []) == (name != "dom.js")


def exports(code: str) -> set[str]:
    declared = re.findall(r"^export (?:async )?(?:function\*?|class|const|let)\s+(\w+)", code, re.MULTILINE)
    return set(declared)


def imports(code: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the module and the names of each import; no name for all of a module."""
    for names, module in re.findall(r'^import\s+(.+?)\s+from\s+"\./([\w.]+)";', code, re.MULTILINE | re.DOTALL):
        inside = re.fullmatch(r"\{(.*)\}", names, re.DOTALL)
        listed = inside.group(1).split(",") if inside else []
        yield module, [name.split(" as ")[0].strip() for name in listed if name.strip()]


@pytest.mark.parametrize("name", MODULES)
def test_every_import_of_the_client_leads_to_an_export_and_is_used(name: str) -> None:
    code = CODE[name]
    assert len(list(imports(code))) == len(re.findall(r"^import\b", code, re.MULTILINE)), "each is of a known form"
    for module, names in imports(code):
        assert module in MODULES, f"{name} imports {module}"
        for imported in names:
            assert imported in exports(CODE[module]), f"{name} imports {imported} of {module}"
            assert len(re.findall(rf"\b{imported}\b", code)) > 1, f"{name} does not use {imported}"


@pytest.mark.parametrize("name", MODULES)
def test_a_module_of_the_client_is_small(name: str) -> None:
    assert len(MODULES[name].splitlines()) <= LONGEST


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_what_it_tells_and_hears(name: str) -> None:
    if name == "events.js":
        return
    for verb in ("tell", "heard", "call"):
        used = re.search(rf"(?<![\w.]){verb}\(", CODE[name])
        known = any(verb in names for _, names in imports(CODE[name])) or verb in exports(CODE[name])
        assert not used or known, f"{name} uses {verb} and does not import it"
