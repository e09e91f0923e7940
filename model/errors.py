"""What scomm raises of its own accord, as one tree, and the search for the name that was meant.

    ScommError
      InputError         a mistake in what a user gave
        NotEnoughMemory  a run that needs more memory than is free here and now
      SetUpError         a world that could not be made
      BackendLost        the workers of a sweep are gone (``scomm.sweeps.execution.backend``)
      Unwritable         a store that nothing more can be saved in (``scomm.sweeps.store.writer``)

Each says one sentence to the user. Whoever catches ``ScommError`` catches all of them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class ScommError(Exception):
    """Anything that scomm raises of its own accord: one sentence for the user.

    The command line prints the sentence and exits with status 1, or 2 for an ``InputError``.
    """


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
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
