"""A live blog -> one article: trafilatura takes the first <article> of a page, and each post is one."""

from __future__ import annotations

import re
from typing import Any

from briefbot.documents.html.elements import (
    BLOCKS,
    COMMENT_WORDS,
    class_words,
    drop_elements,
    is_card,
    leads_away,
    tag_of,
    text_of,
)
from briefbot.documents.html.layout import put_in_article

_FEWEST = 2  # posts
_SHORTEST = 20  # characters of a paragraph; a post has one of that length
_POST_WORDS = frozenset(["live", "post", "posts", "update", "updates", "entry", "liveblog", "timeline", "block", "key"])
_LIVE = frozenset(["live", "liveblog"])
_SAYS_LIVE = re.compile(r"\blive\b|\blatest updates\b|\bas it happened\b", re.IGNORECASE)
_TIME = re.compile(r"(?<!\d)\d{1,2}(?:[:.h]\d{2}|\s?[ap]\.?m\b)", re.IGNORECASE)
_LONGEST_TIME = 60  # characters


def join_posts(tree: Any) -> bool:
    """Put the posts of a live blog and the headline above them into one <article>, without the cards around them.

    Posts stand side by side, within an element whose class says "live", on a page whose headline does, or marked alike
    below an <h1>, and then none ends in a link as "Read more" is. Posts that are no <article> show a time each. Stories
    that a page loads below its own are no posts: they bring an <h1> each. The time of a post is a line above it. Return
    whether there are any.
    """
    posts = _posts(tree)
    if len(posts) < _FEWEST:
        return False
    holder = _shared(posts[0], posts[1])
    before = posts[0].xpath("preceding::h1")
    marked = any(_LIVE & class_words(above, "class", "id") for above in [posts[0], holder, *holder.iterancestors()])
    live = marked or any(_SAYS_LIVE.search(text_of(title)) for title in [*before, *tree.iter("title")])
    alike = len({class_words(post) for post in posts}) == 1 and not any(map(_ends_in_link, posts))
    timed = all(_time(post) is not None for post in posts)
    if not (live or (before and alike)) or not (timed or posts[0].tag == "article"):
        return False
    frame = _shared(before[-1], holder) if before else holder
    if any(headline not in before for headline in frame.iter("h1")):
        return False
    told = sum(len(text_of(paragraph)) for post in posts for paragraph in post.iter("p"))
    if 2 * told < sum(len(text_of(paragraph)) for paragraph in frame.iter("p")):
        return False  # these announce stories beside the one that is told elsewhere
    known = set(posts)
    around = {above for post in posts for above in post.iterancestors("article")}
    cards: list[Any] = []
    for article in frame.xpath(".//article"):
        kept = article in known or article in around or not known.isdisjoint(article.iterancestors("article"))
        if not kept and is_card(article):
            cards.append(article)
    drop_elements(cards, content=True)
    for post in posts:
        for line in post.iter("div"):
            if all(tag_of(inner) not in BLOCKS for inner in line.iterdescendants()):
                line.tag = "p"  # among paragraphs, trafilatura would leave it out
        _head_with_time(post)
        for above in post.iterancestors():
            if above is frame:
                break
            if above.tag in ("ol", "ul", "li"):
                above.tag = "div"  # a list would be one block
    if frame.tag == "body":
        frame = put_in_article(frame)
    frame.tag = "article"
    frame.set("itemprop", "articleBody")  # sought before all else, also before a post of the class "post"
    return True


def _posts(tree: Any) -> list[Any]:
    """Return the largest set of articles side by side that tell something; where there is none, of other timed posts.

    Each may be alone in its <li> or <div>. Empty where there are fewer than two.
    """
    outside = "ancestor::nav or ancestor::aside"
    articles = tree.xpath(f"//body//article[not({outside}) and not(.//article)]")
    others = tree.xpath(f"//body//*[self::div or self::section or self::li][@class][not({outside})][.//p]")
    posts = [element for element in others if class_words(element) & _POST_WORDS and _time(element) is not None]
    for found in (articles, posts):
        told = [element for element in found if _tells(element) and not is_card(element)]
        for up in (0, 1):
            groups: dict[Any, list[Any]] = {}
            for element in told:
                groups.setdefault(list(element.iterancestors())[up], []).append(element)
            largest = max(groups.values(), key=len, default=[])
            if len(largest) >= _FEWEST:
                return largest
    return []


def _tells(article: Any) -> bool:
    around = [article, *article.iterancestors("div", "section", "ol", "ul", "li")]  # <body> says "comments-open"
    if any(class_words(element, "class", "id", "role") & COMMENT_WORDS for element in around):
        return False
    return any(len(text_of(paragraph)) >= _SHORTEST for paragraph in article.iter("p"))


def _time(post: Any) -> Any | None:
    """Return the element at the head of a post that shows its time of day; None where none does."""
    for element in post.iter():
        if element.tag == "p" and len(text_of(element)) > _LONGEST_TIME:
            return None
        if element.tag == "time" or {"time", "timestamp"} & class_words(element):
            text = text_of(element)
            if len(text) <= _LONGEST_TIME and _TIME.search(text):
                return element
    return None


def _head_with_time(post: Any) -> None:
    """Put the time of a post in a line of its own at its head."""
    time = _time(post)
    if time is None:
        return
    line = post.makeelement("p")
    line.text = text_of(time)
    line.set("itemprop", "datePublished")  # by which the line is known for a credit
    line.tail, post.text = post.text, None
    while time.getparent() is not post and not text_of(time.getparent())[len(line.text) :]:
        time = time.getparent()  # a link around it, which would be left empty
    time.drop_tree()
    post.insert(0, line)


def _ends_in_link(post: Any) -> bool:
    """Return whether the last block is only a link to another page, as "Read more" is."""
    last = post
    while len(last) and last.tag not in ("a", "p") and not (last[-1].tail or "").strip():
        last = last[-1]
    return last.tag == "a" and leads_away(last)


def _shared(*elements: Any) -> Any:
    """Return the innermost element that is or holds all of `elements`."""
    first, *others = ([*reversed(list(element.iterancestors())), element] for element in elements)
    return [above for above, *rest in zip(first, *others, strict=False) if all(other is above for other in rest)][-1]
