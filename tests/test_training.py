"""What the reader is trained on: windows, rivals and batches out of labelled questions, and the loss over them."""

from __future__ import annotations

from itertools import chain

import numpy as np
import onnx
import pytest
import torch
from altered_questions import swapped_questions
from base import base_model, plain_tokenizer
from batching import BUCKET, batches, collate, row_length
from drawing import Drawing, Group, cropped, rows, without_answer
from onnx import numpy_helper
from reader_data import Feature, Featurizer, answer_occurrences
from restore_reader import restored
from train_reader import batch_loss, marginal_loss
from transformers import BertForQuestionAnswering

from briefbot.reader import PACKAGED_FOLDER
from briefbot.reader.framing import heading

pytestmark = pytest.mark.model

QUESTION = "Who opened the bridge?"
CONTEXT = "The Tarn Bridge is long. It was opened by Ada Quill in May. Tolls are not taken. Boats pass below it daily."
RIVALS = ("The Tarn is a river of Ostland. It floods in spring.", "Bridges are built by the ministry of works.")


@pytest.fixture(scope="module")
def featurizer() -> Featurizer:
    return Featurizer(plain_tokenizer(base_model()))


@pytest.fixture(scope="module")
def answered(featurizer: Featurizer) -> Feature:
    answer = {"text": "Ada Quill", "answer_start": CONTEXT.index("Ada Quill")}
    feature = featurizer.feature(CONTEXT, {"question": QUESTION, "answers": [answer]}, RIVALS)
    assert feature is not None
    return feature


def tokens(featurizer: Featurizer, text: str) -> list[int]:
    found: list[int] = featurizer.context(text)[0].tolist()
    return found


def test_a_certain_answer_is_where_it_is_said_to_be_and_a_doubtful_one_everywhere() -> None:
    text = "May saw May, and maybe May."
    assert answer_occurrences(text, {"text": "May", "answer_start": 8, "n_occ": 3, "gold": True}) == [(8, 11)]
    assert answer_occurrences(text, {"text": "May", "answer_start": 8, "n_occ": 3}) == [(0, 3), (8, 11), (23, 26)]


def test_an_answer_that_is_not_in_its_context_gives_no_feature(featurizer: Featurizer) -> None:
    answer = {"text": "Bo Marsh", "answer_start": 0}
    assert featurizer.feature(CONTEXT, {"question": QUESTION, "answers": [answer]}) is None


@pytest.mark.parametrize("seed", range(20))
def test_a_cropped_context_is_whole_sentences_and_keeps_the_answer(
    featurizer: Featurizer, answered: Feature, seed: int
) -> None:
    feature = cropped(answered, np.random.default_rng(seed))
    ((start, end),) = feature.spans
    assert feature.context[start : end + 1].tolist() == tokens(featurizer, "Ada Quill")
    sentences = [tokens(featurizer, f"{part}.") for part in CONTEXT.removesuffix(".").split(". ")]
    runs = [list(chain(*sentences[a:b])) for a in range(4) for b in range(a + 1, 5)]
    assert feature.context.tolist() in runs


def test_what_is_left_without_the_answer_is_long_and_does_not_say_it(featurizer: Featurizer) -> None:
    more = " ".join(f"{count} boats pass below it on a fine day in the spring of the year." for count in range(3))
    answer = {"text": "Ada Quill", "answer_start": CONTEXT.index("Ada Quill")}
    item = {"question": QUESTION, "answers": [answer]}
    long, said_again = (
        featurizer.feature(text, item) for text in (f"{CONTEXT} {more}", f"{CONTEXT} {more} Ada Quill.")
    )
    assert long is not None
    assert said_again is not None
    rest = without_answer(long, np.random.default_rng(0))
    assert rest is not None
    assert rest.context.tolist() == tokens(featurizer, f"Tolls are not taken. Boats pass below it daily. {more}")
    assert rest.spans == ()
    assert without_answer(said_again, np.random.default_rng(0)) is None


def test_rivals_come_into_the_window_or_into_a_row_of_their_own(featurizer: Featurizer, answered: Feature) -> None:
    parts = [tokens(featurizer, rival) for rival in RIVALS]
    whole = answered.context.tolist()
    rng = np.random.default_rng(0)

    def draw(join: float, pair: float) -> list[Group]:
        return rows([answered] * 40, Drawing(window=220, mark_dropout=0.0, join=join, pair=pair), rng)

    for group in draw(1.0, 0.0):
        ((question, context, spans),) = group
        assert question.tolist() == answered.question.tolist()
        assert context.tolist() in [a + b for part in parts for a, b in ((whole, part), (part, whole))]
        ((start, end),) = spans
        assert context[start : end + 1].tolist() == tokens(featurizer, "Ada Quill")
    for group in draw(0.0, 1.0):
        (_, context, spans), (question, rival, silent) = group
        assert (context.tolist(), spans) == (whole, answered.spans)
        assert (question.tolist(), silent) == (answered.question.tolist(), ())
        assert rival.tolist() in parts


def test_a_question_without_an_answer_gets_no_row_beside_it(featurizer: Featurizer) -> None:
    feature = featurizer.unanswered(CONTEXT, QUESTION, RIVALS)
    drawn = rows([feature] * 10, Drawing(window=220, mark_dropout=0.0, pair=1.0), np.random.default_rng(0))
    assert [len(group) for group in drawn] == [1] * 10


