"""What scomm raises of its own accord, as one tree, and how a sentence echoes what a user gave.

    ScommError
      InputError         a mistake in what a user gave
        NotEnoughMemory  a run that needs more memory than is free here and now
      SetUpError         a world that could not be made
      BackendLost        the workers of a sweep are gone (``scomm.sweeps.execution.backend``)
      Unwritable         a store that nothing more can be saved in (``scomm.sweeps.store.writer``)

Each says one sentence to the user. Whoever catches ``ScommError`` catches all of them.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

#: Letters of a value that a sentence echoes; of a longer one it shows the beginning.
SHOWN: Final = 80
#: A nearest name is looked for among so many letters: comparing takes time that grows with them.
_COMPARED: Final = 100
#: Letters of a whole sentence. None of the project's own is nearly as long.
_LONGEST: Final = 4_000


class ScommError(Exception):
    """Anything that scomm raises of its own accord: one sentence for the user.

    The command line prints the sentence and exits with status 1, or 2 for an ``InputError``.
    Whatever the sentence echoes, it stays one line without control characters.
    """

    def __init__(self, sentence: str) -> None:
        """Take the sentence."""
        super().__init__(plain(sentence, _LONGEST))


def shown(value: object) -> str:
    r"""Return a value as a sentence echoes it: one line, without control characters, not too long.

    Text stands in quotes; what is longer than ``SHOWN`` letters is cut there. For example,
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
    """Return a text, such as a path, with control characters written as escapes.

    With ``most`` it is cut after that many letters.
    """
    line = "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
        for each in str(text)[: None if most is None else most + 1]
    )
    return line if most is None or len(line) <= most else line[:most] + "..."


class InputError(ScommError, ValueError):
    """A mistake in what a user gave: one sentence that names it and says what would be right."""


class NotEnoughMemory(InputError):
    """A run that needs more memory than is free; it can succeed elsewhere or later."""


class SetUpError(ScommError, RuntimeError):
    """A world that could not be made; its ``__cause__`` is what went wrong."""


@contextmanager
def setting_up() -> Iterator[None]:
    """Raise a SetUpError for whatever goes wrong meanwhile that has no type of its own.

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
