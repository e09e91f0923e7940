"""The time from the shell to an answer, with a warm and with an empty cache of compiled code."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from functools import partial
from typing import Final

from benchmarks.clock import Contender, Samples, elapsed, take_turns
from benchmarks.findings import Finding, Goal, duration
from benchmarks.machine import ROOT
from benchmarks.worlds import Effort

WARM: Final = Goal("less than", 3.0)
COLD: Final = Goal("at most", 30.0)

_PROGRAM: Final = "import sys; from scomm.sweeps.cli import main; sys.exit(main())"
_ANSWER: Final = ("effect", "--scenario", "county")


def measure(effort: Effort) -> list[Finding]:
    """Time a process that computes the effect of enrollment in a county."""
    samples = take_turns(
        (
            Contender("answer", elapsed(partial(_scomm, *_ANSWER))),
            Contender("help", elapsed(partial(_scomm, "--help"))),
            Contender("interpreter", elapsed(partial(_python, "-c", "pass"))),
        ),
        2 if effort.quick else min(effort.turns, 5),
    )
    answer = samples["answer"]
    return [
        _judged("scomm effect --scenario county, compiled code on disk", answer, WARM),
        Finding("the same, the processor's time", _processor_seconds(), "s"),
        duration("scomm --help", samples["help"], 1.0, "s"),
        duration("the interpreter alone", samples["interpreter"], 1.0, "s"),
        _first_time(samples["answer"].minimum),
    ]


def _first_time(warm: float) -> Finding:
    with tempfile.TemporaryDirectory() as cache:
        environment = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
        environment["XDG_CACHE_HOME"] = cache
        seconds = elapsed(partial(_scomm, *_ANSWER, environment=environment))()
    return Finding(
        "the same with an empty cache, so compiling first",
        seconds,
        "s",
        goal=COLD,
        note=f"of which compiling {seconds - warm:.1f} s; once",
        samples=(seconds,),
    )


def _processor_seconds() -> float:
    """Measure the processor time of one answer, which excludes other programs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _scomm(*_ANSWER)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _judged(name: str, samples: Samples, goal: Goal) -> Finding:
    return Finding(name, samples.minimum, "s", samples.median, goal=goal, samples=samples.seconds)


def _scomm(*arguments: str, environment: dict[str, str] | None = None) -> None:
    _python("-c", _PROGRAM, *arguments, environment=environment)


def _python(*arguments: str, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr}")
