"""Labelled questions: SQuAD files, and JSON lines that name the article of each question."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from briefbot.documents import read_documents
from briefbot.errors import BriefbotError, DocumentError
from briefbot.settings import Settings
from briefbot.types import Document


@dataclass(frozen=True, slots=True)
class Question:
    """A labelled question. No answers: the context does not say."""

    text: str
    answers: tuple[str, ...]
    context: str  # the text that answers it or, for one without answers, might have; "" where the label names none
    title: str


def read_questions(path: Path, limit: int | None = None) -> list[Question]:
    """All questions of a labelled file, or `limit` of them drawn evenly from it. Raises BriefbotError if it is none.

    Either SQuAD 1.1 or 2.0 JSON, gzipped or not; or, where the name ends in .jsonl, one object a line:

        {"question": "Who opened the bridge?", "answers": ["Ada Quill"], "document": "articles/bridge.txt"}

    `answers` is empty where the articles do not say; `document` is an article's file, relative to the labelled file,
    and may be left out where the question is asked of a whole index.
    """
    if path.suffix.lower() == ".jsonl":
        questions = list(_json_lines(path))
    else:
        try:
            questions = [
                Question(
                    _text(item["question"]), tuple(_text(answer["text"]) for answer in item["answers"]), context, title
                )
                for title, context, item in squad_items(path)
            ]
        except (KeyError, TypeError) as error:
            raise _not_squad(path, error) from error
    if not questions:
        raise BriefbotError(f"{path} holds no questions.")
    if limit is not None and limit < len(questions):
        questions = [questions[at] for at in np.linspace(0, len(questions) - 1, max(limit, 1)).astype(int)]
    return questions


def squad_items(path: Path) -> Iterator[tuple[str, str, Any]]:
    """(article title, context, question item) of a SQuAD file, gzipped or not. Raises BriefbotError if it is none."""
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
        lines = path.read_text(encoding="utf-8-sig").splitlines()
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
            answers = tuple(_text(answer) for answer in item.get("answers") or ())
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
            found = articles(path.parent / document)
        except DocumentError as error:
            raise BriefbotError(f"{where}: {error}") from error
        holding = [article for article in found if any(answer in article.text for answer in answers)]
        if answers and not holding:
            raise BriefbotError(f"{where}: {document} holds none of the answers {', '.join(map(repr, answers))}.")
        article = (holding or found)[0]
        yield Question(question, answers, article.text, article.title)


def _articles(path: Path) -> list[Document]:
    documents = []
    for item in read_documents(path, max_bytes=Settings().max_file_bytes):
        if isinstance(item, DocumentError):
            raise item
        documents.append(item)
    if not documents:
        raise DocumentError(path.as_posix(), "holds no article")
    return documents


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, not {type(value).__name__}")
    return value


def _not_squad(path: Path, error: Exception) -> BriefbotError:
    return BriefbotError(
        f"{path} is not a SQuAD file: expected JSON with data, paragraphs and qas ({error!r}). "
        f"A file of JSON lines has a name that ends in .jsonl."
    )
