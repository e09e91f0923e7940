"""A smaller nation stands for a larger one."""

from __future__ import annotations

import numpy as np
import pytest

from scomm import Outcomes, Settings, run, scenario

# By how much structure may differ, relative to the larger nation's: a place of a hundredth has one
# neighborhood where the whole has many, so exposure mixes otherwise, and offenders see less.
STRUCTURE = 0.02
# In standard errors, beside that: twelve figures at once are wrong less than once in a million.
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
    """Without limits on beds: where those are scarce, a small nation's ups and downs count."""
    base: Settings = scenario("nation").replace(ice_beds_rate=float("inf"), weeks=150)
    small = np.array([figures(run(base.replace(scale=0.01), k, threads=2)) for k in range(12)])
    large = np.array(figures(run(base.replace(scale=0.1), 100, threads=2)))
    # The larger nation varies a tenth as much as each of the smaller.
    error = small.std(axis=0, ddof=1) * np.sqrt(1 / len(small) + 1 / 10)
    difference = abs(small.mean(axis=0) - large)
    print("relative differences:", np.round(small.mean(axis=0) / large - 1, 4).tolist())
    assert (difference <= STANDARD_ERRORS * error + STRUCTURE * large).all()
