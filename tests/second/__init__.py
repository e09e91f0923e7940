"""A second, plain implementation of the model, made from docs/odd.md alone.

Its author had not seen ``model/``. It covers one county, the nation, samples of it and the
synthetic nation with every policy; a user's table of places is left out. What concerns the real
nation was added later, from the same text, by somebody who knew the code; ICE's follow-ups by
somebody who had not seen theirs. Section numbers are those of docs/odd.md.
"""

from __future__ import annotations

from .simulation import simulate

__all__ = ["simulate"]
