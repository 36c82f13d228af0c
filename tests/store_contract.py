"""What every store promises, whichever it is: the tests of test_store_contract.py, run on each.

Those written here take `place`, the address of an index that is not there yet. `PROMISES` are tests of other files that
need no more than such an address, and run there on the embedded store; `AT_RANDOM` need a new address for each example.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import test_filter
import test_moved
import test_near_copies
import test_repetition
import test_store
import test_word_index
from test_store import FACTS, article, fill, unit, whole

import briefbot
from briefbot.errors import BriefbotError, IndexLockedError, IndexNotFoundError
from briefbot.store import COLLECTIONS, NOTES, Stamp, open_snapshot, open_store, open_writer
from briefbot.types import Filter

Place = Path  # or an address: both name an index

PROMISES: tuple[Callable[..., None], ...] = (
    test_store.test_what_is_stored_comes_back_character_for_character,
    test_store.test_bm25_finds_words_in_any_form_and_survives_any_question,
    test_store.test_a_corpus_about_one_city_still_finds_the_city,
    test_store.test_a_text_that_was_embedded_before_keeps_its_vector,
    test_store.test_removed_words_and_vectors_are_gone,
    test_store.test_the_same_text_from_two_sources_is_one_document_until_both_are_gone,
    test_store.test_a_build_that_fails_leaves_the_previous_index,
    test_store.test_an_open_store_moves_to_the_new_generation_between_two_questions,
    test_store.test_what_lies_under_a_folder_is_told_from_its_neighbours,
    test_store.test_dropping_tells_how_many_documents_are_done,
    test_store.test_what_a_listener_raises_while_documents_are_dropped_is_not_taken_for_damage,
    test_store.test_two_builds_at_once_are_refused_with_a_clear_message,
    test_filter.test_a_source_holds_what_lies_below_it_and_no_neighbour,
    test_filter.test_each_place_comes_of_the_nearest_source_above_it,
    test_word_index.test_scores_are_those_of_fts5,
    test_word_index.test_a_filter_leaves_only_its_passages_and_does_not_change_their_scores,
    test_word_index.test_an_index_that_lost_every_document_finds_nothing_and_takes_new_ones,
    test_word_index.test_a_word_that_comes_256_times_counts_for_more_than_one_that_comes_once,
    test_word_index.test_a_question_with_decomposed_accents_finds_what_is_written_with_composed_ones,
    test_word_index.test_of_many_equal_scores_the_lowest_numbers_come_first,
    test_moved.test_a_filter_that_names_the_former_id_leaves_the_article,
    test_moved.test_ids_lead_on_when_the_headline_changes_again_and_end_with_the_article,
    test_moved.test_a_text_that_comes_back_has_its_id_again,
    test_moved.test_a_text_that_became_another_leads_nowhere,
    test_near_copies.test_a_family_is_parted_when_the_copy_that_joined_it_goes,
    test_near_copies.test_one_text_in_two_places_is_one_document_with_two_sources,
    test_near_copies.test_a_report_under_another_headline_is_a_copy_once_its_headline_is_known,
    test_repetition.test_a_line_is_furniture_from_the_eighth_family_on_and_no_longer_when_one_goes,
    test_repetition.test_near_copies_count_once,
    test_repetition.test_only_articles_whose_blocks_changed_are_embedded_again,
    test_repetition.test_a_word_that_only_furniture_has_is_not_missing,
    test_repetition.test_what_is_raised_while_passages_are_cut_is_not_taken_for_damage,
)

AT_RANDOM: tuple[Callable[..., None], ...] = (
    test_store.test_after_any_changes_dense_search_is_brute_force_over_what_is_left,
    test_moved.test_a_citation_that_was_kept_opens_the_same_words,
    test_near_copies.test_families_do_not_depend_on_what_came_first_or_was_there_before,
    test_store.test_dense_search_is_brute_force,
    test_repetition.test_an_index_that_was_built_step_by_step_is_that_of_one_build,
)


def test_an_index_that_is_not_there_is_said_to_be_missing_and_none_is_made(place: Place) -> None:
    store = open_store(place)
    assert not store.exists()
    for use in (store.snapshot, lambda: store.writer(create=False)):
        with pytest.raises(IndexNotFoundError, match=r"There is no index at .* Build one with"), use():
            pass
    with pytest.raises(IndexNotFoundError):
        list(store.examine())
    assert not store.exists()


def test_a_first_build_that_did_not_finish_says_so_and_the_next_one_does(place: Place) -> None:
    with open_writer(place) as writer:
        writer.add(article("Rain fell."), whole(article("Rain fell.")), ["Rain fell."])
    with pytest.raises(IndexNotFoundError, match="first build, or the copy to it, did not"), open_snapshot(place):
        pass
    assert fill(place, [article("Rain fell.")]).generation == 1
    assert open_store(place).exists()


def test_a_dry_run_changes_nothing(place: Place) -> None:
    fill(place, [article("Rain fell.")])
    with open_store(place).writer(dry_run=True) as writer:
        assert writer.add(article("Snow fell.", "b.txt"), whole(article("Snow fell.", "b.txt")), ["Snow fell."])
        assert writer.counts() == (2, 2)
    with open_snapshot(place) as snapshot:
        assert (snapshot.counts(), snapshot.facts.generation) == ((1, 1), 1)


def test_a_snapshot_stays_what_it_is_while_builds_commit(place: Place) -> None:
    fill(place, [article(f"Rain fell on the harbour {n}.", f"{n}.txt") for n in range(20)])
    store = open_store(place)
    question = unit(1, seed=3)[0]
    with store.snapshot() as before:

        def seen() -> list[object]:
            texts = [document.text for document in before.documents()]
            return [texts, before.bm25("harbour snow", 50), before.dense(question, 50), before.counts()]

        was = seen()
        fill(place, [article(f"Snow fell on the harbour {n}.", f"{n}.txt") for n in range(10, 30)])
        assert seen() == was
        with store.snapshot() as after:
            assert after.facts.generation == 2
            assert {d.text.split()[0] for d in after.documents()} == {"Snow"}
            assert len(after.bm25("snow", 50)) == 20
        assert seen() == was


def test_readers_meet_whole_generations_while_builds_go_on(place: Place) -> None:
    fill(place, [article(f"text 0 of {n}", f"{n}.txt") for n in range(5)])
    store, torn, done = open_store(place), [], threading.Event()

    def look() -> None:
        while not done.is_set():
            with store.snapshot() as snapshot:
                found = {document.text.split()[1] for document in snapshot.documents()}
                hits = len(snapshot.bm25("text", 50))
            if len(found) != 1 or hits != 5:
                torn.append((found, hits))

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for generation in range(1, 8):
            fill(place, [article(f"text {generation} of {n}", f"{n}.txt") for n in range(5)])
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert torn == []


def test_a_lock_is_free_again_when_its_build_has_failed(place: Place) -> None:
    fill(place, [article("Rain fell.")])
    with pytest.raises(LookupError), open_writer(place):
        with pytest.raises(IndexLockedError, match="Another build"), open_writer(place):
            pass
        raise LookupError
    assert fill(place, [article("Snow fell.")]).generation == 2


def test_sources_and_stamps_are_kept_without_a_new_generation(place: Place) -> None:
    fill(place, [article("Rain fell.")])
    stamp = Stamp(3, -1, 2**62, 2**63 - 1, b"\0\xff" * 16, 7)
    with open_writer(place) as writer:
        writer.remember("/articles", "articles")
        writer.remember("/articles", "../articles")
        writer.stamp("/articles/a.txt", stamp)
        writer.keep()
    with open_writer(place) as writer:
        assert writer.roots() == {"/articles": "../articles"}
        assert writer.stamps("/articles") == {"/articles/a.txt": stamp}
        writer.unstamp("/articles/a.txt")
        writer.forget("/articles")
        writer.keep()
    with open_snapshot(place) as snapshot:
        assert (snapshot.roots(), snapshot.facts.generation) == ({}, 1)
    with open_writer(place) as writer:
        assert writer.stamps("/articles") == {}


def test_listings_know_outlets_days_and_what_is_unknown(place: Place) -> None:
    documents = [
        briefbot.Document("Rain fell.", "Ä", "a.txt", "Wire", "Ada", dt.date(2026, 2, 3)),
        briefbot.Document("Snow fell on the harbour.", "b", "b.txt", "Post", None, dt.date(2026, 2, 5)),
        briefbot.Document("Hail fell.", "c", "c.txt", "Wire", None, None),
    ]
    fill(place, documents)
    with open_snapshot(place) as snapshot:
        assert snapshot.outlets() == [("Wire", 2), ("Post", 1)]
        assert snapshot.period() == (dt.date(2026, 2, 3), dt.date(2026, 2, 5))
        assert snapshot.newest(Filter(outlets=("Wire",))) == dt.date(2026, 2, 3)
        assert snapshot.unknown(["x\0y", documents[0].id, "", "0"]) == ["x\0y", "", "0"]
        assert [row.author for row in snapshot.catalog(Filter(since=dt.date(2026, 1, 1)))] == ["Ada", None]
        assert snapshot.count(Filter(as_of=dt.date(2026, 2, 4))) == 2
        assert [entry.title for entry in snapshot.entries()] == ["Ä", "b", "c"]
        assert snapshot.in_some_text("SNOW fell", Filter())
        assert not snapshot.in_some_text("snow_fell")
        assert [passage.text for passage in snapshot.holding(["rain"], 5)] == ["Rain fell."]
        assert snapshot.documents_with(["fell", "hail"]) == {3}
        assert [spelling.word for spelling in snapshot.spellings("harbuor")] == ["harbour"]
        assert [d.text for d in snapshot.documents(offset=1, limit=1)] == ["Snow fell on the harbour."]
        numbers, vectors = snapshot.first_vectors([1, 3])
        assert numbers == [1, 3]
        assert np.array_equal(vectors[1], snapshot.vectors([3])[3])
        assert snapshot.first_passage() == 1


def test_the_doctor_finds_nothing_wrong_and_the_size_grows(place: Place) -> None:
    fill(place, [article("Rain fell.")])
    store = open_store(place)
    before = store.size()
    fill(place, [article(f"Rain fell {n}. " * 200, f"{n}.txt") for n in range(50)])
    assert [check for check in store.examine() if not check.ok] == []
    assert store.size() > before > 0


def test_what_people_keep_is_added_to_and_replaced_whatever_builds_do(place: Place) -> None:
    fill(place, [article("Rain fell.")])
    store = open_store(place)
    notes, collections = store.kept(NOTES), store.kept(COLLECTIONS)
    assert notes.read(100) == collections.read(100) == b""
    notes.append(b"one\n")
    notes.append("zwei ü\n".encode())
    fill(place, [article("Snow fell.")])
    with collections.changing(100) as draft:
        assert draft.data == b""
        draft.data = b"first"
    with pytest.raises(RuntimeError), collections.changing(100) as draft:
        draft.data = b"second"
        raise RuntimeError
    assert notes.read(100) == "one\nzwei ü\n".encode()
    assert collections.read(100) == b"first"
    with pytest.raises(BriefbotError, match=NOTES):
        notes.read(5)
    store.close()


def test_changes_of_what_is_kept_wait_for_each_other(place: Place) -> None:
    fill(place, [article("Rain fell.")])

    def add(letter: bytes) -> None:
        store = open_store(place)
        for _ in range(10):
            with store.kept(COLLECTIONS).changing(1000) as draft:
                draft.data += letter
        store.close()

    threads = [threading.Thread(target=add, args=(letter,)) for letter in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(open_store(place).kept(COLLECTIONS).read(1000)) == sorted(b"abc" * 10)


def test_a_writer_knows_what_it_has_committed(place: Place) -> None:
    fill(place, [article("Rain fell."), article("Snow fell.", "b.txt")])
    with open_writer(place) as writer:
        writer.remember("/articles", "articles")
        writer.keep()
        assert writer.counts() == (2, 2)
    with open_writer(place) as writer:
        writer.unlink(("/articles/b.txt", 0))
        writer.drop_orphans()
        assert writer.facts is not None
        writer.commit(writer.facts)
        assert writer.counts() == (1, 1)


def test_facts_are_those_of_the_build(place: Place) -> None:
    written = fill(place, [article("Rain fell.")])
    with open_snapshot(place) as snapshot:
        assert snapshot.facts == written
    assert (written.encoder, written.dimension, written.generation) == (FACTS.encoder, FACTS.dimension, 1)
