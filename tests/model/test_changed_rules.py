"""A user's functions in place of rules, in both executions."""

from __future__ import annotations

import linecache
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core.errors import NumbaError

from scomm import ChangedRules, InputError, Settings, World, run
from scomm.model.changed_rules import changed_rules, folder_of, imported
from scomm.model.changed_rules.known import rules as known_rules
from scomm.model.compiling.jit import CACHE_FOLDER, JIT_DISABLED
from scomm.model.rules import reporting
from scomm.model.rules.reporting import NO_WITNESS, either_reports
from tests.changed_rule import TEXT

DOCUMENT = Path(__file__).parents[2] / "docs" / "rules.md"
SMALL = Settings(population=2000, weeks=110, burn_in_weeks=10)
CHANGED = ChangedRules(TEXT)
SHARE = 0.6


# fmt: off
def by_trust_alone(p, crime_class, hispanic, trust, afraid):
    return SHARE * trust
# fmt: on


def rate(rules: object, engine: str = "compiled") -> float:
    return run(SMALL, 1, rules=rules, engine=engine).reporting_rate(period="all")


def twins(rules: object) -> bool:
    mesa, compiled = (
        run(SMALL, 1, rules=rules, engine=engine, events=True) for engine in ("mesa", "compiled")
    )
    assert np.array_equal(mesa.sum_table, compiled.sum_table)
    return np.array_equal(mesa.events, compiled.events)


def test_both_executions_follow() -> None:
    assert twins(CHANGED)
    # Nobody reports with more than 0.6, so with a witness at most 1 - 0.4 ** 2 = 0.84 of crimes
    # are reported; trust 0.5 gives about 0.3 without one.
    assert 0.2 < rate(CHANGED) < 0.35 < rate(None)
    assert twins(None)


ORDERS = """
import sys
from scomm import ChangedRules, Settings, run
changed, small = ChangedRules(sys.argv[1]), Settings(population=2000, weeks=110, burn_in_weeks=10)
for each in sys.argv[2]:
    print(run(small, 1, rules=changed if each == "c" else None).reporting_rate(period="all"))
"""


@pytest.mark.parametrize("order", ["coc", "oco"])
def test_changed_and_ordinary_runs_in_turn_give_each_its_own(order: str) -> None:
    """Loaded from the cache in one process, neither's compiled code may take the other's place."""
    expected = {"c": rate(CHANGED), "o": rate(None)}
    done = subprocess.run(
        [sys.executable, "-c", ORDERS, TEXT, order], capture_output=True, text=True, check=True
    )
    assert [float(line) for line in done.stdout.split()] == [expected[each] for each in order]


@pytest.mark.skipif(JIT_DISABLED, reason="nothing is compiled")
def test_compiled_functions_of_a_variant_have_names_of_their_own() -> None:
    changed, ordinary = imported("rules.reporting", CHANGED), reporting
    given = (0.3, 0.2)
    assert changed.either_reports is not ordinary.either_reports
    names = []
    for module in (changed, ordinary):
        module.either_reports(*given)
        (overload,) = module.either_reports.overloads.values()
        names.append(re.sub(r"B\d+v\d+", "", overload.fndesc.mangled_name))
    assert names[0] != names[1]
    assert CHANGED.sha256[:16] in names[0]
    assert folder_of(CHANGED) not in (None, CACHE_FOLDER, folder_of(ChangedRules(TEXT + "#")))


def test_functions_are_kept_as_the_text_of_a_file(tmp_path: Path) -> None:
    given = changed_rules({"reporting.report_probability": by_trust_alone})
    assert given == CHANGED
    assert given.sha256 == CHANGED.sha256
    path = tmp_path / "rules.py"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert ChangedRules.read(path) == CHANGED
    assert pickle.loads(pickle.dumps(CHANGED)).functions == CHANGED.functions


def test_the_result_says_what_was_changed() -> None:
    outcomes = run(SMALL, 1, rules=CHANGED)
    assert outcomes.rules == CHANGED
    assert CHANGED.sha256[:12] in repr(outcomes)
    assert run(SMALL, 1).rules is None
    assert run(SMALL, 1, rules={}).rules is None


def test_a_constant_is_part_of_the_hash() -> None:
    def made(share: float) -> ChangedRules:
        def mine(victim, witness):
            return share * victim

        return ChangedRules.from_functions({"reporting.either_reports": mine})

    assert made(0.5).sha256 != made(0.6).sha256
    assert made(0.5) == made(0.5)
    assert "share = 0.5\n" in made(0.5).text


def helper(x):
    return np.sqrt(x) if x > NO_WITNESS else float(LEVELS[1])


LEVELS = (0.0, 1.0)


def with_helpers(victim, witness):
    return helper(either_reports(victim, witness)) ** 2


