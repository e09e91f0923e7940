"""The works cited and their use: descriptions of the program, statistics, and methods."""

from __future__ import annotations

from typing import Final

from scomm.model.sources.methods import METHODS
from scomm.model.sources.program import PROGRAM
from scomm.model.sources.source import Source
from scomm.model.sources.statistics import STATISTICS

__all__ = ["SOURCES", "Source"]

SOURCES: Final[dict[str, Source]] = {
    source.key: source for source in (*PROGRAM, *STATISTICS, *METHODS)
}
