"""`qes suggest --new-codes`: groups of passages without a code, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.group_lines import GROUP_COLUMNS, ID_DIGITS, group_row, print_groups
from qes.cli.output import as_json, counted, data, progress_bar, raw_json, rows, say, warn
from qes.cli.settings import Format, current, open_project
from qes.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qes.services.desk import Desk
    from qes.services.suggesting.grouping import OfferedGroup

NewCodes = Annotated[
    bool,
    typer.Option("--new-codes", help="Show groups of passages that no code has, to make codes of."),
]
Groups = Annotated[
    int | None,
    typer.Option(
        "--groups", metavar="N", min=1, max=200, help="With --new-codes: at most so many groups."
    ),
]
Make = Annotated[
    str | None,
    typer.Option("--make", metavar="GROUP", help="Make a code of a group; needs --name."),
]
Name = Annotated[str | None, typer.Option("--name", metavar="N", help="What the code is called.")]
Definition = Annotated[
    str | None, typer.Option("--definition", metavar="D", help="What the code means.")
]
Parent = Annotated[
    str | None, typer.Option("--parent", metavar="CODE", help="The code it belongs under.")
]
Give = Annotated[
    list[str] | None,
    typer.Option("--give", metavar="SEGMENT", help="Give it to this passage; may be repeated."),
]
Merge = Annotated[
    str | None,
    typer.Option("--merge", metavar="GROUP", help="Put a group together with others: --with."),
]
With = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="GROUP", help="The group to join it; may be repeated."),
]
Dismiss = Annotated[
    str | None,
    typer.Option("--dismiss", metavar="GROUP", help="Put a group aside; needs --reason."),
]
Reason = Annotated[
    str | None, typer.Option("--reason", metavar="R", help="Why the group is put aside.")
]
SecondLooks = Annotated[
    bool,
    typer.Option("--second-look", help="Show coded passages that are unlike others of their code."),
]


_GOES_WITH = {
    "--name": "--make",
    "--definition": "--make",
    "--parent": "--make",
    "--give": "--make",
    "--with": "--merge",
    "--reason": "--dismiss",
}
_NEEDED = ("--name", "--with", "--reason")


@dataclass(frozen=True, slots=True)
class GroupAction:
    """What a person wants done with a group, as they typed it; nothing where all are absent."""

    make: str | None = None
    name: str | None = None
    definition: str | None = None
    parent: str | None = None
    give: tuple[str, ...] = ()
    merge: str | None = None
    joined: tuple[str, ...] = ()
    dismiss: str | None = None
    reason: str | None = None

    @property
    def wanted(self) -> bool:
        """Say whether anything is to be done."""
        return self != GroupAction()

    def refuse_what_does_not_fit(self) -> None:
        """Refuse more than one action, half of one, and options of another.

        Raises:
            UserError: so it is.
        """
        actions = (("--make", self.make), ("--merge", self.merge), ("--dismiss", self.dismiss))
        chosen = [option for option, group in actions if group is not None]
        if len(chosen) > 1:
            raise UserError(f"{' and '.join(chosen)} at once", hint="do one after the other")
        given = {
            "--name": self.name is not None,
            "--with": bool(self.joined),
            "--reason": self.reason is not None,
            "--definition": self.definition is not None,
            "--parent": self.parent is not None,
            "--give": bool(self.give),
        }
        for option, action in _GOES_WITH.items():
            if given[option] and action not in chosen:
                raise UserError(f"{option} goes with {action} GROUP", hint="qes suggest --help")
            if option in _NEEDED and action in chosen and not given[option]:
                raise UserError(f"{action} needs {option}", hint="qes suggest --help")


def new_codes(source: str | None, count: int | None, action: GroupAction | None = None) -> None:
    """Print the groups there are now, or do with one of them what is asked.

    Raises:
        UserError: what is asked for does not fit together, or no such group is offered.
    """
    from qes.services.suggesting.corpus import NoVectors
    from qes.services.suggesting.embedding import embed
    from qes.services.suggesting.grouping import find_groups

    asked = action or GroupAction()
    asked.refuse_what_does_not_fit()
    with open_project() as project:
        with progress_bar("grouping") as progress:
            try:
                found = find_groups(project.desk, source, count=count, progress=progress)
            except NoVectors:
                embed(project.desk, source, progress=progress, say=warn)
                found = find_groups(project.desk, source, count=count, progress=progress)
        if asked.wanted:
            _act(project.desk, found, asked)
            return
    if current().format is not Format.TABLE:
        rows([group_row(one) for one in found], GROUP_COLUMNS)
        return
    print_groups(found, project.desk.author)
    if found:
        same = "".join(
            f" {option} {value}"
            for option, value in (("--source", source), ("--groups", count))
            if value is not None
        )
        say(f"\nact on one by its id: qes suggest --new-codes{same} --make ID --name NAME,")
        say("  or --merge ID --with ID, or --dismiss ID --reason WHY")


def _act(desk: Desk, found: Sequence[OfferedGroup], asked: GroupAction) -> None:
    from qes.services.suggesting.grouping import (
        choose_group,
        dismiss_group,
        make_code,
        merge_groups,
    )

    if asked.make is not None:
        group = choose_group(found, asked.make)
        made = make_code(
            desk,
            group,
            asked.name or "",
            definition=asked.definition or "",
            parent=asked.parent,
            give_to=asked.give,
        )
        passages = counted(len(group.members), "passage", "passages")
        _done(
            {"code": made.code.id, "path": made.path, "group": group.id, "given": made.given},
            made.code.id,
            f"made the code {made.path!r} ({made.code.id}) of a group of {passages}; "
            f"you gave it to {made.given:,} of them; it is in the codebook for everyone",
        )
    elif asked.merge is not None:
        groups = [choose_group(found, one) for one in (asked.merge, *asked.joined)]
        judgement = merge_groups(desk, groups)
        total = sum(len(one.members) for one in {one.id: one for one in groups}.values())
        _done(
            {"judgement": judgement.id, "group": judgement.subject.id, "passages": total},
            judgement.subject.id[:ID_DIGITS],
            f"{len(groups)} groups are now offered as one of {total:,} passages",
        )
    elif asked.dismiss is not None:
        group = choose_group(found, asked.dismiss)
        judgement = dismiss_group(desk, group, asked.reason or "")
        passages = counted(len(group.members), "passage", "passages")
        _done(
            {"judgement": judgement.id, "group": group.id, "passages": len(group.members)},
            judgement.id,
            f"put aside a group of {passages}; it is told where it comes up again",
        )


def _done(as_data: dict[str, Json], line: str, words: str) -> None:
    if as_json():
        raw_json(as_data)
    else:
        data(line)
    say(words)
