"""Lines that only say who made an article or a picture, and when: of outlets never seen, by their form."""

from __future__ import annotations

import re

from briefbot.blocks.credits import read_credit, read_stamps
from briefbot.blocks.forms import CAPTION_LABELS, CONTACTS, CONTRIBUTED, PICTURE_LABELS, STAFF, WRITER_LABELS, compiled
from briefbot.blocks.shapes import SENTENCE_END, ends_sentence, is_name_of_maker, is_titled
from briefbot.text.dates import DATE, TIME, YEARLESS
from briefbot.text.names import is_agency, is_lone_name, is_outlet

LONGEST_CREDIT = 250  # characters
LONGEST_STATED = 120  # characters of an outlet and a day
LONGEST_CONTACT = 500  # characters of the lines about the writer
LONGEST_MAKER = 110  # characters of what names who made a picture
LONGEST_CAPTION = 700  # characters before that

_SEGMENT = re.compile(r"\s*[|\u2022\u00b7]\s*|;\s+|(?<=[a-z\d)])\.\s+|\s+[\u2013\u2014]\s+")
_STAMP_WORDS = re.compile(
    r"(?:last|first|originally)\b|(?:updated?|published|posted|modified|edited|revised|released|issued|filed|dated?)\b"
    r"|(?:on|at|of)\b|[a-z]{2,4}time\b|(?:e|c|m|p|w)?[sd]?t\b|[gu][mt][tc]\b|[,:;()/|\u2022\u00b7\u2013\u2014-]",
    re.IGNORECASE,
)
_LABELLED_STAMP = re.compile(
    r"\W*(?:(?:last|first|originally)\s)?(?:updated?|published|posted|modified|revised|filed)\b", re.IGNORECASE
)
_DATE = re.compile(DATE, re.IGNORECASE)
_TIMED = re.compile(rf"{DATE}|{YEARLESS}|\b{TIME}", re.IGNORECASE)
_READING = re.compile(r"(?:reading time:? )?\d{1,3}[\s-]min(?:ute)?s?\b(?: read)?", re.IGNORECASE)
_WRITER = re.compile(rf"(?:{WRITER_LABELS})?\s*(?:\bby:?|:)\s+(?P<names>\S.{{1,160}})", re.IGNORECASE)
_WRITER_LABEL = re.compile(rf"(?:{WRITER_LABELS}\s*(?:by\b|:)|by\s)", re.IGNORECASE)
_ROLES = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|writers?|staff|special|columnists?|photographs?|photos?|pictures?|and|by)\b"
)
_PICTURE = re.compile(
    rf"(?:{PICTURE_LABELS}|credits?|courtesy)(?:\s*:\s*|\s+by:?\s+|(?<=courtesy)\s+(?:of\s+)?)(?P<name>\S.*)", re.I
)
_PICTURE_TAIL = re.compile(
    rf"(?:^|(?<=[\s(\[]))(?:(?:{PICTURE_LABELS}|credits?)\s*(?::\s*|\bby\b:?\s+)|(?:courtesy|(?:ap|pool) photo)\b)",
    re.IGNORECASE,
)
_OF_THE_PAGE = re.compile(r"(?:our|\d+)\s.{1,55}", re.IGNORECASE)  # "Our standards: the code of trust", "3 photos"
_WORD = re.compile(r"[^\W\d_]{3,}")
_SLASHED = re.compile(r"\w ?/ ?\w")
_SIGNED = re.compile(r"[\u2013\u2014-]\s?(?P<names>[^\W\d_].{2,120})")
_CONTACT = compiled(CONTACTS)
_ADDRESS = re.compile(r"\S@\w|(?:^|\s|\()@\w|\b\d{3}[-.]\d{4}\b")
_ONLY_ADDRESS = re.compile(r"\W*(?:(?:on )?\w+:\s*)?\S*@[A-Za-z][\w.]{2,}")
_BEGINS_CONTACT = re.compile(rf"{CONTACTS[0]}", re.IGNORECASE)
_CONTRIBUTED = re.compile(CONTRIBUTED, re.IGNORECASE)
_STAFF = re.compile(STAFF, re.IGNORECASE)
_CAPTION = re.compile(rf"{CAPTION_LABELS}\s*(?::|\s[\u2013\u2014-]\s)\s*\S", re.IGNORECASE)
_DASH_NAMES = re.compile(r",\s*[^,/]{2,40}$|/.*$")


def is_credit(text: str, *, at_top: bool) -> bool:
    """Return whether a line holds credits only: bylines, makers of pictures, days and times of publication.

    Bare days and outlets count only `at_top`, where the story has not begun: within it, a day is the heading of a part.
    """
    if len(text) > LONGEST_CREDIT:
        return False
    if ("contributed" in text and _CONTRIBUTED.search(text)) or _STAFF.fullmatch(text.rstrip(". ")):
        return True
    inner = text.strip("()[] .*_")
    if not inner or is_agency(inner) or _is_whole_maker(inner):
        return bool(inner)
    if _is_strong(inner, at_top=at_top):
        return True
    segments = [part for part in _SEGMENT.split(inner) if part.strip()]
    strong = [_is_strong(part.strip(), at_top=at_top) for part in segments]
    return any(strong) and all(
        certain or _is_weak(part.strip()) for part, certain in zip(segments, strong, strict=True)
    )


