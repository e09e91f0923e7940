"""The worker's side: execution of a batch, and serialization of batches and results.

Both are pickled as one piece, and compressed if large: repeated settings compress to almost
nothing, so that Ray can send the bytes directly, without its object store, and the receiver has a
copy that holds none of Ray's shared memory. Nothing that is read from a file is unpickled.
"""

from __future__ import annotations

import pickle
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from scomm.model.changed_rules import ChangedRules
from scomm.model.compiled import get_ready
from scomm.model.settings import Settings
from scomm.sweeps.execution.backend import LOST, MEASUREMENT, Done, Failure, Keep
from scomm.sweeps.execution.on_ray import code_state as code
from scomm.sweeps.execution.on_ray.library import cloudpickle
from scomm.sweeps.execution.perform import failed, perform
from scomm.sweeps.execution.tasks import Tasks
from scomm.sweeps.plan.plan import Changes

# Compressing less would save nothing. More than 100 kB goes through Ray's object store.
UNCOMPRESSED: Final = 4_000
_CODEC: Final = "lz4_raw"


class Packed(NamedTuple):
    """Pickled bytes, and their size when decompressed: 0 where they are not compressed."""

    content: bytes
    length: int


@dataclass(frozen=True)
class Order:
    """A batch in transit: the driver's code state, the pickled ``Keep`` and base, and the runs.

    ``which`` and ``seeds`` are those of ``Tasks`` as bytes. After ``seconds`` no further run is
    begun: runs were slower than estimated, and the rest is requeued.
    """

    state: str
    keep: bytes
    base: bytes
    changes: Sequence[Changes]
    which: bytes
    seeds: bytes
    engine: str
    threads: int
    seconds: float
    rules: ChangedRules | None = None

    @property
    def tasks(self) -> Tasks:
        """The runs, without their identities: the driver knows them by position."""
        seeds = np.frombuffer(self.seeds, np.int64)
        return Tasks(
            digests=np.empty((len(seeds), 0), np.uint8),
            seeds=seeds,
            base=_unpickled(self.base),
            changes=self.changes,
            which=np.frombuffer(self.which, np.int64),
            engine=self.engine,
            threads=self.threads,
            rules=self.rules,
        )


@dataclass(frozen=True)
class Answer:
    """Results of the first ``runs`` of a batch, and their total seconds.

    ``kept`` is that of the runs with outcomes, in order, and ``failures`` maps the position in the
    batch of each other run to its failure. If the worker has other code than the driver,
    ``refusal`` tells so, and no run was done.
    """

    runs: int
    kept: Any
    failures: Mapping[int, Failure]
    seconds: float
    refusal: str = ""


def warm_up() -> None:
    """Load the compiled rules: the first run on a worker otherwise waits for them."""
    get_ready()


def perform_batch(sent: Packed) -> Packed:
    """Do runs of a packed ``Order``, at least one. Returns a packed ``Answer``."""
    order: Order = unpacked(sent)
    if order.state != code.state():
        refusal = f"The node {platform.node()} has {code.state()}"
        return packed(Answer(0, None, {}, 0.0, refusal))
    began = perf_counter()
    keep: Keep[Any, Any] = _unpickled(order.keep)
    results: list[Any] = []
    for task in order.tasks:
        results.append(perform(task, keep.each))
        if perf_counter() - began >= order.seconds:
            break
    seconds = perf_counter() - began
    try:
        return packed(_answer(results, keep, seconds))
    except Exception:  # any error of pickling becomes a failure of these runs
        return packed(_answer([_sendable(each) for each in results], keep, seconds))


def do_aside(state: str, function: Callable[[Any], Any], value: object) -> Any:
    """Call a function for a driver with the code ``state``, which must be that of this node."""
    if state != code.state():
        raise RuntimeError(f"the node {platform.node()} has {code.state()}")
    return function(value)


def order_for(tasks: Tasks, state: str, keep: bytes, base: bytes, seconds: float) -> Order:
    """Serialize a batch to be sent; ``keep`` and ``base`` are pickled once for many."""
    tasks = tasks.tightened()
    return Order(
        state,
        keep,
        base,
        tasks.changes,
        tasks.which.tobytes(),
        tasks.seeds.tobytes(),
        tasks.engine,
        tasks.threads,
        seconds,
        tasks.rules,
    )


def done_of(tasks: Tasks, answer: Answer) -> Done[Any]:
    """Convert an answer to results of the first runs of a batch, without those that were lost."""
    digests = tasks.digests[: answer.runs]
    failures = {
        digests[position].tobytes(): failure
        for position, failure in answer.failures.items()
        if failure.stage != LOST
    }
    if answer.failures:
        digests = np.delete(digests, list(answer.failures), axis=0)
    return Done(digests, answer.kept, failures, answer.seconds)


def pickled_keep(keep: Keep[Any, Any]) -> bytes:
    """Pickle a ``Keep``: functions of a module by their names, others by their code."""
    dumps: Callable[[object], bytes] = cloudpickle.dumps
    return dumps(keep)


def pickled_base(base: Settings) -> bytes:
    """Pickle settings."""
    return pickle.dumps(base, protocol=5)


def packed(value: Order | Answer) -> Packed:
    """Pack a value to be sent."""
    raw = pickle.dumps(value, protocol=5)
    if len(raw) <= UNCOMPRESSED:
        return Packed(raw, 0)
    return Packed(pa.compress(raw, codec=_CODEC, asbytes=True), len(raw))


def unpacked(sent: Packed) -> Any:
    """Unpack a value."""
    if sent.length:
        return pickle.loads(pa.decompress(sent.content, sent.length, codec=_CODEC))
    return pickle.loads(sent.content)


def _answer(results: Sequence[Any], keep: Keep[Any, Any], seconds: float) -> Answer:
    kept = [each for each in results if not isinstance(each, Failure)]
    failures = {
        position: each for position, each in enumerate(results) if isinstance(each, Failure)
    }
    return Answer(len(results), keep.together(kept) if kept else None, failures, seconds)


def _sendable(result: Any) -> Any:
    try:
        pickle.dumps(result, protocol=5)
    except Exception as reason:
        return failed(MEASUREMENT, reason)
    return result


@lru_cache(maxsize=8)
def _unpickled(content: bytes) -> Any:
    return pickle.loads(content)
