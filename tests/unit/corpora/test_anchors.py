from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.anchors import Anchor, AnchorKind, Why, anchored
from corpora.span import Span
from tests.unit.corpora.edited_texts import Edits, edited, passages

TALK = (
    "INTERVIEWER: What changed for you?",
    "RITA: She sat in my kitchen and filled in every form with me.",
    "INTERVIEWER: And then?",
    "RITA: Yes.",
    "INTERVIEWER: Did you go to the office with her, or alone?",
    "RITA: Yes.",
    "OTTO: Mine shouted on the first day, and I went home and slept until the evening.",
    "RITA: The foreman asked her, never me, and that went on for a month or longer.",
)


def text(*lines: str) -> str:
    return "\n\n".join(lines)


OLD = text(*TALK)


def one(old: str, new: str, words: str, nth: int = 0) -> Anchor:
    start = -1
    for _ in range(nth + 1):
        start = old.index(words, start + 1)
    (found,) = anchored(old, new, [Span(start, start + len(words))])
    return found


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def test_in_an_equal_text_everything_stands_where_it_stood() -> None:
    found = one(OLD, OLD, "RITA: Yes.", nth=1)
    assert (found.kind, found.new) == (AnchorKind.KEPT, found.old)


def test_words_stand_although_what_is_around_them_was_edited() -> None:
    new = OLD.replace("in my kitchen", "in our kitchen").replace("every form", "each form")
    for words in ("She sat in", "kitchen and filled in", "form with me."):
        found = one(OLD, new, words)
        assert found.kind is AnchorKind.KEPT
        assert found.new is not None
        assert found.new.of(new) == words


def test_a_paragraph_that_went_elsewhere_is_found_by_its_words() -> None:
    new = text(TALK[7], *TALK[:7])
    found = one(OLD, new, "never me")
    assert (found.kind, found.new) == (AnchorKind.MOVED, at(new, "never me"))
    assert one(OLD, new, TALK[6]).kind is AnchorKind.KEPT


def test_a_moved_paragraph_takes_its_label_along() -> None:
    new = text(*TALK[:2], TALK[7], *TALK[2:7])
    found = one(OLD, new, TALK[7])
    assert found.kind is AnchorKind.MOVED
    assert found.new is not None
    assert found.new.of(new) == TALK[7]


def test_edited_words_are_proposed_and_never_attached() -> None:
    new = OLD.replace("filled in every form", "filled out each form")
    found = one(OLD, new, "and filled in every form with me")
    assert (found.kind, found.why) == (AnchorKind.CHANGED, Why.EDITED)
    assert found.new is not None
    assert found.new.of(new) == "and filled out each form with me"
    assert 0.8 < found.likeness < 1


def test_a_passage_that_begins_and_ends_in_edited_words_is_proposed_whole() -> None:
    new = OLD.replace("She sat", "Maria was sitting").replace("with me.", "beside me.")
    found = one(OLD, new, TALK[1])
    assert found.new is not None
    assert found.new.of(new) == TALK[1].replace("She sat", "Maria was sitting").replace(
        "with me.", "beside me."
    )


def test_a_line_that_was_put_before_an_edited_one_is_not_part_of_it() -> None:
    new = OLD.replace("OTTO: Mine shouted", "OTTO: Well, wait.\n\nOtto: He shouted")
    found = one(OLD, new, TALK[6])
    assert found.new is not None
    assert found.new.of(new) == TALK[6].replace("OTTO: Mine", "Otto: He")


def test_what_was_left_out_is_gone() -> None:
    found = one(OLD, text(*TALK[:6]), TALK[7])
    assert (found.kind, found.new, found.why) == (AnchorKind.ORPHANED, None, Why.GONE)


def test_short_answers_are_told_apart_by_what_stands_around_them() -> None:
    new = text("INTERVIEWER: Good day.", TALK[0], TALK[1], "RITA: Yes.", *TALK[2:])
    for nth in range(2):
        found = one(OLD, new, "RITA: Yes.", nth)
        assert found.kind is AnchorKind.KEPT
        assert found.new is not None
        assert new[: found.new.start].count("RITA: Yes.") == nth + 1