def test_a_function_may_call_others_and_the_original_rule() -> None:
    given = ChangedRules.from_functions({"reporting.either_reports": with_helpers})
    assert "from scomm.model.rules.reporting import either_reports\n" in given.text
    assert given.text.index("def helper") < given.text.index("def with_helpers")
    # The square of the square root of the original rule is the original rule, but for rounding.
    assert rate(given, "mesa") == pytest.approx(rate(None), rel=1e-6)


def test_a_world_takes_changed_rules() -> None:
    world = World(SMALL, 1, rules={"reporting.report_probability": by_trust_alone})
    world.run_model()
    assert world.outcomes().rules == CHANGED
    assert np.array_equal(world.outcomes().sum_table, run(SMALL, 1, rules=CHANGED).sum_table)

    class Mine(World):
        pass

    with pytest.raises(InputError, match="Mine extends World, and cannot have its rules changed"):
        Mine(SMALL, 1, rules=CHANGED)


def test_an_assignment_to_a_module_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reporting, "either_reports", with_helpers)
        for attempt in (lambda: run(SMALL, 1), lambda: rate(CHANGED, "mesa"), lambda: World(SMALL)):
            with pytest.raises(InputError) as refused:
                attempt()
            assert "pass the function as rules={'reporting.either_reports': ...}" in str(
                refused.value
            )
    rate(None)


def wrong(victim):
    return victim


def uses_a_list(victim, witness):
    return WORLDS[0]


def uses_nothing_known(victim, witness):
    return unheard_of  # noqa: F821


WORLDS = [1.0]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reporting.either_report": wrong}, "Did you mean 'reporting.either_reports'?"),
        ({"either_reports": wrong}, "No rule is called 'either_reports'"),
        ({"reporting.either_reports": wrong}, r"has \(victim, witness\); give it these"),
        ({"reporting.either_reports": lambda a, b: a}, "defined with def"),
        ({"reporting.either_reports": 0.5}, "is given 0.5; give a function"),
        ({"reporting.either_reports": uses_a_list}, r"uses WORLDS, which is \[1.0\]"),
        ({"reporting.either_reports": uses_nothing_known}, "uses the name unheard_of"),
        (5, "rules is 5; it must map names"),
        ("no such.py", "The file of rules no such.py cannot be read"),
    ],
)
def test_a_mistake_is_answered_in_one_sentence(given: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        run(SMALL, 1, rules=given)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(:\n", "is not valid Python on line 1"),
        ("def f(victim, witness): return 0.5\n", "has no mapping RULES"),
        ("RULES = {}\n", "has no mapping RULES"),
        ("RULES = {'reporting.either_reports': len}\n", "other than a function that the file"),
        ("RULES = {'reporting.either': len}\n", "Did you mean 'reporting.either_reports'?"),
        ("RULES = {5: len}\n", "No rule is called 5"),
        (
            "def f(victim, *witness): return 0.5\nRULES = {'reporting.either_reports': f}\n",
            r"has the arguments \(victim, \*witness\)",
        ),
    ],
)
def test_a_mistake_in_a_file_is_answered_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ChangedRules(text, "The file of rules mine.py")


def test_a_file_is_executed_by_a_run_and_not_before() -> None:
    text = (
        "def f(victim, witness):\n    return 0.5\nRULES = {'reporting.either_reports': f}\n1 / 0\n"
    )
    given = ChangedRules(text, "The file of rules mine.py")
    with pytest.raises(InputError, match=r"mine.py cannot be executed: ZeroDivisionError"):
        run(SMALL, 1, rules=given)


@pytest.mark.skipif(JIT_DISABLED, reason="nothing is compiled")
@pytest.mark.parametrize("engine", ["mesa", pytest.param("compiled", marks=pytest.mark.verify)])
def test_what_cannot_be_compiled_is_said(engine: str) -> None:
    def opens(victim, witness):
        return {"a": victim}.missing

    with pytest.raises(InputError, match="either_reports cannot be compiled: Unknown") as found:
        run(SMALL, 1, engine=engine, rules={"reporting.either_reports": opens})
    assert isinstance(found.value.__cause__, NumbaError)


def test_every_rule_is_known_with_its_arguments() -> None:
    known = known_rules()
    assert len(known) > 60
    assert known["reporting.either_reports"].arguments == ("victim", "witness")
    assert {each.decorator for each in known.values()} <= {"", "rule", "shared", "woven", "inlined"}


def test_the_document_runs(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    path = str(DOCUMENT.with_name("rules_in_the_document.py"))
    text = "\n".join(blocks)
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    exec(compile(text, path, "exec"), {"__name__": "document"})
    assert capsys.readouterr().out.splitlines()[-1] == "The executions agree."
