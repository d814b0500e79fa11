"""Alpha of spans by character, against the definition written out character by character."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qes.analysis.agreement.estimates import Caution, IntervalPlan, NoInterval, Undefined
from qes.analysis.agreement.intervals import t_quantile
from qes.analysis.agreement.span_matches import SpanMatches, span_matches
from qes.analysis.agreement.spans import (
    GAP,
    Span,
    SpannedText,
    of_code,
    partition,
    spanned_text,
    with_gaps,
)
from qes.analysis.agreement.unitized_alpha import (
    Unitized,
    unitized_alpha,
    unitized_alpha_by_code,
)
from qes.analysis.agreement.unitized_alpha_1995 import unitized_alpha_1995
from qes.errors import UserError

LENGTH = 24


@st.composite
def spans_of_a_coder(draw: st.DrawFn) -> list[Span]:
    """Draw spans that do not overlap."""
    edges = sorted(draw(st.sets(st.integers(0, LENGTH), max_size=6)))
    return [
        Span(start, stop, draw(st.sampled_from("ab")))
        for start, stop in zip(edges[::2], edges[1::2], strict=False)
    ]


@st.composite
def texts(draw: st.DrawFn, coders: int = 3) -> SpannedText:
    """Draw a text of 24 characters."""
    return spanned_text("d", LENGTH, [draw(spans_of_a_coder()) for _ in range(coders)])


def coincidences(text: SpannedText) -> Counter[tuple[str, str]]:
    """Count characters by the codes that two coders gave them, over ordered pairs of coders."""
    filled = [with_gaps(one, text.length) for one in text.coders]
    at = [[next(s for s in own if s.start <= c < s.stop) for c in range(LENGTH)] for own in filled]
    return Counter(
        (one.code, other.code)
        for mine, theirs in permutations(at, 2)
        for one, other in zip(mine, theirs, strict=True)
    )


def exact(pairs: Counter[tuple[str, str]], coders: int, squares: int | Fraction) -> Fraction | None:
    """Krippendorff and others (2016), equations 1 to 5, in fractions."""
    total = Fraction(pairs.total(), coders - 1)
    if not total or total**2 <= squares:
        return None
    own: Counter[str] = Counter()
    for (code, _), n in pairs.items():
        own[code] += n
    alike = sum(Fraction(n, coders - 1) ** 2 for n in own.values())
    unlike = sum(n for (code, other), n in pairs.items() if code != other)
    expected = (total**2 - alike) / (total**2 - squares)
    return None if expected == 0 else 1 - Fraction(unlike, coders - 1) / total / expected


@settings(deadline=None)
@given(texts())
def test_u_alpha_is_that_of_its_definition(text: SpannedText) -> None:
    stretches = [one for own in text.coders for one in with_gaps(own, LENGTH)]
    sizes = [(one.stop - one.start, one.code) for one in stretches]
    squares = sum(size if code == GAP else size**2 for size, code in sizes)
    expected = exact(coincidences(text), 3, squares)
    found = unitized_alpha([text]).value
    assert found == (None if expected is None else pytest.approx(float(expected), abs=1e-12))


@dataclass(frozen=True, slots=True)
class Common:
    """What every two spans of different coders have in common, by the paper's sums."""

    pairs: Counter[tuple[str, str]]
    """Common length by the codes of both, over ordered pairs of coders."""
    squares: Counter[str]
    """Of each span, the squared length that another coder marked in it, over those coders."""

    @classmethod
    def of(cls, text: SpannedText) -> Common:
        """Go through all spans of all ordered pairs of coders."""
        found = cls(Counter(), Counter())
        for mine, theirs in permutations(text.coders, 2):
            for one in mine:
                shared = {
                    other: min(one.stop, other.stop) - max(one.start, other.start)
                    for other in theirs
                    if other.start < one.stop and one.start < other.stop
                }
                for other, size in shared.items():
                    found.pairs[one.code, other.code] += size
                found.squares[one.code] += sum(shared.values()) ** 2
        return found

    def cu(self, coders: int) -> Fraction | None:
        """Equations 10 to 12."""
        return exact(self.pairs, coders, Fraction(self.squares.total(), coders - 1))

    def ku(self, coders: int, code: str) -> Fraction | None:
        """Equation 13."""
        total = Fraction(self.pairs.total(), coders - 1)
        mine = Fraction(sum(n for (one, _), n in self.pairs.items() if one == code), coders - 1)
        left = mine * total - Fraction(self.squares[code], coders - 1)
        if left <= 0 or mine == total:
            return None
        agreed = Fraction(self.pairs[code, code], coders - 1)
        return 1 - (mine - agreed) / mine / (mine * (total - mine) / left)


