"""Groups of passages that no code has, offered for what a person may make of them: a code, or not.

A group is never named and never coded by the program: it shows what it is made of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from codebooks.code import Code, CodeStatus
from qes.base import CodeId, SegmentId, SourceId
from qes.errors import NotFound, UserError
from qes.services.codebook import add_in
from qes.services.coding import apply_code
from qes.services.desk import Desk
from qes.services.lookup import find_passage, find_source
from qes.services.reading_codebook import read_codebook
from qes.services.suggesting.group_decisions import (
    GroupAspect,
    GroupDecision,
    GroupDraft,
    judge_group,
    read_group_decisions,
    remembered,
)
from qes.services.suggesting.quoted import QuotedPassage
from qes.store.judgements import Judgement
from qes.store.segments import segments_touching

if TYPE_CHECKING:
    from qes.services.suggesting.coded_corpus import CodedCorpus
    from qes.store.database import Connection
    from qes.suggest.groups import Group
    from qes.suggest.phrases import Phrase

Progress = Callable[[str, int, int], None]
_FEWEST_WORDS = 4
"""Where passages have fewer, as headings and cells of tables do, there is little to judge by."""
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class OfferedGroup:
    """Passages that belong together as far as vectors and words can tell; not a code."""

    id: str
    """A hash of the members: another as soon as one of them is coded."""
    members: tuple[SegmentId, ...]
    """The one nearest the middle first."""
    sources: tuple[SourceId, ...]
    """Where they stand, in reading order."""
    phrases: tuple[Phrase, ...]
    typical: tuple[QuotedPassage, ...]
    """At most five near the middle that are unlike one another."""
    nearest: CodeId | None
    """The code in use whose passages are most like it; None where those of every code are unlike."""
    nearest_path: str | None
    distance: float | None
    """How unlike those are: to compare groups of one call, not of two; None without codes."""
    before: GroupDecision | None
    """What was decided about the group that this one is again."""
    before_path: str | None
    """The path of the code that was made of it then."""


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A code that a person made of a group."""

    code: Code
    path: str
    given: int
    """To how many passages they gave it."""


def find_groups(
    desk: Desk,
    source: str | None = None,
    *,
    count: int | None = None,
    progress: Progress | None = None,
) -> tuple[OfferedGroup, ...]:
    """Return groups of the passages that have no code, those to be looked at first.

    First come those nobody has decided about, farthest from every code in use first, but those of
    a few words each after the others; then those that were put aside or made a code of before.
    The same decisions give the same groups.

    Args:
        desk: Who asks: their own decisions count, and those of closed rounds.
        source: Id or file name; None is every source. What is coded elsewhere counts too.
        count: How many groups to make at most; by default about as many as there are codes.
        progress: Called with (what, done, total).

    Raises:
        UserError: there is nothing to group, or vectors are missing.
    """
    from qes.services.suggesting.coded_corpus import (  # noqa: PLC0415 - numpy
        passages_to_group,
        read_coded_corpus,
    )
    from qes.suggest.groups import group_passages  # noqa: PLC0415 - numpy

    tell = progress or (lambda _what, _done, _total: None)
    tell("reading passages", 0, 1)
    coded = read_coded_corpus(desk, source)
    in_use = {code.id for code in coded.book.codes if code.status is CodeStatus.ACTIVE}
    with desk.store.read() as connection:
        decisions = [
            one
            for one in read_group_decisions(connection, desk)
            if one.code is None or one.code in in_use
        ]
    passages = passages_to_group(desk, coded, tell)
    tell("putting passages together", 0, 1)
    united = [one.members for one in decisions if one.aspect is GroupAspect.MERGED]
    found = group_passages(passages, count=count, together=united)
    offered = [_offered(one, coded, decisions) for one in found]
    tell("putting passages together", 1, 1)
    return tuple(
        sorted(offered, key=lambda one: (one.before is not None, _says_little(one, coded)))
    )


def _says_little(group: OfferedGroup, coded: CodedCorpus) -> bool:
    """Say whether most of a group is headings, cells of tables and the like."""
    lengths = [len(_WORD.findall(coded.corpus.text(one))) for one in group.members]
    return median(lengths) < _FEWEST_WORDS


