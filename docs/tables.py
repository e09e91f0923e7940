"""Write the tables of the documents from the code, so that they cannot drift from it.

A document marks where a table stands by two lines, `<!-- begin: NAME -->` and `<!-- end -->`. Run
as a program (`make docs`), this puts the table NAME of `TABLES` between them, in every document of
this folder and in the README. A test fails while a document is out of date.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.model import measures, start
from scomm.model import streams as numbers
from scomm.model.calendar import NEVER
from scomm.model.estimands import ESTIMANDS, HOURS_PER_ARREST
from scomm.model.events import KINDS
from scomm.model.groups import GROUPS, HISPANIC, OTHER
from scomm.model.parameters.constraints import MOST_A_WEEK
from scomm.model.parameters.parameter import STATUSES, Parameter
from scomm.model.places import build, latents, made_up, noncitizens, real_nation
from scomm.model.places.columns import COLUMNS, RESIDENTS
from scomm.model.places.policies import POLICIES
from scomm.model.places.roll_out import ROLL_OUT
from scomm.model.population import state
from scomm.model.randomness import BLOCKS, SCHEME, WEEK_ZERO
from scomm.model.rules import courts, crime, detention, fear, policing, trust
from scomm.model.scenarios import SCENARIOS
from scomm.model.settings import SECTIONS, Settings
from scomm.model.sources import SOURCES
from scomm.model.targets import NATION, read_targets
from scomm.model.week import WEEK
from scomm.sweeps.estimation.estimands import named
from scomm.sweeps.estimation.headlines import rows_of
from scomm.sweeps.figures.kinds import FIGURES
from scomm.sweeps.information import Quantity, narrowing
from scomm.sweeps.store import column_meanings
from scomm.sweeps.store.load import load
from scomm.sweeps.store.results import Results

FOLDER: Final = Path(__file__).parent
POSTERIOR: Final = FOLDER.parent / "results" / "posterior"
FINDINGS: Final = FOLDER.parent / "results" / "findings"
PREDICTIONS: Final = FOLDER.parent / "results" / "predictions" / "version-0.3.0.csv"
_THEORIES: Final = {0.0: "name or news alone", 0.5: "both", 1.0: "learned alone"}
_BASELINES: Final = {0.878: "as often", 0.581: "0.85 times as often", 0.231: "0.69 times as often"}
_MARKED: Final = re.compile(r"<!-- begin: ([^\n]*?) -->\n(.*?)<!-- end -->", re.DOTALL)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


def value(given: object) -> str:
    """Return a setting's value as it is written in a file of settings."""
    if isinstance(given, bool):
        return str(given).lower()
    return f'"{given}"' if isinstance(given, str) else f"{given}"


def figures() -> str:
    """Return a table of the figures."""
    return table(
        ("figure", "what it shows", "what it needs"),
        [(f"`{each.NAME}`", each.SENTENCE, each.NEEDS) for each in FIGURES.values()],
    )


def parameters() -> str:
    """Return a table of parameters for each section, with their defaults."""
    known = Settings.parameters()
    text = "".join(f"- *{status}*: {meaning}\n" for status, meaning in STATUSES.items())
    for section in SECTIONS:
        rows = []
        for each in (each for each in known if each.section == section):
            allowed = ", ".join(each.choices)
            if each.low is not None:
                top = "" if each.high is None else f" to {each.high:g}"
                allowed = f"{each.low:g}{top}" if top else f"from {each.low:g}"
            row = (f"`{each.name}`", f"`{value(each.value)}`", each.unit, allowed)
            rows.append((*row, each.status, each.source, each.meaning))
        header = ("name", "default", "unit", "allowed", "status", "source", "meaning")
        text += f"\n**{section.capitalize()}**\n\n{table(header, rows)}"
    return text


def targets() -> str:
    """Return the calibration targets."""
    rows = [
        (t.number, t.quantity, f"`{t.scenario}`", f"{t.low:g} to {t.high:g}", t.unit, t.source)
        for t in read_targets()
    ]
    return table(("target", "quantity", "scenario", "range", "unit", "source"), rows)


