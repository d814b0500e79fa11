"""Every check, with the line it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codebooks.checks import Problem, Severity, check_codes
from codebooks.code import Code, CodeStatus, Level
from codebooks.yaml_format import CodebookRefused, check_codebook, load_codebook
from qes.base import CodeId

_GOOD = """\
id: kitchen
codes:
- id: K
  name: Kitchen
  definition: Where food is made.
- id: K.oven
  parent: K
  name: Oven
  definition: What gets hot.
"""


def _problems(text: str) -> tuple[tuple[int | None, str | None, str], ...]:
    return tuple((each.line, each.code, each.message) for each in check_codebook(text, "k.yaml"))


def _only(text: str) -> Problem:
    (problem,) = check_codebook(text, "k.yaml")
    return problem


def test_a_sound_file_has_no_problems() -> None:
    assert check_codebook(_GOOD, "k.yaml") == ()


def test_a_parent_that_is_absent_is_named_at_the_line_of_its_child() -> None:
    problem = _only(_GOOD.replace("parent: K", "parent: Keller"))
    assert (problem.line, problem.code) == (6, "K.oven")
    assert "'Keller'" in problem.message


def test_a_circle_is_named_once_at_its_first_code() -> None:
    text = _GOOD.replace("  name: Kitchen", "  parent: K.oven\n  name: Kitchen")
    problem = _only(text)
    assert (problem.line, problem.code) == (3, "K")
    assert "K under K.oven under K" in problem.message


def test_a_code_under_itself_is_a_circle() -> None:
    problem = _only(_GOOD.replace("parent: K\n", "parent: K.oven\n"))
    assert (problem.line, problem.code) == (6, "K.oven")
    assert "above itself" in problem.message


def test_two_circles_are_both_named() -> None:
    pairs = (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("e", "c"))
    found = check_codes([_code(one, parent=other) for one, other in pairs])
    assert [each.code for each in found if "above itself" in each.message] == ["a", "c"]


def test_an_id_that_stands_twice_is_named_with_both_lines() -> None:
    problem = _only(_GOOD + "- id: K.oven\n  parent: K\n  name: Hob\n  definition: Flames.\n")
    assert (problem.line, problem.code) == (10, "K.oven")
    assert "line 6" in problem.message


def test_a_path_that_stands_twice_is_named_with_both_lines() -> None:
    problem = _only(_GOOD + "- id: K.o2\n  parent: K\n  name: '  OVEN '\n  definition: Hot.\n")
    assert (problem.line, problem.code) == (10, "K.o2")
    assert "'K.oven' (line 6)" in problem.message


def test_a_retired_code_may_have_the_path_of_one_in_use() -> None:
    again = "- id: K.o2\n  parent: K\n  name: Oven\n  definition: Hot.\n  status: retired\n"
    assert check_codebook(_GOOD + again, "k.yaml") == ()


@pytest.mark.parametrize("empty", ["", "''", "'  '", "~", "null"])
def test_an_empty_name_is_an_error_at_its_line(empty: str) -> None:
    problem = _only(_GOOD.replace("name: Oven", f"name: {empty}"))
    assert problem.code == "K.oven"
    assert problem.severity is Severity.ERROR
    assert "'name'" in problem.message
    assert problem.line == 8


def test_an_absent_name_is_an_error_at_the_line_of_its_code() -> None:
    problem = _only(_GOOD.replace("  name: Oven\n", ""))
    assert (problem.line, problem.code) == (6, "K.oven")
    assert "'name' is missing" in problem.message


def test_an_empty_definition_is_a_warning() -> None:
    text = _GOOD.replace("  definition: What gets hot.\n", "")
    problem = _only(text)
    assert (problem.line, problem.code) == (6, "K.oven")
    assert problem.severity is Severity.WARNING
    assert load_codebook(text, "k.yaml").code("K.oven").definition == ""


@pytest.mark.parametrize(
    ("above", "below", "says"),
    [
        ("domain", "domain", "is a domain, but stands under 'K'"),
        ("theme", "theme", "is a theme, but stands under the theme 'K'"),
        ("subtheme", "theme", "is a theme, but stands under the subtheme 'K'"),
    ],
)
def test_a_level_too_high_for_its_place_is_an_error(above: str, below: str, says: str) -> None:
    text = _GOOD.replace("name: Kitchen", f"name: Kitchen\n  level: {above}")
    text = text.replace("name: Oven", f"name: Oven\n  level: {below}")
    errors = [each for each in check_codebook(text, "k") if each.severity is Severity.ERROR]
    assert [(each.line, each.code) for each in errors] == [(7, "K.oven")]
    assert says in errors[0].message


def test_a_subtheme_under_nothing_is_a_warning() -> None:
    problem = _only(_GOOD.replace("name: Kitchen", "name: Kitchen\n  level: subtheme"))
    assert (problem.line, problem.severity) == (3, Severity.WARNING)


def test_a_level_that_nobody_wrote_is_one_below_that_of_the_parent() -> None:
    text = _GOOD.replace("name: Kitchen", "name: Kitchen\n  level: theme")
    assert load_codebook(text, "k.yaml").code("K.oven").level is Level.SUBTHEME
    assert load_codebook(_GOOD, "k.yaml").code("K.oven").level is Level.THEME


def test_a_level_that_does_not_exist_is_answered_with_those_that_do() -> None:
    problem = _only(_GOOD.replace("name: Oven", "name: Oven\n  level: chapter"))
    assert problem.line == 9
    assert "'domain', 'theme', 'subtheme'" in problem.message


def test_a_misspelt_field_is_an_error_and_a_foreign_one_is_said_once() -> None:
    misspelt = _only(_GOOD.replace("parent: K", "parnet: K").replace("id: K.oven", "id: L"))
    assert (misspelt.line, misspelt.hint) == (7, "did you mean 'parent'")
    assert misspelt.severity is Severity.ERROR
    foreign = _only(_GOOD.replace("  definition", "  colour: red\n  definition"))
    assert (foreign.line, foreign.severity) == (5, Severity.WARNING)
    assert "2 times" in foreign.message


def test_all_problems_of_a_file_are_told_in_the_order_of_its_lines() -> None:
    text = """\
