from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from corpora.source import RemarkCode, Role
from corpora.speech.speakers import (
    Manner,
    clean_label,
    is_name,
    is_person,
    label_key,
    role_of,
    roles_of,
)


def test_spellings_of_one_label_share_a_key() -> None:
    composed = "Zoë"
    spellings = [
        composed,
        unicodedata.normalize("NFD", composed),
        "ZOË",
        " Zoë\u200b",
        "**Zoë:**",
        "Zoe",
    ]
    assert len({label_key(label) for label in spellings}) == 1
    assert clean_label("**Zoë\u200b  Ann:**") == "Zoë Ann"


def test_signs_that_are_no_accents_keep_labels_apart() -> None:
    assert label_key("कि") != label_key("कु")
    assert label_key("Bjørn") != label_key("Bjorn")


@pytest.mark.parametrize(
    "label",
    [
        "Maria de la Cruz",
        "R. J. Okafor, Ph.D",
        "Kim (North Site)",
        "Ola | Team B",
        "Tom and Ida",
        "李雷",
        "O'Neil",
        "Prof. Ann de Witt",
        "Ann Lee, M.D., Ph.D.",
    ],
)
def test_names_are_seen_as_names(label: str) -> None:
    assert is_name(label)


@pytest.mark.parametrize(
    "label",
    ["so I said", "And then", "The thing is", "It ended. Then he said", "“Well", "what", ""],
)
def test_beginnings_of_sentences_are_not_names(label: str) -> None:
    assert not is_name(label)


@pytest.mark.parametrize(
    "label",
    [
        "Break",
        "NOTE",
        "Date",
        "[laughs]",
        "12",
        "https",
        "Box 3",
        "END OF RECORDING",
        "Participant ID",
        "Interview 4",
        "Week 2",
        "phone beep",
        "Tuesday",
    ],
)
def test_headings_numbers_and_noises_are_not_people(label: str) -> None:
    assert not is_person(label_key(label))


def test_roles_follow_from_labels() -> None:
    assert role_of("Interviewer 2") is Role.INTERVIEWER
    assert role_of("INT") is Role.INTERVIEWER
    assert role_of("P12") is Role.PARTICIPANT
    assert role_of("Service User 3") is Role.PARTICIPANT
    assert role_of("Anna") is Role.UNKNOWN


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Anna (Interviewer)", Role.INTERVIEWER),
        ("Interviewer Anna", Role.INTERVIEWER),
        ("Moderator - Ben", Role.MODERATOR),
        ("Facilitator", Role.MODERATOR),
        ("Participant Ida", Role.PARTICIPANT),
        ("Enquêteur", Role.INTERVIEWER),
        ("Iz", Role.UNKNOWN),
        ("Al", Role.UNKNOWN),
        ("Facu", Role.UNKNOWN),
        ("Modi", Role.UNKNOWN),
        ("Speaker 1", Role.UNKNOWN),
        ("T", Role.UNKNOWN),
        ("Female interviewer", Role.INTERVIEWER),
        ("Male participant 2", Role.PARTICIPANT),
        ("FG2-MOD", Role.MODERATOR),
        ("FG2-P12", Role.PARTICIPANT),
        ("Group 1 / Facilitator", Role.MODERATOR),
        ("A1-B", Role.UNKNOWN),
        ("Female", Role.UNKNOWN),
        ("Интервьюер", Role.INTERVIEWER),
        ("受访者", Role.PARTICIPANT),
    ],
)
def test_a_part_may_stand_beside_a_name_but_not_in_it(label: str, role: Role) -> None:
    assert role_of(label) is role


def test_who_asks_is_not_who_answers() -> None:
    assert [role for role in Role if role.asks] == [Role.INTERVIEWER, Role.MODERATOR]


def parts(*labels: str) -> tuple[Role, ...]:
    return roles_of([Manner(label, 10, 0, 1000) for label in labels])[0]


def test_where_one_interviews_the_others_take_part() -> None:
    assert parts("Moderator", "Anna", "Unknown Speaker") == (
        Role.MODERATOR,
        Role.PARTICIPANT,
        Role.UNKNOWN,
    )
    assert parts("Anna", "Ben") == (Role.UNKNOWN, Role.UNKNOWN)


ASKS = Manner("Ann", 40, 20, 40 * 80)
TELLS = Manner("Bo", 40, 2, 40 * 200)


def test_who_is_there_for_the_interview_is_not_asked_in_it() -> None:
    labels = ("Interviewer", "Rosa", "Interpreter", "Observer 1", "Multiple", "Nurse")
    roles, _ = roles_of([Manner(label, 9, 0, 90) for label in labels])
    assert roles[1:] == (
        Role.PARTICIPANT,
        Role.UNKNOWN,
        Role.UNKNOWN,
        Role.UNKNOWN,
        Role.PARTICIPANT,
    )


def test_who_asks_much_and_says_little_is_taken_for_the_interviewer_and_told() -> None:
    roles, remarks = roles_of([ASKS, TELLS, Manner("Cy", 1, 0, 9)])
    assert roles == (Role.INTERVIEWER, Role.PARTICIPANT, Role.UNKNOWN)
    assert [remark.code for remark in remarks] == [RemarkCode.GUESSED_ROLE]
    assert remarks[0].message.startswith("Ann asks 20 of 22 questions")


def test_the_guess_also_names_who_interviews_a_participant() -> None:
    roles, _ = roles_of([ASKS, replace(TELLS, label="Participant")])
    assert roles == (Role.INTERVIEWER, Role.PARTICIPANT)


@pytest.mark.parametrize(
    "manners",
    [
        (ASKS,),
        (ASKS, replace(TELLS, questions=18)),
        (ASKS, replace(TELLS, characters=40 * 85)),
        (replace(ASKS, questions=5), replace(TELLS, questions=0)),
        (replace(ASKS, utterances=100, characters=8000), TELLS),
        (replace(TELLS, questions=4), ASKS),
        (ASKS, TELLS, Manner("Cy", 20, 1, 4000)),
        (replace(ASKS, label="Participant"), TELLS),
        (replace(ASKS, label="Therapist"), TELLS),
        (replace(ASKS, label="T"), replace(TELLS, label="C")),
        (replace(ASKS, label="Unknown Speaker"), TELLS),
    ],
    ids=[
        "alone",
        "both ask",
        "as long",
        "few questions",
        "seldom asks",
        "the other begins",
        "a group",
        "takes part by the label",
        "has another part",
        "teacher and children",
        "nobody",
    ],
)
def test_no_part_is_guessed_where_it_is_not_clear(manners: tuple[Manner, ...]) -> None:
    roles, remarks = roles_of(manners)
    assert not any(role.asks for role in roles)
    assert remarks == ()


def test_what_labels_say_outweighs_manner() -> None:
    roles, remarks = roles_of([ASKS, replace(TELLS, label="Interviewer")])
    assert roles == (Role.PARTICIPANT, Role.INTERVIEWER)
    assert remarks == ()
