"""Arms with the same seed are identical until the first decision that differs."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scomm import Outcomes, Settings, World, run
from scomm.model import events
from scomm.model.version import MODEL_FOLDER

NAMES = ("Alder", "Birch", "Cedar", "Dogwood")

Table = Callable[..., Settings]


def logs(outcomes: Outcomes) -> dict[str, list[tuple[Any, ...]]]:
    """The event log of each jurisdiction by name, without the jurisdiction's number."""
    assert outcomes.events is not None
    fields = [name for name in events.DTYPE.names or () if name != "jurisdiction"]
    return {
        name: outcomes.events[outcomes.events["jurisdiction"] == number][fields].tolist()
        for number, name in enumerate(outcomes.places.name)
    }


def digest(outcomes: Outcomes) -> str:
    assert outcomes.events is not None
    parts = (outcomes.events, outcomes.count_table, outcomes.sum_table)
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


# No number is drawn twice

VARIED: dict[str, dict[str, Any]] = {
    "plain": {},
    "all policies": {
        "jail_287g": True, "status_inquiry": True, "dont_ask": True, "felony_referral_only": True,
        "detainer_policy": "serious", "results_received": False, "stance": "asks-out",
        "request": "2009-03-02", "opt_out_regime": "procedure", "state_approves_optout": True,
        "state_refuses": "2009-08-03", "jail_beds_rate": 500.0, "ice_beds_rate": 400.0,
        "before_disposition_share": 0.5, "procedure_delay_weeks": 4,
    },
    "withdrawn and active again": {
        "stance": "asks-out", "request": "2009-03-02", "opt_out_regime": "procedure",
        "state_approves_optout": True, "procedure_released_share": 0.0,
        "procedure_delayed_share": 1.0, "procedure_delay_weeks": 4, "meeting_weeks": 2,
    },
    "every bed taken": {"ice_beds_rate": 170.0, "jail_beds_rate": 170.0, "release_felony": 0.0},
    "everybody a tie": {
        "ties_neighborhood_group": 12, "ties_neighborhood": 12, "ties_jurisdiction_group": 12,
        "tie_hears": 1.0, "tie_of_tie_hears": 1.0, "pretextual_propensity": 1.0,
    },
    "quick": {
        "disposition_median_minor": 0.1, "disposition_median_misdemeanor": 0.1,
        "disposition_median_felony": 0.1, "sentence_weeks_misdemeanor": 1.0,
        "sentence_served_share": 0.0, "replacement_weeks": 1.0, "custody_within_days": 1.0,
        "custody_within_month": 1.0, "before_disposition_share": 1.0, "removal_undocumented": 1.0,
    },
    "followed up": {
        "detainer_policy": "serious", "ice_beds_rate": 300.0, "order_to_appear_share": 0.4,
        "order_weeks": 3.0, "at_large_arrest": 0.8, "at_large_weeks": 2.0,
    },
    "few people": {"population": 40, "residents_per_neighborhood": 100},
    "no burn-in": {"burn_in_weeks": 0, "activation": "2008-10-06", "turnover_rate": 0.6},
}  # fmt: skip


@pytest.mark.parametrize("name", VARIED)
def test_no_number_is_drawn_twice(busy_county: Settings, name: str) -> None:
    """The audit raises; in addition, there is at most one move into a slot per week."""
    settings = busy_county.replace(**VARIED[name])
    world = World(settings, 11, log_events=True, audit=True)
    while world.week < settings.weeks:
        world.step()
    assert world.draws.asked is not None and len(world.draws.asked) > 400
    log = world.outcomes().events
    assert log is not None
    moved = log[log["kind"] == events.MOVED_IN][["week", "jurisdiction", "who"]].tolist()
    assert moved and len(set(moved)) == len(moved)


def test_no_number_is_drawn_twice_in_several_places(busy_table: Table) -> None:
    settings = busy_table(*NAMES, ice_beds_rate=200.0)
    world = World(settings, 11, audit=True)
    while world.week < settings.weeks:
        world.step()
    assert world.draws.asked is not None
    assert len({counter[3] for counter in world.draws.asked}) == len(NAMES)


# Arms


@pytest.mark.parametrize("name", [n for n in VARIED if n != "no burn-in"])
def test_arms_are_identical_before_activation(
    busy_county: Settings, engine: str, name: str
) -> None:
    """All draws, and all tables up to the month before, are equal; afterwards they differ."""
    settings = busy_county.replace(**VARIED[name])
    enrolled, never = (
        run(settings.replace(enrollment=arm), 7, engine=engine, events=True)
        for arm in ("scheduled", "never")
    )
    assert enrolled.events is not None and never.events is not None
    week = int(enrolled.places.scheduled_week[0])
    assert week == 17
    before = [out.events[out.events["week"] < week] for out in (enrolled, never)]
    assert len(before[0]) > 30 and before[0].tobytes() == before[1].tobytes()
    months = enrolled.months.index("2009-02")
    assert np.array_equal(enrolled.count_table[:months], never.count_table[:months])
    assert np.array_equal(enrolled.sum_table[:months], never.sum_table[:months])
    assert np.array_equal(enrolled.months_in("after"), never.months_in("after"))
    assert not np.array_equal(enrolled.sum_table[months:], never.sum_table[months:])
    kinds = set(never.events["kind"].tolist())
    assert not kinds & {events.ACTIVATED, events.MATCHED}


