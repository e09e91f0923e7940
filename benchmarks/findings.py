"""The findings of a benchmark: figures with their units, and their goals."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from benchmarks.clock import Samples

Bound = Literal["at least", "at most", "less than"]

_MET: Final[dict[str, Callable[[float, float], bool]]] = {
    "at least": lambda value, bound: value >= bound,
    "at most": lambda value, bound: value <= bound,
    "less than": lambda value, bound: value < bound,
}


@dataclass(frozen=True)
class Goal:
    """A bound that a figure must meet, and a stretch goal beyond it."""

    bound: Bound
    value: float
    aim: float | None = None

    def met_by(self, figure: float) -> bool:
        """Return whether a figure meets the goal."""
        return _MET[self.bound](figure, self.value)

    def __str__(self) -> str:
        """Format the goal for the table."""
        aim = "" if self.aim is None else f", aim {self.aim:g}"
        return f"{self.bound} {self.value:g}{aim}"


@dataclass(frozen=True)
class Finding:
    """One figure. ``value`` is compared with the goal, ``median`` is that of the repetitions.

    ``samples`` are the times of all repetitions, in seconds, if it is a time.
    """

    name: str
    value: float
    unit: str
    median: float | None = None
    goal: Goal | None = None
    note: str = ""
    samples: tuple[float, ...] = field(default=(), repr=False)

    @property
    def met(self) -> bool | None:
        """Return whether the goal is met; None if there is no goal."""
        return None if self.goal is None else self.goal.met_by(self.value)

    def as_record(self) -> dict[str, Any]:
        """Convert the finding to a dictionary for JSON."""
        record = asdict(self)
        record["goal"] = None if self.goal is None else str(self.goal)
        record["met"] = self.met
        return record


def duration(name: str, samples: Samples, scale: float, unit: str, note: str = "") -> Finding:
    """Create the finding of a time in a unit of ``1 / scale`` seconds."""
    return Finding(
        name, samples.minimum * scale, unit, samples.median * scale, None, note, samples.seconds
    )


def ratio(name: str, over: Samples, under: Samples, goal: Goal | None, note: str = "") -> Finding:
    """Create the finding of the ratio of the times of two contenders that took turns."""
    return Finding(
        name, over.minimum / under.minimum, "times", over.median / under.median, goal, note
    )


def table(findings: dict[str, Sequence[Finding]]) -> str:
    """Format all findings as text, one line each."""
    header = ("benchmark", "figure", "minimum", "median", "unit", "goal", "met")
    rows: list[tuple[str, ...]] = [header]
    notes = []
    for benchmark, found in findings.items():
        for f in found:
            mark = {None: "", True: "yes", False: "NO"}[f.met]
            median = "" if f.median is None else f"{f.median:.4g}"
            value = f"{f.value:.0f}" if abs(f.value) >= 10_000 else f"{f.value:.4g}"
            rows.append((benchmark, f.name, value, median, f.unit, str(f.goal or ""), mark))
            if f.note:
                notes.append(f"{benchmark}, {f.name}: {f.note}")
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    rows.insert(1, tuple("-" * width for width in widths))
    lines = [
        "  ".join(
            cell.rjust(width) if column in (2, 3) else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([*lines, "", *notes])


def write(path: Path, name: str, about: dict[str, Any], found: Sequence[Finding]) -> None:
    """Write the findings of one benchmark to a JSON file, atomically.

    The entries of other benchmarks in the file are kept: each records when and where it was run.
    """
    document = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    document[name] = {"about": about, "figures": [f.as_record() for f in found]}
    partial = path.with_suffix(path.suffix + ".partial")
    partial.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(path)
