"""The backends and engines by name."""

from __future__ import annotations

from inspect import signature
from typing import Final

from scomm.model.errors import InputError, nearest
from scomm.model.simulate import ENGINES, run
from scomm.sweeps.execution.backend import Backend
from scomm.sweeps.execution.serial import serial

BACKENDS: Final = ("ray", "serial")

# Whichever the model itself prefers.
DEFAULT_ENGINE: Final[str] = signature(run).parameters["engine"].default


def engine_called(name: str | None) -> str:
    """Return the engine of that name, by default the model's own choice.

    Raises InputError if there is none: said once, not by every run.
    """
    if name is None:
        return DEFAULT_ENGINE
    if name not in ENGINES:
        raise InputError(
            f"No engine is called {name!r}; there are {', '.join(ENGINES)}."
            + nearest(name, ENGINES)
        )
    return name


def chosen(
    backend: str | Backend, workers: int | None = None, address: str | None = None
) -> Backend:
    """Return the backend that is meant: itself, or the one of that name out of ``BACKENDS``.

    ``workers`` is how many runs "ray" does at a time; None means one for each processor.
    ``address`` has it join a cluster instead of starting Ray on this machine: "auto", or the
    HOST:PORT of its head. Raises InputError for another name, a number below 1, an address that
    cannot be joined, and for workers or an address of a backend that has none.

    Example:
        >>> chosen("serial") is serial
        True
    """
    if isinstance(backend, str) and backend not in BACKENDS:
        raise InputError(
            f"No backend is called {backend!r}; the backends are {' and '.join(BACKENDS)}."
            + nearest(backend, BACKENDS)
        )
    if workers is not None and workers < 1:
        raise InputError(f"The number of workers is {workers}, but must be 1 or more.")
    if backend != "ray" and address is not None:
        raise InputError(
            f"The address {address!r} is that of a cluster, which the serial backend does not "
            "use; leave it out, or take the backend 'ray'."
        )
    if backend == "serial":
        return serial
    if not isinstance(backend, str):
        return backend
    from scomm.sweeps.execution.on_ray import on_ray

    return on_ray(workers, address)
