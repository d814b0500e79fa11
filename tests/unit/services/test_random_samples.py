"""What a record of decisions says of which units were drawn at random, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpora.source import Unit
from qes.base import AuthorName, CodeId, Json, JudgementId, SegmentId, SourceId
from qes.services.suggesting.sampling import Finds, Sample, sample_of
from qes.store.judgements import Judgement, Subject, SubjectKind
from qes.store.segments import StoredSegment
from qes.store.showings import DrawnSegment
from qes.suggest.remaining import Remaining, remaining

SOURCE = SourceId("s")
CODE = CodeId("found")
WIDTH = 10


def unit(n: int) -> StoredSegment:
    return StoredSegment(
        SegmentId(f"{SOURCE}.p{n + 1}"),
        SOURCE,
        Unit.PARAGRAPH,
        n + 1,
        n * WIDTH,
        n * WIDTH + WIDTH - 2,
        None,
        queued=True,
    )


@dataclass
class Reviewer:
    """Someone who decides and takes back, with a record as the project keeps it."""

    units: list[StoredSegment]
    chance: list[int]
    """The random order of the units."""
    relevant: Sequence[bool]
    decisions: list[Judgement] = field(default_factory=list)
    shown: dict[str, DrawnSegment] = field(default_factory=dict)
    decided: set[int] = field(default_factory=set)

    def first(self) -> int:
        return next(at for at in self.chance if at not in self.decided)

    def draw(self) -> int:
        at = self.first()
        showing = f"showing{len(self.shown)}"
        seen = DrawnSegment(showing, self.units[at].id, len(self.units) - len(self.decided))
        self.shown[showing] = seen
        self.decide(at, f"{showing}.1" if self.relevant[at] else showing)
        return at

    def decide(self, at: int, basis: str | None = None) -> None:
        self.decided.add(at)
        if self.relevant[at]:
            self._say(at, f"code:{CODE}", {"state": "applied", "stance": "supports"}, basis)
        else:
            self._say(at, "no-code", value=True, basis=basis)

    def undo(self, at: int) -> None:
        self.decided.discard(at)
        self._say(at, f"code:{CODE}" if self.relevant[at] else "no-code", None)

    def _say(self, at: int, aspect: str, value: Json, basis: str | None = None) -> None:
        one, n = self.units[at], len(self.decisions)
        moment = f"2026-03-02T09:{n // 60:02}:{n % 60:02}.000000Z"
        self.decisions.append(
            Judgement(
                id=JudgementId(str(n)),
                author=AuthorName("ann"),
                origin="here",
                seq=n + 1,
                at=moment,
                subject=Subject(SubjectKind.PASSAGE, f"{SOURCE}:{one.start}-{one.stop}"),
                aspect=aspect,
                value=value,
                reason=None,
                basis=basis,
                round=None,
                undoes=None,
                tool_version="0",
                prev_hash="",
                hash="",
            )
        )

    def sample(self) -> Sample:
        return sample_of(self.units, self.decisions, self.shown)

    def finds(self) -> Finds:
        return self.sample().finds(frozenset({CODE}))

    def estimate(self) -> Remaining:
        sample, finds = self.sample(), self.finds()
        return remaining(
            finds.draws, unseen=sample.undecided, found=finds.since, found_before=finds.before
        )


def reviewer(relevant: str, chance: Sequence[int] | None = None) -> Reviewer:
    """One who will find the units marked "+" relevant; in random order as they stand."""
    return Reviewer(
        [unit(n) for n in range(len(relevant))],
        list(chance or range(len(relevant))),
        [one == "+" for one in relevant],
    )


def test_what_is_decided_in_other_orders_is_found_but_is_no_draw() -> None:
    ann = reviewer("-+-+++")
    ann.decide(5)
    ann.draw()
    ann.decide(4)
    ann.draw()
    sample, finds = ann.sample(), ann.finds()
    assert (sample.units, sample.undecided, sample.outdated) == (6, 2, 0)
    assert [(one.unseen, one.found, one.relevant) for one in finds.draws] == [
        (5, 0, False),
        (3, 1, True),
    ]
    assert (finds.before, finds.since) == (1, 2)


def test_an_undone_draw_falls_away_and_comes_back_with_its_decision() -> None:
    ann = reviewer("-+---")
    ann.draw()
    second = ann.draw()
    ann.undo(second)
    assert [one.unseen for one in ann.finds().draws] == [5]
    assert ann.sample().undecided == 4
    ann.decide(second)
    assert [(one.unseen, one.relevant) for one in ann.finds().draws] == [(5, False), (4, True)]


def test_a_draw_has_the_relevance_that_stands_now() -> None:
    ann = reviewer("+---")
    drawn = ann.draw()
    ann.undo(drawn)
    ann.relevant = [False] * 4
    ann.decide(drawn)
    assert [one.relevant for one in ann.finds().draws] == [False]


def test_what_came_back_was_not_drawn_from_so_the_draws_in_between_do_not_count() -> None:
    ann = reviewer("-----")
    ann.decide(4)
    ann.draw()
    assert len(ann.finds().draws) == 1
    ann.undo(4)
    assert ann.finds().draws == ()
    assert ann.sample().outdated == 1
    # decided anew, it is among what was looked at before the draw
    ann.decide(4)
    assert [one.unseen for one in ann.finds().draws] == [4]


def test_units_that_come_in_later_start_the_sequence_anew() -> None:
    ann = reviewer("--+-----")
    new = ann.units[5:]
    ann.units = ann.units[:5]
    ann.draw()
    ann.draw()
    ann.units += new
    assert (ann.finds().draws, ann.sample().outdated) == ((), 2)
    ann.draw()
    (only,) = ann.finds().draws
    assert (only.unseen, only.found, only.relevant) == (6, 0, True)
    assert ann.finds().before == 0


def test_draws_before_the_last_source_came_do_not_count_even_if_as_many_units_went() -> None:
    ann = reviewer("-----")
    ann.draw()
    came = "2026-03-02T09:00:30.000000Z"
    sample = sample_of(ann.units, ann.decisions, ann.shown, since=came)
    assert (sample.draws, sample.outdated) == ((), 1)


def test_units_that_are_withdrawn_leave_the_other_draws_as_they_were() -> None:
    ann = reviewer("--+---")
    for _ in range(3):
        ann.draw()
    del ann.units[1], ann.units[-1]
    finds = ann.finds()
    assert [(one.unseen, one.relevant) for one in finds.draws] == [(4, False), (3, True)]


def test_of_what_one_decision_touches_the_unit_drawn_comes_first() -> None:
    ann = reviewer("++--", chance=[1, 0, 2, 3])
    drawn = ann.draw()
    last = ann.decisions.pop()
    # the passage reaches back into the unit before
    wide = Subject(SubjectKind.PASSAGE, f"{SOURCE}:0-{ann.units[drawn].stop}")
    ann.decisions.append(replace(last, subject=wide))
    finds = ann.finds()
    assert [(one.unseen, one.found, one.relevant) for one in finds.draws] == [(4, 0, True)]
    assert (finds.since, ann.sample().undecided) == (2, 2)


acts = st.lists(st.tuples(st.sampled_from(["draw", "decide", "undo", "come"]), st.integers(0, 99)))


@given(
    acts=acts,
    relevant=st.text("+-", min_size=14, max_size=14),
    chance=st.permutations(range(14)),
)
def test_whatever_was_decided_and_taken_back_the_counts_can_be_true(
    acts: list[tuple[str, int]], relevant: str, chance: list[int]
) -> None:
    ann = reviewer(relevant, chance)
    coming = ann.units[8:]
    ann.units, ann.chance = ann.units[:8], [at for at in chance if at < 8]
    for act, number in acts:
        left = [at for at in range(len(ann.units)) if at not in ann.decided]
        if act == "come" and coming:
            ann.units.append(coming.pop(0))
            ann.chance = [at for at in chance if at < len(ann.units)]
        elif act == "undo" and ann.decided:
            ann.undo(sorted(ann.decided)[number % len(ann.decided)])
        elif act == "draw" and left:
            ann.draw()
        elif act == "decide" and left:
            ann.decide(left[number % len(left)])
    sample, one = ann.sample(), ann.estimate()
    assert sample.undecided == one.unseen == len(ann.units) - len(ann.decided)
    assert one.found == sum(ann.relevant[at] for at in ann.decided)
    assert 0 <= one.low <= one.high <= one.unseen
    counted = {sample.looks[at].drawn_from for at in sample.draws}
    assert None not in counted


def ever_wrong(generator: np.random.Generator, population: int, relevant: int) -> bool:
    """Look after every draw; a learner's choices, undoing and stepping over come in between."""
    marks = "+" * relevant + "-" * (population - relevant)
    ann = reviewer(marks, generator.permutation(population).tolist())
    strength = 2 * np.array(ann.relevant) + generator.normal(size=population)
    learner = np.argsort(-strength).tolist()
    while len(ann.decided) < population:
        if generator.random() < 0.4:
            drawn = ann.draw()
            if generator.random() < 0.1:
                ann.undo(drawn)
            one = ann.estimate()
            true = relevant - sum(ann.relevant[at] for at in ann.decided)
            if not one.low <= true <= one.high:
                return True
            continue
        stepped_over = ann.first()
        at = next((one for one in learner if one not in ann.decided and one != stepped_over), None)
        if at is not None:
            ann.decide(at)
    return False


def test_looking_after_every_draw_the_interval_is_wrong_in_no_more_than_5_of_100() -> None:
    generator = np.random.default_rng(17)
    runs = [ever_wrong(generator, 30, relevant) for relevant in (1, 6, 20) for _ in range(60)]
    # three standard errors above 5 %
    assert np.mean(runs) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / len(runs))


def test_taking_a_learners_finds_for_draws_would_be_wrong() -> None:
    # the simulation can tell: what a learner puts first is no sample
    generator = np.random.default_rng(3)
    wrong = 0
    for _ in range(20):
        ann = reviewer("+" * 10 + "-" * 40)
        ann.chance = np.argsort(-(3 * np.array(ann.relevant) + generator.normal(size=50))).tolist()
        for _ in range(10):
            ann.draw()
        one = ann.estimate()
        wrong += not one.low <= 10 - one.found <= one.high
    assert wrong > 10
