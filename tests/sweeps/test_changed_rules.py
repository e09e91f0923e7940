"""Changed rules in sweeps: part of the sweep by content, as tables are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scomm import ChangedRules, InputError, Outcomes, Settings, Sweep, effect, load, run
from scomm.model.trace import execution_difference
from scomm.sweeps.cli import main
from scomm.sweeps.clusters.work import work
from scomm.sweeps.execution.on_ray import worker
from scomm.sweeps.execution.serial import serial
from scomm.sweeps.execution.tasks import tasks_of
from scomm.sweeps.merge import merge
from scomm.sweeps.plan.plan import identity, runs
from scomm.sweeps.plan.shard import Shard
from scomm.sweeps.verify import verify
from tests.changed_rule import TEXT
from tests.sweeps.answers import FAKE

CHANGED = ChangedRules(TEXT)
OTHER = TEXT.replace("0.6", "0.7")
RATE = ["reporting_rate.hispanic"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def spec(spec_text: str, tmp_path: Path) -> Path:
    """A sweep with changed rules, in a separate folder."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "own.toml").write_text(f'{spec_text}\n[rules]\nfile = "mine.py"\n')
    (folder / "mine.py").write_text(TEXT)
    return folder / "own.toml"


def faked(spec: Path, out: Path, shard: Shard | None = None) -> Path:
    options = {} if shard is None else {"shard": shard}
    Sweep.from_file(spec).run(out, backend=FAKE, progress=False, **options)
    return out


def test_a_sweep_runs_with_its_rules_and_says_so(
    spec: Path, spec_text: str, tmp_path: Path
) -> None:
    sweep = Sweep.from_file(spec)
    assert sweep.spec.rules == CHANGED
    (_, first, *_) = sweep.plan.runs(0, range(2))
    assert first.identity == identity(first.settings.digest(), first.seed, CHANGED)
    assert first.identity != identity(first.settings.digest(), first.seed)
    store = sweep.run(tmp_path / "out", backend=serial, progress=False)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    changed = {"changed": ["reporting.report_probability"], "sha256": CHANGED.sha256}
    assert manifest["rules"] == changed
    assert {*store.runs["status"]} == {"done"}
    ordinary = Sweep.from_text(spec_text)
    other = ordinary.run(tmp_path / "other", backend=serial, progress=False)
    one, two = (each.estimates(wanted=RATE).to_csv() for each in (store, other))
    assert one != two
    assert verify(tmp_path / "out", runs=2).wrong == []


def test_without_rules_a_manifest_and_identities_say_nothing_of_them(
    spec_text: str, tmp_path: Path
) -> None:
    Sweep.from_text(spec_text).run(tmp_path, backend=FAKE, progress=False)
    assert "rules" not in json.loads((tmp_path / "manifest.json").read_text())


def test_functions_given_in_python_become_the_table_of_the_stored_sweep_file(
    spec: Path, spec_text: str, tmp_path: Path
) -> None:
    given = Sweep.from_text(spec_text, rules=CHANGED)
    read = Sweep.from_file(spec)
    assert given.spec == read.spec
    assert given.plan.identities(0, range(2)) == read.plan.identities(0, range(2))
    given.run(tmp_path / "out", backend=FAKE, progress=False)
    assert load(tmp_path / "out").spec.rules == CHANGED
    with pytest.raises(InputError, match=r"\[rules\] changes rules, and others are given beside"):
        Sweep.from_file(spec, rules=CHANGED)


def test_a_store_has_its_own_copy_of_the_rules(spec: Path, tmp_path: Path) -> None:
    faked(spec, tmp_path / "out")
    spec.with_name("mine.py").unlink()
    assert load(tmp_path / "out").spec.rules == CHANGED
    resumed = Sweep.from_file(spec, store=tmp_path / "out")
    resumed.run(tmp_path / "out", backend=FAKE, progress=False)
    (copy,) = (tmp_path / "out" / "tables").glob("*.py")
    copy.write_text(OTHER)
    with pytest.raises(InputError, match="damaged"):
        load(tmp_path / "out")


