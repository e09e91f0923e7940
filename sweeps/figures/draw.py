"""Drawing figures of a store into files, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib import style as styles
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scomm.model.errors import InputError, nearest, shown
from scomm.sweeps.figures.asked import PLAIN, Asked, Unfit
from scomm.sweeps.figures.kinds import FIGURES, Kind
from scomm.sweeps.figures.look import style
from scomm.sweeps.store.files import HASHES, replace_file
from scomm.sweeps.store.results import Results

FORMATS: Final = ("png", "svg", "pdf")


@dataclass(frozen=True)
class Files:
    """The files that a figure is written to.

    ``formats`` are some of ``FORMATS``; ``style`` is a style file of Matplotlib, which is laid over
    the project's own; with ``data`` the numbers behind the figure are written as CSV.
    """

    formats: tuple[str, ...] = ("png", "svg")
    style: Path | None = None
    data: bool = False

    def __post_init__(self) -> None:
        """Raise InputError for a format that is none."""
        for each in self.formats:
            if each not in FORMATS:
                raise InputError(
                    f"The format of a figure is {shown(each)}, but must be one of "
                    f"{', '.join(FORMATS)}." + nearest(each, FORMATS)
                )


def draw(
    store: Results,
    out: Path,
    names: Sequence[str] | None = None,
    asked: Asked = PLAIN,
    files: Files | None = None,
) -> list[Path]:
    """Draw figures of a store into the folder ``out`` and return the files.

    ``names`` are names of ``FIGURES``; None draws every figure that the store allows. Raises
    InputError for a name that is none, for a figure that the store does not allow, where it allows
    none, and for a folder that cannot be written.
    """
    files = files or Files()
    written: list[Path] = []
    refused: list[str] = []
    for kind in FIGURES.values() if names is None else [_kind(name) for name in names]:
        try:
            contents = _contents(store, kind, asked, files)
        except Unfit as error:
            if names is not None:
                raise
            refused.append(f"{kind.NAME}: {error}")
            continue
        try:
            out.mkdir(parents=True, exist_ok=True)
            for ending, content in contents.items():
                path = out / f"{kind.NAME}.{ending}"
                replace_file(path, content)
                written.append(path)
        except OSError as error:
            raise InputError(f"The folder {out} cannot be written: {error.strerror}.") from None
    if not written:
        raise Unfit("No figure can show this store. " + " ".join(refused))
    return written


def plot(store: Results, name: str | None = None, asked: Asked = PLAIN) -> Figure:
    """Draw one figure of a store, for a notebook.

    Args:
        store: a store, as ``load`` and ``Sweep.run`` return it.
        name: the figure's name (``docs/figures.md``); None for the first that the store allows.
        asked: the estimand and other choices.

    Raises:
        InputError: for a name that is none, and where the store allows no such figure.

    >>> from scomm import load, plot
    >>> plot(load("results/headline"), "effect_and_share")    # doctest: +SKIP
    <Figure size 748x382 with 3 Axes>
    """
    refused: list[str] = []
    for kind in FIGURES.values() if name is None else [_kind(name)]:
        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update(style(asked.width, kind.NAME))
            try:
                return kind.figure(store, asked)
            except Unfit as error:
                if name is not None:
                    raise
                refused.append(f"{kind.NAME}: {error}")
    raise Unfit("No figure can show this store. " + " ".join(refused))


def _kind(name: str) -> Kind:
    if name not in FIGURES:
        raise InputError(
            f"No figure is called {shown(name)}; there are {', '.join(FIGURES)}."
            + nearest(name, FIGURES)
        )
    return FIGURES[name]


def _contents(store: Results, kind: Kind, asked: Asked, files: Files) -> dict[str, bytes]:
    """Return the content of each of a figure's files, by its ending."""
    contents = {}
    with mpl.rc_context():
        mpl.rcdefaults()  # A user's own settings change the picture only where asked to.
        mpl.rcParams.update(style(asked.width, kind.NAME))
        if files.style is not None:
            try:
                styles.use(files.style)
            except OSError:
                raise InputError(f"{files.style} is no style file of Matplotlib.") from None
        figure = kind.figure(store, asked)
        about = f"sweep {store.spec.name}, store {_digest(store)}"
        for ending in files.formats:
            contents[ending] = rendered(figure, ending, kind.NAME, about)
    if files.data:
        contents["csv"] = kind.data(store, asked).to_csv(index=False).encode()
    return contents


def save(
    make: Callable[[], Figure], path: Path, name: str, about: str, width: float | None = None
) -> None:
    """Draw a figure that is not of a store, and save it to a file.

    Args:
        make: makes the figure.
        path: the file, whose ending says the format.
        name: the figure's name.
        about: what it was made from, for the file's metadata.
        width: in millimeters, for the size of the font; None for a full page.

    Raises:
        InputError: for another ending, and for a file that cannot be written.
    """
    ending = path.suffix.removeprefix(".")
    if ending not in FORMATS:
        raise InputError(f"{path} must end in .png, .svg or .pdf.")
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(style(width, name))
        # Some of its text is made only when it is saved.
        content = rendered(make(), ending, name, about)
    try:
        replace_file(path, content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None


def rendered(figure: Figure, ending: str, name: str, about: str) -> bytes:
    """Return the content of a figure's file: the same bytes each time.

    ``about`` says in the file what the figure was made from.
    """
    FigureCanvasAgg(figure)
    content = io.BytesIO()
    figure.savefig(content, format=ending, **_options(ending, name, about))
    return content.getvalue()


def _options(ending: str, name: str, about: str) -> dict[str, Any]:
    """Options for saving a format: with what it was made from, not day, machine or program."""
    if ending == "png":
        return {"dpi": 200, "metadata": {"Software": None, "Title": name, "Source": about}}
    if ending == "svg":
        return {"metadata": {"Date": None, "Creator": None, "Title": name, "Source": about}}
    empty = dict.fromkeys(("CreationDate", "Creator", "Producer"))
    return {"metadata": {**empty, "Title": name, "Subject": about}}


def _digest(store: Results) -> str:
    """Return the SHA-256 of the hashes of a store's files, by which results are named."""
    try:
        return hashlib.sha256((store.folder / HASHES).read_bytes()).hexdigest()
    except FileNotFoundError:
        return "under way"
