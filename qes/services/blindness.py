"""How many decisions of a round were made blind, and on the sight of what the others were.

What its author could see is recorded with each decision: the round, whose states are judgements
with their times, and what of suggestions was shown, to which its basis points. All of it lies in
the chain of hashes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from codebooks.shipped import shipped_instruments
from qes.base import AuthorName
from qes.services.coding import CODE_ASPECT, NO_CODE_ASPECT
from qes.services.consensus import CONSENSUS
from qes.services.desk import Desk
from qes.services.rounds import Round, RoundState, read_rounds, require_closed
from qes.services.screening_form import STAGE_ASPECTS
from qes.store.decision_columns import DecisionColumns, decisions_in, moments, times_of
from qes.store.judgements import OUTSIDE, SubjectKind
from qes.store.passages import span_of
from qes.store.showings import Sight, sights_in
from qes.store.standing import Question, earliest_in, told

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class RoundStep:
    """One step of a round, who took it, and why."""

    state: RoundState
    at: str
    by: AuthorName
    reason: str | None


@dataclass(frozen=True, slots=True)
class Blindness:
    """Of all decisions that stand in a round, how many were made on the sight of nobody else's.

    `n_decisions` is the sum of `n_blind`, `n_open`, `n_late` and `n_foreknown`.
    """

    round: Round | None
    """None is what was decided outside rounds."""
    n_decisions: int
    n_blind: int
    n_open: int
    """Made where reviewers see each other's decisions: in a round that is visible from the start,
    or in none."""
    n_late: int
    """Made after independent work had ended."""
    n_foreknown: int
    """Made about something of which another's decision, from before the round, was in sight."""
    n_with_suggestions: int
    """Made with a machine's suggestions before one's eyes."""
    n_withheld: int
    """Made while suggestions were kept back."""
    n_unknown: int
    """Made on a suggestion of which is no longer known how it was shown."""
    steps: tuple[RoundStep, ...]
    """In their order."""

    @property
    def opened(self) -> RoundStep | None:
        """When independent work began."""
        return next((one for one in self.steps if one.state is RoundState.OPEN), None)

    @property
    def compared(self) -> RoundStep | None:
        """When it ended, and everyone could see it."""
        return next((one for one in self.steps if one.state is not RoundState.OPEN), None)


def blindness_of(
    desk: Desk, round_name: str | None, *, decided: DecisionColumns | None = None
) -> Blindness:
    """Say of the decisions of a round, or with none named of those outside rounds, what was seen.

    Another's decision counts as in sight if the program would have shown it, whether or not it was
    asked for it: one outside rounds from the moment it was made, one of another round from the end
    of its blindness. About the same words, the same study, or the same reference at the same stage,
    is about the same thing.

    Args:
        desk: Who asks.
        round_name: Id or title.
        decided: What stands in it of each person, if it is read already.

    Raises:
        NotFound: there is no such round.
        Blind: its reviewers are still blind to each other.
    """
    with desk.store.read() as connection:
        one = None if round_name is None else require_closed(connection, round_name)
        steps = () if one is None else _steps(connection, desk, one)
        if decided is None:
            decided = decisions_in(connection, _question(one))
        sights = sights_in(connection, None if one is None else one.id)
        before = (
            None
            if one is None or one.visible
            else [_Foreknown(connection, desk, one, only) for only in _apart(one.subject)]
        )
    end = next((step.at for step in steps if step.state is not RoundState.OPEN), None)
    late = foreknown = 0
    if before is not None:
        after = np.zeros(len(decided), np.bool_) if end is None else decided.at > moments([end])
        late = int(after.sum())
        early = decided.those(~after)
        foreknown = sum(each.count(early) for each in before)
    n = len(decided)
    shown = _shown(decided, sights)
    return Blindness(
        round=one,
        n_decisions=n,
        n_blind=0 if before is None else n - late - foreknown,
        n_open=n if before is None else 0,
        n_late=late,
        n_foreknown=foreknown,
        n_with_suggestions=sum(s is not None and s.offered and not s.withheld for s in shown),
        n_withheld=sum(s is not None and s.withheld for s in shown),
        n_unknown=sum(s is None for s in shown),
        steps=steps,
    )


def _shown(decided: DecisionColumns, sights: Mapping[str, Sight]) -> Sequence[Sight | None]:
    """Return what was before whose eyes, of each decision that rests on something shown."""
    words = decided.basis.words
    of_word = [sights.get(one.partition(".")[0]) for one in words]
    return [of_word[at] for at in decided.basis.at.tolist() if words[at]]


def _steps(connection: Connection, desk: Desk, one: Round) -> tuple[RoundStep, ...]:
    question = Question(SubjectKind.ROUND, [one.id], ("state",), (OUTSIDE,))
    return tuple(
        RoundStep(RoundState(str(said.value)), said.at, said.author, said.reason)
        for said in told(connection, question, viewer=desk.author, everyones=("state",))
    )


