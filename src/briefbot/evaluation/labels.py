"""Labelled questions: SQuAD files, and JSON lines that name the article of each question."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from briefbot.documents import place_read, read_documents, unix_lines
from briefbot.errors import BriefbotError, DocumentError
from briefbot.evaluation.scores import normalize, says
from briefbot.settings import Settings
from briefbot.types import Document, is_text


@dataclass(frozen=True, slots=True)
class Question:
    """A labelled question. No answers: the context does not say."""

    text: str
    answers: tuple[str, ...]
    context: str  # the text that answers it or, for one without answers, might have; "" where the label names none
    title: str
    article: str = ""  # contexts of one article share it: SQuAD's title, or the id of a document


def read_questions(path: Path) -> list[Question]:
    """Read all questions of a labelled file. Raises BriefbotError if it is none.

    Either SQuAD 1.1 or 2.0 JSON, gzipped or not; or, where the name ends in .jsonl, one object a line:

        {"question": "Who opened the bridge?", "answers": ["Ada Quill"], "document": "articles/bridge.txt"}

    `answers` is empty where the articles do not say; `document` is an article's file, relative to the labelled file,
    and may be left out where the question is asked of a whole index. Of a file of several articles it names one as
    citations do, "articles.jsonl#3"; without that it is the only one that holds an answer. An answer of nothing but
    articles and punctuation is left out, as SQuAD's official script does.
    """
    if path.suffix.lower() == ".jsonl":
        questions = list(_json_lines(path))
    else:
        try:
            questions = [
                Question(_text(item["question"]), _answers(item["answers"]), unix_lines(context), title, title)
                for title, context, item in squad_items(path)
            ]
        except (KeyError, TypeError) as error:
            raise _not_squad(path, error) from error
    if not questions:
        raise BriefbotError(f"{path} holds no questions.")
    return questions


def drawn(questions: Sequence[Question], limit: int | None) -> list[Question]:
    """Return `limit` of the questions, drawn evenly; all where there are no more or no limit is set."""
    if limit is None or limit >= len(questions):
        return list(questions)
    return [questions[at] for at in np.linspace(0, len(questions) - 1, limit).astype(int)]


def _answers(items: Sequence[Any]) -> tuple[str, ...]:
    return tuple(text for item in items if normalize(text := _text(item["text"])))


def squad_items(path: Path) -> Iterator[tuple[str, str, Any]]:
    """Yield (article title, context, question item) from a SQuAD file, gzipped or not.

    Raises BriefbotError if it is none.
    """
    try:
        data = path.read_bytes()
        for article in json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)["data"]:
            for paragraph in article["paragraphs"]:
                for item in paragraph["qas"]:
                    title = _text(article.get("title") or "")
                    yield title.replace("_", " "), _text(paragraph["context"]), item
    except OSError as error:
        raise BriefbotError(f"{path}: {error.strerror or error}") from error
    except (EOFError, zlib.error) as error:
        raise BriefbotError(f"{path} is a damaged gzip file ({error}). Download or compress it again.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _not_squad(path, error) from error


def _json_lines(path: Path) -> Iterator[Question]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # a string may hold other line separators
    except (OSError, UnicodeDecodeError) as error:
        raise BriefbotError(f"{path}: {error.strerror if isinstance(error, OSError) else error}") from error
    articles = cache(_articles)  # many questions ask about one file
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            item = json.loads(line)
            question, document = _text(item["question"]), item.get("document")
            if not isinstance(item["answers"], list):
                raise TypeError("answers is a list, empty where the articles do not say")
            answers = tuple(_text(answer) for answer in item["answers"])
            if not all(normalize(answer) for answer in answers):
                raise ValueError("an answer is empty; where the articles do not say, answers is []")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BriefbotError(
                f'{where}: expected {{"question": "…", "answers": ["…"], "document": "FILE"}} ({error!r}).'
            ) from error
        if document is None:
            yield Question(question, answers, "", "")
            continue
        if not isinstance(document, str):
            raise BriefbotError(f"{where}: document is the name of an article's file, not {document!r}.")
        try:
            article = _named(path.parent, document, answers, articles)
        except BriefbotError as error:
            raise BriefbotError(f"{where}: {error}") from error
        yield Question(question, answers, article.text, article.title, article.id)


def _named(
    folder: Path, document: str, answers: Sequence[str], articles: Callable[[Path], list[Document | DocumentError]]
) -> Document:
    """Return the article that a label names: a file's only one, its only one with an answer, or "file#N"."""
    file, mark, part = document.rpartition("#")
    if not mark or os.path.exists(folder / document):  # noqa: PTH110
        file, part = document, ""
    read = articles(folder / file)
    if part and not (read := [item for item in read if place_read(item).endswith(f"#{part}")]):
        raise BriefbotError(f"{file} holds no article #{part}.")
    found = [item for item in read if isinstance(item, Document)]
    if not found:
        raise next(item for item in read if isinstance(item, DocumentError))
    holding = [article for article in found if any(says(article.text, answer) for answer in answers)]
    # "25" of "25kg" and "French" of "Frenchman" are labelled, too.
    holding = holding or [article for article in found if any(answer in article.text for answer in answers)]
    if answers and not holding:
        raise BriefbotError(f"{document} holds none of the answers {', '.join(map(repr, answers))}.")
    if len(holding or found) > 1:
        raise BriefbotError(
            f"{document} holds {len(found)} articles, so name the one that is meant: "
            f'"{document}#N", with N as its place in the file, the line of JSON lines for example.'
        )
    return (holding or found)[0]


def _articles(path: Path) -> list[Document | DocumentError]:
    """Read all articles of a file, with an error in place of each that cannot be read: a label may name another."""
    return list(read_documents(path, max_bytes=Settings().max_file_bytes)) or [
        DocumentError(path.as_posix(), "holds no article")
    ]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, not {type(value).__name__}")
    if not is_text(value):
        raise TypeError("it holds half of a surrogate pair")
    return value


def _not_squad(path: Path, error: Exception) -> BriefbotError:
    return BriefbotError(
        f"{path} is not a SQuAD file: expected JSON with data, paragraphs and qas ({error!r}). "
        f"A file of JSON lines has a name that ends in .jsonl."
    )
