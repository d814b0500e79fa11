"""Alpha of spans by character: u-alpha, |u-alpha, cu-alpha and (k)u-alpha.

Krippendorff, Mathet, Bouvry & Widlocher (2016), Quality & Quantity 50(6):2347-2364,
doi:10.1007/s11135-015-0266-1 (with its erratum, 50:2365); Krippendorff (2019), Content Analysis,
section 12.6. Coincidences are lengths of what two coders' stretches have in common; a stretch is
not compared with itself, so its squared length is left out of chance.

For three coders or more, cu-alpha and (k)u-alpha take every ordered pair of coders in turn, over
coders - 1 (equation 10, pair by pair): of a span, what counts is what each other coder marked in
it. An implementation that takes the other coders together squares their union instead, and differs;
of two coders both are the same.

Several texts are one longer text, cut where they end: their coincidences and squared lengths are
added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.estimates import (
    Caution,
    Estimate,
    Interval,
    IntervalPlan,
    Method,
    NoInterval,
    Undefined,
)
from qes.analysis.agreement.intervals import document_bootstrap, document_jackknife
from qes.analysis.agreement.replicates import DocumentSums
from qes.analysis.agreement.span_tally import SpanTally, tally_of
from qes.analysis.agreement.spans import SpannedText, by_code, relevant
from qes.analysis.agreement.terms import beyond_chance

_ROUNDING = 1e-12


class Unitized(StrEnum):
    """What of the spans a coefficient is about."""

    U = "u_alpha_2016"
    """All of the text: where spans are, and their codes."""
    BAR_U = "bar_u_alpha_2016"
    """Marked or not, whatever the code."""
    CU = "cu_alpha_2016"
    """The codes, where two coders marked something."""
    KU = "ku_alpha_2016"
    """One code against the others, where two coders marked something."""


def unitized_alpha(
    texts: Sequence[SpannedText],
    which: Unitized = Unitized.U,
    *,
    code: str | None = None,
    plan: IntervalPlan | None = None,
) -> Estimate:
    """Compute a coefficient of the u-alpha family over one text or several.

    Where a coder's spans of unlike codes overlap, their combination stands for a code.

    Args:
        texts: Each read by the same number of coders.
        which: Of the family.
        code: Of which code, for (k)u-alpha.
        plan: How documents are resampled.

    Raises:
        ValueError: If a code is given where none is wanted, or none where one is.
    """
    if (code is not None) != (which is Unitized.KU):
        raise ValueError("(k)u-alpha is of one code, and the others are of none")
    coders = max((len(one.coders) for one in texts), default=0)
    read = [one for one in texts if len(one.coders) == coders]
    if which is Unitized.BAR_U:
        read = [relevant(one) for one in read]
    bare = Estimate(
        which.value,
        None,
        _why_not(read, coders),
        n_units=sum(one.length for one in texts),
        n_units_used=0,
        n_coders=coders,
        n_documents=len({one.document for one in texts}),
        categories=(),
    )
    return bare if bare.reason is not None else _of_read(bare, read, which, code, plan)


def _of_read(
    bare: Estimate,
    read: Sequence[SpannedText],
    which: Unitized,
    code: str | None,
    plan: IntervalPlan | None,
) -> Estimate:
    tally = tally_of(read)
    bare = replace(bare, categories=tally.codes[1:])
    at = 0 if code is None else (tally.codes.index(code) if code in tally.codes else -1)
    if at < 0:
        return replace(bare, reason=Undefined.NEVER_USED)
    sums = _DocumentTally(tally, which, at)
    observed, expected = sums.parts(sums.all)
    value = float(beyond_chance(observed, np.nan_to_num(expected), _ROUNDING)[0])
    if np.isnan(value):
        return replace(bare, reason=sums.why_not())
    intervals = _intervals(sums, value, plan)
    several = bare.n_coders > 2 and not sums.whole
    return replace(
        bare,
        value=value,
        cautions=(Caution.READINGS_DIFFER,) if several else (),
        n_units_used=sum(one.length for one in read),
        headline=intervals[0],
        beside=intervals[1:],
        coverage=sums.coverage(),
        observed=float(observed[0]),
        expected=float(expected[0]),
    )


def unitized_alpha_by_code(
    texts: Sequence[SpannedText], codes: Sequence[str], *, plan: IntervalPlan | None = None
) -> tuple[Estimate, ...]:
    """Compute for each code alone how well its stretches are told from all other text.

    So codes may overlap one another. A code's own spans that overlap are joined.
    """
    sorted_out = [by_code(one, codes) for one in texts]
    return tuple(
        unitized_alpha([one[at] for one in sorted_out], plan=plan) for at in range(len(codes))
    )


@dataclass(frozen=True, slots=True, eq=False)
class _DocumentTally:
    """The tally of documents as sums of which any weighting can be made."""

    tally: SpanTally
    which: Unitized
    at: int

    @property
    def whole(self) -> bool:
        """Say whether all of the text counts, and not only what another coder marked too."""
        return self.which in {Unitized.U, Unitized.BAR_U}

    @property
    def by_document(self) -> Floats:
        """Return agreed lengths, lengths and squares of each document, one row each."""
        tally = self.tally
        if self.whole:
            return np.concatenate((tally.agreed, tally.given, tally.squares), axis=1)
        # Only what another coder marked too.
        blocks = (tally.agreed, tally.marked, tally.shared_squares)
        return np.concatenate([one[:, 1:] for one in blocks], axis=1)

    @property
    def all(self) -> Floats:
        """Return the sums over all documents, as one row."""
        return np.asarray(self.by_document.sum(axis=0, keepdims=True))

    def coverage(self) -> float:
        """Return the share of all text, or of a code's stretches, that two coders marked."""
        if self.which is Unitized.KU:
            return float(self.tally.marked[:, self.at].sum() / self.tally.given[:, self.at].sum())
        return float(self.tally.marked[:, 1:].sum() / self.tally.given.sum())

    def why_not(self) -> Undefined:
        """Say why there is no value."""
        if self.whole:
            return Undefined.NO_VARIATION
        if not self.coverage():
            return Undefined.NO_INTERSECTION
        unlike = self.unlike(self.all)[0]
        return Undefined.TOO_LITTLE_COMMON if unlike > 0 else Undefined.NO_VARIATION

    def unlike(self, sums: Floats) -> Floats:
        """Return the pairs of unlike codes, of all that could be drawn."""
        _, given, _ = np.split(sums, 3, axis=1)
        length = given.sum(axis=1)
        if self.which is Unitized.KU:
            mine = given[:, self.at - 1]
            return np.asarray(mine * (length - mine))
        return np.asarray(length**2 - (given**2).sum(axis=1))

    def parts(self, sums: Floats) -> tuple[Floats, Floats]:
        """Return observed and expected disagreement; NaN where nothing is left to draw."""
        agreed, given, squares = np.split(sums, 3, axis=1)
        length = given.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.which is Unitized.KU:
                k = self.at - 1
                mine = given[:, k]
                left, observed = mine * length - squares[:, k], (mine - agreed[:, k]) / mine
            else:
                left = length**2 - squares.sum(axis=1)
                observed = (length - agreed.sum(axis=1)) / length
            # Of three coders or more, what is left out can be all there is, or more.
            left = np.where(left > _ROUNDING * length**2, left, np.nan)
            return observed, self.unlike(sums) / left


def _values(sums: _DocumentTally) -> DocumentSums:
    def value(replicates: Floats) -> Floats:
        observed, expected = sums.parts(np.atleast_2d(replicates))
        return beyond_chance(observed, np.nan_to_num(expected), _ROUNDING)[None]

    rows = sums.by_document
    return DocumentSums(rows, np.zeros(rows.shape[1]), value)


def _intervals(
    sums: _DocumentTally, value: float, plan: IntervalPlan | None
) -> tuple[Interval, ...]:
    n = len(sums.tally.documents)
    if n < 2:
        return (Interval(Method.UNIT, n, reason=NoInterval.UNITS_NOT_INDEPENDENT),)
    made, here = _values(sums), np.array([value])
    return (
        document_jackknife(made, here).at(0, value=value),
        document_bootstrap(made, here, plan or IntervalPlan()).at(0, value=value),
    )


def _why_not(read: Sequence[SpannedText], coders: int) -> Undefined | None:
    if not read or coders == 0:
        return Undefined.NO_DATA
    return Undefined.ONE_CODER if coders == 1 else None
