"""A person sees the same, whether the index is a folder or on a server."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from briefbot_ui import Collection, actions
from briefbot_ui.actions import Payload
from briefbot_ui.api.problems import operation_error
from briefbot_ui.collection_actions import UNREADABLE as COLLECTIONS_FAILED
from briefbot_ui.conversation import UNREACHABLE
from briefbot_ui.guard.people import Person, Scope, asking
from briefbot_ui.notebook_actions import NOT_KEPT
from briefbot_ui.page import act_with, handlers_of
from briefbot_ui.question_queue import QuestionQueue
from loops import run_apart
from postgres_server import Addresses, required_server

import briefbot
from briefbot import Assistant, as_dict, as_record
from briefbot.cli import main
from briefbot.index_address import ServerAddress, index_at
from briefbot.settings import Settings
from briefbot.store import RATINGS, open_store
from briefbot.store.postgres.connecting import Connection
from briefbot.store.postgres.queue import Queue
from briefbot.store.postgres.snapshot import PostgresSnapshot

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


@pytest.mark.parametrize(
    ("question", "most"),
    [
        ("How many people took part in the ferry strike?", 20),
        ("Who led the ferri strike?", 20),
        ("newest articles", 20),
    ],
)
def test_a_question_goes_to_the_server_few_times(
    there: str, question: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time takes as long as the way there and back, which may be a long one."""
    assistant = Assistant.open(there)
    statements: list[object] = []
    execute = psycopg.Cursor.execute

    def counted(cursor: psycopg.Cursor[Any], statement: Any, *values: Any, **named: Any) -> Any:
        statements.append(statement)
        return execute(cursor, statement, *values, **named)

    assistant.ask(question)
    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    assistant.ask(question)
    assert 3 <= len(statements) <= most, statements


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


def test_texts_that_a_killed_build_left_waiting_take_no_place_of_the_next_ones(
    postgres: Addresses, tmp_path: Path
) -> None:
    address = postgres.new()
    article = tmp_path / "bridge.txt"
    article.write_text("The Tarn Bridge\n\nThe Tarn Bridge was opened by Ada Quill in 1931.\n")
    briefbot.build_index([article], index=address)
    with closing(open_store(address)) as store, store.snapshot() as seen:
        facts = seen.facts
    server = index_at(address)
    assert isinstance(server, ServerAddress)
    with closing(Queue(Connection(server), facts.encoder, facts.fingerprint)) as queue:
        queue.add([(bytes([number]) * 32, f"Snow fell on day {number}.") for number in range(200)])
    other = tmp_path / "mill.txt"
    other.write_text("The Orr Mill\n\nThe Orr Mill was bought by Cato Finn in 1950.\n")
    briefbot.build_index([other], index=address)
    assert "Cato Finn" in json.dumps(as_dict(Assistant.open(address).ask("Who bought the Orr Mill?")), default=str)


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


def test_a_question_whose_connection_dies_is_asked_again(there: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = Assistant.open(there)
    question = "Who is the chief executive of Sellick Ferries?"
    expected = assistant.ask(question)
    killed = dying(monkeypatch, lambda connection: end(there, connection))
    assert assistant.ask(question) == expected
    assert expected.answered
    assert len(killed) == 1
    killed.clear()
    assert assistant.search(question) == Assistant.open(there).search(question)
    assert len(killed) == 1


def test_a_server_that_is_down_is_told_once(examples_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with required_server() as mortal:
        address = mortal.address("news")
        briefbot.copy_index(examples_index, address)
        assistant = Assistant.open(address)
        killed = dying(monkeypatch, lambda _: mortal.kill())
        with pytest.raises(briefbot.IndexUnavailableError, match="cannot be reached"):
            assistant.ask("Who is the chief executive of Sellick Ferries?")
        assert len(killed) == 1
        mortal.start()
        assert assistant.ask("Who is the chief executive of Sellick Ferries?").answered


def test_no_page_is_told_the_address_of_a_server(examples_index: Path, caplog: pytest.LogCaptureFixture) -> None:
    with required_server() as mortal:
        owned = mortal.address("news")
        briefbot.copy_index(examples_index, owned)
        with psycopg.connect(owned.partition("#")[0]) as connection:
            connection.execute("CREATE ROLE quagga LOGIN")
            for right in ("USAGE ON SCHEMA news", "SELECT ON ALL TABLES IN SCHEMA news"):
                connection.execute(f"GRANT {right} TO quagga")
        address = mortal.address("news", "quagga")
        assistant = Assistant.open(address)
        collection = Collection(Settings(index=assistant.index))
        reply = assistant.ask("Who is the chief executive of Sellick Ferries?")
        (document, *_) = (citation.document_id for citation in reply.citations)
        asked: tuple[Payload, ...] = (
            actions.PinNote(document=document, place=(0, 10), question=""),
            actions.ListNotes(),
            actions.SaveCollection(name="One", documents=(document,)),
            actions.Collections(),
            actions.Rate(record=as_record(reply), right=True),
            actions.Restore(records=(as_record(reply),)),
            actions.Ask(id="a" * 16, question=reply.question),
        )
        act = act_with(handlers_of(assistant, QuestionQueue(), collection))
        hidden = re.compile(rf"postgresql://|quagga|{mortal.folder}")
        told = {NOT_KEPT: 0, COLLECTIONS_FAILED: 0, UNREACHABLE: 0}
        for is_down in (False, True):
            if is_down:
                mortal.kill()
            for payload in asked:
                wanted = {"action": actions.name_of(type(payload)), "payload": payload.model_dump()}
                with asking(Person("ada", Scope.WRITE), {}):
                    said = html.unescape(json.dumps(run_apart(act(wanted))))
                assert not hidden.search(said)
                told = {text: count + (text in said) for text, count in told.items()}
        assert told == {NOT_KEPT: 1, COLLECTIONS_FAILED: 1, UNREACHABLE: 7}
        assert "quagga" in caplog.text, "the log has it"
        with pytest.raises(briefbot.IndexUnavailableError) as lost:
            assistant.count()
        error = operation_error(lost.value)
        assert (str(error), error.status) == (UNREACHABLE, 503)


def dying(monkeypatch: pytest.MonkeyPatch, kill: Callable[[Connection], object]) -> list[object]:
    """Have the next search for words meet a server that was killed just before; return what was killed so far."""
    killed: list[object] = []
    search = PostgresSnapshot.bm25

    def bm25(self: PostgresSnapshot, *values: Any, **named: Any) -> Any:
        if not killed:
            killed.append(self)
            kill(self._server)
        return search(self, *values, **named)

    monkeypatch.setattr(PostgresSnapshot, "bm25", bm25)
    return killed


def end(address: str, connection: Connection) -> None:
    """End a connection from the side of the server."""
    with psycopg.connect(address.partition("#")[0]) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [connection.raw.info.backend_pid])
