"""What is put before a reviewer: the likeliest codes, `no code` among them, in honest words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.suggest.calibration import Strength, strength
from qes.suggest.features import Features
from qes.suggest.learned import NO_CODE, SHOWN, Columns
from qes.suggest.learner import CodeLearner
from qes.suggest.tree import lifted

Matrix = NDArray[np.float64]

_DECIMALS = 9
"""Shares that agree so far are equal: the rest is the order in which a sum was taken."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely something is."""

    share: float
    """Its share of the segment beside all else, 0 to 1: good for ranking, never to be shown."""
    strength: Strength
    probability: float | None
    """Calibrated on past decisions; None until there are 150."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One code proposed for one segment; not a judgement."""

    code: str
    chance: Chance


@dataclass(frozen=True, slots=True)
class Proposals:
    """All that is proposed for one segment."""

    codes: tuple[Proposal, ...]
    """Best first."""
    nothing: Chance
    """That no code applies."""

    @property
    def probably_nothing(self) -> bool:
        """Whether `no code` is likelier than any code."""
        return all(self.nothing.share > one.chance.share for one in self.codes)


def propose(
    learner: CodeLearner, segments: Sequence[Features], top: int = SHOWN
) -> tuple[Proposals, ...]:
    """Return one answer a segment, in order.

    A parent is never less probable than its child. It is proposed where its own share is at least
    its likeliest child's; where it is not, the child says the same and more.
    """
    own = np.round(learner.shares(segments), _DECIMALS)
    chances = learner.calibrated(own) if learner.calibrates else None
    share = own.copy()
    if learner.parents is not None:
        share[:, 1:] = lifted(own[:, 1:], learner.parents)
    found = []
    for at, segment in enumerate(segments):
        shown = learner.order(own[at], segment)
        best = shown[own[at, shown] >= share[at, shown]][:top]
        chance = None if chances is None else chances[at]
        found.append(_answer(learner.classes_, best, share[at], chance))
    return tuple(found)


def _answer(
    codes: Sequence[str], best: Columns, share: Matrix, chances: Matrix | None
) -> Proposals:
    return Proposals(
        tuple(
            Proposal(codes[column - 1], _chance(share, chances, column)) for column in best.tolist()
        ),
        _chance(share, chances, NO_CODE),
    )


def _chance(share: Matrix, chances: Matrix | None, column: int) -> Chance:
    own = float(share[column])
    return Chance(own, strength(own), None if chances is None else float(chances[column]))