def provenance() -> str:
    """The use of each datum: specification, calibration, comparison or validation.

    Data that specify are values taken over from a source; what a source says of mechanisms stands
    in the list of works cited.
    """
    specified = [
        (
            f"{each.meaning.rstrip('.')}: {value(each.value)} ({each.unit})",
            each.source,
            "specification",
            f"`{each.name}`",
        )
        for each in Settings.parameters()
        if each.status == "estimate"
    ]
    calibrated = [
        (
            f"{t.quantity}: {t.low:g} to {t.high:g} ({t.unit})",
            t.source,
            "calibration" if t.scenario == NATION else "comparison",
            f"target {t.number}",
        )
        for t in read_targets()
    ]
    given = [
        (
            "Counties, their populations, Hispanic and noncitizen shares, and dates of activation",
            "Census 2010; ACS 2015; Activation list",
            "specification",
            "`places`",
        ),
    ]
    kept = [
        (
            "Published estimates of the program's effect on crime and on reporting",
            "not named, so that nothing is tuned to them",
            "validation",
            "none yet",
        ),
    ]
    header = ("datum", "source", "used for", "where")
    return table(header, [*given, *specified, *calibrated, *kept])


def answers() -> str:
    """The two answers over draws of the posterior, by theory of fear."""
    effects = {
        "Hispanic victims": "hispanic",
        "undocumented victims": "undocumented",
        "Hispanic citizens": "hispanic_citizen",
        "other victims": "other",
    }
    every = _found("answers", *(f"reporting_rate.{group}" for group in effects.values()))
    counts = every.drop_duplicates("point")["learned_share"].value_counts()

    def row(label: str, found: pd.DataFrame, column: str, digits: int) -> tuple[str, ...]:
        parts = [found, *(found[found["learned_share"] == each] for each in _THEORIES)]
        return (label, *(_spread(part[column].dropna().to_numpy(), digits) for part in parts))

    rows = [
        row(f"{words}, {label}", every[every["group"] == group], column, digits)
        for words, column, digits in (
            ("effect on reporting (points)", "effect", 1),
            ("odds ratio", "odds_ratio", 2),
        )
        for label, group in effects.items()
    ]
    share = "non-criminal share of removals, enrolled (%)"
    rows.append(row(share, _found("answers", "non_criminal_share"), "arm", 1))
    by_theory = [f"{words}, {counts.get(each, 0)}" for each, words in _THEORIES.items()]
    return _of("answers") + table(("quantity", f"all draws, {counts.sum()}", *by_theory), rows)


def answers_in_short() -> str:
    """The two answers, as the first table of the README."""
    reporting = _found("answers", "reporting_rate.hispanic")
    share = _found("answers", "non_criminal_share")
    rows = [
        (
            label,
            *(
                _spread(part[column].dropna().to_numpy(), digits)
                for part in (found, *(found[found["learned_share"] == x] for x in _THEORIES))
            ),
        )
        for label, found, column, digits in (
            (
                "effect of enrollment on reporting by Hispanic victims, points",
                reporting,
                "effect",
                1,
            ),
            ("the same as an odds ratio", reporting, "odds_ratio", 2),
            ("people without a conviction among those removed, %", share, "arm", 1),
        )
    ]
    header = ("a county of 10,000 residents, 2010–2014", "what is known", *_THEORIES.values())
    return (
        "Enrolled against never enrolled on the same worlds: median and 95 % of draws of the "
        "[posterior](docs/calibration.md#a-posterior) of the settings that the facts leave open; "
        "the last three columns are theories of what residents fear.\n\n" + table(header, rows)
    )


def over_the_step(name: str, by: str, values: Mapping[float, str]) -> str:
    """The effect on reporting over the step in perceived risk, a column for each of ``values``."""
    rows = []
    for label, group in (("Hispanic", "hispanic"), ("undocumented", "undocumented")):
        found = _found(name, f"reporting_rate.{group}")
        for unit, column, digits in (("points", "effect", 1), ("odds ratio", "odds_ratio", 2)):
            for step, part in found.groupby("enrollment_risk_step"):
                cells = [
                    _spread(part[part[by] == each][column].to_numpy(), digits) for each in values
                ]
                rows.append((f"{label} victims, {unit}", f"{step:g}", *cells))
    return _of(name) + table(("effect on reporting", "step in risk", *values.values()), rows)


