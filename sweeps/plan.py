"""From a sweep file to its runs, each with the identity that says whether it is already done."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import model
from model import Settings
from model.errors import InputError
from model.randomness import SCHEME, world_seed
from sweeps.spec import SweepSpec


@dataclass(frozen=True)
class Run:
    """One run: ``point`` counts the combinations of varied settings, ``replicate`` the worlds.

    ``varied`` holds the point's values as the settings hold them. Runs with one ``identity`` give
    the same results, so they are run once even where two arms or two sweeps ask for them.
    """

    identity: str
    point: int
    arm: str
    replicate: int
    seed: int
    varied: Mapping[str, object]
    settings: Settings


def identity(digest: str, seed: int) -> str:
    """Return the SHA-256 (64 hex digits) of model version, random scheme, settings and world seed.

    ``digest`` is ``Settings.digest()``. The engine is left out: both give the same event log.
    """
    parts = (model.__version__, SCHEME, digest, str(seed))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def base_settings(spec: SweepSpec) -> Settings:
    """Return what all runs of a sweep begin from: its scenario with its fixed changes."""
    return _changed(model.scenario(spec.scenario), spec.settings, "[settings]")


def plan(spec: SweepSpec) -> tuple[Run, ...]:
    """Return every run of a sweep: point by point (the last setting fastest), then arm, replicate.

    Raises InputError if any point or arm makes settings that the model refuses.
    """
    base = base_settings(spec)
    grid = itertools.product(*spec.vary.values())
    points = [dict(zip(spec.vary, values, strict=True)) for values in grid]
    return runs(base, points, spec.arms, spec.replicates, spec.seed)


def runs(
    base: Settings,
    points: Sequence[Mapping[str, object]],
    arms: Mapping[str, Mapping[str, object]],
    replicates: int,
    seed: int,
) -> tuple[Run, ...]:
    """Return the runs of every point, arm and replicate, in that order.

    Replicate k has the same world seed at every point and in every arm: they meet the same worlds.
    """
    seeds = [world_seed(seed, replicate) for replicate in range(replicates)]
    made: list[Run] = []
    for number, point in enumerate(points):
        at_point = _changed(base, point, f"[vary] at {_listed(point)}")
        for arm, changes in arms.items():
            settings = _changed(at_point, changes, f"the arm {arm!r}")
            digest = settings.digest()
            varied = {name: getattr(settings, name) for name in point}
            made += [
                Run(identity(digest, world), number, arm, replicate, world, varied, settings)
                for replicate, world in enumerate(seeds)
            ]
    return tuple(made)


def _changed(settings: Settings, changes: Mapping[str, object], where: str) -> Settings:
    try:
        return settings.replace(**changes)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _listed(point: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in point.items())
