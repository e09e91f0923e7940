"""Designs: the combinations of settings that a sweep runs, one file for each kind.

Latin hypercubes and Sobol' sequences are made by SciPy, whose generators are the ones that SALib
would call; Saltelli's and Morris' designs by SALib, whose analyses expect its own order of points.
Each makes its generator from the seed it is given; none has global state.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from scomm.model.errors import InputError
from scomm.model.reading import checks
from scomm.sweeps.designs.design import Design
from scomm.sweeps.designs.drawn import read_drawn
from scomm.sweeps.designs.grid import Grid
from scomm.sweeps.designs.latin_hypercube import LatinHypercube
from scomm.sweeps.designs.limits import MOST_POINTS
from scomm.sweeps.designs.morris import Morris
from scomm.sweeps.designs.saltelli import Saltelli
from scomm.sweeps.designs.sobol import Sobol
from scomm.sweeps.designs.table import Table

__all__ = ["KINDS", "Design", "read_design"]

_OVER_SETTINGS: Final[dict[str, type[Grid | LatinHypercube | Sobol | Saltelli | Morris]]] = {
    "grid": Grid,
    "latin-hypercube": LatinHypercube,
    "sobol": Sobol,
    "saltelli": Saltelli,
    "morris": Morris,
}
KINDS: Final = (*_OVER_SETTINGS, "table")


def read_design(
    design: Mapping[str, object], vary: Mapping[str, object] | str | None, folder: Path
) -> Design:
    """Read the design from the tables [design] and [vary] (None if absent) of a sweep file.

    ``vary`` is a text for points drawn from the priors or a posterior (``drawn``). The file that a
    table design names lies in ``folder``. Raises InputError.
    """
    where = "[design]"
    if isinstance(vary, str):
        return read_drawn(where, vary, design, folder)
    kind = checks.one_of(f"{where} kind", design.get("kind", "grid"), KINDS)
    design = {"kind": kind, **design}
    if kind == "table":
        if vary is not None:
            raise InputError(
                "[vary] stands beside a design of kind 'table', whose columns are what varies; "
                "remove [vary], or choose another kind."
            )
        return Table.read(where, design, folder)
    if not vary:
        raise InputError(
            "the table [vary] is missing or empty; for example: "
            "[vary] community_trust = [0.3, 0.5, 0.7]."
        )
    made = _OVER_SETTINGS[kind].read(where, design, vary)
    if len(made) > MOST_POINTS:
        raise InputError(
            f"the design has {len(made):,} points; at most {MOST_POINTS:,} are possible, so take "
            "fewer values of a setting, or a design that samples, such as latin-hypercube."
        )
    return made