def propensity() -> str:
    """Who is removed over propensity: all else equal, and given the targets."""
    share = _found("propensity", "non_criminal_share")
    given = _found("answers", "non_criminal_share")
    arrests = _found("propensity", "arrest_rate.hispanic")
    reporting = _found("propensity", "reporting_rate.hispanic")
    grid = np.sort(share["pretextual_propensity"].unique())
    ends = [-np.inf, *((grid[1:] + grid[:-1]) / 2.0), np.inf]
    rows = []
    for k, each in enumerate(grid):
        near = given[given["pretextual_propensity"].between(ends[k], ends[k + 1], "left")]
        count = len(near)
        rows.append(
            (
                f"{each:g}",
                _spread(_at(share, each)["arm"].to_numpy(), 1),
                f"{_spread(near['arm'].to_numpy(), 1)}, {count} draws"
                if count > 9
                else f"{count} draws",
                _spread(_at(arrests, each)["effect"].to_numpy(), 0),
                _spread(_at(reporting, each)["effect"].to_numpy(), 1),
            )
        )
    header = (
        "propensity",
        "non-criminal share, all else equal (%)",
        "given the targets (%)",
        "arrests of Hispanic residents against never (per 100,000 a year)",
        "effect on reporting, Hispanic victims (points)",
    )
    return _of("propensity") + table(header, rows)


def _at(found: pd.DataFrame, value: float) -> pd.DataFrame:
    return found[found["pretextual_propensity"] == value]


def over_trust() -> str:
    """Both answers over community trust."""
    reporting = _found("trust", "reporting_rate.hispanic")
    share = _found("trust", "non_criminal_share")
    rows = []
    for each in np.sort(share["community_trust"].unique()):
        part = reporting[reporting["community_trust"] == each]
        rows.append(
            (
                f"{each:g}",
                _spread(part["reference"].to_numpy(), 1),
                _spread(part["effect"].to_numpy(), 1),
                _spread(part["odds_ratio"].to_numpy(), 2),
                _spread(share[share["community_trust"] == each]["arm"].to_numpy(), 1),
            )
        )
    header = (
        "trust",
        "reporting by Hispanic victims, never enrolled (%)",
        "effect (points)",
        "odds ratio",
        "non-criminal share (%)",
    )
    return _of("trust") + table(header, rows)


def policies_of_findings() -> str:
    """What each policy changes, against never enrolled."""
    store = _store("policies")
    rows = []
    for arm in [name for name in store.spec.arms if name != "never"]:
        reporting = _found("policies", "reporting_rate.hispanic", arm=arm)
        share = _found("policies", "non_criminal_share", arm=arm)["arm"].dropna()
        removals = _found("policies", "removal_rate", arm=arm)["arm"]
        arrests = _found("policies", "arrest_rate.hispanic", arm=arm)
        rows.append(
            (
                arm.replace("-", " "),
                _spread(reporting["effect"].to_numpy(), 1),
                _spread(removals.to_numpy(), 0),
                _spread(share.to_numpy(), 1) if len(share) else "nobody is removed",
                _spread(arrests["effect"].to_numpy(), 0),
            )
        )
    header = (
        "policy",
        "effect on reporting, Hispanic victims (points)",
        "removals (per 100,000 residents a year)",
        "non-criminal share of removals (%)",
        "arrests of Hispanic residents (per 100,000 a year)",
    )
    return _of("policies") + table(header, rows)


def facts() -> str:
    """Which fact would narrow each answer most."""
    store = _store("answers")
    found = narrowing(
        store,
        [
            Quantity("reporting", "reporting_rate.hispanic"),
            Quantity("share", "non_criminal_share", "arm"),
        ],
        _MEASURABLE,
    )
    found["most"] = found[["reporting", "share"]].max(axis=1)
    kept = found[found["most"] >= _LEAST_SHOWN].sort_values("most", ascending=False)
    known = {each.name for each in _MEASURABLE}
    rows = [
        (
            row["name"] if row["name"] in known else f"`{row['name']}`",
            f"{row['reporting']:.0%}",
            f"{row['share']:.0%}",
        )
        for row in kept.to_dict("records")
    ]
    header = ("if it were known exactly", "effect on reporting", "non-criminal share")
    return _of("answers") + table(header, rows)


