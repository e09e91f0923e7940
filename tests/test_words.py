"""The words of the project: plain ones, the same for the same thing, as CONTRIBUTING.md says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Phrases that a reader may have to look up or read twice, and what is written instead.
INSTEAD = {
    r"(hang|hangs|hung|hanging) on": "depends on",
    r"gone on with": "resumed",
    r"whoever": "anybody who",
    r"of (its|their) own": "its own, separate",
    r"to be had": "available",
    r"befalls?": "happens to",
    r"whence": "from which",
    r"of late": "recently",
}
PHRASES = re.compile(rf"\b({'|'.join(INSTEAD)})\b", re.IGNORECASE)
KINDS = {".py", ".md", ".toml", ".sh"}
# What versions said of themselves is not rewritten, nor a file whose hash a posterior keeps.
EXCEPT = {"CHANGELOG.md", "tests/test_words.py"}


def texts() -> dict[str, str]:
    """Read the project's texts by path, with lines joined, so that a phrase may cross them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout, so nobody knows which files belong to the project")
    paths = [ROOT / name for name in done.stdout.split("\0") if name and name not in EXCEPT]
    return {
        path.relative_to(ROOT).as_posix(): joined(path.read_text(encoding="utf-8"))
        for path in paths
        if path.suffix in KINDS and path.is_file()
    }


def joined(text: str) -> str:
    """Replace line ends, with comment marks and quotes at them, by one space."""
    return re.sub(r'\s*"?\s*\n\s*(?:#|f?")?\s*', " ", text)


def test_phrases_that_cross_lines_are_found() -> None:
    for text in ("it hangs\n    # on luck", '"a kind of its "\n    "own"', "Whoever comes"):
        assert PHRASES.search(joined(text)), text
    assert not PHRASES.search("an answer of the owner, too late")


def test_plain_words_are_used() -> None:
    found = texts()
    assert len(found) > 400
    used = [f"{name}: {hit[0]}" for name, text in found.items() for hit in PHRASES.finditer(text)]
    assert used == []
