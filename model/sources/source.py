"""What is kept of a work cited: its short name, its reference, and what it is used for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A work cited.

    ``key`` is the short name that settings, rules and scenarios give as their source. ``citation``
    is the bibliographic reference; it says "recalled" of details written from memory. ``used_for``
    names the figures and mechanisms taken from it, with "recalled" beside a figure that was not
    seen in the text itself and should be checked before it is relied on.
    """

    key: str
    citation: str
    used_for: str
