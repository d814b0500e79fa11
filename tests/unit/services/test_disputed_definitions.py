"""Which definitions brought coders apart most."""

from __future__ import annotations

from codebooks.codebook import Codebook
from qes.services.codebook import import_codebook
from qes.services.coding import apply_code, mark_seen
from qes.services.consensus import Cause, set_consensus
from qes.services.desk import Desk
from qes.services.disputed_definitions import disputed_definitions
from qes.services.rounds import close_round, open_round
from qes.services.showing_sources import show_segments

UNITS = tuple(f"interview.txt.t{n}" for n in (2, 4, 5, 7))


def differ(alice: Desk, bob: Desk) -> None:
    """Let them differ on four units, on three of which two codes stand against each other."""
    open_round(alice, "first")
    for desk in (alice, bob):
        mark_seen(desk, [one.id for one, _ in show_segments(desk, "interview.txt")])
    for unit in UNITS[:3]:
        apply_code(alice, unit, "help.forms")
        apply_code(bob, unit, "help.rides")
    apply_code(alice, UNITS[3], "site.boss")
    close_round(alice)


def test_the_code_with_most_stands_first_beside_the_one_it_is_taken_for(
    alice: Desk, bob: Desk
) -> None:
    differ(alice, bob)
    forms, rides, boss = disputed_definitions(alice)
    assert (forms.of.code, forms.n, forms.by_definition, forms.unsettled) == ("help.forms", 3, 0, 3)
    assert forms.of.definition == "Filling in forms with the person."
    assert forms.rival is not None
    assert forms.rival == rides.of
    assert forms.against_rival == 3
    assert len(forms.examples) == 3
    assert forms.quotes[0].startswith("She sat in my kitchen")
    assert (boss.rival, boss.against_rival, len(boss.examples)) == (None, 0, 1)


def test_what_people_settled_with_another_cause_no_longer_counts(alice: Desk, bob: Desk) -> None:
    differ(alice, bob)
    for unit, cause in zip(UNITS, (Cause.DEFINITION, Cause.MISSED, None), strict=False):
        set_consensus(bob, unit, "help.forms", applies=True, reason="read again", cause=cause)
    found = {str(one.of.code): one for one in disputed_definitions(alice)}
    forms = found["help.forms"]
    assert (forms.n, forms.by_definition, forms.unsettled) == (3, 1, 0)
    assert [one.unit.id[-2:] for one in forms.examples] == ["t2"]
    set_consensus(bob, UNITS[0], "help.forms", applies=True, reason="no", cause=Cause.AMBIGUOUS)
    assert "help.forms" not in {one.of.code for one in disputed_definitions(alice)}


def test_a_definition_that_was_written_anew_counts_its_versions(
    alice: Desk, bob: Desk, book: Codebook
) -> None:
    differ(alice, bob)
    codes = [
        one.model_copy(update={"definition": "Forms, at the table."})
        if one.id == "help.forms"
        else one
        for one in book.codes
    ]
    import_codebook(alice, book.with_codes(codes))
    forms = disputed_definitions(alice, examples=1)[0]
    assert (forms.of.definition, forms.of.version) == ("Forms, at the table.", 2)
    assert len(forms.examples) == len(forms.quotes) == 1