titel: Kitchen
codes:
- id: A
  name: A
  level: hall
- id: A
  name: Second
  parent: Z
- just a word
- name: No id
- id: B
  name: [a list]
- id: C;D
  name: "bell \\x07"
"""
    found = _problems(text)
    lines = [line or 0 for line, _, _ in found]
    assert lines == sorted(lines)
    assert {1, 5, 6, 9, 10, 12, 13, 14} <= set(lines)
    with pytest.raises(CodebookRefused) as refusal:
        load_codebook(text, "k.yaml")
    assert len(refusal.value.problems) == len(found)
    assert refusal.value.message.startswith("k.yaml, line 1: 'titel'")
    assert str(refusal.value).isprintable()


def test_the_children_of_a_code_with_a_broken_field_are_not_called_orphans() -> None:
    text = _GOOD.replace("name: Kitchen", "name: Kitchen\n  level: hall")
    assert [code for _, code, _ in _problems(text)] == ["K"]


def test_checks_need_no_file() -> None:
    (problem,) = check_codes([_code("a", parent="gone")])
    assert problem.line is None
    assert str(problem).startswith("code 'a' stands under 'gone'")


def _code(code_id: str, parent: str | None = None) -> Code:
    return Code(
        id=CodeId(code_id),
        parent=None if parent is None else CodeId(parent),
        name=code_id,
        definition="Said.",
        level=Level.SUBTHEME,
        status=CodeStatus.ACTIVE,
    )


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=14))
def test_codes_without_errors_make_a_codebook_and_the_others_do_not(
    drawn: list[tuple[int, int | None]],
) -> None:
    codes = [
        _code(f"c{one}", None if other is None else f"c{other}").model_copy(
            update={"name": f"name {n}"}
        )
        for n, (one, other) in enumerate(drawn)
    ]
    errors = [each for each in check_codes(codes) if each.severity is Severity.ERROR]
    ids = [code.id for code in codes]
    parent = {code.id: code.parent for code in codes}
    sound = len(set(ids)) == len(ids) and all(_reaches_a_root(each, parent) for each in ids)
    assert (not errors) is sound


def _reaches_a_root(code_id: str, parent: dict[CodeId, CodeId | None]) -> bool:
    step: str | None = code_id
    for _ in range(len(parent) + 1):
        if step is None:
            return True
        if step not in parent:
            return False
        step = parent[CodeId(step)]
    return False
