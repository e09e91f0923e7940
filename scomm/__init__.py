"""scomm: an agent-based statistical model of Secure Communities, and its parameter sweeps.

The names are imported when first used: Mesa, pandas and Ray take longer than everything else, and
``scomm --help`` needs none of them.

Example:
    >>> from scomm import run, scenario
    >>> outcomes = run(scenario("county").replace(population=500, weeks=60), seed=1)
    >>> 0.0 <= outcomes.reporting_rate(period="all") <= 1.0
    True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scomm.model.changed_rules import ChangedRules
    from scomm.model.errors import InputError
    from scomm.model.mesa_model.world import World
    from scomm.model.outcomes import Outcomes
    from scomm.model.scenarios import SCENARIOS, scenario
    from scomm.model.settings import Settings
    from scomm.model.simulate import run
    from scomm.model.version import __version__
    from scomm.sweeps.effect import effect
    from scomm.sweeps.execution.on_ray import cluster
    from scomm.sweeps.figures.draw import plot
    from scomm.sweeps.store.load import load
    from scomm.sweeps.store.scan import scan
    from scomm.sweeps.sweep import Sweep
    from scomm.sweeps.targets import targets

__all__ = [
    "SCENARIOS",
    "ChangedRules",
    "InputError",
    "Outcomes",
    "Settings",
    "Sweep",
    "World",
    "__version__",
    "cluster",
    "effect",
    "load",
    "plot",
    "run",
    "scan",
    "scenario",
    "targets",
]

_HOME = {
    "ChangedRules": "model.changed_rules",
    "InputError": "model.errors",
    "Outcomes": "model.outcomes",
    "SCENARIOS": "model.scenarios",
    "Settings": "model.settings",
    "Sweep": "sweeps.sweep",
    "World": "model.mesa_model.world",
    "__version__": "model.version",
    "cluster": "sweeps.execution.on_ray",
    "effect": "sweeps.effect",
    "load": "sweeps.store.load",
    "plot": "sweeps.figures.draw",
    "run": "model.simulate",
    "scan": "sweeps.store.scan",
    "scenario": "model.scenarios",
    "targets": "sweeps.targets",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'scomm' has no attribute {name!r}")
    return getattr(import_module(f"scomm.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
