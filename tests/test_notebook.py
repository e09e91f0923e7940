"""The notebook runs from top to bottom, and is kept without outputs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PATH = Path(__file__).parents[1] / "notebooks" / "tuning.ipynb"

# In IPython's shell without a kernel: messages between a kernel and its client can be lost, and a
# test that waits for one is flaky.
PROGRAM = """
import json, sys
import matplotlib.pyplot as plt
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
drawn = []
plt.show = lambda: drawn.append(len(plt.gcf().axes))
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        shell.run_cell("".join(cell["source"])).raise_error()
print("panels", drawn)
"""


def test_it_is_kept_without_outputs() -> None:
    for cell in json.loads(PATH.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None


def test_it_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(PATH)],
        cwd=tmp_path,
        env={**os.environ, "IPYTHONDIR": str(tmp_path / "ipython"), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "they are kept in" in done.stdout  # the interrupted sweep
    assert "with this one" in done.stdout  # the changed rule
    assert "are the same" in done.stdout  # where two arms part
    assert "panels [8, 8]" in done.stdout  # over time, and the same by sliders
