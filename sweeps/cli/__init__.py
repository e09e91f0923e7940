"""The command line, one program: ``scomm``. Each command has a file; this one combines them.

A command imports the model when it runs, so that help is quick.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from scomm.sweeps.cli import (
    calibrate,
    cluster,
    condense,
    coverage,
    effect,
    estimate,
    figures,
    listings,
    merge,
    output,
    predict,
    priors,
    run,
    sensitivity,
    status,
    streams,
    sweep,
    targets,
    trace,
    twin,
    verify,
)

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# Longest sentence on standard error, in characters.
_LONGEST: Final = 4_000

app = typer.Typer(
    name="scomm",
    help="A simulation of Secure Communities: crime reporting, arrests and removals, "
    "a jurisdiction enrolled against the same one never enrolled.",
    epilog="Example: scomm effect --scenario county --replicates 20",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

# In the order in which a new user meets them. A command is a file with a function and an EXAMPLE.
app.command(epilog=run.EXAMPLE)(run.run)
app.command(epilog=effect.EXAMPLE)(effect.effect)
app.command(epilog=sweep.EXAMPLE)(sweep.sweep)
app.command(epilog=estimate.EXAMPLE)(estimate.estimate)
app.command(epilog=figures.EXAMPLE)(figures.figures)
app.command(epilog=sensitivity.EXAMPLE)(sensitivity.sensitivity)
app.command(epilog=status.EXAMPLE)(status.status)
app.command(epilog=verify.EXAMPLE)(verify.verify)
app.command(epilog=merge.EXAMPLE)(merge.merge)
app.command(epilog=condense.EXAMPLE)(condense.condense)
app.add_typer(cluster.app, name="cluster")
app.command(epilog=targets.EXAMPLE)(targets.targets)
app.command(epilog=priors.EXAMPLE)(priors.priors)
app.command(epilog=calibrate.EXAMPLE)(calibrate.calibrate)
app.command(epilog=coverage.EXAMPLE)(coverage.coverage)
app.command(epilog=predict.EXAMPLE)(predict.predict)
app.command(epilog=listings.PARAMETERS_EXAMPLE)(listings.parameters)
app.command(epilog=listings.SCENARIOS_EXAMPLE)(listings.scenarios)
app.command(epilog=listings.EXAMPLES_EXAMPLE)(listings.examples)
app.command(epilog=trace.EXAMPLE)(trace.trace)
app.command(epilog=twin.EXAMPLE)(twin.twin)


def _print_version(asked: bool) -> None:
    if asked:
        from scomm.model.version import __version__

        print(f"scomm {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and end.",
        ),
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit status: 0, 1 for a failure, 2 for a mistake in the input.

    A mistake or failure is one sentence on standard error. Set SCOMM_TRACEBACK=1 to see where a
    failure happened.
    """
    streams.spell_out()
    try:
        ended = app(list(sys.argv[1:] if arguments is None else arguments), standalone_mode=False)
        streams.finish()
    except BrokenPipeError:
        # The reader of our output, such as `head`, has ended; the rest is discarded.
        streams.give_up()
        return 1
    except Exception as error:
        return _failed(error)
    # The argument parser turns an interruption into this status.
    if ended == 130:
        return _say("Interrupted.", 130)
    return ended if isinstance(ended, int) else 0


def _failed(error: Exception) -> int:
    from scomm.model.errors import InputError, ScommError

    if isinstance(error, ScommError):
        return _say(str(error), 2 if isinstance(error, InputError) else 1)
    if isinstance(error, output.Ended):
        return _say(str(error), error.status)
    # Errors of files have their names; those without a name are of the output.
    if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
        streams.give_up()
        return _say(f"The output cannot be written: {error.strerror}.", 1)
    # Errors of the argument parser: an unknown option, a missing argument, no command at all.
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        sentence = error.format_message()
        return _say(sentence, error.exit_code) if sentence else int(error.exit_code)
    if os.environ.get("SCOMM_TRACEBACK"):
        raise error
    from scomm.sweeps.execution.backend import one_line

    return _say(f"scomm failed: {one_line(error)} (SCOMM_TRACEBACK=1 shows where.)", 1)


def _say(sentence: str, status: int) -> int:
    from scomm.model.errors import plain

    # The argument parser's messages may echo any character, too.
    with contextlib.suppress(OSError):
        print(plain(sentence, _LONGEST), file=sys.stderr)
    return status
