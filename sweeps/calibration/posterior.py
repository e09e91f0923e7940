"""The posterior as a small file: a draw a row, a setting a column."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scomm.model.display import html_table, interval, number
from scomm.model.errors import InputError
from scomm.sweeps.store.files import replaced

FILE: Final = "posterior.parquet"
_PROVENANCE: Final = b"scomm"


@dataclass(frozen=True, repr=False)
class Posterior:
    """Draws of the open settings, and what they were made from.

    ``draws`` has a column for each setting; ``made_from`` holds hashes of priors, targets and
    settings, the model's source, and the numbers of runs and draws.
    """

    draws: pd.DataFrame
    made_from: Mapping[str, Any]

    def write(self, path: Path) -> None:
        """Write a Parquet file, whole or not at all; the same bytes for the same posterior."""
        table = pa.Table.from_pandas(self.draws, preserve_index=False)
        table = table.replace_schema_metadata(
            {_PROVENANCE: json.dumps(dict(self.made_from), sort_keys=True)}
        )
        with replaced(path) as beside:
            pq.write_table(table, beside, compression="zstd")

    def to_arviz(self) -> Any:
        """Return an ``arviz.InferenceData``, its draws as one chain; choices are left out.

        Raises InputError if ArviZ is not installed.
        """
        try:
            import arviz
        except ImportError:
            raise InputError(
                "This needs arviz; install it with: pip install 'scomm[inference]'."
            ) from None
        numbers = self.draws.select_dtypes("number")
        return arviz.from_dict({name: numbers[name].to_numpy()[None, :] for name in numbers})

    def summary(self) -> pd.DataFrame:
        """Tabulate the draws of each setting: its median and 95 % interval, or a choice's shares.

        Returns:
            A row for each setting, with columns ``setting``, ``median``, ``low``, ``high`` (nan for
            a choice) and ``shares``, a text such as "split 61 %, max 39 %" ("" for a number).
        """
        rows = []
        for name, values in self.draws.items():
            ends = {"median": math.nan, "low": math.nan, "high": math.nan}
            shares = ""
            if pd.api.types.is_numeric_dtype(values):
                found = values.quantile([0.5, 0.025, 0.975], interpolation="nearest")
                ends = dict(zip(ends, map(float, found), strict=True))
            else:
                counted = values.value_counts(normalize=True)
                shares = ", ".join(
                    f"{each} {100.0 * share:.0f} %" for each, share in counted.items()
                )
            rows.append({"setting": name, **ends, "shares": shares})
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        """Describe the posterior in one line: its draws, and what it was made from."""
        made = ", ".join(f"{name} {value!s:.12}" for name, value in self.made_from.items())
        return f"<Posterior: {len(self.draws):,} draws of {self.draws.shape[1]} settings; {made}>"

    def _repr_html_(self) -> str:
        rows = [
            [
                row["setting"],
                row["shares"] or number(row["median"], 3),
                interval(row["low"], row["high"], 3),
            ]
            for row in self.summary().to_dict("records")
        ]
        title = f"Posterior: {len(self.draws):,} draws of {self.draws.shape[1]} settings."
        return html_table(title, ["setting", "median", "95 % interval"], rows)


def read_posterior(path: str | Path) -> Posterior:
    """Read a posterior's file. Raises InputError for another file.

    Example:
        >>> read_posterior("results/posterior/posterior.parquet").draws.shape[0]  # doctest: +SKIP
        2000
    """
    try:
        table = pq.read_table(path)
        made = json.loads((table.schema.metadata or {})[_PROVENANCE])
    except (OSError, pa.ArrowException, KeyError, ValueError):
        raise InputError(f"{path} is no posterior; 'scomm calibrate' writes one, {FILE}.") from None
    return Posterior(table.to_pandas(), made)
