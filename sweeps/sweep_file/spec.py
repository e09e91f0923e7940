"""The content of a validated sweep file."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from scomm.model.changed_rules import ChangedRules
from scomm.model.named_file import NamedFile
from scomm.sweeps.designs import Design
from scomm.sweeps.sweep_file.files import beside
from scomm.sweeps.sweep_file.replicates import Fixed, Until

# Varied settings that a phrase lists by name.
_MOST_NAMES: Final = 4


@dataclass(frozen=True)
class SweepSpec:
    """A validated sweep file. Two are equal if they define the same runs, also if texts differ.

    The points are those of ``designs`` one after the other. ``settings`` are the changes to the
    scenario, and ``arms`` maps each arm to its changes. The order of arms and of varied settings
    matters: the last arm is the reference, and settings order the points and coordinates.
    ``rules`` are those that all runs have changed, and ``months`` is true if the sums by month of
    each run are kept. ``named`` are the files that settings and
    [rules] name, path -> file as it was read; the settings have these files as values, so that two
    are equal only if their files have the same content.
    """

    name: str
    scenario: str
    replicates: Fixed | Until
    seed: int
    settings: Mapping[str, object]
    designs: tuple[Design, ...]
    arms: OrderedDict[str, Mapping[str, object]]
    rules: ChangedRules | None
    months: bool
    text: str = field(compare=False, repr=False)
    named: Mapping[str, NamedFile] = field(compare=False, repr=False)

    @property
    def varied(self) -> tuple[str, ...]:
        """Return the settings that vary, those of the first design first."""
        return tuple(dict.fromkeys(name for design in self.designs for name in design.names))

    @property
    def first_look(self) -> int | None:
        """Return the number of replicates looked at first, None where their number is fixed."""
        return self.replicates.first if isinstance(self.replicates, Until) else None

    @property
    def summary(self) -> str:
        """Return its name, scenario, arms, replicates and varied settings, in one phrase."""
        until = self.replicates
        count = f"{until.first}" if until.first == until.most else f"{until.first} to {until.most}"
        arms = " and ".join(self.arms)
        names = self.varied
        listed = f"{len(names)} settings" if len(names) > _MOST_NAMES else ", ".join(names)
        varied = f"{listed or 'nothing'} varied"
        return f"sweep {self.name} of {self.scenario}, {varied}, {arms}, {count} replicates"

    @property
    def files(self) -> Mapping[str, bytes]:
        """Return the files stored with a copy of the sweep file, name -> content."""
        tables = {name: content for each in self.designs for name, content in each.files.items()}
        return tables | beside(self.named)
