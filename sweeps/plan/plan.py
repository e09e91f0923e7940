"""The plan of a sweep file: its points and runs, each run with the identity of its result.

A plan is small: it has the varied values of points, as columns, and the hash of the settings of
each point and arm. Settings and runs are made lazily, a point at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scomm.model.changed_rules import ChangedRules
from scomm.model.errors import InputError, shown
from scomm.model.randomness import SCHEME, world_seed
from scomm.model.scenarios import scenario
from scomm.model.settings import Settings
from scomm.model.version import __version__
from scomm.sweeps.plan.points import Points, PointsBuilder
from scomm.sweeps.plan.seeds import derived_seed
from scomm.sweeps.sweep_file import SweepSpec

_DIGEST_BYTES: Final = 32

Changes = Mapping[str, object]
"""Setting -> validated value, where it differs from that of a base."""


@dataclass(frozen=True)
class Run:
    """One run: ``point`` counts the combinations of varied settings, ``replicate`` the worlds.

    ``varied`` has the point's values as the settings have them. Runs with the same ``identity``
    give the same results, so they are deduplicated across arms and sweeps.
    """

    identity: str
    point: int
    arm: str
    replicate: int
    seed: int
    varied: Mapping[str, object]
    settings: Settings
    rules: ChangedRules | None = None


def identity(digest: str, seed: int, rules: ChangedRules | None = None) -> str:
    """Return the SHA-256 (64 hex digits) of model version, random scheme, settings and world seed.

    ``digest`` is ``Settings.digest()``. The hash of changed rules is included, if there are any.
    The engine is left out: both give the same event log.
    """
    return _identities(digest, [seed], rules)[0].hex()


def _identities(digest: str, seeds: Iterable[int], rules: ChangedRules | None) -> list[bytes]:
    """Return the identities of the settings with ``digest`` in each world, 32 bytes each."""
    changed = () if rules is None else (rules.sha256,)
    begun = "\n".join((__version__, SCHEME, digest, *changed, "")).encode()
    return [hashlib.sha256(b"%s%d" % (begun, seed)).digest() for seed in seeds]


class Plan:
    """The points and arms of a sweep, all of them valid. Made by ``plan``.

    ``varied`` are the settings that vary, in order, and ``points`` their values at each point, as
    the settings have them; where a design of a union does not vary one of them, its points have the
    value of the scenario and [settings]. The length of a plan is its number of points.
    """

    def __init__(
        self,
        spec: SweepSpec,
        base: Settings,
        points: Points,
        arms: Mapping[str, Changes],
        digests: bytes,
    ) -> None:
        """Take the results of ``plan``; ``digests`` has 32 bytes per point and arm, in order."""
        self.spec: Final = spec
        self.arms: Final = tuple(spec.arms)
        self.varied: Final = spec.varied
        self.points: Final = points
        self.base: Final = base
        self._changes: Final = arms
        self._digests: Final = digests
        self._worlds: Final[list[int]] = []

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.points)

    def distinct(self, points: Iterable[int]) -> int:
        """Count the distinct settings among these points and arms, each of which is run."""
        arms = range(len(self.arms))
        return len({self._digest(point, arm) for point in points for arm in arms})

    def settings(self, point: int, arm: str) -> Settings:
        """Return the settings of a point in an arm."""
        return changed(self.base, self.changes(point, arm))

    def changes(self, point: int, arm: str) -> Changes:
        """Return the differences of the settings of a point in an arm from ``base``."""
        return {**self.points[point], **self._changes[arm]}

    def identities(self, point: int, replicates: range) -> list[bytes]:
        """Return the 32-byte identities of a point's runs: arm by arm, in each by replicate."""
        worlds = self.worlds(replicates)
        return [
            each
            for number in range(len(self.arms))
            for each in _identities(self._digest(point, number).hex(), worlds, self.spec.rules)
        ]

    def runs(self, point: int, replicates: range) -> list[Run]:
        """Return a point's runs, in the order of their identities."""
        worlds, varied, rules = self.worlds(replicates), self.points[point], self.spec.rules
        return [
            Run(each.hex(), point, arm, replicate, world, varied, settings, rules)
            for number, arm in enumerate(self.arms)
            for settings in (self.settings(point, arm),)
            for each, replicate, world in zip(
                _identities(self._digest(point, number).hex(), worlds, rules),
                replicates,
                worlds,
                strict=True,
            )
        ]

    def worlds(self, replicates: range) -> list[int]:
        """Return the world seed of each replicate, the same at every point and in every arm."""
        while len(self._worlds) < replicates.stop:
            self._worlds.append(world_seed(self.spec.seed, len(self._worlds)))
        return [self._worlds[replicate] for replicate in replicates]

    def _digest(self, point: int, arm: int) -> bytes:
        position = (point * len(self.arms) + arm) * _DIGEST_BYTES
        return self._digests[position : position + _DIGEST_BYTES]


