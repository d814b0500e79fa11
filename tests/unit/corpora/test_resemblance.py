from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.speech.resemblance import MANY, resemblances


def offered(*labels: str, **counts: int) -> list[tuple[tuple[str, ...], str]]:
    counted = dict.fromkeys(labels, 10) | counts
    return [(one.labels, one.why) for one in resemblances(counted)]


@pytest.mark.parametrize(
    ("full", "other", "why"),
    [
        ("Devi Brandt", "DB", "initials"),
        ("Devi Brandt", "D.B", "initials"),
        ("Maria de la Cruz", "MC", "initials"),
        ("Maria de la Cruz", "MDLC", "initials"),
        ("Rae Almqvist", "Rae", "part of a name"),
        ("Rae Almqvist", "Almqvist", "part of a name"),
        ("Rae Almqvist", "R. Almqvist", "part of a name"),
        ("Rae Almqvist", "Rae A", "part of a name"),
        ("Rae Almqvist", "Dr Almqvist", "part of a name"),
        ("Etan (Nimbus)", "Etan", "part of a name"),
        ("Participant", "Particpant", "one letter differs"),
        ("Participant 3", "Particpiant 3", "one letter differs"),
        ("Interviewer", "Interveiwer", "one letter differs"),
        ("Interviewer", "Intervewr", "two letters differ"),
        ("Interviewer 1", "Interviewer", "numbered in places only"),
        ("Interviewer", "INT", "short for it"),
        ("Participant 1", "P1", "short for it"),
    ],
)
def test_labels_of_one_person_are_offered_with_the_fuller_one_first(
    full: str, other: str, why: str
) -> None:
    assert offered(full, other) == [((full, other), why)]
    assert offered(other, full) == [((full, other), why)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("P1", "P2"),
        ("P11", "P1"),
        ("Speaker 1", "Speaker 2"),
        ("Participant 1", "Particpant 2"),
        ("S", "SS"),
        ("T", "T 2"),
        ("Interviewer", "Interviewee"),
        ("Interviewer 2", "Interviewer"),
        ("Male", "Female"),
        ("Anna", "Anne"),
        ("Marie", "Maria"),
        ("Anna K", "Anna L"),
        ("Ida and Tom", "Ida"),
        ("Unknown Speaker", "Speaker"),
        ("Tom", "Ida"),
        ("Devi Brandt", "RA"),
    ],
)
def test_labels_of_two_people_are_not_offered(one: str, other: str) -> None:
    assert offered(one, other) == []


def test_labels_that_differ_by_a_space_or_a_zero_are_offered() -> None:
    assert offered("P 1", "P01", P1=30) == [(("P1", "P 1", "P01"), "the same letters and number")]


def test_a_name_in_another_order_is_offered() -> None:
    ((labels, why),) = offered("Lund, Ben", "Ben Lund")
    assert set(labels) == {"Lund, Ben", "Ben Lund"}
    assert why == "the same names in another order"


def test_a_rare_spelling_of_a_short_name_is_a_typo() -> None:
    assert offered(Annika=30, Anika=1) == [(("Annika", "Anika"), "one letter differs")]
    assert offered(Annika=30, Anika=28) == []


def test_initials_that_fit_two_people_are_offered_with_each() -> None:
    assert offered("Devi Brandt", "Dan Boye", "DB") == [
        (("Devi Brandt", "DB"), "initials"),
        (("Dan Boye", "DB"), "initials"),
    ]


def test_slips_of_one_word_are_offered_together_and_once() -> None:
    assert offered(Participant=40, Particpant=3, Particpiant=1) == [
        (("Participant", "Particpant", "Particpiant"), "one letter differs")
    ]


def test_a_crowd_of_labels_is_not_compared() -> None:
    names = {f"Name{n}x": 1 for n in range(MANY + 1)}
    assert resemblances({**names, "Devi Brandt": 1, "DB": 1}) == ()


@given(st.dictionaries(st.text(max_size=14), st.integers(1, 50), max_size=12))
def test_offers_hold_labels_that_are_there_and_no_pair_twice(counts: dict[str, int]) -> None:
    pairs = [
        frozenset((one.labels[0], other))
        for one in resemblances(counts)
        for other in one.labels[1:]
    ]
    assert all(pair <= set(counts) and len(pair) == 2 for pair in pairs)
    assert len(set(pairs)) == len(pairs)