_LEAST_SHOWN: Final = 0.03
_MEASURABLE: Final = (
    Quantity("change of perceived risk among Hispanic residents", "perceived_risk.hispanic"),
    Quantity("effect on recorded crime", "recorded_crime.all"),
    Quantity("effect on reporting by Hispanic citizens", "reporting_rate.hispanic_citizen"),
    Quantity(
        "reporting by Hispanic victims, never enrolled", "reporting_rate.hispanic", "reference"
    ),
    Quantity("pretextual arrests of Hispanic residents", "pretextual_arrests.hispanic", "arm"),
    Quantity("matches per print", "pipeline.matches / prints.all", "arm"),
    Quantity("detainers per match", "pipeline.detainers / matches.all", "arm"),
    Quantity("custody per match", "pipeline.custody / matches.all", "arm"),
    Quantity("removals per custody", "pipeline.removed / custody.all", "arm"),
)


# How a unit of the predictions is shown: in words, by what factor, and with how many digits.
_SHOWN: Final = {
    "share": ("%", 100.0, 1),
    "1/resident-month": ("per 100 resident-months", 100.0, 3),
}


def predictions() -> str:
    """The nation by fiscal year: as enrolled, and the difference from nobody enrolled."""
    found = pd.read_csv(PREDICTIONS, dtype={"posterior": str})
    yearly = found[found["window"].str.startswith("FY") | found["window"].str.endswith("Q4")]
    rows = []
    for (quantity, window), part in yearly.groupby(["quantity", "window"], sort=False):
        by_arm = part.set_index("arm")
        given = by_arm["unit"].iloc[0]
        unit, scale, digits = _SHOWN.get(given, (given, 1.0, None))
        cells = []
        for arm in ("as enrolled", "difference"):
            row = by_arm.loc[arm]
            numbers = [row[name] * scale for name in ("median", "low", "high")]
            if not np.isfinite(numbers[0]):
                cells.append("–")
                continue
            middle, low, high = (
                _figure(each) if digits is None else f"{round(each, digits) + 0.0:.{digits}f}"
                for each in numbers
            )
            cells.append(f"{middle} ({low} to {high})".replace("-", "−"))
        rows.append((f"{quantity} ({unit})", window, *cells))
    digest = hashlib.sha256(PREDICTIONS.read_bytes()).hexdigest()[:16]
    text = (
        f"Median and the interval of 95 % of {found['draws'].iloc[0]} draws, a run each, from "
        f"`results/predictions/{PREDICTIONS.name}` (hash `{digest}`).\n\n"
    )
    header = ("quantity", "period", "as enrolled", "difference from nobody enrolled")
    return text + table(header, rows)


def coverage() -> str:
    """Ranks and coverage on data of the simulator."""
    rows = [
        (
            f"`{row['setting']}`" if ":" not in row["setting"] else row["setting"],
            f"{row['uniform_p']:.2g}",
            f"{row['covered_50']:.0%}",
            f"{row['covered_95']:.0%}",
        )
        for row in pd.read_csv(POSTERIOR / "coverage.csv").to_dict("records")
    ]
    header = ("setting or answer", "p of even ranks", "50 % intervals hold", "95 % intervals hold")
    return table(header, rows)


@cache
def _store(name: str) -> Results:
    """Load a store of findings, once."""
    return load(FINDINGS / name)


def _found(store: str, *wanted: str, arm: str | None = None) -> pd.DataFrame:
    """Return the estimates of a store of findings by probability, of what is wanted."""
    ratios = [named(name) for name in wanted]
    return rows_of(_store(store).estimates(arm=arm, wanted=ratios), ratios)


def _of(store: str) -> str:
    """Return a sentence on what a table of findings is made of."""
    digest = hashlib.sha256((FINDINGS / store / "SHA256SUMS").read_bytes()).hexdigest()[:16]
    return (
        f"Median and the interval of 95 % of draws, from the store `results/findings/{store}` "
        f"(hash `{digest}`).\n\n"
    )


