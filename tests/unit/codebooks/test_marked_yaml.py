from __future__ import annotations

import pytest

from codebooks import marked_yaml
from codebooks.marked_yaml import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_WORD,
    Fields,
    Items,
    Scalar,
    line_at,
    plain,
    read_yaml,
)
from qes.errors import Refused

_NESTED = """\
# a comment
title: One
items:
  - name: first
  - name: second
    size: ~
"""


def test_every_node_knows_its_line() -> None:
    node = read_yaml(_NESTED, "x.yaml")
    assert isinstance(node, Fields)
    items = node.get("items")
    assert isinstance(items, Items)
    assert [each.line for each in items.nodes] == [4, 5]
    assert line_at(node, ("items", 1, "size")) == 6
    assert line_at(node, ("items", 1, "absent")) == 5
    assert line_at(node, ("items", 7)) == 3
    assert line_at(node, ()) == 2


def test_a_plain_null_is_nothing_and_a_quoted_one_is_a_word() -> None:
    assert plain(read_yaml(_NESTED, "x")) == {
        "title": "One",
        "items": [{"name": "first"}, {"name": "second", "size": None}],
    }
    assert read_yaml("'null'", "x") == Scalar(1, "null")
    assert read_yaml("''", "x") == Scalar(1, "")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert plain(read_yaml("\ufeffa: b", "x")) == {"a": "b"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "not YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' is given twice"),
        ("a: &x 1\nb: *x\n", 2, "alias"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "tag"),
        ("a: !own x\n", 1, "tag"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: b\nc: \x07\n", 2, "U+0007"),
        ("a: b\nc: \ud800\n", 2, "U+D800"),
        ("a: b\n\tc: d\n", 2, "not YAML"),
        ('a: "\\UFFFFFFFF"\n', 1, "not YAML"),
        ("%YAML 1.20\n---\na: b\n", 1, "not YAML"),
        ("%YAML 1." + "2" * 5000 + "\n---\na: b\n", 1, "not YAML"),
        ("? [a]\n: b\n", 1, "one word"),
        ("~: b\n", 1, "one word"),
        ("a: 1\n" + "b: " + "[" * 500, 2, f"deeper than {MAX_DEPTH}"),
        ("- " * 100 + "a", 1, f"deeper than {MAX_DEPTH}"),
    ],
)
def test_what_is_not_read_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_yaml(text, "x.yaml")
    assert refusal.value.message.startswith(f"x.yaml, line {line}: ")
    assert says in refusal.value.message
    assert str(refusal.value).isprintable()


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{below}, *{below}]\n"
        for below, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(Refused, match="line 2: an alias"):
        read_yaml(bomb, "x.yaml")


def test_a_file_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(Refused, match="more than the"):
        read_yaml("x" * (MAX_CHARACTERS + 1), "x.yaml")


def test_a_word_that_no_text_holds_is_refused_unread() -> None:
    with pytest.raises(Refused, match="a word of more than"):
        read_yaml("!" * (MAX_WORD + 1), "x.yaml")


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_yaml, "MAX_NODES", 20)
    assert plain(read_yaml("[" + "b, " * 19 + "]", "x.yaml")) == ["b"] * 19
    with pytest.raises(Refused, match=r"x.yaml, line 1: more than 20 values"):
        read_yaml("[" + "b, " * 20 + "]", "x.yaml")


def test_a_file_name_cannot_write_to_the_terminal() -> None:
    with pytest.raises(Refused) as refusal:
        read_yaml("", "evil\x1b[31m.yaml")
    assert str(refusal.value).isprintable()
