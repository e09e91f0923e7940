"""The first divergence of two arms of one world, or of two executions of one run."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from scomm.model import events
from scomm.model.errors import InputError
from scomm.model.outcomes import Outcomes
from scomm.model.trace.words import log_of, week_in_words, what_happened

# The fields of an event other than its probability.
_HAPPENED: Final = ("week", "kind", "jurisdiction", "who", "by", "draw")


def first_divergence(a: Outcomes, b: Outcomes) -> str:
    """Describe the first event in which two arms of one world differ.

    The logs are compared in their order (``scomm.model.events.in_order``). If the first difference
    is one of probability only, or one of a jurisdiction, the first difference in the events of a
    resident is described as well.

    Args:
        a: The outcomes of one arm, with its event log.
        b: The outcomes of the other arm, of the same world.

    Returns:
        A text of several lines: the week, the event, and what happened in each arm.

    Raises:
        InputError: An arm kept no log, or the two are not arms of one world.
    """
    logs = log_of(a), log_of(b)
    _check_same_world(a, b)
    names = _names(a, b)
    same = _alike(*logs)
    if same == max(map(len, logs)):
        return f"The arms never differ: all {same:,} events are the same."
    earliest = _earliest(logs, same)
    told = [
        f"The arms first differ in the week of {week_in_words(a, int(earliest['week']))}, "
        f"after {same:,} {'event that is' if same == 1 else 'events that are'} the same.",
        *_each(a, logs, names, earliest),
    ]
    residents = tuple(_of_residents(log) for log in logs)
    later = _alike(*residents)
    if later < max(map(len, residents)):
        second = _earliest(residents, later)
        if any(second[field] != earliest[field] for field in _HAPPENED):
            told += [
                "What happens to a resident first differs in the week of "
                f"{week_in_words(a, int(second['week']))}.",
                *_each(a, logs, names, second),
            ]
    else:
        told.append("What happens to residents never differs.")
    return "\n".join(told)


def execution_difference(mesa: Outcomes, compiled: Outcomes) -> str:
    """Describe the first event in which the two executions of one run differ; "" if none does.

    Args:
        mesa: The outcomes of the Mesa execution, with its event log.
        compiled: The outcomes of the compiled execution, of the same settings, seed and rules.

    Returns:
        A text of several lines: the week, the event, and what happened in each execution. Where all
        events are the same, the first month whose measures differ.

    Raises:
        InputError: One kept no log, or the two are not of one world.
    """
    logs = log_of(mesa), log_of(compiled)
    _check_same_world(mesa, compiled)
    same = _alike(*logs)
    if same < max(map(len, logs)):
        earliest = _earliest(logs, same)
        lines = [
            "The executions first differ in the week of "
            f"{week_in_words(mesa, int(earliest['week']))}, after {same:,} events that are the "
            "same.",
            *_each(mesa, logs, ("Mesa", "compiled"), earliest),
        ]
        return "\n".join(lines)
    for ours, theirs in zip(mesa.tables, compiled.tables, strict=True):
        differs = np.flatnonzero(np.asarray(ours != theirs).any(axis=(1, 2, 3)))
        if differs.size:
            month = mesa.months[int(differs[0])]
            return f"All {same:,} events are the same, but the measures of {month} differ."
    return ""


def _check_same_world(a: Outcomes, b: Outcomes) -> None:
    """Raise InputError if the arms do not share their world."""
    for what, of_a, of_b in (
        ("seeds", a.seed, b.seed),
        ("starts", a.settings.start, b.settings.start),
        ("weeks of burn-in", a.settings.burn_in_weeks, b.settings.burn_in_weeks),
        ("jurisdictions", a.places.code.tolist(), b.places.code.tolist()),
        ("populations", a.places.population.tolist(), b.places.population.tolist()),
    ):
        if of_a != of_b:
            shown = f", {of_a} and {of_b}" if not isinstance(of_a, list) else ""
            raise InputError(
                f"These are not two arms of one world: their {what} differ{shown}; "
                "run both with one seed, burn-in and set of jurisdictions."
            )


def _names(a: Outcomes, b: Outcomes) -> tuple[str, str]:
    """Name the arms by the settings in which they differ."""
    of_a, of_b = a.settings.model_dump(), b.settings.model_dump()
    differing = [name for name in of_a if of_a[name] != of_b[name]]
    if not differing:
        return "first arm", "second arm"
    said = [", ".join(f"{name} = {arm[name]}" for name in differing) for arm in (of_a, of_b)]
    return f"first arm ({said[0]})", f"second arm ({said[1]})"


def _alike(a: events.Events, b: events.Events) -> int:
    """Count the events at the beginning that are the same in both logs."""
    length = min(len(a), len(b))
    differs = np.flatnonzero(a[:length] != b[:length])
    return int(differs[0]) if differs.size else length


def _of_residents(log: events.Events) -> events.Events:
    """Select the events of residents, in order, with their probabilities made equal."""
    plain = log[log["who"] != events.NOBODY].copy()
    plain["probability"] = events.CERTAIN
    return events.in_order(plain)


def _earliest(logs: tuple[events.Events, ...], at: int) -> Any:
    """Return whichever arm's event at position ``at`` comes first in the order of the log."""
    heads = np.concatenate([log[at : at + 1] for log in logs])
    return events.in_order(heads)[0]


def _each(
    outcomes: Outcomes, logs: tuple[Any, ...], names: tuple[str, str], event: Any
) -> list[str]:
    """Describe for each arm the events of that week and resident that the other arm lacks."""
    about = [log[_about(log, event)] for log in logs]
    place = outcomes.places.name[int(event["jurisdiction"])]
    subject = place if event["who"] < 0 else f"resident {event['who']} of {place}"
    lines = []
    for name, mine, others in zip(names, about, reversed(about), strict=True):
        # A structured scalar converts to a tuple of its fields, which is hashable.
        there = {other.item() for other in others}
        own = [what_happened(each) for each in mine if each.item() not in there]
        lines.append(
            f"  {name}: {subject} {'; '.join(own)}." if own else f"  {name}: nothing of it."
        )
    return lines


def _about(log: events.Events, event: Any) -> Any:
    same = log["week"] == event["week"]
    for field in ("jurisdiction", "who"):
        same &= log[field] == event[field]
    return same
