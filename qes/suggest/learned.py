"""What a learner has learned, and how one more decision changes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from qes.suggest.blend import Blend, shares
from qes.suggest.calibration import Calibration
from qes.suggest.evidence import Evidence
from qes.suggest.features import Features
from qes.suggest.least_squares import DefinitionRidge
from qes.suggest.prior import DefinitionPlace, FrequencyGuard

Matrix = NDArray[np.float64]
Columns = NDArray[np.intp]

NO_CODE = 0
"""The column of `no code`; the codes come after it."""
SHOWN = 3
"""So many codes are put before a reviewer, and calibrated."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a reviewer has decided about one segment so far."""

    accepted: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    finished: bool = False
    """Nothing else applies, and if nothing is accepted, no code does.

    Once anything is accepted the other codes count as rejected either way, until they are
    accepted too; with rejections only, nothing is learned of the codes that are left.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """What was taught of one segment: a target for each column there was at that time."""

    columns: tuple[int, ...]
    """Those that apply; empty where only rejections are known."""
    width: int
    rejected: tuple[int, ...] = ()
    held: Matrix | None = None
    """Where only rejections are known: the scores before, which are the other columns' targets."""
    seen: Matrix | None = None
    """Where only rejections are known: the evidence before."""

    def target(self) -> Matrix:
        """Return the target of each column."""
        if self.held is None:
            found = np.zeros(self.width)
            found[list(self.columns)] = 1.0
        else:
            # what is expected of a code anyway teaches nothing of it
            found = self.held.copy()
            found[list(self.rejected)] = 0.0
        return found


