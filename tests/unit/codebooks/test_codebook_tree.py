from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from codebooks.code import Code, CodeStatus, ColumnKind, Level, Origin
from codebooks.codebook import Codebook
from qes.base import CodeId
from qes.errors import NotFound


def _code(
    code_id: str,
    name: str,
    parent: str | None = None,
    kind: ColumnKind | None = None,
    status: CodeStatus = CodeStatus.ACTIVE,
) -> Code:
    return Code(
        id=CodeId(code_id),
        parent=None if parent is None else CodeId(parent),
        name=name,
        level=Level.SUBTHEME,
        kind=kind,
        status=status,
    )


def _book(*codes: Code) -> Codebook:
    return Codebook(id=CodeId("garden"), codes=codes)


GARDEN = _book(
    _code("G", "Garden", kind=ColumnKind.CONTEXT),
    _code("G.beds", "Beds", "G"),
    _code("S", "Street"),
    _code("G.beds.rose", "Rose", "G.beds", kind=ColumnKind.OUTPUT),
    _code("G.beds.reed", "Reed", "G.beds"),
    _code("S.rose", "Rose", "S"),
)


def _ids(codes: Sequence[Code]) -> tuple[str, ...]:
    return tuple(code.id for code in codes)


def test_tree_order_puts_every_code_after_the_one_above_and_keeps_the_order_of_siblings() -> None:
    order = ("G", "G.beds", "G.beds.rose", "G.beds.reed", "S", "S.rose")
    assert _ids(GARDEN.in_tree_order()) == order


def test_a_code_knows_what_stands_above_and_below_it() -> None:
    assert _ids(GARDEN.roots()) == ("G", "S")
    assert _ids(GARDEN.children("G")) == ("G.beds",)
    assert _ids(GARDEN.descendants("G")) == ("G.beds", "G.beds.rose", "G.beds.reed")
    assert _ids(GARDEN.ancestors("G.beds.rose")) == ("G.beds", "G")
    assert GARDEN.depth("G.beds.rose") == 2
    assert GARDEN.branch("G.beds.rose").id == "G"
    assert GARDEN.branch("S").id == "S"
    assert GARDEN.path("G.beds.rose") == "Garden > Beds > Rose"


def test_a_kind_comes_from_the_nearest_code_that_has_one() -> None:
    assert GARDEN.kind_of("G.beds.rose") is ColumnKind.OUTPUT
    assert GARDEN.kind_of("G.beds.reed") is ColumnKind.CONTEXT
    assert GARDEN.kind_of("S.rose") is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("G", "G"),
        ("g.BEDS", "G.beds"),
        ("  S ", "S"),
        ("garden > beds > ROSE", "G.beds.rose"),
        ("Street>Rose", "S.rose"),
        ("reed", "G.beds.reed"),
        ("s.r", "S.rose"),
        ("g.beds.ro", "G.beds.rose"),
    ],
)
def test_a_code_is_found_by_id_path_name_or_the_start_of_its_id(said: str, meant: str) -> None:
    assert GARDEN.find(said).id == meant


def test_a_name_that_two_codes_have_is_refused_and_both_are_named() -> None:
    with pytest.raises(NotFound) as refusal:
        GARDEN.find("rose")
    assert "G.beds.rose (Garden > Beds > Rose)" in refusal.value.message
    assert "S.rose (Street > Rose)" in refusal.value.message


def test_a_start_that_two_ids_have_is_refused() -> None:
    with pytest.raises(NotFound, match="fits 2 codes"):
        GARDEN.find("G.beds.r")


def test_a_misspelt_name_is_answered_with_the_nearest_codes() -> None:
    with pytest.raises(NotFound) as refusal:
        GARDEN.find("Gadren")
    assert refusal.value.hint is not None
    assert "G (Garden)" in refusal.value.hint


def test_a_misspelt_path_is_answered_with_the_nearest_path() -> None:
    with pytest.raises(NotFound) as refusal:
        GARDEN.find("Garden > Bets > Rose")
    assert refusal.value.hint is not None
    assert refusal.value.hint.startswith("did you mean G.beds.rose (Rose)")


@pytest.mark.parametrize("nothing", ["", "   ", "\x1b[31m"])
def test_text_that_means_nothing_finds_nothing_and_writes_no_escape(nothing: str) -> None:
    with pytest.raises(NotFound) as refusal:
        GARDEN.find(nothing)
    assert str(refusal.value).isprintable()


def test_a_code_in_use_goes_before_a_retired_one_of_the_same_name() -> None:
    book = _book(
        _code("old", "Trust", status=CodeStatus.RETIRED),
        _code("new", "Trust"),
    )
    assert book.find("trust").id == "new"
    assert book.find("old").status is CodeStatus.RETIRED


def test_an_unknown_id_is_not_found() -> None:
    with pytest.raises(NotFound):
        GARDEN.code("G.beds.ros")
    assert "G.beds.ros" not in GARDEN
    assert "G.beds" in GARDEN


@pytest.mark.parametrize(
    "codes",
    [
        (_code("a", "A"), _code("a", "B")),
        (_code("a", "A", "b"),),
        (_code("a", "A", "b"), _code("b", "B", "a")),
        (_code("a", "A", "a"),),
    ],
)
def test_a_broken_tree_is_no_codebook(codes: tuple[Code, ...]) -> None:
    with pytest.raises(ValidationError):
        _book(*codes)


def test_the_content_hash_follows_the_codes_and_nothing_else() -> None:
    renamed = GARDEN.with_codes([*GARDEN.codes[:-1], _code("S.rose", "Rosebush", "S")])
    retitled = Codebook(id=CodeId("other"), title="Other", version="9", codes=GARDEN.codes)
    assert retitled.content_hash() == GARDEN.content_hash()
    assert renamed.content_hash() != GARDEN.content_hash()
    assert renamed.path("S.rose") == "Street > Rosebush"


def test_the_content_hash_does_not_depend_on_where_branches_stand_in_the_list() -> None:
    assert GARDEN.with_codes(GARDEN.in_tree_order()).content_hash() == GARDEN.content_hash()


@given(st.lists(st.integers(min_value=-1), max_size=30))
def test_tree_order_holds_every_code_once_below_its_parent(parents: list[int]) -> None:
    codes = [
        _code(f"c{n}", f"name {n}", None if n == 0 or p == -1 else f"c{p % n}")
        for n, p in enumerate(parents)
    ]
    order = _ids(_book(*codes).in_tree_order())
    assert sorted(order) == sorted(_ids(codes))
    for code in codes:
        if code.parent is not None:
            assert order.index(code.parent) < order.index(code.id)


def test_a_code_drops_outer_space_and_refuses_what_is_not_text() -> None:
    assert _code(" a ", " Name ").name == "Name"
    for bad in ("bell\x07", "two\nlines", "", "x" * 301, "half \ud800"):
        with pytest.raises(ValidationError):
            _code("a", bad)


@pytest.mark.parametrize("bad", ["", "a;b", "a > b", "x" * 65, "a\nb", "\x1ba"])
def test_an_id_that_would_break_a_table_or_a_path_is_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        _code(bad, "Name")


def test_a_definition_may_have_lines() -> None:
    code = Code(
        id=CodeId("a"),
        name="A",
        definition="One.\nTwo.",
        level=Level.DOMAIN,
        origin=Origin.FRAMEWORK,
    )
    assert code.definition == "One.\nTwo."
