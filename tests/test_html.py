"""Saved pages as news sites lay them out: the whole article in its order, nothing around it, and no wrong date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from briefbot.blocks import BlockKind
from briefbot.documents import read_documents
from briefbot.types import Document

DAY = dt.date(2022, 3, 7)
LEAD = "The minister said on Monday that the ministry would publish its report before the end of the month."
NEXT = "The opposition replied that it doubted the figures, and asked the court of auditors for an inquiry."
LAST = "Trains will run again on Friday, the operator said, although fewer of them than before the strike."
COOKIES = "We and our partners store cookies on your device, and read them, so that we can show you what you like."


def read(folder: Path, body: str, head: str = "") -> Document:
    path = folder / "a.html"
    page = f"<!DOCTYPE html><html><head><title>Report published</title>{head}</head><body>{body}</body></html>"
    path.write_text(page, encoding="utf-8")
    (found,) = read_documents(path, max_bytes=1_000_000)
    assert isinstance(found, Document), found
    return found


def blocks(folder: Path, body: str) -> list[str]:
    return read(folder, body).text.split("\n\n")


# What a reader sees

HEADLINE = "Report published"
STORY = f"<h1>{HEADLINE}</h1><p>{LEAD}</p><p>{NEXT}</p>"
WHOLE = [HEADLINE, LEAD, NEXT]


@pytest.mark.parametrize("marked", ["role=dialog", "role=alertdialog", "class=sheet aria-modal=true"])
@pytest.mark.parametrize("frame", ["<main><article>{}</article></main>", "<main>{}</main>", "<div id=main>{}</div>"])
def test_a_page_saved_while_a_dialog_is_open_gives_its_article(tmp_path: Path, marked: str, frame: str) -> None:
    notice = f"<div {marked}><h2>We value your privacy</h2><p>{COOKIES}</p><p>{COOKIES[::-1]}</p></div>"
    body = f"<div id=__next aria-hidden=true>{frame.format(STORY)}</div>{notice}"
    assert blocks(tmp_path, body) == WHOLE


def test_an_article_that_is_shown_in_a_dialog_is_kept(tmp_path: Path) -> None:
    assert blocks(tmp_path, f"<div role=dialog aria-modal=true><article>{STORY}</article></div>") == WHOLE
    assert blocks(tmp_path, f"<nav>News</nav><div role=dialog><div class=content>{STORY}</div></div>") == WHOLE


@pytest.mark.parametrize("outside", ["<header><p>News, every day.</p></header>", "<main id=app></main>"])
def test_a_motto_or_an_empty_frame_beside_a_dialog_is_no_article(tmp_path: Path, outside: str) -> None:
    body = f"{outside}<div role=dialog aria-modal=true><div class=content>{STORY}</div></div>"
    assert blocks(tmp_path, body)[-3:] == WHOLE


def test_what_is_closed_until_it_is_called_for_is_not_read(tmp_path: Path) -> None:
    modal = f"<div class='modal fade' aria-hidden=true><div class=modal-dialog><p>{COOKIES}</p></div></div>"
    anchor = "<h2>Next<a class=anchor aria-hidden=true href=#next>#</a></h2>"
    body = f"<article><h1>{HEADLINE}</h1><p>{LEAD}</p>{modal}{anchor}<p>{NEXT}</p></article>"
    assert blocks(tmp_path, body) == [HEADLINE, LEAD, "Next", NEXT]
    opened = f"<div class='page modal-open' aria-hidden=true><main><article>{STORY}</article></main></div>"
    assert blocks(tmp_path, opened) == WHOLE


def test_what_was_struck_out_is_not_read(tmp_path: Path) -> None:
    corrected = "The fire <del>killed 17</del> <ins>hurt 23</ins> people, <s>the mayor</s> the fire brigade said."
    document = read(tmp_path, f"<article><h1>Fire</h1><p>{LEAD}</p><p>{corrected}</p><p>{NEXT}</p></article>")
    assert "The fire hurt 23 people, the fire brigade said." in document.text


def test_words_hidden_from_screen_readers_only_are_read_and_words_shown_to_them_only_are_not(tmp_path: Path) -> None:
    price = "The pass costs <span aria-hidden=true>€4</span><span class=sr-only>four euros</span> a year, it said."
    icon = "<i class='material-icons' aria-hidden=true>arrow_forward</i>"
    body = (
        f"<article><h1>Report published</h1><p aria-hidden=true>{LEAD}</p><p>{icon}{price}</p><p>{NEXT}</p></article>"
    )
    assert blocks(tmp_path, body) == ["Report published", LEAD, "The pass costs €4 a year, it said.", NEXT]


# Live blogs


def post(number: int, text: str, time: str = "<time datetime=2022-03-07T10:0{0}>10.0{0}</time>") -> str:
    return (
        f"<article id=block-{number} class='block post-body'><header><a href='?page=with:block-{number}'>"
        f"{time.format(number)}</a><h2>Heading {number}</h2></header><div itemprop=articleBody>"
        f"<div class=t>{text}</div><p>More of {number}: {text}</p></div></article>"
    )


CARDS = "".join(
    f"<article class=item><h3><a href='/{n}'>Another story {n}</a></h3><p>It is told in a sentence.</p></article>"
    for n in range(4)
)
POSTS = [(1, LEAD), (2, NEXT), (3, LAST)]


@pytest.mark.parametrize("wrapped", ["{}", "<li>{}</li>"])
@pytest.mark.parametrize(
    "frame",
    [
        "<main><h1>Strike: live</h1><p>{standfirst}</p><div id=liveblog-body>{posts}</div>{after}</main>",
        "<header><h1>Strike: live</h1><p>{standfirst}</p></header><main><section>{posts}</section>{after}</main>",
    ],
)
def test_a_live_blog_gives_all_its_posts_in_order_without_the_cards_around_them(
    tmp_path: Path, frame: str, wrapped: str
) -> None:
    posts = "".join(wrapped.format(post(number, text)) for number, text in POSTS)
    posts = f"<ol>{posts}</ol>" if wrapped != "{}" else posts
    standfirst = "All the news of the strike as it comes in from the stations."
    body = frame.format(standfirst=standfirst, posts=posts, after=f"<section>{CARDS}</section>")
    told = [
        block
        for number, text in POSTS
        for block in (f"10.0{number}", f"Heading {number}", text, f"More of {number}: {text}")
    ]
    assert blocks(tmp_path, body) == ["Strike: live", standfirst, *told]


TIMED = (
    "<{0} class='{1}' id=p{2}><time datetime='2025-03-07T1{2}:05:00Z'>1{2}:05 GMT</time><h3>Bulletin {2}</h3>"
    "<div class=entry-content><p>{3}</p></div></{0}>"
)
LIVE = [f"1{number}:05 GMT\n\nBulletin {number}\n\n{text}" for number, text in POSTS]


@pytest.mark.parametrize(
    ("frame", "tag", "marked"),
    [
        (
            "<main><article><h1>Strike: what we know</h1><div class=updates>{}</div></article></main>",
            "article",
            "update",
        ),
        ("<main><h1>Strike: what we know</h1><div id=timeline>{}</div></main>", "section", "live-post"),
        ("{}", "div", "liveblog-entry"),
        ("<article><h1>Strike live: latest updates</h1><ul>{}</ul></article>", "li", "timeline-entry"),
    ],
)
def test_the_posts_of_a_live_blog_are_sections_with_their_time_and_headline(
    tmp_path: Path, frame: str, tag: str, marked: str
) -> None:
    posts = "".join(TIMED.format(tag, marked, number, text) for number, text in POSTS)
    document = read(tmp_path, frame.format(posts))
    assert "\n\n".join(LIVE) in document.text
    times = [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.CREDIT]
    assert times == ["11:05 GMT", "12:05 GMT", "13:05 GMT"], "a time is of the post, and no news"


def test_comments_with_a_time_each_are_no_posts(tmp_path: Path) -> None:
    comments = "".join(TIMED.format("div", "comment-entry", number, text) for number, text in POSTS[1:])
    article = f"<article><h1>{HEADLINE}</h1><p>{LEAD}</p><p>{LAST}</p></article>"
    assert blocks(tmp_path, f"<main>{article}<div class=comments>{comments}</div></main>") == [HEADLINE, LEAD, LAST]


# Articles in parts, and pages that show less than they hold


@pytest.mark.parametrize("marked", ["class=article-body", "class='entry-content p-{}'", "itemprop=articleBody"])
@pytest.mark.parametrize("frame", ["<article>{}</article>", "<main><div class=page>{}</div></main>"])
def test_an_article_in_parts_around_advertisements_is_whole(tmp_path: Path, frame: str, marked: str) -> None:
    offer = "<div class=ad-slot><span>Advertisement</span></div>"
    parts = [f"<div {marked.format(number)}><p>{text}</p></div>" for number, text in POSTS]
    body = frame.format(f"<h1>{HEADLINE}</h1>{parts[0]}{offer}<h2>What comes next</h2>{parts[1]}{offer}{parts[2]}")
    assert blocks(tmp_path, body) == [HEADLINE, LEAD, "What comes next", NEXT, LAST]


def test_a_story_loaded_below_another_is_no_part_of_it(tmp_path: Path) -> None:
    part = "<div class=article-body><p>{}</p></div>"
    below = f"<h1>Trains run</h1>{part.format(LAST)}"
    assert blocks(tmp_path, f"<main><h1>{HEADLINE}</h1>{part.format(LEAD)}{part.format(NEXT)}{below}</main>") == WHOLE


@pytest.mark.parametrize(
    "unclosed", ["<aside class=share>", "<figure><img src=a.jpg><figcaption>The pier", "<nav>", "<a href='/b'>"]
)
def test_a_wrapper_that_is_never_closed_hides_no_article(tmp_path: Path, unclosed: str) -> None:
    found = blocks(tmp_path, f"<article><h1>{HEADLINE}</h1>{unclosed}<p>{LEAD}</p><p>{NEXT}</p><p>{LAST}</p></article>")
    assert found[-3:] == [LEAD, NEXT, LAST]


ARTICLE_BODY = f'{{"@type": "NewsArticle", "articleBody": "{LEAD}\\n{NEXT} AT&amp;T. {LAST}"}}'
LINKED = f'<script type="application/ld+json">{ARTICLE_BODY}</script>'


def test_an_article_that_stands_only_in_linked_data_is_read(tmp_path: Path) -> None:
    told = [LEAD, f"{NEXT} AT&T. {LAST}"]
    shown = f"<div id=app><h1>{HEADLINE}</h1><figure><figcaption>The pier on Monday.</figcaption></figure></div>"
    assert blocks(tmp_path, f"{LINKED}{shown}") == [HEADLINE, *told]
    assert blocks(tmp_path, f"{LINKED}<article><h1>{HEADLINE}</h1><p>{LEAD}</p></article>") == [HEADLINE, *told]
    assert blocks(tmp_path, f"{LINKED}<article>{STORY}<p>{LAST}</p></article>") == [*WHOLE, LAST], "it shows as much"


def test_an_article_for_browsers_without_scripts_is_read_where_nothing_else_is(tmp_path: Path) -> None:
    hidden = f"<noscript><p>{LEAD}</p><p>{NEXT}</p></noscript>"
    assert blocks(tmp_path, f"<div id=root><h1>{HEADLINE}</h1></div>{hidden}") == WHOLE
    assert blocks(tmp_path, f"<article><h1>{HEADLINE}</h1><p>{LAST}</p><p>{LEAD}</p></article>{hidden}")[1] == LAST


def test_a_page_with_far_more_text_than_its_article_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    story = "".join(f"<p>{number}. {LEAD} {NEXT}</p>" for number in range(9))
    lost = "".join(f"<div class=widget-{number}><p>{number}. {LAST} {NEXT}</p></div>" for number in range(36))
    read(tmp_path, f"<article><h1>{HEADLINE}</h1>{story}</article>{lost}")
    assert "but the paragraphs on the page have" in caplog.text
    caplog.clear()
    read(tmp_path, f"<article><h1>{HEADLINE}</h1>{story}</article><div class=comments>{lost}</div>")
    assert not caplog.records


def test_teasers_beside_a_story_are_no_posts(tmp_path: Path) -> None:
    teaser = f"<article class=box><h3>Another</h3><p>{LAST}</p><a href=/b>Read more</a></article>"
    story = f"<article class=story><p>{LEAD}</p><p>{NEXT}</p></article>"
    assert LAST not in blocks(tmp_path, f"<main><h1>{HEADLINE}</h1>{story}{teaser}{teaser}</main>")
    assert LAST not in blocks(tmp_path, f"<main><h1>{HEADLINE}</h1>{story.replace('story', 'box')}{teaser}</main>")


def test_cards_and_other_stories_beside_an_article_are_no_live_blog(tmp_path: Path) -> None:
    article = f"<article>{STORY}</article>"
    assert blocks(tmp_path, f"<main>{article}{CARDS}</main>") == WHOLE
    other = f"<article><h1>Trains run</h1><p>{LAST}</p><p>{LAST[::-1]}</p></article>"
    assert blocks(tmp_path, f"<main>{article}{other}</main>") == WHOLE


# Bare text and paragraphs that are not <p>


@pytest.mark.parametrize("frame", ["<article>{}</article>", "{}"])
@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (f"{LEAD}<p>{NEXT}</p><p>{LAST}</p>", [LEAD, NEXT, LAST]),
        (f"{LEAD}<br><br><p>{NEXT}</p><p>{LAST}</p>", [LEAD, NEXT, LAST]),
        (f"<b>PARIS</b> - {LEAD}<br><br>{NEXT}<br><br><p>{LAST}</p>", [f"PARIS - {LEAD}", NEXT, LAST]),
        (
            f"<p>{LEAD}</p>{NEXT} <i>Again</i>.<ul><li>One thing</li></ul>{LAST}",
            [LEAD, f"{NEXT} Again.", "- One thing", LAST],
        ),
        (f"<p>{LEAD}</p><h2>Reactions</h2>{NEXT}<p>{LAST}</p>", [LEAD, "Reactions", NEXT, LAST]),
    ],
)
def test_bare_text_among_paragraphs_is_a_paragraph(
    tmp_path: Path, frame: str, marked: str, expected: list[str]
) -> None:
    assert blocks(tmp_path, frame.format(marked)) == [HEADLINE, *expected]


@pytest.mark.parametrize(
    "frame",
    ["<article>{}</article>", "<main><div class='article-body'>{}</div></main>", "<div id=page><div>{}</div></div>"],
)
@pytest.mark.parametrize(
    "attributes", ["class=text id=p-{}", "data-testid=paragraph-{}", "class='css-{}'", "class=x style='margin:{}px'"]
)
def test_paragraphs_written_as_div_are_read_in_order(tmp_path: Path, frame: str, attributes: str) -> None:
    texts = [LEAD, f"“No,” <a href=/a>Mr Doe</a> said, <b>{NEXT}</b>", "Why", LAST]
    first, second, third, last = (f"<div {attributes.format(n)}>{text}</div>" for n, text in enumerate(texts))
    quote = f"<blockquote><p>{NEXT} he wrote.</p></blockquote>"
    body = f"{first}{second}{third}{quote}{last}<p class=sign-off>Reporting by Jane Doe; editing by John Roe</p>"
    assert blocks(tmp_path, frame.format(body)) == [
        *(HEADLINE, LEAD, f"“No,” Mr Doe said, {NEXT}", "Why", f"{NEXT} he wrote.", LAST),
        "Reporting by Jane Doe; editing by John Roe",
    ]


MENU = "<nav><ul><li><a href=/>Home</a></li></ul></nav>"
SHARE = (
    "<div class=tools><a href=/f>Facebook</a> <a href=/x>X</a></div>"
    "<div class=s1><button>Share</button> There are 12 comments.</div>"
    "<div class=s2><div class=s3>Morning Briefing</div><div class=s4>Get the stories that matter every morning.</div>"
    "<button>Sign up</button></div>"
)
CARD_DIVS = "".join(
    f"<div class=c><h3><a href=/{n}>Story {n}</a></h3><div class=d>It is summed up here in one sentence.</div></div>"
    for n in range(4)
)
LAYOUTS = {
    "BBC": f"""<header><div class=h1>BBC</div>{MENU}</header><main id=main-content><article>
    <div data-component=headline-block class=sc-1><h1>Report published</h1></div>
    <div data-component=byline-block class=sc-2><div class=sc-3><time datetime=2022-03-07>3 hours ago</time></div>
    <div class=sc-4><div class=sc-5><span>Jane Doe</span></div><div class=sc-6>
    <span>BBC News, Paris</span></div></div>
    <div class=sc-7><button>Share</button><button>Save</button></div></div>
    <figure><div class=sc-8><img src=a.jpg></div><div class=sc-9>Getty Images</div>
    <figcaption>A train.</figcaption></figure>
    <div data-component=text-block class=sc-a><p class=sc-b><b class=sc-c>{LEAD}</b></p></div>
    <div data-component=text-block class=sc-a><p class=sc-b>{NEXT}</p></div>
    <div data-component=tags class=sc-d><div class=sc-e><a href=/t>Strikes</a></div></div></article>
    <div data-component=links-grid class=sc-f><h2>Related</h2>{CARD_DIVS}</div></main>
    <footer>
    <div class=x>Copyright © 2022 BBC. The BBC is not responsible for the content of other sites.</div></footer>""",
    "CNN": f"""<header class=header><div class=header__x>CNN</div></header><section class=layout__main>
    <h1 class=headline__text id=maincontent>Report published</h1><div class=headline__sub-text>
    <div class=byline><div class=byline__names>By <a href=/jd>Jane Doe</a>, CNN</div></div>
    <div class='headline__byline-sub-text'><div class='timestamp vossi-timestamp'>3 minute read <br>Updated
    10:04 a.m. EST, Mon March 7, 2022</div></div></div><article class=article__main><main>
    <div class=image><img src=a.jpg><div class=image__metadata>A train at the station on Monday.</div></div>
    <div class=article__content><div class=source><cite><span>Paris</span><span>CNN</span> &mdash; </cite></div>
    <p class=paragraph>{LEAD}</p><div class=ad-slot><div class=ad-feedback>Ad Feedback</div></div>
    <p class=paragraph>{NEXT}</p></div></main></article></section><aside><div class=z>{COOKIES}</div></aside>""",
    "NYT": f"""<div id=app><header><div class=css-1>Subscribe for one euro a week.</div></header>
    <main id=site-content>
    <article id=story><header><div class=css-2><h1>Report published</h1></div>
    <div class=css-3><div class=css-4>Listen to this article · 5:32 min <a href=/l>Learn more</a></div></div>
    <div class=css-5><div class=css-6><p class=css-7>By <a href=/jd>Jane Doe</a></p></div></div><div class=css-8>
    <time datetime=2022-03-07>March 7, 2022</time></div><div class=css-9><div class=css-10>Share full article</div>
    <div class=css-11>142</div></div></header><section name=articleBody><div class=StoryBodyCompanionColumn>
    <div class=css-53>
    <p class=css-at>{LEAD}</p></div><aside></aside></div><div><div class=css-x><div class=css-y>ADVERTISEMENT</div>
    <a href=#after>SKIP ADVERTISEMENT</a></div></div><div class=StoryBodyCompanionColumn><div class=css-53>
    <p class=css-at>{NEXT}</p></div></div></section></article></main></div>""",
    "Guardian": f"""<header><div>{MENU}</div></header><main data-layout=StandardLayout><article>
    <div data-gu-name=title><div class=dcr-a><a href=/world>World news</a></div></div>
    <div data-gu-name=headline><div class=dcr-1><h1 class=dcr-2>Report published</h1></div></div>
    <div data-gu-name=meta><div class=dcr-3><div class=dcr-4><a rel=author href=/jd>Jane Doe</a> in Paris</div>
    <details class=dcr-5><summary>
    <span>Mon 7 Mar 2022 10.04 GMT</span></summary>Last modified on Tue 8 Mar 2022</details>
    <div class=dcr-6>{SHARE}</div></div></div><figure><img src=a.jpg><figcaption>A train.</figcaption></figure>
    <div id=maincontent><div class='article-body-commercial-selector'><p class=dcr-7>{LEAD}</p>
    <p class=dcr-7>{NEXT}</p>
    </div></div><div class=dcr-8><div class=dcr-9>Explore more on these topics</div><ul><li>
    <a href=/s>Strikes</a></li></ul>
    </div></article><section id=related>{CARD_DIVS}</section></main>""",
    "WordPress": f"""<div id=page class=site><header id=masthead class=site-header><div class=site-branding>
    <div class=site-description>News from the harbour, every day since 1901.</div></div></header><div id=content>
    <main id=main><article id=post-1 class='post-1 post type-post'><header class=entry-header>
    <h1 class=entry-title>Report published</h1><div class=entry-meta><span class=posted-on>Posted on <a href=/1
    rel=bookmark><time class='entry-date published updated' datetime=2022-03-07T10:00>March 7, 2022</time></a></span>
    <span class=byline>by <a href=/jd>Jane Doe</a></span></div></header><div class=entry-content><p>{LEAD}</p>
    <p>{NEXT}</p>
    <div class=sharedaddy><div class=sd-content>Share this: <a href=/f>Facebook</a></div></div>
    <div id=jp-relatedposts class=jp-relatedposts>{CARD_DIVS}</div></div>
    <footer class=entry-footer><span class=cat-links>Posted in <a href=/c>Strikes</a></span></footer></article>
    <div id=comments class=comments-area><ol class=comment-list><li><article class=comment-body>
    <div class=comment-content>
    I do not believe a single word of this.</div></article></li></ol></div></main></div>
    <aside class=widget-area><div class=textwidget>We write about the harbour.</div></aside>
    <footer><div class=site-info>Proudly powered by WordPress.</div></footer></div>""",
    "a theme of our own": f"""<div class=top><div class=logo>The Daily Bugle</div></div><div class=wrap>
    <div class=story>
    <h1>Report published</h1><div class=by>By Jane Doe, Paris</div><div class=when>March 7, 2022, 10:04 a.m.</div>
    <div class=photo><img src=a.jpg>A train stands at the station on Monday.</div><p>{LEAD}</p>{SHARE}
    <p>{NEXT}</p></div>
    <div class=more><h2>Read next</h2>{CARD_DIVS}</div></div>
    <div class=end>© 2022 Daily Bugle. All rights reserved.</div>""",
}
BEFORE = {"NYT": ["By Jane Doe"]}  # as it always was


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_surrounds_a_story_on_a_page_of_a_known_kind_is_left_out(tmp_path: Path, layout: str) -> None:
    assert blocks(tmp_path, LAYOUTS[layout]) == [HEADLINE, *BEFORE.get(layout, []), LEAD, NEXT]


# Days


TIME = "<time datetime=2022-03-07>March 7, 2022</time>"


@pytest.mark.parametrize(
    ("top", "inside", "after"),
    [
        # Of the site
        ("<header><div class=current-date>March 7, 2022</div></header>", "", ""),
        (f"<header>{TIME}</header>", "", ""),
        (f"<div class=masthead>{TIME}</div>", "", ""),
        (f"<div id=top-bar>{TIME}</div>", "", ""),
        ("<div class=current-date>March 7, 2022</div>", "", ""),
        ("<div class=todaysDate>March 7, 2022</div>", "", ""),
        # Of another story
        ("", "", "<div class=related><h3>Another</h3><p>It is short.</p><span class=date>March 7, 2022</span></div>"),
        ("", "", "<ul class=post-list><li><a href=/a>Another</a> <span class=date>March 7, 2022</span></li></ul>"),
        ("", "<div class='story-card'><span class='card-date'>March 7, 2022</span></div>", ""),
        # Of an event, or of a change
        ("", "<div class=event-date>March 7, 2022</div>", ""),
        ("", f"<span>Last updated</span> {TIME}", ""),
        ("", f"<div><b>Updated:</b></div><div>{TIME}</div>", ""),
        ("", f"<div>Modified on <span>{TIME}</span></div>", ""),
        ("", "<div class=post-updated>March 7, 2022</div>", ""),
        ("", "<div class='date dateModified'>March 7, 2022</div>", ""),
        ("", f"<div class=last-update>{TIME}</div>", ""),
        # No date by its class
        ("", "<div class=candidate>March 7, 2022</div>", ""),
        ("", "<div class=mandates>March 7, 2022</div>", ""),
    ],
)
def test_a_day_that_is_not_that_of_publication_is_not_taken_for_it(
    tmp_path: Path, top: str, inside: str, after: str
) -> None:
    body = f"{top}<main><article><h1>{HEADLINE}</h1>{inside}<p>{LEAD}</p><p>{NEXT}</p></article>{after}</main>"
    assert read(tmp_path, body).published is None
    assert read(tmp_path, f"{top}<h1>{HEADLINE}</h1>{inside}<p>{LEAD}</p><p>{NEXT}</p>{after}").published is None


def test_a_card_that_is_an_article_dates_no_other_story(tmp_path: Path) -> None:
    card = f"<article><h3><a href=/a>Another</a></h3><p>It is short.</p>{TIME}</article>"
    assert read(tmp_path, f"<main><article>{STORY}</article>{card}</main>").published is None


def test_the_day_beside_the_headline_in_a_header_is_that_of_publication(tmp_path: Path) -> None:
    day = "<time class=date datetime=2022-03-07>March 7, 2022</time>"
    shown = f"<header class=article-header><h1>{HEADLINE}</h1>{day}</header>"
    body = f"<div id=page>{shown}<div class=story><p>{LEAD}</p><p>{NEXT}</p></div></div>"
    assert read(tmp_path, body).published == DAY
    assert read(tmp_path, body.replace("article-header", "site-header")).published is None


@pytest.mark.parametrize(
    "shown",
    [
        "<div class=post-date>March 7, 2022</div>",
        "<div class=entry_date>March 7, 2022</div>",
        "<div class=publishedDate>March 7, 2022</div>",
        "<div><time class=published-at datetime=2022-03-07>last week</time></div>",
        f"<div class=published-date>{TIME}</div>",
        "<time class='entry-date published updated' datetime=2022-03-07>last week</time>",
        f"<span>Published</span> {TIME} <span>Updated</span> <time>March 9, 2022</time>",
        f"<h2>How the figures were revised</h2>{TIME}",
        f"<header>{TIME}</header>",
        f"<div class=header>{TIME}</div>",
    ],
)
def test_a_day_of_publication_is_known_by_its_mark(tmp_path: Path, shown: str) -> None:
    clock = "<header><div class=date-today>March 8, 2022</div></header>"
    card = "<div class=card><h3>Another</h3><span class=date>3 May 2021</span></div>"
    story = f"<article class=card><h1>{HEADLINE}</h1>{shown}<p>{LEAD}</p><p>{NEXT}</p></article>"
    body = f"{clock}<main class=list>{story}{card}</main>"
    assert read(tmp_path, body).published == DAY


STATED = '{"@type": "NewsArticle", "datePublished": "2022-03-07", "description": "Two\nlines"}'


@pytest.mark.parametrize(
    ("kind", "script"),
    [
        ("application/ld+json", STATED),
        ("application/ld+json; charset=utf-8", STATED),
        ("application/ld+json", f"\n//<![CDATA[\n{STATED}\n//]]>\n"),
        ("application/ld+json", f"/*<![CDATA[*/{STATED}/*]]>*/"),
        ("application/ld+json", f"<![CDATA[{STATED}]]>"),
        ("application/ld+json", f'{{"@type": "WebPage", "datePublished": "2001-01-01", "mainEntity": {STATED}}}'),
        ("application/ld+json", f'{{"@graph": [{{"@type": "WebPage", "mainEntity": {STATED}}}]}}'),
    ],
)
def test_the_day_that_linked_data_state_is_read_in_whatever_wrapping(tmp_path: Path, kind: str, script: str) -> None:
    assert read(tmp_path, STORY, f"<script type='{kind}'>{script}</script>").published == DAY


@pytest.mark.parametrize(
    "shown",
    ["<div class=post-meta>Am 7. März 2022 um 10 Uhr</div>", "<span class=meta>07.03.2022</span>"],
)
def test_a_day_shown_in_another_language_is_read(tmp_path: Path, shown: str) -> None:
    body = f"<article><h1>{HEADLINE}</h1>{shown}<p>{LEAD}</p><p>{NEXT}</p></article>"
    assert read(tmp_path, body).published == DAY


def test_a_day_of_two_readings_is_not_read_in_one_of_them(tmp_path: Path) -> None:
    body = f"<article><h1>{HEADLINE}</h1><span class=meta>03/07/2022</span><p>{LEAD}</p><p>{NEXT}</p></article>"
    assert read(tmp_path, body).published is None
