"""What only an index on a server promises: its rights, its server that dies, its index of vectors, its queue."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock

import builder
import numpy as np
import psycopg
import pytest
from postgres_server import Addresses, Server, required_server, run
from rounds import FULL
from test_crash import AFTER, BEFORE, KILLED, Builders, held
from test_filter import numbered
from test_store import FACTS, article, fill, unit, whole
from test_word_index import questions, sample

import briefbot
from briefbot.errors import IndexLockedError, IndexNotFoundError, IndexUnavailableError
from briefbot.store import COLLECTIONS, NOTES, Writer, asked_again, open_snapshot, open_store, open_writer
from briefbot.store.postgres import connecting, snapshot, tables, writer
from briefbot.types import Document, Filter, Passage

pytestmark = pytest.mark.slow


def put(index: str | Path, documents: Sequence[Document], vectors: np.ndarray, gone: Sequence[str] = ()) -> None:
    """Add documents of one passage each, with these vectors, and drop those from these sources."""
    with open_writer(index) as opened:
        for source in gone:
            opened.unlink((f"/{source}", 0))
        embedded(opened, documents, vectors)
        opened.commit(opened.facts or FACTS)


def embedded(opened: Writer, documents: Sequence[Document], vectors: np.ndarray) -> None:
    """Add documents with their vectors, and drop what has no source any more."""
    for document in documents:
        opened.add(document, [Passage(document, ((0, len(document.text)),))], [document.text])
        opened.link((f"/{document.source}", 0), document.source, document.id)
    opened.drop_orphans()
    opened.embed_as(FACTS.encoder, FACTS.fingerprint)
    hashes = [content_hash for content_hash, _ in opened.take_pending(10_000)]
    opened.embed(hashes, vectors[: len(hashes)])


def raw(address: str) -> psycopg.Connection:
    """A connection of its own to the server of an index."""
    return psycopg.connect(address.partition("#")[0], autocommit=True)


def name_of(address: str) -> str:
    return address.partition("#")[2]


# The same answers as the embedded store


def test_both_stores_find_the_same_with_the_same_scores(postgres: Addresses, tmp_path: Path) -> None:
    there = postgres.new()
    for index in (tmp_path, there):
        put(index, [sample(n) for n in range(300)], unit(300, 1))
        put(index, [sample(n) for n in range(300, 330)], unit(30, 2), gone=[f"{n}.txt" for n in range(0, 40, 3)])
    with open_snapshot(tmp_path) as ours, open_snapshot(there) as theirs:
        for question in questions():
            for count in (3, 50, 1000):
                assert theirs.bm25(question, count) == ours.bm25(question, count), "to the bit"
        for question in unit(20, 3):
            one, other = ours.dense(question, 50), theirs.dense(question, 50)
            assert [number for number, _ in other] == [number for number, _ in one]
            assert [score for _, score in other] == pytest.approx([score for _, score in one], abs=1e-6)
            numbers = [number for number, _ in one]
            assert theirs.cosines(question, numbers) == ours.cosines(question, numbers)


def test_many_passages_are_searched_by_an_index_that_misses_few(
    postgres: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, count = postgres.new(), 1500
    for module in (tables, snapshot, writer):
        monkeypatch.setattr(module, "FIRST_INDEXED", 300)
    documents = [numbered(n) for n in range(count)]
    vectors = unit(count, 5)
    put(there, documents, vectors)
    store = open_store(there)
    with (
        store.snapshot() as seen,
        mock.patch.object(snapshot.PostgresSnapshot, "_compared", side_effect=AssertionError("compared one by one")),
    ):
        found = 0
        for question in unit(20, 6):
            best = {int(n) + 1 for n in np.argsort(-(vectors @ question))[:10]}
            hits = seen.dense(question, 10)
            assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
            found += len(best & {number for number, _ in hits})
        assert found / 200 >= 0.97
        outlet = Filter(outlets=(documents[0].outlet or "",))  # a third of all
        left = {n + 1 for n, document in enumerate(documents) if document.outlet == documents[0].outlet}
        among = seen.among(outlet)
        assert len(left & {number for number, _ in seen.dense(unit(1, 7)[0], 50, among)}) == 50, "full"
    with raw(there) as connection:
        connection.execute(f"SET search_path = {name_of(there)}, public")
        query = "EXPLAIN SELECT number FROM passages ORDER BY vector::vector(4) <#> '[1,0,0,0]'::vector(4) LIMIT 10"
        plan = str(connection.execute(query).fetchall())
    assert "passages_by_vector" in plan


@pytest.mark.parametrize(("own", "warned"), [("1MB", 1), ("3MB", 0)])
def test_vectors_are_indexed_in_the_memory_that_the_server_gives_and_a_warning_says_where_it_is_short(
    postgres: Addresses,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    own: str,
    warned: int,
) -> None:
    monkeypatch.setattr(writer, "FIRST_INDEXED", 300)
    monkeypatch.setattr(writer, "_MEMORY", 1024)
    there = postgres.new()
    there = there.replace("#", f"{'&' if '?' in there else '?'}options=-cmaintenance_work_mem%3D{own}#")
    given: list[object] = []

    def hook(step: str) -> None:
        if step == "analyze":
            given.append(opened._server.own("SHOW maintenance_work_mem").fetchone()[0])

    with open_writer(there, hook=hook) as written:
        assert isinstance(written, writer.PostgresWriter)
        opened = written
        embedded(opened, [numbered(n) for n in range(1500)], unit(1500, 5))
        opened.commit(FACTS)
    assert given == [own], "what the server gives is kept where it is more"
    warnings = [record.getMessage() for record in caplog.records if "maintenance_work_mem" in record.getMessage()]
    assert len(warnings) == warned
    assert all("1,500 passages" in one and "SET maintenance_work_mem = '2MB'" in one for one in warnings)


# Rights and reaching the server


READER = """
CREATE ROLE {role} LOGIN;
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role};
"""


def test_a_reader_with_the_least_rights_asks_and_cannot_write(postgres: Addresses) -> None:
    there = postgres.new()
    fill(there, [article("Rain fell on the harbour.")])
    role = f"reader_{name_of(there)}"
    with raw(there) as connection:
        connection.execute(READER.format(role=role, schema=name_of(there)))
    own = there.replace("postgres@", f"{role}@", 1)
    if own == there:
        pytest.skip("the address in BRIEFBOT_TEST_POSTGRES is not of the user postgres")
    with open_snapshot(own) as seen:
        assert [document.text for document in seen.documents()] == ["Rain fell on the harbour."]
        assert len(seen.bm25("rain", 5)) == len(seen.dense(unit(1, 1)[0], 5)) == 1
    assert [check for check in open_store(own).examine() if not check.ok] == []
    with pytest.raises(briefbot.BriefbotError, match=r"may not write the index at .*GRANT|may not write"):
        fill(own, [article("Snow fell.")])
    with pytest.raises(briefbot.BriefbotError, match="may not write"):
        open_store(own).kept(NOTES).append(b"a note\n")
    with raw(there) as connection:
        connection.execute(f"GRANT INSERT, DELETE ON {name_of(there)}.kept TO {role}")
    open_store(own).kept(NOTES).append(b"a note\n")
    with open_store(own).kept(COLLECTIONS).changing(100) as draft:
        draft.data = b"mine"
    assert open_store(own).kept(NOTES).read(100) == b"a note\n"
    with raw(own) as connection:
        for table in ("documents", "facts", "queue", "embedded", "passages"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"DELETE FROM {name_of(there)}.{table}")  # noqa: S608
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"CREATE TABLE {name_of(there)}.mine (x int)")
    with open_snapshot(there) as seen:
        assert seen.counts() == (1, 1)


def test_a_user_without_any_right_is_told_so(postgres: Addresses) -> None:
    there = postgres.new()
    fill(there, [article("Rain fell.")])
    role = f"nobody_{name_of(there)}"
    with raw(there) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
    own = there.replace("postgres@", f"{role}@", 1)
    with pytest.raises(briefbot.BriefbotError, match=r"may not read|There is no index"), open_snapshot(own):
        pass


def test_transactions_of_one_question_or_build_may_each_come_to_another_session(postgres: Addresses) -> None:
    """A pool in transaction mode: nothing of a session is left for the next transaction."""
    begin = connecting.Connection.begin

    def elsewhere(self: connecting.Connection, how: str, **local: str) -> None:
        self.raw.execute("DISCARD ALL")
        begin(self, how, **local)

    there = postgres.new()
    with mock.patch.object(connecting.Connection, "begin", elsewhere):
        for n in range(3):
            builder.build(there, BEFORE if n % 2 else AFTER)
            assert held(there) == set(BEFORE if n % 2 else AFTER)
        with raw(there) as connection:
            rows = connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchall()
    assert rows == [(0,)]


# Builds that are killed


@pytest.fixture(scope="module")
def builders() -> Iterator[Builders]:
    started = Builders()
    yield started
    started.close()


@pytest.mark.crash
@pytest.mark.parametrize("before", [[], BEFORE], ids=["new", "changed"])
def test_a_build_killed_at_any_step_leaves_the_index_on_a_server_before_or_after(
    postgres: Addresses, builders: Builders, before: list[str]
) -> None:
    recorded = postgres.new()
    if before:
        builder.build(recorded, before)
    steps: list[str] = []
    builder.build(recorded, AFTER, steps.append)
    assert {"queue texts", "write vectors outside", "vectors outside written", "take in vectors", "commit"} <= set(
        steps
    )
    commit = steps.index("commit")
    tried = range(len(steps)) if FULL else [*range(len(before) % 2, commit, 9), commit, commit + 1]
    for number in tried:
        there = postgres.new()
        if before:
            builder.build(there, before)
        assert builders.build(there, AFTER, step=number)["code"] == KILLED, steps[number]
        if number > commit:
            assert held(there) == set(AFTER), steps[number]
        elif before:
            assert held(there) == set(before), steps[number]
        else:
            with pytest.raises(IndexNotFoundError), open_snapshot(there):
                pass
        builder.build(there, AFTER)  # the lock is free
        assert held(there) == set(AFTER), steps[number]
        assert [check for check in open_store(there).examine() if not check.ok] == []


@pytest.mark.crash
def test_a_killed_build_loses_no_vector_that_it_has_made(postgres: Addresses, builders: Builders) -> None:
    there = postgres.new()
    steps: list[str] = []
    builder.build(postgres.new(), AFTER, steps.append)
    made = [at for at, step in enumerate(steps) if step == "vectors outside written"]
    assert len(made) > 1, "two texts at once"
    assert builders.build(there, AFTER, step=made[0])["code"] == KILLED
    again: list[str] = []
    builder.build(there, AFTER, again.append)
    assert again.count("vectors outside written") == len(made) - 1
    assert held(there) == set(AFTER)


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that tests may kill."""
    with required_server() as made:
        yield made


