"""A reader takes any extractive model of transformers; its answers are those of an exhaustive search.

The models are tiny and their weights random: what is promised here holds whatever a model says.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from briefbot.errors import ModelError
from briefbot.reader import PACKAGED_FOLDER, Reader, Reading, open_reader
from briefbot.reader.framing import heading, trimmed
from briefbot.reader.transformers_model import TransformersModel
from briefbot.settings import PACKAGED_READER
from briefbot.types import Document, Hit, Passage

pytestmark = pytest.mark.model

hf: Any = transformers  # few of its names are typed

QUESTION = "Who opened the Tarn Bridge?"
TEXTS = [
    "The Tarn Bridge was opened by Ada Quill on 3 May 1931. It is 412 metres long.",
    "Ángström Bridge 𝄞 e\u0301te\u0301\n \n"  # a head line, and a blank one that is not empty
    "The  Tarn\u00a0Bridge\r\nwas opened\tby “Ada Quill” 👩🏽 in 東京.\n\n\n It is 412 m. ",
    "  \n\n Ada\n\n",
    "x",
]
LONG = " ".join(f"{number} metres of the bridge by Ada Quill\n\nwere opened 𝄞 on {number} May." for number in range(40))
SIZE: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 48}
WITH_TYPES = ["input_ids", "token_type_ids", "attention_mask"]
RANDOM: dict[str, Any] = {"initializer_range": 0.4}  # far enough apart that no two spans tie
LETTERS = sorted(set("".join([QUESTION, *TEXTS])) - set(" 𝄞東京\n\r\t\u00a0") | set("[]</>sepSEP"))
WORDS = ["the", "tarn", "bridge", "was", "opened", "by", "ada", "quill", "it", "is"]


def word_pieces() -> Any:
    """[CLS] question [SEP] text [SEP], as BERT and DistilBERT read."""
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    letters = sorted({letter.lower() for letter in LETTERS})
    pieces = [*names.values(), *letters, *(f"##{letter}" for letter in letters), *WORDS]
    tokenizer = Tokenizer(models.WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return hf.PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_input_names=WITH_TYPES, **names)


def byte_pairs() -> Any:
    """<s> question </s></s> text </s>, as RoBERTa reads: a space belongs to the word after it."""
    names = {"cls_token": "<s>", "pad_token": "<pad>", "sep_token": "</s>", "unk_token": "<unk>"}
    merges = [("Ġ", "b"), ("Ġb", "y"), ("Ġ", "A"), ("ĠA", "d"), ("ĠAd", "a"), ("Ċ", "Ċ"), ("Ġ", "Ġ"), ("r", "i")]
    pieces = [*names.values(), *sorted(pre_tokenizers.ByteLevel.alphabet()), *(one + other for one, other in merges)]
    tokenizer = Tokenizer(models.BPE({piece: at for at, piece in enumerate(pieces)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False)
    return hf.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)


def text_first() -> Any:
    """text <sep> question <sep> <cls>, padded on the left, as XLNet reads; words begin with their space."""
    names = {"pad_token": "<pad>", "unk_token": "<unk>", "cls_token": "<cls>", "sep_token": "<sep>"}
    pieces = [*names.values(), "▁", *LETTERS, *(f"▁{word}" for word in WORDS)]
    tokenizer = Tokenizer(models.Unigram([(piece, -float(at)) for at, piece in enumerate(pieces)], unk_id=1))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A <sep> <cls>:2", pair="$A <sep> $B:1 <sep>:1 <cls>:2", special_tokens=[("<cls>", 2), ("<sep>", 3)]
    )
    return hf.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, padding_side="left", model_input_names=WITH_TYPES, **names
    )


def saved(folder: Path, model: Any, tokenizer: Any) -> str:
    model.save_pretrained(folder)
    if tokenizer:
        tokenizer.save_pretrained(folder)
    return str(folder)


def bert(seed: int = 0) -> Any:
    torch.manual_seed(seed)
    config = hf.BertConfig(vocab_size=150, max_position_embeddings=320, **SIZE, **RANDOM)
    return hf.BertForQuestionAnswering(config).eval()


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A tiny model of each kind, as save_pretrained writes it."""
    torch.manual_seed(0)
    roberta = hf.RobertaConfig(
        vocab_size=330, type_vocab_size=1, max_position_embeddings=202, pad_token_id=1, **SIZE, **RANDOM
    )
    distilbert = hf.DistilBertConfig(vocab_size=150, dim=32, n_layers=2, n_heads=2, hidden_dim=48, **RANDOM)
    xlnet = hf.XLNetConfig(vocab_size=150, d_model=32, n_layer=1, n_head=2, d_inner=48, **RANDOM)
    kinds = {
        "bert": (bert(), word_pieces()),
        "roberta": (hf.RobertaForQuestionAnswering(roberta), byte_pairs()),
        "distilbert": (hf.DistilBertForQuestionAnswering(distilbert), word_pieces()),
        "xlnet": (hf.XLNetForQuestionAnsweringSimple(xlnet), text_first()),
    }
    root = tmp_path_factory.mktemp("readers")
    return {name: saved(root / name, model, tokenizer) for name, (model, tokenizer) in kinds.items()}


