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
    "resident_weeks": 310815,
    "victimizations_violent": 97,
    "victimizations_property": 345,
    "reports_violent": 46,
    "reports_property": 113,
    "encounters": 541,
    "citations": 276,
    "arrests_index": 45,
    "arrests_cause": 156,
    "arrests_minor": 56,
    "arrests_pretext": 29,
    "prints": 285,
    "matches": 18,
    "detainers": 7,
    "holds": 7,
    "custody": 7,
    "removals_none": 2,
    "removals_level1": 0,
    "removals_level2": 0,
    "removals_level3": 1,
    "other_custody": 0,
    "other_removals": 0,
    "unrecognized_releases": 0,
    "panel_residents": 71724,
    "panel_heard": 825,
}


def test_the_golden_run_is_as_it_was():
    outcomes = run(SETTINGS, 20101122)
    assert {name: outcomes.total(name, period="all") for name in COUNTS} == GOLDEN
