"""The nation: the counties of the United States, or a sample of them (sections 5.1 and 6)."""

from __future__ import annotations

import csv
from datetime import date
from math import exp
from pathlib import Path
from typing import Any

import numpy as np

from . import philox
from .nation import RESIDENTS, fitted

HISPANIC_RESIDENTS = 50500000
IMPUTED_WITHIN = 0.005
# The data file is the model's: it is input, not theory.
FILE = Path(__file__).parents[2] / "model" / "places" / "data" / "counties.csv"


def read() -> list[dict[str, Any]]:
    """The counties of the file, by day of activation and then by code."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = [
            {
                "code": int(row["fips"]),
                "state": row["state"],
                "p": int(row["population"]),
                "h": float(row["hispanic_share"]),
                "f": float(row["foreign_born_share"]) if row["foreign_born_share"] else None,
                "activation": date.fromisoformat(row["activated"]),
            }
            for row in csv.DictReader(lines)
        ]
    return sorted(rows, key=lambda row: (row["activation"], row["code"]))


def whole(exact: list[float], total: int) -> list[int]:
    """Rounded down, and 1 more for those that lost most, the earlier first."""
    result = [int(each) for each in exact]
    by_loss = sorted(range(len(exact)), key=lambda j: result[j] - exact[j])
    for j in by_loss[: total - sum(result)]:
        result[j] += 1
    return result


def imputed(rows: list[dict[str, Any]]) -> list[float]:
    """Foreign-born shares, those that are blank by counties of like Hispanic share."""
    known = [row for row in rows if row["f"] is not None]
    result = []
    for row in rows:
        if row["f"] is None:
            near = [r for r in known if abs(r["h"] - row["h"]) <= IMPUTED_WITHIN + 1e-9]
            result.append(float(np.average([r["f"] for r in near], weights=[r["p"] for r in near])))
        else:
            result.append(row["f"])
    return result


def foreign_born(f: float, hispanic: float, k: float) -> tuple[float, float]:
    """The foreign-born share of Hispanic residents and of others, by the ratio of odds."""
    a = (1 - hispanic) * (k - 1)
    b = hispanic * k + (1 - hispanic) - f * (k - 1)
    r = (b * b + 4 * a * f) ** 0.5
    x = 2 * f / (b + r) if b >= 0 else (r - b) / (2 * a)
    x = min(max(x, 0.0), 1.0)
    return k * x / (1 + (k - 1) * x), x


def ratio_of_odds(
    f: list[float], hispanic: np.ndarray, weights: np.ndarray, wanted: float
) -> float:
    """`k`, found by bisection of its logarithm."""
    low, high = -30.0, 30.0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return exp(middle)
        shares = [foreign_born(*each, exp(middle))[0] for each in zip(f, hispanic, strict=True)]
        if np.average(shares, weights=weights) < wanted:
            low = middle
        else:
            high = middle


def probabilities(size: np.ndarray, count: int) -> list[float]:
    """Of being in the sample; the first county is certain."""
    certain = {0}
    while True:
        left = [j for j in range(len(size)) if j not in certain]
        n, total = count - len(certain), float(sum(size[j] for j in left))
        share = {j: n * float(size[j]) / total for j in left}
        reached = {j for j in left if share[j] >= 1}
        if not reached:
            return [1.0 if j in certain else share[j] for j in range(len(size))]
        certain |= reached


def sampled(probability: list[float], u: float) -> list[int]:
    """Who is certain, and in whose stretch of the line a point lies."""
    result = [j for j, each in enumerate(probability) if each == 1]
    begin, point = 0.0, u
    for j, each in enumerate(probability):
        if each < 1:
            if begin <= point < begin + each:
                result.append(j)
                point += 1
            begin += each
    return sorted(result)


def real_nation(settings: dict[str, Any], seed: int) -> list[dict[str, Any]]:
    """Code, state, population, shares, weight, activation and agreement of each."""
    rows = read()
    p = sum(row["p"] for row in rows)
    population = np.array(whole([row["p"] * (RESIDENTS / p) for row in rows], RESIDENTS))
    h = np.array([row["h"] for row in rows])
    with np.errstate(divide="ignore"):
        log_odds = np.log(h / (1 - h))
    hispanic = fitted(log_odds, population, HISPANIC_RESIDENTS / RESIDENTS)
    f = imputed(rows)
    k = ratio_of_odds(f, hispanic, population * hispanic, settings["hispanic_foreign_born_share"])
    born = np.array([foreign_born(*each, k) for each in zip(f, hispanic, strict=True)])
    of_hispanics = born[:, 0] / np.average(born[:, 0], weights=population * hispanic)
    of_others = born[:, 1] / np.average(born[:, 1], weights=population * (1 - hispanic))
    shares = {
        "hispanic_undocumented": of_hispanics * settings["hispanic_undocumented_share"],
        "hispanic_lawful": of_hispanics * settings["hispanic_lawful_share"],
        "other_undocumented": of_others * settings["other_undocumented_share"],
        "other_lawful": of_others * settings["other_lawful_share"],
    }
    noncitizens = population * (
        hispanic * (shares["hispanic_undocumented"] + shares["hispanic_lawful"])
        + (1 - hispanic) * (shares["other_undocumented"] + shares["other_lawful"])
    )
    size = population / population.sum() + noncitizens / noncitizens.sum()
    inside, weight = list(range(len(rows))), [1.0] * len(rows)
    if settings["jurisdictions"] < len(rows):
        probability = probabilities(size, settings["jurisdictions"])
        inside = sampled(probability, philox.uniforms(seed, 0, "sample", 0, 0)[0])
        weight = [1 / each for each in probability]
    agreement: dict[str, date] = {}
    for row in rows:
        agreement.setdefault(row["state"], row["activation"])
    return [
        {
            "code": rows[j]["code"],
            "population": int(population[j]),
            "hispanic": float(hispanic[j]),
            **{name: float(of[j]) for name, of in shares.items()},
            "weight": weight[j],
            "activation": rows[j]["activation"],
            "agreement": agreement[rows[j]["state"]],
        }
        for j in inside
    ]
