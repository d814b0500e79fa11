"""What is settled of the units that a round is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from qes.base import CodeId, SegmentId, SourceId
from qes.services.comparison import Settlement
from qes.services.consensus import Settled, read_settled
from qes.services.suggesting.units import UnitsInText
from qes.store.judgements import SubjectKind
from qes.store.standing import Question, told

if TYPE_CHECKING:
    from qes.services.desk import Desk
    from qes.services.ratings import Ratings
    from qes.services.rounds import Round
    from qes.store.database import Connection
    from qes.store.segments import StoredSegment


def settlements(
    connection: Connection, desk: Desk, ratings: Ratings, raised: Mapping[str, CodeId]
) -> dict[tuple[SegmentId, CodeId], Settlement]:
    """Return what is settled of each unit and code, at the level of the comparison.

    What was agreed before a round was opened settles nothing of what was decided in it. Above the
    leaves a code applies where one below it does; it does not where all that were given do not.
    """
    last = _last_settled(connection, ratings, opened_at(connection, desk, ratings.round))
    found: dict[tuple[SegmentId, CodeId], Settlement] = {}
    for id_, by_code in last.items():
        open_ = {
            raised.get(one, one)
            for who in ratings.given
            for one in ratings.codes(who, id_)
            if one not in by_code
        }
        for one in by_code.values():
            key = (id_, raised.get(one.code, one.code))
            known = found.get(key)
            if not one.applies and (key[1] in open_ or (known is not None and known.value)):
                continue
            found[key] = _settlement(one)
    return found


def _last_settled(
    connection: Connection, ratings: Ratings, since: str
) -> dict[SegmentId, dict[CodeId, Settled]]:
    by_source: defaultdict[SourceId, list[StoredSegment]] = defaultdict(list)
    for one in ratings.segments:
        by_source[one.source].append(one)
    in_text = {source: UnitsInText(units) for source, units in by_source.items()}
    last: dict[SegmentId, dict[CodeId, Settled]] = {}
    for settled in read_settled(connection):
        if settled.judgement.at > since and settled.source in in_text:
            for segment in in_text[settled.source].touched(settled.start, settled.stop):
                last.setdefault(segment.id, {})[settled.code] = settled
    return last


def opened_at(connection: Connection, desk: Desk, one: Round) -> str:
    """Return when a round was opened; of what was decided outside rounds, the beginning."""
    if not one.id:
        return ""
    question = Question(SubjectKind.ROUND, [one.id], ("title",))
    said = told(connection, question, viewer=desk.author, everyones=("",))
    return min((one.at for one in said), default="")


def _settlement(one: Settled) -> Settlement:
    judged = one.judgement
    return Settlement(one.applies, one.cause, one.panel, judged.reason, judged.author, judged.at)
