"""A question put to some of the articles is searched for in all of those, and in no other."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import SqlSteps
from hypothesis import given, settings
from hypothesis import strategies as st
from made import notes
from test_store import FACTS, unit, whole

from briefbot import Assistant, Filter, QuestionError, build_index
from briefbot.cli import main
from briefbot.presentation import Role
from briefbot.store import Store, open_snapshot, open_store, open_writer
from briefbot.types import Document

OUTLETS = ("Wire", "Courier", None)
DAYS = (dt.date(2025, 10, 3), dt.date(2025, 11, 4), None)
COUNT = 60
CHIEF = "Who is the chief executive of Sellick Ferries?"


def numbered(number: int) -> Document:
    return Document(f"Ferry number {number}.", "T", f"{number}.txt", OUTLETS[number % 3], None, DAYS[number // 3 % 3])


IDS = [numbered(number).id for number in range(COUNT)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """60 documents of a passage each, of which every tenth came after the FAISS file was written and some are gone."""
    folder = tmp_path_factory.mktemp("filtered")
    late = [number for number in range(COUNT) if number % 10 == 9]
    for numbers in ([n for n in range(COUNT) if n not in late], late):
        with open_writer(folder) as writer:
            for root in ("/even", "/odd"):
                writer.remember(root, root[1:])
            for number in numbers:
                document = numbered(number)
                writer.add(document, whole(document), [document.text])
                writer.link((f"/{'odd' if number % 2 else 'even'}/{number}.txt", 0), document.source, document.id)
            if numbers is late:
                writer.unlink(("/even/0.txt", 0))
            writer.embed_as(FACTS.encoder, FACTS.fingerprint)
            hashes = [content_hash for content_hash, _ in writer.take_pending(1000)]
            writer.embed(hashes, unit(len(hashes), seed=numbers[0]))
            writer.drop_orphans()
            writer.commit(writer.facts or FACTS)
    return open_store(folder)


filters = st.builds(
    Filter,
    outlets=st.sampled_from([(), ("Wire",), ("Wire", "Courier"), ("Nobody",)]),
    sources=st.sampled_from([(), ("even",), ("even", "odd"), ("nowhere",)]),
    since=st.sampled_from([None, dt.date(2025, 10, 3)]),
    until=st.sampled_from([None, dt.date(2025, 10, 3), dt.date(2025, 12, 1)]),
    as_of=st.sampled_from([None, dt.date(2025, 10, 3), dt.date(2025, 12, 1), dt.date(2025, 10, 1)]),
    documents=st.one_of(st.just(()), st.lists(st.sampled_from([*IDS, "0" * 16]), max_size=COUNT + 1).map(tuple)),
).filter(lambda chosen: not chosen.is_empty)


def is_left(document: Document, path_is_odd: bool, chosen: Filter) -> bool:
    """What a filter promises, said once more in Python."""
    published = document.published
    return (
        (not chosen.outlets or document.outlet in chosen.outlets)
        and (not chosen.sources or ("odd" if path_is_odd else "even") in chosen.sources)
        and (not chosen.documents or document.id in chosen.documents)
        and (not chosen.since or (published is not None and published >= chosen.since))
        and (not chosen.until or (published is not None and published <= chosen.until))
        and (not chosen.as_of or published is None or published <= chosen.as_of)
    )


@settings(deadline=None)
@given(filters)
def test_a_filtered_search_is_brute_force_over_what_is_left(store: Store, chosen: Filter) -> None:
    left = {n for n in range(1, COUNT) if is_left(numbered(n), bool(n % 2), chosen)}
    question = unit(1, seed=7)[0]
    with store.snapshot() as snapshot:
        among, numbers = snapshot.among(chosen), snapshot.numbers(chosen)
        assert among is not None
        assert numbers is not None
        assert snapshot.count(chosen) == len(left) == len(numbers)
        found = snapshot.dense(question, 5, among)
        passages = snapshot.passages([int(number) for number in numbers])
        assert {int(p.document.source.removesuffix(".txt")) for p in passages.values()} == left
        exact = snapshot.cosines(question, [int(number) for number in numbers])
        best = sorted(exact.items(), key=lambda item: -item[1])[:5]
        assert [number for number, _ in found] == [number for number, _ in best], "full, though others are nearer"
        assert np.allclose([score for _, score in found], [score for _, score in best], atol=1e-6)
        assert {number for number, _ in snapshot.bm25("ferry", COUNT, among)} == set(passages)


@pytest.mark.slow
def test_tens_of_thousands_of_ids_are_one_restriction(store: Store) -> None:
    strangers = [
        f"{number:016x}" for number in range(300_000)
    ]  # more than the parameters that SQLite lets a query have
    with store.snapshot() as snapshot:
        chosen = Filter(documents=(*strangers, *IDS[1:4]))
        assert snapshot.count(chosen) == 3
        assert {document.id for document in snapshot.documents(chosen)} == set(IDS[1:4])
        assert snapshot.unknown(chosen.documents) == strangers
        assert snapshot.unknown(IDS[1:4]) == snapshot.unknown([]) == []


def test_a_filter_that_leaves_everything_names_no_passages(store: Store) -> None:
    with store.snapshot() as snapshot:
        assert snapshot.among(Filter()) is None
        assert snapshot.count(Filter()) == COUNT - 1


def test_a_source_holds_what_lies_below_it_and_no_neighbour(tmp_path: Path) -> None:
    places = {
        "https://wire.example/": "https://wire.example/#a",  # an entry of a feed that is a site's own address
        "https://wire.example/news": "https://wire.example/news",
        "https://wire.example/news/today": "https://wire.example/news/today",
        "https://wire.example/all/": "https://wire.example/all/",
        "/news": "/news/b.txt",
        "/newspaper": "/newspaper/c.txt",
        "/d.txt": "/d.txt",
        "C:\\old": "C:\\old\\e.txt",
    }
    place_all(tmp_path, list(places.values()), list(places))
    with open_snapshot(tmp_path) as snapshot:
        for root, path in places.items():
            assert [document.source for document in snapshot.documents(Filter(sources=(root,)))] == [path]
        assert {entry.path: entry.root for entry in snapshot.entries()} == {path: root for root, path in places.items()}


ROOTS = ["/", "/a", "/a/b", "/ab", "https://a.b/", "https://a.b/c", "https://a.b/c/", "http://a.b/", "C:/", "C:\\a"]
PLACES = [
    *ROOTS,
    *(
        root + end
        for root in ("/a", "/a/b", "https://a.b", "https://a.b/c")
        for end in ("/x", "/#x", "#", "x", "0", "$")
    ),
    *("C:/x", "C:\\a\\x", "C:\\a]", "C:\\ax", "/a\\x", "/A/x", "/a/\U0001d11e", "/a/\uffff/x", "https://a.b"),
]


def lies_below(path: str, root: str) -> bool:
    """Whether a place came of a root, said once more in Python."""
    bare = root.rstrip("/")
    if root.startswith("http"):
        return path in (bare, bare + "/") or path.startswith(bare + "/#")
    return path in (bare, bare + "/") or path.startswith((bare + "/", bare + "\\"))


def place_all(folder: Path, paths: Sequence[str], roots: Sequence[str]) -> None:
    """An index of one document in each of these places."""
    with open_writer(folder) as writer:
        for root in roots:
            writer.remember(root, root)
        for number, path in enumerate(paths):
            document = numbered(number)
            writer.add(document, whole(document), [document.text])
            writer.link((path, 0), path, document.id)
        writer.embed_as(FACTS.encoder, FACTS.fingerprint)
        hashes = [content_hash for content_hash, _ in writer.take_pending(1000)]
        writer.embed(hashes, unit(len(hashes), seed=1))
        writer.commit(FACTS)


def test_each_place_comes_of_the_nearest_source_above_it(tmp_path: Path) -> None:
    place_all(tmp_path, PLACES, ROOTS)
    with open_snapshot(tmp_path) as snapshot:
        for root in ROOTS:
            found = {document.source for document in snapshot.documents(Filter(sources=(root,)))}
            assert found == {path for path in PLACES if lies_below(path, root)}
        nearest = {path: max([r for r in ROOTS if lies_below(path, r)], key=len, default="") for path in PLACES}
        assert {entry.path: entry.root for entry in snapshot.entries()} == nearest
    with open_writer(tmp_path) as writer:
        for root in ROOTS:
            below = {path for path in PLACES if path == root or path.startswith(root.rstrip("/") + "/")}
            assert {path for path, _ in writer.under(root)} == below


def test_listing_and_choosing_places_costs_the_same_each_however_many_sources_there_are(
    tmp_path: Path, sql_steps: SqlSteps
) -> None:
    def steps(count: int) -> tuple[int, int]:
        folder = tmp_path / str(count)
        roots = [f"/{number}" for number in range(count)]
        place_all(folder, [f"{root}/a.txt" for root in roots], roots)
        with open_snapshot(folder) as snapshot:
            before = sql_steps.count
            assert len(list(snapshot.entries())) == count
            between = sql_steps.count
            assert snapshot.count(Filter(sources=tuple(roots))) == count
            return between - before, sql_steps.count - between

    for few, many in zip(steps(20), steps(100), strict=True):
        assert many < 7 * few


def test_an_answer_comes_from_the_articles_that_are_left(examples_assistant: Assistant) -> None:
    early = examples_assistant.ask(CHIEF, within=Filter(until=dt.date(2025, 10, 4)))
    assert early.text == "Henrik Ångström"
    assert all(c.published and c.published <= dt.date(2025, 10, 4) for c in early.citations)
    radio = examples_assistant.ask(CHIEF, within=Filter(outlets=("Radio Carrow",)))
    assert not radio.answered
    assert {hit.passage.document.outlet for hit in radio.hits} == {"Radio Carrow"}
    assert len(radio.hits) == 8, "the search is full"
    assert (radio.searched, early.within.until) == (3, dt.date(2025, 10, 4))


def test_where_nothing_is_left_it_declines_without_a_passage(examples_assistant: Assistant) -> None:
    answer = examples_assistant.ask(CHIEF, within=Filter(until=dt.date(1999, 1, 1)))
    assert (answer.answered, answer.hits, answer.searched) == (False, (), 0)


def test_a_decline_names_the_words_that_no_article_has(examples_assistant: Assistant) -> None:
    assert examples_assistant.ask("Who owns the zebra in the harbour?").missing == ("zebra",)
    assert examples_assistant.ask(CHIEF).missing == ()
    radio = examples_assistant.ask(CHIEF, within=Filter(outlets=("Radio Carrow",)))
    assert "Sellick Ferries" in radio.missing, "others have it, and were not asked"
    assert "ferries" not in radio.missing, "it is said once"


def test_an_answer_comes_from_the_documents_that_are_named(examples_assistant: Assistant) -> None:
    everywhere = examples_assistant.ask(CHIEF)
    cited = {citation.document_id for citation in everywhere.citations}
    others = [document.id for document in examples_assistant.documents() if document.id not in cited][:4]
    within = Filter(documents=(*others, everywhere.citations[0].document_id))
    answer = examples_assistant.ask(CHIEF, within=within)
    assert answer.text == everywhere.text
    assert [citation.document_id for citation in answer.citations] == [everywhere.citations[0].document_id]
    assert {hit.passage.document.id for hit in answer.hits} <= set(within.documents)
    assert (answer.searched, answer.within) == (5, within)
    elsewhere = examples_assistant.ask("Who owns the zebra of Sellick Ferries?", within=Filter(documents=(others[0],)))
    assert not elsewhere.answered
    held = examples_assistant.document(others[0])
    assert elsewhere.searched == 1
    assert "zebra" in elsewhere.missing
    assert ("Sellick Ferries" in elsewhere.missing) == ("sellick ferries" not in f"{held.title} {held.text}".lower())
    found = examples_assistant.search(CHIEF, 50, within=Filter(documents=tuple(others)))
    assert {hit.passage.document.id for hit in found} == set(others)
    early = dt.date(1999, 1, 1)
    assert examples_assistant.count(Filter(documents=tuple(others), until=early)) == 0, "each kind restricts further"


def test_an_id_that_the_index_does_not_have_is_refused(examples_assistant: Assistant) -> None:
    known = next(examples_assistant.documents()).id
    examples_assistant.check(Filter(documents=(known, known)))
    with pytest.raises(QuestionError, match=r"no document with the id 'feed'.*listed by `briefbot list`"):
        examples_assistant.check(Filter(documents=(known, "feed", "f00d")))
    with pytest.raises(QuestionError, match=r"no document with the id '\\ud800'"):
        examples_assistant.check(Filter(documents=("\ud800",)))


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(QuestionError, match="ends before it begins"):
        Filter(since=dt.date(2025, 2, 1), until=dt.date(2025, 1, 1))


def test_times_of_day_are_left_out_of_a_period_and_one_string_is_not_several_outlets() -> None:
    since, until = dt.datetime(2025, 11, 19, 14, 30), dt.date(2025, 11, 19)
    assert Filter(since=since, until=until) == Filter(since=until, until=until)
    with pytest.raises(QuestionError, match=r"outlets of a filter are several, such as \('Harbour Wire',\)"):
        Filter(outlets="Harbour Wire")  # type: ignore[arg-type]
    with pytest.raises(QuestionError, match=r"documents of a filter are several, such as \('feed',\)"):
        Filter(documents="feed")  # type: ignore[arg-type]


def test_as_of_is_a_day() -> None:
    assert Filter(as_of=dt.datetime(2025, 11, 19, 14, 30)) == Filter(as_of=dt.date(2025, 11, 19))
    assert not Filter(as_of=dt.date(2025, 11, 19)).is_empty
    with pytest.raises(QuestionError, match=r"as_of is a day, such as datetime.date\(2025, 11, 19\), not '2025-11-19'"):
        Filter(as_of="2025-11-19")  # type: ignore[arg-type]


def test_the_period_of_the_articles_that_are_left_is_theirs(store: Store) -> None:
    with store.snapshot() as snapshot:
        assert snapshot.period() == (DAYS[0], DAYS[1])
        assert snapshot.period(Filter(as_of=dt.date(2025, 10, 20))) == (DAYS[0], DAYS[0])
        assert snapshot.period(Filter(as_of=dt.date(2025, 10, 1))) is None


def test_asked_as_of_a_day_nothing_later_is_read_and_the_day_counts(examples_assistant: Assistant) -> None:
    day = dt.date(2025, 10, 4)
    early = examples_assistant.ask(CHIEF, as_of=day)
    assert early.text == "Henrik Ångström"
    assert (early.as_of, early.asked.reference, early.undated) == (day, day, 0)
    assert early == examples_assistant.ask(CHIEF, within=Filter(as_of=day))
    read = [hit.passage.document.published for hit in early.hits]
    assert all(published is not None and published <= day for published in read)
    wire = examples_assistant.ask(CHIEF, within=Filter(outlets=("Harbour Wire",)), as_of=day)
    assert wire.within == Filter(outlets=("Harbour Wire",), as_of=day)
    with pytest.raises(QuestionError, match="as_of is a day"):
        examples_assistant.ask(CHIEF, as_of="2025-10-04")  # type: ignore[arg-type]


def test_without_as_of_the_newest_day_of_the_articles_asked_is_the_reference(examples_assistant: Assistant) -> None:
    for _ in range(2):  # the second time it is known
        assert examples_assistant.ask(CHIEF).asked.reference == dt.date(2025, 12, 17)
    until = dt.date(2025, 10, 4)
    days = [document.published for document in examples_assistant.documents(Filter(until=until))]
    reply = examples_assistant.ask(CHIEF, within=Filter(until=until))
    assert reply.asked.reference == max(day for day in days if day)
    assert examples_assistant.ask(CHIEF, within=Filter(until=dt.date(1999, 1, 1))).asked.reference is None


@pytest.mark.model
def test_articles_without_a_date_stay_and_are_counted(tmp_path: Path) -> None:
    rows = [
        {"title": "Weir", "text": "The weir at Tarn gave way on Tuesday. Ada Quill saw it.", "published": "2033-03-10"},
        {"title": "Weir again", "text": "The weir at Tarn was mended by Bo Lund on Friday.", "published": "2033-04-20"},
        {"title": "Notes", "text": "The weir at Tarn was built by Cy Marr of stone and oak."},
    ]
    file = tmp_path / "news.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    build_index(file, index=tmp_path / "index")
    assistant = Assistant.open(tmp_path / "index")
    reply = assistant.ask("Who built the weir at Tarn?", as_of=dt.date(2033, 3, 31))
    assert (reply.searched, reply.undated) == (2, 1)
    assert {hit.passage.document.title for hit in reply.hits} == {"Weir", "Notes"}
    assert notes(reply, Role.UNDERSTOOD) == ["1 article without a date was searched, too."]
    everything = assistant.ask("Who built the weir at Tarn?")
    assert (everything.searched, everything.undated, everything.asked.reference) == (3, 0, dt.date(2033, 4, 20))
    since = assistant.ask("Who?", within=Filter(since=dt.date(2033, 1, 1)), as_of=dt.date(2033, 3, 31))
    assert (since.searched, since.undated) == (1, 0), "an article without a date is in no period"


def test_the_index_names_its_outlets_sources_and_period(examples_assistant: Assistant) -> None:
    outlets = dict(examples_assistant.outlets())
    assert outlets["Harbour Wire"] == 5
    assert len(examples_assistant.sources()) == 1
    assert examples_assistant.period() == (dt.date(2025, 9, 18), dt.date(2025, 12, 17))


def test_the_command_line_restricts_and_refuses_what_the_index_does_not_have(
    examples_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["ask", CHIEF, "--index", str(examples_index)]
    assert main([*asked, "--from", "2025-10-14", "--outlet", "Port Ellery Courier"]) == 0
    assert "2025-10-15" in capsys.readouterr().out
    assert main([*asked, "--to", "1999-01-01"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "Nothing was searched.",
        "You have no articles until 1 January 1999.",
        "An article without a date is in no period.",
    ]
    assert main([*asked, "--as-of", "2025-10-04", "--json"]) == 0
    early = json.loads(capsys.readouterr().out)
    assert (early["as_of"], early["undated"], early["text"]) == ("2025-10-04", 0, "Henrik Ångström")
    assert main([*asked, "--as-of", "1999-01-01"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Nothing was searched.",
        "You have no articles as of 1 January 1999.",
    ]
    assert main([*asked, "--outlet", "Nobody"]) == 1
    assert "no outlet 'Nobody'. It has: Harbour Wire," in capsys.readouterr().err
    assert main(["list", "--index", str(examples_index)]) == 0
    ids = {line.split()[0] for line in capsys.readouterr().out.splitlines() if "Harbour Wire" in line}
    assert main([*asked, "--json", *(option for id_ in sorted(ids) for option in ("--document", id_))]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["searched"] == len(ids) > 1
    assert {citation["document_id"] for citation in answer["citations"]} <= ids
    assert main([*asked, "--document", "feed"]) == 1
    assert "no document with the id 'feed'. The ids of all are listed by `briefbot list`" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main([*asked, "--from", "yesterday"])
    assert stopped.value.code == 2
    assert "'yesterday' is not a day" in capsys.readouterr().err
