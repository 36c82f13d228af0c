"""Text as Markdown: whoever shows it shows exactly the text, and no link, picture or HTML of an article's."""

from __future__ import annotations

import html
import re

import pytest
from briefbot_ui.markdown import escaped, in_lines
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

# As lenient as front ends are: HTML, tables, and links made of bare addresses, also of those without a scheme.
SHOWN = MarkdownIt("gfm-like", {"html": True, "linkify": True})
TAG = re.compile(r"<(/?[a-z][a-z0-9]*)[^>]*>")
PARTS = [
    *"*_#<>[]()!|~`$&;:=+-.\\\"'/@ \n\t01ax",
    "http:",
    "://",
    "www.",
    "&amp;",
    "**",
    "[a]",
    "](",
    "<b>",
    ".com",
    "é",
]
texts = st.lists(st.sampled_from(PARTS), max_size=25).map("".join)
STRIKING = [
    "See [this](https://evil.example/x) and ![that](http://evil.example/p.png).",
    '<img src=x onerror="alert(1)"> <script>alert(1)</script> <!-- gone --> <https://evil.example>',
    "**Bold** _leaning_ `code` ~~gone~~ # no heading | no | table",
    "# No heading", "> no quote", "- no item", "1. no item", "12) no item", "+ no item", "=== \n---", "    no code",
    "[a]: https://evil.example", "[^1]: no note", "Write to ada@press.example, or to mailto:ada@press.example.",
    "Read www.evil.example/x?y=1&copy=2 or evil.example; «https://evil.example/»", "`https://evil.example/`` `",
    "AT&T &lt;b&gt; &#60; &copy;", "It cost $5 million, not $6 million.", "“[He] said” so [sic].", "C:\\new\\",
    "a\n- b\n\n    c\nd\n===\n\te",
]  # fmt: skip


def shown(markdown: str) -> tuple[str, set[str]]:
    """What Markdown is shown as: its words, and its tags."""
    written = SHOWN.render(markdown)
    return html.unescape(TAG.sub("", written)), set(TAG.findall(written))


def spaced(text: str) -> str:
    """A text with the white space that HTML shows."""
    return " ".join(text.split())


@pytest.mark.parametrize("text", STRIKING)
def test_a_text_is_shown_as_it_stands_and_is_no_markup(text: str) -> None:
    words, tags = shown(in_lines(text))
    assert spaced(words) == spaced(text)
    assert tags <= {"p", "/p", "br", "code", "/code"}


@given(texts)
@example("`a.bc``d.ef`")
@example("[a.bc]:d.ef")
@example("<a@.bc .@.bc")
@example("[a\n`](b.cd)")
def test_whatever_an_article_says_is_shown_as_it_stands_and_is_no_markup(text: str) -> None:
    for markdown in (in_lines(text), escaped(spaced(text)), f"> {escaped(spaced(text))}"):
        words, tags = shown(markdown)
        assert spaced(words) == spaced(text)
        assert tags <= {"p", "/p", "br", "code", "/code", "blockquote", "/blockquote"}


def test_lines_stay_lines_and_what_needs_no_mark_has_none() -> None:
    text = "429   (probability that this is right: 0.88)\n\n[1] Sail, Courier, 2025-10-15\n    It is »429« [sic]!"
    assert in_lines(text) == text.replace("10-15\n", "10-15  \n")
    assert SHOWN.render(in_lines(text)).count("<br") == 1


def test_brackets_get_no_backslash_that_would_make_a_formula_of_them() -> None:
    assert "\\[" not in escaped("[He](said) [so] ![x] [[a]]")
    assert escaped("$5 to $6") == "\\$5 to \\$6"
