"""Choice of a backend and an engine, by name or by the size of the work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import signature
from typing import Final

from scomm.model.errors import InputError, nearest, shown
from scomm.model.places import build_places
from scomm.model.settings import Settings
from scomm.model.simulate import ENGINES, run
from scomm.sweeps.execution.backend import Backend
from scomm.sweeps.execution.serial import serial

BACKENDS: Final = ("ray", "serial")

# Measured on runs of one county: a rough estimate that only has to tell seconds from minutes.
RUN_SECONDS: Final = 0.001
SECONDS_PER_RESIDENT_WEEK: Final = {"compiled": 1.5e-9, "mesa": 1e-6}

Tell = Callable[[str], None]
"""Callback that gets a sentence for the user."""


def aloud(sentence: str) -> None:
    """Print on standard error, where progress is shown too."""
    print(sentence, file=sys.stderr)


def silent(sentence: str) -> None:
    """Print nothing."""


# The model's own default.
DEFAULT_ENGINE: Final[str] = signature(run).parameters["engine"].default


def engine_called(name: str | None) -> str:
    """Validate an engine's name; None stands for the model's default.

    Raises InputError for another name: once, not in every run.
    """
    if name is None:
        return DEFAULT_ENGINE
    if name not in ENGINES:
        raise InputError(
            f"No engine is called {shown(name)}; there are {', '.join(ENGINES)}."
            + nearest(name, ENGINES)
        )
    return name


def chosen(
    backend: str | Backend,
    workers: int | None = None,
    address: str | None = None,
    tell: Tell = silent,
) -> Backend:
    """Look up a backend by its name in ``BACKENDS``; a backend itself is returned as it is.

    Args:
        backend: "serial", "ray", or a backend.
        workers: runs at a time with "ray"; None for one per processor.
        address: a cluster to join instead of starting Ray on this machine: "auto", or the HOST:PORT
            of its head.
        tell: gets a sentence before a step that takes long.

    Raises:
        InputError: for another name, fewer than 1 worker, an address that cannot be joined, and for
            workers or an address of a backend that has none.

    Example:
        >>> chosen("serial") is serial
        True
    """
    if isinstance(backend, str) and backend not in BACKENDS:
        raise InputError(
            f"No backend is called {shown(backend)}; the backends are {' and '.join(BACKENDS)}."
            + nearest(backend, BACKENDS)
        )
    if workers is not None and workers < 1:
        raise InputError(f"The number of workers is {workers}, but must be 1 or more.")
    if backend != "ray" and address is not None:
        raise InputError(
            f"The address {shown(address)} is that of a cluster, which the serial backend does not "
            "use; leave it out, or take the backend 'ray'."
        )
    if backend == "serial":
        return serial
    if not isinstance(backend, str):
        return backend
    from scomm.sweeps.execution.on_ray import on_ray

    return on_ray(workers, address, tell)


def named(
    backend: str | Backend | None,
    workers: int | None = None,
    address: str | None = None,
    tell: Tell = silent,
) -> Backend | None:
    """Look up a backend as ``chosen`` does, None where no argument names one: see ``by_size``.

    Workers or an address imply "ray".
    """
    if backend is None and workers is None and address is None:
        return None
    return chosen(backend or "ray", workers, address, tell)


def by_size(settings: Settings, runs: int, engine: str, tell: Tell = silent) -> Backend:
    """Choose a backend for this number of runs of about these settings, where none is named.

    It is "ray", unless the runs take this process no longer than Ray takes to start, about. A Ray
    that already runs needs no start. ``tell`` gets a sentence where runs are done here.

    Example:
        >>> from scomm import scenario
        >>> by_size(scenario("county"), 100, "compiled") is serial
        True
    """
    from scomm.sweeps.execution.on_ray import START_SECONDS, environment

    seconds = runs * expected_seconds(settings, engine)
    if environment.connected() or seconds > 2 * START_SECONDS:
        return chosen("ray", tell=tell)
    if runs:
        tell(
            f"The runs take about {max(1, round(seconds))} s and are done in this process; the "
            "backend 'ray' would take longer to start."
        )
    return serial


def expected_seconds(settings: Settings, engine: str) -> float:
    """Estimate the time of one run, in seconds, from residents and weeks alone."""
    residents = int(build_places(settings).population.sum())
    weeks = settings.weeks + settings.burn_in_weeks
    return RUN_SECONDS + SECONDS_PER_RESIDENT_WEEK[engine] * residents * weeks
