"""The sentences of the report about screening: what to mind, and how it is told in a paper."""

from __future__ import annotations

from collections.abc import Iterator

from qes.analysis.agreement.cautions import CodeCaution, cautions_of
from qes.analysis.agreement.item_report import ItemRow, ItemTable
from qes.analysis.agreement.report import BlindWork
from qes.analysis.agreement.two_by_two import TwoByTwo

_UNITS = (
    "References are the units: an interval is as if each were screened independently of the "
    "others. A reference belongs to no document, so there is no interval over documents."
)


def screening_notes(table: ItemTable) -> tuple[str, ...]:
    """Say what may mislead a reader of agreement on screening."""
    return (_UNITS, *(note for row in table.rows for note in _notes(table, row)))


def _notes(table: ItemTable, row: ItemRow) -> Iterator[str]:
    coders = row.coders or table.coders
    where = row.label if not row.coders else f"{row.label}, {' and '.join(coders)}"
    yes, no, *more = row.categories
    if more:
        yield (
            f"{where}: {' and '.join(more)} counts as an answer of its own; positive agreement is "
            f"of {yes}, negative agreement of {no}."
        )
    if not row.table:
        return
    both, margins = row.table[0][0], (sum(row.table[0]), sum(line[0] for line in row.table))
    first, second = margins[0] - both, margins[1] - both
    counts = TwoByTwo(both, first, second, row.n_units - both - first - second)
    for caution in cautions_of(counts):
        yield f"{where}: {_words(caution, counts, (coders[0], coders[1]), yes)}"
    if not counts.applied:
        yield f"{where}: nobody said {yes}, so nothing is known of agreement on it."
    elif all(one == 0 for n, line in enumerate(row.table) for m, one in enumerate(line) if n != m):
        yield (
            f"{where}: {' and '.join(coders)} never differ; an interval without width is no "
            "certainty."
        )


def _words(caution: CodeCaution, counts: TwoByTwo, coders: tuple[str, str], yes: str) -> str:
    percent, kappa = 100 * (counts.percent.value or 0.0), counts.kappa.value or 0.0
    share, positive = 100 * (counts.prevalence.value or 0.0), counts.positive.value or 0.0
    first, second = counts.a + counts.b, counts.a + counts.c
    match caution:
        case CodeCaution.PREVALENCE:
            return (
                f"reviewers agree on {yes} or not for {percent:.1f} % of the references, and kappa "
                f"is {kappa:.2f}: {share:.1f} % of the decisions say {yes}, and where one answer "
                "is so much more frequent kappa and alpha are low however well reviewers agree "
                f"(the prevalence paradox). Of the decisions to {yes}, {100 * positive:.0f} % are "
                "met by the other's: read positive and negative agreement beside kappa."
            )
        case CodeCaution.BIAS:
            return (
                f"{coders[0]} said {yes} of {first:,} references and {coders[1]} of {second:,}. "
                "Kappa is higher where reviewers differ in how often they say it, alpha is not "
                "(the bias paradox); settle first what is to be included."
            )
        case CodeCaution.SHARED_ABSENCE:
            return (
                f"AC1 is high because reviewers share what they do not {yes}; of the decisions to "
                f"{yes} they agree on {100 * positive:.0f} %."
            )
        case CodeCaution.CONSTANT_CODER:
            who = coders[0] if first in {0, counts.n} else coders[1]
            every = "every reference" if counts.n in {first, second} else "no reference"
            return (
                f"{who} said {yes} of {every}, so kappa is 0 or undefined whatever the other "
                "reviewer did."
            )


def screening_methods_words(table: ItemTable, blind: BlindWork, version: str) -> str:
    """Tell how agreement on screening was measured."""
    answered = max((one.answered for one in table.work), default=0)
    people = f"{', '.join(table.coders[:-1])} and {table.coders[-1]}"
    sentences = [
        (
            f"{len(table.coders)} reviewers ({people}) screened up to {answered:,} "
            f"{'reference' if answered == 1 else 'references'} each; a decision is compared where "
            "another was made about the same reference at the same stage, before any consensus."
        ),
        (
            f"{blind.n_blind:,} of {blind.n_decisions:,} decisions were made before reviewers "
            "could see one another's."
        ),
        *([_MEASURED, *map(_result, table.rows)] if table.rows else [_NOT_MEASURED]),
    ]
    differ, settled = len(table.disputes), sum(one.agreed is not None for one in table.disputes)
    sentences.append(
        f"Reviewers differed {differ:,} {'time' if differ == 1 else 'times'}; {settled:,} "
        f"{'was' if settled == 1 else 'were'} settled by consensus, with the original decisions "
        "kept."
        if differ
        else "Reviewers did not differ on any reference."
    )
    return " ".join([*sentences, f"Computed with qes {version}."])


_MEASURED = (
    "For each stage we report the table of decisions, percent agreement, positive and negative "
    "agreement, Cohen's kappa for two reviewers and Fleiss' kappa for more, Krippendorff's nominal "
    "alpha, Gwet's AC1 and Brennan and Prediger's coefficient (of two answers PABAK), with 95 % "
    "intervals over references."
)
_NOT_MEASURED = "No coefficient is reported: the references on which reviewers differ are listed."


def _result(row: ItemRow) -> str:
    whose = f", {' and '.join(row.coders)}" if row.coders else ""
    percent = row.percent.value
    kappa = row.kappa or row.fleiss
    said = "undefined" if kappa is None or kappa.value is None else f"{kappa.value:.3f}"
    ends = (
        ""
        if kappa is None or kappa.ci is None
        else (f" (95 % CI {kappa.ci[0]:.3f} to {kappa.ci[1]:.3f})")
    )
    share = "undefined" if percent is None else f"{100 * percent:.1f} %"
    return (
        f"{row.label}{whose}: {row.n_units:,} {'reference' if row.n_units == 1 else 'references'}, "
        f"agreement {share}, {'kappa' if row.kappa else 'Fleiss'} {said}{ends}."
    )
