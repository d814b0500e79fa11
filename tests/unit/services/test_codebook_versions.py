"""Under which version of the codebook coders decided about which units."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebooks.codebook import Codebook
from qes.base import AuthorName, CodeId, JudgementId
from qes.errors import Blind
from qes.services.codebook import add_code, import_codebook
from qes.services.codebook_versions import by_codebook_version, read_timeline, timeline_of
from qes.services.coding import apply_code, mark_no_code, mark_seen
from qes.services.desk import Desk
from qes.services.rounds import close_round, open_round
from qes.services.showing_sources import show_segments
from qes.store.judgements import Judgement, Subject, SubjectKind


def redefine(desk: Desk, book: Codebook, code: str, definition: str) -> None:
    codes = [
        one.model_copy(update={"definition": definition}) if one.id == code else one
        for one in book.codes
    ]
    import_codebook(desk, book.with_codes(codes))


def test_units_are_grouped_by_the_version_that_both_had(
    alice: Desk, bob: Desk, book: Codebook
) -> None:
    second, _, fourth, fifth, _, last = (
        one.id for one, _ in show_segments(alice, "interview.txt")[1:]
    )
    open_round(alice, "first")
    apply_code(alice, second, "help.forms")
    mark_no_code(bob, second)
    apply_code(alice, fifth, "site.boss")
    redefine(alice, book, "site.boss", "What employers do, not foremen.")
    apply_code(alice, fourth, "site.boss")
    mark_seen(bob, [fourth, fifth])
    # whoever decides again has decided under what stands now
    apply_code(alice, last, "help.rides")
    mark_seen(bob, [last])
    with pytest.raises(Blind):
        by_codebook_version(bob, "first")
    close_round(alice)
    before, after, mixed = by_codebook_version(bob)
    assert before.version is not None
    assert after.version is not None
    assert (before.units, after.units, mixed.units) == ((second,), (fourth, last), (fifth,))
    assert (before.version.n, after.version.n, mixed.version) == (1, 2, None)
    assert (before.changed, after.changed) == ((), ("site.boss",))
    assert {(one.a, one.b) for one in (before, after, mixed)} == {("alice", "bob")}


def test_a_definition_that_is_put_back_is_the_version_it_was(alice: Desk, book: Codebook) -> None:
    redefine(alice, book, "site.boss", "Something else.")
    import_codebook(alice, book)
    with alice.store.read() as connection:
        timeline = read_timeline(connection, alice)
    assert [one.n for one in timeline.versions] == [1, 2, 1]
    assert timeline.defined(CodeId("site.boss")) == 3
    assert timeline.defined(CodeId("help.forms")) == 1
    assert timeline.at("1999") is None


def test_a_new_code_makes_a_version_and_another_order_makes_none(
    alice: Desk, book: Codebook
) -> None:
    import_codebook(alice, book.with_codes(book.codes[-1:] + book.codes[:-1]))
    with alice.store.read() as connection:
        assert len(read_timeline(connection, alice).versions) == 1
    made = add_code(alice, "Waiting", definition="Time that passes.")
    with alice.store.read() as connection:
        first, second = read_timeline(connection, alice).versions
    assert second.changed_since(first) == (made.id,)


def said(at: int, code: str, aspect: str, value: str) -> Judgement:
    return Judgement(
        JudgementId(f"j{at}"), AuthorName("lead"), "here", at, f"2026-01-01T00:00:{at:02}",
        Subject(SubjectKind.CODE, code), aspect, value, None, None, None, None, "1", "", "",
    )  # fmt: skip


edits = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from(("definition", "order")), st.sampled_from("xy")
    ),
    max_size=20,
)


@given(edits)
def test_two_moments_have_one_version_exactly_if_every_definition_is_the_same(
    made: list[tuple[str, str, str]],
) -> None:
    timeline = timeline_of(said(at, *one) for at, one in enumerate(made))

    def after(states: dict[str, str], one: tuple[str, str, str]) -> dict[str, str]:
        return {**states, one[0]: one[2]} if one[1] == "definition" else states

    nothing: dict[str, str] = {}
    states = list(accumulate(made, after, initial=nothing))[1:]
    versions = [timeline.at(f"2026-01-01T00:00:{at:02}") for at in range(len(made))]
    for one, its_version in zip(states, versions, strict=True):
        assert (its_version is None) == (not one)
        for other, other_version in zip(states, versions, strict=True):
            assert (one == other) == (its_version == other_version)
