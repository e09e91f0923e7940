"""Standard output and error that lose no text in any encoding.

A terminal, or a scheduler that sets LC_ALL=C or PYTHONIOENCODING=ascii, may have no character for a
minus sign or for the ñ of a county's name. Missing characters are transliterated, and where that is
impossible written as an escape, such as \\u4e2d.
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
    """Make standard output and error transliterate characters that their encoding lacks.

    A closed stream is opened on the null device, so that no file gets its descriptor.
    """
    codecs.register_error(_ERRORS, _spelled)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def finish() -> None:
    """Flush standard output. Raises OSError."""
    sys.stdout.flush()


def give_up() -> None:
    """Discard all further output to standard output."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_file(text: str) -> None:
    """Print the content of a file, as UTF-8 in any terminal."""
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
