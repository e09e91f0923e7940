"""A profile of the compiled run, from the time saved by disabling a part of the week.

Compiled code is one function, so a sampling profiler cannot see its parts. Settings can disable a
part: a rate of 0 has no opportunities. The cost of a part is the time of the whole minus the time
without it, including all its consequences (an arrest's booking, case, news).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from benchmarks import opportunities, worlds
from benchmarks.clock import Contender, take_turns, timed
from benchmarks.findings import Finding, duration
from benchmarks.machine import about
from benchmarks.worlds import SEED, Effort
from scomm import Settings
from scomm.model.compiled import simulate
from scomm.model.start import prepare

_NO_CRIME: Final = {"victimization_rate_hispanic": 0.0, "victimization_rate_other": 0.0}
_NO_NEWS: Final = {
    "tie_hears": 0.0,
    "tie_of_tie_hears": 0.0,
    "ties_neighborhood_group": 0,
    "ties_neighborhood": 0,
    "ties_jurisdiction_group": 0,
}
_NOTHING: Final = {
    **_NO_CRIME,
    **_NO_NEWS,
    "cause_arrest_rate": 0.0,
    "encounter_rate": 0.0,
    "turnover_rate": 0.0,
}

#: The parts, and the settings that disable each.
PARTS: Final[dict[str, Mapping[str, object]]] = {
    "crime, reporting, investigation": _NO_CRIME,
    "excess crime (deterrence)": {"deterrence_elasticity": 0.0},
    "arrests for cause, their cases": {"cause_arrest_rate": 0.0},
    "encounters, their cases": {"encounter_rate": 0.0},
    "moves": {"turnover_rate": 0.0},
    "news along ties": _NO_NEWS,
    "enrollment, all that follows": {"enrollment": "nobody"},
    "all of these": _NOTHING,
}


def measure(effort: Effort) -> list[Finding]:
    """Profile the county and the nation at 1:100; write the profile if a path is given."""
    nation = worlds.nation_at(0.004 if effort.quick else 0.01, effort)
    turns = min(effort.turns, 5)
    texts, found = [], []
    for name, settings, times in (("county", worlds.county(effort), 10), ("nation", nation, 1)):
        text, figures = _take_apart(name, settings, turns, times)
        texts.append(text)
        found += figures
    machine = about()
    heading = f"{machine['date']}, {machine['processor']}, commit {machine['commit']}\n"
    if effort.profile is not None:
        text = "\n".join([__doc__ or "", heading, *texts])
        effort.profile.write_text(text, encoding="utf-8")
    return found


def _take_apart(name: str, settings: Settings, turns: int, times: int) -> tuple[str, list[Finding]]:
    starts = {"whole": prepare(settings, SEED)}
    for part, changes in PARTS.items():
        starts[part] = prepare(settings.replace(**changes), SEED)
    samples = take_turns(
        [Contender(key, timed(partial(simulate, at)), times) for key, at in starts.items()], turns
    )
    seconds = {key: each.minimum for key, each in samples.items()}
    met = {key: opportunities.count(at) for key, at in starts.items()}
    total, cell_weeks = met["whole"].total, met["whole"].cell_weeks
    less = {part: seconds["whole"] - seconds[part] for part in PARTS}
    left = seconds["all of these"]
    costs = {part: less[part] for part in PARTS if part != "all of these"}
    costs["what is left without any opportunity"] = left
    costly = max(costs, key=lambda part: costs[part])
    header = f"  {'left out':32}{'ms less':>10}{'share':>8}{'opportunities less':>20}{'ns each':>9}"
    lines = [
        f"{name}: {len(starts['whole'].population):,} residents, {total:,} opportunities, "
        f"{cell_weeks:,} neighborhood-weeks, {seconds['whole'] * 1e3:.2f} ms",
        header,
        *(_line(part, less[part], seconds["whole"], total - met[part].total) for part in PARTS),
        f"  {'what is left':32}{left * 1e3:10.3f}{left / seconds['whole']:8.1%}: drawing how many "
        f"opportunities there are, measuring, learning: {left / cell_weeks * 1e9:.0f} ns a "
        "neighborhood-week",
        "  Parts overlap (an arrest makes news), so shares do not add up.",
        f"  What limits it now: {costly}.",
        "",
    ]
    return "\n".join(lines), [
        duration(f"{name}: whole", samples["whole"], 1e3, "ms", note=f"most goes to: {costly}"),
        duration(f"{name}: without any opportunity", samples["all of these"], 1e3, "ms"),
    ]


def _line(part: str, less: float, whole: float, fewer: int) -> str:
    """Format one part's line, with a cost per opportunity if the part has opportunities."""
    own = any(name.endswith(("_rate", "_hispanic")) for name in PARTS[part])
    each = f"{less / fewer * 1e9:9.0f}" if own and fewer else ""
    return f"  {part:32}{less * 1e3:10.3f}{less / whole:8.1%}{fewer:20,}{each}"
