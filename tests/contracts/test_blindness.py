"""While a round is open, what a reviewer reads does not depend on what another decides.

Two reviewers do things in random order. What each can read then is the same, to the letter, as in
a project where the other did nothing: a code, a count or a study that differs would be a leak.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qes.base import SegmentId
from qes.errors import Blind, UserError
from qes.services import coding, review, undoing
from qes.services.agreement import pair_tables
from qes.services.appraising import NewAnswer, read_appraisals, record_answers
from qes.services.assessing import list_findings as read_all_findings
from qes.services.assessing import write_finding
from qes.services.auditing import read_log
from qes.services.codebook import count_codings
from qes.services.coding import list_codings
from qes.services.comparing import list_disagreements
from qes.services.desk import Desk
from qes.services.modelling import put_together
from qes.services.ratings import read_ratings
from qes.services.rounds import close_round, open_round
from qes.services.studies import add_study, link_source
from qes.services.suggesting.embedding import embed
from qes.services.suggesting.suggesting import suggest
from qes.services.tabulating import appraisal_long
from qes.services.tabulating_codes import code_by_study, coded_passages
from tests.contracts.sample_project import CODES, SteppingClock
from tests.contracts.sites import Room, Site
from tests.unit.services.word_counter import WordCounter

REVIEWERS = ("anna", "ben")
SOURCES = ("interview.txt", "second.txt")
_BY_CHANCE = re.compile(
    r"\b([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})\b|(?<=origin=')\w+"
    # what was named on one machine carries a mark of it
    r"|\b[a-z]\d+-[0-9a-f]{4}\b"
    # no two actions on one machine share a moment: the still clocks here make them give way
    r"|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that one reviewer does."""

    who: str
    what: str
    source: int
    segment: int
    code: int


_steps = st.lists(
    st.builds(
        Step,
        who=st.sampled_from(REVIEWERS),
        what=st.sampled_from(
            [
                "apply",
                "apply",
                "apply",
                "reject",
                "remove",
                "no code",
                "memo",
                "see",
                "undo",
                "redo",
                "appraise",
            ]
        ),
        source=st.integers(0, 1),
        segment=st.integers(0, 6),
        code=st.integers(0, 2),
    ),
    min_size=1,
    max_size=14,
)


def _segment(desk: Desk, step: Step) -> SegmentId:
    return review.read_source(desk, SOURCES[step.source]).segments[step.segment].id


def _do(desk: Desk, step: Step) -> None:
    segment, code = _segment(desk, step), CODES[step.code]
    words = f"the words of {step.who}"
    actions: dict[str, Callable[[], object]] = {
        "apply": lambda: coding.apply_code(desk, segment, code, reason=words),
        "reject": lambda: coding.reject_code(desk, segment, code, reason=words),
        "remove": lambda: coding.remove_code(desk, segment, code, reason=words),
        "no code": lambda: coding.mark_no_code(desk, segment, reason=words),
        "memo": lambda: coding.add_memo(desk, segment, words),
        "see": lambda: coding.mark_seen(desk, [segment]),
        "undo": lambda: undoing.undo(desk),
        "redo": lambda: undoing.redo(desk),
        "appraise": lambda: record_answers(
            desk, [NewAnswer(f"study-of-{REVIEWERS[step.source]}", f"q{step.code + 1}", "Y", words)]
        ),
    }
    # taking back what one has not said is refused, and "no code" where one has given codes
    refusals = (UserError,) if step.what in {"remove", "no code"} else ()
    with suppress(*refusals):
        actions[step.what]()


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.suggest.embedder.Embedder", WordCounter)


def _suggested(desk: Desk) -> list[object]:
    """All that is suggested to a reviewer, to the last bit, without the names of what was shown."""
    return [
        (
            one.segment,
            one.suggestions.showing.offered,
            one.suggestions.showing.none_share,
            one.suggestions.probably_nothing,
            one.suggestions.decisions,
            [(item.because, item.words, item.state) for item in one.suggestions.items],
        )
        for one in suggest(desk, top=9).segments
    ]


