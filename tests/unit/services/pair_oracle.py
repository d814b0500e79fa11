"""Two coders compared the slow way: row by row from what is read for screens, sets in Python."""

from __future__ import annotations

from codebooks.code import CodeStatus
from qes.analysis.agreement.two_coders import Comparison, compare, roll_up
from qes.services.code_levels import CodeLevel, raised_codes
from qes.services.desk import Desk
from qes.services.ratings import read_ratings
from qes.services.reading_codebook import read_codebook
from qes.services.rounds import default_round


def compared_by_hand(desk: Desk, level: CodeLevel = CodeLevel.LEAF) -> Comparison:
    """Compare the first two coders of the last round on the units that both saw."""
    with desk.store.read() as connection:
        ratings = read_ratings(connection, desk, default_round(connection))
        book = read_codebook(connection)
    first, second = sorted(ratings.seen)[:2]
    both = ratings.seen[first] & ratings.seen[second]
    units = [one for one in ratings.segments if one.id in both]
    raised = dict(raised_codes(book, level))
    given = [
        roll_up([ratings.codes(who, one.id) for one in units], raised) for who in (first, second)
    ]
    active = [one for one in book.codes if one.status is CodeStatus.ACTIVE]
    above = {one.parent for one in active}
    to_choose: set[str] = {raised.get(one.id, one.id) for one in active if one.id not in above}
    to_choose |= {code for sets in given for codes in sets for code in codes}
    domain = [one.id for one in book.in_tree_order() if one.id in to_choose]
    return compare(domain, given[0], given[1], [one.source for one in units])
