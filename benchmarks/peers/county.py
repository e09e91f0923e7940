"""Export of scomm's county for the peers: residents, households, ties, officers and rates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scomm.model.compiling.lanes import batches_for
from scomm.model.numbers import FIELDS
from scomm.model.population import state as bits
from scomm.model.population.matching import QUESTIONS
from scomm.model.population.ties import Network, ties_of
from scomm.model.start import Start


def write(start: Start, folder: Path) -> None:
    """Write a world of one county as ``county.json`` and ``county.npz``."""
    settings = start.settings
    numbers = {
        "settings": {
            **settings.model_dump(mode="json"),
            **{name: getattr(start.numbers, name) for name in FIELDS},
        },
        "rates": start.rates._asdict(),
        "first_week": -settings.burn_in_weeks,
        "last_week": settings.weeks - 1,
        "active_from": int(start.planned_week[0]),
        "detection": float(start.practices.detection[0]),
        "electronic_from": start.electronic_from,
    }
    (folder / "county.json").write_text(json.dumps(numbers), encoding="utf-8")
    np.savez(folder / "county.npz", **_arrays(start))


def _arrays(start: Start) -> dict[str, npt.NDArray[Any]]:
    people = start.population
    state, household, record = people.state, people.household, people.convictions
    slots = np.arange(len(state))
    position = np.array([bits.household_position(byte) for byte in household.tolist()])
    size = np.array([bits.household_size(byte) for byte in household.tolist()])
    status = np.array([bits.household_status(byte) for byte in household.tolist()])
    return {
        "group": np.array([bits.group_of(byte) for byte in state.tolist()]),
        "cell": np.repeat(
            np.arange(len(people.neighborhoods.first)), people.neighborhoods.residents
        ),
        "household_first": slots - position,
        "household_size": size,
        "household_status": status,
        "persistent": state & bits.PERSISTENT != 0,
        "in_ident": state & bits.IN_IDENT != 0,
        "fbi_only": state & bits.FBI_ONLY != 0,
        "felonies": (record & 3).astype(np.int64),
        "misdemeanors": (record >> 2 & 3).astype(np.int64),
        "aggravated": record & 16 != 0,
        "ties": _ties(start),
        "cell_undocumented": people.undocumented_share,
        "officer_propensity": people.officer_propensity,
    }


def _ties(start: Start) -> npt.NDArray[np.int64]:
    """Return the ties of all residents, one row per resident, -1 for no tie."""
    cells, p = start.population.neighborhoods, start.numbers
    kinds = (
        int(p.ties_neighborhood_group),
        int(p.ties_neighborhood),
        int(p.ties_jurisdiction_group),
    )
    network = Network(
        start.seed,
        int(start.places.code[0]),
        (0, len(cells.first)),
        cells.first,
        cells.residents,
        cells.hispanic,
        cells.hispanic_before,
        *kinds,
    )
    ties = np.full((len(start.population), sum(kinds)), -1, dtype=np.int64)
    questions = np.zeros(batches_for(sum(kinds)), dtype=QUESTIONS)
    slots = np.zeros(sum(kinds), dtype=np.int64)
    there = np.zeros(sum(kinds), dtype=np.int64)
    for cell, (first, residents) in enumerate(zip(cells.first, cells.residents, strict=True)):
        for slot in range(first, first + residents):
            ties_of(
                network,
                slot,
                cell,
                bool(slot - first < cells.hispanic[cell]),
                questions,
                slots,
                there,
            )
            ties[slot] = slots
    return ties
