"""Fine-tune all-MiniLM-L6-v2 into the span reader. Resumable, seeded; see README.md for the recipe.

    python training/train_reader.py --data ../shared/data --out training/runs/one [--steps N] [--resume]

The learning rate warms up, stays, and falls to zero over the last part of the steps, so a run can be
lengthened or cut short by resuming with another --steps before the fall begins.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8192")  # one set of kernels per batch shape is kept
import torch
from base import base_model, plain_tokenizer
from batching import Batch, batches, collate, row_length
from bert_bf16 import Dropout, span_logits
from drawing import Drawing, Row, rows
from reader_data import QUESTION_TOKENS, Featurizer
from tokenizers import Tokenizer
from tqdm import tqdm
from training_set import epoch_features, training_features
from transformers import BertForQuestionAnswering

from briefbot.evaluation import best_over_answers, exact_match, f1, squad_items
from briefbot.reader.decoding import best_spans

DEV_QUESTIONS = 500


def to_tensors(batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    lengths = torch.from_numpy(batch.lengths)
    mask = torch.arange(batch.input_ids.shape[1])[None] < lengths[:, None]
    return torch.from_numpy(batch.input_ids), torch.from_numpy(batch.token_type_ids), mask


def marginal_loss(logits: torch.Tensor, mask: torch.Tensor, accepted: torch.Tensor) -> torch.Tensor:
    """Return -log of the probability mass on all accepted positions (Clark & Gardner 2018, section 3)."""
    logits = logits.masked_fill(~mask, -1e4)
    return (logits.logsumexp(-1) - logits.masked_fill(~accepted, -1e4).logsumexp(-1)).mean()


def batch_loss(
    logits: torch.Tensor, mask: torch.Tensor, text: torch.Tensor, accepted: torch.Tensor, group: int
) -> torch.Tensor:
    """Return the loss of a batch: of each row alone, and of the rows of a group together.

    A row alone has its null position among what it may choose. Where rows make groups, the loss of choosing from the
    text of all rows of a group is added: the shared normalisation of Clark & Gardner 2018 (section 3.2). Passages are
    read one by one when a question is asked, and then the scores of their spans are compared. `text` (rows, length)
    marks the context.
    """
    loss = marginal_loss(logits, mask, accepted)
    if group == 1:
        return loss
    together, context, right = (
        values.reshape(-1, group * values.shape[1]) for values in (logits, text, accepted & text)
    )
    return loss + marginal_loss(together, context, right) / group  # a mean over groups beside one over rows


def rate(step: int, steps: int, warmup: int, fall: float) -> float:
    if step < warmup:
        return (step + 1) / warmup
    return min(1.0, max(0.0, (steps - step) / (steps * fall)))


def shrink(model: BertForQuestionAnswering, share: float) -> None:
    """Move all weights but those of the span head towards the sentence encoder's, by `share` of the way.

    Training that goes on from trained weights generalises worse than from fresh ones (Ash & Adams 2020).
    """
    encoder = dict(BertForQuestionAnswering.from_pretrained(base_model()).bert.named_parameters())
    with torch.no_grad():
        for name, weight in model.bert.named_parameters():
            weight.lerp_(encoder[name], share)


def evaluate(model: BertForQuestionAnswering, tokenizer: Tokenizer, path: Path) -> dict[str, float]:
    """Return EM and F1 on a fixed sample; contexts over 400 tokens are cut, so this only tracks progress."""
    items = [(context, item) for _, context, item in squad_items(path)]
    sample = [items[at] for at in np.random.default_rng(0).permutation(len(items))[:DEV_QUESTIONS]]
    rows: list[Row] = []
    offsets: list[list[tuple[int, int]]] = []
    for context, item in sample:
        question = tokenizer.encode(item["question"].strip(), add_special_tokens=False).ids[-QUESTION_TOKENS:]
        encoding = tokenizer.encode(context, add_special_tokens=False)
        rows.append((np.array(question), np.array(encoding.ids[:400]), ()))
        offsets.append(encoding.offsets[:400])
    order = sorted(range(len(rows)), key=lambda at: row_length(rows[at]))
    em = f = 0.0
    for at in range(0, len(order), 20):
        chosen = order[at : at + 20]
        with torch.inference_mode():
            starts, ends = span_logits(model, *to_tensors(collate([(rows[i],) for i in chosen])), Dropout(0.0))
        for i, start, end in zip(chosen, starts.numpy(), ends.numpy(), strict=True):
            shift = rows[i][0].size + 2
            allowed = np.zeros(start.size, bool)
            allowed[shift : shift + rows[i][1].size] = True
            first, last, score = best_spans(start, end, allowed=allowed, max_tokens=30, count=1)[0]
            context, item = sample[i]
            text = context[offsets[i][first - shift][0] : offsets[i][last - shift][1]]
            predicted = text if score > start[0] + end[0] else ""
            answers = [answer["text"] for answer in item["answers"]] or [""]
            em += best_over_answers(exact_match, predicted, answers)
            f += best_over_answers(f1, predicted, answers)
    return {"em": round(100 * em / len(sample), 1), "f1": round(100 * f / len(sample), 1)}


def save(path: Path, state: dict[str, object]) -> None:
    temporary = path.with_suffix(".partial")
    torch.save(state, temporary)
    temporary.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--init", type=Path, help="start from a trained reader's folder instead of the sentence encoder"
    )
    parser.add_argument(
        "--shrink", type=float, default=0.0, help="how far --init is moved back to the sentence encoder"
    )
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--fall", type=float, default=0.5, help="part of the steps over which the rate falls to zero")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--words-rate", type=float, default=5e-5, help="rate of the word embeddings; 0 freezes them")
    parser.add_argument("--dropout", type=float, default=0.1, help="of hidden states; a second epoch needs it")
    parser.add_argument("--warmup", type=int, default=200)
    parser.add_argument("--tokens", type=int, default=5120, help="padded tokens a batch")
    parser.add_argument("--window", type=int, default=220, help="context tokens a window")
    parser.add_argument("--negatives", type=float, default=0.2, help="part of the questions with a hard negative")
    parser.add_argument("--swapped", type=float, default=0.1, help="part of the questions with a name swapped")
    parser.add_argument("--removed", type=float, default=0.1, help="part of the questions once more without the answer")
    parser.add_argument("--crop", type=float, default=0.4, help="part of the contexts cut to some of their sentences")
    parser.add_argument("--join", type=float, default=0.3, help="part of the contexts read together with a rival")
    parser.add_argument(
        "--pair", type=float, default=0.0, help="part of the contexts weighed against a rival beside it"
    )
    parser.add_argument("--titled", type=float, default=0.5, help="part of the contexts read under their title")
    parser.add_argument("--qamr", type=int, default=5000, help="QAMR questions an epoch")
    parser.add_argument(
        "--unanswerable", type=int, default=2, help="times an epoch takes SQuAD 2.0's unanswerable ones"
    )
    parser.add_argument("--average", type=float, default=0.98, help="decay, per 10 steps, of the averaged weights")
    parser.add_argument("--mined", type=Path, help="questions on retrieved passages, as mine_negatives.py writes them")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--save-every", type=int, default=500)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = plain_tokenizer(base_model())
    sources = training_features(
        args.data,
        Featurizer(tokenizer),
        negatives=args.negatives,
        swapped=args.swapped,
        mined=args.mined,
        seed=args.seed,
    )
    drawing = Drawing(window=args.window, crop=args.crop, join=args.join, pair=args.pair, titled=args.titled)

    model = BertForQuestionAnswering.from_pretrained(args.init or base_model())
    if args.shrink:
        shrink(model, args.shrink)
    dropout = Dropout(args.dropout)
    words = model.bert.embeddings.word_embeddings.requires_grad_(args.words_rate > 0)
    weights: list[torch.Tensor] = [parameter for parameter in model.parameters() if parameter.requires_grad]
    parts: list[dict[str, Any]] = [
        {
            "params": [w for w in weights if w.ndim > 1 and w is not words.weight],
            "weight_decay": 0.01,
            "peak": args.rate,
        },
        {"params": [w for w in weights if w.ndim <= 1], "weight_decay": 0.0, "peak": args.rate},
    ]
    if args.words_rate > 0:  # half of all weights; most of them are in few batches
        parts.append({"params": [words.weight], "weight_decay": 0.0, "peak": args.words_rate})
    optimizer = torch.optim.AdamW(parts, lr=args.rate, fused=True)
    average = [weight.detach().clone() for weight in weights]
    step = epoch = position = 0
    checkpoint = args.out / "checkpoint.pt"
    if args.resume and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average = state["average"]
        step, epoch, position = state["step"], state["epoch"], state["position"]

    log = (args.out / "log.jsonl").open("a" if step else "w", encoding="utf-8")
    progress = tqdm(total=args.steps, initial=step, unit="step", smoothing=0.05)
    losses: list[float] = []
    seen, since = 0, time.monotonic()
    while step < args.steps:
        seed = args.seed * 1000 + epoch
        features = epoch_features(sources, args.qamr, args.unanswerable, args.removed, seed)
        rng = np.random.default_rng(seed)
        made = batches(rows(features, drawing, rng), tokens=args.tokens, rng=rng)
        for groups in made[position:]:
            batch = collate(groups)
            input_ids, types, mask = to_tensors(batch)
            sides = zip(span_logits(model, input_ids, types, mask, dropout), (batch.starts, batch.ends), strict=True)
            both = [
                batch_loss(logits, mask, types == 1, torch.from_numpy(accepted), batch.group)
                for logits, accepted in sides
            ]
            loss = torch.stack(both).mean()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            for part in optimizer.param_groups:
                part["lr"] = part["peak"] * rate(step, args.steps, args.warmup, args.fall)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            position += 1
            if step % 10 == 0:
                with torch.no_grad():
                    torch._foreach_lerp_(average, weights, 1 - args.average)
            seen += int(batch.lengths.sum())
            losses.append(loss.item())
            progress.update()
            progress.set_postfix(epoch=epoch, loss=f"{np.mean(losses[-100:]):.3f}", refresh=False)
            if step % args.save_every == 0 or step == args.steps:
                save(
                    checkpoint,
                    {
                        "model": model.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "average": average,
                        "step": step,
                        "epoch": epoch,
                        "position": position,
                    },
                )
                line = {
                    "step": step,
                    "epoch": epoch,
                    "batches": len(made),
                    "loss": round(float(np.mean(losses)), 4),
                    "tokens_per_s": round(seen / (time.monotonic() - since)),
                    "squad1": evaluate(model, tokenizer, args.data / "squad_v1.1_dev_visible.json.gz"),
                    "squad2": evaluate(model, tokenizer, args.data / "squad_v2.0_dev_visible.json.gz"),
                }
                log.write(json.dumps(line) + "\n")
                log.flush()
                progress.write(json.dumps(line))
                losses, seen, since = [], 0, time.monotonic()
            if step == args.steps:
                break
        else:
            epoch, position = epoch + 1, 0
    model.save_pretrained(args.out / "model")
    with torch.no_grad():
        for weight, smooth in zip(weights, average, strict=True):
            weight.copy_(smooth)
    model.save_pretrained(args.out / "averaged")
    (args.out / "recipe.json").write_text(json.dumps({k: str(v) for k, v in vars(args).items()}, indent=2))


if __name__ == "__main__":
    main()
