"""Two coders who may give a unit any number of codes: agreement for each code, and over all.

A unit stands here only if both coders saw it; then no code is an absence, and a decision. Units
that only one of them saw are left out, and counted, by the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from qes.analysis.agreement.code_cells import CodeCells, cells_of_sets
from qes.analysis.agreement.estimates import Figure, Undefined
from qes.analysis.agreement.two_by_two import TwoByTwo, beyond_chance


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How two coders agree on one code, present or absent in each unit."""

    code: str
    counts: TwoByTwo
    """Of which come prevalence, percent, positive and negative agreement, kappa and alpha."""

    @property
    def applied_by_first(self) -> int:
        """Count the units to which the first coder gave the code."""
        return self.counts.a + self.counts.b

    @property
    def applied_by_second(self) -> int:
        """Count the units to which the second coder gave the code."""
        return self.counts.a + self.counts.c


@dataclass(frozen=True, slots=True)
class Pooled:
    """Agreement over all codes together.

    Chance is taken within each code and then added up, so that codes of unlike prevalence do not
    lend one another agreement, and codes that nobody used add nothing.
    """

    counts: TwoByTwo
    """The codes' counts added up: one case a unit and code."""
    kappa: Figure
    """1 - sum of observed / sum of expected disagreement: de Vries, Elliott, Kanouse & Teleki
    (2008), Field Methods 20(3):272-282, doi:10.1177/1525822X08317166."""
    alpha: Figure
    """The same sum over alpha's observed and expected disagreement."""
    alpha_median: Figure
    """Over the codes whose alpha is defined."""
    alpha_least: Figure
    n_defined: int
    """Codes whose alpha is defined."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two coders agree on every code, and over all codes."""

    codes: tuple[CodeAgreement, ...]
    pooled: Pooled
    n_units: int
    n_documents: int
    cells: CodeCells = field(compare=False, repr=False)
    """The counts of each code in each document, of which intervals are made."""


def compare(
    codes: Sequence[str],
    a: Sequence[frozenset[str]],
    b: Sequence[frozenset[str]],
    documents: Sequence[str],
) -> Comparison:
    """Compare two coders' codes unit by unit.

    Args:
        codes: Every code there was to apply, from the codebook and never from the data; the
            order of the result.
        a: The first coder's codes of each unit.
        b: The second coder's codes of the same units.
        documents: The document of each unit.

    Raises:
        ValueError: If the three differ in length, a code stands twice, or a unit has a code that
            is not among the codes.

    >>> seen = [frozenset({"trust"}), frozenset(), frozenset({"trust", "pay"})]
    >>> other = [frozenset({"trust"}), frozenset({"pay"}), frozenset({"pay"})]
    >>> compare(["trust", "pay"], seen, other, ["d1", "d1", "d2"]).codes[0].counts
    TwoByTwo(a=1, b=1, c=0, d=1)
    """
    cells = cells_of_sets(codes, a, b, documents)
    rows = tuple(CodeAgreement(code, cells.of_code(at)) for at, code in enumerate(codes))
    return Comparison(rows, pool(rows), len(a), len(cells.documents), cells)


def pool(codes: Sequence[CodeAgreement]) -> Pooled:
    """Put the agreement on several codes together, all over the same units."""
    total = sum((one.counts for one in codes), start=TwoByTwo(0, 0, 0, 0))
    alphas = [one.counts.alpha.value for one in codes]
    defined = [alpha for alpha in alphas if alpha is not None]
    none = Undefined.NO_VARIATION if total.n else Undefined.NO_DATA
    return Pooled(
        counts=total,
        kappa=_summed([one.counts.kappa_terms for one in codes], none),
        alpha=_summed([one.counts.alpha_terms for one in codes], none),
        alpha_median=Figure(median(defined)) if defined else Figure(None, none),
        alpha_least=Figure(min(defined)) if defined else Figure(None, none),
        n_defined=len(defined),
    )


def roll_up(
    sets: Sequence[frozenset[str]], ancestors: Mapping[str, str]
) -> tuple[frozenset[str], ...]:
    """Replace each code by its ancestor, for agreement at a parent level.

    A unit with two codes of one ancestor has that ancestor once; a code that is not in
    `ancestors` stays as it is.

    >>> roll_up([frozenset({"pay", "hours"})], {"pay": "terms", "hours": "terms"})
    (frozenset({'terms'}),)
    """
    return tuple(frozenset(ancestors.get(code, code) for code in codes) for codes in sets)


def _summed(terms: Sequence[tuple[int, int]], none: Undefined) -> Figure:
    found = beyond_chance(sum(one for one, _ in terms), sum(other for _, other in terms))
    return Figure(None, none) if found.value is None else found
