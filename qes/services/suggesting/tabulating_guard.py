"""The report on suggestions as a table, and in words what a reader must know beside its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from qes.analysis.agreement.estimates import Figure
from qes.analysis.proportion import Proportion
from qes.analysis.table import Column, Kind, Row, Table
from qes.services.suggesting.suggestion_report import (
    PairGuard,
    SightAgreement,
    SuggestionReport,
)

_FEW = 50
"""Fewer units than this say little."""
_NOTHING = "nothing to count"


def suggestion_table(report: SuggestionReport) -> Table:
    """Return one row a number: what it is, from how many of how many, with its interval."""
    return Table(
        title="How suggestions were used",
        columns=(
            Column("what", "What", width_hint=4),
            Column("part", "so many", Kind.NUMBER, width_hint=0.7),
            Column("n", "of", Kind.NUMBER, width_hint=0.7),
            Column("value", "Value", Kind.NUMBER, width_hint=0.8, digits=3),
            Column("low", "95 % from", Kind.NUMBER, width_hint=0.8, digits=3),
            Column("high", "to", Kind.NUMBER, width_hint=0.8, digits=3),
            Column("reason", "Why undefined", width_hint=1.2),
        ),
        rows=(
            *_acceptance(report),
            *_missed(report),
            *_change(report),
            *(row for pair in report.agreement for row in _pair(pair)),
            *_learning(report),
        ),
        header=(
            ("Reviewers", ", ".join(report.reviewers) or "nobody yet"),
            ("Closed rounds", ", ".join(report.rounds) or "none"),
            (
                "From",
                (
                    f"decisions about codes: {report.decisions}; lists of suggestions: "
                    f"{report.showings}; units decided with a list before the eyes: {report.units}"
                ),
            ),
            ("Models", ", ".join(report.models) or "none"),
            ("Data", f"SHA-256 {report.data_hash}"),
        ),
        notes=(*warnings(report), _DEFINITIONS),
        group_title="Section",
    )


_DEFINITIONS = (
    "What counts is the list before the reviewer's eyes at their first decision about a unit in a "
    "round, and what stands of their decisions in that round. Others' work is counted from closed "
    "rounds only. Intervals: Wilson 1927, units taken as independent. Kappa: Cohen 1960; alpha: "
    "nominal, Krippendorff 2011; both from the counts of all codes added up; within codes: chance "
    "taken code by code, de Vries 2008. An empty value is undefined, never 0 or 1."
)


def warnings(report: SuggestionReport) -> tuple[str, ...]:
    """Return in sentences what a reader must know before they trust the numbers."""
    return (*_thin(report), *_left_out(report))


def _thin(report: SuggestionReport) -> Iterator[str]:
    if not report.units:
        yield "No decision was made with a list of suggestions before the eyes."
    elif report.units < _FEW:
        yield (
            f"Units decided with a list before the eyes: only {report.units}. "
            "The shares may be far off."
        )
    seen = report.change.changed.whole
    if not report.change.withheld:
        yield (
            "No suggestions were withheld, so whether they lead cannot be told: "
            "'qes suggest --withhold 0.2' keeps back one in five."
        )
    elif seen < _FEW:
        yield f"Units decided first and then seen with suggestions: only {seen}."
    for pair in report.agreement:
        for side, name in ((pair.with_, "with"), (pair.without, "without")):
            if side.units < _FEW:
                yield (
                    f"{pair.a} and {pair.b}, {pair.round_title}: units {name} suggestions: only "
                    f"{side.units}. Agreement there is no more than a hint."
                )


def _left_out(report: SuggestionReport) -> Iterator[str]:
    for what, n in (
        ("Units looked at with a list and not decided, not counted", report.undecided),
        (
            "Decisions that point to suggestions destroyed with withdrawn words",
            report.resting_on_nothing,
        ),
        ("Lists that are not what they were written as, left out", report.altered),
        ("Lists for units that are not in the material any more, left out", report.unplaced),
        ("Lists made before it was recorded who saw them, left out", report.first_format),
    ):
        if n:
            yield f"{what}: {n}."


def _row(group: str, what: str, found: Proportion) -> Row:
    low, high = found.interval or (None, None)
    reason = None if found.whole else _NOTHING
    return Row((what, found.part, found.whole, found.share, low, high, reason), group)


def _acceptance(report: SuggestionReport) -> Iterator[Row]:
    for one in report.acceptance:
        for what, n in (
            ("accepted", one.accepted),
            ("rejected", one.rejected),
            ("left without a word", one.neither),
        ):
            yield _row("Listed", f"rank {one.rank}: {what}", Proportion(n, one.shown))


def _missed(report: SuggestionReport) -> Iterator[Row]:
    group = "Given though not listed"
    yield _row(group, "units with such a code, of those given any", report.missed.units)
    yield _row(group, "codes, of those given", report.missed.codes)


def _change(report: SuggestionReport) -> Iterator[Row]:
    group, one = "Changed on sight of what was kept back", report.change
    yield _row(
        group,
        "units seen with suggestions then, of those decided without",
        Proportion(one.changed.whole, one.withheld),
    )
    yield _row(group, "units changed, of those seen then", one.changed)
    for what, n in (
        ("codes added that were listed", one.added_offered),
        ("codes added that were not listed", one.added_other),
        ("codes dropped that were listed", one.dropped_offered),
        ("codes dropped that were not listed", one.dropped_other),
    ):
        yield Row((what, n, None, None, None, None, None), group)


def _pair(pair: PairGuard) -> Iterator[Row]:
    group = f"Agreement of {pair.a} and {pair.b}, {pair.round_title}"
    sides: tuple[tuple[str, SightAgreement], ...] = (
        ("with suggestions", pair.with_),
        ("without suggestions", pair.without),
    )
    for name, side in sides:
        counts, pooled = side.pooled.counts, side.pooled
        agreed = counts.a + counts.d
        yield _figure(
            group, f"{name}: agreement, cases of unit and code", counts.percent, agreed, counts.n
        )
        for what, figure in (
            ("kappa", counts.kappa),
            ("alpha", counts.alpha),
            ("kappa within codes", pooled.kappa),
            ("alpha within codes", pooled.alpha),
        ):
            yield _figure(group, f"{name}: {what}, units", figure, None, side.units)
    yield Row(
        ("units of which only one saw suggestions: not compared", pair.mixed, *[None] * 5), group
    )


def _figure(group: str, what: str, figure: Figure, part: int | None, n: int) -> Row:
    reason = None if figure.reason is None else figure.reason.value
    return Row((what, part, n, figure.value, None, None, reason), group)


def _learning(report: SuggestionReport) -> Iterator[Row]:
    group = "The first three, by decisions of each reviewer"
    for one in report.learning:
        span = f"decisions {one.first} to {one.last}"
        yield _row(group, f"{span}: units with one of the three accepted", one.units)
        yield _row(group, f"{span}: codes accepted of the three", one.codes)