@settings(deadline=None)
@given(st.integers(2, 5).flatmap(texts))
def test_cu_and_ku_alpha_are_those_of_all_pairs_of_spans(text: SpannedText) -> None:
    common, coders = Common.of(text), len(text.coders)
    several = (Caution.READINGS_DIFFER,) if coders > 2 else ()
    for found, exactly in (
        (unitized_alpha([text], Unitized.CU), common.cu(coders)),
        (unitized_alpha([text], Unitized.KU, code="a"), common.ku(coders, "a")),
    ):
        expected = None if exactly is None else pytest.approx(float(exactly), abs=1e-12)
        assert found.value == expected
        assert (found.value is None) == (found.reason is not None)
        assert found.cautions == (several if found.reason is None else ())


@given(texts(coders=4), st.permutations(range(4)))
def test_who_is_the_first_of_several_coders_does_not_matter(
    text: SpannedText, order: list[int]
) -> None:
    turned = SpannedText(text.document, text.length, tuple(text.coders[at] for at in order))
    for which in (Unitized.U, Unitized.BAR_U, Unitized.CU):
        mine, theirs = unitized_alpha([text], which), unitized_alpha([turned], which)
        assert mine.value == pytest.approx(theirs.value, abs=1e-12)
        assert mine.reason == theirs.reason


def test_three_coders_by_hand() -> None:
    # In common: first and second 7 of a with a, first and third 7 and second and third 7 of a
    # with b. Over ordered pairs / 2: a with a 7, a with b 7 and 7; a 14, b 7, all 21. Squares / 2:
    # of a (7**2 * 4) / 2 = 98, of b 49.
    text = spanned_text(
        "d", 60, [[Span(2, 9, "a")], [Span(2, 9, "a"), Span(10, 20, "b")], [Span(2, 9, "b")]]
    )
    cu = unitized_alpha([text], Unitized.CU)
    assert cu.value == pytest.approx(float(1 - Fraction(14, 21) / Fraction(196, 294)), abs=1e-12)
    assert cu.coverage == pytest.approx(21 / 180)
    of_a = unitized_alpha([text], Unitized.KU, code="a")
    assert of_a.value == pytest.approx(1 - (7 / 14) / (14 * 7 / (14 * 21 - 98)), abs=1e-12)
    assert of_a.coverage == 1


def test_where_several_coders_mark_too_little_in_common_chance_is_not_negative() -> None:
    # Only two of four marked: 2 * 5 / 3 in common, squared 11, of which 2 * 25 / 3 are left out.
    text = spanned_text("d", 30, [[Span(0, 5, "a")], [Span(0, 5, "b")], [], []])
    found = unitized_alpha([text], Unitized.CU)
    assert (found.value, found.reason) == (None, Undefined.TOO_LITTLE_COMMON)
    assert unitized_alpha([text], Unitized.KU, code="a").reason is Undefined.TOO_LITTLE_COMMON


def test_each_code_alone_is_what_hand_arithmetic_gives() -> None:
    # In common: a with a 8, b with b 4, b with a 6; over both orders a 22, b 14, all 36. Squares
    # of what the other marked within a span: a 64 + 64 + 36, b 100 + 16.
    text = spanned_text(
        "d",
        50,
        [
            [Span(0, 12, "a"), Span(20, 30, "b")],
            [Span(4, 14, "a"), Span(18, 24, "b"), Span(24, 32, "a")],
        ],
    )
    of_a, of_b = (unitized_alpha([text], Unitized.KU, code=code) for code in "ab")
    assert of_a.value == pytest.approx(1 - (6 / 22) / (22 * 14 / (22 * 36 - 164)), abs=1e-12)
    assert of_b.value == pytest.approx(248 / 539, abs=1e-12)
    assert unitized_alpha([text], Unitized.CU).value == pytest.approx(104 / 231, abs=1e-12)
    assert of_a.coverage == pytest.approx(22 / 30)
    assert unitized_alpha([text], Unitized.CU).coverage == pytest.approx(36 / 100)


