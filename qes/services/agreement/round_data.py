"""What the coders of a round saw and decided, in columns: units by coders, units by codes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qes.analysis.agreement.code_cells import Applied
from qes.base import AuthorName, CodeId, SegmentId
from qes.errors import Refused, UserError
from qes.services.coding import CODE_ASPECT, NO_CODE_ASPECT, CodingState, dict_state
from qes.services.rounds import Round, RoundState, require_closed
from qes.store.decision_columns import DecisionColumns, decisions_in
from qes.store.judgements import OUTSIDE, SubjectKind
from qes.store.standing import Question
from qes.store.unit_columns import UnitColumns, review_columns, seen_columns

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
    """That anyone applied or refused."""
    coders: tuple[AuthorName, ...]
    """Who saw something or decided something, by name."""
    seen: NDArray[np.bool_]
    """Coders x units."""
    first_seen: NDArray[np.datetime64]
    """Coders x units: when each was first seen; the beginning of time where it was not."""
    decided: DecisionColumns
    """All that stands, of codes and of passages to which none applies."""
    codings: tuple[CoderCodings, ...]

    @cached_property
    def seen_twice(self) -> tuple[int, ...]:
        """Return the coders who saw a unit that another of them saw too."""
        twice = self.seen & (self.seen.sum(axis=0) > 1)
        return tuple(at for at, row in enumerate(twice) if row.any())

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


def read_round(
    connection: Connection, name: str | None, *, units: UnitColumns | None = None
) -> RoundData:
    """Read a round that is no longer blind, or with no round named what was decided outside any.

    Args:
        connection: To the project.
        name: Id or title.
        units: All there are, if they are read already.

    Raises:
        Blind: its reviewers are still blind to each other.
    """
    if name is None:
        chosen = Round("", "outside rounds", RoundState.CLOSED, (), ())
    else:
        chosen = require_closed(connection, name)
    which = chosen.id or OUTSIDE
    units = review_columns(connection) if units is None else units
    seen = seen_columns(connection, which, {id_: at for at, id_ in enumerate(units.ids)})
    question = Question(SubjectKind.PASSAGE, None, (f"{CODE_ASPECT}*", NO_CODE_ASPECT), (which,))
    decided = decisions_in(connection, question)
    coders = tuple(sorted({*seen, *decided.authors}))
    eyes, first = _eyes(coders, seen, len(units))
    codes, codings = _codings(units, decided, coders)
    return RoundData(chosen, units, codes, coders, eyes, first, decided, codings)


def require_two(data: RoundData) -> None:
    """Refuse a round in which no two people saw the same unit.

    Raises:
        UserError: it is such a round.
    """
    if not data.seen_twice:
        people = ", ".join(data.coders) or "nobody"
        raise UserError(
            f"no two people have seen the same segment {data.round.place}",
            hint=f"so far: {people}",
        )


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


def _codings(
    units: UnitColumns, decided: DecisionColumns, coders: Sequence[AuthorName]
) -> tuple[tuple[CodeId, ...], tuple[CoderCodings, ...]]:
    """Return the codes that were decided about, and each coder's decisions in text order."""
    code, codes = _codes(decided)
    given = np.array([_given(one) for one in decided.value.words], dtype=np.int64)
    spans = _spans(units, decided.subject.words)
    of_value, row = given[decided.value.at], spans[:, decided.subject.at]
    here = np.flatnonzero((code >= 0) & (of_value >= 0) & (row[0] >= 0))
    here = here[np.lexsort((code[here], *row[::-1, here]))]
    place = {who: at for at, who in enumerate(decided.authors)}
    codings = []
    for who in coders:
        mine = here[decided.author.at[here] == place.get(who, -1)]
        document, start, stop = row[:, mine]
        reasons = tuple(decided.reason.words[at] or None for at in decided.reason.at[mine].tolist())
        codings.append(
            CoderCodings(
                document,
                start,
                stop,
                code[mine],
                of_value[mine] == 1,
                reasons,
                decided.at[mine],
            )
        )
    return codes, tuple(codings)


def _codes(decided: DecisionColumns) -> tuple[Integers, tuple[CodeId, ...]]:
    """Return of each decision the number of its code, less than 0 where it has none; and the codes.

    They come as one coder after the other used them.
    """
    aspects, n = decided.aspect.words, len(decided.aspect.words)
    used = np.unique(decided.author.at * n + decided.aspect.at).tolist() if n else []
    by_coder = sorted((decided.authors[one // n], aspects[one % n]) for one in used)
    codes = dict.fromkeys(one for _, one in by_coder if one.startswith(CODE_ASPECT))
    place = {one: at for at, one in enumerate(codes)}
    number = np.array([place.get(one, -1) for one in aspects], dtype=np.int64)
    return number[decided.aspect.at], tuple(CodeId(one.removeprefix(CODE_ASPECT)) for one in codes)


def _spans(units: UnitColumns, passages: Sequence[str]) -> Integers:
    """Return documents, starts and stops of passages; of one in no such document less than 0."""
    place: Mapping[str, int] = {id_: at for at, id_ in enumerate(units.sources)}
    words = "-".join(passages).replace(":", "-").split("-") if passages else []
    n = len(passages)
    return np.stack(
        (
            np.fromiter(map(place.get, words[0::3], repeat(-1)), np.int64, n),
            np.fromiter(map(int, words[1::3]), np.int64, n),
            np.fromiter(map(int, words[2::3]), np.int64, n),
        )
    )


def _given(value: str) -> int:
    """Return 1 where a code was given, 0 where it was refused; less than 0 is no decision."""
    state = _state_of(value)
    return -1 if state is None else int(state is CodingState.APPLIED)


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
