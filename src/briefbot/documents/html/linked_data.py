"""A web page -> what it states for machines: the objects of its JSON-LD, and the text of the article among them."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from briefbot.documents.html.markup import page_text, parse_page

_ARTICLE = re.compile("Article|Posting|Report")
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|b|i|em|strong|a|ul|li|span|blockquote)\b[^<>]*>", re.IGNORECASE)


def linked_data(tree: Any) -> list[dict[str, Any]]:
    """Return the page's own JSON-LD objects, not those that they mention, articles first."""
    objects: list[Any] = []
    for script in tree.xpath("//script[starts-with(normalize-space(@type), 'application/ld+json')]"):
        try:
            loaded = json.loads(_without_cdata(script.text or ""), strict=False)  # line breaks stand in texts
        except (ValueError, RecursionError):
            continue  # the page is still readable, and what it states elsewhere still counts
        for item in loaded if isinstance(loaded, list) else [loaded]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            objects += [item, *(graph if isinstance(graph, list) else [])]
    objects = [item for item in objects if isinstance(item, dict)]
    objects += [item["mainEntity"] for item in objects if isinstance(item.get("mainEntity"), dict)]
    return sorted(objects, key=lambda item: not _ARTICLE.search(str(item.get("@type"))))


def stated_article(tree: Any) -> str:
    """Return the text that the page states for machines as its article's, blocks apart by a blank line; "" for none."""
    bodies = [item["articleBody"] for item in linked_data(tree) if isinstance(item.get("articleBody"), str)]
    body = max(bodies, key=len, default="")
    if _MARKUP.search(body):
        laid_out = parse_page(f"<div>{body}</div>")
        return page_text(laid_out) if laid_out is not None else ""
    lines = (" ".join(line.split()) for line in html.unescape(body).split("\n"))
    return "\n\n".join(filter(None, lines))


def _without_cdata(script: str) -> str:
    """Return a script without the `//<![CDATA[` and `//]]>` that pages of XHTML times put around it."""
    before, mark, rest = script.partition("<![CDATA[")
    if not mark or before.strip() not in ("", "//", "/*"):
        return script
    return rest.rpartition("]]>")[0].strip().removeprefix("*/").removesuffix("//").removesuffix("/*")
