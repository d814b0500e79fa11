"""References are screened apart and settled together, over a file and over a server alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from qes.errors import Blind
from qes.exchange.citations import read_citations
from qes.services.agreement import agreement_report
from qes.services.auditing import verify_project
from qes.services.comparing_answers import compare_answers
from qes.services.consensus import Cause
from qes.services.referencing import import_references, show_references
from qes.services.rounds import About, RoundWish, compare_round, open_round, overlook
from qes.services.screening import (
    agree_on_reference,
    left_to_screen,
    read_screening,
    screen,
    undo_agreement,
    undo_screening,
)
from qes.services.screening_form import FORM, Decision, Stage
from tests.contracts.roles import RoleRoom
from tests.contracts.sites import Room, ServerSite


def test_references_are_screened_compared_settled_and_taken_back_alike(
    room: Room, tmp_path: Path
) -> None:
    lead, anna, ben = (room.desk(name) for name in ("lead", "anna", "ben"))
    file = tmp_path / "list.ris"
    records = (f"TY  - JOUR\nTI  - Paper {n}\nER  - \n" for n in range(4))
    file.write_text("\n".join(records), encoding="utf-8")
    import_references(lead, [file], read_citations)
    ids = [one.id for one in show_references(lead)]
    open_round(lead, "titles", wish=RoundWish(about=About.SCREENING))
    screen(anna, ids[:2], Stage.TITLE, Decision.INCLUDE, "hers")
    screen(anna, ids[2:3], Stage.TITLE, Decision.EXCLUDE)
    screen(ben, ids[:1], Stage.TITLE, Decision.INCLUDE)
    screen(ben, ids[1:], Stage.TITLE, Decision.UNCLEAR)
    undo_screening(ben, ids[3], Stage.TITLE)
    assert [one.id for one in left_to_screen(ben, Stage.TITLE)] == ids[3:]
    assert {one.by for one in read_screening(ben, Stage.TITLE)} == {"ben"}
    own = {str(one.reviewer): one.decided for one in overlook(ben, "titles").reviewers}
    assert own["ben"] == 3
    # a server tells no more of hers than that there is something
    assert own["anna"] == (None if isinstance(room, RoleRoom) else 3)
    for refused in (
        lambda: compare_answers(ben, FORM, "titles"),
        lambda: agreement_report(ben, "titles"),
        lambda: agree_on_reference(ben, ids[1], Stage.TITLE, Decision.INCLUDE, reason="x"),
    ):
        with pytest.raises(Blind):
            refused()
    compare_round(lead)
    found = compare_answers(ben, FORM)
    assert [(one.unit.document, one.distance) for one in found.disagreements] == [
        (ids[1], 1.0),
        (ids[2], 1.0),
    ]
    (table,) = agreement_report(ben, "titles").items
    assert table.rows[0].table == ((1, 0, 1), (0, 0, 1), (0, 0, 0))
    agree_on_reference(ben, ids[1], Stage.TITLE, Decision.EXCLUDE, reason="one", cause=Cause.MISSED)
    agree_on_reference(anna, ids[1], Stage.TITLE, Decision.INCLUDE, reason="two")
    assert compare_answers(anna, FORM).disagreements[0].settled == "include"
    undo_agreement(ben, ids[1], Stage.TITLE)
    settled = compare_answers(anna, FORM).disagreements[0].settlement
    assert settled is not None
    assert (settled.value, settled.cause, settled.reason) == ("exclude", Cause.MISSED, "one")
    assert verify_project(lead).ok


def test_so_they_are_where_each_reviewer_is_a_role_of_their_own(
    databases: ServerSite, tmp_path: Path
) -> None:
    room = RoleRoom(databases.sample())
    test_references_are_screened_compared_settled_and_taken_back_alike(room, tmp_path)
    room.close()
    databases.clear()