def _kind(one: Round | None) -> SubjectKind:
    return SubjectKind.PASSAGE if one is None else one.subject


def _aspects(kind: SubjectKind) -> tuple[str, ...]:
    """Return what each person decides of a thing for themselves; none is all there is."""
    if kind is SubjectKind.PASSAGE:
        return (f"{CODE_ASPECT}*", NO_CODE_ASPECT)
    if kind is SubjectKind.STUDY:
        return tuple(f"{name}:*" for name in shipped_instruments())
    return STAGE_ASPECTS if kind is SubjectKind.REFERENCE else ()


def _apart(kind: SubjectKind) -> tuple[str | None, ...]:
    """Return what is decided of a thing for itself; None is all of it together.

    What another thinks of a title tells nothing of a full text.
    """
    return STAGE_ASPECTS if kind is SubjectKind.REFERENCE else (None,)


def _question(one: Round | None) -> Question:
    kind = _kind(one)
    return Question(kind, None, _aspects(kind), (OUTSIDE if one is None else one.id,))


class _Foreknown:
    """What of others was in sight of whom, and from when on."""

    def __init__(self, connection: Connection, desk: Desk, one: Round, only: str | None) -> None:
        """Read it: of every aspect, or of one only, and what was agreed about it."""
        self._kind = one.subject
        self._only = only
        ends = {
            other.id: _in_sight_from(connection, desk, other)
            for other in read_rounds(connection)
            if other.id != one.id and not other.blind
        }
        aspects = _aspects(one.subject) if only is None else (only,)
        if aspects:
            aspects += (f"{CONSENSUS}{only or '*'}",)
        said: dict[str, dict[str, str]] = {}
        question = Question(one.subject, None, aspects, (OUTSIDE, *ends))
        for each in earliest_in(connection, question):
            since = each.at if each.round is None else max(each.at, ends[each.round])
            by = said.setdefault(each.subject, {})
            by[each.author] = min(since, by.get(each.author, since))
        found: dict[str, list[_Stretch]] = {}
        for subject, by in said.items():
            thing, start, stop = self._place(subject)
            found.setdefault(thing, []).append((start, stop, by))
        self._found = {thing: _Stretches(some) for thing, some in found.items()}

    def count(self, decided: DecisionColumns) -> int:
        """Count the decisions made with another's about the same thing in sight."""
        if not self._found:
            return 0
        if self._only is not None:
            about = np.array([word == self._only for word in decided.aspect.words], dtype=np.bool_)
            decided = decided.those(about[decided.aspect.at])
        first = list(map(self._since, decided.subject.words))
        known = np.array([bool(one) for one in first], dtype=np.bool_)
        some = decided.those(known[decided.subject.at])
        return sum(
            any(
                since <= at for other, since in first[subject].items() if other != some.authors[who]
            )
            for subject, who, at in zip(
                some.subject.at.tolist(), some.author.at.tolist(), times_of(some.at), strict=True
            )
        )

    def _since(self, subject: str) -> dict[str, str]:
        """Return from when on a decision of each person about a thing was in sight."""
        thing, start, stop = self._place(subject)
        known = self._found.get(thing)
        first: dict[str, str] = {}
        for _, _, by in known.touching(start, stop) if known is not None else ():
            for author, since in by.items():
                first[author] = min(since, first.get(author, since))
        return first

    def _place(self, subject: str) -> tuple[str, int, int]:
        if self._kind is SubjectKind.PASSAGE:
            return span_of(subject)
        return subject, 0, 1


_Stretch = tuple[int, int, Mapping[str, str]]
"""Where it begins and ends, and from when on whose decision about it was in sight."""


class _Stretches:
    """Stretches of one text that may overlap."""

    def __init__(self, found: Iterable[_Stretch]) -> None:
        self._found = sorted(found, key=itemgetter(0, 1))
        self._starts = [one[0] for one in self._found]
        self._reach = list(accumulate(map(itemgetter(1), self._found), max))
        """How far the text is covered up to each of them."""

    def touching(self, start: int, stop: int) -> Sequence[_Stretch]:
        """Return those that share a letter with a stretch."""
        touching = []
        at = bisect_left(self._starts, stop) - 1
        while at >= 0 and self._reach[at] > start:
            if self._found[at][1] > start:
                touching.append(self._found[at])
            at -= 1
        return touching


def _in_sight_from(connection: Connection, desk: Desk, one: Round) -> str:
    """Return when a round's decisions came in sight; of one visible from the start, at once."""
    if one.visible:
        return ""
    steps = _steps(connection, desk, one)
    return next((step.at for step in steps if step.state is not RoundState.OPEN), "")
