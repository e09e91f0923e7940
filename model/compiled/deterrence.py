"""What offenders learn of reporting, over arrays."""

from __future__ import annotations

from typing import Any

from scomm.model import measures
from scomm.model.compiled.arrays.layout import (
    BEFORE,
    FACTOR,
    REPORTS,
    VICTIMIZATIONS,
)
from scomm.model.compiling.jit import inner
from scomm.model.rules import crime


@inner
def learn(part: Any, p: Any, week: int, j: int, kept: float) -> None:
    """Let offenders take in the week's reporting; during the burn-in, set what it was before.

    ``kept`` is the share of what they know that they still know a week later.
    """
    for e in range(2):
        known = part.memory[j, e]
        reports, victimizations = part.seen[j, e, 0] / measures.ONE, part.seen[j, e, 1]
        part.seen[j, e, 0] = 0
        part.seen[j, e, 1] = 0
        if week < 0:
            if week >= -(int(p.burn_in_weeks) // 2):
                known[REPORTS] += reports
                known[VICTIMIZATIONS] += victimizations
        else:
            known[REPORTS] = known[REPORTS] * kept + reports
            known[VICTIMIZATIONS] = known[VICTIMIZATIONS] * kept + victimizations
        if week == -1 and known[VICTIMIZATIONS] > 0.0:
            known[BEFORE] = known[REPORTS] / known[VICTIMIZATIONS]
            known[REPORTS] = 0.0
            known[VICTIMIZATIONS] = 0.0
        if week >= -1:
            recent = crime.recent_reporting(
                known[REPORTS], known[VICTIMIZATIONS], known[BEFORE], p.deterrence_prior_weight
            )
            known[FACTOR] = crime.deterrence_factor(recent, known[BEFORE], p.deterrence_elasticity)
