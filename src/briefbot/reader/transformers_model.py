"""Any extractive question answering model of transformers, by folder or by hub name; nothing is downloaded.

BERT, RoBERTa, DistilBERT, ELECTRA, ALBERT, MPNet, DeBERTa and whatever else `AutoModelForQuestionAnswering` loads with
a fast tokenizer (only those tell where a token stands in the text). A model trained without unanswerable questions, as
for SQuAD 1.1, never learnt what its logits at [CLS] should say: its null score, and so the margin of its spans, is
only as good as a calibration makes it.
"""

from __future__ import annotations

import inspect
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from briefbot.errors import ModelError
from briefbot.reader.framing import Framed, Framing, Window
from briefbot.torch_models import check_folder, first_line, weights_digest

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

WINDOW = 384  # tokens read at once, question and special tokens included: what these models are trained on
_LEAST_WINDOW = 32  # less holds no question beside a sentence
_REPOSITORY = re.compile(r"[\w.-]+(/[\w.-]+)?")
_WANTED = "A reader is an extractive question answering model, a ...ForQuestionAnswering of transformers."
_PROBE = ("Who led the delegation?", "It was led by Ada Quill, the minister said on 3 May.")


class TransformersModel:
    """A model on the CPU or a CUDA device. Safe to share between threads.

    Raises ModelError if it is not on this machine, has no trained span head, or does not work as a span reader does.
    """

    at_once = 1  # torch shares each run out among the cores

    def __init__(self, name: str) -> None:
        import torch

        self.name = name
        folder = _located(name)
        check_folder(folder, name)
        with _quiet():
            self._model = _load_model(name, folder)
            tokenizer = _load_tokenizer(name, folder)
        limit = _limit(self._model, tokenizer)
        if limit < _LEAST_WINDOW:
            raise ModelError(f"The reader {name!r} reads only {limit} tokens at once; it takes {_LEAST_WINDOW}.")
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._model.to(self._device)
        self._inputs = set(tokenizer.model_input_names) & set(inspect.signature(self._model.forward).parameters)
        # Where transformers pads on the left (XLNet), models are trained with the text before the question.
        question_first = tokenizer.padding_side == "right"
        expected = list(tokenizer(*(_PROBE if question_first else reversed(_PROBE)))["input_ids"])
        null = tokenizer.cls_token_id if tokenizer.cls_token_id is not None else tokenizer.bos_token_id
        self._tokenizer = tokenizer.backend_tokenizer
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._tokenizer.encode_special_tokens = True  # a "[SEP]" or "</s>" that an article holds is text
        self._framing = Framing(self._tokenizer, limit=limit, null_id=null, question_first=question_first)
        self._probe(expected)

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits of the weights and the vocabulary; takes about a second per GB the first time."""
        return weights_digest(self._model, type(self._model).__name__, sorted(self._tokenizer.get_vocab().items()))

    def windows(self, question: str, text: str) -> Iterator[Window]:
        """Yield the model's logits for the text, window by window. Raises ModelError where it fails on one."""
        for framed in self._framing.framed(question, text):
            yield self._run(framed)

    def _run(self, framed: Framed) -> Window:
        import torch

        fields = {"input_ids": framed.ids, "attention_mask": [1] * len(framed.ids), "token_type_ids": framed.types}
        try:
            inputs = {key: torch.tensor([fields[key]], device=self._device) for key in self._inputs & fields.keys()}
            with torch.inference_mode():
                output: Any = self._model(**inputs)
                logits = torch.stack([output.start_logits[0], output.end_logits[0]]).cpu().numpy()
        except Exception as error:  # whatever the code of a model raises
            raise ModelError(f"The reader {self.name!r} cannot read a text ({first_line(error)}).") from error
        if logits.shape != (2, len(framed.ids)) or not np.isfinite(logits).all():
            raise ModelError(f"The reader {self.name!r} does not give two finite logits a token.")
        return framed.window(logits[0], logits[1])

    def _probe(self, expected: list[int]) -> None:
        """Read one small text, so that a model that cannot be used says so when it is opened."""
        framed = next(self._framing.framed(*_PROBE))
        if framed.ids != expected:
            raise ModelError(f"The tokenizer of the reader {self.name!r} frames a question and a text in its own way.")
        if max(framed.types) >= getattr(self._model.config, "type_vocab_size", np.inf):
            self._inputs.discard("token_type_ids")  # a tokenizer without a word on it gives two types to RoBERTa too
        self._run(framed)


