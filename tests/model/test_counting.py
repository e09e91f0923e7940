"""Counting with probabilities agrees with plain counts, and varies less.

Over replicates the difference of the two sums has mean 0 in any world, since each decision's
probability is known when it is made. A paired z statistic over replicates tests that.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scomm import Outcomes, Settings, run
from scomm.model.measures import EXPECTED
from scomm.model.randomness import world_seed

SWEEP_SEED = 20101122
QUICK, MANY = 30, 200
# With fewer events over all replicates the test has no power: a difference of all of them would be
# within the interval.
FEWEST = 60

# All measures occur: both ways of screening, unrecognized releases, and a burn-in, whose events
# belong to no month.
EVERYTHING: dict[str, object] = {
    "population": 800,
    "burn_in_weeks": 30,
    "activation": "2008-11-03",
    "screening_detection": 0.5,
    "screening_size_elasticity": 0.0,
    "state_refuses": "2009-06-01",
    "record_share": 0.2,
    "record_share_persistent": 0.7,
    "noncitizen_record_ratio": 1.0,
    "record_felony_share": 0.9,
    "fbi_only_share": 0.6,
    "aggravated_share": 0.4,
    "felony_share_cause": 0.3,
    "conviction_misdemeanor": 0.8,
    "conviction_felony": 0.8,
    "detainer_level1": 0.9,
    "detainer_level2": 0.9,
    "detainer_level3": 0.9,
    "detainer_other_charge": 0.7,
    "detainer_lawful_ratio": 0.6,
    "removal_undocumented": 0.7,
    "removal_lawful": 0.6,
    "status_inquiry": True,
    "before_disposition_share": 0.6,
    "weeks": 52,
}
# ICE follows up: beds are scarce, and jails hold only people with serious records.
FOLLOWED_UP: dict[str, object] = {
    **EVERYTHING,
    "detainer_policy": "serious",
    "ice_beds_rate": 500.0,
    "order_to_appear_share": 0.6,
    "order_weeks": 6.0,
    "removal_after_order": 0.5,
    "at_large_arrest": 0.7,
    "at_large_weeks": 3.0,
}


def differences(outs: list[Outcomes]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Plain counts and sums of probabilities of each measure, one element per replicate."""
    return {
        measure: (
            np.array([out.total(measure, period="all") for out in outs]),
            np.array([out.total(measure, period="all", counting="probability") for out in outs]),
        )
        for measure in EXPECTED
    }


def check_agreement(outs: list[Outcomes], false_alarm: float) -> list[str]:
    """Check all measures by Student's t; return a line for each: mean, z, reduction of variance."""
    lines = []
    limit = stats.t.isf(false_alarm / 2.0 / len(EXPECTED), len(outs) - 1)
    for measure, (counts, sums) in differences(outs).items():
        assert counts.sum() >= FEWEST, (
            f"{measure}: {counts.sum():g} events are too few ever to fail"
        )
        gap = sums - counts
        error = gap.std(ddof=1) / np.sqrt(len(outs))
        if error < 1e-6:  # all probabilities were 0 or 1; the sums are rounded to 2**-32
            assert abs(gap.mean()) < 1e-6, measure
            lines.append(f"{measure}: mean {counts.mean():.2f}, certain")
            continue
        z = gap.mean() / error
        gain = counts.var(ddof=1) / max(sums.var(ddof=1), 1e-12)
        lines.append(
            f"{measure}: mean {counts.mean():.2f} counted, {sums.mean():.2f} by probability,"
            f" z {z:+.2f}, variance of the count {gain:.2f} times as large"
        )
        assert abs(z) < limit, lines[-1]
    return lines


def replicates(settings: Settings, count: int, engine: str) -> list[Outcomes]:
    return [run(settings, world_seed(SWEEP_SEED, k), engine=engine) for k in range(count)]


@pytest.mark.parametrize("world", [EVERYTHING, FOLLOWED_UP], ids=["everything", "followed up"])
def test_both_ways_of_counting_agree(
    busy_county: Settings, false_alarm: float, world: dict[str, object]
) -> None:
    """30 replicates; the false-alarm rate is divided among all measures.

    In the compiled execution: that Mesa's has the same numbers is shown by the twins.
    """
    check_agreement(replicates(busy_county.replace(**world), QUICK, "compiled"), false_alarm)


@pytest.mark.verify
def test_both_ways_of_counting_agree_over_200_replicates(
    busy_county: Settings, engine: str, false_alarm: float
) -> None:
    """As above with more power; prints the gain of counting with probabilities."""
    outs = replicates(busy_county.replace(**EVERYTHING), MANY, engine)
    print("\n".join(["", *check_agreement(outs, false_alarm)]))


def paired_effects(settings: Settings, count: int, engine: str) -> dict[str, np.ndarray]:
    """Effect of enrollment on Hispanic reporting, by each way of counting."""
    effects: dict[str, list[float]] = {"count": [], "probability": []}
    for k in range(count):
        seed = world_seed(SWEEP_SEED, k)
        enrolled, never = (
            run(settings.replace(enrollment=arm), seed, engine=engine)
            for arm in ("scheduled", "never")
        )
        for counting, found in effects.items():
            found.append(
                enrolled.reporting_rate("hispanic", counting=counting)
                - never.reporting_rate("hispanic", counting=counting)
            )
    return {counting: np.array(found) for counting, found in effects.items()}


def test_probabilities_tell_the_paired_effect_far_better(
    small_county: Settings, false_alarm: float
) -> None:
    """Pitman and Morgan's test of two variances in one sample, 40 replicates.

    Either execution gives the same outcomes, so that one is enough here.
    If two estimates have the same variance, their sum and their difference are uncorrelated. With
    40 replicates the variance must be about 5 times smaller to pass, so that a small gain fails;
    estimates with equal variance would pass with the stated rate only.
    """
    effects = paired_effects(
        # What residents learn of enforcement goes by what happens, whichever way it is counted.
        small_county.replace(activation="2009-01-05", learned_share=0.0),
        40,
        "compiled",
    )
    counted, summed = effects["count"], effects["probability"]
    r = float(np.corrcoef(counted + summed, counted - summed)[0, 1])
    limit = stats.t.isf(false_alarm, 38)
    assert r > limit / np.sqrt(38.0 + limit**2)


@pytest.mark.verify
def test_the_gain_of_counting_with_probabilities(small_county: Settings, engine: str) -> None:
    effects = paired_effects(small_county.replace(activation="2009-01-05"), MANY, engine)
    counted, summed = (effects[c].var(ddof=1) for c in ("count", "probability"))
    print(
        f"\neffect on Hispanic reporting, {MANY} pairs: variance {counted:.3g} by plain counts,"
        f" {counted / summed:.0f} times that by probabilities"
    )
    assert counted > 5.0 * summed
