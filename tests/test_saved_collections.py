"""Collections: articles and sources under a name, kept beside the catalog and read back with checks."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from attacks import ATTACKS

from briefbot import (
    BriefbotError,
    Entry,
    IndexDamagedError,
    IndexNotFoundError,
    SavedCollection,
    delete_collection,
    list_collections,
    rename_collection,
    save_collection,
)
from briefbot.saved_collections import LONGEST_NAME, MOST, checked_name
from briefbot.store import COLLECTIONS


def names(index: Path) -> list[str]:
    return [one.name for one in list_collections(index=index)]


def test_what_is_saved_is_listed_by_name_renamed_and_deleted(tmp_path: Path) -> None:
    assert list_collections(index=tmp_path) == ()
    strike = SavedCollection(" Strike ", ("b", "a", "b"), ("news",))
    save_collection(strike, index=tmp_path)
    save_collection(SavedCollection("dam", ("c",)), index=tmp_path)
    assert list_collections(index=tmp_path) == (
        SavedCollection("dam", ("c",)),
        SavedCollection("Strike", ("b", "a"), ("news",)),
    )
    rename_collection("Strike", "All at sea", index=tmp_path)
    assert names(tmp_path) == ["All at sea", "dam"]
    assert list_collections(index=tmp_path)[0].documents == ("b", "a")
    delete_collection("dam", index=tmp_path)
    assert names(tmp_path) == ["All at sea"]
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_a_name_is_taken_once_whatever_its_case_and_accents(tmp_path: Path) -> None:
    save_collection(SavedCollection("Énergie"), index=tmp_path)
    save_collection(SavedCollection("Wind"), index=tmp_path)
    with pytest.raises(BriefbotError, match="already"):
        save_collection(SavedCollection("ENERGIE"), index=tmp_path)
    with pytest.raises(BriefbotError, match="already"):
        rename_collection("Wind", "energie", index=tmp_path)
    assert names(tmp_path) == ["Énergie", "Wind"], "what fails changes nothing"
    rename_collection("Wind", "WIND", index=tmp_path)
    assert names(tmp_path) == ["Énergie", "WIND"]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\0", "\ud800", "x" * (LONGEST_NAME + 1), "a\u2028b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(BriefbotError):
        SavedCollection(name)


def test_what_is_gone_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(BriefbotError, match="no longer there"):
        rename_collection("Wind", "Rain", index=tmp_path)
    with pytest.raises(BriefbotError, match="no longer there"):
        delete_collection("Wind", index=tmp_path)
    with pytest.raises(IndexNotFoundError):
        save_collection(SavedCollection("Wind"), index=tmp_path / "nowhere")


@pytest.mark.parametrize(
    "written",
    [
        "[]",
        "{}",
        '{"format": 2, "collections": []}',
        '{"format": 1, "collections": {}}',
        '{"format": 1, "collections": [7]}',
        '{"format": 1, "collections": [{"name": "a", "documents": "bc", "sources": []}]}',
        '{"format": 1, "collections": [{"name": "a", "documents": [7], "sources": []}]}',
        '{"format": 1, "collections": [{"name": "", "documents": [], "sources": []}]}',
        "[" * 100_000,
        "\ud800",
    ],
)
def test_a_file_that_is_not_as_briefbot_writes_it_is_refused_and_stays(tmp_path: Path, written: str) -> None:
    (tmp_path / COLLECTIONS).write_bytes(written.encode("utf-8", "surrogatepass"))
    with pytest.raises(IndexDamagedError, match="cannot be read"):
        list_collections(index=tmp_path)
    with pytest.raises(IndexDamagedError):
        save_collection(SavedCollection("Wind"), index=tmp_path)
    assert (tmp_path / COLLECTIONS).read_bytes() == written.encode("utf-8", "surrogatepass")


def test_a_change_that_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_collection(SavedCollection("Wind"), index=tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(BriefbotError, match="No space left"):
        save_collection(SavedCollection("Rain"), index=tmp_path)
    monkeypatch.undo()
    assert names(tmp_path) == ["Wind"]
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part"))


def test_changes_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    together = [
        threading.Thread(target=save_collection, args=(SavedCollection(f"Number {at}"),), kwargs={"index": tmp_path})
        for at in range(8)
    ]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert len(names(tmp_path)) == 8


def test_there_are_so_many_at_most(tmp_path: Path) -> None:
    many = [{"name": f"Number {at}", "documents": [], "sources": []} for at in range(MOST)]
    (tmp_path / COLLECTIONS).write_text(json.dumps({"format": 1, "collections": many}))
    with pytest.raises(BriefbotError, match="at most"):
        save_collection(SavedCollection("One more"), index=tmp_path)


def test_a_collection_has_its_documents_and_all_that_its_sources_hold_now() -> None:
    entries = [
        Entry("a", "A", None, None, "/x/a.txt", "/x/a.txt", "news"),
        Entry("b", "B", None, None, "/x/b.txt", "/x/b.txt", "news"),
        Entry("c", "C", None, None, "/y/c.txt", "/y/c.txt", "more"),
        Entry("a", "A", None, None, "/y/a.txt", "/y/a.txt", "more"),
    ]
    assert [one.document_id for one in SavedCollection("x", ("c", "gone"), ("news",)).among(entries)] == ["a", "b", "c"]
    assert SavedCollection("x", ("gone",), ("elsewhere",)).among(entries) == ()


@pytest.mark.parametrize("attack", ATTACKS[:: max(1, len(ATTACKS) // 12)])
def test_a_hostile_name_is_kept_word_for_word_or_refused(tmp_path: Path, attack: str) -> None:
    try:
        name = checked_name(attack)
    except BriefbotError:
        return
    save_collection(SavedCollection(name, (attack.replace("\ud800", ""),)), index=tmp_path)
    assert names(tmp_path) == [name]
