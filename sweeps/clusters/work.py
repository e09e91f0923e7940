"""The sweep that a cluster is to run, validated before its job queues.

Waiting in a queue takes longer than a check: a sweep file or a point that the model refuses is
reported when the cluster's file is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scomm.sweeps.plan.plan import Plan, plan
from scomm.sweeps.sweep_file import Fixed, read

# The name of a sweep file where it is sent along, as in a store.
SPEC_NAME: Final = "sweep.toml"


@dataclass(frozen=True)
class Work:
    """A validated sweep file: its name, its points and its runs in words.

    ``files`` is the content to be sent where paths are not accessible, name -> content: the sweep
    file as ``sweep.toml``, and its tables under the names in ``tables``.
    """

    name: str
    points: int
    runs: str
    files: Mapping[str, bytes]
    tables: Sequence[str]


def work(path: str | Path) -> Work:
    """Read and plan a sweep file. Raises InputError for any mistake in it."""
    planned = plan(read(path))
    spec = planned.spec
    return Work(
        name=spec.name,
        points=len(planned),
        runs=_runs(planned),
        files={SPEC_NAME: spec.text.encode(), **spec.files},
        tables=[*(name for design in spec.designs for name in design.files), *spec.named],
    )


def _runs(planned: Plan) -> str:
    points, arms = len(planned), len(planned.arms)
    wanted = planned.spec.replicates
    cells = f"{points:,} points × {arms:,} arms"
    if isinstance(wanted, Fixed):
        return f"{cells} × {wanted.count:,} replicates = {points * arms * wanted.count:,} runs"
    least, most = (points * arms * each for each in (wanted.first, wanted.most))
    return (
        f"{cells} × {wanted.first:,} to {wanted.most:,} replicates = {least:,} to {most:,} runs, "
        f"until {wanted.estimand} is known to ±{wanted.half_width:g}"
    )
