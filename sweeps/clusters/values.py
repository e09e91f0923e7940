"""Checks of user input for a cluster's file; each raises InputError with the valid values.

A value that passes can be part of a directive of SLURM or a field of Kubernetes unchanged: none of
these forms admits a quote, a space or a character that a shell or a parser would interpret.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from scomm.model.errors import InputError, shown

# SLURM signals a job this many seconds before its limit; a shorter job would do no work.
LEAST_SECONDS: Final = 300

_TIME = re.compile(r"(?:([0-9]{1,3})-)?([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])")
_MEMORY = re.compile(r"[1-9][0-9]{0,6}[MGT]")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.,@-]*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@-]*")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*|[0-9A-Fa-f:]+")
_INTERFACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,14}")
_ADDRESS_OF_IMAGE = re.compile(
    r"(?:docker|oras|library|shub|https?)://[A-Za-z0-9][A-Za-z0-9._/:@-]*"
)
_LOG_FOLDER = re.compile(r"[\w./+=@:,~-]+")
_URL = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+(?:/[A-Za-z0-9_./-]*)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def seconds(option: str, given: str) -> int:
    """Parse a time limit, HH:MM:SS or D-HH:MM:SS, to seconds; at least five minutes."""
    found = _TIME.fullmatch(given)
    if found is None or (found[1] is not None and int(found[2]) > 23):
        raise InputError(
            f"{option} is {shown(given)}, but must be HH:MM:SS or D-HH:MM:SS such as 12:00:00."
        )
    days, hours, minutes, rest = (int(part or 0) for part in found.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + rest
    if total < LEAST_SECONDS:
        raise InputError(f"{option} is {shown(given)}, but must be 00:05:00 or more.")
    return total


def count(option: str, given: int, low: int, high: int) -> int:
    """Check a whole number from ``low`` to ``high``."""
    if not low <= given <= high:
        raise InputError(f"{option} is {given}, but must be a whole number from {low} to {high:,}.")
    return given


def memory(option: str, given: str) -> str:
    """Check an amount of memory such as 64G; M, G and T are binary (MiB, GiB, TiB)."""
    return _form(option, given, _MEMORY, "must be a whole number with M, G or T, such as 64G")


def word(option: str, given: str) -> str:
    """Check the name of a partition or account of SLURM, or several with commas."""
    return _form(option, given, _WORD, "must be made of letters, digits and the signs _ . , @ -")


def label(option: str, given: str) -> str:
    """Check a name by the rules of Kubernetes."""
    return _form(
        option, given, _LABEL, "must be 1 to 63 lower-case letters, digits and '-', not at an end"
    )


def image(option: str, given: str) -> str:
    """Check the name of a container image."""
    return _form(option, given, _IMAGE, "must be an image such as registry.example/scomm:0.1.0")


def host(option: str, given: str) -> str:
    """Check a host's name or its IP address."""
    return _form(option, given, _HOST, "must be a host's name or address such as 127.0.0.1")


def interface(option: str, given: str) -> str:
    """Check the name of a network interface."""
    return _form(option, given, _INTERFACE, "must be an interface of each node such as ib0")


def container(option: str, given: str) -> str:
    """Check an image for Apptainer, an address such as docker://… or a file, made absolute."""
    if "://" in given:
        return _form(
            option,
            given,
            _ADDRESS_OF_IMAGE,
            "must be such as docker://registry.example/scomm:0.3.0",
        )
    found = path(option, given)
    if not found.exists():
        raise InputError(
            f"{option} is {shown(given)}, but there is no such file; give the path of an image "
            "or its address such as docker://registry.example/scomm:0.3.0."
        )
    return str(found)


def log_folder(option: str, given: str | Path) -> Path:
    """Check an existing folder for logs, and make its path absolute.

    SLURM makes no folder: it would end the job without a word.
    """
    folder = path(option, given)
    if not _LOG_FOLDER.fullmatch(str(folder)):
        raise InputError(
            f"{option} is {shown(str(given))}, but must be a path without spaces, quotes and the "
            "sign %, which SLURM would interpret."
        )
    if not folder.is_dir():
        raise InputError(f"{option} is {shown(str(given))}, but must be a folder that exists.")
    return folder


def url(option: str, given: str) -> str:
    """Check the address of a Ray dashboard."""
    return _form(option, given, _URL, "must be an address such as http://127.0.0.1:8265")


def line(option: str, given: str) -> str:
    """Check a text of one line that is not empty and has no control characters."""
    if not given.strip() or _CONTROL.search(given):
        raise InputError(f"{option} is {shown(given)}, but must be one line of text, not empty.")
    return given


def path(option: str, given: str | Path) -> Path:
    """Make a path absolute. It may have spaces and quotes, but no line break."""
    return Path(line(option, str(given))).absolute()


def _form(option: str, given: str, form: re.Pattern[str], rule: str) -> str:
    if not form.fullmatch(given):
        raise InputError(f"{option} is {shown(given)}, but {rule}.")
    return given
