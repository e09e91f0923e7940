"""A run that must not change but with an entry in CHANGELOG.md marked *Results change*."""

from scomm import Settings, run
from scomm.model.measures import COUNTS

SETTINGS = Settings(
    population=3000,
    weeks=104,
    burn_in_weeks=26,
    activation="2009-01-05",
    ice_beds_rate=float("inf"),
    profiling=0.5,
    pretextual_propensity=0.3,
)
GOLDEN = {
    "resident_weeks": 310583,
    "victimizations_violent": 84,
    "victimizations_property": 276,
    "reports_violent": 42,
    "reports_property": 91,
    "encounters": 541,
    "citations": 275,
    "arrests_index": 36,
    "arrests_cause": 155,
    "arrests_minor": 57,
    "arrests_pretext": 29,
    "prints": 244,
    "matches": 15,
    "detainers": 5,
    "holds": 5,
    "custody": 5,
    "removals_none": 2,
    "removals_level1": 0,
    "removals_level2": 0,
    "removals_level3": 1,
    "other_custody": 1,
    "other_removals": 0,
    "unrecognized_releases": 0,
    "weeks_held_for_ice": 16,
    "panel_residents": 71772,
    "panel_heard": 804,
}


def test_the_golden_run_is_as_it_was():
    outcomes = run(SETTINGS, 20101122)
    assert {name: outcomes.total(name, period="all") for name in COUNTS} == GOLDEN