def _everything_read(desk: Desk) -> dict[str, str]:
    """All that a reviewer can read of decisions, through every service, as text."""
    views: dict[str, object] = {
        "codings": list_codings(desk, everyone=True),
        "log": read_log(desk),
        "appraisals": read_appraisals(desk),
        "appraisal table": appraisal_long(desk),
        "passages": coded_passages(desk),
        "codes by study": code_by_study(desk),
        "proposals": _suggested(desk),
        "codes used": sorted(count_codings(desk).items()),
        "tree": review.codebook(desk),
        "sources": review.sources(desk),
        "place": review.place(desk),
        "model": put_together(desk),
        "findings": read_all_findings(desk),
    }
    for name in SOURCES:
        decided = review.decisions(desk, name)
        views[f"decisions in {name}"] = (
            decided.codings,
            decided.memos,
            *(sorted(units) for units in (decided.decided, decided.no_code, decided.seen)),
        )
        views[f"codings in {name}"] = list_codings(desk, name, everyone=True)
    return {name: _without_chance(repr(view)) for name, view in views.items()}


def _without_chance(text: str) -> str:
    """Number ids, hashes and moments in the order in which they appear."""
    known: dict[str, str] = {}
    return _BY_CHANCE.sub(lambda found: known.setdefault(found[0], f"#{len(known)}"), text)


def _prepare(room: Room) -> None:
    lead = room.desk("lead")
    for who, source in zip(REVIEWERS, SOURCES, strict=True):
        add_study(lead, f"study-of-{who}")
        link_source(lead, f"study-of-{who}", [source])
    write_finding(lead, "The bus decides.", group="g", codes=["transport"])
    embed(lead)
    open_round(lead, "first")


@contextmanager
def _work(site: Site, steps: Sequence[Step]) -> Iterator[Room]:
    """Let the reviewers work through their steps in a new project with an open round."""
    room = Room(site.sample(), SteppingClock)
    try:
        _prepare(room)
        for step in steps:
            _do(room.desk(step.who), step)
        yield room
    finally:
        room.close()


def _with_any_steps(site: Site, check: Callable[[Sequence[Step]], None]) -> None:
    # each example makes projects of its own, which takes longer on a server
    examples = settings(max_examples=2 if site.is_server else 6, deadline=None)
    examples(given(_steps)(check))()
    site.clear()


def test_in_an_open_round_one_reads_what_one_would_if_the_other_had_done_nothing(
    site: Site,
) -> None:
    def check(steps: Sequence[Step]) -> None:
        with _work(site, steps) as both:
            read = {who: _everything_read(both.desk(who)) for who in REVIEWERS}
            for who in REVIEWERS:
                for ask in (pair_tables, list_disagreements):
                    with pytest.raises(Blind):
                        ask(both.desk(who), "first")
        for who in REVIEWERS:
            with _work(site, [step for step in steps if step.who == who]) as alone:
                assert read[who] == _everything_read(alone.desk(who))

    _with_any_steps(site, check)


def test_once_the_round_is_closed_each_reads_all_that_the_other_decided(site: Site) -> None:
    def check(steps: Sequence[Step]) -> None:
        with _work(site, steps) as room:
            close_round(room.desk("lead"), "first")
            for who, other in (REVIEWERS, tuple(reversed(REVIEWERS))):
                seen = list_codings(room.desk(who), everyone=True)
                theirs = [one for one in seen if one.judgement.author == other]
                assert theirs == list(list_codings(room.desk(other)))
                log = {one.id for one in read_log(room.desk(who)) if one.author == other}
                assert log == {one.id for one in read_log(room.desk(other)) if one.author == other}

    _with_any_steps(site, check)


def test_what_one_decided_before_the_round_is_seen_and_what_one_changes_in_it_is_not(
    room: Room,
) -> None:
    anna, ben = room.desk("anna"), room.desk("ben")
    segment = review.read_source(ben, SOURCES[0]).segments[1].id
    coding.apply_code(ben, segment, "winter")
    open_round(room.desk("lead"), "first")
    coding.reject_code(ben, segment, "winter")
    seen = [one.state for one in list_codings(anna, everyone=True)]
    assert seen == [coding.CodingState.APPLIED]
    close_round(room.desk("lead"), "first")
    seen = [one.state for one in list_codings(anna, everyone=True)]
    assert seen == [coding.CodingState.REJECTED]


def test_what_was_coded_outside_rounds_is_compared_alike_whoever_asks(room: Room) -> None:
    anna, ben = room.desk("anna"), room.desk("ben")
    segments = review.read_source(ben, SOURCES[0]).segments
    for desk in (anna, ben):
        coding.apply_code(desk, segments[1].id, "winter")
        coding.apply_code(desk, segments[3].id, "letters")
    with anna.store.read() as connection:
        before = read_ratings(connection, anna, None).given
    open_round(room.desk("lead"), "first")
    coding.reject_code(anna, segments[1].id, "winter")
    for desk in (anna, ben):
        with desk.store.read() as connection:
            assert read_ratings(connection, desk, None).given == before
