"""Mistakes found in a table, gathered so that a user can mend them in one go."""

from __future__ import annotations

from typing import Final

from scomm.model.errors import InputError

#: Lines that are named; of the others only the number is told.
NAMED: Final = 5


class Problems:
    """What is wrong with the lines of a table."""

    def __init__(self, subject: str, unit: str) -> None:
        """Begin with none; ``subject`` names the table, ``unit`` is "line" or "row"."""
        self._subject = subject
        self.unit = unit
        self._by_line: dict[int, list[str]] = {}

    def add(self, line: int, problem: str) -> None:
        """Note that something on a line is wrong, such as "population must not be empty"."""
        self._by_line.setdefault(line, []).append(problem)

    def raise_if_any(self) -> None:
        """Raise InputError that names the first lines and counts the others, if there are any."""
        if not self._by_line:
            return
        lines = sorted(self._by_line)
        named = [
            f"{self.unit} {line}: {' and '.join(self._by_line[line])}" for line in lines[:NAMED]
        ]
        if len(lines) > NAMED:
            named.append(f"and {len(lines) - NAMED:,} more {self.unit}s")
        raise InputError(f"{self._subject} is not as it should be: {'; '.join(named)}.")
