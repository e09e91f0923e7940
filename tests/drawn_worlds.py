"""Small worlds with settings drawn over their whole range, for comparisons of executions.

About half of them are dense: many noncitizens are arrested often, nearly all are matched, and beds
are scarce or detainers refused. Elsewhere a world this small hardly sees a transfer to ICE.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from hypothesis import strategies as st

from scomm import Settings
from scomm.model import events

# Settings that determine the size or the dates of a world are drawn below, so that runs are quick.
_DRAWN_APART = {"residents_per_neighborhood", "procedure_date", "mandatory_date", "table"}
MOVABLE = tuple(
    parameter
    for parameter in Settings.parameters()
    if parameter.section not in ("time", "places")
    and parameter.name not in _DRAWN_APART
    and not (isinstance(parameter.value, str) and not parameter.choices)
)
MOST_MOVED = 40
# Values of two settings that must be at most 1 together, or in order.
APART = (
    {"procedure_released_share": 0.4, "procedure_delayed_share": 0.6},
    {"felony_prison_share": 0.3, "felony_jail_share": 0.7},
    {"custody_within_days": 0.2, "custody_within_month": 0.9},
)
DATES = ("never", "2008-11-03", "2009-03-02")
INF = float("inf")
# Drawn in every world. Policies and follow-ups are frequent, and soon enough for these small worlds
# to see what comes of them.
ALWAYS: dict[str, tuple[Any, ...]] = {
    "weeks": tuple(range(1, 71)),
    "burn_in_weeks": tuple(range(41)),
    "residents_per_neighborhood": tuple(range(100, 501)),
    "ice_beds_rate": (0.0, 50.0, 200.0, INF),
    "bed_order_strength": (0.0, 0.3, 5.0, INF),
    "jail_beds_rate": (50.0, 300.0, INF),
    "status_inquiry": (False, True),
    "inquiry_arrest_share": (0.3, 1.0),
    "stance": ("accepts", "asks-out"),
    "request": DATES,
    "state_refuses": DATES,
    "electronic_whole": DATES,
    "procedure_date": ("2008-12-01",),
    "mandatory_date": ("2008-12-01", "2009-03-30"),
    "order_to_appear_share": (0.0, 0.5, 1.0),
    "order_weeks": (1.0, 6.0, 60.0),
    "at_large_arrest": (0.0, 0.5, 1.0),
    "at_large_weeks": (1.0, 4.0, 40.0),
}
COUNTY: dict[str, tuple[Any, ...]] = {"population": tuple(range(20, 801)), "activation": DATES}
NATION: dict[str, tuple[Any, ...]] = {
    "places": ("synthetic-nation",),
    "scale": (2e-5,),
    "jurisdictions": (2, 3, 4, 5, 6),
}
# What makes a world dense. All other settings are drawn as elsewhere.
DENSE: dict[str, tuple[Any, ...]] = {
    "weeks": tuple(range(20, 51)),
    "hispanic_share": (0.5, 0.9),
    "hispanic_undocumented_share": (0.4, 0.6),
    "hispanic_lawful_share": (0.1, 0.3),
    "other_undocumented_share": (0.0, 0.3),
    "turnover_rate": (0.1, 0.6),
    "replacement_weeks": (1.0, 4.0),
    "cause_arrest_rate": (5_000.0, 20_000.0),
    "encounter_rate": (20_000.0, 100_000.0),
    "minor_arrest_share": (0.2, 0.9),
    "enrollment": ("scheduled", "scheduled", "nobody"),
    "state_refuses": ("never", "2009-03-02"),
    "electronic_whole": ("2008-06-02", "2008-11-03"),
    "ident_undocumented_hispanic": (0.9, 1.0),
    "ident_undocumented_other": (0.9, 1.0),
    "ident_lawful": (0.5, 1.0),
    "screening_detection": (0.3, 1.0),
    "screening_size_elasticity": (0.0, 0.25),
    "detainer_level3": (0.9, 1.0),
    "detainer_felony_charge": (0.9, 1.0),
    "detainer_other_charge": (0.9, 1.0),
    "detainer_lawful_ratio": (0.1, 1.0),
    "detainer_policy": ("all", "all", "serious", "none"),
    "before_disposition_share": (0.1, 1.0),
    "ice_beds_rate": (0.0, 300.0, 1_500.0),
    "beds_share_for_jails": (1.0,),
    "order_to_appear_share": (0.5, 0.9),
    "order_weeks": (1.0, 3.0, 12.0),
    "removal_after_order": (0.3, 0.9),
    "at_large_arrest": (0.7, 1.0),
    "at_large_weeks": (1.0, 3.0, 12.0),
}
DENSE_COUNTY: dict[str, tuple[Any, ...]] = {
    "population": tuple(range(200, 601)),
    "activation": ("2008-10-06", "2008-11-03"),
}
DENSE_NATION: dict[str, tuple[Any, ...]] = {"scale": (1e-3,)}


def _value(parameter: Any, chance: Random) -> Any:
    """A value anywhere within a parameter's bounds, in four of ten cases at one of them."""
    if parameter.choices:
        return chance.choice(parameter.choices)
    if isinstance(parameter.value, bool):
        return chance.random() < 0.5
    low, high = parameter.low, 500.0 if parameter.high is None else parameter.high
    if chance.random() < 0.4:
        return type(parameter.value)(chance.choice((low, high)))
    if isinstance(parameter.value, int):
        return chance.randint(int(low), int(high))
    return chance.uniform(low, high)


def _one_of_each(values: dict[str, tuple[Any, ...]], chance: Random) -> dict[str, Any]:
    return {name: chance.choice(choices) for name, choices in values.items()}


def world(number: int, moved: int) -> Settings:
    """World ``number``: ``moved`` settings anywhere within their bounds, in a small world.

    With fewer moved the same number gives the same world but for those no longer moved.
    """
    chance = Random(number)
    dense, nation = chance.random() < 0.5, chance.random() < 0.5
    changes = _one_of_each(ALWAYS, chance) | _one_of_each(NATION if nation else COUNTY, chance)
    if dense:
        changes |= _one_of_each(DENSE, chance)
        changes |= _one_of_each(DENSE_NATION if nation else DENSE_COUNTY, chance)
    drawn = {p.name: _value(p, chance) for p in chance.sample(MOVABLE, MOST_MOVED)}
    changes = {name: drawn[name] for name in list(drawn)[:moved]} | changes
    defaults = Settings()
    for pair in APART:
        one, other = (changes.get(name, getattr(defaults, name)) for name in pair)
        if one > other if "custody_within_days" in pair else one + other > 1.0:
            changes |= pair
    return Settings(**changes)


def worlds() -> st.SearchStrategy[tuple[Settings, int]]:
    """Worlds with their seeds, independent of each other.

    Only the number is drawn, and how many settings are moved, by two strategies of different kinds:
    setting by setting, Hypothesis would repeat most of one example in the next, and many worlds
    would be nearly the same. What it can make smaller in a world that fails is the number of
    settings moved.
    """

    def drawn(number: int, moved: int) -> tuple[Settings, int]:
        return world(number, moved), number

    return st.builds(drawn, st.integers(0, 2**63 - 1), st.sampled_from(range(MOST_MOVED + 1)))


def assert_reached(worlds_with: Counter[int], least: int) -> None:
    """Check that at least ``least`` worlds had events of each kind, given how many had by kind."""
    reached = {name: worlds_with[kind] for kind, (name, _) in enumerate(events.KINDS)}
    print(f"\ndrawn worlds with events, by kind: {reached}")
    assert min(reached.values()) >= least, reached
