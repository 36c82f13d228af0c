"""The articles of an index, and the jobs that add, update and remove them."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Collection as Container
from collections.abc import Mapping, Sequence
from pathlib import Path

from briefbot import (
    BriefbotError,
    DocumentError,
    IndexNotFoundError,
    Settings,
    check_address,
    index_status,
    list_documents,
)
from briefbot.phrases import count_of, is_address
from briefbot_ui import uploads
from briefbot_ui.additions import Addition, keep_uploads, outcome_of, reason_of
from briefbot_ui.build_jobs import BuildJobs, Built, Job, Outcome, State, Task
from briefbot_ui.listing import Listing, listing_of
from briefbot_ui.removals import LastRemoval, Removal
from briefbot_ui.short_names import name_of
from briefbot_ui.uploads import Upload, absolute

MOST_FILES = 200  # that a page names at once; it sends more of them in turn

_HOST_AND_REST = re.compile(r"\w+://[^\s/?#]\S{0,2000}")
_UNDONE_WITHIN = 3600  # seconds in which a removal can be undone


class Collection:
    """The articles of one index: what there is, and adding and removing. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.received = Path()  # where uploads arrive; set by the app that receives them
        self._work = BuildJobs(settings)
        self._lock = threading.Lock()
        self._listing = Listing()
        self._listed: tuple[object, ...] = ()  # which state of the index that is
        self._asking = threading.Lock()  # held while what is added becomes a job, or joins one
        self._adding: Addition | None = None  # waits for its turn
        self._removed = LastRemoval(_UNDONE_WITHIN)
        self._articles = settings.articles if isinstance(settings.index, Path) else None
        if self._articles:
            uploads.mend(Path(absolute(self._articles)))

    @property
    def state(self) -> State:
        return self._work.state

    def listing(self) -> Listing:
        """Return what the index holds now; an empty listing where there is no index.

        Raises IndexFormatError or IndexDamagedError where it cannot be asked.
        """
        with self._lock:
            try:
                status = index_status(index=self.settings.index)
                # An index that was deleted and built anew begins with the same generation; sources change within one.
                state = (status.generation, status.built, status.sources)
                if state != self._listed:
                    entries = list_documents(index=self.settings.index)
                    self._listing, self._listed = listing_of(entries, self._articles), state
            except IndexNotFoundError:
                self._listing, self._listed = Listing(), ()
            return self._listing

    def warm_up(self) -> None:
        """Load what adding needs, in a process of its own, so that the first article does not wait for it."""
        if self._articles:
            self._work.warm_up()

    def close(self) -> None:
        """End the running job and the process that builds; what was removed can no longer be put back."""
        self._work.close()
        self._removed.keep(None)

    def add_files(self, files: Sequence[Upload]) -> None:
        """Keep uploaded files and index them; the outcome names the files that cannot be kept, with the reason.

        Files that are added while others wait to be indexed are indexed along with them.
        """
        self._check_own()
        kept, new, failures = keep_uploads(files, self.received, self.settings)
        count = len(files) - len(failures)
        if count:
            self._add(f"Adding {count_of(count, 'file')}", count, kept, new, failures)
        else:
            self._work.tell(Outcome("Nothing was added.", tuple(failures)))

    def add_text(self, text: str, title: str, outlet: str, published: str) -> None:
        """Keep pasted text and index it. Raises BriefbotError where that cannot be done."""
        self._check_own()
        size = len(text.encode("utf-8", "replace"))
        if size > self.settings.max_file_bytes:
            raise BriefbotError(
                f"The text is larger than {uploads.size_words(self.settings.max_file_bytes)}. Split it."
            )
        path, is_new = uploads.keep_text(text, title, outlet, published, self.settings.articles)
        self._add("Adding the text", 1, {path: title or "The text"}, {path} if is_new else set(), [])

    def add_examples(self) -> None:
        """Copy the example articles into the index and index them."""
        self._check_own()
        kept = uploads.keep_examples(self.settings.articles)
        new = {path for path, is_new in kept if is_new}
        self._add("Adding the examples", len(kept), {path: path.name for path, _ in kept}, new, [])

    def follow(self, address: str) -> None:
        """Fetch a page or a feed and follow it from now on.

        Raises BriefbotError for what is no web address, and for an address of this machine or of a local network: at
        once where it says so by itself, else it is told when it is fetched.
        """
        self._check_own()
        address = address.strip()
        if address and "://" not in address:
            address = f"https://{address}"
        holds_control = any(unicodedata.category(character) == "Cc" for character in address)
        # Anything else would be taken for a path.
        if holds_control or not (is_address(address) and _HOST_AND_REST.fullmatch(address)):
            raise BriefbotError("This is not a web address. It begins with https:// or http://")
        try:
            check_address(address, allow_private=self.settings.allow_private_addresses)
        except DocumentError as error:
            raise BriefbotError(f"Nothing was added: {error.reason}.") from error

        def after(built: Built) -> Outcome:
            return outcome_of(built, [(name_of(source), reason) for source, reason in built.failures])

        self._work.do(Job(lambda: Task(f"Fetching {address}", (address,)), after))

    def refresh(self) -> None:
        """Look for what has changed in all that the index follows."""
        self._check_own()

        def after(built: Built) -> Outcome:
            failures = [(name_of(source), reason_of(source, why)) for source, why in built.failures]
            if built.completed and not (built.added or built.updated or built.dropped):
                return Outcome("Nothing has changed.", tuple(failures))
            return outcome_of(built, failures)

        self._work.do(Job(lambda: Task("Looking for changes", None), after))

    def remove(self, key: str) -> None:
        """Remove a holding from the index: what was added, or a source that is followed, whose files stay.

        Until the next removal, for an hour, it can be undone; then the files that were added are deleted. Raises
        BriefbotError for a key that names nothing, or no longer.
        """
        self._check_own()
        holding = self.listing().holding(key)
        if holding is None:
            raise BriefbotError("This is no longer in the index.")
        removal = Removal(holding.name, holding.paths, holding.root, self.settings, self._held)

        def begin() -> Task:
            self._removed.keep(None)
            return removal.begin()

        def after(built: Built) -> Outcome:
            outcome = removal.after(built)
            if removal.is_done:
                self._removed.keep(removal)
            return outcome

        self._work.do(Job(begin, after))

    def undo_removal(self) -> None:
        """Put back what was removed last. Raises BriefbotError where it cannot be put back any more."""
        removal = self._removed.take()

        def after(built: Built) -> Outcome:
            outcome = removal.after_undo(built)
            if outcome.can_undo:
                self._removed.keep(removal)
            return outcome

        self._work.do(Job(removal.begin_undo, after))

    def stop(self) -> None:
        """End the running job and forget those that wait; the index is as it was, or as a finished build left it."""
        with self._asking:
            self._adding = None
            self._work.stop()

    def dismiss(self) -> None:
        """Forget how the last job ended."""
        self._work.tell(None)

    def refuse(self, message: str) -> None:
        """Tell why something was not begun."""
        self._work.tell(Outcome(message))

    def _add(
        self, name: str, files: int, kept: Mapping[Path, str], new: Container[Path], failures: list[tuple[str, str]]
    ) -> None:
        """Index files of the folder of articles, along with those that wait for it already."""
        with self._asking:
            addition = self._adding
            if addition:
                addition.join(name, files, kept, new, failures)
                return
            addition = self._adding = Addition(self.settings, self._held)
            addition.join(name, files, kept, new, failures)

            def begin() -> Task:
                with self._asking:
                    if self._adding is addition:
                        self._adding = None
                    return addition.begin()

            self._work.do(Job(begin, addition.after))

    def _check_own(self) -> None:
        """Raise BriefbotError for an index on a server, whose articles many pages share and none keeps."""
        if self._articles is None:
            raise BriefbotError(
                "This index is on a server. Its articles are added and removed with briefbot index and briefbot "
                "remove, not on this page."
            )

    def _held(self) -> dict[str, set[str]]:
        """Return the absolute paths of all files that the index has articles of, with the ids of these."""
        held: dict[str, set[str]] = {}
        for item in self.listing().items:
            held.setdefault(item.entry.path, set()).add(item.entry.document_id)
        return held
