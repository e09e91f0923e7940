"""The entry point of the model: run a world from start to end with either engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from scomm.model.changed_rules import (
    ChangedRules,
    RulesGiven,
    changed_rules,
    check_unpatched,
    compiling,
    imported,
)
from scomm.model.compiling.jit import JIT_DISABLED
from scomm.model.errors import InputError, nearest, setting_up, shown
from scomm.model.outcomes import Outcomes
from scomm.model.randomness import LARGEST_SEED
from scomm.model.settings import Settings

ENGINES: Final = ("compiled", "mesa")


def run(
    settings: Settings,
    seed: int,
    *,
    engine: str = "compiled",
    events: bool = False,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
    rules: RulesGiven = None,
) -> Outcomes:
    """Simulate the world that ``settings`` and ``seed`` determine.

    Args:
        settings: All parameters of the run.
        seed: The world seed, 0 to 2**63 - 1.
        engine: "compiled", which is fast, or "mesa", the same model as Mesa agents; both give the
            same outcomes and the same event log.
        events: Keep the event log, as ``Outcomes.events``.
        threads: Threads of the compiled engine, 1 or more. They speed up a world of many
            jurisdictions and change no result.
        progress: Called with the weeks completed and the total number of weeks, burn-in included;
            the first call, with 0 weeks completed, comes once the population has been built.
        rules: Functions in place of rules, by name: ``{"reporting.report_probability": mine}``; or
            the path of a Python file that defines them. Both engines follow. See ``docs/rules.md``.

    Returns:
        The tables of the run by month, jurisdiction and group, and its event log if it was kept.

    Raises:
        InputError: The seed is out of bounds, the engine is unknown, there is less than one thread,
            a file that the settings name is not valid, or ``rules`` names no rule, has a function
            of other arguments, or one that cannot be compiled.
        NotEnoughMemory: The run needs more memory than is free.
        SetUpError: The world could not be built.

    Example:
        >>> from scomm import run, scenario
        >>> run(scenario("county"), seed=1).seed
        1
    """
    if not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"The seed is {seed}; it must be a whole number from 0 to 2**63 - 1.")
    if engine not in ENGINES:
        raise InputError(
            f"No engine is called {shown(engine)}; there are {', '.join(ENGINES)}."
            + nearest(engine, ENGINES)
        )
    if threads < 1:
        raise InputError(f"threads is {threads}; it must be 1 or more.")
    check_unpatched()
    changed = changed_rules(rules)
    if engine == "mesa":
        return _run_mesa(settings, seed, events, progress, changed)
    if JIT_DISABLED:
        raise InputError(
            "The engine is 'compiled', but NUMBA_DISABLE_JIT is set, so nothing is compiled; unset "
            "it, or debug with engine='mesa', which gives the same outcomes."
        )
    compiled = imported("compiled", changed)
    with compiling(changed):
        compiled.get_ready()
    with setting_up():
        start = imported("start", changed).prepare(settings, seed, threads=threads)
    if progress is not None:
        progress(0, len(start.months))
    log = None
    # With changed rules two arms can differ in any week, so no weeks are taken from another arm.
    if events or threads > 1 or changed is not None:
        counts, sums, log = compiled.simulate(
            start, events=events, threads=threads, progress=progress
        )
    else:
        counts, sums = compiled.simulate_arm(start, progress)
    return Outcomes(
        settings=settings,
        seed=seed,
        places=start.places,
        months=tuple(start.calendar.months),
        count_table=counts[:-1],
        sum_table=sums[:-1],
        events=log,
        rules=changed,
    )


def _run_mesa(
    settings: Settings,
    seed: int,
    events: bool,
    progress: Callable[[int, int], None] | None,
    rules: ChangedRules | None,
) -> Outcomes:
    # Imported here because Mesa takes a second to import.
    from scomm.model.mesa_model.world import World

    with setting_up():
        world = World(settings, seed, log_events=events, rules=rules)
    total = settings.burn_in_weeks + settings.weeks
    with compiling(rules):
        for done in range(total + 1):
            if done > 0:
                world.step()
            if progress is not None:
                progress(done, total)
    return world.outcomes()
