"""Output to a terminal, file or pipe of any encoding, and a quiet end if it is closed."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from scomm.sweeps.cli import streams

SCOMM = [sys.executable, "-c", "import sys; from scomm.sweeps.cli import main; sys.exit(main())"]

SPELLED = [
    ("ascii", "\u22121.5 \u2013 2 \xd7 3", "-1.5 - 2 x 3"),
    ("ascii", "Do\xf1a Ana, Prince George\u2019s", "Dona Ana, Prince George's"),
    ("cp1252", "\u2212\xf1\u2013", "-\xf1\u2013"),
    ("ascii", "\u4e2d\udcff", "\\u4e2d\\udcff"),
    ("utf-8", "\u2212\xf1\udcff", "\u2212\xf1\\udcff"),
]


@pytest.mark.parametrize(("encoding", "text", "spelled"), SPELLED)
def test_what_an_encoding_has_no_sign_for_is_spelled_out(
    encoding: str, text: str, spelled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(held, encoding=encoding))
    streams.spell_out()
    print(text, end="")
    streams.finish()
    assert held.getvalue().decode(encoding) == spelled


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_table_is_printed_in_any_encoding(encoding: str) -> None:
    done = subprocess.run(
        [*SCOMM, "parameters"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert done.stderr == b"" and "community_trust" in done.stdout.decode(encoding)


def test_a_reader_that_ends_early_is_no_error() -> None:
    with subprocess.Popen(
        [*SCOMM, "parameters"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is full")
def test_a_full_disk_is_said_in_a_sentence() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*SCOMM, "scenarios"], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == b"The output cannot be written: No space left on device.\n"
