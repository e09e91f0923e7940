"""Reporting: exposure, fear, trust and the logit, worked by hand and bounded."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm import Settings
from scomm.model.groups import CITIZEN, HISPANIC, LAWFUL, OTHER, UNDOCUMENTED, group_number
from scomm.model.numbers import numbers
from scomm.model.rules import reporting
from scomm.model.rules.crime import PROPERTY, VIOLENT

SHARE = st.floats(0.0, 1.0)
STATUS = st.sampled_from((CITIZEN, LAWFUL, UNDOCUMENTED))
EXPOSURE = ("exposure_lawful", "exposure_household", "exposure_neighborhood", "exposure_hispanic")


def p(**settings: float) -> Settings:
    """Return the numbers that rules take, with some settings as given."""
    return numbers(Settings(**settings))


def test_status_exposure() -> None:
    given = p(exposure_lawful=0.4)
    assert reporting.status_exposure(given, CITIZEN) == 0.0
    assert reporting.status_exposure(given, LAWFUL) == 0.4
    assert reporting.status_exposure(given, UNDOCUMENTED) == 1.0


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
    given = p(**dict(zip(EXPOSURE, (0.4, 0.5, 0.6, 0.1), strict=True)))
    group = group_number(HISPANIC if hispanic else OTHER, status)
    value = reporting.exposure(given, group, household, undocumented)
    assert value == pytest.approx(expected)


@given(
    status=STATUS,
    hispanic=st.booleans(),
    household=STATUS,
    undocumented=SHARE,
    weights=st.tuples(SHARE, SHARE, SHARE, SHARE),
    which=st.integers(0, 3),
    more=SHARE,
)
def test_exposure_is_bounded_and_rises_with_every_weight(
    status: int,
    hispanic: bool,
    household: int,
    undocumented: float,
    weights: tuple[float, ...],
    which: int,
    more: float,
) -> None:
    given = p(**dict(zip(EXPOSURE, weights, strict=True)))
    group = group_number(HISPANIC if hispanic else OTHER, status)
    value = reporting.exposure(given, group, household, undocumented)
    assert 0.0 <= value <= 2.0
    assert value >= reporting.status_exposure(given, status)
    raised = list(weights)
    raised[which] = max(more, weights[which])
    given = p(**dict(zip(EXPOSURE, raised, strict=True)))
    assert reporting.exposure(given, group, household, undocumented) >= value


@pytest.mark.parametrize(
    ("share", "aware", "left", "learned", "inquiry", "news", "expected"),
    [
        # Before 0.3, a step of 0.1 once aware, of 0.2 where officers ask.
        (0.0, 0.0, 1.0, 2.0, False, 0.0, 0.3),
        (0.0, 1.0, 1.0, 2.0, False, 0.0, 0.4),
        (0.0, 1.0, 0.25, 2.0, False, 0.0, 0.325),  # three quarters of the step have faded
        (0.0, 0.0, 1.0, 0.0, True, 0.0, 0.5),
        (0.0, 0.5, 1.0, 0.0, True, 0.05, 0.6),
        (1.0, 1.0, 1.0, 0.0, False, 0.0, 0.3),  # all learned, and nothing to be seen
        (1.0, 0.0, 1.0, 2.0, False, 0.0, 0.5),  # twice the reference, aware or not
        (0.4, 1.0, 0.5, 1.0, False, 0.0, 0.37),  # 0.1 × 0.6 × 0.5 + 0.1 × 0.4
        (1.0, 0.0, 0.0, -1.0, False, 0.0, 0.2),  # less enforcement than before
    ],
)
def test_perceived_risk(
    share: float,
    aware: float,
    left: float,
    learned: float,
    inquiry: bool,
    news: float,
    expected: float,
) -> None:
    given = p(risk_before=0.3, enrollment_risk_step=0.1, inquiry_risk_step=0.2, learned_share=share)
    found = reporting.perceived_risk(given, aware, left, learned, inquiry, news)
    assert found == pytest.approx(expected)


def test_perceived_risk_is_never_negative() -> None:
    given = p(risk_before=0.05, enrollment_risk_step=0.2, learned_share=1.0)
    assert reporting.perceived_risk(given, 0.0, 0.0, -1.0, False, 0.0) == 0.0


@pytest.mark.parametrize(
    ("community", "exposure", "dont_ask", "aware", "gain", "loss", "expected"),
    [
        # An ordinance adds 0.1 for who is fully exposed; the step takes 0.2, half of it left.
        (0.5, 1.0, False, 0.0, 0.0, 0.0, 0.5),
        (0.5, 1.0, True, 0.0, 0.0, 0.0, 0.6),
        (0.5, 1.4, True, 0.0, 0.0, 0.0, 0.6),
        (0.5, 0.3, True, 0.0, 0.0, 0.0, 0.53),
        (0.5, 0.0, True, 0.0, 0.0, 0.0, 0.5),  # nothing at stake, so nothing gained
        (0.5, 1.0, True, 1.0, 0.0, 0.0, 0.4),  # the program bypasses the ordinance
        (0.5, 0.5, False, 1.0, 0.0, 0.0, 0.45),
        (0.5, 1.0, True, 0.25, 0.2, 0.05, 0.7),
        (0.9, 0.0, False, 0.0, 0.3, 0.0, 1.0),
        (0.1, 0.0, False, 0.0, 0.0, 0.3, 0.0),
    ],
)
def test_trust(
    community: float,
    exposure: float,
    dont_ask: bool,
    aware: float,
    gain: float,
    loss: float,
    expected: float,
) -> None:
    given = p(community_trust=community, dont_ask_trust=0.1, enrollment_trust_step=0.2)
    level = reporting.trust_level(given, exposure, aware, 0.5, dont_ask, gain, loss)
    assert level == pytest.approx(expected)


def test_whose_trust_is_personal() -> None:
    assert not reporting.trust_is_personal(p(enrollment_trust_step=0.0), False)
    assert reporting.trust_is_personal(p(enrollment_trust_step=0.1), False)
    assert reporting.trust_is_personal(p(enrollment_trust_step=0.0), True)


@given(community=SHARE, bonus=SHARE, aware=SHARE, gain=st.floats(0.0, 2.0), loss=st.floats(0, 2.0))
def test_trust_is_bounded_and_moves_with_its_parts(
    community: float, bonus: float, aware: float, gain: float, loss: float
) -> None:
    def level(aware: float = aware, gain: float = gain, loss: float = loss) -> float:
        given = p(community_trust=community, dont_ask_trust=bonus)
        return reporting.trust_level(given, 1.0, aware, 1.0, True, gain, loss)

    assert 0.0 <= level() <= 1.0
    assert level(gain=gain + 0.1) >= level() >= level(loss=loss + 0.1)
    assert level(aware=1.0) <= level()


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
    given = p(
        report_intercept_violent=intercept,
        report_intercept_property=intercept - 1.0,
        report_trust_weight=2.0,
        report_fear_weight=4.0,
    )
    violent, other = (
        reporting.report_probability(given, crime_class, False, trust, fear)
        for crime_class in (VIOLENT, PROPERTY)
    )
    assert violent == pytest.approx(expected)
    assert math.log(violent / (1.0 - violent)) == pytest.approx(
        math.log(other / (1.0 - other)) + 1.0
    )


@given(
    intercept=st.floats(-5.0, 4.0),
    trust_weight=st.floats(0.0, 10.0),
    trust=SHARE,
    fear_weight=st.floats(0.0, 20.0),
    fear=st.floats(0.0, 40.0),
)
def test_reporting_rises_with_trust_and_falls_with_fear(
    intercept: float, trust_weight: float, trust: float, fear_weight: float, fear: float
) -> None:
    def probability(trust: float = trust, fear: float = fear, more: float = 0.0) -> float:
        given = p(
            report_intercept_property=intercept + more,
            report_trust_weight=trust_weight,
            report_fear_weight=fear_weight,
        )
        return reporting.report_probability(given, PROPERTY, True, trust, fear)

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


# Witnesses


@pytest.mark.parametrize(
    ("crime_class", "u", "expected"),
    [
        # 40 % of violent crimes have a witness, 20 % of property crimes; four residents.
        (VIOLENT, 0.0, 0),
        (VIOLENT, 0.09, 0),
        (VIOLENT, 0.11, 1),
        (VIOLENT, 0.39, 3),
        (VIOLENT, 0.41, reporting.NO_WITNESS),
        (PROPERTY, 0.04, 0),
        (PROPERTY, 0.19, 3),
        (PROPERTY, 0.21, reporting.NO_WITNESS),
    ],
)
def test_who_is_named_as_a_witness(crime_class: int, u: float, expected: int) -> None:
    given = p(witness_share_violent=0.4, witness_share_property=0.2)
    assert reporting.witness_named(given, crime_class, 4, u) == expected


@pytest.mark.parametrize(
    ("named", "in_community", "expected"),
    [(7, True, True), (7, False, False), (5, True, False), (6, True, False)],
)
def test_who_can_be_a_witness(named: int, in_community: bool, expected: bool) -> None:
    """Neither the victim, resident 5, nor the offender, resident 6."""
    assert reporting.can_witness(named, 5, 6, in_community) == expected
