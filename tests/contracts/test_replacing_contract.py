"""A corrected version takes a source's place, and what was decided goes with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpora.source import Role
from corpora.span import Span
from qes.base import SourceId
from qes.errors import NotFound, Refused, UserError
from qes.services import coding, review
from qes.services.anchoring import accept_anchors, decide_anchor, list_anchors, reject_anchors
from qes.services.auditing import verify_project
from qes.services.carrying import Accept
from qes.services.desk import Desk
from qes.services.replacing import (
    Replacement,
    replace_by_bytes,
    replace_source,
    restore_source,
)
from qes.services.rounds import list_rounds, open_round
from qes.services.showing_sources import show_segments, show_source, show_sources
from qes.services.sourcing import AddRequest, add_sources
from qes.services.speaking import Said, describe_speaker, list_speakers
from qes.services.standing_in import Outcome
from qes.services.studies import add_study, link_source, list_studies
from qes.services.version_files import ReplaceRequest
from qes.store.progress import seen_by
from qes.store.versions import earlier_versions
from tests.contracts.sites import Room

NAME = "kitchen.txt"
FIRST = """\
ASKS: What changed for you?

ANNA: She sat in my kitchen and filled in every form with me. I stopped dreading the post.

ASKS: And at work?

ANNA: The foreman asked her, never me. It took a month.

BEN: Mine shouted on the first day. I went home and slept.

