"""Every parameter reaches an outcome, in the direction predicted.

Each takes two or more values, in the order given, in worlds that share their draws; its measure
must rise ("+") or fall ("-") strictly at every step. The worlds are chosen so that the effect is
large: a parameter without effect fails, and so does one with the wrong sign. A parameter that is
not in the table fails as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from scomm import Outcomes, Settings, run
from scomm.model.groups import GROUPS
from scomm.model.measures import COUNTS

# Parameters that are not a number, flag or choice: a path, and names that appear in tables.
LABELS = {"table", "name", "state_name"}

Measure = Callable[[list[Outcomes]], float]


class Case(NamedTuple):
    """Values in order, the predicted sign, the measure, the settings of the world, and seeds."""

    values: tuple[Any, ...]
    sign: str
    measure: Measure
    world: dict[str, Any]
    seeds: int = 4


# Measures of the runs of all seeds


def total(*measures: str, group: str = "all", period: str = "all") -> Measure:
    """A sum over measures, with probabilities if they have them."""

    def of(outs: list[Outcomes]) -> float:
        return sum(
            out.total(measure, group, period, counting="probability")
            for out in outs
            for measure in measures
        )

    return of


def mean(name: str, *arguments: Any, **options: Any) -> Measure:
    """The mean of an estimand over seeds."""

    def of(outs: list[Outcomes]) -> float:
        return float(np.mean([getattr(out, name)(*arguments, **options) for out in outs]))

    return of


def first_month(measure: str) -> Measure:
    def of(outs: list[Outcomes]) -> float:
        return float(sum(out.monthly[measure][:6].sum() for out in outs))

    return of


def places(outs: list[Outcomes]) -> float:
    return float(np.mean([len(out.places) for out in outs]))


def undocumented_in_focal(outs: list[Outcomes]) -> float:
    group = GROUPS.index("hispanic_undocumented")
    return float(sum(out.count_table[:, 0, group, COUNTS.index("resident_weeks")].sum()
                     for out in outs))  # fmt: skip


def spread_of_pretexts(outs: list[Outcomes]) -> float:
    """The standard deviation over worlds of the share of encounters that end in a pretext."""
    return float(np.std([out.total("arrests_pretext", period="all", counting="probability")
                         / out.total("encounters", period="all") for out in outs]))  # fmt: skip


def spread_of(measure: str, within: str) -> Measure:
    """How much a measure's share of another differs between worlds."""

    def of(outs: list[Outcomes]) -> float:
        return float(np.std([out.total(measure, period="all") / out.total(within, period="all")
                             for out in outs]))  # fmt: skip

    return of


def spread_of_shares(outs: list[Outcomes]) -> float:
    """How much the share of removals without a conviction differs between worlds."""
    return float(np.std([out.non_criminal_share() for out in outs]))


def reporting(group: str = "all", crime: str = "all") -> Measure:
    return mean("reporting_rate", group, crime, period="after")


IN_COMMUNITY = total("resident_weeks")
MATCHES = total("matches")
DETAINERS = total("detainers")
NON_CRIMINAL = mean("non_criminal_share")
RISK = mean("perceived_risk", "hispanic")
HEARD = mean("heard_share")
REMOVALS = tuple(f"removals_{level}" for level in ("none", "level1", "level2", "level3"))

# Worlds

BUSY: dict[str, Any] = {
    "population": 1500,
    "residents_per_neighborhood": 250,
    "hispanic_share": 0.5,
    "hispanic_undocumented_share": 0.4,
    "hispanic_lawful_share": 0.2,
    "other_undocumented_share": 0.2,
    "other_lawful_share": 0.1,
    "victimization_rate_hispanic": 0.05,
    "victimization_rate_other": 0.05,
    "encounter_rate": 60_000.0,
    "cause_arrest_rate": 15_000.0,
    "profiling": 1.0,
    "pretextual_propensity": 0.5,
    "ident_undocumented_hispanic": 0.9,
    "ident_undocumented_other": 0.9,
    "ident_lawful": 0.9,
    "detainer_lawful_ratio": 0.5,
    "before_disposition_share": 0.5,
    "enrollment_risk_step": 0.5,
    "report_fear_weight": 4.0,
    "ice_beds_rate": math.inf,
    "weeks": 78,
    "burn_in_weeks": 12,
    "activation": "2008-12-01",
}
NO_POLICE = {"encounter_rate": 0.0, "cause_arrest_rate": 0.0}
NO_FEEDBACK = {"deterrence_elasticity": 0.0, "news_risk": 0.0, "news_trust_loss": 0.0,
               "help_trust_gain": 0.0}  # fmt: skip
