"""A second, plain implementation of the model, made from docs/odd.md alone.

Its author had not seen ``model/``. It covers one county and the synthetic nation with every policy;
a user's table of places is left out. Section numbers are those of docs/odd.md.
"""

from __future__ import annotations

from .simulation import simulate

__all__ = ["simulate"]
