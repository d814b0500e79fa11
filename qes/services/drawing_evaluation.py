"""A picture of how good suggestions are: the learning curve, and whether probabilities hold."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qes.errors import UserError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qes.suggest.evaluation import Bin, Checkpoint, Stream

SUFFIXES = (".svg", ".png")
_INK, _PLAIN, _GUIDE = "#1f4e6b", "#8a6d3b", "#55606a"
_DPI = 200
_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "qes",
    "text.usetex": False,
    "path.sketch": None,
}
"""Set here so that no configuration of the machine shows, and text stays text."""


def picture_suffix(suffix: str) -> str:
    """Return the suffix of a picture that can be drawn, in small letters.

    Raises:
        UserError: it is neither .svg nor .png.
    """
    small = suffix.casefold()
    if small not in SUFFIXES:
        raise UserError(f"no picture of kind {suffix!r} is drawn", hint="name it .svg or .png")
    return small


def draw_evaluation(stream: Stream, suffix: str) -> bytes:
    """Draw a reviewer's way through the segments; the same figures give the same bytes.

    Raises:
        UserError: the suffix is neither .svg nor .png.
    """
    kind = picture_suffix(suffix).removeprefix(".")
    import matplotlib as mpl  # noqa: PLC0415 - heavy, and only a picture needs it
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy

    made = io.BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(8, 3.8), layout="constrained", facecolor="white")
        left, right = figure.subplots(1, 2, width_ratios=(1.2, 1))
        _learning(left, stream.checkpoints)
        _reliability(right, stream.calibration.bins, stream.calibration.ece)
        metadata = {"Date": None} if kind == "svg" else {"Software": "qes"}
        figure.savefig(made, format=kind, dpi=_DPI, metadata=metadata)
    return made.getvalue()


def _learning(axes: Axes, checkpoints: Sequence[Checkpoint]) -> None:
    at = [one.segments for one in checkpoints]
    ours = [one.hit3 for one in checkpoints]
    plain = [one.baseline for one in checkpoints]
    axes.plot(at, ours, "o-", color=_INK, label="suggestions")
    axes.plot(at, plain, "s--", color=_PLAIN, label="three commonest codes")
    axes.set_xscale("log")
    axes.set_xticks(at, [f"{one:,}" for one in at], rotation=30)
    axes.minorticks_off()
    axes.set_ylim(0, 1)
    axes.set_xlabel("segments coded so far")
    axes.set_ylabel("share with a right code among three")
    axes.set_title("Learning")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")


def _reliability(axes: Axes, bins: Sequence[Bin], ece: float | None) -> None:
    axes.plot([0, 1], [0, 1], ":", color=_GUIDE, label="as said")
    if ece is None:
        axes.text(0.5, 0.4, "no probability shown yet", ha="center", color=_GUIDE)
        axes.set_title("Probabilities")
    else:
        most = max(one.n for one in bins)
        sizes = [20 + 180 * one.n / most for one in bins]
        said, came = [one.probability for one in bins], [one.right for one in bins]
        axes.plot(said, came, "-", color=_INK)
        axes.scatter(said, came, s=sizes, color=_INK, alpha=0.7)
        axes.set_title(f"Probabilities: off by {100 * ece:.1f} points on average")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    axes.set_xlabel("probability shown")
    axes.set_ylabel("share that came true")
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")
