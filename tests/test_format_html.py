"""A saved page becomes a document: its article as it is written, decoded as it declares."""

from __future__ import annotations

import datetime as dt
import html
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from files import FIRST, SECOND, read, refused, why_refused, write
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rounds import rounds

from briefbot.documents.html.markup import page_text, parse_page
from briefbot.types import Document

DAY = dt.date(2022, 3, 7)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>Report published</title>{head}</head><body>{body}</body></html>"


ARTICLE = f"<article><h1>Report published</h1><p>{FIRST}</p><p>{SECOND}</p></article>"


def test_a_page_gives_its_article_and_metadata_and_nothing_hidden(tmp_path: Path) -> None:
    head = """<meta property="og:site_name" content="Daily Bugle">
    <meta name="author" content="Jane Doe">
    <meta property="article:modified_time" content="2023-01-01T00:00:00Z"><style>.secret {}</style>
    <meta property="article:published_time" content="2022-03-07T23:30:00-05:00"><script>var secret</script>"""
    hidden = f"""<p hidden>secret {FIRST}</p><p style="color: red; DISPLAY : none">secret {FIRST}</p><!-- secret -->
    <div style="visibility:hidden"><p>secret {FIRST}</p></div><p class="a sr-only">secret {FIRST}</p>
    <template><p>secret {FIRST}</p></template><noscript><p>secret {FIRST}</p></noscript><script>"secret"</script>
    <script type="application/ld+json">{{"@type": "Article", "articleBody": "secret {FIRST}"}}</script>"""
    article = f"<article><p>{FIRST}</p>{hidden}<p>{SECOND}</p></article>"
    body = f"<nav><a href='/'>secret</a></nav>{article}<footer>secret</footer>"
    document = read(tmp_path, "a.html", page(body, head))
    assert document == Document(
        f"Report published\n\n{FIRST}\n\n{SECOND}", "Report published", document.source, "Daily Bugle", "Jane Doe", DAY
    )


@pytest.mark.parametrize("wrap", ["<article>{}</article>", "<div class='content'>{}</div>", "{}"])
@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("<p>It fell <time datetime='2001-01-01'>on Friday</time>, she said.</p>", "It fell on Friday, she said."),
        ("<p>He said <q>yes <b>we</b></q> loudly.</p>", "He said “yes we” loudly."),
        ("<p>A wrapped\n   <b>source</b>\nline<br>and a\nbreak.</p>", "A wrapped source line\n\nand a break."),
        ("<p>Caf&eacute;&nbsp;&lt;b&gt; &#x1F600; <a href='x'>link</a>.</p>", "Café <b> 😀 link."),
        ("<ul><li>One thing is</li><li>Two</li></ul>", "- One thing is\n\n- Two"),
        ("<h2>Reactions</h2><p>None.</p>", "Reactions\n\nNone."),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "| A | B |\n\n| 1 | 2 |"),
    ],
)
def test_sentences_and_blocks_of_a_short_page_stay_whole(tmp_path: Path, wrap: str, marked: str, plain: str) -> None:
    body = wrap.format(f"<h1>Report published</h1><p>{FIRST}</p>{marked}<p>{SECOND}</p>")
    text = read(tmp_path, "a.htm", page(body)).text.replace("\u00a0", " ")
    assert text == f"Report published\n\n{FIRST}\n\n{plain}\n\n{SECOND}"


