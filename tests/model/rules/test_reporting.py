"""Who reports: exposure, fear, trust and the logit, worked by hand and bounded."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.groups import CITIZEN, LAWFUL, UNDOCUMENTED
from scomm.model.rules import reporting

SHARE = st.floats(0.0, 1.0)
STATUS = st.sampled_from((CITIZEN, LAWFUL, UNDOCUMENTED))


def test_status_exposure() -> None:
    assert reporting.status_exposure(CITIZEN, 0.4) == 0.0
    assert reporting.status_exposure(LAWFUL, 0.4) == 0.4
    assert reporting.status_exposure(UNDOCUMENTED, 0.4) == 1.0


@pytest.mark.parametrize(
    ("status", "hispanic", "household", "undocumented", "expected"),
    [
        # Weights: lawful 0.4, household 0.5, neighborhood 0.6, ethnic 0.1.
        (CITIZEN, False, CITIZEN, 0.0, 0.0),
        (CITIZEN, True, CITIZEN, 0.0, 0.1),
        (CITIZEN, False, UNDOCUMENTED, 0.0, 0.5),
        (CITIZEN, False, LAWFUL, 0.0, 0.2),
        (CITIZEN, False, LAWFUL, 0.5, 0.3),  # the neighborhood is more
        (CITIZEN, True, UNDOCUMENTED, 0.5, 0.6),
        (LAWFUL, False, LAWFUL, 0.0, 0.4),
        (LAWFUL, True, UNDOCUMENTED, 0.0, 0.6),
        (UNDOCUMENTED, False, UNDOCUMENTED, 1.0, 1.0),
        (UNDOCUMENTED, True, UNDOCUMENTED, 1.0, 1.1),
    ],
)
def test_exposure(
    status: int, hispanic: bool, household: int, undocumented: float, expected: float
) -> None:
    value = reporting.exposure(status, hispanic, household, undocumented, 0.4, 0.5, 0.6, 0.1)
    assert value == pytest.approx(expected)


@given(
    status=STATUS,
    hispanic=st.booleans(),
    household=STATUS,
    undocumented=SHARE,
    weights=st.tuples(SHARE, SHARE, SHARE, SHARE),
    place=st.integers(0, 3),
    more=SHARE,
)
def test_exposure_is_bounded_and_rises_with_every_weight(
    status: int,
    hispanic: bool,
    household: int,
    undocumented: float,
    weights: tuple[float, ...],
    place: int,
    more: float,
) -> None:
    value = reporting.exposure(status, hispanic, household, undocumented, *weights)
    assert 0.0 <= value <= 2.0
    assert value >= reporting.status_exposure(status, weights[0])
    raised = list(weights)
    raised[place] = max(more, weights[place])
    assert reporting.exposure(status, hispanic, household, undocumented, *raised) >= value


@pytest.mark.parametrize(
    ("before", "step", "aware", "inquiry", "news", "expected"),
    [
        (0.3, 0.1, 0.0, 0.0, 0.0, 0.3),
        (0.3, 0.1, 1.0, 0.0, 0.0, 0.4),
        (0.3, 0.1, 0.5, 0.2, 0.05, 0.6),
    ],
)
def test_perceived_risk(
    before: float, step: float, aware: float, inquiry: float, news: float, expected: float
) -> None:
    assert reporting.perceived_risk(before, step, aware, inquiry, news) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("community", "bonus", "aware", "gain", "loss", "expected"),
    [
        (0.5, 0.0, 0.0, 0.0, 0.0, 0.5),
        (0.5, 0.1, 0.0, 0.0, 0.0, 0.6),
        (0.5, 0.1, 1.0, 0.0, 0.0, 0.5),  # the program bypasses the ordinance
        (0.5, 0.1, 0.25, 0.2, 0.05, 0.725),
        (0.9, 0.0, 0.0, 0.3, 0.0, 1.0),
        (0.1, 0.0, 0.0, 0.0, 0.3, 0.0),
    ],
)
def test_trust(
    community: float, bonus: float, aware: float, gain: float, loss: float, expected: float
) -> None:
    assert reporting.trust_level(community, bonus, aware, gain, loss) == pytest.approx(expected)


@given(community=SHARE, bonus=SHARE, aware=SHARE, gain=st.floats(0.0, 2.0), loss=st.floats(0, 2.0))
def test_trust_is_bounded_and_moves_with_its_parts(
    community: float, bonus: float, aware: float, gain: float, loss: float
) -> None:
    level = reporting.trust_level(community, bonus, aware, gain, loss)
    assert 0.0 <= level <= 1.0
    assert reporting.trust_level(community, bonus, aware, gain + 0.1, loss) >= level
    assert reporting.trust_level(community, bonus, aware, gain, loss + 0.1) <= level
    assert reporting.trust_level(community, bonus, 1.0, gain, loss) <= level


@pytest.mark.parametrize(
    ("intercept", "trust", "fear", "expected"),
    [
        # Weights: trust 2, fear 4.
        (0.0, 0.5, 0.0, 0.5),
        (math.log(3.0), 0.5, 0.0, 0.75),
        (0.0, 1.0, 0.25, 0.5),  # a trust of 1 makes up for a fear of 1/4
        (0.0, 0.0, 0.0, 1.0 / (1.0 + math.e)),
        (0.0, 0.5, 0.25, 1.0 / (1.0 + math.e)),
    ],
)
def test_report_probability(intercept: float, trust: float, fear: float, expected: float) -> None:
    assert reporting.report_probability(intercept, 2.0, trust, 4.0, fear) == pytest.approx(expected)


@given(
    intercept=st.floats(-5.0, 5.0),
    trust_weight=st.floats(0.0, 10.0),
    trust=SHARE,
    fear_weight=st.floats(0.0, 20.0),
    fear=st.floats(0.0, 40.0),
)
def test_reporting_rises_with_trust_and_falls_with_fear(
    intercept: float, trust_weight: float, trust: float, fear_weight: float, fear: float
) -> None:
    def probability(trust: float = trust, fear: float = fear, more: float = 0.0) -> float:
        return reporting.report_probability(
            intercept + more, trust_weight, trust, fear_weight, fear
        )

    assert 0.0 <= probability() <= 1.0
    assert probability(trust=1.0) >= probability() >= probability(trust=0.0)
    assert probability(fear=0.0) >= probability() >= probability(fear=fear + 1.0)
    assert probability(more=1.0) >= probability()


@pytest.mark.parametrize(
    ("victim", "witness", "expected"), [(0.3, 0.0, 0.3), (0.3, 0.5, 0.65), (1.0, 0.5, 1.0)]
)
def test_either_reports(victim: float, witness: float, expected: float) -> None:
    assert reporting.either_reports(victim, witness) == pytest.approx(expected)


@given(victim=SHARE, witness=SHARE)
def test_a_witness_only_adds_reports(victim: float, witness: float) -> None:
    either = reporting.either_reports(victim, witness)
    assert max(victim, witness) - 1e-12 <= either <= 1.0 + 1e-12
