"""Ray on this machine is this machine's alone. ``test_kills`` shows that it survives."""

from __future__ import annotations

from model import Outcomes, Settings
from sweeps import execute
from sweeps.execute import Task


def test_workers_have_one_thread_and_ray_listens_to_this_machine_alone(tiny: Settings) -> None:
    def keep(outcomes: Outcomes) -> tuple[str, str]:
        import os

        import ray

        return os.environ.get("NUMBA_NUM_THREADS", ""), ray.util.get_node_ip_address()

    task = Task("a run", tiny.replace(weeks=25), 1, execute.DEFAULT_ENGINE)
    (done,) = execute.backend("ray", 1)([task], keep)
    assert done.kept == ("1", "127.0.0.1"), done.failure