def changed(base: Settings, changes: Changes) -> Settings:
    """Return settings with some values changed, validated when the plan was made."""
    return base.model_copy(update=dict(changes))


def base_settings(spec: SweepSpec) -> Settings:
    """Return the base of all runs of a sweep: its scenario with its fixed changes."""
    base = scenario(spec.scenario)
    try:
        return base.replace(**spec.settings)
    except InputError as error:
        raise InputError(f"[settings]: {error}") from None


def plan(spec: SweepSpec) -> Plan:
    """Make the plan of a sweep: its points in order of the designs, the same on every machine.

    Raises InputError if any point or arm makes settings that the model refuses.
    """
    base = base_settings(spec)
    points, digests = PointsBuilder(spec.varied, base), bytearray()
    arms: dict[str, Changes] = {}
    for changes in _points(spec):
        for arm, settings in _arms(base, changes, spec.arms):
            digests += bytes.fromhex(settings.digest())
            if arm not in arms:
                arms[arm] = {name: getattr(settings, name) for name in spec.arms[arm]}
        points.add(settings)
    return Plan(spec, base, points.done(), arms, bytes(digests))


def runs(
    base: Settings,
    points: Sequence[Mapping[str, object]],
    arms: Mapping[str, Mapping[str, object]],
    replicates: int,
    seed: int,
    rules: ChangedRules | None = None,
) -> tuple[Run, ...]:
    """Return the runs of every point, arm and replicate, in that order, for a few points.

    Replicate k has the same world seed at every point and in every arm: they meet the same worlds.
    A file that the settings name is read now, and its content travels with the runs.
    """
    base = base.with_files()
    worlds = [world_seed(seed, replicate) for replicate in range(replicates)]
    made: list[Run] = []
    for number, point in enumerate(points):
        for arm, settings in _arms(base, point, arms):
            varied = {name: getattr(settings, name) for name in point}
            identities = _identities(settings.digest(), worlds, rules)
            made += [
                Run(each.hex(), number, arm, replicate, world, varied, settings, rules)
                for replicate, (each, world) in enumerate(zip(identities, worlds, strict=True))
            ]
    return tuple(made)


def _points(spec: SweepSpec) -> Iterator[dict[str, object]]:
    """Yield what changes at each point, setting -> value, design by design."""
    for position, design in enumerate(spec.designs):
        # By its position, so that a design added at the end does not change the points before it.
        for values in design.points(derived_seed(spec.seed, "design", position)):
            yield dict(zip(design.names, values, strict=True))


def _arms(
    base: Settings, point: Mapping[str, Any], arms: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, Settings]]:
    """Yield each arm with its settings at a point. Raises InputError that names the faulty one."""
    for arm, changes in arms.items():
        try:
            yield arm, base.replace(**point, **changes)
        except InputError as error:
            raise InputError(f"{_refused(base, point, arm)}: {error}") from None


def _refused(base: Settings, point: Mapping[str, Any], arm: str) -> str:
    """Describe which of the two the model refuses: the point by itself, or the arm."""
    listed = ", ".join(f"{name} = {value}" for name, value in point.items())
    try:
        base.replace(**point)
    except InputError:
        return f"the point at {listed}"
    return f"the arm {shown(arm)}" + (f" at {listed}" if listed else "")
