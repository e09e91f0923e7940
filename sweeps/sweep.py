"""A sweep: a validated sweep file with its plan, and the execution of its pending runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scomm.model.changed_rules import RulesGiven, changed_rules
from scomm.model.display import html_table
from scomm.model.errors import InputError
from scomm.model.settings import Settings
from scomm.sweeps.catalog.catalog import ABSENT
from scomm.sweeps.estimation import totals
from scomm.sweeps.estimation.months import reduction
from scomm.sweeps.execution import choose
from scomm.sweeps.execution.backend import Backend, BackendLost, Done
from scomm.sweeps.execution.progress import Advance
from scomm.sweeps.execution.progress import progress as shown
from scomm.sweeps.execution.signals import postponed, terminable
from scomm.sweeps.plan.canonical_order import Order
from scomm.sweeps.plan.identities import keys_of
from scomm.sweeps.plan.plan import Plan, plan
from scomm.sweeps.plan.shard import WHOLE, Shard
from scomm.sweeps.schedule.point_progress import PointProgress
from scomm.sweeps.schedule.schedule import Schedule, at_first
from scomm.sweeps.store.damage import is_begun
from scomm.sweeps.store.extension import check_extension, check_has_runs, check_shard
from scomm.sweeps.store.files import MANIFEST, SPEC
from scomm.sweeps.store.kept_spec import read_spec
from scomm.sweeps.store.manifest import read_manifest
from scomm.sweeps.store.opening import Request, opened
from scomm.sweeps.store.reading import Store
from scomm.sweeps.store.state import read_catalog
from scomm.sweeps.store.writer import SAVING, Saving, Unwritable, Writer
from scomm.sweeps.sweep_file import Fixed, SweepSpec, parse, read


class Interrupted(KeyboardInterrupt):
    """Raised when a sweep is interrupted, after saving what finished. Has one sentence.

    ``complete`` is true if all runs were done, and the store is complete.
    """

    def __init__(self, sentence: str, complete: bool = False) -> None:
        """Raise with a sentence for the user."""
        super().__init__(sentence)
        self.complete: Final = complete


# Values of a setting that are shown one by one.
_FEW_VALUES: Final = 6
# Points whose settings take some seconds to check.
_MANY_POINTS: Final = 10_000


@dataclass(frozen=True)
class Sweep:
    """A validated sweep. Make one with ``from_file``.

    Example:
        >>> from scomm import Sweep, load
        >>> sweep = Sweep.from_text('''
        ... [sweep]
        ... name = "trust"
        ... scenario = "county"
        ... replicates = 4
        ... seed = 1
        ... [settings]
        ... population = 500
        ... weeks = 60
        ... [vary]
        ... community_trust = [0.3, 0.7]
        ... [arms]
        ... enrolled = { enrollment = "scheduled" }
        ... never = { enrollment = "never" }
        ... ''')
        >>> store = sweep.run("results/trust", backend="serial", progress=False)
        >>> table = load("results/trust").estimates(wanted=["reporting_rate.hispanic"])
        >>> table["community_trust"].tolist()
        [0.3, 0.7]
    """

    spec: SweepSpec
    plan: Plan

    def __repr__(self) -> str:
        """Describe the sweep in one line: what varies, and how many runs there are."""
        return f"<Sweep: {self.spec.summary}; {self._size()}>"

    def _repr_html_(self) -> str:
        columns = self.plan.points.columns
        return html_table(
            f"Sweep: {self.spec.summary}; {self._size()}.",
            ("setting", "values", "meaning"),
            [
                (each.name, _values(columns[each.name]), each.meaning)
                for each in Settings.parameters()
                if each.name in columns
            ],
        )

    def _size(self) -> str:
        points, until = len(self.plan), self.spec.replicates
        most = points * len(self.spec.arms) * until.most
        up_to = "" if until.first == until.most else "up to "
        return f"{points:,} points, {up_to}{most:,} runs"

    @classmethod
    def from_file(
        cls,
        path: str | Path,
        store: str | Path | None = None,
        tell: Callable[[str], None] | None = None,
        rules: RulesGiven = None,
    ) -> Sweep:
        """Read a sweep file (``docs/sweep_file.md``) and the tables that it names.

        Args:
            path: the sweep file, TOML.
            store: an incomplete store, whose copies replace tables that no longer exist.
            tell: gets a sentence before a step that takes long.
            rules: functions in place of rules in all runs, as in ``scomm.run``; they become the
                table [rules] of the sweep file that is stored. See ``docs/rules.md``.

        Raises:
            InputError: for a mistake in the sweep file, its tables or rules, or the settings they
                make.
        """
        kept = None if store is None else Path(store)
        spec = read(path, store=kept, rules=changed_rules(rules))
        points = sum(map(len, spec.designs))
        if tell is not None and points >= _MANY_POINTS:
            arms = f"{len(spec.arms)} {'arm' if len(spec.arms) == 1 else 'arms'}"
            tell(f"Checking the settings of {points:,} points in {arms}.")
        return cls(spec, plan(spec))

    @classmethod
    def from_text(cls, text: str, folder: str | Path = ".", rules: RulesGiven = None) -> Sweep:
        """Read a sweep from the text of a sweep file.

        Args:
            text: the content of a sweep file, TOML.
            folder: the folder of the tables that it names.
            rules: as in ``from_file``.

        Raises:
            InputError: for a mistake in the text, its tables or rules, or the settings they make.
        """
        spec = parse(text, folder=Path(folder), rules=changed_rules(rules))
        return cls(spec, plan(spec))

    def run(
        self,
        folder: str | Path,
        *,
        backend: str | Backend | None = None,
        engine: str | None = None,
        threads: int = 1,
        shard: Shard = WHOLE,
        reuse: Sequence[str | Path] = (),
        accept_code_change: bool = False,
        progress: bool = True,
        saving: Saving = SAVING,
    ) -> Store:
        """Run the pending runs into the store in ``folder``, and resume it if it was begun.

        The folder may hold the same sweep, incomplete or with fewer points, arms or replicates:
        finished runs are not repeated. A run that fails becomes a row with its error, and is
        retried the next time. The store is the same to the byte with every backend.

        Args:
            folder: the store's folder, new or to be resumed.
            backend: "serial", "ray", or a backend (``scomm.sweeps.execution.backend``); None for
                "ray" where it is worth its start, else "serial". ``scomm.cluster`` sets the number
                of Ray's workers, or the cluster that they belong to.
            engine: the model's engine; None for its default.
            threads: processors that each run uses.
            shard: the part of the sweep to run.
            reuse: stores whose finished runs are copied instead of repeated.
            accept_code_change: resume even if other code of the same model version made the runs.
            progress: show progress on standard error.
            saving: how often results are flushed to disk.

        Returns:
            The store. It is complete unless another shard is missing.

        Raises:
            InputError: before anything runs, for an invalid argument and for a folder that cannot
                take this sweep.
            Interrupted: a KeyboardInterrupt, after saving what finished; after completing the store
                if all runs were done.
            Unwritable: if nothing more can be saved (``scomm.sweeps.store.writer``).
        """
        tell = choose.aloud if progress else choose.silent
        doing = None if backend is None else choose.chosen(backend, tell=tell)
        if threads < 1:
            raise InputError(f"The number of threads is {threads}, but must be 1 or more.")
        request = Request(
            self.plan,
            choose.engine_called(engine),
            shard,
            tuple(map(Path, reuse)),
            accept_code_change,
            saving,
        )
        path = Path(folder)
        with opened(path, request, tell) as writer, terminable():
            order = Order(at_first(self.plan, request.points))
            if isinstance(self.spec.replicates, Fixed):
                writer.expect(order)
            count = order.count(writer.catalog.find, ABSENT)
            if doing is None:
                most = count * self.spec.replicates.most // self.spec.replicates.first
                doing = choose.by_size(self.plan.base, most, request.engine, tell)
            writer.encode_by(doing)
            label, rules = f"sweep {self.spec.name}", self.spec.rules
            with shown(label, count, progress, rules=rules) as advance:
                self._run(request, writer, doing, threads, advance)
        return Store(path, self.spec, read_manifest(path))

    def finished(self, folder: str | Path, shard: Shard = WHOLE) -> int:
        """Count the finished runs in a folder, 0 for a new one.

        Raises InputError for one that cannot take this sweep, or this ``shard`` of it.
        """
        path = Path(folder)
        check_has_runs(path)
        if not (path / SPEC).is_file():
            return 0
        if not is_begun(path):
            check_extension(path, read(path / SPEC, whole=True), self.spec)
            return 0
        check_extension(path, read_spec(path), self.spec)
        if (path / MANIFEST).is_file():
            check_shard(path, read_manifest(path)["shard"], shard)
        return len(read_catalog(path).index)

    def _run(
        self,
        request: Request,
        writer: Writer,
        backend: Backend,
        threads: int,
        advance: Advance,
    ) -> None:
        catalog = writer.catalog
        schedule = Schedule(
            *(self.plan, request.points, catalog, catalog.finished()),
            take_over=writer.take_over,
            grown=advance.more,
        )
        tasks = schedule.tasks(request.engine, threads)
        taking: Done[totals.Block] | None = None
        late = False
        try:
            try:
                with closing(backend(tasks, reduction(self.spec.months))) as results:
                    for done in results:
                        taking = done
                        _take(done, writer, schedule.progress)
                        taking = None
                        advance(len(done), len(done.failures), done.seconds)
            except (KeyboardInterrupt, SystemExit):
                # Amid the end of the workers, such as Ray's, nothing is left but to complete.
                late = self._has_all_runs(advance)
                if not late:
                    raise
            with postponed() as signals:
                writer.complete(schedule.wanted())
        except Unwritable:
            raise
        except BaseException as reason:
            writer.save()
            if taking is not None:
                # The interruption came while these were added; the saved ones count.
                kept = int((writer.catalog.find(keys_of(taking.digests)) >= 0).sum())
                advance(kept, 0, taking.seconds)
            if isinstance(reason, KeyboardInterrupt | SystemExit):
                raise Interrupted(_interrupted(writer.folder, advance)) from None
            if isinstance(reason, BackendLost):
                raise BackendLost(_lost(str(reason), writer.folder, advance)) from reason
            raise
        if late or signals:
            raise Interrupted(
                f"Interrupted after all {advance.total:,} runs; {writer.folder} is complete.", True
            )

    def _has_all_runs(self, advance: Advance) -> bool:
        """True if no run is left; unknown, so False, where results decide how many are needed."""
        return isinstance(self.spec.replicates, Fixed) and advance.done == advance.total


def _values(column: NDArray[np.generic]) -> str:
    """Describe the values of a setting over the points: each, or their number and range."""
    values = sorted(set(column.tolist()))
    if len(values) <= _FEW_VALUES:
        return ", ".join(map(str, values))
    return f"{len(values):,} values, {values[0]} to {values[-1]}"


def _take(done: Done[totals.Block], writer: Writer, progress: PointProgress | None) -> None:
    if done.kept is not None:
        writer.add(done.digests, done.kept)
    writer.fail(done.failures)
    if progress is not None:
        progress.finished(done.digests, done.kept, done.failures)


def _interrupted(folder: Path, advance: Advance) -> str:
    return (
        f"Interrupted after {advance.done:,} of {advance.total:,} runs; they are kept in {folder}, "
        "and the same command resumes there."
    )


def _lost(reason: str, folder: Path, advance: Advance) -> str:
    return (
        f"{reason}. {advance.done:,} of {advance.total:,} runs were done; they are kept in "
        f"{folder}, and the same command resumes from there once the workers are back."
    )