def _located(name: str) -> Path:
    """Return the folder of a model: `name` itself, or where the hub's cache keeps it.

    From here on no hub is involved.
    """
    from transformers.utils.hub import cached_file

    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            raise ModelError(
                f"The folder {name} holds no reader: neither config.json, as transformers writes it, nor model.onnx "
                f"and tokenizer.json, as training/export_reader.py writes them."
            )
        return folder
    if folder.exists():
        raise ModelError(f"The reader {name!r} is a file. Give the folder that it is in.")
    try:
        found = cached_file(name, "config.json", local_files_only=True)
    except (OSError, ValueError) as error:
        message = (
            f"The reader {name!r} is not on this machine, and briefbot downloads nothing by itself. "
            f"Give the folder of an extractive question answering model"
        )
        fetch = f", or fetch it first with: hf download {name}" if _REPOSITORY.fullmatch(name) else "."
        raise ModelError(message + fetch) from error
    return Path(str(found)).parent


def _load_model(name: str, folder: Path) -> PreTrainedModel:
    """Load the model in single precision, ready to read; its weights are all from the folder."""
    from transformers import MODEL_FOR_QUESTION_ANSWERING_MAPPING, AutoConfig, AutoModelForQuestionAnswering

    try:
        # trust_remote_code=False: a model that brings its own code is refused rather than asked about.
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        if type(config) not in MODEL_FOR_QUESTION_ANSWERING_MAPPING:
            raise ModelError(
                f"{name!r} is a model of the type {config.model_type}, which does not read spans out of a text. "
                f"{_WANTED}"
            )
        model, info = AutoModelForQuestionAnswering.from_pretrained(
            folder,
            config=config,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,  # other weights are a pickle
            output_loading_info=True,
        )
    except ModelError:
        raise
    except Exception as error:  # transformers, safetensors and torch have errors of their own
        raise ModelError(f"The reader {name!r} cannot be loaded ({first_line(error)}). {_WANTED}") from error
    missing = sorted(info["missing_keys"])
    if missing:  # transformers fills them with random numbers, and says so in a warning only
        trained_as = ", ".join(getattr(config, "architectures", None) or ["something else"])
        raise ModelError(
            f"{name!r} is not trained to read spans out of a text: it lacks the weights {', '.join(missing[:3])}"
            f"{' and others' if len(missing) > 3 else ''} (it is a {trained_as}). {_WANTED}"
        )
    loaded: PreTrainedModel = model.float().eval()
    return loaded


def _load_tokenizer(name: str, folder: Path) -> Any:
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # transformers, tokenizers and sentencepiece have errors of their own
        raise ModelError(
            f"The tokenizer of the reader {name!r} cannot be loaded ({first_line(error)}). "
            f"The best folder is one that holds tokenizer.json."
        ) from error
    if not tokenizer.is_fast:
        raise ModelError(
            f"The reader {name!r} has no fast tokenizer, and no other tells where a token stands in the text. "
            f"Give a model whose folder holds tokenizer.json."
        )
    if not set(tokenizer.get_vocab()) - set(tokenizer.all_special_tokens):  # made up where the folder holds none
        raise ModelError(f"The reader {name!r} has no vocabulary: its folder lacks tokenizer.json or the like.")
    return tokenizer


def _limit(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> int:
    """Return how many tokens the model reads at once."""
    limits = [WINDOW, int(tokenizer.model_max_length)]
    positions = getattr(model.config, "max_position_embeddings", None)
    if positions and positions > 0:  # models that know only distances between tokens have none, or -1
        limits.append(positions)
    for key, module in model.named_modules():
        padding = getattr(module, "padding_idx", None)
        if key.endswith("position_embeddings") and padding is not None:
            limits.append(module.num_embeddings - padding - 1)  # RoBERTa and its kin count from after the padding
    return int(min(limits))


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence progress bars and warnings of transformers: what matters of them is raised as an error."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    verbosity = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers_logging.set_verbosity(verbosity)