# Reporting alone; all else is fixed.
VICTIMS = {**NO_POLICE, **NO_FEEDBACK, "clearance_violent": 0.0, "clearance_property": 0.0}
# One ground of arrest alone.
UNREPORTED = {"clearance_violent": 0.0, "clearance_property": 0.0}
CAUSE_ONLY = {**UNREPORTED, "encounter_rate": 0.0, "cause_arrest_rate": 20_000.0}
MINOR_ONLY = {**UNREPORTED, "cause_arrest_rate": 0.0, "minor_arrest_share": 0.5}
CRIME_ONLY = {**NO_POLICE, "clearance_violent": 1.0, "clearance_property": 1.0}
# All cases go through the courts: no release, custody only after disposition, no other screening.
TO_COURT = {"release_minor": 0.0, "release_misdemeanor": 0.0, "release_felony": 0.0,
            "before_disposition_share": 0.0, "record_share": 0.0,
            "record_share_persistent": 0.0}  # fmt: skip
# Prior records alone, a good part of them felonies of which none is aggravated.
RECORDS = {"record_share": 0.5, "noncitizen_record_ratio": 1.0, "aggravated_share": 0.0,
           "conviction_felony": 0.0, "conviction_misdemeanor": 0.0,
           "conviction_minor": 0.0}  # fmt: skip
NO_ICE = {"enrollment": "nobody", "screening_detection": 0.0}
# Everybody arrested is charged with a felony and soon convicted.
FELONIES = {**CAUSE_ONLY, **NO_ICE, "felony_share_cause": 1.0, "conviction_felony": 1.0,
            "disposition_median_felony": 0.1}  # fmt: skip
ONLY_FELONIES = {"detainer_felony_charge": 1.0, "detainer_other_charge": 0.0, "record_share": 0.0,
                 "record_share_persistent": 0.0, "conviction_felony": 0.0,
                 "conviction_misdemeanor": 0.0, "detainer_lawful_ratio": 1.0}  # fmt: skip
# News alone changes trust and risk; all people arrested who are matched are removed.
NEWS = {"removal_undocumented": 1.0, "enrollment_risk_step": 0.0, "help_trust_gain": 0.0,
        "news_risk": 0.5, "news_trust_loss": 0.2, "turnover_rate": 0.0, "tie_hears": 0.8,
        "tie_of_tie_hears": 0.4, "ties_neighborhood_group": 3, "ties_neighborhood": 1,
        "ties_jurisdiction_group": 1, "cause_arrest_rate": 5_000.0,
        "encounter_rate": 20_000.0}  # fmt: skip
ONE_TIE = {**NEWS, "ties_neighborhood_group": 0, "ties_neighborhood": 0,
           "ties_jurisdiction_group": 0}  # fmt: skip
SEGREGATED = {**VICTIMS, "segregation": 0.5, "exposure_neighborhood": 1.0,
              "exposure_household": 0.0, "residents_per_neighborhood": 100}  # fmt: skip
HOUSEHOLDS = {**VICTIMS, "exposure_household": 1.0, "exposure_neighborhood": 0.0,
              "other_undocumented_share": 0.3}  # fmt: skip
LEARNED = {"enrollment_risk_step": 0.2, "learned_share": 1.0, "learned_reference": 0.1,
           "news_risk": 0.0}  # fmt: skip
DETERRED = {"enrollment_risk_step": 2.0, "deterrence_elasticity": 1.0, "awareness_delay": 1.0,
            "awareness_share": 1.0, "deterrence_prior_weight": 20.0, "risk_before": 0.0,
            **NO_POLICE}  # fmt: skip
CRIMES = total("victimizations_violent", "victimizations_property", group="hispanic")
NATION = {"places": "synthetic-nation", "scale": 0.0001, "jurisdictions": 5, "start": "2008-10-06"}
REAL = {"places": "nation", "scale": 0.001, "jurisdictions": 3, "start": "2008-10-06",
        "hispanic_undocumented_share": 0.175, "hispanic_lawful_share": 0.09,
        "other_undocumented_share": 0.0091, "other_lawful_share": 0.024, "weeks": 4}  # fmt: skip
# Every request is granted, under the regime named.
ASKS = {"stance": "asks-out", "request": "2009-01-05", "state_approves_optout": True,
        "opt_out_regime": "procedure", "procedure_released_share": 1.0,
        "procedure_delayed_share": 0.0, "meeting_weeks": 4}  # fmt: skip
HISTORY = {**ASKS, "opt_out_regime": "historical", "procedure_date": "2008-12-01",
           "mandatory_date": "2009-06-01"}  # fmt: skip
