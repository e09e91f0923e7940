"""The compiled execution: the same phases and rules as ``World``, over arrays."""

from model.compiled.ready import get_ready
from model.compiled.run import simulate, simulate_arm

__all__ = ["get_ready", "simulate", "simulate_arm"]
