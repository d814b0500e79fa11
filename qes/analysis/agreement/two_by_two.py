"""Two coders, one code, present or absent: the four counts and all that follows from them.

Everything is a function of four whole numbers, so a reader can redo any figure by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from qes.analysis.agreement.estimates import Figure, Undefined


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """How often two coders applied one code, in units that both of them saw."""

    a: int
    """Both applied it."""
    b: int
    """Only the first coder applied it."""
    c: int
    """Only the second coder applied it."""
    d: int
    """Neither applied it."""

    def __post_init__(self) -> None:
        if min(self.a, self.b, self.c, self.d) < 0:
            raise ValueError("counts cannot be less than 0")

    def __add__(self, other: TwoByTwo) -> TwoByTwo:
        return TwoByTwo(self.a + other.a, self.b + other.b, self.c + other.c, self.d + other.d)

    @property
    def n(self) -> int:
        """Count the units."""
        return self.a + self.b + self.c + self.d

    @property
    def applied(self) -> int:
        """Count the applications by both coders together."""
        return 2 * self.a + self.b + self.c

    @property
    def prevalence(self) -> Figure:
        """Return the share of ratings that apply the code, both coders together.

        >>> TwoByTwo(40, 9, 6, 45).prevalence.value
        0.475
        """
        return _share(self.applied, 2 * self.n, Undefined.NO_DATA)

    @property
    def percent(self) -> Figure:
        """Return the share of units on which the coders agree.

        >>> TwoByTwo(40, 9, 6, 45).percent.value
        0.85
        """
        return _share(self.a + self.d, self.n, Undefined.NO_DATA)

    @property
    def positive(self) -> Figure:
        """Return positive agreement, 2a / (2a + b + c): of applications, the share agreed on.

        Cicchetti & Feinstein (1990), Journal of Clinical Epidemiology 43(6):551-558,
        doi:10.1016/0895-4356(90)90159-M.
        """
        return self._specific(self.a, Undefined.NEVER_USED)

    @property
    def negative(self) -> Figure:
        """Return negative agreement, 2d / (2d + b + c): of absences, the share agreed on.

        Source as for positive agreement.
        """
        return self._specific(self.d, Undefined.ALWAYS_USED)

    @property
    def kappa_terms(self) -> tuple[int, int]:
        """Return kappa's observed and expected disagreement, both times n squared."""
        first, second = self.a + self.b, self.a + self.c
        apart = first * (self.n - second) + (self.n - first) * second
        return self.n * (self.b + self.c), apart

    @property
    def alpha_terms(self) -> tuple[int, int]:
        """Return alpha's observed and expected disagreement, both times 2n (2n - 1).

        The 2n ratings of both coders are one pool, from which chance draws two without replacement.
        """
        ratings = 2 * self.n
        observed = 2 * (self.b + self.c) * max(0, ratings - 1)
        return observed, 2 * self.applied * (ratings - self.applied)

    @property
    def kappa(self) -> Figure:
        """Return Cohen's kappa (1960), doi:10.1177/001316446002000104.

        >>> TwoByTwo(118, 5, 2, 0).kappa.value  # high agreement, low kappa: the paradox
        -0.023391812865497075
        """
        return self._beyond_chance(*self.kappa_terms)

    @property
    def pi(self) -> Figure:
        """Return Scott's pi (1955), doi:10.1086/266577.

        >>> round(TwoByTwo(20, 10, 20, 50).pi.value, 3)
        0.341
        """
        expected = self.applied * (2 * self.n - self.applied)
        return self._beyond_chance(2 * self.n * (self.b + self.c), expected)

    @property
    def alpha(self) -> Figure:
        """Return Krippendorff's nominal alpha (2011, https://repository.upenn.edu/asc_papers/43).

        >>> round(TwoByTwo(1, 3, 1, 5).alpha.value, 3)
        0.095
        """
        return self._beyond_chance(*self.alpha_terms)

    @property
    def ac1(self) -> Figure:
        """Return Gwet's AC1 (2008), doi:10.1348/000711006X126600.

        It is high where a code is rare and coders share little but its absence.

        >>> round(TwoByTwo(118, 5, 2, 0).ac1.value, 3)  # the table whose kappa is -0.023
        0.941
        """
        ratings = 2 * self.n
        chance = 2 * self.applied * (ratings - self.applied)
        return self._beyond_chance(2 * ratings * (self.b + self.c), ratings * ratings - chance)

    @property
    def brennan_prediger(self) -> Figure:
        """Return Brennan and Prediger's coefficient (1981), doi:10.1177/001316448104100307.

        Of two categories it is 2 percent - 1, also called PABAK: kappa adjusted for prevalence
        and bias (Byrt, Bishop & Carlin 1993, doi:10.1016/0895-4356(93)90018-V).

        >>> round(TwoByTwo(118, 5, 2, 0).brennan_prediger.value, 3)
        0.888
        """
        return _share(self.a + self.d - self.b - self.c, self.n, Undefined.NO_DATA)

    @property
    def prevalence_index(self) -> Figure:
        """Return (a - d) / n: how far present and absent are from even; Byrt et al. (1993).

        Near -1 or 1 kappa is low however well coders agree.

        >>> TwoByTwo(40, 9, 6, 45).prevalence_index.value
        -0.05
        """
        return _share(self.a - self.d, self.n, Undefined.NO_DATA)

    @property
    def bias_index(self) -> Figure:
        """Return (b - c) / n: how much oftener the first coder applies it; Byrt et al. (1993).

        >>> TwoByTwo(40, 9, 6, 45).bias_index.value
        0.03
        """
        return _share(self.b - self.c, self.n, Undefined.NO_DATA)

    def _specific(self, agreed: int, never: Undefined) -> Figure:
        if self.n == 0:
            return Figure(None, Undefined.NO_DATA)
        return _share(2 * agreed, 2 * agreed + self.b + self.c, never)

    def _beyond_chance(self, observed: int, expected: int) -> Figure:
        if self.n == 0:
            return Figure(None, Undefined.NO_DATA)
        return beyond_chance(observed, expected)


def beyond_chance(observed: float, expected: float) -> Figure:
    """Return 1 - observed / expected disagreement; undefined where none could be expected."""
    if expected == 0:
        return Figure(None, Undefined.NO_VARIATION)
    # One division, so that 0 is exactly 0.
    return Figure((expected - observed) / expected)


def _share(part: int, whole: int, otherwise: Undefined) -> Figure:
    return Figure(part / whole) if whole else Figure(None, otherwise)
