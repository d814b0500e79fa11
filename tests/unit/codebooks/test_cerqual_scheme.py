from __future__ import annotations

from importlib.resources import files

import pytest

from codebooks.cerqual import (
    CerqualComponent,
    CerqualScheme,
    ConcernLevel,
    ConfidenceLevel,
    cerqual_scheme,
)
from codebooks.marked_yaml import validated
from qes.errors import Refused


def test_every_component_and_level_has_a_label_and_a_definition() -> None:
    scheme = cerqual_scheme()
    said = [
        *((each.label, each.definition) for each in map(scheme.component, CerqualComponent)),
        *((each.label, each.definition) for each in map(scheme.concern, ConcernLevel)),
        *((each.label, each.definition) for each in map(scheme.confidence, ConfidenceLevel)),
    ]
    assert len({label for label, _ in said}) == len(said) == 12
    assert all(definition.endswith(".") for _, definition in said)


def test_labels_are_those_of_the_published_tables() -> None:
    scheme = cerqual_scheme()
    assert scheme.concern(ConcernLevel.NO_OR_VERY_MINOR).label == "No or very minor concerns"
    assert scheme.confidence(ConfidenceLevel.VERY_LOW).label == "Very low confidence"


def test_marks_lose_one_filled_circle_with_every_level() -> None:
    marks = [entry.mark for entry in cerqual_scheme().confidence_levels]
    assert [mark.count("⊕") for mark in marks] == [4, 3, 2, 1]
    assert {len(mark) for mark in marks} == {4}


def test_a_scheme_that_lacks_a_level_or_changes_the_order_is_refused() -> None:
    text = (files("codebooks") / "instruments" / "cerqual.yaml").read_text(encoding="utf-8")
    swapped = text.replace("id: moderate", "id: serious", 1)
    assert swapped != text
    with pytest.raises(Refused, match="in this order: no_or_very_minor, minor, moderate, serious"):
        validated(CerqualScheme, swapped, "cerqual.yaml")
