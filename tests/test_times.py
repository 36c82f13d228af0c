"""The day or period that a sentence speaks of, the one that a question asks for, and how they fit."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made import span_in
from rounds import rounds

from briefbot.phrases import time_words
from briefbot.text.calendar_names import MONTHS, WEEKDAYS
from briefbot.times import (
    Order,
    Period,
    TimeAsked,
    TimeFit,
    day_of,
    is_of_time,
    mentions,
    newest_first,
    time_asked,
    time_fit,
    time_of,
    time_of_quote,
    without_time,
)
from briefbot.types import Citation, Document, Hit, Passage, Span

PUBLISHED = dt.date(2033, 3, 10)  # a Thursday


def period(first: str, last: str = "") -> Period:
    return Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last or first))


# sentence -> the words that say a time, and the first and last day
SAID: list[tuple[str, str, str, str]] = [
    ("The weir gave way on Tuesday, the council said.", "Tuesday", "2033-03-08", ""),
    ("The weir gave way on Thursday.", "Thursday", "2033-03-10", ""),
    ("The weir gave way on Friday.", "Friday", "2033-03-04", ""),
    ("The council will vote on Friday.", "Friday", "2033-03-11", ""),
    ("The council will vote on Thursday night.", "Thursday", "2033-03-10", ""),
    ("On Monday, divers will look at the weir.", "Monday", "2033-03-14", ""),
    ("On Monday divers looked at the weir.", "Monday", "2033-03-07", ""),
    ("The mayor on Tuesday opened the weir.", "Tuesday", "2033-03-08", ""),
    ("The court on Tuesday will hear the mayor.", "Tuesday", "2033-03-15", ""),
    ("The judge gave the firm until Monday to answer.", "Monday", "2033-03-14", ""),
    ("The next match is in Tarn on Saturday.", "Saturday", "2033-03-12", ""),
    ("The town is quiet after Saturday's storm.", "Saturday", "2033-03-05", ""),
    ("The pier is expected to open on Sunday.", "Sunday", "2033-03-13", ""),
    ("The count would be done by Monday morning.", "Monday", "2033-03-14", ""),
    ("She told the board that it would be counted by Monday.", "Monday", "2033-03-14", ""),
    ("The launch had been planned for Tuesday.", "Tuesday", "2033-03-08", ""),
    ("He returns next Tuesday.", "next Tuesday", "2033-03-15", ""),
    ("He left last Thursday.", "last Thursday", "2033-03-03", ""),
    ("He left this past Sunday.", "this past Sunday", "2033-03-06", ""),
    ("It sank on Monday last week.", "Monday last week", "2033-02-28", ""),
    ("It sails on Tuesday of next week.", "Tuesday of next week", "2033-03-15", ""),
    ("It sank yesterday.", "yesterday", "2033-03-09", ""),
    ("Today it was raised.", "Today", "2033-03-10", ""),
    ("The crew meets tomorrow.", "tomorrow", "2033-03-11", ""),
    ("Prices fell last week.", "last week", "2033-02-28", "2033-03-06"),
    ("Earlier this week prices fell.", "this week", "2033-03-07", "2033-03-13"),
    ("Sales begin next week.", "next week", "2033-03-14", "2033-03-20"),
    ("It burned over the weekend.", "the weekend", "2033-03-05", "2033-03-06"),
    ("It burned last weekend.", "last weekend", "2033-03-05", "2033-03-06"),
    ("It burned last night.", "last night", "2033-03-09", ""),
    ("Prices fell last month.", "last month", "2033-02-01", "2033-02-28"),
    ("Prices fall next month.", "next month", "2033-04-01", "2033-04-30"),
    ("Prices fell this year.", "this year", "2033-01-01", "2033-12-31"),
    ("Prices fell last year.", "last year", "2032-01-01", "2032-12-31"),
    ("Prices fell over the past two weeks.", "past two weeks", "2033-02-24", "2033-03-10"),
    ("It sank last summer.", "last summer", "2032-06-01", "2032-08-31"),
    ("He will be free this summer.", "this summer", "2033-06-01", "2033-08-31"),
    ("He will be free this winter.", "this winter", "2033-12-01", "2034-02-28"),
    ("The pier is seen here on October 2.", "October 2", "2032-10-02", ""),
    ("It is set to reopen in the spring.", "the spring", "2034-03-01", "2034-05-31"),
    ("It sank three days ago.", "three days ago", "2033-03-07", ""),
    ("It sank two weeks ago.", "two weeks ago", "2033-02-21", "2033-02-27"),
    ("It sank a month ago.", "a month ago", "2033-02-01", "2033-02-28"),
    ("It sank a year ago.", "a year ago", "2032-01-01", "2032-12-31"),
    ("It sank twenty years ago.", "twenty years ago", "2013-01-01", "2013-12-31"),
    ("On Tuesday they raised a boat that sank two days earlier.", "Tuesday", "2033-03-08", ""),
    ("In 2014, 301 boats sank.", "2014", "2014-01-01", "2014-12-31"),
    ("It sank as recently as June 2031.", "June 2031", "2031-06-01", "2031-06-30"),
    ("It was built between 2014 and 2018.", "2014 and 2018", "2014-01-01", "2018-12-31"),
    ("It has been shut since 1989.", "1989", "1989-01-01", "2033-03-10"),
    ("It was built in the 1920s.", "1920s", "1920-01-01", "1929-12-31"),
    ("It was built in the late 1990s.", "1990s", "1996-01-01", "1999-12-31"),
    ("It was shut on October 2.", "October 2", "2032-10-02", ""),
    ("It will be shut on October 2.", "October 2", "2033-10-02", ""),
    ("It sails on 2 June.", "2 June", "2033-06-02", ""),
    ("The crews voted no, so that a strike could start on April 9.", "April 9", "2033-04-09", ""),
    ("The crews could not agree on January 9.", "January 9", "2033-01-09", ""),
    ("It will sail from 2 to 5 June.", "2 to 5 June", "2033-06-02", "2033-06-05"),
    ("The fair on May 12, 2030, was wet.", "May 12, 2030", "2030-05-12", ""),
    ("The fair is on Wednesday, May 12th.", "Wednesday, May 12th", "2032-05-12", ""),
    ("The fair is on Thursday, May 12th.", "Thursday, May 12th", "2033-05-12", ""),
    ("The fair was on Monday, May 12th.", "Monday, May 12th", "2032-05-12", ""),
    ("The fair was on the 3rd of May 2031.", "3rd of May 2031", "2031-05-03", ""),
    ("The log names 2031-09-16 as the day.", "2031-09-16", "2031-09-16", ""),
    ("In March, it rained.", "March", "2033-03-01", "2033-03-31"),
    ("In December, it snowed.", "December", "2032-12-01", "2032-12-31"),
    ("It will snow in December.", "December", "2033-12-01", "2033-12-31"),
    ("It snowed last May.", "last May", "2032-05-01", "2032-05-31"),
    ("It rained in early March 2031.", "March 2031", "2031-03-01", "2031-03-10"),
    ("It rained in mid-March 2031.", "March 2031", "2031-03-11", "2031-03-20"),
    ("It rained at the end of February.", "February", "2033-02-21", "2033-02-28"),
    ("Work is to be done by the end of the year.", "the year", "2033-09-01", "2033-12-31"),
    ("It is due in late 2035.", "2035", "2035-09-01", "2035-12-31"),
    ("It opened in the summer of 2030 and In summer 2030 again.", "summer of 2030", "2030-06-01", "2030-08-31"),
    ("In May 12 boats sank.", "May 12", "2032-05-01", "2032-05-31"),
    ("He was born on 29 February.", "29 February", "2032-02-29", ""),
    ("The rate was 4% in the week ending 4 March.", "4 March", "2033-02-28", "2033-03-06"),
    ("Last year's fair was held on Nov. 18 in Tarn.", "Nov. 18", "2032-11-18", ""),
    ("Last week's storm shut it.", "Last week", "2033-02-28", "2033-03-06"),
    ("The trial opens on 2 June, Judge Noone said on Tuesday.", "2 June", "2033-06-02", ""),
    ("Judge Noone said on Tuesday that it opens on 2 June.", "2 June", "2033-06-02", ""),
    ("Judge Noone said on Tuesday that it opens soon.", "Tuesday", "2033-03-08", ""),
]

SAID_NOTHING = [
    "The weir gave way.",
    "Rain may fall, and May Quill said so.",
    "Theresa May spoke, and April Lund with her.",
    "They march in step; the March on Tarn drew hundreds.",
    "In May's office nobody answered.",
    "Of 2,014 people 1,999 stayed.",
    "It rose by 2014 votes to 2050 votes.",
    "Heat was off in 2000 homes.",
    "It cost $2014, or 2014.5 crowns, or 2014%.",
    "Flat 2014-A is on page 1999.",
    "Second, the Sun and the Sunday Times reported it.",
    "USA Today reported it.",
    "Shops did well on Black Friday.",
    "The museum is shut on Mondays and every Tuesday.",
    "Monday Night Football draws many.",
    "Her 2018 pay plan and the 2014 World Cup were named.",
    "The decision was taken early in the week that he died.",
    "It rained on 30 February 2031.",
    "Sales were up 4% on a year earlier.",
    "Last year's winner, Ada Quill, came third.",
    "A week is a long time; two months of rain are longer.",
    "It happened at 20:14 in room 2014.",
    "On 12/13/14 nobody came.",
    "",
]


@pytest.mark.parametrize(("sentence", "words", "first", "last"), SAID)
def test_a_sentence_says_a_time(sentence: str, words: str, first: str, last: str) -> None:
    found = time_of(sentence, PUBLISHED)
    assert found is not None
    assert (sentence[found.start : found.end], found.period) == (words, period(first, last))


@pytest.mark.parametrize("sentence", SAID_NOTHING)
def test_a_sentence_says_no_time(sentence: str) -> None:
    assert time_of(sentence, PUBLISHED) is None


def test_what_only_the_day_of_the_article_tells_is_not_known_without_it() -> None:
    for sentence in (
        "It sank on Tuesday.",
        "It sank yesterday.",
        "It sank on 2 June.",
        "It sank last week.",
        "In May.",
    ):
        assert time_of(sentence, None) is None
    found = time_of("It sank on 2 June 2031, and on Tuesday.", None)
    assert found is not None
    assert (found.period.day, found.relative) == (dt.date(2031, 6, 2), False)


def test_days_that_count_from_another_day_are_found_behind_it() -> None:
    found = [one.period.day for one in mentions("On Tuesday it was raised; it sank two days earlier.", PUBLISHED)]
    assert found == [dt.date(2033, 3, 8), dt.date(2033, 3, 6)]
    assert [one.period.day for one in mentions("It sank two days earlier.", PUBLISHED)] == []


def test_a_year_named_shortly_before_a_day_is_the_year_of_that_day() -> None:
    found = [one.period for one in mentions("In 2017, on May 12, it sank.", PUBLISHED)]
    assert found[1] == period("2017-05-12")


def test_of_several_times_the_nearest_to_the_words_that_answer_counts() -> None:
    sentence = "Ada Quill was named coach on Friday and will lead her first session on Monday."
    for words, day in (("Ada Quill", dt.date(2033, 3, 4)), ("her first session", dt.date(2033, 3, 14))):
        start = sentence.index(words)
        found = time_of(sentence, PUBLISHED, (start, start + len(words)))
        assert found is not None
        assert found.period.day == day


@settings(deadline=None)
@given(
    st.dates(dt.date(1600, 1, 1), dt.date(2199, 12, 31)), st.dates(), st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}"])
)
def test_a_full_date_is_that_day_whenever_it_was_written(day: dt.date, written: dt.date, form: str) -> None:
    said = form.format(d=day.day, m=MONTHS[day.month - 1], y=day.year)
    for text in (f"It sank on {said}.", f"It sank on {WEEKDAYS[day.weekday()]}, {said}.", f"It sank on {day}."):
        found = time_of(text, written)
        assert found is not None
        assert (found.period.day, found.relative) == (day, False)
    asked = time_asked(f"what sank on {said.lower()}?", written)
    assert asked is not None
    assert asked.events == Period(day, day)


@given(st.dates(dt.date(1, 2, 1), dt.date(9999, 11, 1)), st.sampled_from(WEEKDAYS))
def test_a_weekday_is_within_the_week_before_or_after(written: dt.date, name: str) -> None:
    past, ahead = time_of(f"It sank on {name}.", written), time_of(f"It will sail on {name}.", written)
    assert past is not None
    assert ahead is not None
    for found, least, most in ((past, -6, 0), (ahead, 0, 6)):
        day = found.period.day
        assert day is not None
        assert WEEKDAYS[day.weekday()] == name
        assert least <= (day - written).days <= most


PIECES = (
    *MONTHS,
    *WEEKDAYS,
    *("last", "next", "this", "past", "year", "week", "weekend", "month", "century", "ago", "earlier", "later", "days"),
    *(
        "since",
        "before",
        "after",
        "from",
        "to",
        "by",
        "until",
        "as of",
        "late",
        "mid-",
        "end of",
        "the",
        "winter",
        "in",
    ),
    *(
        "2033",
        "0001",
        "9999",
        "1999-00",
        "31",
        "29",
        "2nd",
        "1990s",
        "2033-02-31",
        "9999-12-31",
        "twenty",
        "a few",
        "%",
    ),
    *("will", "said", "is", "had been set", "latest", "now", "first", "yesterday", "Tomorrow", ",", ".", "\n", "'s"),
)
MADE = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))


@settings(deadline=None, max_examples=rounds(300))
@given(MADE, st.one_of(st.none(), st.dates()))
@example("after 31 December 9999", dt.date.max)
@example("in the past century", dt.date.min)
@example("last winter", dt.date.min)
@example("early this month", dt.date.max)
@example("next weekend", dt.date.max)
def test_no_text_and_no_day_is_too_odd(text: str, day: dt.date | None) -> None:
    found = list(mentions(text, day))
    edges = [edge for one in found for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert day is not None or not any(one.relative for one in found)
    asked = time_asked(text, day)
    assert asked != TimeAsked()
    assert asked is None or "\n" not in time_words(asked)
    fit = time_fit(asked, day, text, day)
    assert fit.inside + fit.overlapping + fit.before + fit.after <= 1


NEWEST, ANY = Order.NEWEST, Order.ANY
ASKED: list[tuple[str, TimeAsked | None]] = [
    ("Who opened the weir?", None),
    ("When did the weir give way?", None),
    ("On what date did the weir give way?", None),
    ("Why was the trial put off the second time?", None),
    ("Who may lead the march?", None),
    ("How many of the 2,014 people stayed?", None),
    ("Who plays first at the 2035 World Cup?", None),
    ("Who is the first lady?", None),
    ("What drives the ocean current?", None),
    ("When is the vote at the latest?", None),
    ("What is the latest date for the vote?", None),
    ("What is the latest toll in Tarn?", TimeAsked(order=NEWEST)),
    ("Who is the current mayor of Tarn?", TimeAsked(order=NEWEST)),
    ("Who is mayor now?", TimeAsked(order=NEWEST)),
    ("what is the most recent count", TimeAsked(order=NEWEST)),
    ("What happened in Tarn this week?", TimeAsked(order=NEWEST)),
    ("What is today's price?", TimeAsked(order=NEWEST)),
    ("Is the weir still shut?", TimeAsked(order=NEWEST)),
    ("Who was the previous mayor?", TimeAsked(past=True)),
    ("Who was mayor before Ada Quill?", TimeAsked(past=True)),
    ("How many were dead on the first day?", TimeAsked(past=True)),
    ("What was burning on Tuesday?", TimeAsked(weekday=1)),
    ("what was monday's fire", TimeAsked(weekday=0)),
    ("What sank on October 2?", TimeAsked(period("2032-10-02"), past=True)),
    ("What sank on 2 March?", TimeAsked(period("2033-03-02"))),
    ("what will happen on 22 march?", TimeAsked(period("2033-03-22"))),
    ("What did oil cost in January 2033?", TimeAsked(period("2033-01-01", "2033-01-31"))),
    ("what did oil cost in january", TimeAsked(period("2033-01-01", "2033-01-31"))),
    ("who was sacked in may", TimeAsked(period("2032-05-01", "2032-05-31"), past=True)),
    ("What sank last week?", TimeAsked(period("2033-02-28", "2033-03-10"))),
    ("On which day last week was it raised?", TimeAsked(period("2033-02-28", "2033-03-10"))),
    ("What sank yesterday?", TimeAsked(period("2033-03-09"))),
    ("who led it at the beginning of march 2031", TimeAsked(period("2031-03-01", "2031-03-10"), past=True)),
    ("What did oil cost at the start of this year?", TimeAsked(period("2033-01-01", "2033-04-30"))),
    ("Why was oil dear in November 2029?", TimeAsked(period("2029-11-01", "2029-11-30"), past=True)),
    ("Who won in 2014?", TimeAsked(period("2014-01-01", "2014-12-31"), past=True)),
    ("tarn flood 2014", TimeAsked(period("2014-01-01", "2014-12-31"), past=True)),
    ("What did the March 2033 storm cost?", TimeAsked(period("2033-03-01", "2033-03-31"))),
    ("What sank before 4 March 2033?", TimeAsked(Period(dt.date.min, dt.date(2033, 3, 3)))),
    ("What sank after 4 March 2033?", TimeAsked(period("2033-03-05", "2033-03-10"))),
    ("What was spent from 2 March to 6 March 2033?", TimeAsked(period("2033-03-02", "2033-03-06"))),
    ("What fell after the March 2033 storm?", TimeAsked(period("2033-03-01", "2033-03-31"))),
    ("How many had died as of 4 March?", TimeAsked(standing=dt.date(2033, 3, 4))),
    ("As of mid February 2033, how many had died?", TimeAsked(standing=dt.date(2033, 2, 20))),
    ("Had he resigned by February 2033?", TimeAsked(standing=dt.date(2033, 2, 28))),
    ("As of Friday evening 4 March 2033, who led?", TimeAsked(standing=dt.date(2033, 3, 4))),
    ("Who leads now (latest, March 4 2033)?", TimeAsked(standing=dt.date(2033, 3, 4), order=NEWEST)),
    (
        "It is 4 February 2033. Who was sacked last week?",
        TimeAsked(period("2033-01-24", "2033-01-30"), standing=dt.date(2033, 2, 4)),
    ),
    (
        "Asked on 7 March 2033: who won last weekend?",
        TimeAsked(period("2033-03-05", "2033-03-06"), None, dt.date(2033, 3, 7)),
    ),
]


@pytest.mark.parametrize(("question", "wanted"), ASKED)
def test_a_question_says_this_of_time(question: str, wanted: TimeAsked | None) -> None:
    assert time_asked(question, PUBLISHED) == wanted


def test_without_a_reference_day_a_question_still_states_full_dates_and_orders() -> None:
    assert time_asked("What sank last week, or on 2 June?", None) is None
    assert time_asked("What is the latest toll?", None) == TimeAsked(order=NEWEST)
    assert time_asked("What sank on 2 June 2031?", None) == TimeAsked(period("2031-06-02"))


def fit(question: str, sentence: str, published: dt.date | None) -> TimeFit:
    return time_fit(time_asked(question, PUBLISHED), PUBLISHED, sentence, published)


def test_a_sentence_within_the_time_asked_for_fits_best() -> None:
    asked, day = "How many died on 8 March?", dt.date(2033, 3, 10)
    assert fit(asked, "On Tuesday 16 people died.", day).inside == 1
    assert fit(asked, "Last month 16 people died.", day).before == 1
    assert fit(asked, "16 people died in March.", day).overlapping == 1
    assert fit(asked, "16 people died.", day).after == 1, "an article without a time in the sentence speaks of its day"
    assert fit(asked, "16 people died.", None) == TimeFit(unknown=1)
    near, far = fit(asked, "On Monday 16 people died.", day), fit(asked, "In 2014, 16 people died.", day)
    assert 0 < near.apart < far.apart


def test_a_weekday_in_a_question_is_that_of_each_article() -> None:
    asked, day = "What burned on Tuesday?", dt.date(2032, 7, 1)  # a Thursday
    assert fit(asked, "The mill burned on Tuesday.", day).inside == 1
    assert fit(asked, "The mill burned on Monday.", day).before == 1
    assert fit(asked, "The mill burned.", day).inside == fit(asked, "The mill burned.", day).before == 0


def test_background_is_what_lies_long_before_its_article_unless_the_past_is_asked_for() -> None:
    day = dt.date(2033, 3, 10)
    news, earlier, old = (
        fit("How many died?", text, day)
        for text in ("On Tuesday 16 died.", "Last month 29 died.", "In 2014, 301 people died.")
    )
    assert news.background < earlier.background < old.background
    asked = fit("How many died in 2014?", "In 2014, 301 people died.", day)
    assert (asked.background, asked.inside, asked.background_asked > 5) == (0, 1, True)
    assert fit("How many died?", "The trial opens on 2 June.", day).ahead > 0


def test_the_newest_is_told_by_its_age_and_what_came_later_by_the_last_day_that_counts() -> None:
    old, new = dt.date(2033, 3, 1), dt.date(2033, 3, 9)
    latest = [fit("What is the latest toll?", "It was 16.", day) for day in (old, new)]
    assert latest[0].age_newest == latest[0].age > latest[1].age > 0
    assert fit("What is the toll?", "It was 16.", old).age_newest == 0
    standing = [fit("What was the toll as of 4 March?", "It was 16.", day) for day in (old, new)]
    assert [one.late for one in standing] == [0, 1]


@given(st.lists(st.tuples(st.integers(), st.one_of(st.none(), st.dates()))))
def test_the_newest_comes_first_and_what_has_no_date_last(items: list[tuple[int, dt.date | None]]) -> None:
    ordered = newest_first(items, lambda item: item[1])
    dated = [day for _, day in ordered if day]
    assert dated == sorted(dated, reverse=True)
    assert [day is None for _, day in ordered] == sorted(day is None for _, day in ordered)
    for day in {day for _, day in items}:
        assert [one for one in ordered if one[1] == day] == [one for one in items if one[1] == day]


def citation_of(text: str, quote: str, published: dt.date | None = PUBLISHED) -> Citation:
    return Citation(span_in(text, quote, published=published))


def test_the_day_that_a_quote_names_counts_before_the_one_of_its_sentence() -> None:
    text = "The trial opens on 2 June, Judge Noone said on Tuesday."
    assert day_of(citation_of(text, "2 June")) == dt.date(2033, 6, 2)
    assert day_of(citation_of(text, "on Tuesday")) == dt.date(2033, 3, 8)
    assert day_of(citation_of(text, "Judge Noone")) == dt.date(2033, 6, 2)
    assert day_of(citation_of("It sank last week.", "It")) is None
    assert day_of(citation_of("It sank.", "It")) is None
    assert day_of(citation_of("It sank on Tuesday.", "It", None)) is None


def test_the_time_of_a_quote_is_placed_in_the_document() -> None:
    text = "It rained. The weir gave way on Tuesday."
    document = Document(text, "A title", "a.txt", published=PUBLISHED)
    hit = Hit(Passage(document, ((0, 10), (11, len(text)))), 1.0, 1.0, 1.0)
    found = time_of_quote(Citation(Span(hit, 11, 19, 1.0, 0.0)))
    assert found is not None
    assert text[found.start : found.end] == "Tuesday"


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What was the price of oil in January 2031?", "What was the price of oil?"),
        ("What happened to the bridge on 16 September?", "What happened to the bridge?"),
        ("who was in charge of the club at the beginning of march 2031", "who was in charge of the club"),
        ("As of 4 June 2031, how many had died in Ysel?", "how many had died in Ysel?"),
        ("Asked on 8 June 2031: who won the cup last weekend?", "who won the cup?"),
        ("It is 9 June 2031. Which network fired its staff last week?", "Which network fired its staff?"),
        ("What is the mortgage rate in Ysel (mid June 2031)?", "What is the mortgage rate in Ysel?"),
        (
            "How many mink were loose by Tuesday afternoon, by the sheriff's count?",
            "How many mink were loose, by the sheriff's count?",
        ),
        ("chief of the ferry company june 2031?", "chief of the ferry company?"),
        # What tells a thing apart, or could not go without
        ("Who won the 2029 election?", None),
        ("Who won the election in the 2029 season?", None),
        ("How much snow fell in the June 2031 storm?", None),
        ("Who says that layoffs will go on into 2032?", None),
        ("What was signed on 2 October?", None),
        ("Who is the mayor?", None),
    ],
)
def test_a_question_is_worded_without_the_time_that_it_states(question: str, left: str | None) -> None:
    worded, stated = without_time(question, dt.date(2031, 6, 20))
    assert worded == (question if left is None else left)
    assert bool(stated) == (left is not None)


@pytest.mark.parametrize(
    ("topic", "left"),
    [
        ("Quill Bridge on 6 November 2031", "Quill Bridge"),
        ("march 2031", ""),
        ("Quill Bridge in the middle of March", "Quill Bridge"),
        ("the strike in early June 2031", "the strike"),
        ("the strike from 3 June to 9 June", "the strike"),
        ("the 2029 election", "the 2029 election"),  # which a day tells apart
    ],
)
def test_a_topic_may_be_nothing_but_its_time(topic: str, left: str) -> None:
    assert without_time(topic, dt.date(2031, 6, 20), fewest=0)[0] == left


@given(st.text(max_size=80))
def test_any_question_has_a_wording_without_its_time(question: str) -> None:
    worded, stated = without_time(question, dt.date(2031, 6, 20))
    assert stated or worded == question


@pytest.mark.parametrize(
    ("text", "published", "is_of"),
    [
        ("Oil cost 2.15 crowns on Tuesday.", dt.date(2031, 1, 21), True),
        ("Oil cost 2.15 crowns on Tuesday.", dt.date(2031, 2, 3), True),
        ("Oil cost 2.15 crowns on Tuesday.", dt.date(2031, 6, 3), False),
        ("Oil cost 2.15 crowns on Tuesday.", dt.date(2029, 1, 21), False),
        ("Oil cost 2.15 crowns on Tuesday.", None, False),
        ("In January 2031 oil cost 2.15 crowns.", dt.date(2031, 1, 21), False),
    ],
)
def test_an_article_of_the_time_asked_for_need_not_say_it(text: str, published: dt.date | None, is_of: bool) -> None:
    question = "What was the price of oil in January 2031?"
    asked, (_, stated) = time_asked(question, None), without_time(question, None)
    assert asked is not None
    assert is_of_time(asked, stated, text, published) is is_of


def test_the_date_that_answers_is_not_the_time_at_which_it_was_set() -> None:
    asked = time_asked("Which date was set for the trial in March?", dt.date(2031, 5, 6))
    sentence = "The trial will begin on 12 May, the court said."
    at = sentence.index("12 May")
    fit = time_fit(asked, dt.date(2031, 5, 6), sentence, dt.date(2031, 3, 4), (at, at + 6))
    assert fit.inside == 1.0