@pytest.fixture(scope="session", params=["bert", "roberta", "distilbert", "xlnet"])
def folder(request: pytest.FixtureRequest, folders: dict[str, str]) -> str:
    return folders[request.param]


@pytest.fixture(scope="session")
def reader(folder: str) -> Reader:
    return open_reader(folder)


def inked(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def exhaustive(folder: str, text: str, max_tokens: int) -> tuple[dict[tuple[int, int], float], float]:
    """Every admissible span of a text that fits the model, with its score, and the null score; all by hf."""
    tokenizer = hf.AutoTokenizer.from_pretrained(folder)
    model = hf.AutoModelForQuestionAnswering.from_pretrained(folder).eval()
    left = tokenizer.padding_side == "left"
    encoding = tokenizer(*((text, QUESTION) if left else (QUESTION, text)), return_offsets_mapping=True)
    fields = {key: torch.tensor([encoding[key]]) for key in tokenizer.model_input_names}
    if model.config.model_type in ("roberta", "distilbert"):
        fields.pop("token_type_ids", None)
    with torch.inference_mode():
        output = model(**fields)
    start, end = output.start_logits[0].tolist(), output.end_logits[0].tolist()
    null = encoding["input_ids"].index(tokenizer.cls_token_id)
    places = {
        at: inked(text, *encoding["offset_mapping"][at])
        for at, whose in enumerate(encoding.sequence_ids())
        if whose == (0 if left else 1)
    }
    words = [at for at, (first, last) in places.items() if first < last]
    spans: dict[tuple[int, int], float] = {}
    for i in words:
        for j in words:
            span = places[i][0], places[j][1]
            lines = text[span[0] : span[1]].split("\n")
            if i <= j < i + max_tokens and all(line.strip() for line in lines[1:-1]):
                spans[span] = max(start[i] + end[j], spans.get(span, -1e9))
    return spans, start[null] + end[null]


@pytest.mark.parametrize("text", TEXTS)
def test_readings_are_those_of_an_exhaustive_search(folder: str, reader: Reader, text: str) -> None:
    readings = reader.pointed(QUESTION, text, count=5000, max_tokens=9)
    spans, null = exhaustive(folder, text, 9)
    assert {(reading.start, reading.end): reading.score for reading in readings} == pytest.approx(spans, abs=1e-4)
    assert [reading.null_score for reading in readings] == pytest.approx([null] * len(spans), abs=1e-4)
    scores = [reading.score for reading in readings]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("text", [*TEXTS, LONG])
def test_no_reading_begins_or_ends_with_white_space_or_holds_a_blank_line(reader: Reader, text: str) -> None:
    readings = reader.pointed(QUESTION, text, count=500, max_tokens=9)
    assert readings
    for reading in readings:
        span = text[reading.start : reading.end]
        assert span == span.strip() != ""
        assert "\n\n" not in span
        assert "\n \n" not in span


def test_windows_of_a_long_text_cover_every_token_of_it(folder: str) -> None:
    model = TransformersModel(folder)
    seen = [offsets for window in model.windows(QUESTION, LONG) for offsets in window.offsets]
    tokenizer = hf.AutoTokenizer.from_pretrained(folder)
    tokens = tokenizer(LONG, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    assert len(seen) > len(tokens) > 384
    assert set(seen) == {trimmed(LONG, *offsets) for offsets in tokens}


def test_the_null_score_of_a_long_text_is_the_lowest_of_its_windows(folder: str) -> None:
    model = TransformersModel(folder)
    nulls = [window.null_score for window in model.windows(QUESTION, LONG)]
    readings = Reader(model).pointed(QUESTION, LONG, count=3, max_tokens=9)
    assert len(set(nulls)) > 1
    assert {reading.null_score for reading in readings} == {min(nulls)}


def test_of_a_long_question_the_end_is_read(reader: Reader) -> None:
    preamble = "metres opened the bridge by Ada Quill " * 60
    read = [reader.pointed(start + QUESTION, TEXTS[0], count=3, max_tokens=9) for start in (preamble, "on " + preamble)]
    assert read[0] == read[1]
    assert read[0] != reader.pointed(preamble + "on 3 May?", TEXTS[0], count=3, max_tokens=9)


def test_a_question_is_read_with_its_mark(reader: Reader) -> None:
    def pointed(question: str) -> list[Reading]:
        return reader.pointed(question, TEXTS[0], count=3, max_tokens=9)

    assert pointed("Who opened it") == pointed("Who opened it ") == pointed("Who opened it?")
    assert pointed('Who opened the "Tarn') == pointed('Who opened the "Tarn?')
    assert (
        pointed("Who opened it??")
        == pointed("Who opened it?!")
        == pointed("Who opened it ?")
        == pointed("Who opened it?")
    )
    for marked in ("Say who opened it.", 'Who said "open it?"', "Who opened it\uff1f"):
        assert pointed(marked) != pointed(f"{marked}?")


def test_a_text_without_words_has_no_readings(reader: Reader) -> None:
    for text in ("", " \n\t\u00a0"):
        assert reader.pointed(QUESTION, text, count=3, max_tokens=9) == []
        assert reader.pointed(QUESTION, text, lead="A bridge: ", count=3, max_tokens=9) == []


@pytest.mark.parametrize("text", [*TEXTS, LONG])
def test_what_is_read_in_front_of_a_text_counts_but_is_no_answer(reader: Reader, text: str) -> None:
    lead = heading("Ada Quill opens a bridge", text)
    both = reader.pointed(QUESTION, lead + text, count=10**6, max_tokens=9)
    expected = [
        Reading(reading.start - len(lead), reading.end - len(lead), reading.score, reading.null_score)
        for reading in both
        if reading.start >= len(lead)
    ]
    assert len(expected) < len(both)
    assert reader.pointed(QUESTION, text, lead=lead, count=10**6, max_tokens=9) == expected


def test_a_passage_is_read_under_its_title_unless_it_begins_with_it(reader: Reader) -> None:
    text = "Ada Quill opened it\n\nThe bridge was opened on 3 May by Ada Quill."
    told = text.index("The bridge")
    document = Document(text, "Ada Quill opened it", "bridge.txt")
    for start, lead in ((0, ""), (told, "Ada Quill opened it: ")):
        hit = Hit(Passage(document, ((start, len(text)),)), 0.5, 0.5, 1.0)
        found = reader.read(QUESTION, [hit], per_passage=3, max_tokens=9)
        alone = reader.read_text(QUESTION, text[start:], lead=lead, count=3, max_tokens=9)
        assert [(span.start - start, span.end - start, span.score) for span in found] == [
            (reading.start, reading.end, reading.score) for reading in alone
        ]
    assert heading("", "It is open.") == heading("  ", "It is open.") == ""
    assert len(heading("word " * 1000, "It is open.")) < 150


@pytest.mark.parametrize(("kind", "special"), [("bert", "[SEP]"), ("roberta", "</s>")])
def test_the_name_of_a_special_token_in_a_text_is_text(folders: dict[str, str], kind: str, special: str) -> None:
    text = f"Ada {special} Quill"
    readings = open_reader(folders[kind]).pointed(QUESTION, text, count=1000, max_tokens=30)
    assert special[:-1] in {text[reading.start : reading.end] for reading in readings}  # a part of it: several tokens


def test_threads_share_a_reader(reader: Reader) -> None:
    texts = [LONG[at : at + 300] for at in range(0, 2400, 200)]

    def read(text: str) -> list[Reading]:
        return reader.pointed(QUESTION, text, count=5, max_tokens=9)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, texts)) == [read(text) for text in texts]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the tracer
