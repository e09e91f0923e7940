"""The boundaries of counties and states, decoded from TopoJSON in an Albers projection.

The file and its license stand in ``data/``. It is the 10m edition of us-atlas, made of the Census
Bureau's boundaries; lengths are in points of a page of 975 × 610, the vertical axis downward.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.path import Path as Outline
from numpy.typing import NDArray

from scomm.model.errors import InputError

FILE: Final = Path(__file__).parent / "data" / "counties-albers-10m.json"


@cache
def outlines(layer: str) -> dict[str, Outline]:
    """Return the outline of each area of a layer, "counties" or "states", by its FIPS code.

    Raises InputError if the file of boundaries is missing or damaged.

    >>> len(outlines("counties"))
    3142
    """
    try:
        topology = json.loads(FILE.read_bytes())
        arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
        areas = topology["objects"][layer]["geometries"]
        return {area["id"]: _outline(area, arcs) for area in areas}
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise InputError(
            "The file of boundaries, scomm/sweeps/figures/data/counties-albers-10m.json, cannot be "
            f"read ({type(error).__name__}); install scomm again, or restore the file."
        ) from None


def _arc(steps: list[list[int]], transform: dict[str, list[float]]) -> NDArray[np.float64]:
    """Return the points of an arc, which is stored as whole steps from each to the next."""
    points = np.cumsum(np.array(steps, np.float64), axis=0)
    return points * transform["scale"] + transform["translate"]


def _outline(area: dict[str, Any], arcs: list[NDArray[np.float64]]) -> Outline:
    """Return an area's rings as one outline, in which holes run against the outer rings."""
    polygons = area["arcs"] if area["type"] == "MultiPolygon" else [area["arcs"]]
    rings = [Outline(_ring(ring, arcs), closed=True) for rings in polygons for ring in rings]
    return Outline.make_compound_path(*rings)


def _ring(numbers: list[int], arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Join the arcs of a ring; ~n stands for arc n backward. Each begins where the last ended."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
