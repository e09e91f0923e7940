"""Files for clusters: what they ask for, how they quote, and what their shell code really does.

Where a file is a shell script it is run, with stand-ins for SLURM, Ray and scomm that write down
what they were given; the manifest is read back as YAML and compared with KubeRay's fields.
"""

from __future__ import annotations

import base64
import json
import os
import shlex
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from sweeps.cli import main

Capture = pytest.CaptureFixture[str]

KINDS = ("slurm", "slurm-array", "kuberay", "job-submit")
# A path that a shell or a parser would take apart if it could.
AWKWARD = 'it\'s $HOME, "a" & b'

TABLE = b"community_trust\r\n0.3\r\n0.7\r\n"
TABLE_SPEC = """
[sweep]
name = "with_table"
scenario = "county"
replicates = { until = "reporting_rate.hispanic", half_width = 0.005, most = 400, first = 20 }
seed = 1
[design]
kind = "table"
file = "my points.csv"
[arms]
enrolled = { enrollment = "scheduled" }
never = { enrollment = "never" }
"""

# Left out: a value that looks like an expression in quotes, which is the point of quoting it; and a
# function that only a trap calls.
SHELLCHECK = [
    *(str(Path(sys.executable).with_name("shellcheck")), "--exclude=SC2016,SC2317,SC2329", "-"),
]

# Each writes its arguments, a line of JSON a call, into $CALLS, then does what little is needed.
STAND_IN = """#!{python}
import json, os, signal, subprocess, sys, time
name, given = os.path.basename(sys.argv[0]), sys.argv[1:]
seen = {{k: v for k, v in os.environ.items() if k.startswith("RAY_")}}
def note(*more):
    with open(os.environ["CALLS"], "a") as calls:
        calls.write(json.dumps([name, *given, *more]) + "\\n")
if name == "sbatch":
    note()
    print(40 + sum(1 for _ in open(os.environ["CALLS"])), end=";cluster\\n")
elif name == "scontrol":
    note()
    print("n1\\nn2" if given[0] == "show" else "")
elif name == "srun":
    if "getent" in given:
        note()
        print("10.0.0.1        STREAM n1\\n10.0.0.1        DGRAM")
    else:
        # SLURM's daemon starts the task, with the signals as they are by default.
        default = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        note()
        sys.exit(subprocess.run(given[1:], preexec_fn=default).returncode)
elif name == "ray" and given[0] == "symmetric-run":
    note(seen)
    if os.environ.get("STATUS") == "no ray":
        sys.exit(0)
    sys.exit(subprocess.run(given[given.index("--") + 1 :]).returncode)
elif name == "ray":
    folder = given[given.index("--working-dir") + 1]
    paths = {{each: os.path.join(folder, each) for each in os.listdir(folder)}}
    note({{each: open(path, newline="").read() for each, path in paths.items()}})
elif os.environ.get("SLOW"):
    signal.signal(signal.SIGTERM, lambda *ignored: sys.exit(note("terminated") or 130))
    try:
        note(os.getpid())
        time.sleep(60)
    except KeyboardInterrupt:
        note("interrupted")
        if os.environ["SLOW"] == "very":
            signal.pause()
        sys.exit(130)
else:
    note()
    sys.exit(int(os.environ.get("STATUS", "0")))
"""


@pytest.fixture
def spec(spec_text: str, tmp_path: Path) -> Path:
    """A sweep of 4 points, 2 arms and 3 replicates, in a folder with an awkward name."""
    path = tmp_path / AWKWARD / "a sweep.toml"
    path.parent.mkdir()
    path.write_text(spec_text)
    return path


@pytest.fixture
def table_spec(tmp_path: Path) -> Path:
    """A sweep over a table of 2 points that lies beside it, its replicates adaptive."""
    path = tmp_path / AWKWARD / "table.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(TABLE_SPEC)
    (path.parent / "my points.csv").write_bytes(TABLE)
    return path


@pytest.fixture
def stand_ins(tmp_path: Path) -> Path:
    """A folder of programs that stand in for those of a cluster."""
    folder = tmp_path / "stand ins"
    folder.mkdir()
    for name in ("sbatch", "scontrol", "srun", "ray", "scomm"):
        path = folder / name
        path.write_text(STAND_IN.format(python=sys.executable))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return folder


