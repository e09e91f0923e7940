"""A sweep file is validated as a whole, and every mistake is reported before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from scomm import InputError, Sweep
from scomm.sweeps.plan.plan import plan
from scomm.sweeps.sweep_file import Fixed, Until, parse, read

ADAPTIVE = 'replicates = { until = "reporting_rate.hispanic", half_width = 0.005, most = 400 }'


def test_a_file_is_read_as_written(spec_text: str) -> None:
    spec = parse(spec_text)
    assert (spec.name, spec.scenario, spec.seed) == ("tiny", "county", 20101122)
    assert spec.replicates == Fixed(3)
    assert spec.varied == ("pretextual_propensity", "community_trust")
    assert list(spec.arms) == ["enrolled", "never"]
    assert spec.settings["activation"] == "2009-02-02"
    assert not spec.files


def test_comments_and_order_of_keys_make_no_other_sweep(spec_text: str) -> None:
    assert parse(spec_text + "# a remark\n") == parse(spec_text)
    assert parse(spec_text.replace("0.7", "0.6")) != parse(spec_text)


def test_adaptive_replicates_are_read_as_written(spec_text: str) -> None:
    spec = parse(spec_text.replace("replicates = 3", ADAPTIVE))
    assert spec.replicates == Until("reporting_rate.hispanic", 0.005, most=400, first=20, arm="")
    more = ADAPTIVE.replace(" }", ', first = 8, arm = "enrolled" }').replace("400", "12")
    until = parse(spec_text.replace("replicates = 3", more)).replicates
    assert (until.first, until.most) == (8, 12)
    assert isinstance(until, Until) and until.arm == "enrolled"
    # Where fewer are allowed than a point begins with by default, it begins with those.
    few = parse(spec_text.replace("replicates = 3", ADAPTIVE.replace("400", "12")))
    assert few.replicates.first == 12


def test_a_file_states_what_a_union_varies(spec_text: str) -> None:
    head, arms = spec_text.split("[vary]")[0], spec_text[spec_text.index("[arms]") :]
    union = """
    [[union]]
    vary = { community_trust = [0.3, 0.7], weeks = [60] }
    [[union]]
    [union.design]
    kind = "latin-hypercube"
    points = 3
    [union.vary]
    profiling = { from = 0.0, to = 1.0 }
    community_trust = [0.1]
    """
    spec = parse(head.replace("weeks = 60\n", "", 1) + union + arms)
    assert [len(design) for design in spec.designs] == [2, 3]
    assert spec.varied == ("community_trust", "weeks", "profiling")


# A replacement in the sweep file, and the words that the sentence must have.
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
    ("replicates = 3", 'replicates = "many"', "whole number such as 50, or { until"),
    ("replicates = 3", "replicate = 3", "Did you mean 'replicates'?"),
    ("seed = 20101122", "seed = -1", "[sweep] seed is -1"),
    ("seed = 20101122", 'seed = "now"', "[sweep] seed is 'now'"),
    ("[settings]", "[setings]", "Did you mean 'settings'?"),
    ("[settings]", "[results]", "'results' is not a table"),
    ("[settings]", "[design]", "[design] has no key 'population'"),
    ("population = 1000", "population = [1000]", "[settings] population"),
    ("population = 1000", "popullation = 1000", "Did you mean 'population'?"),
    ("population = 1000", "population = -5", "population is -5"),
    ("population = 1000", "population = 08:00:00", "[settings] population"),
    ("activation = 2009-02-02", "activation = 2009-02-02T08:30:00", "[settings] activation"),
    ("[0.3, 0.7]", "[]", "must be a list of values"),
    ("[0.3, 0.7]", "0.3", "must be a list of values"),
    ("[0.3, 0.7]", "[0.3, 0.3]", "lists the value 0.3 twice"),
    ("[0.3, 0.7]", "[0.3, [0.7]]", "[vary] community_trust"),
    ("[0.3, 0.7]", "[0.3, 1.7]", "community_trust = 1.7"),
    (
        "[0.3, 0.7]",
        '[0.3, "high"]',
        "[vary] community_trust is 'high'; it must be a number from 0 to 1",
    ),
    ("[0.3, 0.7]", "[0.3, nan]", "must be a number"),
    ("[0.3, 0.7]", "[0.3, inf]", "must be a number"),
    ("[0.3, 0.7]", "{ from = 0.3, to = 0.7 }", "lacks the key 'steps'"),
    ("[0.3, 0.7]", "{ from = 0.3, to = 0.7, step = 3 }", "Did you mean 'steps'?"),
    ("[0.3, 0.7]", "{ from = 0.3, to = 0.7, steps = 1 }", "steps is 1"),
    ("[0.3, 0.7]", "{ from = 0.7, to = 0.3, steps = 3 }", "'from' must be below 'to'"),
    ("[0.3, 0.7]", '{ from = "a", to = 0.3, steps = 3 }', "community_trust.from is 'a'"),
    ("community_trust = [0.3, 0.7]", "comunity_trust = [0.3]", "Did you mean 'community_trust'?"),
    (
        "community_trust = [0.3, 0.7]",
        "population = [500]",
        "'population' stands in [settings] and also varies",
    ),
    ('{ enrollment = "never" }', '"never"', "[arms] never is 'never'"),
    ('{ enrollment = "never" }', '{ enrollment = "nevver" }', "enrollment is 'nevver'"),
    ('{ enrollment = "never" }', "{ enrollment = [1] }", "[arms] never.enrollment"),
    ('{ enrollment = "never" }', "{ community_trust = 0.1 }", "in the arm 'never' and also varies"),
    (
        '{ enrollment = "never" }',
        "{ weeks = 70 }",
        "in the arm 'never' and also stands in [settings]",
    ),
    ("[0.3, 0.7]", "{ from = 0.3, to = 1.7, steps = 3 }", "can be from 0 to 1"),
    ("[0.3, 0.7]", "{ from = 0, to = 0.7, steps = 3, scale = 'log' }", "0 has no logarithm"),
    ("[0.3, 0.7]", "{ from = 0.3, to = 0.7, steps = 3, scale = 'lug' }", "Did you mean 'log'?"),
    ("[0.3, 0.7]", "{ from = 0.3, to = 0.7, steps = 10001 }", "from 2 to 10,000"),
    ("never = {", '"n v" = {', "the name of an arm"),
    ("[sweep]", "[sweep", "not valid TOML"),
    ("[sweep]", "sweep = 1\n[other]", "must be a table"),
]

ADAPTIVE_MISTAKES = [
    ("reporting_rate.", "reporting_rte.", "Did you mean 'reporting_rate'?"),
    (".hispanic", ".hispanics", "Did you mean 'hispanic'?"),
    (".hispanic", ".violet.hispanic", "Did you mean 'violent'?"),
    (".hispanic", ".all.all.hispanic", "names no estimand"),
    (".hispanic", ".hispanic_standardized", "must not be standardized; write 'hispanic'"),
    ('"reporting_rate.hispanic"', "3", "[sweep] replicates.until is 3"),
    ("half_width = 0.005", "half_width = 0", "must be above 0"),
    ("half_width = 0.005", "half_width = 0.5", "0.005 for half a percentage point"),
    ("half_width = 0.005", "half-width = 0.005", "Did you mean 'half_width'?"),
    ("half_width = 0.005", "half_width = 0.005, first = 7", "whole number from 8 to 400"),
    ("half_width = 0.005", "half_width = 0.005, first = 401", "whole number from 8 to 400"),
    ("half_width = 0.005", 'half_width = 0.005, arm = "nevver"', "Did you mean 'never'?"),
    ("most = 400", "most = 7", "whole number from 8 to"),
    (", most = 400", "", "lacks the key 'most'"),
]


@pytest.mark.parametrize(("right", "wrong", "named"), ADAPTIVE_MISTAKES)
def test_a_mistake_in_adaptive_replicates(
    spec_text: str, right: str, wrong: str, named: str
) -> None:
    assert right in ADAPTIVE
    wrong_line = ADAPTIVE.replace(right, wrong, 1)
    with pytest.raises(InputError) as caught:
        parse(spec_text.replace("replicates = 3", wrong_line))
    assert named in str(caught.value)


def test_a_contrast_needs_two_arms(spec_text: str) -> None:
    alone = spec_text.replace("replicates = 3", ADAPTIVE).split("never =")[0]
    with pytest.raises(InputError, match="there is only the arm 'enrolled'"):
        parse(alone)
    own = alone.replace("most = 400", 'most = 400, arm = "enrolled"')
    assert isinstance(parse(own).replicates, Until)


UNION_MISTAKES = [
    ("[[union]]\nvary = { community_trust = [2.0] }", "the point at community_trust = 2.0"),
    ("[[union]]\nvary = { comunity_trust = [2.0] }", "[[union]] number 1: [vary]: no setting"),
    ("[[union]]\nvari = {}", "[[union]] number 1 has no key 'vari'"),
    ("[[union]]", "[[union]] number 1: the table [vary] is missing"),
    ("[[union]]\nvary = 3", "[[union]] number 1 vary is 3"),
    ("[union]\nvary = {}", "each headed [[union]]"),
    ("[[union]]\nvary = { name = ['a'] }\n[vary]\nname = ['b']", "move [vary] into a [[union]]"),
    ("[[union]]\nvary = { population = [9] }", "'population' stands in [settings]"),
]


@pytest.mark.parametrize(("union", "named"), UNION_MISTAKES)
def test_a_mistake_in_a_union(spec_text: str, union: str, named: str) -> None:
    head, arms = spec_text.split("[vary]")[0], spec_text[spec_text.index("[arms]") :]
    with pytest.raises(InputError) as caught:
        plan(parse(f"{head}{union}\n{arms}"))
    assert named in str(caught.value)


@pytest.mark.parametrize(("right", "wrong", "named"), MISTAKES)
def test_a_mistake_is_one_sentence(spec_text: str, right: str, wrong: str, named: str) -> None:
    assert right in spec_text
    with pytest.raises(InputError) as caught:
        plan(parse(spec_text.replace(right, wrong, 1)))
    sentence = str(caught.value)
    assert named in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))


@pytest.mark.parametrize("table", ["sweep", "vary", "arms"])
def test_a_missing_table_is_named_with_an_example(spec_text: str, table: str) -> None:
    kept = [part for part in spec_text.split("\n\n") if not part.strip().startswith(f"[{table}]")]
    with pytest.raises(InputError, match=rf"the table \[{table}\] is missing .* for example"):
        parse("\n\n".join(kept))


def test_many_points_are_announced_before_they_are_checked(tmp_path: Path, spec_text: str) -> None:
    values = ", ".join(str(number / 20_000) for number in range(10_000))
    path = tmp_path / "many.toml"
    path.write_text(
        spec_text.replace("[0.3, 0.7]", f"[{values}]")
        .replace("{ from = 0.0, to = 0.8, steps = 2 }", "[0.1]")
        .split("never =")[0]
    )
    told: list[str] = []
    assert len(Sweep.from_file(path, tell=told.append).plan) == 10_000
    assert told == ["Checking the settings of 10,000 points in 1 arm."]


def test_a_list_is_searched_for_values_that_come_twice_in_linear_time(spec_text: str) -> None:
    values = [str(number / 100_000) for number in range(100_000)]
    long = spec_text.replace("[0.3, 0.7]", f"[{', '.join(values)}]")
    assert len(parse(long).designs[0]) == 200_000  # 5e9 comparisons otherwise, 40 s
    twice = spec_text.replace("[0.3, 0.7]", f"[{', '.join(values)}, 0.50000000000000001]")
    with pytest.raises(InputError, match=r"lists the value 0\.5 twice"):
        parse(twice)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.toml cannot be read: No such file"):
        read(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"')
    with pytest.raises(InputError, match="not UTF-8"):
        read(tmp_path / "latin.toml")