def test_where_nothing_tells_equal_answers_apart_none_is_attached() -> None:
    old = text(TALK[1], "RITA: Yes.", "RITA: Yes.", TALK[6])
    new = text(TALK[1], "RITA: Yes.", TALK[6])
    for nth in range(2):
        found = one(old, new, "RITA: Yes.", nth)
        assert (found.kind, found.why) == (AnchorKind.CHANGED, Why.REPEATED)
    assert one(old, new, TALK[6]).kind is AnchorKind.KEPT
    back = one(new, old, "RITA: Yes.")
    assert (back.kind, back.why) == (AnchorKind.CHANGED, Why.REPEATED)


def test_an_answer_whose_surroundings_are_all_new_is_only_proposed() -> None:
    new = text("Wholly other words stand here today.", "OTTO: Yes.", "And nothing of old is left.")
    found = one(text("She rang me twice a week.", "RITA: Yes.", "Then it snowed."), new, "Yes")
    assert (found.kind, found.why) == (AnchorKind.CHANGED, Why.ALONE)


def test_a_line_that_is_there_once_is_followed_wherever_it_went() -> None:
    new = text("Wholly other words stand here today.", "RITA: Yes.", "And nothing of old is left.")
    found = one(text("She rang me twice a week.", "RITA: Yes.", "Then it snowed."), new, "Yes")
    assert (found.kind, found.new) == (AnchorKind.MOVED, at(new, "Yes"))


def test_an_answer_between_its_neighbours_stands_whatever_was_put_beside_it() -> None:
    old = text(TALK[1], TALK[7], "RITA: Yes.", TALK[6])
    new = text(TALK[1], "RITA: Yes.", "OTTO: Right, and then it was winter.", TALK[6])
    found = one(old, new, "Yes")
    assert (found.kind, found.new) == (AnchorKind.KEPT, at(new, "Yes"))


def test_of_two_speakers_who_say_the_same_the_one_who_is_left_keeps_their_words() -> None:
    old = text(TALK[1], "RITA: Yes.", "OTTO: Yes.", TALK[6])
    new = text(TALK[1], "RITA: Yes.", TALK[6])
    found = one(old, new, "Yes.")
    assert (found.kind, found.new) == (AnchorKind.KEPT, at(new, "Yes."))
    assert not one(old, new, "Yes.", nth=1).attached


def test_of_two_equal_answers_the_one_that_was_not_edited_stands() -> None:
    old = text(TALK[1], "RITA: Yes.", "RITA: Yes.", TALK[6])
    new = text(TALK[1], "RITA: Yes.", "RITA: Yees.", TALK[6])
    found = one(old, new, "RITA: Yes.")
    assert (found.kind, found.new) == (AnchorKind.KEPT, at(new, "RITA: Yes."))
    assert not one(old, new, "RITA: Yes.", nth=1).attached


def test_a_line_that_was_edited_is_not_followed_to_its_like_elsewhere() -> None:
    new = text(*TALK[:3], "RITA: Yees.", *TALK[4:5], "RITA: Yess.", *TALK[6:], "RITA: Yes.")
    for nth in range(2):
        assert not one(OLD, new, "RITA: Yes.", nth).attached


def test_what_was_not_edited_in_a_short_line_stands() -> None:
    old = text(TALK[7], TALK[1], "OTTO: I never knew why.", TALK[6])
    new = text(TALK[7], "OTO: I neverx knew why.", "RITA: Nobody said a word for a week.", TALK[6])
    found = one(old, new, "why.")
    assert (found.kind, found.new) == (AnchorKind.KEPT, at(new, "why."))


def test_white_space_alone_makes_a_difference_that_is_told_as_such() -> None:
    new = OLD.replace("and filled in", "and\nfilled  in")
    found = one(OLD, new, "kitchen and filled in every form")
    assert (found.kind, found.why) == (AnchorKind.CHANGED, Why.SPACING)
    assert found.new is not None
    assert found.new.of(new) == "kitchen and\nfilled  in every form"
    assert found.likeness > 0.9


def test_capitals_are_an_edit_that_is_easily_found() -> None:
    new = OLD.upper()
    found = one(OLD, new, TALK[1])
    assert (found.kind, found.why) == (AnchorKind.CHANGED, Why.EDITED)
    assert found.new is not None
    assert found.new.of(new) == TALK[1].upper()


