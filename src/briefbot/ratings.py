"""People's ratings of replies, kept beside the index, by its store, and nowhere else."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import closing

from briefbot.index_address import Index
from briefbot.replies import Reply
from briefbot.settings import settings_for
from briefbot.store import RATINGS, open_store
from briefbot.types import Document


def keep_rating(reply: Reply, right: bool | None, *, by: str = "", index: str | Index | None = None) -> None:
    """Keep what a person says of a reply, as a line of JSON in feedback.jsonl beside the index.

    `right` rates the answer; where the reply declines, that it does; where it is unsure, its likeliest place. None
    takes back what was said of it before: of several lines about a reply, the last counts. `by` is who says it. Raises
    BriefbotError where it cannot be kept.
    """
    place = reply.likeliest
    line = json.dumps(
        {
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "by": by or None,
            "right": right,
            "kind": reply.kind,
            "question": reply.question,
            "answer": reply.text,
            "confidence": reply.confidence and round(reply.confidence, 4),
            "citations": [_place(c.span.document, c.start, c.end) for c in reply.citations],
            "likeliest": place and _place(place.document, place.start, place.end),
        },
        ensure_ascii=False,
    )
    with closing(open_store(settings_for(index, None).index)) as store:
        store.kept(RATINGS).append(f"{line}\n".encode("utf-8", "backslashreplace"))


def _place(document: Document, start: int, end: int) -> dict[str, object]:
    return {"sha256": document.sha256, "source": document.source, "start": start, "end": end}
