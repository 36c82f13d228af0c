"""What readers know of the blocks of a file, and the headline that stands apart from its text."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from files import FIRST, SECOND, docx_file, letter, read, why_refused

from briefbot.types import Document

TITLE = "Ferry talks end without a word"
STORY = f"{FIRST}\n\n{SECOND}"


def found(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks]


def record(folder: Path, text: str, **fields: str) -> Document:
    return read(folder, "a.jsonl", json.dumps({"text": text, **fields}))


def page(body: str, title: str = TITLE) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body><article>{body}</article></body></html>"


# Headlines


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        (TITLE, {}),
        (f"{TITLE} - Port Ellery Courier", {}),
        (f"{TITLE} | QRK Business", {"url": "https://edition.qrk.example/1"}),
        (f"{TITLE} | QRK Business", {"outlet": "qrk.example"}),
        (f"{TITLE} \u2013 Quay", {"outlet": "Quay"}),
    ],
)
def test_the_title_of_a_record_is_the_first_block_of_its_text(
    tmp_path: Path, title: str, fields: dict[str, str]
) -> None:
    document = record(tmp_path, STORY, title=title, **fields)
    assert document.title == title
    assert found(document) == [("headline", TITLE), ("body", STORY)]


@pytest.mark.parametrize("top", [TITLE, f"# {TITLE}", f"By Jane Doe\n\n{TITLE}", f"{TITLE}, Jane Doe says"])
def test_a_title_that_the_text_shows_is_not_put_before_it(tmp_path: Path, top: str) -> None:
    assert record(tmp_path, f"{top}\n\n{STORY}", title=TITLE).text == f"{top}\n\n{STORY}"


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Ferry talks end wi...",
            "Ferry talks end \u2026",
            "Ferry talks end ... - QRK",
            "Ferry talks end \u2026 | QRK TODAY",
        ),
        *("Quay Courier", "ferry-talks.html", "Untitled", "Article 12", "Re: Ferry talks", "Ferry", "x " * 200),
    ],
)
def test_a_title_that_could_not_be_quoted_stays_a_title(tmp_path: Path, title: str) -> None:
    document = record(tmp_path, STORY, title=title)
    assert (document.text, document.title) == (STORY, " ".join(title.split()))
    assert found(document) == [("body", STORY)]


def test_a_title_in_a_script_without_spaces_is_a_headline(tmp_path: Path) -> None:
    assert found(record(tmp_path, STORY, title="\u6e2f\u53e3\u5173\u95ed\u4e86"))[0] == (
        "headline",
        "\u6e2f\u53e3\u5173\u95ed\u4e86",
    )


def test_rows_front_matter_and_pages_give_their_headline_and_files_that_state_one_do_not(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", f'title,text\n{TITLE},"{STORY}"\n').text == f"{TITLE}\n\n{STORY}"
    assert read(tmp_path, "a.md", f"---\ntitle: {TITLE}\n---\n{STORY}").text == f"{TITLE}\n\n{STORY}"
    assert read(tmp_path, "b.md", f"---\ntitle: {TITLE}\n---\n# Another\n\n{STORY}").text == f"# Another\n\n{STORY}"
    assert read(tmp_path, "a.html", page(f"<p>{FIRST}</p><p>{SECOND}</p>")).text == f"{TITLE}\n\n{STORY}"

    def draft(file: docx.document.Document) -> None:
        file.core_properties.title = TITLE
        file.add_paragraph(FIRST)

    assert read(tmp_path, "a.docx", docx_file(draft)).text == FIRST


# Structure


def test_the_elements_of_a_page_say_what_their_lines_are(tmp_path: Path) -> None:
    body = f"""<h1>{TITLE}</h1><p class=standfirst>The board saves and the island waits.</p>
    <p class=byline>Ellery desk</p><p>{FIRST}</p><table><tr><th>Party<th>Votes</tr><tr><td>Green<td>12</tr></table>
    <ul><li>One thing that is kept.</li></ul><p>{SECOND}</p>
    <div class=newsletter><p>Tides in the morning, free.</p></div>"""
    blocks = found(read(tmp_path, "a.html", page(body)))
    assert ("standfirst", "The board saves and the island waits.") in blocks
    assert ("table", "| Party | Votes |\n\n| Green | 12 |") in blocks
    assert ("list", "- One thing that is kept.") in blocks
    said = {text: kind for kind, text in blocks}
    assert said.get("Ellery desk", "credit") == "credit"
    assert said.get("Tides in the morning, free.", "furniture") == "furniture"


def test_a_line_that_stands_in_the_story_too_is_left_to_it(tmp_path: Path) -> None:
    said = "The ferry is back."
    body = f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{said}</p><p>{SECOND}</p><div class=promo><a href=/x>{said}</a></div>"
    assert found(read(tmp_path, "a.html", page(body))) == [
        ("headline", TITLE),
        ("body", f"{FIRST}\n\n{said}\n\n{SECOND}"),
    ]


def test_marks_stay_in_place_below_a_headline_that_is_put_before_the_text(tmp_path: Path) -> None:
    entry = f"<p>{FIRST}</p><ul><li>One thing</li></ul><blockquote class=gmail_quote>{SECOND}</blockquote>"
    feed = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Quay</title><item><title>{TITLE}</title>
    <description><![CDATA[{entry}]]></description></item></channel></rss>"""
    assert found(read(tmp_path, "a.rss", feed)) == [
        *(("headline", TITLE), ("body", FIRST), ("list", "One thing"), ("mail", SECOND)),
    ]