def test_the_packaged_form_of_a_model_reads_as_transformers_does(tmp_path: Path) -> None:
    model = bert()
    name = saved(tmp_path / "transformers", model, word_pieces())
    packaged = tmp_path / "packaged"
    packaged.mkdir()
    Tokenizer.from_file(f"{name}/tokenizer.json").save(str(packaged / "tokenizer.json"))

    class Exportable(torch.nn.Module):
        def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            output = eager(input_ids=input_ids, token_type_ids=token_type_ids)
            return output.start_logits, output.end_logits

    eager = hf.BertForQuestionAnswering.from_pretrained(name, attn_implementation="eager").eval()
    exportable = Exportable()
    exportable.model = eager
    names = ["input_ids", "token_type_ids"]
    torch.onnx.export(
        exportable,
        (torch.tensor([[2, 5, 3, 6, 3]]), torch.tensor([[0, 0, 0, 1, 1]])),
        str(packaged / "model.onnx"),
        input_names=names,
        output_names=["start_logits", "end_logits"],
        dynamic_axes={key: {0: "text", 1: "token"} for key in [*names, "start_logits", "end_logits"]},
        opset_version=17,
        dynamo=False,
    )
    one, other = open_reader(str(packaged)), open_reader(name)
    assert type(one._model) is not type(other._model)
    for text in [*TEXTS, LONG]:
        for max_tokens in (1, 9):
            read = [reader.pointed(QUESTION, text, count=20, max_tokens=max_tokens) for reader in (one, other)]
            places, scores = (
                [[(r.start, r.end) for r in readings] for readings in read],
                [[value for r in readings for value in (r.score, r.null_score)] for readings in read],
            )
            assert places[0] == places[1] != []
            assert scores[0] == pytest.approx(scores[1], abs=1e-4)


