"""The tree of a saved page -> the same tree without what is not seen, and with its sentences in one piece."""

from __future__ import annotations

import re
from typing import Any

from briefbot.documents.html.elements import class_words, drop_elements, text_of
from briefbot.documents.html.markup import HIDING_STYLE, STRUCK_OUT, WHITE_SPACE
from briefbot.text.characters import NOT_FOR_XML

_UNSEEN_IN_BODY = ("template", "noscript", *STRUCK_OUT)
_UNSEEN = ("script", "style", *_UNSEEN_IN_BODY)
_MAY_HIDE = (
    "//script | //style | "
    f"//body//*[{' or '.join(f'self::{tag}' for tag in _UNSEEN_IN_BODY)} or @hidden or @style or @class]"
)
_UNSEEN_CLASS = re.compile(  # for screen readers only, a formula that is read as <math>, or the name of an icon
    r"(?:^|\s)(?:(?:u-|is-)?(?:sr-only|visually-?hidden|a11y-hidden|screen-?reader-(?:text|only))|katex-html"
    r"|material-(?:icons|symbols)[\w-]*)(?:\s|$)"
)
_STORY = "descendant-or-self::main or descendant-or-self::article"
_CLOSED = frozenset(["modal", "drawer", "offcanvas", "menu", "popup", "popover", "tooltip", "anchor"])
_DIALOG = "self::dialog or @role='dialog' or @role='alertdialog' or @aria-modal='true'"


def show_what_is_seen(tree: Any) -> None:
    """Let what says aria-hidden no longer say so: it is seen, and under an open dialog it is the whole page.

    trafilatura would discard it. Only what pages hide in that way until it is called for goes, and signs without words.
    """
    closed = []
    for element in tree.xpath("//*[@aria-hidden]"):
        hides = class_words(element, "class", "id") & _CLOSED and not element.xpath(f".//h1 | self::*[{_STORY}]")
        if element.getparent() is not None and (hides or (element.tag == "a" and not _says_words(element))):
            closed.append(element)
        else:
            del element.attrib["aria-hidden"]
    drop_elements(closed, content=True)


def drop_dialogs(tree: Any) -> None:
    """Take what lies over the page, as a request for consent does, out of the tree, unless the article is in it."""
    outside = f"[not(ancestor-or-self::*[{_DIALOG} or self::nav or self::aside or self::footer])]"
    stories = any(map(_says_words, tree.xpath(f"//body//*[self::main or self::article]{outside}")))
    titled = bool(tree.xpath(f"//body//h1{outside}"))
    told = titled or any(map(_says_words, tree.xpath(f"//body//p[not(ancestor::header)]{outside}")))
    dialogs = tree.xpath(f"//body//*[{_DIALOG}][not({_STORY})]")
    over = [element for element in dialogs if stories or (told and (titled or element.find(".//h1") is None))]
    drop_elements(over, content=True)


def _says_words(element: Any) -> bool:
    return any(map(str.isalnum, text_of(element)))


def drop_hidden(tree: Any) -> int:
    """Take what a reader of the page does not see out of the tree; trafilatura itself leaves some of it in.

    Return how many words that were, but for scripts and the like.
    """
    hidden = [element for element in tree.xpath(_MAY_HIDE) if _is_unseen(element)]
    styled = [element for element in hidden if element.tag not in _UNSEEN]
    words = sum(len(text_of(element).split()) for element in styled)
    drop_elements(hidden, content=True)
    return words


def _is_unseen(element: Any) -> bool:
    hidden = element.tag in _UNSEEN or element.get("hidden") is not None
    hidden = hidden or bool(HIDING_STYLE.search(element.get("style", "")))
    return hidden or bool(_UNSEEN_CLASS.search(element.get("class", "")))


def drop_not_xml(tree: Any) -> None:
    """Take the characters that no XML may hold out of the tree; a browser shows nothing for them."""
    for element in tree.iter():
        if NOT_FOR_XML.search(element.text or ""):
            element.text = NOT_FOR_XML.sub("", element.text)
        if NOT_FOR_XML.search(element.tail or ""):
            element.tail = NOT_FOR_XML.sub("", element.tail)
        for name, value in element.items():
            if NOT_FOR_XML.search(value):
                element.set(name, NOT_FOR_XML.sub("", value))


def write_out_inline(tree: Any) -> None:
    """Make text of the inline elements that trafilatura would cut out of a sentence or leave the marks of out."""
    for element in tree.xpath("//body//q"):  # browsers show these marks
        last = element[-1] if len(element) else None
        element.text = f"\u201c{element.text or ''}" + ("" if last is not None else "\u201d")
        if last is not None:
            last.tail = f"{last.tail or ''}\u201d"
    drop_elements(tree.xpath("//body//q | //body//time | //p//output | //p//label"), content=False)


def collapse_white_space(tree: Any) -> None:
    """Make every run of white space one space, as browsers do: a line of the source is none of the page."""
    for element in tree.xpath("//body//*[not(ancestor-or-self::pre)]"):
        element.text = WHITE_SPACE.sub(" ", element.text or "")
    for element in tree.xpath("//body//*[not(ancestor::pre)]"):
        element.tail = WHITE_SPACE.sub(" ", element.tail or "")


def hold_bare_paragraphs(tree: Any) -> None:
    """Put what stands in a body with paragraphs of its own, as on a page written by hand, in an <article>.

    Without it, the headings and the lists between them would be lost.
    """
    for body in tree.xpath("//body[p]"):
        put_in_article(body)


def put_in_article(body: Any) -> Any:
    """Move all that `body` holds into a new <article>, and return that."""
    article = body.makeelement("article")
    article.text, body.text = body.text, None
    article.extend(list(body))
    body.append(article)
    return article
