"""Readers of a user's file as bytes, text or TOML, with one-sentence error messages."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path
from typing import Any

from scomm.model.errors import InputError


def read_bytes(path: str | Path, subject: str) -> bytes:
    """Read the content of a regular file; ``subject`` names it in messages, "The table x.csv".

    Raises InputError for a file that cannot be read, and for folders, pipes and devices: a file can
    be read more than once, and reading a pipe could block forever.
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
    """Decode UTF-8 text, without the byte order mark that some editors and spreadsheets write.

    Raises InputError, which gives the line, for bytes that are not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{subject} is not UTF-8 text, on line {line}; save it as UTF-8."
        ) from None


def read_text(path: str | Path, subject: str) -> str:
    """Read a text file, with all line endings converted to "\\n". Raises InputError."""
    text = decode(read_bytes(path, subject), subject)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_toml(text: str, subject: str) -> dict[str, Any]:
    """Parse TOML text. Raises InputError; ``subject`` names the text in the message."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{subject} is not valid TOML: {error}.") from None
    except RecursionError:
        raise InputError(
            f"{subject} nests lists or tables in one another too deeply to be read."
        ) from None
    except ValueError:  # Python does not parse integers of more than 4,300 digits
        raise InputError(f"{subject} holds a number of too many digits to be read.") from None
