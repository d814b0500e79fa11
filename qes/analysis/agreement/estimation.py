"""Coefficients of agreement from data, with their intervals.

Each follows its definition where ratings are missing (`chance_terms`). Where a coefficient is 0/0 it
has no value and says why; it is never 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category, normalize

import numpy as np

from qes.analysis.agreement.coefficients import (
    Coefficient,
    Scale,
    check_scale,
    coefficient_named,
)
from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.estimates import (
    Caution,
    Estimate,
    Interval,
    IntervalPlan,
    Label,
    Method,
    NoInterval,
    Undefined,
)
from qes.analysis.agreement.intervals import document_bootstrap, document_jackknife
from qes.analysis.agreement.patterns import Patterns, patterns_of
from qes.analysis.agreement.ratings import Dataset, Distribution, Ratings
from qes.analysis.agreement.replicates import DocumentSums
from qes.analysis.agreement.scales import numbers_of
from qes.analysis.agreement.summing import document_sums, unit_spread
from qes.analysis.agreement.terms import Terms

_MOST_SUMS = 30_000_000
_MOST_TERMS = 4_000
"""Terms of a row above which only the value is computed."""


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A coefficient on its scale, with the patterns it is made of."""

    coefficient: Coefficient
    terms: Terms
    patterns: Patterns


def estimate(
    data: Dataset, name: str, scale: Scale | None = None, plan: IntervalPlan | None = None
) -> Estimate:
    """Compute a coefficient of agreement and its intervals.

    Args:
        data: Ratings, or a distribution of them.
        name: A key of `COEFFICIENTS`.
        scale: Level of measurement or weights; nominal and unweighted where absent.
        plan: How documents are resampled.

    Raises:
        NotFound: If there is no coefficient of that name.
        UserError: If the coefficient cannot be computed from such data on such a scale.

    >>> from qes.analysis.agreement.ratings import ratings_of_contingency
    >>> round(estimate(ratings_of_contingency([[20, 10], [20, 50]]), "cohen_kappa").value, 3)
    0.348
    """
    return estimates(data, (name,), scale, plan)[0]


def estimates(
    data: Dataset,
    names: Sequence[str],
    scale: Scale | None = None,
    plan: IntervalPlan | None = None,
) -> tuple[Estimate, ...]:
    """Compute several coefficients of the same data, which are counted once.

    Arguments and errors as for `estimate`.
    """
    scale, plan = scale or Scale(), plan or IntervalPlan()
    wanted = [coefficient_named(name) for name in names]
    for coefficient in wanted:
        check_scale(coefficient, scale, ordered=data.ordered)
    patterns = patterns_of(data)
    paired = float(patterns.totals[patterns.ratings > 1].sum())
    about = _About(data, scale, int(patterns.totals.sum()), int(paired), data.n_coders)
    if not paired:
        return tuple(about.without(one, _why_not(data, about)) for one in wanted)
    counted = patterns.by_counts()
    made = []
    for one in wanted:
        of_scale = one.terms(data, scale)
        if of_scale.summed is not None and of_scale.width > _MOST_TERMS:
            return tuple(_bare(about, each, counted) for each in wanted)
        made.append(_Made(one, of_scale, patterns if of_scale.by_coder else counted))
    return _all(about, made, patterns, counted, plan)


@dataclass(frozen=True, slots=True, eq=False)
class _About:
    """What every estimate of the data says."""

    data: Dataset
    scale: Scale
    n_units: int
    n_used: int
    n_coders: int

    def without(self, one: Coefficient, reason: Undefined) -> Estimate:
        return self.of(one, None, reason, (), ())

    def of(
        self,
        one: Coefficient,
        value: float | None,
        reason: Undefined | None,
        cautions: tuple[Caution, ...],
        intervals: tuple[Interval, ...],
    ) -> Estimate:
        alike = (Caution.LABELS_ALIKE,) if labels_alike(self.data.categories) else ()
        return Estimate(
            coefficient=one.name,
            value=value,
            reason=reason,
            n_units=self.n_units,
            n_units_used=self.n_used,
            n_coders=self.n_coders,
            n_documents=self.data.n_documents,
            categories=self.data.categories,
            level=self.scale.level,
            weights=self.scale.weights,
            cautions=(*cautions, *alike),
            headline=intervals[0] if intervals else None,
            beside=intervals[1:],
        )


def _all(
    about: _About,
    made: Sequence[_Made],
    patterns: Patterns,
    counted: Patterns,
    plan: IntervalPlan,
) -> tuple[Estimate, ...]:
    together = patterns.n_documents * sum(one.terms.width for one in made) <= _MOST_SUMS
    if not together:
        patterns, counted = patterns.in_one_document(), counted.in_one_document()
    sums, places = _sums(made, patterns, counted)
    totals = [sums.total[place] for place in places]
    values = np.array(
        [float(one.terms.value(total)) for one, total in zip(made, totals, strict=True)]
    )
    over_documents: list[tuple[Interval, ...]] = [()] * len(made)
    if about.data.n_documents is not None:
        over_documents = _over_documents(sums, values, plan, together=together)
    found = []
    for one, total, value, over in zip(made, totals, values, over_documents, strict=True):
        if np.isnan(value):
            only = one.coefficient.by_domain and len(about.data.categories) < 2
            reason = Undefined.ONE_CATEGORY if only else Undefined.NO_VARIATION
            found.append(about.without(one.coefficient, reason))
            continue
        tabulated = isinstance(about.data, Ratings) and about.data.tabulated
        units = unit_spread(one.patterns, one.terms, total, tabulated=tabulated)
        intervals = (*over, units.at(0, value=float(value)))
        cautions = _cautions(one.coefficient.name, float(value), total, counted)
        found.append(about.of(one.coefficient, float(value), None, cautions, intervals))
    return tuple(found)


