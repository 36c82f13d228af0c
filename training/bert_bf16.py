"""The forward pass of a BERT span reader in bf16, laid out for training on a CPU.

It computes what `transformers.BertForQuestionAnswering` computes, from the same fp32 parameters, but keeps every
activation in bf16, makes query, key and value in one product, and adds the mask inside the product of the scores.
Half of a step under autocast was casts, copies and dropout; see docs/decisions/0009-training-on-a-cpu.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
import torch.nn.functional as F  # noqa: N812  its usual name
from transformers import BertForQuestionAnswering
from transformers.models.bert.modeling_bert import BertLayer

_MASKED = -30000.0
_POOL = 1 << 24  # larger than any activation of a batch


class Dropout:
    """Inverted dropout (Srivastava et al. 2014) whose masks are slices, at random places, of one long random mask.

    Drawing a mask for every activation took a third of a step.
    """

    def __init__(self, probability: float) -> None:
        self._mask = (torch.rand(_POOL) >= probability).to(torch.bfloat16) / (1 - probability) if probability else None

    def __call__(self, values: torch.Tensor) -> torch.Tensor:
        if self._mask is None:
            return values
        first = int(torch.randint(0, _POOL - values.numel() + 1, (1,)))
        return values * self._mask[first : first + values.numel()].view(values.shape)


def span_logits(
    model: BertForQuestionAnswering,
    input_ids: torch.Tensor,
    token_type_ids: torch.Tensor,
    mask: torch.Tensor,
    dropout: Dropout,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return start and end logits, (rows, length) fp32 each; `mask` is (rows, length) bool, False on padding."""
    rows, length = input_ids.shape
    heads, width = model.config.num_attention_heads, model.config.hidden_size
    size = width // heads
    blocked = torch.where(mask, 0.0, _MASKED).to(torch.bfloat16)
    blocked = blocked[:, None, None].expand(rows, heads, 1, length).reshape(rows * heads, 1, length)

    embeddings = model.bert.embeddings
    summed = (
        F.embedding(input_ids, embeddings.word_embeddings.weight)
        + embeddings.position_embeddings.weight[:length]
        + F.embedding(token_type_ids, embeddings.token_type_embeddings.weight)
    )
    states = dropout(_normed(summed, embeddings.LayerNorm).to(torch.bfloat16)).view(rows * length, width)
    layers: Iterable[BertLayer] = model.bert.encoder.layer
    for layer in layers:
        attention = layer.attention.self
        parts = (attention.query, attention.key, attention.value)
        weight, bias = (torch.cat([getattr(part, name) for part in parts]) for name in ("weight", "bias"))
        joined = F.linear(states, weight.bfloat16(), bias.bfloat16()).view(rows, length, 3, heads, size)
        query, key, value = joined.permute(2, 0, 3, 1, 4).reshape(3, rows * heads, length, size).unbind(0)
        scores = torch.baddbmm(blocked, query, key.transpose(1, 2), alpha=1 / math.sqrt(size))
        mixed = torch.bmm(scores.softmax(-1), value).view(rows, heads, length, size)
        mixed = mixed.transpose(1, 2).reshape(rows * length, width)
        states = _normed(
            states + dropout(_dense(mixed, layer.attention.output.dense)), layer.attention.output.LayerNorm
        )
        inner = F.gelu(_dense(states, layer.intermediate.dense))
        states = _normed(states + dropout(_dense(inner, layer.output.dense)), layer.output.LayerNorm)
    start, end = _dense(states, model.qa_outputs).float().view(rows, length, 2).unbind(-1)
    return start, end


def _dense(states: torch.Tensor, dense: torch.nn.Linear) -> torch.Tensor:
    return F.linear(states, dense.weight.bfloat16(), dense.bias.bfloat16())


def _normed(states: torch.Tensor, norm: torch.nn.LayerNorm) -> torch.Tensor:
    return F.layer_norm(states, norm.normalized_shape, norm.weight, norm.bias, norm.eps)
