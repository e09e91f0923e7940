"""The compiled execution: the same phases and rules as ``World``, over arrays."""

from model.compiled.ready import get_ready
from model.compiled.run import simulate

__all__ = ["get_ready", "simulate"]