@pytest.mark.crash
def test_a_server_that_is_killed_amid_builds_comes_back_with_whole_generations(
    mortal: Server, builders: Builders
) -> None:
    chance = random.Random(4)  # noqa: S311
    for round_ in range(4 if FULL else 2):
        there = mortal.address(f"killed{round_}")
        builder.build(there, BEFORE)
        store = open_store(there)
        with store.snapshot():
            pass  # a connection is kept
        steps: list[str] = []
        builder.build(mortal.address(f"recorded{round_}"), AFTER, steps.append)
        at = chance.randrange(len(steps))

        def hook(step: str, left: list[int] = [at]) -> None:  # noqa: B006
            left[0] -= 1
            if left[0] == -1:
                mortal.kill()

        with pytest.raises(briefbot.BriefbotError, match="cannot be reached") as caught:
            builder.build(there, AFTER, hook)
        assert isinstance(caught.value, IndexUnavailableError)
        with pytest.raises(IndexUnavailableError), store.snapshot():
            pass
        mortal.start()
        committed = at > steps.index("commit")
        with store.snapshot() as seen:
            assert seen.counts() == (len(AFTER if committed else BEFORE),) * 2
        assert held(there) == set(AFTER if committed else BEFORE)
        builder.build(there, AFTER)
        assert held(there) == set(AFTER)


