"""The golden runs change only with an entry in CHANGELOG.md marked *Results change*."""

import json

import pytest

from tests.model.golden import CHANGELOG, ENGINES, KEPT, WORLDS, entries, golden, refusal

STORED = json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", WORLDS)
def test_a_golden_run_is_as_it_was(name, engine):
    now = golden(name, engine)
    said = "`python -m tests.model.golden --write` keeps it, given a *Results change* entry"
    assert now == STORED["worlds"][name], said


def test_much_happens_in_each():
    for world in STORED["worlds"].values():
        assert int(world["events"].split()[0]) > 100


def test_the_entries_they_were_made_under_are_still_in_the_changelog():
    assert {*STORED["results_change_entries"]} <= entries(
        CHANGELOG.read_text(encoding="utf-8")
    ).keys()


OLD = "## [Unreleased]\n\n### Changed\n\n- **Results change.** A rule\n  is new.\n- Another.\n"
NEW = OLD + "- Two more. **Results change** in one.\n\n## [0.1.0]\n"


def test_an_entry_is_its_words_whatever_its_lines():
    assert list(entries(OLD).values()) == ["- **Results change.** A rule is new."]
    assert entries(OLD) == entries(OLD.replace("rule\n  is", "rule is"))
    assert len(entries(NEW)) == 2
    assert entries("## Results change\n\nSays what it is.\n") == {}


@pytest.mark.parametrize(
    ("moved", "changelog", "refused"),
    [(False, OLD, False), (False, NEW, False), (True, OLD, True), (True, NEW, False)],
)
def test_moved_runs_are_kept_only_with_an_entry(moved, changelog, refused):
    kept = {"results_change_entries": [*entries(OLD)], "worlds": {"county": {"events": "1"}}}
    now = {"county": {"events": "2" if moved else "1"}}
    assert (refusal(kept, now, changelog) is not None) == refused
