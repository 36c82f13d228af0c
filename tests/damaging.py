"""Damaged copies of whole files: the same seed gives the same copies."""

from __future__ import annotations

import json
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from whole_files import WHOLE_FILES, packed, unpacked

MOST_BYTES = 400_000  # of a damaged copy
SUFFIXES = (*sorted({suffix for suffix, _ in WHOLE_FILES}), ".htm", ".ndjson", ".markdown", ".zip", ".json", "")

# What means something in one format or another, or is at the edge of what it may hold.
_TOKENS = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in json.loads(Path(__file__).with_name("data").joinpath("damaging_tokens.json").read_text("utf-8"))
)
_OPENS = tuple(b'<div>,<b><i>,<table><tr><td>,<ul><li>,[,{,{"a":,(,> ,<<,q ,<w:tbl>,- ,"'.split(b","))
_HUGE = (*b"99999999999 -1 0 2147483648 4294967296 18446744073709551616".split(), b"1" * 5000, b"1e400", b"0.0000001")
_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig", "latin-1", "cp037", "utf-7", "shift_jis")


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randint(0, len(data))


def _stretch(data: bytes, chance: random.Random, most: int = 500) -> tuple[int, int]:
    start = _place(data, chance)
    return start, min(len(data), start + 1 + int(most * chance.random() ** 3))


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20)) if data else 0):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _overwrite(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance, 50)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: _place(data, chance)] if chance.random() < 0.7 else data[_place(data, chance) :]


def _take_out(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance)
    return data[:start] + data[end:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = _place(data, chance)
        data = data[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 2, 50)) + data[at:]
    return data


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _stretch(data, chance, 200)
    times = int(10 ** (3.7 * chance.random()))
    return data[:start] + data[start:end] * min(times, 1 + MOST_BYTES // (2 * max(1, end - start))) + data[end:]


def _swap(data: bytes, chance: random.Random) -> bytes:
    a, b, c, d = sorted((*_stretch(data, chance), *_stretch(data, chance)))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _nest(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + chance.choice(_OPENS) * int(10 ** (4 * chance.random())) + data[at:]


def _number(data: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + chance.choice(_HUGE) + data[one.end() :]


def _tag(data: bytes, chance: random.Random) -> bytes:
    """Repeat, move or drop an element's tag, a line or a header."""
    found = list(re.finditer(rb"<[^<>]{1,200}>|[^\n]+\n", data))
    if not found:
        return data
    one, other = chance.choice(found), chance.choice(found)
    times = chance.choice((0, 2, 2, 30, 1000))
    if chance.random() < 0.3:
        return data[: other.start()] + one[0] + data[other.start() :]
    return data[: one.start()] + one[0] * min(times, MOST_BYTES // (2 * len(one[0]))) + data[one.end() :]


def _encode(data: bytes, chance: random.Random) -> bytes:
    try:
        return data.decode(chance.choice(("utf-8", "utf-16"))).encode(chance.choice(_ENCODINGS), "replace")
    except UnicodeError:
        return data[1:]


def _lines(data: bytes, chance: random.Random) -> bytes:
    ends = (b"\r\n", b"\r", b"\n\n", b"", b" ", b"\n" * 500, "\u2028".encode(), b"\0\n")
    return data.replace(b"\n", chance.choice(ends))[:MOST_BYTES]


def _join(data: bytes, chance: random.Random) -> bytes:
    _, other = chance.choice(WHOLE_FILES)
    start, end = _stretch(other, chance, 4000)
    at = _place(data, chance)
    return data[:at] + other[start:end] + data[at:]


_DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(
        _flip,
        _overwrite,
        _cut,
        _take_out,
        _insert,
        _insert,
        _repeat,
        _swap,
        _nest,
        _number,
        _tag,
        _tag,
        _encode,
        _lines,
        _join,
    ),
)


def _damage(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        data = chance.choice(_DAMAGES)(data, chance)[:MOST_BYTES]
    return data


def _repack(data: bytes, chance: random.Random) -> bytes:
    """Damage within entries of an archive, or what it says of them."""
    entries = unpacked(data)
    texts = [name for name in entries if name.endswith(("xml", "opf", "rels", "mimetype"))]
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(sorted(texts))
        what = chance.random()
        if what < 0.85:
            entries[name] = _damage(entries[name], chance)
        elif what < 0.9:
            del entries[name]
            texts.remove(name)
        elif what < 0.95:
            entries[chance.choice(("x", "/abs", "../up", name.upper(), f"{name}/", "a" * 5000))] = entries.pop(name)
            texts.remove(name)
        else:
            entries[name] = entries[chance.choice(sorted(entries))]
    return packed(entries, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged copy: the name of its file says which."""

    name: str
    data: bytes


def damaged(seed: int, number: int) -> Damaged:
    """The copy with this number, of those that this seed gives."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311  no secret
    suffix, data = chance.choice(WHOLE_FILES)
    is_zip = data.startswith(b"PK")
    data = _repack(data, chance) if is_zip and chance.random() < 0.8 else _damage(data, chance)
    if chance.random() < 0.08:
        suffix = chance.choice(SUFFIXES)
    return Damaged(f"{number:06d}{suffix}", data)
