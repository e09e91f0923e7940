"""What a worker does with a batch, and how batches and results travel.

Both are pickled as one piece, and compressed if large: repeated settings and zeros nearly vanish,
so that Ray can send what is left straight back, without its object store, and what is received is a
copy that holds none of Ray's shared memory. Nothing that is read from a file is unpickled.
"""

from __future__ import annotations

import pickle
import platform
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from time import perf_counter
from typing import Any, Final

import pyarrow as pa

from sweeps.execute import MEASUREMENT, Done, Keep, Task, failed, perform
from sweeps.ray_backend import code
from sweeps.ray_backend.library import cloudpickle

# Compressing a single result would cost the driver more than sending it. What is larger than 100 kB
# goes through Ray's object store.
UNCOMPRESSED: Final = 16_000
_LENGTH: Final = struct.Struct("<Q")


@dataclass(frozen=True)
class Order:
    """A batch on its way: the driver's code, what to keep, the tasks, the last two pickled.

    After ``seconds`` no further task is begun: runs were slower than was thought, and what is left
    goes back.
    """

    state: str
    keep: bytes
    tasks: bytes
    seconds: float


@dataclass(frozen=True)
class Answer:
    """What became of the first tasks of a batch, in order, and the seconds they took together.

    If the worker has other code than the driver, ``refusal`` says so, and nothing was done.
    """

    done: Sequence[Done[Any]]
    seconds: float
    refusal: str = ""


def perform_batch(content: bytes) -> bytes:
    """Do tasks of a packed ``Order``, at least one. Returns a packed ``Answer``."""
    order: Order = unpacked(content)
    if order.state != code.state():
        return packed(Answer([], 0.0, f"The node {platform.node()} has {code.state()}"))
    began = perf_counter()
    keep = _unpickled(order.keep)
    done: list[Done[Any]] = []
    for task in pickle.loads(order.tasks):
        done.append(perform(task, keep))
        if perf_counter() - began >= order.seconds:
            break
    seconds = perf_counter() - began
    try:
        return packed(Answer(done, seconds))
    except Exception:  # whatever pickling raises: say it of the runs whose result it is
        return packed(Answer([_sendable(each) for each in done], seconds))


def pickled_keep(keep: Keep[Any]) -> bytes:
    """Return a function as bytes: one of a module by its name, any other as it is."""
    dumps: Callable[[object], bytes] = cloudpickle.dumps
    return dumps(keep)


def pickled_tasks(tasks: Sequence[Task]) -> bytes:
    """Return tasks as bytes."""
    return pickle.dumps(tasks, protocol=5)


def packed(value: Order | Answer) -> bytes:
    """Return a value as bytes: the length if it is compressed, else 0, and what is pickled."""
    raw = pickle.dumps(value, protocol=5)
    if len(raw) <= UNCOMPRESSED:
        return _LENGTH.pack(0) + raw
    return _LENGTH.pack(len(raw)) + bytes(pa.compress(raw, codec="zstd", asbytes=True))


def unpacked(content: bytes) -> Any:
    """Return what ``packed`` was given."""
    (length,) = _LENGTH.unpack_from(content)
    body = memoryview(content)[_LENGTH.size :]
    return pickle.loads(pa.decompress(body, length, codec="zstd") if length else body)


def unfinished(tasks: Sequence[Task], answer: Answer) -> Sequence[Task]:
    """Return the tasks of a batch that were not begun."""
    return tasks[len(answer.done) :]


def _sendable(done: Done[Any]) -> Done[Any]:
    try:
        pickle.dumps(done, protocol=5)
    except Exception as reason:
        return replace(done, kept=None, failure=failed(MEASUREMENT, reason))
    return done


@lru_cache(maxsize=1)
def _unpickled(keep: bytes) -> Keep[Any]:
    function: Keep[Any] = pickle.loads(keep)
    return function
