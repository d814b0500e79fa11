"""The learner: from what reviewers decided so far to a score for every code, after every decision.

What it knows is a function of the decisions in the order they are given (`qes.suggest.replay`
says which), so it is never stored: replaying the decisions gives it back, bit for bit.

The linear scores (`DefinitionRidge`) and the counts (`Evidence`) are exact: they depend on what is
decided now, not on the way there, apart from the last digits of floating-point sums (tested to
1e-9). The few weights between kinds of evidence (`Blend`), the curves from shares to
probabilities (`Calibration`) and the record against the commonest codes (`FrequencyGuard`) follow
the order of the decisions.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from qes.suggest.blend import Blend, shares
from qes.suggest.calibration import DECISIONS_NEEDED
from qes.suggest.estimator import Parameters, checked_rows
from qes.suggest.evidence import Evidence, Kind
from qes.suggest.features import Features
from qes.suggest.learned import NO_CODE, SHOWN, Columns, Labels, State
from qes.suggest.least_squares import DefinitionRidge
from qes.suggest.survey import ranked
from qes.suggest.tree import lifted

Matrix = NDArray[np.float64]


class CodeLearner(Parameters):
    """Scores codes for segments and learns from each decision; speaks as scikit-learn does.

    Parameters:
        codes: ids of the codes in tree order.
        definitions: (codes, d) what the codebook says of each, as a vector.
        parents: for each code the position of its parent among them, or -1; None is no tree.
        kinds: what evidence is used.
        ridge: see `DefinitionRidge`.
        dormant: codes that are not proposed until a reviewer has given them, such as those
            that only hold others together.
    """

    def __init__(
        self,
        codes: Sequence[str],
        definitions: NDArray[np.float32] | Matrix,
        *,
        parents: Sequence[int] | None = None,
        kinds: Sequence[Kind] = tuple(Kind),
        ridge: float = 1.0,
        dormant: Collection[str] = (),
    ) -> None:
        self.codes = codes
        self.definitions = definitions
        self.parents = parents
        self.kinds = kinds
        self.ridge = ridge
        self.dormant = dormant

    def fit(self, X: Sequence[Features], y: Sequence[Labels]) -> CodeLearner:  # noqa: N803 - scikit-learn's name
        """Forget everything and learn these segments in order."""
        self.__dict__.pop("state_", None)
        return self.partial_fit(X, y)

    def partial_fit(self, X: Sequence[Features], y: Sequence[Labels]) -> CodeLearner:  # noqa: N803 - scikit-learn's name
        """Learn what is now decided about each of these segments, one after another.

        A segment that comes again gets its new labels in place of its old ones; empty labels
        unlearn it. Codes that are not known here are passed over.
        """
        for segment, labels in zip(X, y, strict=True):
            self._state.learn(segment, labels)
        return self

    def add_code(self, code: str, definition: NDArray[np.float32] | Matrix) -> None:
        """Add a code half way; segments decided before say nothing against it."""
        state = self._state
        if code in state.codes:
            raise ValueError(f"code {code!r} is there already")
        row = np.asarray(definition, dtype=np.float64)
        state.codes = (*state.codes, code)
        state.defined = np.vstack([state.defined, row])
        state.ridge.extend(row)
        state.evidence.extend()
        state.active = np.append(state.active, True)

    def retire_code(self, code: str) -> None:
        """Suggest a code no longer; what was learned of it is kept."""
        self._state.active[self.column(code)] = False
        self._state.dormant.discard(self.column(code))

    def restore_code(self, code: str) -> None:
        """Suggest a retired code again."""
        self._state.active[self.column(code)] = True
        self._state.dormant.discard(self.column(code))

    @property
    def classes_(self) -> tuple[str, ...]:
        """The codes, one a column from 1 on, retired ones too."""
        return self._state.codes

    @property
    def offered(self) -> tuple[int, ...]:
        """The columns of codes that may be suggested."""
        columns = np.flatnonzero(self._state.active)
        return tuple(columns[columns != NO_CODE].tolist())

    @property
    def decisions(self) -> int:
        """How many segments are decided."""
        return len(self._state.evidence.decided)

    @property
    def calibrates(self) -> bool:
        """Whether there are decisions enough for a probability to be shown."""
        return self.decisions >= DECISIONS_NEEDED

    @property
    def weights(self) -> dict[Kind, float]:
        """What each kind of evidence counts for now."""
        state = self._state
        return dict(zip(state.evidence.kinds, state.blend.weights.tolist(), strict=True))

    def column(self, code: str) -> int:
        """Return the column of a code; KeyError if there is no such code."""
        column = self._state.column(code)
        if column is None:
            raise KeyError(code)
        return column

    def accepted(self, code: str) -> tuple[str, ...]:
        """Return the names of the segments the code is accepted for."""
        column = self.column(code)
        return tuple(
            name for name, columns in self._state.evidence.decided.items() if column in columns
        )

    def words_for(self, segment: Features) -> Matrix:
        """Return (phrases, 1 + codes): what each phrase of a segment says for each code."""
        return self._state.evidence.words(segment)

    def linear_weights(self, code: str) -> Matrix:
        """Return (d,) weights of a code's linear score."""
        weights: Matrix = self._state.ridge.coef_[self.column(code)].copy()
        return weights

    def decision_function(self, X: Sequence[Features]) -> Matrix:  # noqa: N803 - scikit-learn's name
        """Return (n, 1 + codes) scores, `no code` first; -inf for retired codes."""
        state = self._state
        found = np.empty((len(X), len(state.active)))
        if len(X):
            found[:] = np.vstack([one.vector for one in X]) @ state.ridge.coef_.T
        for row, segment in zip(found, X, strict=True):
            row[:] = state.scores(state.evidence.said(segment, row))
        return found

    def shares(self, X: Sequence[Features]) -> Matrix:  # noqa: N803 - scikit-learn's name
        """Return (n, 1 + codes) shares, `no code` first: each row sums to 1."""
        return shares(self.decision_function(X))

    def order(self, share: Matrix, segment: Features) -> Columns:
        """Return the columns of the offered codes in the order in which they are shown.

        By their shares; while a large codebook is little known, the last of those shown is the
        one likeliest by its definition (see `DefinitionPlace`).

        Args:
            share: (1 + codes) shares of the segment.
            segment: the segment.
        """
        return self._state.order(share, segment.vector)

    def predict_proba(self, X: Sequence[Features]) -> Matrix:  # noqa: N803 - scikit-learn's name
        """Return (n, 1 + codes) calibrated probabilities, `no code` first.

        Codes do not exclude one another, so rows need not sum to 1. Before `DECISIONS_NEEDED`
        decisions (see `calibrates`) these rank and must not be shown as percentages.
        """
        return self.calibrated(self.shares(X))

    def calibrated(self, share: Matrix) -> Matrix:
        """Return the probabilities that belong to (n, 1 + codes) shares."""
        state = self._state
        found = state.curve.probabilities(share)
        found[:, NO_CODE] = state.none_curve.probabilities(share[:, NO_CODE])
        found[:, ~state.active] = 0.0
        if self.parents is not None:
            found[:, 1:] = lifted(found[:, 1:], self.parents)
        return found

    def survey(
        self, vectors: NDArray[np.float32], top: int = SHOWN
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Rank very many segments by meaning and frequency alone, to order the work by.

        Args:
            vectors: (n, d), one row a segment.
            top: how many columns a segment.

        Returns:
            (n, top) columns, `no code` among them, and their scores, best first.
        """
        state = self._state
        slope, constant = state.evidence.linear(state.blend.weights)
        if state.guard.leads:
            slope, constant = 0.0, state.commonest()
        constant[~state.active] = -np.inf
        weights = (slope * state.ridge.coef_.T).astype(np.float32)
        return ranked(vectors, weights, constant.astype(np.float32), top)

    @property
    def _state(self) -> State:
        if not hasattr(self, "state_"):
            self.state_ = self._beginning()
        return self.state_

    def _beginning(self) -> State:
        given = checked_rows(self.definitions, len(self.codes))
        defined = np.vstack([np.zeros((1, given.shape[1])), given])
        ridge = DefinitionRidge(defined, ridge=self.ridge)
        ridge.begin(given.shape[1], len(defined))
        evidence = Evidence(self.kinds, len(defined))
        dormant = {1 + at for at, code in enumerate(self.codes) if code in self.dormant}
        active = np.ones(len(defined), dtype=np.bool_)
        active[list(dormant)] = False
        blend = Blend(evidence.first_weights)
        return State(tuple(self.codes), defined, ridge, evidence, blend, active, dormant)
