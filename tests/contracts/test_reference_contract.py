"""References are kept whole, in a file as on a server, and never come in twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from qes.errors import NotFound, Refused
from qes.exchange.citations import read_citations
from qes.services.auditing import verify_project
from qes.services.referencing import import_references, show_reference, show_references
from tests.contracts.sites import Room

ONE = "TY  - JOUR\r\nTI  - Boats\r\nAU  - Okafor, N.\r\nAU  - WHO\r\nPY  - 2021\r\nDO  - 10.1000/a\r\nKW  - nets\r\nUR  - http://a.org\r\nN1  - PMID: 7\r\nC2  - PMC9\r\nLA  - eng\r\nSN  - 1234-5678\r\nZZ  - own\r\nDO  - no doi\r\nER  - \r\n"
TWO = "TY  - BOOK\r\nTI  - Nets \x1b[31m\r\nSN  - 9783161484100\r\n"
THREE = "@misc{k, title={Knots}, author={Lind, Jo}}\n"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "one.ris").write_bytes(f"{ONE}\r\n{TWO}".encode())
    (tmp_path / "two.ris").write_bytes(f"{TWO}ER  - \r\n{ONE}{ONE}".encode())
    (tmp_path / "three.bib").write_text(THREE, encoding="utf-8")
    (tmp_path / "bad.ris").write_text("no list", encoding="utf-8")
    return tmp_path


def test_what_is_read_is_what_was_written(room: Room, lists: Path) -> None:
    desk = room.desk("ann")
    files = [lists / "one.ris", lists / "three.bib"]
    imported, _ = import_references(desk, files, read_citations)
    assert [(one.entries, one.imported) for one in imported] == [(2, 2), (1, 1)]
    found = show_references(room.desk("bob"))
    read = [one for file in files for one in read_citations(file.read_bytes()).records]
    assert [one.citation for one in found] == [one.citation for one in read]
    assert [one.flaws for one in found] == [one.flaws for one in read]
    assert [one.files for one in found] == [("one.ris",), ("one.ris",), ("three.bib",)]
    for one, record in zip(found, read, strict=True):
        assert show_reference(desk, one.id) == (one, record.raw)
    assert show_reference(desk, "10.1000/A")[0] == found[0]
    assert show_reference(desk, found[2].id[:6])[0] == found[2]
    with pytest.raises(NotFound):
        show_reference(desk, "")
    assert verify_project(desk).ok


def test_the_same_list_adds_nothing_under_any_name(room: Room, lists: Path) -> None:
    desk = room.desk("ann")
    import_references(desk, [lists / "one.ris"], read_citations)
    before = show_references(desk)
    (lists / "copy.txt").write_bytes((lists / "one.ris").read_bytes())
    (again,), _ = import_references(desk, [lists / "copy.txt"], read_citations)
    assert (again.entries, again.imported, again.listed_before) == (2, 0, 2)
    assert again.known is not None
    assert again.known.name == "one.ris"
    assert show_references(desk) == before


def test_a_record_in_two_lists_is_one_reference_and_in_one_list_twice_is_two(
    room: Room, lists: Path
) -> None:
    desk = room.desk("ann")
    import_references(desk, [lists / "one.ris"], read_citations)
    (one,), _ = import_references(desk, [lists / "two.ris"], read_citations)
    # the book has an end here and none there: it is another record, for people to look at
    assert (one.entries, one.imported, one.listed_before) == (3, 2, 1)
    titles = [(ref.citation.title, ref.files) for ref in show_references(desk)]
    assert titles == [
        ("Boats", ("one.ris", "two.ris")),
        ("Nets \ufffd[31m", ("one.ris",)),
        ("Nets \ufffd[31m", ("two.ris",)),
        ("Boats", ("two.ris",)),
    ]


def test_copies_of_a_project_name_a_reference_alike(room: Room, lists: Path) -> None:
    import_references(room.desk("ann"), [lists / "two.ris", lists / "one.ris"], read_citations)
    ids = {one.id for one in show_references(room.desk("ann"))}
    assert len(ids) == 4
    assert all(len(one) == 12 for one in ids)


def test_a_bad_list_keeps_the_good_ones_out_unless_told_to_go_on(room: Room, lists: Path) -> None:
    desk = room.desk("ann")
    files = [lists / "one.ris", lists / "bad.ris", lists / "none.ris"]
    with pytest.raises(Refused, match=r"bad\.ris: not a list of references"):
        import_references(desk, files, read_citations)
    assert show_references(desk) == ()
    imported, refused = import_references(desk, files, read_citations, keep_going=True)
    assert [one.imported for one in imported] == [2]
    assert [Path(one.file).name for one in refused] == ["bad.ris", "none.ris"]
    assert len(show_references(desk)) == 2
