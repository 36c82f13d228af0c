"""Who did it to whom, in questions and in sentences; both are written for this."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefbot.roles import RoleFit, role_asked, role_fit
from briefbot.roles.verbs import stem, verb_of

pytestmark = pytest.mark.unit

ASKED = [
    ("Who stabbed the cook?", {"stab": 0}),
    ("Who was stabbed?", {"stab": 1}),
    ("Who did Orla Venn stab?", {"stab": 1}),
    ("Whom did Orla Venn stab in the kitchen?", {"stab": 1}),
    ("Who was Pim Aldous stabbed by?", {"stab": 0}),
    ("By whom was Pim Aldous stabbed?", {"stab": 0}),
    ("Pim Aldous was stabbed by whom?", {"stab": 0}),
    ("Who has been shot?", {"shoot": 1}),
    ("Who did the shooting?", {"shoot": 0}),
    ("Who is the victim?", {"harm": 1}),
    ("Which bakery was bought?", {"buy": 1}),
    ("Which bakery was bought by Crumb & Co?", {"buy": 1}),
    ("Who is being sued by the union?", {"sue": 1}),
    ("Who will be replaced by Ada Quill?", {"succeed": 1}),
    ("Who got hired by the union?", {"employ": 1}),
    ("Which firm bought the bakery?", {"buy": 0}),
    ("In 2031, which firm bought the bakery?", {"buy": 0}),
    ("Which firm will Crumb & Co buy?", {"buy": 1}),
    ("Who is the buyer of the bakery?", {"buy": 0}),
    ("Who is the seller?", {"buy": 2}),
    ("Who has agreed to buy the bakery?", {"buy": 0}),
    ("Who agreed to buy the bakery?", {"buy": 0}),
    ("To whom was the bakery sold?", None),
    ("Who is suing the ferry line?", {"sue": 0}),
    ("Who is being sued?", {"sue": 1}),
    ("Who brought the case against the ferry line?", {"sue": 0}),
    ("The ferry lawsuit was brought by which widow?", {"sue": 0}),
    ("Who won the Harbour Open?", {"win": 0, "defeat": 0}),
    ("Who was the winner?", {"win": 0, "defeat": 0}),
    ("Who lost in the final?", {"lose": 0, "defeat": 1}),
    ("Who lost a shoe?", {"lose": 0}),
    ("Who did Tamsin Roe lose to?", {"defeat": 0}),
    ("Who was harbour master before Ada Quill?", {"succeed": 1}),
    ("Who was harbour master before her?", {"succeed": 1}),
    ("Who was harbour master after Ada Quill?", {"succeed": 0}),
    ("Who succeeds Ada Quill?", {"succeed": 0}),
    ("Who takes over as harbour master?", {"succeed": 0}),
    ("From whom did Ada Quill take over?", {"succeed": 1}),
    ("Who is her successor?", {"succeed": 0}),
    ("Who is the keeper that Ada Quill will succeed?", {"succeed": 1}),
    ("Who employs the divers?", {"employ": 0}),
    ("Who teaches the divers?", {"teach": 0}),
    ("When was the cook stabbed?", None),
    ("Where did Orla Venn stab him?", None),
    ("How many bakeries were bought?", None),
    ("Why did Crumb & Co buy the bakery?", None),
    ("What is a bakery?", None),
    ("Who is the mayor of Tarn?", None),
    ("Who is Orla Venn?", None),
    ("Which year was the bakery bought?", None),
    ("In which town was the cook stabbed?", None),
    ("Whose boat was bought?", None),
    ("Who met the minister?", None),  # both meet
    ("Who said so?", None),
    ("Was the cook stabbed?", None),
    ("stabbing kitchen", None),
    ("Who", None),
    ("", None),
]


@pytest.mark.parametrize(("question", "roles"), ASKED)
def test_the_part_that_a_question_asks_for(question: str, roles: dict[str, int] | None) -> None:
    asked = role_asked(question)
    assert (dict(asked.roles) if asked else None) == roles


# A question, and a sentence in which {one} plays the part asked for and [another] its opposite.
TOLD = [
    ("Who was stabbed?", "[Orla Venn] attacked {Pim Aldous} on Monday."),
    ("Who was stabbed?", "[A cook] who stabbed {a rival} in Tarn is in custody."),
    ("Who stabbed Pim Aldous?", "[Pim Aldous] was stabbed in the neck by {Orla Venn}."),
    ("Who stabbed Pim Aldous?", "[Pim Aldous], 41, was stabbed by {a cook}, the court heard."),
    ("Who stabbed Pim Aldous?", "The waiter, stabbed by {Orla Venn}, is well."),
    ("Who was stabbed?", "Police say the knife was hers and that [Orla Venn] had stabbed {the waiter}."),
    ("Who was stabbed?", "{The waiter}, whom [Orla Venn] stabbed, is well."),
    ("Who was stabbed?", "[Orla Venn], a cook from Tarn, stabbed {Pim Aldous} twice."),
    ("Who was stabbed?", "[Orla Venn] left the kitchen and stabbed {a waiter}."),
    ("Who was stabbed?", "She was jailed for stabbing {Pim Aldous}."),
    ("Who lost in the final?", "[Tamsin Roe] beat {Jory Pell} in the final."),
    ("Who lost in the final?", "[Tamsin Roe] won 3-1 against {Jory Pell}."),
    ("Who won the final?", "[Jory Pell] lost 3-1 to {Tamsin Roe}."),
    ("Who won the final?", "[Jory Pell] was beaten by {Tamsin Roe}."),
    ("Who won the final?", "[Jory Pell] fell to {Tamsin Roe} after five sets."),
    ("Who won the final?", "Tamsin Roe took the cup, beating [Jory Pell]."),
    ("Who lost the election?", "[Tamsin Roe] defeated the mayor, {Jory Pell}, by 300 votes."),
    ("Who lost the final?", "[Tamsin Roe] won the final, beating holders {Jory Pell} 2-1."),
    ("Whom did Tamsin Roe beat?", "{Jory Pell} was narrowly defeated by [Tamsin Roe]."),
    ("Which company was bought?", "[Crumb & Co] has agreed to buy {Tarn Biscuits} for 3 million euros."),
    ("Which company was bought?", "{Tarn Biscuits} is to be bought by [Crumb & Co]."),
    ("Which company was bought?", "[Tarn Bank] sold {Tarn Biscuits} to [Crumb & Co]."),
    ("Who bought the biscuit maker?", "[The biscuit maker] was sold in May to {Crumb & Co} by [Tarn Bank]."),
    ("Who sold the biscuit maker?", "[Crumb & Co] bought the firm from {Tarn Bank}."),
    ("Who is being sued?", "[Ida Moss] is suing {the ferry line}."),
    ("Who is being sued?", "[Ida Moss] filed a lawsuit against {the ferry line}."),
    ("Who brought the case?", "[The ferry line] is being sued by {Ida Moss}."),
    ("Who was harbour master before her?", "[Ada Quill] takes over from {Ben Stour}."),
    ("Who succeeds Ben Stour?", "{Ada Quill} takes over from [Ben Stour]."),
    ("Who succeeds Ben Stour?", "[Stour] hands over to {Ada Quill} in June."),
    ("Who was harbour master before Ada Quill?", "[Ada Quill] succeeded {Ben Stour}."),
    ("Who hired the diver?", "[The diver] works for {Tarn Salvage}."),
    ("Who lent the boat?", "[The school] borrowed the boat from {Ida Moss}."),
    ("Who taught Lev to swim?", "[Lev] learned from {Ida Moss}."),
    ("Who owns the ferry?", "[The ferry] is owned by {Tarn Lines}."),
    ("Who leads the choir?", "{Ida Moss} leads [the choir]."),
    ("Who was elected?", "[The crew] has elected {Ida Moss}."),
]


@pytest.mark.parametrize(("question", "marked"), TOLD)
def test_a_sentence_tells_the_parts(question: str, marked: str) -> None:
    sentence = "".join(char for char in marked if char not in "{}[]")
    asked, at, opened = role_asked(question), 0, 0
    for char in marked:
        if char in "{[":
            opened = at
        elif char in "}]":
            expected = RoleFit(same=1.0) if char == "}" else RoleFit(opposite=1.0)
            assert role_fit(asked, sentence, opened, at) == expected, sentence[opened:at]
        else:
            at += 1


# A question, and a sentence in which nothing is told of any [phrase].
UNTOLD = [
    ("Who was stabbed?", "[Orla Venn] met [Pim Aldous] in Tarn."),
    ("Who was stabbed?", "[Orla Venn] shot [Pim Aldous]."),  # another deed
    ("Who was stabbed?", "The stabbing of [Pim Aldous] shocked [Tarn]."),
    ("Who was stabbed?", "A fatal stabbing suspect, [Orla Venn], fled."),
    ("Who was stabbed?", "[Pim Aldous]'s brother stabbed [Orla Venn]'s cousin."),
    ("Who was stabbed?", "A friend of [Pim Aldous] stabbed him."),
    ("Who was stabbed?", "A cook from [Tarn] stabbed the waiter."),
    ("Who was stabbed?", "A man found [stabbed] near [Tarn] was named."),
    ("Who was stabbed?", "The stabbed man told [Pim Aldous] of it."),
    ("Who stabbed the waiter?", "The waiter was stabbed on [Monday] in [Tarn]."),
    ("Who stabbed the waiter?", "A waiter stabbed [Monday] is well."),
    ("Who stabbed the waiter?", "The waiter was stabbed, and [Orla Venn] saw it."),
    ("Who stabbed the waiter?", "It was not by [Orla Venn] that he was stabbed."),
    ("Who stabbed the waiter?", "He was stabbed not by [Orla Venn] but by a guest."),
    ("Who stabbed the waiter?", "[Orla Venn], who police say stabbed him, fled."),
    ("Who won the final?", "[Tamsin Roe] lost her father in March."),
    ("Who won the final?", "The book fell to the [floor]."),
    ("Who lost the final?", "[Tamsin Roe] has won many hearts."),
    ("Who won the final?", "The final was in [Tarn]; [Jory Pell] was there."),
    ("Who beat Jory Pell?", "[Tamsin Roe] praised the beaten [Jory Pell]."),
    ("Who wrote to the mayor?", '"It is over," wrote [Ida Moss].'),
    ("Who was named captain?", "A sailor named [Ida Moss] was there."),
    ("Who was awarded the medal?", "[The sailor] awarded [the medal] is from Tarn."),
    ("Who opened the shop?", "[The shop] opened in May."),
    ("What shop was opened?", "[The shop] opened in May."),
    ("Which company was bought?", "[Crumb & Co] said that shares of [Tarn Biscuits] rose."),
    ("Which company was bought?", "The newly bought [Tarn Biscuits] is to grow."),
    ("Who bought the biscuit maker?", "A bid for [Tarn Biscuits] came from [Crumb & Co]."),
    ("Who is being sued?", "[Ida Moss] brought soup, said [the ferry line]."),
    ("Who is being sued?", "A judge heard [Ida Moss] and [the ferry line]."),
    ("Who succeeds Ben Stour?", "[Tarn Lines] replaced Ben Stour with Ada Quill."),
    ("Who succeeds Ben Stour?", "[Ada Quill] took after [Ben Stour]."),
    ("Who led the choir?", "The choir led by three points in [Tarn]."),
    ("Who led the choir?", "[The choir] began by leading."),
    ("Who hired the diver?", "[Tarn Salvage] has a diver."),
    ("Who met the minister?", "[Ida Moss] met [the minister]."),
    ("When was he stabbed?", "[Orla Venn] stabbed [Pim Aldous]."),
]


@pytest.mark.parametrize(("question", "marked"), UNTOLD)
def test_what_is_not_told_for_sure_is_not_judged(question: str, marked: str) -> None:
    sentence = "".join(char for char in marked if char not in "[]")
    asked, at, opened = role_asked(question), 0, 0
    for char in marked:
        if char == "[":
            opened = at
        elif char == "]":
            assert role_fit(asked, sentence, opened, at) == RoleFit(), sentence[opened:at]
        else:
            at += 1


def test_a_part_of_a_name_or_of_a_longer_phrase_is_not_judged() -> None:
    sentence = "Orla Venn attacked Tarn striker Pim Aldous."
    asked = role_asked("Who was attacked?")
    for text, same in (("Pim Aldous", 1.0), ("Tarn", 0.0), ("Pim", 0.0), ("Aldous", 0.0), ("Tarn striker", 0.0)):
        start = sentence.index(text)
        assert role_fit(asked, sentence, start, start + len(text)) == RoleFit(same=same), text


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("stab", "stabs stabbed stabbing"),
        ("sue", "sues sued suing"),
        ("acquire", "acquires acquired acquiring"),
        ("carry", "carries carried carrying"),
        ("pass", "passes passed passing"),
        ("succeed", "succeeds succeeded succeeding"),
        ("beat", "beats beat beaten beating"),
        ("steal", "steals stole stolen stealing"),
        ("buy", "buys bought buying"),
        ("free", "freed"),
        ("lie", "lies lied"),
    ],
)
def test_forms_of_a_verb_have_one_stem(base: str, forms: str) -> None:
    assert {found.stem for word in forms.split() if (found := verb_of(word))} == {stem(base)}


QUESTIONS = [question for question, _ in (*ASKED, *TOLD)]
PIECES = [
    "Orla Venn",
    "Pim",
    "stabbed",
    "was",
    "by",
    "who",
    ",",
    "and",
    "to",
    "beat",
    "lost",
    "the",
    "over",
    "took",
    "'s",
]


@given(st.text(max_size=80), st.text(max_size=120), st.integers(-5, 130), st.integers(-5, 130))
def test_any_text_is_judged_one_way_at_most(question: str, sentence: str, start: int, end: int) -> None:
    for asked in (role_asked(question), role_asked("Who stabbed him?")):
        found = role_fit(asked, sentence, start, end)
        assert found.same + found.opposite <= 1.0


@given(
    st.one_of(st.sampled_from(QUESTIONS), st.lists(st.sampled_from([*PIECES, "which", "did", "?"])).map(" ".join)),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.data(),
)
def test_any_order_of_words_is_judged_one_way_at_most(question: str, sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence)))
    end = data.draw(st.integers(start, len(sentence)))
    found = role_fit(role_asked(question), sentence, start, end)
    assert (found.same, found.opposite) in {(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)}
