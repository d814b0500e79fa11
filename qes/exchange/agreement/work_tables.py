"""Who coded what, how agreement moved, and what the numbers are."""

from __future__ import annotations

from qes.analysis.agreement.definitions import definitions
from qes.analysis.agreement.item_report import Answered
from qes.analysis.agreement.report import AgreementReport, Grouping, RoundStep
from qes.analysis.table import Column, Row, Table
from qes.exchange.agreement.columns import documents_words, number_column, share_column, step_words


def cleaning_table(report: AgreementReport) -> Table:
    """Return who was to judge what, saw it and coded it, or answered it."""
    cleaning = report.cleaning
    if report.answers is not None:
        return _answering_table(report)
    dropped = "; ".join(f"{one.why}: {one.n:,}" for one in cleaning.dropped)
    notes = [
        f"The round is about {cleaning.chosen}.",
        (
            f"Compared: {cleaning.n_compared:,} units in {documents_words(cleaning.n_documents)}. "
            f"Left out: {dropped or 'none'}."
        ),
        f"Codes that nobody applied: {'; '.join(cleaning.never_used) or 'none'}.",
        *_how(report),
    ]
    return Table(
        "Who coded what",
        (
            Column("coder", "Coder", width_hint=2),
            number_column("assigned", "assigned", None),
            number_column("seen", "seen", None),
            number_column("coded", "given a code", None),
            number_column("codings", "codes given", None),
            number_column("compared", "compared", None),
        ),
        tuple(
            Row((one.name, one.assigned, one.seen, one.coded, one.codings, one.compared))
            for one in cleaning.coders
        ),
        tuple(notes),
    )


def _answering_table(report: AgreementReport) -> Table:
    many = {table.about for table in report.items}
    things = " and ".join(one.many for one in Answered if one in many)
    first = report.items[0].about
    units = (
        "a unit is a study; free text is not compared"
        if first is Answered.STUDY
        else "a unit is a reference at one stage"
    )
    return Table(
        "Who answered what",
        (
            Column("coder", "Coder", width_hint=2),
            number_column("assigned", f"{things} assigned", None),
            number_column("answered", f"{things} answered", None),
            number_column("answers", "answers", None),
            number_column("compared", "answers compared", None),
        ),
        tuple(
            Row((one.name, one.assigned, one.answered, one.answers, one.compared), table.title)
            for table in report.items
            for one in table.work
        ),
        (
            f"The round is about {report.cleaning.chosen}; {units}.",
            *_how(report),
        ),
        group_title="Instrument",
    )


def _how(report: AgreementReport) -> tuple[str, ...]:
    """Say how the round was led."""
    blind = report.blindness
    said = f"Decisions made blind to the others: {blind.n_blind:,} of {blind.n_decisions:,}."
    return (said, *(_step(one) for one in blind.steps))


def _step(one: RoundStep) -> str:
    why = f": {one.reason}" if one.reason else ""
    return f"{step_words(one.state)}: {one.at} by {one.by}{why}"


def drift_table(report: AgreementReport) -> Table:
    """Return agreement by round, by week and by version of the codebook."""
    order = list(Grouping)
    periods = sorted(report.periods, key=lambda one: order.index(one.grouping))
    return Table(
        "Drift",
        (
            Column("label", "Period", width_hint=2),
            number_column("units", "units", None),
            number_column("documents", "documents", None),
            share_column("percent", "Agreement"),
            number_column("alpha", "alpha, all codes"),
            number_column("low", "95 % CI from"),
            number_column("high", "to"),
        ),
        tuple(
            Row(
                (
                    one.label,
                    one.n_units,
                    one.n_documents,
                    one.counts.percent.value,
                    one.alpha.value,
                    *(one.alpha.ends or (None, None)),
                ),
                f"by {one.grouping.value}",
            )
            for one in periods
        ),
        (
            *(f"The work of {' and '.join(one.coders)}." for one in periods[:1]),
            "A unit is of the week in which the later of the two coders decided about it.",
        ),
        group_title="Grouping",
    )


def definitions_table(report: AgreementReport) -> Table:
    """Return what each number is, and what one needs to redo it."""
    said = report.provenance
    data = said.data_sha256 if report.answers is None else report.answers.data_sha256
    return Table(
        "What the numbers are",
        (Column("name", "Number", width_hint=1), Column("definition", "Definition", width_hint=4)),
        tuple(
            Row((name, text))
            for name, text in definitions(coefficients=report.coefficients).items()
        ),
        (
            (
                f"Data SHA-256 {data}; codebook SHA-256 {said.codebook_sha256}; qes "
                f"{said.tool_version}; {said.plan.resamples:,} resamples, seed {said.plan.seed}."
            ),
        ),
    )
