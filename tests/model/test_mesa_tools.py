"""Mesa's tools on the world: settings by keyword, seeds, scenarios, batches, a debugger."""

import hashlib
import math
import os
import subprocess
import sys
from types import SimpleNamespace

import mesa
import numpy as np
import pytest

from scomm import InputError, Settings, World, run
from scomm.model.events import REMOVED
from scomm.model.measures import COUNTS
from scomm.model.mesa_model.mesa_tools import (
    TOTALS,
    check_scenario,
    seed_asked_for,
    settings_asked_for,
)

SMALL = Settings(population=400, weeks=12, burn_in_weeks=3, activation="2008-10-06")


def test_settings_are_keywords_beside_settings():
    world = World(SMALL, 3, population=300, community_trust=0.7)
    assert world.settings == SMALL.replace(population=300, community_trust=0.7)
    assert World(population=200, weeks=1, burn_in_weeks=0).settings.population == 200


def test_a_keyword_that_is_no_setting_is_refused_by_name():
    with pytest.raises(InputError, match=r"'populatoin'.*population"):
        World(populatoin=300)


@pytest.mark.parametrize("given", [{"seed": 5}, {"rng": 5}, {"seed": 5, "rng": np.int64(5)}])
def test_a_seed_goes_by_both_of_mesas_names(given):
    assert World(SMALL, **given).seed == 5


def test_without_a_seed_it_is_0_and_not_chance():
    assert World(SMALL).seed == World(SMALL, seed=None, rng=None).seed == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"seed": 1, "rng": 2}, "seed is 1 and rng is 2"),
        ({"seed": -1}, "seed is -1; it must be a whole number from 0"),
        ({"seed": 2**63}, "seed is 9223372036854775808"),
        ({"rng": np.random.default_rng(1)}, "rng is Generator"),
        ({"seed": 1.5}, "seed is 1.5"),
    ],
)
def test_what_is_no_seed_is_refused(given, said):
    with pytest.raises(InputError, match=said):
        World(SMALL, **given)


def test_a_scenario_of_mesas_holds_settings_and_a_seed():
    scenario = SimpleNamespace(rng=7, population=300, community_trust=0.7)
    asked = settings_asked_for(SMALL, scenario, {"population": 350})
    assert asked == SMALL.replace(community_trust=0.7, population=350)
    assert seed_asked_for(None, None, scenario) == 7
    with pytest.raises(InputError, match=r"seed is 1 and scenario\.rng is 7"):
        seed_asked_for(1, None, scenario)


def test_a_world_takes_a_scenario_where_mesa_has_them():
    if not hasattr(mesa.Model, "scenario"):
        with pytest.raises(InputError, match=r"Mesa 3\.5, and this is Mesa 3"):
            World(SMALL, scenario=SimpleNamespace(rng=7))
        return
    from mesa.experimental.scenarios import Scenario

    world = World(SMALL, scenario=Scenario(rng=7, population=300))
    assert (world.seed, world.settings.population) == (7, 300)
    assert world.scenario.model is world
    assert World(SMALL, 3, scenario=Scenario()).scenario.rng == 3  # as a reset in SolaraViz asks
    with pytest.raises(InputError, match="no scenario of Mesa's"):
        check_scenario("county")


def test_the_data_collector_ends_with_what_outcomes_say():
    world = World(SMALL.replace(ice_beds_rate=math.inf), 3)
    world.run_model()
    table = world.datacollector.get_model_vars_dataframe()
    assert table["week"].tolist() == list(range(-3, 12))
    assert math.isnan(table["reporting_rate"][0])
    outcomes = world.outcomes()
    for name, columns in TOTALS.items():
        total = sum(outcomes.total(COUNTS[column], period="all") for column in columns)
        assert table[name].iloc[-1] == total
        assert table[name].is_monotonic_increasing
    assert table["reports"].iloc[-1] > 0 < table["prints"].iloc[-1]
    last = outcomes.monthly[outcomes.monthly["month"] == outcomes.months[-1]]
    crimes = last[["victimizations_violent", "victimizations_property"]].sum().sum()
    reports = last[["expected_reports_violent", "expected_reports_property"]].sum().sum()
    assert table["reporting_rate"].iloc[-1] == pytest.approx(reports / crimes)


def test_mesas_batch_run_gives_a_row_a_run():
    new = hasattr(mesa.Model, "scenario")  # from Mesa 3.5 on, seeds are an argument
    parameters = {"settings": [SMALL], "community_trust": [0.2, 0.8]}
    if not new:
        parameters["seed"] = [1, 2]
    rows = mesa.batch_run(
        World,
        parameters,
        number_processes=1,
        max_steps=100,
        display_progress=False,
        **({"rng": [1, 2]} if new else {}),
    )
    assert sorted((row["seed"], row["community_trust"]) for row in rows) == [
        (seed, trust) for seed in (1, 2) for trust in (0.2, 0.8)
    ]
    for row in rows:
        assert row["week"] >= SMALL.weeks - 2  # Mesa 3.4 shows the week before the last
        alone = World(SMALL, row["seed"], community_trust=row["community_trust"])
        while alone.week <= row["week"]:
            alone.step()
        (last,) = alone.datacollector.get_model_vars_dataframe().iloc[[-1]].to_dict("records")
        assert {name: row[name] for name in last} == pytest.approx(last, rel=0, nan_ok=True)


DEBUGGED = """
import hashlib
from scomm import Settings, run
busy = Settings(population=400, weeks=40, burn_in_weeks=3, activation="2008-10-06",
    encounter_rate=100_000, hispanic_share=0.5, pretextual_propensity=0.5,
    ident_undocumented_hispanic=1.0, detainer_other_charge=1.0, removal_undocumented=1.0,
    ice_beds_rate=float("inf"))
outcomes = run(busy, 1, engine="mesa", events=True)
print(len(outcomes.events), hashlib.sha256(outcomes.events.tobytes()).hexdigest())
"""


def without_jit(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", **environment},
        capture_output=True,
        text=True,
    )


def test_the_mesa_execution_runs_in_plain_python_for_a_debugger(tmp_path):
    """With news of removals, and nothing in the cache that was compiled for other runs."""
    done = without_jit(DEBUGGED, NUMBA_CACHE_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    names: dict[str, Settings] = {}
    exec(DEBUGGED.split("outcomes =")[0], names)
    compiled = run(names["busy"], 1, events=True).events
    assert len(compiled) > 100 and (compiled["kind"] == REMOVED).sum() > 3
    expected = f"{len(compiled)} {hashlib.sha256(compiled.tobytes()).hexdigest()}"
    assert done.stdout.strip() == expected


def test_the_compiled_execution_says_that_it_cannot():
    done = without_jit("from scomm import Settings, run; run(Settings(), 1)")
    assert "InputError: The engine is 'compiled', but NUMBA_DISABLE_JIT is set" in done.stderr