def test_the_lock_is_free_when_the_connection_of_a_build_dies(postgres: Addresses) -> None:
    there = postgres.new()
    fill(there, [article("Rain fell.")])
    with pytest.raises(IndexUnavailableError), open_writer(there) as opened:
        with pytest.raises(IndexLockedError), open_writer(there):
            pass
        with raw(there) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                "AND objid::bigint | (classid::bigint << 32) = hashtextextended(%s, 0)",
                [f"briefbot {name_of(there)}"],
            )
        opened.counts()
    assert fill(there, [article("Snow fell.")]).generation == 2


def test_a_connection_that_was_cut_while_idle_is_made_anew(postgres: Addresses) -> None:
    there = postgres.new()
    fill(there, [article("Rain fell.")])
    with closing(open_store(there)) as store:
        with store.snapshot():
            pass
        with raw(there) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'briefbot' AND pid <> pg_backend_pid()"
            )
        with store.snapshot() as seen:
            assert seen.counts() == (1, 1)


# Workers


def test_workers_embed_what_a_build_leaves_each_text_once(postgres: Addresses) -> None:
    there = postgres.new()
    builder.build(there, ["a"])
    names = [f"n{n}" for n in range(12)]
    taken: list[bytes] = []

    def work(dies: bool) -> None:
        with open_store(there).waiting() as queue:
            while queue is not None and (texts := queue.take(2)):
                if dies:
                    return  # with what it has taken
                taken.extend(content_hash for content_hash, _ in texts)
                queue.put([h for h, _ in texts], [builder.vector_of(text).tobytes() for _, text in texts])

    steps: list[str] = []

    def hook(step: str) -> None:
        steps.append(step)
        if step == "write vectors outside" and not taken:
            work(dies=True)
            workers = [threading.Thread(target=work, args=(False,)) for _ in range(3)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()

    builder.build(there, names, hook)
    own = 2 * steps.count("vectors outside written")
    assert len(taken) == len(set(taken)), "each once"
    assert len(taken) + own == len(names)
    assert held(there) == set(names)
    with raw(there) as connection:
        for table in ("queue", "embedded"):
            assert connection.execute(f"SELECT count(*) FROM {name_of(there)}.{table}").fetchone() == (0,)  # noqa: S608


def test_a_build_waits_for_what_a_worker_has_taken_and_takes_it_back_when_that_dies(postgres: Addresses) -> None:
    there = postgres.new()
    fill(there, [article("Rain fell.")])
    with open_writer(there) as opened:
        document = article("Snow fell.", "b.txt")
        opened.add(document, whole(document), ["Snow fell."])
        opened.embed_as(FACTS.encoder, FACTS.fingerprint)
        worker = open_store(there).waiting()
        queue = worker.__enter__()
        assert queue is not None
        assert [text for _, text in queue.take(5)] == ["Snow fell."]
        threading.Timer(0.5, lambda: worker.__exit__(None, None, None)).start()
        assert [text for _, text in opened.take_pending(5)] == ["Snow fell."]


def test_an_index_in_a_folder_leaves_nothing_to_workers(tmp_path: Path) -> None:
    fill(tmp_path, [article("Rain fell.")])
    with pytest.raises(briefbot.BriefbotError, match="is in a folder"):
        briefbot.embed_waiting(index=tmp_path, until_none=True)


# A standby


@pytest.mark.crash
def test_a_standby_answers_while_the_primary_is_dead_and_takes_builds_once_it_is_promoted(
    builders: Builders,
) -> None:
    with doubled() as (primary, standby):
        there, copy = primary.address("news"), standby.address("news")
        builder.build(there, BEFORE)
        wait_for(standby, primary)
        with closing(open_store(copy)) as store:
            with store.snapshot() as seen:
                assert seen.counts() == (len(BEFORE), len(BEFORE))
            assert held(copy) == set(BEFORE)
            with pytest.raises(briefbot.BriefbotError, match="it is a standby"):
                builder.build(copy, AFTER)

            def hook(step: str) -> None:
                if step == "commit":
                    primary.kill()

            with pytest.raises(IndexUnavailableError):
                builder.build(there, AFTER, hook)
            with store.snapshot() as seen:
                assert {document.title for document in seen.documents()} == set(BEFORE)
            standby.promote()
            builder.build(copy, AFTER)
            with store.snapshot() as seen:
                assert {document.title for document in seen.documents()} == set(AFTER)
        assert held(copy) == set(AFTER)
        both = f"postgresql://postgres@/postgres?host={primary.folder},{standby.folder}&port=5432,5433#news"
        assert held(both) == set(AFTER), "an address with both servers leads to the one that lives"


@pytest.mark.crash
def test_a_question_that_a_standby_gives_up_is_asked_again(builders: Builders) -> None:
    with doubled() as (primary, standby):
        there, copy = primary.address("news"), standby.address("news")
        builder.build(there, BEFORE)
        wait_for(standby, primary)
        with raw(copy) as connection:
            connection.execute("ALTER SYSTEM SET max_standby_streaming_delay = 0")
            connection.execute("SELECT pg_reload_conf()")
        calls = []
        with closing(open_store(copy)) as store:

            @asked_again
            def titles() -> list[str]:
                with store.snapshot() as seen:
                    found = [document.title for document in seen.documents()]
                    calls.append(found)
                    if len(calls) == 1:  # what it reads is cleaned up at the primary
                        builder.build(there, AFTER)
                        with raw(there) as connection:
                            for _ in range(100):  # as long as somebody else at the primary may still need it
                                connection.execute("VACUUM news.documents, news.passages")
                                wait_for(standby, primary)
                                list(seen.documents())
                                time.sleep(0.1)
                    return [document.title for document in seen.documents()]

            assert set(titles()) == set(AFTER)
        assert len(calls) == 2


@contextmanager
def doubled() -> Iterator[tuple[Server, Server]]:
    """A server and a standby of it."""
    with required_server() as primary, primary.standby() as standby:
        yield primary, standby


def wait_for(standby: Server, primary: Server) -> None:
    """Wait until a standby has all that the primary has."""
    with raw(primary.address("")) as one, raw(standby.address("")) as other:
        (reached,) = one.execute("SELECT pg_current_wal_lsn()").fetchone() or ("",)
        while other.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [reached]).fetchone() != (True,):
            time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_a_server_of_tests_dies_with_who_has_started_it(mortal: Server) -> None:
    code = (
        "import postgres_server, time\n"
        "with postgres_server.server() as made:\n"
        "    print(made.folder, flush=True)\n"
        "    time.sleep(600)\n"
    )
    own = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parent, stdout=subprocess.PIPE, text=True)
    assert own.stdout is not None
    folder = Path(own.stdout.readline().strip())
    try:
        process = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        own.terminate()
        own.wait(60)
        until = time.monotonic() + 60
        while Path(f"/proc/{process}").exists():
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        own.kill()
        own.stdout.close()
        shutil.rmtree(folder)


# Backups


def test_a_dump_of_the_schema_is_a_backup(mortal: Server) -> None:
    there = mortal.address("archive")
    builder.build(there, BEFORE)
    dump = mortal.folder / "archive.dump"
    reach = ("-h", str(mortal.folder), "-p", str(mortal.port), "-U", "postgres")
    run("pg_dump", *reach, "--schema=archive", "--format=custom", f"--file={dump}", "postgres")
    with raw(there) as connection:
        connection.execute("DROP SCHEMA archive CASCADE")
    with pytest.raises(IndexNotFoundError), open_snapshot(there):
        pass
    run("pg_restore", *reach, "--dbname=postgres", str(dump))
    assert held(there) == set(BEFORE)
    builder.build(there, AFTER)
    assert held(there) == set(AFTER)