def test_a_fingerprint_is_that_of_weights_and_vocabulary(folders: dict[str, str], tmp_path: Path) -> None:
    packaged = open_reader(PACKAGED_READER)
    assert packaged.name == Reader().name == open_reader().name == PACKAGED_READER
    same = saved(tmp_path / "same", bert(), word_pieces())
    others = [saved(tmp_path / "weights", bert(seed=1), word_pieces()), saved(tmp_path / "words", bert(), text_first())]
    fingerprint = open_reader(same).fingerprint
    assert fingerprint == open_reader(folders["bert"]).fingerprint
    assert len({fingerprint, packaged.fingerprint, *(open_reader(other).fingerprint for other in others)}) == 4
    for digits in (fingerprint, packaged.fingerprint):
        assert len(digits) == 16
        assert int(digits, 16) >= 0


def test_a_folder_in_the_packaged_form_is_read_as_one(tmp_path: Path) -> None:
    for file in ("model.onnx", "tokenizer.json"):
        (tmp_path / file).symlink_to(PACKAGED_FOLDER / file)
    reader = open_reader(str(tmp_path))
    assert reader.name == str(tmp_path)
    assert reader.fingerprint == Reader().fingerprint
    (tmp_path / "model.onnx").unlink()
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"cannot be loaded .* training/export_reader\.py"):
        open_reader(str(tmp_path))


def test_a_model_that_is_not_here_is_not_fetched() -> None:
    with pytest.raises(ModelError, match=r"briefbot downloads nothing by itself.* hf download nobody/no-such-reader"):
        open_reader("nobody/no-such-reader")
    with pytest.raises(ModelError, match="'/no/such/folder' is not on this machine") as caught:
        open_reader("/no/such/folder")
    assert "hf download" not in str(caught.value)