def is_name_line(text: str) -> bool:
    """Return whether a line may name an outlet or a writer: what makes it a credit is a credit beside it."""
    return is_outlet(text) or is_lone_name(text)


def is_short_title(text: str) -> bool:
    """Return whether a line is a few words written as a name, as an outlet's may be."""
    return is_titled(text, 5) and not ends_sentence(text)


def is_signature(text: str) -> bool:
    """Return whether a line is a dash and the names of those who wrote what is above it."""
    match = _SIGNED.fullmatch(text.rstrip(". "))
    if not match:
        return False
    names = _DASH_NAMES.sub("", match["names"])
    return all(is_lone_name(name) or is_outlet(name) or is_agency(name) for name in re.split(r",\s*|\s+and\s+", names))


def is_contact(text: str) -> bool:
    """Return whether a line says who wrote the article and how to reach them."""
    if len(text) > LONGEST_CONTACT or not _ADDRESS.search(text):
        return False
    return _ONLY_ADDRESS.fullmatch(text) is not None or _CONTACT.search(text) is not None


def begins_contact(text: str) -> bool:
    """Return whether a line begins by saying how to reach a writer: "Contact Jo Doe at jdoe@..."."""
    return is_contact(text) and _BEGINS_CONTACT.match(text) is not None


def is_caption(text: str) -> bool:
    """Return whether a line says itself that it is the caption of a picture."""
    return _CAPTION.match(text) is not None


def maker_of_picture(text: str) -> int:
    """Return where in a caption begins what names its maker, at its end; 0 where nothing does.

    "The bridge in 2027. Jo Doe/Harbour Wire", "The bridge (Photo by Jo Doe)", "The bridge. Courtesy Jo Doe".
    """
    if len(text) > LONGEST_CAPTION + LONGEST_MAKER or (ends_sentence(text) and text.rstrip(".")[-1:] not in (")", "]")):
        return 0
    from_ = max(0, len(text) - LONGEST_MAKER)
    for label in _PICTURE_TAIL.finditer(text, from_):
        start = label.start() - (text[label.start() - 1 : label.start()] in ("(", "["))
        bracketed = start < label.start()
        named = bracketed or ":" in label[0] or not ends_sentence(text)
        capital = bracketed or text[label.start()].isupper()
        if start > 0 and named and capital and is_name_of_maker(text[label.end() :].strip("()[] .") or "Photo"):
            return start
    ends = [end.end() for end in SENTENCE_END.finditer(text, from_)]
    if not ends or len(_WORD.findall(text, 0, ends[-1])) < 2:  # a caption says more than a time of day
        return 0
    tail = text[ends[-1] :].strip()
    if ends_sentence(tail) or not is_name_of_maker(tail):
        return 0
    slashed = _SLASHED.search(tail)
    named = is_agency(tail) or is_outlet(tail) or tail.lower().endswith((" handout", " images", " pool"))
    return ends[-1] if slashed or named else 0


def _is_whole_maker(text: str) -> bool:
    """Return whether a line is the maker of a picture and no more: "Jo Doe/Harbour Wire", "Getty Images"."""
    if len(text) > LONGEST_MAKER or re.search(r"\d", text):
        return False
    picture = _PICTURE.fullmatch(text)
    if picture:
        return is_name_of_maker(picture["name"])
    parts = text.split()
    slashed = re.search(r"[^\W\d_]{2,} ?/ ?[A-Z]", text)
    return (slashed is not None and len(parts) >= 2 and is_titled(text, 11) and not ends_sentence(text)) or (
        len(parts) == 2 and parts[1] in ("Images", "Handout")
    )


def _is_strong(part: str, *, at_top: bool) -> bool:
    if _READING.fullmatch(part):
        return False
    if _is_whole_maker(part) or _is_writer(part):
        return True
    if _is_stamp(part):
        return _LABELLED_STAMP.match(part) is not None or (at_top and _DATE.search(part) is not None)
    if not at_top or len(part) > LONGEST_STATED:
        return False
    if read_credit(part) is not None or read_stamps(part, outlets=True) is not None:
        return True
    dated = _DATE.search(part)  # "Harbour Herald, 6 November 2025" of an outlet never seen
    before = part[: dated.start()].strip(" ,|-\u2013\u2014") if dated else ""
    return dated is not None and _is_stamp(part[dated.start() :]) and (not before or is_titled(before, 5))


def _is_weak(part: str) -> bool:
    return is_titled(part, 5) or _READING.fullmatch(part) is not None or _OF_THE_PAGE.fullmatch(part) is not None


def _is_stamp(part: str) -> bool:
    if len(part) > 120 or not any(map(str.isdigit, part)) or not _TIMED.search(part):
        return False
    return not any(map(str.isalnum, _STAMP_WORDS.sub(" ", _TIMED.sub(" ", part))))


def _is_writer(part: str) -> bool:
    """Return whether words are a label of writers and names, with their roles and places."""
    match = _WRITER.fullmatch(part)
    if not match or not _WRITER_LABEL.match(part):
        return False
    names = _ROLES.sub(" ", match["names"])
    return not re.search(r"\d", names) and bool(names.strip(" ,")) and is_titled(names, 14) and not ends_sentence(names)
