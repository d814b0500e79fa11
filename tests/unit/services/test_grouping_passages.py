"""Groups of passages without a code: found, put aside, joined, made a code of."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from codebooks.code import CodeStatus, Level, Origin
from codebooks.yaml_format import load_codebook
from qes.base import SegmentId, sha256
from qes.errors import NotFound, UserError
from qes.services.auditing import verify_project
from qes.services.codebook import add_code, current_codebook, import_codebook
from qes.services.coding import CodingState, apply_code, list_codings, mark_no_code
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.replacing import replace_source
from qes.services.rounds import close_round, open_round
from qes.services.suggesting.group_decisions import GroupAspect
from qes.services.suggesting.grouping import (
    OfferedGroup,
    choose_group,
    dismiss_group,
    find_groups,
    make_code,
    merge_groups,
)
from qes.services.suggesting.learning import read_codes
from qes.services.suggesting.second_looks import second_looks
from qes.store.judgements import Draft, Judgement, SubjectKind
from qes.store.schema import embedding
from qes.store.sources import read_text
from qes.store.vectors import store_vectors
from qes.suggest.vectors import pack
from tests.unit.services.conftest import CODEBOOK, StillClock
from tests.unit.services.made_review import (
    BUS,
    CHOIR,
    DIMENSIONS,
    EACH,
    FILES,
    GARDEN,
    MODEL,
    RENT,
    WORDS,
    about,
    add_vectors,
    make_review,
    passages,
    subject_of,
    texts_about,
)

COUNT = 4


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grouping")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        book = load_codebook(CODEBOOK, "starting-work.yaml")
        make_review(folder / "review.qes", book, StillClock())
    return folder / "review.qes"


@pytest.fixture
def review_file(_made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of 48 passages about four subjects; no model is on this machine."""
    monkeypatch.setattr("qes.suggest.embedder.Embedder.at_hand", lambda _self: None)
    return Path(shutil.copy(_made, tmp_path / "review.qes"))


def groups(desk: Desk, source: str | None = None) -> tuple[OfferedGroup, ...]:
    return find_groups(desk, source, count=COUNT)


def subject(desk: Desk, group: OfferedGroup) -> str | None:
    """What most of a group is about."""
    words = passages(desk)
    return Counter(subject_of(words[one]) for one in group.members).most_common(1)[0][0]


def group_about(desk: Desk, wanted: str, viewer: Desk | None = None) -> OfferedGroup:
    return next(one for one in groups(viewer or desk) if subject(desk, one) == wanted)


