"""What a store is: an index opened by its address, its snapshots for asking, and its writer for building.

There are two, the embedded one of this package and that on a PostgreSQL server in `postgres`; whoever asks or builds
knows only these protocols. `tests/store_contract.py` holds both to them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from briefbot.store.faults import FaultHook, no_fault
from briefbot.store.rows import Numbers, OnProgress, ignore_progress
from briefbot.types import Document, Filter, Passage

if TYPE_CHECKING:
    from briefbot.index_address import Index
    from briefbot.spelling import Spelling
    from briefbot.store.catalog_rows import CatalogRow
    from briefbot.store.catalog_writer import Dropped
    from briefbot.store.health import Check, OnChecked
    from briefbot.store.places import Held, Place, Stamp
    from briefbot.store.schema import Facts
    from briefbot.store.settling import Cut
    from briefbot.store.snapshot import Entry

_ALL = Filter()
NOTES, COLLECTIONS, RATINGS = "notes.jsonl", "collections.json", "feedback.jsonl"
KEPT = (NOTES, COLLECTIONS, RATINGS)  # the names that `Store.kept` has
Scored = list[tuple[int, float]]  # passage number and score, best first


@dataclass(frozen=True, slots=True, eq=False)
class Among:
    """The passages of the documents that a filter leaves, as `Snapshot.among` gives it; for that snapshot alone.

    Whoever asks passes it on and does not look inside: one store searches with the filter, another with the numbers.
    """

    chosen: Filter
    numbers: Numbers  # of the passages, in order


class Store(Protocol):
    """An index; safe to share between threads."""

    @property
    def index(self) -> Index:
        """Where it is: an absolute folder, or an address on a server. As text it is what messages name."""

    def exists(self) -> bool:
        """Return whether there is an index, as far as this user can see."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Hold the newest committed generation.

        Raises IndexNotFoundError, IndexFormatError or IndexDamagedError; each says what mends it. One that ends while
        it is held raises SnapshotLostError where it is left, and `asked_again` asks once more.
        """

    def writer(
        self,
        *,
        create: bool = True,
        copying: bool = False,
        dry_run: bool = False,
        on_update: OnProgress = ignore_progress,
        hook: FaultHook = no_fault,
    ) -> AbstractContextManager[Writer]:
        """Take the writer's lock and open a transaction; without `commit`, leaving it undoes everything.

        An index of an older format is updated first; `on_update` is told how far that is. A dry run changes nothing and
        must not commit. `hook` is called with the name of every change just before it is made. Raises
        IndexNotFoundError where there is no index and `create` is false, or where there is part of a copy that was cut
        and it is not for `copying`; IndexLockedError while another build runs.
        """

    def waiting(self) -> AbstractContextManager[TextQueue | None]:
        """Give what builds of this index have left for others to embed; None where no text waits.

        Raises BriefbotError for a store whose builds embed all texts themselves.
        """

    def kept(self, name: str) -> Kept:
        """Return what people keep under one of the names in `KEPT`."""

    def examine(self, on_checked: OnChecked = lambda *_: None) -> Iterator[Check]:
        """Check everything that is stored; nothing is changed. Raises IndexNotFoundError where there is no index."""

    def size(self) -> int:
        """Return how many bytes the index takes."""

    def close(self) -> None:
        """Close all files and connections. The store can be used again; it opens them anew."""


@dataclass(slots=True)
class Draft:
    """What is kept under a name, to be changed in `data`."""

    data: bytes


class Kept(Protocol):
    """Bytes that people keep beside the generations of an index under a name: notes, collections, ratings.

    As text it is what messages call it. Each method raises BriefbotError where it cannot be done, also for more than
    `most` bytes.
    """

    def read(self, most: int) -> bytes:
        """Return what is kept; b"" where nothing is."""

    def append(self, line: bytes) -> None:
        """Add a line, which has its end; whoever reads meanwhile sees all of it or nothing."""

    def changing(self, most: int) -> AbstractContextManager[Draft]:
        """Give what is kept, to be changed, and keep the draft in its place when it is left without an error.

        Nobody else changes it meanwhile; who reads it sees it as it was before or as it is after.
        """


class TextQueue(Protocol):
    """Texts that wait for the vectors of one encoder. What is taken by who then dies waits again at once."""

    @property
    def encoder(self) -> str:
        """The encoder that they are for, as who builds names it."""

    @property
    def fingerprint(self) -> str:
        """That of the encoder: no other may make the vectors."""

    def take(self, count: int) -> list[tuple[bytes, str]]:
        """Take up to `count` texts that nobody else has, (content hash, text) each; none where none is left."""

    def put(self, hashes: Sequence[bytes], vectors: Sequence[bytes]) -> None:
        """Give the vectors of all that was taken, little-endian float32 each."""


class Snapshot(Protocol):
    """One generation of an index, the same for as long as it is held.

    What it returns is checked: a row that is not as briefbot writes it, or is missing, raises IndexDamagedError where
    the snapshot is left.
    """

    @property
    def facts(self) -> Facts: ...

    def load(self) -> None:
        """Read now what the first search would wait for."""

    def among(self, chosen: Filter) -> Among | None:
        """Return what restricts searches to the documents that a filter leaves; None where it leaves all."""

    def numbers(self, chosen: Filter) -> Numbers | None:
        """Return the numbers of the passages of the documents that a filter leaves, in order; None for all."""

    def dense(self, vector: NDArray[np.float32], count: int, among: Among | None = None) -> Scored:
        """Return (passage number, cosine) of the nearest passages, best first.

        `vector` is (dimension,), of unit length. Where `among` is given, passages outside it take no place.
        """

    def bm25(self, question: str, count: int, among: Among | None = None) -> Scored:
        """Return (passage number, BM25) of passages that share a word with the question, best first.

        The scores do not depend on the store. `count` is 1 or more.
        """

    def cosines(self, vector: NDArray[np.float32], numbers: Sequence[int]) -> dict[int, float]:
        """Return the exact cosines of given passages, by number."""

    def missing(self, words: Sequence[str], among: Among | None = None) -> list[str]:
        """Return those of the words that no article holds in any form of theirs, or none with a passage in `among`.

        Of an article all is looked at, what is not searched as well.
        """

    def holding(self, words: Sequence[str], count: int, among: Among | None = None) -> list[Passage]:
        """Return the first `count` passages that hold all of the words, one or more, in any form of theirs."""

    def in_some_text(self, phrase: str, chosen: Filter = _ALL) -> bool:
        """Return whether a title or a text that a filter leaves has a phrase, also where it belongs to no passage."""

    def spellings(self, word: str) -> list[Spelling]:
        """Return the words of the texts that a word of a question may be a slip of, nearest first."""

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Return the passages with these numbers, by number; passages of one document share one Document."""

    def passages_of(self, documents: Collection[int]) -> dict[int, list[Passage]]:
        """Return the passages of the documents with these numbers, by number, in the order of the text."""

    def first_passage(self) -> int | None:
        """Return the lowest passage number; None in an empty index."""

    def vectors(self, numbers: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """Return the vectors of passages, (dimension,) each, as they are stored, by number."""

    def first_vectors(self, documents: Collection[int]) -> tuple[list[int], NDArray[np.float32]]:
        """Return those of the documents that have a passage, and the vectors of their first, (documents, dimension)."""

    def document(self, document_id: str) -> Document | None:
        """Return the document with this id, or which had it before its headline stood in it; None where none has."""

    def documents(self, chosen: Filter = _ALL, offset: int = 0, limit: int | None = None) -> Iterator[Document]:
        """Yield the documents that a filter leaves, in the order they were added, `limit` of them from `offset` on."""

    def numbered(self, numbers: Sequence[int]) -> dict[int, Document]:
        """Return the documents with these numbers, by number."""

    def documents_with(self, words: Sequence[str]) -> set[int]:
        """Return the numbers of the documents that have each of the words in some form, also outside of passages."""

    def catalog(self, chosen: Filter = _ALL) -> list[CatalogRow]:
        """Return what is known of each document that a filter leaves, in the order they were added."""

    def files_of(self, document_id: str) -> list[tuple[str, int, bytes]]:
        """Return (absolute path, size, SHA-256) of each file that a document was read from, as they were then."""

    def count(self, chosen: Filter) -> int:
        """Return how many documents a filter leaves."""

    def counts(self) -> tuple[int, int]:
        """Return how many (documents, passages) there are."""

    def unknown(self, document_ids: Sequence[str]) -> list[str]:
        """Return those of the ids that no document has, in the order they were given."""

    def outlets(self) -> list[tuple[str, int]]:
        """Return every outlet with the number of its documents, the largest first."""

    def period(self, chosen: Filter = _ALL) -> tuple[dt.date, dt.date] | None:
        """Return the first and the last day on which a document that a filter leaves was published; None for no day."""

    def newest(self, chosen: Filter = _ALL) -> dt.date | None:
        """Return the last day on which a document that a filter leaves was published; None for no day."""

    def entries(self) -> Iterator[Entry]:
        """Yield every place that holds a document, in the order of paths; a text in two places comes twice."""

    def roots(self) -> dict[str, str]:
        """Return absolute path -> name as given, of every source that the index follows, in the order of paths."""


class Writer(Protocol):
    """Changes to an index that nobody sees before `commit`; one transaction."""

    @property
    def facts(self) -> Facts | None:
        """Those of the generation that the build starts from; None for a new index."""

    def roots(self) -> dict[str, str]:
        """Return absolute path -> name as given, of every source that is remembered, in the order of paths."""

    def remember(self, root: str, source: str) -> None:
        """Keep a source, so that a later build follows it without being told."""

    def forget(self, root: str) -> None:
        """Remove a source that `remember` kept; what was read from it stays until it is unlinked."""

    def under(self, root: str) -> dict[Place, Held]:
        """Return everything read from the file `root`, or from any file in the folder `root`, by place."""

    def stamps(self, root: str) -> dict[str, Stamp]:
        """Return absolute path -> stamp of every file that was read whole: `root` itself, or those in it."""

    def stamp(self, path: str, stamp: Stamp) -> None:
        """Record what the file is like, so that the next build need not read it while it stays so."""

    def unstamp(self, path: str) -> None:
        """Have the next build read this file, whatever it is like."""

    def places(self, document_id: str) -> list[Place]:
        """Return every place that holds this text."""

    def holds(self, document: Document) -> bool:
        """Return whether this text is stored already, with the same title, outlet, author, date, pages and blocks."""

    def add(self, document: Document, passages: Sequence[Passage], texts: Sequence[str]) -> bool:
        """Store a document, in place of the one with the same text if there is one; return whether it is new.

        `texts` are what is embedded, one a passage. A text that was embedded before keeps its vector; the others wait
        in `pending`. Until `settle`, its blocks and its family are not known to readers.
        """

    def settle(self, cut: Cut, on_progress: OnProgress = ignore_progress) -> int:
        """Find families and repeated lines anew, and what they make of the blocks; return how many documents changed.

        Call it once all documents are added and the others dropped. `cut` is asked for the passages of each document
        whose blocks have become others.
        """

    def embed_as(self, encoder: str, fingerprint: str) -> None:
        """Say which encoder the texts are for, before the first is taken.

        What was made with it in a build that was killed may then be at hand, and workers elsewhere may help.
        """

    def pending(self) -> int:
        """Return how many texts have no vector yet."""

    def take_pending(self, count: int) -> list[tuple[bytes, str]]:
        """Return up to `count` texts without a vector, (content hash, text) each, in the order they were added.

        They stay pending until `embed` gives them vectors.
        """

    def embed(self, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Give passages their vectors, (len(hashes), dimension), and strike them off `pending`."""

    def link(self, place: Place, source: str, document_id: str) -> None:
        """Record that `place` now holds this document; `source` is how the person named it.

        Where that is what it held, with a headline in front, the id that it had still leads to it.
        """

    def unlink(self, place: Place) -> None:
        """Forget a place; a document that no place holds any more goes with `drop_orphans`."""

    def drop_orphans(self, on_progress: OnProgress = ignore_progress) -> list[Dropped]:
        """Delete documents without a source, and return them. `on_progress` is told how many are done."""

    def counts(self) -> tuple[int, int]:
        """Return how many (documents, passages) the build holds so far."""

    def begin_copy(self, of: str, source: str, *, anew: bool) -> int:
        """Begin to copy another index into this one, which must be new, or go on with a copy of the same that was cut.

        Return the highest number of a document that was copied already. `of` tells what is copied, to the generation,
        and `source` is where that is, as messages name it. Raises BriefbotError where there is an index, or part of a
        copy of something else; with `anew`, such a part is deleted.
        """

    def put_rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Insert rows of another index as they are; vectors are bytes, as `decoding.vector_from` reads them."""

    def copied_to(self, document: int) -> None:
        """Say that all is copied of the documents up to this number; a store may keep that, should the copy be cut."""

    def commit(self, facts: Facts, on_progress: OnProgress = ignore_progress) -> Facts:
        """Commit the next generation, the one moment at which readers see a change; return its facts.

        `pending` must be empty.
        """

    def keep(self, on_progress: OnProgress = ignore_progress) -> None:
        """Commit what is remembered of sources and files, which no reader sees; the generation stays."""
