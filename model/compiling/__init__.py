"""Numba: the compilation of rules, its cache on disk, and inlining."""
