"""The sampling error of weighted estimates, by hand and compared with the whole nation."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from scomm import Outcomes, Settings, run
from scomm.model.errors import InputError
from scomm.model.measures import COUNTS
from scomm.model.sampling_error import sampling_error
from scomm.sweeps.estimation import totals

QUICK = Settings(places="nation", jurisdictions=12, scale=0.001, weeks=9, burn_in_weeks=0)
PRINTS = COUNTS.index("prints")


@pytest.fixture(scope="module")
def sample() -> Outcomes:
    return run(QUICK, 2)


def with_prints(outcomes: Outcomes, prints: list[int], weight: list[float]) -> Outcomes:
    """Outcomes with prints only in the first month and group of each place."""
    counts = np.zeros_like(outcomes.count_table)
    counts[0, :, 0, PRINTS] = prints
    places = replace(outcomes.places, weight=np.array(weight, dtype=np.float64))
    return replace(outcomes, places=places, count_table=counts)


def prints(outcomes: Outcomes) -> float:
    return outcomes.total("prints", period="all")


def test_the_error_of_a_total_by_hand(sample: Outcomes) -> None:
    # Two certain counties; pairs (30, 10) at weight 2 and (5, 5) at 4; then three of 1, 2, 4 at 10.
    made = with_prints(
        sample, [9, 8, 30, 10, 5, 5, 1, 2, 4, 0, 0, 0], [1, 1, 2, 2, 4, 4, 10, 10, 10, 1, 1, 1]
    )
    assert prints(made) == 17 + 80 + 40 + 70
    # (60 - 20)**2 / 2 = 800; 0; the last three in two pairs of three quarters each:
    # 0.75 * 0.9 * ((10 - 20)**2 + (20 - 40)**2) = 337.5.
    assert sampling_error(prints, made) == pytest.approx(math.sqrt(800 + 337.5), rel=1e-6)


def test_the_error_of_a_ratio_is_that_of_its_tangent(sample: Outcomes) -> None:
    made = with_prints(sample, [4, 30, 10, *[0] * 9], [1, 2, 2, *[1] * 9])
    # prints / (prints + 16): slope 16 / (prints + 16)**2 at 84 prints.
    error = sampling_error(lambda o: prints(o) / (prints(o) + 16), made)
    assert error == pytest.approx(16 / 100**2 * math.sqrt(800), rel=1e-3)


def test_a_whole_has_no_sampling_error_and_one_county_none_that_is_known(sample: Outcomes) -> None:
    assert sampling_error(prints, with_prints(sample, [1] * 12, [1.0] * 12)) == 0.0
    assert math.isnan(sampling_error(prints, with_prints(sample, [1] * 12, [1.0] * 11 + [3.0])))


def test_arms_of_one_sample_are_compared_and_of_two_refused(sample: Outcomes) -> None:
    never = run(QUICK.replace(enrollment="nobody"), 2)
    assert never.places.name == sample.places.name
    assert sampling_error(lambda a, b: prints(a) - prints(b), sample, never) >= 0.0
    with pytest.raises(InputError, match="different samples of counties"):
        sampling_error(lambda a, b: prints(a) - prints(b), sample, run(QUICK, 3))


def test_totals_are_weighted_in_outcomes_and_in_what_a_sweep_keeps(sample: Outcomes) -> None:
    by_hand = float(
        sample.places.weight @ sample.count_table[..., COUNTS.index("resident_weeks")].sum((0, 2))
    )
    assert sample.total("resident_weeks", period="all") == pytest.approx(by_hand)
    # Nine weeks of all residents that the sample represents, in the community or not.
    assert by_hand == pytest.approx(9 * sample.places.represented, rel=0.02)
    focal, every = totals.sums(totals.totals(sample))[:, totals.PERIODS.index("before")]
    column = totals.COLUMNS.index("resident_weeks")
    assert every[:, column].sum() == pytest.approx(
        sample.total("resident_weeks", period="before"), abs=6
    )
    assert (
        focal[:, column].sum()
        == sample.count_table[
            sample.months_in("before")[:, 0], 0, :, COUNTS.index("resident_weeks")
        ].sum()
    )


def test_a_sample_gives_what_the_whole_nation_gives() -> None:
    """Twelve samples of 60 counties compared with the whole: their means and estimated errors.

    Six figures, each at most six standard errors (of twelve samples and one whole) from the whole:
    by Student's t with 11 degrees of freedom a false alarm is rarer than 1e-3 for one run of this
    test with other seeds; with the seeds here it cannot fail by chance.
    """
    base = Settings(places="nation", scale=0.004, weeks=80, burn_in_weeks=8)

    def figures(outcomes: Outcomes) -> list[float]:
        years = outcomes.total("resident_weeks", period="all") / 52
        return [
            outcomes.total(name, group, period="all", counting="probability") / years
            for name, group in (
                ("victimizations_violent", "all"),
                ("arrests_minor", "hispanic"),
                ("prints", "all"),
                ("other_custody", "all"),
            )
        ] + [
            outcomes.reporting_rate(period="all"),
            outcomes.reporting_rate("hispanic", period="all"),
        ]

    whole = np.array(figures(run(base, 1000)))
    samples = [run(base.replace(jurisdictions=60), k) for k in range(12)]
    found = np.array([figures(each) for each in samples])
    error = found.std(axis=0, ddof=1)
    assert np.all(np.abs(found.mean(axis=0) - whole) <= 6.0 * error / math.sqrt(12))
    # The estimated error of each sample is similar to the standard deviation over samples.
    said = np.sqrt(
        np.mean(
            [
                [sampling_error(lambda o, k=k: figures(o)[k], each) ** 2 for k in (2, 4)]
                for each in samples[:4]
            ],
            axis=0,
        )
    )
    assert np.all(said > 0.3 * error[[2, 4]]) and np.all(said < 3.0 * error[[2, 4]])
