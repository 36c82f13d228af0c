"""How many questions for facts end in another kind of reply, and how often a list that is given instead has the answer.

    python benchmarks/kinds_on_facts.py QUESTIONS.json.gz [--index DIR] [--most N] [--show]

QUESTIONS is in the format of SQuAD; each context is an article. A question in the plural ("Which towns?") or of
any number ("Who signed?") gets a list only where several things are found, so it is asked here, of the index of all
contexts: that of DIR, which is built there where it is missing. Others are told by their form or by the model alone. N
is how many of each of the two are asked at most.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from briefbot.assistant import Assistant
from briefbot.composing.choosing import KindAsked, kind_by_form, kind_guessed
from briefbot.composing.several_asked import asks_for_several
from briefbot.encoder import packaged_encoder
from briefbot.errors import ModelError
from briefbot.evaluation import Question, index_contexts, normalize, read_questions
from briefbot.question_kinds import FALLBACK
from briefbot.replies import Listed

_BATCH = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--most", type=int, default=100)
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
        texts = [question.text for question in questions]
        kinds = []
        for first in tqdm(range(0, len(texts), _BATCH), unit="batch"):
            batch = texts[first : first + _BATCH]
            for text, vector in zip(batch, encoder.encode(batch), strict=True):
                told = kind_by_form(text)
                kinds.append(KindAsked(told) if told else kind_guessed(text, vector))
        left = [(kind.kind, text) for text, kind in zip(texts, kinds, strict=True) if _is_sure(kind)]
        if args.show:
            print("\n".join(f"{kind} | {text}" for kind, text in left))
        share = 100 * len(left) / len(texts)
        print(f"left for sure: {len(left)} of {len(texts)}, {share:.2f}%", dict(Counter(kind for kind, _ in left)))
        tried = [question for question, kind in zip(questions, kinds, strict=True) if kind.is_tentative]
        assistant = Assistant.open(index)
        for name, is_plural in (("in the plural", True), ("of any number", False)):
            own = [question for question in tried if asks_for_several(question.text) is is_plural]
            random.seed(0)
            asked = random.sample(own, min(args.most, len(own)))
            listed, having = _asked(assistant, asked, show=args.show)
            part = 100 * len(own) / len(texts) / max(1, len(asked))
            print(
                f"{name}: {len(own)} tried as a list, {100 * len(own) / len(texts):.2f}%, {len(asked)} of them asked:"
            )
            print(f"  {listed} ended as a list, {part * listed:.2f}% of all; {having} of them with the answer")
            print(f"  a list without the answer: {part * (listed - having):.2f}% of all", flush=True)


def _is_sure(kind: KindAsked) -> bool:
    return kind.kind != FALLBACK and not kind.is_tentative


def _asked(assistant: Assistant, questions: Sequence[Question], *, show: bool) -> tuple[int, int]:
    """Return how many questions get a list, and how many of these lists have the answer among their items."""
    listed = having = 0
    for question in tqdm(questions, unit="question"):
        reply = assistant.ask(question.text)
        if not isinstance(reply, Listed):
            continue
        listed += 1
        has = any(_is_said(normalize(answer), reply) for answer in question.answers)
        having += has
        if show:
            print(f"{'has' if has else 'lacks'} | {question.text} | {reply.text} | {question.answers[:1]}")
    return listed, having


def _is_said(answer: str, reply: Listed) -> bool:
    """Return whether an item says an answer, or whether each of the things that the answer enumerates is said."""
    items = [f" {normalize(item.text)} " for item in reply.items]
    if any(f" {answer} " in item or item in f" {answer} " for item in items):
        return True
    words = {word for item in items for word in item.split()}
    return all(part in words for part in answer.replace(" and ", " ").replace(" or ", " ").split())


if __name__ == "__main__":
    main()
