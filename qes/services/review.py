"""What a reviewer has before them: sources, their own decisions, suggestions, the codebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from codebooks.code import CodeStatus
from qes.base import CodeId, SegmentId, SourceId
from qes.errors import NotFound
from qes.services.coding import (
    CODE_ASPECT,
    MEMO_ASPECT,
    NO_CODE_ASPECT,
    CodingState,
    count_given,
    is_given,
    read_codings,
)
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.reading_codebook import read_codebook
from qes.services.review_views import (
    Because,
    CodeView,
    CodingView,
    MemoView,
    ReviewSource,
    RoundView,
    SegmentSuggestions,
    SegmentView,
    SourceDecisions,
    SourceProgress,
    SuggestionView,
    TurnView,
)
from qes.services.rounds import RoundsAtWork, read_rounds, round_for
from qes.services.speaking import spoken_turns
from qes.store import progress
from qes.store.judgements import SubjectKind
from qes.store.passages import passage_ids, span_of
from qes.store.progress import Place
from qes.store.segments import (
    StoredSegment,
    count_queued,
    find_segment,
    read_segments,
    review_segments,
)
from qes.store.sources import list_sources, read_text
from qes.store.standing import Question, held, personal
from qes.store.vectors import kept_models

if TYPE_CHECKING:
    from codebooks.codebook import Codebook
    from qes.store.database import Connection


__all__ = [
    "Because",
    "CodeView",
    "CodingView",
    "MemoView",
    "Place",
    "ReviewSource",
    "RoundView",
    "SegmentSuggestions",
    "SegmentView",
    "SourceDecisions",
    "SourceProgress",
    "SuggestionView",
    "TurnView",
    "code_views",
    "codebook",
    "decisions",
    "has_vectors",
    "place",
    "place_of",
    "read_source",
    "remember_place",
    "round_state",
    "sources",
]


def sources(desk: Desk) -> tuple[SourceProgress, ...]:
    """Return the sources one works on, with progress."""
    with desk.store.read() as connection:
        at_work = RoundsAtWork.read(connection, desk.author)
        covered = _covered_by_source(connection, desk)
        units: dict[SourceId, list[StoredSegment]] = {}
        # all that is asked of those who have decided nothing yet is how many there are
        if covered or not at_work.of_all_units:
            for unit in at_work.awaited(review_segments(connection)):
                units.setdefault(unit.source, []).append(unit)
            awaited = {source: len(theirs) for source, theirs in units.items()}
        else:
            awaited = count_queued(connection)
        return tuple(
            SourceProgress(
                one.id,
                one.name,
                one.kind,
                awaited.get(one.id, 0),
                len(_touched(units.get(one.id, ()), covered.get(one.id, ()))),
            )
            for one in list_sources(connection)
        )


def _covered_by_source(connection: Connection, desk: Desk) -> dict[SourceId, list[tuple[int, int]]]:
    """Return the stretches of each source to which one gave a code, or none on purpose."""
    covered: dict[SourceId, list[tuple[int, int]]] = {}
    question = Question(SubjectKind.PASSAGE, aspects=(f"{CODE_ASPECT}*", NO_CODE_ASPECT))
    for one in held(connection, question, viewer=desk.author):
        if is_given(one.value):
            source, start, stop = span_of(one.subject)
            covered.setdefault(source, []).append((start, stop))
    return covered


def _touched(
    segments: Sequence[StoredSegment], spans: Sequence[tuple[int, int]]
) -> frozenset[SegmentId]:
    """Return the segments that any of the spans touches; both come in any order."""
    found: set[SegmentId] = set()
    waiting = sorted(spans)
    reach: list[tuple[int, int]] = []
    first = 0
    for segment in sorted(segments, key=lambda one: one.start):
        while first < len(waiting) and waiting[first][0] < segment.stop:
            reach.append(waiting[first])
            first += 1
        reach = [span for span in reach if span[1] > segment.start]
        if reach:
            found.add(segment.id)
    return frozenset(found)


def read_source(desk: Desk, source: str) -> ReviewSource:
    """Return a source with its turns and the units one goes through."""
    with desk.store.read() as connection:
        one = find_source(connection, source)
        turns = spoken_turns(connection, one.id)
        speakers = {turn.n: turn.speaker for turn in turns}
        units = read_segments(connection, one.id, one.unit)
        at_work = RoundsAtWork.read(connection, desk.author)
        awaited = {unit.id for unit in at_work.awaited(units)}
        return ReviewSource(
            id=one.id,
            name=one.name,
            kind=one.kind,
            text=read_text(connection, one.id),
            turns=tuple(TurnView(t.n, t.speaker, t.role, t.start, t.end) for t in turns),
            segments=tuple(
                SegmentView(
                    segment.id,
                    segment.n,
                    segment.start,
                    segment.stop,
                    None if segment.turn is None else speakers.get(segment.turn),
                    segment.id in awaited,
                )
                for segment in units
            ),
        )


def decisions(desk: Desk, source: str) -> SourceDecisions:
    """Return all that one has decided in a source; nobody else's decisions are read."""
    with desk.store.read() as connection:
        one = find_source(connection, source)
        book = read_codebook(connection)
        segments = read_segments(connection, one.id, one.unit)
        codings = read_codings(connection, desk, one.id)
        applied = [(c.start, c.stop) for c in codings if c.state is CodingState.APPLIED]
        without, memos = _other_decisions(connection, desk, one.id)
        no_code = _touched(segments, without)
        seen = progress.seen_by(connection, source=one.id).get(desk.author, frozenset())
        return SourceDecisions(
            codings=tuple(
                CodingView(
                    c.start,
                    c.stop,
                    c.code,
                    book.path(c.code),
                    CodeId(book.branch(c.code).id),
                    c.state,
                    c.judgement.id,
                )
                for c in codings
                if c.code in book
            ),
            decided=_touched(segments, applied) | no_code,
            no_code=no_code,
            seen=seen,
            memos=memos,
        )