def test_the_styles_of_a_word_file_say_what_its_paragraphs_are(tmp_path: Path) -> None:
    def build(file: docx.document.Document) -> None:
        file.add_paragraph(TITLE, style="Title")
        file.add_paragraph("The board saves.", style="Subtitle")
        file.add_paragraph(FIRST)
        file.add_paragraph("One thing", style="List Bullet")
        file.add_paragraph("The pier", style="Caption")
        table = file.add_table(1, 2)
        table.cell(0, 0).text = "Green"

    assert found(read(tmp_path, "a.docx", docx_file(build))) == [
        *(("headline", TITLE), ("standfirst", "The board saves."), ("body", FIRST), ("list", "One thing")),
        *(("caption", "The pier"), ("table", "| Green |  |")),
    ]


def test_what_a_letter_quotes_is_mail_and_what_markdown_quotes_is_not(tmp_path: Path) -> None:
    quoted = "On Mon, Nov 3, 2025 at 9:00 PM Ada <ada@quay.example> wrote:\n> It was 23.\n"
    reply = letter(lambda message: message.set_content(f"{FIRST}\n\n{quoted}"))
    assert found(read(tmp_path, "a.eml", reply)) == [("body", FIRST), ("mail", quoted.strip())]
    assert found(read(tmp_path, "a.md", f"# Talks\n\n{FIRST}\n\n> It was 23.\n> And two.\n")) == [
        *(("headline", "# Talks"), ("body", f"{FIRST}\n\n> It was 23.\n> And two.")),
    ]


# Refusals


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Sign up for our newsletter, Tide Lines.\n\nShare\n\nWe use cookies to improve your visit.", "furniture"),
        (f"{TITLE}\n\nBy Jane Doe\n\nAdvertisement", "credit lines and furniture"),
        ("Editor's note: This page was moved to another place.", "notes"),
    ],
)
def test_a_page_without_news_is_refused_by_what_it_holds(tmp_path: Path, text: str, named: str) -> None:
    reason = why_refused(tmp_path, "a.txt", text)
    assert reason.startswith(f"holds nothing but {named}")
    record = json.dumps({"title": TITLE, "text": text})
    assert why_refused(tmp_path, "a.jsonl", record).startswith(f"holds nothing but {named}")


@pytest.mark.parametrize("text", ["x", "\u2014", "...", TITLE, "Ferry\n\nIt sails.", "The pier. Jo Doe/Quay Wire"])
def test_a_text_that_is_short_or_says_little_is_not_refused(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, "a.txt", text).text == text
