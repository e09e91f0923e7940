"""Inputs that are nearly right: damaged bytes and replaced words, the same ones for each seed."""

from __future__ import annotations

import random
import re
from typing import Final

#: Replacements of a word: edges of numbers, dates, text, brackets and encodings.
NASTY: Final = (
    *(b"nan", b"-inf", b"inf", b"-0.0", b"1e999", b"1e-999", b"9" * 5000, b"0x1F", b"1_0", b"_1"),
    *(b"true", b"TRUE", b"yes", b"null", b"''", b'""', b'"\\u0000"', b'"\\u2028"', b"[]", b"{}"),
    *(
        b"[" * 3000,
        b"[" * 3000 + b"]" * 3000,
        b"{a=" * 300,
        b"a." * 3000 + b"b = 1",
        b"#",
        b"\xef\xbb\xbf",
    ),
    *(
        b"2010-02-30",
        b"0001-01-01",
        b"9999-12-31",
        b"2010-06-07T12:00:00",
        b"12:30:00",
        b"99999-01-01",
    ),
    *(
        "\uff14\uff18".encode(),
        "\u2028".encode(),
        "\u0085".encode(),
        "é".encode("latin-1"),
        b"\x00",
        b"\x1b[31m",
    ),
    *(b"x" * 100_000, b"-1", b"0", b"1e6", b"48.0", b'"' * 3, b"\r", b"\n\n", b",", b";", b"\t"),
    *(b"places", b"table", b"population", b"../../etc/passwd", b"nation", b"never", b"activation"),
)
_WORD: Final = re.compile(rb"[A-Za-z0-9_.\-]+")


def mutated(content: bytes, seed: int) -> bytes:
    """Return ``content`` with one to four changes that follow from ``seed``."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        content = chance.choice((_word, _word, _word, _flip, _cut, _again, _inserted, _line))(
            content, chance
        )
    return content


def damaged(content: bytes, seed: int) -> bytes:
    """Return ``content`` with bytes flipped, zeroed, cut or added, as a failing disk leaves it."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 2, 8))):
        content = chance.choice((_flip, _flip, _flip, _zeroed, _cut, _again, _short))(
            content, chance
        )
    return content


def _span(content: bytes, chance: random.Random, most: int) -> tuple[int, int]:
    begin = chance.randrange(len(content) + 1)
    return begin, min(len(content), begin + chance.randrange(1, most))


def _word(content: bytes, chance: random.Random) -> bytes:
    words = list(_WORD.finditer(content))
    if not words:
        return content + chance.choice(NASTY)
    begin, end = chance.choice(words).span()
    other = chance.choice(words)[0]
    return content[:begin] + chance.choice((*NASTY, other, b"")) + content[end:]


def _flip(content: bytes, chance: random.Random) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def _zeroed(content: bytes, chance: random.Random) -> bytes:
    begin, end = _span(content, chance, 64)
    return content[:begin] + bytes(end - begin) + content[end:]


def _cut(content: bytes, chance: random.Random) -> bytes:
    begin, end = _span(content, chance, 40)
    return content[:begin] + content[end:]


def _short(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _again(content: bytes, chance: random.Random) -> bytes:
    begin, end = _span(content, chance, 80)
    return content[:end] + content[begin:end] + content[end:]


def _inserted(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(NASTY) + content[at:]


def _line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    if chance.random() < 0.5:
        lines[one], lines[two] = lines[two], lines[one]
    else:
        del lines[one]
    return b"\n".join(lines)
