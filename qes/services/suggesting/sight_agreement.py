"""Agreement of two coders on units with suggestions, beside that on units without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from codebooks.code import CodeStatus
from qes.analysis.agreement.two_coders import compare
from qes.base import AuthorName, CodeId, SegmentId
from qes.services.ratings import Ratings
from qes.services.suggesting.course import Course
from qes.services.suggesting.suggestion_report import PairGuard, SightAgreement
from qes.store.segments import StoredSegment

if TYPE_CHECKING:
    from codebooks.codebook import Codebook

_Given = tuple[frozenset[CodeId], ...]


def agreement_by_sight(
    ratings: Ratings, courses: Iterable[Course], book: Codebook
) -> tuple[PairGuard, ...]:
    """Compare every two coders of a closed round, on units with and on units without suggestions.

    With: both saw suggestions before they decided. Without: neither did, and what counts are the
    codes they gave before they saw any.
    """
    people = _People(ratings, courses)
    pairs = []
    for a, b in combinations(sorted(ratings.seen), 2):
        both = ratings.seen[a] & ratings.seen[b]
        if not both:
            continue
        groups: defaultdict[int, list[StoredSegment]] = defaultdict(list)
        for unit in ratings.segments:
            if unit.id in both:
                groups[people.saw(a, unit.id) + people.saw(b, unit.id)].append(unit)
        seen = [tuple(ratings.codes(who, one.id) for who in (a, b)) for one in groups[2]]
        unseen = [tuple(people.unled(who, one.id) for who in (a, b)) for one in groups[0]]
        domain = _choices(book, [*seen, *unseen])
        pairs.append(
            PairGuard(
                round_id=ratings.round.id,
                round_title=ratings.round.title,
                a=a,
                b=b,
                with_=_agreement(domain, groups[2], seen),
                without=_agreement(domain, groups[0], unseen),
                mixed=len(groups[1]),
                codes=len(domain),
            )
        )
    return tuple(pairs)


class _People:
    """What each coder of a round saw of suggestions, and gave."""

    def __init__(self, ratings: Ratings, courses: Iterable[Course]) -> None:
        self._ratings = ratings
        self._courses = {
            (one.author, one.unit.id): one for one in courses if one.round == ratings.round.id
        }

    def saw(self, who: AuthorName, unit: SegmentId) -> bool:
        """Say whether suggestions were before someone's eyes at their first decision on a unit."""
        course = self._courses.get((who, unit))
        return course is not None and course.visible is not None

    def unled(self, who: AuthorName, unit: SegmentId) -> frozenset[CodeId]:
        """Return what someone had given to a unit before they saw a suggestion for it."""
        course = self._courses.get((who, unit))
        if course is None or not course.offers:
            return self._ratings.codes(who, unit)
        return course.given(before=course.offers[0].at)


def _agreement(
    domain: Sequence[str], units: Sequence[StoredSegment], given: Sequence[_Given]
) -> SightAgreement:
    first, second = ([one[at] for one in given] for at in (0, 1))
    found = compare(domain, first, second, [one.source for one in units])
    return SightAgreement(found.n_units, found.n_documents, found.pooled)


def _choices(book: Codebook, given: Sequence[_Given]) -> tuple[str, ...]:
    """Return the codes in use that have none in use below them, and all that were given."""
    active = [code for code in book.in_tree_order() if code.status is CodeStatus.ACTIVE]
    above = {code.parent for code in active}
    used = {code for both in given for codes in both for code in codes}
    leaves = {code.id for code in active if code.id not in above}
    return tuple(code.id for code in book.in_tree_order() if code.id in leaves | used)