def _offered(group: Group, coded: CodedCorpus, decisions: Sequence[GroupDecision]) -> OfferedGroup:
    members = tuple(SegmentId(one) for one in group.members)
    theirs = {coded.sources[one] for one in members}
    book, before = coded.book, remembered(members, decisions)
    return OfferedGroup(
        id=group.id,
        members=members,
        sources=tuple(one for one in coded.names if one in theirs),
        phrases=group.phrases,
        typical=tuple(coded.quoted(SegmentId(one)) for one in group.typical),
        nearest=group.nearest,
        nearest_path=None if group.nearest is None else book.path(group.nearest),
        distance=group.distance,
        before=before,
        before_path=None if before is None or before.code is None else book.path(before.code),
    )


def choose_group(groups: Sequence[OfferedGroup], text: str) -> OfferedGroup:
    """Return the group a person means by its id or the beginning of it.

    Raises:
        NotFound: none begins so, or several do.
    """
    wanted = text.strip().casefold()
    fitting = [one for one in groups if wanted and one.id.startswith(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise NotFound(
            f"{text!r} fits {len(fitting)} groups", hint=", ".join(one.id for one in fitting)
        )
    raise NotFound(
        f"no group {text!r} is offered now: groups change as passages are coded",
        hint="list them again",
    )


def dismiss_group(desk: Desk, group: OfferedGroup, reason: str) -> Judgement:
    """Put a group aside: where it comes up again, that and why is told.

    Raises:
        UserError: no reason is given.
    """
    if not reason.strip():
        raise UserError("putting a group aside needs a reason", hint="say why, in a few words")
    draft = GroupDraft(GroupAspect.DISMISSED, group.members, group.sources, reason=reason.strip())
    with desk.store.write() as connection:
        return judge_group(connection, desk, draft)


def merge_groups(desk: Desk, groups: Sequence[OfferedGroup]) -> Judgement:
    """Put groups together: from now on they are offered as one.

    Raises:
        UserError: there is only one.
    """
    different = {one.id: one for one in groups}
    if len(different) < 2:
        raise UserError("one group alone cannot be merged", hint="name another one to join it")
    members = {each: None for one in different.values() for each in one.members}
    sources = {each: None for one in different.values() for each in one.sources}
    draft = GroupDraft(GroupAspect.MERGED, tuple(members), tuple(sources), united=tuple(different))
    with desk.store.write() as connection:
        return judge_group(connection, desk, draft)


def make_code(
    desk: Desk,
    group: OfferedGroup,
    name: str,
    *,
    definition: str = "",
    parent: str | None = None,
    give_to: Sequence[str] = (),
) -> MadeCode:
    """Make a code of a group and give it to the passages that are named, to no others.

    The code is in the codebook for everyone; what was made of the group is one's own decision.

    Args:
        desk: Who makes it.
        group: What it is made of.
        name: What the code is called.
        definition: What it means; it may wait.
        parent: Id, path or name of the code it belongs under; None makes a root.
        give_to: Segments of the group.

    Raises:
        NotFound: there is no such parent or segment.
        UserError: a segment is not in the group, or the code cannot be made (see `add_code`).
    """
    with desk.store.write() as connection:
        chosen = dict.fromkeys(_member(connection, group, one) for one in give_to)
        code = add_in(connection, desk, name, definition=definition, parent=parent)
        judge_group(
            connection,
            desk,
            GroupDraft(GroupAspect.CODE, group.members, group.sources, code=CodeId(code.id)),
        )
        path = read_codebook(connection).path(code.id)
    for segment in chosen:
        apply_code(desk, segment, code.id)
    return MadeCode(code, path, len(chosen))


def _member(connection: Connection, group: OfferedGroup, text: str) -> SegmentId:
    """Return the segment of the group that a person means."""
    where = find_passage(connection, text)
    touched = segments_touching(
        connection, find_source(connection, where.source), where.start, where.stop
    )
    for one in touched:
        if (one.start, one.stop) == (where.start, where.stop) and one.id in group.members:
            return one.id
    raise UserError(f"{text} is not in group {group.id}", hint="name segments of the group")
