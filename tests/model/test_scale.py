"""A smaller nation represents a larger one."""

from __future__ import annotations

import numpy as np
import pytest

from scomm import Outcomes, Settings, run, scenario

# Relative tolerance for differences of structure: a place at a hundredth has one neighborhood where
# the whole has many, so exposure mixes differently, and offenders see less.
STRUCTURE = 0.02
# Tolerance in standard errors, in addition: the false-alarm rate of twelve figures is below 1e-6.
STANDARD_ERRORS = 5.5


def figures(outcomes: Outcomes) -> list[float]:
    def per_resident(measure: str) -> float:
        return outcomes.total(measure, counting="probability") / outcomes.total("resident_weeks")

    return [
        outcomes.reporting_rate(counting="probability"),
        outcomes.reporting_rate(group="hispanic", counting="probability"),
        outcomes.reporting_rate(group="undocumented", counting="probability"),
        outcomes.non_criminal_share(counting="probability"),
        *map(per_resident, ("victimizations_violent", "victimizations_property", "arrests_minor")),
        *map(per_resident, ("arrests_pretext", "prints", "matches", "detainers", "custody")),
    ]


@pytest.mark.verify
def test_rates_do_not_change_with_scale() -> None:
    """Without limits on beds: if those are scarce, fluctuations of a small nation matter."""
    base: Settings = scenario("nation").replace(ice_beds_rate=float("inf"), weeks=150)
    small = np.array([figures(run(base.replace(scale=0.01), k, threads=2)) for k in range(12)])
    large = np.array(figures(run(base.replace(scale=0.1), 100, threads=2)))
    # The variance of the larger nation is a tenth of that of each smaller one.
    error = small.std(axis=0, ddof=1) * np.sqrt(1 / len(small) + 1 / 10)
    difference = abs(small.mean(axis=0) - large)
    print("relative differences:", np.round(small.mean(axis=0) / large - 1, 4).tolist())
    assert (difference <= STANDARD_ERRORS * error + STRUCTURE * large).all()
