"""How many questions for facts end in another kind of reply, and how often a list that is given instead has the answer.

    python benchmarks/kinds_on_facts.py QUESTIONS.json.gz [--index DIR] [--most N] [--show]

QUESTIONS is in the format of SQuAD; each context is an article. A question that may ask for a list ("Which towns?")
gets one only where several things are found, so it is asked here, of the index of all contexts: that of DIR, which is
built there where it is missing. Others are told by their form or by the model alone. N is how many of the first are
asked at most.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from briefbot.assistant import Assistant
from briefbot.composing.choosing import kind_by_form
from briefbot.encoder import packaged_encoder
from briefbot.errors import ModelError
from briefbot.evaluation import index_contexts, normalize, read_questions
from briefbot.question_kinds import FALLBACK, TENTATIVE, question_kind


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
            kinds.append(told or question_kind(question.text, encoder.encode([question.text])[0]).kind)
        for kind, count in Counter(kinds).most_common():
            print(f"{kind}: {count} of {len(kinds)}, {100 * count / len(kinds):.2f}%")
        tentative = [question for question, kind in zip(questions, kinds, strict=True) if kind == TENTATIVE]
        sure = sum(kind not in (FALLBACK, TENTATIVE) for kind in kinds)
        random.seed(0)
        asked = random.sample(tentative, min(args.most, len(tentative)))
        assistant = Assistant.open(index)
        listed = having = 0
        for question in tqdm(asked, unit="question"):
            reply = assistant.ask(question.text)
            if reply.kind != TENTATIVE:
                continue
            listed += 1
            said = f" {normalize(reply.text)} "
            has = any(_holds(said, normalize(answer)) for answer in question.answers)
            having += has
            if args.show:
                print(f"{'has' if has else 'lacks'} | {question.text} | {reply.text} | {question.answers[:1]}")
    share = len(tentative) / len(questions)
    print(f"{len(asked)} of {len(tentative)} that may ask for a list asked: {listed} got one, {having} with the answer")
    ended = share * listed / max(1, len(asked))
    print(f"no fact: {100 * sure / len(questions):.2f}% by form and model, {100 * ended:.2f}% end in a list,")
    print(f"{100 * ended * (1 - having / max(1, listed)):.2f}% in one without the answer")


def _holds(said: str, answer: str) -> bool:
    """Return whether a list says an answer: as a whole, or each of the things that it enumerates."""
    parts = [part for part in answer.replace(" and ", " ").replace(" or ", " ").split() if part]
    return f" {answer} " in said or all(f" {part} " in said for part in parts)


if __name__ == "__main__":
    main()
