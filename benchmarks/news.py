"""How often briefbot answers questions about news rightly: 292 with an answer, 146 without, on 73 Wikinews articles.

    python benchmarks/news.py ARTICLES.jsonl [--reader NAME_OR_PATH]

`news_questions.jsonl`, beside this file, was written for briefbot from the articles alone, without any search or
reader; no weight was fitted to it. Half of the questions without an answer are near misses: the articles speak of the
thing, but do not say what is asked. The articles (Wikinews, 2004 and 2005, CC BY 2.5; one JSON object a line with title
and text) are no part of the project. All form one index, and every question is put to it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from briefbot.assistant import Assistant
from briefbot.documents import read_documents
from briefbot.errors import DocumentError
from briefbot.evaluation import Question, ask_index, figures, index_contexts, table, threshold_for
from briefbot.settings import Settings

QUESTIONS = Path(__file__).with_name("news_questions.jsonl")
RIGHT = (0.9, 0.85, 0.8, 0.75)


def questions(articles: Path) -> list[Question]:
    """Read the labelled questions with the articles they are about. Raises KeyError where an article is missing."""
    texts = {}
    for item in read_documents(articles, max_bytes=Settings().max_file_bytes):
        if isinstance(item, DocumentError):
            raise item
        texts[item.title] = item.text
    found = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        found.append(Question(item["question"], tuple(item["answers"]), texts[item["title"]], item["title"]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--reader", default=Settings().reader)
    args = parser.parse_args()
    asked = questions(args.articles)
    with tempfile.TemporaryDirectory() as folder:
        index = index_contexts(asked, Path(folder))
        assistant = Assistant.open(index, settings=Settings(reader=args.reader))
        outcomes = ask_index(asked, assistant, progress=True)
    print(table(figures(outcomes, whole_index=True)))
    confidences, right = [outcome.confidence for outcome in outcomes], [outcome.right for outcome in outcomes]
    answerable = [outcome for outcome in outcomes if outcome.question.answers]
    for share in RIGHT:
        threshold = threshold_for(1 - share, confidences, right)
        answered = sum(outcome.confidence >= threshold for outcome in answerable) / len(answerable)
        print(f"at the best threshold for {share:.0%} right, answerable answered: {100 * answered:.1f}")


if __name__ == "__main__":
    main()
