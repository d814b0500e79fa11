"""What is put before a reviewer: the likeliest codes, `no code` among them, in honest words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qes.suggest.calibration import Strength, strength
from qes.suggest.features import Features
from qes.suggest.learned import NO_CODE, SHOWN
from qes.suggest.learner import CodeLearner
from qes.suggest.tree import depths_in, lifted

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
        return not self.codes or self.nothing.share > self.codes[0].chance.share


def propose(
    learner: CodeLearner, segments: Sequence[Features], top: int = SHOWN
) -> tuple[Proposals, ...]:
    """Return one answer a segment, in order.

    Where codes and their parents are both proposed, a parent comes no higher than is said by its
    likeliest child, and of two alike the child comes first.
    """
    share = np.round(learner.shares(segments), _DECIMALS)
    chances = learner.calibrated(share) if learner.calibrates else None
    if learner.parents is not None:
        share[:, 1:] = lifted(share[:, 1:], learner.parents)
    offered = _deepest_first(learner)
    return tuple(
        _answer(learner.classes_, offered, row, None if chances is None else chances[at], top)
        for at, row in enumerate(share)
    )


def _answer(
    codes: Sequence[str], offered: Sequence[int], share: Matrix, chances: Matrix | None, top: int
) -> Proposals:
    best = sorted(offered, key=lambda column: -share[column])[:top]
    return Proposals(
        tuple(Proposal(codes[column - 1], _chance(share, chances, column)) for column in best),
        _chance(share, chances, NO_CODE),
    )


def _chance(share: Matrix, chances: Matrix | None, column: int) -> Chance:
    own = float(share[column])
    return Chance(own, strength(own), None if chances is None else float(chances[column]))


def _deepest_first(learner: CodeLearner) -> tuple[int, ...]:
    """Return the columns to offer in tree order, children before their parents."""
    parents = learner.parents
    if parents is None:
        return learner.offered
    depths = depths_in(parents)
    # codes added half way stand at the root
    return tuple(
        sorted(learner.offered, key=lambda at: -depths[at - 1] if at <= len(depths) else 0)
    )
