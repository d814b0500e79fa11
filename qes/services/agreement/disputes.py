"""The units on which coders differ, with their words, reasons and what was settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from codebooks.codebook import Codebook
from qes.analysis.agreement.code_sets import SetDistance, SetMembers
from qes.analysis.agreement.documents import Floats
from qes.analysis.agreement.ratings import UNRATED
from qes.analysis.agreement.report import CoderCodes, SettledCode, UnitDisagreement
from qes.analysis.confusion import ConfusionMap, RatedTwice, confusion_map
from qes.services.agreement.compared import Compared
from qes.services.agreement.round_data import Integers, RoundData
from qes.services.consensus import Settled, read_settled
from qes.store.sources import read_text

if TYPE_CHECKING:
    from qes.store.database import Connection

_LONGEST_QUOTE = 600
"""Characters of a unit that are shown; a longer one is cut and says so."""


def confusion_of(units: Compared, ids: Sequence[str]) -> ConfusionMap:
    """Set against each other the codes that one coder gave and another did not."""
    sets, values = units.sets.sets, units.sets.ratings.values
    names: list[frozenset[str]] = [frozenset(map(str, one)) for one in sets]
    rated = [
        RatedTwice(ids[at], names[first], names[second])
        for at in units.differing.tolist()
        for first, second in combinations([one for one in values[at].tolist() if one >= 0], 2)
        if first != second
    ]
    return confusion_map(rated)


def distances(units: Compared, places: Integers) -> Floats:
    """Return how far coders are apart (MASI, the mean over pairs of them) on some units."""
    values = units.sets.ratings.values[places]
    members = SetMembers.of(units.sets.sets)
    summed, pairs = np.zeros(len(places)), np.zeros(len(places))
    for i, j in combinations(range(values.shape[1]), 2):
        here = np.flatnonzero((values[:, i] != UNRATED) & (values[:, j] != UNRATED))
        apart = members.apart_in_pairs(values[here, i], values[here, j], SetDistance.MASI)
        summed[here] += apart
        pairs[here] += 1
    return np.asarray(summed / np.maximum(pairs, 1))


def disagreements(
    connection: Connection,
    data: RoundData,
    units: Compared,
    book: Codebook,
    *,
    most: int | None,
    since: str,
) -> tuple[UnitDisagreement, ...]:
    """List the units on which coders differ, the furthest apart first, then in text order.

    Args:
        connection: To the project.
        data: What coders saw and decided.
        units: Segments, with codes as they were given.
        book: For the codes' paths.
        most: So many at most; None is all.
        since: What was settled earlier settles nothing here.
    """
    places = units.differing
    apart = distances(units, places)
    order = np.argsort(-np.round(apart, 12), kind="stable")[:most]
    shown, apart = places[order], apart[order]
    segments = units.unit[shown]
    settled = _settled(connection, data, segments, since)
    texts = {
        of: read_text(connection, data.units.sources[of])
        for of in np.unique(data.units.source[segments]).tolist()
    }
    paths: dict[str, str] = {code.id: book.path(code.id) for code in book.codes}
    names: dict[str, str] = {code.id: code.name for code in book.codes}
    reasons = _reasons(data, set(segments.tolist()), names)
    found = []
    for at, segment, distance in zip(
        shown.tolist(), segments.tolist(), apart.tolist(), strict=True
    ):
        row = units.sets.ratings.values[at].tolist()
        given = {
            who: units.sets.sets[one]
            for who, one in zip(units.coders, row, strict=True)
            if one != UNRATED
        }
        disputed = frozenset.union(*given.values()) - frozenset.intersection(*given.values())
        of, start, stop = (
            int(column[segment])
            for column in (data.units.source, data.units.start, data.units.stop)
        )
        found.append(
            UnitDisagreement(
                unit=data.units.ids[segment],
                document=data.units.names[of],
                start=start,
                stop=stop,
                quote=_quoted(texts[of][start:stop]),
                distance=distance,
                disputed=tuple(sorted(map(str, disputed))),
                sides=tuple(
                    CoderCodes(
                        who,
                        tuple(sorted(paths.get(str(code), str(code)) for code in codes)),
                        tuple(reasons.get((who, segment), ())),
                    )
                    for who, codes in given.items()
                ),
                settled=_settlements(settled.get(segment, ()), disputed, paths),
            )
        )
    return tuple(found)


def _quoted(text: str) -> str:
    short = text[:_LONGEST_QUOTE]
    return short if len(short) == len(text) else f"{short.rstrip()} …"


def _reasons(
    data: RoundData, wanted: set[int], names: Mapping[str, str]
) -> Mapping[tuple[str, int], Sequence[str]]:
    """Return why each coder decided as they did about some segments, where they said so."""
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for coder, one in enumerate(data.codings):
        said = [at for at, reason in enumerate(one.reasons) if reason]
        if not said:
            continue
        low, high = data.touched(coder)
        for at in said:
            code = data.codes[int(one.code[at])]
            how = "" if one.applied[at] else " refused"
            for segment in wanted.intersection(range(int(low[at]), int(high[at]))):
                found[data.coders[coder], segment].append(
                    f"{names.get(code, code)}{how}: {one.reasons[at]}"
                )
    return found


def _settled(
    connection: Connection, data: RoundData, segments: Integers, since: str
) -> Mapping[int, Sequence[Settled]]:
    place = {id_: at for at, id_ in enumerate(data.units.sources)}
    wanted = set(segments.tolist())
    starts, stops = data.ends
    found: defaultdict[int, list[Settled]] = defaultdict(list)
    for one in read_settled(connection):
        of = place.get(one.source)
        if of is None or one.judgement.at <= since:
            continue
        shift = int(data.offsets[of])
        low = int(np.searchsorted(stops, one.start + shift, side="right"))
        high = int(np.searchsorted(starts, one.stop + shift, side="left"))
        for segment in wanted.intersection(range(low, high)):
            found[segment].append(one)
    return found


def _settlements(
    settled: Sequence[Settled], disputed: frozenset[str | int | float], paths: Mapping[str, str]
) -> tuple[SettledCode, ...]:
    last = {one.code: one for one in settled if one.code in disputed}
    return tuple(
        SettledCode(
            paths.get(one.code, one.code),
            one.applies,
            None if one.cause is None else one.cause.value,
            one.judgement.reason,
            one.panel,
        )
        for one in sorted(last.values(), key=lambda one: one.code)
    )
