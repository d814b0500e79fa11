"""How many relevant segments are still unseen."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qes.suggest.random_draws import Draw
from qes.suggest.remaining import Remaining, advice, draws_needed, planned_interval, remaining


def drawn(relevant: str, population: int) -> tuple[Draw, ...]:
    """One draw a character, "+" for a relevant one, with nothing looked at in between."""
    return tuple(
        Draw(population - at, relevant[:at].count("+"), one == "+")
        for at, one in enumerate(relevant)
    )


def estimate(relevant: str, population: int, expected: float | None = None) -> Remaining:
    return remaining(
        drawn(relevant, population),
        unseen=population - len(relevant),
        found=relevant.count("+"),
        expected=expected,
    )


def chance(population: int, relevant: int, size: int, found: int) -> float:
    """The hypergeometric probability, by counting."""
    return (
        comb(relevant, found) * comb(population - relevant, size - found) / comb(population, size)
    )


@pytest.mark.parametrize(
    ("size", "found", "low", "high"),
    # exact binomial limits at 95 %, from tables of Clopper and Pearson's interval
    [
        (10, 0, 0.0, 0.3085),
        (20, 0, 0.0, 0.1684),
        (10, 5, 0.1871, 0.8129),
        (100, 10, 0.0490, 0.1762),
    ],
)
def test_in_a_vast_population_the_planned_interval_is_clopper_and_pearsons(
    size: int, found: int, low: float, high: float
) -> None:
    population = 200_000
    least, most = planned_interval(population, size, found)
    assert least / population == pytest.approx(low, abs=2e-4)
    assert most / population == pytest.approx(high, abs=2e-4)


@given(population=st.integers(1, 25), data=st.data())
def test_the_planned_interval_covers_every_true_number(
    population: int, data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, population))
    true = data.draw(st.integers(0, population))
    covered = 0.0
    for found in range(max(0, size - (population - true)), min(size, true) + 1):
        low, high = planned_interval(population, size, found)
        if low <= true <= high:
            covered += chance(population, true, size, found)
    assert covered >= 0.95 - 1e-9


@settings(deadline=None)
@given(population=st.integers(1, 12), true_share=st.floats(0, 1), data=st.data())
def test_the_interval_at_any_one_time_covers_by_exact_count(
    population: int, true_share: float, data: st.DataObject
) -> None:
    true = round(true_share * population)
    size = data.draw(st.integers(1, population))
    expected = data.draw(st.none() | st.floats(0, population))
    covered = 0.0
    for found in range(max(0, size - (population - true)), min(size, true) + 1):
        # every order in which these may come is equally likely and weighs the same
        came = "+" * found + "-" * (size - found)
        one = estimate(came, population, expected)
        if one.low <= true - found <= one.high:
            covered += chance(population, true, size, found)
    assert covered >= 0.95 - 1e-9


def ever_wrong(generator: np.random.Generator, population: int, relevant: int) -> bool:
    """Look after every draw, with a learner's choices in between; say if it was ever wrong."""
    is_relevant = np.zeros(population, dtype=bool)
    is_relevant[:relevant] = True
    chance_order = generator.permutation(population).tolist()
    learner_order = np.argsort(-(2 * is_relevant + generator.normal(size=population))).tolist()
    seen: set[int] = set()
    draws: list[Draw] = []
    found = 0
    for step in range(population):
        order = learner_order if step % 3 else chance_order
        at = next(one for one in order if one not in seen)
        if order is chance_order:
            draws.append(Draw(population - len(seen), found, bool(is_relevant[at])))
        seen.add(at)
        found += int(is_relevant[at])
        if order is chance_order:
            one = remaining(draws, unseen=population - len(seen), found=found)
            if not one.low <= relevant - found <= one.high:
                return True
    return False


def test_looking_after_every_draw_the_interval_is_never_wrong_in_95_of_100() -> None:
    generator = np.random.default_rng(11)
    runs = [ever_wrong(generator, 40, relevant) for relevant in (1, 4, 12, 30) for _ in range(60)]
    # three standard errors above 5 %
    assert np.mean(runs) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / len(runs))


