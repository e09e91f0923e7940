"""The notebook runs from top to bottom, and is kept without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

PATH = Path(__file__).parents[1] / "notebooks" / "tuning.ipynb"


def test_it_is_kept_without_outputs() -> None:
    for cell in nbformat.read(PATH, as_version=4).cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None


def test_it_runs(tmp_path: Path) -> None:
    notebook = nbformat.read(PATH, as_version=4)
    NotebookClient(notebook, timeout=400, resources={"metadata": {"path": str(tmp_path)}}).execute()
    said = [
        output.get("text", "") + str(output.get("data", ""))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    together = "\n".join(said)
    assert "they are kept in" in together  # the interrupted sweep
    assert "image/png" in together  # both arms over time
    assert "with this one" in together  # the changed rule
