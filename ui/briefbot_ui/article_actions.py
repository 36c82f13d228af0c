"""What an open page asks of the articles: the list, adding and removing, and how far a build is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from briefbot import Assistant, BriefbotError, IndexFormatError
from briefbot.phrases import count_of
from briefbot_ui import actions, articles
from briefbot_ui.article_search import sentences_with
from briefbot_ui.articles import Look, chosen
from briefbot_ui.build_jobs import BROKEN
from briefbot_ui.collection import MOST_FILES, Collection
from briefbot_ui.conversation import words_for
from briefbot_ui.uploads import Upload

log = logging.getLogger(__name__)


class ArticleActions:
    """Carries out what pages ask of a collection. What cannot be done becomes the outcome of the last job."""

    def __init__(self, collection: Collection, assistant: Assistant) -> None:
        self._collection = collection
        self._assistant = assistant

    def look(self, _: actions.Look) -> dict[str, Any]:
        """Tell which build of the index there is, and what is being done; no generation where it cannot be read."""
        state, outcome = self._collection.state, self._collection.state.outcome
        try:
            generation, count = self._generation_and_count()
        except BriefbotError as error:
            log.warning("the index could not be looked at: %s", error)
            return {"generation": None}
        return {
            "generation": generation,
            "documents": count,
            "loaded": count_of(count, "article"),
            "number": state.number,
            "running": state.running,
            "words": state.words,
            "share": state.share,
            "said": outcome.message if outcome else "",
            "not_added": f"{len(outcome.failures):,} could not be added." if outcome and outcome.failures else "",
        }

    def list_articles(self, wanted: actions.ListArticles) -> dict[str, Any]:
        """Return the list, or what to do where the index is of another format."""
        try:
            listing = self._collection.listing()
            found = sentences_with(wanted.words, self._assistant)
            look = Look(wanted.words, min(wanted.shown, articles.MOST_SHOWN), wanted.order, wanted.known, found)
            return {"html": articles.listed(listing, look), "newest": listing.newest}
        except IndexFormatError as error:
            return {"html": articles.unlisted(words_for(error)), "newest": None}

    def found_articles(self, wanted: actions.FoundArticles) -> dict[str, Any]:
        """Return the articles that the list finds, to be ticked: as many as a question can be restricted to."""
        look = Look(wanted.words, sentences=sentences_with(wanted.words, self._assistant))
        return chosen(item.entry for item in articles.found_items(self._collection.listing(), look))

    def held_articles(self, wanted: actions.HeldArticles) -> dict[str, Any]:
        """Return the articles of a holding, to be asked alone."""
        return chosen(item.entry for item in self._collection.listing().held(wanted.key))

    def outcome(self, _: actions.Outcome) -> dict[str, Any]:
        """Return how the last job ended."""
        return {"html": articles.outcome(self._collection.state)}

    def dismiss(self, _: actions.Dismiss) -> dict[str, Any]:
        return self._done(self._collection.dismiss)

    def add_files(self, added: actions.AddFiles) -> dict[str, Any]:
        files = [Upload(file.path, file.name[-500:], file.size) for file in added.files]
        return self._done(lambda: self._add_files(files))

    def add_text(self, added: actions.AddText) -> dict[str, Any]:
        return self._done(lambda: self._collection.add_text(added.text, added.title, added.outlet, added.published))

    def add_address(self, added: actions.AddAddress) -> dict[str, Any]:
        return self._done(lambda: self._collection.follow(added.address))

    def add_examples(self, _: actions.AddExamples) -> dict[str, Any]:
        return self._done(self._collection.add_examples)

    def remove(self, removed: actions.Remove) -> dict[str, Any]:
        return self._done(lambda: self._collection.remove(removed.key))

    def undo_removal(self, _: actions.UndoRemoval) -> dict[str, Any]:
        return self._done(self._collection.undo_removal)

    def refresh(self, _: actions.Refresh) -> dict[str, Any]:
        return self._done(self._collection.refresh)

    def stop_build(self, _: actions.StopBuild) -> dict[str, Any]:
        return self._done(self._collection.stop)

    def _add_files(self, files: list[Upload]) -> None:
        if not files:
            raise BriefbotError("No file has arrived. Add it again.")
        if len(files) > MOST_FILES:
            raise BriefbotError(f"At most {MOST_FILES} files are added at once. For more, run briefbot index FOLDER.")
        self._collection.add_files(files)

    def _done(self, act: Callable[[], None]) -> dict[str, Any]:
        """Do what a person asked for, and tell whether it was begun; where it was not, the outcome says why."""
        try:
            act()
            return {"begun": True}
        except IndexFormatError as error:
            self._collection.refuse(words_for(error))
        except BriefbotError as error:
            self._collection.refuse(str(error))
        except Exception:
            log.exception("a request about the articles failed")
            self._collection.refuse(BROKEN)
        return {"begun": False}

    def _generation_and_count(self) -> tuple[int, int]:
        """Return the generation and how many documents it has; a build may commit between the two looks."""
        while True:
            generation, count = self._assistant.generation, self._assistant.document_count
            if self._assistant.generation == generation:
                return generation, count
