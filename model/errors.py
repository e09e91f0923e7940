"""The tree of exceptions, and helpers that quote a user's values in error messages.

    ScommError
      InputError         an invalid value, name or file from the user
        NotEnoughMemory  a run that needs more memory than is free on this machine now
      SetUpError         a world that could not be built
      BackendLost        the workers of a sweep are gone (``scomm.sweeps.execution.backend``)
      Unwritable         a store that nothing more can be saved in (``scomm.sweeps.store.writer``)

The message of each is one sentence for the user. Catching ``ScommError`` catches all of them.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

#: Characters of a value that a message quotes; a longer value is truncated.
SHOWN: Final = 80
#: Characters compared in the search for the nearest name, since its time grows with their number.
_COMPARED: Final = 100
#: Characters of a whole message; no message of the project is nearly as long.
_LONGEST: Final = 4_000


class ScommError(Exception):
    """The base class of all exceptions of scomm; its message is one sentence for the user.

    The command line prints the message and exits with status 1, or 2 for an ``InputError``.
    The message is one line without control characters, whatever values it quotes.
    """

    def __init__(self, sentence: str) -> None:
        """Create the exception with its message."""
        super().__init__(plain(sentence, _LONGEST))


def shown(value: object) -> str:
    r"""Format a value for a message: one line, without control characters, of limited length.

    Text is quoted; a value longer than ``SHOWN`` characters is truncated. For example,
    ``shown("a\nb")`` is ``'a\nb'``, written with a backslash and an n.
    """
    if isinstance(value, str):
        return repr(value if len(value) <= SHOWN else value[:SHOWN] + "...")
    if isinstance(value, datetime.date):
        return value.isoformat()
    try:
        text = plain(repr(value))
    except (ValueError, RecursionError):  # more digits than Python prints, or too many brackets
        return f"a value of type {type(value).__name__} that is too long to be shown"
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def plain(text: object, most: int | None = None) -> str:
    """Escape the control characters of a text, such as a path.

    With ``most`` the text is truncated to that many characters.
    """
    line = "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
        for each in str(text)[: None if most is None else most + 1]
    )
    return line if most is None or len(line) <= most else line[:most] + "..."


class InputError(ScommError, ValueError):
    """Invalid input; its message names the mistake and tells the user what would be valid."""


class NotEnoughMemory(InputError):
    """A run that needs more memory than is free; a retry elsewhere or later can succeed."""


class SetUpError(ScommError, RuntimeError):
    """A world that could not be built; its ``__cause__`` is the original exception."""


@contextmanager
def setting_up() -> Iterator[None]:
    """Convert exceptions other than scomm's that occur in the block to a SetUpError.

    Example:
        >>> with setting_up():
        ...     raise KeyError("no such place")
        Traceback (most recent call last):
        scomm.model.errors.SetUpError: the world could not be made: KeyError('no such place')
    """
    try:
        yield
    except (ScommError, MemoryError):
        raise
    except Exception as reason:
        raise SetUpError(f"the world could not be made: {reason!r}") from reason


def nearest(name: str, names: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the closest of ``names``, or "" if none is close."""
    if len(name) > _COMPARED:
        return ""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