def posterior_of_targets() -> str:
    """Each target, and the model at draws of the prior and of the posterior."""
    found = pd.read_csv(POSTERIOR / "targets.csv", dtype={"target": str})
    rows = [
        (
            row["target"],
            f"{row['quantity']} ({row['unit']})",
            f"{_figure(row['value'])} ± {_figure(row['error'])}",
            _interval(row, "prior"),
            _interval(row, "posterior"),
            f"{row['r_squared_held_out']:.2f}".replace("-", "−"),
            f"{row['implausibility']:.1f}",
        )
        for row in found.to_dict("records")
    ]
    header = ("target", "quantity", "wanted", "prior", "posterior", "R² held out", "best misses by")
    return table(header, rows)


def posterior_of_settings() -> str:
    """Each open setting: prior, posterior, and how much of the prior's spread is left."""
    found = pd.read_csv(POSTERIOR / "settings.csv")
    rows = [
        (
            f"`{row['setting']}`",
            row["prior"],
            f"{_figure(row['median'])} ({_figure(row['low'])} to {_figure(row['high'])})",
            f"{row['spread_left']:.0%}",
            f"{row['r_hat']:.2f}",
            f"{row['effective']:,.0f}",
        )
        for row in found.sort_values("spread_left").to_dict("records")
    ]
    header = ("setting", "prior", "posterior", "spread left", "R-hat", "effective draws")
    return table(header, rows)


def _figure(value: float) -> str:
    text = f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"
    return text.replace("-", "−")


def _interval(row: Mapping[str, float], name: str) -> str:
    low, high = _figure(row[f"{name}_low"]), _figure(row[f"{name}_high"])
    return f"{_figure(row[name])} ({low} to {high})"


def _spread(values: NDArray[np.float64], digits: int) -> str:
    if not len(values):
        return "–"
    low, middle, high = np.quantile(values, (0.025, 0.5, 0.975))
    # What rounds to nothing has no sign.
    middle, low, high = (round(float(each), digits) + 0.0 for each in (middle, low, high))
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})".replace("-", "−")


def blocks() -> str:
    """Return the blocks of draws, each with its number and what its words decide."""
    rows = [
        (number, each.name, each.subject, *(*each.decisions, "", "", "")[:4])
        for number, each in enumerate(BLOCKS)
    ]
    header = ("block", "name", "words 0 and 1", "draw 0", "draw 1", "draw 2", "draw 3")
    return f"Scheme `{SCHEME}`.\n\n{table(header, rows)}"


def streams() -> str:
    """Return the streams of opportunities with their numbers, one for each ethnicity of some."""
    rows = [(numbers.CAUSE_ARREST, "arrest for cause", "any"), (numbers.MOVE, "move", "any")]
    for stream, name in (
        (numbers.BASE_CRIME, "base crime"),
        (numbers.EXCESS_CRIME, "excess crime"),
        (numbers.ENCOUNTER, "encounter"),
        (numbers.PROFILED_ENCOUNTER, "profiled encounter"),
    ):
        rows += [(stream + HISPANIC, name, "Hispanic"), (stream + OTHER, name, "other")]
    return table(("stream", "opportunity", "resident named"), sorted(rows))


def week() -> str:
    """Return the phases of a week in order."""
    rows = [
        (number, f"{phase.name.replace('_', ' ')} ({phase.section})", phase.who, phase.changes)
        for number, phase in enumerate(WEEK, start=1)
    ]
    return table(("#", "phase", "who", "what changes, and when"), rows)


def groups() -> str:
    """Return the groups with their numbers."""
    return table(("group", "name"), enumerate(GROUPS))


def kinds() -> str:
    """Return the kinds of events with their numbers, and what `by` holds in each."""
    return table(("kind", "event", "`by`"), ((number, *each) for number, each in enumerate(KINDS)))


def measured() -> str:
    """Return the measures, and which of them are counted with probabilities as well."""
    rows = [
        (f"`{name}`", f"`expected_{name}`" if name in measures.EXPECTED else "")
        for name in measures.COUNTS
    ]
    rows += [("", f"`{name}`") for name in measures.SUMS if not name.startswith("expected_")]
    return table(("count", "sum"), rows)


