"""A user's file as bytes, text or TOML. Whatever is wrong with it is one sentence."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path
from typing import Any

from scomm.model.errors import InputError


def read_bytes(path: str | Path, subject: str) -> bytes:
    """Return the content of a plain file; ``subject`` names it in a sentence, "The table x.csv".

    Raises InputError for what cannot be read, and for folders, pipes and devices: a file is read
    more than once, and a pipe could keep its reader waiting without end.
    """
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            return Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except ValueError:
        reason = "its name holds a null character"
    else:
        reason = (
            "Is a directory"
            if stat.S_ISDIR(mode)
            else "it is a pipe or a device; give a file that can be read twice"
        )
    raise InputError(f"{subject} cannot be read: {reason}.")


def decode(content: bytes, subject: str) -> str:
    """Return UTF-8 text without the byte order mark that some editors and spreadsheets put first.

    Raises InputError that names the line with something else.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{subject} is not UTF-8 text, on line {line}; save it as UTF-8."
        ) from None


def read_text(path: str | Path, subject: str) -> str:
    """Return a text file's content, its lines ended by "\\n" alone. Raises InputError."""
    text = decode(read_bytes(path, subject), subject)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_toml(text: str, subject: str) -> dict[str, Any]:
    """Return what TOML text says. Raises InputError; ``subject`` names the text."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{subject} is not valid TOML: {error}.") from None
    except RecursionError:
        raise InputError(
            f"{subject} nests lists or tables in one another too deeply to be read."
        ) from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise InputError(f"{subject} holds a number of too many digits to be read.") from None
