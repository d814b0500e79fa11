"""`qes suggest`: having codes suggested, and printing what is suggested."""

from __future__ import annotations

from typing import Annotated

import typer

from qes.cli.output import progress_bar, warn
from qes.cli.second_look import second_look
from qes.cli.settings import open_project
from qes.cli.suggest_groups import (
    Definition,
    Dismiss,
    Give,
    GroupAction,
    Groups,
    Make,
    Merge,
    Name,
    NewCodes,
    Parent,
    Reason,
    SecondLooks,
    With,
    new_codes,
)
from qes.cli.suggest_order import OrderName, next_segments, print_remaining
from qes.cli.suggest_settings import ModelOption, PrecisionOption, WithholdOption, settle
from qes.cli.suggested import print_suggested
from qes.errors import UserError


def register(app: typer.Typer) -> None:
    """Add the command of this module to the root."""
    app.command("suggest")(suggest)


def suggest(
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Of one source only.")
    ] = None,
    top: Annotated[
        int, typer.Option("--top", metavar="K", min=1, max=9, help="How many codes to print.")
    ] = 3,
    order: Annotated[
        OrderName | None,
        typer.Option("--order", help="Only the segments to look at next, in this order."),
    ] = None,
    remaining: Annotated[
        bool,
        typer.Option("--remaining", help="How many segments each code may still apply to."),
    ] = False,
    code: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="CODE", help="With --remaining: of this code; repeatable."),
    ] = None,
    level: Annotated[
        float, typer.Option("--level", min=0.5, max=0.999, help="With --remaining: how surely.")
    ] = 0.95,
    target: Annotated[
        float,
        typer.Option("--target", min=0.01, max=1.0, help="With --remaining: the share to find."),
    ] = 0.95,
    groups_wanted: NewCodes = False,
    groups: Groups = None,
    make: Make = None,
    name: Name = None,
    definition: Definition = None,
    parent: Parent = None,
    give: Give = None,
    merge: Merge = None,
    joined: With = None,
    dismiss: Dismiss = None,
    reason: Reason = None,
    second_looks: SecondLooks = False,
    model: ModelOption = None,
    precision: PrecisionOption = None,
    withhold: WithholdOption = None,
) -> None:
    """Suggest codes for every segment that awaits a decision, and print them.

    A model that runs on this machine embeds segments and codes once. Suggestions begin with the
    codebook's definitions and learn from every decision you may see. Until about 150 decisions
    they are strong, fair or weak; from then on they have a probability.

    Examples: qes suggest --source rita.txt

    qes suggest --order doubtful

    qes suggest --remaining --code A1.practical

    qes suggest --new-codes
    """
    action = GroupAction(
        make, name, definition, parent, tuple(give or ()), merge, tuple(joined or ()),
        dismiss, reason,
    )  # fmt: skip
    _refuse_two(
        {"--order": order is not None, "--remaining": remaining, "--second-look": second_looks,
         "--new-codes": groups_wanted or action.wanted}
    )  # fmt: skip
    if (model, precision, withhold) != (None, None, None):
        with open_project() as project:
            settle(project.desk, model, precision, withhold)
    elif groups_wanted or action.wanted:
        new_codes(source, groups, action)
    elif second_looks:
        second_look(source)
    elif remaining:
        with open_project() as project:
            print_remaining(project.desk, code or (), level, target)
    else:
        _suggest(source, top, order)


def _refuse_two(wanted: dict[str, bool]) -> None:
    both = [option for option, asked in wanted.items() if asked]
    if len(both) > 1:
        raise UserError(f"{' and '.join(both)} at once", hint="ask for one after the other")


def _suggest(source: str | None, top: int, order: OrderName | None) -> None:
    from qes.services.suggesting.embedding import embed
    from qes.services.suggesting.suggesting import suggest as compute

    with open_project() as project, progress_bar("suggesting") as progress:
        units = None
        if order is not None:
            # what comes next may follow from vectors
            embed(project.desk, source, progress=progress, say=warn)
            units = next_segments(project.desk, order, source)
        found = compute(project.desk, source, units=units, top=top, progress=progress, say=warn)
    print_suggested(found)