def test_runs_of_draws_weigh_as_each_by_itself() -> None:
    # a look that finds nothing between two draws breaks the run, and leaves 29 of 30 others
    broken = (Draw(30, 0, relevant=False), Draw(28, 0, relevant=False))
    one = remaining(broken, unseen=27, found=0, level=0.5)
    likelihood = np.array([(30 - k) / 30 * max(28 - k, 0) / 28 for k in range(31)])
    whole = remaining(drawn("--", 30), unseen=28, found=0, level=0.5)
    by_count = np.array([chance(30, k, 2, 0) for k in range(31)])
    assert one.high < 28
    # the same prior weighs both; the greater chance of none keeps more
    assert (likelihood[1:28] < by_count[1:28]).all()
    assert one.high <= whole.high


def test_without_draws_everything_is_possible() -> None:
    one = remaining((), unseen=7, found=2, found_before=3)
    assert (one.low, one.high, one.found) == (0, 7, 5)
    assert "nothing can be said" in advice(one).lower()


def test_when_all_was_looked_at_nothing_remains() -> None:
    one = estimate("+-+-", 4)
    assert (one.low, one.likely, one.high, one.share_found) == (0, 0, 0, 1)
    assert advice(one) == "Every segment has been looked at; 2 are relevant."


def test_a_fitting_expectation_narrows_and_a_wrong_one_does_not_mislead() -> None:
    plain = estimate("-" * 100, 2_000)
    rare = estimate("-" * 100, 2_000, expected=2)
    assert rare.high < plain.high
    wrong = estimate("+" * 10 + "-" * 90, 2_000, expected=2)
    assert wrong.low <= 190 <= wrong.high


def test_the_draws_said_to_be_needed_suffice_and_one_fewer_does_not() -> None:
    came, population, before, target = "--+--", 300, 40, 0.8
    draws = drawn(came, population)
    more = draws_needed(draws, unseen=population - 5, found=1, found_before=before, target=target)
    assert 0 < more < population - 5
    for extra, enough in ((more, True), (more - 1, False)):
        longer = came + "-" * extra
        one = remaining(
            drawn(longer, population),
            unseen=population - len(longer),
            found=1,
            found_before=before,
        )
        assert (one.share_found >= target) is enough


def test_a_target_already_shown_needs_no_draw() -> None:
    draws = drawn("-" * 90, 100)
    assert draws_needed(draws, unseen=10, found=0, found_before=100, target=0.5) == 0


def test_the_advice_is_in_words() -> None:
    one = Remaining(unseen=3_400, low=0, likely=4.2, high=12, level=0.95, found=76, draws=150)
    assert advice(one, target=0.85) == (
        "At 95 %: between 0 and 12 unseen of about 80. 76 found, at least 86 % of all. "
        "That is the 85 % asked for."
    )
    assert advice(one, target=0.95, more=1_210).endswith(
        "For 95 %, 1,210 more drawn at random without a find would do."
    )
    assert advice(one, target=1.0, more=3_400).endswith("For 100 %, all 3,400 must be looked at.")


@pytest.mark.parametrize(
    ("draws", "unseen", "found"),
    [
        ((Draw(10, 1, relevant=False),), 9, 1),
        ((Draw(10, 0, relevant=True),), 9, 0),
        ((Draw(10, 0, relevant=False),), 9, 1),
        ((Draw(10, 0, relevant=False),), 10, 0),
        ((), -1, 0),
    ],
)
def test_counts_that_cannot_be_true_are_refused(
    draws: tuple[Draw, ...], unseen: int, found: int
) -> None:
    with pytest.raises(ValueError, match=r"cannot come|before the first|negative"):
        remaining(draws, unseen=unseen, found=found)


def test_100_000_segments_and_1_000_draws_are_weighed_without_overflow() -> None:
    came = "".join("+" if at % 50 == 0 else "-" for at in range(1_000))
    one = estimate(came, 100_000)
    assert one.low < 1_980 < one.high
    assert one.likely == pytest.approx(1_980, rel=0.1)
