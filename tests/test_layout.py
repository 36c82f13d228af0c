"""The design's rules that a reader of the code relies on, held by reading the imports."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import briefbot
from briefbot import replies
from briefbot.composing import COMPOSERS as COMPOSERS_OF
from briefbot.replies import KINDS, Reply

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "briefbot"

# A module imports only modules before it.
ORDER = [
    "errors",
    "index_address",
    "text",
    "blocks",
    "types",
    "settings",
    "cache",
    "words",
    "quantities",
    "times",
    "phrases",
    "replies",
    "spelling",
    "polarity",
    "measures",
    "roles",
    "names",
    "documents",
    "tokens",
    "passages",
    "threads",
    "onnx_session",
    "torch_models",
    "encoder",
    "question_kinds",
    "near_copies",
    "store",
    "retriever",
    "reader",
    "calibration",
    "agreement",
    "features",
    "answer_sort",
    "candidates",
    "answerer",
    "conversation",
    "composing",
    "indexer",
    "inspection",
    "originals",
    "notebook",
    "ratings",
    "saved_collections",
    "assistant",
    "evaluation",
    "codec",
    "presentation",
    "terminal",
    "terminal_chat",
    "line_editing",
    "token_commands",
    "commands",
    "cli",
    "__main__",
]
PUBLIC_MODULES = {"phrases", "presentation", "terminal"}  # for whoever shows replies, as the web chat does
COMPOSERS = {"answerer.py"}  # what makes replies, beside `composing`
PRESENTING = {"presentation/kinds.py", "presentation/several.py"}
ROOMS = ["input", "metadata", "html", "readers", "formats", "reading", "worker"]  # of documents, in the same order
HOMES = {  # heavy library -> the only modules that import it
    "faiss": {"store"},
    "Stemmer": {"words"},
    "sqlite3": {"store"},
    "psycopg": {"store"},
    "sentence_transformers": {"encoder"},
    "torch": {"encoder", "reader", "torch_models"},
    "transformers": {"encoder", "reader"},
    "matplotlib": {"evaluation"},
    "sklearn": {"evaluation"},
    "onnxruntime": {"onnx_session"},
    "tokenizers": {"encoder", "reader"},
    "gradio": {"briefbot_ui"},
    "tiktoken": {"tokens"},
    "rapidfuzz": {"spelling"},
    "text_to_num": {"text"},
    "webencodings": {"text"},
    "trafilatura": {"documents"},
    "lxml": {"documents"},
    "pypdfium2": {"documents"},
    "datasketch": {"near_copies"},
    "docx": {"documents"},
    "feedparser": {"documents"},
    "briefbot_ui": {"commands", "token_commands"},
}


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(code: str, package: str) -> Iterator[str]:
    """The full dotted name of everything that a module of `package` imports, wherever in it and in whatever form.

    `from a import b` gives `a.b`, whether b is a module or a name in one.
    """
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: package.count(".") + 2 - node.level] if node.level else []
            base = [*above, *([node.module] if node.module else [])]
            yield from (".".join([*base, alias.name]) for alias in node.names)


@functools.cache
def imports_of(path: Path) -> tuple[str, ...]:
    package = path.parent.relative_to(ROOT / path.relative_to(ROOT).parts[0])  # below src/ or ui/
    return tuple(imports(path.read_text(encoding="utf-8"), ".".join(package.parts)))


def out_of_order(own: str, name: str) -> bool:
    """Whether module `own` of briefbot may not import `name`: itself or a later one, or the package, which has all."""
    package, _, rest = name.partition(".")
    used = rest.split(".")[0]
    if package != "briefbot" or own == used:
        return False
    if used not in ORDER:  # `import briefbot`, or one of its public names
        return own not in ("commands", "cli")
    return ORDER.index(used) > ORDER.index(own)


def fetches(name: str) -> bool:
    """Whether a library of this name can reach the network."""
    return name.split(".")[0] in ("socket", "ssl", "http", "requests", "httpx", "urllib3") or name.startswith(
        ("urllib.request", "ftplib", "smtplib", "trafilatura.fetch", "trafilatura.downloads")
    )


def private_to_the_library(name: str) -> bool:
    """Whether a name lies in briefbot but is not among its public ones."""
    package, _, rest = name.partition(".")
    public = {*briefbot.__all__, "__version__"}
    return package == "briefbot" and rest not in public and rest.split(".")[0] not in PUBLIC_MODULES


def sources() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py" or path.parent != PACKAGE]


def here(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imported() -> list[tuple[Path, str]]:
    """Each module of the package with each name that it imports."""
    return [(path, name) for path in sources() for name in imports_of(path)]


def test_every_module_has_a_place_in_the_order() -> None:
    assert {module_of(path) for path in sources()} == set(ORDER)


def test_a_module_imports_only_modules_before_it() -> None:
    wrong = [(here(path), name) for path, name in imported() if out_of_order(module_of(path), name)]
    assert wrong == []


def test_a_room_of_documents_imports_only_rooms_before_it() -> None:
    folder = PACKAGE / "documents"
    paths = [path for path in sorted(folder.rglob("*.py")) if path.parent != folder or path.name != "__init__.py"]
    rooms = {path: path.relative_to(folder).parts[0].removesuffix(".py") for path in paths}
    assert set(rooms.values()) == set(ROOMS)
    for path, room in rooms.items():
        for name in imports_of(path):
            used = name.removeprefix("briefbot.documents.").split(".")[0]
            if name.startswith("briefbot.documents"):
                assert ROOMS.index(used) <= ROOMS.index(room), f"{path.relative_to(folder)} imports {name}"


def test_heavy_libraries_stay_in_their_homes() -> None:
    strays = []
    for path, name in imported():
        homes = HOMES.get(name.split(".")[0])
        if homes is not None and module_of(path) not in homes:
            strays.append(f"{here(path)} imports {name}, which belongs in {sorted(homes)}")
    assert strays == []


def test_only_one_module_can_fetch_anything() -> None:
    assert {here(path) for path, name in imported() if fetches(name)} == {"documents/input/web.py"}


def test_only_who_composes_or_presents_a_kind_of_reply_knows_it() -> None:
    kinds = {kind.__name__ for kind in KINDS.values()}
    knowing = {
        str(path.relative_to(PACKAGE)) if path.is_relative_to(PACKAGE) else path.name
        for path in (*sources(), *chat_sources())
        for name in imports_of(path)
        if name.split(".")[-1] in kinds
    }
    rooms = ("replies/", "composing/")
    assert {path for path in knowing if not path.startswith(rooms)} == COMPOSERS | PRESENTING


def test_every_kind_of_reply_has_a_name_and_what_it_adds_to_json_is_there() -> None:
    written = {value for value in vars(replies).values() if isinstance(value, type) and issubclass(value, Reply)}
    assert set(KINDS.values()) == written - {Reply}
    assert set(COMPOSERS_OF) <= set(KINDS)
    for name, kind in KINDS.items():
        assert kind.kind == name
        assert all(hasattr(kind, own) for own in kind.own)
        assert kind.__name__ in briefbot.__all__


def chat_sources() -> list[Path]:
    return sorted((ROOT / "ui" / "briefbot_ui").rglob("*.py"))


def test_the_web_chat_uses_only_public_names() -> None:
    assert chat_sources()
    for path in chat_sources():
        assert [name for name in imports_of(path) if private_to_the_library(name)] == [], path.name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import briefbot.cli", "briefbot.cli"),
        ("import briefbot.cli as c", "briefbot.cli"),
        ("from briefbot import cli", "briefbot.cli"),
        ("from briefbot import cli as c", "briefbot.cli"),
        ("from briefbot.cli import main", "briefbot.cli.main"),
        ("from ..cli import main", "briefbot.cli.main"),
        ("from .. import cli", "briefbot.cli"),
        ("from .. import Assistant", "briefbot.Assistant"),
        ("from briefbot import *", "briefbot.*"),
        ("import briefbot", "briefbot"),
        ("def f():\n    import os, briefbot.cli", "briefbot.cli"),
        ("if TYPE_CHECKING:\n    from ..assistant import Assistant", "briefbot.assistant.Assistant"),
    ],
)
def test_no_form_of_import_escapes_the_order(code: str, name: str) -> None:
    assert name in imports(code, "briefbot.store")
    assert out_of_order("store", name)


def test_imports_of_what_comes_before_and_of_neighbours_are_in_order() -> None:
    code = "from . import schema\nfrom .schema import Facts\nfrom ..types import Document\nfrom briefbot import errors"
    names = list(imports(code, "briefbot.store"))
    assert names == [
        "briefbot.store.schema",
        "briefbot.store.schema.Facts",
        "briefbot.types.Document",
        "briefbot.errors",
    ]
    assert not any(out_of_order("store", name) for name in names)


@pytest.mark.parametrize(
    "code",
    [
        "import briefbot.store",
        "from briefbot import store",
        "from briefbot.store import Store",
        "from briefbot import *",
        "import briefbot",  # its attributes could be anything
    ],
)
def test_no_way_into_the_library_but_its_public_names_escapes_notice(code: str) -> None:
    assert any(private_to_the_library(name) for name in imports(code, "briefbot_ui"))


def test_all_names_what_can_be_imported_and_nothing_else() -> None:
    assert briefbot.__all__ == sorted(briefbot.__all__)
    for name in briefbot.__all__:
        assert getattr(briefbot, name).__module__.startswith("briefbot.")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        briefbot.nothing  # noqa: B018


def loaded_after(code: str) -> set[str]:
    """The packages in memory, and the stages of briefbot as "briefbot.stage"."""
    names = """import sys
