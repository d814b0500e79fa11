from __future__ import annotations

import pytest

from logicmodel.element import ElementKind
from logicmodel.preset import load_preset, parse_preset, shipped_presets
from qes.errors import NotFound, Refused

_GOOD = """
id: mine
title: Mine
columns:
  - {id: one, title: One, kinds: [activity]}
"""


def test_the_default_preset_has_three_columns_and_one_band_below() -> None:
    preset = load_preset()
    assert [column.id for column in preset.columns] == [
        "programme_elements",
        "short_term",
        "long_term",
    ]
    assert [band.id for band in preset.below] == ["influencing"]


@pytest.mark.parametrize("name", shipped_presets())
def test_a_shipped_preset_has_one_place_for_every_kind(name: str) -> None:
    preset = load_preset(name)
    assert preset.id == name
    for kind in ElementKind:
        assert sum(kind in place.kinds for place in preset.places) == 1


def test_an_unknown_preset_is_not_found_and_the_known_ones_are_named() -> None:
    with pytest.raises(NotFound) as caught:
        load_preset("../secret")
    assert "seed-fig2" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns: [", "not YAML"),
        ("- a\n- b", "no columns here"),
        ("!!python/object:os.system {}", "not YAML"),
        (_GOOD.replace("activity", "magic"), "columns.0.kinds.0"),
        (_GOOD.replace("activity", "activity, activity"), "kind activity stands there twice"),
        (_GOOD + "  - {id: one, title: Two, kinds: [output]}", "column one stands there twice"),
        (_GOOD + "colour: red", "colour"),
        ("x" * 70_000, "larger than"),
    ],
)
def test_a_bad_preset_is_refused_with_its_name_and_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_preset(text, "mine.yaml")
    assert caught.value.message.startswith("mine.yaml: ")
    assert words in caught.value.message
    assert "\n" not in str(caught.value)


def test_a_preset_of_ones_own_is_read() -> None:
    preset = parse_preset(_GOOD, "mine.yaml")
    place = preset.place_of(ElementKind.ACTIVITY)
    assert place is not None
    assert place.title == "One"
    assert preset.place_of(ElementKind.IMPACT) is None
