"""What each part of a text is found to be: headline, credits, furniture, captions, lists, tables, mail, notes."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rounds import length

from briefbot.blocks import SILENT, Block, BlockKind
from briefbot.blocks.finding import find_blocks

TITLE = "Ferry to Sarn Island stops for the winter"
LEAD = "The ferry to Sarn Island will not run from November to March, the harbour board decided on Monday evening."
NEXT = "It carried 61 passengers a day last winter, against the 140 needed to pay for its fuel, said Irma Falk."
LAST = "The islanders have asked the court in Ellery to stop the board, which it may do before the month is over."


def found(text: str, title: str = TITLE, marked: Sequence[Block] = ()) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in find_blocks(text, title, marked)]


def kinds(text: str, title: str = TITLE, marked: Sequence[Block] = ()) -> list[str]:
    return [kind for kind, _ in found(text, title, marked)]


def within(line: str) -> str:
    """What the kind of a line is that stands between two paragraphs of a story."""
    inside = found(f"{TITLE}\n\n{LEAD}\n\n{line}\n\n{NEXT}\n\n{LAST}")
    return next((kind for kind, text in inside if line in text), "in parts")


def above(lines: str) -> list[tuple[str, str]]:
    """What stands between a headline and the story."""
    blocks = found(f"{TITLE}\n{lines}\n\n{LEAD}\n\n{NEXT}")
    assert blocks[0] == ("headline", TITLE)
    assert blocks[-1] == ("body", f"{LEAD}\n\n{NEXT}")
    return blocks[1:-1]


# What holds for any text

WORDS = [
    "Ferry",
    "by",
    "By Jane Doe",
    "CNN",
    "- item",
    "> said",
    "a | b",
    "Read more",
    "Sign up here.",
    "Quiz time",
    "--",
]
LINES = st.lists(st.one_of(st.text(max_size=60), st.sampled_from([*WORDS, "", " ", LEAD, NEXT]))).map("\n".join)
MARKS = st.lists(st.tuples(st.sampled_from(BlockKind), st.integers(-3, 300), st.integers(-3, 300)))


@given(LINES, st.one_of(st.text(max_size=20), st.just("Ferry")), MARKS)
@example("PARIS, March 7 (AP) - x\x1c\x85 y", "", [(BlockKind.TABLE, 0, 5), (BlockKind.LIST, 3, 30)])
@settings(deadline=None)
def test_blocks_are_apart_and_in_order_and_hold_all_that_is_not_white_space(
    text: str, title: str, marks: list[tuple[BlockKind, int, int]]
) -> None:
    blocks = find_blocks(text, title, [Block(*mark) for mark in marks])
    end = 0
    for block in blocks:
        assert end <= block.start < block.end <= len(text)
        assert not text[end : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        end = block.end
    assert not text[end:].strip()


@given(st.text(max_size=200), st.sampled_from([BlockKind.CAPTION, BlockKind.TABLE, BlockKind.CREDIT, BlockKind.NOTE]))
@settings(deadline=None)
def test_what_a_reader_knows_of_a_block_is_kept(text: str, kind: BlockKind) -> None:
    text = f"{LEAD}\n\n{text.replace(chr(10), ' ').strip() or 'x'}\n\n{NEXT}"
    start, end = len(LEAD) + 2, len(text) - len(NEXT) - 2
    inside = [block for block in find_blocks(text, "", [Block(kind, start, end)]) if start <= block.start < end]
    assert inside[0].kind is kind
    assert all(block.kind is kind or (kind is BlockKind.CAPTION and block.kind is BlockKind.CREDIT) for block in inside)


@pytest.mark.slow
@pytest.mark.parametrize(
    "junk",
    [
        *(
            "a: b\n",
            "x/y\n\n",
            "- \n",
            "> \n",
            "| | \n",
            "By Jane Doe\n",
            "Sign up ",
            "A. ",
            "(",
            "\u00a9 ",
            "Photo: ",
            "CNN - ",
        ),
        *(
            "A/B/",
            "On x wrote:\n",
            "Read more\n- a\n",
            "1. a?\n",
            "by ",
            "12:00 ",
            "a@b ",
            "Jane ",
            "!",
            "\t",
            "\u2014 ",
        ),
    ],
)
def test_the_time_grows_no_faster_than_the_text(junk: str) -> None:
    whole = junk * (length(200_000) // len(junk))
    began = time.process_time()
    find_blocks(whole, TITLE)
    find_blocks(f"{TITLE}\n\n{whole}", TITLE)
    assert time.process_time() - began < 15


# Headlines and what stands between them and the story


@pytest.mark.parametrize(
    "title",
    [
        *(
            TITLE,
            f"{TITLE} - CNN",
            f"{TITLE} | The Carrow Weekly",
            TITLE.upper(),
            f"{TITLE[:30]}...",
            f"{TITLE[:30]} … - X",
        ),
        f"Harbour Notes: {TITLE}",
    ],
)
def test_the_first_line_that_says_the_title_is_the_headline(title: str) -> None:
    assert kinds(f"{TITLE}\n\n{LEAD}", title) == ["headline", "body"]
    assert kinds(f"## *{TITLE}*\n\n{LEAD}", title) == ["headline", "body"]


def test_a_headline_may_be_wrapped_or_stand_below_the_name_of_the_outlet() -> None:
    assert found(f"{TITLE[:20].strip()}\n{TITLE[20:].strip()}\n\n{LEAD}")[0] == (
        "headline",
        f"{TITLE[:20].strip()}\n{TITLE[20:].strip()}",
    )
    assert kinds(f"By Jane Doe\n\n{TITLE}\n\n{LEAD}") == ["credit", "headline", "body"]


@pytest.mark.parametrize("title", ["Ferry", "", "Ferry to Sarn", "Winter", f"{TITLE} and a word more"])
def test_a_text_without_its_title_has_no_headline(title: str) -> None:
    assert kinds(f"{TITLE}\n\n{LEAD}\n\n{NEXT}", title) == ["body"]


CREDITS = [
    "Quay Lantern, 6 November 2025",  # an outlet that nothing gives away
    "Quay Lantern | 6 November 2025",
    "Quay Lantern\n6 November 2025\nWords: Jane Doe. Reading time: 2 minutes",
    "By Jane Doe, Coast Correspondent\nPublished 6 November 2025 | 3 min read",
    "By Jane Doe in Sarn and John Roe in Ellery",
    "Updated 5:32 PM EST, Tue November 1, 2022",
    "Last modified on Tue 8 Mar 2022 at 10.04 GMT",
    "November 6, 2025",
    "Photo: Lenny Fawkes / Quay Wire",
    "Image: Lenny Fawkes/Quay Wire",
    "Handout picture: Sarn Harbour Board/Handout",
    "(Photo by Jo Doe/Quay Wire)",
    "Getty Images",
    "QRK \u2014",
    "Ellery, Ondra QRK \u2014",
    "Ellery QRK Business \u2014",
    "Jane Doe\nQuay Lantern, 6 November 2025",
    "Story by Jane Doe\nPhotographs by Jo Roe",
]


@pytest.mark.parametrize("lines", CREDITS)
def test_credits_above_a_story_are_known_with_and_without_a_blank_line(lines: str) -> None:
    for laid in (lines, f"\n{lines}", lines.replace("\n", "\n\n")):
        assert {kind for kind, _ in above(laid)} == {"credit"}, laid


@pytest.mark.parametrize(
    "line", ["2 min read", "Share", "Advertisement", "Sign up for our newsletter, Tide Lines", "* * *"]
)
def test_furniture_above_a_story_is_known(line: str) -> None:
    assert above(line) == above(f"\n{line}") == [("furniture", line)]


def test_the_paragraph_between_headline_and_credits_is_the_standfirst() -> None:
    text = f"{TITLE}\n\nThe board saves, and the island waits.\n\nBy Jane Doe\n\n{LEAD}\n\n{NEXT}"
    assert kinds(text) == ["headline", "standfirst", "credit", "body"]


# Datelines


@pytest.mark.parametrize(
    "dateline",
    [
        "SARN, Aug 14 (Quay Dispatch) -",
        "SARN/ELLERY, Mar 3 (Quay Wire) \u2014",
        "PORT SARN, Ondra (Quay Wire) \u2014",
        "PORT SARN (AP) \u2014",
        "PORT SARN \u2014",
        "Ellery CNN \u2014",
        "SARN, March 7, 2025 /PRNewswire/ --",
        "(Reuters) -",
        "CNN \u2014",
    ],
)
def test_a_dateline_is_a_credit_that_ends_before_the_sentence(dateline: str) -> None:
    text = f"{TITLE}\n\n{dateline} {LEAD}\n\n{NEXT}"
    blocks = find_blocks(text, TITLE)
    assert [block.kind.value for block in blocks] == ["headline", "credit", "body"]
    assert text[blocks[1].start : blocks[1].end] == dateline


@pytest.mark.parametrize(
    "line",
    [
        "NATO \u2014 which has 32 members \u2014 will not send ships to the island, its speaker said on Monday.",
        "The board (which has nine members) \u2014 and not the council \u2014 decides when the ferry runs, she said.",
        "Jane Doe (Greens) - a fisher herself - voted against it, as did all of the members from the island.",
        "It was March 7, 2025 - the day of the storm - when the last ferry left the island with 61 on board.",
    ],
)
def test_a_sentence_with_a_dash_has_no_dateline(line: str) -> None:
    assert kinds(f"{TITLE}\n\n{line}\n\n{NEXT}") == ["headline", "body"]


# Furniture and notes


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Lift plunges nine floors in Carrow hotel",
        "RELATED: Ten hotels closed after inspections",
        "More on this story: Five rescued off Skerry Point in May",
        "Island life:How the ferry came to Sarn, and who paid for it",
        "Sign up for Green Monday, our weekly letter on nature. Enter your email. You can unsubscribe at any time.",
        "Subscribe to Tide Lines for the best of the coast every Thursday",
        "Get the Morning Tide in your inbox If your day begins at sea, sign up here for the newsletter.",
        "Would you like to receive the Tide newsletter?",
        "For the latest on the storm see our live updates.",
        "Follow live: Latest from Sarn as it happens",
        "Follow us on Facebook",
        "Share this article: Facepage | Chirper | Email | Print (214 shares)",
        "Take our weekly news quiz to see how much you remember!",
        "Have a story tip? Write to tips@quay.example",
        "Support independent reporting from 5 crowns a month.",
        "We use cookies to improve your visit. By continuing you accept our policy of 12 March 2029.",
        "This article is for subscribers only.",
        "You have read 3 of your 5 free articles this month.",
        "\u00a9 2031 Delta Media. All rights reserved.",
        "Video Ad Feedback The last ferry leaves 03:22 - Source: QRK",
        "Story continues below advertisement",
        "ADVERTISEMENT",
        "4 min read",
        "This video cannot be played in your country",
        "More island news: https://quay.example/sarn and https://quay.example/ferry",
        "___",
    ],
)
def test_a_line_of_the_page_is_furniture(line: str) -> None:
    assert within(line) == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "Sign up opens on Monday at the town hall, and 400 families are expected to come, the mayor said.",
        "More than 400 people signed up for the course in the first week, the school said in its newsletter.",
        "Follow the road to Ellery, and the bridge is on the left after the mill, as the guide says.",
        "Read his lips: there will be no new taxes, the minister told the farmers on Thursday afternoon.",
        "The board shared the figures on Twitter, where 3,000 people had read them by noon on Tuesday.",
        "Subscribers of the line paid 40 crowns a year until 2019, when it was sold to the Norvik company.",
        "We use less water than in any year since 1990, said the head of the works, Otto Brandeis.",
        "Copyright law is changing, and the library must take 45 books off its shelves, the court ruled.",
        "Related charges against the captain were dropped in March, according to the court in Ellery.",
        "The cookies were sold out by noon, and the church made 1,400 crowns for its new roof, it said.",
        "More women than men voted for the first time, 51 against 49 in a hundred, the office found.",
        "What will the winter bring?",
        "Mayor Lena Hoss",
        "Correction: An earlier version of this story said that 23 people were hurt. It was 32.",
        "Editor's note: This article was corrected on Monday; the ferry carried 61 people, and not 16.",
        "By Wednesday, all of the boats had come back to the harbour, and the crews were safe.",
        "November 6, 2025",  # within a story, the heading of a part
        "10:30 a.m.",
        "Yesterday it rained. He said: Go home.",
    ],
)
def test_a_line_of_the_news_is_none(line: str) -> None:
    assert within(line) == "body"


@pytest.mark.parametrize(
    "line",
    [
        "Editor's note: Jane Doe is a professor of history at Ellery. The views expressed here are her own.",
        "This story has been updated with additional details.",
        "This is a developing story. Check back for updates.",
        "Prices were accurate at the time this article was published but may change over time.",
        "[1] Harbour board, annual report for 2024, page 12.",
        "\u00b9 Harbour board, annual report for 2024, page 12.",
    ],
)
def test_a_note_of_the_editors_is_a_note(line: str) -> None:
    assert within(line) == "note"


def test_what_read_more_announces_goes_with_it_and_the_story_goes_on() -> None:
    links = "Read more\n- Lift plunges nine floors in Carrow hotel\n- Opinion: Who inspects the inspectors?"
    assert within(links) == "furniture"
    apart = "Most read\n\nLift plunges nine floors in Carrow hotel\n\nTen hotels closed after inspections"
    assert within(apart) == "furniture"


def test_a_quiz_goes_with_its_questions_and_choices() -> None:
    quiz = "QUIZ OF THE WEEK\n1. Which river runs through Low Harrin? a) Esker b) Sarn\n2. Who wrote Salt Ladder?"
    assert within(quiz) == within("Quiz time\n\nWho won?\n\nA. Jane Doe\n\nB. John Roe") == "furniture"


def test_an_advertisement_takes_the_rest_of_its_paragraph_only() -> None:
    text = f"{LEAD}\n\nADVERTISEMENT\nMow like a champion: Verdant X2 now 399 crowns\n\nThe board said no.\n\n{NEXT}"
    assert kinds(text) == ["body", "furniture", "body"]


def test_the_last_sentence_of_a_paragraph_may_be_of_the_page() -> None:
    text = f"{LEAD} For more of this, sign up here for the Tide newsletter.\n\n{NEXT}"
    assert found(text)[:2] == [("body", LEAD), ("furniture", "For more of this, sign up here for the Tide newsletter.")]


def test_a_line_that_a_wrapped_paragraph_goes_on_with_is_of_that_paragraph() -> None:
    wrapped = "The board told the islanders that they should\nsign up for our newsletter, which\nfew have done so far."
    assert kinds(f"{wrapped}\n\n{NEXT}") == ["body"]


# Credits within a story and below it


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by Jane Doe; editing by John Roe)",
        "Additional reporting by Jane Doe. Our standards: the Quay code of trust.",
        "Contributing: Jane Doe, Quay Lantern; John Roe",
        "\u2014 QRK\u2019s Jane Doe and John Roe contributed to this report.",
        "\u2013 Jane Doe",
        "Contact Jane Doe at jdoe@quay.example. Follow her on Twitter at @janedoe1.",
        "Photo: Jo Doe",
        "Jo Doe/Quay Wire/Getty Images",
        "Courtesy Jo Doe",
        "Updated Oct. 27, 2022, 4:08 p.m. ET",
    ],
)
def test_a_line_that_only_says_who_made_it_is_a_credit(line: str) -> None:
    assert within(line) == "credit"


@pytest.mark.parametrize(
    ("caption", "maker"),
    [
        ("The ferry leaves Sarn on Monday.", "Jo Doe/Quay Wire"),
        ("The ferry leaves Sarn on Monday.", "Photograph: Jo Doe"),
        ("The ferry leaves Sarn on Monday", "(Photo by Jo Doe/Quay Wire)"),
        ("The ferry leaves Sarn on Monday.", "Courtesy Jo Doe"),
        ("The ferry leaves Sarn in 2024.", "Quay Herald"),
        ("The ferry leaves Sarn in 2024.", "AFP via Getty Images"),
    ],
)
def test_a_caption_ends_where_the_maker_of_its_picture_begins(caption: str, maker: str) -> None:
    text = f"{LEAD}\n\n{caption} {maker}\n\n{NEXT}"
    assert found(text)[1:3] == [("caption", caption), ("credit", maker)]
    marked = [Block(BlockKind.CAPTION, len(LEAD) + 2, len(LEAD) + 3 + len(caption) + len(maker))]
    assert found(text, marked=marked)[1:3] == [("caption", caption), ("credit", maker)]


@pytest.mark.parametrize(
    "line", ["Caption: A ferry at Sarn.", "Pictured: Jane Doe", "File photo: A ferry", "![A ferry](a.jpg)"]
)
def test_a_line_that_says_so_is_a_caption(line: str) -> None:
    assert within(line) == "caption"


def test_a_goal_that_was_scored_courtesy_of_a_player_is_no_picture() -> None:
    assert within("Sarn were level again after an hour. It came courtesy of Jane Doe.") == "body"


# Lists, tables, letters


def test_rows_and_items_in_a_row_are_tables_and_lists_and_one_alone_is_none() -> None:
    assert within("- Green List\n- Harbour Party") == within("1. Ferry\n\n2. Bridge") == "list"
    assert within("Party | Votes\nGreen List | 12,410") == within("| A | B |\n|---|---|\n| 1 | 2 |") == "table"
    assert within("A\tB\n1\t2") == "table"
    assert within("A | B\n---|---\n1 | 2") == within("A|B\n:-|-:\n1|2") == "table", "without borders, with its head"
    assert within("1. Ferry") == within("- a ferry") == within("The price | of fuel rose") == "body"


def test_names_in_a_list_are_no_signatures() -> None:
    assert within("\u2013 Jane Doe\n\u2013 John Roe") == "list"


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, Nov 3, 2025 at 9:00 PM Ada Brandt <ada@quay.example> wrote:\n> We will write that 23 died.\n>> 25",
        "On Mon, Nov 3, 2025 at 9:00 PM Ada Brandt\n<ada@quay.example> wrote:\n\nWe will write that 23 died.",
        "-----Original Message-----\nFrom: Ada\nWe will write that 23 died.",
        "From: Ada Brandt\nSent: Monday\nTo: Olga Renn\nSubject: Victims\n\nWe will write that 23 died.",
    ],
)
def test_what_a_letter_quotes_is_mail(quoted: str) -> None:
    text = f"The number is 14, and not what you have.\n\n{quoted}"
    assert found(text) == [("body", "The number is 14, and not what you have."), ("mail", quoted)]


def test_what_somebody_wrote_in_an_article_is_no_mail() -> None:
    assert kinds(f"{LEAD}\n\nOn Tuesday the mayor wrote:\n\nWe will not pay.\n\n{NEXT}") == ["body"]


def test_the_signature_of_a_letter_never_answers() -> None:
    assert found("The number is 14.\n\n-- \nOlga Renn\nPolice chief") == [
        ("body", "The number is 14."),
        ("credit", "-- \nOlga Renn\nPolice chief"),
    ]


def test_silent_blocks_are_a_small_part_of_a_story_about_newsletters() -> None:
    story = "\n\n".join(
        [
            "The paper will end its newsletter, which 3,000 people read, its owner said on Monday in Ellery.",
            "Readers who want to sign up for the letter of the town can do so until May, the owner said.",
            "It was sent to your inbox by a machine that Otto Brandeis built in 1994 out of two old printers.",
        ]
    )
    silent = sum(block.end - block.start for block in find_blocks(story, "") if block.kind in SILENT)
    assert silent == 0
