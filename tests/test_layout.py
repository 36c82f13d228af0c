"""The design's rules that a reader of the code relies on, held by reading the imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import briefbot

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "briefbot"

# A module imports only modules before it.
ORDER = [
    "errors",
    "types",
    "settings",
    "words",
    "documents",
    "tokens",
    "passages",
    "encoder",
    "store",
    "retriever",
    "reader",
    "answerer",
    "conversation",
    "indexer",
    "assistant",
    "evaluation",
    "cli",
]
HOMES = {  # heavy library -> the only module that imports it
    "faiss": "store",
    "sqlite3": "store",
    "sentence_transformers": "encoder",
    "torch": "encoder",
    "gradio": "briefbot_ui",
    "tiktoken": "tokens",
    "trafilatura": "documents",
    "briefbot_ui": "cli",
}


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def sources() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py" or path.parent != PACKAGE]


def test_every_module_has_a_place_in_the_order() -> None:
    assert {module_of(path) for path in sources()} == set(ORDER)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_modules_before_it(path: Path) -> None:
    own = module_of(path)
    for name in imports(path):
        if name.startswith("briefbot."):
            used = name.split(".")[1]
            assert used == own or ORDER.index(used) < ORDER.index(own), f"{own} imports {used}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_have_one_home(path: Path) -> None:
    for name in imports(path):
        home = HOMES.get(name.split(".")[0])
        assert home in (None, module_of(path)), f"{name} belongs in {home}"


def test_the_web_chat_uses_only_public_names() -> None:
    for path in (ROOT / "ui" / "briefbot_ui").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "briefbot":
                assert node.module == "briefbot", f"{path.name} imports {node.module}"
                assert {alias.name for alias in node.names} <= set(briefbot.__all__)


def test_all_names_what_can_be_imported_and_nothing_else() -> None:
    assert briefbot.__all__ == sorted(briefbot.__all__)
    for name in briefbot.__all__:
        assert getattr(briefbot, name).__module__.startswith("briefbot.")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        briefbot.nothing  # noqa: B018


def loaded_after(code: str) -> set[str]:
    command = f"{code}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_briefbot_loads_nothing_heavy() -> None:
    heavy = {"faiss", "torch", "transformers", "sentence_transformers", "gradio", "onnxruntime", "tokenizers", "numpy"}
    assert not heavy & loaded_after("import briefbot")


def test_asking_loads_neither_torch_nor_transformers(examples_index: Path) -> None:
    loaded = loaded_after(f"import briefbot; briefbot.answer('Who went on strike?', index={str(examples_index)!r})")
    assert {"faiss", "onnxruntime", "tokenizers"} <= loaded
    assert not {"torch", "transformers", "sentence_transformers", "gradio", "trafilatura"} & loaded
