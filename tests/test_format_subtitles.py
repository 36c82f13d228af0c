"""Subtitles become a document: what is said, without the numbers and times of cues."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import items, read, why_refused

from briefbot.types import Document

pytestmark = pytest.mark.unit

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>The lock at Norrvik was shut</i>

2
00:00:03,600 --> 00:00:06,000
because 12 of its bolts
had rusted.

3
00:00:06,100 --> 00:00:08,000
- Who pays for it?

4
00:00:08,100 --> 00:00:10,000
- The canal fund pays 2,400 crowns.

5
00:01:20,000 --> 00:01:24,000
{\\an8}Boats go round by the old cut.
"""
SAID = (
    "The lock at Norrvik was shut because 12 of its bolts had rusted.\n\nWho pays for it?\n\n"
    "The canal fund pays 2,400 crowns.\n\nBoats go round by the old cut."
)


@pytest.mark.parametrize("name", ["lock_talk.srt", "lock_talk.txt", "lock_talk"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_subtitles_are_read_as_what_is_said_whatever_they_are_called(tmp_path: Path, name: str, ending: str) -> None:
    document = read(tmp_path, name, SRT.replace("\n", ending))
    assert (document.text, document.title) == (SAID, "Lock talk")


def test_web_subtitles_lose_their_head_notes_and_marks_and_name_who_speaks(tmp_path: Path) -> None:
    vtt = """WEBVTT - Lock talk
Kind: captions

NOTE made by hand
over two lines

STYLE
::cue { color: white }

intro
00:01.000 --> 00:03.000 align:start position:0%
<v Ada Falk>The <c.loud>lock</c> &amp; the weir

00:03.000 --> 00:05.000
<v Ada Falk>The <c.loud>lock</c> &amp; the weir

00:03.500 --> 00:05.000
are <00:04.000>shut.

00:06.000 --> 00:07.000
<v Bo Marsh>Until May?
"""
    assert read(tmp_path, "a.vtt", vtt).text == "Ada Falk: The lock & the weir are shut.\n\nBo Marsh: Until May?"


def test_a_text_that_only_tells_of_times_stays_as_it_is(tmp_path: Path) -> None:
    text = "The line 00:01:00 --> 00:02:00 is a cue.\n\nIt is no subtitle by itself.\n"
    assert read(tmp_path, "a.txt", text).text == text
    assert "holds no subtitles" in why_refused(tmp_path, "a.srt", text)
    assert "nothing is said" in why_refused(tmp_path, "b.srt", "1\n00:00:01,000 --> 00:00:03,500\n\n")
    assert isinstance(items(tmp_path, "c.txt", "1\n00:00:01,000 --> 00:00:03,500\n\n")[0], Document)