def _other_decisions(
    connection: Connection, desk: Desk, source: SourceId
) -> tuple[list[tuple[int, int]], tuple[MemoView, ...]]:
    aspects = (NO_CODE_ASPECT, f"{MEMO_ASPECT}*")
    question = Question(SubjectKind.PASSAGE, passage_ids(source), aspects)
    without: list[tuple[int, int]] = []
    memos: list[MemoView] = []
    for one in personal(connection, question, viewer=desk.author):
        _, start, stop = span_of(one.subject.id)
        if one.aspect == NO_CODE_ASPECT and one.value is True:
            without.append((start, stop))
        elif isinstance(one.value, dict) and "text" in one.value:
            memos.append(MemoView(start, stop, str(one.value["text"])))
    return without, tuple(memos)


def codebook(desk: Desk) -> tuple[CodeView, ...]:
    """Return the codes in use, in tree order, with how often one has given each."""
    with desk.store.read() as connection:
        book = read_codebook(connection)
        return code_views(book, count_given(connection, desk))


def code_views(book: Codebook, given: Mapping[CodeId, int]) -> tuple[CodeView, ...]:
    """Lay the codes in use out in tree order with counts."""
    return tuple(
        CodeView(
            CodeId(code.id),
            None if code.parent is None else CodeId(code.parent),
            book.path(code.id),
            code.name,
            code.definition,
            code.level,
            book.depth(code.id),
            CodeId(book.branch(code.id).id),
            given.get(CodeId(code.id), 0),
        )
        for code in book.in_tree_order()
        if code.status is CodeStatus.ACTIVE
    )


def round_state(desk: Desk, source: str | None = None) -> RoundView | None:
    """Return the round one works in, or else the last in which one did."""
    with desk.store.read() as connection:
        chosen = None if source is None else find_source(connection, source).id
        going = round_for(connection, desk.author, chosen)
        rounds = [one for one in read_rounds(connection) if one.covers(desk.author, None)]
        one = going or (rounds[-1] if rounds else None)
        return None if one is None else RoundView(one.id, one.title, one.state, one.blind)


def has_vectors(desk: Desk) -> bool:
    """Say whether any text of the project is embedded; nothing heavy is loaded to know it."""
    with desk.store.read() as connection:
        return bool(kept_models(connection))


def place(desk: Desk) -> Place | None:
    """Return where one left off; where that is not one's own to code, the first that is."""
    with desk.store.read() as connection:
        at_work = RoundsAtWork.read(connection, desk.author)
        where = progress.read_place(connection, desk.author)
        if where is not None and find_segment(connection, where.segment) is None:
            where = None
        if where is not None and at_work.awaits(where.source, where.segment):
            return where
        for source in list_sources(connection):
            if at_work.meets(source.id):
                for unit in at_work.awaited(read_segments(connection, source.id, source.unit)):
                    return Place(source.id, unit.id)
        return where


def place_of(desk: Desk, segment: SegmentId) -> Place:
    """Return where a segment stands.

    Raises:
        NotFound: there is no such segment, as after a withdrawal.
    """
    with desk.store.read() as connection:
        found = find_segment(connection, segment)
        if found is None:
            raise NotFound(f"segment {segment} is no longer in the project")
        return Place(found.source, found.id)


def remember_place(desk: Desk, source: SourceId, segment: SegmentId) -> None:
    """Keep where one is, to return there."""
    with desk.store.write() as connection:
        progress.remember_place(connection, desk.author, Place(source, segment), desk.now())
