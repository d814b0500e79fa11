"""`qes rounds`: beginning, assigning, comparing, closing and watching rounds of independent work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.cli.files import text_of
from qes.cli.output import counted, say, warn
from qes.cli.rounds_status import show_status
from qes.cli.settings import open_project
from qes.cli.words import names_in
from qes.errors import UserError

if TYPE_CHECKING:
    from qes.project import Project
    from qes.services.rounds import Round

app = typer.Typer(
    no_args_is_help=True, help="Rounds of independent work; in an open one, reviewers are blind."
)
_Name = Annotated[str, typer.Argument(metavar="ROUND", help="Id or title.")]
_OpenName = Annotated[
    str | None, typer.Argument(metavar="[ROUND]", help="Id or title; else the open one.")
]
_Title = Annotated[str | None, typer.Argument(metavar="[TITLE]", help="What it is called.")]
_Reviewers = Annotated[
    list[str] | None,
    typer.Option(
        "--reviewers",
        "--reviewer",
        metavar="A,B",
        help="Who works in it, in a list or one at a time; else everyone.",
    ),
]
_Sources = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="ID", help="What is worked on (repeat); else everything."),
]
_Seed = Annotated[
    int | None, typer.Option("--seed", metavar="S", help="Names the draw, to do it again.")
]
_Units = Annotated[
    Path | None,
    typer.Option("--units", metavar="FILE", help="Just these units: one id a line."),
]
_Reason = Annotated[str | None, typer.Option("--reason", metavar="R", help="Why now.")]


def _who(one: Round) -> str:
    return ", ".join(one.reviewers) or "everyone"


def _share(text: str, what: str) -> float:
    """Read `.2` or `20%`."""
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise UserError(f"{what} {text!r} is no share", hint="write such as .2 or 20%")
    return share


def _sample(text: str | None) -> tuple[int | None, float | None]:
    """Read a number of units, or a share of them."""
    if text is None or (text.isascii() and text.isdigit()):
        return None if text is None else int(text), None
    return None, _share(text, "the sample")


def _lines(file: Path | None) -> list[str] | None:
    return None if file is None else text_of(file).splitlines()


@app.command("open")
def open_(
    title: _Title = None,
    reviewers: _Reviewers = None,
    source: _Sources = None,
    about: Annotated[
        str, typer.Option("--about", metavar="WHAT", help="codes, appraisal or screening.")
    ] = "codes",
    sample: Annotated[
        str | None,
        typer.Option("--sample", metavar="N|SHARE", help="So many units by chance: 40, .2, 20%."),
    ] = None,
    seed: _Seed = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="WHAT", help="Strata: source, or group or the like of who speaks."
        ),
    ] = None,
    units: _Units = None,
    overlap: Annotated[
        str | None,
        typer.Option(
            "--overlap", metavar="SHARE", help="Two have this share each, one has the rest."
        ),
    ] = None,
    visible: Annotated[
        bool, typer.Option("--visible", help="Not blind: all see all from the start.")
    ] = False,
    calibrate: Annotated[
        bool,
        typer.Option("--calibrate", help="It tries the codebook out, on units not used so yet."),
    ] = False,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="RULE", help='What is wanted: "alpha>=.70, lower>=.60".'),
    ] = None,
) -> None:
    """Begin a round: until it is compared, its reviewers see only their own decisions.

    Examples: qes rounds open tried --reviewers ana,ben --calibrate --sample 60 --by source
    --rule "alpha>=.70, lower>=.60"

    qes rounds open main --reviewers ana,ben,cleo --overlap 20%
    """
    from qes.services.rounds import About, RoundWish, open_round

    if about not in list(About):
        raise UserError(f"no round is about {about!r}", hint=f"it may be {', '.join(About)}")
    number, share = _sample(sample)
    wish = RoundWish(
        about=About(about),
        sample=number,
        share=share,
        seed=seed,
        by=by,
        units=_lines(units),
        overlap=None if overlap is None else _share(overlap, "the overlap"),
        visible=visible,
        calibrate=calibrate,
        rule=rule,
    )
    with open_project() as project:
        one = open_round(
            project.desk,
            title,
            reviewers=names_in(reviewers, "--reviewers"),
            sources=source or (),
            wish=wish,
        )
    say(f"{one.title} ({one.id}) is open for {_who(one)}{_planned(one)}")


def _planned(one: Round) -> str:
    """Say which units a round has, and how they were chosen."""
    if one.plan is None:
        return ""
    plan = one.plan
    parts = [f"{counted(plan.chosen, 'unit', 'units')} of {plan.frame:,}"]
    if plan.without and plan.choice.value == "sample":
        parts.append(f"none of {' or '.join(plan.without)}")
    if plan.overlap is not None:
        parts.append(f"{plan.overlap:.0%} with two reviewers")
    if plan.choice.value == "sample" or plan.overlap is not None:
        parts.append(f"seed {plan.seed}")
    return f": {', '.join(parts)}"


@app.command("assign")
def assign_(
    name: _Name,
    reviewers: _Reviewers = None,
    source: _Sources = None,
    units: Annotated[
        Path | None,
        typer.Option("--units", metavar="FILE", help="What they are to have too: one id a line."),
    ] = None,
) -> None:
    """Add reviewers, sources or units to a round.

    Example: qes rounds assign main --reviewers dora --units hers.txt
    """
    from qes.services.rounds import assign

    people = names_in(reviewers, "--reviewers")
    with open_project() as project:
        one = assign(
            project.desk, name, reviewers=people, sources=source or (), units=_lines(units)
        )
    say(f"{one.title}: {_who(one)}, {len(one.sources) or 'all'} sources")


@app.command("compare")
def compare(name: _OpenName = None, reason: _Reason = None) -> None:
    """End independent work: all see all, and what is decided later is outside the round.

    Example: qes rounds compare r1 --reason "both are through"
    """
    from qes.services.rounds import compare_round

    with open_project() as project:
        one = compare_round(project.desk, name, reason=reason)
    say(f"{one.title} is compared. Next: qes consensus list --round {one.id}")


@app.command("consensus")
def consensus(name: _Name, reason: _Reason = None) -> None:
    """Say that what differs in a round that was compared is being settled.

    Example: qes rounds consensus r1
    """
    from qes.services.rounds import begin_consensus

    with open_project() as project:
        one = begin_consensus(project.desk, name, reason=reason)
    say(f"{one.title} is in consensus. Next: qes consensus list --round {one.id}")


@app.command("close")
def close(name: _OpenName = None, reason: _Reason = None) -> None:
    """Close a round: its decisions are frozen for agreement, and everyone may see them.

    Example: qes rounds close r1 --reason "all is settled"
    """
    from qes.services.rounds import close_round

    with open_project() as project:
        one = close_round(project.desk, name, reason=reason)
        left = _unsettled(project, one)
    if left:
        warn(f"{counted(left, 'disagreement is', 'disagreements are')} not settled")
    say(f"{one.title} is closed. Next: qes agreement report --round {one.id}")


def _unsettled(project: Project, one: Round) -> int:
    """Count the disagreements that are left; none where nothing can be compared."""
    if one.about.value != "codes":
        from qes.cli.answer_forms import form_of
        from qes.services.comparing_answers import compare_answers

        return compare_answers(project.desk, form_of(one.about), one.id).left
    from qes.services.comparing import compare

    try:
        return compare(project.desk, one.id).left
    except UserError:
        # nobody, or one reviewer only, worked in it
        return 0


@app.command("split")
def split(
    name: Annotated[str, typer.Argument(metavar="ROUND", help="The round before: id or title.")],
    title: _Title = None,
    overlap: Annotated[
        str, typer.Option("--overlap", metavar="SHARE", help="Two have this share each.")
    ] = ".2",
    reviewers: _Reviewers = None,
    seed: _Seed = None,
) -> None:
    """Begin the next round with every unit that no round has had, split among the reviewers.

    Example: qes rounds split tried main --overlap 20%
    """
    from qes.cli.rounds_status import short_of_rule
    from qes.services.rounds import split_round

    with open_project() as project:
        one = split_round(
            project.desk,
            name,
            overlap=_share(overlap, "the overlap"),
            title=title,
            seed=seed,
            reviewers=names_in(reviewers, "--reviewers"),
        )
        short = short_of_rule(project.desk, name)
    if short is not None:
        warn(short)
    say(f"{one.title} ({one.id}) is open for {_who(one)}{_planned(one)}")


@app.command("status")
def status(
    name: Annotated[
        str | None, typer.Argument(metavar="[ROUND]", help="Id or title; else every round.")
    ] = None,
) -> None:
    """Show each round and how far its reviewers are: counts only, never what was decided.

    Example: qes rounds status r1
    """
    with open_project() as project:
        show_status(project.desk, name)


@app.command("units")
def units_(
    name: _OpenName = None,
    left: Annotated[
        bool, typer.Option("--left", help="Only what you have neither judged nor seen.")
    ] = False,
) -> None:
    """List the units that are yours to judge in a round, and how far you are with each.

    Example: qes rounds units --left --as ana
    """
    from qes.cli.rounds_status import show_units

    with open_project() as project:
        show_units(project.desk, name, left=left)


@app.command("size")
def size(
    width: Annotated[
        float | None,
        typer.Option("--width", metavar="W", help="Of the 95 % interval, from end to end."),
    ] = None,
    lower: Annotated[
        float | None,
        typer.Option("--lower", metavar="L", help="Or: where the interval is to begin."),
    ] = None,
    alpha: Annotated[
        float, typer.Option("--alpha", metavar="A", help="The agreement that is expected.")
    ] = 0.8,
    prevalence: Annotated[
        float, typer.Option("--prevalence", metavar="P", help="The share of units with the code.")
    ] = 0.1,
    documents: Annotated[
        int | None,
        typer.Option("--documents", metavar="N", help="How many there are to take from."),
    ] = None,
    likeness: Annotated[
        float,
        typer.Option("--icc", metavar="R", help="How alike agreement is within a document."),
    ] = 0.1,
) -> None:
    """Say how many units two coders must both code for an interval that is narrow enough.

    Example: qes rounds size --width .2 --alpha .75 --prevalence .15 --documents 40
    """
    from qes.cli.rounds_size import show_size

    show_size(width, lower, (alpha, prevalence), documents, likeness)
