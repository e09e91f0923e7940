"""Clearance, and how an encounter ends: hand-worked cases and the rules' agreement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scomm.model.groups import CITIZEN, LAWFUL, UNDOCUMENTED
from scomm.model.numbers import numbers
from scomm.model.rules import policing
from scomm.model.rules.crime import PROPERTY, VIOLENT
from scomm.model.settings import Settings

SHARE = st.floats(0.0, 1.0)
BOOL = st.booleans()


def given_p(**settings: float) -> Settings:
    """The record that rules take, of the default settings but those given."""
    return numbers(Settings(**settings))


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
    rest = {"cooperation_weight": weight, "arrests_per_clearance": 1.0}
    p = given_p(clearance_violent=clearance, clearance_property=0.0, **rest)
    assert policing.clearance_probability(p, VIOLENT, trust) == pytest.approx(expected)
    p = given_p(clearance_violent=0.0, clearance_property=clearance, **rest)
    assert policing.clearance_probability(p, PROPERTY, trust) == pytest.approx(expected)


def test_several_clearances_can_hold_one_arrest() -> None:
    """Of clearances certain at this trust, 0.8 bring an arrest: the ratio comes after the bound."""
    p = given_p(clearance_violent=0.8, cooperation_weight=2.0, arrests_per_clearance=0.8)
    assert policing.clearance_probability(p, VIOLENT, 1.0) == pytest.approx(0.8)
    assert policing.clearance_probability(p, VIOLENT, 0.5) == pytest.approx(0.64)


@given(clearance=SHARE, weight=st.floats(0.0, 2.0), trust=SHARE, more=SHARE)
def test_clearance_is_a_probability_that_rises_with_trust(
    clearance: float, weight: float, trust: float, more: float
) -> None:
    low, high = min(trust, more), max(trust, more)
    p = given_p(clearance_violent=clearance, cooperation_weight=weight)
    probability = policing.clearance_probability(p, VIOLENT, low)
    assert 0.0 <= probability <= policing.clearance_probability(p, VIOLENT, high) <= 1.0


def test_a_state_s_law_prevails_over_an_ordinance() -> None:
    assert policing.ordinance_in_force(True, False)
    assert not policing.ordinance_in_force(True, True)
    assert not policing.ordinance_in_force(False, False)
    assert not policing.ordinance_in_force(False, True)


@given(active=BOOL, received=BOOL, jail=BOOL, inquiry=BOOL)
def test_what_purpose_the_check_has(
    active: bool, received: bool, jail: bool, inquiry: bool
) -> None:
    p = given_p(results_declined_pretext_ratio=0.25)
    force = policing.check_force(p, active, received, jail, inquiry)
    if jail or inquiry or (active and received):
        assert force == 1.0
    else:
        assert force == (0.25 if active else 0.0)  # the jail is asked to hold people all the same


@pytest.mark.parametrize(
    ("status", "hispanic", "share"),
    [
        (CITIZEN, True, 0.1),
        (LAWFUL, True, 0.2),
        (UNDOCUMENTED, True, 0.3),
        (CITIZEN, False, 0.4),
        (LAWFUL, False, 0.5),
        (UNDOCUMENTED, False, 0.6),
    ],
)
def test_who_is_taken_for_foreign(status: int, hispanic: bool, share: float) -> None:
    p = given_p(
        foreign_hispanic_citizen=0.1,
        foreign_hispanic_lawful=0.2,
        foreign_hispanic_undocumented=0.3,
        foreign_other_citizen=0.4,
        foreign_other_lawful=0.5,
        foreign_other_undocumented=0.6,
    )
    assert policing.taken_for_foreign(p, status, hispanic, share - 0.01)
    assert not policing.taken_for_foreign(p, status, hispanic, share + 0.01)


def test_profiling_adds_encounters_only_with_people_taken_for_foreign() -> None:
    p = given_p(foreign_other_lawful=0.4)

    def happens(profiled: bool, force: float, u: float) -> bool:
        return policing.encounter_happens(p, profiled, force, LAWFUL, False, u)

    assert happens(False, 0.0, 0.9)
    assert happens(False, 1.0, 0.3)
    assert happens(True, 1.0, 0.39)
    assert not happens(True, 1.0, 0.41)
    # Half the force, half as many of them: those with a draw below 0.2.
    assert happens(True, 0.5, 0.19)
    assert not happens(True, 0.5, 0.21)
    assert not happens(True, 0.0, 0.01)


def test_minor_arrests() -> None:
    p = given_p(no_license_arrest_ratio=1.5)
    assert policing.minor_arrest_probability(p, 0.1, CITIZEN) == pytest.approx(0.1)
    assert policing.minor_arrest_probability(p, 0.1, LAWFUL) == pytest.approx(0.1)
    assert policing.minor_arrest_probability(p, 0.1, UNDOCUMENTED) == pytest.approx(0.15)
    p = given_p(no_license_arrest_ratio=4.0)
    assert policing.minor_arrest_probability(p, 0.5, UNDOCUMENTED) == 1.0


@given(base=SHARE, ratio=st.floats(1.0, 8.0), status=st.integers(0, 2))
def test_want_of_a_license_never_lowers_arrests(base: float, ratio: float, status: int) -> None:
    p = given_p(no_license_arrest_ratio=ratio)
    assert base <= policing.minor_arrest_probability(p, base, status) <= 1.0


def test_pretext_probability() -> None:
    assert policing.pretext_probability(0.2, 1.0, True, 0.5) == pytest.approx(0.4)
    assert policing.pretext_probability(0.2, 0.25, True, 0.5) == pytest.approx(0.1)
    assert policing.pretext_probability(0.2, 0.0, True, 0.5) == 0.0
    assert policing.pretext_probability(0.2, 1.0, False, 0.5) == 0.0
    assert policing.pretext_probability(0.2, 1.0, True, 1.0) == pytest.approx(0.8)


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
    assert policing.encounter_outcome(given_p(citation_share=0.5), 0.2, 0.3, u) == expected


@given(
    arrest=SHARE,
    propensity=SHARE,
    more=SHARE,
    force=SHARE,
    foreign=BOOL,
    citation_share=SHARE,
    u=st.floats(0.0, 1.0, exclude_min=True, exclude_max=True),
)
def test_more_propensity_only_turns_warnings_and_citations_into_pretexts(
    arrest: float,
    propensity: float,
    more: float,
    force: float,
    foreign: bool,
    citation_share: float,
    u: float,
) -> None:
    low, high = min(propensity, more), max(propensity, more)
    p = given_p(citation_share=citation_share)
    ends = [
        policing.encounter_outcome(
            p, arrest, policing.pretext_probability(arrest, force, foreign, of_officer), u
        )
        for of_officer in (low, high)
    ]
    assert ends[0] == ends[1] or ends[1] == policing.PRETEXT_ARREST
    assert (ends[0] == policing.MINOR_ARREST) == (u < arrest)
    if not (force and foreign):
        assert ends[1] != policing.PRETEXT_ARREST


@pytest.mark.parametrize("arrest", [0.0, 0.115, 0.7, 1.0])
@pytest.mark.parametrize("propensity", [0.0, 0.15, 0.6, 1.0])
@pytest.mark.parametrize("citation_share", [0.0, 0.6, 1.0])
def test_outcomes_come_as_often_as_their_probabilities_say(
    arrest: float, propensity: float, citation_share: float
) -> None:
    """On an even grid of draws, whose later digits are even as well: no chance in it."""
    pretext = policing.pretext_probability(arrest, 1.0, True, propensity)
    grid = (np.arange(10_007) + 0.5) / 10_007
    p = given_p(citation_share=citation_share)
    ends = np.array([policing.encounter_outcome(p, arrest, pretext, u) for u in grid])
    cited = policing.citation_probability(p, arrest, pretext, 0.0)
    for outcome, probability in (
        (policing.MINOR_ARREST, arrest),
        (policing.PRETEXT_ARREST, pretext),
        (policing.CITATION, cited),
        (policing.WARNING, 1.0 - arrest - pretext - cited),
    ):
        assert (ends == outcome).mean() == pytest.approx(probability, abs=1e-3)


@pytest.mark.parametrize(
    ("pretext", "inquiry", "cited", "asked"),
    [
        (0.0, 0.0, 0.4, 0.0),
        (0.3, 0.0, 0.25, 0.0),  # a pretext takes warnings and citations alike
        (0.6, 0.0, 0.1, 0.0),
        (0.8, 0.0, 0.0, 0.0),
        (0.0, 0.25, 0.3, 0.2),  # and so does a status inquiry
        (0.3, 0.5, 0.125, 0.25),
        (0.3, 1.0, 0.0, 0.5),
    ],
)
def test_citations_less_inquiries(
    pretext: float, inquiry: float, cited: float, asked: float
) -> None:
    """Arrests for cause take 0.2 of encounters; half of the others would be cited."""
    p = given_p(citation_share=0.5)
    found = policing.citation_probability(p, 0.2, pretext, inquiry)
    assert found == pytest.approx(cited)
    assert policing.inquiry_arrest_probability(0.2, pretext, inquiry) == pytest.approx(asked)


@given(arrest=SHARE, propensity=SHARE, share=SHARE, inquiry=SHARE)
def test_citations_are_a_probability(
    arrest: float, propensity: float, share: float, inquiry: float
) -> None:
    p = given_p(citation_share=share)
    pretext = policing.pretext_probability(arrest, 1.0, True, propensity)
    cited = policing.citation_probability(p, arrest, pretext, inquiry)
    asked = policing.inquiry_arrest_probability(arrest, pretext, inquiry)
    assert -1e-12 <= cited <= 1.0 - arrest - pretext - asked + 1e-12
    assert cited <= policing.citation_probability(p, arrest, 0.0, 0.0) + 1e-12


@given(inquiry=BOOL, foreign=BOOL, status=st.integers(0, 2), share=SHARE)
def test_inquiries(inquiry: bool, foreign: bool, status: int, share: float) -> None:
    asked = inquiry and foreign and status == UNDOCUMENTED
    expected = share if asked else 0.0
    p = given_p(inquiry_arrest_share=share)
    assert policing.inquiry_probability(p, inquiry, foreign, status) == expected