def _bare(about: _About, one: Coefficient, counted: Patterns) -> Estimate:
    """Compute a value alone, where there are too many categories to have each row's terms."""
    terms = one.terms(about.data, about.scale)
    total, times = np.zeros(terms.width), counted.totals
    for part, rows in counted.slices(counted.q):
        if terms.summed is not None:
            total += terms.summed(rows, times[part])
        else:
            total += times[part] @ terms.of_rows(rows)
    value = float(terms.value(total))
    if np.isnan(value):
        return about.without(one, Undefined.NO_VARIATION)
    method = Method.UNIT if about.data.n_documents is None else Method.DOCUMENT_JACKKNIFE
    why = Interval(method, about.n_used, reason=NoInterval.TOO_MANY_CATEGORIES)
    return about.of(one, value, None, _cautions(one.name, value, total, counted), (why,))


def _sums(
    made: Sequence[_Made], patterns: Patterns, counted: Patterns
) -> tuple[DocumentSums, list[slice]]:
    """Return all coefficients' sums for each document with a pair, and where each one's stand."""
    groups = [(kind, [one for one in made if one.terms.by_coder is kind]) for kind in (False, True)]
    blocks, order = [], []
    for by_coder, those in groups:
        if those:
            which = patterns if by_coder else counted
            blocks.append(document_sums(which, [one.terms for one in those]))
            order += those
    ends = np.cumsum([0, *(one.terms.width for one in order)])
    at = {id(one): slice(int(ends[i]), int(ends[i + 1])) for i, one in enumerate(order)}
    places = [at[id(one)] for one in made]
    sums = np.column_stack(blocks)
    # Documents without a pair are neither left out nor drawn: agreement does not rest on them.
    there = counted.ratings[counted.pattern] > 1
    paired = np.bincount(counted.document[there], minlength=counted.n_documents) > 0

    def value(replicates: Floats) -> Floats:
        return np.stack(
            [
                one.terms.value(replicates[..., place])
                for one, place in zip(made, places, strict=True)
            ]
        )

    return DocumentSums(sums[paired], sums[~paired].sum(axis=0), value), places


def _over_documents(
    sums: DocumentSums, values: Floats, plan: IntervalPlan, *, together: bool
) -> list[tuple[Interval, ...]]:
    if not together:
        why = NoInterval.TOO_MANY_CATEGORIES
        return [(Interval(Method.DOCUMENT_JACKKNIFE, 0, reason=why),)] * len(values)
    jackknife = document_jackknife(sums, values)
    bootstrap = document_bootstrap(sums, values, plan)
    shown = [None if np.isnan(value) else float(value) for value in values]
    return [
        (jackknife.at(at, value=value), bootstrap.at(at, value=value))
        for at, value in enumerate(shown)
    ]


def _cautions(name: str, value: float, total: Floats, counted: Patterns) -> tuple[Caution, ...]:
    if name == "cohen_kappa":
        own = total[2:].reshape(2, counted.q)
        constant = counted.q > 1 and 1 in np.count_nonzero(own, axis=1)
        if constant:
            return (Caution.CONSTANT_CODER,)
    used, totals = np.zeros(counted.q, dtype=bool), counted.totals
    for part, rows in counted.slices(counted.q):
        there = (rows.ratings > 1) & (totals[part] > 0)
        used |= rows.counts[there].any(axis=0)
    if np.count_nonzero(used) == 1:
        return () if name == "percent_agreement" else (Caution.ONE_CATEGORY_USED,)
    return (Caution.NO_DISAGREEMENT,) if value == 1 else ()


def labels_alike(categories: Sequence[Label]) -> tuple[tuple[Label, ...], ...]:
    """Return the categories that look or mean the same but are spelled differently.

    They differ in case or white space only, in how a letter with an accent is made up, or are
    one number ("1", "1.0").

    >>> labels_alike(("Trust", "trust", "pay"))
    (('Trust', 'trust'),)
    """
    alike: dict[str, list[Label]] = {}
    for one in categories:
        text = normalize("NFKC", str(one)).casefold()
        seen = "".join(letter for letter in text if category(letter) != "Cf")
        number = numbers_of((seen,))
        alike.setdefault(
            " ".join(seen.split()) if number is None else str(number[0] + 0.0), []
        ).append(one)
    return tuple(tuple(those) for those in alike.values() if len(those) > 1)


def _why_not(data: Dataset, about: _About) -> Undefined:
    if about.n_coders == 0:
        return Undefined.NO_DATA
    # Who rated is not known in a distribution, so its single ratings may be of many coders.
    if not isinstance(data, Distribution) and about.n_coders == 1:
        return Undefined.ONE_CODER
    return Undefined.NO_PAIRABLE
