"""The command line: its output, its exit status, and one sentence for a mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from scomm import Settings, effect
from scomm.model.scenarios import SCENARIOS
from scomm.model.version import MODEL_FOLDER
from scomm.sweeps.cli import main
from scomm.sweeps.estimation.estimands import ratios
from scomm.sweeps.store.reading import Store

COMMANDS = (
    *("run", "effect", "sweep", "estimate", "figures", "status", "verify", "merge", "condense"),
    *("parameters", "scenarios", "examples", "trace", "twin"),
)
TINY = (
    *("--set", "population=1000", "--set", "weeks=60", "--set", "burn_in_weeks=20"),
    *("--set", "activation=2009-02-02"),
)

EXAMPLES = MODEL_FOLDER.parent / "sweeps" / "examples"

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: Capture) -> None:
    assert main([command, "--help"]) == 0
    assert f"Example: scomm {command}" in capsys.readouterr().out


def test_help_lists_the_commands_and_loads_no_model() -> None:
    program = (
        "import sys; from scomm.sweeps.cli import main; status = main(['--help'])\n"
        "heavy = {'model', 'mesa', 'numba', 'numpy', 'pandas', 'pyarrow', 'ray', 'matplotlib'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert all(command in done.stdout for command in COMMANDS)


def test_the_version_is_said(capsys: Capture) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"scomm {version('scomm')}\n"


def test_examples_are_listed_with_what_they_show(capsys: Capture) -> None:
    assert main(["examples", "--json"]) == 0
    shown = {each["name"]: each["what"] for each in json.loads(capsys.readouterr().out)}
    assert {*shown} == {path.stem for path in EXAMPLES.glob("*.toml")}
    assert all(what.endswith((".", "?")) for what in shown.values())
    assert main(["examples"]) == 0
    printed = capsys.readouterr().out
    assert all(f" {name} " in printed for name in shown)


@pytest.mark.parametrize("name", ["demo", "places.csv"])
def test_an_example_is_printed_to_the_byte(name: str) -> None:
    program = f"from scomm.sweeps.cli import main; main(['examples', '{name}'])"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True).stdout
    file = EXAMPLES / name if "." in name else EXAMPLES / f"{name}.toml"
    assert printed == file.read_bytes()


def test_an_unknown_example_is_refused_with_the_nearest(capsys: Capture) -> None:
    assert main(["examples", "dmo"]) == 2
    assert "Did you mean 'demo'?" in capsys.readouterr().err


def test_run_prints_estimands(capsys: Capture) -> None:
    assert main(["run", *TINY, "--seed", "2"]) == 0
    printed = capsys.readouterr().out
    assert "reporting rate" in printed
    assert "non criminal share" in printed
    assert "pretextual arrests" in printed
    assert "officer hours" in printed


def test_run_as_json_names_settings_and_units(tiny: Settings, capsys: Capture) -> None:
    assert main(["run", *TINY, "--seed", "2", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["settings"] == tiny.digest()
    assert {"estimand", "class", "group", "counting", "unit", "before", "after"} == set(
        content["estimands"][0]
    )
    undefined = [row for row in content["estimands"] if row["estimand"] == "non_criminal_share"]
    assert undefined[0]["before"] is None


def test_settings_come_from_a_file(tiny: Settings, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "settings.toml").write_text(tiny.to_toml())
    assert main(["run", "--settings", str(tmp_path / "settings.toml"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"] == tiny.digest()


def test_a_table_of_jurisdictions(tmp_path: Path, capsys: Capture) -> None:
    table = tmp_path / "places.csv"
    table.write_text(
        "name,state,population,hispanic_share,undocumented_share,lawful_noncitizen_share,"
        "activation\nAda,Idaho,9000,0.2,0.05,0.05,2009-02-02\n"
    )
    asked = ["run", "--table", str(table), "--scale", "0.1", "--set", "weeks=30", "--json"]
    assert main([*asked, "--set", "burn_in_weeks=4"]) == 0
    rows = json.loads(capsys.readouterr().out)["estimands"]
    assert rows[0]["after"] is not None


def test_effect_prints_intervals_and_says_what_is_assumed(capsys: Capture) -> None:
    assert main(["effect", *TINY, "--replicates", "2"]) == 0
    printed = capsys.readouterr().out
    assert "interval" in printed
    assert "assumptions that no target fixes" in printed
    shown = [tuple(line.strip().split("  ")[0].split()) for line in printed.splitlines()]
    for name, rows in (
        (("reporting", "rate"), 4),
        (("arrest", "rate"), 1),
        (("pretextual", "arrests"), 1),
        (("officer", "hours"), 1),
        (("days", "held", "for", "ice"), 1),
    ):
        assert shown.count(name) == rows, name


def test_effect_prints_everything_or_one_estimand(capsys: Capture) -> None:
    assert main(["effect", *TINY, "--replicates", "2", "--all"]) == 0
    printed = capsys.readouterr().out
    first, second = printed.split("counted with plain counts")
    assert "counted with probabilities" in first + second
    assert printed.count(" reporting rate ") == sum(
        ratio.estimand.name == "reporting_rate" for ratio in ratios()
    )
    assert main(["effect", *TINY, "--replicates", "2", "--estimand", "trust.other"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if "mean over residents" in line]
    assert [line.split()[:2] for line in rows] == [["trust", "other"]]


def test_effect_by_month_is_that_of_python(tiny: Settings, capsys: Capture) -> None:
    asked = ["effect", *TINY, "--replicates", "2", "--estimand", "trust.other", "--months"]
    assert main(asked) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if "mean over" in line]
    months = effect(tiny, 1, 2, wanted=["trust.other"]).by_month
    assert [row[:2] for row in rows] == [
        [f"{month}", f"{calendar}"]
        for month, calendar in zip(months["month"], months["calendar_month"], strict=True)
    ]
    assert main([*asked, "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert [row["month"] for row in content["by_month"]] == months["month"].tolist()
    assert {row["estimand"] for row in content["by_month"]} == {"trust"}


def test_effect_as_json(capsys: Capture) -> None:
    assert main(["effect", *TINY, "--replicates", "2", "--decompose", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert {row["part"] for row in content["table"]} == {"in all", "news alone"}
    assert content["by_month"][0]["month"] == -4


def test_sweep_estimate_figures(spec_text: str, tmp_path: Path, capsys: Capture) -> None:
    spec, out = tmp_path / "sweep.toml", tmp_path / "store"
    spec.write_text(spec_text.replace("replicates = 3", "replicates = 2"))
    assert main(["sweep", str(spec), "--out", str(out), "--backend", "serial"]) == 0
    captured = capsys.readouterr()
    assert f"16 runs are in {out}" in captured.out
    assert "16 of 16 runs done, 0 failed" in captured.err
    assert main(["estimate", str(out)]) == 0
    assert "non criminal share" in capsys.readouterr().out
    assert main(["estimate", str(out), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["estimates"]) > 100
    assert main(["figures", str(out)]) == 0
    drawn = ("effect_and_share", "effect_and_level", "recorded_and_actual", "pairing")
    assert capsys.readouterr().out.split() == [
        str(out / "figures" / f"{name}.{ending}")
        for name in (*drawn, "pipeline_flows")
        for ending in ("png", "svg")
    ]


def test_a_sweep_whose_runs_fail_ends_with_1(
    spec_text: str, tmp_path: Path, capsys: Capture
) -> None:
    """Agents of 50 million residents, for which few machines have the memory."""
    huge = spec_text.replace("population = 1000", "population = 50_000_000")
    (tmp_path / "sweep.toml").write_text(huge)
    asked = ["sweep", str(tmp_path / "sweep.toml"), "--out", str(tmp_path / "store")]
    assert main([*asked, "--backend", "serial", "--engine", "mesa"]) == 1
    said = "24 of 24 runs failed; the first: NotEnoughMemory: This run of 50,000,000 residents"
    assert said in capsys.readouterr().err
    assert main(["estimate", str(tmp_path / "store")]) == 2
    assert "no pair of finished runs" in capsys.readouterr().err


def test_shards_status_verify_merge_condense(
    spec_text: str, store: Store, tmp_path: Path, capsys: Capture
) -> None:
    spec, out, small = tmp_path / "sweep.toml", tmp_path / "merged", tmp_path / "small"
    spec.write_text(spec_text)
    parts = [str(tmp_path / f"{number}") for number in (1, 2)]
    for number, part in enumerate(parts, start=1):
        asked = ["sweep", str(spec), "--out", part, "--shard", f"{number}/2"]
        assert main([*asked, "--backend", "serial", "--json"]) == 0
        done = {"runs": 12, "done": 12, "failed": 0, "lost": 0, "waiting": 0}
        assert json.loads(capsys.readouterr().out) == {"folder": part, **done}
    assert main(["merge", *parts, "--out", str(out)]) == 0
    assert f"24 of 24 runs are in {out}" in capsys.readouterr().out
    assert (out / "SHA256SUMS").read_bytes() == (store.folder / "SHA256SUMS").read_bytes()
    assert main(["status", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "4 points" in printed
    assert "complete" in printed
    assert main(["status", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"]["never"]["done"] == 12
    assert main(["verify", str(out), "--runs", "2"]) == 0
    assert "2 runs gave it again" in capsys.readouterr().out
    assert main(["condense", str(out), "--out", str(small)]) == 0
    assert f"The estimates of 4 points are in {small}" in capsys.readouterr().out
    tables = []
    for folder in (out, small):
        assert main(["estimate", str(folder)]) == 0
        tables.append(capsys.readouterr().out)
    assert tables[0] == tables[1]
    (out / "runs.parquet").write_bytes(b"")
    assert main(["verify", str(out), "--json"]) == 1
    assert "runs.parquet is damaged" in json.loads(capsys.readouterr().out)["wrong"][0]


def test_a_dry_run_counts_what_is_done_and_keeps_nothing(
    spec_text: str, tmp_path: Path, capsys: Capture
) -> None:
    spec, out = tmp_path / "sweep.toml", tmp_path / "store"
    spec.write_text(spec_text)
    asked = ["sweep", str(spec), "--out", str(out), "--dry-run"]
    assert main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["most_runs"], found["done"]) == (24, 0)
    assert not out.exists()
    assert main(["sweep", str(spec), "--out", str(out), "--backend", "serial"]) == 0
    capsys.readouterr()
    assert main(asked) == 0
    assert "of which 24 are done" in capsys.readouterr().out
    spec.write_text(spec_text.replace("seed = 20101122", "seed = 1"))
    assert main(asked) == 2
    assert "holds another sweep" in capsys.readouterr().err


def test_a_dry_run_of_a_shard_tells_of_it_alone(
    spec_text: str, tmp_path: Path, capsys: Capture
) -> None:
    spec, out = tmp_path / "sweep.toml", tmp_path / "store"
    spec.write_text(spec_text)
    asked = ["sweep", str(spec), "--out", str(out), "--backend", "serial"]
    assert main([*asked, "--shard", "1/3", "--dry-run", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["shard"], found["points"], found["most_runs"]) == ([1, 3], 2, 12)
    assert not out.exists()
    assert main([*asked, "--shard", "1/3"]) == 0
    capsys.readouterr()
    assert main([*asked, "--shard", "1/3", "--dry-run"]) == 0
    assert "Shard 1/3: 2 points in 2 arms, 3 replicates each: 12 runs, of which 12 are done." in (
        capsys.readouterr().out
    )
    # It is refused where the run itself would be, and the whole sweep may resume its shard's store.
    assert main([*asked, "--shard", "2/3", "--dry-run"]) == 2
    assert "holds shard 1/3, but shard 2/3 is asked for" in capsys.readouterr().err
    assert main([*asked, "--dry-run"]) == 0
    assert "24 runs, of which 12 are done" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "status", "named"),
    [(KeyboardInterrupt, 130, "Interrupted after 0 of 24 runs"), (OSError(28, "Full"), 1, "Full")],
)
def test_a_sweep_that_is_stopped_says_how_to_go_on(
    spec_text: str,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException] | BaseException,
    status: int,
    named: str,
) -> None:
    def stop(*given: object, **named: object) -> None:
        raise error

    broken = (
        "scomm.model.start.prepare" if status == 130 else "scomm.sweeps.store.writer.put_by_content"
    )
    monkeypatch.setattr(broken, stop)
    (tmp_path / "sweep.toml").write_text(spec_text)
    asked = ["sweep", str(tmp_path / "sweep.toml"), "--out", str(tmp_path / "store")]
    assert main([*asked, "--backend", "serial"]) == status
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert named in last
    assert "the same command resumes" in last


def test_parameters_are_those_of_the_code(capsys: Capture) -> None:
    assert main(["parameters"]) == 0
    printed = capsys.readouterr().out
    assert all(parameter.name in printed for parameter in Settings.parameters())
    assert main(["parameters", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in listed] == [each.name for each in Settings.parameters()]
    assert set(listed[0]) >= {"value", "unit", "low", "high", "source", "status", "meaning"}


def test_scenarios_are_those_of_the_code(capsys: Capture) -> None:
    assert main(["scenarios"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in SCENARIOS)
    assert main(["scenarios", "--json"]) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)] == list(SCENARIOS)


def test_trace_tells_where_arms_part(capsys: Capture) -> None:
    assert main(["trace", *TINY, "--compare", "never"]) == 0
    assert capsys.readouterr().out.strip()


def test_trace_tells_a_life(capsys: Capture) -> None:
    assert main(["trace", *TINY, "--resident", "0:17", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["told"]


# Arguments, and the words that the one sentence must have.
MISTAKES = [
    (["run", "--scenario", "countty"], "Did you mean 'county'?"),
    (["run", "--set", "community_trust"], "must be NAME=VALUE"),
    (["run", "--set", "=0.5"], "must be NAME=VALUE"),
    (["run", "--set", "community_trust="], "must be NAME=VALUE"),
    (["run", "--set", "comunity_trust=0.5"], "Did you mean 'community_trust'?"),
    (["run", "--set", "community_trust=1.5"], "community_trust is 1.5"),
    (["run", "--set", "community_trust=high"], "community_trust is 'high'"),
    (["run", "--set", "weeks=60", "--set", "weeks=70"], "gives 'weeks' twice"),
    (["run", "--set", "activation=June"], "activation"),
    (["run", "--set", "dont_ask=maybe"], "dont_ask is 'maybe'"),
    (["run", "--settings", "absent.toml"], "absent.toml cannot be read"),
    (["run", "--settings", "broken.toml"], "broken.toml is not valid TOML"),
    (["run", "--settings", "unknown.toml"], "Did you mean 'community_trust'?"),
    (["run", "--settings", "broken.toml", "--scenario", "county"], "give only one"),
    (["run", "--table", "absent.csv"], "absent.csv"),
    (["run", "--scale", "0"], "scale is 0"),
    (["run", "--scale", "much"], "much"),
    (["run", "--seed", "-1"], "The seed is -1"),
    (["run", "--seed", "one"], "one"),
    (["run", "--engine", "messa"], "Did you mean 'mesa'?"),
    (["run", "--sede", "1"], "--sede"),
    (["runn"], "runn"),
    (["effect", "--replicates", "0"], "The number of replicates is 0"),
    (["effect", "--set", "enrollment=never"], "enrollment is 'never'"),
    (["effect", "--estimand", "trus"], "Did you mean 'trust'?"),
    (["effect", "--estimand", "trust", "--all"], "leave out --estimand, or --all"),
    (["effect", "--backend", "rey"], "Did you mean 'ray'?"),
    (["effect", "--backend", "ray", "--workers", "0"], "The number of workers is 0"),
    (["effect", "--engine", "fast"], "No engine is called 'fast'"),
    (["sweep"], "SPEC"),
    (["sweep", "absent.toml", "--out", "store"], "absent.toml cannot be read"),
    (["sweep", "broken.toml", "--out", "store"], "broken.toml is not valid TOML"),
    (["sweep", "unknown.toml", "--out", "store"], "'comunity_trust' is not a table"),
    (["sweep", "good.toml"], "--out"),
    (["sweep", "good.toml", "--out", "good.toml/store"], "cannot be written"),
    (["sweep", "good.toml", "--out", "."], "but no sweep"),
    (["sweep", "good.toml", "--out", "store", "--workers", "-2"], "The number of workers is -2"),
    (["estimate", "absent"], "is no store"),
    (["estimate", "."], "is no store"),
    (["figures", "absent"], "is no store"),
    (
        ["sweep", "good.toml", "--out", "store", "--shard", "3-16"],
        "The shard is '3-16', but must be",
    ),
    (["sweep", "good.toml", "--out", "store", "--shard", "0/4"], "The shard is 0/4, but must be"),
    (["sweep", "good.toml", "--out", "store", "--reuse", "absent"], "absent is no store"),
    (["sweep", "good.toml", "--out", "store", "--threads", "0"], "The number of threads is 0"),
    (["sweep", "good.toml", "--out", "store", "--dry-run", "--backend", "rey"], "Did you mean"),
    (["sweep", "good.toml", "--out", "s", "--dry-run", "--shard", "3/2"], "The shard is 3/2, but"),
    (["status", "absent"], "is no store"),
    (["verify", "absent"], "is no store"),
    (["verify", ".", "--runs", "-1"], "The number of runs is -1"),
    (["merge", "absent", "--out", "store"], "is no store"),
    (["merge", "--out", "store"], "DIR"),
    (["condense", "absent", "--out", "small"], "is no store"),
    (["trace"], "needs one of --resident"),
    (["trace", "--compare", "nevver"], "Did you mean 'never'?"),
    (["trace", "--compare", "never", "--resident", "0:1"], "needs one of --resident"),
]


@pytest.mark.parametrize(
    ("asked", "named"), MISTAKES, ids=[" ".join(asked) for asked, _ in MISTAKES]
)
def test_a_mistake_is_one_sentence_and_status_2(
    asked: list[str],
    named: str,
    spec_text: str,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {
        "good.toml": spec_text,
        "broken.toml": "community_trust = = 0.5",
        "unknown.toml": "comunity_trust = 0.5",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(asked) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert named in captured.err
    assert len(captured.err.strip().splitlines()) == 1
    assert {path.name for path in tmp_path.iterdir()} == set(files)


def test_a_failure_is_one_sentence_and_status_1(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object, **named: object) -> None:
        raise ZeroDivisionError("a fault\nof ours")

    monkeypatch.setattr("scomm.model.simulate.run", fail)
    assert main(["run"]) == 1
    sentence = capsys.readouterr().err
    assert sentence.startswith("scomm failed: ZeroDivisionError: a fault of ours")
    assert len(sentence.splitlines()) == 1
    monkeypatch.setenv("SCOMM_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["run"])


def test_estimates_of_a_store_made_elsewhere(store: Store, capsys: Capture) -> None:
    assert main(["estimate", str(store.folder), "--arm", "never"]) == 2
    assert "both are 'never'" in capsys.readouterr().err