@dataclass(slots=True, eq=False)
class State:
    """All that was learned, and how the next decision changes it."""

    codes: tuple[str, ...]
    defined: Matrix
    """(columns, d): where the linear scores began; `no code` at zero."""
    ridge: DefinitionRidge
    evidence: Evidence
    blend: Blend
    active: NDArray[np.bool_]
    """Columns that are not retired and not dormant."""
    dormant: set[int] = field(default_factory=set)
    """Columns that wake when a reviewer gives their code."""
    curve: Calibration = field(default_factory=Calibration)
    none_curve: Calibration = field(default_factory=Calibration)
    guard: FrequencyGuard = field(default_factory=FrequencyGuard)
    place: DefinitionPlace = field(default_factory=DefinitionPlace)
    taught: dict[str, Taught] = field(default_factory=dict)

    def column(self, code: str) -> int | None:
        """Return the column of a code; None if there is no such code."""
        return 1 + self.codes.index(code) if code in self.codes else None

    def learned(self, evidence: Matrix) -> Matrix:
        """Return the blend's scores, -inf for retired codes."""
        return self._of_active(self.blend.scores(evidence))

    def commonest(self) -> Matrix:
        """Return scores that rank by frequency alone, -inf for retired codes."""
        return self._of_active(np.log(self.evidence.prior()))

    def scores(self, evidence: Matrix) -> Matrix:
        """Return whichever of the two is to be shown."""
        return self.commonest() if self.guard.leads else self.learned(evidence)

    def first(self, scores: Matrix) -> Columns:
        """Return the columns of the codes that have the highest scores, as many as are shown."""
        return self._by(scores)[:SHOWN]

    def order(self, scores: Matrix, vector: Matrix) -> Columns:
        """Return all offered codes' columns in the order in which they are shown.

        Args:
            scores: one a column.
            vector: the segment's.
        """
        learned = self._by(scores)
        kept = self.place.kept(len(self.evidence.decided), len(learned))
        return self._with_definition(learned, vector) if kept and not self.guard.leads else learned

    def _by(self, scores: Matrix) -> Columns:
        offered = 1 + np.flatnonzero(self.active[1:])
        return np.asarray(offered[np.argsort(-scores[offered], kind="stable")], dtype=np.intp)

    def _with_definition(self, learned: Columns, vector: Matrix) -> Columns:
        """Put the code that is likeliest by definition into the last place shown, if it is behind."""
        rest = learned[SHOWN - 1 :]
        if not len(rest):
            return learned
        likeliest = rest[np.argmax(self.defined[rest] @ vector)]
        behind = rest[rest != likeliest]
        return np.concatenate([learned[: SHOWN - 1], [likeliest], behind])

    def _of_active(self, scores: Matrix) -> Matrix:
        scores[~self.active] = -np.inf
        return scores

    def learn(self, segment: Features, labels: Labels) -> None:
        """Put these labels in place of what the segment had; empty ones unlearn it."""
        new = self._read(segment, labels)
        if new is not None:
            self._wake(new.columns)
        old = self.taught.get(segment.name)
        if old is not None and (new is None or (old.columns and not new.columns)):
            self._unlearn(segment, old)
            old = None
            new = self._read(segment, labels)
        elif new is not None:
            self._step(segment, old, new)
        if new is None:
            return
        if old is None:
            self.ridge.add(segment.vector, new.target())
        else:
            change = new.target() - self._target(old, segment)
            self.ridge.revise(segment.vector, change)
            self.evidence.withdraw(segment)
        self.taught[segment.name] = new
        if new.columns:
            self.evidence.decide(segment, new.columns)

    def _wake(self, columns: tuple[int, ...]) -> None:
        woken = self.dormant.intersection(columns)
        self.active[list(woken)] = True
        self.dormant -= woken

    def _unlearn(self, segment: Features, old: Taught) -> None:
        self.ridge.remove(segment.vector, self._target(old, segment))
        self.evidence.withdraw(segment)
        del self.taught[segment.name]

    def _read(self, segment: Features, labels: Labels) -> Taught | None:
        """Turn labels into what is to be taught; None where they teach nothing."""
        width = len(self.active)
        accepted = self._known(labels.accepted)
        if accepted:
            return Taught(accepted, width)
        if labels.finished and not labels.accepted:
            return Taught((NO_CODE,), width)
        rejected = self._known(labels.rejected)
        if not rejected:
            return None
        old = self.taught.get(segment.name)
        if old is not None and old.held is not None and old.width == width:
            return replace(old, rejected=rejected)
        held = self.ridge.scores(segment.vector)
        return Taught((), width, rejected, held, self.evidence.said(segment, held))

    def _known(self, codes: frozenset[str]) -> tuple[int, ...]:
        columns = (self.column(one) for one in codes)
        return tuple(sorted(one for one in columns if one is not None))

    def _target(self, taught: Taught, segment: Features) -> Matrix:
        """Return what the linear scores were taught, with the columns that came later."""
        # a code that came later stood at its definition when this segment was learned
        later = self.defined[taught.width :] @ segment.vector
        return np.append(taught.target(), later)

    def _step(self, segment: Features, old: Taught | None, new: Taught) -> None:
        """Let the blend and the curves learn from what was said before the decision."""
        seen = new.seen if old is None else old.seen
        if old is None and seen is None:
            seen = self.evidence.said(segment, self.ridge.scores(segment.vector))
        if seen is None or len(seen) != len(self.active):
            return
        learned = self.learned(seen)
        said = shares(learned)
        if new.columns:
            right = np.where(self.active, new.target(), 0.0)
            self._watch(seen, learned, right > 0, segment.vector)
        else:
            right = said.copy()
            right[list(new.rejected)] = 0.0
        if right.any():
            self.blend.learn(seen, said, right / right.sum())

    def _watch(
        self, seen: Matrix, learned: Matrix, applies: NDArray[np.bool_], vector: Matrix
    ) -> None:
        """Calibrate on the codes that stood first, and compare them with their rivals."""
        shown = shares(self.scores(seen))
        first = self.first(shown)
        if len(first):
            self.curve.learn(shown[first], applies[first])
        self.none_curve.learn(shown[:1], applies[:1])
        by_learning = self._by(learned)
        learned_right = bool(applies[by_learning[:SHOWN]].any())
        self.guard.watch(
            learned_right=learned_right,
            commonest_right=bool(applies[self.first(self.commonest())].any()),
        )
        with_it = self._with_definition(by_learning, vector)[:SHOWN]
        self.place.watch(with_it=bool(applies[with_it].any()), without_it=learned_right)
