"""A sweep file is read whole, and whatever is wrong with it is said before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

import sweeps
from model import InputError
from sweeps import Sweep
from sweeps.spec import parse, read

EXAMPLES = Path(sweeps.__file__).parent / "examples"


def test_a_file_is_read_as_written(spec_text: str) -> None:
    spec = parse(spec_text)
    assert (spec.name, spec.scenario, spec.replicates, spec.seed) == ("tiny", "county", 3, 20101122)
    assert spec.vary == {"pretextual_propensity": (0.0, 0.8), "community_trust": (0.3, 0.7)}
    assert list(spec.arms) == ["enrolled", "never"]
    assert spec.settings["activation"] == "2009-02-02"


def test_comments_and_order_of_keys_make_no_other_sweep(spec_text: str) -> None:
    assert parse(spec_text + "# a remark\n") == parse(spec_text)
    assert parse(spec_text.replace("0.7", "0.6")) != parse(spec_text)


@pytest.mark.parametrize(
    ("given", "values"),
    [
        # The same numbers as somebody would write in a list, so that both make the same runs.
        ("{ from = 0.0, to = 0.8, steps = 5 }", (0.0, 0.2, 0.4, 0.6, 0.8)),
        ("{ from = 0.1, to = 0.7, steps = 3 }", (0.1, 0.4, 0.7)),
        ("{ from = 500, to = 1500, steps = 3 }", (500, 1000, 1500)),
        ("{ from = 0, to = 1, steps = 3 }", (0.0, 0.5, 1.0)),
    ],
)
def test_a_range_has_both_ends(spec_text: str, given: str, values: tuple[float, ...]) -> None:
    found = parse(spec_text.replace("[0.3, 0.7]", given)).vary["community_trust"]
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]


def test_the_shipped_example_is_valid() -> None:
    sweep = Sweep.from_file(EXAMPLES / "demo.toml")
    assert len(sweep.runs) == 5 * 3 * 2 * 40


# What is written for what, and what the sentence must name.
MISTAKES = [
    ('name = "tiny"', 'name = "a tiny sweep"', "[sweep] name"),
    ('name = "tiny"', "name = 3", "[sweep] name"),
    ('name = "tiny"', "", "lacks the key 'name'"),
    ('scenario = "county"', "", "lacks the key 'scenario'"),
    ('scenario = "county"', 'scenario = "countty"', "Did you mean 'county'?"),
    ('scenario = "county"', "scenario = 1", "[sweep] scenario"),
    ("replicates = 3", "replicates = 0", "from 1 to"),
    ("replicates = 3", "replicates = 2.5", "[sweep] replicates is 2.5"),
    ("replicates = 3", "replicates = true", "[sweep] replicates is True"),
    ("replicates = 3", 'replicates = { until = "reporting_rate" }', "whole number"),
    ("replicates = 3", "replicate = 3", "Did you mean 'replicates'?"),
    ("seed = 20101122", "seed = -1", "[sweep] seed is -1"),
    ("seed = 20101122", 'seed = "now"', "[sweep] seed is 'now'"),
    ("[settings]", "[setings]", "Did you mean 'settings'?"),
    ("[settings]", "[design]", "'design' is not a table"),
    ("population = 1000", "population = [1000]", "[settings] population"),
    ("population = 1000", "popullation = 1000", "Did you mean 'population'?"),
    ("population = 1000", "population = -5", "population is -5"),
    ("population = 1000", "population = 08:00:00", "[settings] population"),
    ("activation = 2009-02-02", "activation = 2009-02-02T00:00:00", "[settings] activation"),
    ("[0.3, 0.7]", "[]", "must be a list of values"),
    ("[0.3, 0.7]", "0.3", "must be a list of values"),
    ("[0.3, 0.7]", "[0.3, 0.3]", "lists the value 0.3 twice"),
    ("[0.3, 0.7]", "[0.3, [0.7]]", "[vary] community_trust"),
    ("[0.3, 0.7]", "[0.3, 1.7]", "community_trust = 1.7"),
    ("[0.3, 0.7]", '[0.3, "high"]', "community_trust = high"),
    ("[0.3, 0.7]", "[0.3, nan]", "must be a number"),
    ("[0.3, 0.7]", "[0.3, inf]", "must be a number"),
    ("[0.3, 0.7]", "{ from = 0.3, to = 0.7 }", "lacks 'steps'"),
    ("[0.3, 0.7]", "{ from = 0.3, to = 0.7, step = 3 }", "Did you mean 'steps'?"),
    ("[0.3, 0.7]", "{ from = 0.3, to = 0.7, steps = 1 }", "steps is 1"),
    ("[0.3, 0.7]", "{ from = 0.7, to = 0.3, steps = 3 }", "'from' must be below 'to'"),
    ("[0.3, 0.7]", '{ from = "a", to = 0.3, steps = 3 }', "community_trust.from is 'a'"),
    ("community_trust = [0.3, 0.7]", "comunity_trust = [0.3]", "Did you mean 'community_trust'?"),
    ("community_trust = [0.3, 0.7]", "population = [500]", "both [settings] and [vary]"),
    ('{ enrollment = "never" }', '"never"', "[arms] never is 'never'"),
    ('{ enrollment = "never" }', '{ enrollment = "nevver" }', "enrollment is 'nevver'"),
    ('{ enrollment = "never" }', "{ enrollment = [1] }", "[arms] never.enrollment"),
    ('{ enrollment = "never" }', "{ community_trust = 0.1 }", "both [vary] and the arm 'never'"),
    ('{ enrollment = "never" }', "{ weeks = 70 }", "both [settings] and the arm 'never'"),
    ("never = {", '"n v" = {', "the name of an arm"),
    ("[sweep]", "[sweep", "not valid TOML"),
    ("[sweep]", "sweep = 1\n[other]", "must be a table"),
]


@pytest.mark.parametrize(("right", "wrong", "named"), MISTAKES)
def test_a_mistake_is_one_sentence(spec_text: str, right: str, wrong: str, named: str) -> None:
    assert right in spec_text
    with pytest.raises(InputError) as caught:
        Sweep.from_text(spec_text.replace(right, wrong, 1))
    sentence = str(caught.value)
    assert named in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))


@pytest.mark.parametrize("table", ["sweep", "vary", "arms"])
def test_a_missing_table_is_named_with_an_example(spec_text: str, table: str) -> None:
    kept = [part for part in spec_text.split("\n\n") if not part.strip().startswith(f"[{table}]")]
    with pytest.raises(InputError, match=rf"the table \[{table}\] is missing .* for example"):
        parse("\n\n".join(kept))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.toml cannot be read: No such file"):
        read(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(InputError, match="not UTF-8"):
        read(tmp_path / "latin.toml")
