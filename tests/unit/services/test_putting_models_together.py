from __future__ import annotations

import pytest

from codebooks.shipped import shipped_codebook
from logicmodel.element import ElementKind
from qes.base import CodeId
from qes.errors import NotFound, UserError
from qes.services.codebook import import_codebook
from qes.services.coding import apply_code
from qes.services.desk import Desk
from qes.services.modelling import put_together
from qes.services.studies import ThemeLink, add_study, link_source, link_themes


def test_the_shipped_codebook_makes_three_columns_a_band_and_nine_boxes(empty: Desk) -> None:
    book = shipped_codebook("supported-employment")
    import_codebook(empty, book)
    model = put_together(empty)
    assert (len(model.flow), len(model.bands)) == (3, 1)
    assert [len(column.boxes) for column in model.columns] == [3, 1, 1, 4]
    assert model.edges == ()
    bullets = [bullet.code for box in model.boxes for bullet in box.bullets]
    assert len(bullets) == 73
    assert all(code in book for code in bullets)
    assert model.left_out == ()


def test_boxes_stand_in_the_column_of_their_kind(alice: Desk) -> None:
    model = put_together(alice)
    assert {column.id: [box.title for box in column.boxes] for column in model.columns} == {
        "programme_elements": ["The support"],
        "short_term": ["First effects"],
        "long_term": ["Later effects"],
        "influencing": ["The employer"],
    }
    assert model.boxes[0].kind is ElementKind.PROGRAMME_ELEMENT
    assert [one.text for one in model.boxes[0].bullets] == ["Forms", "Rides"]


def test_studies_are_counted_by_what_was_coded_and_linked(alice: Desk) -> None:
    add_study(alice, "harbour2025")
    link_source(alice, "harbour2025", ["interview.txt"])
    apply_code(alice, "interview.txt.t2", "help.forms")
    link_themes(alice, [ThemeLink("b2020", CodeId("help.rides"), "text")])
    box = put_together(alice).boxes[0]
    assert [(one.text, one.n_studies) for one in box.bullets] == [("Forms", 1), ("Rides", 1)]
    assert box.n_studies == 2


def test_thin_bullets_may_be_left_out_and_are_named(alice: Desk) -> None:
    link_themes(alice, [ThemeLink("b2020", CodeId("help.rides"), "text")])
    model = put_together(alice, min_studies=1)
    assert [one.text for one in model.boxes[0].bullets] == ["Rides"]
    assert "help.forms" in {one.code for one in model.left_out}


def test_a_model_needs_a_codebook_and_a_preset_that_is_there(empty: Desk, alice: Desk) -> None:
    with pytest.raises(UserError, match="no codebook yet"):
        put_together(empty)
    with pytest.raises(NotFound):
        put_together(alice, preset="nonesuch")
    assert put_together(alice, preset="kellogg").preset == "kellogg"


def test_the_title_is_the_reviews_unless_another_is_given(alice: Desk) -> None:
    assert put_together(alice).title == "review"
    assert put_together(alice, title="Work").title == "Work"