def asked(kind: str, spec: Path, *more: str) -> list[str]:
    """Return the command for a kind with what it cannot do without."""
    needed = {
        "slurm": ["--out", str(spec.parent / "the store")],
        "slurm-array": ["--out", str(spec.parent / "the store"), "--shards", "3"],
        "kuberay": ["--image", "registry.example/scomm:0.1.0", "--claim", "stores"],
        "job-submit": ["--out", f"/data/{AWKWARD}"],
    }
    return ["cluster", kind, str(spec), *needed[kind], *more]


def rendered(capsys: Capture, *command: str) -> str:
    assert main(command) == 0
    return capsys.readouterr().out


def directives(text: str) -> list[str]:
    return [line.removeprefix("#SBATCH ") for line in text.splitlines() if "#SBATCH" in line]


class Script:
    """A shell file that is run with stand-ins, and the calls that they wrote down."""

    def __init__(self, text: str, folder: Path, stand_ins: Path) -> None:
        self.path = folder / "job file.sh"
        self.path.write_text(text)
        self._calls = folder / "calls"
        path = f"{stand_ins}{os.pathsep}{os.environ['PATH']}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SLURM")},
            **{"PATH": path, "CALLS": str(self._calls), "SLURM_JOB_ID": "41"},
            **{"SLURM_JOB_NODELIST": "n[1-2]", "SLURM_JOB_NUM_NODES": "2"},
            **{"SLURM_CPUS_PER_TASK": "2", "SLURM_ARRAY_TASK_ID": "3"},
        }

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["bash", str(self.path), *arguments],
            env=self._environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def end(self, process: subprocess.Popen[str]) -> tuple[int, str, str]:
        """Return the status and both outputs once it has ended, or end it and fail."""
        try:
            out, err = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        return process.returncode, out, err

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        return self.end(self.start(*arguments, **environment))

    def calls(self, name: str) -> list[list[Any]]:
        """Return the arguments of each call of a program so far, in order."""
        if not self._calls.exists():
            return []
        lines = self._calls.read_text().splitlines()
        return [call[1:] for call in map(json.loads, lines) if call[0] == name]

    def wait_for(self, name: str, calls: int = 1) -> None:
        deadline = time.monotonic() + 30
        while len(self.calls(name)) < calls:
            assert time.monotonic() < deadline, f"{name} was not called"
            time.sleep(0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_help_with_an_example(kind: str, capsys: Capture) -> None:
    assert main(["cluster", kind, "--help"]) == 0
    assert f"Example: scomm cluster {kind}" in capsys.readouterr().out


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "kuberay"])
def test_a_shell_file_is_sound(kind: str, spec: Path, tmp_path: Path, capsys: Capture) -> None:
    wheel = tmp_path / "scomm-0.1.0-py3-none-any.whl"
    wheel.touch()
    more = {
        "slurm": ["--setup", "module load python"],
        "slurm-array": ["--cores", "4", "--at-once", "2"],
        "job-submit": ["--wheel", str(wheel)],
    }
    for command in (asked(kind, spec), asked(kind, spec, *more[kind])):
        text = rendered(capsys, *command)
        for checker in (["bash", "-n"], SHELLCHECK):
            done = subprocess.run(checker, input=text, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_runs_are_counted_in_the_header(
    kind: str, spec: Path, table_spec: Path, capsys: Capture
) -> None:
    fixed = rendered(capsys, *asked(kind, spec))
    assert "# 4 points × 2 arms × 3 replicates = 24 runs" in fixed
    more = ["--shards", "2"] if kind == "slurm-array" else []
    adaptive = rendered(capsys, *asked(kind, table_spec, *more))
    assert "# 2 points × 2 arms × 20 to 400 replicates = 80 to 1,600 runs" in adaptive


def test_a_slurm_job_asks_for_what_it_was_told(spec: Path, capsys: Capture) -> None:
    told = ["--nodes", "4", "--cores", "48", "--memory", "64G", "--time", "1-06:00:00"]
    more = ["--partition", "long,short", "--account", "crime-lab", "--sbatch=--constraint=[a|b]"]
    text = rendered(capsys, *asked("slurm", spec, *told, *more))
    found = directives(text)
    for wanted in (
        *("--nodes=4", "--cpus-per-task=48", "--mem=64G", "--time=1-06:00:00", "--exclusive"),
        *("--partition=long,short", "--account=crime-lab", "--constraint=[a|b]"),
        *("--requeue", "--signal=B:USR1@180", "--open-mode=append"),
    ):
        assert found.count(wanted) == 1
    # SLURM reads directives up to the first command.
    commands = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert text.index(commands[0]) > text.rindex("#SBATCH")


def test_a_slurm_job_starts_one_ray_and_runs_the_sweep_there(
    spec: Path, stand_ins: Path, tmp_path: Path, capsys: Capture
) -> None:
    setup = f"export PATH={shlex.quote(str(stand_ins))}:$PATH"
    script = Script(rendered(capsys, *asked("slurm", spec, "--setup", setup)), tmp_path, stand_ins)
    status, _, errors = script.run()
    assert (status, errors) == (0, "")
    asked_address, started = script.calls("srun")
    assert asked_address[-3:] == ["getent", "ahostsv4", "n1"]
    assert "--nodelist=n2" in asked_address
    assert started[0] == "--cpus-per-task=2"
    (start,) = script.calls("ray")
    *options, environment = start
    assert options[: options.index("--")] == [
        *("symmetric-run", "--address", "10.0.0.1:6379", "--min-nodes", "2"),
        *("--num-cpus=2", "--dashboard-host=127.0.0.1"),
    ]
    assert environment["RAY_AUTH_MODE"] == "token"
    assert len(environment["RAY_AUTH_TOKEN"]) == 64
    store = str(spec.parent / "the store")
    assert script.calls("scomm") == [["sweep", str(spec), "--out", store, "--address", "auto"]]
    assert script.run(STATUS="1")[0] == 1
    status, _, errors = script.run(STATUS="no ray")
    assert status == 1
    assert "Ray did not start" in errors


def test_a_dashboard_is_open_only_if_asked(spec: Path, capsys: Capture) -> None:
    assert "dashboard_host=127.0.0.1\n" in rendered(capsys, *asked("slurm", spec))
    open_one = rendered(capsys, *asked("slurm", spec, "--dashboard-host", "0.0.0.0"))
    assert "dashboard_host=0.0.0.0\n" in open_one


def test_an_array_is_submitted_with_the_merge_behind_it(
    spec: Path, stand_ins: Path, tmp_path: Path, capsys: Capture
) -> None:
    script = Script(
        rendered(capsys, *asked("slurm-array", spec, "--at-once", "2")), tmp_path, stand_ins
    )
    status, said, errors = script.run()
    assert (status, errors) == (0, "")
    assert "Job 41 runs 3 shards; job 42 merges them" in said
    shards, merge = script.calls("sbatch")
    assert "--array=1-3%2" in shards
    assert shards[-2:] == [str(script.path), "shard"]
    assert "--dependency=afterany:41" in merge
    assert merge[-2:] == [str(script.path), "merge"]


@pytest.mark.parametrize("cores", [1, 4])
def test_a_task_runs_its_shard_and_the_merge_takes_all(
    cores: int, spec: Path, stand_ins: Path, tmp_path: Path, capsys: Capture
) -> None:
    setup = f"export PATH={shlex.quote(str(stand_ins))}:$PATH"
    command = asked("slurm-array", spec, "--cores", str(cores), "--setup", setup)
    script = Script(rendered(capsys, *command), tmp_path, stand_ins)
    assert script.run("shard", SLURM_CPUS_PER_TASK=str(cores))[0] == 0
    assert script.run("merge")[0] == 0
    shard, merge = script.calls("scomm")
    store = spec.parent / "the store"
    execution = ["--backend", "serial"] if cores == 1 else ["--backend", "ray", "--workers", "4"]
    assert shard == [
        "sweep",
        str(spec),
        *("--out", f"{store}/shard-3", "--shard", "3/3"),
        *execution,
    ]
    assert merge == [
        "merge",
        *(f"{store}/shard-{k}" for k in (1, 2, 3)),
        "--out",
        f"{store}/merged",
    ]
    assert script.run("shards")[0] == 2


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
@pytest.mark.parametrize(("restarted", "requeued"), [(0, True), (5, False)])
def test_a_job_near_its_limit_interrupts_the_sweep_and_queues_again(
    kind: str,
    restarted: int,
    requeued: bool,
    spec: Path,
    stand_ins: Path,
    tmp_path: Path,
    capsys: Capture,
) -> None:
    setup = f"export PATH={shlex.quote(str(stand_ins))}:$PATH"
    command = asked(kind, spec, "--restarts", "5", "--setup", setup)
    script = Script(rendered(capsys, *command), tmp_path, stand_ins)
    environment = {"SLOW": "1", "SLURM_RESTART_COUNT": str(restarted)}
    if kind == "slurm-array":
        environment |= {"SLURM_ARRAY_JOB_ID": "41"}
    process = script.start("shard", **environment)
    script.wait_for("scomm")
    process.send_signal(signal.SIGUSR1)
    status, _, _ = script.end(process)
    assert script.calls("scomm")[-1][-1] == "interrupted"
    # Job 41 would be the whole array.
    job = "41_3" if kind == "slurm-array" else "41"
    assert (["requeue", job] in script.calls("scontrol")) is requeued
    assert status == (0 if requeued else 130)


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
def test_a_job_that_is_cancelled_waits_for_the_sweep_and_does_not_queue(
    kind: str, spec: Path, stand_ins: Path, tmp_path: Path, capsys: Capture
) -> None:
    setup = f"export PATH={shlex.quote(str(stand_ins))}:$PATH"
    script = Script(rendered(capsys, *asked(kind, spec, "--setup", setup)), tmp_path, stand_ins)
    process = script.start("shard", SLOW="1")
    script.wait_for("scomm")
    process.send_signal(signal.SIGTERM)
    assert process.poll() is None
    os.kill(script.calls("scomm")[0][-1], signal.SIGTERM)
    status, _, _ = script.end(process)
    assert [call[-1] for call in script.calls("scomm")][1:] == ["terminated"]
    assert "requeue" not in [call[0] for call in script.calls("scontrol")]
    assert status == 130


@pytest.mark.parametrize("kind", ["slurm", "slurm-array"])
def test_a_job_that_is_cancelled_at_its_limit_does_not_queue(
    kind: str, spec: Path, stand_ins: Path, tmp_path: Path, capsys: Capture
) -> None:
    setup = f"export PATH={shlex.quote(str(stand_ins))}:$PATH"
    script = Script(rendered(capsys, *asked(kind, spec, "--setup", setup)), tmp_path, stand_ins)
    process = script.start("shard", SLOW="very")
    script.wait_for("scomm")
    process.send_signal(signal.SIGUSR1)
    script.wait_for("scomm", 2)
    process.send_signal(signal.SIGTERM)
    os.kill(script.calls("scomm")[0][-1], signal.SIGTERM)
    assert script.end(process)[0] == 130
    assert [call[-1] for call in script.calls("scomm")][1:] == ["interrupted", "terminated"]
    assert "requeue" not in [call[0] for call in script.calls("scontrol")]


def test_a_script_without_scomm_says_so(
    spec: Path, stand_ins: Path, tmp_path: Path, capsys: Capture
) -> None:
    command = asked("slurm-array", spec, "--setup", "export PATH=/usr/bin:/bin")
    status, _, errors = Script(rendered(capsys, *command), tmp_path, stand_ins).run("shard")
    assert status == 2
    assert "scomm is not on PATH" in errors


def test_a_job_is_sent_with_its_files(
    table_spec: Path, stand_ins: Path, tmp_path: Path, capsys: Capture
) -> None:
    wheel = tmp_path / "scomm-0.1.0-py3-none-any.whl"
    wheel.write_text("a wheel")
    command = asked("job-submit", table_spec, "--wheel", str(wheel))
    script = Script(rendered(capsys, *command), tmp_path, stand_ins)
    status, said, errors = script.run()
    assert (status, errors) == (0, "")
    ((*options, sent),) = script.calls("ray")
    assert sent == {
        "sweep.toml": TABLE_SPEC,
        "my points.csv": TABLE.decode(),
        wheel.name: "a wheel",
    }
    store = f"/data/{AWKWARD}"
    entrypoint = ["scomm", "sweep", "sweep.toml", "--out", store, "--address", "auto"]
    assert options[options.index("--") + 1 :] == entrypoint
    environment = json.loads(options[options.index("--runtime-env-json") + 1])
    assert environment["env_vars"]["RAY_JOB_STOP_SIGNAL"] == "SIGINT"
    assert environment["pip"] == [f"${{RAY_RUNTIME_ENV_CREATE_WORKING_DIR}}/{wheel.name}"]
    assert options[options.index("--submission-id") + 1] in said


# The fields of ray.io/v1 that the manifest may use, by KubeRay's published types and API reference;
# the pod templates are Kubernetes' own.
FIELDS: dict[str, set[str]] = {
    "": {"apiVersion", "kind", "metadata", "spec"},
    "spec": {
        *("entrypoint", "shutdownAfterJobFinishes", "ttlSecondsAfterFinished", "backoffLimit"),
        *("activeDeadlineSeconds", "rayClusterSpec"),
    },
    "spec.rayClusterSpec": {"rayVersion", "authOptions", "headGroupSpec", "workerGroupSpecs"},
    "spec.rayClusterSpec.authOptions": {"mode"},
    "spec.rayClusterSpec.headGroupSpec": {"rayStartParams", "template"},
}
WORKER_FIELDS = {
    *("groupName", "replicas", "minReplicas", "maxReplicas", "rayStartParams", "template"),
}


def manifest(capsys: Capture, spec: Path, *more: str) -> tuple[dict[str, Any], dict[str, Any]]:
    text = rendered(capsys, *asked("kuberay", spec, *more))
    config_map, ray_job = yaml.safe_load_all(text)
    return config_map, ray_job


def test_a_ray_job_has_the_fields_that_kuberay_knows(spec: Path, capsys: Capture) -> None:
    told = ["--nodes", "3", "--cores", "16", "--memory", "32G", "--time", "1-00:00:00"]
    config_map, ray_job = manifest(capsys, spec, *told, "--namespace", "lab", "--out", "a/b")
    for path, fields in FIELDS.items():
        found = ray_job
        for part in path.split(".") if path else ():
            found = found[part]
        assert set(found) <= fields, path
    assert (ray_job["apiVersion"], ray_job["kind"]) == ("ray.io/v1", "RayJob")
    job, cluster = ray_job["spec"], ray_job["spec"]["rayClusterSpec"]
    assert job["entrypoint"] == "scomm sweep /sweep/sweep.toml --out /results/a/b --address auto"
    assert job["activeDeadlineSeconds"] == 86_400
    assert cluster["authOptions"] == {"mode": "token"}
    (workers,) = cluster["workerGroupSpecs"]
    assert set(workers) == WORKER_FIELDS
    assert workers["replicas"] == workers["minReplicas"] == workers["maxReplicas"] == 3
    # KubeRay passes the parameters of ray start on as texts.
    assert workers["rayStartParams"] == {"num-cpus": "16"}
    assert cluster["headGroupSpec"]["rayStartParams"] == {"num-cpus": "0"}
    (container,) = workers["template"]["spec"]["containers"]
    assert container["resources"]["limits"] == {"cpu": "16", "memory": "32Gi"}
    for each in (config_map, ray_job):
        assert each["metadata"] == {"name": "scomm-tiny", "namespace": "lab"}


def test_a_config_map_holds_the_sweep_file_and_its_table(table_spec: Path, capsys: Capture) -> None:
    config_map, ray_job = manifest(capsys, table_spec)
    assert config_map["metadata"]["name"] == "scomm-with-table"
    assert config_map["data"] == {"sweep.toml": TABLE_SPEC, "table-1": TABLE.decode()}
    head = ray_job["spec"]["rayClusterSpec"]["headGroupSpec"]["template"]["spec"]
    volumes = {each["name"]: each for each in head["volumes"]}
    assert volumes["sweep"]["configMap"]["items"] == [
        {"key": "sweep.toml", "path": "sweep.toml"},
        {"key": "table-1", "path": "my points.csv"},
    ]
    assert volumes["store"] == {"name": "store", "persistentVolumeClaim": {"claimName": "stores"}}
    (container,) = head["containers"]
    mounted = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
    assert mounted == {"sweep": "/sweep", "store": "/results"}


def test_a_table_that_is_no_text_travels_as_base64(table_spec: Path, capsys: Capture) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    pa = pytest.importorskip("pyarrow")
    table_spec.write_text(TABLE_SPEC.replace(".csv", ".parquet"))
    path = table_spec.parent / "my points.parquet"
    pq.write_table(pa.table({"community_trust": [0.3, 0.7]}), path)
    config_map, _ = manifest(capsys, table_spec)
    assert base64.b64decode(config_map["binaryData"]["table-1"]) == path.read_bytes()


def test_a_sweep_too_large_for_a_config_map_is_refused(
    table_spec: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sweeps.clusters.kuberay.MOST_BYTES", 100)
    assert main(asked("kuberay", table_spec)) == 2
    assert "a ConfigMap has room for 100" in capsys.readouterr().err


def test_a_file_is_written_with_how_to_submit_it(
    spec: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "my job.sbatch"
    text = rendered(capsys, *asked("slurm", spec))
    assert f"sbatch '{path}'" in rendered(capsys, *asked("slurm", spec, "--write", str(path)))
    assert path.read_text(encoding="utf-8") == text
    assert main(asked("slurm", spec, "--write", str(tmp_path / "absent" / "job"))) == 2
    assert "cannot be written" in capsys.readouterr().err


MISTAKES = [
    ("slurm", ["--time", "12h"], "--time is '12h', but must be HH:MM:SS or D-HH:MM:SS"),
    ("slurm", ["--time", "1-24:00:00"], "--time is '1-24:00:00'"),
    ("slurm", ["--time", "00:04:59"], "must be 00:05:00 or more"),
    ("slurm", ["--nodes", "0"], "--nodes is 0"),
    ("slurm", ["--cores", "many"], "'many' is not a whole number"),
    ("slurm", ["--memory", "64 GB"], "--memory is '64 GB'"),
    ("slurm", ["--partition", "long; rm"], "--partition is 'long; rm'"),
    ("slurm", ["--account", "$(id)"], "--account is '$(id)'"),
    ("slurm", ["--sbatch", "--qos=a b"], "without spaces or quotes"),
    ("slurm", ["--sbatch", "--time=1"], "the file sets --time itself"),
    ("slurm", ["--setup", "a\nb"], "must be one line of text"),
    ("slurm", ["--restarts", "-1"], "--restarts is -1"),
    ("slurm", ["--dashboard-host", "a b"], "--dashboard-host is 'a b'"),
    ("slurm", ["--out", "a\nb"], "--out is 'a\\nb'"),
    ("slurm-array", ["--shards", "5"], "a whole number from 1 to 4"),
    ("slurm-array", ["--at-once", "4"], "--at-once is 4"),
    ("kuberay", ["--image", "a b"], "--image is 'a b'"),
    ("kuberay", ["--claim", "My_Claim"], "--claim is 'My_Claim'"),
    ("kuberay", ["--namespace", "-x"], "--namespace is '-x'"),
    ("kuberay", ["--out", "../x"], "--out is '../x'"),
    ("kuberay", ["--head-memory", "8"], "--head-memory is '8'"),
    ("job-submit", ["--out", "store"], "must be an absolute path"),
    ("job-submit", ["--address", "ftp://x"], "--address is 'ftp://x'"),
    ("job-submit", ["--wheel", "absent.whl"], "--wheel is 'absent.whl'"),
]


@pytest.mark.parametrize(
    ("kind", "more", "named"), MISTAKES, ids=[f"{kind} {more[-1]!r}" for kind, more, _ in MISTAKES]
)
def test_a_mistake_is_one_sentence_and_status_2(
    kind: str, more: list[str], named: str, spec: Path, capsys: Capture
) -> None:
    assert main(asked(kind, spec, *more)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert named in captured.err
    assert len(captured.err.strip().splitlines()) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_mistake_in_the_sweep_is_found_before_it_queues(
    kind: str, spec: Path, capsys: Capture
) -> None:
    spec.write_text(spec.read_text().replace("[0.3, 0.7]", "[0.3, 1.7]"))
    assert main(asked(kind, spec)) == 2
    captured = capsys.readouterr()
    assert "community_trust" in captured.err
    assert captured.out == ""