CUSTODY = {"removal_undocumented": 0.0, "removal_prior_order": 0.0, "removal_lawful": 0.0,
           "custody_tail_weeks": 100.0,
           "custody_within_days": 0.0, "custody_within_month": 0.2}  # fmt: skip
ORDERS = {"ice_beds_rate": 0.0, "order_to_appear_share": 0.5, "order_weeks": 5.0,
          "removal_after_order": 0.5}  # fmt: skip
REFUSED = {"detainer_policy": "none", "at_large_arrest": 0.5, "at_large_weeks": 3.0}

CASES: dict[str, Case] = {
    # time
    "start": Case(("2008-10-06", "2008-11-24"), "+", MATCHES, {}),
    "weeks": Case((60, 61, 90), "+", IN_COMMUNITY, {}),
    # Nobody is in jail at the very beginning.
    "burn_in_weeks": Case((0, 3, 60), "-", first_month("resident_weeks"), {}),
    # places
    "places": Case(("county", "synthetic-nation"), "+", places,
                   {"jurisdictions": 5, "scale": 0.0001}),
    "population": Case((500, 501, 1000), "+", IN_COMMUNITY, NO_POLICE | UNREPORTED),
    "jurisdictions": Case((1, 2, 5), "+", places, NATION),
    "scale": Case((0.0001, 0.0002), "+", IN_COMMUNITY, NATION),
    "hispanic_share": Case((0.2, 0.3, 0.8), "+", total("resident_weeks", group="hispanic"), {}),
    # With a given number of undocumented residents, more foreign-born mean that a smaller part of
    # them is undocumented, and Harris County has more than its share of the others.
    "hispanic_foreign_born_share": Case((0.3, 0.37, 0.5), "-", undocumented_in_focal, REAL),
    "activation": Case(("2008-11-03", "2009-03-02", "never"), "-", MATCHES, {}),
    # population
    # With small neighborhoods or segregation, other residents live among fewer undocumented ones.
    "residents_per_neighborhood": Case((100, 1500), "-", reporting("other_citizen"), SEGREGATED),
    "segregation": Case((0.5, 100.0), "-", reporting("other_citizen"), SEGREGATED),
    "household_size_hispanic": Case((1.0, 2.0, 5.0), "-", reporting("hispanic_citizen"),
                                    HOUSEHOLDS),
    "household_size_other": Case((1.0, 2.0, 5.0), "-", reporting("other_citizen"), HOUSEHOLDS),
    "mixed_status_share": Case((0.0, 0.4), "-", reporting("hispanic_citizen"), HOUSEHOLDS),
    "turnover_rate": Case((0.0, 0.2, 0.6), "-", HEARD, NEWS),  # newcomers have heard of nothing
    "replacement_weeks": Case((1.0, 20.0, 500.0), "-", IN_COMMUNITY, NEWS),
    "record_share": Case((0.0, 0.2, 0.5), "-", NON_CRIMINAL, {}),
    "record_share_persistent": Case((0.0, 0.5, 1.0), "-", NON_CRIMINAL,
                                    {**CAUSE_ONLY, "noncitizen_record_ratio": 1.0}),
    "noncitizen_record_ratio": Case((0.0, 1.0), "-", NON_CRIMINAL, {"record_share": 0.5}),
    "record_felony_share": Case((0.0, 0.5, 1.0), "-", mean("level_share", 3),
                                {"record_share": 0.5, "noncitizen_record_ratio": 1.0}),
    "record_second_felony_share": Case((0.0, 0.5, 1.0), "+", mean("level_share", 1), RECORDS),
    "record_misdemeanors_share": Case((0.0, 0.5, 1.0), "-", mean("level_share", 3), RECORDS),
    "fbi_only_share": Case((0.0, 0.5, 1.0), "+", total("unrecognized_releases"),
                           {"state_refuses": "2008-10-06", "record_share": 0.5}),
    "ident_undocumented_hispanic": Case((0.1, 0.5, 1.0), "+",
                                        total("matches", group="hispanic_undocumented"), {}),
    "ident_undocumented_other": Case((0.1, 0.5, 1.0), "+",
                                     total("matches", group="other_undocumented"), {}),
    "prior_order_share": Case((0.0, 0.3, 1.0), "+", total(*REMOVALS), {}),
    "ident_lawful": Case((0.1, 0.5, 1.0), "+", total("matches", group="lawful"), {}),
    "ident_citizen": Case((0.0, 0.1, 0.2), "+", total("matches", group="citizen"), {}),
    # crime
    "victimization_rate_hispanic": Case((0.01, 0.02, 0.05), "+", CRIMES, {}),
    "victimization_rate_other": Case(
        (0.01, 0.02, 0.05), "+",
        total("victimizations_violent", "victimizations_property", group="other"), {},
    ),
    "violent_share": Case((0.1, 0.3, 1.0), "+", total("victimizations_violent"), {}),
    # More of the people arrested have the records of persistent offenders.
    "persistent_share": Case((0.01, 0.1, 0.5), "-", NON_CRIMINAL,
                             {"record_share": 0.0, "record_share_persistent": 1.0,
                              "noncitizen_record_ratio": 1.0}),
    "persistent_crime_share": Case((0.0, 0.5, 1.0), "-", NON_CRIMINAL,
                                   {**CAUSE_ONLY, "record_share": 0.0,
                                    "record_share_persistent": 1.0,
                                    "noncitizen_record_ratio": 1.0}),
    "local_offender_share": Case((0.0, 1.0), "+", total("arrests_index", group="hispanic"),
                                 {**CRIME_ONLY, "segregation": 0.5, "other_lawful_share": 0.0,
                                  "victimization_rate_other": 0.0}),
    "deterrence_elasticity": Case((0.0, 0.5, 1.5), "+", CRIMES, DETERRED),
    # With a large prior weight, a longer memory retains more new observations.
    "deterrence_half_life": Case((1.0, 10.0, 260.0), "+", CRIMES,
                                 {**DETERRED, "deterrence_prior_weight": 300.0}),
    "deterrence_prior_weight": Case((0.0, 100.0, 10_000.0), "-", CRIMES, DETERRED),
    # reporting
    "report_intercept_violent": Case((-1.0, 0.0, 1.0), "+", reporting(crime="violent"), VICTIMS),
    "report_intercept_property": Case((-1.0, 0.0, 1.0), "+", reporting(crime="property"), VICTIMS),
    "hispanic_report_offset": Case((-1.0, 0.0, 1.0), "+", reporting("hispanic"), VICTIMS),
    "report_trust_weight": Case((0.0, 1.0, 4.0), "+", reporting(),
                                {**VICTIMS, "community_trust": 0.9}),
    "report_fear_weight": Case((0.0, 1.0, 4.0), "-", reporting("undocumented"), VICTIMS),
    "witness_share_violent": Case((0.0, 0.3, 1.0), "+", reporting(crime="violent"), VICTIMS),
    "witness_share_property": Case((0.0, 0.3, 1.0), "+", reporting(crime="property"), VICTIMS),
    "exposure_lawful": Case((0.0, 0.3, 1.0), "-", reporting("hispanic_lawful"), VICTIMS),
    "exposure_household": Case((0.0, 0.5, 1.0), "-", reporting("hispanic_citizen"), VICTIMS),
    "exposure_neighborhood": Case((0.0, 0.5, 1.0), "-", reporting("other_citizen"), VICTIMS),
    "exposure_hispanic": Case((0.0, 0.2, 1.0), "-", reporting("hispanic_citizen"), VICTIMS),
    # trust
    "community_trust": Case((0.0, 0.5, 1.0), "+", reporting(), VICTIMS),
    "risk_before": Case((0.0, 0.3, 2.0), "-", reporting("undocumented"), VICTIMS),
    "enrollment_risk_step": Case((0.0, 0.1, 2.0), "-", reporting("undocumented"), VICTIMS),
    "step_half_life": Case((1.0, 26.0, 500.0), "+", RISK, {**VICTIMS, "learned_share": 0.0}),
    # Nobody is arrested, so enforcement teaches nothing.
    "learned_share": Case((0.0, 0.5, 1.0), "-", RISK, VICTIMS),
    "learned_reference": Case((0.001, 0.1, 1.0), "-", RISK, LEARNED),
    "learned_half_life": Case((1.0, 20.0, 500.0), "-", RISK,
                              {**LEARNED, "learned_prior_weight": 0.0}),
    "learned_prior_weight": Case((0.0, 100.0, 100_000.0), "-", RISK, LEARNED),
    "announcement_weeks": Case((0, 8, 20), "+", mean("perceived_risk", "hispanic", period="before"),
                               VICTIMS),
    "enrollment_trust_step": Case((0.0, 0.1, 0.5), "-", mean("trust"), VICTIMS),
    "inquiry_risk_step": Case((0.0, 0.1, 2.0), "-", reporting("undocumented"),
                              {**VICTIMS, "status_inquiry": True}),
    "dont_ask_trust": Case((0.0, 0.1, 0.3), "+", mean("trust", period="before"),
                           {"dont_ask": True}),
    "awareness_share": Case((0.0, 0.5, 1.0), "+", RISK, VICTIMS),
    "awareness_delay": Case((1.0, 26.0, 520.0), "-", RISK, VICTIMS),
    "ties_neighborhood_group": Case((0, 1, 6), "+", HEARD, ONE_TIE),
    "ties_neighborhood": Case((0, 1, 6), "+", HEARD, ONE_TIE),
    "ties_jurisdiction_group": Case((0, 1, 6), "+", HEARD, ONE_TIE),
    "tie_hears": Case((0.0, 0.3, 1.0), "+", HEARD, NEWS),
    "tie_of_tie_hears": Case((0.0, 0.3, 1.0), "+", HEARD, NEWS),
    "tie_news_weight": Case((0.0, 0.3, 1.0), "+", RISK, NEWS),
    "tie_of_tie_news_weight": Case((0.0, 0.3, 1.0), "+", RISK, NEWS),
    "news_risk": Case((0.0, 0.1, 1.0), "+", RISK, NEWS),
    "news_trust_loss": Case((0.0, 0.1, 0.3), "-", mean("trust", "hispanic"), NEWS),
    "no_conviction_news_ratio": Case((1.0, 2.0, 5.0), "+", RISK, NEWS),
    "pretext_news_ratio": Case((0.0, 0.5, 2.0), "+", RISK, NEWS),
    "hidden_results_ratio": Case((0.0, 0.5, 1.0), "+", RISK, {**NEWS, "results_received": False}),
    "help_trust_gain": Case((0.0, 0.03, 0.3), "+", mean("trust"), {**CRIME_ONLY, **NO_ICE}),
    "risk_half_life": Case((1.0, 10.0, 500.0), "+", RISK, NEWS),
    "trust_half_life": Case((1.0, 10.0, 500.0), "-", mean("trust", "hispanic"), NEWS),
    # policing
    "pretextual_propensity": Case((0.0, 0.1, 1.0), "+", total("arrests_pretext"), {}),
    "results_declined_pretext_ratio": Case((0.0, 0.4, 1.0), "+", total("arrests_pretext"),
                                           {"results_received": False}),
    # Means do not depend on the variance among officers, nor on their number, but the variance of
    # the mean propensity between worlds does.
    "officer_concentration": Case((0.1, 1000.0), "-", spread_of_pretexts,
                                  {"officers_rate": 150.0, "foreign_hispanic_citizen": 1.0}, 16),
    "officers_rate": Case((1.0, 2000.0), "-", spread_of_pretexts,
                          {"officer_concentration": 0.3, "foreign_hispanic_citizen": 1.0}, 16),
    "clearance_violent": Case((0.0, 0.3, 1.0), "+", total("arrests_index"), {}),
    "clearance_property": Case((0.0, 0.3, 1.0), "+", total("arrests_index"), {}),
    "arrests_per_clearance": Case((0.0, 0.5, 1.0), "+", total("arrests_index"), {}),
    "cooperation_weight": Case((0.0, 0.5, 2.0), "+", total("arrests_index"),
                               {"community_trust": 0.9}),
    "cause_arrest_rate": Case((0.0, 1000.0, 20_000.0), "+", total("arrests_cause"), {}),
    "encounter_rate": Case((0.0, 1000.0, 50_000.0), "+", total("encounters"), {}),
    "hispanic_encounter_ratio": Case((0.5, 1.0, 5.0), "+", total("encounters", group="hispanic"),
                                     {}),
    "minor_arrest_share": Case((0.0, 0.1, 1.0), "+", total("arrests_minor"), {}),
    "no_license_arrest_ratio": Case((1.0, 2.0, 8.0), "+",
                                    total("arrests_minor", group="undocumented"), {}),
    "citation_share": Case((0.0, 0.3, 1.0), "+", total("citations"), {}),
    "profiling": Case((0.0, 0.5, 5.0), "+", total("encounters", group="hispanic"), {}),
    "inquiry_arrest_share": Case((0.0, 0.3, 1.0), "+",
                                 total("arrests_minor", group="undocumented"),
                                 {"status_inquiry": True, "pretextual_propensity": 0.0}),
    "status_inquiry": Case((False, True), "+", total("arrests_minor", group="undocumented"), {}),
    "dont_ask": Case((False, True), "+", mean("trust", period="before"), {}),
    # booking
    "felony_share_violent": Case((0.0, 0.5, 1.0), "+", DETAINERS,
                                 {**CRIME_ONLY, **ONLY_FELONIES, "violent_share": 1.0}),
    "felony_share_property": Case((0.0, 0.5, 1.0), "+", DETAINERS,
                                  {**CRIME_ONLY, **ONLY_FELONIES, "violent_share": 0.0}),
    "felony_share_cause": Case((0.0, 0.5, 1.0), "+", DETAINERS, {**CAUSE_ONLY, **ONLY_FELONIES}),
    # Here a misdemeanor is held to its disposition, a petty offense is not.
    "misdemeanor_share_minor": Case((0.0, 0.5, 1.0), "-", IN_COMMUNITY,
                                    {**MINOR_ONLY, **NO_ICE, "release_misdemeanor": 0.0,
                                     "release_minor": 1.0, "disposition_median_misdemeanor": 20.0}),
    "release_minor": Case((0.0, 0.5, 1.0), "+", IN_COMMUNITY,
                          {**MINOR_ONLY, **NO_ICE, "disposition_median_minor": 20.0}),
    "release_misdemeanor": Case((0.0, 0.5, 1.0), "+", IN_COMMUNITY,
                                {**NO_ICE, "disposition_median_misdemeanor": 20.0}),
    "release_felony": Case((0.0, 0.5, 1.0), "+", IN_COMMUNITY,
                           {**CAUSE_ONLY, **NO_ICE, "disposition_median_felony": 20.0}),
    "serious_record_release_ratio": Case((0.0, 0.5, 1.0), "+", IN_COMMUNITY,
                                         {**NO_ICE, "record_share": 0.5, "release_misdemeanor": 1.0,
                                          "record_share_persistent": 1.0, "release_felony": 1.0,
                                          "disposition_median_misdemeanor": 20.0,
                                          "disposition_median_felony": 20.0}),
    "disposition_median_minor": Case((1.0, 5.0, 50.0), "-", IN_COMMUNITY,
                                    {**MINOR_ONLY, **NO_ICE, "release_minor": 0.0}),
    "disposition_median_misdemeanor": Case((1.0, 5.0, 50.0), "-", IN_COMMUNITY,
                                          {**NO_ICE, "release_misdemeanor": 0.0}),
    "disposition_median_felony": Case((1.0, 5.0, 50.0), "-", IN_COMMUNITY,
                                     {**CAUSE_ONLY, **NO_ICE, "release_felony": 0.0}),
    # With one median, the longer tail of a smaller shape makes cases longer on average.
    "disposition_shape": Case((0.4, 0.8, 2.0), "+", IN_COMMUNITY,
                              {**FELONIES, "release_felony": 0.0, "conviction_felony": 0.0,
                               "disposition_median_felony": 3.0}),
    "conviction_minor": Case((0.0, 0.5, 1.0), "-", NON_CRIMINAL,
                             {**MINOR_ONLY, **TO_COURT, "misdemeanor_share_minor": 0.0}),
    "conviction_misdemeanor": Case((0.0, 0.5, 1.0), "-", NON_CRIMINAL,
                                   {**MINOR_ONLY, **TO_COURT, "misdemeanor_share_minor": 1.0}),
    "conviction_felony": Case((0.0, 0.5, 1.0), "-", NON_CRIMINAL,
                              {**CAUSE_ONLY, **TO_COURT, "felony_share_cause": 1.0}),
    "pretext_conviction_ratio": Case((0.0, 0.5, 1.0), "-", NON_CRIMINAL,
                                     {**TO_COURT, "pretextual_propensity": 1.0}),
    "dismissed_for_ice": Case((0.0, 0.5, 1.0), "+", NON_CRIMINAL,
                              {**MINOR_ONLY, **TO_COURT, "conviction_misdemeanor": 1.0}),
    "aggravated_share": Case((0.0, 0.5, 1.0), "+", mean("level_share", 1),
                             {**CAUSE_ONLY, **TO_COURT, "felony_share_cause": 1.0}),
    "sentence_weeks_misdemeanor": Case((1.0, 5.0, 50.0), "-", IN_COMMUNITY, NO_ICE),
    "sentence_weeks_felony": Case((1.0, 20.0, 300.0), "-", IN_COMMUNITY, FELONIES),
    "sentence_weeks_prison": Case((1.0, 20.0, 1000.0), "-", IN_COMMUNITY, FELONIES),
    "sentence_served_share": Case((0.0, 0.3, 1.0), "-", IN_COMMUNITY, FELONIES),
    "felony_prison_share": Case((0.0, 0.3, 0.7), "-", IN_COMMUNITY, FELONIES),
    "felony_jail_share": Case((0.0, 0.3, 0.55), "-", IN_COMMUNITY, FELONIES),
    # Nothing on average follows from a spread, but how much worlds differ does.
    "spread_propensity": Case((0.0, 1.5, 4.0), "+", spread_of_pretexts,
                              {"foreign_hispanic_citizen": 1.0, "officer_concentration": 1000.0},
                              16),
    "spread_minor_arrest": Case((0.0, 1.0, 4.0), "+", spread_of("arrests_minor", "encounters"),
                                {"pretextual_propensity": 0.0}, 16),
    "spread_before_disposition": Case((0.0, 1.0, 4.0), "+", spread_of_shares,
                                      {**CAUSE_ONLY, **TO_COURT, "felony_share_cause": 0.0,
                                       "before_disposition_share": 0.5,
                                       "conviction_misdemeanor": 1.0}, 16),
    "spread_conviction": Case((0.0, 1.0, 4.0), "+", spread_of_shares,
                              {**CAUSE_ONLY, **TO_COURT, "felony_share_cause": 0.0,
                               "conviction_misdemeanor": 0.5}, 16),
    "spread_screening": Case((0.0, 1.0, 4.0), "+", spread_of("other_custody", "prints"),
                             {"enrollment": "nobody", "screening_detection": 0.5,
                              "screening_size_elasticity": 0.0}, 16),
    "jail_beds_rate": Case((1.0, 3000.0, math.inf), "-", IN_COMMUNITY,
                           {**NO_ICE, **TO_COURT, "disposition_median_misdemeanor": 20.0}),
    "jail_287g": Case((False, True), "+", total("other_custody"), NO_ICE),
    "electronic_share": Case((0.0, 0.5, 1.0), "+", MATCHES, {"electronic_whole": "never"}),
    "electronic_whole": Case(("2008-06-02", "2009-03-02", "never"), "-", MATCHES,
                             {"electronic_share": 0.3}),
    "screening_detection": Case((0.0, 0.3, 1.0), "+", total("other_custody"), NO_ICE),
    # Fewer live here than the 100,000 for whom the detection holds.
    "screening_size_elasticity": Case((0.0, 0.2, 1.0), "-", total("other_custody"),
                                      {**NO_ICE, "screening_detection": 0.8}),
    "screening_most": Case((0.0, 0.3, 1.0), "+", total("other_custody"),
                           {**NO_ICE, "screening_detection": 1.0,
                            "screening_size_elasticity": 0.0}),
    "interview_detection": Case((0.0, 0.3, 1.0), "+", total("other_custody"),
                                {**NO_ICE, "jail_287g": True}),
    "felony_referral_only": Case((False, True), "-", total("other_custody"),
                                 {**NO_ICE, "jail_287g": True}),
    # detention
    "before_disposition_share": Case((0.0, 0.3, 1.0), "+", NON_CRIMINAL, {}),
    "detainer_policy": Case(("all", "serious", "none"), "-", total("holds"), {}),
    "detainer_level1": Case((0.0, 0.3, 1.0), "+", DETAINERS, {"record_share": 0.5}),
    "detainer_level2": Case((0.0, 0.3, 1.0), "+", DETAINERS, {"record_share": 0.5}),
    "detainer_level3": Case((0.0, 0.3, 1.0), "+", DETAINERS, {"record_share": 0.5}),
    "detainer_felony_charge": Case((0.0, 0.3, 1.0), "+", DETAINERS, {}),
    "detainer_other_charge": Case((0.0, 0.3, 1.0), "+", DETAINERS, {}),
    "detainer_lawful_ratio": Case((0.0, 0.3, 1.0), "+", total("detainers", group="lawful"), {}),
    "detainer_citizen": Case((0.0, 0.3, 1.0), "+", total("detainers", group="citizen"),
                             {"ident_citizen": 0.2}),
    "detainer_prior_order": Case((0.0, 0.95, 1.0), "+", DETAINERS, {"prior_order_share": 0.5}),
    **{f"priority_{year}_{who}": Case((0.0, 0.4, 1.0), "+", DETAINERS,
                                      {"priorities": year, "record_share": 0.3,
                                       "prior_order_share": 0.5})
       for year in ("2010", "2011", "2012") for who in ("no_record", "level3", "prior_order")},
    "priorities": Case(("2012", "2011", "2010", "none"), "+", DETAINERS,
                       {"priority_2010_no_record": 0.8, "priority_2011_no_record": 0.5,
                        "priority_2012_no_record": 0.2}),
    "ice_beds_rate": Case((0.0, 200.0, math.inf), "+", total("custody"),
                          {"beds_share_for_jails": 1.0}),
    "beds_share_for_jails": Case((0.0, 0.3, 1.0), "+", total("custody"), {"ice_beds_rate": 400.0}),
    "bed_order_strength": Case((0.0, 1.0, math.inf), "-", NON_CRIMINAL,
                               {"ice_beds_rate": 400.0, "record_share": 0.3}),
    # Without beds, removals are those after an order to appear.
    "order_to_appear_share": Case((0.0, 0.3, 1.0), "+", total(*REMOVALS), ORDERS),
    "order_weeks": Case((1.0, 10.0, 200.0), "-", total(*REMOVALS), ORDERS),
    "removal_after_order": Case((0.0, 0.3, 1.0), "+", total(*REMOVALS), ORDERS),
    "at_large_arrest": Case((0.0, 0.3, 1.0), "+", total("custody"), REFUSED),
    "at_large_weeks": Case((1.0, 10.0, 200.0), "-", total("custody"), REFUSED),
    "removal_undocumented": Case((0.0, 0.3, 1.0), "+", total(*REMOVALS, group="undocumented"), {}),
    "removal_prior_order": Case((0.0, 0.3, 1.0), "+", total(*REMOVALS), {}),
    "removal_lawful": Case((0.0, 0.3, 1.0), "+", total(*REMOVALS, group="lawful"),
                           {"detainer_lawful_ratio": 1.0}),
    "removal_citizen": Case((0.0, 0.3, 1.0), "+", total(*REMOVALS, group="citizen"),
                            {"ident_citizen": 0.2, "detainer_citizen": 1.0}),
    # All are eventually released by ICE; earlier release means more time in the community.
    "custody_within_days": Case((0.0, 0.1, 0.2), "+", IN_COMMUNITY, CUSTODY),
    "custody_within_month": Case((0.0, 0.4, 1.0), "+", IN_COMMUNITY, CUSTODY),
    "custody_tail_weeks": Case((1.0, 10.0, 200.0), "-", IN_COMMUNITY, CUSTODY),
    "custody_weeks_prior_order": Case((1.0, 5.0, 50.0), "-", IN_COMMUNITY,
                                      {**CUSTODY, "prior_order_share": 0.5}),
    # deployment
    "enrollment": Case(("scheduled", "never", "nobody"), "-", MATCHES,
                       {**NATION, "weeks": 300, "encounter_rate": 10_000.0}),
    "opt_out_regime": Case(("mandatory", "procedure", "voluntary"), "-", MATCHES,
                           {**ASKS, "procedure_released_share": 0.0,
                            "procedure_delayed_share": 1.0, "procedure_delay_weeks": 20}),
    "procedure_date": Case(("2008-12-01", "2009-05-04"), "-", MATCHES,
                           {**HISTORY, "procedure_released_share": 0.0}),
    "mandatory_date": Case(("2009-01-05", "2009-06-01"), "-", MATCHES, HISTORY),
    "stance": Case(("accepts", "asks-out"), "-", MATCHES, ASKS),
    "request": Case(("2008-12-15", "2009-03-02", "never"), "+", MATCHES, ASKS),
    "special_status": Case((False, True), "-", MATCHES, {**ASKS, "state_approves_optout": False}),
    "state_approves_optout": Case((False, True), "-", MATCHES, ASKS),
    "meeting_weeks": Case((0, 10, 60), "+", MATCHES, ASKS),
    "procedure_released_share": Case((0.0, 1.0), "-", MATCHES, ASKS),
    "procedure_delayed_share": Case((0.0, 1.0), "-", MATCHES,
                                    {**ASKS, "procedure_released_share": 0.0}),
    "procedure_delay_weeks": Case((0, 10, 60), "-", MATCHES,
                                  {**ASKS, "procedure_released_share": 0.0,
                                   "procedure_delayed_share": 1.0}),
    "results_received": Case((False, True), "+", total("arrests_pretext"), {}),
    "state_refuses": Case(("2009-01-05", "2009-03-02", "never"), "+", MATCHES, {}),
}  # fmt: skip
# The share of a group raises its size, if nobody moves.
CASES |= {
    f"{ethnicity}_{status}_share": Case(
        (0.0, 0.2, 0.5), "+", total("resident_weeks", group=f"{ethnicity}_{status}"),
        {**VICTIMS, "hispanic_undocumented_share": 0.1, "other_undocumented_share": 0.1},
    )
    for ethnicity in ("hispanic", "other")
    for status in ("undocumented", "lawful")
}  # fmt: skip
CASES |= {
    f"foreign_{group}": Case((0.0, 0.2, 1.0), "+", total("arrests_pretext", group=group), {})
    for group in GROUPS
}


def test_every_parameter_is_in_the_table() -> None:
    assert CASES.keys() | LABELS == {parameter.name for parameter in Settings.parameters()}
    assert not CASES.keys() & LABELS


@pytest.mark.parametrize("name", CASES)
def test_a_parameter_has_its_sign(name: str) -> None:
    case = CASES[name]
    found = []
    for value in case.values:
        settings = Settings(**{**BUSY, **case.world, name: value})
        found.append(case.measure([run(settings, seed) for seed in range(case.seeds)]))
    steps = np.diff(found)
    assert np.isfinite(found).all()
    assert (steps > 0.0).all() if case.sign == "+" else (steps < 0.0).all(), found
