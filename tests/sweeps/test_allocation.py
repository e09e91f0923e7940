"""Number of replicates of a point: looks, the rule by hand, and the rule on real runs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom, norm

from scomm import Settings, run, scenario
from scomm.model.groups import GROUPS, select
from scomm.model.randomness import world_seed
from scomm.sweeps.estimation.confidence_sequence import multiplier
from scomm.sweeps.estimation.contrast import contrast
from scomm.sweeps.estimation.estimands import named
from scomm.sweeps.estimation.jackknife import Array
from scomm.sweeps.estimation.totals import COLUMNS, PERIODS, PLACES, Sums, sums, totals
from scomm.sweeps.schedule.look_numbers import looks
from scomm.sweeps.schedule.stopping_rule import Rule
from scomm.sweeps.sweep_file import Until

ARMS = ("enrolled", "paused", "never")
UNTIL = Until("reporting_rate.hispanic", half_width=0.005, most=60)


def test_looks_begin_grow_and_end() -> None:
    assert looks(20, 60) == (20, 28, 36, 44, 52, 60)
    assert looks(8, 20) == (8, 16, 20)
    assert looks(20, 20) == (20,)
    far = np.array(looks(20, 1_000_000))
    assert far[-1] == 1_000_000
    assert (np.diff(far)[:-1] >= 8).all()
    assert np.diff(far)[10:-1] / far[10:-2] == pytest.approx(0.1, abs=0.01)


def rates(percent: Array) -> Array:
    """Return a numerator and denominator for each rate."""
    return np.stack([percent * 10, np.full_like(percent, 1000.0)], axis=-1)


def wobbling(size: float, count: int = 60) -> Array:
    """Rates around 40 % whose standard deviation is about ``size`` percentage points."""
    return rates(40 + size * np.sin(np.arange(count) * 2.4) * math.sqrt(2))


STEADY = rates(np.full(60, 40.0))


def test_what_is_kept_of_a_run() -> None:
    rule = Rule(Until("reporting_rate.violent.hispanic", 0.005, 60), ARMS)
    given = np.zeros((3, len(GROUPS), len(COLUMNS)))
    assert rule.columns == ("expected_reports_violent", "victimizations_violent")
    for number, name in enumerate(rule.columns):
        given[:, select("hispanic"), COLUMNS.index(name)] = number + 1.0
    # Three groups, those of citizens, lawful residents and the undocumented.
    assert rule.kept(given).tolist() == [[3.0, 6.0]] * 3


def test_a_point_has_what_it_needs_and_no_more() -> None:
    rule = Rule(UNTIL, ("enrolled", "never"))
    assert rule.contrasts == (("enrolled", "never"),)
    arms = {"enrolled": wobbling(1.0), "never": STEADY}
    counts = []
    wanted = 0
    for _ in range(10):
        wanted = rule.wanted({arm: rows[:wanted] for arm, rows in arms.items()})
        counts.append(wanted)
    # ±0.5 needs 3.2 standard errors, 3.2 / √n, below 0.5: 44 replicates, of which it then has.
    assert counts == [20, 28, 36, 44, 44, 44, 44, 44, 44, 44]
    # Replicates beyond that, or in between, change nothing.
    assert rule.wanted(arms) == 44
    assert rule.wanted({arm: rows[:41] for arm, rows in arms.items()}) == 44


def test_the_widest_contrast_decides() -> None:
    rule = Rule(UNTIL, ARMS)
    kept = {"enrolled": wobbling(0.1), "paused": wobbling(1.0), "never": STEADY}
    assert rule.wanted(kept) == 44
    intervals = rule.intervals(kept)
    assert list(intervals) == [("enrolled", "never"), ("paused", "never")]
    widest = intervals["paused", "never"]
    assert rule.half_width(kept) == pytest.approx(widest.half_width / 100)
    error = np.std(kept["paused"][:, 0] / 10, ddof=1) / math.sqrt(60)
    assert widest.half_width == pytest.approx(multiplier(60, 20) * error)
    assert (widest.low + widest.high) / 2 == pytest.approx(widest.value)


def test_an_arms_own_value_and_a_unit_that_is_no_percentage() -> None:
    until = Until("trust.hispanic", half_width=0.5, most=60, arm="paused")
    kept = {"paused": np.stack([wobbling(1.0)[:, 0] / 10, np.ones(60)], axis=-1)}
    rule = Rule(until, ARMS)
    assert rule.wanted(kept) == 44
    assert rule.intervals(kept)["paused", ""].value == pytest.approx(40, abs=0.1)


def test_failed_runs_count_but_are_left_out_of_both_arms() -> None:
    rule = Rule(UNTIL, ("enrolled", "never"))
    failed = wobbling(1.0)
    failed[3] = np.nan
    interval = rule.intervals({"enrolled": failed, "never": STEADY})["enrolled", "never"]
    without = rule.intervals({"enrolled": np.delete(failed, 3, 0), "never": STEADY[1:]})
    assert interval == without["enrolled", "never"]
    assert interval.replicates == 59
    assert rule.wanted({"enrolled": failed[:20], "never": STEADY[:20]}) == 28


@pytest.mark.parametrize(
    "rows",
    [STEADY, np.zeros((60, 2)), np.full((60, 2), np.nan)],
    ids=["agreeing", "nothing to divide by", "failed"],
)
def test_without_an_interval_it_goes_on_to_the_most(rows: Array) -> None:
    rule = Rule(UNTIL, ("enrolled", "never"))
    kept = {"enrolled": rows, "never": STEADY}
    assert rule.wanted(kept) == 60
    assert rule.half_width(kept) == math.inf
    assert math.isnan(rule.intervals(kept)["enrolled", "never"].low)


def test_the_arms_must_have_the_same_replicates() -> None:
    rule = Rule(UNTIL, ("enrolled", "never"))
    with pytest.raises(ValueError, match=r"different numbers of replicates: \[59, 60\]"):
        rule.wanted({"enrolled": STEADY, "never": STEADY[1:]})


def test_it_is_the_estimate_and_the_standard_error_of_the_contrast() -> None:
    generator = np.random.default_rng(20101122)
    shape = (20, len(GROUPS), len(COLUMNS))
    first, second = (generator.integers(50, 100, shape).astype(float) for _ in range(2))
    for name in ("reporting_rate.violent.hispanic", "non_criminal_share.undocumented"):
        rule = Rule(Until(name, 0.005, 60), ("enrolled", "never"))
        kept = {"enrolled": rule.kept(first), "never": rule.kept(second)}
        (row,) = contrast(first, second, ("enrolled", "never"), [named(name)]).itertuples()
        (found,) = rule.intervals(kept).values()
        assert found.value == pytest.approx(row.effect)
        assert found.half_width == pytest.approx(multiplier(20, 20) * row.standard_error)


# Evidence on real runs. A point's runs are taken for all the worlds there are, from which trials
# draw theirs with replacement, so that the truth is known.

FALSE_ALARM = 1e-6
TRIALS = 1000
SHORT = scenario("county").replace(population=2000, weeks=120, burn_in_weeks=40)
POINTS = [
    {"pretextual_propensity": propensity, "community_trust": trust}
    for propensity in (0.0, 0.8)
    for trust in (0.3, 0.7)
]


def worlds(settings: Settings, count: int) -> dict[str, Sums]:
    """Return the runs of a point by arm: float64[replicate, group, column], focal, after."""
    place = (PLACES.index("focal"), PERIODS.index("after"))
    arms = {"enrolled": "scheduled", "never": "never"}
    return {
        arm: np.stack(
            [
                sums(totals(run(point, world_seed(20101122, number))))[place]
                for number in range(count)
            ]
        )
        for arm, point in ((arm, settings.replace(enrollment=how)) for arm, how in arms.items())
    }


@pytest.mark.verify
@pytest.mark.parametrize(
    ("settings", "count", "asked"),
    [
        (
            SHORT,
            1000,
            [
                Until("reporting_rate.hispanic", 0.001, 800),
                Until("reporting_rate.undocumented", 0.002, 800),
                Until("trust.hispanic", 0.0005, 800),
            ],
        ),
        (
            scenario("county"),
            300,
            [
                Until("reporting_rate.hispanic", 0.005, 800),
                Until("reporting_rate.hispanic", 0.005, 800, first=8),
                Until("reporting_rate.hispanic", 0.0005, 800),
                Until("non_criminal_share.noncitizen", 0.01, 800, arm="enrolled"),
            ],
        ),
    ],
    ids=["short county", "county"],
)
def test_the_rule_on_real_runs(settings: Settings, count: int, asked: list[Until]) -> None:
    """At every look, and at the stop, the interval covers the truth; prints the cost."""
    generator = np.random.default_rng(20101122)
    points = [worlds(settings.replace(**changes), count) for changes in POINTS]
    for until in asked:
        rule = Rule(until, ("enrolled", "never"))
        replicates, fixed, at_stop, at_any = [], [], 0, 0
        for point in points:
            every = {arm: rule.kept(runs) for arm, runs in point.items()}
            (truth,) = (interval.value for interval in rule.intervals(every).values())
            deviation = rule.half_width(every) / multiplier(count, until.first) * math.sqrt(count)
            # With known variance, a half-width needs this many, fixed in advance.
            fixed.append((norm.isf(0.025) * deviation / until.half_width) ** 2)
            for _ in range(TRIALS):
                drawn = generator.integers(count, size=until.most)
                kept = {arm: rows[drawn] for arm, rows in every.items()}
                replicates.append(rule.wanted(kept))
                wrong = wrong_looks(rule, kept, truth)
                at_stop += replicates[-1] in wrong
                at_any += bool(wrong)
        trials = len(replicates)
        spent = np.reshape(replicates, (len(points), TRIALS)).mean(axis=1)
        print(f"{until}: replicates at {len(points)} points")
        print(f"  by the rule on average {np.round(spent, 1)}, in all {spent.sum():.0f}")
        print(f"  fixed, had one known {np.round(fixed, 1)}, in all {sum(fixed):.0f}")
        print(f"  fixed at the worst, had one known: in all {len(points) * max(fixed):.0f}")
        print(f"  wrong when it stopped: {100 * at_stop / trials:.1f} % of {trials:,}", end="")
        print(f", at any look: {100 * at_any / trials:.1f} %")
        assert at_any <= binom.isf(FALSE_ALARM, trials, 0.05)


def wrong_looks(rule: Rule, kept: dict[str, Array], truth: float) -> set[int]:
    """Return the looks at which the interval misses the truth."""
    wrong = set()
    for look in rule.looks:
        (found,) = rule.intervals({arm: rows[:look] for arm, rows in kept.items()}).values()
        if found.low > truth or found.high < truth:
            wrong.add(look)
    return wrong
