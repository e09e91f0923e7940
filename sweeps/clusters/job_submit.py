"""A shell script that submits the sweep to a running Ray cluster, by ``ray job submit``.

The sweep file and its tables, as they were when the script was made, are sent as the job's working
folder. scomm is either installed on every node of the cluster, or sent along as a wheel, which Ray
then installs there.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Final

from scomm.model.errors import InputError, shown
from scomm.sweeps.clusters import batch, values
from scomm.sweeps.clusters.carried import unpacking
from scomm.sweeps.clusters.fragments import shell
from scomm.sweeps.clusters.work import Work

# Ray replaces this by the folder of the job on the node.
_SENT: Final = "${RAY_RUNTIME_ENV_CREATE_WORKING_DIR}"
# Ray ends a job by TERM and, three seconds later, KILL; the sweep is interrupted instead, and gets
# the time to save its finished runs.
_STOPPING: Final = {"RAY_JOB_STOP_SIGNAL": "SIGINT", "RAY_JOB_STOP_WAIT_TIME_S": "120"}


@dataclass(frozen=True)
class JobSubmit:
    """A job for the cluster whose dashboard is at ``address``; ``out`` is a path on its head node.

    ``wheel`` is a wheel of scomm to be sent along, None if every node has scomm. Raises InputError.
    """

    out: str
    address: str = "http://127.0.0.1:8265"
    wheel: Path | None = None

    def __post_init__(self) -> None:
        values.line("--out", self.out)
        values.url("--address", self.address)
        if not PurePosixPath(self.out).is_absolute():
            raise InputError(
                f"--out is {shown(self.out)}, but must be an absolute path on the cluster's "
                f"head node: "
                "the folder that a job starts in is removed after it."
            )
        if self.wheel is not None and (self.wheel.suffix != ".whl" or not self.wheel.is_file()):
            raise InputError(
                f"--wheel is {shown(str(self.wheel))}, but must be a wheel of scomm; "
                "'pip wheel --no-deps --wheel-dir dist .' in its checkout makes one."
            )


def render(work: Work, asked: JobSubmit) -> str:
    """Return the text of the script."""
    header = [
        f"The sweep {shown(work.name)} on a Ray cluster that runs already, by ray job submit.",
        f"{work.runs}.",
        "",
        "Submit:    bash FILE          (this file, by whatever name it is kept; it names the job)",
        f"Watch:     ray job logs --address {asked.address} --follow JOB",
        f"           ray job status --address {asked.address} JOB",
        f"Stop:      ray job stop --address {asked.address} JOB    (finished runs are kept)",
        "Resume:    bash FILE again: finished runs are not repeated",
        f"Results:   {shlex.quote(asked.out)} on the head node",
        "",
        f"Needs ray[default]=={version('ray')} here and on the cluster, which must be the same",
        "there as here; plain ray has neither the dashboard nor the means to submit jobs. A",
        "dashboard should listen on the loopback of its head node only; reach it through",
        "ssh -L 8265:127.0.0.1:8265 HEAD. Where the cluster asks for a token, put it into",
        "RAY_AUTH_TOKEN and set RAY_AUTH_MODE=token before bash FILE.",
    ]
    environment: dict[str, object] = {"env_vars": _STOPPING}
    wheel = asked.wheel.absolute() if asked.wheel is not None else None
    if wheel is not None:
        environment["pip"] = [f"{_SENT}/{wheel.name}"]
    chosen = [
        *batch.assignments(address=asked.address, out=asked.out),
        *batch.assignments(job_prefix=f"scomm-{work.name}"),
        *batch.assignments(environment=json.dumps(environment)),
    ]
    copy = [f'cp -- {shlex.quote(str(wheel))} "$folder"'] if wheel is not None else []
    files = [*shell("job_submit_gathering"), *unpacking(work), *copy]
    return batch.text(header, ["set -euo pipefail"], chosen, files, shell("job_submit_submitting"))