BEN: Nobody. The early bus does not run, so I walked.
"""
SECOND = FIRST.replace("filled in every form", "filled out every form").replace(
    "ASKS: And at work?", "ASKS: Was it the same at work, too?"
)
"""A correction: a word in what Anna says, and a question."""
POST = "I stopped dreading the post."
FORM = "filled in every form with me"
QUESTION = "And at work?"
BUS = "The early bus does not run, so I walked."


class Shelf:
    """The files of one test and the source they are versions of."""

    def __init__(self, desk: Desk, folder: Path, text: str = FIRST) -> None:
        self.desk, self._folder = desk, folder
        (added,), _ = add_sources(desk, [self.write(text)], AddRequest())
        self.first = added.source

    def write(self, text: str, name: str = NAME) -> Path:
        file = self._folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def place(self, words: str, source: str = NAME) -> str:
        """The id of the passage that these words are in the version that stands."""
        found = show_source(self.desk, source)
        start = found.text.index(words)
        return f"{found.source.id}:{start}-{start + len(words)}"

    def code(self, words: str, code: str = "listening", desk: Desk | None = None) -> str:
        passage = self.place(words)
        coding.apply_code(desk or self.desk, passage, code)
        return passage

    def replace(self, text: str, **request: object) -> Replacement:
        asked = ReplaceRequest(**request)  # type: ignore[arg-type]
        return replace_source(self.desk, NAME, self.write(text), asked)

    def coded(self, desk: Desk | None = None) -> list[str]:
        """The words that count as coded now, each as it stands in its source."""
        found = coding.list_codings(desk or self.desk)
        return [
            show_source(self.desk, one.source).text[one.start : one.stop]
            for one in found
            if one.source == show_source(self.desk, NAME).source.id
        ]


@pytest.fixture
def shelf(room: Room, tmp_path: Path) -> Shelf:
    return Shelf(room.desk("anna"), tmp_path)


def outcomes(found: Replacement) -> dict[str, Outcome]:
    return {one.old: one.outcome for one in found.passages}


def test_codings_count_for_the_same_words_in_the_new_version(shelf: Shelf, room: Room) -> None:
    ben = room.desk("ben")
    shelf.code(POST)
    shelf.code(FORM)
    shelf.code(BUS, "transport", ben)
    done = shelf.replace(SECOND, reason="typing errors")
    assert outcomes(done) == {
        FORM: Outcome.CHANGED,
        POST: Outcome.KEPT,
        BUS: Outcome.KEPT,
    }
    assert shelf.coded() == [POST]
    assert shelf.coded(ben) == [BUS]
    for one in done.passages:
        if one.outcome.attached and one.target is not None:
            _, _, span = one.target.rpartition(":")
            start, _, stop = span.partition("-")
            assert SECOND[int(start) : int(stop)] == one.old == one.new


def test_only_the_new_version_is_gone_through_and_the_old_one_stays_whole(shelf: Shelf) -> None:
    done = shelf.replace(SECOND)
    listed = {one.source.name: one.source.id for one in show_sources(shelf.desk)}
    assert listed[NAME] == done.new != shelf.first
    assert len(listed) == 3
    old = show_source(shelf.desk, shelf.first)
    assert (old.text, old.source.replaced_by) == (FIRST, done.new)
    assert verify_project(shelf.desk).ok


def test_looking_first_writes_nothing(shelf: Shelf) -> None:
    shelf.code(POST)
    shelf.code(FORM)
    before = verify_project(shelf.desk).judgements
    planned = shelf.replace(SECOND, dry_run=True)
    assert not planned.done
    assert verify_project(shelf.desk).judgements == before
    assert show_source(shelf.desk, NAME).source.id == shelf.first
    done = shelf.replace(SECOND)
    assert (planned.passages, planned.new, planned.report) == (
        done.passages,
        done.new,
        done.report,
    )


def test_changed_words_count_once_a_person_accepts_their_place(shelf: Shelf) -> None:
    passage = shelf.code(FORM)
    done = shelf.replace(SECOND)
    (waiting,) = list_anchors(shelf.desk, NAME, doubtful=True)
    assert (waiting.passage, waiting.new) == (passage, "filled out every form with me")
    assert shelf.coded() == []
    (accepted,) = accept_anchors(shelf.desk, [passage])
    assert accepted.outcome is Outcome.ACCEPTED
    assert shelf.coded() == ["filled out every form with me"]
    assert list_anchors(shelf.desk, NAME, doubtful=True) == ()
    (listed,) = list_anchors(shelf.desk, done.new)
    assert (listed.outcome, listed.target) == (Outcome.ACCEPTED, accepted.target)


def test_deciding_again_takes_a_decision_back(shelf: Shelf) -> None:
    passage = shelf.code(FORM)
    shelf.replace(SECOND)
    accept_anchors(shelf.desk, [passage])
    (rejected,) = reject_anchors(shelf.desk, [passage], reason="she means another form")
    assert (rejected.outcome, shelf.coded()) == (Outcome.REJECTED, [])
    assert list_anchors(shelf.desk, NAME, doubtful=True) == ()
    start = SECOND.index("every form")
    decide_anchor(shelf.desk, passage, Span(start, start + len("every form")))
    assert shelf.coded() == ["every form"]
    assert verify_project(shelf.desk).ok


def test_a_place_outside_the_text_is_refused(shelf: Shelf) -> None:
    passage = shelf.code(FORM)
    shelf.replace(SECOND)
    with pytest.raises(UserError, match="is no stretch of"):
        decide_anchor(shelf.desk, passage, Span(3, len(SECOND) + 1))
    with pytest.raises(UserError, match="is no stretch of"):
        decide_anchor(shelf.desk, passage, Span(3, 3))


def test_only_passages_of_earlier_versions_are_decided_about(shelf: Shelf) -> None:
    shelf.code(POST)
    shelf.replace(SECOND)
    with pytest.raises(NotFound, match="of the version that stands"):
        decide_anchor(shelf.desk, shelf.place(POST), None)
    with pytest.raises(NotFound, match="nothing was decided about"):
        decide_anchor(shelf.desk, f"{shelf.first}:1-4", None)


def test_what_only_white_space_changed_is_accepted_together(shelf: Shelf) -> None:
    shelf.code(POST)
    shelf.code(FORM)
    wrapped = FIRST.replace("dreading the post", "dreading\nthe post").replace(
        "filled in", "filled out"
    )
    done = shelf.replace(wrapped, accept=Accept.SPACING)
    assert outcomes(done) == {FORM: Outcome.CHANGED, POST: Outcome.ACCEPTED}
    assert shelf.coded() == ["I stopped dreading\nthe post."]


def test_everything_proposed_can_be_accepted_together(shelf: Shelf) -> None:
    shelf.code(FORM)
    shelf.code(BUS)
    gone = SECOND.replace(BUS, "")
    done = shelf.replace(gone, accept=Accept.ALL)
    assert outcomes(done) == {FORM: Outcome.ACCEPTED, BUS: Outcome.ORPHANED}
    assert shelf.coded() == ["filled out every form with me"]


def test_what_stood_through_two_corrections_still_counts(shelf: Shelf) -> None:
    passages = [shelf.code(words) for words in (POST, FORM, QUESTION)]
    shelf.replace(SECOND)
    accept_anchors(shelf.desk, [passages[1]])
    shelf.code("Nobody.")
    third = "ASKS: Good day.\n\n" + SECOND
    done = shelf.replace(third)
    assert shelf.coded() == ["filled out every form with me", POST, "Nobody."]
    counted = [one for one in done.passages if one.outcome.attached]
    assert len(counted) == 3
    (waiting,) = list_anchors(shelf.desk, NAME, doubtful=True)
    assert waiting.passage == passages[2]


def test_what_is_lost_between_is_found_again_two_versions_on(shelf: Shelf) -> None:
    shelf.code(BUS)
    shelf.replace(FIRST.replace(BUS, ""))
    assert shelf.coded() == []
    shelf.replace(FIRST + "\n")
    assert shelf.coded() == [BUS]


def test_a_decision_on_a_later_version_takes_earlier_passages_along(shelf: Shelf) -> None:
    shelf.code(FORM)
    shelf.replace("ASKS: Good day.\n\n" + FIRST)
    assert shelf.coded() == [FORM]
    shelf.replace(SECOND)
    assert shelf.coded() == []
    (waiting,) = list_anchors(shelf.desk, NAME, doubtful=True)
    accept_anchors(shelf.desk, [waiting.passage])
    assert shelf.coded() == ["filled out every form with me"]
    reject_anchors(shelf.desk, [waiting.passage])
    assert shelf.coded() == []


def test_the_version_before_can_stand_again_with_what_was_decided_since(shelf: Shelf) -> None:
    shelf.code(POST)
    shelf.code(FORM)
    shelf.replace(SECOND)
    shelf.code("It took a month.", "winter")
    shelf.code("Was it the same", "winter")
    back = restore_source(shelf.desk, NAME, reason="the correction was another interview's")
    assert (back.new, back.done) == (shelf.first, True)
    assert shelf.coded() == [FORM, POST, "It took a month."]
    assert {one.old: one.outcome for one in back.passages}["Was it the same"] is Outcome.ORPHANED
    assert [one.source.name for one in show_sources(shelf.desk)].count(NAME) == 1
    assert verify_project(shelf.desk).ok


def test_restoring_twice_comes_back_to_the_correction(shelf: Shelf) -> None:
    passage = shelf.code(FORM)
    done = shelf.replace(SECOND)
    accept_anchors(shelf.desk, [passage])
    coding.apply_code(shelf.desk, shelf.place("filled out every form with me"), "family")
    back = restore_source(shelf.desk, NAME)
    assert [one.outcome for one in back.passages] == [Outcome.ACCEPTED]
    assert shelf.coded() == [FORM, FORM], "what was decided since goes back too"
    again = restore_source(shelf.desk, NAME)
    assert again.new == done.new
    assert shelf.coded() == ["filled out every form with me"] * 2, "what was accepted stays so"


def test_the_first_of_three_versions_stands_again_with_all_of_its_own(shelf: Shelf) -> None:
    for words in (POST, FORM, BUS):
        shelf.code(words)
    shelf.replace(SECOND)
    shelf.replace(SECOND.replace(BUS, "").replace(POST, ""))
    assert shelf.coded() == []
    restore_source(shelf.desk, shelf.first)
    assert shelf.coded() == [FORM, POST, BUS]
    versions = list_anchors(shelf.desk, NAME)
    assert {one.passage.partition(":")[0] for one in versions} <= {
        str(one) for one in _versions(shelf, shelf.first)
    }


def _versions(shelf: Shelf, standing: SourceId) -> list[SourceId]:
    with shelf.desk.store.read() as connection:
        return [one.id for one in earlier_versions(connection, standing)]


def test_a_source_without_an_earlier_version_has_nothing_to_restore(shelf: Shelf) -> None:
    with pytest.raises(NotFound, match="has no earlier version"):
        restore_source(shelf.desk, NAME)


def test_files_that_cannot_be_a_new_version_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="byte for byte what stands"):
        shelf.replace(FIRST)
    other = tmp_path / "other.txt"
    other.write_text("ANNA: I say something else.\n", encoding="utf-8")
    add_sources(shelf.desk, [other], AddRequest())
    with pytest.raises(Refused, match=r"already, as other\.txt"):
        replace_source(shelf.desk, NAME, other)
    other.write_text(SECOND, encoding="utf-8")
    with pytest.raises(Refused, match=r"another source is named other\.txt"):
        replace_source(shelf.desk, NAME, other)
    shelf.replace(SECOND)
    with pytest.raises(Refused, match="earlier version") as refused:
        shelf.replace(FIRST)
    assert shelf.first in (refused.value.hint or "")
    with pytest.raises(UserError, match="is an earlier version of"):
        replace_source(shelf.desk, shelf.first, shelf.write(FIRST + "\n"))
    with pytest.raises(Refused, match="no text"):
        shelf.replace("\n")


def test_the_new_file_may_have_another_name(shelf: Shelf, tmp_path: Path) -> None:
    shelf.code(POST)
    file = tmp_path / "kitchen-checked.txt"
    file.write_text(SECOND, encoding="utf-8")
    replace_source(shelf.desk, NAME, file)
    assert "kitchen-checked.txt" in {one.source.name for one in show_sources(shelf.desk)}
    assert coding.list_codings(shelf.desk)[0].source == show_source(shelf.desk, file.name).source.id


def test_who_has_seen_a_segment_has_seen_its_like(shelf: Shelf, room: Room) -> None:
    ben, lead = room.desk("ben"), room.desk("lead")
    going = open_round(lead, "first", sources=[NAME]).id
    segments = {text: one.id for one, text in show_segments(ben, NAME)}
    coding.mark_seen(ben, list(segments.values()))
    done = shelf.replace(SECOND)
    with ben.store.read() as connection:
        seen = seen_by(connection, round_=going, source=done.new)[ben.author]
    now = {one.id: text for one, text in show_segments(ben, NAME)}
    assert {now[one] for one in seen} == set(segments) & set(now.values())
    assert len(seen) == len(segments) - 2, "two turns were edited and must be looked at again"
    assert done.seen == len(seen)


def test_rounds_and_studies_go_over_to_the_new_version(shelf: Shelf, room: Room) -> None:
    lead, ben = room.desk("lead"), room.desk("ben")
    add_study(lead, "harbour2025")
    link_source(lead, "harbour2025", [NAME])
    open_round(lead, "first", sources=[NAME])
    coding.apply_code(ben, shelf.place(POST), "letters")
    done = shelf.replace(SECOND)
    (study,) = (one for one in list_studies(lead) if one.id == "harbour2025")
    assert study.sources == (done.new,)
    assert list_rounds(lead)[0].sources == (done.new,)
    made = coding.apply_code(ben, shelf.place(BUS), "transport")
    assert made.round == list_rounds(lead)[0].id
    assert [one.judgement.author for one in coding.list_codings(shelf.desk, everyone=True)] == [], (
        "the round is open: nobody sees what another decided before the correction"
    )
    assert shelf.coded(ben) == [POST, BUS]


def test_one_goes_on_where_one_left_off(shelf: Shelf) -> None:
    segments = {text: one.id for one, text in show_segments(shelf.desk, NAME)}
    left = next(text for text in segments if text.startswith("Mine shouted"))
    review.remember_place(shelf.desk, shelf.first, segments[left])
    done = shelf.replace(SECOND)
    place = review.place(shelf.desk)
    assert place is not None
    assert place.source == done.new
    assert {one.id: text for one, text in show_segments(shelf.desk, NAME)}[place.segment] == left


def test_what_was_said_of_speakers_holds_for_the_new_version(shelf: Shelf) -> None:
    describe_speaker(shelf.desk, NAME, "BEN", Said(name="Benjamin", role=Role.INTERVIEWER))
    shelf.replace(SECOND)
    voices = {one.label: one for one in list_speakers(shelf.desk, NAME)}
    assert (voices["BEN"].name, voices["BEN"].role) == ("Benjamin", Role.INTERVIEWER)
    queued = {text for one, text in show_segments(shelf.desk, NAME) if one.queued}
    assert not any(text.startswith(("Mine", "Nobody")) for text in queued)


def test_where_names_were_replaced_passages_stand(shelf: Shelf) -> None:
    quote = "ANNA: The foreman asked her"
    shelf.code(quote)
    shelf.code(FORM)

    def translate(words: str) -> str:
        return words.replace("ANNA", "Person 1").replace("foreman", "[Person 2]")

    found = show_source(shelf.desk, NAME).source
    done = replace_by_bytes(shelf.desk, found, NAME, translate(FIRST).encode(), translate)
    assert {one.outcome for one in done.passages} == {Outcome.KEPT}
    assert shelf.coded() == [FORM, translate(quote)]
    assert [one.outcome for one in list_anchors(shelf.desk, NAME)] == [Outcome.KEPT] * 2
