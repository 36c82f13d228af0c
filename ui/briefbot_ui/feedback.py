"""People's ratings of replies, kept in a file on this machine and nowhere else."""

from __future__ import annotations

import datetime as dt
import json
import threading
from pathlib import Path

from briefbot import Document, Reply
from briefbot_ui.guard.people import current_person

FILE = "feedback.jsonl"
_writing = threading.Lock()


def keep(folder: Path, reply: Reply, right: bool | None) -> Path:
    """Add a rating as a line of JSON to the file in `folder`, and return that file.

    `right` rates the answer; where the reply declines, that it does; where it is unsure, its likeliest place. None
    takes back what was said of it before: of several lines about a reply, the last counts.
    "by" is the name of who rates it, null where the chat asks for no login.
    Raises OSError where the file cannot be written.
    """
    place = reply.likeliest
    line = json.dumps(
        {
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "by": current_person().name or None,
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
    path = folder / FILE
    with _writing, path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(line + "\n")
    return path


def _place(document: Document, start: int, end: int) -> dict[str, object]:
    return {"sha256": document.sha256, "source": document.source, "start": start, "end": end}
