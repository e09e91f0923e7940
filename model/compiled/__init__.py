"""The compiled execution: the same phases and rules as ``World``, over arrays."""

from scomm.model.compiled.run import simulate, simulate_arm
from scomm.model.compiled.warm_up import get_ready

__all__ = ["get_ready", "simulate", "simulate_arm"]
