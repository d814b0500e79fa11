"""What the coders of a round saw and decided, in columns: units by coders, units by codes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qes.analysis.agreement.code_cells import Applied
from qes.base import AuthorName, CodeId, SegmentId, SourceId
from qes.errors import Refused
from qes.services.coding import CODE_ASPECT, CodingState, dict_state
from qes.services.rounds import Round, RoundState, require_closed
from qes.store.judgements import OUTSIDE, SubjectKind
from qes.store.passages import passage_id
from qes.store.standing import Explained, Gathered, Question, explained_in, gathered_in
from qes.store.unit_columns import UnitColumns, moments, review_columns, seen_columns

if TYPE_CHECKING:
    from qes.store.database import Connection

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CoderCodings:
    """One coder's standing decisions about codes, in columns, in text order."""

    document: Integers
    start: Integers
    stop: Integers
    code: Integers
    applied: NDArray[np.bool_]
    """Given, and not refused."""
    reasons: tuple[str | None, ...]
    at: NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class RoundData:
    """What the coders of a round saw and decided."""

    round: Round
    units: UnitColumns
    codes: tuple[CodeId, ...]
    """That anyone applied or refused, in no order that matters."""
    coders: tuple[AuthorName, ...]
    """Who saw something or decided something, by name."""
    seen: NDArray[np.bool_]
    """Coders x units."""
    first_seen: NDArray[np.datetime64]
    """Coders x units: when each was first seen; the beginning of time where it was not."""
    codings: tuple[CoderCodings, ...]

    @cached_property
    def offsets(self) -> Integers:
        """Return where each document begins on an axis on which they stand one after another."""
        ends = np.zeros(len(self.units.sources), dtype=np.int64)
        np.maximum.at(ends, self.units.source, self.units.stop)
        for one in self.codings:
            np.maximum.at(ends, one.document, one.stop)
        return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(ends + 1)))

    @cached_property
    def ends(self) -> tuple[Integers, Integers]:
        """Return where units begin and end on that axis; they do not overlap."""
        shift = self.offsets[self.units.source]
        return self.units.start + shift, self.units.stop + shift

    def touched(self, coder: int) -> tuple[Integers, Integers]:
        """Return the first unit that each coding touches, and the first after it that it does not."""
        one = self.codings[coder]
        shift = self.offsets[one.document]
        starts, stops = self.ends
        low = np.searchsorted(stops, one.start + shift, side="right")
        return low, np.maximum(low, np.searchsorted(starts, one.stop + shift, side="left"))

    def given(self, coder: int) -> Applied:
        """Return which codes a coder gave to which units (units x codes)."""
        table = np.zeros((len(self.units), len(self.codes)), dtype=np.bool_)
        low, high = self.touched(coder)
        each = np.flatnonzero(self.codings[coder].applied & (high > low))
        many = (high - low)[each]
        row = np.repeat(low[each] - (np.cumsum(many) - many), many) + np.arange(many.sum())
        table[row, np.repeat(self.codings[coder].code[each], many)] = True
        return table


def read_round(connection: Connection, name: str | None) -> RoundData:
    """Read a round that is no longer blind, or with no round named what was decided outside any.

    Raises:
        Blind: its reviewers are still blind to each other.
    """
    if name is None:
        chosen = Round("", "outside rounds", RoundState.CLOSED, (), ())
    else:
        chosen = require_closed(connection, name)
    which = chosen.id or OUTSIDE
    units = review_columns(connection)
    place = {id_: at for at, id_ in enumerate(units.ids)}
    seen = seen_columns(connection, which, place)
    question = Question(SubjectKind.PASSAGE, None, (f"{CODE_ASPECT}*",), (which,))
    decided = _Decided(units, gathered_in(connection, question), explained_in(connection, question))
    coders = tuple(sorted({*seen, *map(AuthorName, decided.by_coder)}))
    eyes, first = _eyes(coders, seen, len(units))
    codings = tuple(decided.columns(who) for who in coders)
    return RoundData(chosen, units, tuple(map(CodeId, decided.codes)), coders, eyes, first, codings)


