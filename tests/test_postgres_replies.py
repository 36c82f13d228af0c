"""A person sees the same, whether the index is a folder or on a server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from briefbot_ui import Collection
from postgres_server import Addresses

import briefbot
from briefbot import Assistant, as_dict
from briefbot.cli import main
from briefbot.settings import Settings
from briefbot.store import RATINGS, open_store

pytestmark = pytest.mark.model

QUESTIONS = Path(__file__).with_name("examples_questions.jsonl")


@pytest.fixture(scope="module")
def there(examples_index: Path, postgres: Addresses) -> str:
    address = postgres.new()
    briefbot.copy_index(examples_index, address)
    return address


def asked() -> list[str]:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [found["question"] for line in lines if "question" in (found := json.loads(line))][:25]


def test_every_reply_is_the_same(there: str, examples_assistant: Assistant, full: bool) -> None:
    assistant = Assistant.open(there)

    def said(one: Assistant, question: str) -> object:
        reply = as_dict(one.ask(question))
        return {name: value for name, value in reply.items() if name != "seconds"}

    for question in (
        *asked()[:: 1 if full else 4],
        "How many articles are there?",
        "Brief me on the ferry strike",
        "newest articles",
    ):
        ours, theirs = (json.dumps(said(one, question), default=str) for one in (examples_assistant, assistant))
        plain = [re.sub(r"\d\.\d+(e-\d+)?", lambda n: f"{float(n[0]):.4f}", text) for text in (ours, theirs)]
        assert plain[0] == plain[1], question
    hits = [
        [(hit.passage.document.id, hit.passage.start) for hit in one.search("ferry strike", 20)]
        for one in (examples_assistant, assistant)
    ]
    assert hits[0] == hits[1]


def test_commands_build_ask_and_check_an_index_on_a_server(
    postgres: Addresses, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = postgres.new()
    article = tmp_path / "bridge.txt"
    article.write_text("The Tarn Bridge\n\nThe Tarn Bridge was opened by Ada Quill in 1931.\n")
    assert main(["index", str(article), "--index", address]) == 0
    assert main(["ask", "Who opened the Tarn Bridge?", "--index", address]) == 0
    assert "Ada Quill" in capsys.readouterr().out
    assert main(["work", "--until-none", "--index", address]) == 0
    back = str(tmp_path / "back")
    assert main(["copy", address, back]) == 0
    assert main(["ask", "Who opened the Tarn Bridge?", "--index", back]) == 0
    assert "Ada Quill" in capsys.readouterr().out
    assert main(["doctor", "--index", address]) == 0
    article.write_text("The Tarn Bridge\n\nThe Tarn Bridge was opened by Bela Holt in 1931.\n")
    assert main(["index", "--index", address]) == 0
    assert main(["ask", "Who opened the Tarn Bridge?", "--index", address, "--json"]) == 0
    assert "Bela Holt" in capsys.readouterr().out
    assert main(["remove", str(article), "--index", address]) == 0
    assert main(["status", "--index", address]) == 0
    assert "documents   0" in capsys.readouterr().out


def test_the_page_lists_articles_and_refuses_to_change_them(there: str) -> None:
    collection = Collection(Settings(index=briefbot.Assistant.open(there).index))
    collection.warm_up()
    listing = collection.listing()
    assert listing.documents == 18
    changes: tuple[Callable[[], object], ...] = (
        lambda: collection.add_text("Rain fell.", "Rain", "", ""),
        lambda: collection.follow("https://wire.example/"),
        lambda: collection.remove(listing.holdings[0].key),
        collection.add_examples,
        collection.refresh,
    )
    for change in changes:
        with pytest.raises(briefbot.BriefbotError, match="This index is on a server"):
            change()
    collection.close()


def test_notes_collections_and_ratings_are_kept_on_the_server(there: str) -> None:
    assistant = Assistant.open(there)
    document = next(assistant.documents())
    briefbot.Notebook.open(there).pin(document, 0, 5, comment="Ask them.", by="ada")
    (note,) = briefbot.Notebook.open(there).notes()
    assert (note.quote, note.comment, note.by) == (document.text[:5], "Ask them.", "ada")
    briefbot.save_collection(briefbot.SavedCollection("Ferries", (document.id,)), index=there)
    briefbot.rename_collection("Ferries", "Boats", index=there)
    assert [one.name for one in briefbot.list_collections(index=there)] == ["Boats"]
    briefbot.delete_collection("Boats", index=there)
    assert briefbot.list_collections(index=there) == ()
    briefbot.keep_rating(assistant.ask("Who is the chief executive of Sellick Ferries?"), right=True, index=there)
    assert json.loads(open_store(there).kept(RATINGS).read(10_000))["right"] is True
