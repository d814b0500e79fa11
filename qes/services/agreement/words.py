"""The sentences of the report: what to mind when reading it, and how it is told in a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qes.analysis.agreement.cautions import caution_words
from qes.analysis.agreement.estimates import IntervalPlan
from qes.analysis.agreement.intervals import FEWEST_FOR_BOOTSTRAP, FEWEST_FOR_JACKKNIFE
from qes.analysis.agreement.item_report import ItemTable
from qes.analysis.agreement.report import (
    FEWEST_APPLICATIONS,
    BlindWork,
    Cleaning,
    CodeTable,
    Measure,
    UnitDisagreement,
    UnitKind,
)

_UNITS = {
    UnitKind.SEGMENT: "segment",
    UnitKind.TURN: "turn",
    UnitKind.DOCUMENT: "document",
    UnitKind.SPAN: "character of the segments that both coders saw",
}


def warnings_of(
    tables: Sequence[CodeTable], cleaning: Cleaning, blind: BlindWork, unit: UnitKind
) -> tuple[str, ...]:
    """Say what may mislead a reader, the general before the particular."""
    found = []
    documents = cleaning.n_documents
    if cleaning.n_compared and documents < FEWEST_FOR_JACKKNIFE:
        found.append(
            f"No confidence intervals: the units are of {_counted(documents, 'document')}, and an "
            f"interval over fewer than {FEWEST_FOR_JACKKNIFE} would rest on a handful of texts. "
            "The intervals “if segments were independent” are too narrow where segments of one "
            "document are alike."
        )
    if blind.n_blind < blind.n_decisions:
        why = {
            "where coders see each other's decisions": blind.n_open,
            "after independent work had ended": blind.n_late,
            "with an earlier decision of another in sight": blind.n_foreknown,
        }
        said = "; ".join(f"{n:,} {how}" for how, n in why.items() if n)
        found.append(
            f"{blind.n_decisions - blind.n_blind:,} of {blind.n_decisions:,} decisions were not "
            f"made blind to the other coders ({said}): agreement among people who see each "
            "other's codes is no evidence that a codebook can be applied independently."
        )
    few = sum(row.few and any(row.applied) for table in tables[:1] for row in table.rows)
    if few:
        found.append(
            f"{_counted(few, 'code')} applied by a coder fewer than {FEWEST_APPLICATIONS} times: "
            "their counts say more than any coefficient."
        )
    if unit in {UnitKind.TURN, UnitKind.DOCUMENT}:
        found.append(
            f"A {unit.value} has every code of its segments that all coders saw, so the larger it "
            "is the more easily coders agree on what is in it."
        )
    for table in tables:
        if len(table.coders) != 2:
            continue
        pair = (table.coders[0], table.coders[1])
        rows = [row for row in table.rows if not row.few]
        found += [
            caution_words(caution, row.path, row.counts, pair, characters=unit is UnitKind.SPAN)
            for row in rows
            if row.counts is not None
            for caution in row.cautions
        ]
        never = [row.path for row in rows if row.counts and not row.counts.b + row.counts.c]
        if never:
            found.append(
                f"{_joined(pair)} never differ on {'; '.join(never)}: an interval without width is "
                "no certainty."
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class MethodsMaterial:
    """What a paragraph on methods is filled from."""

    cleaning: Cleaning
    blind: BlindWork
    main: CodeTable
    unit: UnitKind
    disputes: Sequence[UnitDisagreement]
    n_disputes: int
    plan: IntervalPlan
    version: str
    coefficients: bool = True


def methods_words(of: MethodsMaterial) -> str:
    """Tell how agreement was measured, with what O'Connor & Joffe and Cofie et al. ask for.

    O'Connor & Joffe (2020), International Journal of Qualitative Methods 19,
    doi:10.1177/1609406919899220; Cofie et al. (2022), Canadian Medical Education Journal
    13(2):73-76, doi:10.36834/cmej.72504.
    """
    sentences = [*_who_and_what(of), *(_how_much(of) if of.coefficients else _no_number())]
    sentences.append(_settling(of.disputes, of.n_disputes))
    sentences.append(f"Computed with qes {of.version}.")
    return " ".join(sentences)


def item_methods_words(table: ItemTable, blind: BlindWork, version: str) -> str:
    """Tell how agreement on the items of an instrument was measured."""
    studies = max((one.answered for one in table.work), default=0)
    compared = max((one.compared for one in table.work), default=0)
    settled = sum(one.agreed is not None for one in table.disputes)
    sentences = [
        (
            f"{len(table.coders)} coders ({_joined(table.coders)}) appraised up to "
            f"{studies:,} {'study' if studies == 1 else 'studies'} each with {table.title}; an "
            "answer is compared where another gave one to the same item of the same study."
        ),
        (
            f"{blind.n_blind:,} of {blind.n_decisions:,} decisions were made before coders could "
            "see one another's."
        ),
    ]
    if table.rows:
        alpha = table.rows[-1].alpha
        ends = f" (95 % CI {alpha.ci[0]:.3f} to {alpha.ci[1]:.3f})" if alpha.ci else ""
        sentences.append(
            "For each item we report percent agreement, Krippendorff's nominal alpha, Cohen's "
            "kappa where there are two coders, and Gwet's AC2 with quadratic weights where the "
            f"answers have an order. Over all answers alpha is {_number(alpha.value)}{ends}."
        )
    else:
        sentences += _no_number()
    sentences.append(
        f"Coders differed on {_counted(len(table.disputes), 'item')} of a study out of "
        f"{compared:,}; {settled:,} {'was' if settled == 1 else 'were'} settled by consensus, "
        "with the original answers kept."
        if table.disputes
        else "Coders did not differ on any item."
    )
    return " ".join([*sentences, f"Computed with qes {version}."])


def _who_and_what(of: MethodsMaterial) -> list[str]:
    cleaning, blind = of.cleaning, of.blind
    share = cleaning.n_asked_compared / cleaning.n_units if cleaning.n_units else 0.0
    besides = cleaning.n_compared - cleaning.n_asked_compared
    more = f", and {besides:,} besides" if besides else ""
    found = [
        (
            f"{len(cleaning.coders)} coders ({_joined([one.name for one in cleaning.coders])}) "
            f"coded {cleaning.chosen}."
        ),
        (
            f"{cleaning.n_asked_compared:,} of {cleaning.n_units:,} units ({100 * share:.0f} %){more} in "
            f"{_counted(cleaning.n_documents, 'document')} were seen by two or more of them and "
            "compared; a unit that a coder saw and left without a code counts as an absence, one "
            "that a coder did not see is not compared."
        ),
    ]
    if blind.n_decisions:
        found.append(
            f"{blind.n_blind:,} of {blind.n_decisions:,} decisions were made before coders could "
            "see one another's."
        )
    return found


def _no_number() -> list[str]:
    return [
        (
            "No coefficient of agreement was computed: differences were taken as material to talk "
            "about, not as error."
        )
    ]


def _how_much(of: MethodsMaterial) -> list[str]:
    main, unit = of.main, of.unit
    name = "|u-alpha by character" if unit is UnitKind.SPAN else "nominal alpha"
    found = [
        (
            f"The unit of analysis is the {_UNITS[unit]}; {_counted(len(main.rows), 'code')} of the "
            "codebook were there to choose from, and any number of them could be given to a unit. "
            "Agreement was measured on independent codings, before differences were discussed."
        ),
        (
            f"For each code we report how often each coder applied it and Krippendorff's {name}"
            f"{_with_others(main)}. Over all codes together "
            f"{'u-alpha, of the sets of codes,' if unit is UnitKind.SPAN else 'alpha'} is "
            f"{_value(main.pooled.row.measure('alpha'))}; its median over the "
            f"{_counted(main.pooled.n_defined, 'code')} for which it is defined is "
            f"{_number(main.pooled.alpha_median.value)}, the least "
            f"{_number(main.pooled.alpha_least.value)}."
        ),
    ]
    if main.n_documents >= FEWEST_FOR_JACKKNIFE:
        beside = (
            f", with a percentile interval from {of.plan.resamples:,} resamples of documents "
            f"beside it (seed {of.plan.seed})"
            if main.n_documents >= FEWEST_FOR_BOOTSTRAP
            else ""
        )
        found.append(
            "95 % confidence intervals leave out one document at a time (jackknife, t with "
            f"{main.n_documents - 1} degrees of freedom), since segments of one document are more "
            f"alike than others{beside}."
        )
    return found


def _with_others(main: CodeTable) -> str:
    if len(main.coders) == 2:
        return (
            ", with percent, positive and negative agreement, Cohen's kappa, Gwet's AC1 and "
            "Brennan and Prediger's coefficient (PABAK) beside it"
        )
    return ", with percent agreement, Fleiss' and Conger's kappa and Gwet's AC1 beside it"


def _settling(disputes: Sequence[UnitDisagreement], n: int) -> str:
    if not n:
        return "Coders did not differ on any unit."
    codes = [len(one.disputed) for one in disputes]
    settled = sum(len(one.settled) for one in disputes)
    if n == len(disputes):
        how = f"{settled:,} of {sum(codes):,} codes in dispute were settled by consensus"
    else:
        how = (
            f"of the {len(disputes):,} furthest apart, {settled:,} of {sum(codes):,} codes in "
            "dispute were settled by consensus"
        )
    return f"Coders differed on {_counted(n, 'unit')}; {how}, with the original codings kept."


def _value(one: Measure) -> str:
    if one.value is None:
        return f"not defined ({one.reason})"
    ends = one.ends
    return _number(one.value) + (f" (95 % CI {ends[0]:.3f} to {ends[1]:.3f})" if ends else "")


def _number(value: float | None) -> str:
    return "not defined" if value is None else f"{value:z.3f}"


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
