"""The works cited, and why: the program's description, statistics, and methods."""

from __future__ import annotations

from typing import Final

from model.sources.methods import METHODS
from model.sources.program import PROGRAM
from model.sources.source import Source
from model.sources.statistics import STATISTICS

__all__ = ["SOURCES", "Source"]

SOURCES: Final[dict[str, Source]] = {
    source.key: source for source in (*PROGRAM, *STATISTICS, *METHODS)
}
