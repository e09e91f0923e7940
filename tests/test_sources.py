"""All sources that are cited exist, all that exist are cited, and there are no duplicates."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from scomm import Settings
from scomm.model.scenarios import SCENARIOS
from scomm.model.sources import SOURCES
from scomm.model.sources.methods import METHODS
from scomm.model.sources.program import PROGRAM
from scomm.model.sources.statistics import STATISTICS

ROOT = Path(__file__).parents[1]
# Generated from the sources, so it lists all of them, used or not.
LIST = ROOT / "docs" / "sources.md"


def split(source: str) -> list[str]:
    return source.split("; ")


def test_the_sources_of_parameters_exist() -> None:
    parameters = Settings.parameters()
    assert parameters
    unknown = {p.name: p.source for p in parameters if not SOURCES.keys() >= set(split(p.source))}
    assert not unknown


def test_the_sources_of_scenarios_exist() -> None:
    assert SCENARIOS
    unknown = {
        s.name: s.source for s in SCENARIOS.values() if not SOURCES.keys() >= set(split(s.source))
    }
    assert not unknown


def test_every_source_is_used() -> None:
    used = {key for p in Settings.parameters() for key in split(p.source)}
    used |= {key for s in SCENARIOS.values() for key in split(s.source)}
    texts = [
        path.read_text(encoding="utf-8")
        for folder, pattern in (("model", "*.py"), ("sweeps", "*.py"), ("docs", "*.md"))
        for path in sorted((ROOT / folder).rglob(pattern))
        if ROOT / "model" / "sources" not in path.parents and path != LIST
    ]
    unused = [key for key in SOURCES if key not in used and not any(key in t for t in texts)]
    assert not unused


def test_no_two_sources_are_the_same() -> None:
    sources = (*PROGRAM, *STATISTICS, *METHODS)
    assert len(SOURCES) == len(sources)
    citations = Counter(source.citation for source in sources)
    assert max(citations.values()) == 1


@pytest.mark.parametrize("key", SOURCES)
def test_a_source_is_complete(key: str) -> None:
    source = SOURCES[key]
    assert source.key == key
    assert source.citation.endswith(".")
    assert source.used_for.endswith(".")
    # "; " joins keys where a parameter has several sources.
    assert ";" not in key
    # A short name's year is the year of the work or of what it reports.
    assert all(year in source.citation for year in re.findall(r"\b\d{4}\b", key))
