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
from qes.base import AuthorName, CodeId, SegmentId
from qes.errors import Refused
from qes.services.coding import CODE_ASPECT, CodingState, dict_state
from qes.services.rounds import Round, RoundState, require_closed
from qes.store.judgements import OUTSIDE, SubjectKind
from qes.store.passages import span_of
from qes.store.standing import Question, Said, said_in
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
    decided = _Decided(units)
    question = Question(SubjectKind.PASSAGE, None, (f"{CODE_ASPECT}*",), (which,))
    decided.take(said_in(connection, question))
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
    """Decisions as they come: the last of each person about a code of a passage stands."""

    def __init__(self, units: UnitColumns) -> None:
        self._place = {id_: at for at, id_ in enumerate(units.sources)}
        self.codes: dict[str, int] = {}
        self.by_coder: dict[str, dict[tuple[str, str], tuple[str, str | None, str]]] = {}
        self._states: dict[str, CodingState | None] = {}

    def take(self, said: Sequence[Said]) -> None:
        for author, subject, aspect, value, reason, at in said:
            theirs = self.by_coder.get(author)
            if theirs is None:
                theirs = self.by_coder[author] = {}
            theirs[subject, aspect] = value, reason, at

    def _state(self, value: str) -> CodingState | None:
        if value not in self._states:
            try:
                self._states[value] = dict_state(json.loads(value))
            except ValueError as error:
                raise Refused(
                    "a decision in this project was changed from outside and cannot be read",
                    hint="'qes verify' names it",
                ) from error
        return self._states[value]

    def columns(self, who: AuthorName) -> CoderCodings:
        rows = []
        for (subject, aspect), (value, reason, at) in self.by_coder.get(who, {}).items():
            state = self._state(value)
            source, start, stop = span_of(subject)
            document = self._place.get(source)
            if state is not None and document is not None:
                code = self.codes.setdefault(aspect[len(CODE_ASPECT) :], len(self.codes))
                applied = state is CodingState.APPLIED
                rows.append((document, start, stop, code, applied, reason, at))
        columns = list(zip(*rows, strict=True)) if rows else [()] * 7
        numbers = np.array(columns[:5], dtype=np.int64).reshape(5, len(rows))
        order = np.lexsort(numbers[3::-1])
        document_, start_, stop_, code_, applied_ = numbers[:, order]
        reasons = tuple(columns[5][one] for one in order.tolist())
        return CoderCodings(
            document_,
            start_,
            stop_,
            code_,
            applied_.astype(np.bool_),
            reasons,
            moments(columns[6])[order],
        )


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
