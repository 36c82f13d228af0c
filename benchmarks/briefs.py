"""How much of what a reporter's brief says a brief of briefbot says: key points covered by 8 sentences, 60 stories.

    python benchmarks/briefs.py CLUSTERS.json.gz --index FOLDER [--distractors 200] [--sentences 8] [--show ID]

`brief_key_points.jsonl` (set a, for tuning) and `brief_key_points_b.jsonl` (set b) name for each key point of a brief
the sentences of its articles that say it, as (article, start, end). The clusters (Multi-News, each some articles and a
brief of them; Fabbri et al. 2019) are no part of the project. The articles of the 60 stories and of others between
form one index, which is kept in FOLDER and built where it is not there; briefbot has to find the story by its topic.

Beside it, with the right articles given: the first sentences of each in turn, and LexRank and TextRank of `sumy`, where
that is installed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from briefbot import Assistant, Document, Settings, build_index
from briefbot.passages import split_passages

FILES = {"a": "brief_key_points.jsonl", "b": "brief_key_points_b.jsonl"}
OVERLAP = 0.8  # of a listed sentence, from which it counts as quoted


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def read_labels() -> list[dict[str, Any]]:
    here = Path(__file__).parent
    return [json.loads(line) for name in FILES.values() for line in (here / name).read_text("utf-8").splitlines()]


def open_index(folder: Path, clusters: Sequence[dict[str, Any]], wanted: set[str], distractors: int) -> Assistant:
    """Return the index of the wanted clusters and of others; it is built where it is not there."""
    articles = folder / "articles.jsonl"
    if not articles.exists():
        folder.mkdir(parents=True, exist_ok=True)
        others = [cluster for cluster in clusters if cluster["id"] not in wanted][:distractors]
        with articles.open("w", encoding="utf-8") as file:
            for cluster in (*(one for one in clusters if one["id"] in wanted), *others):
                for number, text in enumerate(cluster["articles"]):
                    url = f"https://clusters.invalid/{cluster['id']}/{number}"
                    file.write(json.dumps({"text": text, "url": url}) + "\n")
        build_index(articles, index=folder / "index", progress=True)
    return Assistant.open(folder / "index")


def says(quoted: str, listed: str) -> bool:
    """Return whether a quoted sentence is a listed one, or has 80% of its characters in one run with it."""
    quoted, listed = plain(quoted), plain(listed)
    if quoted == listed or listed in quoted:
        return True
    return quoted in listed and len(quoted) >= OVERLAP * len(listed)


def covered(label: dict[str, Any], cluster: dict[str, Any], quotes: Sequence[str]) -> tuple[int, int]:
    """Return how many of the key points the quotes say, and how many there are."""
    said = 0
    for point in label["points"]:
        listed = [cluster["articles"][article][start:end] for article, start, end in point["sentences"]]
        said += any(says(quote, one) for quote in quotes for one in listed)
    return said, len(label["points"])


def sentences_of(document: Document) -> list[str]:
    passages = split_passages(document, Settings().passage_tokens)
    return [document.text[start:end] for passage in passages for start, end in passage.sentences]


def lead(articles: Sequence[Sequence[str]], count: int) -> list[str]:
    turns = chain.from_iterable(zip_longest(*(own[:3] for own in articles)))
    return [sentence for sentence in turns if sentence][:count]


def summarizers() -> dict[str, Callable[[Sequence[Sequence[str]], int], list[str]]]:
    """Return the extractive summarizers of sumy by name; none where it is not installed."""
    try:
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
        from sumy.nlp.stemmers import Stemmer
        from sumy.summarizers.lex_rank import LexRankSummarizer
        from sumy.summarizers.text_rank import TextRankSummarizer
    except ImportError:
        return {}
    words = re.compile(r"\w+")

    class Words:
        def to_words(self, text: str) -> list[str]:
            return words.findall(text)

    def with_(kind: Any) -> Callable[[Sequence[Sequence[str]], int], list[str]]:
        def summarize(articles: Sequence[Sequence[str]], count: int) -> list[str]:
            own = [Paragraph([Sentence(plain(text), Words()) for text in article]) for article in articles]
            return [str(each) for each in kind(Stemmer("english"))(ObjectDocumentModel(own), count)]

        return summarize

    return {"LexRank": with_(LexRankSummarizer), "TextRank": with_(TextRankSummarizer)}


def row(name: str, scores: Iterable[tuple[int, int, int]], more: str = "") -> str:
    scored = list(scores)
    said, points = sum(one[0] for one in scored), sum(one[1] for one in scored)
    each = statistics.mean(one[0] / one[1] for one in scored)
    used = statistics.mean(one[2] for one in scored)
    return f"  {name:22} {said / points:.3f} of {points} points, {each:.3f} a story, {used:.1f} sentences{more}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clusters", type=Path)
    parser.add_argument("--index", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--distractors", type=int, default=200)
    parser.add_argument("--length", default="long", choices=("short", "medium", "long"))
    parser.add_argument("--show", metavar="ID", help="print the brief of one story")
    parser.add_argument("--alone", action="store_true", help="without the other summarizers")
    args = parser.parse_args()
    with gzip.open(args.clusters, "rt", encoding="utf-8") as file:
        clusters = {cluster["id"]: cluster for cluster in json.load(file)}
    labels = read_labels()
    assistant = open_index(args.index, list(clusters.values()), {label["id"] for label in labels}, args.distractors)
    count = {"short": 3, "medium": 5, "long": 8}[args.length]
    others = {} if args.alone else {"the first of each": lead, **summarizers()}
    documents: dict[str, list[Document]] = {}
    for document in assistant.documents():
        documents.setdefault(document.source.split("/")[-2], []).append(document)
    for name in FILES:
        scores, right, quoted, seconds, found = [], 0, 0, [], []
        for label in (label for label in labels if label["set"] == name):
            cluster = clusters[label["id"]]
            started = time.perf_counter()
            reply = assistant.brief(label["topic"], length=args.length)
            seconds.append(time.perf_counter() - started)
            quotes = [citation.quote for citation in reply.citations]
            ours = [citation.source.split("/")[-2] == label["id"] for citation in reply.citations]
            scores.append((*covered(label, cluster, quotes), len(quotes)))
            right, quoted = right + sum(ours), quoted + len(ours)
            used = {each.document_id for item in getattr(reply, "items", ()) for each in item.citations}
            found.append(len(used & {one.id for one in documents[label["id"]]}) / len(documents[label["id"]]))
            if args.show in (label["id"], "all"):
                print(f"{label['id']} {label['topic']}: {scores[-1][0]} of {scores[-1][1]}")
                for quote, own in zip(quotes, ours, strict=True):
                    print(f"    {'' if own else '!! '}{plain(quote)}")
        print(f"set {name}, {len(scores)} stories")
        more = f", {right / max(1, quoted):.3f} on topic, {statistics.median(seconds):.2f} s"
        print(row("briefbot", scores, more))
        print(f"  articles of the story that are cited: {statistics.mean(found):.2f}")
        for other, summarize in others.items():
            told = []
            for label in (label for label in labels if label["set"] == name):
                own = [sentences_of(document) for document in documents[label["id"]]]
                quotes = summarize(own, count)
                told.append((*covered(label, clusters[label["id"]], quotes), len(quotes)))
            print(row(f"{other}, given", told))


if __name__ == "__main__":
    main()
