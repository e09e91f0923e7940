"""The record of a work cited: its short name, its reference, and its use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A work cited.

    ``key`` is the short name that settings, rules and scenarios give as their source. ``citation``
    is the bibliographic reference; details from memory are marked "recalled". ``used_for`` lists
    the figures and mechanisms taken from it; a figure that was not checked in the text itself is
    marked "recalled" and should be verified before it is relied on.
    """

    key: str
    citation: str
    used_for: str
