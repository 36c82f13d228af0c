"""How often follow-ups are answered rightly: 271 of them, about the news articles of `news.py`.

    python benchmarks/follow_ups.py ARTICLES.jsonl

`news_follow_ups.jsonl`, beside this file, has what was asked before ("history"), the follow-up ("question"), the same
as a question that stands alone ("whole"), and its answers; most are labelled questions of `news_questions.jsonl`, put
as one would put them next. They were written without any answer of briefbot in sight; the answers that it gives to the
questions before are part of the history. At last, questions that stand alone are asked after one about another article.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from news import questions
from tqdm import tqdm

from briefbot.assistant import Assistant
from briefbot.evaluation import Question, figures, index_contexts, outcome_of
from briefbot.replies import Reply

FOLLOW_UPS = Path(__file__).with_name("news_follow_ups.jsonl")
SEED = 5


def conversation(assistant: Assistant, asked: Sequence[str]) -> list[Reply]:
    """Ask these questions one after the other, and return the turns of that conversation."""
    turns: list[Reply] = []
    for question in asked:
        turns.append(assistant.ask(question, history=turns))
    return turns


def report(name: str, labelled: Sequence[Question], answers: Sequence[Reply]) -> None:
    outcomes = [outcome_of(one, answer, answer.seconds) for one, answer in zip(labelled, answers, strict=True)]
    found = figures(outcomes, whole_index=True)
    print(
        f"{name:<42} best span right {sum(outcome.right for outcome in outcomes)} of "
        f"{sum(bool(one.answers) for one in labelled)}; answered {found['answered']}, right of these "
        f"{found['right of answered']:.1f}%; area under risk-coverage {found['area under risk-coverage']:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    args = parser.parse_args()
    labelled = questions(args.articles)
    follow_ups = [json.loads(line) for line in FOLLOW_UPS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(index_contexts(labelled, Path(folder)))
        turns = [conversation(assistant, item["history"]) for item in tqdm(follow_ups, desc="Turns before")]
        asked = [Question(item["question"], tuple(item["answers"]), "", item["title"]) for item in follow_ups]
        report("whole questions", asked, [assistant.ask(item["whole"]) for item in follow_ups])
        report("follow-ups without the turns before", asked, [assistant.ask(one.text) for one in asked])
        answers = [assistant.ask(one.text, history=before) for one, before in zip(asked, turns, strict=True)]
        report("follow-ups", asked, answers)

        rng = np.random.default_rng(SEED)
        shuffled = [labelled[at] for at in rng.permutation(len(labelled))]
        others = [
            next(other for other in shuffled[at:] + shuffled if other.title != one.title)
            for at, one in enumerate(labelled)
        ]
        report("questions that stand alone", labelled, [assistant.ask(one.text) for one in labelled])
        after = [
            assistant.ask(one.text, history=conversation(assistant, [other.text]))
            for one, other in zip(labelled, others, strict=True)
        ]
        report("the same after one about another article", labelled, after)


if __name__ == "__main__":
    main()
