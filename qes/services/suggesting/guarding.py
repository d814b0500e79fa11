"""Whether suggestions help or lead: what is accepted, what changes on sight, who agrees with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from qes.analysis.proportion import Proportion
from qes.base import AuthorName, CodeId, canonical_json, sha256
from qes.services.coding import CodingState
from qes.services.desk import Desk
from qes.services.ratings import read_ratings
from qes.services.reading_codebook import read_codebook
from qes.services.rounds import closed_rounds
from qes.services.suggesting.course import Course, Courses, read_courses
from qes.services.suggesting.sight_agreement import agreement_by_sight
from qes.services.suggesting.suggestion_report import (
    Block,
    ChangeOnSight,
    Missed,
    RankAcceptance,
    SuggestionReport,
)
from qes.store.showings import (
    ShownCode,
    StoredShowing,
    count_of_first_format,
    count_resting_on_nothing,
)

BLOCK = 50
"""Decisions in one block of the learning curve."""
FIRST = 3
"""So many codes are looked at together."""


def report_on_suggestions(desk: Desk) -> SuggestionReport:
    """Report how suggestions were used: one's own use, and others' in closed rounds.

    What counts for a unit is the list that was before the reviewer's eyes at their first decision
    about it in a round, and what stands of their decisions in that round now.
    """
    with desk.store.read() as connection:
        found = read_courses(connection, desk)
        closed = closed_rounds(connection)
        book = read_codebook(connection)
        ratings = [read_ratings(connection, desk, one) for one in closed]
        lost = count_resting_on_nothing(connection, desk.author, others_in=closed)
        early = count_of_first_format(connection)
    sighted = [one for one in found.all if one.said and one.visible is not None]
    return SuggestionReport(
        reviewers=tuple(sorted({one.author for one in found.all})),
        rounds=tuple(one.round.title for one in ratings),
        decisions=found.decisions,
        showings=len(found.showings),
        units=len(sighted),
        undecided=sum(not one.said and one.visible is not None for one in found.all),
        models=tuple(sorted({one.what.model for one in found.showings})),
        acceptance=_acceptance(sighted),
        missed=_missed(found.all),
        change=_change(found.all),
        agreement=tuple(
            pair for one in ratings for pair in agreement_by_sight(one, found.all, book)
        ),
        learning=_learning(found.all),
        resting_on_nothing=lost,
        altered=found.altered,
        unplaced=found.unplaced,
        first_format=early,
        data_hash=_hash(found),
    )


def _acceptance(sighted: Iterable[Course]) -> tuple[RankAcceptance, ...]:
    outcomes: Counter[tuple[int, CodingState | None]] = Counter()
    for course in sighted:
        standing = course.standing()
        for one in _offered(course.visible):
            outcomes[one.rank, standing.get(one.code)] += 1
    return tuple(
        RankAcceptance(
            rank,
            sum(n for (at, _), n in outcomes.items() if at == rank),
            outcomes[rank, CodingState.APPLIED],
            outcomes[rank, CodingState.REJECTED],
        )
        for rank in sorted({rank for rank, _ in outcomes})
    )


def _missed(courses: Iterable[Course]) -> Missed:
    units, missed_units, codes, missed_codes = 0, 0, 0, 0
    for course in courses:
        given = course.given()
        listed: dict[CodeId, bool] = {}
        for said in course.said:
            new = said.code in given and said.state is CodingState.APPLIED
            # how often it was given again is no matter: what was visible at first is
            if said.code is None or not new or said.code in listed:
                continue
            sight = course.sight_of(said)
            if sight is not None:
                listed[said.code] = any(one.code == said.code for one in sight.what.offered)
        units += bool(listed)
        codes += len(listed)
        missed_units += not all(listed.values())
        missed_codes += sum(not one for one in listed.values())
    return Missed(Proportion(missed_units, units), Proportion(missed_codes, codes))


def _change(courses: Iterable[Course]) -> ChangeOnSight:
    withheld = [one for one in courses if one.withheld]
    then_shown = [one for one in withheld if one.offers]
    tally: Counter[tuple[str, bool]] = Counter()
    changed = 0
    for course in then_shown:
        offered = {one.code for showing in course.offers for one in showing.what.offered}
        before, now = course.given(before=course.offers[0].at), course.given()
        changed += before != now
        tally.update(("added", code in offered) for code in now - before)
        tally.update(("dropped", code in offered) for code in before - now)
    return ChangeOnSight(
        withheld=len(withheld),
        changed=Proportion(changed, len(then_shown)),
        added_offered=tally["added", True],
        added_other=tally["added", False],
        dropped_offered=tally["dropped", True],
        dropped_other=tally["dropped", False],
    )


def _learning(courses: Iterable[Course]) -> tuple[Block, ...]:
    by_author: defaultdict[AuthorName, list[tuple[str, Course]]] = defaultdict(list)
    for course in courses:
        if course.decided_at is not None:
            by_author[course.author].append((course.decided_at, course))
    blocks: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for theirs in by_author.values():
        theirs.sort(key=lambda one: (one[0], one[1].unit.id))
        for n, (_, course) in enumerate(theirs):
            listed = _offered(course.visible)[:FIRST]
            if listed:
                given = course.given()
                blocks[n // BLOCK].append((sum(one.code in given for one in listed), len(listed)))
    return tuple(
        Block(
            first=n * BLOCK + 1,
            last=(n + 1) * BLOCK,
            units=Proportion(sum(hit > 0 for hit, _ in units), len(units)),
            codes=Proportion(sum(hit for hit, _ in units), sum(all_ for _, all_ in units)),
        )
        for n, units in sorted(blocks.items())
    )


def _offered(showing: StoredShowing | None) -> tuple[ShownCode, ...]:
    return () if showing is None else showing.what.offered


def _hash(found: Courses) -> str:
    return sha256(
        canonical_json(
            [
                [
                    one.author,
                    one.round,
                    one.unit.id,
                    [showing.id for showing in one.shown],
                    [[said.at, said.passage, said.code, said.state] for said in one.said],
                ]
                for one in found.all
            ]
        )
    )
