"""One of the things that the reply before shows: "the second one", "open number 3", "who wrote the last one?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from briefbot.composing.briefs import LENGTHS, brief
from briefbot.composing.context import Context
from briefbot.composing.follow_up.about_reply import whole_sentences
from briefbot.composing.follow_up.forms import FORMS
from briefbot.composing.follow_up.further import further
from briefbot.composing.follow_up.turn import Answering, Earlier, Group, ask_again, typed
from briefbot.conversation import bare, form_of, understand
from briefbot.replies import Brief, Holdings, Item, Listed, NotFound, Quoted, Reply
from briefbot.text.question_forms import AUXILIARY
from briefbot.text.spelt_numbers import LONE_WORDS, ORDINALS
from briefbot.words import WORD, folded

_SHOWN = (
    r"(?:ones?|articles?|stor(?:y|ies)|pieces?|results?|sources?|items?|links?|hits?|documents?|passages?|quotes?"
    r"|entry|entries|outlets?)"
)
# What news speaks of as well: "the second match", "in the first place", "the final report".
_SHOWN_OR_TOLD = r"(?:reports?|texts?|places?|sentences?|points?|answers?|match(?:es)?)"
_THING = f"(?:{_SHOWN}|{_SHOWN_OR_TOLD})"
_POSITIONS = {word: at for at, word in enumerate(ORDINALS)} | {"last": -1, "final": -1, "other": 1}
_NUMBER = rf"(?:\d{{1,2}}|one|{'|'.join(LONE_WORDS)})"
_PICKED = re.compile(
    rf"\b(?P<the>the |your |that )?(?:(?P<place>{'|'.join(_POSITIONS)}|\d{{1,2}}(?:st|nd|rd"
    rf"|th))(?: (?:(?P<shown>{_SHOWN})|(?P<told>{_SHOWN_OR_TOLD})))?\b(?! \w+(?:ed|ing)\b)"
    rf"|(?:number|no\.?|nr\.?|{_THING})\s*\#?\s*(?P<number>{_NUMBER})\b)|\#\s?(?P<mark>\d{{1,2}})\b",
    re.IGNORECASE,
)
# What may follow "the second" where that is all of the thing: not "the second amendment", nor "the first to arrive".
_GOES_ON = re.compile(
    rf"\W*(?:\Z|[,;:?!])|\s+(?:{AUXILIARY}|and|or|about|from|of (?:these|those|them)"
    r"|says?|mentions?|means?|tells?|quotes?|agrees?|differs?)\b",
    re.IGNORECASE,
)
_BY_AGE = re.compile(
    r"\b(?:the )?(?:(?P<old>oldest|earliest)|newest|latest|most recent)(?: ones?)?\b(?! \w)", re.IGNORECASE
)
_ALONE = re.compile(r"\W*(?P<number>\d{1,2})\W*")
# Words that only say that something is to be shown.
_SHOWS = frozenset(
    WORD.findall(
        """
        open show me tell about read what does do did say says said is in more of on details detail give please that and
        i mean meant want see take click summarise summarize brief expand how whats s the let go to look at view
        display only just ok then pick choose us a for up it with
        """
    )
)


def pick(context: Context, answering: Answering, earlier: Earlier) -> Reply | None:
    """Return a reply about the thing of the reply before that is named by its place; None where none is."""
    said = bare(context.asked.question)
    if earlier.reply is None:
        return None
    if (found := _BY_AGE.search(said)) and isinstance(earlier.reply, Holdings):
        aged = _of_age(found, earlier.groups)
        return typed(context, earlier, further(context, aged, ())) if aged and _is_bare(found, said) else None
    found = next((each for each in _PICKED.finditer(said) if _points(each, said)), None) or _ALONE.fullmatch(said)
    if not found:
        return None
    if isinstance(earlier.reply, Holdings) and earlier.reply.subject == "outlets" and not _is_source(found[0]):
        return _of_outlet(context, answering, earlier, found, said)
    groups = _of_articles(earlier) if _is_source(found[0]) else earlier.groups
    is_bare = _is_bare(found, said)
    group = _placed(found, groups)
    if group is None:
        return typed(context, earlier, NotFound(context.asked)) if is_bare and not _is_first_or_last(found) else None
    narrowed = replace(earlier, groups=(group,))
    if form := form_of(f"{said[: found.start()]}that{said[found.end() :]}"):
        return FORMS[form](context, answering, narrowed)
    if is_bare:
        return typed(context, earlier, _about(context, earlier, group))
    return _asked_of(context, answering, earlier, group, said[: found.start()], said[found.end() :])


def _points(found: re.Match[str], said: str) -> bool:
    """Return whether words such as "the second" mean a thing that is shown: "who was the second president" does not."""
    if found["place"] is None or found["shown"] or _is_bare(found, said):
        return True
    if found["told"] or found["place"].casefold() == "final":
        return False
    return bool(found["the"]) and bool(_GOES_ON.match(said, found.end()))


def _is_bare(found: re.Match[str], said: str) -> bool:
    """Return whether nothing is said but that the thing which was found is to be shown."""
    rest = f"{said[: found.start()]} {said[found.end() :]}"
    return {folded(word) for word in WORD.findall(rest)} <= _SHOWS


def _about(context: Context, earlier: Earlier, group: Group) -> Reply:
    """Return what there is to say of one thing: of an item a brief, of another answer its sentence, else a brief of
    its article.
    """
    reply = earlier.reply
    if isinstance(reply, Quoted) and reply.others:
        return Brief(context.asked, items=(Item(whole_sentences(group)),), evidence=reply.evidence)
    if isinstance(reply, Listed):
        item = group[0].quote
        found = brief(replace(context, question=item, meant=understand(item, ())), item, LENGTHS["medium"])
        return found if found.answered else Brief(context.asked, items=(Item(whole_sentences(group)),))
    return further(context, group[:1], ())


def _asked_of(
    context: Context, answering: Answering, earlier: Earlier, group: Group, before: str, behind: str
) -> Reply | None:
    """Return the reply to a question about one thing: of an item by its words, else in its article alone."""
    if isinstance(earlier.reply, Listed):
        return ask_again(context, answering, f"{before}{group[0].quote}{behind}", earlier.turns, earlier=earlier)
    if isinstance(earlier.reply, Quoted) or not earlier.reply or not earlier.reply.answered:
        return None
    within = replace(context.asked.within, documents=(group[0].document_id,))
    pointed = replace(context, asked=replace(context.asked, picks=True))
    return ask_again(pointed, answering, f"{before}it{behind}", (), earlier=earlier, within=within)


def _of_outlet(
    context: Context, answering: Answering, earlier: Earlier, found: re.Match[str], said: str
) -> Reply | None:
    """Return a brief of the articles of an outlet that are shown, or the reply to what is asked of it by its place."""
    reply = earlier.reply
    names = [name for name, _ in reply.outlets] if isinstance(reply, Holdings) else []
    at = _position(found)
    if not -1 <= at < len(names):
        return None
    before, behind = said[: found.start()], said[found.end() :]
    own = tuple(citation for citation in earlier.cited if citation.outlet == names[at])
    if own and _is_bare(found, said):
        return typed(context, earlier, further(context, own, ()))
    again = f"{before}{names[at]}{behind}" if (before + behind).strip(" ?") else f"which articles are from {names[at]}"
    return ask_again(context, answering, again, (), earlier=earlier)


def _of_age(found: re.Match[str], groups: Sequence[Group]) -> Group:
    """Return the oldest or the newest of the articles shown; none where their days are not known."""
    dated = [(group[0].published, at) for at, group in enumerate(groups) if group[0].published]
    if len(dated) < 2:
        return ()
    _, at = min(dated) if found["old"] else max(dated, key=lambda pair: (pair[0], -pair[1]))
    return groups[at]


def _placed(found: re.Match[str], groups: tuple[Group, ...]) -> Group | None:
    """Return what stands in a place, counted from 1; None where there is nothing, or only one thing to choose from."""
    at = _position(found)
    if (found.groupdict().get("place") or "").casefold() == "other" and len(groups) != 2:
        return None
    if len(groups) < 2 and at:
        return None
    return groups[at] if -1 <= at < len(groups) and groups else None


def _position(found: re.Match[str]) -> int:
    """Return the position that a place or number means, counted from 0, or -1 for the last."""
    named = found.groupdict()
    word = (named.get("place") or "").casefold()
    number = (named.get("number") or named.get("mark") or "").casefold()
    if number:
        return (LONE_WORDS.get(number) or (int(number) if number.isdecimal() else 1)) - 1
    return _POSITIONS[word] if word in _POSITIONS else int(word[:-2]) - 1


def _of_articles(earlier: Earlier) -> tuple[Group, ...]:
    """Return the places that the last reply quotes, one by one, as its sources are numbered."""
    return tuple((citation,) for citation in earlier.cited)


def _is_source(words: str) -> bool:
    return bool(re.search(r"\b(?:source|article|story|report|link|number|no)\b|#", words, re.IGNORECASE))


def _is_first_or_last(found: re.Match[str]) -> bool:
    """Return whether it may be of anything: "the first article" asks for the oldest one where nothing was listed."""
    return (found.groupdict().get("place") or "").casefold() in ("first", "last", "final", "other")