def test_a_script_without_spaces_is_compared_letter_by_letter() -> None:
    old = "彼女は台所に座って、書類を全部書いてくれました。とても助かりました。"
    new = old.replace("全部", "すべて")
    found = one(old, new, "とても助かりました")
    assert found.kind is AnchorKind.KEPT
    assert found.new is not None
    assert found.new.of(new) == "とても助かりました"


def test_what_words_should_have_become_counts_as_kept() -> None:
    def replaced(words: str) -> str:
        return words.replace("RITA", "Person 1").replace("foreman", "[Person 2]")

    new = replaced(OLD)
    spans = [Span(OLD.index(line), OLD.index(line) + len(line)) for line in (*TALK[1:3], *TALK[6:])]
    for found in anchored(OLD, new, spans, translate=replaced):
        assert found.kind is AnchorKind.KEPT
        assert found.new is not None
        assert found.new.of(new) == replaced(found.old.of(OLD))
    for nth in range(2):
        found = one(OLD, new, "RITA: Yes.", nth)
        assert not found.attached
        start = [n for n in range(len(OLD)) if OLD.startswith("RITA: Yes.", n)][nth]
        (found,) = anchored(OLD, new, [Span(start, start + 10)], translate=replaced)
        assert found.new is not None
        assert new[: found.new.start].count("Person 1: Yes.") == nth


def test_translating_never_attaches_other_words() -> None:
    new = OLD.replace("RITA: The foreman asked", "Person 1: The manager asked")
    start = OLD.index("RITA: The foreman")
    (found,) = anchored(
        OLD,
        new,
        [Span(start, start + 22)],
        translate=lambda words: words.replace("RITA", "Person 1"),
    )
    assert not found.attached


def test_white_space_and_nothing_are_gone() -> None:
    new = OLD.replace("kitchen", "cellar")
    blank = OLD.index("\n\n")
    for span in (Span(blank, blank + 2), Span(5, 5)):
        assert anchored(OLD, new, [span])[0].kind is AnchorKind.ORPHANED


def test_a_passage_beyond_the_text_is_no_passage() -> None:
    for new in (OLD, OLD + "."):
        with pytest.raises(ValueError, match="beyond the end"):
            anchored(OLD, new, [Span(0, len(OLD) + 1)])


_few = st.text(alphabet="ab .\nY’é\u4e00\U0001f642", max_size=60)


@given(_few, _few, st.data())
def test_whatever_the_texts_only_the_very_words_are_attached(
    old: str, new: str, data: st.DataObject
) -> None:
    ends = st.integers(0, len(old))
    spans = data.draw(
        st.lists(st.tuples(ends, ends).map(lambda two: Span(min(two), max(two))), max_size=8)
    )
    found = anchored(old, new, spans)
    assert [anchor.old for anchor in found] == spans
    for anchor in found:
        assert 0 <= anchor.likeness <= 1
        assert (anchor.new is None) is (anchor.kind is AnchorKind.ORPHANED)
        if anchor.new is not None:
            assert anchor.new.end <= len(new)
        if anchor.attached:
            assert anchor.new is not None
            assert anchor.new.of(new) == anchor.old.of(old)


@given(st.lists(st.sampled_from(["Yes.", "No.", "A: Mm.", "Well, I went home then."]), max_size=9))
def test_passages_that_stood_apart_are_never_attached_to_the_same_words(lines: list[str]) -> None:
    old = "\n".join(lines)
    new = "\n".join(line for n, line in enumerate(lines) if n % 3 != 1)
    spans, start = [], 0
    for line in lines:
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    taken = [anchor.new for anchor in anchored(old, new, spans) if anchor.attached]
    assert len(set(taken)) == len(taken)


_SAID = (
    ("Yes.", "No.", "A: Mm.", "Well, I went home then."),
    ("P1: Yes.", "P2: Yes.", "P1: No.", "In winter the bus did not run at all, so I walked."),
    ("a", "b", "a b", "b a", "a b a"),
    ("STRASSE", "straße", "Straße!", "ss"),
    ("是的。", "不是。", "我回家了", "她坐在我的厨房里帮我填了所有的表格。"),
)