def test_a_title_stands_in_front_of_every_row_as_the_reader_reads_it(featurizer: Featurizer) -> None:
    answer = {"text": "Ada Quill", "answer_start": CONTEXT.index("Ada Quill")}
    feature = featurizer.feature(CONTEXT, {"question": QUESTION, "answers": [answer]}, RIVALS, "Tarn Bridge")
    assert feature is not None
    title = tokens(featurizer, heading("Tarn Bridge", CONTEXT))
    drawing = Drawing(window=220, mark_dropout=0.0, join=0.3, pair=0.3, titled=1.0)
    drawn = rows([feature] * 40, drawing, np.random.default_rng(0))
    assert {len(group) for group in drawn} == {1, 2}
    for group in drawn:
        assert all(context[: len(title)].tolist() == title for _, context, _ in group)
        ((start, end),) = group[0][2]
        assert group[0][1][start : end + 1].tolist() == tokens(featurizer, "Ada Quill")
    assert featurizer.unanswered(CONTEXT, QUESTION).title.size == 0


def test_a_swapped_question_is_set_on_its_passage_without_an_answer(featurizer: Featurizer) -> None:
    bridge = {"question": "Who opened the first Tarn Bridge?", "answers": [{"text": "Ada Quill", "answer_start": 40}]}
    canal = {"question": "Who dug the Ost Canal?", "answers": [{"text": "Bo Marsh", "answer_start": 0}]}
    items = [("Ostland", CONTEXT, bridge), ("Ostland", "Bo Marsh dug the Ost Canal.", canal)]
    swapped = swapped_questions(items, featurizer, 1.0, 0)
    assert {tuple(made.question.tolist()) for made in swapped} == {
        tuple(tokens(featurizer, "Who opened the first Ost Canal?")),
        tuple(tokens(featurizer, "Who dug the Tarn Bridge?")),
    }
    assert [made.context.tolist() for made in swapped] == [tokens(featurizer, context) for _, context, _ in items]
    assert all(made.spans == () and made.title.size for made in swapped)


def test_every_window_comes_once_an_epoch_in_batches_of_like_length(featurizer: Featurizer) -> None:
    texts = [" ".join(f"word{at}" for at in range(length)) for length in range(5, 60)]
    features = [
        feature
        for at, text in enumerate(texts)
        if (
            feature := featurizer.feature(
                text, {"question": f"{at}?", "answers": [{"text": "word3", "answer_start": 18}]}, RIVALS
            )
        )
    ]
    drawing = Drawing(window=400, pair=0.5, mark_dropout=0.0)
    made, again = (
        batches(rows(features, drawing, rng), tokens=1000, rng=rng) for rng in map(np.random.default_rng, (5, 5))
    )
    asked = sorted(group[0][0].tolist() for batch in made for group in batch)
    assert asked == sorted(feature.question.tolist() for feature in features)
    assert {len({len(group) for group in batch}) for batch in made} == {1}
    assert {len(batch[0]) for batch in made} == {1, 2}
    for batch in made:
        assert collate(batch).input_ids.size <= 1000
    assert [[group[0][0].tolist() for group in batch] for batch in again] == [
        [group[0][0].tolist() for group in batch] for batch in made
    ]


def test_a_batch_marks_the_answer_in_its_row_and_silence_at_the_first_token(answered: Feature) -> None:
    row = answered.question, answered.context, answered.spans
    rival = answered.question, answered.context[:5], ()
    batch = collate([(row, rival)])
    assert batch.group == 2
    assert batch.lengths.tolist() == [row_length(row), row_length(rival)]
    assert batch.input_ids.shape[1] % BUCKET == 0
    ((start, end),) = answered.spans
    shift = answered.question.size + 2
    assert np.argwhere(batch.starts).tolist() == [[0, start + shift], [1, 0]]
    assert np.argwhere(batch.ends).tolist() == [[0, end + shift], [1, 0]]


def test_the_loss_of_a_group_is_also_over_the_text_of_all_its_rows() -> None:
    logits = torch.tensor([[1.0, 9.0, 2.0, 0.5], [3.0, 9.0, 4.0, 7.0]])  # null, question, text, text or padding
    mask = torch.tensor([[True, True, True, True], [True, True, True, False]])
    text = torch.tensor([[False, False, True, True], [False, False, True, False]])
    accepted = torch.tensor([[False, False, True, False], [True, False, False, False]])
    own = marginal_loss(logits, mask, accepted)
    assert batch_loss(logits, mask, text, accepted, 1) == own
    shared = -torch.log_softmax(torch.tensor([2.0, 0.5, 4.0]), 0)[0]
    torch.testing.assert_close(batch_loss(logits, mask, text, accepted, 2), own + shared / 2)


def test_restored_words_are_the_nearest_to_the_encoders_that_round_to_what_is_stored() -> None:
    name = "bert.embeddings.word_embeddings.weight"
    path = PACKAGED_FOLDER / "model.onnx"
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}
    values = stored[f"model.{name}_quantized"].astype(np.float32)
    zero, scale = (stored[f"model.{name}_{part}"].astype(np.float32) for part in ("zero_point", "scale"))
    encoder = BertForQuestionAnswering.from_pretrained(base_model()).state_dict()[name].numpy()
    words = restored(path, encoder)[name].numpy() / scale + zero
    assert np.abs(words - values).max() < 0.501
    moved = np.abs(words - (encoder / scale + zero)) > 1e-3
    assert 0.1 < moved.mean() < 0.5
    assert np.abs(words - values)[moved].min() > 0.499
