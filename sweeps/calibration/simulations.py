"""Runs of the model at points of the open settings, with figures of each kept in a folder.

The folder has a manifest, which names what the runs were made from, and Parquet files of finished
runs, each whole or absent. Runs that are there are not repeated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scomm.model.errors import InputError
from scomm.model.outcomes import Outcomes
from scomm.model.settings import Settings
from scomm.model.targets import Quantity
from scomm.sweeps.execution.backend import Backend, Keep
from scomm.sweeps.execution.choose import DEFAULT_ENGINE
from scomm.sweeps.execution.tasks import tasks_of
from scomm.sweeps.plan.plan import Run, runs
from scomm.sweeps.plan.seeds import derived_seed
from scomm.sweeps.store.files import replace_file
from scomm.sweeps.store.provenance import code

Array = NDArray[np.float64]
Figure = TypeVar("Figure", bound=Quantity)

MANIFEST: Final = "calibration.json"
_RUNS_PER_FILE: Final = 16
_FILES: Final = "figures-*.parquet"


@dataclass(frozen=True)
class Figures:
    """Reduces the outcomes of a run to its figures: a row of ratios, nan where undefined.

    It travels to workers as the text of the file that defines them, and the function that reads it.
    """

    parse: Callable[[str], Sequence[Quantity]]
    text: str
    numbers: tuple[str, ...]

    def __call__(self, outcomes: Outcomes) -> Array:
        """Return the figure of each of ``numbers``: float64[figure]."""
        of = {each.number: each for each in _parsed(self.parse, self.text)}
        parts = np.array([of[number].parts(outcomes) for number in self.numbers], float)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(parts[:, 0] / parts[:, 1])


@lru_cache(maxsize=4)
def _parsed(parse: Callable[[str], Sequence[Quantity]], text: str) -> Sequence[Quantity]:
    return parse(text)


@dataclass(frozen=True)
class Simulations(Generic[Figure]):
    """Runs at points of some settings: what they are made of, and the folder of their figures.

    ``wanted`` are the figures, from those that ``parse`` reads in ``text``. ``origin`` says what
    the points are drawn from: name -> hash.
    """

    folder: Path
    base: Settings
    origin: Mapping[str, str]
    wanted: Sequence[Figure]
    parse: Callable[[str], Sequence[Quantity]]
    text: str
    seed: int

    def open(self) -> None:
        """Make the folder, or check that it was made from the same inputs.

        Raises InputError for a folder of other runs, and for one that cannot be written.
        """
        path = self.folder / MANIFEST
        made = json.dumps(self._inputs(), indent=1, sort_keys=True) + "\n"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                replace_file(path, made.encode())
                return
            before = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"The folder {self.folder} cannot be used: {error}.") from None
        for key, value in self._inputs().items():
            if before.get(key) != value:
                raise InputError(
                    f"The folder {self.folder} holds runs with {key} {before.get(key)!r}, and "
                    f"these have {value!r}; give another folder."
                )

    def _inputs(self) -> dict[str, object]:
        return {
            **self.origin,
            "settings": self.base.digest(),
            "figures": short_hash(self.text.encode()),
            "seed": self.seed,
            "model_source": str(code()["model_source"]),
        }

    def figures(
        self,
        points: Mapping[str, NDArray[Any]],
        backend: Backend,
        purpose: str,
        advance: Callable[[int, int, float], None],
        engine: str = DEFAULT_ENGINE,
    ) -> Array:
        """Return the figures at points, running what is not there yet.

        Args:
            points: setting -> its value at each point.
            backend: does the runs.
            purpose: names the points; each has a separate world, by its number and purpose.
            advance: called with the numbers of runs done and failed and the seconds they took.
            engine: the model's engine.

        Returns:
            float64[point, figure], nan where a run failed or has no such figure.
        """
        planned = self._planned(points, purpose)
        known = self._read()
        missing = [run for run in planned if run.identity not in known]
        advance(len(planned) - len(missing), 0, 0.0)
        if missing:
            keep: Keep[Array, Array] = Keep(self._reduction(), _stacked)
            held: dict[str, Array] = {}
            # Many small files would be slow to read, and one large one lost at a kill.
            with closing(backend([tasks_of(missing, engine)], keep)) as results:
                try:
                    for done in results:
                        if done.kept is not None:
                            names = [row.tobytes().hex() for row in done.digests]
                            held |= dict(zip(names, done.kept, strict=True))
                        advance(len(done), len(done.failures), done.seconds)
                        if len(held) >= _RUNS_PER_FILE:
                            self._write(held)
                            known |= held
                            held = {}
                finally:
                    self._write(held)
                    known |= held
        nothing = np.full(len(self.wanted), np.nan)
        return np.array([known.get(run.identity, nothing) for run in planned])

    def _reduction(self) -> Figures:
        return Figures(self.parse, self.text, tuple(each.number for each in self.wanted))

    def _planned(self, points: Mapping[str, NDArray[Any]], purpose: str) -> list[Run]:
        found: list[Run] = []
        for number in range(len(next(iter(points.values())))):
            point = {name: _plain(column[number]) for name, column in points.items()}
            seed = derived_seed(self.seed, purpose, number) >> 1
            found += runs(self.base, [point], {"calibration": {}}, 1, seed)
        return found

    def _read(self) -> dict[str, Array]:
        found: dict[str, Array] = {}
        for path in sorted(self.folder.glob(_FILES)):
            table = pd.read_parquet(path)
            names = [each.number for each in self.wanted]
            found |= dict(zip(table["run"], table[names].to_numpy(float), strict=True))
        return found

    def _write(self, held: Mapping[str, Array]) -> None:
        if not held:
            return
        columns = np.array(list(held.values()))
        table = pd.DataFrame(columns, columns=[each.number for each in self.wanted])
        table.insert(0, "run", list(held))
        name = hashlib.sha256("".join(sorted(held)).encode()).hexdigest()[:16]
        replace_file(self.folder / f"figures-{name}.parquet", table.to_parquet())


def short_hash(content: bytes) -> str:
    """Return the first 16 digits of a SHA-256, which name an input in a manifest."""
    return hashlib.sha256(content).hexdigest()[:16]


def _stacked(figures: Sequence[Array]) -> Array:
    return np.stack(figures)


def _plain(value: Any) -> Any:
    """Return a Python value for one of an array."""
    return value.item() if isinstance(value, np.generic) else value
