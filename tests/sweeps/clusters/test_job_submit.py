"""A job that is submitted to a Ray cluster with the files that it needs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Asked = Callable[..., list[str]]
Rendered = Callable[..., str]
Scripted = Callable[[str], Any]


def test_a_job_is_sent_with_its_files(
    table_spec: Path, tmp_path: Path, asked: Asked, rendered: Rendered, script: Scripted
) -> None:
    wheel = tmp_path / "scomm-0.3.0-py3-none-any.whl"
    wheel.write_text("a wheel")
    command = asked("job-submit", table_spec, "--wheel", str(wheel))
    job = script(rendered(*command))
    status, said, errors = job.run()
    assert (status, errors) == (0, "")
    ((*options, sent),) = job.calls("ray")
    assert sent == {
        "sweep.toml": table_spec.read_text(),
        "my points.csv": (table_spec.parent / "my points.csv").read_bytes().decode(),
        wheel.name: "a wheel",
    }
    store = f"/data/{table_spec.parent.name}"
    entrypoint = ["scomm", "sweep", "sweep.toml", "--out", store, "--address", "auto"]
    assert options[options.index("--") + 1 :] == entrypoint
    environment = json.loads(options[options.index("--runtime-env-json") + 1])
    assert environment["env_vars"]["RAY_JOB_STOP_SIGNAL"] == "SIGINT"
    assert environment["pip"] == [f"${{RAY_RUNTIME_ENV_CREATE_WORKING_DIR}}/{wheel.name}"]
    assert options[options.index("--submission-id") + 1] in said