@st.composite
def _reworked(draw: st.DrawFn) -> tuple[str, str, list[Span]]:
    """Draw a text, a version with lines left out, put in, moved and edited, and passages."""
    said = st.sampled_from(draw(st.sampled_from(_SAID)))
    lines = draw(st.lists(said, max_size=14))
    every, first = draw(st.tuples(st.integers(2, 16), st.integers(0, 15)))
    new = [line for n, line in enumerate(lines) if n % every != first]
    for _ in range(draw(st.integers(0, 4))):
        at, to = (draw(st.integers(0, len(new))) for _ in range(2))
        match draw(st.sampled_from(("put in", "move", "edit"))):
            case "put in":
                new.insert(at, draw(said))
            case "move":
                new[at : at + 2], taken = [], new[at : at + 2]
                new[to:to] = taken
            case _:
                new[at : at + 1] = [f"{line[1:]}x" for line in new[at : at + 1]]
    between = draw(st.sampled_from(("\n", "\n\n", " ")))
    old, spans, start = between.join(lines), [], 0
    for line in lines:
        spans.append(Span(start, start + len(line)))
        start += len(line) + len(between)
    ends = st.integers(0, len(old))
    some = st.tuples(ends, ends).map(lambda two: Span(min(two), max(two)))
    return old, between.join(new), spans + draw(st.lists(some, max_size=6))


def assert_apart(found: Iterable[Anchor]) -> None:
    """No two passages that stood apart stand on the same words."""
    attached = [(one.old, one.new) for one in found if one.attached and one.new is not None]
    for (old, new), (other, taken) in combinations(attached, 2):
        if old.end <= other.start or other.end <= old.start:
            assert new.end <= taken.start or taken.end <= new.start, (old, other)


@given(drawn=_reworked(), renamed=st.booleans())
def test_passages_that_stood_apart_stand_apart_however_a_text_was_reworked(
    drawn: tuple[str, str, list[Span]], *, renamed: bool
) -> None:
    def replaced(words: str) -> str:
        return words.replace("Yes", "Yeah").replace("a", "aa")

    old, new, spans = drawn
    assert_apart(anchored(old, new, spans))
    assert_apart(anchored(old, replaced(new) if renamed else new, spans, translate=replaced))


def _kept(seed: int) -> tuple[int, int, int]:
    """Count, of the passages of an edited text, those whose words survive, those of them that are
    left to people, and all that are attached where their words are not."""
    random = Random(seed)  # noqa: S311 - nobody has to be kept from guessing it
    found = edited(random, paragraphs=120, edits=Edits())
    anchors = anchored(found.old, found.new, passages(random, found, 400))
    assert_apart(set(anchors))
    survived = left = elsewhere = 0
    for anchor in anchors:
        place = found.place(anchor.old)
        if anchor.attached:
            assert anchor.new is not None
            assert anchor.new.of(found.new) == anchor.old.of(found.old)
            elsewhere += anchor.new != place
        survived += place is not None
        left += place is not None and not anchor.attached
    return survived, left, elsewhere


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**9))
def test_whatever_the_edits_the_very_words_are_attached_and_stay_apart(seed: int) -> None:
    survived, _, _ = _kept(seed)
    assert survived


@pytest.mark.parametrize(
    ("seed", "left"),
    [
        (440693140, 17),
        (573811327, 13),
        (221955601, 11),
        (128503328, 9),
        (151522827, 9),
        (736635257, 9),
        (230115217, 8),
        (102735979, 7),
        (476492856, 7),
        (978414052, 7),
        (116088592, 6),
        (299499362, 6),
    ],
)
def test_no_more_is_left_to_people_than_nobody_can_tell(seed: int, left: int) -> None:
    # of 2,000 copies those of which most was left, before and since; short answers said again and
    # again, moved, or one of two in a row changed
    survived, found, elsewhere = _kept(seed)
    assert survived > 240
    assert found <= left
    assert elsewhere == 0


def test_of_many_edited_copies_ninety_nine_in_a_hundred_such_passages_are_kept() -> None:
    counts = [_kept(seed) for seed in range(24)]
    survived, left, elsewhere = (sum(several) for several in zip(*counts, strict=True))
    assert survived > 5_000
    assert left <= 0.003 * survived
    assert elsewhere <= 10, "an equal line was put in where another was edited or left out"
