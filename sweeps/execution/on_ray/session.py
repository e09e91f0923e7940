"""Ray itself: started on this machine, or a cluster that is joined, and whether it is still there.

Whoever imports this has called ``environment.prepare`` before.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from scomm.model.errors import InputError
from scomm.sweeps.execution.on_ray import environment
from scomm.sweeps.execution.on_ray.library import ray

# How often Ray is asked what there is, and whether its head answers.
LOOK_EVERY_SECONDS: Final = 5.0
# Ray ends a process whose cluster's head is gone for a minute, with all that it holds. The head may
# come back before; but when half of that minute is over, we end by our own will, to save in time.
HEAD_GONE_SECONDS: Final = 30.0
ANSWER_SECONDS: Final = 2.0
# Results are small and are fetched at once; the default would be a third of the machine's memory.
OBJECT_STORE_BYTES: Final = 256 << 20


class RayDied(Exception):
    """The Ray that was started on this machine is gone, and can be started again."""


class Session:
    """A connection to Ray. Made by ``connected``."""

    def __init__(self, workers: int | None, address: str | None, threads: int) -> None:
        """Take what was asked for; ``threads`` are what each run uses."""
        self._workers = workers
        self._threads = threads
        self._address = address
        # A connection of the user's own stays as it is.
        self.is_ours: Final = not ray.is_initialized()
        # Whether this Ray lives and dies with us.
        self.is_local: Final = self.is_ours and address is None
        self._looked = self._answered = 0.0
        self._measuring = threading.Thread()
        self.processors = 1
        self.memory = 0

    def open(self) -> None:
        """Start Ray or join the cluster. Raises InputError if there is none, or another Ray."""
        if self.is_local:
            self._start()
        elif self.is_ours:
            self._join()
        self._answered = time.monotonic()
        most = self._measure()
        if 0 < most < self._threads:
            raise InputError(
                f"A run is to have {self._threads} threads, but the largest node has {most} "
                "processors; give at most as many threads."
            )

    def close(self) -> None:
        """Stop Ray, or leave the cluster, which then stops what it still does for us."""
        if self.is_ours:
            ray.shutdown()
            _hear_ray(True)

    def restart(self) -> None:
        """Start Ray again on this machine."""
        self.close()
        self.open()

    @property
    def slots(self) -> int:
        """How many batches may be in flight: one at work and one waiting for each processor."""
        at_once = max(1, self.processors // self._threads)
        if self._workers is not None and not self.is_local:
            # On a cluster nothing but their number limits how many are at work.
            return min(2 * at_once, self._workers)
        return 2 * at_once

    def look(self) -> None:
        """See now and then what nodes there are. Raises RayDied, or RuntimeError for a cluster."""
        now = time.monotonic()
        if now - self._looked < LOOK_EVERY_SECONDS:
            return
        self._looked = now
        head = ray.get_runtime_context().gcs_address
        if _answers(head):
            self._answered = now
            self._measure_aside()
        elif self.is_local:
            raise RayDied
        elif now - self._answered > HEAD_GONE_SECONDS:
            raise RuntimeError(
                f"the head of the Ray cluster at {head} has not answered for "
                f"{HEAD_GONE_SECONDS:.0f} s"
            )

    def _measure_aside(self) -> None:
        """Measure a cluster, whose nodes come and go. Ray does not return if the head dies then."""
        if not self.is_local and not self._measuring.is_alive():
            self._measuring = threading.Thread(target=self._measure, daemon=True)
            self._measuring.start()

    def _measure(self) -> int:
        """Take in the processors of all nodes, and the memory of the largest, in bytes.

        Returns the most processors that a node has.
        """
        known: Callable[[], list[dict[str, Any]]] = ray.nodes
        nodes = [node["Resources"] for node in known() if node["Alive"]]
        processors = [int(node.get("CPU", 0)) for node in nodes]
        self.memory = int(max((node.get("memory", 0) for node in nodes), default=0))
        self.processors = sum(processors)
        return max(processors, default=0)

    def _start(self) -> None:
        count = self._workers or max(1, (os.cpu_count() or 1) // self._threads)
        with _closed_to_others():
            _init(
                address="local",
                num_cpus=count * self._threads,
                num_gpus=0,
                include_dashboard=False,
                object_store_memory=OBJECT_STORE_BYTES,
                _node_ip_address="127.0.0.1",
                runtime_env=environment.of_workers(here=True),
            )

    def _join(self) -> None:
        address = str(self._address)
        if address != environment.AUTO and not _answers(address, 5 * ANSWER_SECONDS):
            raise InputError(
                f"No Ray cluster answers at {address}; its head's port is 6379 as a "
                "rule, and it must be reachable from here."
            )
        try:
            _init(address=address, runtime_env=environment.of_workers(here=False))
        except (ConnectionError, ValueError) as error:
            raise InputError(
                f"The Ray cluster at {address!r} cannot be joined from this machine: "
                f"{' '.join(str(error).split())}"
            ) from None
        except RuntimeError as error:
            if "mismatch" not in str(error):
                raise
            raise InputError(" ".join(str(error).split())) from None


@contextmanager
def connected(workers: int | None, address: str | None, threads: int) -> Iterator[Session]:
    """Have a session meanwhile."""
    session = Session(workers, address, threads)
    try:
        session.open()
        yield session
    finally:
        session.close()


def _init(**options: Any) -> None:
    # That tokens are in use, and the like, is no news to a reader of our progress.
    logging.getLogger("ray").setLevel(logging.ERROR)
    in_main = threading.current_thread() is threading.main_thread()
    handler = signal.getsignal(signal.SIGTERM) if in_main else None
    ray.init(
        **options,
        configure_logging=False,
        log_to_driver=False,
    )
    _hear_ray(False)
    # Ray handles SIGTERM by raising SystemExit. A handler that the program has of its own stays.
    if callable(handler):
        signal.signal(signal.SIGTERM, handler)


@contextmanager
def _closed_to_others() -> Iterator[None]:
    """Keep a Ray that starts meanwhile off the network.

    It replaces 127.0.0.1 by the machine's own address unless clusters are off, which a switch does
    everywhere that is named for the two systems where they are off as it is. Ray has read it when
    it was imported, and the processes that it starts read it again.
    """
    constants = vars(ray._private.ray_constants)
    name = constants["ENABLE_RAY_CLUSTERS_ENV_VAR"]
    before, said = constants["ENABLE_RAY_CLUSTER"], os.environ.get(name)
    constants["ENABLE_RAY_CLUSTER"], os.environ[name] = False, "0"
    try:
        yield
    finally:
        constants["ENABLE_RAY_CLUSTER"] = before
        os.environ.pop(name)
        if said is not None:
            os.environ[name] = said


def _hear_ray(heard: bool) -> None:
    """Have Ray say or not what befalls its workers and nodes.

    It says it on standard output, pages of it, where another program may be reading our results.
    """
    vars(ray._private.worker)["_worker_logs_enabled"] = heard


def _answers(address: str, seconds: float = ANSWER_SECONDS) -> bool:
    """Say whether somebody listens at HOST:PORT."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), seconds):
            return True
    except OSError:
        return False
