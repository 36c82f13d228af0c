"""Words that briefbot says about itself, the articles and its replies, the same on a page, in a terminal and a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from briefbot.blocks import BlockKind
from briefbot.text.addresses import is_address as is_address
from briefbot.text.calendar_names import MONTHS
from briefbot.text.characters import NOT_FOR_XML
from briefbot.times import Period, TimeAsked
from briefbot.types import Document, Filter
from briefbot.words import folded as folded

STANDS_IN = {BlockKind.CAPTION: "in a caption", BlockKind.MAIL: "in quoted mail"}  # of what is no news by itself
LABELS = {BlockKind.CAPTION: "Caption", BlockKind.MAIL: "Quoted mail"}
DIFFER = "Your sources differ."
SIDES = ("One side", "The other side")  # of two that a question does not name
ORDINALS = ("first", "second", "third", "fourth", "fifth")
MAY_SAY = "Your articles may say, but no answer is sure enough."
DO_NOT_SAY = "Your articles do not say."
SURE = (  # how likely an answer is at least, in 100 -> how a person would say it; below, no answer may be given at all
    (90, "very likely right"),
    (70, "likely right"),
    (50, "more likely right than wrong"),
    (0, "more likely wrong than right: check the source"),
)
SCALE = (
    f"{', '.join(f'“{words}” means {least} of 100 or more' for least, words in SURE[:-1])}. Where no answer is sure "
    "enough, there is a sentence to read instead, or your articles do not say."
)
TAKEN_FOR = {  # kind of reply -> what a question was taken as
    "listing": "a request for a list",
    "brief": "a request for a brief",
    "timeline": "a request for a timeline",
    "evidence": "a question of yes or no, or a comparison",
    "search": "keywords to search for",
    "collection": "a question about the collection",
    "parts": "several questions",
}
KINDS = {  # kind of reply that can be asked for -> what it is called
    "quote": "a fact",
    "listing": "a list",
    "brief": "a brief",
    "timeline": "a timeline",
    "evidence": "yes or no",
    "search": "passages",
    "collection": "the collection",
    "parts": "several questions",
}
ANOTHER_KIND = "Another kind of reply"
YOU_CAN_ASK = "You can ask"
HELP = {  # what a person said that is no question about articles -> what is said to it
    "greeting": "Hello. Ask me anything about your articles, and I will quote what they say.",
    "thanks": "You are welcome. Ask on whenever you like.",
    "goodbye": "Goodbye. Your articles will be here when you come back.",
    "agreed": "Good. What would you like to know next?",
    "abilities": "I find facts, lists, summaries, dates and passages in your articles, always in their own words.",
    "asking": "Ask in plain words: who, when, how many, a summary, a timeline, or which articles mention something.",
    "adding": "Press “Your articles” on the page, or run “briefbot index”: I read text, web pages, PDF, Word and more.",
    "citations": "Every answer is copied word for word from an article. Open its source to see where it stands.",
    "privacy": "I send your articles and questions nowhere: all is read on the computer that I run on.",
    "maker": "I am briefbot, a program that quotes your articles. No language model makes up what I say.",
    "opinion": "I have no opinions or feelings of my own. I can quote what your articles say.",
    "arithmetic": "I cannot calculate. I can quote the figures in your articles.",
    "writing": "I cannot write, translate or make things up. I can quote what your articles say.",
    "language": "I read and answer English only. Please ask in English.",
    "unclear": "I did not understand that. Please ask a question about your articles in a few words.",
    "insult": "I am sorry that I was no help. Try a short, plain question about your articles.",
    "instructions": "I only do one thing: quote your articles. What would you like to know from them?",
    "outside": "That is beyond me: I know only what is in your articles.",
}


def as_xml_holds(text: str) -> str:
    """Return a text with U+FFFD in place of every character that XML cannot hold."""
    return NOT_FOR_XML.sub("\ufffd", text)


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun, as "1 file" or "2,000 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def clipped(text: str, limit: int) -> str:
    """Return the text, or if it is longer than `limit` its beginning up to the end of a word, with an ellipsis."""
    if len(text) <= limit:
        return text
    words = text[:limit].rsplit(maxsplit=1)
    return (words[0] if words else text[:limit]) + " …"


def day(date: dt.date) -> str:
    """Return a date as "3 February 2026"; strftime would follow the locale."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def period_words(period: Period) -> str:
    """Return a period as "16 September 2031", "March 2031", "2014" or "1 to 10 March 2031"."""
    start, end = period.start, period.end
    if start == dt.date.min:
        return f"before {day(end + dt.timedelta(days=1))}"
    if end == dt.date.max:
        return f"from {day(start)} on"
    if start == end:
        return day(start)
    if period.is_whole_month:
        return f"{MONTHS[start.month - 1]} {start.year}"
    if period.is_whole_years:
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def time_words(asked: TimeAsked) -> str:
    """Return the days that a question states as they were understood; "" where it states none, or whole years."""
    events = asked.events if asked.events and not asked.events.is_whole_years else None
    parts = [period_words(events) if events else "", f"as of {day(asked.standing)}" if asked.standing else ""]
    return ", ".join(part for part in parts if part)


def title_of(document: Document) -> str:
    """Return the title, or the source where the title is blank."""
    return document.title if document.title.strip() else document.source


