"""Standard output and error on which nothing is lost, whatever their encoding.

A terminal, or a scheduler that says LC_ALL=C or PYTHONIOENCODING=ascii, may have no sign for a
minus of its own or for the ñ of a county's name. What it has none for is spelled with the signs
that it has, and where there are none as an escape, such as \\u4e2d.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
import unicodedata
from typing import Final

_ERRORS: Final = "scomm-spelled-out"
_SIGNS: Final = {
    **{"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2011": "-", "\u2010": "-"},  # minus, dashes
    **{"\xd7": "x", "\xb7": "*", "\xb1": "+-", "\u2026": "...", "\u2192": "->", "\u2022": "*"},
    **{"\u2018": "'", "\u2019": "'", "\u2032": "'", "\u201c": '"', "\u201d": '"', "\u2033": '"'},
    **{"\u2264": "<=", "\u2265": ">=", "\u2248": "~", "\xa0": " "},
    **{
        "\u2500": "-",
        "\u2501": "-",
        "\u2502": "|",
        "\u2503": "|",
        "\u2550": "=",
    },  # lines of tables
}


def spell_out() -> None:
    """Have standard output and error spell out what their encoding has no sign for.

    A stream that is closed is opened to nowhere, so that no file gets its number.
    """
    codecs.register_error(_ERRORS, _spelled)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def finish() -> None:
    """Write out what is still held of standard output. Raises OSError."""
    sys.stdout.flush()


def give_up() -> None:
    """Have what is still written to standard output go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_file(text: str) -> None:
    """Print what is to become a file, as UTF-8 whatever the terminal takes."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_sign, error.object[error.start : error.end])), error.end


def _sign(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    decomposed = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return decomposed or letter.encode("unicode_escape").decode("ascii")
