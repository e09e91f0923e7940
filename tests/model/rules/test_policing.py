"""Clearance, and how an encounter ends: hand-worked cases and the rules' agreement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.groups import CITIZEN, LAWFUL, UNDOCUMENTED
from scomm.model.rules import policing

SHARE = st.floats(0.0, 1.0)
BOOL = st.booleans()


@pytest.mark.parametrize(
    ("clearance", "weight", "trust", "expected"),
    [
        (0.4, 0.5, 0.5, 0.4),
        (0.4, 0.5, 1.0, 0.5),
        (0.4, 0.5, 0.0, 0.3),
        (0.4, 0.0, 1.0, 0.4),
        (0.8, 2.0, 1.0, 1.0),
        (0.8, 2.0, 0.0, 0.0),
    ],
)
def test_clearance(clearance: float, weight: float, trust: float, expected: float) -> None:
    assert policing.clearance_probability(clearance, weight, trust) == pytest.approx(expected)


@given(clearance=SHARE, weight=st.floats(0.0, 2.0), trust=SHARE, more=SHARE)
def test_clearance_is_a_probability_that_rises_with_trust(
    clearance: float, weight: float, trust: float, more: float
) -> None:
    low, high = min(trust, more), max(trust, more)
    probability = policing.clearance_probability(clearance, weight, low)
    assert 0.0 <= probability <= policing.clearance_probability(clearance, weight, high) <= 1.0


@given(active=BOOL, received=BOOL, jail=BOOL, inquiry=BOOL)
def test_who_sees_the_check(active: bool, received: bool, jail: bool, inquiry: bool) -> None:
    visible = policing.check_visible(active, received, jail, inquiry)
    assert visible == (jail or inquiry or (active and received))


def test_minor_arrests() -> None:
    assert policing.minor_arrest_probability(0.1, CITIZEN, 1.5) == pytest.approx(0.1)
    assert policing.minor_arrest_probability(0.1, LAWFUL, 1.5) == pytest.approx(0.1)
    assert policing.minor_arrest_probability(0.1, UNDOCUMENTED, 1.5) == pytest.approx(0.15)
    assert policing.minor_arrest_probability(0.5, UNDOCUMENTED, 8.0) == 1.0


@given(base=SHARE, ratio=st.floats(1.0, 8.0), status=st.integers(0, 2))
def test_want_of_a_license_never_lowers_arrests(base: float, ratio: float, status: int) -> None:
    assert base <= policing.minor_arrest_probability(base, status, ratio) <= 1.0


def test_pretext_probability() -> None:
    assert policing.pretext_probability(0.2, True, True, 0.5) == pytest.approx(0.4)
    assert policing.pretext_probability(0.2, False, True, 0.5) == 0.0
    assert policing.pretext_probability(0.2, True, False, 0.5) == 0.0
    assert policing.pretext_probability(0.2, True, True, 1.0) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("u", "expected"),
    [
        # Arrest 0.2, pretext 0.3; else a citation where the draw's digits behind the first 12 bits
        # are below 0.5.
        (0.1, policing.MINOR_ARREST),
        (0.19, policing.MINOR_ARREST),
        (0.2, policing.PRETEXT_ARREST),
        (0.49, policing.PRETEXT_ARREST),
        (2048.51 / 4096.0, policing.WARNING),
        (2048.49 / 4096.0, policing.CITATION),
        (4095.51 / 4096.0, policing.WARNING),
        (4095.49 / 4096.0, policing.CITATION),
        (1024.49 / 4096.0, policing.PRETEXT_ARREST),
    ],
)
def test_an_encounter_s_end(u: float, expected: int) -> None:
    assert policing.encounter_outcome(0.2, 0.3, 0.5, u) == expected


@given(
    arrest=SHARE,
    propensity=SHARE,
    more=SHARE,
    visible=BOOL,
    foreign=BOOL,
    citation_share=SHARE,
    u=st.floats(0.0, 1.0, exclude_min=True, exclude_max=True),
)
def test_more_propensity_only_turns_warnings_and_citations_into_pretexts(
    arrest: float,
    propensity: float,
    more: float,
    visible: bool,
    foreign: bool,
    citation_share: float,
    u: float,
) -> None:
    low, high = min(propensity, more), max(propensity, more)
    ends = [
        policing.encounter_outcome(
            arrest,
            policing.pretext_probability(arrest, visible, foreign, p),
            citation_share,
            u,
        )
        for p in (low, high)
    ]
    assert ends[0] == ends[1] or ends[1] == policing.PRETEXT_ARREST
    assert (ends[0] == policing.MINOR_ARREST) == (u < arrest)
    if not (visible and foreign):
        assert ends[1] != policing.PRETEXT_ARREST


@pytest.mark.parametrize("arrest", [0.0, 0.115, 0.7, 1.0])
@pytest.mark.parametrize("propensity", [0.0, 0.15, 0.6, 1.0])
@pytest.mark.parametrize("citation_share", [0.0, 0.6, 1.0])
def test_outcomes_come_as_often_as_their_probabilities_say(
    arrest: float, propensity: float, citation_share: float
) -> None:
    """On an even grid of draws, whose later digits are even as well: no chance in it."""
    pretext = policing.pretext_probability(arrest, True, True, propensity)
    grid = (np.arange(10_007) + 0.5) / 10_007
    ends = np.array([policing.encounter_outcome(arrest, pretext, citation_share, u) for u in grid])
    cited = policing.citation_probability(arrest, pretext, citation_share)
    for outcome, probability in (
        (policing.MINOR_ARREST, arrest),
        (policing.PRETEXT_ARREST, pretext),
        (policing.CITATION, cited),
        (policing.WARNING, 1.0 - arrest - pretext - cited),
    ):
        assert (ends == outcome).mean() == pytest.approx(probability, abs=1e-3)


@pytest.mark.parametrize(
    ("arrest", "pretext", "share", "expected"),
    [
        (0.2, 0.0, 0.5, 0.4),
        (0.2, 0.3, 0.5, 0.25),  # a pretext takes warnings and citations alike
        (0.2, 0.6, 0.5, 0.1),
        (0.2, 0.8, 0.5, 0.0),
    ],
)
def test_citation_probability(arrest: float, pretext: float, share: float, expected: float) -> None:
    assert policing.citation_probability(arrest, pretext, share) == pytest.approx(expected)


@given(arrest=SHARE, propensity=SHARE, share=SHARE)
def test_citations_are_a_probability(arrest: float, propensity: float, share: float) -> None:
    pretext = policing.pretext_probability(arrest, True, True, propensity)
    cited = policing.citation_probability(arrest, pretext, share)
    assert -1e-12 <= cited <= 1.0 - arrest - pretext + 1e-12
    assert cited <= policing.citation_probability(arrest, 0.0, share) + 1e-12


@given(inquiry=BOOL, foreign=BOOL, status=st.integers(0, 2), share=SHARE)
def test_inquiries(inquiry: bool, foreign: bool, status: int, share: float) -> None:
    asked = inquiry and foreign and status == UNDOCUMENTED
    expected = share if asked else 0.0
    assert policing.inquiry_probability(inquiry, foreign, status, share) == expected