def test_a_short_article_is_not_flattened_into_one_line(tmp_path: Path) -> None:
    figure = "<figure><img src='x.png'><figcaption>A caption that is left out.</figcaption></figure>"
    body = f"<article><h1>Report published</h1><p>{FIRST}</p>{figure}<p>{SECOND}</p></article>"
    assert read(tmp_path, "a.html", page(body)).text == f"Report published\n\n{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("head", "top", "published"),
    [
        ('<meta name="date" content="2022-03-07">', "", DAY),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2022-03-07"}</script>',
            "",
            DAY,
        ),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"},'
            ' {"@type": "NewsArticle", "datePublished": "2022-03-07T10:00:00Z"}]}</script>',
            "",
            DAY,
        ),
        ("<script type='application/ld+json'>{broken</script>", "<p class='date'>March 7, 2022</p>", DAY),
        ("", "<time class='entry-date published' datetime='2022-03-07T10:00'>last week</time>", DAY),
        ("", "<time datetime='2022-03-07'>7 March 2022</time>", DAY),
        ("", "<div class='byline'>By Jane Doe | <time>March 7, 2022</time></div>", DAY),
        ("", "<p>PARIS, March 7, 2022 (Reuters) - It rained.</p>", DAY),
        # Dates that say something else
        ("", "<p>It fell on <time datetime='2022-03-07'>March 7, 2022</time>, she said.</p>", None),
        ("", "<p>The war began on 2022-03-07.</p><img src='/2022/03/07/x.jpg'>", None),
        ("<link rel='canonical' href='https://example.org/2022/03/07/a'>", "", DAY),
        ("<meta property='article:modified_time' content='2022-03-07'>", "", None),
        ("<meta name='date' content='03/07/2022'>", "", None),
        ("", "<aside><p class='date'>March 7, 2022</p></aside>", None),
        ("", "<aside class='x'></aside><div class='published'>May</div>", None),
    ],
)
def test_a_page_has_the_date_it_states_and_no_guess(
    tmp_path: Path, head: str, top: str, published: dt.date | None
) -> None:
    body = f"<article><h1>Report published</h1>{top}<p>{FIRST}</p><p>{SECOND}</p></article><footer>2022-03-07</footer>"
    assert read(tmp_path, "a.html", page(body, head)).published == published


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=iso-8859-1>", "cp1252"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'>", "cp1252"),
        ("<meta charset='UTF-8'>", "utf-8"),
        ("", "utf-8"),
        ("", "utf-16"),
        ("<meta charset='utf-8'>", "utf-16"),
    ],
)
def test_a_page_is_decoded_as_it_declares(tmp_path: Path, head: str, encoding: str) -> None:
    content = page(ARTICLE.replace("minister", "“né”"), head).encode(encoding)
    assert "The “né” said" in read(tmp_path, "a.html", content).text


def test_an_xml_declaration_is_obeyed(tmp_path: Path) -> None:
    content = "<?xml version='1.0' encoding='Shift_JIS'?>" + page(ARTICLE.replace("minister", "首相"))
    assert "The 首相 said" in read(tmp_path, "a.html", content.encode("shift_jis")).text