def test_never_leaves_out_the_first_jurisdiction_alone(busy_table: Table, engine: str) -> None:
    """With unlimited beds the events of the other jurisdictions do not change."""
    settings = busy_table(*NAMES)
    scheduled, never, nobody = (
        logs(run(settings.replace(enrollment=arm), 3, engine=engine, events=True))
        for arm in ("scheduled", "never", "nobody")
    )
    assert scheduled["Alder"] != never["Alder"] == nobody["Alder"]
    for name in NAMES[1:]:
        assert scheduled[name] == never[name] != nobody[name]


def test_arms_that_do_not_differ_are_identical(busy_county: Settings, engine: str) -> None:
    """In a place that is never activated no arm and no parameter of enrollment has an effect."""
    unplanned = busy_county.replace(activation="never")
    expected = digest(run(unplanned, 7, engine=engine, events=True))
    for changes in (
        {},
        {"enrollment": "never"},
        {"enrollment": "nobody"},
        {"enrollment_risk_step": 1.0, "awareness_share": 1.0, "awareness_delay": 1.0},
        {"pretextual_propensity": 1.0, "profiling": 3.0},
        {"results_received": True, "opt_out_regime": "voluntary"},
    ):
        other = run(unplanned.replace(**changes), 7, engine=engine, events=True)
        assert digest(other) == expected, changes
    assert digest(run(unplanned, 8, engine=engine, events=True)) != expected


NOT_FOLLOWED_UP: Any = {"order_to_appear_share": 0.0, "at_large_arrest": 0.0}


@pytest.mark.parametrize("first", [events.ORDERED, events.AT_LARGE_ARREST])
def test_a_follow_up_changes_nothing_before_the_first(
    busy_county: Settings, engine: str, first: int
) -> None:
    """A person ordered to appear, or looked for, lives on as somebody let go until it comes due."""
    if first == events.ORDERED:
        world, more = {"ice_beds_rate": 300.0}, {"order_to_appear_share": 1.0, "order_weeks": 2.0}
    else:
        world, more = {"detainer_policy": "none"}, {"at_large_arrest": 1.0, "at_large_weeks": 2.0}
    plain = busy_county.replace(**world, **NOT_FOLLOWED_UP)
    without, with_it = (
        run(settings, 7, engine=engine, events=True).events
        for settings in (plain, plain.replace(**more))
    )
    assert without is not None and with_it is not None
    orders = with_it["kind"] == events.ORDERED
    acted = np.isin(with_it["kind"], (events.ORDER_DUE, events.AT_LARGE_ARREST))
    assert acted.any() and (with_it["kind"] == first).sum() > 3
    week = int(with_it["week"][acted].min())
    before = with_it[(with_it["week"] < week) & ~orders]
    assert len(before) > 30
    assert before.tobytes() == without[without["week"] < week].tobytes()
    assert without.tobytes() != with_it.tobytes()


def test_keeping_a_log_or_an_audit_changes_no_result(busy_county: Settings) -> None:
    plain = run(busy_county, 7, engine="mesa")
    logged = run(busy_county, 7, engine="mesa", events=True)
    audited = World(busy_county, 7, audit=True)
    while audited.week < busy_county.weeks:
        audited.step()
    for other in (logged, audited.outcomes()):
        assert np.array_equal(plain.count_table, other.count_table)
        assert np.array_equal(plain.sum_table, other.sum_table)


# Processes


def test_another_process_and_another_hash_seed_give_the_same_log(
    busy_county: Settings, engine: str, tmp_path: Path
) -> None:
    """No result may depend on the order of Python's sets, which depends on hashes."""
    path = tmp_path / "settings.toml"
    path.write_text(busy_county.to_toml(), encoding="utf-8")
    program = (
        "import hashlib, sys\n"
        "from scomm import Settings, run\n"
        "out = run(Settings.from_toml(sys.argv[1]), 7, engine=sys.argv[2], events=True)\n"
        "parts = (out.events, out.count_table, out.sum_table)\n"
        "print(hashlib.sha256(b''.join(part.tobytes() for part in parts)).hexdigest())\n"
    )
    root = str(MODEL_FOLDER.parents[1])
    found = [
        subprocess.run(
            [sys.executable, "-c", program, str(path), engine],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "1")
    ]
    assert found == [digest(run(busy_county, 7, engine=engine, events=True))] * 2
