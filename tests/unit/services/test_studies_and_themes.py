from __future__ import annotations

import csv
from pathlib import Path

import pytest

from codebooks.codebook import Codebook
from codebooks.shipped import shipped_codebook
from qes.base import CodeId
from qes.errors import NotFound, UserError
from qes.services.codebook import import_codebook
from qes.services.coding import apply_code
from qes.services.desk import Desk
from qes.services.reading_codebook import read_codebook
from qes.services.rounds import close_round, open_round
from qes.services.studies import (
    ThemeLink,
    add_study,
    describe_study,
    link_source,
    link_themes,
    list_studies,
    studies_by_code,
)
from qes.services.tabulating_codes import code_by_study


def rolled_up(desk: Desk) -> dict[str, int]:
    """How many studies speak to each code or to one below it."""
    table = code_by_study(desk)
    keys = [column.key for column in table.columns]
    at = keys.index("n_studies_rollup")
    return {str(row.cells[0]): int(str(row.cells[at])) for row in table.rows}


def test_a_study_keeps_label_and_what_is_known_of_it(alice: Desk) -> None:
    add_study(alice, "harbour2025", {"year": "2025", "country": "NO"}, label="Harbour 2025")
    add_study(alice, "harbour2025", {"country": "SE"})
    (one,) = list_studies(alice)
    assert one.label == "Harbour 2025"
    assert one.attributes == (("country", "SE"), ("year", "2025"))


@pytest.mark.parametrize("name", ["", "a b", "a/b", "über", "x" * 65])
def test_a_name_that_would_not_travel_is_refused(alice: Desk, name: str) -> None:
    with pytest.raises(UserError, match="cannot name a study"):
        add_study(alice, name)
    assert list_studies(alice) == ()


@pytest.mark.parametrize("name", ["", " ", "theme:help", "consensus:casp-qual:q1", "a\x1bb"])
def test_what_is_judged_of_a_study_cannot_be_said_as_an_attribute(alice: Desk, name: str) -> None:
    with pytest.raises(UserError, match="cannot name what is said of a study"):
        add_study(alice, "harbour2025", {name: "Y"})
    assert list_studies(alice) == ()


def test_describing_needs_a_study_that_is_there_and_finds_it_by_its_start(alice: Desk) -> None:
    with pytest.raises(NotFound, match="no study 'harbor'"):
        describe_study(alice, "harbor", {"year": "2025"})
    add_study(alice, "harbour2025")
    assert describe_study(alice, "harb", {"year": "2025"}).attributes == (("year", "2025"),)
    assert [one.id for one in list_studies(alice)] == ["harbour2025"]


def test_sources_are_linked_to_studies_that_are_there(alice: Desk) -> None:
    with pytest.raises(NotFound, match="no study 'harbour2025'"):
        link_source(alice, "harbour2025", ["diary.txt"])
    add_study(alice, "harbour2025", label="Harbour 2025")
    link_source(alice, "harbour 2025", ["diary.txt", "interview.txt"])
    assert len(list_studies(alice)[0].sources) == 2


def test_a_theme_link_counts_once_however_often_it_is_said(alice: Desk) -> None:
    links = [ThemeLink("harbour2025", CodeId("help.rides"), basis) for basis in ("text", "table2")]
    assert link_themes(alice, links) == 1
    assert link_themes(alice, links) == 0
    with alice.store.read() as connection:
        assert studies_by_code(connection, alice) == {"help.rides": {"harbour2025"}}


def test_an_unknown_code_keeps_every_link_out(alice: Desk) -> None:
    links = [ThemeLink("a2020", CodeId("help"), "text"), ThemeLink("b2020", CodeId("?"), "text")]
    with pytest.raises(NotFound):
        link_themes(alice, links)
    assert list_studies(alice) == ()


def test_codes_above_count_a_study_once(alice: Desk) -> None:
    links = [("a2020", "help.rides"), ("a2020", "help.forms"), ("b2020", "help"), ("a2020", "site")]
    link_themes(alice, [ThemeLink(study, CodeId(code), "text") for study, code in links])
    found = rolled_up(alice)
    assert (found["help"], found["help.support"], found["site"], found["soon"]) == (2, 1, 1, 0)


def test_in_an_open_round_anothers_coding_speaks_for_no_study(alice: Desk, bob: Desk) -> None:
    add_study(alice, "harbour2025")
    link_source(alice, "harbour2025", ["interview.txt"])
    open_round(alice)
    apply_code(bob, "interview.txt.t2", "help.forms")
    assert rolled_up(alice)["help"] == 0
    assert rolled_up(bob)["help"] == 1
    close_round(alice)
    assert rolled_up(alice)["help"] == 1


def test_the_seeds_map_rolls_up_to_the_published_figures(empty: Desk, shared: Path) -> None:
    book: Codebook = shipped_codebook("supported-employment")
    import_codebook(empty, book)
    with (shared / "seed-data" / "study_theme_map.csv").open(encoding="utf-8") as file:
        links = [
            ThemeLink(row["study_id"], CodeId(row["code_id"]), row["basis"])
            for row in csv.DictReader(file)
        ]
    link_themes(empty, links)
    found = rolled_up(empty)
    published = {"A": 10, "A1": 9, "A2": 5, "A3": 5, "B": 11, "B1": 6, "B2": 6, "B3": 3, "B4": 5}
    published |= {"C": 7, "D": 6}
    assert {code: found[code] for code in published} == published
    assert len(list_studies(empty)) == 13
    with empty.store.read() as connection:
        own = studies_by_code(connection, empty)
        subthemes = [
            one for one in read_codebook(connection).codes if one.level.value == "subtheme"
        ]
    assert len(subthemes) == 73
    assert sum(len(own.get(CodeId(one.id), ())) == 1 for one in subthemes) == 39
    assert sum(not own.get(CodeId(one.id)) for one in subthemes) == 5
