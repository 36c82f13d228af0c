"""The choices of the settings: what they say was measured, and what they send is taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from briefbot_ui import actions
from briefbot_ui.choices import ACCEPTED
from briefbot_ui.templates import render
from pydantic import ValidationError

from briefbot import Settings

ROOT = Path(__file__).resolve().parent.parent


def measured() -> dict[int, tuple[float, float]]:
    """Wrong answers accepted of a hundred -> the shares of answers that were right, and of questions answered."""
    text = (ROOT / "training" / "RESULTS.md").read_text(encoding="utf-8")
    section = text.split("## Confidence on news and SQuAD together")[1].split("\n## ")[0]
    rows = [[cell.strip(" *") for cell in line.split("|")[1:-1]] for line in section.splitlines() if line[:1] == "|"]
    return {int(row[0]): (float(row[3]), float(row[4])) for row in rows if row[0].isdigit()}


def test_the_figures_of_the_choices_are_those_that_were_measured() -> None:
    for choice in ACCEPTED:
        right, answered = measured()[choice.wrong]
        assert abs(choice.right - 100 * right) <= 0.5
        assert abs(choice.answered - 100 * answered) <= 0.5 + 1e-9


def test_the_documentation_has_the_same_figures() -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    for choice in ACCEPTED:
        assert f"| {choice.name} | {choice.wrong} | {choice.right} | {choice.answered} |" in text


@pytest.mark.parametrize("given", [Settings().wrong_per_hundred, 30, 7.5])
def test_the_choice_that_the_chat_was_started_with_is_checked(given: float) -> None:
    page = render("page/settings.html", accepted=ACCEPTED, given=given)
    checked = re.findall(r'name="wrong" value="(\d+)" checked', page)
    assert checked == ([str(round(given))] if given in (20, 30) else [])
    assert ("as briefbot chat was started: at most 7.5 wrong" in page) == (given == 7.5)


@pytest.mark.parametrize("wrong", [-1, 101, float("nan"), "many", [10]])
def test_what_is_no_number_of_wrong_answers_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        actions.Ask.model_validate({"id": "1", "question": "Who?", "wrong_per_hundred": wrong})


def test_every_choice_is_taken() -> None:
    for choice in ACCEPTED:
        asked = actions.Ask.model_validate({"id": "1", "question": "Who?", "wrong_per_hundred": choice.wrong})
        assert asked.wrong_per_hundred == choice.wrong
    assert actions.Ask.model_validate({"id": "1", "question": "Who?"}).wrong_per_hundred is None