@given(texts(coders=2))
def test_marked_or_not_is_u_alpha_of_one_code(text: SpannedText) -> None:
    plain = spanned_text(
        "d", LENGTH, [[Span(s.start, s.stop, "x") for s in own] for own in text.coders]
    )
    found = unitized_alpha([text], Unitized.BAR_U)
    assert found.value == unitized_alpha([plain]).value


@given(texts(coders=2))
def test_the_order_of_coders_does_not_matter(text: SpannedText) -> None:
    turned = SpannedText(text.document, text.length, text.coders[::-1])
    for which in (Unitized.U, Unitized.BAR_U, Unitized.CU):
        mine, theirs = unitized_alpha([text], which), unitized_alpha([turned], which)
        assert mine.value == pytest.approx(theirs.value, abs=1e-12)
    mine, theirs = unitized_alpha_1995(text, ["a"]), unitized_alpha_1995(turned, ["a"])
    assert mine.value == theirs.value


def test_what_is_undefined_has_a_reason() -> None:
    nothing = spanned_text("d", 10, [[], []])
    assert unitized_alpha([nothing]).reason is Undefined.NO_VARIATION
    assert unitized_alpha_1995(nothing, ["a"]).reason is Undefined.NEVER_USED
    apart = spanned_text("d", 10, [[Span(0, 3, "a")], [Span(5, 7, "a")]])
    assert unitized_alpha([apart], Unitized.CU).reason is Undefined.NO_INTERSECTION
    assert unitized_alpha([apart], Unitized.KU, code="z").reason is Undefined.NEVER_USED
    assert unitized_alpha([spanned_text("d", 10, [[]])]).reason is Undefined.ONE_CODER
    assert unitized_alpha([]).reason is Undefined.NO_DATA


def test_spans_of_one_code_that_overlap_are_one_and_those_that_touch_are_two() -> None:
    text = spanned_text("d", 30, [[Span(0, 9, "a"), Span(5, 12, "a"), Span(12, 20, "a")]])
    assert of_code(text, "a").coders[0] == (Span(0, 12, "a"), Span(12, 20, "a"))


def test_spans_of_unlike_codes_that_overlap_are_cut_into_combinations() -> None:
    found = partition([Span(0, 10, "b"), Span(4, 12, "a"), Span(20, 22, "c")])
    assert found == (
        Span(0, 4, "b"),
        Span(4, 10, "a + b"),
        Span(10, 12, "a"),
        Span(20, 22, "c"),
    )


def test_texts_are_added_up_and_left_out_one_by_one() -> None:
    chance = np.random.default_rng(2)
    several = []
    for number in range(8):
        start = int(chance.integers(0, 40))
        other = start + int(chance.integers(-5, 6))
        mine = Span(start + 10, start + 40, "a")
        theirs = Span(other + 10, other + 38, "a" if chance.random() < 0.8 else "b")
        several.append(spanned_text(f"d{number}", 100, [[mine], [theirs]]))
    found = unitized_alpha(several, plan=IntervalPlan(50))
    left_out = [
        float(unitized_alpha([one for one in several if one is not out]).value or 0)
        for out in several
    ]
    se = np.sqrt(7 / 8 * np.sum((np.array(left_out) - np.mean(left_out)) ** 2))
    assert found.se == pytest.approx(se, abs=1e-12)
    assert found.ci is not None
    assert found.value is not None
    assert found.ci[0] == pytest.approx(found.value - t_quantile(7) * se, abs=1e-12)
    alone = unitized_alpha(several[:1])
    assert alone.headline is not None
    assert alone.headline.reason is NoInterval.UNITS_NOT_INDEPENDENT


