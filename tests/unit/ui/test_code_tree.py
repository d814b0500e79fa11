"""The codebook on the screen: search, counts, folding, letters."""

from __future__ import annotations

from collections.abc import Sequence

from codebooks.code import Level
from qes.base import CodeId
from qes.services.review import CodeView
from qes.ui.code_tree import CodeTree


def _tree(rows: Sequence[tuple[str, str | None, str, str]]) -> CodeTree:
    paths: dict[str, str] = {}
    branches: dict[str, str] = {}
    codes = []
    for id_, parent, name, definition in rows:
        paths[id_] = name if parent is None else f"{paths[parent]} > {name}"
        branches[id_] = id_ if parent is None else branches[parent]
        codes.append(
            CodeView(
                CodeId(id_), None if parent is None else CodeId(parent), paths[id_], name,
                definition, Level.THEME, paths[id_].count(">"), CodeId(branches[id_]), 0,
            )
        )  # fmt: skip
    return CodeTree(codes)


TREE = _tree(
    [
        ("p", None, "Programme", "What is done."),
        ("ph", "p", "Practical help", "Forms and the bus."),
        ("fl", "p", "Flexible hélp", "Bends to the week."),
        ("q", None, "People", "Who they are."),
        ("bus", "q", "Bus and travel", "Getting there."),
    ]
)


def test_a_name_that_begins_so_comes_first_and_a_definition_last() -> None:
    assert TREE.search("bus") == ("bus", "ph")
    assert TREE.search("p") == ("p", "ph", "q", "fl", "bus")


def test_case_and_accents_do_not_matter_and_every_word_must_fit() -> None:
    assert TREE.search("HELP flex") == ("fl",)
    assert TREE.search("help") == ("ph", "fl")
    assert TREE.search("help nothing") == ()


def test_nothing_typed_is_everything_in_tree_order() -> None:
    assert TREE.search("  ") == ("p", "ph", "fl", "q", "bus")


def test_a_branch_counts_what_is_under_it() -> None:
    totals = TREE.totals({CodeId("ph"): 3, CodeId("p"): 1, CodeId("bus"): 2})
    assert totals == {"p": 4, "ph": 3, "fl": 0, "q": 2, "bus": 2}


def test_folding_hides_everything_under_a_code() -> None:
    assert TREE.visible(frozenset({CodeId("p")})) == ("p", "q", "bus")


def test_every_branch_has_a_letter_of_its_own() -> None:
    assert TREE.letter(CodeId("p")) == "P"
    assert TREE.letter(CodeId("q")) == "E"


def test_the_name_of_a_retired_code_is_its_id() -> None:
    assert TREE.name(CodeId("gone")) == "gone"
