"""How many labelled conversations of `data/conversations.jsonl` end in the right reply, of each form.

Each line has an `id`, a `collection` ("examples" or "invented", which is `data/invented`), the `form` of its last turn,
its `turns`, and what is right of the reply to the last of them: `answers` (its text has one of these), `also` (is
shown), `kinds`, `files` (articles that alone may be cited, and one must), `outlets` (that it is restricted to), `days`
(the first place cited says one of these, or its article is of it), `most` and `least` (places cited), `sentences` (have
these), `nth` (of the reply before, the article of that place alone), `new` (none of its sentences was said), `parts`
(for each, what it has, or null for none), `same` (it is as without the turns before), `none` (nothing is cited) or
`decline`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefbot import Assistant, Citation, Reply, build_index, day_of

TESTS = Path(__file__).parent
LABELS = [json.loads(line) for line in (TESTS / "data" / "conversations.jsonl").read_text("utf-8").splitlines()]
RIGHT = {  # of each form, at least so many
    "more": 8,
    "sure": 7,
    "source": 6,
    "which": 3,
    "when": 8,
    "meant": 6,
    "nth": 10,
    "only": 9,
    "length": 5,
    "stays": 3,
    "alone": 5,
    "parts": 4,
}


@pytest.fixture(scope="module")
def assistants(examples_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    index = build_index(TESTS / "data" / "invented", index=tmp_path_factory.mktemp("invented") / "index").index
    return {"examples": examples_assistant, "invented": Assistant.open(index)}


def _article(citation: Citation) -> str:
    path, _, number = citation.source.partition("#")
    return Path(path).stem + (f"#{number}" if number else "")


def _faults(label: dict[str, Any], reply: Reply, before: Reply | None, alone: Reply | None) -> Iterator[str]:
    cited = {_article(citation) for citation in reply.citations}
    if alone is not None and (alone.kind, alone.text) != (reply.kind, reply.text):
        yield f"alone it is {alone.text!r}"
    if label.get("decline") and reply.answered:
        yield "must decline"
    if label.get("none") and cited:
        yield f"cites {cited}"
    if "kinds" in label and reply.kind not in label["kinds"] and before is not None and before.answered:
        yield f"is a {reply.kind}"
    if "answers" in label and not any(answer in reply.text for answer in label["answers"]):
        yield f"lacks {label['answers'][0]!r}"
    shown = " ".join([reply.text, *(each.sentence for each in reply.citations), *(each.text for each in reply.others)])
    yield from (f"does not show {words!r}" for words in label.get("also", []) if words not in shown)
    yield from (f"does not show {words!r}" for words in label.get("sentences", []) if words not in shown)
    if "files" in label and (not cited or cited - set(label["files"])):
        yield f"cites {cited}"
    if "outlets" in label and list(reply.within.outlets) != label["outlets"]:
        yield f"is restricted to {reply.within.outlets}"
    if not label.get("least", 0) <= len(reply.citations) <= label.get("most", 99):
        yield f"cites {len(reply.citations)} places"
    if "days" in label:
        first = reply.citations[0] if reply.citations else None
        day = first and (first.published if reply.kind == "collection" else day_of(first))
        if str(day) not in label["days"]:
            yield f"is of {day}"
    if label.get("new") and before is not None and set(reply.text.split("\n")) & set(before.text.split("\n")):
        yield "repeats"
    if "nth" in label and before is not None:
        wanted = before.citations[label["nth"] - (label["nth"] > 0)].document_id
        if {citation.document_id for citation in reply.citations} != {wanted}:
            yield f"is of {cited}"
    if "parts" in label:
        parts = getattr(reply, "parts", ())
        if len(parts) != len(label["parts"]):
            yield f"has {len(parts)} parts"
        for part, wanted in zip(parts, label["parts"], strict=False):
            if part.answered if wanted is None else wanted not in part.text:
                yield f"{part.question!r} has {part.text!r}"


def test_there_are_enough_of_every_form() -> None:
    assert len(LABELS) >= 60
    assert len({label["id"] for label in LABELS}) == len(LABELS)
    assert {label["form"] for label in LABELS} == RIGHT.keys()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("form", RIGHT)
def test_conversations_end_in_the_right_reply(form: str, assistants: dict[str, Assistant], full: bool) -> None:
    wrong = []
    labels = [label for label in LABELS if label["form"] == form]
    tried = labels if full else labels[::3]
    for label in tried:
        assistant, turns = assistants[label["collection"]], list[Reply]()
        for question in label["turns"]:
            turns.append(assistant.ask(question, history=turns))
        for turn in turns:
            assert all(
                citation.span.document.text[citation.start : citation.end] == citation.quote
                for citation in turn.citations
            )
        alone = assistant.ask(label["turns"][-1]) if label.get("same") else None
        faults = list(_faults(label, turns[-1], turns[-2] if len(turns) > 1 else None, alone))
        wrong += [(label["id"], faults)] * bool(faults)
    may_be_wrong = len(labels) - RIGHT[form]
    assert len(tried) - len(wrong) >= max(len(tried) - may_be_wrong, 1), wrong
