"""The one exception for a user's mistake, and the search for the name that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """A mistake in what a user gave: one sentence that names it and says what would be right.

    The command line prints the sentence and exits with status 2.
    """


def nearest(name: str, names: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the closest of ``names``, or "" if none is close."""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
