"""The compiled execution: the same phases and rules as ``World``, over arrays."""

from model.compiled.run import simulate

__all__ = ["simulate"]
