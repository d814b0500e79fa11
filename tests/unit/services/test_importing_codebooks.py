from __future__ import annotations

import pytest

from codebooks.codebook import Codebook
from codebooks.shipped import shipped_codebook
from codebooks.yaml_format import dump_codebook, load_codebook
from qes.errors import UserError
from qes.services.auditing import verify_project
from qes.services.codebook import Imported, count_codings, current_codebook, import_codebook
from qes.services.coding import apply_code, reject_code
from qes.services.desk import Desk
from qes.services.rounds import close_round, open_round


def test_what_is_imported_is_what_stands(alice: Desk, book: Codebook) -> None:
    assert current_codebook(alice) == book


def test_importing_the_same_again_says_nothing_new(alice: Desk, book: Codebook) -> None:
    before = verify_project(alice).judgements
    assert import_codebook(alice, book) == Imported(new=0, changed=0, untouched=len(book))
    assert verify_project(alice).judgements == before


def test_importing_tells_new_changed_and_untouched_codes_apart(alice: Desk, book: Codebook) -> None:
    text = dump_codebook(book).replace("Getting there by car or bus.", "Getting there at all.")
    later = load_codebook(
        text + "- {id: site.weather, parent: site, name: Weather, definition: Rain and frost.}\n",
        "later.yaml",
    )
    assert import_codebook(alice, later) == Imported(new=1, changed=1, untouched=len(book) - 1)
    standing = current_codebook(alice)
    assert standing.code("help.rides").definition == "Getting there at all."
    assert standing.path("site.weather") == "What helps or hinders > Weather"


def test_codes_that_an_import_leaves_out_stay(alice: Desk, book: Codebook) -> None:
    kept = [code for code in book.codes if code.id.startswith("later")]
    done = import_codebook(alice, book.with_codes(kept))
    assert done.new == 0
    assert {code.id for code in current_codebook(alice).codes} == {code.id for code in book.codes}


def test_the_shipped_codebook_comes_in_whole(empty: Desk) -> None:
    book = shipped_codebook("supported-employment")
    import_codebook(empty, book)
    assert current_codebook(empty).content_hash() == book.content_hash()
    assert len(current_codebook(empty)) == 84


def test_passages_are_counted_once_a_code_whoever_gave_it(alice: Desk, bob: Desk) -> None:
    for desk in (alice, bob):
        apply_code(desk, "interview.txt.t2", "help.forms")
    apply_code(bob, "interview.txt.t4", "help.forms")
    reject_code(bob, "interview.txt.t5", "help.forms")
    assert count_codings(alice) == {"help.forms": 2}


def test_in_an_open_round_only_ones_own_codings_are_counted(alice: Desk, bob: Desk) -> None:
    open_round(alice)
    apply_code(alice, "interview.txt.t2", "help.forms")
    apply_code(bob, "interview.txt.t4", "help.forms")
    assert count_codings(alice) == {"help.forms": 1}
    close_round(alice)
    assert count_codings(alice) == {"help.forms": 2}


def test_a_retired_code_cannot_be_given_but_can_be_refused(alice: Desk) -> None:
    with pytest.raises(UserError, match=r"help\.calls is retired"):
        apply_code(alice, "interview.txt.t2", "help.calls")
    assert reject_code(alice, "interview.txt.t2", "help.calls").value == {"state": "rejected"}