def file_of_record(source: str, path: str) -> str | None:
    """Return the path of the file, to show it beside the source, where the source is an address that a record states.

    None for any other source, which says itself where it was read.
    """
    return path if is_address(source) and not is_address(path) else None


def confidence_words(confidence: float) -> str:
    """Return how sure an answer of this probability (0..1) is, as a person would say it."""
    return next(words for least, words in SURE if confidence * 100 >= least)


def chance_words(confidence: float) -> str:
    """Return how often a place of this probability (0..1) answers, as a person would say it."""
    times = min(int(10 * confidence + 0.5), 9)
    return f"about {count_of(times, 'time')} in 10" if times else "less than 1 time in 10"


@dataclass(frozen=True, slots=True)
class Meant:
    """The articles that a question about the collection means: those with all of these."""

    phrases: tuple[str, ...] = ()
    restricted: Filter = field(default=Filter())  # outlets and days of publication
    author: str = ""
    lacking: bool = False  # those without the phrases instead

    def mention(self, number: int) -> str:
        """Return that so many of them mention the phrases; "" where there are none."""
        if not self.phrases:
            return ""
        joined = (" or " if self.lacking else " and ").join(f"“{phrase}”" for phrase in self.phrases)
        if self.lacking and number:
            return f"{'does' if number == 1 else 'do'} not mention {joined}"
        return f"{'mentions' if number in (0, 1) else 'mention'} {joined}"

    @property
    def origin(self) -> str:
        """Where they are from and when they were published, behind a blank; "" for anywhere and any day."""
        restricted = self.restricted
        parts = [f"from {' or '.join(restricted.outlets)}"] if restricted.outlets else []
        parts += [f"by {self.author}"] if self.author else []
        if restricted.since or restricted.until:
            parts.append(f"published {_published_words(restricted.since, restricted.until)}")
        return "".join(f" {part}" for part in parts)


def collection_words(
    subject: str,
    total: int,
    meant: Meant,
    outlets: Sequence[tuple[str, int]],
    period: tuple[dt.date, dt.date] | None,
) -> str:
    """Return what is said of a collection, in a line; see `briefbot.replies.Holdings` for what it is told by."""
    which = meant.origin + (f" that {meant.mention(total)}" if meant.phrases else "")
    match subject:
        case "newest" | "oldest" if total:
            several = total > 1
            these = f"{total} {subject} articles" if several else f"{subject} article"
            return f"The {these}{which} {'are' if several else 'is'} of {_period(period)}."
        case "outlets" if total or not meant.phrases:
            named = ", ".join(f"{name} ({count:,})" for name, count in outlets)
            having = f" that {meant.mention(2)}" if meant.phrases else ""
            of = f" with articles{meant.origin}{having}" if which else ""
            return f"{_none_or(total, 'outlet')}{of}{f': {named}' if named else ''}."
        case "period" if total:
            verb, noun = ("are", "articles") if total > 1 else ("is", "article")
            return f"The {noun}{which} {verb} of {_period(period)}." if period else "No article has a date."
        case "topics" if total:
            whose, verb = "the" if which else "your", "is" if total == 1 else "are"
            return f"What {whose} {count_of(total, 'article')}{which} {verb} about:"
        case "cited":
            return _cited_words(total, meant.author, outlets, period)
    if not total and meant.lacking:
        return f"Every article{meant.origin} {meant.mention(0)}."
    return f"{_none_or(total, 'article')}{meant.origin} {meant.mention(total)}".rstrip() + "."


def _cited_words(
    total: int, author: str, outlets: Sequence[tuple[str, int]], period: tuple[dt.date, dt.date] | None
) -> str:
    """Return of whom and when the articles are that a reply quoted, as far as that is known."""
    if not total:
        return "No article was quoted before this."
    named = [name if number == 1 else f"{name} ({number:,})" for name, number in outlets]
    told = [*named, *([f"by {author}"] if author else []), *([period_words(Period(*period))] if period else [])]
    return f"That is from {count_of(total, 'article')}{': ' if told else ''}{', '.join(told)}."


def _published_words(since: dt.date | None, until: dt.date | None) -> str:
    """Return days of publication, one of which is known, as "in May 2031", "on 3 May 2031" or "since 3 May 2031"."""
    if since is None or until is None:
        return f"since {day(since)}" if since else period_words(Period(dt.date.min, until)) if until else ""
    period = Period(since, until)
    if period.day:
        return f"on {period_words(period)}"
    return f"{'in' if period.is_whole_month or period.is_whole_years else 'from'} {period_words(period)}"


def _none_or(number: int, noun: str) -> str:
    return count_of(number, noun) if number else f"No {noun}"


def _period(period: tuple[dt.date, dt.date] | None) -> str:
    return period_words(Period(*period)) if period else "unknown date"


def restriction_words(within: Filter, *, picked: bool = False) -> str:
    """Return a filter as a person would say it; "" for one that leaves every article.

    `picked` says that its documents are those that the question points to, and were not chosen before.
    """
    parts = []
    if within.outlets or within.sources:
        parts.append(f"from {', '.join((*within.outlets, *within.sources))}")
    if within.since:
        parts.append(f"since {day(within.since)}")
    if within.until:
        parts.append(f"until {day(within.until)}")
    if within.as_of:
        parts.append(f"as of {day(within.as_of)}")
    if within.documents:
        who = "your question points to" if picked else "you chose"
        parts.append(f"that {who} ({len(within.documents):,})")
    return " ".join(parts)
