"""The common parts of the two kinds of SLURM file: directives, environment, and stopping a job.

Both keep finished runs when time runs out. SLURM sends USR1 to the batch script three minutes
before the limit (``--signal``); the script interrupts the sweep as Ctrl-C would, waits until it has
saved its results, and requeues the job, which resumes. scancel sends TERM to every process of the
job: the sweep treats that as an interruption, and the script only waits for it, and does not
requeue, since the cancellation is intended.
"""

from __future__ import annotations

import re
import shlex
import sysconfig
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scomm.model.errors import InputError, shown
from scomm.sweeps.clusters import values
from scomm.sweeps.clusters.fragments import shell

WARNING_SECONDS: Final = 180

# Directives that the files set themselves; a second one would silently override them.
_OWN: Final = frozenset(
    (
        *("account", "array", "cpus-per-task", "dependency", "exclusive", "job-name", "mem"),
        *("nodes", "ntasks", "ntasks-per-node", "open-mode", "output", "partition", "requeue"),
        *("signal", "time"),
    )
)
# Constraints and reservations use these signs; a quote, a space or '#' would end the value.
_DIRECTIVE = re.compile(r"--([a-z][a-z-]*)(?:=[A-Za-z0-9_@%+=:,./\[\]&|()*-]+)?")


@dataclass(frozen=True)
class Batch:
    """Options common to all SLURM jobs. Raises InputError for an invalid value.

    ``cores`` are those of each task (None: all of its node). ``time`` is HH:MM:SS or D-HH:MM:SS;
    ``setup`` has shell lines that put ``scomm``, or with ``container`` Apptainer, on the path (if
    empty, the environment that writes the file); ``sbatch`` has further options such as --qos=long;
    ``restarts`` is how often a job that met its limit requeues itself. ``container`` is an image
    that holds scomm: a file, or an address such as docker://registry.example/scomm:0.3.0. ``logs``
    is an existing folder for the job's logs (None: the folder in which sbatch is called).
    """

    out: Path
    cores: int | None
    time: str = "12:00:00"
    partition: str | None = None
    account: str | None = None
    setup: Sequence[str] = ()
    sbatch: Sequence[str] = ()
    restarts: int = 10
    container: str | None = None
    logs: Path | None = None

    def __post_init__(self) -> None:
        values.path("--out", self.out)
        if self.cores is not None:
            values.count("--cores", self.cores, 1, 1024)
        values.seconds("--time", self.time)
        if self.partition is not None:
            values.word("--partition", self.partition)
        if self.account is not None:
            values.word("--account", self.account)
        for each in self.setup:
            values.line("--setup", each)
        for each in self.sbatch:
            _directive(each)
        values.count("--restarts", self.restarts, 0, 1000)
        if self.container is not None:
            values.container("--container", self.container)
        if self.logs is not None:
            values.log_folder("--logs", self.logs)

    def log(self, name: str) -> str:
        """Return the path of a log, in ``logs`` if that is given."""
        return name if self.logs is None else str(values.log_folder("--logs", self.logs) / name)


def _directive(given: str) -> str:
    found = _DIRECTIVE.fullmatch(given)
    if found is None:
        raise InputError(
            f"--sbatch is {shown(given)}, but must be one option of sbatch such as --qos=long, "
            "without spaces or quotes."
        )
    if found[1] in _OWN:
        raise InputError(
            f"--sbatch is {shown(given)}, but the file sets --{found[1]} itself; "
            "use the option of scomm cluster for it, where there is one."
        )
    return given


def directives(batch: Batch, options: Iterable[str]) -> list[str]:
    """Return the #SBATCH lines: those of this kind of job, then the common ones."""
    lines = [
        *options,
        *([f"--cpus-per-task={batch.cores}"] if batch.cores is not None else []),
        f"--time={batch.time}",
        *([f"--partition={batch.partition}"] if batch.partition else []),
        *([f"--account={batch.account}"] if batch.account else []),
        "--open-mode=append",
        f"--signal=B:USR1@{WARNING_SECONDS}",
        "--requeue",
        *batch.sbatch,
    ]
    return [f"#SBATCH {line}" for line in lines]


def environment(batch: Batch) -> list[str]:
    """Return the lines that put ``scomm`` or Apptainer on the path, and stop a script without.

    They set ``inside``, the words before a command that runs in the container, if there is one.
    """
    scripts = shlex.quote(sysconfig.get_path("scripts"))
    here = [] if batch.container is not None else [f"export PATH={scripts}:$PATH"]
    image = values.container("--container", batch.container) if batch.container is not None else ""
    return [
        "# What makes scomm known on a node; it may use variables that are not set.",
        *(batch.setup or here),
        "",
        "set -euo pipefail",
        *assignments(out=values.path("--out", batch.out)),
        *([] if batch.container is None else assignments(container=image)),
        *shell("slurm_file_on_path" if batch.container is None else "slurm_container"),
    ]


def assignments(**given: object) -> list[str]:
    """Make shell assignments of the values, quoted."""
    return [f"{name}={shlex.quote(str(value))}" for name, value in given.items()]


def several(number: int, what: str) -> str:
    """Format a count, such as "1 node" or "4 nodes"."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def text(header: Iterable[str], *parts: Iterable[str]) -> str:
    """Assemble a shell script: the header as comments, then the parts, separated by blank lines."""
    lines = ["#!/bin/bash", *(f"# {line}".rstrip() for line in header)]
    return "\n\n".join("\n".join(part) for part in (lines, *parts)) + "\n"
