"""What offenders learn of reporting, over arrays."""

from __future__ import annotations

from typing import Any

from scomm.model import measures
from scomm.model.compiling.jit import inner
from scomm.model.rules import crime


@inner
def learn(part: Any, p: Any, week: int, j: int) -> None:
    """Let offenders take in the week's reporting in a jurisdiction."""
    for e in range(2):
        seen = part.seen[j, e]
        crime.learn(p, part.memory[j, e], seen[0] / measures.ONE, seen[1], week)
        seen[0] = 0
        seen[1] = 0
