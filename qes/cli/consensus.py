"""`qes consensus`: where reviewers of a round that was compared differ, and what they agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qes.cli.output import as_json, beside, counted, data, raw_json, rows, say
from qes.cli.settings import Format, current, open_project
from qes.cli.words import Panel, names_in, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from qes.services.comparison import Comparison, Disagreement
    from qes.services.desk import Desk
    from qes.services.rounds import About

app = typer.Typer(
    no_args_is_help=True,
    help="Settle where the reviewers of a compared round differ.",
)
_Round = Annotated[
    str | None,
    typer.Option("--round", metavar="R", help="Of which round; else the last compared one."),
]
_Level = Annotated[
    str, typer.Option("--level", metavar="LEVEL", help="leaf, parent, theme or domain.")
]
_Passage = Annotated[
    str, typer.Argument(metavar="PASSAGE", help="A segment's id, or SOURCE:START-END.")
]
_Code = Annotated[str, typer.Argument(metavar="CODE", help="Id, name, or 'Parent > Child' path.")]
_CAUSES = "missed, boundary, confusion, definition or ambiguous"


@app.command("list")
def list_(
    round_: _Round = None,
    level: _Level = "leaf",
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help="Only this code and those below.")
    ] = None,
    cause: Annotated[
        str | None,
        typer.Option("--cause", metavar="C", help=f"Only what was settled as {_CAUSES}."),
    ] = None,
    perhaps: Annotated[
        str | None,
        typer.Option("--perhaps", metavar="C", help="Only where the data speak for this cause."),
    ] = None,
    left: Annotated[
        bool, typer.Option("--unsettled", "--left", help="Only what is not settled yet.")
    ] = False,
    boundaries: Annotated[
        bool,
        typer.Option(
            "--boundaries", help="Instead, passages with the same code that overlap in part."
        ),
    ] = False,
    appraisal: Annotated[
        str | None,
        typer.Option(
            "--appraisal", metavar="ID", help="Instead, answers with this instrument: casp-qual …"
        ),
    ] = None,
    screening: Annotated[
        bool, typer.Option("--screening", help="Instead, decisions about references.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="At most so many.")
    ] = None,
) -> None:
    """List every code on every segment that some gave and others, who saw it, did not.

    The furthest apart come first. A cause after "perhaps" is what the data say; only people
    settle one.

    Example: qes consensus list --round r1 --unsettled --code "Employers"
    """
    from qes.cli.disagreement_lines import (
        BOUNDARY_COLUMNS,
        DISAGREEMENT_COLUMNS,
        boundary_row,
        disagreement_rows,
        print_boundaries,
        print_differences,
    )

    with open_project() as project:
        about = _about(project.desk, round_, appraisal, screening=screening)
        found = _compared(project.desk, round_, level, about, appraisal)
        wanted = _filter(project.desk, code, cause, perhaps, left=left)
    plain = current().format is not Format.TABLE
    if boundaries:
        meant = found.boundaries[:limit]
        if plain:
            rows([boundary_row(one) for one in meant], BOUNDARY_COLUMNS)
        elif meant:
            print_boundaries(meant)
        else:
            say("no passages overlap in part")
        return
    chosen = [one for one in found.disagreements if wanted(one)][:limit]
    _progress(found, len(chosen))
    if plain:
        rows(disagreement_rows(found, chosen), DISAGREEMENT_COLUMNS)
    elif chosen:
        print_differences(found, chosen)
    else:
        say(_nothing(found))


def _progress(found: Comparison, shown: int) -> None:
    total = len(found.disagreements)
    if not total:
        return
    parts = [
        found.round.title,
        f"{found.left:,} of {counted(total, 'disagreement', 'disagreements')} left",
        "most serious first" if shown == total else f"{shown:,} shown, most serious first",
    ]
    if found.boundaries:
        n = counted(len(found.boundaries), "passage overlaps", "passages overlap")
        parts.append(f"{n} in part (--boundaries)")
    beside(" · ".join(parts))


def _nothing(found: Comparison) -> str:
    """Say why no disagreement is listed: none is meant, coders agree, or nothing was coded twice."""
    if found.disagreements:
        return "none of them is so"
    twice = sum(sum(one is not None for one in row) > 1 for row in found.values)
    if not twice:
        return f"nothing to compare: two people have seen no unit {found.round.place}"
    units = counted(twice, "unit", "units")
    return f"no disagreements: coders agree on the {units} that two of them have seen"


def _compared(
    desk: Desk, round_: str | None, level: str, about: About, instrument: str | None = None
) -> Comparison:
    from qes.services.code_levels import level_named

    if about.value != "codes":
        from qes.cli.answer_forms import form_of
        from qes.services.comparing_answers import compare_answers

        return compare_answers(desk, form_of(about, instrument), round_)
    from qes.services.comparing import compare

    return compare(desk, round_, level=level_named(level))


def _about(desk: Desk, round_: str | None, instrument: str | None, *, screening: bool) -> About:
    """Say what was judged: as is asked, or as in the round that is meant."""
    from qes.services.rounds import About, default_round, find_round

    if screening:
        return About.SCREENING
    if instrument is not None:
        return About.APPRAISAL
    with desk.store.read() as connection:
        name = round_ or default_round(connection)
        return About.CODES if name is None else find_round(connection, name).about


def _filter(
    desk: Desk, code: str | None, cause: str | None, perhaps: str | None, *, left: bool
) -> Callable[[Disagreement], bool]:
    from qes.services.codebook import current_codebook
    from qes.services.consensus import Cause

    codes: frozenset[str] | None = None
    if code is not None:
        book = current_codebook(desk)
        top = book.find(code).id
        codes = frozenset((top, *(one.id for one in book.descendants(top))))
    settled_as = None if cause is None else one_of(Cause, cause)
    offered = None if perhaps is None else one_of(Cause, perhaps)

    def wanted(one: Disagreement) -> bool:
        settled = one.settlement
        return (
            (codes is None or one.what in codes)
            and (settled_as is None or (settled is not None and settled.cause is settled_as))
            and (offered is None or (one.offered is not None and one.offered.cause is offered))
            and not (left and settled is not None)
        )

    return wanted


@app.command("set")
def set_(
    passage: _Passage,
    code: _Code,
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="What settled it.")],
    applies: Annotated[
        bool, typer.Option("--applies/--applies-not", " /--not", help="What was agreed.")
    ] = True,
    cause: Annotated[
        str | None, typer.Option("--cause", metavar="C", help=f"Why you had differed: {_CAUSES}.")
    ] = None,
    panel: Panel = None,
) -> None:
    """Record what the reviewers decided together about a code on a passage.

    What each had decided stays as it is.

    Example: qes consensus set 3f9ab2c410.t12 Practical --not --cause definition --panel ana,ben
    --reason "Rides count as help only if staff give them."
    """
    from qes.services.consensus import Cause, set_consensus

    with open_project() as project:
        made = set_consensus(
            project.desk,
            passage,
            code,
            applies=applies,
            reason=reason,
            panel=names_in(panel, "--panel"),
            cause=None if cause is None else one_of(Cause, cause),
        )
    _print(made.id)


@app.command("undo")
def undo(
    passage: _Passage,
    code: _Code,
    reason: Annotated[str | None, typer.Option("--reason", metavar="R", help="Why.")] = None,
) -> None:
    """Take back the last consensus about a code on a passage; its history stays.

    Example: qes consensus undo 3f9ab2c410.t12 Practical
    """
    from qes.services.consensus import undo_consensus

    with open_project() as project:
        made = undo_consensus(project.desk, passage, code, reason=reason)
    _print(made.id)


def _print(id_: str) -> None:
    if as_json():
        raw_json({"judgement": id_})
    else:
        data(id_)


@app.command("confusion")
def confusion(
    round_: _Round = None,
    level: _Level = "leaf",
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="At most so many pairs.")
    ] = 20,
) -> None:
    """Show which code one coder gave where another gave which, the most frequent first.

    A unit in which several codes stand against several counts for one in all; of more than two
    coders each pair counts.

    Example: qes consensus confusion --round r1 --level parent
    """
    from qes.cli.confusion_lines import CONFUSION_COLUMNS, confusion_rows, print_confusion
    from qes.services.comparing import confusion_of

    with open_project() as project:
        about = _about(project.desk, round_, None, screening=False)
        found = _compared(project.desk, round_, level, about)
    drawn = confusion_of(found)
    if current().format is not Format.TABLE:
        rows(confusion_rows(found, drawn), CONFUSION_COLUMNS)
    elif drawn.n:
        print_confusion(found, drawn, limit)
    else:
        say(_nothing(found))


@app.command("definitions")
def definitions(
    round_: _Round = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="At most so many codes.")
    ] = 10,
) -> None:
    """Show the codes whose definitions brought coders apart most, beside what they are taken for.

    What counts is what you settled as caused by the definition, and what is not settled yet.

    Example: qes consensus definitions --round r1 --limit 5
    """
    from qes.cli.confusion_lines import DEFINITION_COLUMNS, definition_row, print_definitions
    from qes.services.disputed_definitions import disputed_definitions

    with open_project() as project:
        found = disputed_definitions(project.desk, round_)
    if current().format is not Format.TABLE:
        rows([definition_row(one) for one in found], DEFINITION_COLUMNS)
    elif found:
        print_definitions(found[:limit])
    else:
        say("no disagreement speaks for another definition")
