"""The units that coders are compared on, and what each of them gave: rows of 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from codebooks.code import CodeStatus
from codebooks.codebook import Codebook
from qes.analysis.agreement.code_cells import Applied
from qes.analysis.agreement.code_sets import CodeSet, SetRatings, set_ratings
from qes.analysis.agreement.documents import Documents
from qes.analysis.agreement.ratings import UNRATED, Ratings
from qes.analysis.agreement.report import UnitKind
from qes.base import sha256
from qes.services.agreement.round_data import RoundData
from qes.services.code_levels import CodeLevel, raised_codes

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Compared:
    """What some coders gave to the units that they are compared on."""

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    given: tuple[Applied, ...]
    """Of each coder, units x codes."""
    rated: NDArray[np.bool_]
    """Coders x units: who saw which; of two coders everything."""
    unit: Integers
    """The first segment of each unit, as a place among all of them."""
    documents: Documents

    def __len__(self) -> int:
        return len(self.unit)

    def of(self, here: NDArray[np.bool_]) -> Compared:
        """Keep some of the units."""
        at = np.flatnonzero(here)
        return Compared(
            self.coders,
            self.codes,
            tuple(one.take(at, axis=0) for one in self.given),
            self.rated[:, at],
            self.unit[at],
            self.documents.some(at),
        )

    @cached_property
    def sets(self) -> SetRatings:
        """Return each unit's codes as a set a coder; those that are the same have one number."""
        packed = [np.packbits(one, axis=1) for one in self.given]
        some = [one.any(axis=1) for one in packed]
        if not packed:
            return set_ratings(())
        rows = np.concatenate([one[here] for one, here in zip(packed, some, strict=True)])
        number, sets = _numbered(rows, self.codes)
        values = np.full(self.rated.T.shape, UNRATED, dtype=np.int64)
        values[self.rated.T] = 0
        begin = 0
        for at, here in enumerate(some):
            n = int(here.sum())
            values[here, at] = number[begin : begin + n] + 1
            begin += n
        values[~self.rated.T] = UNRATED
        ratings = Ratings(
            values,
            np.ones(len(self), dtype=np.int64),
            tuple(range(len(sets) + 1)),
            self.coders,
            self.documents,
        )
        return SetRatings((frozenset(), *sets), ratings)

    @cached_property
    def single(self) -> Integers:
        """Return which code each coder gave each unit (units x coders) where they gave just one.

        It is `UNRATED` where they gave none or several, or did not see the unit.
        """
        place = {code: at for at, code in enumerate(self.codes)}
        code = [place[str(next(iter(one)))] if len(one) == 1 else UNRATED for one in self.sets.sets]
        return np.array([*code, UNRATED], dtype=np.int64)[self.sets.ratings.values]

    @cached_property
    def differing(self) -> Integers:
        """Return the places of the units that not all who saw them gave the same codes."""
        values = self.sets.ratings.values
        if not self.given:
            return np.zeros(0, dtype=np.int64)
        first = np.where(self.rated.T, values, values.max(initial=0) + 1).min(axis=1)
        return np.flatnonzero((self.rated.T & (values != first[:, None])).any(axis=1))


def _numbered(rows: NDArray[np.uint8], codes: Sequence[str]) -> tuple[Integers, list[CodeSet]]:
    if not len(rows) or not rows.shape[1]:
        return np.zeros(len(rows), dtype=np.int64), []
    whole = np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1])))[:, 0]
    found, which = np.unique(whole, return_inverse=True)
    bits = np.unpackbits(found.view(np.uint8).reshape(len(found), -1), axis=1)
    sets: list[CodeSet] = [
        frozenset(codes[at] for at in np.flatnonzero(one).tolist()) for one in bits
    ]
    return np.asarray(which.reshape(-1), dtype=np.int64), sets


def compared_units(data: RoundData, coders: Sequence[int], kind: UnitKind) -> Compared:
    """Take the units that coders can be compared on, with the codes as they gave them.

    A segment counts for those who saw it. Two coders are compared on what both saw, more on what
    any two of them saw. A turn or a document is made of those of its segments that all of them
    saw, and has all their codes.
    """
    eyes = data.seen[list(coders)]
    whole = kind in {UnitKind.TURN, UnitKind.DOCUMENT}
    enough = len(coders) if whole else 2
    at = np.flatnonzero(eyes.sum(axis=0) >= max(2, enough))
    given = [data.given(one)[at] for one in coders]
    rated, document = eyes[:, at], data.units.source[at]
    if whole:
        key = document * (int(data.units.turn.max(initial=0)) + len(data.units) + 1)
        if kind is UnitKind.TURN:
            turn = data.units.turn[at]
            # What is in no turn stands for itself.
            key = key + np.where(turn > 0, turn, int(data.units.turn.max(initial=0)) + 1 + at)
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        given = [_joined(one, which.reshape(-1), len(first)) for one in given]
        rated, at, document = rated[:, first], at[first], document[first]
    for row, seen in zip(given, rated, strict=True):
        row[~seen] = False
    names, of = np.unique(document, return_inverse=True)
    return Compared(
        tuple(data.coders[one] for one in coders),
        tuple(data.codes),
        tuple(given),
        rated,
        at,
        Documents(tuple(data.units.sources[one] for one in names), of.reshape(-1)),
    )


def _joined(rows: Applied, which: Integers, n: int) -> Applied:
    found = np.zeros((n, rows.shape[1]), dtype=np.bool_)
    place, code = np.nonzero(rows)
    found[which[place], code] = True
    return found


def at_level(units: Compared, book: Codebook, level: CodeLevel) -> Compared:
    """Roll codes up to a level; all codes that there were to choose from stand, in tree order."""
    raised = raised_codes(book, level)
    domain = domain_at(units, book, raised)
    place = {code: at for at, code in enumerate(domain)}
    columns: dict[int, list[int]] = {}
    for at, code in enumerate(units.codes):
        column = place.get(raised.get(code, code))
        if column is not None:
            columns.setdefault(column, []).append(at)
    given = []
    for one in units.given:
        table = np.zeros((len(one), len(domain)), dtype=np.bool_)
        for column, of in columns.items():
            table[:, column] = one[:, of[0]] if len(of) == 1 else one[:, of].any(axis=1)
        given.append(table)
    return Compared(units.coders, domain, tuple(given), units.rated, units.unit, units.documents)


def domain_at(units: Compared, book: Codebook, raised: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes to choose from: from the codebook, and what was chosen besides."""
    used = [
        code for at, code in enumerate(units.codes) if any(one[:, at].any() for one in units.given)
    ]
    to_choose = {raised.get(code, code) for code in (*choices(book), *used)}
    return tuple(code.id for code in book.in_tree_order() if code.id in to_choose)


def choices(book: Codebook) -> tuple[str, ...]:
    """Return the codes in use that have none in use below them."""
    active = [code for code in book.in_tree_order() if code.status is CodeStatus.ACTIVE]
    above = {code.parent for code in active}
    return tuple(code.id for code in active if code.id not in above)


def data_hash(units: Compared, ids: Sequence[str]) -> str:
    """Hash what was compared: a line a unit, its id and each coder's codes, `;` between them.

    A coder who did not see the unit has `-` there; fields are parted by tabs, lines by LF.
    """
    names = [";".join(sorted(map(str, one))) for one in units.sets.sets]
    names.append("-")
    columns = [map(names.__getitem__, row.tolist()) for row in units.sets.ratings.values.T]
    return sha256("".join(f"{line}\n" for line in map("\t".join, zip(ids, *columns, strict=True))))
