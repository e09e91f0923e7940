"""A collector of the mistakes in a table, so that a user can correct them all at once."""

from __future__ import annotations

from typing import Final

from scomm.model.errors import InputError

#: Lines that a message names; of further ones it gives only the number.
NAMED: Final = 5


class Problems:
    """The mistakes found in the lines of a table."""

    def __init__(self, subject: str, unit: str) -> None:
        """Create an empty collector; ``subject`` names the table, ``unit`` is "line" or "row"."""
        self._subject = subject
        self.unit = unit
        self._by_line: dict[int, list[str]] = {}

    def add(self, line: int, problem: str) -> None:
        """Record a mistake on a line, such as "population must not be empty"."""
        self._by_line.setdefault(line, []).append(problem)

    def raise_if_any(self) -> None:
        """Raise InputError, which lists the first lines and counts the others, if there are any."""
        if not self._by_line:
            return
        lines = sorted(self._by_line)
        named = [
            f"{self.unit} {line}: {' and '.join(self._by_line[line])}" for line in lines[:NAMED]
        ]
        if len(lines) > NAMED:
            named.append(f"and {len(lines) - NAMED:,} more {self.unit}s")
        raise InputError(f"{self._subject} is not as it should be: {'; '.join(named)}.")