def code_half(desk: Desk, wanted: str, code: str) -> None:
    for one in about(desk, wanted)[: EACH // 2]:
        apply_code(desk, one, code)


def test_each_subject_without_a_code_is_a_group_that_shows_what_it_is_made_of(alice: Desk) -> None:
    for passage in about(alice, BUS):
        apply_code(alice, passage, "help.rides")
    found = groups(alice)
    assert {subject(alice, one) for one in found} == {GARDEN, CHOIR, RENT}
    words = passages(alice)
    for one in found:
        assert one.before is None
        assert one.nearest is None
        assert one.distance is not None
        assert [words[each.segment] for each in one.typical] == [each.text for each in one.typical]
        assert {each.name for each in one.typical} <= set(FILES)
        assert len(one.sources) == len({each.partition(".")[0] for each in one.members})
        said = {word for phrase in one.phrases for word in phrase.text.split()}
        assert said & set(WORDS[str(subject(alice, one))].split())


def test_what_is_coded_or_finished_without_a_code_is_in_no_group(alice: Desk) -> None:
    done = about(alice, BUS)
    for one in done[:6]:
        apply_code(alice, one, "help.rides")
    for one in done[6:]:
        mark_no_code(alice, one)
    members = {each for one in groups(alice) for each in one.members}
    assert members
    assert not members & set(done)


def test_without_a_single_code_passages_are_grouped_all_the_same(alice: Desk) -> None:
    import_codebook(
        alice,
        (book := current_codebook(alice)).with_codes(
            [code.model_copy(update={"status": CodeStatus.RETIRED}) for code in book.codes]
        ),
    )
    found = groups(alice)
    assert {subject(alice, one) for one in found} == {BUS, GARDEN, CHOIR, RENT}
    assert {one.nearest for one in found} == {None}


def test_one_source_is_grouped_alone_and_what_is_coded_elsewhere_still_counts(alice: Desk) -> None:
    in_second = [one for one in about(alice, BUS) if one in _units(alice, FILES[1])]
    for passage in in_second:
        apply_code(alice, passage, "help.rides")
    found = find_groups(alice, FILES[0], count=COUNT)
    members = {each for one in found for each in one.members}
    assert members == set(_units(alice, FILES[0]))
    assert {one.nearest for one in found} == {None, "help.rides"}
    nearest = next(one for one in found if one.nearest is not None)
    assert nearest.nearest_path == "What the service does > The support > Rides"
    assert subject(alice, nearest) == BUS


def _units(desk: Desk, name: str) -> list[SegmentId]:
    with desk.store.read() as connection:
        source = find_source(connection, name).id
    return [one for one in passages(desk) if one.startswith(f"{source}.")]


def test_the_same_decisions_give_the_same_groups(alice: Desk) -> None:
    code_half(alice, BUS, "help.rides")
    assert groups(alice) == groups(alice)


def test_a_group_is_meant_by_the_beginning_of_its_id(alice: Desk) -> None:
    found = groups(alice)
    assert choose_group(found, found[1].id[:6]) is found[1]
    with pytest.raises(NotFound, match="no group 'zz' is offered now"):
        choose_group(found, "zz")
    doubled = (found[0], replace(found[1], id=f"{found[0].id[:5]}x"))
    with pytest.raises(NotFound, match="fits 2 groups"):
        choose_group(doubled, found[0].id[:5])
    with pytest.raises(NotFound):
        choose_group(found, " ")


def test_what_was_put_aside_comes_last_and_tells_who_when_and_why(alice: Desk) -> None:
    chosen = groups(alice)[0]
    done = dismiss_group(alice, chosen, " small talk ")
    found = groups(alice)
    assert [one.id for one in found if one.before is None] == [one.id for one in found[:-1]]
    before = found[-1].before
    assert found[-1].id == chosen.id
    assert before is not None
    assert (before.aspect, before.by, before.reason) == (
        GroupAspect.DISMISSED,
        "alice",
        "small talk",
    )
    assert before.at == done.at


def test_a_group_put_aside_is_known_again_after_some_of_it_is_coded(alice: Desk) -> None:
    chosen = group_about(alice, CHOIR)
    dismiss_group(alice, chosen, "small talk")
    apply_code(alice, chosen.members[0], "help.forms")
    again = group_about(alice, CHOIR)
    assert again.id != chosen.id
    assert again.before is not None
    assert again.before.group == chosen.id
    assert group_about(alice, RENT).before is None


def test_a_group_put_aside_is_known_again_in_a_new_version_of_its_sources(
    alice: Desk, tmp_path: Path
) -> None:
    chosen, other = group_about(alice, CHOIR), group_about(alice, BUS)
    dismiss_group(alice, chosen, "small talk")
    merge_groups(alice, [other, group_about(alice, GARDEN)])
    for name in FILES:
        with alice.store.read() as connection:
            text = read_text(connection, find_source(connection, name).id)
        words = texts_about(CHOIR)[0]
        (tmp_path / name).write_text(f"A new first line.\n\n{text.replace(words, 'Other words.')}")
        replace_source(alice, name, tmp_path / name)
    add_vectors(alice)
    again = group_about(alice, CHOIR)
    assert not set(again.members) & set(chosen.members)
    assert again.before is not None
    assert again.before.reason == "small talk"
    assert group_about(alice, RENT).before is None
    about_both = [one for one in groups(alice) if subject(alice, one) in {BUS, GARDEN}]
    assert len(about_both) == 1


def test_putting_aside_needs_a_reason_and_can_be_taken_back(alice: Desk) -> None:
    chosen = groups(alice)[0]
    with pytest.raises(UserError, match="needs a reason"):
        dismiss_group(alice, chosen, "  ")
    assert all(one.before is None for one in groups(alice))
    done = dismiss_group(alice, chosen, "small talk")
    with alice.store.write() as connection:
        alice.judge(connection, [Draft(done.subject, done.aspect, None, undoes=done.id)])
    assert all(one.before is None for one in groups(alice))


def test_what_is_judged_of_a_group_holds_ids_and_no_words(alice: Desk) -> None:
    found = groups(alice)
    written: list[Judgement] = [
        dismiss_group(alice, found[0], "small talk"),
        merge_groups(alice, found[1:3]),
    ]
    make_code(alice, found[3], "New", give_to=found[3].members[:1])
    for one in written:
        assert one.subject.kind is SubjectKind.GROUP
        assert "We spoke" not in repr(one.value)
    assert written[0].value == {"members": sorted(found[0].members)}
    assert written[1].value == {
        "members": sorted([*found[1].members, *found[2].members]),
        "groups": sorted(one.id for one in found[1:3]),
    }
    assert verify_project(alice).ok


def test_merged_groups_are_offered_as_one_with_phrases_and_passages_of_its_own(
    alice: Desk,
) -> None:
    bus, garden = group_about(alice, BUS), group_about(alice, GARDEN)
    merged = merge_groups(alice, [bus, garden])
    found = groups(alice)
    assert len(found) == COUNT - 1
    union = next(one for one in found if one.id == merged.subject.id)
    assert set(union.members) == {*bus.members, *garden.members}
    assert union.before is None
    assert union.phrases
    typical = {subject_of(one.text) for one in union.typical}
    assert {BUS, GARDEN} <= typical
    # what is coded of it leaves it, and the rest stays one
    apply_code(alice, union.members[0], "help.rides")
    later = next(one for one in groups(alice) if union.members[1] in one.members)
    assert {subject_of(passages(alice)[one]) for one in later.members} >= {BUS, GARDEN}


def test_a_merged_group_can_be_merged_and_put_aside_as_any_other(alice: Desk) -> None:
    merge_groups(alice, [group_about(alice, BUS), group_about(alice, GARDEN)])
    union = next(one for one in groups(alice) if len(one.members) > EACH + 2)
    merge_groups(alice, [union, group_about(alice, CHOIR)])
    found = groups(alice)
    assert len(found) == 2
    largest = max(found, key=lambda one: len(one.members))
    dismiss_group(alice, largest, "not ours")
    assert [one.before is None for one in groups(alice)] == [True, False]


def test_one_group_alone_is_not_merged(alice: Desk) -> None:
    one = groups(alice)[0]
    with pytest.raises(UserError, match="one group alone"):
        merge_groups(alice, [one, one])


def test_a_code_is_made_and_given_to_the_passages_named_and_to_no_others(alice: Desk) -> None:
    chosen = group_about(alice, CHOIR)
    made = make_code(
        alice,
        chosen,
        "Singing together",
        definition="Music made with others.",
        parent="soon",
        give_to=chosen.members[:2],
    )
    code = current_codebook(alice).code(made.code.id)
    assert (code.name, code.parent, code.definition) == (
        "Singing together",
        "soon",
        "Music made with others.",
    )
    assert (code.level, code.origin, code.status) == (
        Level.THEME,
        Origin.INDUCTIVE,
        CodeStatus.ACTIVE,
    )
    assert made.path == "First effects > Singing together"
    assert made.given == 2
    given = list_codings(alice)
    assert {one.code for one in given} == {code.id}
    assert {one.state for one in given} == {CodingState.APPLIED}
    assert len(given) == 2
    rest = group_about(alice, CHOIR)
    assert not set(chosen.members[:2]) & set(rest.members)
    assert rest.before is not None
    assert (rest.before.aspect, rest.before.code) == (GroupAspect.CODE, code.id)


def test_a_retired_code_no_longer_answers_for_the_group_it_was_made_of(alice: Desk) -> None:
    chosen = group_about(alice, CHOIR)
    made = make_code(alice, chosen, "Singing")
    book = current_codebook(alice)
    retired = made.code.model_copy(update={"status": CodeStatus.RETIRED})
    import_codebook(
        alice, book.with_codes([retired if one.id == retired.id else one for one in book.codes])
    )
    assert group_about(alice, CHOIR).before is None


def test_nothing_is_made_where_a_passage_is_not_in_the_group(alice: Desk) -> None:
    chosen, other = group_about(alice, CHOIR), group_about(alice, BUS)
    before = current_codebook(alice)
    for wrong, said in (
        ((chosen.members[0], other.members[0]), "is not in group"),
        (("nothing.t1",), "no segment"),
    ):
        with pytest.raises(UserError, match=said):
            make_code(alice, chosen, "Singing", give_to=wrong)
    assert current_codebook(alice) == before
    assert list_codings(alice) == ()
    assert group_about(alice, CHOIR).before is None


@pytest.mark.parametrize(
    ("name", "parent", "said"),
    [
        ("", None, "name"),
        ("Rides", "help.support", "there is a code"),
        ("Calling", "help.calls", "retired"),
        ("Singing", "nowhere", "no code fits"),
        ("two\nlines", None, "one line"),
        ("x" * 301, None, "300"),
    ],
)
def test_a_code_that_cannot_be_made_is_refused_in_one_line(
    alice: Desk, name: str, parent: str | None, said: str
) -> None:
    before = current_codebook(alice)
    with pytest.raises(UserError, match=said) as caught:
        add_code(alice, name, parent=parent)
    assert "\n" not in str(caught.value)
    assert current_codebook(alice) == before


def test_new_codes_come_last_under_their_parent_and_have_ids_of_their_own(alice: Desk) -> None:
    first, second = add_code(alice, "Bikes", parent="help.support"), add_code(alice, "Music")
    book = current_codebook(alice)
    assert book.children("help.support")[-1].id == first.id
    assert book.roots()[-1].id == second.id
    assert len({first.id, second.id, *(one.id for one in book.codes)}) == len(book)


def test_in_an_open_round_nobody_sees_what_another_made_of_a_group(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    blank = groups(alice)
    dismiss_group(bob, groups(bob)[0], "small talk")
    merge_groups(bob, groups(bob)[:2])
    assert groups(alice) == blank
    assert any(one.before is not None for one in groups(bob))
    close_round(alice, "first")
    assert groups(alice) == groups(bob)
    told = [one.before.by for one in groups(alice) if one.before is not None]
    assert told == ["bob"]


def test_a_decision_counts_in_the_round_its_passages_are_worked_on_in(
    alice: Desk, bob: Desk
) -> None:
    open_round(alice, "second only", sources=[FILES[1]])
    in_first = find_groups(bob, FILES[0], count=2)[0]
    in_second = find_groups(bob, FILES[1], count=2)[0]
    assert dismiss_group(bob, in_first, "why").round is None
    assert dismiss_group(bob, in_second, "why").round is not None


def test_outside_rounds_each_has_decisions_of_their_own(alice: Desk, bob: Desk) -> None:
    dismiss_group(bob, groups(bob)[0], "small talk")
    assert all(one.before is None for one in groups(alice))


def test_missing_vectors_are_said_in_one_line(alice: Desk, empty: Desk) -> None:
    for desk, said in ((empty, "nothing to suggest codes for"), (alice, "no vector yet")):
        with alice.store.write() as connection:
            gone = about(alice, BUS)[0]
            connection.execute(
                sa.delete(embedding).where(embedding.c.text_sha256 == sha256(passages(alice)[gone]))
            )
        for ask in (find_groups, second_looks):
            with pytest.raises(UserError, match=said):
                ask(desk)


def test_a_passage_given_the_wrong_code_gets_a_second_look(alice: Desk, bob: Desk) -> None:
    open_round(alice, "first")
    for wanted, code in ((BUS, "help.rides"), (GARDEN, "soon.calm")):
        for one in about(alice, wanted):
            apply_code(alice, one, code)
    slip = about(alice, CHOIR)[0]
    wrong = about(alice, RENT)[:2]
    apply_code(alice, slip, "help.rides")
    for one in wrong:
        apply_code(alice, one, "soon.calm")
    found = second_looks(alice, limit=3)
    assert {one.passage.segment for one in found} == {slip, *wrong}
    first = next(one for one in found if one.passage.segment == slip)
    assert first.code == "help.rides"
    assert first.path == "What the service does > The support > Rides"
    assert first.others == EACH
    assert subject_of(first.typical.text) == BUS
    assert first.passage.text == passages(alice)[slip]
    assert second_looks(bob) == ()
    close_round(alice, "first")
    assert second_looks(bob, limit=3) == found


def test_a_second_look_names_the_code_a_passage_is_nearer_to(alice: Desk) -> None:
    for wanted, code in ((BUS, "help.rides"), (GARDEN, "soon.calm")):
        for one in about(alice, wanted)[:-1]:
            apply_code(alice, one, code)
    slip = about(alice, GARDEN)[-1]
    apply_code(alice, slip, "help.rides")
    (first,) = second_looks(alice, limit=1)
    assert (first.passage.segment, first.code, first.nearer) == (slip, "help.rides", "soon.calm")
    assert first.nearer_likeness is not None
    assert first.nearer_likeness > first.likeness
    only = second_looks(alice, first.passage.source, limit=100)
    assert only[0] == first
    assert {one.passage.source for one in only} == {first.passage.source}


def test_what_a_code_explains_almost_surely_is_in_no_group(
    alice: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the probabilities of the 48 passages are shown after fewer decisions than elsewhere
    monkeypatch.setattr("qes.services.suggesting.coded_corpus.DECISIONS_NEEDED", 30)
    monkeypatch.setattr("qes.suggest.learner.DECISIONS_NEEDED", 30)
    with alice.store.write() as connection:
        words = read_codes(connection).texts
        row = pack(np.full((1, DIMENSIONS), DIMENSIONS**-0.5, dtype=np.float32))[0]
        store_vectors(connection, MODEL, [(sha256(one), row) for one in words])
    coded = [*about(alice, BUS)[:6], *about(alice, GARDEN), *about(alice, RENT)]
    code_of = {BUS: "help.rides", GARDEN: "soon.calm", RENT: "later.staying"}
    texts = passages(alice)
    for one in coded[:29]:
        apply_code(alice, one, code_of[str(subject_of(texts[one]))])
    # nothing may be said yet: what is like coded passages is grouped too
    rest = set(about(alice, BUS)[6:])
    assert rest <= _grouped(alice)
    for one in coded[29:]:
        apply_code(alice, one, code_of[str(subject_of(texts[one]))])
    told: list[str] = []
    members = {
        one
        for group in find_groups(
            alice, count=COUNT, progress=lambda what, _done, _total: told.append(what)
        )
        for one in group.members
    }
    assert "asking what codes explain" in told
    assert set(about(alice, CHOIR)) <= members
    assert len(rest & members) < len(rest)


def _grouped(desk: Desk) -> set[SegmentId]:
    return {one for group in find_groups(desk, count=2) for one in group.members}
