"""What goes on from the reply before by its form: wordings, corrections, what pronouns stand for, restrictions."""

from __future__ import annotations

import datetime as dt

import pytest
from made import one_of_each, said

from briefbot.composing.follow_up.restricting import restriction
from briefbot.composing.follow_up.turn import groups_of
from briefbot.conversation import Form, form_of, restated, sentences_wanted, standing, substituted, with_reference
from briefbot.conversation.wordings import bare
from briefbot.phrases import Meant, collection_words
from briefbot.types import Filter

OUTLETS = ["Port Ellery Courier", "Brannoch Island Post", "The Averland Standard", "Radio Averland", "Evening News"]
NEWEST = dt.date(2031, 5, 20)


@pytest.mark.parametrize(
    ("form", "wordings"),
    [
        (
            Form.MORE,
            "tell me more|Tell me more about it|go on|Go on, please.|more details|Can you give me more details?"
            "|what else?"
            "|anything else?|what else is known about it?|more please|continue|give me the details"
            "|ok, and what else do you know?|what does it say?|What is the article about?",
        ),
        (
            Form.SURE,
            "are you sure?|Really?|is that right?|Are you certain about that?|you're sure?|how sure are you?"
            "|is it true?"
            "|that can't be right|how do you know?|I don't believe that|and are you really sure about this?"
            "|check again",
        ),
        (
            Form.SOURCE,
            "which source is that?|where does it say that?|who wrote that?|What's your source for that?|says who?"
            "|sources?"
            "|in which article did you find that|which paper is that from?|where did you get that from?"
            "|From which outlet?",
        ),
        (Form.WHEN, "when was that?|And when was that?|When did that happen?|what day was it?|on which date was this?"),
        (
            Form.PUBLISHED,
            "what date is this from?|when was that published?|how old is that figure?|how recent is this?"
            "|from when is that?|as of when?",
        ),
        (
            Form.SIZE,
            "in one sentence|In one sentence, please.|shorter|make it shorter|longer|too long|in two sentences|tl;dr"
            "|shorter. one sentence|a bit longer|in more detail|Can you put that in a single sentence?|summarise it",
        ),
        (Form.WHICH, "which ones?|And which ones?|list them|Can you list them please?|name them all|which are they?"),
        (Form.COUNT, "how many is that?|and how many are there?|how many are those in all?|how many in total?"),
    ],
)
def test_a_form_is_known_in_many_wordings(form: Form, wordings: str) -> None:
    assert {said: form_of(said) for said in wordings.split("|")} == dict.fromkeys(wordings.split("|"), form)


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the report on the dam?",
        "Who wrote it?",
        "Who said that?",
        "Where was that?",
        "Where was it found?",
        "When was the dam finished?",
        "When?",
        "And why?",
        "How old is he?",
        "How old is it?",
        "Is the dam safe?",
        "Was that the best offer?",
        "Tell me more about the dam",
        "What else did Lund say?",
        "How long is the bridge?",
        "In which sentence is the verb?",
        "What paper did he print?",
        "are you sure, wasn't it 31?",
        "Is it true that the dam broke?",
    ],
)
def test_what_asks_something_itself_has_no_form(question: str) -> None:
    assert form_of(question) is None


def test_a_size_says_how_many_sentences() -> None:
    wanted = {"one sentence": 1, "in a nutshell": 1, "in three sentences": 3, "shorter": 0, "longer": -1, "too long": 0}
    assert {said: sentences_wanted(said) for said in wanted} == wanted


def test_what_leads_over_and_politeness_are_left_out() -> None:
    assert bare("Ok, and could you go on please?") == "go on?"
    assert bare("and?") == "and?"


@pytest.mark.parametrize(
    ("earlier", "correction", "asked"),
    [
        ("Who won the rowing final in Dorn?", "no, I meant the women's final", "Who won the women's final in Dorn?"),
        ("who won best actor in lindow", "no i meant best director", "who won best director in lindow"),
        ("Who is the mayor of Castrel?", "No, I mean Vellory", "Who is the mayor of Vellory?"),
        (
            "How much had burnt according to the forestry office?",
            "not the forestry office, the space agency",
            "How much had burnt according to the space agency?",
        ),
        ("Who chairs Voltane?", "I meant Ropner & Lasse, not Voltane", "Who chairs Ropner & Lasse?"),
        ("How many fell ill in 2026?", "sorry, in 2009", "How many fell ill in 2009?"),
        ("Who is the mayor?", "No, I meant of Dorn", "Who is the mayor of Dorn?"),
        ("Tell me about the cable car.", "No, I meant the quarrel.", "Tell me about the quarrel."),
        ("When did the Heron sail?", "No, I meant when does the line reopen", "When does the line reopen?"),
    ],
)
def test_a_correction_is_put_into_the_question_before(earlier: str, correction: str, asked: str) -> None:
    assert restated(earlier, correction) == asked


@pytest.mark.parametrize("question", ["No.", "no, who is she?", "Not today", "Who is he?", "Norway?", "I see"])
def test_what_corrects_nothing_asks_for_itself(question: str) -> None:
    assert restated("Who won?", question) == ""


