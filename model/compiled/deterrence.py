"""Learning over arrays: offenders learn of reporting, and residents of enforcement."""

from __future__ import annotations

from typing import Any

from scomm.model import measures
from scomm.model.compiling.jit import inner
from scomm.model.groups import CITIZEN, status_of
from scomm.model.rules import crime, fear


@inner
def learn(part: Any, p: Any, week: int, j: int) -> None:
    """Let offenders take in a jurisdiction's reporting of the week, and residents enforcement."""
    for e in range(2):
        seen = part.seen[j, e]
        crime.learn(p, part.memory[j, e], seen[0] / measures.ONE, seen[1], week)
        seen[0] = 0
        seen[1] = 0
    community = part.community[j]
    noncitizens = 0
    for group in range(6):
        if status_of(group) != CITIZEN:
            noncitizens += community[group]
    place = part.place[j]
    fear.learn_enforcement(p, part.enforcement[j], place.enforced, noncitizens, week)
    place.enforced = 0
    place.learned = part.enforcement[j, fear.LEARNED]