def test_a_store_is_read_without_executing_its_rules(spec: Path, tmp_path: Path) -> None:
    spec.with_name("mine.py").write_text(f"{TEXT}\nraise SystemExit\n")
    faked(spec, tmp_path / "out")
    assert len(load(tmp_path / "out").runs) > 0


def test_other_rules_are_refused(spec: Path, spec_text: str, tmp_path: Path) -> None:
    faked(spec, tmp_path / "out")
    spec.with_name("mine.py").write_text(OTHER)
    with pytest.raises(InputError, match=r"SHA-256 .* there and .* here, so its runs are those of"):
        faked(spec, tmp_path / "out")
    with pytest.raises(InputError, match=r"report_probability .* there and no rules here"):
        Sweep.from_text(spec_text).run(tmp_path / "out", backend=FAKE, progress=False)


def test_shards_of_other_rules_are_not_merged(spec: Path, tmp_path: Path) -> None:
    faked(spec, tmp_path / "1", Shard(1, 2))
    spec.with_name("mine.py").write_text(OTHER)
    faked(spec, tmp_path / "2", Shard(2, 2))
    with pytest.raises(InputError, match="different models and cannot be merged"):
        merge([tmp_path / "1", tmp_path / "2"], tmp_path / "out", print)


def test_rules_travel_to_workers_and_clusters(spec: Path, tiny: Settings) -> None:
    assert TEXT.encode() in work(spec).files.values()
    assert "mine.py" in work(spec).tables
    (only,) = runs(tiny, [{}], {"one": {}}, 1, seed=1, rules=CHANGED)
    tasks = tasks_of([only], "compiled")
    order = worker.order_for(tasks, "state", b"", worker.pickled_base(tasks.base), 1.0)
    (task,) = worker.unpacked(worker.packed(order)).tasks
    assert task.rules == CHANGED


def test_an_effect_has_changed_rules(tiny: Settings) -> None:
    changed, ordinary = (
        effect(tiny, seed=1, replicates=2, wanted=RATE, backend="serial", rules=rules)
        for rules in (CHANGED, None)
    )
    assert changed.rules == CHANGED
    assert ordinary.rules is None
    assert not np.allclose(changed.table["never"], ordinary.table["never"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[rules]\nfile = "none.py"\n', "The file of rules none.py cannot be read"),
        ("[rules]\n", "file"),
        ('[rules]\nfiles = "mine.py"\n', "file"),
        ('[rules]\nfile = "own.toml"\n', "is not valid Python|has no mapping RULES"),
    ],
)
def test_a_mistake_in_the_table_is_answered(
    spec: Path, spec_text: str, table: str, said: str
) -> None:
    spec.write_text(f"{spec_text}\n{table}")
    with pytest.raises(InputError, match=said):
        Sweep.from_file(spec)


TINY = ("--set", "population=1000", "--set", "weeks=60", "--set", "burn_in_weeks=20")


def test_the_twin_command_says_that_the_executions_agree(spec: Path, capsys: Capture) -> None:
    rules = str(spec.with_name("mine.py"))
    assert main(["twin", "--rules", rules, *TINY]) == 0
    assert "The executions agree: all " in capsys.readouterr().out
    assert main(["run", "--rules", rules, *TINY, "--json"]) == 0
    changed = capsys.readouterr().out
    assert main(["run", *TINY, "--json"]) == 0
    assert changed != capsys.readouterr().out


@pytest.fixture
def outcomes(tiny: Settings) -> Outcomes:
    return run(tiny, 1, events=True)


def test_the_first_event_that_differs_is_told(outcomes: Outcomes) -> None:
    assert execution_difference(outcomes, outcomes) == ""
    assert outcomes.events is not None
    other = outcomes.events.copy()
    other["draw"][5] += 0.25
    told = execution_difference(outcomes, replace(outcomes, events=other))
    assert "after 5 events that are the same" in told
    assert "Mesa: " in told
    assert "compiled: " in told


def test_measures_that_differ_are_told_where_events_do_not(outcomes: Outcomes) -> None:
    sums = outcomes.sum_table.copy()
    sums[1, 0, 0, 0] += 1
    told = execution_difference(outcomes, replace(outcomes, sum_table=sums))
    assert told.endswith(f"but the measures of {outcomes.months[1]} differ.")