def constants() -> str:
    """Return the numbers that the text names and that are no parameters."""
    rows: list[tuple[str, object, str]] = [
        ("WEEK_ZERO", WEEK_ZERO, "added to a week in a key"),
        ("NEVER", NEVER, "the week of what never happens"),
        ("CRIME_FLOOR", crime.CRIME_FLOOR, "least factor of deterrence"),
        ("CRIME_CEILING", crime.CRIME_CEILING, "largest factor of deterrence"),
        ("MOST_A_WEEK", MOST_A_WEEK, "most encounters of a stream in a neighborhood and week"),
        ("LEADING", policing.LEADING, "steps of a draw's leading digits, before its later"),
        ("RISK_STEPS", trust.RISK_STEPS, "steps in a unit of perceived risk"),
        ("TRUST_STEPS", trust.TRUST_STEPS, "steps in a unit of trust"),
        ("MOST_STEPS", trust.MOST_STEPS, "most steps of an excess"),
        ("LEAST_LEARNED", fear.LEAST_LEARNED, "least that enforcement teaches, in full steps"),
        ("MOST_LEARNED", fear.MOST_LEARNED, "most that enforcement teaches, in full steps"),
        ("LONGEST_CUSTODY", detention.LONGEST_CUSTODY, "weeks after which ICE custody has ended"),
        ("LONGEST_CASE", courts.LONGEST_CASE, "weeks after which a case has its disposition"),
        ("LARGEST_HOUSEHOLD", state.LARGEST_HOUSEHOLD, "most residents of a household"),
        ("SMALLEST", build.SMALLEST, "least residents of a jurisdiction after scaling"),
        ("PANEL", measures.PANEL, "most residents of a jurisdiction in the panel"),
        (
            "YEAR",
            measures.YEAR,
            "weeks within which news of a removal counts as heard",
        ),
        ("ONE", measures.ONE, "what 1 is in a sum of real numbers: 2**26"),
        ("HOURS_PER_ARREST", HOURS_PER_ARREST, "hours that an arrest takes an officer (design)"),
    ]
    rows += [
        (name, getattr(made_up, name), "synthetic nation: see 5.1")
        for name in vars(made_up)
        if name.isupper()
        and not name.startswith("_")
        and type(getattr(made_up, name)) in (int, float)
    ]
    rows += [
        ("HISPANIC_RESIDENTS", real_nation.HISPANIC_RESIDENTS, "the nation: see 5.1"),
        ("IMPUTED_WITHIN", noncitizens.IMPUTED_WITHIN, "the nation: see 5.1"),
        ("LEAST_MEDIAN", real_nation.LEAST_MEDIAN, "the nation: least median of scaled residents"),
        ("BED", start.BED, "parts of one of ICE's beds"),
    ]
    rows.append(("TRAITS", latents.TRAITS, "synthetic nation: traits that can be told apart"))
    return table(("name", "value", "meaning"), ((f"`{n}`", v, m) for n, v, m in rows))


def roll_out() -> str:
    """Return the national roll-out curve."""
    return table(("day", "cumulative jurisdictions", "source"), ROLL_OUT)


def policy_values(setting: Parameter) -> str:
    """Return in words what a column holds that is a setting too."""
    if setting.choices:
        return ", ".join(setting.choices)
    if isinstance(setting.value, bool):
        return "true or false"
    if setting.low is not None and setting.high is not None:
        return f"{setting.unit}, {setting.low:g} to {setting.high:g}"
    return 'date, or "never"' if setting.unit == "date" else setting.unit


def columns() -> str:
    """The columns that a user's table of jurisdictions may have."""
    needed = {"state": "always", "activation": "always", "code": "this or name"}
    needed |= {"name": "this or code"}
    needed |= dict.fromkeys(RESIDENTS, "all of these, or none (a table of dates alone)")
    needed |= dict.fromkeys(POLICIES, "no; empty: the setting of that name")
    known = {each.name: each for each in Settings.parameters()}
    holds = {
        "code": "whole number, such as a FIPS code; from 0, below 2**32",
        "name": "text",
        "state": "text",
        "activation": 'date (2010-06-01), "never" or empty',
        "population": "residents, whole number of at least 1",
        **dict.fromkeys((name for name in RESIDENTS if name != "population"), "share, 0 to 1"),
        **{name: policy_values(known[name]) for name in POLICIES},
    }
    rows = [(f"`{name}`", needed[name], holds[name]) for name in COLUMNS]
    return table(("column", "needed", "values"), rows)


