"""Small worlds with settings drawn over their whole range, for comparisons of executions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from scomm import Settings

# Settings that determine the size or the dates of a world are drawn below, so that runs are quick.
_DRAWN_APART = {"residents_per_neighborhood", "procedure_date", "mandatory_date", "table"}


def _value(parameter: Any) -> st.SearchStrategy[Any]:
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if isinstance(parameter.value, bool):
        return st.booleans()
    high = 500.0 if parameter.high is None else parameter.high
    if isinstance(parameter.value, int):
        return st.integers(int(parameter.low), int(high))
    return st.floats(parameter.low, high)


VALUES = {
    parameter.name: _value(parameter)
    for parameter in Settings.parameters()
    if parameter.section not in ("time", "places")
    and parameter.name not in _DRAWN_APART
    and not (isinstance(parameter.value, str) and not parameter.choices)
}
SHARES = (
    ("procedure_released_share", "procedure_delayed_share"),
    ("custody_within_days", "custody_within_month"),
    ("felony_prison_share", "felony_jail_share"),
)


@st.composite
def worlds(draw: st.DrawFn) -> Settings:
    """A subset of all settings, drawn anywhere within their bounds, in a small world."""
    moved = draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=40))
    changes = {name: draw(VALUES[name]) for name in sorted(moved)}
    if (
        changes.get("procedure_released_share", 0.3) + changes.get("procedure_delayed_share", 0.5)
        > 1.0
    ):
        changes.update(procedure_released_share=0.4, procedure_delayed_share=0.6)
    if changes.get("custody_within_days", 0.4) > changes.get("custody_within_month", 0.7):
        changes.update(custody_within_days=0.2, custody_within_month=0.9)
    if changes.get("felony_prison_share", 0.41) + changes.get("felony_jail_share", 0.28) > 1.0:
        changes.update(felony_prison_share=0.3, felony_jail_share=0.7)
    # Often enough, and soon enough for these small worlds to see what comes of it.
    follow_ups = {
        "order_to_appear_share": [0.0, 0.5, 1.0],
        "order_weeks": [1.0, 6.0, 60.0],
        "at_large_arrest": [0.0, 0.5, 1.0],
        "at_large_weeks": [1.0, 4.0, 40.0],
    }
    for name in sorted(follow_ups):
        changes[name] = draw(st.sampled_from(follow_ups[name]))
    dates = st.sampled_from(["never", "2008-11-03", "2009-03-02"])
    changes |= {
        "weeks": draw(st.integers(1, 70)),
        "burn_in_weeks": draw(st.integers(0, 40)),
        "residents_per_neighborhood": draw(st.integers(100, 500)),
        "ice_beds_rate": draw(st.sampled_from([0.0, 50.0, 200.0, float("inf")])),
        "bed_order_strength": draw(st.sampled_from([0.0, 0.3, 5.0, float("inf")])),
        "jail_beds_rate": draw(st.sampled_from([50.0, 300.0, float("inf")])),
        "request": draw(dates),
        "state_refuses": draw(dates),
        "electronic_whole": draw(dates),
        "procedure_date": "2008-12-01",
        "mandatory_date": draw(st.sampled_from(["2008-12-01", "2009-03-30"])),
    }
    if draw(st.booleans()):
        changes |= {
            "places": "synthetic-nation",
            "scale": 2e-5,
            "jurisdictions": draw(st.integers(2, 6)),
        }
    else:
        changes |= {"population": draw(st.integers(20, 800)), "activation": draw(dates)}
    return Settings(**changes)