@pytest.mark.parametrize(
    ("earlier", "part", "asked"),
    [
        ("Who rowed in the men's final in Dorn?", "the women's", "Who rowed in the women's final in Dorn?"),
        ("How cold was it in Dorn on Tuesday?", "Vant", "How cold was it in Vant on Tuesday?"),
        ("How cold was it in Dorn on Tuesday?", "on Friday", "How cold was it in Dorn on Friday?"),
        ("Who is the mayor of Dorn?", "the treasurer", "Who is the treasurer of Dorn?"),
        ("who is chief executive of norvane", "of sellick ferries", "who is chief executive of sellick ferries"),
        ("How many came to Vant?", "in 2009", "How many came to Vant in 2009?"),
        ("who is ada quill", "bo lund", "who is bo lund"),
    ],
)
def test_what_is_named_takes_the_place_of_its_like(earlier: str, part: str, asked: str) -> None:
    assert substituted(earlier, part) == asked


@pytest.mark.parametrize(
    ("earlier", "part"),
    [
        ("How many outlets does the chain have?", "the combined company"),
        ("Did the dam break?", "the cause"),
        ("Who led the talks?", ""),
    ],
)
def test_nothing_takes_the_place_of_what_is_not_its_like(earlier: str, part: str) -> None:
    assert substituted(earlier, part) == ""


@pytest.mark.parametrize(
    ("question", "earlier", "asked"),
    [
        ("how many people can it hold?", "How much did the new hall cost?", "how many people can the new hall hold?"),
        ("who owns it?", "How long does the Heron take?", "who owns the Heron?"),
        ("How old is she?", "Is Ada Quill married?", "How old is Ada Quill?"),
        ("What is her job?", "Is Ada Quill married?", "What is Ada Quill\u2019s job?"),
        ("Where does she live?", "Who led the talks?", ""),
        ("Who owns the Heron?", "How long does the Petrel take?", ""),
        ("Who met them?", "Did Bo Lund see Ada Quill?", ""),
    ],
)
def test_a_pronoun_stands_for_the_one_thing_that_it_may_mean(question: str, earlier: str, asked: str) -> None:
    assert with_reference(question, earlier, None) == asked


def test_she_is_who_was_the_answer() -> None:
    answered = said("Who led the talks?", "Ada Quill")
    assert with_reference("Where does she live?", answered.question, answered) == "Where does Ada Quill live?"


def test_turns_that_ask_nothing_are_passed_over_and_corrections_replace() -> None:
    first, second = "Who is the mayor of Castrel?", "When did she resign?"
    history = [first, "tell me more", "only from the Courier", "no, I meant Vellory", "are you sure?", second]
    assert standing(history) == ["Who is the mayor of Vellory?", second]
    assert standing(["tell me more", first]) == ["tell me more", first], "there is nothing before it"


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("only from the Courier", Filter(("Port Ellery Courier",))),
        ("And in the Post?", Filter(("Brannoch Island Post",))),
        ("what does Radio Averland say?", Filter(("Radio Averland",))),
        ("just the averland standard please", Filter(("The Averland Standard",))),
        ("ok and according to the post?", Filter(("Brannoch Island Post",))),
        ("only from the Guardian", Filter(("the Guardian",))),
        ("just 5 March 2031", Filter(since=dt.date(2031, 3, 5), until=dt.date(2031, 3, 5))),
        ("just articles from March 2031", Filter(since=dt.date(2031, 3, 1), until=dt.date(2031, 3, 31))),
    ],
)
def test_outlets_and_days_restrict_the_question_before(words: str, chosen: Filter) -> None:
    assert restriction(words, OUTLETS, NEWEST) == chosen


@pytest.mark.parametrize(
    "words",
    [
        "And in May?",
        "And in Ostrel?",
        "What did the Courier say about the dam?",
        "only the actors",
        "What is new?",
        "and the news?",
        "Who owns the Post?",
    ],
)
def test_what_says_more_than_outlets_and_days_restricts_nothing(words: str) -> None:
    assert restriction(words, OUTLETS, NEWEST) is None


def test_each_kind_of_reply_shows_its_things_one_after_the_other() -> None:
    counts = {kind: len(groups_of(reply)) for kind, reply in one_of_each().items()}
    assert counts == {
        "quote": 2,
        "unsure": 2,
        "not_found": 2,
        "listing": 2,
        "brief": 2,
        "timeline": 2,
        "evidence": 2,
        "search": 3,
        "collection": 3,
        "help": 0,
        "parts": 1,
    }


def test_where_it_is_from_is_said_as_far_as_it_is_known() -> None:
    day = dt.date(2031, 5, 3)
    assert collection_words("cited", 1, Meant(), (), None) == "That is from 1 article."
    assert (
        collection_words("cited", 1, Meant(author="Ada Quill"), (("Post", 1),), (day, day))
        == "That is from 1 article: Post, by Ada Quill, 3 May 2031."
    )
    assert (
        collection_words("cited", 3, Meant(), (("Post", 2), ("Wire", 1)), None)
        == "That is from 3 articles: Post (2), Wire."
    )
    assert collection_words("cited", 0, Meant(), (), None) == "No article was quoted before this."