def test_intervals_of_several_coders_are_those_of_drawing_texts_anew() -> None:
    chance = np.random.default_rng(5)
    several = []
    for number in range(22):
        coders = []
        for _ in range(3):
            start = 10 + int(chance.integers(-4, 5))
            codes = ["a" if chance.random() < 0.7 else "b" for _ in range(2)]
            coders.append(
                [Span(start, start + 30, codes[0]), Span(start + 32, start + 50, codes[1])]
            )
        several.append(spanned_text(f"d{number}", 80, coders))

    def value(texts: list[int]) -> float:
        drawn = [replace(several[at], document=str(n)) for n, at in enumerate(texts)]
        return float(unitized_alpha(drawn, Unitized.CU, plan=IntervalPlan(0)).value or 0)

    found = unitized_alpha(several, Unitized.CU, plan=IntervalPlan(40, 3))
    left_out = [value([at for at in range(22) if at != out]) for out in range(22)]
    se = np.sqrt(21 / 22 * np.sum((np.array(left_out) - np.mean(left_out)) ** 2))
    assert found.se == pytest.approx(se, abs=1e-12)
    drawn = np.random.default_rng(3).integers(22, size=(40, 22)).tolist()
    ends = np.quantile([value(one) for one in drawn], (0.025, 0.975))
    assert found.beside[0].ends == pytest.approx(ends, abs=1e-12)


@given(texts(), st.permutations("ab"))
def test_the_names_of_codes_do_not_matter(text: SpannedText, names: list[str]) -> None:
    new = dict(zip("ab", names, strict=True))
    turned = SpannedText(
        text.document,
        text.length,
        tuple(tuple(replace(one, code=new[one.code]) for one in own) for own in text.coders),
    )
    for which in (Unitized.U, Unitized.BAR_U, Unitized.CU):
        mine, theirs = unitized_alpha([text], which), unitized_alpha([turned], which)
        assert mine.value == pytest.approx(theirs.value, abs=1e-12)
    of_a = unitized_alpha([text], Unitized.KU, code="a")
    turned_a = unitized_alpha([turned], Unitized.KU, code=new["a"])
    assert of_a.value == pytest.approx(turned_a.value, abs=1e-12)


@pytest.mark.parametrize(
    ("length", "span", "said"),
    [
        (0, Span(0, 1, "a"), "more than 0"),
        (10, Span(5, 5, "a"), "coder 1 has a span 5-5"),
        (10, Span(5, 11, "a"), "whose length is 10"),
        (10, Span(-1, 3, "a"), "coder 1"),
        (10, Span(1, 3, ""), "without a code"),
    ],
)
def test_spans_that_cannot_be_are_refused(length: int, span: Span, said: str) -> None:
    with pytest.raises(UserError, match=said):
        spanned_text("d", length, [[span], []])


@given(texts(coders=2))
def test_codes_one_by_one_are_as_if_there_were_no_others(text: SpannedText) -> None:
    found = unitized_alpha_by_code([text], ["a", "b"])
    assert [one.value for one in found] == [
        unitized_alpha([of_code(text, code)]).value for code in "ab"
    ]


def test_spans_match_where_they_are_the_same_or_share_half_of_the_longer() -> None:
    text = spanned_text(
        "d",
        100,
        [
            [Span(0, 10, "a"), Span(20, 30, "a"), Span(40, 50, "a"), Span(60, 70, "b")],
            [Span(0, 10, "a"), Span(25, 35, "a"), Span(46, 56, "a"), Span(60, 90, "b")],
        ],
    )
    assert span_matches([text, text], ["a", "b", "c"]) == (
        SpanMatches("a", 6, 6, exact=2, half=4),
        SpanMatches("b", 2, 2, exact=0, half=0),
        SpanMatches("c", 0, 0, exact=0, half=0),
    )


def test_one_long_span_matches_one_short_one_at_most() -> None:
    text = spanned_text("d", 20, [[Span(0, 10, "a")], [Span(0, 5, "a"), Span(5, 10, "a")]])
    assert span_matches([text], ["a"]) == (SpanMatches("a", 1, 2, exact=0, half=1),)
    with pytest.raises(ValueError, match="two coders"):
        span_matches([spanned_text("d", 20, [[]])], ["a"])