def test_a_model_without_a_trained_span_head_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    encoder = saved(tmp_path / "encoder", hf.BertModel(bert().config), word_pieces())
    t5 = hf.T5Config(vocab_size=150, d_model=32, d_kv=16, num_layers=1, num_heads=2, d_ff=32)
    writer = saved(tmp_path / "writer", hf.T5ForConditionalGeneration(t5), word_pieces())
    sight = hf.ViTConfig(**SIZE, image_size=32, patch_size=16)
    images = saved(tmp_path / "images", hf.ViTModel(sight), None)
    with pytest.raises(
        ModelError, match=r"lacks the weights qa_outputs\.bias, qa_outputs\.weight \(it is a BertModel\)"
    ):
        open_reader(encoder)
    with pytest.raises(ModelError, match="it is a T5ForConditionalGeneration"):
        open_reader(writer)
    with pytest.raises(ModelError, match="is a model of the type vit, which does not read spans"):
        open_reader(images)
    assert "newly initialized" not in capfd.readouterr().err


def test_a_folder_that_lacks_something_is_refused_by_name(tmp_path: Path, folders: dict[str, str]) -> None:
    with pytest.raises(ModelError, match=r"holds no reader: neither config\.json"):
        open_reader(str(tmp_path))
    with pytest.raises(ModelError, match=r"is a file\. Give the folder"):
        open_reader(f"{folders['bert']}/config.json")
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        open_reader(saved(tmp_path / "bare", bert(), None))
    broken = Path(saved(tmp_path / "broken", bert(), word_pieces()))
    (broken / "model.safetensors").write_bytes(b"cut short")
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_reader(str(broken))
    (broken / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"cannot be loaded .*model\.safetensors"):
        open_reader(str(broken))


def test_a_model_without_a_fast_tokenizer_is_refused(tmp_path: Path) -> None:
    config = hf.CanineConfig(**SIZE, max_position_embeddings=64, num_hash_buckets=64)
    name = saved(tmp_path / "canine", hf.CanineForQuestionAnswering(config), None)
    hf.CanineTokenizer().save_pretrained(name)
    with pytest.raises(ModelError, match="has no fast tokenizer"):
        open_reader(name)


def test_a_vocabulary_that_is_larger_than_the_model_is_refused(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = hf.BertForQuestionAnswering(hf.BertConfig(vocab_size=6, **SIZE))
    with pytest.raises(ModelError, match="cannot read a text"):
        open_reader(saved(tmp_path / "small", model, word_pieces()))


def test_a_window_too_small_for_question_and_text_is_refused(tmp_path: Path) -> None:
    config = hf.BertConfig(vocab_size=150, max_position_embeddings=16, **SIZE)
    model = hf.BertForQuestionAnswering(config)
    with pytest.raises(ModelError, match="reads only 16 tokens at once"):
        open_reader(saved(tmp_path / "short", model, word_pieces()))


def test_a_model_in_half_precision_is_read_in_full(tmp_path: Path, folders: dict[str, str]) -> None:
    half = open_reader(saved(tmp_path / "half", bert().half(), word_pieces()))
    readings = [r.pointed(QUESTION, TEXTS[0], count=1, max_tokens=9) for r in (half, open_reader(folders["bert"]))]
    assert readings[0][0].score == pytest.approx(readings[1][0].score, abs=0.05)


def test_a_model_in_the_cache_of_the_hub_is_read_by_its_name_without_a_word(tmp_path: Path) -> None:
    cached = tmp_path / "hub" / "models--someone--tiny-reader"
    saved(cached / "snapshots" / ("0" * 40), bert(), word_pieces())
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("0" * 40)
    code = (
        "import sys; sys.addaudithook(lambda event, _: event == 'socket.connect' and sys.exit('went to the network'))\n"
        "from briefbot.reader import open_reader\n"
        "reader = open_reader('someone/tiny-reader')\n"
        f"print(reader.read_text({QUESTION!r}, {TEXTS[0]!r}, count=1, max_tokens=9)[0].start)"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "TRANSFORMERS_"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"HF_HUB_CACHE": str(tmp_path / "hub")},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) >= 0
