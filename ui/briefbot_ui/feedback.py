"""What a person says of an answer, kept in a file on this machine and nowhere else."""

from __future__ import annotations

import datetime as dt
import json
import threading
from pathlib import Path

from briefbot import Answer

FILE = "feedback.jsonl"
_writing = threading.Lock()


def keep(folder: Path, answer: Answer, right: bool) -> Path:
    """Add a line of JSON to the file in `folder`; returns the file. Raises OSError where it cannot be written.

    `right` is of the answer, where it declines of saying so, and where it is unsure of the likeliest place.
    """
    place = answer.likeliest
    line = json.dumps(
        {
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "right": right,
            "question": answer.question,
            "answer": answer.text,
            "confidence": round(answer.confidence, 4),
            "citations": [
                {"sha256": c.sha256, "source": c.source, "start": c.start, "end": c.end} for c in answer.citations
            ],
            "likeliest": place
            and {
                "sha256": place.document.sha256,
                "source": place.document.source,
                "start": place.start,
                "end": place.end,
            },
        },
        ensure_ascii=False,
    )
    path = folder / FILE
    with _writing, path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(line + "\n")
    return path
