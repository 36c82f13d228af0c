"""How long what a person does on the page "Your articles" takes, until it is done.

python benchmarks/adding.py examples

Each round adds a pasted text and a PDF of one page, removes the text, looks for changes where there are none, and names
an address of a private network. `--cold` starts the process that builds anew for each of them.
The page itself asks every 0.4 seconds how far it is, which is not counted.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from briefbot_ui import Collection
from briefbot_ui.uploads import Upload

import briefbot

ROUNDS = 5
PDF = b"""%%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R
  /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >> endobj
4 0 obj << /Length %d >> stream
%s
endstream endobj
trailer << /Root 1 0 R >>
"""


def main() -> None:
    """Print the seconds that each of the acts takes, in the median of some rounds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="+", type=Path, help="what the index holds before")
    parser.add_argument("--cold", action="store_true", help="start the process that builds anew for each of them")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        settings = briefbot.Settings(index=Path(name) / "index")
        briefbot.build_index(arguments.sources, settings=settings)
        collection = Collection(settings)
        collection.received = Path(name)

        def measure(what: str, act: Callable[[], None]) -> None:
            if arguments.cold:
                collection._work._client.close()
                collection._work._client._is_closed = False
            started = time.perf_counter()
            with suppress(briefbot.BriefbotError):  # the address is refused
                act()
            while collection.state.running:
                time.sleep(0.002)
            seconds.setdefault(what, []).append(time.perf_counter() - started)

        measure("the first one, with the process not started before", collection.refresh)
        for number in range(arguments.rounds):
            title, pdf = f"No. {number}", Path(name) / f"{number}.pdf"
            text = f"The mayor of Tarn is Ada Quill the {number}th. She was elected in {1900 + number}."
            measure("one pasted text", partial(collection.add_text, text, title, "", ""))
            lines = (
                f"BT /F 12 Tf 72 720 Td (The bridge of Tarn was opened by Ada Quill, number {number}.) Tj ET".encode()
            )
            pdf.write_bytes(PDF % (len(lines), lines))
            measure("one small PDF", partial(collection.add_files, [Upload(str(pdf), pdf.name)]))
            (item,) = (item for item in collection.listing().items if item.entry.title == title)
            measure("one removal", partial(collection.remove, item.holding.key))
            measure("undoing it", collection.undo_removal)
            measure("looking for changes, of which there are none", collection.refresh)
            measure("a private address, refused", partial(collection.follow, "http://192.168.1.1/"))
        documents = briefbot.index_status(index=settings.index).documents
        collection.close()
    print(f"{documents:,} articles; load {os.getloadavg()[0]:.1f}")
    for what, taken in seconds.items():
        print(f"{what}: {statistics.median(taken):.2f} s (longest {max(taken):.2f})")


if __name__ == "__main__":
    main()
