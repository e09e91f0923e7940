"""Golden runs: three worlds whose results may change only with a *Results change* entry.

`python -m tests.model.golden` compares them with golden.json; with `--write` it updates the file,
unless results changed and CHANGELOG.md has no entry for it.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from scomm import Outcomes, Settings, run, scenario

KEPT: Final = Path(__file__).with_name("golden.json")
CHANGELOG: Final = Path(__file__).parents[2] / "CHANGELOG.md"
SEED: Final = 20101122
# Probabilities and draws of events are rounded to this number of decimals before hashing, since
# exponential functions of processors can differ in the last bit.
DECIMALS: Final = 9
ENGINES: Final = ("compiled", "mesa")

WORLDS: Final = {
    "county": scenario("county").replace(
        population=3000, weeks=104, burn_in_weeks=26, activation="2009-01-05"
    ),
    "pretext-heavy county": Settings(
        population=2000,
        weeks=78,
        burn_in_weeks=26,
        activation="2009-01-05",
        ice_beds_rate=math.inf,
        profiling=0.5,
        pretextual_propensity=0.8,
        community_trust=0.2,
    ),
    "many jurisdictions": scenario("synthetic-nation").replace(
        jurisdictions=20, scale=0.001, weeks=104, burn_in_weeks=12
    ),
}


def hashes(outcomes: Outcomes) -> dict[str, str]:
    """Compute a run's fingerprint: hashes of its event log and both tables, and their sizes."""
    events = outcomes.events
    assert events is not None
    digest = hashlib.sha256()
    for name in events.dtype.names or ():
        values = events[name]
        rounded = np.round(values, DECIMALS) + 0.0 if values.dtype.kind == "f" else values
        digest.update(np.ascontiguousarray(rounded).tobytes())
    return {
        "events": f"{len(events)} {digest.hexdigest()}",
        "counts": f"{outcomes.count_table.sum()} {_hash(outcomes.count_table)}",
        "sums": f"{outcomes.sum_table.sum()} {_hash(outcomes.sum_table)}",
    }


def golden(name: str, engine: str) -> dict[str, str]:
    """Run a golden world and return its hashes."""
    return hashes(run(WORLDS[name], SEED, engine=engine, events=True))


def entries(changelog: str) -> dict[str, str]:
    """Return all *Results change* entries of a changelog by the hash of their text."""
    bullets = re.findall(r"^- .*?(?=^- |^#|^$|\Z)", changelog, re.MULTILINE | re.DOTALL)
    texts = [" ".join(bullet.split()) for bullet in bullets]
    return {
        hashlib.sha256(text.encode()).hexdigest()[:16]: text
        for text in texts
        if "**Results change" in text
    }


def refusal(kept: dict[str, Any], now: dict[str, dict[str, str]], changelog: str) -> str | None:
    """Explain why ``now`` must not replace the stored hashes; None if it may.

    It may if nothing changed, or if the changelog has a *Results change* entry that it did not have
    when the stored hashes were written.
    """
    moved = [name for name in now if now[name] != kept["worlds"].get(name)]
    new = entries(changelog).keys() - set(kept["results_change_entries"])
    if not moved or new:
        return None
    return (
        f"The golden runs moved ({', '.join(moved)}), and CHANGELOG.md has no *Results change* "
        "entry that explains it: write one under Unreleased, or undo what moved them."
    )


def main(arguments: list[str]) -> int:
    """Compare the golden runs with the stored hashes, or store them; return the exit status."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    now = {name: golden(name, "compiled") for name in WORLDS}
    changelog = CHANGELOG.read_text(encoding="utf-8")
    moved = now != kept["worlds"]
    print("The golden runs moved." if moved else "The golden runs are as they were.")
    if arguments != ["--write"]:
        return int(moved)
    if said := refusal(kept, now, changelog):
        print(said, file=sys.stderr)
        return 1
    content = {"results_change_entries": sorted(entries(changelog)), "worlds": now}
    KEPT.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0


def _hash(table: np.ndarray[Any, Any]) -> str:
    return hashlib.sha256(np.ascontiguousarray(table).tobytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