@pytest.mark.parametrize(
    ("head", "encoding", "words"),
    [
        ("<meta charset='utf-8'>", "cp1252", "not valid UTF-8: byte 0xe9"),
        ("<meta charset='rot13'>", "utf-8", "'rot13'"),
        ("<meta charset='no-such'>", "utf-8", "'no-such'"),
    ],
)
def test_a_page_in_another_encoding_than_it_declares_is_refused(
    tmp_path: Path, head: str, encoding: str, words: str
) -> None:
    content = page(ARTICLE.replace("minister", "né"), head).encode(encoding)
    assert words in refused(tmp_path, "a.html", content).reason


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<script>alert(1)</script>",
        "<p hidden>x</p>",
        "<div>" * 5000 + "deep" + "</div>" * 5000,
    ],
)
def test_a_page_without_an_article_is_an_error(tmp_path: Path, body: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert "no article text found" in refused(tmp_path, "a.html", page(body)).reason
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_pages_without_an_article_put_no_word_of_a_library_on_the_terminal(tmp_path: Path) -> None:
    for number, body in enumerate(["<frameset><frame src='a'></frameset>", "<script>x</script>"]):
        write(tmp_path, f"{number}.html", f"<html>{body}</html>".encode())
    code = (
        "import sys; from pathlib import Path; from briefbot.documents import read_documents\n"
        "for path in sorted(Path(sys.argv[1]).iterdir()): print(*read_documents(path, max_bytes=9999))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.count("no article text") == 2
    assert done.stderr == ""


def test_reading_a_page_touches_no_network_and_always_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    content = page(ARTICLE + "<img src='https://example.org/x.png'>", "<base href='https://example.org/'>")
    first = read(tmp_path, "a.html", content)
    assert [read(tmp_path, "a.html", content) for _ in range(4)] == [first] * 4


CODES = st.one_of(st.integers(0, 0x110001), st.integers(0, 0xA0), st.integers(0xFFF0, 0xFFFF))


@settings(deadline=None, max_examples=rounds(50))  # a busy machine is no failure
@given(CODES)
@example(0x1)
@example(0x1B)
@example(0xD800)
@example(0xFFFE)
def test_any_character_reference_anywhere_on_a_page_leaves_its_article_readable(code: int) -> None:
    reference = f"&#{code};"
    odd = f"""<p>bad {reference} char <q>with <b>some</b>{reference} more</q> <time>{reference}</time>{reference}</p>
    <script></script>{reference}<pre>{reference}</pre><a href="{reference}">link</a>"""
    head = f'<meta name="author" content="Jane {reference} Doe"><meta property="og:site_name" content="{reference}">'
    with tempfile.TemporaryDirectory() as folder:
        document = read(Path(folder), "a.html", page(f"<article><p>{FIRST}</p>{odd}<p>{SECOND}</p></article>", head))
    assert document.text.startswith(f"Report published\n\n{FIRST}")
    assert document.text.endswith(SECOND)
    if html.unescape(reference).isalnum():
        assert f"bad {html.unescape(reference)} char" in document.text


@pytest.mark.parametrize("reference", ["&#27;", "&#1;", "&#xfffe;", "&#xFFFF;"])
def test_a_character_that_no_browser_shows_is_dropped_from_a_page(tmp_path: Path, reference: str) -> None:
    body = f"<article><p>{FIRST}</p><p>bad {reference} ch{reference}ar</p><p>{SECOND}</p></article>"
    assert read(tmp_path, "a.html", page(body)).text == f"Report published\n\n{FIRST}\n\nbad char\n\n{SECOND}"


def test_a_page_that_the_library_fails_on_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ValueError("not\nexpected")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    error = refused(tmp_path, "a.html", page(ARTICLE))
    assert error.source == (tmp_path / "a.html").as_posix()
    assert error.reason == "cannot be read: ValueError: not expected; save its text as .txt"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>a<b>b</b> c\n d</p>e", "ab c d\n\ne"),
        ("<p>one<br/>two</p><hr/><ul><li>x</li><li>y</li></ul>", "one\ntwo\n\nx\n\ny"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 | 2\n\n3"),
        ("<p hidden=''>no</p><p style='display: none'>no</p><script>no</script><p>&nbsp;yes&eacute;&amp;</p>", "yesé&"),
        ("<p>Donau&shy;dampf\u200bschiff\u2060fahrt</p><p>&#8203;</p>", "Donaudampfschifffahrt"),
        ("<p>unclosed <i>and <b>crossed</i></b>", "unclosed and crossed"),
    ],
)
def test_a_page_is_laid_out_as_it_is_shown(page: str, text: str) -> None:
    assert page_text(parse_page(f"<html><body>{page}</body></html>")) == text


def test_a_few_bytes_out_of_place_cost_no_page(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>The harbour of Zürich was shut for {day} days, the mayor said.</p>" for day in range(500))
    page = f'<html><head><meta charset="utf-8"></head><body><article>{paragraphs}</article></body></html>'.encode()
    broken = page.replace(b"<article>", b"\0\0<article>").replace("Zürich".encode(), "Zürich".encode("latin-1"), 5)
    assert "The harbour of Zürich was shut for 3 days" in read(tmp_path, "page.html", broken).text
    assert "NUL" in why_refused(tmp_path, "data.html", page[:300] + b"\0" * 300)