def _eyes(
    coders: Sequence[AuthorName],
    seen: Mapping[AuthorName, tuple[Integers, NDArray[np.datetime64]]],
    n: int,
) -> tuple[NDArray[np.bool_], NDArray[np.datetime64]]:
    eyes = np.zeros((len(coders), n), dtype=np.bool_)
    first = np.zeros((len(coders), n), dtype="datetime64[us]")
    for row, who in enumerate(coders):
        if who in seen:
            at, when = seen[who]
            eyes[row, at] = True
            first[row, at] = when
    return eyes, first


class _Decided:
    """Decisions as they are gathered: each person's last about a code of a passage stands."""

    def __init__(
        self, units: UnitColumns, gathered: Sequence[Gathered], explained: Sequence[Explained]
    ) -> None:
        self._place = {id_: at for at, id_ in enumerate(units.sources)}
        self.codes: dict[str, int] = {}
        self.by_coder: dict[str, list[Gathered]] = {}
        for one in gathered:
            self.by_coder.setdefault(one.author, []).append(one)
        self._reasons = {
            (one.author, one.subject, one.aspect.removeprefix(CODE_ASPECT), one.at): one.reason
            for one in explained
        }

    def columns(self, who: AuthorName) -> CoderCodings:
        columns = [np.zeros((0, 5), dtype=np.int64)]
        times: list[str] = []
        for one in self.by_coder.get(who, ()):
            numbers, at = self._numbers(one)
            columns.append(numbers)
            times += at
        table, when = np.concatenate(columns), moments(times)
        # The last of one passage and code stands; of one moment, that which comes last here.
        order = np.lexsort((np.arange(len(table)), when, *table.T[3::-1]))
        table, when = table[order], when[order]
        last = np.ones(len(table), dtype=np.bool_)
        last[:-1] = (table[1:, :4] != table[:-1, :4]).any(axis=1)
        here = last & (table[:, 4] >= 0)
        order, table, when = order[here], table[here], when[here]
        document, start, stop, code, given = table.T
        return CoderCodings(
            document,
            start,
            stop,
            code,
            given.astype(np.bool_),
            self._said(who, table, [times[at] for at in order.tolist()]),
            when,
        )

    def _numbers(self, one: Gathered) -> tuple[Integers, list[str]]:
        """Return document, start, stop, code and state of each decision; less than 0 is none."""
        words = one.told.split(" ")
        apart = " ".join(words[0::2]).replace(":", " ").replace("-", " ").split(" ")
        state = _state_of(one.value)
        given = -1 if state is None else int(state is CodingState.APPLIED)
        code = self.codes.setdefault(one.aspect.removeprefix(CODE_ASPECT), len(self.codes))
        numbers = np.empty((len(words) // 2, 5), dtype=np.int64)
        numbers[:, 0] = [self._place.get(SourceId(id_), -1) for id_ in apart[0::3]]
        numbers[:, 1] = np.array(apart[1::3], dtype=np.int64)
        numbers[:, 2] = np.array(apart[2::3], dtype=np.int64)
        numbers[:, 3:] = code, given
        known = numbers[:, 0] >= 0
        times = words[1::2]
        if known.all():
            return numbers, times
        return numbers[known], [times[at] for at in np.flatnonzero(known).tolist()]

    def _said(
        self, who: AuthorName, table: Integers, times: Sequence[str]
    ) -> tuple[str | None, ...]:
        if not self._reasons:
            return (None,) * len(table)
        sources, codes = list(self._place), list(self.codes)
        return tuple(
            self._reasons.get((who, passage_id(sources[of], start, stop), codes[code], at))
            for (of, start, stop, code, _), at in zip(table.tolist(), times, strict=True)
        )


def _state_of(value: str) -> CodingState | None:
    try:
        return dict_state(json.loads(value))
    except ValueError as error:
        raise Refused(
            "a decision in this project was changed from outside and cannot be read",
            hint="'qes verify' names it",
        ) from error


def decided_at(data: RoundData, coder: int) -> NDArray[np.datetime64]:
    """Return when a coder last decided about each unit; of one they left alone, when they saw it."""
    found: NDArray[np.datetime64] = data.first_seen[coder].copy()
    low, high = data.touched(coder)
    one = data.codings[coder]
    for step in range(int((high - low).max(initial=0))):
        here = low + step < high
        np.maximum.at(found, (low + step)[here], one.at[here])
    return found


def unit_ids(data: RoundData, at: Integers) -> tuple[SegmentId, ...]:
    """Return the ids of units by their places."""
    return tuple(data.units.ids[one] for one in at.tolist())