for first, *rest in (name.split(".") for name in sys.modules):
    print(first, f"briefbot.{rest[0]}" if first == "briefbot" and rest else "")
"""
    command = f"{code}\n{names}"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_briefbot_loads_nothing_heavy() -> None:
    heavy = {"faiss", "torch", "transformers", "sentence_transformers", "gradio", "onnxruntime", "tokenizers", "numpy"}
    assert not heavy & loaded_after("import briefbot")


def test_asking_loads_neither_torch_nor_transformers(examples_index: Path) -> None:
    loaded = loaded_after(f"import briefbot; briefbot.answer('Who went on strike?', index={str(examples_index)!r})")
    assert {"faiss", "onnxruntime", "tokenizers"} <= loaded
    assert not {"torch", "transformers", "sentence_transformers", "gradio", "trafilatura"} & loaded
    assert not {"briefbot.documents", "briefbot.passages", "briefbot.indexer", "asyncio"} & loaded


def test_building_loads_neither_torch_nor_transformers_once_the_encoder_is_prepared(
    examples_index: Path, tmp_path: Path
) -> None:
    assert examples_index.is_dir(), "a first build on this machine has prepared it"
    article = tmp_path / "bridge.txt"
    article.write_text("The Tarn Bridge\n\nThe Tarn Bridge was opened by Ada Quill in 1931.\n")
    build = f"briefbot.build_index({str(article)!r}, index={str(tmp_path / 'index')!r})"
    loaded = loaded_after(f"import briefbot; {build}")
    assert {"onnxruntime", "briefbot.documents"} <= loaded
    assert not {"torch", "transformers", "sentence_transformers", "gradio"} & loaded


@pytest.mark.parametrize("arguments", [["--version"], ["index", "--no-such"], ["ask", "--help"]])
def test_the_command_line_is_read_before_anything_heavy_is_loaded(arguments: list[str]) -> None:
    loaded = loaded_after(f"from briefbot.cli import main\ntry: main({arguments})\nexcept SystemExit: print()")
    assert not {"numpy", "sqlite3", "briefbot.documents", "briefbot.indexer", "briefbot.store"} & loaded


def test_the_process_in_which_the_chat_builds_loads_no_gradio() -> None:
    assert "gradio" not in loaded_after("import briefbot_ui.build_process")
