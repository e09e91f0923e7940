"""The sweep file and its tables embedded in a shell script, as they were when it was made.

A job starts long after it was written, perhaps without access to the paths. It runs the files that
were checked: the script unpacks its own copy into the folder that ``$folder`` names.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import tarfile
import textwrap
from typing import Final

from scomm.model.errors import InputError, shown
from scomm.sweeps.clusters.work import Work

# SLURM usually refuses scripts of more than 4 MiB; the rest of a script takes a few kB.
MOST_BYTES: Final = 4_000_000
_END: Final = "END-OF-THE-SWEEP-FILE-AND-ITS-TABLES"


def unpacking(work: Work) -> list[str]:
    """Return the lines that unpack the sweep file, as ``$folder/sweep.toml``, and its tables.

    Raises InputError for files too large for a script.
    """
    content = base64.b64encode(_packed(work)).decode()
    if len(content) > MOST_BYTES:
        raise InputError(
            f"The sweep {shown(work.name)} and its tables take {len(content):,} bytes, "
            f"packed, but a "
            f"script has room for {MOST_BYTES:,}; leave out of the tables what the sweep does not "
            "need."
        )
    tables = [f"#   {json.dumps(name)}" for name in work.tables]
    return [
        f"# The sweep file{' and these tables' if tables else ''}, as when this script was made.",
        *tables,
        f"base64 -d << '{_END}' | tar -xzf - -C \"$folder\"",
        *textwrap.wrap(content, 100),
        _END,
    ]


def _packed(work: Work) -> bytes:
    """Pack the files into a compressed archive, reproducible to the byte."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as packing:
        for name, content in work.files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            packing.addfile(entry, io.BytesIO(content))
    return gzip.compress(archive.getvalue(), mtime=0)