def scenarios() -> str:
    """Return the named scenarios, each with its source and what it changes from the defaults."""
    text = ""
    for each in SCENARIOS.values():
        rows = [(f"`{name}`", f"`{value(given)}`") for name, given in each.changes.items()]
        changes = table(("setting", "value"), rows) if rows else "Changes nothing.\n"
        text += f"\n## `{each.name}`\n\n{each.sentence} [{each.source}]\n\n{changes}"
    return text.lstrip("\n")


def sources() -> str:
    """Return the works cited, what each is used for, and the parameters that name it."""
    known = Settings.parameters()
    text = ""
    for key, each in SOURCES.items():
        users = [f"`{p.name}`" for p in known if key in p.source.split("; ")]
        users += [f"`{s.name}`" for s in SCENARIOS.values() if key in s.source.split("; ")]
        named = f"\n\nNamed by {', '.join(users)}." if users and key != "design" else ""
        text += f"\n**[{key}]** {each.citation}\n\nUsed for: {each.used_for}{named}\n"
    return text.lstrip("\n")


def estimands() -> str:
    """The estimands, by name."""
    rows = []
    for name in dict.fromkeys(each.name for each in ESTIMANDS):
        some = [each for each in ESTIMANDS if each.name == name]
        classes = ", ".join(f"`{each.kind}`" for each in some)
        units = ", ".join(dict.fromkeys(each.unit for each in some))
        rows.append((f"`{name}`", classes, units, "yes" if some[0].standardized else ""))
    return table(("estimand", "classes", "unit", "standardized"), rows)


def described(meanings: Mapping[str, tuple[str, str]]) -> str:
    """Return the columns of a file of a store."""
    return table(("column", "unit", "meaning"), ((f"`{n}`", *each) for n, each in meanings.items()))


TABLES: Final[dict[str, Callable[[], str]]] = {
    "targets": targets,
    "provenance": provenance,
    "answers": answers,
    "answers: short": answers_in_short,
    "fear": lambda: over_the_step("fear", "learned_share", _THEORIES),
    "baseline": lambda: over_the_step("baseline", "hispanic_report_offset", _BASELINES),
    "propensity": propensity,
    "trust": over_trust,
    "policies": policies_of_findings,
    "facts": facts,
    "predictions": predictions,
    "coverage": coverage,
    "posterior: targets": posterior_of_targets,
    "posterior: settings": posterior_of_settings,
    "parameters": parameters,
    "week": week,
    "blocks": blocks,
    "streams": streams,
    "groups": groups,
    "events": kinds,
    "measures": measured,
    "constants": constants,
    "roll-out": roll_out,
    "columns": columns,
    "scenarios": scenarios,
    "sources": sources,
    "estimands": estimands,
    "figures": figures,
    "store: runs": lambda: described(column_meanings.RUNS),
    "store: failures": lambda: described(column_meanings.FAILURES),
    "store: totals": lambda: described(column_meanings.totals()),
    "store: estimates": lambda: described(column_meanings.ESTIMATES),
    "store: points": lambda: described(column_meanings.POINTS),
}


def rewritten(text: str) -> str:
    """Return a document with the tables between its markers generated again.

    Raises ValueError for a marker that names no table or has no end.
    """

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name not in TABLES:
            raise ValueError(f"no table is called {name!r}; there are {', '.join(TABLES)}")
        return f"<!-- begin: {name} -->\n\n{TABLES[name]()}\n<!-- end -->"

    marks = text.count("<!-- begin:"), text.count("<!-- end -->")
    if len(_MARKED.findall(text)) != marks[0] or marks[0] != marks[1]:
        raise ValueError("every <!-- begin: NAME --> needs its own <!-- end -->")
    return _MARKED.sub(fill, text)


def documents() -> list[Path]:
    """Return the documents of this folder, and the README."""
    return [FOLDER.parent / "README.md", *sorted(FOLDER.glob("*.md"))]


def main() -> None:
    """Rewrite every document that is out of date, and say which."""
    for path in documents():
        before = path.read_text(encoding="utf-8")
        after = rewritten(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{path.name}: tables generated again\n")


if __name__ == "__main__":
    main()
