"""How many questions for facts end in another kind of reply, and how often a list that is given instead has the answer.

    python benchmarks/kinds_on_facts.py QUESTIONS.json.gz [--index DIR] [--most N] [--show]

QUESTIONS is in the format of SQuAD; each context is an article. A question in the plural ("Which towns?") gets a list
only where several things are found, so it is asked here, of the index of all contexts: that of DIR, which is built
there where it is missing. Others are told by their form or by the model alone. N is how many of the first are asked at
most.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from briefbot.assistant import Assistant
from briefbot.composing.choosing import KindAsked, kind_by_form, kind_guessed
from briefbot.encoder import packaged_encoder
from briefbot.errors import ModelError
from briefbot.evaluation import index_contexts, normalize, read_questions
from briefbot.question_kinds import FALLBACK
from briefbot.replies import Listed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--most", type=int, default=400)
    parser.add_argument("--show", action="store_true", help="print the questions that get a list")
    args = parser.parse_args()
    questions = read_questions(args.questions)
    with tempfile.TemporaryDirectory() as folder:
        place = args.index or Path(folder)
        built = place / "index"
        index = built if built.is_dir() else index_contexts(questions, place, progress=True)
        encoder = packaged_encoder()
        if encoder is None:
            raise ModelError("The encoder is not prepared. Build any index first, with: briefbot index examples")
        kinds = []
        for question in tqdm(questions, unit="question"):
            told = kind_by_form(question.text)
            vector = encoder.encode([question.text])[0]
            kinds.append(KindAsked(told) if told else kind_guessed(question.text, vector))
        tried = [question for question, kind in zip(questions, kinds, strict=True) if kind.is_tentative]
        left = [
            (kind.kind, question.text)
            for question, kind in zip(questions, kinds, strict=True)
            if kind.kind != FALLBACK and not kind.is_tentative
        ]
        random.seed(0)
        asked = random.sample(tried, min(args.most, len(tried)))
        assistant = Assistant.open(index)
        listed = having = 0
        for question in tqdm(asked, unit="question"):
            reply = assistant.ask(question.text)
            if not isinstance(reply, Listed):
                continue
            listed += 1
            has = any(_is_said(normalize(answer), reply) for answer in question.answers)
            having += has
            if args.show:
                print(f"{'has' if has else 'lacks'} | {question.text} | {reply.text} | {question.answers[:1]}")
    if args.show:
        print("\n".join(f"{kind} | {text}" for kind, text in left))
    every = len(questions)
    print(f"left for sure: {len(left)} of {every}, {100 * len(left) / every:.2f}%", dict(Counter(k for k, _ in left)))
    print(f"tried as a list: {len(tried)}, {100 * len(tried) / every:.2f}%; {len(asked)} of them asked")
    share = 100 * len(tried) / every / max(1, len(asked))
    print(f"ended as a list: {listed}, {share * listed:.2f}% of all; with the answer among its items: {having}")
    print(f"a list without the answer: {share * (listed - having):.2f}% of all")


def _is_said(answer: str, reply: Listed) -> bool:
    """Return whether an item says an answer, or whether each of the things that the answer enumerates is said."""
    items = [f" {normalize(item.text)} " for item in reply.items]
    if any(f" {answer} " in item or item in f" {answer} " for item in items):
        return True
    words = {word for item in items for word in item.split()}
    return all(part in words for part in answer.replace(" and ", " ").replace(" or ", " ").split())


if __name__ == "__main__":
    main()
