"""A live blog -> one article: trafilatura takes the first <article> of a page, and each post is one."""

from __future__ import annotations

from typing import Any

from briefbot.documents.html.elements import COMMENT_WORDS, class_words, drop_elements, is_card, leads_away, text_of
from briefbot.documents.html.layout import put_in_article

_FEWEST = 2  # posts
_SHORTEST = 20  # characters of a paragraph; a post has one of that length


def join_posts(tree: Any) -> None:
    """Put the posts of a live blog and the headline above them into one <article>, without the cards around them.

    Posts stand side by side, none within another <article>, within an element whose class says "live", or marked alike
    below an <h1>, and then none ends in a link as "Read more" is. Stories that a page loads below its own are no posts:
    they bring an <h1> each.
    """
    posts = _posts(tree)
    if len(posts) < _FEWEST:
        return
    holder = _shared(posts[0], posts[1])
    before = posts[0].xpath("preceding::h1")
    live = any({"live", "liveblog"} & class_words(above, "class", "id") for above in [holder, *holder.iterancestors()])
    alike = len({class_words(post) for post in posts}) == 1 and not any(map(_ends_in_link, posts))
    if not (live or (before and alike)):
        return
    frame = _shared(before[-1], holder) if before else holder
    if any(headline not in before for headline in frame.iter("h1")):
        return
    told = sum(len(text_of(paragraph)) for post in posts for paragraph in post.iter("p"))
    if 2 * told < sum(len(text_of(paragraph)) for paragraph in frame.iter("p")):
        return  # these announce stories beside the one that is told elsewhere
    known = set(posts)
    articles = frame.xpath(".//article[not(ancestor::article)]")
    drop_elements([article for article in articles if article not in known and is_card(article)], content=True)
    for post in posts:
        for above in post.iterancestors():
            if above is frame:
                break
            if above.tag in ("ol", "ul", "li"):
                above.tag = "div"  # a list would be one block
    if frame.tag == "body":
        frame = put_in_article(frame)
    frame.tag = "article"
    frame.set("itemprop", "articleBody")  # sought before all else, also before a post of the class "post"


def _posts(tree: Any) -> list[Any]:
    """Return the largest set of articles side by side that tell something.

    Each may be alone in its <li> or <div>. Empty where there are fewer than two.
    """
    articles = tree.xpath("//body//article[not(ancestor::article or ancestor::nav or ancestor::aside)]")
    articles = [article for article in articles if _tells(article) and not is_card(article)]
    for up in (0, 1):
        groups: dict[Any, list[Any]] = {}
        for article in articles:
            groups.setdefault(list(article.iterancestors())[up], []).append(article)
        largest = max(groups.values(), key=len, default=[])
        if len(largest) >= _FEWEST:
            return largest
    return []


def _tells(article: Any) -> bool:
    around = [article, *article.iterancestors("div", "section", "ol", "ul", "li")]  # <body> says "comments-open"
    if any(class_words(element, "class", "id", "role") & COMMENT_WORDS for element in around):
        return False
    return any(len(text_of(paragraph)) >= _SHORTEST for paragraph in article.iter("p"))


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
